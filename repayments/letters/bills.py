"""Bill Payment forms, each with barcode and QR."""

from collections.abc import Sequence
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context
from loans.models import Contract
from projects.rules import near_the_members
from repayments.bill_payment import barcode_payload, make_ref2, qr_payload
from repayments.rules import Bill
from treasury.models import BankAccount

from .receipts import debtor_of

BILL_TEMPLATE = "papers/bill_payment.html"
CARD_TEMPLATE = "papers/barcode_card.html"
# R-REPAY-01: the fund's three banks for Bill Payment
BANKS = ["ธนาคารกรุงไทย", "ธนาคารออมสิน", "ธ.ก.ส."]


def bill_context(
    *, contract: Contract, bills: Sequence[Bill], of: int, account: BankAccount, office: Office
) -> dict[str, Any]:
    """The context of the Bill Payment forms of some bills, with the payloads of barcode and QR.

    A form of what is owed names the day as of which it is, and how its default interest was worked out.

    :param of: how many instalments the schedule has.
    :raises repayments.bill_payment.BillerIdWrong: the province's account has no biller id of 15 digits.
    Source: R-REPAY-01, R-REPAY-10, R-REPAY-15.
    """
    return {
        "issuer": issuer_context(office=office),
        "near_members": near_the_members(province=contract.province_id),
        "biller": {"id": account.biller_id, "name": account.name, "banks": BANKS},
        "contract_number": contract.label,
        "debtor": debtor_of(contract),
        "project_title": contract.project_title,
        "bills": [_bill(bill, of=of, ref1=contract.ref1 or "", biller_id=account.biller_id) for bill in bills],
    }


def _bill(bill: Bill, *, of: int, ref1: str, biller_id: str) -> dict[str, Any]:
    ref2 = make_ref2(instalment_number=bill.numbers[0])
    return {
        "instalment": bill.numbers[0],
        "of": of,
        "nominal_due_on": bill.nominal_due_on.isoformat(),
        "effective_due_on": bill.effective_due_on.isoformat(),
        "principal": str(bill.principal),
        "interest": str(bill.contract_interest),
        "frozen": str(bill.frozen),
        "credit": str(bill.credit),
        "amount": str(bill.amount),
        "ref1": ref1,
        "ref2": ref2,
        "barcode": barcode_payload(biller_id=biller_id, ref1=ref1, ref2=ref2, amount=bill.amount),
        "qr": qr_payload(biller_id=biller_id, ref1=ref1, ref2=ref2, amount=bill.amount),
        **(_owed(bill) if bill.is_owed else {}),
    }


def _owed(bill: Bill) -> dict[str, Any]:
    return {
        "owed_on": bill.as_of.isoformat(),
        "is_called_in": bill.is_called_in,
        "numbers": ranges(bill.numbers),
        "default_interest": str(bill.default_interest),
        "costs": str(bill.costs),
        "working": [
            {
                "instalment": number,
                "principal": str(part.line.principal),
                "from_on": part.line.since_on.isoformat(),
                "to_on": part.line.until_on.isoformat(),
                "days": part.line.days,
                "annual_rate": str(part.line.annual_rate),
                "day_basis": part.line.day_basis,
                "amount": str(part.line.amount),
                "unpaid": str(part.unpaid),
            }
            for number, part in bill.working
        ],
    }


def ranges(numbers: Sequence[int]) -> str:
    """Numbers in their order with runs drawn together: 1-3, 5."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def card_context(
    *, contract: Contract, bills: Sequence[Bill], of: int, account: BankAccount, office: Office
) -> dict[str, Any]:
    """The context of the barcode card of a contract: a barcode for each payment to come, to be kept and used in turn.

    :raises repayments.bill_payment.BillerIdWrong: the province's account has no biller id of 15 digits.
    Source: R-REPAY-15.
    """
    return bill_context(contract=contract, bills=bills, of=of, account=account, office=office) | {
        "ref1": contract.ref1 or ""
    }
