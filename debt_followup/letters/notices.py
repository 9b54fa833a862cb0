"""The frozen contexts of bills and demands, and of the sheets that go with a batch of them: plain JSON.

The words are those of the template of each kind; here stand the figures, with their working.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from debt_followup.models import Notice, NoticeDelivery
from debt_followup.rules.deliveries import delivery_code
from debt_followup.rules.notices import NoticeKind, Route, interest_a_day
from debt_followup.selectors.legal import Addressee
from loans.models import Contract, Party
from projects.rules import near_the_members
from repayments.bill_payment import barcode_payload, make_ref2, qr_payload
from repayments.letters import BANKS
from repayments.rules import InstalmentOwed
from repayments.selectors import Standing
from thai.dates import format_long
from treasury.models import BankAccount

NOTICE_TEMPLATES = {
    NoticeKind.INVOICE: "papers/notice_invoice.html",
    NoticeKind.FIRST: "papers/demand_first.html",
    NoticeKind.SECOND: "papers/demand_second.html",
    NoticeKind.FINAL: "papers/demand_final.html",
}
SHEETS_TEMPLATE = "papers/notice_sheets.html"
NOTHING = Decimal("0.00")
_ESTATE = "ทั้งนี้ กองทุนเรียกให้ชำระหนี้ได้จากทรัพย์มรดกของผู้ตาย ทายาทไม่ต้องรับผิดเกินกว่าทรัพย์มรดกที่ตกทอดได้แก่ตน"
_LIABLE = {"ทายาท": _ESTATE, "ผู้จัดการมรดก": _ESTATE}  # stays Thai: the roles as papers print them
IN_THE_LETTER = 3  # lines of working that stand in the letter itself; more of them follow on a sheet of their own


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a letter about a signer's debt, as the letter prints it: herself, or who stands in her place.

    ``stands_for`` is the debtor's name where it goes to another; ``stands_as`` in which capacity, ``remark`` what the
    law lets that other be liable for.
    """

    party: Party
    name: str
    note: str
    stands_for: str = ""
    stands_as: str = ""
    remark: str = ""
    stand_in_id: int | None = None


def recipient(*, contract: Contract, party: Party, to: Addressee) -> Recipient:
    """Return who gets a letter, with the words of the letter about her.

    An heir is liable up to what she inherited (CCC 1601, 1738); the official receiver takes what is a bankrupt's.
    """
    if to.stand_in_id is None:
        return Recipient(party=party, name=to.name, note=f"{to.role} ตามสัญญาเลขที่ {contract.label}")
    capacity = f"{to.role}ของ {party.name}"
    return Recipient(
        party=party,
        name=to.name,
        note=f"{capacity} ลูกหนี้ตามสัญญาเลขที่ {contract.label}",
        stands_for=party.name,
        stands_as=capacity,
        remark=_LIABLE.get(to.role, ""),
        stand_in_id=to.stand_in_id,
    )


@override("th")
def notice_context(
    *,
    kind: NoticeKind,
    contract: Contract,
    to: Recipient,
    standing: Standing,
    account: BankAccount | None,
    office: Office,
    signature: dict[str, Any],
    on: date,
    reply_by: date,
    known_at: str,
    code: str,
    before: Notice | None,
    is_barred: bool = False,
) -> dict[str, Any]:
    """Return the context of one bill or demand: what is due and unpaid as of its date, and how to pay it.

    :param account: the account that serves Bill Payment; without it no code to pay with is printed.
    :param known_at: the moment whose knowledge the figures are, in ISO form.
    :param code: the code by which the letter is found again when it is posted, received or comes back.
    :param before: the letter to which this one refers.
    :param is_barred: nothing of it can be sued for, which the letter then says instead of what a further day adds.
    :raises repayments.bill_payment.BillerIdWrong: the account has no biller id of 15 digits.
    Source: R-REPAY-10, R-FORM-06, R-REPAY-01.
    """
    due = [owed for owed in standing.instalments if owed.is_due and owed.total]
    amount = standing.due_total - standing.credit
    working = _working(due)
    references = [f"สัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label}"]
    if before is not None and kind is not NoticeKind.INVOICE:
        day = format_long(before.issued_on, thai_digits=False)
        references.append(f"หนังสือที่ {before.document.number} ลงวันที่ {day}")
    context = {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "known_at": known_at,
        "as_of": standing.as_of.isoformat(),
        "to": to.name,
        "to_note": to.note,
        "near_members": near_the_members(province=contract.province_id),
        "is_representative": to.party.role == Party.Role.REPRESENTATIVE,
        "stands_for": to.stands_for,
        "stands_as": to.stands_as,
        "remark": to.remark,
        "references": references,
        "contract_number": contract.label,
        "contract_on": contract.contract_on.isoformat() if contract.contract_on else "",
        "project_title": contract.project_title,
        "principal_lent": str(contract.principal),
        "reply_by": reply_by.isoformat(),
        "lines": [_line(owed) for owed in due],
        "sums": {
            "principal": str(standing.principal_due),
            "contract_interest": str(standing.contract_interest),
            "default_interest": str(standing.default_interest),
            "costs": str(standing.costs) if standing.costs else "",
            "credit": str(standing.credit) if standing.credit else "",
            "total": str(amount),
        },
        "principal_left": str(standing.principal),
        "a_day": str(interest_a_day(working=(part for owed in due for part in owed.working), as_of=standing.as_of)),
        "working": working if len(working) <= IN_THE_LETTER else [],
        "working_sheet": working if len(working) > IN_THE_LETTER else [],
        "is_barred": is_barred,
        "code": code,
        "signature": signature,
    }
    if account is not None and contract.ref1 and due:
        context["pay"] = _pay(contract, due[0].number, amount, account)
    return context


def moment(*, on: date, at: datetime) -> str:
    """Return the moment of a letter's knowledge as it prints it: the business date, the hour of the clock."""
    return f"{on.isoformat()}T{timezone.localtime(at):%H:%M}"


def sheets_context(
    *, deliveries: Sequence[NoticeDelivery], office: Office, amphoe: str, on: date, known_at: str
) -> dict[str, Any]:
    """Return the context of what goes with letters on their way: posting list, list for อกส.อ., labels for envelopes.

    Nothing of it says what a letter is about, nor that anybody owes anything (L-10).
    """
    rows = [_row(delivery) for delivery in deliveries]
    return {
        "issuer": issuer_context(office=office),
        "amphoe": amphoe,
        "issued_on": on.isoformat(),
        "as_of": on.isoformat(),
        "known_at": known_at,
        "posted": [row for row in rows if row["route"] == Route.POST],
        "by_amphoe": [row for row in rows if row["route"] == Route.AMPHOE],
        "labels": rows,
    }


def _row(delivery: NoticeDelivery) -> dict[str, Any]:
    notice = delivery.notice
    return {
        "route": str(delivery.route),
        "number": notice.document.number,
        "name": notice.addressee.name,
        "address": notice.addressee.address,
        "code": delivery_code(letter=notice.code, route=delivery.route, number=delivery.number),
    }


def _line(owed: InstalmentOwed) -> dict[str, Any]:
    return {
        "instalment": owed.number,
        "due_on": owed.effective_due_on.isoformat(),
        "days": owed.days_past_due,
        "principal": str(owed.principal_left),
        "contract_interest": str(owed.contract_interest_left),
        "default_interest": str(owed.default_interest_left),
        "costs": str(owed.costs_left),
        "total": str(owed.total),
    }


def _working(due: Iterable[InstalmentOwed]) -> list[dict[str, Any]]:
    return [
        {
            "instalment": owed.number,
            "principal": str(part.line.principal),
            "from_on": part.line.since_on.isoformat(),
            "to_on": part.line.until_on.isoformat(),
            "days": part.line.days,
            "annual_rate": str(part.line.annual_rate),
            "day_basis": part.line.day_basis,
            "amount": str(part.line.amount),
            "unpaid": str(part.unpaid) if part.unpaid != part.line.amount else "",
        }
        for owed in due
        for part in owed.working
        if part.unpaid
    ]


def _pay(contract: Contract, instalment: int, amount: Decimal, account: BankAccount) -> dict[str, Any]:
    given = {
        "biller_id": account.biller_id,
        "ref1": contract.ref1 or "",
        "ref2": make_ref2(instalment_number=instalment),
        "amount": amount,
    }
    return {
        "banks": BANKS,
        "biller_id": account.biller_id,
        "ref1": given["ref1"],
        "ref2": given["ref2"],
        "amount": str(amount),
        "barcode": barcode_payload(**given),
        "qr": qr_payload(**given),
    }
