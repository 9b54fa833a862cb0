"""Commands after the money: the start of a project, its reports with photographs, and the tambon's sending on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from areas.models import User
from documents.models import StoredFile
from documents.uploads import keep_file
from projects.models import ProgressPhoto, ProgressReport, Proposal, StateChange
from projects.rules import EditedMeanwhile, State, Step
from projects.rules import progress as rules
from projects.rules.progress import Course, Owed, ReportKind
from projects.selectors.progress import MONEY, PAID_OUT, ReportDays, days_of
from projects.services.pipeline import advance, lock
from thai.refusals import Refusal
from thai.refusals import sentence as _

PICTURES = frozenset({"JPEG", "PNG"})
MOST_PHOTOS = 20


class AlreadyReported(Refusal):
    """The project has given its report for this period."""


class AlreadyForwarded(Refusal):
    """The tambon has sent the report on; it stays as it is."""


class NothingToForward(Refusal):
    """None of the chosen reports waits to be sent on."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the members say in a report. ``spent`` counts from the transfer on, ``income`` since the last report."""

    activity: str
    course: str = Course.AS_PLANNED
    spent: Decimal = Decimal("0.00")
    income: Decimal = Decimal("0.00")
    people: int = 0
    jobs: int = 0
    problems: str = ""
    help_wanted: str = ""
    relayed_by: str = ""

    def content(self) -> dict[str, Any]:
        """Return the answers that have no column of their own, as plain JSON."""
        return {
            "activity": self.activity.strip(),
            "course": Course(self.course).value,
            "people": self.people,
            "jobs": self.jobs,
            "problems": self.problems.strip(),
            "help_wanted": self.help_wanted.strip(),
            "relayed_by": self.relayed_by.strip(),
        }


def record_start(*, proposal: Proposal, started_on: date, by: User, on: date) -> Proposal:
    """Record the day on which a group began its project.

    :raises StartDayWrong: before the money or in the future.
    :raises projects.rules.WrongStep: it has no money yet, or was begun already.
    Source: R-DISB-05.
    """
    with transaction.atomic():
        lock(pks=[proposal.pk])
        paid = StateChange.objects.filter(proposal=proposal, step__in=MONEY).order_by("-pk")
        moved = paid.values_list("on", flat=True).first()
        if moved is not None:
            rules.check_start(started_on=started_on, transferred_on=moved, on=on)
        return advance(proposal=proposal, step=Step.START, by=by, on=started_on)


def enter_report(
    *,
    proposal: Proposal,
    kind: str,
    period_on: date | None,
    told: Told,
    reported_on: date,
    photos: Sequence[Any] = (),
    by: User,
    on: date,
) -> ProgressReport:
    """Record a report of a project with its photographs; all of it or nothing.

    :param period_on: the last day of the half-year; None for the first report, whose period is the transfer's day.
    :param photos: uploaded files, kept as pictures drawn anew.
    :raises AlreadyReported: the report of this period is there, so a second click records nothing.
    :raises NotOwed: no money yet, closed before the period ended, or the period has not come.
    :raises ReportDayWrong, NothingReported, SpentTooMuch, AmountNegative: see ``projects.rules.progress``.
    :raises PhotoMissing, PhotoTwice: the first report has no photograph; one was used before.
    Source: R-DISB-06, R-REP-01, R-REP-02, R-REP-16, R-FORM-01.
    """
    with transaction.atomic():
        (row,) = lock(pks=[proposal.pk])
        owed, moved = _owed(row, ReportKind(kind), period_on)
        if ProgressReport.objects.filter(proposal=row, kind=owed.kind, period_on=owed.period_on).exists():
            raise AlreadyReported(_("บันทึกรายงานงวดนี้ของโครงการแล้ว"))
        _check(row, owed, told, reported_on=reported_on, moved=moved, on=on)
        rules.check_photos(kind=owed.kind, count=len(photos))
        report = ProgressReport.objects.create(
            proposal=row,
            kind=owed.kind,
            period_on=owed.period_on,
            content=told.content(),
            spent=told.spent,
            income=told.income,
            reported_on=reported_on,
            entered_by=by,
        )
        _add_photos(report, photos, by=by, on=on)
    return report


def update_report(
    *,
    report: ProgressReport,
    edit_number: int,
    told: Told,
    reported_on: date,
    photos: Sequence[Any] = (),
    by: User,
    on: date,
) -> ProgressReport:
    """Write a report anew that was not sent on yet; photographs are added to those it has.

    :raises AlreadyForwarded: the tambon sent it on.
    :raises EditedMeanwhile: somebody else saved it since the form was opened; nothing of theirs is overwritten.
    :raises ReportDayWrong, NothingReported, SpentTooMuch, AmountNegative, PhotoTwice: as for a new one.
    Source: R-REP-16.
    """
    with transaction.atomic():
        row = _lock_open(report.pk)
        if row.edit_number != edit_number:
            raise EditedMeanwhile(_("มีผู้อื่นบันทึกรายงานนี้ไปแล้วหลังจากที่คุณเปิดแบบ กรุณาเปิดหน้าใหม่แล้วแก้ไขอีกครั้ง"))
        half_year = None if row.kind == ReportKind.FIRST else row.period_on
        owed, moved = _owed(row.proposal, ReportKind(row.kind), half_year)
        _check(row.proposal, owed, told, reported_on=reported_on, moved=moved, on=on)
        row.content, row.spent, row.income = told.content(), told.spent, told.income
        row.reported_on = reported_on
        row.edit_number += 1
        row.save(update_fields=["content", "spent", "income", "reported_on", "edit_number"])
        _add_photos(row, photos, by=by, on=on)
    return row


def remove_photo(*, photo: ProgressPhoto, by: User) -> ProgressReport:
    """Take a photograph out of a report that was not sent on; a first report keeps at least one.

    :raises AlreadyForwarded: the tambon sent the report on.
    :raises PhotoMissing: it is the only one of a first report.
    """
    with transaction.atomic():
        row = _lock_open(photo.report_id)
        rules.check_photos(kind=ReportKind(row.kind), count=row.photos.exclude(pk=photo.pk).count())
        row.photos.filter(pk=photo.pk).delete()
        row.edit_number += 1
        row.save(update_fields=["edit_number"])
    return row


def forward_reports(
    *, reports: Iterable[ProgressReport], forwarded_on: date, by: User, on: date
) -> list[ProgressReport]:
    """Send reports of a tambon on to อกส.อ.; from then on they stay as they are.

    Those that were sent on meanwhile are left as they are.

    :raises NothingToForward: none of them waits any more.
    :raises ReportDayWrong: the day lies in the future, or before one of the reports came.
    Source: R-REP-03, R-REP-04, R-ACT-06.
    """
    if forwarded_on > on:
        raise rules.ReportDayWrong(_("วันที่ส่งต่อ %(day)s ยังมาไม่ถึง"), day=forwarded_on)
    with transaction.atomic():
        wanted = [report.pk for report in reports]
        waiting = ProgressReport.objects.select_for_update().filter(pk__in=wanted, forwarded_on=None).order_by("pk")
        rows = list(waiting)
        if not rows:
            raise NothingToForward(_("ไม่มีรายงานที่รอส่งต่อในรายการที่เลือก"))
        newest = max(row.reported_on for row in rows)
        if forwarded_on < newest:
            raise rules.ReportDayWrong(_("วันที่ส่งต่อต้องไม่ก่อนวันที่สมาชิกรายงาน %(day)s"), day=newest)
        ProgressReport.objects.filter(pk__in=[row.pk for row in rows]).update(
            forwarded_on=forwarded_on, forwarded_by=by
        )
    for row in rows:
        row.forwarded_on, row.forwarded_by = forwarded_on, by
    return rows


def _lock_open(pk: int) -> ProgressReport:
    row = ProgressReport.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=pk)
    if row.forwarded_on is not None:
        raise AlreadyForwarded(_("ตำบลส่งรายงานนี้ให้อำเภอแล้วเมื่อ %(on)s จึงแก้ไขไม่ได้"), on=row.forwarded_on)
    return row


def _owed(proposal: Proposal, kind: ReportKind, period_on: date | None) -> tuple[Owed, date]:
    """The report that the project owes, and the day of its money."""
    told = days_of(StateChange.objects.filter(proposal=proposal))
    if State(proposal.state) not in PAID_OUT or Step.TRANSFER not in told:
        raise rules.NotOwed(_("โครงการยังไม่ได้รับเงิน จึงยังไม่มีรายงานที่ต้องส่ง"))
    moved = told[Step.TRANSFER]
    period_on = moved if kind is ReportKind.FIRST or period_on is None else rules.require_half_year_end(period_on)
    days = ReportDays(provinces=[proposal.province_id])
    found = days.owed(
        province=proposal.province_id, transferred_on=moved, closed_on=told.get(Step.CLOSE), until=period_on
    )
    for one in found:
        if (one.kind, one.period_on) == (kind, period_on):
            return one, moved
    raise rules.NotOwed(_("โครงการนี้ไม่ต้องรายงานงวดสิ้นสุด %(period)s"), period=period_on)


def _check(proposal: Proposal, owed: Owed, told: Told, *, reported_on: date, moved: date, on: date) -> None:
    if not told.activity.strip():
        raise rules.NothingReported(_("ต้องบอกว่าได้ทำอะไรไปแล้วบ้าง"))
    rules.check_report_day(owed=owed, reported_on=reported_on, transferred_on=moved, on=on)
    earlier = ProgressReport.objects.filter(proposal=proposal, period_on__lt=owed.period_on)
    rules.check_spent(
        spent=told.spent,
        income=told.income,
        received=proposal.amount,
        reported_before=earlier.aggregate(most=Max("spent"))["most"] or Decimal(0),
    )


def _add_photos(report: ProgressReport, photos: Sequence[Any], *, by: User, on: date) -> None:
    if report.photos.count() + len(photos) > MOST_PHOTOS:
        raise rules.TooManyPhotos(_("รายงานหนึ่งแนบภาพได้ไม่เกิน %(most)s ภาพ"), most=MOST_PHOTOS)
    for upload in photos:
        kept = keep_file(upload=upload, by=by, allow=PICTURES)
        _check_new(report, kept)
        ProgressPhoto.objects.create(report=report, file=kept, added_by=by, added_on=on)


def _check_new(report: ProgressReport, kept: StoredFile) -> None:
    """A photograph shows this work of this project: it is used once."""
    same = ProgressPhoto.objects.filter(file__sha256=kept.sha256).select_related("report").first()
    if same is None:
        return
    if same.report_id == report.pk:
        raise rules.PhotoTwice(_("ภาพ “%(name)s” ซ้ำกับภาพที่แนบในรายงานนี้แล้ว"), name=kept.name)
    if same.report.proposal_id == report.proposal_id:
        raise rules.PhotoTwice(_("ภาพ “%(name)s” ใช้ในรายงานงวดก่อนของโครงการนี้แล้ว ให้แนบภาพใหม่"), name=kept.name)
    raise rules.PhotoTwice(_("ภาพ “%(name)s” ใช้ในรายงานของโครงการอื่นแล้ว ให้แนบภาพของโครงการนี้"), name=kept.name)
