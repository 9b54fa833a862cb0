"""A list as the answer to a request: the file itself, or the page of the run that writes it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from documents.exports import services, sources
from documents.models import Export
from documents.spreadsheets import CSV, XLSX, as_download, write_csv, write_workbook

_PIECE = 2_000


def deliver(request: HttpRequest, *, source: str, asked: dict[str, Any], form: str, on: date) -> HttpResponse:
    """Give a list as a file, up to ten thousand rows at once; a longer one is written by a run, whose page is shown.

    :param asked: the filter of the list as plain JSON.
    :param form: ``xlsx`` or ``csv``.
    """
    found = sources.get(source)
    if found.count(user=request.user, asked=asked) > services.AT_ONCE:
        export = services.start_export(source=source, asked=asked, form=form, by=request.user, on=on)
        return redirect("documents:export", pk=export.pk)
    services.record_export(source=found, asked=asked, by=request.user)
    title, name = found.title(asked), f"{found.file_name(asked)}.{form}"
    sheet: dict[str, Any] = {"title": title, "head": found.head(asked), "columns": found.columns(asked)}
    sheet["rows"] = _rows(found, sheet, user=request.user, asked=asked)
    if form == Export.Form.CSV:
        rows = list(sheet["rows"])
        rows += [sheet["totals"]] if sheet["totals"] else []
        return as_download(write_csv(columns=sheet["columns"], rows=rows), name=name, kind=CSV)
    return as_download(write_workbook(title=title, sheets=[sheet]), name=name, kind=XLSX)


def _rows(found: sources.Source, sheet: dict[str, Any], *, user: Any, asked: dict[str, Any]) -> Iterator[Any]:
    """Every row, and then the totals into the sheet."""
    cursor: dict[str, Any] = {}
    while (piece := found.piece(user=user, asked=asked, cursor=cursor, most=_PIECE)).rows:
        yield from piece.rows
        cursor = piece.cursor
    sheet["totals"] = found.totals(asked, cursor)
