"""A death or a bankruptcy ends a claim before its five years: in the periods, lists, calendar and alerts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from debt_followup import selectors
from debt_followup.models import AnnouncedLimit, LegalFile
from debt_followup.rules import NEVER, Cause, Interruption, LimitationStatus, limitation_ends
from debt_followup.rules.legal import FileKind
from debt_followup.selectors.arrears import spans_of
from debt_followup.services import announce_limits
from debt_followup.services import legal as services
from debt_followup.services.arrears import differing_arrears, refresh_arrears
from debt_followup.tables.limitation import move_words
from jobs.services import ensure_run, work
from loans.models import Party
from members.models import Member
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.debt_followup.test_legal_files import ON, day, opened
from thai.dates import add_years

DUE = date(2018, 7, 5)
LEARNED = date(2018, 9, 10)
ESTATE = date(2019, 9, 10)
DAYS = st.dates(date(2012, 1, 1), date(2030, 12, 31))


def death(on=LEARNED, ends_by=ESTATE):
    return Interruption(contract_id=1, on=on, cause=Cause.DIED, ends_by=ends_by)


def paid(on):
    return Interruption(contract_id=1, on=on, cause=Cause.PAYMENT)


def filed(on, ended_on=None):
    return Interruption(contract_id=1, on=on, cause=Cause.FILED, is_pending=True, ended_on=ended_on or None)


def period(*events, **more):
    (end,) = limitation_ends(unpaid_due_dates=[DUE], interruptions=events, **more)
    return end


# -- the rule ----------------------------------------------------------------------------------------------------------
def test_the_day_of_the_estate_comes_before_the_five_years_and_says_so():
    end = period(death())
    assert (end.last_day_on, end.ended_early_by) == (ESTATE, death())
    assert not end.interrupted_on, "a death begins nothing anew"
    assert period(death(), on=LEARNED - timedelta(days=1)).last_day_on == date(2023, 7, 5), "nobody knew of it yet"


def test_where_the_five_years_end_before_it_they_are_the_last_day():
    end = period(death(date(2023, 5, 1), date(2024, 5, 1)))
    assert (end.last_day_on, end.ended_early_by) == (date(2023, 7, 5), None)


def test_a_payment_of_the_heirs_neither_moves_the_day_of_the_estate_nor_revives_after_it():
    assert period(death(), paid(date(2019, 1, 10))).last_day_on == ESTATE
    assert period(death(), paid(date(2019, 10, 1))).last_day_on == ESTATE


def test_what_is_in_court_by_that_day_or_was_judged_has_no_such_day():
    assert period(death(), filed(date(2019, 8, 1))).last_day_on == NEVER
    assert period(death(), filed(date(2019, 9, 11))).last_day_on == ESTATE
    judged = Interruption(contract_id=1, on=date(2018, 8, 1), cause=Cause.JUDGED, years=10)
    assert period(judged, death()).last_day_on == date(2028, 8, 1)


LATER = date(2019, 3, 5)  # falls due after a claim of February


@pytest.mark.parametrize("cause", [Cause.DIED, Cause.BANKRUPT])
@pytest.mark.parametrize("claim_on", [date(2018, 9, 1), date(2019, 2, 1)], ids=["before", "after"])
def test_a_claim_that_was_brought_saves_what_falls_due_after_it_too(cause, claim_on):
    told = Interruption(contract_id=1, on=LEARNED, cause=cause, ends_by=ESTATE, ended_on=claim_on)

    def lasts(**more):
        ends = limitation_ends(unpaid_due_dates=[DUE, LATER], interruptions=[told, filed(claim_on)], **more)
        return [(end.last_day_on, end.ended_early_by) for end in ends]

    assert lasts() == lasts(on=max(claim_on, LEARNED)) == [(NEVER, None), (date(2024, 3, 5), None)]
    if claim_on > LEARNED:
        assert lasts(on=claim_on - timedelta(days=1)) == [(ESTATE, told), (ESTATE, told)], "nothing was brought yet"


def test_a_proceeding_that_has_ended_hides_no_later_death():
    over = filed(date(2018, 8, 1), ended_on=date(2018, 9, 1))
    assert period(over).last_day_on == date(2023, 9, 1)
    assert (period(over, death()).last_day_on, period(over, death()).ended_early_by) == (ESTATE, death())
    assert period(filed(date(2018, 8, 1), ended_on=date(2018, 9, 20)), death()).last_day_on == date(2023, 9, 20)


def test_a_bankruptcy_binds_what_is_in_court_and_what_was_judged():
    said = Interruption(contract_id=1, on=date(2018, 10, 1), cause=Cause.BANKRUPT, ends_by=date(2018, 12, 1))
    judged = Interruption(contract_id=1, on=date(2018, 8, 1), cause=Cause.JUDGED, years=10)
    for court in (filed(date(2018, 8, 1)), filed(date(2018, 11, 1)), judged):
        end = period(court, said)
        assert (end.last_day_on, end.ended_early_by, end.is_pending) == (date(2018, 12, 1), said, False)
        assert end.is_barred(on=date(2018, 12, 2))
    assert period(filed(date(2018, 8, 1)), said).anchor_on == NEVER
    claimed = replace(said, ended_on=date(2018, 11, 1))
    assert period(filed(date(2018, 8, 1)), claimed, filed(date(2018, 11, 1))).last_day_on == NEVER
    both = period(death(ends_by=date(2018, 11, 15)), said, filed(date(2018, 11, 1)))
    assert (both.last_day_on, both.ended_early_by) == (date(2018, 12, 1), said), (
        "a suit is in time for the estate alone"
    )


@given(DAYS, DAYS, st.integers(1, 1000), st.integers(0, 1000), st.sampled_from([Cause.DIED, Cause.BANKRUPT]))
def test_after_a_claim_in_time_every_instalment_has_what_it_would_have_without_the_event(
    due_on, learned_on, days, brought, cause
):
    claim_on = learned_on + timedelta(days=min(brought, days))
    told = Interruption(
        contract_id=1, on=learned_on, cause=cause, ends_by=learned_on + timedelta(days=days), ended_on=claim_on
    )
    for on in (claim_on, None):
        given = {"unpaid_due_dates": [due_on], "on": on}
        with_it = limitation_ends(interruptions=[told, filed(claim_on)], **given)
        assert with_it == limitation_ends(interruptions=[filed(claim_on)], **given)


ACTS = st.one_of(
    DAYS.map(paid),
    st.builds(lambda on, days: filed(on, ended_on=days and on + timedelta(days=days)), DAYS, st.integers(0, 900)),
    DAYS.map(lambda on: Interruption(contract_id=1, on=on, cause=Cause.JUDGED, years=10)),
)


@given(DAYS, st.lists(ACTS, max_size=5), DAYS, st.integers(1, 1000))
def test_no_suit_and_no_judgment_outlives_a_bankruptcy_in_which_nothing_was_claimed(due_on, events, told_on, days):
    ends_by = told_on + timedelta(days=days)
    said = Interruption(contract_id=1, on=told_on, cause=Cause.BANKRUPT, ends_by=ends_by)
    (before,) = limitation_ends(unpaid_due_dates=[due_on], interruptions=events)
    (after,) = limitation_ends(unpaid_due_dates=[due_on], interruptions=[*events, said])
    assert after.last_day_on == min(before.last_day_on, after.last_day_on) <= ends_by


@given(DAYS, st.lists(DAYS.map(paid), max_size=5), DAYS, st.integers(1, 1000))
def test_a_death_never_gives_a_longer_time(due_on, events, learned_on, days):
    more = death(learned_on, learned_on + timedelta(days=days))
    (before,) = limitation_ends(unpaid_due_dates=[due_on], interruptions=events)
    (after,) = limitation_ends(unpaid_due_dates=[due_on], interruptions=[*events, more])
    assert after.last_day_on <= max(before.last_day_on, more.ends_by)
    assert after.last_day_on <= before.last_day_on


# -- the debts ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def by(people, quick_papers):
    return people.users["secretary"]


@pytest.fixture
def contract(loans):
    """Give the debt of which nothing was paid, with its arrears written."""
    refresh_courses(on=ON)
    refresh_arrears()
    return loans[2]


@pytest.fixture
def estate(contract, by):
    """Give the debt of which nothing was paid, whose representative died; the office learned of it in September."""
    file = opened(contract, by, "DEATH")
    day(file, "DIED", date(2018, 8, 1), by)
    day(file, "LEARNED", LEARNED, by)
    return file


@pytest.mark.requirement("R-LIM-07")
def test_the_day_of_the_estate_is_the_last_day_of_the_debt_everywhere(contract, estate, by, log_in, business_date):
    business_date(ON)
    limits = selectors.debtor(contract, as_of=ON).limits
    assert (limits.earliest_on, limits.status) == (ESTATE, LimitationStatus.EXPIRING)
    assert sorted({one.readings.whole_on for one in limits.debtors}) == [ESTATE, date(2023, 7, 5)], "hers alone"
    found = selectors.arrears_of_one(contract, as_of=ON)
    assert (found.earliest_until, found.next_until(date(2019, 9, 11))) == (ESTATE, date(2023, 7, 5))
    assert not differing_arrears(contract_ids=[contract.pk])
    client = log_in("phan")
    why, shown = "เรียกร้องจากกองมรดก (ป.พ.พ. มาตรา 1754)", "10 ก.ย. 2562"
    for name, asked in (
        ("list", {"within": "365"}),
        ("expiring", {"year": "2562"}),
        ("calendar", {"month": "2019-09", "day": "2019-09-10"}),
    ):
        page = client.get(reverse(f"debt_followup:{name}"), asked).content.decode()
        assert contract.label in page, name
        assert {why, shown} <= {said for said in (why, shown) if said in page}, name
    for name in ("debtor", "limits"):
        page = client.get(reverse(f"debt_followup:{name}", args=[contract.pk])).content.decode()
        assert {why, shown} <= {said for said in (why, shown) if said in page}, name
    counts = selectors.by_month(user=by, on=ON, first=date(2019, 9, 1), last=date(2019, 9, 30))
    assert counts == {date(2019, 9, 1): 1}


def test_a_file_from_before_its_last_day_was_kept_says_why_after_the_daily_job(contract, estate):
    LegalFile.objects.filter(pk=estate.pk).update(sue_by_on=None)
    assert not selectors.claims_by_day([contract.pk])
    work(run_id=ensure_run(job="debt_followup.acts", province=None, period=ON.isoformat(), on=ON).pk)
    assert selectors.claims_by_day([contract.pk]) == {(contract.pk, ESTATE): FileKind.DEATH}


def test_the_alerts_come_at_each_of_their_days_before_the_claim_has_to_be_brought(estate, by):
    told = {}
    for left in (365, 180, 90, 30, 7):
        rows = tasks(user=by, on=ESTATE - timedelta(days=left))
        told[left] = [row.due_on for row in rows if "จะขาดอายุความใน" in row.title and row.title.endswith(f"-{left} วัน")]
    assert all(days == [ESTATE] for days in told.values()), told


def test_a_claim_in_the_bankruptcy_has_two_months_and_its_day_goes_when_the_claim_is_brought(contract, by):
    file = opened(contract, by, "BANKRUPTCY")
    day(file, "RECEIVERSHIP", date(2018, 8, 30), by)
    day(file, "ADVERTISED", date(2018, 9, 12), by)
    late = date(2018, 11, 1)
    assert selectors.arrears_of_one(contract, as_of=late).earliest_until == date(2018, 11, 12)
    key = (contract.pk, date(2018, 11, 12))
    assert selectors.claims_by_day([contract.pk])[key] == FileKind.BANKRUPTCY
    day(file, "BANKRUPTCY_CLAIM", late, by, today=late)
    assert selectors.arrears_of_one(contract, as_of=late).earliest_until == date(2023, 7, 5)
    assert selectors.arrears_of_one(contract, as_of=late).representative_until == NEVER
    later = date(2019, 6, 30)  # instalments have fallen due since
    hers = next(one for one in selectors.debtor(contract, as_of=later).limits.debtors if one.is_representative)
    lasts = {end.due_on: end.last_day_on for end in hers.ends}
    assert max(lasts) > late
    assert all(last == (NEVER if due_on <= late else add_years(due_on, 5)) for due_on, last in lasts.items()), lasts
    assert selectors.arrears_of_one(contract, as_of=later).representative_until == min(lasts.values())
    assert not differing_arrears(contract_ids=[contract.pk])


def test_a_day_of_learning_that_nobody_entered_alerts_and_bars_nothing(contract, by):
    entered_on, party = date(2020, 9, 1), contract.parties.first()
    Member.objects.filter(pk=party.member_id).update(status="DECEASED", status_since_on=date(2018, 8, 1))
    file = services.open_death_file(party=Party.objects.get(pk=party.pk), on=entered_on)
    file.refresh_from_db()
    assert (file.next_on, file.sue_by_on) == (date(2019, 8, 1), date(2019, 8, 1)), "the safe day"
    assert selectors.arrears_of_one(contract, as_of=entered_on).earliest_until == date(2023, 7, 5)
    day(file, "LEARNED", date(2020, 8, 20), by, today=entered_on)
    assert selectors.arrears_of_one(contract, as_of=entered_on).earliest_until == date(2021, 8, 20)
    file.refresh_from_db()
    assert (file.next_on, file.sue_by_on) == (date(2021, 8, 20), date(2021, 8, 20))
    assert not differing_arrears(contract_ids=[contract.pk])


@pytest.mark.requirement("R-LET-02")
def test_who_was_called_dead_wrongly_once_gets_a_file_when_she_dies_and_no_letter(contract, estate, by):
    services.close_file(file=estate, reason="แจ้งผิดคน", by=by, on=ON)
    party = Party.objects.get(pk=estate.party_id)
    assert party.pk in {one.party_id for one in selectors.addressees_of([contract.pk])[contract.pk]}
    died = ON + timedelta(days=700)
    Member.objects.filter(pk=party.member_id).update(status="DECEASED", status_since_on=died)
    assert party.pk not in {one.party_id for one in selectors.addressees_of([contract.pk])[contract.pk]}
    file = services.open_death_file(party=party, on=died + timedelta(days=10))
    assert (file.pk != estate.pk, file.state) == (True, "OPEN")
    assert services.open_death_file(party=party, on=died + timedelta(days=11)) is None
    services.close_file(file=file, reason="มรดกแบ่งแล้ว", by=by, on=died + timedelta(days=20))
    assert services.open_death_file(party=party, on=died + timedelta(days=21)) is None


def test_a_file_that_is_closed_ends_nothing_until_it_is_opened_again(contract, estate, by):
    services.close_file(file=estate, reason="แจ้งผิดคน", by=by, on=ON)
    assert selectors.arrears_of_one(contract, as_of=ON).earliest_until == date(2023, 7, 5)
    services.reopen_file(file=estate, reason="ตรวจแล้วถูกคน", by=by, on=ON)
    assert selectors.arrears_of_one(contract, as_of=ON).earliest_until == ESTATE


def test_an_announced_day_that_a_death_brings_forward_is_told_with_the_death(contract, by):
    on = date(2022, 9, 1)
    announce_limits(on=on)
    file = opened(contract, by, "DEATH", on=on)
    day(file, "LEARNED", date(2022, 8, 20), by, today=date(2022, 9, 5))
    assert selectors.move_of(contract) is None, "the fourth year ends before the day of the estate"
    (span,) = (one for one in spans_of([contract.pk])[contract.pk] if one.from_on <= on < one.until_on)
    assert span.earliest_until == date(2023, 7, 5)


def test_an_earlier_death_moves_the_announced_day_and_is_named(contract, by):
    on = date(2022, 9, 1)
    announce_limits(on=on)
    file = opened(contract, by, "DEATH", on=on)
    day(file, "LEARNED", date(2022, 1, 10), by, today=date(2022, 9, 5))
    move = selectors.move_of(contract)
    assert (move.moved_to, move.cause, move.event.cause) == (date(2023, 1, 10), "LATE_EVENT", Cause.DIED)


def announced_before_the_estate_counted(contract, field):
    """Leave what was announced as if a known death had ended no period yet."""
    AnnouncedLimit.objects.filter(contract=contract).update(announced_at=timezone.now(), **{field: date(2023, 7, 5)})


def test_a_day_that_was_announced_without_the_estate_moved_by_the_law_and_the_sentence_says_so(contract, estate):
    announce_limits(on=ON)
    assert selectors.move_of(contract) is None
    announced_before_the_estate_counted(contract, "last_day_on")
    move = selectors.move_of(contract)
    assert (move.moved_to, move.cause, move.event.cause) == (ESTATE, "ENDS_EARLY", Cause.DIED)
    said = move_words(move)
    assert "เรียกร้องจากกองมรดก" in said
    assert "เพิ่งบันทึก" not in said, "it was known when the day was announced"


def test_the_same_of_the_representative_alone(contract, estate):
    announce_limits(on=ON)
    announced_before_the_estate_counted(contract, "representative_until")
    move = selectors.move_of(contract)
    assert (move.of_representative, move.moved_to, move.cause) == (True, ESTATE, "ENDS_EARLY")
