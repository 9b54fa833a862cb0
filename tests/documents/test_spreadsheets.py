"""Spreadsheets as the fund writes them, and as people send them."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import xlsxwriter

from documents import spreadsheets
from documents.spreadsheets import UnreadableSheet, read_sheet, write_csv, write_xlsx

COLUMNS = [
    {"label": "ชื่อ"},
    {"label": "จำนวนเงิน", "kind": "money"},
    {"label": "วันที่", "kind": "date"},
    {"label": "เมื่อ", "kind": "datetime"},
]
ROWS = [
    ["=cmd|' /C calc'!A0", Decimal("1234567.50"), date(2018, 7, 5), datetime(2018, 7, 5, 7, 5, tzinfo=UTC)],
    {"cells": [{"value": "+66", "kind": "text"}, {"value": Decimal("-5.25"), "kind": "money"}, None, ""]},
]


def workbook(fill) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        fill(book, book.add_worksheet("หนึ่ง"))
    return content.getvalue()


def test_a_workbook_reads_back_as_it_was_written_and_a_formula_stays_text():
    sheet = read_sheet(name="ก.xlsx", content=write_xlsx(title="ทะเบียน: [1]", columns=COLUMNS, rows=ROWS))
    assert sheet.headings == ("ชื่อ", "จำนวนเงิน", "วันที่", "เมื่อ")
    assert sheet.rows[0].cells == ("=cmd|' /C calc'!A0", "1234567.5", "2018-07-05", "2018-07-05 14:05")
    assert sheet.rows[1].cells == ("+66", "-5.25", "", "")
    assert [row.number for row in sheet.rows] == [2, 3]
    assert sheet.sentences == ()


def test_a_workbook_of_several_sheets_names_each_once_and_adds_its_head_and_its_sums():
    table = {"columns": COLUMNS[:2], "rows": [["ก", Decimal("1.50")]], "totals": ["รวม", Decimal("1.50")]}
    sheets = [{**table, "title": "ลูกหนี้", "head": ["หัวเรื่อง", "ณ วันที่ 31 ก.ค. 2561"]}, {**table, "title": "ลูกหนี้"}]
    with zipfile.ZipFile(io.BytesIO(spreadsheets.write_workbook(title="ชุด", sheets=sheets))) as file:
        names = re.findall(r'<sheet name="([^"]+)"', file.read("xl/workbook.xml").decode())
        first, second = (file.read(f"xl/worksheets/sheet{at}.xml").decode() for at in (1, 2))
    assert names == ["ลูกหนี้", "ลูกหนี้ 2"]
    assert [sheet.count("<row ") for sheet in (first, second)] == [5, 3]
    assert "หัวเรื่อง" in first
    assert first.count("<v>1.50</v>") == second.count("<v>1.50</v>") == 2


def test_a_csv_opens_in_thai_and_guards_what_looks_like_a_formula():
    content = write_csv(columns=COLUMNS, rows=ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[1] == "'=cmd|' /C calc'!A0,1234567.50,5/7/2561,5/7/2561 14:05"
    assert lines[2] == "'+66,-5.25,,"
    assert read_sheet(name="ก.csv", content=content).rows[0].cells[0] == "=cmd|' /C calc'!A0"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_read_in_every_encoding_that_offices_use(encoding, delimiter):
    text = "ชื่อ,วันเกิด\r\nสมศรี,5/7/2520\r\n\r\nมาลี,๕ ก.ค. ๒๕๒๐\r\n".replace(",", delimiter)
    sheet = read_sheet(name="ก.csv", content=text.encode(encoding))
    assert sheet.headings == ("ชื่อ", "วันเกิด")
    assert [(row.number, row.cells) for row in sheet.rows] == [(2, ("สมศรี", "5/7/2520")), (4, ("มาลี", "๕ ก.ค. ๒๕๒๐"))]
    assert bool(sheet.sentences) == (encoding == "cp874")


def test_a_card_number_kept_as_a_float_is_read_whole_and_said():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["เลขบัตร", "ชื่อ"])
        sheet.write_number(1, 0, 1234567890121.0)
        sheet.write_string(1, 1, "ก")

    sheet = read_sheet(name="ก.xlsx", content=workbook(fill))
    assert sheet.rows[0].cells == ("1234567890121", "ก")
    assert "A (เลขบัตร)" in sheet.sentences[0]
    from_csv = read_sheet(name="ก.csv", content="เลขบัตร\n1234567890121.0\n".encode())
    assert from_csv.rows[0].cells == ("1234567890121",)
    assert from_csv.sentences


@pytest.mark.parametrize("spoilt", ["1.23457E+12", "1,23457e+12", "1E+12"])
def test_a_number_written_short_has_lost_its_digits_and_is_a_fault_of_its_row(spoilt):
    sheet = read_sheet(name="ก.csv", content=f'เลขบัตร;ชื่อ\n"{spoilt}";ก\n'.encode())
    assert sheet.rows[0].faults[0][0] == 0
    assert spoilt in sheet.rows[0].faults[0][1]


def test_a_number_longer_than_a_float_keeps_is_a_fault():
    sheet = read_sheet(
        name="ก.xlsx", content=workbook(lambda book, sheet: (sheet.write(0, 0, "ก"), sheet.write(1, 0, 10.0**17)))
    )
    assert sheet.rows[0].faults


def test_merged_cells_refuse_the_file_and_are_named():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["ก", "ข"])
        sheet.merge_range(1, 0, 2, 1, "ค")

    with pytest.raises(UnreadableSheet, match="A2:B3"):
        read_sheet(name="ก.xlsx", content=workbook(fill))


def test_formulas_are_read_by_their_value_and_said_and_their_errors_are_faults():
    def fill(book, sheet):
        sheet.write_row(0, 0, ["ก", "ข", "ค"])
        sheet.write_string(1, 0, "x")
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")

    sheet = read_sheet(name="ก.xlsx", content=workbook(fill))
    assert sheet.rows[0].cells[:2] == ("x", "2")
    assert sheet.rows[0].faults[0][0] == 2
    assert "B, C" in sheet.sentences[0]


def test_headings_must_differ():
    with pytest.raises(UnreadableSheet, match="ชื่อ"):
        read_sheet(name="ก.csv", content="ชื่อ,ชื่อ\nก,ข\n".encode())


def test_what_stands_beside_the_headings_is_a_fault_of_its_row():
    assert read_sheet(name="ก.csv", content="ชื่อ\nก,หลง\n".encode()).rows[0].faults[0][0] == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \n",
        b"%PDF-1.7 \x00\x01",
        b"PK\x03\x04broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\xff\xd8\xff\xe0\x00\x10JFIF",
        'ชื่อ\n"ไม่ปิด\n'.encode(),
        b"caf\xe9\n\x9d\x8f\n",
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content):
    with pytest.raises(UnreadableSheet) as refused:
        read_sheet(name="x.xlsx", content=content)
    assert str(refused.value)


def test_a_file_too_large_or_too_long_is_refused(monkeypatch):
    with pytest.raises(UnreadableSheet, match="50,000"):
        read_sheet(name="ก.csv", content=b"a\n" + b"1\n" * 50_001)
    monkeypatch.setattr(spreadsheets.reading, "MOST_BYTES", 3)
    with pytest.raises(UnreadableSheet, match="MB"):
        read_sheet(name="ก.csv", content=b"a\n1\n")


def test_a_cell_far_outside_the_table_is_refused_before_it_is_unfolded():
    def fill(book, sheet):
        sheet.write(0, 0, "ก")
        sheet.write(1_048_575, 16_383, "หลง")

    with pytest.raises(UnreadableSheet, match="XFD1048576"):
        read_sheet(name="ก.xlsx", content=workbook(fill))


def test_only_the_first_sheet_is_read_and_that_is_said():
    def fill(book, sheet):
        sheet.write_column(0, 0, ["ก", "ข"])
        book.add_worksheet("สอง").write(0, 0, "ค")

    sheet = read_sheet(name="ก.xlsx", content=workbook(fill))
    assert "หนึ่ง" in sheet.sentences[0]
    assert len(sheet.rows) == 1


def test_columns_are_named_as_spreadsheets_do():
    assert [spreadsheets.column_name(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
