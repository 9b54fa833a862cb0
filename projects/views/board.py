"""The round as a board, the list behind it, and the record at the province."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas import business_date
from areas.access import permission
from areas.scope import holds
from areas.selectors import amphoe_within
from documents import rendering
from documents.spreadsheets import XLSX, as_download, write_xlsx
from projects import services
from projects.forms.board import BoardFilter, ListFilter
from projects.forms.grids import pks_in
from projects.selectors import board as boards
from projects.selectors import listing, rounds
from projects.selectors import meetings as meeting_reads
from projects.tables import proposals as proposals_table
from projects.tables import rounds as rounds_table
from thai.dates import fiscal_year_be
from thai.refusals import Refusal

PDF_MOST = 5_000  # rows; beyond, the spreadsheet
FILE_MOST = 100_000
CHUNK = 1_000


@permission("projects.view")
def show_board(request: HttpRequest) -> HttpResponse:
    """Show the proposals of the area by stage, as far as the filter goes."""
    on = business_date.today()
    form, wanted = _wanted(request, BoardFilter, on=on)
    shared = request.GET.copy()
    shared.pop("sort", None)
    return render(
        request,
        "projects/board.html",
        {
            "filter": form,
            "round": boards.month_label(wanted.round) if wanted.round else "",
            "query": f"&{shared.urlencode()}" if shared else "",
            "board": boards.board(user=request.user, on=on, wanted=wanted),
            "results_due": meeting_reads.results_due(user=request.user)[:3]
            if holds(request.user, "projects.notify")
            else [],
            **_exports(shared),
        },
    )


@permission("projects.view")
def show_list(request: HttpRequest) -> HttpResponse:
    """List the proposals that fit a filter, page by page, with the totals of the whole filter."""
    on = business_date.today()
    form, wanted = _wanted(request, ListFilter, on=on)
    rows = listing.listed(user=request.user, on=on, wanted=wanted)
    sums = rows.order_by().aggregate(count=Count("pk"), sum=Sum("amount"))
    after = request.GET.get("after", "")
    found, last = listing.page(rows.select_related("tambon", "amphoe"), sort=wanted.sort, after=after)
    query = request.GET.copy()
    query.pop("after", None)
    first_url = f"?{query.urlencode()}"
    query["after"] = last
    counted = f"{sums['count']:,}"
    table = proposals_table.proposals(
        boards.cards_of(proposals=found, on=on),
        sort=wanted.sort or "-reference",
        sort_url=lambda name: _sorted_by(request, name),
        totals=[
            {"value": _("รวม"), "kind": "text"},
            {"value": ngettext("%s โครงการ", "%s โครงการ", sums["count"]) % counted, "kind": "text"},
            {"value": ""},
            {"value": sums["sum"] or 0, "kind": "money"},
            *({"value": ""} for _blank in range(3)),
        ],
        next_url=f"?{query.urlencode()}" if last else "",
        prev_url=first_url if after else "",
        shown=_("แสดง %(shown)s จาก %(all)s") % {"shown": len(found), "all": counted},
        queue=True,
        empty_actions=[{"url": reverse("projects:list"), "label": _("ล้างตัวกรอง")}],
    )
    query.pop("after", None)
    shown_stage = next((one for one in (*listing.STAGES, *listing.BEHIND) if one.key == wanted.stage), None)
    return render(
        request,
        "projects/list.html",
        {
            "filter": form,
            "table": table,
            "stage": Refusal(shown_stage.label) if shown_stage else "",
            **_exports(query, count=sums["count"]),
        },
    )


@permission("projects.view")
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """Give what the list or the board shows as a spreadsheet."""
    on = business_date.today()
    _form, wanted = _wanted(request, ListFilter, on=on)
    columns = proposals_table.proposal_file_columns()
    rows = ([row[column["key"]] for column in columns] for row in _file_rows(request, wanted, on=on, most=FILE_MOST))
    content = write_xlsx(title=_("รายการโครงการ"), columns=columns, rows=rows)
    return as_download(content, name=f"projects-{on.isoformat()}.xlsx", kind=XLSX)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("projects.view")
def export_pdf(request: HttpRequest) -> HttpResponse:
    """Print what the list or the board shows as a register; a longer list goes into a spreadsheet."""
    on = business_date.today()
    _form, wanted = _wanted(request, ListFilter, on=on)
    with translation.override("th"):  # papers are Thai
        rows = list(_file_rows(request, wanted, on=on, most=PDF_MOST + 1))
        if len(rows) > PDF_MOST:
            too_long = True
        else:
            too_long = False
            context = proposals_table.proposal_register(rows, round_on=wanted.round, on=on)
            content = rendering.render_pdf(template="papers/register.html", context=context)
    if too_long:
        messages.error(request, _("รายการเกิน %(most)s แถว พิมพ์เป็น PDF ไม่ได้ ให้ส่งออกเป็น XLSX") % {"most": f"{PDF_MOST:,}"})
        return redirect(f"{reverse('projects:list')}?{request.GET.urlencode()}")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="projects-{on.isoformat()}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@permission("projects.view")
def show_rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds of a province for a fiscal year, each day with why it was moved; to be printed too."""
    on = business_date.today()
    provinces = rounds.calendar_provinces(user=request.user, on=on)
    if not provinces:
        raise Http404
    asked = request.GET.get("province", "")
    province = next((one for one in provinces if one.code == asked), None if asked else provinces[0])
    if province is None:
        raise Http404
    typed = request.GET.get("year", "")
    this_year = fiscal_year_be(on)
    fiscal_year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else this_year
    if not this_year - YEARS_BACK <= fiscal_year <= this_year + YEARS_AHEAD:
        raise Http404
    year = rounds.year_of(user=request.user, province=province.code, fiscal_year=fiscal_year, on=on)
    return render(
        request,
        "projects/rounds.html",
        {
            "year": year,
            "province": province,
            "provinces": provinces if len(provinces) > 1 else [],
            "table": rounds_table.year(year),
            "meetings": [
                {"label": boards.month_label(month.month_on), "rows": month.meetings}
                for month in year.months
                if month.meetings
            ],
            "before": fiscal_year - 1 if fiscal_year > this_year - YEARS_BACK else None,
            "after": fiscal_year + 1 if fiscal_year < this_year + YEARS_AHEAD else None,
        },
    )


YEARS_BACK, YEARS_AHEAD = 12, 2


def _wanted(request: HttpRequest, kind: type[BoardFilter], *, on: date) -> tuple[BoardFilter, listing.Wanted]:
    """Read the filter; what it does not understand asks for nothing."""
    amphoe = amphoe_within(user=request.user, permission="projects.view")
    deadlines = listing.round_deadlines(user=request.user, on=on)
    months = [(f"{month:%Y-%m}", boards.month_label(month)) for month in rounds.choices(deadlines=deadlines, on=on)]
    province = deadlines.provinces[0] if len(deadlines.provinces) == 1 else ""
    form = kind(request.GET or None, amphoe=amphoe, rounds=months, province=province)
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return form, listing.Wanted(**{name: value for name, value in given.items() if value})


def _file_rows(request: HttpRequest, wanted: listing.Wanted, *, on: date, most: int) -> Iterator[dict[str, Any]]:
    """The rows of the filter for a file, in the order shown, read piece by piece."""
    rows = listing.listed(user=request.user, on=on, wanted=wanted).select_related("tambon", "amphoe")
    after, left = "", most
    while left > 0:
        found, after = listing.page(rows, sort=wanted.sort, after=after, size=min(CHUNK, left))
        yield from (proposals_table.proposal_file_row(card) for card in boards.cards_of(proposals=found, on=on))
        left -= len(found)
        if not after:
            return


def _exports(query: Any, *, count: int = 0) -> dict[str, str]:
    asked = f"?{query.urlencode()}"
    return {
        "xlsx_url": f"{reverse('projects:list_xlsx')}{asked}",
        "pdf_url": f"{reverse('projects:list_pdf')}{asked}" if count <= PDF_MOST else "",
    }


def _sorted_by(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query["sort"] = name
    return f"?{query.urlencode()}"


@permission("projects.record")
def record(request: HttpRequest) -> HttpResponse:
    """Record at the province, in bulk, what waits for it."""
    waiting = listing.to_record(user=request.user).select_related("amphoe", "tambon").order_by("reference")
    if request.method == "POST":
        chosen = list(waiting.filter(pk__in=pks_in(request.POST, "proposal")))
        if not chosen:
            messages.error(request, _("เลือกโครงการอย่างน้อยหนึ่งโครงการ"))
            return redirect("projects:record")
        try:
            services.record_at_province(proposals=chosen, by=request.user, on=business_date.today())
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("บันทึกรับ %(count)s โครงการแล้ว") % {"count": len(chosen)})
        return redirect("projects:record")
    cards = boards.cards_of(proposals=waiting[:500], on=business_date.today())
    return render(request, "projects/record.html", {"cards": cards})
