"""Closing a month: by one, confirmed by another, reopened by name and reason; remitting what was received."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from areas.models import Amphoe, Province, RoleAssignment, User
from areas.roles import Role
from treasury import chart, closing, selectors, services
from treasury.models import JournalEntry, MonthClose
from treasury.reference import load_chart
from treasury.services import Line

FEB, MARCH = date(2018, 2, 1), date(2018, 3, 1)
MAR_1 = date(2018, 3, 1)
KIND = JournalEntry.Kind


@pytest.fixture
def books_of_february(chiang_rai, accountant):
    services.allocate_capital(
        province=chiang_rai, amount=Decimal("1000.00"), reference="1", on=date(2018, 2, 1), by=accountant
    )
    services.draw(province=chiang_rai, amount=Decimal("1000.00"), reference="2", on=date(2018, 2, 2), by=accountant)
    return chiang_rai


def receive(province, amount="100.00", *, on=date(2018, 2, 20), source="receipt:1"):
    """Book money from a borrower as repayments does: unknown at first, then receipted."""
    money = Decimal(amount)
    for kind, lines in (
        (KIND.UNMATCHED, [Line(chart.BANK, money), Line(chart.SUSPENSE, -money)]),
        (KIND.RECEIPT, [Line(chart.SUSPENSE, money), Line(chart.LOANS, -money, "contract:1")]),
    ):
        services.post(
            province=province, posting_on=on, value_on=on, kind=kind, memo="-", source=source, lines=lines, by=None
        )


# -- closing -----------------------------------------------------------------------------------------------------------
def test_a_closed_month_takes_no_entry_by_service_nor_by_hand(books_of_february, accountant):
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    with pytest.raises(services.MonthClosed, match=r"เดือนกุมภาพันธ์ 2561 ปิดบัญชีแล้ว ลงรายการวันที่ 28 ก\.พ\. 2561 ไม่ได้"):
        services.allocate_capital(
            province="57", amount=Decimal("1.00"), reference="9", on=date(2018, 2, 28), by=accountant
        )
    with pytest.raises(DatabaseError, match="month 2018-02 of province 57 is closed"), transaction.atomic():
        JournalEntry.objects.create(
            province_id="57",
            number=99,
            year_be=2561,
            posting_on=date(2018, 2, 28),
            value_on=date(2018, 2, 28),
            kind=KIND.RECEIPT,
            memo="-",
            source="raw:9",
        )
    assert JournalEntry.objects.count() == 2


def test_the_one_who_closes_cannot_confirm(books_of_february, accountant, chief):
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    with pytest.raises(services.OwnClose, match="ผู้ปิดกับผู้ยืนยันต้องเป็นคนละคน"):
        services.confirm_close(province="57", month_on=FEB, by=accountant, on=MAR_1)
    assert MonthClose.objects.get().state == "CLOSED"
    confirmed = services.confirm_close(province="57", month_on=FEB, by=chief, on=MAR_1)
    assert (confirmed.state, confirmed.confirmed_by) == ("CONFIRMED", chief)
    with pytest.raises(services.NothingToClose, match="ไม่มีการปิดบัญชีที่รอคำสั่งนี้"):
        services.confirm_close(province="57", month_on=FEB, by=chief, on=MAR_1)


@pytest.mark.parametrize(
    ("month", "on", "refusal", "said"),
    [
        (FEB, date(2018, 2, 28), services.TooEarly, "ยังไม่สิ้นสุด ปิดบัญชีได้หลังวันที่ 28 ก.พ. 2561"),
        (date(2018, 1, 1), MAR_1, services.NothingToClose, "ยังไม่มีบัญชีให้ปิด"),
        (MARCH, date(2018, 4, 1), services.NothingToClose, "ต้องปิดเดือนกุมภาพันธ์ 2561 ก่อน"),
    ],
)
def test_months_are_closed_after_they_end_and_in_order(books_of_february, accountant, month, on, refusal, said):
    with pytest.raises(refusal) as refused:
        services.close_month(province="57", month_on=month, by=accountant, on=on)
    assert said in str(refused.value)
    assert not MonthClose.objects.exists()


def test_a_month_is_closed_once(books_of_february, accountant):
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    with pytest.raises(services.MonthClosed, match="เดือนกุมภาพันธ์ 2561 ปิดบัญชีไปแล้ว"):
        services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)


def test_a_month_with_money_not_remitted_is_not_closed(books_of_february, accountant):
    receive("57")
    with pytest.raises(services.NotReadyToClose, match=r"นำส่งเงินรับชำระเข้าเงินฝากคลังแล้ว — ยังไม่ได้นำส่ง 100\.00 บาท"):
        services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    assert not MonthClose.objects.exists()


def test_reopening_needs_a_reason_and_goes_backwards_from_the_last_month(books_of_february, accountant, chief):
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    services.close_month(province="57", month_on=MARCH, by=accountant, on=date(2018, 4, 1))
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผลที่เปิดเดือนใหม่"):
        services.reopen_month(province="57", month_on=MARCH, by=chief, on=date(2018, 4, 2), reason=" ")
    with pytest.raises(services.NothingToClose, match="ต้องเปิดเดือนมีนาคม 2561 ก่อน"):
        services.reopen_month(province="57", month_on=FEB, by=chief, on=date(2018, 4, 2), reason="บันทึกผิด")
    reopened = services.reopen_month(province="57", month_on=MARCH, by=chief, on=date(2018, 4, 2), reason="บันทึกผิด")
    assert (reopened.state, reopened.reopened_by, reopened.reason) == ("REOPENED", chief, "บันทึกผิด")
    again = services.close_month(province="57", month_on=MARCH, by=accountant, on=date(2018, 4, 3))
    assert again.revision == 2


def test_the_first_open_day_is_the_day_itself_or_the_first_of_the_next_open_month(books_of_february, accountant):
    assert services.first_open_day(province="57", on=date(2018, 2, 20)) == date(2018, 2, 20)
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    services.close_month(province="57", month_on=MARCH, by=accountant, on=date(2018, 4, 1))
    assert services.first_open_day(province="57", on=date(2018, 2, 20)) == date(2018, 4, 1)


def test_a_day_before_the_books_began_is_closed_with_the_months_after_it(books_of_february, accountant):
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    before = selectors.trial_balance(province="57", from_on=FEB, to_on=date(2018, 2, 28))
    with pytest.raises(services.MonthClosed, match="เดือนมกราคม 2561 ปิดบัญชีแล้ว"):
        services.allocate_capital(
            province="57", amount=Decimal("5.00"), reference="3", on=date(2018, 1, 31), by=accountant
        )
    with pytest.raises(DatabaseError, match="month 2018-01 of province 57 is closed"), transaction.atomic():
        JournalEntry.objects.create(
            province_id="57",
            number=99,
            year_be=2561,
            posting_on=date(2018, 1, 31),
            value_on=date(2018, 1, 31),
            kind=KIND.RECEIPT,
            memo="-",
            source="raw:9",
        )
    assert services.first_open_day(province="57", on=date(2018, 1, 31)) == MARCH
    assert selectors.trial_balance(province="57", from_on=FEB, to_on=date(2018, 2, 28)) == before


# -- remitting ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-13")
def test_what_was_received_goes_back_to_the_treasury_deposit_on_the_last_business_day(books_of_february, accountant):
    receive("57", "100.00")
    with pytest.raises(services.TooEarly, match=r"วันทำการสุดท้ายของเดือน คือวันที่ 28 ก\.พ\. 2561"):
        services.remit_month(province="57", on=date(2018, 2, 27), by=accountant)
    entry = services.remit_month(province="57", on=date(2018, 2, 28), by=accountant)
    assert services.remit_month(province="57", on=date(2018, 2, 28), by=accountant) == entry
    held = selectors.balances(province="57", as_of=date(2018, 2, 28))
    assert (held[chart.TREASURY_DEPOSIT], held[chart.BANK]) == (Decimal("100.00"), Decimal("1000.00"))
    receive("57", "40.00", on=date(2018, 2, 28), source="receipt:2")
    assert selectors.to_remit(province="57", as_of=date(2018, 2, 28)) == Decimal("40.00")
    services.close_month(province="57", month_on=FEB, by=accountant, on=MAR_1)
    march = services.remit_month(province="57", on=date(2018, 3, 30), by=accountant)
    assert march.postings.get(account=chart.BANK).amount == Decimal("-40.00")


def test_a_month_remitted_after_a_later_one_does_not_take_its_money_twice(books_of_february, accountant):
    receive("57", "100.00")
    receive("57", "40.00", on=date(2018, 3, 20), source="receipt:2")
    march = services.remit_month(province="57", on=date(2018, 3, 30), by=accountant)
    assert march.postings.get(account=chart.BANK).amount == Decimal("-140.00")
    with pytest.raises(services.NothingToRemit):
        services.remit_month(province="57", month_on=FEB, on=date(2018, 4, 2), by=accountant)
    assert selectors.balance(province="57", account=chart.BANK, as_of=date(2018, 4, 30)) == Decimal("1000.00")
    services.close_month(province="57", month_on=FEB, by=accountant, on=date(2018, 4, 2))


def test_a_month_remitted_late_leaves_nothing_for_the_next(books_of_february, accountant):
    receive("57", "100.00")
    services.remit_month(province="57", month_on=FEB, on=date(2018, 3, 5), by=accountant)
    assert selectors.to_remit(province="57", as_of=date(2018, 2, 28)) == 0
    (remitted,) = (check for check in closing.checklist(province="57", month_on=FEB) if check.code == "REMITTANCE")
    assert "เดือนถัดไป" not in remitted.detail


def test_a_month_whose_last_day_is_a_holiday_remits_on_the_business_day_before(books_of_february, accountant):
    receive("57", on=date(2018, 3, 20))
    entry = services.remit_month(province="57", on=date(2018, 3, 30), by=accountant)  # the 31st is a Saturday
    assert entry.posting_on == date(2018, 3, 30)


def test_nothing_received_is_nothing_to_remit_and_unclaimed_money_stays_at_the_bank(books_of_february, accountant):
    services.post(
        province="57",
        posting_on=date(2018, 2, 20),
        value_on=date(2018, 2, 20),
        kind=KIND.UNMATCHED,
        memo="-",
        source="bank_line:1",
        lines=[Line(chart.BANK, Decimal("5.00")), Line(chart.SUSPENSE, Decimal("-5.00"))],
        by=None,
    )
    with pytest.raises(services.NothingToRemit, match="ไม่มีเงินรับชำระที่ต้องนำส่ง"):
        services.remit_month(province="57", on=date(2018, 2, 28), by=accountant)
    assert not JournalEntry.objects.filter(kind="REMITTANCE").exists()


# -- pages -------------------------------------------------------------------------------------------------------------
def test_the_accountant_closes_and_the_chief_confirms_on_the_page(books_of_february, log_in, business_date):
    business_date(MAR_1)
    page = reverse("treasury:month", args=["2018-02"])
    shown = log_in("accountant").get(page).content.decode()
    assert "งบทดลองลงตัว" in shown
    assert reverse("treasury:close", args=["2018-02"]) in shown
    log_in("accountant").post(reverse("treasury:close", args=["2018-02"]), {"province": "57"})
    assert log_in("accountant").post(reverse("treasury:confirm", args=["2018-02"])).status_code == 403
    log_in("chief").post(reverse("treasury:confirm", args=["2018-02"]), {"province": "57"})
    assert MonthClose.objects.get().state == "CONFIRMED"
    assert "ปิดและยืนยันแล้ว" in log_in("chief").get(page).content.decode()
    reopened = log_in("chief").post(reverse("treasury:reopen", args=["2018-02"]), {"reason": ""}, follow=True)
    assert "ต้องระบุเหตุผลที่เปิดเดือนใหม่" in reopened.content.decode()
    assert MonthClose.objects.get().state == "CONFIRMED"


def test_the_register_and_an_entry_show_balance_and_source(books_of_february, log_in, business_date):
    business_date(date(2018, 2, 28))
    client = log_in("accountant")
    page = client.get(reverse("treasury:register", args=["1101"]), {"month": "2018-02"}).content.decode()
    for part in ("ทะเบียนคุม", "1,000.00", "ตามฎีกา 2", "ยอดยกมา"):
        assert part in page
    entry = JournalEntry.objects.get(kind="DRAWING")
    assert "เงินฝากธนาคาร" in client.get(reverse("treasury:entry", args=[entry.pk])).content.decode()
    for wrong in ("2018-13", "1500-01", "x"):
        assert client.get(reverse("treasury:month", args=[wrong])).status_code == 404


def test_books_are_not_found_in_another_province_nor_by_those_without_the_permission(
    books_of_february, log_in, users, business_date, client
):
    business_date(MAR_1)
    other = User.objects.create_user("elsewhere", password="fund-demo-2561")
    RoleAssignment.objects.create(user=other, role=Role.ACCOUNTANT, province_id="50", valid_from=date(2016, 10, 1))
    client.force_login(other)
    assert client.get(reverse("treasury:books")).status_code == 200
    assert client.get(reverse("treasury:books"), {"province": "57"}).status_code == 404
    assert client.get(reverse("treasury:entry", args=[JournalEntry.objects.first().pk])).status_code == 404
    assert client.post(reverse("treasury:close", args=["2018-02"]), {"province": "57"}).status_code == 404
    assert log_in("khuntan").get(reverse("treasury:books")).status_code == 403
    assert log_in("national").get(reverse("treasury:books"), {"province": "57"}).status_code == 200
    assert not MonthClose.objects.exists()


def test_capital_is_booked_on_a_form_and_refused_with_its_sentence(chiang_rai, log_in, business_date):
    business_date(MAR_1)
    client = log_in("accountant")
    sent = {"reference": "พช 1/2561", "on": "1/3/2561", "amount": "3,000,000.00"}
    client.post(reverse("treasury:allocate"), sent)
    client.post(reverse("treasury:allocate"), sent)
    assert JournalEntry.objects.count() == 1
    refused = client.post(reverse("treasury:draw"), sent | {"amount": "3,000,000.01"})
    assert "ไม่พอเบิก 3,000,000.01 บาท" in refused.content.decode()
    assert JournalEntry.objects.count() == 1


def test_money_of_a_day_that_has_not_come_is_not_booked(chiang_rai, log_in, business_date):
    business_date(MAR_1)
    sent = {"reference": "พช 1/2561", "on": "2/3/2561", "amount": "5.00"}
    shown = log_in("accountant").post(reverse("treasury:allocate"), sent).content.decode()
    assert "เลือกวันที่ไม่เกินวันนี้" in shown
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("entries", [10, 100])
def test_the_books_take_few_queries_whatever_they_hold(
    books_of_february, log_in, business_date, django_assert_max_num_queries, entries
):
    business_date(date(2018, 2, 28))
    for number in range(entries):
        receive("57", "1.00", source=f"receipt:{number}")
    client = log_in("accountant")
    for url in (
        reverse("treasury:books"),
        reverse("treasury:register", args=["1102"]),
        reverse("treasury:month", args=["2018-02"]),
    ):
        with django_assert_max_num_queries(20):
            assert client.get(url, {"month": "2018-02"}).status_code == 200


# -- at once -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_an_entry_never_slips_into_a_month_that_is_being_closed():
    if not Province.objects.filter(pk="57").exists():
        Province.objects.create(pk="57", name_th="เชียงราย", name_en="Chiang Rai")
        Amphoe.objects.create(pk="5705", name_th="พาน", name_en="Phan", province_id="57")
    load_chart()
    user, _made = User.objects.get_or_create(username="accountant")
    services.allocate_capital(province="57", amount=Decimal("1.00"), reference="1", on=FEB, by=user)
    start, refusals = Barrier(2), []

    def run(command, **given):
        start.wait()
        try:
            command(province="57", by=user, **given)
        except services.MonthClosed as refused:
            refusals.append(str(refused))
        finally:
            connection.close()

    threads = [
        Thread(target=run, args=(services.close_month,), kwargs={"month_on": FEB, "on": MAR_1}),
        Thread(
            target=run,
            args=(services.allocate_capital,),
            kwargs={"amount": Decimal("2.00"), "reference": "2", "on": date(2018, 2, 28)},
        ),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert MonthClose.objects.count() == 1
    assert JournalEntry.objects.count() == 2 - len(refusals)
