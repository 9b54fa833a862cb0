"""A bank's table whose columns a person named: read strictly, refused whole, with a sentence for each fault."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest

from repayments.bank_files import (
    BankFileRefused,
    Layout,
    LayoutWrong,
    guess,
    is_fixed_width,
    read_table,
    require_columns,
    signature,
)
from reports.demo.bank_file import Account, write

HEADINGS = ("วันที่ทำรายการ", "เวลา", "ชื่อผู้ชำระ", "Ref.1", "Ref.2", "จำนวนเงิน", "ประเภท")
COLUMNS = {
    "value_on": "วันที่ทำรายการ", "time": "เวลา", "customer_name": "ชื่อผู้ชำระ",
    "ref1": "Ref.1", "ref2": "Ref.2", "amount": "จำนวนเงิน", "kind": "ประเภท",
}  # fmt: skip
GOOD = ("4/7/2561", "10:30:05", "นางสาวทดสอบ  ระบบดี", "57610000182", "1", "52,515.07", "C")


@dataclass
class Row:
    """A row of a sheet, as reading it gives."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[tuple[int, str], ...] = ()


def rows(*cells):
    return [Row(number, row) for number, row in enumerate(cells, start=2)]


def read(*cells, headings=HEADINGS, columns=COLUMNS, date_form="THAI"):
    layout = Layout(columns=columns, date_form=date_form, bank_code="006", account="5390000571")
    return read_table(headings=headings, rows=rows(*cells), layout=layout)


def changed(**cells):
    return tuple(cells.get(name, GOOD[HEADINGS.index(heading)]) for name, heading in COLUMNS.items())


def refusal_of(*cells, **given):
    with pytest.raises(BankFileRefused) as refused:
        read(*cells, **given)
    return str(refused.value)


@pytest.mark.requirement("R-SYS-03")
def test_a_table_is_read_by_its_named_columns_to_the_satang_and_the_second():
    (line,) = read(GOOD).lines
    assert (line.value_on, line.time, line.amount) == (date(2018, 7, 4), time(10, 30, 5), Decimal("52515.07"))
    assert (line.customer_name, line.ref1, line.ref2) == ("นางสาวทดสอบ ระบบดี", "57610000182", "01")
    assert (line.bank_code, line.account, line.kind, line.line_number) == ("006", "5390000571", "C", 2)


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("THAI", "4/7/2561"),
        ("THAI", "04-07-2018"),
        ("THAI", "๔ ก.ค. ๒๕๖๑"),
        ("THAI", "2018-07-04"),
        ("YEAR_FIRST", "2018-07-04"),
        ("MONTH_FIRST", "7/4/2018"),
        ("EIGHT_DIGITS", "04072018"),
    ],
)
def test_days_are_read_in_the_form_that_was_named(form, written):
    assert read(changed(value_on=written), date_form=form).lines[0].value_on == date(2018, 7, 4)


def test_a_time_behind_the_day_is_read_where_there_is_no_column_for_it():
    columns = {name: heading for name, heading in COLUMNS.items() if name != "time"}
    assert read(changed(value_on="4/7/2561 09:05"), columns=columns).lines[0].time == time(9, 5)


def test_money_in_and_money_out_in_two_columns_are_payments_and_reversals():
    headings = ("Date", "Description", "Withdrawal", "Deposit", "Balance")
    columns = {"value_on": "Date", "customer_name": "Description", "credit": "Deposit", "debit": "Withdrawal"}
    found = read(
        ("4/7/2018", "ยอดยกมา", "", "", "10.00"),
        ("4/7/2018", "นาง ก", "", "500.00", "510.00"),
        ("5/7/2018", "นาง ก", "500.00", "-", "10.00"),
        ("", "รวม", "500.00", "500.00", ""),
        headings=headings, columns=columns,
    )  # fmt: skip
    assert [(line.kind, line.amount) for line in found.lines] == [("C", 500), ("D", 500)]


def test_one_table_may_hold_several_accounts():
    headings = (*HEADINGS, "เลขที่บัญชี")
    found = read(
        (*GOOD, "539-0-00057-1"), (*GOOD, "123-4-56789-0"), headings=headings, columns=COLUMNS | {"account": "เลขที่บัญชี"}
    )
    assert [block.account for block in found.blocks] == ["5390000571", "1234567890"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"value_on": "31/2/2561"}, "แถวที่ 2 คอลัมน์ “วันที่ทำรายการ”: วันที่ “31/2/2561” อ่านไม่ได้ตามรูปแบบที่กำหนด"),
        ({"value_on": ""}, "วันที่ “” อ่านไม่ได้"),
        ({"time": "25:00"}, "คอลัมน์ “เวลา”: เวลา “25:00” อ่านไม่ได้"),
        ({"amount": "1.234,50x"}, "จำนวนเงิน “1.23450x” อ่านไม่ได้"),
        ({"amount": "1.005"}, "จำนวนเงิน “1.005” อ่านไม่ได้"),
        ({"amount": "NaN"}, "จำนวนเงิน “NaN” อ่านไม่ได้"),
        ({"amount": "0"}, "จำนวนเงินต้องมากกว่าศูนย์"),
        ({"kind": "X"}, "ชนิดรายการ “X” ต้องเป็นเครดิตหรือเดบิต"),
        ({"ref1": "1" * 21}, "เลขอ้างอิงยาวเกิน 20 ตัว"),
    ],
)
def test_a_cell_that_cannot_be_read_refuses_the_file_with_row_and_column(cells, said):
    assert said in refusal_of(changed(**cells))


def test_every_fault_is_named_and_a_cell_that_a_spreadsheet_spoiled_too():
    spoiled = Row(3, GOOD, faults=((3, "ตัวเลขถูกย่อ"),))
    layout = Layout(columns=COLUMNS, date_form="THAI", bank_code="006", account="1")
    with pytest.raises(BankFileRefused) as refused:
        read_table(headings=HEADINGS, rows=[Row(2, changed(amount="x")), spoiled], layout=layout)
    assert "แถวที่ 2" in str(refused.value)
    assert "แถวที่ 3 คอลัมน์ “Ref.1”: ตัวเลขถูกย่อ" in str(refused.value)


def test_a_row_of_totals_must_be_the_sum_of_the_rows():
    total = ("", "", "รวมทั้งสิ้น", "", "", "105,030.14", "")
    assert len(read(GOOD, GOOD, total).lines) == 2
    assert "ยอดรวม 105,030.14 บาท ไม่ตรงกับผลรวม 52,515.07 บาท" in refusal_of(GOOD, total)


def test_headings_are_told_apart_without_regard_to_spaces_and_guessed():
    assert signature(("Ref. 1", "Date")) == signature(("ref.1", " DATE"))
    assert signature(("Date", "Ref.1")) != signature(("Ref.1", "Date"))
    assert guess(HEADINGS) == COLUMNS
    assert guess(("วันที่", "เงินเข้า", "เงินออก")) == {"value_on": "วันที่", "credit": "เงินเข้า", "debit": "เงินออก"}
    assert guess(("วันที่", "เงินเข้า")) == {"value_on": "วันที่", "amount": "เงินเข้า"}
    found = guess(("Date", "Ref No.1", "Ref No.2", "Reference No. 3", "Amount"))
    assert [found[f"ref{place}"] for place in (1, 2, 3)] == ["Ref No.1", "Ref No.2", "Reference No. 3"]


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"amount": "จำนวนเงิน"}, "ต้องระบุคอลัมน์วันที่ชำระ"),
        ({"value_on": "เวลา"}, "ต้องระบุคอลัมน์จำนวนเงิน หรือคอลัมน์เงินเข้า"),
        ({"value_on": "เวลา", "amount": "จำนวนเงิน", "credit": "Ref.1"}, "อย่างใดอย่างหนึ่ง"),
        ({"value_on": "เวลา", "credit": "จำนวนเงิน"}, "ต้องระบุทั้งคอลัมน์เงินเข้าและเงินออก"),
        ({"value_on": "เวลา", "amount": "เวลา"}, "คอลัมน์หนึ่งใช้ได้อย่างเดียว"),
        ({"value_on": "Date", "amount": "จำนวนเงิน"}, "ไฟล์ไม่มีคอลัมน์ Date"),
    ],
)
def test_columns_that_make_no_money_are_refused(columns, said):
    with pytest.raises(LayoutWrong, match=said):
        require_columns(columns=columns, headings=HEADINGS)


def test_a_file_of_fixed_width_is_told_from_a_table():
    assert is_fixed_width(write([Account(number="1", company="ก", paid=(), effective_on=date(2018, 7, 5))]))
    assert not is_fixed_width("วันที่,จำนวนเงิน\r\n".encode())
    assert not is_fixed_width(b"PK\x03\x04")
