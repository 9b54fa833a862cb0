"""Any table of the screen as a register on paper: the same columns, the same rows, the same totals.

A paper is Thai whoever prints it: build the table, too, under ``translation.override("th")``.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from documents import rendering
from thai import dates
from thai.refusals import Refusal
from thai.refusals import sentence as _

TEMPLATE = "papers/register.html"
MOST = 5_000  # rows of a paper; more of them belong in a spreadsheet
UPRIGHT = 6  # columns that fit a page held upright

_WIDTHS = {"money": "34mm", "number": "17mm", "percent": "19mm", "rate": "19mm", "date": "23mm", "datetime": "32mm"}
_KINDS = {"money": "money", "number": "number", "percent": "number", "rate": "number", "date": "date", "check": "tick"}


class TooLong(Refusal):
    """A register of so many rows is not printed."""


class NothingToPrint(Refusal):
    """There is no table to print."""


def require_printable(count: int) -> None:
    """Refuse to print a register that is longer than a paper takes, before anything of it is gathered.

    :raises TooLong: more rows than a paper takes.
    """
    if count > MOST:
        raise TooLong(
            _("รายการมี %(rows)s แถว พิมพ์เป็น PDF ได้ไม่เกิน %(most)s แถว ให้ส่งออกเป็น XLSX"),
            rows=f"{count:,}",
            most=f"{MOST:,}",
        )


def register_context(
    table: Mapping[str, Any],
    *,
    title: str,
    as_of: date,
    known_on: date,
    issuer: Mapping[str, Any] | None = None,
    subtitle: str = "",
    period: tuple[date, date] | None = None,
    signatures: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """Return the context of ``papers/register.html`` for a table as ``components/table.html`` takes it.

    A cell's note follows its value. A column may say its width on paper under ``width``; ``columns`` and ``rows`` are
    not changed.

    :raises TooLong: more rows than a paper takes.
    """
    rows = list(table["rows"])
    require_printable(len(rows))
    cells = [row["cells"] if isinstance(row, Mapping) else row for row in rows]
    columns = [_column(at, column, cells) for at, column in enumerate(table["columns"])]
    context: dict[str, Any] = {
        "title": title,
        "subtitle": subtitle,
        "as_of": as_of.isoformat(),
        "known_at": known_on.isoformat(),
        "landscape": len(columns) > UPRIGHT,
        "columns": columns,
        "groups": [{"rows": [_row(columns, row) for row in cells]}],
    }
    if issuer is not None:
        context["issuer"] = dict(issuer)
    if period is not None:
        context["period"] = {"from_on": period[0].isoformat(), "to_on": period[1].isoformat()}
    if totals := table.get("totals"):
        sums = _row(columns, totals)
        context["totals"] = {"label": _label(columns, sums), **sums}
    if signatures:
        context["signatures"] = list(signatures)
    return context


def register_parts(
    tables: Sequence[Mapping[str, Any]],
    *,
    title: str,
    as_of: date,
    known_on: date,
    issuer: Mapping[str, Any],
    period: tuple[date, date] | None = None,
) -> list[dict[str, Any]]:
    """Return the ``parts`` of one paper of several tables, a register each; an empty one is left out.

    Where nothing is in any of them, the first says so: a paper without a row is an answer as well.

    :raises NothingToPrint: no table, not even an empty one.
    :raises TooLong: more rows in one of them than a paper takes.
    """
    if not tables:
        raise NothingToPrint(_("ไม่มีรายการให้พิมพ์"))
    return [
        {
            "template": TEMPLATE,
            "context": register_context(
                table,
                title=title,
                subtitle=table["caption"] if table["caption"] != title else "",
                as_of=as_of,
                known_on=known_on,
                issuer=issuer,
                period=period,
            ),
        }
        for table in [table for table in tables if table["rows"]] or tables[:1]
    ]


def register_pdf(table: Mapping[str, Any], **more: Any) -> bytes:
    """Print one table as a register; the arguments are those of ``register_context``."""
    return rendering.render_pdf(template=TEMPLATE, context=register_context(table, **more))


def as_pdf(content: bytes, *, name: str) -> HttpResponse:
    """Return a PDF to be shown in the browser's own viewer under a name; the view is to be ``csp_exempt``."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _column(at: int, column: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """Describe a column; its kind is its own, else that of the first cell that has one."""
    kind = column.get("kind", "text")
    if kind == "text":
        kinds = (row[at].get("kind") for row in rows if at < len(row) and isinstance(row[at], Mapping))
        kind = next((found for found in kinds if found), "text")
    found = {"key": f"c{at}", "label": str(column["label"]), "kind": _KINDS.get(kind, "text")}
    if width := column.get("width") or _WIDTHS.get(kind):
        found["width"] = width
    return found


def _row(columns: Sequence[Mapping[str, Any]], cells: Sequence[Any]) -> dict[str, Any]:
    return {column["key"]: _plain(cell) for column, cell in zip(columns, cells, strict=False)}


def _plain(cell: Any) -> Any:
    if not isinstance(cell, Mapping):
        return _text(cell, "")
    if cell.get("kind") == "struck":  # told in words beside it; on paper a figure in a column would be added up
        return None
    shown, note = _text(cell.get("value"), cell.get("kind", "")), cell.get("note")
    return f"{shown} ({note})" if note and shown and cell.get("kind", "text") in ("text", "state") else shown


def _text(value: Any, kind: str) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{dates.format_short(local.date())} {local:%H.%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return f"{value * 100:.2f}" if kind == "rate" else f"{value:.2f}"
    return str(value)


def _label(columns: Sequence[Mapping[str, Any]], sums: dict[str, Any]) -> str:
    """Take the words before the first sum of a line of totals for its label."""
    words = []
    for column in columns:
        if column["kind"] in ("money", "number"):
            break
        if text := sums.pop(column["key"], ""):
            words.append(str(text))
    return " ".join(words) or "รวม"  # stays Thai: printed on papers
