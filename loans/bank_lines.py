"""Money that came back through the bank, asked through a hook that the room of the bank's lines fills.

A line that brings back a loan or a subsidy is no repayment. Only the room above knows the lines; it gives those that
may be meant, and marks the one that was taken so that it is never receipted.
"""

from collections.abc import Callable, Sequence
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


class Take(Protocol):
    def __call__(self, *, key: int, province: str, returned: Returned, label: str, by: Any) -> Line: ...


_candidates: list[Callable[[str], Sequence[Line]]] = []
_takes: list[Take] = []


def provide(*, candidates: Callable[[str], Sequence[Line]], take: Take) -> None:
    """Register who gives the waiting lines of a province and who marks one as taken."""
    _candidates[:], _takes[:] = [candidates], [take]


def candidates(*, province: str) -> list[Line]:
    """Return the lines of the province's bank that wait for an owner, the newest first."""
    return [line for found in _candidates for line in found(province)]


def take(*, key: int, province: str, returned: Returned, label: str, by: Any) -> Line:
    """Mark a line as money that came back, within the caller's transaction, and return it.

    :param label: how people call the contract or the grant whose money it is.
    :raises NoSuchLine: it does not wait for an owner.
    """
    for found in _takes:
        return found(key=key, province=province, returned=returned, label=label, by=by)
    raise NoSuchLine(_("ยังไม่มีรายการธนาคารให้เลือก"))
