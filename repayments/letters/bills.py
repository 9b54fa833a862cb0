"""Bill Payment forms, each with barcode and QR."""

from collections.abc import Iterable, Sequence
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context
from loans.models import Contract
from loans.rules import Instalment
from projects.rules import near_the_members
from repayments.bill_payment import barcode_payload, make_ref2, qr_payload
from treasury.models import BankAccount

from .receipts import debtor_of

BILL_TEMPLATE = "papers/bill_payment.html"
CARD_TEMPLATE = "papers/barcode_card.html"
# R-REPAY-01: the fund's three banks for Bill Payment
BANKS = ["ธนาคารกรุงไทย", "ธนาคารออมสิน", "ธ.ก.ส."]


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
        "near_members": near_the_members(province=contract.province_id),
        "biller": {"id": account.biller_id, "name": account.name, "banks": BANKS},
        "contract_number": contract.label,
        "debtor": debtor_of(contract),
        "project_title": contract.project_title,
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
        "frozen": str(line.total - line.principal - line.interest),
        "amount": str(line.total),
        "ref1": ref1,
        "ref2": ref2,
        "barcode": barcode_payload(biller_id=biller_id, ref1=ref1, ref2=ref2, amount=line.total),
        "qr": qr_payload(biller_id=biller_id, ref1=ref1, ref2=ref2, amount=line.total),
    }


def card_context(
    *, contract: Contract, schedule: Sequence[Instalment], account: BankAccount, office: Office
) -> dict[str, Any]:
    """The context of the barcode card of a contract: one barcode for each instalment, to be kept and used in turn.

    :raises repayments.bill_payment.BillerIdWrong: the province's account has no biller id of 15 digits.
    Source: R-REPAY-15.
    """
    return bill_context(
        contract=contract,
        schedule=schedule,
        account=account,
        office=office,
        numbers=[line.number for line in schedule],
    ) | {"ref1": contract.ref1 or ""}
