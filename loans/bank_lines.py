"""Money that came back through the bank, asked through a hook that the room of the bank's lines fills.

A line that brings back a loan or a subsidy is no repayment. Only the room above knows the lines; it gives those that
may be meant, holds the one that somebody asks about, marks it when a second person approved, and sets it free again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol

from thai.refusals import Refusal
from thai.refusals import sentence as _


class NoSuchLine(Refusal):
    """The bank's line does not wait any more, or its amount is another."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the bank as this room needs it: its key, its day, baht, what it says, and its party in the books."""

    key: int
    value_on: date
    amount: Decimal
    text: str
    party: str


class Returned(StrEnum):
    """What kind of money came back."""

    LOAN = "LOAN"
    SUBSIDY = "SUBSIDY"


class Freed(StrEnum):
    """Why a line waits again."""

    REFUSED = "REFUSED"
    UNDONE = "UNDONE"


class Lines(Protocol):
    """What the room of the lines does for this one, always within the caller's transaction."""

    def candidates(self, *, province: str, contract_id: int | None) -> Sequence[Line]: ...
    def hold(self, *, key: int, province: str, contract_id: int | None, label: str, by: Any) -> Line: ...
    def take(self, *, key: int, province: str, returned: Returned, label: str, by: Any) -> Line: ...
    def free(self, *, key: int, freed: Freed, reason: str) -> None: ...


_lines: list[Lines] = []


def provide(lines: Lines) -> None:
    """Register who knows the lines."""
    _lines[:] = [lines]


def candidates(*, province: str, contract_id: int | None = None) -> list[Line]:
    """Return the lines of the province's bank that wait for an owner, the newest first.

    :param contract_id: whose money may be meant; a line that is matched to another contract is left out.
    """
    return [line for lines in _lines for line in lines.candidates(province=province, contract_id=contract_id)]


def hold(*, key: int, province: str, contract_id: int | None, label: str, by: Any) -> Line:
    """Keep a line from everything else while its return waits for approval, and return it.

    :param label: how people call the contract or the grant whose money it is.
    :raises NoSuchLine: it does not wait for an owner, or is another contract's.
    """
    return _known().hold(key=key, province=province, contract_id=contract_id, label=label, by=by)


def take(*, key: int, province: str, returned: Returned, label: str, by: Any) -> Line:
    """Mark a line that was held as money that came back, and return it.

    :raises NoSuchLine: it does not wait any more.
    """
    return _known().take(key=key, province=province, returned=returned, label=label, by=by)


def free(*, key: int, freed: Freed, reason: str) -> None:
    """Let a line wait for an owner again whose return was refused or undone."""
    _known().free(key=key, freed=freed, reason=reason)


def _known() -> Lines:
    for lines in _lines:
        return lines
    raise NoSuchLine(_("ยังไม่มีรายการธนาคารให้เลือก"))
