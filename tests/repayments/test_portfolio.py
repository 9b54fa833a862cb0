"""Many contracts read at once say what each of them says by itself, to the satang, on every day."""

import random
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from loans.models import Contract
from repayments import selectors, services
from repayments.models import DebtSpan, DueSpan, StaleCourse
from repayments.selectors.portfolio import balance_of
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, receipted
from tests.repayments.factories import paid as a_line
from tests.scenario import kept_for_module

BEGINS_ON = date(2018, 2, 2)
contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read(), groups=(1, 2, 3))


def same_on(day, contracts):
    """Hold what is read at once against the replay of each contract, on a day."""
    wanted = [contract for contract in contracts if contract.contract_on <= day]
    alone = {key: balance_of(one) for key, one in selectors.standings(contracts=wanted, as_of=day).items()}
    at_once = selectors.balances_of([contract.pk for contract in contracts], as_of=day)
    assert at_once == alone, day
    return at_once


def keys():
    """Give every span that is there: its table, its key, its contract."""
    return {
        (model.__name__, *row)
        for model in (DebtSpan, DueSpan)
        for row in model.objects.values_list("pk", "contract_id")
    }


def random_days(seed, count=12):
    dice = random.Random(seed)
    return [BEGINS_ON + timedelta(days=dice.randrange(1500)) for _each in range(count)]


def test_contracts_whose_money_has_just_left_are_worked_out_until_their_courses_are_written(contracts):
    assert StaleCourse.objects.count() == 3
    before = [same_on(day, contracts) for day in random_days(1)]
    assert services.refresh_courses(on=RECEIPT_DAY) == 3
    assert not StaleCourse.objects.exists()
    assert DebtSpan.objects.count() == 3
    assert DueSpan.objects.count() == 12
    assert [same_on(day, contracts) for day in random_days(1)] == before


@pytest.mark.requirement("R-DEF-06")
@pytest.mark.parametrize("seed", range(6))
def test_after_any_payments_every_day_is_the_same_read_at_once_or_alone(contracts, people, seed):
    dice = random.Random(seed)
    services.refresh_courses(on=RECEIPT_DAY)
    for turn in range(3):
        rows = [
            a_line(
                dice.choice(contracts),
                dice.choice(["0.01", "52515.07", "30000.00", "110000.00", "812.33"]),
                on=BEGINS_ON + timedelta(days=dice.randrange(165)),
                at=time(9, turn * 10 + number),
            )
            for number in range(dice.randrange(1, 4))
        ]
        receipted(people, *rows)
        assert not StaleCourse.objects.exists()
        for day in random_days(seed * 10 + turn, count=5):
            same_on(day, contracts)
    assert services.differing_courses(on=RECEIPT_DAY, contract_ids=[one.pk for one in contracts]) == []


def test_a_replay_touches_only_the_spans_that_changed(contracts, people):
    services.refresh_courses(on=RECEIPT_DAY)
    before = keys()
    receipted(people, a_line(contracts[0]))
    after = keys()
    assert {one for one in before if one[2] != contracts[0].pk} <= after
    # the debt as a whole was another from the day of the payment on, and the first instalment never fell due
    assert sorted(model for model, _pk, _contract in before - after) == ["DebtSpan", "DueSpan"]
    assert sorted(model for model, _pk, _contract in after - before) == ["DebtSpan", "DebtSpan"]
    services.replay(contract=contracts[0], on=RECEIPT_DAY, by=None)
    assert keys() == after


def test_a_cache_that_is_wrong_is_found_and_built_anew(contracts):
    services.refresh_courses(on=RECEIPT_DAY)
    DueSpan.objects.filter(contract=contracts[1].pk, number=2).update(principal=1)
    keys = [contract.pk for contract in contracts]
    assert services.differing_courses(on=RECEIPT_DAY, contract_ids=keys) == [contracts[1].pk]
    services.refresh_courses(on=RECEIPT_DAY, contract_ids=[contracts[1].pk])
    assert services.differing_courses(on=RECEIPT_DAY, contract_ids=keys) == []


def test_sums_by_place_are_the_sums_of_the_contracts_out_of_date_or_not(contracts, people):
    receipted(people, a_line(contracts[0], "812.33"))
    day = date(2019, 3, 1)
    each = selectors.balances_of([contract.pk for contract in contracts], as_of=day)
    assert StaleCourse.objects.count() == 2
    stale = selectors.portfolio(as_of=day, by="tambon")
    services.refresh_courses(on=RECEIPT_DAY)
    sums = selectors.portfolio(as_of=day, by="tambon")
    assert sums == stale
    for tambon, found in sums.items():
        mine = [each[contract.pk] for contract in contracts if contract.tambon_id == tambon]
        assert found.contracts == len(mine)
        assert found.principal == sum(one.principal for one in mine)
        assert found.default_interest == sum(one.default_interest for one in mine) > 0
        assert found.late == len(mine)
        assert found.late_principal == found.principal
    whole = selectors.portfolio(as_of=day)[""]
    assert whole.principal == sum(found.principal for found in sums.values())
    of_one = selectors.portfolio(as_of=day, contracts=Contract.objects.filter(pk=contracts[2].pk))[""]
    assert (of_one.contracts, of_one.principal) == (1, each[contracts[2].pk].principal)


def test_nothing_asked_for_is_nothing_found(contracts):
    services.refresh_courses(on=RECEIPT_DAY)
    assert list(selectors.balances(as_of=RECEIPT_DAY, contracts=Contract.objects.none())) == []
    assert selectors.portfolio(as_of=date(2017, 1, 1)) == {}
    assert selectors.balances_of([contracts[0].pk], as_of=date(2017, 1, 1)) == {}


def test_a_loan_so_large_that_its_interest_leaves_64_bits_is_still_right(contracts):
    services.refresh_courses(on=RECEIPT_DAY)
    billions = Decimal("9999999999.99")
    first = DueSpan.objects.filter(contract=contracts[0].pk, number=1)
    first.update(principal=int(billions * 100), default_rate=999_999)
    day = date(2058, 1, 1)
    found = selectors.balances_of([contracts[0].pk], as_of=day)[contracts[0].pk]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT SUM(ROUND(principal::numeric * default_rate * (%s - since_on) / (day_basis * 1000000::numeric))) "
            "FROM repayments_duespan WHERE contract_id = %s AND until_on = '9999-12-31'",
            [day, contracts[0].pk],
        )
        (satang,) = cursor.fetchone()
    assert found.default_interest == Decimal(satang).scaleb(-2)


def test_the_run_of_the_day_writes_the_courses_that_are_out_of_date(contracts, no_broker):
    from jobs.models import JobRun
    from jobs.services import start_due_runs, work

    start_due_runs(on=RECEIPT_DAY)
    run = JobRun.objects.get(job="repayments.refresh_courses")
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done, run.total) == ("DONE", 3, 3)
    assert not StaleCourse.objects.exists()
