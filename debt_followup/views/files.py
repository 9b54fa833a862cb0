"""Tables of this room as papers and workbooks, and the lists that ``debt_followup.exports`` tells."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import View, permission
from areas.models import Province
from areas.scope import assignments_with
from areas.selectors import issuer_of
from debt_followup.exports import Asked, Listed
from documents import rendering
from documents.exports.answers import deliver
from documents.exports.services import record_export
from documents.registers import TEMPLATE, as_pdf, register_parts, register_pdf, require_printable
from documents.spreadsheets import XLSX, as_download, write_workbook
from thai.dates import format_short
from thai.refusals import Refusal, reader_is_english

PDF, WORKBOOK = "pdf", "xlsx"
_PAGES = ("after", "before", "page")  # of an address: where in the list somebody reads


def workbook(title: str, sheets: Sequence[dict[str, Any]], *, name: str, on: date, as_of: date) -> HttpResponse:
    """Return tables as a workbook, a sheet each, as of a day and known on another."""
    english = reader_is_english()
    head = [
        title,
        _("ข้อมูล ณ %(day)s") % {"day": format_short(as_of, english=english)},
        _("ข้อมูลที่ทราบ ณ %(day)s") % {"day": format_short(on, english=english)},
    ]
    given = [{**sheet, "head": head} for sheet in sheets] or [
        {"title": title, "columns": [{"label": title}], "rows": [], "head": head}
    ]
    return as_download(write_workbook(title=title, sheets=given), name=f"{name}.xlsx", kind=XLSX)


def paper(
    title: str,
    parts: Sequence[dict[str, Any]],
    *,
    name: str,
    on: date,
    as_of: date,
    province: Province | None,
) -> HttpResponse:
    """Return tables as one paper, a register each; in Thai, so call it under ``translation.override("th")``.

    :raises documents.registers.NothingToPrint: no table.
    :raises documents.registers.TooLong: more rows than a paper takes.
    """
    registers = register_parts(parts, title=title, as_of=as_of, known_on=on, issuer=issuer_of(province))
    content = rendering.render_pdf(template=TEMPLATE, context={"parts": registers, "known_at": on.isoformat()})
    return as_pdf(content, name=f"{name}.pdf")


# -- a list of the room ------------------------------------------------------------------------------------------------
def list_file(listed: Listed, asked: Callable[..., Asked | None], *, page: str) -> View:
    """Give the view that answers with a list as its page's filter shows it: a paper, or a spreadsheet.

    A long spreadsheet is written by a run; what is too long for paper is refused with a sentence.

    :param asked: reads the filter from a request and what else the address names; None where it is wrong.
    :param page: the page of the list.
    """

    @csp_exempt()  # the browser's own PDF viewer brings its styles
    @require_GET
    @never_cache
    @permission(listed.permission)
    def given(request: HttpRequest, kind: str, **named: Any) -> HttpResponse:
        if kind not in (PDF, WORKBOOK):
            raise Http404
        chosen, today = asked(request, **named), business_date.today()
        back = f"{reverse(page, kwargs=named)}?{request.GET.urlencode()}"
        if chosen is None:  # the page says what is wrong with the filter
            return redirect(back)
        if kind == WORKBOOK:
            return deliver(request, source=listed.name, asked=chosen, form=kind, on=today)
        try:
            with translation.override("th"):  # papers are Thai
                return _list_paper(request, listed, chosen, known_on=today)
        except Refusal as refused:
            messages.error(request, str(refused))
        return redirect(back)

    return given


def list_urls(request: HttpRequest, name: str, **named: Any) -> dict[str, str]:
    """Return the addresses of a list as files by the filter of its page, as ``components/exports.html`` takes them."""
    query = request.GET.copy()
    for place in _PAGES:
        query.pop(place, None)
    urls = {kind: reverse(f"debt_followup:{name}", kwargs={**named, "kind": kind}) for kind in (WORKBOOK, PDF)}
    return {f"{kind}_url": f"{url}?{query.urlencode()}" if query else url for kind, url in urls.items()}


def _list_paper(request: HttpRequest, listed: Listed, asked: Asked, *, known_on: date) -> HttpResponse:
    require_printable(listed.count(user=request.user, asked=asked))
    record_export(source=listed, asked=asked, by=request.user)
    content = register_pdf(
        listed.table(user=request.user, asked=asked),
        title=listed.title(asked),
        subtitle=" · ".join(listed.chosen_words(asked)),
        as_of=date.fromisoformat(asked["on"]),
        known_on=known_on,
        issuer=issuer_of(_only_province(request.user, listed, asked)),
    )
    return as_pdf(content, name=f"{listed.file_name(asked)}.pdf")


def _only_province(user: Any, listed: Listed, asked: Asked) -> Province | None:
    """The province of a list of one province: the chosen one, or the only one in which its reader may see it."""
    codes = {row.province_id for row in assignments_with(user, listed.permission)}
    code = listed.province(asked) or (codes.pop() if len(codes) == 1 else None)
    return Province.objects.filter(pk=code).first() if code else None
