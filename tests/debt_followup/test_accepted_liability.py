"""Liability accepted after the claim was barred: two years for who signed, told wherever other last days are."""

from datetime import date, time, timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.urls import reverse

from debt_followup import selectors, services
from debt_followup.models import StaleArrears
from debt_followup.rules import Cause, LimitationStatus
from debt_followup.rules.acknowledgements import NotBarred
from debt_followup.services.arrears import differing_arrears, refresh_arrears
from debt_followup.tables.limitation import rule_in_words
from loans.models import Party
from repayments.services import refresh_courses
from reports.demo import people as demo
from reports.selectors.tasks import tasks
from tests.debt_followup import restructured as steps
from tests.debt_followup.test_acknowledgements import prepared, signed
from tests.debt_followup.test_legal_files import day, opened
from tests.repayments import factories

LATE = date(2026, 1, 15)
LAST = date(2028, 1, 15)
pytestmark = [pytest.mark.usefixtures("db", "quick_papers"), pytest.mark.requirement("R-LIM-06", "R-LIM-07")]


@pytest.fixture
def by(people):
    return people.users["secretary"]


@pytest.fixture
def contract(loans):
    """Give the debt of which nothing was paid."""
    return loans[2]


def fresh(contract, on=LATE):
    refresh_courses(on=on)
    refresh_arrears()
    assert not differing_arrears(contract_ids=[contract.pk])


def accepted(contract, by, *, on=LATE, parties=None):
    row = prepared(contract, by, on=on, first_due_on=on + timedelta(days=60), kind="ACCEPTANCE", parties=parties)
    row = signed(row, by, on=on)
    fresh(contract)
    return row


def hers(contract):
    return [contract.parties.get(role=Party.Role.REPRESENTATIVE).pk]


def status(contract, on):
    """How the debt stands, by the rules and by what is kept of it."""
    found = selectors.debtor(contract, as_of=on).limits.status
    assert selectors.arrears_of_one(contract, as_of=on).status(on) == found
    return found


def alerts(user, on):
    return {
        task.title.split("ใน ")[1]: task.due_on for task in tasks(user=user, on=on) if "จะขาดอายุความใน" in task.title
    }


# -- the day -----------------------------------------------------------------------------------------------------------
def test_all_who_signed_can_be_sued_for_two_years_from_the_day_and_not_a_day_longer(contract, by):
    fresh(contract)
    assert status(contract, LATE) == LimitationStatus.TIME_BARRED
    accepted(contract, by)
    limits = selectors.debtor(contract, as_of=LATE).limits
    assert (limits.earliest_on, limits.barred_after, limits.next_on) == (LAST, LAST, LAST)
    assert {event.cause for one in limits.debtors for event in one.ends[0].interrupted_by} == {Cause.ACCEPTED}
    assert status(contract, LATE - timedelta(days=1)) == LimitationStatus.TIME_BARRED
    assert [status(contract, on) for on in (LATE, LAST, LAST + timedelta(days=1))] == [
        LimitationStatus.RUNNING,
        LimitationStatus.EXPIRING,
        LimitationStatus.TIME_BARRED,
    ]


def test_who_did_not_sign_stays_barred_and_the_debt_is_barred_in_part(contract, by):
    accepted(contract, by, parties=hers(contract))
    limits = selectors.debtor(contract, as_of=LATE).limits
    assert [one.readings.barred_after == LAST for one in limits.debtors] == [
        one.is_representative for one in limits.debtors
    ]
    assert (status(contract, LATE), limits.next_on) == (LimitationStatus.PARTLY_BARRED, LAST)
    assert selectors.arrears_of_one(contract, as_of=LATE).next_until(LATE) == LAST


def test_a_paper_that_nobody_signed_gives_no_day(contract, by):
    row = prepared(contract, by, on=LATE, first_due_on=date(2026, 3, 5), kind="ACCEPTANCE")
    fresh(contract)
    assert status(contract, LATE) == LimitationStatus.TIME_BARRED
    services.cancel_acknowledgement(acknowledgement=row, reason="ไม่มาลงนาม", by=by, on=LATE)
    fresh(contract)
    assert status(contract, LATE) == LimitationStatus.TIME_BARRED


def test_a_second_acceptance_counts_once_the_two_years_of_the_first_are_over(contract, by):
    accepted(contract, by)
    with pytest.raises(NotBarred, match="ยังไม่ขาดอายุความ"):
        prepared(contract, by, on=LAST, first_due_on=LAST + timedelta(days=60), kind="ACCEPTANCE")
    again = LAST + timedelta(days=1)
    accepted(contract, by, on=again)
    assert selectors.debtor(contract, as_of=again).limits.earliest_on == date(2030, 1, 16)


def test_a_payment_within_them_moves_no_alert_and_bars_nothing_before_its_own_two_years(contract, by, people):
    Party.objects.filter(contract=contract, role=Party.Role.CO_BORROWER).delete()
    accepted(contract, by)
    paid_on = date(2027, 3, 1)
    factories.receipted(people, factories.paid(contract, "1000.00", on=paid_on, at=time(9)), on=paid_on)
    fresh(contract, on=paid_on)
    limits = selectors.debtor(contract, as_of=paid_on).limits
    assert (limits.earliest_on, limits.barred_after) == (LAST, date(2029, 3, 1))
    assert status(contract, LAST + timedelta(days=1)) == LimitationStatus.PARTLY_BARRED


def test_a_memorandum_within_them_moves_no_alert_and_bars_nothing_before_its_own_years(contract, by, users):
    accepted(contract, by)
    on = date(2026, 6, 1)
    steps.in_force(demo.read(), contract, count=12, on=on)
    read_on = date(2026, 9, 1)
    fresh(contract, on=read_on)
    found = selectors.debtor(contract, as_of=read_on).limits
    assert {one.ends[0].last_day_on for one in found.debtors} == {LAST}
    assert found.earliest_on == LAST
    assert found.barred_after > date(2031, 6, 1), "the new schedule's years, by the later reading"
    kept = selectors.arrears_of_one(contract, as_of=read_on)
    assert (kept.earliest_until, kept.representative_until) == (LAST, LAST)
    assert status(contract, LAST + timedelta(days=1)) == LimitationStatus.PARTLY_BARRED
    near = LAST - timedelta(days=30)
    assert [day for key, day in alerts(users["debt"], near).items() if key.endswith("-30 วัน")] == [LAST]
    said = " ".join(rule_in_words(found))
    assert "การปรับโครงสร้างหนี้หลังจากนั้นจะเริ่มนับใหม่หรือไม่" in said
    StaleArrears.objects.all().delete()
    upgrade = import_module("debt_followup.migrations.0080_accepted_and_put_into_a_new_schedule")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.STALE)
    assert list(StaleArrears.objects.values_list("contract", flat=True)) == [contract.pk]


# -- where it is told --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("left", [365, 180, 90, 30, 7])
@pytest.mark.parametrize("everybody", [True, False], ids=["all signed", "one signed"])
def test_all_five_alerts_come_before_the_day(contract, by, users, left, everybody):
    on = LAST - timedelta(days=left)
    fresh(contract)
    assert not alerts(users["debt"], on)
    accepted(contract, by, parties=None if everybody else hers(contract))
    assert {key.split("-")[1]: day for key, day in alerts(users["debt"], on).items()} == {f"{left} วัน": LAST}


def test_calendar_year_list_file_and_the_page_of_the_debtor_say_the_day(contract, by, log_in, business_date):
    accepted(contract, by, parties=hers(contract))
    business_date(date(2027, 6, 1))
    client = log_in("debt")
    month = client.get(reverse("debt_followup:calendar"), {"month": "2028-01", "day": "2028-01-15"})
    assert contract.label in month.content.decode()
    counts = {each["label"]: each["count"] for each in month.context["months"]}
    assert counts["มกราคม 2571"] == 1
    assert contract.label in client.get(reverse("debt_followup:expiring"), {"year": "2571"}).content.decode()
    assert contract.label not in client.get(reverse("debt_followup:expiring"), {"year": "2570"}).content.decode()
    assert contract.label in client.get(reverse("debt_followup:list"), {"within": "365"}).content.decode()
    for name in ("limits", "debtor"):
        assert "15 ม.ค. 2571" in client.get(reverse(f"debt_followup:{name}", args=[contract.pk])).content.decode(), name
    said = client.get(reverse("debt_followup:limits", args=[contract.pk])).content.decode()
    assert "ขาดอายุความแล้ว แต่รับสภาพความรับผิดเป็นหนังสือเมื่อ 15 ม.ค. 2569" in said
    assert "193/35" in said


def test_a_suit_takes_the_alert_away_and_one_that_is_withdrawn_gives_it_back(contract, by, users):
    accepted(contract, by)
    near = LAST - timedelta(days=20)
    file = opened(contract, by, "LITIGATION", on=LATE)
    filed = date(2026, 6, 1)
    day(file, "FILED", filed, by, today=filed)
    fresh(contract)
    assert not alerts(users["debt"], near)
    assert status(contract, near) == LimitationStatus.PENDING
    day(file, "FILING_ENDED", date(2026, 9, 1), by, today=date(2026, 9, 1))
    fresh(contract)
    assert list(alerts(users["debt"], near).values()) == [LAST]


def test_an_upgrade_has_the_days_of_those_who_signed_before_worked_out(contract, by):
    accepted(contract, by)
    assert not StaleArrears.objects.exists()
    upgrade = import_module("debt_followup.migrations.0040_acceptances_have_their_last_day")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.STALE)
    assert list(StaleArrears.objects.values_list("contract", flat=True)) == [contract.pk]
