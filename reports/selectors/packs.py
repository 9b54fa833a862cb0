"""Reads of the monthly packs: which months have one, of what state, and what each still lacks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Exists, ExpressionWrapper, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, TruncMonth

from areas.models import Office
from jobs.models import JobRun
from reports.models import MonthlyPack, PackWorkbook
from thai.dates import add_months, month_end, month_start
from treasury.models import JournalEntry, MonthClose
from treasury.selectors.statements import papers_known

JOB = "reports.monthly_pack"
MONTHS = 24
Papers = Sequence[str]  # see treasury.selectors.statements.papers_known


def first_months() -> dict[str, date]:
    """Return the first month with an entry in the books of each province that has any; one query."""
    rows = JournalEntry.objects.order_by().values("province_id").annotate(first=Min("posting_on"))
    return {province: month_start(first) for province, first in rows.values_list("province_id", "first")}


def confirmed_close(*, province: str, month_on: date) -> MonthClose | None:
    """Return the close of a month that a second person confirmed and nobody reopened."""
    return (
        MonthClose.objects.filter(province_id=province, month_on=month_on, state=MonthClose.State.CONFIRMED)
        .select_related("closed_by")
        .first()
    )


def runs(*, province: str, month_on: date) -> QuerySet[JobRun]:
    """Return the runs that made, or make, the pack of a month, the newest first."""
    return JobRun.objects.filter(job=JOB, province_id=province, period=f"{month_on:%Y-%m}").order_by("-revision")


@dataclass(frozen=True, slots=True)
class Month:
    """One month of a province: its close, the newest run, the newest pack, and what was sent.

    ``is_reopened`` says that the pack was made from a close that was reopened since, ``is_outgrown`` that a statement
    of the bank or out of GFMIS, or why it differs from the books, came after the pack was made.
    """

    month_on: date
    close: MonthClose | None
    run: JobRun | None
    pack: MonthlyPack | None
    has_workbook: bool = False
    papers: Papers = ()

    @property
    def is_confirmed(self) -> bool:
        return self.close is not None and self.close.state == MonthClose.State.CONFIRMED

    @property
    def is_running(self) -> bool:
        return self.run is not None and self.run.state in (JobRun.State.WAITING, JobRun.State.RUNNING)

    @property
    def has_final(self) -> bool:
        """Whether the newest pack is one to be sent, made from the close that is in force."""
        return self.pack is not None and not self.pack.is_draft and not self.is_stale

    @property
    def is_stale(self) -> bool:
        return self.is_reopened or self.is_outgrown

    @property
    def is_reopened(self) -> bool:
        if self.pack is None or self.pack.is_draft:
            return False
        return not is_of_the_close(self.pack.run, self.close if self.is_confirmed else None)

    @property
    def is_outgrown(self) -> bool:
        return self.pack is not None and not self.pack.is_draft and not has_all_papers(self.pack.run, self.papers)


def is_of_the_close(run: JobRun, close: MonthClose | None) -> bool:
    """Whether a run made its pack from the close that is in force."""
    return close is not None and run.result.get("close") == name_of(close)


def has_all_papers(run: JobRun, papers: Papers) -> bool:
    """Whether a run bound all that is known of the statements; packs of before this was kept stay as they are."""
    return run.result.get("papers", list(papers)) == list(papers)


def name_of(close: MonthClose | None) -> str:
    """What tells one close from another, so that a reopening in between is noticed."""
    return f"{close.pk}:{close.revision}" if close else ""


def papers_of(*, province: str, month_on: date) -> Papers:
    """Return what is known of the statements of a month's end, to be kept with the pack that binds them."""
    return list(papers_known(province=province, as_of=month_end(month_on)))


def months(*, province: str, on: date, before: date | None = None, count: int = MONTHS) -> list[Month]:
    """Return the months that are over, the newest first, from the first entry in service; four queries in all.

    :param before: a month; only earlier ones.
    """
    entries = JournalEntry.objects.filter(province=OuterRef("province")).order_by("posting_on")
    offices = Office.objects.filter(province_id=province, amphoe__isnull=True)
    offices = offices.annotate(first_entry_on=Subquery(entries.values("posting_on")[:1]))
    office = offices.first()
    if office is None or office.first_entry_on is None:
        return []
    first = max(month_start(office.first_entry_on), month_start(office.in_service_on))
    month = add_months(min(month_start(on), before or month_start(on)), -1)
    wanted = []
    while month >= first and len(wanted) < count:
        wanted.append(month)
        month = add_months(month, -1)
    closes: dict[date, MonthClose] = {}
    for close in MonthClose.objects.filter(province_id=province, month_on__in=wanted).order_by("revision"):
        closes[close.month_on] = close
    newest_runs: dict[str, JobRun] = {}
    periods = [f"{month:%Y-%m}" for month in wanted]
    for run in JobRun.objects.filter(job=JOB, province_id=province, period__in=periods).order_by("revision"):
        newest_runs[run.period] = run
    newest_packs: dict[date, MonthlyPack] = {}
    found = MonthlyPack.objects.filter(province_id=province, month_on__in=wanted).select_related(
        "run", "document", "sent_by"
    )
    last = ExpressionWrapper(OuterRef("month_on") + timedelta(days=31), output_field=DateField())
    last = ExpressionWrapper(TruncMonth(last) - timedelta(days=1), output_field=DateField())
    found = found.annotate(
        has_workbook=Exists(PackWorkbook.objects.filter(pack=OuterRef("pk"))),
        papers=ArraySubquery(papers_known(province=province, as_of=Cast(last, DateField()))),
    )
    for pack in found.defer("document__context").order_by("pk"):
        newest_packs[pack.month_on] = pack
    return [
        Month(
            month_on=month,
            close=closes.get(month),
            run=newest_runs.get(f"{month:%Y-%m}"),
            pack=newest_packs.get(month),
            has_workbook=getattr(newest_packs.get(month), "has_workbook", False),
            papers=getattr(newest_packs.get(month), "papers", ()),
        )
        for month in wanted
    ]
