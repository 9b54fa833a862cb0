"""What auditors rely on: many entries at once, the journal as a file, seals, verification, the numbers given out."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from documents import numbers
from documents.models import Document, Export, NumberSeries
from documents.spreadsheets import read_sheet
from jobs.models import JobRun
from jobs.services import start_due_runs, work
from treasury import chart, selectors, services, verification
from treasury.models import DayTotal, JournalEntry, LedgerSeal, Posting
from treasury.selectors.journal import PAGE
from treasury.services import Line, NewEntry

FEB_1, FEB_2, OCT_1 = date(2018, 2, 1), date(2018, 2, 2), date(2018, 10, 1)


def new(number, *, on=FEB_1, amount="10.00", source=""):
    money = Decimal(amount)
    return NewEntry(
        posting_on=on,
        value_on=on,
        kind="UNMATCHED",
        memo=f"รับเงิน {number}",
        source=source or f"bank_line:{number}",
        lines=(Line(chart.BANK, money, f"bank_line:{number}"), Line(chart.SUSPENSE, -money, f"bank_line:{number}")),
    )


# -- many entries at once ----------------------------------------------------------------------------------------------
def test_many_entries_are_written_in_their_order_with_one_block_of_numbers_a_year(chiang_rai, accountant):
    services.allocate_capital(province="57", amount=Decimal("1.00"), reference="1", on=FEB_1, by=accountant)
    found = services.post_many(province="57", entries=[new(1), new(2, on=OCT_1), new(3)], by=accountant)
    assert [(one.number, one.year_be) for one in found] == [(2, 2561), (1, 2562), (3, 2561)]
    again = services.post_many(province="57", entries=[new(3), new(4)], by=accountant)
    assert again[0] == found[2]
    assert (again[1].number, Posting.objects.filter(entry=again[1]).count()) == (4, 2)
    assert selectors.balance(province="57", account=chart.BANK, as_of=OCT_1) == Decimal("40.00")


def test_of_many_entries_one_that_cannot_be_written_keeps_all_of_them_out(chiang_rai, accountant):
    services.allocate_capital(province="57", amount=Decimal("1.00"), reference="1", on=FEB_1, by=accountant)
    services.close_month(province="57", month_on=FEB_1, by=accountant, on=date(2018, 3, 1))
    bad = NewEntry(OCT_1, OCT_1, "UNMATCHED", "-", "bank_line:9", (Line(chart.BANK, Decimal("1.00")),))
    for entries, refusal in (
        ([new(1, on=OCT_1), new(2)], services.MonthClosed),
        ([new(1, on=OCT_1), bad], services.NotBalanced),
        ([new(1, on=OCT_1), new(1, on=OCT_1, amount="11.00")], services.AlreadyPosted),
    ):
        with pytest.raises(refusal):
            services.post_many(province="57", entries=entries, by=accountant)
    assert JournalEntry.objects.count() == 1


def test_many_entries_ask_as_few_questions_as_a_few(chiang_rai, accountant, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        services.post_many(province="57", entries=[new(number) for number in range(1, 301)], by=accountant)
    assert JournalEntry.objects.count() == 300


def test_the_totals_of_each_day_are_the_postings_whatever_wrote_them_and_a_wrong_one_is_found(chiang_rai, accountant):
    services.allocate_capital(province="57", amount=Decimal("7.00"), reference="1", on=FEB_1, by=accountant)
    first = services.post_many(province="57", entries=[new(1), new(2), new(3, on=FEB_2)], by=accountant)[0]
    services.reverse(entry=first, on=FEB_2, by=accountant, reason="ผิด")
    bank = DayTotal.objects.filter(account=chart.BANK).order_by("posting_on")
    assert list(bank.values_list("posting_on", "cause", "debit", "credit")) == [
        (FEB_1, "UNMATCHED", Decimal("20.00"), Decimal("0.00")),
        (FEB_2, "UNMATCHED", Decimal("10.00"), Decimal("10.00")),
    ]
    assert selectors.balance(province="57", account=chart.BANK, as_of=FEB_1) == Decimal("20.00")
    verdicts = lambda: {one.code for one in verification.verify(province="57", on=FEB_2) if not one.holds}  # noqa: E731
    assert "TOTALS" not in verdicts()
    with pgtrigger.ignore("treasury.DayTotal:derived"):
        bank.filter(posting_on=FEB_2).update(debit=Decimal("11.00"))
    assert "TOTALS" in verdicts()
    assert all(one.holds for one in verification.verify(province="57", on=FEB_2, rebuild=True) if one.code == "TOTALS")
    assert "TOTALS" not in verdicts()


# -- registers and the journal -----------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REG-04", "R-REG-07")
def test_a_long_register_is_shown_page_by_page_with_the_balance_carried_over(chiang_rai, log_in, business_date):
    business_date(FEB_2)
    services.post_many(province="57", entries=[new(number) for number in range(1, PAGE + 4)], by=None)
    page = selectors.register_page(province="57", account=chart.BANK, from_on=FEB_1, to_on=FEB_2, page=2)
    assert (page.pages, len(page.whole.rows), page.opening) == (2, 3, Decimal("10.00") * PAGE)
    assert page.whole.rows[-1].balance == page.closing == Decimal("1030.00")
    client, url = log_in("accountant"), reverse("treasury:register", args=[chart.BANK])
    assert "หน้า 2 จาก 2" in client.get(url, {"month": "2018-02", "page": "2"}).content.decode()
    typed = client.get(url, {"from": "1/2/2561", "to": "1/2/2561"}).content.decode()
    assert "1 ก.พ. 2561 ถึง 1 ก.พ. 2561" in typed
    assert reverse("treasury:entry", args=[JournalEntry.objects.first().pk]) in typed
    assert client.get(url, {"month": "2018-02", "as": "pdf"}).content.startswith(b"%PDF-")


def test_the_journal_is_taken_away_line_by_line(chiang_rai, accountant, log_in, business_date):
    business_date(FEB_2)
    first = services.post_many(province="57", entries=[new(1), new(2, amount="7.25")], by=accountant)[0]
    services.reverse(entry=first, on=FEB_2, by=accountant, reason="ผิด")
    client, asked = log_in("auditor"), {"month": "2018-02", "province": "57"}
    answer = client.get(reverse("treasury:journal"), asked | {"as": "csv"})
    sheet = read_sheet(name="j.csv", content=answer.content)
    assert len(sheet.rows) == 6
    assert sheet.rows[3].cells[:7] == (
        "2/2561",
        "1/2/2561",
        "1/2/2561",
        "เงินรับรอตรวจสอบ",
        "รับเงิน 2",
        "2101",
        "เงินรับรอตรวจสอบ",
    )
    assert sheet.rows[3].cells[9] == "7.25"
    assert sheet.rows[5].cells[11] == "1/2561"
    shown = client.get(reverse("treasury:journal"), asked | {"words": "2/2561"}).content.decode()
    assert "รับเงิน 2" in shown
    assert "รับเงิน 1" not in shown


def test_a_journal_too_long_to_wait_for_is_written_by_a_run(chiang_rai, log_in, business_date, monkeypatch):
    business_date(FEB_2)
    monkeypatch.setattr("documents.exports.services.AT_ONCE", 1)
    monkeypatch.setattr("documents.exports.services.CHUNK", 2)
    services.post_many(province="57", entries=[new(1), new(2)], by=None)
    client, asked = log_in("accountant"), {"month": "2018-02", "as": "xlsx"}
    page = client.get(reverse("treasury:journal"), asked)["Location"]
    assert client.get(reverse("treasury:journal"), asked)["Location"] == page  # asked for again while it is written
    services.post_many(province="57", entries=[new(3)], by=None)  # after it was asked for: not in it
    work(run_id=Export.objects.get().run_id)
    file = client.get(reverse("documents:export_file", args=[Export.objects.get().pk]))
    sheet = read_sheet(name="j.xlsx", content=b"".join(file.streaming_content))
    assert [row.cells[4] for row in sheet.rows] == ["รับเงิน 1", "รับเงิน 1", "รับเงิน 2", "รับเงิน 2"]
    assert client.get(reverse("treasury:journal"), asked)["Location"] != page


def test_a_register_written_by_a_run_carries_its_balance_from_piece_to_piece(
    chiang_rai, log_in, business_date, monkeypatch
):
    business_date(FEB_2)
    services.post_many(province="57", entries=[new(0, on=date(2018, 1, 31), amount="5.00")], by=None)
    services.post_many(province="57", entries=[new(number) for number in range(1, 6)], by=None)
    client, url = log_in("accountant"), reverse("treasury:register", args=[chart.BANK])
    asked = {"month": "2018-02", "as": "csv"}
    at_once = client.get(url, asked).content
    monkeypatch.setattr("documents.exports.services.AT_ONCE", 1)
    monkeypatch.setattr("documents.exports.services.CHUNK", 2)
    client.get(url, asked)
    export = Export.objects.get()
    work(run_id=export.run_id)
    written = b"".join(client.get(reverse("documents:export_file", args=[export.pk])).streaming_content)
    assert written == at_once
    sheet = read_sheet(name="r.csv", content=written)
    assert [row.cells[6] for row in sheet.rows] == ["5.00", "15.00", "25.00", "35.00", "45.00", "55.00", "55.00"]
    assert sheet.rows[-1].cells[3:6] == ("รวม / ยกไป", "50.00", "0.00")


# -- seals and verification --------------------------------------------------------------------------------------------
def tamper(sql, *values):
    """Change the books as somebody at the database would, past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE treasury_posting DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE treasury_journalentry DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE treasury_posting ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE treasury_journalentry ENABLE TRIGGER USER")


def wrong():
    return {one.code for one in verification.verify(province="57", on=OCT_1) if not one.holds}


def test_every_day_with_entries_is_sealed_and_each_seal_builds_upon_the_one_before(chiang_rai):
    services.post_many(province="57", entries=[new(1), new(2)], by=None)
    [first] = services.seal_ledger(province="57", day=FEB_1)
    assert services.seal_ledger(province="57", day=FEB_1) == []
    services.post_many(province="57", entries=[new(3)], by=None)
    [second] = services.seal_ledger(province="57", day=FEB_2)
    assert (first.count, second.count, second.after_entry) == (2, 1, first.last_entry)
    assert wrong() == set()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE treasury_journalentry SET memo = 'อื่น' WHERE source = 'bank_line:1'",
        "UPDATE treasury_journalentry SET created_at = created_at - interval '1 day' WHERE source = 'bank_line:1'",
        "UPDATE treasury_posting SET party = '' WHERE party = 'bank_line:2'",
        "DELETE FROM treasury_posting WHERE party = 'bank_line:2'",
        "UPDATE treasury_posting SET amount = amount * 2 WHERE party = 'bank_line:3'",
    ],
)
def test_a_change_past_the_triggers_breaks_the_seal(chiang_rai, sql):
    services.post_many(province="57", entries=[new(1), new(2), new(3)], by=None)
    services.seal_ledger(province="57", day=FEB_1)
    tamper(sql)
    assert "SEALS" in wrong()


def test_an_entry_taken_out_is_missed_by_its_number_and_by_the_seal(chiang_rai):
    services.post_many(province="57", entries=[new(1), new(2)], by=None)
    services.seal_ledger(province="57", day=FEB_1)
    last = JournalEntry.objects.latest("pk").pk
    tamper("DELETE FROM treasury_posting WHERE entry_id = %s", last)
    tamper("DELETE FROM treasury_journalentry WHERE id = %s", last)
    assert wrong() == {"NUMBERS", "SEALS", "TOTALS"}


def test_the_command_answers_plainly_and_fails_where_the_books_do_not_hold(chiang_rai):
    services.post_many(province="57", entries=[new(1)], by=None)
    out = StringIO()
    call_command("verify_ledger", province=["57"], stdout=out)
    assert "OK  57 ทุกรายการเดบิตเท่ากับเครดิต: 1 รายการ เดบิตและเครดิตฝั่งละ 10.00 บาท" in out.getvalue()
    tamper("UPDATE treasury_posting SET amount = 11 WHERE amount > 0")
    with pytest.raises(CommandError, match=r"check\(s\) do not hold"):
        call_command("verify_ledger", province=["57"], stdout=out)
    assert "!!  57 ทุกรายการเดบิตเท่ากับเครดิต: รายการที่ไม่ลงตัว: 1/2561" in out.getvalue()


def test_seal_and_verification_run_by_themselves_and_the_page_tells(chiang_rai, log_in, business_date):
    business_date(FEB_2)
    services.post_many(province="57", entries=[new(1)], by=None)
    start_due_runs(on=FEB_2)
    for run in JobRun.objects.filter(job__in=["treasury.seals", "treasury.verification"]):
        work(run_id=run.pk)
    assert LedgerSeal.objects.get().day == FEB_2
    client = log_in("auditor")
    assert "บัญชีถูกต้อง" in client.get(reverse("treasury:seals"), {"province": "57"}).content.decode()
    tamper("UPDATE treasury_posting SET party = 'x' WHERE amount > 0")
    JobRun.objects.filter(job="treasury.verification").update(state="WAITING", cursor={}, done=0)
    work(run_id=JobRun.objects.get(job="treasury.verification").pk)
    assert "มีการแก้ไขหลังผนึก" in client.get(reverse("treasury:seals"), {"province": "57"}).content.decode()


# -- numbers -----------------------------------------------------------------------------------------------------------
def test_a_missing_number_is_reported_and_explained_once(chiang_rai, accountant, log_in, business_date):
    business_date(FEB_2)
    services.post_many(province="57", entries=[new(1), new(2)], by=None)
    NumberSeries.objects.filter(series="journal:57").update(last=3)
    [found] = [one for one in numbers.report(keys=["57"], year_be=2561) if one.series == "journal:57"]
    assert (found.last, found.found, found.gaps, found.unexplained) == (3, 2, (3,), (3,))
    client = log_in("accountant")
    given = {"series": "journal:57", "year_be": "2561", "number": "3", "reason": "ทดสอบการกู้คืน"}
    client.post(reverse("treasury:explain_gap"), given)
    shown = client.get(reverse("treasury:numbers"), {"year": "2561"}).content.decode()
    assert "ทดสอบการกู้คืน" in shown
    assert "ขาดโดยมีคำอธิบาย" in shown
    with pytest.raises(numbers.NoSuchGap):
        numbers.explain_gap(series="journal:57", year_be=2561, number=1, reason="-", by=accountant)


def test_an_entry_typed_here_is_taken_back_on_its_page_and_one_of_another_room_is_not(
    chiang_rai, accountant, log_in, business_date
):
    business_date(FEB_2)
    typed = services.allocate_capital(province="57", amount=Decimal("5.00"), reference="1", on=FEB_1, by=accountant)
    other = services.post_many(province="57", entries=[new(1)], by=None)[0]
    client = log_in("accountant")
    client.post(reverse("treasury:reverse", args=[typed.pk]), {"reason": "พิมพ์ผิด"})
    assert selectors.balance(province="57", account=chart.FUND_CAPITAL, as_of=FEB_2) == 0
    assert client.post(reverse("treasury:reverse", args=[other.pk]), {"reason": "-"}).status_code == 404
    assert JournalEntry.objects.filter(created_at__lte=timezone.now()).count() == 3


def test_an_allocation_that_was_drawn_since_is_not_taken_back(chiang_rai, accountant):
    five = {"province": "57", "amount": Decimal("5.00"), "by": accountant}
    allocated = services.allocate_capital(**five, reference="1", on=FEB_1)
    services.draw(**five, reference="2", on=FEB_1)
    with pytest.raises(services.NotEnoughMoney, match="เงินฝากคลังมี 0.00 บาท"):
        services.take_back(entry=allocated, by=accountant, reason="พิมพ์ผิด")
    assert selectors.balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=FEB_2) == 0


def test_what_is_taken_back_and_typed_anew_is_there_once_on_every_day(chiang_rai, accountant):
    given = {"province": "57", "by": accountant, "on": FEB_1}
    typed = services.allocate_capital(amount=Decimal("50.00"), reference="1", **given)
    undone = services.take_back(entry=typed, by=accountant, reason="พิมพ์ผิด")
    services.allocate_capital(amount=Decimal("5.00"), reference="1", **given)
    assert undone.posting_on == FEB_1
    assert selectors.balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=FEB_1) == Decimal("5.00")


def test_an_allocation_of_which_more_was_spent_than_would_be_left_is_not_taken_back(chiang_rai, accountant):
    given = {"province": "57", "by": accountant, "on": FEB_1}
    services.allocate_budget(plan="REVOLVING", amount=Decimal("900.00"), reference="1", **given)
    allocated = services.allocate_budget(plan="ADMINISTRATION", amount=Decimal("100.00"), reference="2", **given)
    services.spend_administration(amount=Decimal("60.00"), text="ค่าวัสดุ", reference="3", **given)
    with pytest.raises(services.BudgetExceeded):
        services.take_back(entry=allocated, by=accountant, reason="พิมพ์ผิด")
    with pytest.raises(services.NotDrawn, match="จ่ายจากเงินฝากคลังโดยตรง"):
        services.draw(plan="ADMINISTRATION", amount=Decimal("10.00"), reference="4", **given)


def test_the_numbers_of_letters_are_found_on_the_papers_and_a_number_shared_by_addressees_counts_once(chiang_rai):
    for number, to in (("ชร 0019.5/1", "กรม"), ("ชร 0019.5/ว 2", "ก"), ("ชร 0019.5/ว 2", "ข")):
        Document.objects.create(
            kind=Document.Kind.CALL_IN if "ว" in number else Document.Kind.MONTHLY_PACK,
            number=number,
            addressee=to,
            province=chiang_rai,
            subject="test:1",
            title="-",
            template="-",
            context={},
            as_of=FEB_1,
            issued_on=FEB_1,
            sha256="0" * 64,
            pages=1,
        )
    NumberSeries.objects.create(series="letter:57", year_be=2561, last=3)
    [found] = [one for one in numbers.report(keys=["57"], year_be=2561) if one.series == "letter:57"]
    assert (found.found, found.gaps, found.twice) == (2, (3,), ())
