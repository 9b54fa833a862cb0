"""The two further provinces of the demo: a year of rounds with every outcome, something open in every stage."""

from collections import Counter

import pytest

from areas.demo import PASSWORD
from areas.models import Policy, RoleAssignment, User
from areas.roles import Role
from documents.models import Document
from jobs.models import JobRun
from members.models import Member
from projects.models import Meeting, Proposal, StateChange
from projects.models.meetings import Organ
from projects.rules import State
from projects.selectors.deadlines import Deadlines
from projects.selectors.rounds import Gate, place_of, with_days
from reports.demo.provinces import job, places
from tests.papers import blank_papers
from tests.scenario import kept_for_module

ENDS_ON = places.ENDS_ON


def play():
    """Play both provinces to the end, with blank papers."""
    patch = blank_papers()
    try:
        job.start()
        job.finish()
    finally:
        patch.undo()


year = kept_for_module(play)
pytestmark = pytest.mark.xdist_group("provinces of the demo")


def states(code):
    return Counter(Proposal.objects.filter(province=code).values_list("state", flat=True))


@pytest.mark.parametrize("code", ["10", "11"])
def test_the_year_shows_every_outcome_and_leaves_something_open_in_every_stage(db, year, code):
    found = states(code)
    wanted = {
        State.DRAFT, State.SUBMITTED, State.TAMBON_CHECKED, State.RETURNED_FOR_REVISION, State.RECORDED,
        State.PROVINCE_SCREENED, State.APPROVED, State.REJECTED, State.NOTIFIED, State.LAPSED,
    }  # fmt: skip
    wanted |= set() if code == "10" else {State.AMPHOE_MEETING, State.AMPHOE_AGREED}
    assert wanted <= set(found)
    assert found[State.NOTIFIED] > 20


@pytest.mark.parametrize("code", ["10", "11"])
def test_there_are_loans_and_subsidies_of_groups_and_organisations(db, year, code):
    kinds = set(Proposal.objects.filter(province=code).values_list("support", "proposer"))
    assert kinds == {("LOAN", "GROUP"), ("LOAN", "ORGANISATION"), ("SUBSIDY", "ORGANISATION")}


@pytest.mark.parametrize("code", ["10", "11"])
def test_a_meeting_was_held_and_told_every_month(db, year, code):
    held = Meeting.objects.filter(province=code, organ=Organ.SUBCOMMITTEE, closed_on__isnull=False)
    assert {meeting.held_on.month for meeting in held} == set(range(1, 13))
    letters = Document.objects.filter(province=code, kind=Document.Kind.RESULT_LETTER)
    assert letters.values("subject").distinct().count() == held.count() - 1  # of the last one nobody is told yet


def test_samut_prakan_meets_on_the_days_of_its_calendar(db, year):
    deadlines = Deadlines(provinces=["11"])
    for meeting in Meeting.objects.filter(province="11", organ=Organ.SUBCOMMITTEE):
        assert deadlines.rounds("11")(meeting.held_on).decided.on == meeting.held_on


@pytest.mark.requirement("R-APPR-17")
def test_what_was_agreed_to_after_the_tenth_was_decided_a_round_later(db, year):
    round_of = Deadlines(provinces=["11"]).rounds("11")
    rows = with_days(Proposal.objects.filter(province="11")).filter(decided_on__isnull=False)
    late = 0
    for row in rows:
        place = place_of(state=row.state, sent_on=row.sent_on, decided_on=row.decided_on, on=ENDS_ON, round_of=round_of)
        assert row.sent_on <= place.round.sent.on
        assert row.decided_on <= place.round.day(Gate.DECIDED).on
        late += row.sent_on > round_of(row.sent_on).sent.on
    assert late >= 2


def test_bangkok_has_no_meeting_of_an_amphoe(db, year):
    assert not Meeting.objects.filter(province="10", organ=Organ.AMPHOE).exists()
    assert StateChange.objects.filter(proposal__province="10", step="RECORD_IN_BANGKOK").exists()


@pytest.mark.parametrize("code", ["10", "11"])
def test_nothing_is_dated_after_the_storys_last_day(db, year, code):
    assert not StateChange.objects.filter(proposal__province=code, on__gt=ENDS_ON).exists()


@pytest.mark.parametrize("place", places.PLACES, ids=lambda place: place.prefix)
def test_every_role_of_a_province_logs_in_with_the_demos_password(db, year, place):
    roles = set(RoleAssignment.objects.filter(province=place.code).values_list("role", flat=True))
    assert roles == set(Role) - {Role.NATIONAL_OFFICE, Role.AUDITOR, Role.ADMINISTRATOR}
    assert all(User.objects.get(username=login[0]).check_password(PASSWORD) for login in place.logins)


@pytest.mark.parametrize("place", places.PLACES, ids=lambda place: place.prefix)
def test_the_register_holds_a_few_hundred_women(db, year, place):
    assert Member.objects.filter(province=place.code).count() > 200


def test_the_invented_policies_say_that_they_are(db, year):
    rows = Policy.objects.filter(effective_from=places.SINCE, province="11")
    assert {row.source for row in rows} == {places.INVENTED}
    assert {row.key for row in rows} >= {"committee_calendar", "notify_result_days", "group_min_members"}


def test_played_twice_it_stays_the_same(db, year):
    before = [model.objects.count() for model in (Proposal, Meeting, Document, Member, User, JobRun)]
    play()
    assert [model.objects.count() for model in (Proposal, Meeting, Document, Member, User, JobRun)] == before
