"""The monthly treasury pack as a job: made for every province on the business day on or before the 5th (R-REP-07)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from areas.models import Office
from areas.rules import IsBusinessDay, previous_business_day
from areas.selectors import office_calendar, office_of
from documents import rendering
from documents.models import Document
from documents.services import issue, take_number
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from reports import letters
from reports.models import MonthlyPack, PackWorkbook
from reports.selectors import packs
from reports.services.figures import count_figures
from reports.tables.workbook import pack_workbook
from thai.dates import add_months, be_year, month_end, month_long, month_start
from treasury.models import MonthClose
from treasury.services import lock_books
from treasury.verification import provinces_with_books

NAME = "reports.monthly_pack"
TEMPLATE = "papers/monthly_pack.html"
GATHERED = 1  # the first of two steps
DAY = 5  # DL-21


class MonthlyPackJob:
    """One run a province and month: the figures are gathered in one transaction, then the papers are issued.

    The books are held while figures are gathered, and again to number and bind; in between the papers and the workbook
    are made while everybody else goes on. A month whose close is confirmed gives the pack to be sent; any other gives a
    draft. If the close changed in between, the figures are gathered anew.
    """

    name = NAME
    title = _("ชุดรายงานการเงินประจำเดือน")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the months, since a province is in service and has books, whose pack day has come."""
        first_months = packs.first_months()
        for office in Office.objects.filter(amphoe__isnull=True, in_service_on__lte=on):
            first = first_months.get(office.province_id)
            if first is None:
                continue
            is_open = office_calendar(province=office.province_id)
            month = max(first, month_start(office.in_service_on))
            while month_end(month) < on:
                if pack_day(month_on=month, is_office_open=is_open) <= on:
                    yield Due(province=office.province_id, period=f"{month:%Y-%m}")
                month = add_months(month, 1)

    def total(self, *, run: JobRun) -> int:
        """Count the gathering and the issue."""
        return GATHERED + 1

    def step(self, *, run: JobRun) -> bool:
        """Gather the figures of all parts, or print and issue them."""
        month_on, office = month_of(run), office_of(province=run.province_id)
        printed = _printed(run, month_on, office) if "context" in run.cursor else None
        lock_books(province=run.province_id)  # no entry and no close slips in between the parts
        close = packs.confirmed_close(province=run.province_id, month_on=month_on)
        if printed is None or run.cursor["close"] != packs.name_of(close):
            letter_on = letter_date(
                month_on=month_on, on=run.business_on, is_office_open=office_calendar(province=run.province_id)
            )
            context = letters.monthly_pack(
                office=office,
                month_on=month_on,
                letter_on=letter_on,
                number=letters.NUMBER_OF_A_DRAFT,
                close=close,
                known_at=run.business_on.isoformat(),
            )
            papers = packs.papers_of(province=run.province_id, month_on=month_on)
            run.cursor = {"context": context, "close": packs.name_of(close), "papers": papers}
            run.done = GATHERED
            return False
        _issue(run, month_on, office, close, printed)
        return True


def month_of(run: JobRun) -> date:
    """Return the first day of the month that a run is about."""
    return date.fromisoformat(f"{run.period}-01")


def pack_day(*, month_on: date, is_office_open: IsBusinessDay) -> date:
    """Return the day by which the pack of a month is made and its letter dated: on or before the 5th. Source: DL-21."""
    return previous_business_day(
        day=add_months(month_start(month_on), 1).replace(day=DAY), is_business_day=is_office_open
    )


def letter_date(*, month_on: date, on: date, is_office_open: IsBusinessDay) -> date:
    """Return the date of the covering letter: the day it is made, but never later than the pack day.

    Source: R-LET-13, DL-21.
    """
    return min(on, pack_day(month_on=month_on, is_office_open=is_office_open))


@dataclass(frozen=True, slots=True)
class Printed:
    """What is made without holding the books: every paper but the covering letter, and the workbook."""

    papers: tuple[bytes, ...]
    workbook: bytes


def _printed(run: JobRun, month_on: date, office: Office) -> Printed:
    context: dict[str, Any] = run.cursor["context"]
    papers = rendering.render_parts(template=TEMPLATE, context={**context, "parts": context["parts"][1:]})
    with translation.override("th"):  # papers are Thai
        workbook = pack_workbook(province=office.province, month_on=month_on, known_on=run.business_on)
    return Printed(tuple(papers), workbook)


def _issue(run: JobRun, month_on: date, office: Office, close: MonthClose | None, printed: Printed) -> None:
    context: dict[str, Any] = run.cursor["context"]
    letter, *_papers = context["parts"]
    letter_on = date.fromisoformat(context["issued_on"])
    month_name = month_long(month_on.year, month_on.month, thai_digits=False)
    if close is None:
        number = f"ร่าง {month_on:%m}/{be_year(month_on)} ครั้งที่ {run.revision}"  # stays Thai: names a paper
    else:
        running = take_number(series=f"letter:{run.province_id}", year_be=be_year(letter_on))
        number = f"{office.letter_code}/{running}"
        letter["context"]["number"] = number
    covering = rendering.render_parts(template=TEMPLATE, context={**context, "parts": [letter]})
    document = issue(
        kind=Document.Kind.MONTHLY_PACK,
        number=number,
        addressee=letter["context"]["to"],
        subject=f"run:{run.pk}",
        title=f"ชุดรายงานการเงินประจำเดือน{month_name}" + ("" if close else " (ร่าง)"),  # stays Thai: names a paper
        template=TEMPLATE,
        context=context,
        province=run.province_id,
        as_of=month_end(month_on),
        issued_on=letter_on,
        by=run.requested_by,
        is_draft=close is None,
        pdf=rendering.join_pdfs([*covering, *printed.papers]),
    )
    pack = MonthlyPack.objects.create(
        province_id=run.province_id, month_on=month_on, run=run, document=document, is_draft=close is None
    )
    PackWorkbook.objects.create(pack=pack, xlsx=printed.workbook, sha256=hashlib.sha256(printed.workbook).hexdigest())
    run.done = GATHERED + 1
    run.result = {
        "document": document.pk,
        "pack": pack.pk,
        "close": packs.name_of(close),
        "papers": run.cursor.get("papers", []),
        "is_draft": close is None,
    }
    run.cursor = {}


class CountProvinces:
    """Count the figures of every province once a day, a province a step: no page adds up a nation's contracts."""

    name = "reports.figures"
    title = _("นับตัวเลขของทุกจังหวัด")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the run of this day, once a province has books."""
        if provinces_with_books():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the provinces."""
        return len(provinces_with_books())

    def step(self, *, run: JobRun) -> bool:
        """Count the next province; a run that is taken up again only replaces the same figures."""
        last = run.cursor.get("province", "")
        waiting = [code for code in provinces_with_books() if code > last]
        if waiting:
            count_figures(province=waiting[0], on=run.business_on)
            run.cursor = {"province": waiting[0]}
            run.done += 1
        return len(waiting) < 2


registry.register(MonthlyPackJob())
registry.register(CountProvinces())
