"""Receipts, the note that one was taken back, and the letter that others are split otherwise now."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import override

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from loans.models import Contract, Party
from repayments.models import Allocation, BundledReceipt, Receipt, ReceiptBundle, ReceiptReversal
from thai.baht import with_commas
from thai.dates import format_long

RECEIPT_TEMPLATE = "papers/receipt.html"
REVERSAL_TEMPLATE = "papers/receipt_reversal.html"
BUNDLE_TEMPLATE = "papers/register.html"
LETTER_TEMPLATE = "papers/official_letter.html"
NOTHING = Decimal("0.00")


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
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """The context of a receipt: what the money paid, line by line, with the working of the default interest.

    :param principal_left: after this very payment, whatever came later.
    """
    split = list(rows)
    return {
        "issued_on": on.isoformat(),
        "issuer": issuer_context(office=office),
        "received_on": receipt.value_on.isoformat(),
        "payer": debtor_of(contract),
        "contract_number": contract.label,
        "project_title": contract.project_title,
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
        "balance": {"principal": str(principal_left)},
        "signature": signature,
    }


def reversal_context(
    *,
    reversal: ReceiptReversal,
    receipt: Receipt,
    contract: Contract,
    rows: Iterable[Allocation],
    principal_left: Decimal,
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """The context of the note that a receipt was taken back: why, by whom, what it had paid, what is owed now."""
    return {
        "issued_on": on.isoformat(),
        "issuer": issuer_context(office=office),
        "receipt_number": str(receipt),
        "received_on": receipt.value_on.isoformat(),
        "receipt_issued_on": receipt.posting_on.isoformat(),
        "payer": debtor_of(contract),
        "contract_number": contract.label,
        "project_title": contract.project_title,
        "bank_reference": " ".join(part for part in (receipt.bank_line.ref1, receipt.bank_line.ref2) if part),
        "amount": str(receipt.amount),
        "lines": [
            {"component": str(row.component), "instalment": row.instalment_number, "amount": str(row.amount)}
            for row in rows
        ],
        "reason": reversal.reason,
        "taken_back_on": reversal.taken_back_by.value_on.isoformat() if reversal.taken_back_by else "",
        "asked_by": str(reversal.asked_by),
        "asked_on": reversal.asked_on.isoformat(),
        "approved_by": str(reversal.decided_by),
        "approved_on": on.isoformat(),
        "note": reversal.note,
        "posting_on": reversal.posting_on.isoformat() if reversal.posting_on else "",
        "entry_number": f"{reversal.entry.number}/{reversal.entry.year_be}" if reversal.entry else "",
        "principal_left": str(principal_left),
        "signature": signature,
    }


class Cause(StrEnum):
    """Why receipts that were printed are split otherwise now."""

    EARLIER_MONEY = "EARLIER_MONEY"
    REVERSED = "REVERSED"
    EVENT = "EVENT"
    HOLIDAY = "HOLIDAY"


# stays Thai: printed on papers
_CAUSES = {
    Cause.EARLIER_MONEY: "สำนักงานได้รับหลักฐานการชำระเงินซึ่งธนาคารรับไว้ก่อนใบเสร็จที่ออกไปแล้ว "
    "เมื่อเรียงการชำระตามวันที่ธนาคารรับเงิน การตัดชำระจึงเปลี่ยนไปดังนี้",
    Cause.REVERSED: "สำนักงานได้ยกเลิกใบเสร็จรับเงินฉบับหนึ่งของสัญญานี้ เมื่อคำนวณใหม่โดยไม่มีเงินตามใบเสร็จนั้น "
    "การตัดชำระของใบเสร็จฉบับอื่นจึงเปลี่ยนไปดังนี้",
    Cause.EVENT: "สำนักงานได้บันทึกเหตุการณ์ของสัญญาซึ่งมีผลก่อนวันที่รับเงินตามใบเสร็จที่ออกไปแล้ว "
    "เมื่อคำนวณใหม่ตามวันที่มีผล การตัดชำระจึงเปลี่ยนไปดังนี้",
    Cause.HOLIDAY: "สำนักงานได้ปรับวันครบกำหนดชำระที่มีผลให้ตรงกับวันหยุดราชการหรือวันหยุดธนาคารที่ประกาศเปลี่ยนแปลง "
    "เมื่อคำนวณใหม่ตามวันครบกำหนดนั้น การตัดชำระจึงเปลี่ยนไปดังนี้",
}


def correction_context(
    *,
    contract: Contract,
    changes: Sequence[Any],
    office: Office,
    signature: dict[str, Any],
    on: date,
    cause: str = Cause.EARLIER_MONEY,
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
            f"ตามที่ท่านได้ชำระเงินกู้ตามสัญญาเลขที่ {contract.label} โครงการ{contract.project_title} นั้น",
            _CAUSES[Cause(cause)],
            *told,
            "จำนวนเงินในใบเสร็จรับเงินข้างต้นไม่เปลี่ยนแปลง ท่านไม่ต้องส่งใบเสร็จเดิมคืน",
        ],
        "signature": signature,
    }


def bundle_context(
    *, bundle: ReceiptBundle, items: Sequence[BundledReceipt], issuer: dict[str, Any], on: date
) -> dict[str, Any]:
    """The context of the list that leads a bundle: every receipt of it, with room for who received it and when."""
    whole = sum((item.receipt.amount for item in items), NOTHING)
    return {
        "title": f"บัญชีส่งมอบใบเสร็จรับเงิน ชุดที่ {bundle}",
        "subtitle": f"{bundle.amphoe} จำนวน {len(items)} ฉบับ",
        "issuer": issuer,
        "as_of": bundle.made_on.isoformat(),
        "known_at": on.isoformat(),
        "landscape": True,
        "columns": [
            {"key": "position", "label": "ที่", "kind": "number", "width": "10mm"},
            {"key": "number", "label": "ใบเสร็จเลขที่", "kind": "text", "width": "24mm"},
            {"key": "contract", "label": "สัญญา", "kind": "text", "width": "20mm"},
            {"key": "debtor", "label": "ผู้แทนกลุ่ม", "kind": "text"},
            {"key": "tambon", "label": "ตำบล", "kind": "text", "width": "30mm"},
            {"key": "received_on", "label": "วันที่ชำระ", "kind": "date", "width": "24mm"},
            {"key": "amount", "label": "จำนวนเงิน", "kind": "money", "width": "28mm"},
            {"key": "signature", "label": "ผู้รับ ลงชื่อ", "kind": "text", "width": "46mm"},
            {"key": "signed_on", "label": "วันที่รับ", "kind": "text", "width": "26mm"},
        ],
        "groups": [
            {
                "rows": [
                    {
                        "position": item.position,
                        "number": str(item.receipt),
                        "contract": item.receipt.contract.label,
                        "debtor": debtor_of(item.receipt.contract)["name"],
                        "tambon": str(item.receipt.tambon),
                        "received_on": item.receipt.value_on.isoformat(),
                        "amount": str(item.receipt.amount),
                        "signature": "",
                        "signed_on": "",
                    }
                    for item in items
                ]
            }
        ],
        "totals": {"label": "รวม", "amount": str(whole)},
    }


@override("th")  # a paper is Thai, whoever prints it
def _in_words(rows: Iterable[Allocation]) -> str:
    return " ".join(
        f"{row.get_component_display()}"
        + (f"งวดที่ {row.instalment_number}" if row.instalment_number else "")
        + f" {with_commas(row.amount)} บาท"
        for row in rows
    )
