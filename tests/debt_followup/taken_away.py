"""Lists that were taken away as a spreadsheet, read back."""

from datetime import datetime
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

HEAD = 2  # lines above the headings: what the list is called, and what was asked for


def sheet_of(content: bytes) -> list[list[Any]]:
    """Give the lines of the only sheet, head and headings with them."""
    lines = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[_plain(value) for value in line] for line in lines]


def taken_away(answer: Any) -> list[list[Any]]:
    """Give the lines below the headings."""
    return sheet_of(answer.content)[HEAD + 1 :]


def _plain(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value
