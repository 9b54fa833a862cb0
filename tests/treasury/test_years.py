"""Opening balances by two people, and the close of a fiscal year signed by another."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse

from areas.models import Policy
from tests.treasury.test_months import receive
from thai.dates import add_months
from treasury import chart, debts, rules, selectors, services, sheets
from treasury.models import JournalEntry, OpeningBalances, YearClose
from treasury.services import Line

SEP_30, OCT_1 = date(2018, 9, 30), date(2018, 10, 1)
AUG_31 = date(2018, 8, 31)
GOOD = "รหัสบัญชี,คู่บัญชี,เดบิต,เครดิต\n1101,,900,\n1201,สัญญาเก่า 5/2559,100,\n3101,,,1000\n".encode()


def confirm_months(accountant, chief, *, first, last):
    month = first
    while month <= last:
        on = add_months(month, 1)
        services.close_month(province="57", month_on=month, by=accountant, on=on)
        services.confirm_close(province="57", month_on=month, by=chief, on=on)
        month = on


@pytest.fixture
def august(chiang_rai, accountant):
    """Books that begin in August 2018, with 30 baht of interest and 2 baht of fees."""
    services.allocate_capital(
        province="57", amount=Decimal("1000.00"), reference="1", on=date(2018, 8, 1), by=accountant
    )
    services.draw(province="57", amount=Decimal("1000.00"), reference="2", on=date(2018, 8, 2), by=accountant)
    services.book_bank_interest(
        province="57", amount=Decimal("30.00"), reference="ส.ค.", on=date(2018, 8, 20), by=accountant
    )
    services.book_bank_fee(province="57", amount=Decimal("2.00"), reference="ส.ค.", on=date(2018, 8, 20), by=accountant)
    services.remit_month(province="57", on=AUG_31, by=accountant)
    return chiang_rai


@pytest.fixture
def year_over(august, accountant, chief):
    confirm_months(accountant, chief, first=date(2018, 8, 1), last=date(2018, 9, 1))
    return august


# -- the close of a year -----------------------------------------------------------------------------------------------
def test_a_year_is_closed_by_one_and_signed_by_another_and_the_result_is_carried_over(year_over, accountant, chief):
    close = services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    assert (close.surplus, close.entry.posting_on, close.entry.value_on) == (Decimal("28.00"), OCT_1, SEP_30)
    with pytest.raises(services.OwnClose, match="ผู้ปิดกับผู้รับรองต้องเป็นคนละคน"):
        services.sign_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    signed = services.sign_year(province="57", fiscal_year_be=2561, by=chief, on=OCT_1)
    assert (signed.state, signed.signed_by) == ("SIGNED", chief)
    before = selectors.balances(province="57", as_of=SEP_30)
    after = selectors.balances(province="57", as_of=OCT_1)
    assert (before[chart.BANK_INTEREST], before[chart.BANK_FEES]) == (Decimal("-30.00"), Decimal("2.00"))
    assert (after[chart.BANK_INTEREST], after[chart.BANK_FEES]) == (0, 0)
    assert after[chart.ACCUMULATED_RESULT] == Decimal("-28.00")
    assert signed.balances[chart.BANK] == str(before[chart.BANK])


def test_the_page_shows_the_balances_that_are_signed_and_those_with_which_the_next_year_opens(
    year_over, accountant, log_in, business_date
):
    def shown():
        page = log_in("chief").get(reverse("treasury:year", args=[2561]))
        table = page.context["balances"]
        return {row["cells"][0]: [cell["value"] for cell in row["cells"][2:]] for row in table["rows"]}, table["totals"]

    business_date(OCT_1)
    foreseen = shown()
    services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    assert shown() == foreseen
    rows, totals = foreseen
    assert rows[chart.BANK_INTEREST] == [None, Decimal("30.00"), None, None]
    assert rows[chart.BANK_FEES] == [Decimal("2.00"), None, None, None]
    assert rows[chart.ACCUMULATED_RESULT] == [None, None, None, Decimal("28.00")]
    opening = selectors.balances(province="57", as_of=OCT_1)
    assert {code: (row[2] or 0) - (row[3] or 0) for code, row in rows.items() if row[2] or row[3]} == {
        code: amount for code, amount in opening.items() if amount
    }
    assert totals[2]["value"] == totals[3]["value"]
    assert totals[4]["value"] == totals[5]["value"]


def test_a_year_with_an_open_month_or_one_that_runs_still_is_not_closed(august, accountant, chief):
    with pytest.raises(services.TooEarly, match="ปีงบประมาณ 2561 ยังไม่สิ้นสุด"):
        services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=SEP_30)
    confirm_months(accountant, chief, first=date(2018, 8, 1), last=date(2018, 8, 1))
    with pytest.raises(services.NotReadyToClose, match="เดือนกันยายน 2561 ยังไม่ได้ปิดและยืนยัน"):
        services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    with pytest.raises(services.NothingToClose, match="ต้องปิดบัญชีปีงบประมาณ 2561 ก่อน"):
        services.close_year(province="57", fiscal_year_be=2562, by=accountant, on=date(2019, 10, 1))
    assert not YearClose.objects.exists()


def test_a_month_of_a_closed_year_opens_again_only_after_the_year(year_over, accountant, chief):
    services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    with pytest.raises(services.NothingToClose, match="ต้องเปิดบัญชีปีงบประมาณ 2561 ก่อน"):
        services.reopen_month(province="57", month_on=SEP_30, by=chief, on=OCT_1, reason="ผิด")
    with pytest.raises(services.ReasonMissing):
        services.reopen_year(province="57", fiscal_year_be=2561, by=chief, on=OCT_1, reason=" ")
    services.reopen_year(province="57", fiscal_year_be=2561, by=chief, on=OCT_1, reason="พบรายการตกหล่น")
    assert selectors.balance(province="57", account=chart.ACCUMULATED_RESULT, as_of=OCT_1) == 0
    services.reopen_month(province="57", month_on=SEP_30, by=chief, on=OCT_1, reason="ผิด")
    services.close_month(province="57", month_on=SEP_30, by=accountant, on=OCT_1)
    services.confirm_close(province="57", month_on=SEP_30, by=chief, on=OCT_1)
    again = services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    assert (again.revision, again.surplus) == (2, Decimal("28.00"))


def test_the_result_of_a_year_that_was_closed_twice_is_carried_over_once_on_every_day(year_over, accountant, chief):
    services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    nov_5 = date(2018, 11, 5)
    services.reopen_year(province="57", fiscal_year_be=2561, by=chief, on=nov_5, reason="พบรายการตกหล่น")
    services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=nov_5)
    for day in (OCT_1, date(2018, 10, 31), nov_5):
        held = selectors.balances(province="57", as_of=day)
        result = (held[chart.ACCUMULATED_RESULT], held[chart.BANK_INTEREST], held[chart.BANK_FEES])
        assert result == (Decimal("-28.00"), 0, 0)


def test_the_database_keeps_the_signature_of_another_person(year_over, accountant):
    close = services.close_year(province="57", fiscal_year_be=2561, by=accountant, on=OCT_1)
    with pytest.raises(DatabaseError), transaction.atomic():
        YearClose.objects.filter(pk=close.pk).update(state="SIGNED", signed_by=accountant)
    with pytest.raises(DatabaseError), transaction.atomic():
        close.delete()


def test_the_year_is_closed_and_signed_on_its_page(year_over, log_in, business_date):
    business_date(OCT_1)
    page = reverse("treasury:year", args=[2561])
    accountant = log_in("accountant")
    assert reverse("treasury:close_year", args=[2561]) in accountant.get(page).content.decode()
    accountant.post(reverse("treasury:close_year", args=[2561]))
    assert "ปิดแล้ว รอลงนามรับรอง" in accountant.get(page).content.decode()
    chief = log_in("chief")
    assert reverse("treasury:sign_year", args=[2561]) in chief.get(page).content.decode()
    chief.post(reverse("treasury:sign_year", args=[2561]))
    assert YearClose.objects.get().state == "SIGNED"
    assert "รับรองแล้ว" in chief.get(reverse("treasury:years")).content.decode()
    assert chief.get(page, {"as": "pdf"}).content.startswith(b"%PDF-")
    assert chief.get(reverse("treasury:year", args=[1])).status_code == 404


# -- opening balances --------------------------------------------------------------------------------------------------
def made(by, content=GOOD, *, as_of=AUG_31, on=OCT_1):
    read = sheets.read_openings(name="ยอด.csv", content=content)
    return services.make_opening(
        province="57",
        as_of=as_of,
        reference="งบทดลองระบบเดิม",
        file_name="ยอด.csv",
        content=content,
        lines=read.lines,
        by=by,
        on=on,
    )


@pytest.mark.requirement("R-DEBT-02")
def test_opening_balances_are_read_by_one_and_posted_by_another(chiang_rai, accountant, chief):
    opening = made(accountant)
    with pytest.raises(services.SamePerson, match="ผู้นำเข้ายอดยกมาพิจารณาเองไม่ได้"):
        services.post_opening(opening=opening, by=accountant, on=OCT_1)
    entry = services.post_opening(opening=opening, by=chief, on=OCT_1)
    assert (entry.posting_on, entry.kind) == (AUG_31, "OPENING")
    held = selectors.balances(province="57", as_of=AUG_31)
    assert (held["1101"], held["1201"], held["3101"]) == (Decimal("900.00"), Decimal("100.00"), Decimal("-1000.00"))
    with pytest.raises(services.AlreadyDecided, match="ลงบัญชีแล้ว"):
        services.post_opening(opening=opening, by=chief, on=OCT_1)
    with pytest.raises(services.BooksBegun, match="มีรายการตั้งแต่วันที่"):
        made(accountant, GOOD + b"\n")


def test_the_same_file_is_read_in_again_only_after_it_was_refused(chiang_rai, accountant, chief):
    opening = made(accountant)
    with pytest.raises(services.ImportedBefore, match="นำเข้าไว้แล้ว"):
        made(accountant)
    services.refuse_opening(opening=opening, by=chief, on=OCT_1, reason="ยอดลูกหนี้ไม่ตรง")
    made(accountant)
    assert not JournalEntry.objects.exists()


def test_balances_that_were_taken_back_make_room_for_another_file(chiang_rai, accountant, chief):
    wrong = services.post_opening(opening=made(accountant), by=chief, on=OCT_1)
    services.reverse(entry=wrong, on=OCT_1, by=chief, reason="ยอดลูกหนี้ไม่ตรง")
    right = services.post_opening(opening=made(accountant, GOOD + b"\n"), by=chief, on=OCT_1)
    assert right.posting_on == AUG_31
    assert selectors.balances(province="57", as_of=OCT_1)["1101"] == Decimal("900.00")


def test_what_is_wrong_with_a_file_of_balances_is_said_row_by_row(chiang_rai, accountant):
    bad = "รหัสบัญชี,คู่บัญชี,เดบิต,เครดิต\n9999,,5,\n1101,,5,5\n1102,,ห้า,\n1201,,1,\n1201,,1,\n".encode()
    read = sheets.read_openings(name="ยอด.csv", content=bad)
    said = {fault.row: fault.sentence for fault in read.faults}
    assert said[2] == "ไม่มีรหัสบัญชี “9999” ในผังบัญชี"
    assert "คอลัมน์ใดคอลัมน์หนึ่ง" in said[3]
    assert "อ่านจำนวนเงิน “ห้า” ไม่ได้" in said[4]
    assert said[6] == "บัญชีและคู่บัญชีซ้ำกับแถวที่ 5"
    assert not read.is_good
    with pytest.raises(services.NotBalanced):
        made(accountant, "รหัสบัญชี,เดบิต,เครดิต\n1101,5,\n3101,,4\n".encode())
    assert not OpeningBalances.objects.exists()


def test_a_file_is_tried_dry_then_kept_and_posted_on_the_pages(chiang_rai, log_in, business_date):
    business_date(OCT_1)
    client, page = log_in("accountant"), reverse("treasury:new_opening")

    def sent():
        return {"as_of": "31/8/2561", "reference": "งบทดลองเดิม", "file": SimpleUploadedFile("ยอด.csv", GOOD)}

    dry = client.post(page, sent() | {"draft": "1"}).content.decode()
    assert "ยังไม่มีอะไรถูกบันทึก" in dry
    assert not OpeningBalances.objects.exists()
    kept = client.post(page, sent())
    assert kept.status_code == 302
    opening = OpeningBalances.objects.get()
    assert "พิจารณาเองไม่ได้" not in client.get(kept["Location"]).content.decode()
    chief = log_in("chief")
    chief.post(reverse("treasury:post_opening", args=[opening.pk]))
    assert "ลงบัญชีแล้ว" in chief.get(kept["Location"]).content.decode()
    assert client.get(reverse("treasury:openings"), {"as": "template"}).content.startswith(b"PK")


# -- doubtful debts ----------------------------------------------------------------------------------------------------
BANDS = {"bands": [{"days": 366, "rate": "0.5"}, {"days": 0, "rate": "0"}, {"days": 91, "rate": "0.1"}]}


def test_the_allowance_is_the_principal_of_each_class_times_its_rate_rounded_once_a_class():
    bands = rules.bands_of(value=BANDS)
    owed = [
        rules.AgedDebt("contract:1", 90, Decimal("100.00")),
        rules.AgedDebt("contract:2", 91, Decimal("0.05")),
        rules.AgedDebt("contract:3", 365, Decimal("0.10")),
        rules.AgedDebt("contract:4", 366, Decimal("0.01")),
    ]
    found = rules.allowance(debts=owed, bands=bands)
    assert [(one.from_days, one.to_days, one.count, one.amount) for one in found.lines] == [
        (0, 90, 1, Decimal("0.00")),
        (91, 365, 2, Decimal("0.02")),
        (366, None, 1, Decimal("0.01")),
    ]
    assert (found.total, found.principal, found.count) == (Decimal("0.03"), Decimal("100.16"), 4)


@pytest.mark.parametrize(
    "value", [{}, {"bands": []}, {"bands": [{"days": 1, "rate": "0"}]}, {"bands": [{"days": 0, "rate": "1.1"}]}]
)
def test_rates_that_cannot_be_meant_are_refused(value):
    with pytest.raises(rules.BadBands):
        rules.bands_of(value=value)


@pytest.fixture
def debtor(chiang_rai, accountant, monkeypatch):
    """One debtor with 1,000 baht of principal, 400 days behind, lent in August, and the rates of the policy."""
    services.post(
        province="57",
        posting_on=date(2018, 8, 1),
        value_on=date(2018, 8, 1),
        kind=JournalEntry.Kind.DISBURSEMENT,
        memo="เงินกู้",
        source="contract:1",
        lines=[Line(chart.LOANS, Decimal("1000.00"), "contract:1"), Line(chart.BANK, Decimal("-1000.00"))],
        by=accountant,
    )
    Policy.objects.create(
        policy_no="P-X", key=debts.POLICY, value=BANDS, effective_from=date(2016, 10, 1), source="มติทดสอบ"
    )
    owed = [rules.AgedDebt("contract:1", 400, Decimal("1000.00"))]
    monkeypatch.setattr(debts, "_providers", [lambda *, province, as_of: owed if province == "57" else []])
    return owed


def test_the_allowance_is_booked_as_the_difference_and_taken_back_when_the_debt_is_paid(debtor, accountant):
    given = {"province": "57", "by": accountant}
    services.book_allowance(as_of=AUG_31, on=AUG_31, **given)
    assert selectors.balance(province="57", account=chart.ALLOWANCE, as_of=AUG_31) == Decimal("-500.00")
    with pytest.raises(services.NothingToAdjust, match=r"500\.00 บาท ตรงกับที่ต้องตั้งแล้ว"):
        services.book_allowance(as_of=AUG_31, on=AUG_31, **given)
    debtor.clear()
    services.book_allowance(as_of=SEP_30, on=SEP_30, **given)
    held = selectors.balances(province="57", as_of=SEP_30)
    assert (held[chart.ALLOWANCE], held[chart.DOUBTFUL_DEBTS]) == (0, 0)


def test_without_a_policy_nothing_is_computed_and_the_page_says_so(chiang_rai, log_in, business_date):
    business_date(OCT_1)
    assert "ยังไม่มีนโยบายอัตราค่าเผื่อ" in log_in("accountant").get(reverse("treasury:allowance")).content.decode()


def test_the_page_shows_the_classes_and_books_them(debtor, log_in, business_date):
    business_date(OCT_1)
    client = log_in("accountant")
    assert "500.00" in client.get(reverse("treasury:allowance"), {"as_of": "30/9/2561"}).content.decode()
    client.post(reverse("treasury:book_allowance"), {"as_of": "2018-09-30"})
    assert JournalEntry.objects.order_by("-number").first().kind == "ALLOWANCE"


def test_a_debt_that_is_not_in_the_books_on_the_day_needs_no_allowance_on_it(debtor, log_in, business_date):
    debtor.append(rules.AgedDebt("contract:2", 400, Decimal("300.00")))  # taken over into a later month
    debtor[0] = rules.AgedDebt("contract:1", 400, Decimal("900.00"))  # 100 came in time and were posted later
    report = debts.allowance_report(province="57", as_of=AUG_31)
    assert (report.needed.principal, report.ledger_loans) == (Decimal("900.00"), Decimal("1000.00"))
    assert report.needed.total == Decimal("450.00")


def test_a_write_off_needs_two_people_and_a_decision_and_later_money_is_a_recovery(chiang_rai, accountant, chief):
    given = {"province": "57", "party": "contract:1", "principal": Decimal("100.00"), "on": OCT_1, "source": "event:1"}
    with pytest.raises(services.SamePerson):
        services.write_off(decision_number="1/2561", by=chief, approved_by=chief, **given)
    with pytest.raises(services.ReasonMissing):
        services.write_off(decision_number=" ", by=accountant, approved_by=chief, **given)
    services.write_off(decision_number="1/2561", by=accountant, approved_by=chief, **given)
    held = selectors.balances(province="57", as_of=OCT_1)
    assert (held[chart.LOANS], held[chart.WRITTEN_OFF]) == (Decimal("-100.00"), Decimal("100.00"))
    receive("57", "40.00", on=OCT_1)
    lines = services.recovery_lines(amount=Decimal("40.00"), party="contract:1", bank_party="bank_line:1")
    assert lines == [
        Line(chart.SUSPENSE, Decimal("40.00"), "bank_line:1"),
        Line(chart.RECOVERIES, Decimal("-40.00"), "contract:1"),
    ]
