"""Cells that the tables of this room share."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from loans.models import Contract
from repayments.models import BankLine
from repayments.selectors import Page
from thai.dates import format_short
from thai.refusals import reader_is_english

State = BankLine.State
TONES = {
    State.MATCHED: "active",
    State.DOUBTFUL: "warning",
    State.UNKNOWN: "bad",
    State.RECEIPTED: "done",
    State.TAKEN_BACK: "bad",
    State.NOT_A_RECEIPT: "neutral",
    State.REFUNDED: "neutral",
    State.MONEY_BACK: "neutral",
    State.REVERSED_BY_BANK: "neutral",
    State.PERHAPS_SAME: "warning",
    State.SAME: "neutral",
}
NOTHING = Decimal("0.00")


def money(value: Decimal | None, url: str = "", note: str = "") -> dict[str, Any]:
    """A cell of baht."""
    return {"value": value, "kind": "money", "url": url, "note": note}


def day(value: date | None) -> dict[str, Any]:
    """A cell of a date."""
    return {"value": value, "kind": "date"}


def state(value: str) -> dict[str, Any]:
    """A cell of a line's state."""
    return {"value": State(value).label, "kind": "state", "tone": TONES[State(value)]}


def short(value: date) -> str:
    """A date within a sentence."""
    return format_short(value, english=reader_is_english())


def line_name(line: BankLine) -> str:
    """A bank line within a sentence: its day and its baht."""
    return f"{short(line.value_on)} · {line.amount:,.2f}"


def paging(page: Page, url: str) -> dict[str, Any]:
    """Where the neighbours of a page of a list are."""
    joined = "&" if "?" in url else "?"
    return {
        "next_url": f"{url}{joined}after={page.next_after}" if page.next_after else "",
        "prev_url": url if page.has_previous else "",
    }


def contract_cell(contract: Contract | None) -> Any:
    """A cell that leads to a contract's standing."""
    if contract is None:
        return ""
    return {"value": contract.label, "kind": "text", "url": reverse("repayments:contract", args=[contract.pk])}
