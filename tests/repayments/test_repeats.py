"""Two kinds of files about the same account: what is one payment, what is two, and what a person must say."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from repayments import closing, selectors, services
from repayments.models import BankLayout, BankLine, PossibleRepeat
from repayments.repeats import Likeness, likeness
from repayments.selectors import known
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, imported, paid
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books
from treasury.models import BankAccount

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
HEADINGS = ("Date", "Time", "Payer", "Ref 1", "Ref 2", "Amount", "Type")
ONE, OTHER = "นางหนึ่ง สมมติไว้", "นางสอง ตัวอย่าง"
NAMELESS = {"ref1": "", "ref2": ""}
AMOUNT = "777.77"


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def by(people):
    return people.users["accountant"]


@pytest.fixture
def layout(by):
    return a_layout(by)


def a_layout(by):
    return BankLayout.objects.create(
        account=BankAccount.objects.get(province="57", kind="SAVINGS"),
        province_id="57",
        name="ตาราง",
        signature="0" * 64,
        headings=list(HEADINGS),
        columns={
            "value_on": "Date", "time": "Time", "customer_name": "Payer",
            "ref1": "Ref 1", "ref2": "Ref 2", "amount": "Amount", "kind": "Type",
        },
        date_form="THAI",
        saved_by=by,
    )  # fmt: skip


def cell_row(at="16:30", name=ONE, amount=AMOUNT, ref1="", kind="C"):
    return ("4/7/2561", at, name, ref1, "", amount, kind)


def table(*rows):
    return "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in (HEADINGS, *rows)).encode("cp874")


def nameless(people, at=time(9, 6, 1), name=ONE, **more):
    return imported(people, paid(None, AMOUNT, at=at, name=name, **NAMELESS, **more))[0]


def looked_at(layout, by, *rows):
    return selectors.preview(name="t.csv", content=table(*rows), by=by, on=RECEIPT_DAY, layout=layout).rows


def from_table(layout, by, *rows):
    found = services.import_bank_file(name="t.csv", content=table(*rows), by=by, on=RECEIPT_DAY, layout=layout)
    return list(BankLine.objects.filter(file=found.file).order_by("sequence"))


def booked():
    return books.balance(province="57", account=chart.SUSPENSE, as_of=date(2018, 12, 31))


# -- how alike two lines are -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    customer_name: str
    time: time
    ref1: str = ""


@pytest.mark.parametrize(
    ("name", "at", "found"),
    [
        (ONE, time(9, 6, 59), Likeness.SAME),  # one file leaves the seconds out
        ("หนึ่ง สมม", time(9, 6), Likeness.SAME),  # cut, and without the title
        (ONE, time(0, 0), Likeness.SAME),  # the other file has no times
        (ONE, time(16, 30), Likeness.PERHAPS_BY_NAME),
        (OTHER, time(9, 6), Likeness.PERHAPS_BY_TIME),
        ("", time(9, 6), Likeness.PERHAPS_BY_TIME),
        (OTHER, time(0, 0), Likeness.PERHAPS),
        ("", time(16, 30), Likeness.PERHAPS),
        ("", time(0, 0), Likeness.PERHAPS),
        (OTHER, time(16, 30), Likeness.OTHER),
    ],
)
def test_name_and_minute_tell_two_lines_without_reference_apart(name, at, found):
    one, other = Line(ONE, time(9, 6, 1)), Line(name, at)
    assert likeness(one, other) == likeness(other, one) == found


def test_a_line_with_a_reference_is_never_surely_one_without():
    assert likeness(Line(ONE, time(9, 6), "57610000100"), Line(ONE, time(9, 6))) == Likeness.PERHAPS_BY_NAME


# -- what is brought ---------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-06")
def test_a_second_payers_money_is_brought_and_nobody_is_asked(people, by, contracts, layout):
    nameless(people)
    (row,) = looked_at(layout, by, cell_row(name=OTHER))
    assert (row.is_new, row.perhaps) == (True, None)
    (line,) = from_table(layout, by, cell_row(name=OTHER))
    assert line.state == "UNKNOWN"


def test_the_same_name_in_the_same_minute_is_the_same_payment_as_often_as_it_came(people, by, contracts, layout):
    nameless(people)
    rows = [cell_row(at="09:06"), cell_row(at="09:06")]
    assert [row.is_new for row in looked_at(layout, by, *rows)] == [False, True]
    assert [row.is_new for row in looked_at(layout, by, cell_row(at=""))] == [False]


def test_what_may_be_the_same_waits_for_a_person_and_names_the_other(people, by, contracts, layout):
    first = nameless(people)
    (line,) = from_table(layout, by, cell_row(name=ONE, at="16:30"))
    assert (line.state, line.contract, line.repeat.other) == ("PERHAPS_SAME", None, first)
    assert "09:06" in line.why
    assert ONE in line.why
    assert "july.txt" in line.why
    assert list(selectors.queue(user=by, show="PERHAPS_SAME")) == [line]
    met = {one.code: one.is_met for one in _checks()}
    assert not met["BANK_LINES"]
    assert booked() == -2 * Decimal(AMOUNT)
    with pytest.raises(services.LineSettled):
        services.match_line(line=line, contract=contracts[0], reason="-", by=by)
    with pytest.raises(services.LineSettled):
        services.hold_line(line=line, reason="-", by=by)


def _checks():
    return closing.checks(province="57", from_on=date(2018, 7, 1), to_on=date(2018, 7, 31))


def test_a_reference_that_one_file_leaves_out_does_not_make_two_payments_unseen(people, by, contracts, layout):
    (matched,) = imported(people, paid(contracts[0], AMOUNT, name=ONE, at=time(9, 6)))
    (line,) = from_table(layout, by, cell_row(at="09:06"))
    assert (line.state, line.repeat.other) == ("PERHAPS_SAME", matched)


def test_a_reference_that_comes_later_does_not_either(people, by, contracts, layout):
    (first,) = from_table(layout, by, cell_row(at="09:06"))
    (line,) = imported(people, paid(contracts[0], AMOUNT, name=ONE, at=time(9, 6)))
    assert (line.state, line.repeat.other) == ("PERHAPS_SAME", first)
    assert services.issue_receipts(province="57", by=by, on=RECEIPT_DAY) == []
    services.decide_repeat(line=line, is_same=False, reason="คนละสลิป", by=by, on=RECEIPT_DAY)
    line.refresh_from_db()
    assert (line.state, line.contract) == ("MATCHED", contracts[0])


def test_the_surest_is_named_where_several_may_be_the_same(people, by, contracts, layout):
    imported(
        people,
        paid(None, AMOUNT, at=time(8, 0), name=OTHER, **NAMELESS),
        paid(None, AMOUNT, at=time(9, 6), name="", **NAMELESS),
        paid(None, AMOUNT, at=time(10, 0), name=ONE, **NAMELESS),
    )
    (row,) = looked_at(layout, by, cell_row(at="09:06", name=ONE))
    assert row.perhaps.time == time(9, 6)


def test_whichever_part_of_a_file_is_asked_the_same_lines_are_known(people, by, contracts, layout):
    nameless(people)
    content = table(cell_row(at="09:06"), cell_row(at="09:06", name=ONE[:12]), cell_row(at="09:06"))
    file = selectors.read_file(name="t.csv", content=content, by=by, on=RECEIPT_DAY, layout=layout)
    whole = [row.is_new for row in selectors.judge(file=file).rows]
    single = [selectors.judge(file=file, rows=[row]).rows[0].is_new for row in file.lines]
    assert whole == single == [False, True, True]
    assert [is_new for row in file.lines for _row, is_new in selectors.tell_new(file=file, rows=[row])] == whole


def test_a_line_that_was_brought_does_not_use_up_the_other_when_it_comes_again(people, by, contracts, layout):
    nameless(people)
    first, second = cell_row(at="09:06"), cell_row(at="09:06:30")
    assert len(from_table(layout, by, first, second)) == 1  # the second, for the first is there
    assert [row.is_new for row in looked_at(layout, by, second, first)] == [False, False]


def test_only_names_that_begin_alike_are_compared(people, by, contracts, layout, monkeypatch):
    names = [f"{letter * 6} สมมติไว้" for letter in "กขคงจชซดตถ"]
    imported(people, *(paid(None, AMOUNT, at=time(9, 6, 1), name=name, **NAMELESS) for name in names))
    compared = []
    monkeypatch.setattr(known, "likeness", lambda *two: compared.append(two) or likeness(*two))
    rows = looked_at(layout, by, *(cell_row(at="09:06", name=name) for name in reversed(names)))
    assert not any(row.is_new for row in rows)
    assert [row.is_new for row in rows] == [False] * len(names)
    assert len(compared) == len(names)


def test_files_of_one_kind_alone_cost_no_comparison(people, by, contracts):
    nameless(people)
    with CaptureQueriesContext(connection) as asked:
        nameless(people, at=time(10, 0), name=OTHER)
    assert not [one for one in asked if '"ref1" = ' in one["sql"]]


# -- what a person says ------------------------------------------------------------------------------------------------
def test_the_same_is_booked_once_on_its_own_day_and_never_comes_again(people, by, contracts, layout):
    nameless(people)
    (line,) = from_table(layout, by, cell_row(at="16:30"))
    services.decide_repeat(line=line, is_same=True, reason="รายการเดินบัญชีมีครั้งเดียว", by=by, on=date(2018, 8, 3))
    line.refresh_from_db()
    assert line.state == "SAME"
    assert books.balance(province="57", account=chart.SUSPENSE, as_of=date(2018, 7, 31)) == -Decimal(AMOUNT)
    assert not selectors.queue(user=by, show="PERHAPS_SAME").exists()
    assert [row.is_new for row in looked_at(layout, by, cell_row(at="16:30"))] == [False]
    with pytest.raises(services.LineSettled):
        services.decide_repeat(line=line, is_same=False, reason="-", by=by, on=RECEIPT_DAY)


def test_two_lines_of_one_kind_of_file_are_not_both_the_same_as_one(people, by, contracts, layout):
    first = nameless(people)
    one, other = from_table(layout, by, cell_row(at="16:30"), cell_row(at="17:30"))
    assert one.repeat.other == other.repeat.other == first
    services.decide_repeat(line=one, is_same=True, reason="-", by=by, on=RECEIPT_DAY)
    with pytest.raises(services.LineSettled, match="จึงเป็นคนละรายการ"):
        services.decide_repeat(line=other, is_same=True, reason="-", by=by, on=RECEIPT_DAY)
    assert booked() == -2 * Decimal(AMOUNT)
    services.decide_repeat(line=other, is_same=False, reason="-", by=by, on=RECEIPT_DAY)
    assert BankLine.objects.get(pk=other.pk).state == "UNKNOWN"


def test_who_says_neither_has_decided_nothing(people, by, contracts, layout, log_in):
    nameless(people)
    (line,) = from_table(layout, by, cell_row(at="16:30"))
    log_in("accountant").post(reverse("repayments:decide_repeat", args=[line.pk]), {"reason": "สลิปสองใบ"})
    line.refresh_from_db()
    assert (line.state, line.repeat.is_same) == ("PERHAPS_SAME", None)


def test_another_goes_on_as_it_would_have_at_its_import(people, by, contracts, layout, log_in):
    nameless(people)
    (line,) = from_table(layout, by, cell_row(at="16:30", ref1=contracts[0].ref1))
    page = log_in("accountant")
    shown = page.get(reverse("repayments:line", args=[line.pk])).content.decode()
    assert "เป็นรายการเดียวกันหรือไม่" in shown
    url = reverse("repayments:decide_repeat", args=[line.pk])
    page.post(url, {"is_same": "no", "reason": ""})
    assert BankLine.objects.get(pk=line.pk).state == "PERHAPS_SAME"
    page.post(url, {"is_same": "no", "reason": "สลิปสองใบ"})
    line.refresh_from_db()
    assert (line.state, line.contract) == ("DOUBTFUL", contracts[0])
    assert line.repeat.is_same is False
    assert booked() == -2 * Decimal(AMOUNT)


def test_a_reversal_that_may_be_another_is_held_against_nothing_until_it_was_decided(people, by, contracts, layout):
    payment = nameless(people)
    nameless(people, at=time(11, 0), kind="D", on=date(2018, 7, 4), name=ONE)
    payment.refresh_from_db()
    assert payment.state == "NOT_A_RECEIPT"
    nameless(people, at=time(12, 0))
    (line,) = from_table(layout, by, cell_row(at="15:00", kind="D"))
    assert line.state == "PERHAPS_SAME"
    services.decide_repeat(line=line, is_same=False, reason="สองครั้ง", by=by, on=RECEIPT_DAY)
    line.refresh_from_db()
    assert (line.state, line.reverses.time) == ("NOT_A_RECEIPT", time(12, 0))
    assert booked() == 0


def test_money_of_which_a_person_said_that_it_is_other_is_held_against_an_open_reversal(people, by, contracts, layout):
    nameless(people, at=time(18, 0), kind="D", name=ONE, on=date(2018, 7, 6))
    nameless(people, name=OTHER, at=time(16, 30))
    (line,) = from_table(layout, by, cell_row(at="16:30"))
    assert line.state == "PERHAPS_SAME"
    services.decide_repeat(line=line, is_same=False, reason="คนละคน", by=by, on=RECEIPT_DAY)
    line.refresh_from_db()
    assert line.state == "NOT_A_RECEIPT"


def test_the_database_keeps_a_decision_with_its_reason(people, by, contracts, layout):
    nameless(people)
    (line,) = from_table(layout, by, cell_row(at="16:30"))
    rows = PossibleRepeat.objects.filter(line=line)
    with pytest.raises(IntegrityError, match="repeat_is_decided_by_somebody"), transaction.atomic():
        rows.update(is_same=True)
    services.decide_repeat(line=line, is_same=False, reason="-", by=by, on=RECEIPT_DAY)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        rows.update(is_same=True)
