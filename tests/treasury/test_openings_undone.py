"""What two persons posted, two persons take back; who looks at names in the books is recorded; seals by province."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from areas.models import PersonalDataAccess
from tests.treasury.test_years import AUG_31, GOOD, OCT_1
from treasury import chart, selectors, services, sheets
from treasury.jobs import SealLedger
from treasury.models import JournalEntry, OpeningBalances


def made(by, content=GOOD):
    read = sheets.read_openings(name="ยอด.csv", content=content)
    given = {"reference": "งบทดลองเดิม", "file_name": "ยอด.csv", "content": content, "lines": read.lines}
    return services.make_opening(province="57", as_of=AUG_31, by=by, on=OCT_1, **given)


@pytest.fixture
def posted(chiang_rai, accountant, chief):
    opening = made(accountant)
    services.post_opening(opening=opening, by=chief, on=OCT_1)
    opening.refresh_from_db()
    return opening


def test_one_person_alone_does_not_take_opening_balances_back(posted, accountant):
    with pytest.raises(services.NotTyped, match="ให้แก้ที่เอกสารต้นทาง"):
        services.take_back(entry=posted.entry, by=accountant, reason="ผิด")
    assert not JournalEntry.objects.filter(kind="REVERSAL").exists()


def test_one_asks_and_another_takes_opening_balances_back_and_the_file_may_come_again(posted, accountant, chief):
    with pytest.raises(services.ReasonMissing):
        services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason=" ")
    services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason="ยอดลูกหนี้ไม่ตรง")
    with pytest.raises(services.SamePerson, match="ผู้ขอกลับรายการพิจารณาเองไม่ได้"):
        services.undo_opening(opening=posted, by=accountant, on=OCT_1)
    services.undo_opening(opening=posted, by=chief, on=OCT_1)
    posted.refresh_from_db()
    assert (posted.state, posted.undone_by) == ("UNDONE", chief)
    assert selectors.balances(province="57", as_of=OCT_1)[chart.TREASURY_DEPOSIT] == 0
    with pytest.raises(services.AlreadyDecided):
        services.undo_opening(opening=posted, by=chief, on=OCT_1)
    services.post_opening(opening=made(accountant), by=chief, on=OCT_1)
    for day in (AUG_31, date(2018, 9, 1), OCT_1):  # on no day are both in the books
        assert selectors.balances(province="57", as_of=day)[chart.TREASURY_DEPOSIT] == Decimal("900.00")


@pytest.mark.requirement("R-REPAY-13")
def test_money_at_the_bank_when_the_books_begin_goes_back_but_for_that_of_unknown_owners(chiang_rai, accountant, chief):
    content = GOOD.replace(b"3101,,,1000", b"1102,,70,\n2101,,,20\n3101,,,1050")
    opening = made(accountant, content)
    services.post_opening(opening=opening, by=chief, on=OCT_1)
    assert selectors.to_remit(province="57", as_of=date(2018, 8, 30)) == 0
    assert selectors.to_remit(province="57", as_of=AUG_31) == Decimal("50.00")
    remitted = services.remit_month(province="57", month_on=AUG_31, on=AUG_31, by=accountant)
    assert selectors.balances(province="57", as_of=OCT_1)[chart.BANK] == Decimal("20.00")
    assert selectors.to_remit(province="57", as_of=OCT_1) == 0
    assert selectors.to_remit(province="57", as_of=OCT_1, without=remitted) == Decimal("50.00")


def test_balances_whose_money_was_drawn_are_replaced_by_another_file_in_one_step(posted, accountant, chief):
    services.draw(province="57", amount=Decimal("500.00"), reference="1", on=date(2018, 9, 3), by=accountant)
    services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason="ยอดลูกหนี้ไม่ตรง")
    with pytest.raises(services.NotEnoughMoney):
        services.undo_opening(opening=posted, by=chief, on=OCT_1)
    little = made(accountant, GOOD.replace(b"900", b"400").replace(b"1000", b"500"))
    with pytest.raises(services.NotEnoughMoney):
        services.post_opening(opening=little, by=chief, on=OCT_1)
    posted.refresh_from_db()
    assert (posted.state, selectors.balances(province="57", as_of=AUG_31)[chart.TREASURY_DEPOSIT]) == (
        "UNDO_ASKED",
        Decimal("900.00"),
    )
    services.refuse_opening(opening=little, by=chief, on=OCT_1, reason="น้อยกว่าที่เบิกไปแล้ว")
    more = made(accountant, GOOD.replace(b"900", b"950").replace(b"1000", b"1050"))
    services.post_opening(opening=more, by=chief, on=OCT_1)
    posted.refresh_from_db()
    held = [selectors.balances(province="57", as_of=day)[chart.TREASURY_DEPOSIT] for day in (AUG_31, OCT_1)]
    assert (posted.state, held) == ("UNDONE", [Decimal("950.00"), Decimal("450.00")])


def test_balances_of_a_month_that_was_closed_are_taken_back_after_it_is_opened(posted, accountant, chief):
    services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason="ยอดลูกหนี้ไม่ตรง")
    for month in selectors.open_months(province="57", until=AUG_31):
        services.close_month(province="57", month_on=month, by=accountant, on=OCT_1)
    with pytest.raises(services.MonthClosed):
        services.undo_opening(opening=posted, by=chief, on=OCT_1)


def test_balances_that_are_kept_may_be_asked_about_again(posted, accountant, chief):
    services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason="ยอดลูกหนี้ไม่ตรง")
    kept = services.keep_opening(opening=posted, by=chief, on=OCT_1)
    assert (kept.state, kept.undo_reason, kept.undo_asked_by) == ("POSTED", "", None)
    services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason="ตรวจแล้วยังไม่ตรง")


def test_the_database_holds_that_the_two_are_two(posted, accountant):
    asked = services.ask_undo_opening(opening=posted, by=accountant, on=OCT_1, reason="ผิด")
    with pytest.raises(DatabaseError), transaction.atomic():
        OpeningBalances.objects.filter(pk=asked.pk).update(state="UNDONE", undone_by=accountant)


def test_it_is_asked_and_decided_on_the_page_and_waits_for_the_chief(posted, log_in, business_date, people):
    from reports.selectors.tasks import tasks

    business_date(OCT_1)
    page = reverse("treasury:opening", args=[posted.pk])
    client = log_in("accountant")
    assert (
        reverse("treasury:reverse", args=[posted.entry_id])
        not in client.get(reverse("treasury:entry", args=[posted.entry_id])).content.decode()
    )
    assert reverse("treasury:ask_undo_opening", args=[posted.pk]) in client.get(page).content.decode()
    client.post(reverse("treasury:ask_undo_opening", args=[posted.pk]), {"reason": "ยอดไม่ตรง"})
    assert "ยอดยกมาที่รออนุมัติ" in {task.title for task in tasks(user=people.users["chief"], on=OCT_1)}
    chief = log_in("chief")
    assert reverse("treasury:undo_opening", args=[posted.pk]) in chief.get(page).content.decode()
    chief.post(reverse("treasury:undo_opening", args=[posted.pk]))
    assert "กลับรายการแล้ว" in chief.get(page).content.decode()


def test_whoever_looks_at_the_journal_a_register_or_an_entry_is_recorded(posted, log_in, business_date):
    business_date(OCT_1)
    client = log_in("accountant")
    client.get(reverse("treasury:journal"))
    client.get(reverse("treasury:register", args=["1101"]))
    client.get(reverse("treasury:entry", args=[posted.entry_id]))
    seen = PersonalDataAccess.objects.order_by("pk").values_list("action", "subject")
    assert list(seen) == [
        ("VIEW", "list:journal"),
        ("VIEW", "list:register:1101"),
        ("VIEW", f"entry:{posted.entry_id}"),
    ]


@pytest.mark.usefixtures("chiang_rai")
def test_entries_of_one_province_wait_for_their_seal_whatever_was_sealed_of_another(accountant):
    given = {"amount": Decimal("100.00"), "on": date(2018, 8, 1), "by": accountant}
    services.allocate_capital(province="57", reference="1", **given)
    services.allocate_capital(province="11", reference="1", **given)  # the newer key
    assert list(SealLedger().due(on=OCT_1))
    services.seal_ledger(province="11", day=OCT_1)
    assert list(SealLedger().due(on=OCT_1))
    services.seal_ledger(province="57", day=OCT_1)
    assert not list(SealLedger().due(on=OCT_1))


def test_balances_of_a_closed_month_are_refused_to_who_reads_them_in(posted, accountant):
    for month in selectors.open_months(province="57", until=AUG_31):
        services.close_month(province="57", month_on=month, by=accountant, on=OCT_1)
    with pytest.raises(services.MonthClosed):
        made(accountant, GOOD + b"\n")
    assert OpeningBalances.objects.get() == posted
