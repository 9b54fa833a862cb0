"""The frozen contexts of the papers that this room issues: receipt, correction notice, Bill Payment forms."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from loans.models import Contract, Party
from loans.rules import Instalment
from repayments.bill_payment import barcode_payload, make_ref2, qr_payload
from repayments.models import Allocation, Receipt
from thai.baht import with_commas
from thai.dates import format_long
from treasury.models import BankAccount

RECEIPT_TEMPLATE = "papers/receipt.html"
LETTER_TEMPLATE = "papers/official_letter.html"
BILL_TEMPLATE = "papers/bill_payment.html"
# R-REPAY-01: the fund's three banks for Bill Payment
BANKS = ["ธนาคารกรุงไทย", "ธนาคารออมสิน", "ธ.ก.ส."]


def debtor_of(contract: Contract) -> dict[str, str]:
    """Name and address of the group's representative, as they were in the contract."""
    party = Party.objects.filter(contract=contract, role=Party.Role.REPRESENTATIVE).order_by("position").first()
    return {"name": party.name, "address": party.address} if party else {"name": contract.account_name, "address": ""}


def receipt_context(
    *,
    receipt: Receipt,
    contract: Contract,
    rows: Iterable[Allocation],
    principal_left: Decimal,
    as_of: date,
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """The context of a receipt: what the money paid, line by line, with the working of the default interest."""
    split = list(rows)
    return {
        "issued_on": on.isoformat(),
        "issuer": issuer_context(office=office),
        "received_on": receipt.value_on.isoformat(),
        "payer": debtor_of(contract),
        "contract_number": contract.label,
        "project_title": contract.proposal.title,
        "channel": f"Bill Payment {receipt.bank_line.bank_account.bank_name}",
        "bank_reference": " ".join(part for part in (receipt.bank_line.ref1, receipt.bank_line.ref2) if part),
        "lines": [
            {"component": str(row.component), "instalment": row.instalment_number, "amount": str(row.amount)}
            for row in split
        ],
        "amount": str(receipt.amount),
        "default_working": [
            {**line, "instalment": row.instalment_number}
            for row in split
            if row.component == Allocation.Component.DEFAULT_INTEREST
            for line in row.working.get("lines", ())
        ],
        "balance": {"principal": str(principal_left), "as_of": as_of.isoformat()},
        "signature": signature,
    }


def correction_context(
    *, contract: Contract, changes: Sequence[Any], office: Office, signature: dict[str, Any], on: date
) -> dict[str, Any]:
    """The context of the letter that tells a debtor how earlier receipts are split now, and why."""
    debtor = debtor_of(contract)
    told = [
        f"ใบเสร็จรับเงินเลขที่ {change.receipt} รับเงินวันที่ {format_long(change.receipt.value_on, thai_digits=False)} "
        f"จำนวน {with_commas(change.receipt.amount)} บาท เดิมตัดชำระ {_in_words(change.before)} "
        f"แก้ไขเป็น {_in_words(change.after)}"
        for change in changes
    ]
    return {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "to": debtor["name"],
        "to_note": f"ผู้แทนกลุ่มผู้กู้ตามสัญญาเลขที่ {contract.label}",
        "subject": "แจ้งแก้ไขการตัดชำระเงินกู้",
        "references": [f"สัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label}"],
        "paragraphs": [
            f"ตามที่ท่านได้ชำระเงินกู้ตามสัญญาเลขที่ {contract.label} โครงการ{contract.proposal.title} นั้น",
            "สำนักงานได้รับหลักฐานการชำระเงินซึ่งธนาคารรับไว้ก่อนใบเสร็จที่ออกไปแล้ว "
            "เมื่อเรียงการชำระตามวันที่ธนาคารรับเงิน การตัดชำระจึงเปลี่ยนไปดังนี้",
            *told,
            "จำนวนเงินในใบเสร็จรับเงินทุกฉบับไม่เปลี่ยนแปลง ท่านไม่ต้องส่งใบเสร็จเดิมคืน",
        ],
        "signature": signature,
    }


def _in_words(rows: Iterable[Allocation]) -> str:
    return " ".join(
        f"{row.get_component_display()}"
        + (f"งวดที่ {row.instalment_number}" if row.instalment_number else "")
        + f" {with_commas(row.amount)} บาท"
        for row in rows
    )


def bill_context(
    *, contract: Contract, schedule: Sequence[Instalment], account: BankAccount, office: Office, numbers: Iterable[int]
) -> dict[str, Any]:
    """The context of the Bill Payment forms of some instalments, with the payloads of barcode and QR.

    :raises repayments.bill_payment.BillerIdWrong: the province's account has no biller id of 15 digits.
    Source: R-REPAY-01, R-REPAY-15.
    """
    wanted, ref1 = set(numbers), contract.ref1 or ""
    return {
        "issuer": issuer_context(office=office),
        "biller": {"id": account.biller_id, "name": account.name, "banks": BANKS},
        "contract_number": contract.label,
        "debtor": debtor_of(contract),
        "project_title": contract.proposal.title,
        "bills": [
            _bill(line, of=len(schedule), ref1=ref1, biller_id=account.biller_id)
            for line in schedule
            if line.number in wanted
        ],
    }


def _bill(line: Instalment, *, of: int, ref1: str, biller_id: str) -> dict[str, Any]:
    ref2 = make_ref2(instalment_number=line.number)
    return {
        "instalment": line.number,
        "of": of,
        "nominal_due_on": line.nominal_due_on.isoformat(),
        "effective_due_on": line.effective_due_on.isoformat(),
        "principal": str(line.principal),
        "interest": str(line.interest),
        "amount": str(line.total),
        "ref1": ref1,
        "ref2": ref2,
        "barcode": barcode_payload(biller_id=biller_id, ref1=ref1, ref2=ref2, amount=line.total),
        "qr": qr_payload(biller_id=biller_id, ref1=ref1, ref2=ref2, amount=line.total),
    }
