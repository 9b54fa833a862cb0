"""Terms of office on a committee: from a day to a day, both included, or with no end yet. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thai.refusals import Refusal
from thai.refusals import sentence as _


class TermWrong(Refusal):
    """A term that ends before it begins, or that leaves out a meeting its member has been at."""


class SeatTaken(Refusal):
    """The same person sits on this committee in a term that overlaps."""


class SeatIncomplete(Refusal):
    """An appointment needs a name, a position and the number of its order."""


class SeatStays(Refusal):
    """Whoever has been at a meeting keeps name and position there; a change is a new appointment."""


class AlreadyEnded(Refusal):
    """A term that is over cannot be ended again."""


@dataclass(frozen=True, slots=True)
class Term:
    """The term of one person: from a day to a day, both included; no last day while it runs."""

    name: str
    first_on: date
    last_on: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the person sits on the committee on a day."""
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)

    def overlaps(self, other: "Term") -> bool:
        """Whether there is a day on which both run."""
        return (other.last_on is None or self.first_on <= other.last_on) and (
            self.last_on is None or other.first_on <= self.last_on
        )


def tidy_name(name: str) -> str:
    """A name with single spaces, so that one person is not two."""
    return " ".join(name.split())


def check_appointment(*, term: Term, position: str, order_number: str, others: Iterable[Term]) -> None:
    """Refuse an appointment that says too little, ends before it begins, or seats the same person twice.

    :param others: the terms of everybody on the same committee.
    :raises SeatIncomplete, TermWrong, SeatTaken: see there.
    Source: R-ACT-06..11.
    """
    if not term.name or not position.strip() or not order_number.strip():
        raise SeatIncomplete(_("ต้องระบุชื่อ ตำแหน่ง และเลขที่คำสั่งแต่งตั้งให้ครบ"))
    if term.last_on is not None and term.last_on < term.first_on:
        raise TermWrong(_("วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ"))
    for other in others:
        if other.name == term.name and term.overlaps(other):
            raise SeatTaken(
                _("%(name)s เป็นกรรมการชุดนี้อยู่แล้วตั้งแต่ %(since)s ให้สิ้นสุดวาระเดิมก่อน"),
                name=term.name,
                since=other.first_on,
            )


def check_end(*, term: Term, last_on: date, last_meeting_on: date | None, on: date) -> None:
    """Refuse an end before the term began, of a term that is over, or before a meeting that she was recorded at.

    :raises AlreadyEnded, TermWrong: see there.
    Source: R-ACT-06..11.
    """
    if term.last_on is not None and term.last_on < on:
        raise AlreadyEnded(_("วาระของ %(name)s สิ้นสุดแล้วเมื่อ %(last)s"), name=term.name, last=term.last_on)
    if last_on < term.first_on:
        raise TermWrong(_("วันสิ้นสุดวาระต้องไม่ก่อนวันเริ่มวาระ"))
    if last_meeting_on is not None and last_on < last_meeting_on:
        raise TermWrong(
            _("%(name)s มีรายชื่อในการประชุมวันที่ %(met)s วาระจึงสิ้นสุดก่อนวันนั้นไม่ได้"), name=term.name, met=last_meeting_on
        )
