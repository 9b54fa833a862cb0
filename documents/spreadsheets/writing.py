"""Tables written as XLSX and CSV."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from thai import dates

LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

_BUDDHIST_DAY = "[$-107041E]d mmm yyyy;@"
_BUDDHIST_MOMENT = "[$-107041E]d mmm yyyy hh:mm;@"
_FORMATS = {
    "money": "#,##0.00",
    "number": "#,##0.##",
    "rate": "0.00%",
    "percent": '0.00" %"',
    "date": _BUDDHIST_DAY,
    "datetime": _BUDDHIST_MOMENT,
}
_WIDTHS = {"money": 16, "number": 12, "rate": 10, "percent": 10, "date": 14, "datetime": 20}
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_LONGEST_CELL = 32_767


def write_xlsx(*, title: str, columns: Sequence[dict[str, Any]], rows: Iterable[Any]) -> bytes:
    """Return a workbook of one sheet: headings in the first row, kept in sight, and a row for each of ``rows``.

    ``columns`` and ``rows`` are as ``components/table.html`` takes them: a column has ``label`` and ``kind``, a row is
    a sequence of values or of cells, or a dict with ``cells``. Memory does not grow with the rows but for the file.
    """
    return write_workbook(title=title, sheets=[{"title": title, "columns": columns, "rows": rows}])


def write_workbook(*, title: str, sheets: Iterable[dict[str, Any]]) -> bytes:
    """Return a workbook of several sheets, each as ``write_xlsx`` writes one, in their order.

    A sheet is the dict of ``components/table.html`` with a ``title``; it may have ``totals`` (cells, written in bold
    under the rows) and ``head`` (lines above the headings: whose it is, as of which day). A name too long for a sheet
    is cut, one that stands already gets a number.
    """
    content = io.BytesIO()
    write_workbook_to(content, title=title, sheets=sheets)
    return content.getvalue()


def write_workbook_to(target: Path | io.BytesIO, *, title: str, sheets: Iterable[dict[str, Any]]) -> None:
    """Write a workbook as ``write_workbook`` makes one to a file on the disk: memory does not grow with its rows."""
    file = str(target) if isinstance(target, Path) else target
    with xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": _BUDDHIST_DAY}) as book:
        book.set_properties({"title": title})
        formats = {kind: book.add_format({"num_format": shown}) for kind, shown in _FORMATS.items()}
        sums = {
            kind: book.add_format({"num_format": shown, "bold": True, "top": 1}) for kind, shown in _FORMATS.items()
        }
        bold = book.add_format({"bold": True})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        taken: set[str] = set()
        for given in sheets:
            sheet = book.add_worksheet(_sheet_name(str(given["title"]), taken))
            columns, head = given["columns"], list(given.get("head") or ())
            for at, column in enumerate(columns):
                kind = column.get("kind", "text")
                label = str(column["label"])
                sheet.set_column(at, at, _WIDTHS.get(kind, max(12, min(40, len(label) + 4))))
            for line, text in enumerate(head):
                sheet.write_string(line, 0, str(text), bold if line == 0 else None)
            top = len(head)
            sheet.freeze_panes(top + 1, 0)
            sheet.repeat_rows(top)
            for at, column in enumerate(columns):
                sheet.write_string(top, at, str(column["label"]), heading)
            line = top
            for line, row in enumerate(given["rows"], start=top + 1):
                for at, (kind, value) in enumerate(cells_of(columns, row)):
                    _write(sheet, line, at, kind, value, formats.get(kind))
            for at, (kind, value) in enumerate(cells_of(columns, given.get("totals") or ())):
                _write(sheet, line + 1, at, kind, value, sums.get(kind, bold))


def _sheet_name(title: str, taken: set[str]) -> str:
    plain = _NOT_IN_A_SHEET_NAME.sub(" ", title).strip() or "1"
    name, number = plain[:31], 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[:28]} {number}"
    taken.add(name.lower())
    return name


def write_csv(*, columns: Sequence[dict[str, Any]], rows: Iterable[Any]) -> bytes:
    """Return the table as CSV in UTF-8 with a byte order mark, which every spreadsheet opens in Thai."""
    return b"".join(stream_csv(columns=columns, rows=rows))


def stream_csv(*, columns: Sequence[dict[str, Any]], rows: Iterable[Any], chunk: int = 500) -> Iterator[bytes]:
    """Give the table as CSV piece by piece, for rows too many to hold; dates are 5/7/2561, amounts have no commas."""
    yield "".join(
        ["\ufeff", *csv_lines(columns=[{}] * len(columns), rows=[[str(one["label"]) for one in columns]])]
    ).encode()
    lines = csv_lines(columns=columns, rows=rows)
    while piece := "".join(islice(lines, chunk)):
        yield piece.encode()


def csv_lines(*, columns: Sequence[dict[str, Any]], rows: Iterable[Any]) -> Iterator[str]:
    """Give rows as lines of CSV, without headings."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_as_csv(kind, value) for kind, value in cells_of(columns, row)])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def as_download(content: bytes | Iterator[bytes], *, name: str, kind: str) -> HttpResponse | StreamingHttpResponse:
    """Return a file to be saved under a name; ``kind`` is ``XLSX`` or ``CSV`` of this module."""
    answer: HttpResponse | StreamingHttpResponse
    if isinstance(content, bytes):
        answer = HttpResponse(content, content_type=kind)
    else:
        answer = StreamingHttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["Cache-Control"] = "no-store, private"
    return answer


def cells_of(columns: Sequence[dict[str, Any]], row: Any) -> Iterator[tuple[str, Any]]:
    """Give kind and value of each cell of a row, the kind of its column where it has none of its own."""
    cells = row["cells"] if isinstance(row, dict) else row
    for column, cell in zip(columns, cells, strict=False):
        kind = column.get("kind", "text")
        if isinstance(cell, dict):
            yield cell.get("kind") or kind, cell.get("value")
        else:
            yield kind, cell


def _write(sheet: Any, line: int, at: int, kind: str, value: Any, shown: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(line, at, yes_or_no(value), shown)
    elif isinstance(value, datetime):
        local = timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        sheet.write_datetime(line, at, local, shown)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, value, shown)
    elif isinstance(value, int | Decimal) and kind in _FORMATS:
        sheet.write_number(line, at, value, shown)
    else:
        sheet.write_string(line, at, str(value)[:_LONGEST_CELL], shown)


def _as_csv(kind: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{dates.format_numeric(local.date(), padded=False)} {local:%H:%M}"
    if isinstance(value, date):
        return dates.format_numeric(value, padded=False)
    if isinstance(value, int | Decimal) and kind in _FORMATS:
        return str(value)
    return _guarded(str(value))


def yes_or_no(value: bool) -> str:
    """Return a truth as people read it in a cell."""
    return _("ใช่") if value else _("ไม่ใช่")


def _guarded(text: str) -> str:
    """A text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(LIKE_A_FORMULA) else text
