"""The standing of a member in the register: which of them keeps her from borrowing, since when and until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from members.rules.findings import Answer, Condition, Finding
from thai.refusals import Refusal
from thai.refusals import sentence as _


class Status(StrEnum):
    """How a member stands in the register."""

    ACTIVE = "ACTIVE"
    LEFT = "LEFT"
    DECEASED = "DECEASED"
    BARRED = "BARRED"
    MERGED = "MERGED"


class StatusNeedsReason(Refusal):
    """A change of standing needs the reason written down."""


class StatusNotPossible(Refusal):
    """The standing, or one of its dates, cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A status with its reason and days. Without ``since_on`` it was always so, without ``until_on`` it stays so."""

    status: str = Status.ACTIVE
    reason: str = ""
    since_on: date | None = None
    until_on: date | None = None
    merged_into: str = ""

    def is_in_force(self, on: date) -> bool:
        """Whether the status holds on a day: a bar that has run out, or has not begun, does not."""
        if self.status in (Status.ACTIVE, Status.MERGED):
            return True
        begun = self.since_on is None or on >= self.since_on
        over = self.status == Status.BARRED and self.until_on is not None and on > self.until_on
        return begun and not over


def membership(*, standing: Standing, on: date) -> Finding:
    """Whether the member is a standing member of the fund on a day. Source: R-ACT-01, R-ACT-02, R-MEM-05."""
    here = Condition.MEMBERSHIP
    if not standing.is_in_force(on):
        if standing.until_on is not None and on > standing.until_on:
            values = (("until", standing.until_on),)
            return Finding(here, Answer.OK, _("เป็นสมาชิกกองทุน การระงับสิทธิสิ้นสุดเมื่อวันที่ %(until)s"), values)
        return Finding(here, Answer.OK, _("เป็นสมาชิกกองทุน"))
    match standing.status:
        case Status.ACTIVE:
            return Finding(here, Answer.OK, _("เป็นสมาชิกกองทุน"))
        case Status.LEFT:
            return Finding(here, Answer.BLOCK, _("พ้นสมาชิกภาพแล้ว จึงกู้ไม่ได้"))
        case Status.DECEASED:
            return Finding(here, Answer.BLOCK, _("สมาชิกเสียชีวิตแล้ว"))
        case Status.MERGED:
            kept = (("number", standing.merged_into),)
            return Finding(here, Answer.BLOCK, _("ระเบียนนี้รวมเข้ากับสมาชิกเลขที่ %(number)s แล้ว ให้ใช้ระเบียนนั้น"), kept)
    reason = ("reason", standing.reason)
    if standing.until_on is not None:
        barred = (("until", standing.until_on), reason)
        return Finding(here, Answer.BLOCK, _("ถูกระงับสิทธิการกู้ถึงวันที่ %(until)s: %(reason)s"), barred)
    return Finding(here, Answer.BLOCK, _("ถูกระงับสิทธิการกู้: %(reason)s"), (reason,))


def check_standing(*, old: Standing, new: Standing, registered_on: date, is_organisation: bool, on: date) -> None:
    """Refuse a change of standing that cannot be.

    A bar needs its reason, and so does taking a member back into good standing. A standing begins on or after the day
    of registration and not after today; only a bar may end on a day told beforehand.

    :raises StatusNeedsReason: no reason where one is needed.
    :raises StatusNotPossible: a status that this command does not give, a date that cannot be.
    Source: R-MEM-05, R-MEM-08.
    """
    if old.status == Status.MERGED:
        raise StatusNotPossible(_("ระเบียนนี้รวมเข้ากับระเบียนอื่นแล้ว เปลี่ยนสถานะไม่ได้"))
    if new.status not in (Status.ACTIVE, Status.LEFT, Status.DECEASED, Status.BARRED):
        raise StatusNotPossible(_("สถานะนี้เปลี่ยนจากหน้านี้ไม่ได้"))
    if is_organisation and new.status == Status.DECEASED:
        raise StatusNotPossible(_("องค์กรสตรีไม่มีสถานะเสียชีวิต ถ้าเลิกองค์กรให้ใช้พ้นสมาชิกภาพ"))
    if new.status == Status.BARRED and not new.reason:
        raise StatusNeedsReason(_("การระงับสิทธิสมาชิกต้องระบุเหตุผล"))
    if new.status == Status.ACTIVE and old.status != Status.ACTIVE and not new.reason:
        raise StatusNeedsReason(_("การให้กลับเป็นสมาชิกต้องระบุเหตุผล"))
    if new.since_on is not None and new.since_on > on:
        raise StatusNotPossible(_("วันที่เริ่มสถานะต้องไม่หลังวันที่ %(on)s"), on=on)
    if new.since_on is not None and new.since_on < registered_on:
        raise StatusNotPossible(_("วันที่เริ่มสถานะต้องไม่ก่อนวันขึ้นทะเบียน %(on)s"), on=registered_on)
    if new.until_on is not None and new.status != Status.BARRED:
        raise StatusNotPossible(_("วันสิ้นสุดใช้กับการระงับสิทธิเท่านั้น"))
    if new.until_on is not None and (new.since_on is None or new.until_on < new.since_on):
        raise StatusNotPossible(_("วันสิ้นสุดการระงับสิทธิต้องไม่ก่อนวันเริ่ม"))
