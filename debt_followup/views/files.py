"""Tables of this room as papers and workbooks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from areas.models import Province
from areas.selectors import issuer_of
from documents import rendering
from documents.registers import TEMPLATE, as_pdf, register_parts
from documents.spreadsheets import XLSX, as_download, write_workbook
from thai.dates import format_short
from thai.refusals import reader_is_english

PDF, WORKBOOK = "pdf", "xlsx"


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
