"""Papers about the whole debt: the sum that settles it on a day, the call for all of it, its ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from documents.registers import register_context
from loans.models import Contract
from repayments.bill_payment import barcode_payload, make_ref2, qr_payload
from repayments.called_in import CallTo
from repayments.rules import Component, SettlementQuote
from repayments.selectors import Ledger, Standing
from thai.dates import format_long
from treasury.models import BankAccount

from .bills import BANKS
from .receipts import debtor_of

SETTLEMENT_TEMPLATE = "papers/settlement_quote.html"
CALL_IN_TEMPLATE = "papers/call_in.html"
LEDGER_TEMPLATE = "papers/debtor_ledger.html"


def settlement_context(
    *,
    contract: Contract,
    quote: SettlementQuote,
    account: BankAccount | None,
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """The context of the letter that names what settles a loan on a day, line by line, and how to pay it.

    :param account: the account that serves Bill Payment; no code is printed without it, or where nothing is to be paid.
    :raises repayments.bill_payment.BillerIdWrong: the account has no biller id of 15 digits.
    Source: R-REPAY-04, A-23.
    """
    debtor = debtor_of(contract)
    context = {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "to": debtor["name"],
        "to_note": f"ผู้แทนกลุ่มผู้กู้ตามสัญญาเลขที่ {contract.label}",
        "subject": "แจ้งยอดชำระปิดบัญชีเงินกู้ก่อนกำหนด",
        "references": [f"สัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label}"],
        "contract_number": contract.label,
        "project_title": contract.project_title,
        "settle_on": quote.on.isoformat(),
        "sums": {
            "principal": str(quote.total(Component.PRINCIPAL)),
            "contract_interest": str(quote.unfrozen(Component.CONTRACT_INTEREST)),
            "default_interest": str(quote.unfrozen(Component.DEFAULT_INTEREST)),
            "frozen": str(quote.frozen) if quote.frozen else "",
            "costs": str(quote.total(Component.COSTS)),
            "credit": str(min(quote.credit, quote.owed)),
        },
        "to_pay": str(quote.to_pay),
        "to_refund": str(quote.to_refund),
        "working": [
            {
                "instalment": line.instalment,
                "component": str(line.component),
                "principal": str(part.principal),
                "from_on": part.since_on.isoformat(),
                "to_on": part.until_on.isoformat(),
                "days": part.days,
                "annual_rate": str(part.annual_rate),
                "day_basis": part.day_basis,
                "amount": str(part.amount),
            }
            for line in quote.lines
            for part in line.working
            if part.amount
        ],
        "signature": signature,
    }
    if account is not None and quote.to_pay:
        context["pay"] = _pay(contract, quote, account)
    return context


def _pay(contract: Contract, quote: SettlementQuote, account: BankAccount) -> dict[str, Any]:
    first = min((line.instalment for line in quote.lines if line.instalment), default=1)
    given = {
        "biller_id": account.biller_id,
        "ref1": contract.ref1 or "",
        "ref2": make_ref2(instalment_number=first),
        "amount": quote.to_pay,
    }
    return {
        "banks": BANKS,
        "biller_id": account.biller_id,
        "ref1": given["ref1"],
        "ref2": given["ref2"],
        "barcode": barcode_payload(**given),
        "qr": qr_payload(**given),
    }


def call_in_context(
    *,
    contract: Contract,
    to: CallTo,
    standing: Standing,
    reason: str,
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """The context of the letter that calls the whole debt in, as it stands on the day of the call.

    It goes to one signer, or to whoever stands in her place and has not borrowed herself.
    """
    behind = standing.overdue
    first = min((owed.effective_due_on for owed in behind), default=on)
    numbers = ", ".join(str(owed.number) for owed in behind)
    lent = f"จำนวน {contract.principal:,.2f} บาท"
    frozen_interest = sum((owed.frozen_contract_interest_left for owed in standing.instalments), Decimal("0.00"))
    frozen_default = sum((owed.frozen_default_interest_left for owed in standing.instalments), Decimal("0.00"))
    who, subject, whom = (f" {to.stands_for} ", "ผู้กู้", "") if to.stands_for else ("ท่าน", "ท่าน", "ให้ท่านและผู้กู้ร่วม")
    return {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "to": to.name,
        "to_note": to.note,
        "subject": "เรียกให้ชำระหนี้เงินกู้ทั้งหมด",
        "references": [f"สัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label}"],
        "paragraphs": [
            f"ตามที่{who}ได้ร่วมกันกู้ยืมเงินกองทุนพัฒนาบทบาทสตรีตามสัญญาเลขที่ {contract.label} "
            f"ลงวันที่ {format_long(contract.contract_on, thai_digits=False)} โครงการ{contract.project_title} {lent} นั้น",
            f"{subject}ผิดนัดชำระหนี้งวดที่ {numbers} ตั้งแต่วันที่ {format_long(first, thai_digits=False)} เป็นต้นมา ({reason}) "
            f"สำนักงานจึงเรียก{whom}ชำระหนี้ที่เหลือทั้งหมดตามสัญญา ซึ่งถึงกำหนดชำระทั้งจำนวนตั้งแต่วันที่ในหนังสือนี้ ดังนี้",
        ],
        "balance": {
            "principal": str(standing.principal),
            "contract_interest": str(standing.contract_interest - frozen_interest),
            "default_interest": str(standing.default_interest - frozen_default),
            "frozen": str(frozen_interest + frozen_default) if frozen_interest or frozen_default else "",
            "costs": str(standing.costs) if standing.costs else "",
            "credit": str(standing.credit) if standing.credit else "",
            "total": str(max(standing.total - standing.credit, Decimal("0.00"))),
        },
        "as_of": on.isoformat(),
        "ref1": contract.ref1 or "",
        "remark": to.remark,
        "code": to.code,
        "signature": signature,
    }


def ledger_context(
    *,
    contract: Contract,
    ledger: Ledger,
    table: dict[str, Any],
    office: Office,
    known_on: date,
    is_statement: bool,
) -> dict[str, Any]:
    """The context of a debtor's ledger: as the office keeps it, or as the statement of account that the debtor gets.

    :param table: as ``repayments.tables.ledger_table`` builds it, in Thai.
    Source: R-REG-03, T-11.
    """
    standing = ledger.closing
    paper = register_context(
        table,
        title="รายการเดินบัญชีลูกหนี้" if is_statement else "ทะเบียนคุมลูกหนี้รายตัว",
        subtitle=f"สัญญาเลขที่ {contract.label} โครงการ{contract.project_title}",
        as_of=ledger.to_on,
        known_on=known_on,
        issuer=issuer_context(office=office),
        period=(ledger.from_on, ledger.to_on),
    )
    return {
        **paper,
        "landscape": True,
        "is_statement": is_statement,
        "debtor": debtor_of(contract),
        "contract_number": contract.label,
        "contract_on": contract.contract_on.isoformat() if contract.contract_on else "",
        "principal_lent": str(contract.principal),
        "annual_rate": str(contract.annual_rate),
        "ref1": contract.ref1 or "",
        "balance": {
            "principal": str(standing.principal),
            "contract_interest": str(standing.contract_interest),
            "default_interest": str(standing.default_interest),
            "costs": str(standing.costs) if standing.costs else "",
            "frozen": str(standing.frozen) if standing.frozen else "",
            "credit": str(standing.credit) if standing.credit else "",
            "total": str(max(standing.total - standing.credit, Decimal("0.00"))),
            "due": str(standing.due_total),
        },
        "working": [
            {
                "instalment": owed.number,
                "principal": str(part.line.principal),
                "from_on": part.line.since_on.isoformat(),
                "to_on": part.line.until_on.isoformat(),
                "days": part.line.days,
                "annual_rate": str(part.line.annual_rate),
                "day_basis": part.line.day_basis,
                "amount": str(part.line.amount),
                "unpaid": str(part.unpaid),
            }
            for owed in standing.instalments
            for part in owed.working
            if part.unpaid
        ],
    }
