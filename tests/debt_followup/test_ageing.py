"""How long debtors are behind on any day, short and long term, and the spans kept of it beside every replay."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection

from debt_followup import rules, selectors, services
from debt_followup.models import ArrearsSpan, StaleArrears
from debt_followup.rules import AGE_CLASSES, LimitationStatus, Term, portions, term_of
from debt_followup.selectors import Wanted
from debt_followup.selectors.arrears import spans_of
from debt_followup.selectors.register import sums
from debt_followup.services.arrears import differing_arrears, span_rows
from loans.models import Contract
from repayments.selectors import standings
from repayments.services import refresh_courses
from tests.repayments import factories
from treasury.verification import verify

ON = date(2018, 9, 30)
DAYS = (date(2018, 7, 5), date(2018, 7, 6), date(2018, 7, 20), ON, date(2019, 6, 1), date(2023, 7, 5), date(2026, 1, 1))


@pytest.fixture
def kept(loans):
    """Give the three contracts with their courses and arrears written."""
    refresh_courses(on=ON)
    services.refresh_arrears()
    assert not StaleArrears.objects.exists()
    return loans


def by_rules(contracts, as_of):
    """What the rules say of contracts that have something due and unpaid: key, days, first last day of any debtor."""
    found = {}
    for contract in contracts:
        one = selectors.debtor(Contract.objects.get(pk=contract.pk), as_of=as_of)
        if one.limits.debtors:
            found[contract.pk] = (one.standing.days_past_due, one.limits.earliest_on, one.limits.status)
    return found


# -- the spans and the rules -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_the_spans_say_what_the_rules_say_of_any_day(kept, as_of):
    found = selectors.arrears(as_of=as_of)
    told = {key: (one.days_past_due(as_of), one.earliest_until, one.status(as_of)) for key, one in found.items()}
    assert told == by_rules(kept, as_of)


def test_what_is_stale_is_worked_out_and_is_the_same(kept):
    before = {as_of: selectors.arrears(as_of=as_of) for as_of in DAYS}
    services.mark_stale([one.pk for one in kept])
    assert StaleArrears.objects.count() == 3
    assert {as_of: selectors.arrears(as_of=as_of) for as_of in DAYS} == before
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM debt_followup_arrearsspan")
    assert {as_of: selectors.arrears(as_of=as_of) for as_of in DAYS} == before


def test_a_replay_writes_the_spans_anew_in_its_own_transaction(kept, people, quick_papers):
    contract = kept[2]
    before = selectors.arrears(as_of=ON)[contract.pk]
    factories.receipted(people, factories.paid(contract, "5000.00", on=date(2018, 9, 3), at=time(9, 0)), on=ON)
    assert not StaleArrears.objects.filter(pk=contract.pk).exists()
    after = selectors.arrears(as_of=ON)[contract.pk]
    assert before.representative_until == date(2023, 7, 5)
    assert after.representative_until == date(2023, 9, 3)
    assert after.earliest_until == date(2023, 7, 5)  # nobody knows who paid: the others stay where they were
    assert selectors.arrears(as_of=date(2018, 9, 2))[contract.pk].representative_until == date(2023, 7, 5)


def test_a_payment_dated_back_moves_what_was_known_of_the_days_between(kept, people, quick_papers):
    contract = kept[2]
    assert selectors.arrears(as_of=date(2018, 8, 10))[contract.pk].due_on == date(2018, 7, 5)
    due = standings(contracts=[contract], as_of=date(2018, 7, 5))[contract.pk].due_total
    factories.receipted(people, factories.paid(contract, str(due), on=date(2018, 7, 5), at=time(9, 0)), on=ON)
    assert contract.pk not in selectors.arrears(as_of=date(2018, 8, 10))
    assert differing_arrears(contract_ids=[one.pk for one in kept]) == []


def test_very_many_contracts_are_left_to_a_worker(kept, monkeypatch):
    from debt_followup.services import arrears

    monkeypatch.setattr(arrears, "AT_ONCE", 1)
    refresh_courses(on=ON, contract_ids=[one.pk for one in kept])
    assert StaleArrears.objects.count() == 3
    run = _run_of_today()
    assert run.state == "DONE"
    assert not StaleArrears.objects.exists()


def _run_of_today():
    from debt_followup.jobs.arrears import RefreshArrears
    from jobs.models import JobRun
    from jobs.services import ensure_run, work

    (due,) = RefreshArrears().due(on=ON)
    run = ensure_run(job=RefreshArrears.name, province=None, period=due.period, on=ON)
    work(run_id=run.pk)
    return JobRun.objects.get(pk=run.pk)


def test_a_second_run_of_a_day_has_its_own_number(kept):
    from debt_followup.jobs.arrears import RefreshArrears

    services.mark_stale([kept[0].pk])
    _run_of_today()
    assert list(RefreshArrears().due(on=ON)) == []
    services.mark_stale([kept[0].pk])
    (due,) = RefreshArrears().due(on=ON)
    assert due.period == "2018-09-30-2"


def test_the_verification_of_the_books_holds_the_spans_against_the_rules(kept):
    def verdict():
        return next(one for one in verify(province="57", on=ON) if one.code == "ARREARS")

    assert verdict().holds
    ArrearsSpan.objects.filter(contract=kept[2]).update(principal=1)
    assert not verdict().holds
    assert kept[2].label in verdict().detail


def test_the_database_notes_a_contract_of_which_something_was_written(kept):

    StaleArrears.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO repayments_stalecourse (contract_id) VALUES (%s)", [kept[0].pk])
    assert set(StaleArrears.objects.values_list("pk", flat=True)) == {kept[0].pk}


def test_rows_are_written_only_where_they_changed(kept):
    keys = [one.pk for one in kept]
    before = set(ArrearsSpan.objects.values_list("pk", flat=True))
    services.refresh_arrears(contract_ids=keys)
    assert set(ArrearsSpan.objects.values_list("pk", flat=True)) == before
    assert len(span_rows(spans_of(keys))) == len(before)


# -- classes -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_the_classes_of_arrears_are_the_standing_of_each(kept, as_of):
    late = {}
    for standing in standings(contracts=kept, as_of=as_of).values():
        if age := rules.age_class(days_past_due=standing.days_past_due):
            owed = sum(one.principal_left + one.contract_interest_left for one in standing.overdue)
            count, amount = late.get(age.code, (0, Decimal(0)))
            late[age.code] = (count + 1, amount + owed)
    found = selectors.ageing(Contract.objects.all(), as_of=as_of)
    assert {row.age.code: (row.contracts, row.amount) for row in found if row.contracts} == late
    behind = selectors.behind(Contract.objects.all(), as_of=as_of)
    assert {row.age.code: row.contracts for row in behind if row.contracts} == {
        code: count for code, (count, _amount) in late.items()
    }


# -- short and long term -----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-03")
def test_what_is_payable_within_twelve_months_is_short_term_and_the_rest_long_term():
    on = date(2018, 9, 30)
    planned = [
        (date(2018, 7, 5), Decimal("50.00")),
        (date(2019, 9, 30), Decimal("30.00")),
        (date(2019, 10, 1), Decimal("20.00")),
    ]
    found = portions(principal=Decimal("100.00"), planned=planned, on=on)
    assert (found.within_a_year, found.later) == (Decimal("80.00"), Decimal("20.00"))
    assert portions(principal=Decimal("100.00"), planned=planned, on=on, called_in=True).later == 0
    assert portions(principal=Decimal("15.00"), planned=planned, on=on).later == Decimal("15.00")
    assert term_of(last_due_on=date(2019, 10, 1), on=on) == Term.LONG
    assert term_of(last_due_on=date(2019, 9, 30), on=on) == Term.SHORT


@pytest.mark.requirement("R-DEBT-03", "R-DEBT-04", "R-LIM-07")
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_the_classed_register_adds_up_to_what_is_owed(kept, as_of):
    rows = selectors.classed_debts(Contract.objects.all(), as_of=as_of)
    owed = {key: one.principal for key, one in standings(contracts=kept, as_of=as_of).items()}
    assert {row.contract.pk: row.balance.principal for row in rows} == owed
    assert all(row.portions.within_a_year + row.portions.later == row.balance.principal for row in rows)
    limits = by_rules(kept, as_of)
    for row in rows:
        expected = limits.get(row.contract.pk)
        assert row.status == (expected[2] if expected else LimitationStatus.NOT_RUNNING)
        assert row.last_day_on == (expected[1] if expected else None)
    kinds = sums(rows, [], by=lambda row: row.kind)
    assert sum(one.principal for one in kinds.values()) == sum(owed.values())


# -- the list ----------------------------------------------------------------------------------------------------------
def keys_of(wanted, as_of=ON, contracts=None):
    page = selectors.debtors(Contract.objects.all() if contracts is None else contracts, as_of=as_of, wanted=wanted)
    return [found.contract.pk for found in page.debtors]


@pytest.mark.parametrize("is_stale", [False, True], ids=["kept", "stale"])
def test_the_list_is_narrowed_by_limitation_term_and_days_left(kept, is_stale):
    if is_stale:
        services.mark_stale([one.pk for one in kept])
    late = sorted([kept[1].pk, kept[2].pk])
    assert keys_of(Wanted()) == late
    assert keys_of(Wanted(age=AGE_CLASSES[1])) == late
    assert keys_of(Wanted(status=LimitationStatus.RUNNING)) == late
    assert keys_of(Wanted(status=LimitationStatus.EXPIRING)) == []
    assert keys_of(Wanted(status=LimitationStatus.EXPIRING), as_of=date(2022, 8, 1)) != []
    assert keys_of(Wanted(within=365), as_of=date(2022, 8, 1)) != []
    assert keys_of(Wanted(within=7), as_of=date(2022, 8, 1)) == []
    barred = keys_of(Wanted(status=LimitationStatus.PARTLY_BARRED), as_of=date(2023, 7, 6))
    assert barred == keys_of(Wanted(), as_of=date(2023, 7, 6))[: len(barred)] != []
    whole = keys_of(Wanted(status=LimitationStatus.TIME_BARRED), as_of=date(2026, 1, 1))
    assert whole == keys_of(Wanted(), as_of=date(2026, 1, 1))
    assert keys_of(Wanted(term=Term.LONG)) + keys_of(Wanted(term=Term.SHORT)) == late
    assert keys_of(Wanted(is_fraud=True)) == []
    assert keys_of(Wanted(is_fraud=False)) == late


def test_a_debtor_is_found_by_a_part_of_her_name_and_by_the_number(kept):
    signer = kept[2].parties.get(role="CO_BORROWER", position=2)
    found = selectors.named(Contract.objects.all(), signer.name[3:])
    assert kept[2].pk in keys_of(Wanted(), contracts=found)
    assert keys_of(Wanted(), contracts=selectors.named(Contract.objects.all(), kept[2].label)) == [kept[2].pk]
    assert keys_of(Wanted(), contracts=selectors.named(Contract.objects.all(), kept[2].ref1)) == [kept[2].pk]
    assert keys_of(Wanted(), contracts=selectors.named(Contract.objects.all(), "ไม่มีชื่อนี้")) == []


@pytest.mark.parametrize("is_stale", [False, True], ids=["kept", "stale"])
def test_the_list_and_its_sums_are_narrowed_by_a_part_of_a_name(kept, is_stale):
    if is_stale:
        services.mark_stale([one.pk for one in kept])
    part = kept[2].parties.get(role="CO_BORROWER", position=2).name[3:]
    expected = [one.pk for one in kept[1:3] if any(part in party.name for party in one.parties.all())]
    contracts, name = selectors.sought(Contract.objects.all(), f" {part} ")
    assert sorted(keys_of(Wanted(name=name), contracts=contracts)) == sorted(expected) != []
    sums = selectors.behind(contracts, as_of=ON, wanted=Wanted(name=name))
    assert sum(row.contracts for row in sums) == len(expected)
    assert keys_of(Wanted(name="ไม่มีชื่อนี้")) == []
    mixed = "Anna Olsson"
    kept[2].parties.filter(role="CO_BORROWER", position=2).update(name=mixed)
    for typed in (mixed, "olsson", "NNA O"):  # letters with capitals are found either way
        assert keys_of(Wanted(name=typed)) == [kept[2].pk]
        assert sum(row.contracts for row in selectors.behind(contracts, as_of=ON, wanted=Wanted(name=typed))) == 1
    assert keys_of(Wanted(name="%")) == []  # a sign of the database's patterns is a letter like any other


def test_the_pages_of_the_list_have_no_gap_where_some_contracts_are_stale(kept):
    services.mark_stale([kept[2].pk])
    first = selectors.debtors(Contract.objects.all(), as_of=ON, size=1)
    second = selectors.debtors(Contract.objects.all(), as_of=ON, size=1, place=first.next_place)
    assert [one.contract.pk for one in (*first.debtors, *second.debtors)] == sorted([kept[1].pk, kept[2].pk])
    assert second.next_place == ""


def test_a_row_of_the_list_owes_what_the_rules_say(kept):
    for found in selectors.debtors(Contract.objects.all(), as_of=ON).debtors:
        one = selectors.debtor(found.contract, as_of=ON)
        assert found.due_total == one.standing.due_total
        assert found.days_past_due == one.standing.days_past_due
        assert found.next_due_on == one.next_due_on
