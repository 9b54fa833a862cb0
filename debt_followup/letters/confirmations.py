"""The frozen context of the confirmation letter: plain JSON, amounts by value date as of 30 September."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from debt_followup.selectors.confirmations import upcoming
from debt_followup.selectors.legal import Addressee
from loans.models import Contract
from projects.rules import BANGKOK
from repayments.selectors import Standing
from thai.dates import format_long

TEMPLATE = "papers/confirmation.html"
LIST_TEMPLATE = "papers/confirmation_list.html"


def shared(
    *, office: Office, signature: dict[str, Any], issued_on: date, as_of: date, known_at: str, reply_by: date
) -> dict[str, Any]:
    """Return what all letters of an office share that are written as of a day and as known at a moment."""
    context = {
        **letter_context(office=office),
        "issuer": issuer_context(office=office),
        "issued_on": issued_on.isoformat(),
        "as_of": as_of.isoformat(),
        "known_at": known_at,
        "reply_by": reply_by.isoformat(),
        "reply_to": [office.name, office.address],
        "signature": signature,
    }
    if office.province_id == BANGKOK:
        context["committee"] = "อกส.กทม."  # stays Thai: printed on papers
    return context


def confirmation(
    *,
    shared: dict[str, Any],
    contract: Contract,
    to: Addressee,
    standing: Standing,
    number: str,
    code: str,
    stands_for: str = "",
) -> dict[str, Any]:
    """Return the context of the letter that asks one debtor to confirm what the fund says she owes.

    The total is what is left when the money paid in advance is taken off. The bar code of the return slip is the
    letter's own, so that a slip that comes back finds its letter.

    :param shared: what ``shared`` returned.
    :param stands_for: the debtor's name where the letter goes to who stands in her place.
    Source: R-DEBT-07, A-32.
    """
    balance = {
        "principal": str(standing.principal),
        "contract_interest": str(standing.contract_interest),
        "default_interest": str(standing.default_interest),
        "total": str(standing.total - standing.credit),
    }
    if standing.costs:
        balance["costs"] = str(standing.costs)
    if standing.frozen:
        balance["frozen"] = str(standing.frozen)
    if standing.credit:
        balance["credit"] = str(standing.credit)
    context = {
        **shared,
        "number": number,
        "to": to.name,
        "debtor": {"name": to.name, "address": to.address},
        "contract_number": contract.label,
        "contract_on": contract.contract_on.isoformat() if contract.contract_on else "",
        "project_title": contract.project_title,
        "principal_lent": str(contract.principal),
        "balance": balance,
        "slip_code": code,
    }
    if (next_due_on := upcoming(standing)) is not None:
        context["next_due_on"] = next_due_on.isoformat()
    if standing.overdue:
        context["overdue"] = {"count": len(standing.overdue), "amount": str(standing.overdue_amount)}
    if stands_for:
        context["stands_for"], context["stands_as"] = stands_for, to.role
    return context


def reminder(
    *, first: dict[str, Any], address: str, signature: dict[str, Any], issued_on: date, reply_by: date
) -> dict[str, Any]:
    """Return the context of a letter that asks again for the answer to another: the same balance, the same slip.

    It says what was known when the balance was worked out, as the first letter does, whatever was booked since.

    :param first: the context of the letter that was not answered.
    :param address: where its addressee lives today.
    """
    return {
        **_once_more(first, address=address, signature=signature, issued_on=issued_on, reply_by=reply_by),
        "subject": "ขอให้ตอบยืนยันยอดหนี้เงินกู้กองทุนพัฒนาบทบาทสตรี (เตือน)",  # stays Thai: a paper
        "closing": "จึงเรียนมาเพื่อโปรดตรวจสอบและยืนยันยอดหนี้ หากท่านตอบแล้วขออภัยมา ณ โอกาสนี้",
    }


def sent_again(
    *, first: dict[str, Any], address: str, signature: dict[str, Any], issued_on: date, reply_by: date
) -> dict[str, Any]:
    """Return the context of a letter that goes out again because the first came back: asked for the first time.

    Parameters and what was known are those of ``reminder``.
    """
    return _once_more(first, address=address, signature=signature, issued_on=issued_on, reply_by=reply_by)


def _once_more(
    first: dict[str, Any], *, address: str, signature: dict[str, Any], issued_on: date, reply_by: date
) -> dict[str, Any]:
    day = format_long(date.fromisoformat(first["issued_on"]), thai_digits=False)
    return {
        **{key: value for key, value in first.items() if key != "number"},
        "debtor": {**first["debtor"], "address": address},
        "signature": signature,
        "issued_on": issued_on.isoformat(),
        "reply_by": reply_by.isoformat(),
        "references": [f"หนังสือที่ {first['number']} ลงวันที่ {day}"],
    }


def posting_list(
    *,
    rows: Sequence[dict[str, Any]],
    office: Office,
    amphoe: str,
    as_of: date,
    issued_on: date,
    known_at: str,
    part: int,
) -> dict[str, Any]:
    """Return the context of the list by which letters are handed out: who gets which, and signs for it.

    Nothing of it says what the letters are about, nor that anybody owes anything (L-10).

    :param rows: ``number``, ``name``, ``address`` and ``code`` of each letter, in the order of the pages.
    """
    return {
        "issuer": issuer_context(office=office),
        "amphoe": amphoe,
        "part": part,
        "issued_on": issued_on.isoformat(),
        "as_of": as_of.isoformat(),
        "known_at": known_at,
        "rows": list(rows),
    }
