"""When two records of the register may become one, and how the kept one then stands."""

from dataclasses import dataclass
from datetime import date

from members.rules.standing import Standing, Status
from thai.refusals import Refusal
from thai.refusals import sentence as _


class MergeNotPossible(Refusal):
    """The two records cannot become one."""


class MergeNeedsReason(Refusal):
    """Merging two records needs the reason written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record of the register, as far as merging asks. ``key`` tells records apart."""

    key: object
    number: str
    is_organisation: bool = False
    registration_number: str = ""
    merged_into: str = ""


def check_merge(*, kept: Record, absorbed: Record) -> None:
    """Refuse to merge a record with itself, one merged already, a person with an organisation, or two legal persons.

    Two open loans under the two records are no reason against it: the same woman has both, and the eligibility of the
    kept record says so from then on.

    :raises MergeNotPossible: with the reason.
    Source: R-MEM-08.
    """
    if kept.key == absorbed.key:
        raise MergeNotPossible(_("เลือกระเบียนเดียวกัน ให้เลือกระเบียนอื่นที่ซ้ำกัน"))
    for record in (kept, absorbed):
        if record.merged_into:
            raise MergeNotPossible(
                _("ระเบียนเลขที่ %(number)s รวมเข้ากับเลขที่ %(merged_into)s แล้ว"),
                number=record.number,
                merged_into=record.merged_into,
            )
    if kept.is_organisation != absorbed.is_organisation:
        raise MergeNotPossible(_("รวมระเบียนบุคคลธรรมดากับองค์กรสตรีไม่ได้"))
    if absorbed.registration_number and not kept.registration_number:
        raise MergeNotPossible(_("ให้ใช้ระเบียนที่มีเลขทะเบียนนิติบุคคลเป็นระเบียนที่ใช้ต่อ"))
    if absorbed.registration_number and absorbed.registration_number != kept.registration_number:
        raise MergeNotPossible(_("เลขทะเบียนนิติบุคคลต่างกัน จึงเป็นคนละองค์กร"))


def standing_after_merge(*, kept: Standing, absorbed: Standing, on: date) -> Standing:
    """Return how the kept record stands afterwards: a death, or a bar in force, of the absorbed one passes to it.

    Whoever is barred under one number must not borrow under another. A kept record that is itself barred or deceased
    stays as it is, but for the bar that lasts longer.
    """
    if not absorbed.is_in_force(on) or absorbed.status not in (Status.BARRED, Status.DECEASED):
        return kept
    if kept.status == Status.DECEASED:
        return kept
    if absorbed.status == Status.DECEASED:
        return absorbed
    if kept.status == Status.BARRED and kept.is_in_force(on):
        lasts = kept.until_on is None or (absorbed.until_on is not None and absorbed.until_on <= kept.until_on)
        return kept if lasts else absorbed
    return absorbed
