"""Spreadsheets read as text: XLSX by calamine, CSV in the encodings that offices use."""

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import python_calamine
from django.utils.translation import gettext

from documents.spreadsheets.writing import LIKE_A_FORMULA, yes_or_no
from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST_BYTES = 25 * 1024 * 1024
MOST_BYTES_UNPACKED = 400 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 50_000


class UnreadableSheet(Refusal):
    """The file as a whole cannot be taken: not a spreadsheet, too large, merged cells, an unknown encoding."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row with its number in the file, its cells as text, and what is wrong with a cell by its column's place."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first sheet of a file: its headings, the rows that are not empty, and what its reader should know."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    sentences: tuple[str, ...]


def read_sheet(*, name: str, content: bytes, most_rows: int = MOST_ROWS) -> Sheet:
    """Read the first sheet of an XLSX file, or a CSV file in UTF-8, UTF-16 or Windows-874, judged by its content.

    A number of thirteen digits that a program keeps as a floating number is exact, and said; one that was written as
    1.23457E+12 has lost its digits and is a fault of its row. The computed values of formulas are read, and said.

    :raises UnreadableSheet: not such a file, too large, more rows than allowed, merged cells, headings twice.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableSheet(
            _("ไฟล์ใหญ่ %(size)s MB เกินที่รับได้ %(most)s MB กรุณาแบ่งไฟล์"),
            size=len(content) // 2**20,
            most=MOST_BYTES // 2**20,
        )
    if not content.strip():
        raise UnreadableSheet(_("ไฟล์ว่าง ไม่มีข้อมูล"))
    if content.startswith(b"PK\x03\x04"):
        lines, sentences = _read_workbook(content, most_rows)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSheet(_("ไฟล์เป็น Excel รุ่นเก่า (.xls) หรือมีรหัสผ่าน กรุณาบันทึกเป็น .xlsx ที่ไม่มีรหัสผ่าน"))
    else:
        lines, sentences = _read_text(content)
    return _sheet(lines, sentences, most_rows)


def column_name(place: int) -> str:
    """Return the letters of a column by its place, counted from 0: A, B … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Seen:
    """What was noticed while reading, kept once for each column."""

    def __init__(self) -> None:
        self.floats: set[int] = set()


def _sheet(lines: Iterable[tuple[int, Sequence[Any]]], sentences: list[str], most_rows: int) -> Sheet:
    headings: tuple[str, ...] = ()
    rows: list[Row] = []
    seen = _Seen()
    for number, values in lines:
        if not any(value not in ("", None) for value in values):
            continue
        if not headings:
            headings = _headings(values)
            continue
        row = _row(number, values, len(headings), seen)
        if not any(row.cells) and not row.faults:
            continue
        rows.append(row)
        if len(rows) > most_rows:
            raise UnreadableSheet(_("ไฟล์มีเกิน %(most)s แถว กรุณาแบ่งไฟล์"), most=Decimal(most_rows))
    if not headings:
        raise UnreadableSheet(_("ไฟล์ว่าง ไม่มีข้อมูล"))
    if seen.floats:
        sentences.append(
            gettext("คอลัมน์ %s เก็บเลขยาวเป็นตัวเลขทศนิยม อ่านคืนได้ครบทุกหลัก แต่ควรกำหนดคอลัมน์เป็นข้อความ")
            % _named(seen.floats, headings)
        )
    return Sheet(headings=headings, rows=tuple(rows), sentences=tuple(sentences))


def _headings(values: Sequence[Any]) -> tuple[str, ...]:
    names = [" ".join(str(value).split()) for value in values]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise UnreadableSheet(_("ไฟล์มีเกิน %(most)s คอลัมน์"), most=MOST_COLUMNS)
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableSheet(_("หัวคอลัมน์ซ้ำกัน: %(names)s"), names=", ".join(twice))
    return tuple(names)


def _named(places: set[int], headings: Sequence[str]) -> str:
    return ", ".join(f"{column_name(place)} ({headings[place]})" for place in sorted(places))


def _row(number: int, values: Sequence[Any], width: int, seen: _Seen) -> Row:
    cells, faults = [], []
    for place, value in enumerate(values):
        text, fault = _text(value, place, seen)
        if place < width:
            cells.append(text)
            if fault:
                faults.append((place, fault))
        elif text:
            faults.append((place, gettext("มีข้อมูลในคอลัมน์ที่ไม่มีหัวคอลัมน์")))
    cells += [""] * (width - len(cells))
    return Row(number=number, cells=tuple(cells), faults=tuple(faults))


_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
_LONG_WITH_POINT = re.compile(r"(\d{10,15})\.0+")
_AN_ERROR = "#REF!"
_ERRORS = frozenset({_AN_ERROR, "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
_EXACT = 2**53


def _text(value: Any, place: int, seen: _Seen) -> tuple[str, str]:
    """A cell as text, and what is wrong with it."""
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return yes_or_no(value), ""
    if isinstance(value, int | float):
        return _number(value, place, seen)
    if isinstance(value, datetime):
        return (value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")), ""
    if isinstance(value, date | time | timedelta):
        return str(value), ""
    text = " ".join(str(value).replace("\u200b", "").split())
    if text.startswith("'") and text[1:].startswith(LIKE_A_FORMULA):
        text = text[1:]
    if _SCIENTIFIC.fullmatch(text):
        return text, gettext("ตัวเลขถูกย่อเป็น %s จึงเสียหลักท้ายไปแล้ว ให้กำหนดคอลัมน์เป็นข้อความแล้วกรอกใหม่") % text[:20]
    if text in _ERRORS:
        return text, gettext("สูตรในช่องนี้ให้ผลเป็นข้อผิดพลาด")
    if whole := _LONG_WITH_POINT.fullmatch(text):
        seen.floats.add(place)
        return whole[1], ""
    return text, ""


def _number(value: int | float, place: int, seen: _Seen) -> tuple[str, str]:
    if value != value or value in (float("inf"), float("-inf")):
        return "", gettext("ค่าในช่องไม่ใช่ตัวเลข")
    if value != int(value):
        return format(Decimal(repr(value)), "f"), ""
    if abs(value) > _EXACT:
        return "", gettext("ตัวเลขยาวเกินกว่าที่โปรแกรมตารางคำนวณเก็บได้ครบหลัก ให้กำหนดคอลัมน์เป็นข้อความแล้วกรอกใหม่")
    text = str(int(value))
    if len(text) >= 13:
        seen.floats.add(place)
    return text, ""


# -- a workbook ------------------------------------------------------------------------------------------------------
_CELL = re.compile(rb'<(?:x:)?c\b([^>]*?)\br="([A-Z]{1,3})([0-9]{1,7})"([^>]*?)>\s*(<(?:x:)?f\b)?')
_FIRST_SHEET = re.compile(rb'<(?:x:)?sheet\b[^>]*?\br:id="([^"]+)"')
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_PIECE = 2**20


@dataclass(slots=True)
class _Marks:
    """What the values alone do not tell: which columns hold formulas, which cells an error (row, column)."""

    formulas: set[str]
    errors: set[tuple[int, int]]


def _read_workbook(content: bytes, most_rows: int) -> tuple[list[tuple[int, Sequence[Any]]], list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > MOST_BYTES_UNPACKED:
                raise UnreadableSheet(_("ไฟล์ขยายออกแล้วใหญ่เกินที่รับได้ กรุณาแบ่งไฟล์"))
            marks = _look_over(packed, most_rows)
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheet = book.get_sheet_by_index(0)
            merged = sheet.merged_cell_ranges
            if merged:
                (top, left), (bottom, right) = merged[0]
                raise UnreadableSheet(
                    _("ไฟล์มีช่องที่ผสานกัน %(range)s กรุณายกเลิกการผสานแล้วกรอกทุกแถวให้ครบ"),
                    range=f"{column_name(left)}{top + 1}:{column_name(right)}{bottom + 1}",
                )
            values: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            sentences = []
            if marks.formulas:
                listed = ", ".join(sorted(marks.formulas, key=lambda name: (len(name), name)))
                sentences.append(gettext("คอลัมน์ %s มีสูตร ใช้ค่าที่คำนวณไว้ในไฟล์ กรุณาตรวจว่าเป็นค่าที่ถูกต้อง") % listed)
            if len(book.sheet_names) > 1:
                sentences.append(gettext("ไฟล์มีหลายแผ่นงาน อ่านเฉพาะแผ่นแรก “%s”") % sheet.name)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, python_calamine.CalamineError) as fault:
        raise UnreadableSheet(_("เปิดไฟล์ไม่ได้ ไฟล์อาจเสียหรือไม่ใช่ไฟล์ Excel (.xlsx)")) from fault
    for line, place in marks.errors:  # calamine gives an error as nothing
        if line < len(values) and place < len(values[line]):
            values[line][place] = _AN_ERROR
    return list(enumerate(values, start=1)), sentences


def _look_over(packed: zipfile.ZipFile, most_rows: int) -> _Marks:
    """Refuse a sheet that reaches too far before any of it is unfolded, and mark its formulas and errors."""
    first = _first_sheet(packed)
    marks = _Marks(set(), set())
    for name in packed.namelist():
        if not (name.startswith("xl/worksheets/") and name.endswith(".xml")):
            continue
        with packed.open(name) as opened:
            rest = b""
            while piece := opened.read(_PIECE):
                text = rest + piece
                for cell in _CELL.finditer(text):
                    line, place = int(cell[3]), _place(cell[2])
                    if line > 4 * most_rows + 1000 or place >= MOST_COLUMNS:
                        raise UnreadableSheet(
                            _("มีข้อมูลหลงอยู่ที่ช่อง %(cell)s ไกลเกินกว่าตาราง กรุณาลบแถวและคอลัมน์ที่ไม่ใช้"),
                            cell=f"{cell[2].decode()}{line}",
                        )
                    if name == first:
                        if cell[5]:
                            marks.formulas.add(cell[2].decode())
                        if b't="e"' in cell[1] or b't="e"' in cell[4]:
                            marks.errors.add((line - 1, place))
                rest = text[max(text.rfind(b"<c"), len(text) - 400) :]
    return marks


def _first_sheet(packed: zipfile.ZipFile) -> str:
    """The part of the package that holds the first sheet."""
    wanted = _FIRST_SHEET.search(packed.read("xl/workbook.xml"))
    for relation in _RELATION.findall(packed.read("xl/_rels/workbook.xml.rels")):
        target = re.search(rb'\bTarget="/?(?:xl/)?([^"]+)"', relation)
        if wanted and target and b'Id="' + wanted[1] + b'"' in relation:
            return f"xl/{target[1].decode()}"
    raise KeyError("no first sheet")


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


# -- a text ----------------------------------------------------------------------------------------------------------
def _read_text(content: bytes) -> tuple[list[tuple[int, Sequence[str]]], list[str]]:
    text, sentences = _decoded(content)
    if "\0" in text:
        raise UnreadableSheet(_("ไฟล์นี้ไม่ใช่ตาราง ใช้ได้เฉพาะ .xlsx และ .csv"))
    first = text.split("\n", 1)[0]
    delimiter = max((",", ";", "\t"), key=first.count)
    lines: list[tuple[int, Sequence[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for values in reader:
            lines.append((number, values))
            number = reader.line_num + 1
    except csv.Error as fault:
        raise UnreadableSheet(_("อ่านแถวที่ %(row)s ของไฟล์ CSV ไม่ได้ เครื่องหมายคำพูดไม่ครบคู่"), row=number) from fault
    return lines, sentences


def _decoded(content: bytes) -> tuple[str, list[str]]:
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encodings = ["utf-16"] if is_wide else ["utf-8-sig", "cp874"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp874":
            has_thai = re.search("[\u0e01-\u0e5b]", text)  # stays Thai: the letters
            if not has_thai or re.search("[\x00-\x08\x0e-\x1f\x80-\x9f]", text):
                break
            return text, [gettext("ไฟล์เป็นรหัสอักขระ Windows-874 แปลงเป็น UTF-8 แล้ว")]
        return text, []
    raise UnreadableSheet(_("อ่านรหัสอักขระของไฟล์ไม่ได้ ใช้ได้เฉพาะ .xlsx และ .csv ที่เป็น UTF-8 หรือ Windows-874"))
