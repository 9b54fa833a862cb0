"""Where the law is open the earlier day alerts and the later one bars: a debt of one sum that was promised in parts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from debt_followup import selectors, services
from debt_followup.rules import LimitationStatus
from debt_followup.services.arrears import differing_arrears, refresh_arrears
from loans.models import Contract
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.debt_followup.old_registers import debt, taken_in
from tests.debt_followup.test_acknowledgements import prepared, signed

SIGNED = date(2017, 5, 30)
SHORT, LONG = date(2022, 5, 30), date(2027, 5, 30)
pytestmark = [pytest.mark.usefixtures("db", "quick_papers"), pytest.mark.requirement("R-LIM-01", "R-LIM-02")]


@pytest.fixture
def by(people):
    return people.users["debt"]


@pytest.fixture
def one_sum(users):
    """Give an old debt that is payable in one sum, due on 1 May 2557, of which nothing was paid."""
    row = debt("9/2557", repayment="ชำระครั้งเดียว", count="")
    taken_in([row], users, on=SIGNED)
    contract = Contract.objects.get(origin=Contract.Origin.OLD_REGISTER)
    assert selectors.limitation_years(contract) == 10
    return contract


def promised(contract, by, parts):
    row = prepared(contract, by, on=SIGNED, count=parts, first_due_on=date(2017, 7, 5))
    row = signed(row, by, on=SIGNED)
    refresh_courses(on=SIGNED)
    refresh_arrears()
    return row


def limits(contract, on):
    return selectors.debtor(contract, as_of=on).limits


def test_promised_in_one_part_it_keeps_its_ten_years(one_sum, by):
    row = promised(one_sum, by, 1)
    assert {one.last_day_after for one in row.signers.all()} == {LONG}
    found = limits(one_sum, SIGNED)
    assert (found.earliest_on, found.barred_after) == (LONG, LONG)


def test_promised_in_twelve_parts_five_years_alert_and_ten_bar(one_sum, by):
    row = promised(one_sum, by, 12)
    assert {one.last_day_after for one in row.signers.all()} == {SHORT}
    assert {person["after"] for person in row.document.context["signers"]} == {SHORT.isoformat()}
    found = limits(one_sum, SIGNED)
    assert (found.earliest_on, found.barred_after, found.status) == (SHORT, LONG, LimitationStatus.RUNNING)
    late = SHORT + timedelta(days=1)
    found = limits(one_sum, late)
    assert (found.next_on, found.status) == (LONG, LimitationStatus.PARTLY_BARRED)
    assert limits(one_sum, LONG + timedelta(days=1)).status == LimitationStatus.TIME_BARRED
    kept = selectors.arrears_of_one(one_sum, as_of=SIGNED)
    assert (kept.earliest_until, kept.next_until(late), kept.barred_from) == (SHORT, LONG, LONG + timedelta(days=1))
    assert not differing_arrears(contract_ids=[one_sum.pk])


def test_all_five_alerts_come_before_the_earlier_day(one_sum, by, users):
    promised(one_sum, by, 12)
    for left in (365, 180, 90, 30, 7):
        rows = tasks(user=users["debt"], on=SHORT - timedelta(days=left))
        said = [row.due_on for row in rows if "จะขาดอายุความใน" in row.title and row.title.endswith(f"-{left} วัน")]
        assert said == [SHORT], left


def test_between_the_two_days_she_may_still_acknowledge_the_debt(one_sum, by):
    promised(one_sum, by, 12)
    on = SHORT + timedelta(days=30)
    found = selectors.to_acknowledge(one_sum, on=on)
    assert [(one.before, one.is_barred) for one in found.limits] == [(LONG, False)]
    again = signed(prepared(one_sum, by, on=on, first_due_on=date(2022, 8, 5)), by, on=on)
    assert {one.last_day_before for one in again.signers.all()} == {LONG}


def test_the_pages_say_both_days_and_why(one_sum, by, log_in, business_date):
    promised(one_sum, by, 12)
    business_date(date(2021, 9, 1))
    client = log_in("debt")
    for name in ("limits", "debtor"):
        said = client.get(reverse(f"debt_followup:{name}", args=[one_sum.pk])).content.decode()
        assert "30 พ.ค. 2565" in said, name
    said = client.get(reverse("debt_followup:limits", args=[one_sum.pk])).content.decode()
    assert "อีกทางหนึ่ง: 30 พ.ค. 2570" in said
    assert "193/33" in said


def test_until_when_she_can_be_sued_after_signing_goes_by_the_parts_of_the_plan(one_sum):
    found = selectors.to_acknowledge(one_sum, on=SIGNED)
    asked = {"contract": one_sum, "found": found, "first_due_on": date(2017, 7, 5), "months_between": 1, "on": SIGNED}
    for count, last in ((1, LONG), (12, SHORT)):
        assert {one.after for one in services.draft_acknowledgement(count=count, **asked).limits} == {last}
