"""Any table of the screen as a register on paper."""

from datetime import date
from decimal import Decimal

import pytest

from documents.registers import MOST, TooLong, register_context
from documents.templatetags.papers import cell

ON = date(2018, 7, 31)
TABLE = {
    "columns": [
        {"label": "วันที่"},
        {"label": "รายการ"},
        {"label": "จำนวนเงิน", "kind": "money"},
        {"label": "อัตรา", "kind": "rate"},
    ],
    "rows": [
        {
            "cells": [
                {"value": date(2018, 7, 5), "kind": "date"},
                {"value": "รับชำระ", "kind": "text", "note": "งวดที่ 1"},
                {"value": Decimal("1234.50"), "kind": "money"},
                {"value": Decimal("0.075"), "kind": "rate"},
            ]
        },
        [date(2018, 7, 6), "คืนเงิน", None, ""],
    ],
    "totals": ["", "รวม", {"value": Decimal("1234.50"), "kind": "money"}, ""],
}


def context_of(table, **changed):
    return register_context(table, title="ทะเบียน", as_of=ON, known_on=ON, **changed)


def test_a_column_takes_the_kind_of_its_cells_and_a_cell_keeps_its_note():
    found = context_of(TABLE)
    assert [column["kind"] for column in found["columns"]] == ["date", "text", "money", "number"]
    assert found["groups"][0]["rows"] == [
        {"c0": "2018-07-05", "c1": "รับชำระ (งวดที่ 1)", "c2": "1234.50", "c3": "7.50"},
        {"c0": "2018-07-06", "c1": "คืนเงิน", "c2": None, "c3": ""},
    ]


def test_words_may_stand_in_a_column_of_days():
    table = {
        "columns": [{"label": "ฟ้องได้ถึง", "kind": "date"}],
        "rows": [[ON], [{"value": "อยู่ระหว่างคดี", "kind": "text"}]],
    }
    found = context_of(table)
    [column] = found["columns"]
    assert [cell(row, column) for row in found["groups"][0]["rows"]] == ["31 ก.ค. 2561", "อยู่ระหว่างคดี"]


def test_the_line_of_sums_is_named_by_its_words():
    assert context_of(TABLE)["totals"] == {"label": "รวม", "c2": "1234.50", "c3": ""}
    plain = {"columns": [{"label": "ชื่อ"}, {"label": "เงิน", "kind": "money"}], "rows": [["ก", Decimal(1)]]}
    assert context_of({**plain, "totals": ["รวมทั้งสิ้น", Decimal("1.00")]})["totals"]["label"] == "รวมทั้งสิ้น"


def test_a_wide_table_lies_and_the_period_is_said():
    wide = {"columns": [{"label": str(at)} for at in range(7)], "rows": [["x"] * 7]}
    found = context_of(wide, period=(date(2018, 7, 1), ON))
    assert found["landscape"]
    assert found["period"] == {"from_on": "2018-07-01", "to_on": "2018-07-31"}
    assert not context_of(TABLE)["landscape"]


def test_more_rows_than_a_paper_takes_are_sent_to_the_spreadsheet():
    long = {"columns": [{"label": "ที่"}], "rows": [[at] for at in range(MOST + 1)]}
    with pytest.raises(TooLong, match=r"5,001 แถว.*ให้ส่งออกเป็น XLSX"):
        context_of(long)


def test_a_name_is_parted_between_its_words_only():
    column = {"key": "name", "kind": "text"}
    assert cell({"name": "นางสาวกรรณิการ์ สุขสมมติ และ นางไพลิน ดวงสาธิต"}, column) == (
        '<span class="nowrap">นางสาวกรรณิการ์</span> <span class="nowrap">สุขสมมติ</span> และ '
        '<span class="nowrap">นางไพลิน</span> <span class="nowrap">ดวงสาธิต</span>'
    )
    long = "นายอำเภอขุนตาลพิจารณาแล้วเห็นว่าโครงการเหมาะสม"
    assert cell({"name": long}, column) == long
    assert cell({"name": "<b>นาง</b>"}, column) == "&lt;b&gt;นาง&lt;/b&gt;"
