"""Entries balance, are written once, and add up to the registers and the trial balance."""

from datetime import date
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction

from treasury import chart, selectors, services
from treasury.models import JournalEntry, Posting
from treasury.reference import CHART
from treasury.services import Line

FEB_1, FEB_2 = date(2018, 2, 1), date(2018, 2, 2)
KIND = JournalEntry.Kind


def _post(province, *, amount="100.00", source="test:1", on=FEB_1, **changes):
    given = {
        "province": province,
        "posting_on": on,
        "value_on": on,
        "kind": KIND.ALLOCATION,
        "memo": "ทดสอบ",
        "source": source,
        "lines": [Line(chart.TREASURY_DEPOSIT, Decimal(amount)), Line(chart.FUND_CAPITAL, -Decimal(amount))],
        "by": None,
    }
    return services.post(**(given | changes))


@pytest.mark.requirement("R-DISB-01")
def test_capital_goes_from_the_fund_through_the_treasury_deposit_to_the_savings_account(chiang_rai, accountant):
    services.allocate_capital(
        province=chiang_rai, amount=Decimal("2170000.00"), reference="มท 1/2561", on=FEB_1, by=accountant
    )
    services.draw(province=chiang_rai, amount=Decimal("2000000.00"), reference="ฎ 1/2561", on=FEB_2, by=accountant)
    assert selectors.balance(province=chiang_rai, account=chart.TREASURY_DEPOSIT, as_of=FEB_1) == Decimal("2170000.00")
    held = selectors.balances(province="57", as_of=FEB_2)
    assert held[chart.TREASURY_DEPOSIT] == Decimal("170000.00")
    assert held[chart.BANK] == Decimal("2000000.00")
    assert held[chart.FUND_CAPITAL] == Decimal("-2170000.00")


def test_drawing_more_than_the_treasury_deposit_holds_is_refused(chiang_rai, accountant):
    services.allocate_capital(province=chiang_rai, amount=Decimal("100.00"), reference="1", on=FEB_1, by=accountant)
    with pytest.raises(services.NotEnoughMoney, match=r"เงินฝากคลังมี 100\.00 บาท ไม่พอเบิก 100\.01 บาท"):
        services.draw(province=chiang_rai, amount=Decimal("100.01"), reference="2", on=FEB_1, by=accountant)
    assert JournalEntry.objects.count() == 1


def test_an_earlier_drawing_does_not_take_what_a_later_one_drew_already(chiang_rai, accountant):
    services.allocate_capital(province=chiang_rai, amount=Decimal("100.00"), reference="1", on=FEB_1, by=accountant)
    services.draw(province=chiang_rai, amount=Decimal("80.00"), reference="2", on=date(2018, 2, 5), by=accountant)
    with pytest.raises(services.NotEnoughMoney, match=r"เงินฝากคลังมี 20\.00 บาท ไม่พอเบิก 20\.01 บาท"):
        services.draw(province=chiang_rai, amount=Decimal("20.01"), reference="3", on=FEB_2, by=accountant)
    services.draw(province=chiang_rai, amount=Decimal("20.00"), reference="3", on=FEB_2, by=accountant)
    assert selectors.balance(province="57", account=chart.TREASURY_DEPOSIT, as_of=date(2018, 2, 28)) == 0


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_capital_of_nothing_or_less_is_refused(chiang_rai, amount):
    with pytest.raises(services.AmountNotPositive, match="จำนวนเงินต้องมากกว่าศูนย์"):
        services.allocate_capital(province=chiang_rai, amount=Decimal(amount), reference="1", on=FEB_1, by=None)
    assert not JournalEntry.objects.exists()


def test_an_entry_that_does_not_balance_is_refused_and_nothing_is_written(chiang_rai):
    lines = [Line(chart.BANK, Decimal("100.00")), Line(chart.LOANS, Decimal("-99.99"))]
    with pytest.raises(services.NotBalanced, match=r"ต่างกัน 0\.01 บาท"):
        _post(chiang_rai, lines=lines)
    assert not Posting.objects.exists()


def test_the_database_refuses_an_unbalanced_entry_that_no_service_wrote(chiang_rai):
    with pytest.raises(DatabaseError, match="does not balance"):
        _write_raw(chiang_rai, "5.00", "-4.00")
    assert not JournalEntry.objects.exists()


@transaction.atomic
def _write_raw(province, *amounts):
    entry = JournalEntry.objects.create(
        province=province,
        number=1,
        year_be=2561,
        posting_on=FEB_1,
        value_on=FEB_1,
        kind=KIND.RECEIPT,
        memo="-",
        source="raw:1",
    )
    for amount in amounts:
        Posting.objects.create(entry=entry, account_id=chart.BANK, amount=Decimal(amount))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_postings_can_neither_be_changed_nor_deleted(chiang_rai):
    posting = _post(chiang_rai).postings.first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Posting.objects.filter(pk=posting.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        posting.delete()


def test_the_same_source_gives_the_entry_that_is_there_and_other_money_is_refused(chiang_rai):
    first = _post(chiang_rai)
    assert _post(chiang_rai) == first
    with pytest.raises(services.AlreadyPosted, match="ลงบัญชีไปแล้วด้วยจำนวนเงินอื่น"):
        _post(chiang_rai, amount="101.00")
    assert JournalEntry.objects.count() == 1


def test_entries_are_numbered_without_gaps_by_fiscal_year(chiang_rai):
    with pytest.raises(services.NotBalanced):
        _post(chiang_rai, lines=[])
    numbers = [
        str(
            selectors.register(province=chiang_rai, account=chart.TREASURY_DEPOSIT, from_on=on, to_on=on)
            .rows[-1]
            .number
        )
        for on, _entry in [
            (on, _post(chiang_rai, source=f"test:{n}", on=on)) for n, on in enumerate([FEB_1, FEB_2, date(2018, 10, 1)])
        ]
    ]
    assert numbers == ["1/2561", "2/2561", "1/2562"]


@pytest.mark.requirement("R-REG-04", "R-REG-07")
def test_a_register_begins_with_what_was_brought_forward_and_runs_to_the_ledgers_balance(chiang_rai):
    for n, (on, amount) in enumerate([(date(2018, 1, 31), "50.00"), (FEB_1, "100.00"), (FEB_2, "-30.00")]):
        _post(chiang_rai, source=f"test:{n}", on=on, amount=amount)
    found = selectors.register(
        province=chiang_rai, account=chart.TREASURY_DEPOSIT, from_on=FEB_1, to_on=date(2018, 2, 28)
    )
    assert found.opening == Decimal("50.00")
    assert [row.balance for row in found.rows] == [Decimal("150.00"), Decimal("120.00")]
    assert (found.total_in, found.total_out) == (Decimal("100.00"), Decimal("30.00"))
    assert found.closing == selectors.balance(
        province=chiang_rai, account=chart.TREASURY_DEPOSIT, as_of=date(2018, 2, 28)
    )


@pytest.mark.requirement("R-REG-06")
def test_the_trial_balance_shows_opening_movement_and_closing_of_every_account_and_balances(chiang_rai):
    _post(chiang_rai, source="test:1", on=date(2018, 1, 31), amount="50.00")
    _post(chiang_rai, source="test:2", on=FEB_1, amount="100.00")
    trial = selectors.trial_balance(province=chiang_rai, from_on=FEB_1, to_on=date(2018, 2, 28))
    deposit = next(row for row in trial.rows if row.code == chart.TREASURY_DEPOSIT)
    assert (deposit.opening_debit, deposit.debit, deposit.closing_debit) == (
        Decimal("50.00"),
        Decimal("100.00"),
        Decimal("150.00"),
    )
    assert trial.is_balanced
    assert trial.totals["closing_credit"] == Decimal("150.00")
    assert [row.code for row in trial.rows] == sorted(code for code, _name, _kind in CHART)


def test_a_reversal_brings_the_balance_back_and_names_its_reason(chiang_rai, accountant):
    entry = _post(chiang_rai)
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผล"):
        services.reverse(entry=entry, on=FEB_2, by=accountant, reason=" ")
    undone = services.reverse(entry=entry, on=FEB_2, by=accountant, reason="บันทึกซ้ำ")
    assert services.reverse(entry=entry, on=FEB_2, by=accountant, reason="บันทึกซ้ำ") == undone
    assert "บันทึกซ้ำ" in undone.memo
    assert selectors.balance(province=chiang_rai, account=chart.TREASURY_DEPOSIT, as_of=FEB_2) == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_posting_the_same_source_write_one_entry(chiang_rai):
    start, found = Barrier(2), []

    def run():
        start.wait()
        try:
            found.append(_post("57").pk)
        finally:
            connection.close()

    threads = [Thread(target=run) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(("province", "account"), [("57", "9.9"), ("99", chart.BANK)])
def test_the_database_refuses_an_account_or_a_province_that_is_not_there(chiang_rai, province, account):
    with pytest.raises(DatabaseError, match="treasury_daytotal"):
        _write_whole(province, account)
    assert not JournalEntry.objects.exists()


@transaction.atomic
def _write_whole(province, account):
    entry = JournalEntry.objects.create(
        province_id=province,
        number=1,
        year_be=2561,
        posting_on=FEB_1,
        value_on=FEB_1,
        kind=KIND.RECEIPT,
        memo="-",
        source="raw:2",
    )
    Posting.objects.bulk_create(
        Posting(entry=entry, account_id=account, amount=Decimal(amount)) for amount in ("5.00", "-5.00")
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
