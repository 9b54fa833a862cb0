"""A holiday that comes or goes moves effective due dates, and with them what is owed, booked and told."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from areas.models import Holiday
from documents.models import Document, PaperToDraw
from jobs import services as jobs
from jobs.models import JobRun
from loans.models import DueDateMove, Instalment
from loans.rules import moved_due_date
from loans.selectors import schedule_of
from repayments import selectors, services
from repayments.models import MovedDueDate, StaleCourse
from repayments.services.due_dates import FOLLOW
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books

contracts = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.usefixtures("db", "blank_papers"), pytest.mark.requirement("R-DEF-06")]
DUE_ON, NEXT_DAY = date(2018, 7, 5), date(2018, 7, 6)  # a Thursday and a Friday
FAR_DUE_ON, MONDAY = date(2019, 7, 5), date(2019, 7, 8)  # a Friday ahead


def _play():
    from reports.demo import people

    return contracts_in_force(people.read(), groups=(1, 2))


@pytest.fixture(autouse=True)
def settled(contracts):
    """Let what the transfer left to be done be done."""
    follow()
    services.refresh_courses(on=RECEIPT_DAY)


def holiday(on, *, province=None):
    return Holiday.objects.create(on=on, name_th="วันหยุดพิเศษ", province_id=province, source="มติคณะรัฐมนตรี")


def follow(on=RECEIPT_DAY):
    """Do what the job of a day does; give its run, or None where nothing fell due."""
    jobs.start_due_runs(on=on)
    run = JobRun.objects.filter(job=FOLLOW, period=on.isoformat()).order_by("-revision").first()
    if run is not None:
        jobs.work(run_id=run.pk)
        run.refresh_from_db()
    return run


def again(on=RECEIPT_DAY):
    """Follow the calendar once more on a day, as after a change on its page."""
    run = services.follow_at_once(by=None, on=on)
    jobs.work(run_id=run.pk)
    run.refresh_from_db()
    return run


def effective(contract):
    return [line.effective_due_on for line in schedule_of(contract)]


def of_default_interest(receipt):
    rows = selectors.allocations_of(receipt)
    return sum((row.amount for row in rows if row.component == "DEFAULT_INTEREST"), Decimal("0.00"))


def income():
    return -books.balance(province="57", account=chart.DEFAULT_INTEREST, as_of=RECEIPT_DAY)


def test_a_holiday_announced_after_its_day_takes_back_the_default_interest_of_that_day(people, contracts):
    late, early = paid(contracts[0], "60000.00", on=NEXT_DAY), paid(contracts[1], on=date(2018, 7, 4))
    by_contract = {receipt.contract_id: receipt for receipt in receipted(people, late, early)}
    receipt, other = (by_contract[contract.pk] for contract in contracts)
    assert of_default_interest(receipt) == Decimal("10.42")
    assert income() == Decimal("10.42")
    holiday(DUE_ON)
    run = follow(on=RECEIPT_DAY)
    assert run.state == JobRun.State.DONE
    assert of_default_interest(receipt) == 0
    assert income() == 0
    assert effective(contracts[0])[0] == NEXT_DAY
    assert [line.nominal_due_on for line in schedule_of(contracts[0])][0] == DUE_ON
    told = [*PaperToDraw.objects.all(), *Document.objects.all()]
    letters = [one for one in told if one.kind == Document.Kind.CORRECTION_NOTICE]
    assert [one.subject for one in letters] == [f"contract:{contracts[0].pk}"]
    assert "วันหยุด" in str(letters[0].context)
    assert not MovedDueDate.objects.exists()
    assert of_default_interest(other) == 0


def test_who_pays_on_the_day_after_a_new_holiday_is_not_late(people, contracts):
    holiday(DUE_ON)
    again(on=date(2018, 7, 2))
    (receipt,) = receipted(people, paid(contracts[0], on=NEXT_DAY))
    assert of_default_interest(receipt) == 0
    assert selectors.standing(contract=contracts[0], as_of=NEXT_DAY).overdue == ()


@pytest.mark.parametrize("is_followed", [True, False])
def test_what_is_read_at_once_is_what_a_replay_finds(contracts, is_followed):
    holiday(DUE_ON)
    services_moved = again(on=RECEIPT_DAY) if is_followed else moved_only()
    assert services_moved
    for day in (DUE_ON, NEXT_DAY, date(2018, 7, 9), RECEIPT_DAY):
        alone = selectors.standings(contracts=contracts, as_of=day)
        at_once = selectors.balances_of([one.pk for one in contracts], as_of=day)
        for key, standing in alone.items():
            late = standing.overdue
            assert at_once[key].oldest_due_on == min((owed.effective_due_on for owed in late), default=None)
            assert at_once[key].default_interest == standing.default_interest
        assert bool(alone[contracts[0].pk].overdue) is (day > NEXT_DAY)
    if is_followed:
        assert not StaleCourse.objects.exists()
        assert services.differing_courses(on=RECEIPT_DAY, contract_ids=[one.pk for one in contracts]) == []


def moved_only():
    from loans.services import move_due_dates

    return move_due_dates(on=RECEIPT_DAY)


def test_a_date_ahead_follows_a_holiday_there_and_back_and_each_move_is_kept(contracts, people):
    before, early = effective(contracts[0]), timezone.now()
    added = holiday(FAR_DUE_ON)
    again()
    assert effective(contracts[0]) == [MONDAY if day == FAR_DUE_ON else day for day in before]
    assert selectors.histories(contracts=contracts, known_at=early)[contracts[0].pk].instalments[2] == (
        schedule_with(contracts[0], 2, FAR_DUE_ON)
    )
    added.delete()
    again()
    assert effective(contracts[0]) == before
    moves = DueDateMove.objects.filter(instalment__contract=contracts[0]).order_by("pk")
    assert list(moves.values_list("was_on", "is_on", "holidays")) == [
        (FAR_DUE_ON, MONDAY, "วันหยุดพิเศษ"),
        (MONDAY, FAR_DUE_ON, ""),
    ]
    assert follow(on=date(2018, 7, 24)) is None


def schedule_with(contract, place, effective_on):
    from dataclasses import replace

    return replace(schedule_of(contract)[place], effective_due_on=effective_on)


def test_nobody_is_late_in_hindsight_because_a_holiday_was_taken_away(contracts):
    added = holiday(DUE_ON)
    again(on=date(2018, 7, 2))
    added.delete()
    again(on=NEXT_DAY)
    assert effective(contracts[0])[0] == NEXT_DAY


@pytest.mark.parametrize(("province", "moves"), [("57", True), ("50", False)])
def test_a_holiday_of_one_province_moves_the_due_dates_there_alone(contracts, province, moves):
    holiday(FAR_DUE_ON, province=province)
    again()
    assert (effective(contracts[0])[2] == MONDAY) is moves


def test_a_holiday_that_moved_to_another_day_is_followed(contracts):
    added = holiday(FAR_DUE_ON)
    again()
    added.on = MONDAY
    added.save()
    again()
    assert effective(contracts[0])[2] == FAR_DUE_ON


def test_nothing_but_the_effective_date_of_an_instalment_can_change(contracts):
    rows = Instalment.objects.filter(contract=contracts[0])
    for change in ({"nominal_due_on": date(2018, 7, 4)}, {"principal": 1}, {"interest": 1}, {"days": 1}):
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        rows.delete()


def test_whoever_enters_a_holiday_on_the_page_starts_what_follows(people, client, contracts, business_date):
    business_date(RECEIPT_DAY)
    admin = people.users["admin"]
    admin.is_staff = admin.is_superuser = True
    admin.save()
    client.force_login(admin)
    runs = JobRun.objects.filter(job=FOLLOW).count()
    typed = {"on": "5/7/2562", "name_th": "วันหยุดพิเศษ", "name_en": "", "province": "", "source": "มติคณะรัฐมนตรี"}
    answer = client.post(reverse("admin:areas_holiday_add"), typed | {"closes_government": "on", "closes_banks": "on"})
    assert answer.status_code == 302, answer.content.decode()
    assert JobRun.objects.filter(job=FOLLOW).count() == runs + 1


@pytest.mark.parametrize(
    ("is_on", "today", "due_on"),
    [
        (NEXT_DAY, date(2018, 7, 4), DUE_ON),  # earlier, and still ahead
        (NEXT_DAY, DUE_ON, DUE_ON),
        (NEXT_DAY, NEXT_DAY, NEXT_DAY),  # earlier, and past
        (date(2018, 7, 4), NEXT_DAY, DUE_ON),  # later always
    ],
)
def test_an_effective_date_never_moves_into_the_past(is_on, today, due_on):
    found = moved_due_date(nominal_due_on=DUE_ON, effective_due_on=is_on, is_business_day=lambda _day: True, on=today)
    assert found == due_on
