"""Commands of this room: asking for a monthly pack, and marking it as sent."""

from datetime import date

from django.db import transaction

from areas.models import User
from areas.selectors import office_of
from jobs.models import JobRun
from jobs.services import ensure_run
from reports import jobs
from reports.models import MonthlyPack
from reports.selectors import packs
from thai.dates import month_end, month_start
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import selectors as treasury
from treasury.services.ledger import MonthName


class MonthNotOver(Refusal):
    """A pack is made after the last day of its month."""


class BeforeService(Refusal):
    """The province did not use the system in that month yet, or had no entry in its books."""


class PackIsThere(Refusal):
    """The pack to be sent is there, made from the close that is in force."""


class DraftNotSent(Refusal):
    """A draft is not sent."""


class AlreadySent(Refusal):
    """The pack was sent before."""


class PackOutdated(Refusal):
    """The month was reopened, or a statement of it came, after the pack was made."""


def make_pack(*, province: str, month_on: date, by: User, on: date) -> JobRun:
    """Have the pack of a month made: start it, let a failed run go on, or return the run under way.

    After a draft, after the month was reopened and closed again, or when a statement of the month came later, a new
    revision is made; the old one stays.

    :raises MonthNotOver: the month has not ended.
    :raises BeforeService: the province has no books of that month.
    :raises PackIsThere: there is nothing to make anew.
    :raises areas.selectors.OfficeMissing: the province has no office yet.
    Source: R-REP-07, DL-21.
    """
    month = month_start(month_on)
    if on <= month_end(month):
        raise MonthNotOver(
            _("เดือน%(month)s ยังไม่สิ้นสุด จัดทำชุดรายงานได้หลังวันที่ %(last)s"),
            month=MonthName(month),
            last=month_end(month),
        )
    office = office_of(province=province)
    first = treasury.first_month(province=province)
    if first is None or month < max(first, month_start(office.in_service_on)):
        raise BeforeService(_("เดือน%(month)s ยังไม่มีบัญชีในระบบ จึงไม่มีชุดรายงาน"), month=MonthName(month))
    with transaction.atomic():
        last = packs.runs(province=province, month_on=month).first()
        revision = last.revision if last else 1
        if last is not None and last.state in (JobRun.State.DONE, JobRun.State.CANCELLED):
            if last.state == JobRun.State.DONE and _is_current(last, province, month):
                raise PackIsThere(
                    _("ชุดรายงานเดือน%(month)s จัดทำเสร็จแล้ว และไม่มีอะไรเปลี่ยนหลังจากนั้น"), month=MonthName(month)
                )
            revision += 1
        return ensure_run(job=jobs.NAME, province=province, period=f"{month:%Y-%m}", on=on, revision=revision, by=by)


def _is_current(run: JobRun, province: str, month: date) -> bool:
    is_final = not run.result.get("is_draft") and _is_of_the_close(run, province, month)
    return is_final and _has_all_papers(run, province, month)


def _is_of_the_close(run: JobRun, province: str, month: date) -> bool:
    return packs.is_of_the_close(run, packs.confirmed_close(province=province, month_on=month))


def _has_all_papers(run: JobRun, province: str, month: date) -> bool:
    return packs.has_all_papers(run, packs.papers_of(province=province, month_on=month))


def mark_sent(
    *, pack: MonthlyPack, by: User, on: date, sent_to: str = "", sent_reference: str = "", sent_on: date | None = None
) -> MonthlyPack:
    """Record that a pack was sent, by whom, when, to whom and under which number.

    :param sent_to: the addressee of its letter when left out.
    :param sent_on: the day itself when left out.

    :raises DraftNotSent: it is a draft.
    :raises AlreadySent: it was sent before.
    :raises PackOutdated: its month was reopened since, or a statement of it came.
    Source: R-REP-07.
    """
    with transaction.atomic():
        locked = MonthlyPack.objects.select_for_update(of=("self",)).select_related("run", "document").get(pk=pack.pk)
        if locked.is_draft:
            raise DraftNotSent(_("ฉบับร่างส่งไม่ได้ ให้ปิดและยืนยันการปิดบัญชีเดือนก่อน แล้วจัดทำใหม่"))
        if locked.sent_on is not None:
            raise AlreadySent(_("บันทึกการส่งไว้แล้วเมื่อ %(day)s"), day=locked.sent_on)
        if not _is_of_the_close(locked.run, locked.province_id, locked.month_on):
            raise PackOutdated(_("บัญชีเดือนนี้ถูกเปิดใหม่หลังจัดทำชุดรายงาน ให้ปิดบัญชีแล้วจัดทำใหม่ก่อนส่ง"))
        if not _has_all_papers(locked.run, locked.province_id, locked.month_on):
            raise PackOutdated(_("มีรายงานธนาคารหรือ GFMIS หรือคำอธิบายผลต่างบันทึกหลังจัดทำชุดรายงาน ให้จัดทำใหม่ก่อนส่ง"))
        locked.sent_on, locked.sent_by = sent_on or on, by
        locked.sent_to, locked.sent_reference = sent_to or locked.document.addressee, sent_reference
        locked.save(update_fields=["sent_on", "sent_by", "sent_to", "sent_reference"])
    return locked
