"""Spreadsheets in and out: XLSX and CSV written from a table's columns, and read back as text, cell by cell.

Out: a cell that begins like a formula stays text, dates are real dates shown in the Buddhist era, money keeps its two
decimals. In: every cell becomes text as a person would have typed it (a date as 2018-07-05), and whatever a program
has spoilt on the way is said in a sentence.
"""

from .reading import MOST_BYTES, MOST_ROWS, Row, Sheet, UnreadableSheet, column_name, read_sheet
from .writing import (
    CSV,
    XLSX,
    as_download,
    cells_of,
    csv_lines,
    stream_csv,
    write_csv,
    write_workbook,
    write_workbook_to,
    write_xlsx,
)

__all__ = [
    "CSV",
    "MOST_BYTES",
    "MOST_ROWS",
    "XLSX",
    "Row",
    "Sheet",
    "UnreadableSheet",
    "as_download",
    "cells_of",
    "column_name",
    "csv_lines",
    "read_sheet",
    "stream_csv",
    "write_csv",
    "write_workbook",
    "write_workbook_to",
    "write_xlsx",
]
