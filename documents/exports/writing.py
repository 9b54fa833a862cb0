"""The file of an export on the disk: rows are put aside piece by piece, and the file appears whole or not at all.

What is put aside is a spreadsheet's rows as lines of JSON, or the CSV itself. A worker that was killed in the middle
of a piece cuts off what it had written of it and goes on; the memory it needs does not grow with the rows.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from documents.models import Export
from documents.spreadsheets import cells_of, csv_lines, write_workbook_to
from documents.uploads.shelf import no_room_for

FOLDER = "exports"
MOST_OF_A_SHEET = 1_000_000  # a spreadsheet has 1,048,576 lines
_BOM = "\ufeff"


def path_of(export: Export) -> Path:
    """Where the finished file lies."""
    return _folder() / f"{export.pk}.{export.form}"


def aside(export: Export) -> Path:
    """Where its rows lie until it is finished."""
    return _folder() / f"{export.pk}.part"


def put_aside(export: Export, *, columns: Sequence[dict[str, Any]], rows: Iterable[Any], at: int) -> int:
    """Write rows behind the first ``at`` bytes of what lies aside, and return how many bytes there are now.

    :raises FileNotFoundError: fewer bytes lie aside than were written: the file has to be begun anew.
    :raises documents.uploads.CannotKeep: the disk is full or cannot be written.
    """
    path = aside(export)
    if at and (not path.exists() or path.stat().st_size < at):
        raise FileNotFoundError(path)
    text = "".join(_lines(export, columns, rows, is_first=not at))
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with path.open("r+b" if at else "wb") as file:
            file.truncate(at)
            file.seek(at)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
            return file.tell()
    except OSError as fault:
        raise no_room_for(fault) from fault


def finish(
    export: Export,
    *,
    title: str,
    head: Sequence[str],
    columns: Sequence[dict[str, Any]],
    totals: Sequence[Any] | None,
    count: int,
    at: int,
) -> int:
    """Make the finished file of what lies aside, and return its size; done again it is the same."""
    try:
        half, whole = _folder() / f"{export.pk}.half", path_of(export)
        if export.form == Export.Form.CSV:
            end = put_aside(export, columns=columns, rows=[totals] if totals else [], at=at)
            _copy(aside(export), half, most=end)
        else:
            sheets = _sheets(export, title=title, head=head, columns=columns, totals=totals, count=count, at=at)
            write_workbook_to(half, title=title, sheets=sheets)
        os.replace(half, whole)
        return whole.stat().st_size
    except OSError as fault:
        raise no_room_for(fault) from fault


def remove(export: Export) -> None:
    """Remove whatever lies there of an export."""
    for path in (path_of(export), aside(export), _folder() / f"{export.pk}.half"):
        path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / FOLDER


def _lines(export: Export, columns: Sequence[dict[str, Any]], rows: Iterable[Any], *, is_first: bool) -> Iterator[str]:
    if export.form == Export.Form.CSV:
        if is_first:
            yield _BOM
            yield from csv_lines(columns=[{}] * len(columns), rows=[[str(column["label"]) for column in columns]])
        yield from csv_lines(columns=columns, rows=rows)
    else:
        for row in rows:
            kept = [[kind, _packed(value)] for kind, value in cells_of(columns, row)]
            yield json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _sheets(
    export: Export, *, title: str, head: Sequence[str], columns: Any, totals: Any, count: int, at: int
) -> Iterator[dict[str, Any]]:
    rows = _rows_aside(export, most=at)
    for start in range(0, max(count, 1), MOST_OF_A_SHEET):
        is_last = start + MOST_OF_A_SHEET >= count
        yield {
            "title": title,
            "head": head,
            "columns": columns,
            "rows": islice(rows, MOST_OF_A_SHEET),
            "totals": totals if is_last else None,
        }


def _rows_aside(export: Export, *, most: int) -> Iterator[list[dict[str, Any]]]:
    if not most:
        return
    with aside(export).open("rb") as file:
        while file.tell() < most:
            yield [{"kind": kind, "value": _unpacked(value)} for kind, value in json.loads(file.readline())]


def _copy(source: Path, target: Path, *, most: int) -> None:
    with source.open("rb") as given, target.open("wb") as taken:
        left = most
        while left and (piece := given.read(min(left, 1 << 20))):
            taken.write(piece)
            left -= len(piece)
        taken.flush()
        os.fsync(taken.fileno())


def _packed(value: Any) -> Any:
    """A value of a cell as plain JSON; what JSON does not know is told by its kind."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return str(value)


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return {"decimal": Decimal, "moment": datetime.fromisoformat, "day": date.fromisoformat}[kind](text)
