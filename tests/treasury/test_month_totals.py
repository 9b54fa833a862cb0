"""What is kept at the end of a closed month: it says what the postings say, on any day, and spares reading them."""

from datetime import date, timedelta
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thai.dates import add_months, month_end
from thai.refusals import Refusal
from treasury import chart, selectors, services, verification
from treasury.models import DayTotal, LedgerAccount, MonthClose, MonthTotal, Posting
from treasury.services import Line

JULY, LAST = date(2018, 7, 1), date(2018, 12, 31)  # the end of the fiscal year lies within
NOTHING = Decimal("0.00")
CODES = (chart.BANK, chart.TREASURY_DEPOSIT, chart.LOANS, chart.DEFAULT_INTEREST, chart.SUSPENSE)
BORROWERS = ("RECEIPT", "MONEY_BACK", "SUBSIDY_BACK", "RECOVERY", "REFUND", "INTEREST", "BANK_FEE")


def post(number, *, on, debit=chart.BANK, credit=chart.LOANS, amount="10.00", kind="RECEIPT"):
    money = Decimal(amount)
    return services.post(
        province="57",
        posting_on=on,
        value_on=on,
        kind=kind,
        memo=f"รายการ {number}",
        source=f"test:{number}",
        lines=[Line(debit, money), Line(credit, -money)],
        by=None,
    )


def close(month, by):
    before = MonthClose.objects.filter(province="57", month_on=month).count()
    return MonthClose.objects.create(
        province_id="57", month_on=month, revision=before + 1, closed_by=by, closed_on=month_end(month)
    )


def reopen(found, by):
    found.state, found.reopened_by, found.reopened_on, found.reason = "REOPENED", by, found.closed_on, "แก้ไขรายการ"
    found.save()


def kept():
    return sorted(set(MonthTotal.objects.filter(province="57").values_list("as_of", flat=True)))


# -- the law -----------------------------------------------------------------------------------------------------------
DAYS = st.integers(0, (LAST - JULY).days).map(lambda days: JULY + timedelta(days=days))
KINDS = ("RECEIPT", "REMITTANCE", "DISBURSEMENT", "REFUND", "UNMATCHED", "INTEREST", "YEAR_CLOSE")
STEPS = st.one_of(
    st.tuples(
        st.just("post"),
        DAYS,
        st.sampled_from(KINDS),
        st.permutations(CODES).map(lambda codes: codes[:2]),
        st.integers(1, 99_999_999),
    ),
    st.tuples(st.just("reverse"), DAYS, st.integers(0, 50)),
    st.tuples(st.just("close"), st.integers(0, 5)),
    st.tuples(st.just("reopen"), st.integers(0, 5)),
)


@given(story=st.lists(STEPS, min_size=3, max_size=14), asked=st.lists(DAYS, min_size=2, max_size=2))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@pytest.mark.requirement("R-REG-06", "R-REP-07")
def test_with_what_closed_months_keep_every_day_reads_as_without(chiang_rai, accountant, chief, story, asked):
    with transaction.atomic():
        tell(story, accountant, chief)
        closed = MonthClose.objects.filter(province="57").exclude(state="REOPENED")
        brought = Posting.objects.filter(entry__province="57").values_list("entry__posting_on", flat=True)
        first = min(brought, default=date.max)
        assert kept() == sorted(month_end(one.month_on) for one in closed if month_end(one.month_on) >= first)
        for day in {*asked, date(2018, 9, 30), LAST}:
            hold_against_the_postings(day, from_on=min(asked))
        assert all(one.holds for one in verification.verify(province="57", on=LAST) if one.code in ("TOTALS", "MONTHS"))
        transaction.set_rollback(True)


def tell(story, accountant, chief):
    """Do what the story says, as far as the books let one."""
    entries = []
    for number, (what, *told) in enumerate(story):
        try:
            with transaction.atomic():
                match what:
                    case "post":
                        on, kind, (debit, credit), satang = told
                        amount = Decimal(satang) / 100
                        entries.append(post(number, on=on, debit=debit, credit=credit, amount=amount, kind=kind))
                    case "reverse" if entries:
                        on, which = told
                        entry = entries[which % len(entries)]
                        services.reverse(entry=entry, on=max(on, entry.posting_on), by=accountant, reason="ผิด")
                    case "close":
                        month = add_months(JULY, told[0])
                        if not MonthClose.objects.filter(month_on=month).exclude(state="REOPENED").exists():
                            close(month, accountant)
                    case "reopen":
                        found = MonthClose.objects.filter(month_on=add_months(JULY, told[0]))
                        if (one := found.exclude(state="REOPENED").first()) is not None:
                            reopen(one, chief)
        except Refusal:
            continue


def hold_against_the_postings(day, *, from_on):
    rows = [
        (row.account_id, row.entry.posting_on, (row.entry.reverses or row.entry).kind, row.amount)
        for row in Posting.objects.filter(entry__province="57").select_related("entry__reverses")
    ]
    held = selectors.balances(province="57", as_of=day)
    trial = selectors.trial_balance(province="57", from_on=min(from_on, day), to_on=day)
    for code in LedgerAccount.objects.values_list("pk", flat=True):
        mine = [(on, amount) for account, on, _cause, amount in rows if account == code]
        total = sum((amount for on, amount in mine if on <= day), NOTHING)
        assert held[code] == selectors.balance(province="57", account=code, as_of=day) == total
        row = next(one for one in trial.rows if one.code == code)
        within = [amount for on, amount in mine if min(from_on, day) <= on <= day]
        assert row.closing == total
        assert row.debit == sum((amount for amount in within if amount > 0), NOTHING)
        assert row.credit == -sum((amount for amount in within if amount < 0), NOTHING)
    assert trial.is_balanced
    by_then, ever = (
        sum(
            amount
            for account, on, cause, amount in rows
            if on <= until and cause in BORROWERS and account not in (chart.BANK, chart.SUSPENSE)
        )
        for until in (day, date.max)
    )
    moved = sum(amount for account, _on, cause, amount in rows if (account, cause) == (chart.BANK, "REMITTANCE"))
    assert selectors.to_remit(province="57", as_of=day) == max(min(moved - by_then, moved - ever), NOTHING)


# -- when it is there, and who writes it -------------------------------------------------------------------------------
@pytest.mark.requirement("R-REP-07")
def test_a_month_keeps_its_totals_from_its_close_to_its_reopening(chiang_rai, accountant, chief):
    post(1, on=date(2018, 7, 9), kind="UNMATCHED")
    post(2, on=date(2018, 8, 9), amount="2.50", kind="UNMATCHED")
    assert kept() == []
    services.close_month(province="57", month_on=JULY, by=accountant, on=date(2018, 9, 3))
    services.confirm_close(province="57", month_on=JULY, by=chief, on=date(2018, 9, 3))
    assert kept() == [date(2018, 7, 31)]
    bank = MonthTotal.objects.get(province="57", account=chart.BANK)
    assert (bank.cause, bank.debit, bank.credit) == ("UNMATCHED", Decimal("10.00"), NOTHING)
    services.close_month(province="57", month_on=date(2018, 8, 1), by=accountant, on=date(2018, 9, 3))
    assert MonthTotal.objects.get(account=chart.BANK, as_of=date(2018, 8, 31)).debit == Decimal("12.50")
    services.reopen_month(province="57", month_on=date(2018, 8, 1), by=chief, on=date(2018, 9, 4), reason="ลงรายการเพิ่ม")
    assert kept() == [date(2018, 7, 31)]
    post(3, on=date(2018, 8, 31), amount="1.00", kind="UNMATCHED")
    services.close_month(province="57", month_on=date(2018, 8, 1), by=accountant, on=date(2018, 9, 5))
    assert MonthTotal.objects.get(account=chart.BANK, as_of=date(2018, 8, 31)).debit == Decimal("13.50")


def test_the_totals_of_a_closed_month_are_written_by_nothing_but_its_close(chiang_rai, accountant):
    post(1, on=date(2018, 7, 9))
    close(JULY, accountant)
    bank = MonthTotal.objects.filter(account=chart.BANK)
    for wrong in (
        lambda: bank.update(debit=1),
        bank.delete,
        lambda: MonthTotal.objects.create(
            province_id="57", as_of=LAST, account_id=chart.BANK, cause="RECEIPT", debit=1, credit=0
        ),
    ):
        with pytest.raises(DatabaseError, match="treasury_monthtotal"), transaction.atomic():
            wrong()


def test_the_totals_of_a_day_are_written_by_nothing_but_postings_and_the_close_of_a_month(chiang_rai, accountant):
    post(1, on=date(2018, 7, 9))
    bank = DayTotal.objects.filter(account=chart.BANK)
    for wrong in (
        lambda: bank.update(debit=1),
        bank.delete,
        lambda: DayTotal.objects.create(
            province_id="57", posting_on=LAST, account_id=chart.BANK, cause="RECEIPT", debit=1, credit=0
        ),
    ):
        with pytest.raises(DatabaseError, match="treasury_daytotal"), transaction.atomic():
            wrong()


def test_the_close_of_a_month_makes_its_days_anew_from_the_postings(chiang_rai, accountant):
    first = post(1, on=date(2018, 7, 9))
    post(2, on=date(2018, 7, 10), amount="2.50")
    services.reverse(entry=first, on=date(2018, 7, 11), by=accountant, reason="ผิด")
    post(3, on=date(2018, 8, 1), amount="4.00")
    days = DayTotal.objects.order_by("account", "posting_on").values_list("posting_on", "debit", "credit")
    right = list(days)
    with pgtrigger.ignore("treasury.DayTotal:derived"):
        DayTotal.objects.filter(posting_on=date(2018, 7, 9)).update(debit=99)
        DayTotal.objects.filter(posting_on=date(2018, 7, 10)).delete()
    assert list(days.all()) != right
    close(JULY, accountant)
    assert list(days.all()) == right
    assert selectors.balance(province="57", account=chart.BANK, as_of=LAST) == Decimal("6.50")


def test_a_page_reads_no_day_of_a_month_that_was_closed_before_its_period(chiang_rai, accountant):
    post(1, on=date(2018, 7, 9))
    post(2, on=date(2018, 8, 9), amount="2.50")
    close(JULY, accountant)
    with pgtrigger.ignore("treasury.DayTotal:derived"):
        DayTotal.objects.filter(posting_on=date(2018, 7, 9)).update(debit=0, credit=0)  # as if nobody looked there
    assert selectors.balance(province="57", account=chart.BANK, as_of=LAST) == Decimal("12.50")
    august = selectors.trial_balance(province="57", from_on=date(2018, 8, 1), to_on=date(2018, 8, 31))
    assert next((row.opening, row.debit) for row in august.rows if row.code == chart.BANK) == (10, Decimal("2.50"))
    assert selectors.to_remit(province="57", as_of=LAST) == Decimal("12.50")


def test_a_wrong_total_of_a_closed_month_is_found_and_made_anew(chiang_rai, accountant):
    post(1, on=date(2018, 7, 9))
    close(JULY, accountant)

    def wrong(*, rebuild=False):
        found = verification.verify(province="57", on=LAST, rebuild=rebuild)
        return [one.detail for one in found if one.code == "MONTHS" and not one.holds]

    assert not wrong()
    with pgtrigger.ignore("treasury.MonthTotal:derived"):
        MonthTotal.objects.filter(account=chart.BANK).update(debit=11)
    assert "2018-07-31" in wrong()[0]
    assert not wrong(rebuild=True)
    with pgtrigger.ignore("treasury.MonthTotal:derived"):
        MonthTotal.objects.all().delete()
    assert wrong()
    assert not wrong(rebuild=True)
    assert selectors.balance(province="57", account=chart.BANK, as_of=LAST) == Decimal("10.00")


def test_the_pages_of_the_books_ask_no_more_of_long_books_than_of_short_ones(
    chiang_rai, accountant, log_in, business_date
):
    business_date(LAST)
    client = log_in("accountant")
    pages = [reverse("treasury:books"), reverse("treasury:register", args=[chart.BANK])]

    def asked():
        found = []
        for url in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            found.append(len(queries))
        return found

    post(1, on=LAST)
    few = asked()
    for number in range(2, 60):
        post(number, on=JULY + timedelta(days=3 * number))
    close(JULY, accountant)
    assert asked() == few
    assert max(few) <= 20
