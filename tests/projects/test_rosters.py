"""Rosters: appointed by an order for a term, ended, put in order; meetings that were held stay as they were."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from projects import services
from projects.models import CommitteeMember
from projects.models.meetings import Organ
from projects.rules import NoSuchOrgan
from projects.rules.rosters import AlreadyEnded, SeatIncomplete, SeatStays, SeatTaken, Term, TermWrong
from projects.selectors import meetings as reads
from tests.projects.entries import MET_ON, amphoe_meeting, checked, score_all

DAYS = st.dates(date(2016, 1, 1), date(2020, 1, 1))
TERMS = st.builds(
    lambda first, days: Term(name="นางหนึ่ง", first_on=first, last_on=None if days is None else first + timedelta(days)),
    DAYS,
    st.none() | st.integers(0, 900),
)


@pytest.fixture
def by(people):
    return people.users["khuntan"]


def appoint(by, **changed) -> CommitteeMember:
    facts = {
        "organ": Organ.AMPHOE,
        "province": "57",
        "amphoe": "5714",
        "name": "นางใหม่ มาดี",
        "position": "กรรมการ",
        "order_number": "12/2561",
        "term_from": date(2018, 2, 1),
        "by": by,
        "on": MET_ON,
    }
    return services.appoint_member(**(facts | changed))


@given(TERMS, TERMS, DAYS)
def test_terms_overlap_exactly_where_a_day_lies_in_both(one, other, day):
    assert one.overlaps(other) == other.overlaps(one)
    if one.covers(day) and other.covers(day):
        assert one.overlaps(other)
    if one.overlaps(other):
        first = max(one.first_on, other.first_on)
        assert one.covers(first)
        assert other.covers(first)


@pytest.mark.requirement("R-ACT-08", "R-ACT-10")
def test_somebody_is_appointed_last_and_sits_from_her_first_day_on(by, people):
    member = appoint(by)
    assert member.order == len(people.committees["5714"]) + 1
    before, after = amphoe_meeting(people, held_on=date(2018, 1, 31)), amphoe_meeting(people, held_on=date(2018, 2, 1))
    assert member not in reads.roster_of(meeting=before)
    assert reads.roster_of(meeting=after)[-1] == member


def test_the_same_person_is_not_seated_twice_at_a_time(by):
    appoint(by, term_to=date(2018, 6, 30))
    with pytest.raises(SeatTaken, match="เป็นกรรมการชุดนี้อยู่แล้วตั้งแต่ 1 ก.พ. 2561"):
        appoint(by, name="  นางใหม่   มาดี ", term_from=date(2018, 6, 30))
    appoint(by, term_from=date(2018, 7, 1))
    appoint(by, organ=Organ.WORKING_GROUP, amphoe=None)  # another committee
    with pytest.raises(IntegrityError, match="sits on this committee already"), transaction.atomic():
        CommitteeMember.objects.create(
            organ="AMPHOE", province_id="57", amphoe_id="5714", name="นางใหม่ มาดี", position="กรรมการ", order=99,
            term_from=date(2019, 1, 1),
        )  # fmt: skip


@pytest.mark.parametrize("missing", ["name", "position", "order_number"])
def test_an_appointment_names_person_seat_and_order(by, missing):
    with pytest.raises(SeatIncomplete):
        appoint(by, **{missing: "  "})


def test_a_term_ends_no_earlier_than_it_began_and_bangkok_has_no_amphoe_committee(by):
    with pytest.raises(TermWrong):
        appoint(by, term_to=date(2018, 1, 31))
    with pytest.raises(NoSuchOrgan):
        appoint(by, province="10", amphoe="1001")


def test_what_changes_on_the_roster_leaves_a_closed_meeting_as_it_was(by, people):
    meeting = amphoe_meeting(people, checked(people))
    score_all(people, meeting)
    services.record_outcome(item=meeting.items.get(), outcome="PASSED", by=by, on=MET_ON)
    services.close_meeting(meeting=meeting, by=by, on=MET_ON)
    then = [(seat.member.name, seat.member.position) for seat in reads.sheet_of(meeting=meeting).seats]
    members = people.committees["5714"]
    services.end_term(member=members[0], last_on=date(2018, 1, 31), by=by, on=date(2018, 1, 31))
    appoint(by)
    services.set_order(
        organ=Organ.AMPHOE, province="57", amphoe="5714", places={members[11].pk: 1, members[1].pk: 12}, by=by
    )
    assert [(s.member.name, s.member.position) for s in reads.sheet_of(meeting=meeting).seats] == then
    new = amphoe_meeting(people, held_on=date(2018, 2, 7), present=0)
    names = [row.name for row in reads.roster_of(meeting=new)]
    assert names[0] == members[11].name
    assert members[0].name not in names
    assert "นางใหม่ มาดี" in names


def test_whoever_sat_in_a_meeting_keeps_name_and_position_there(by, people):
    amphoe_meeting(people)
    member = people.committees["5714"][0]
    with pytest.raises(SeatStays, match="ให้สิ้นสุดวาระแล้วแต่งตั้งใหม่"):
        services.correct_member(member=member, name="ชื่ออื่น", position="ประธาน", order_number="1/2561", by=by, on=MET_ON)
    with pytest.raises(IntegrityError, match="has been at a meeting"), transaction.atomic():
        CommitteeMember.objects.filter(pk=member.pk).update(name="ชื่ออื่น")
    with pytest.raises(TermWrong, match="มีรายชื่อในการประชุมวันที่ 20 ธ.ค. 2560"):
        services.end_term(member=member, last_on=date(2017, 12, 19), by=by, on=MET_ON)
    fresh = appoint(by)
    corrected = services.correct_member(
        member=fresh, name="นางใหม่ มาดีแล้ว", position="กรรมการ", order_number="12/2561", by=by, on=MET_ON
    )
    assert corrected.name == "นางใหม่ มาดีแล้ว"


def test_a_term_that_is_over_is_not_ended_again(by, people):
    member = people.committees["5714"][0]
    services.end_term(member=member, last_on=date(2018, 1, 1), by=by, on=date(2018, 1, 1))
    with pytest.raises(AlreadyEnded, match="สิ้นสุดแล้วเมื่อ 1 ม.ค. 2561"):
        services.end_term(member=member, last_on=date(2018, 3, 1), by=by, on=date(2018, 2, 1))


def test_an_officer_keeps_the_roster_of_her_amphoe_alone_on_the_page(log_in, people, business_date):
    business_date(MET_ON)
    client = log_in("khuntan")
    listed = client.get(reverse("projects:rosters")).content.decode()
    assert reverse("projects:roster", args=["AMPHOE", "5714"]) in listed
    assert reverse("projects:roster", args=["SUBCOMMITTEE", "57"]) not in listed
    assert client.get(reverse("projects:roster", args=["AMPHOE", "5705"])).status_code == 404
    assert client.get(reverse("projects:roster", args=["SUBCOMMITTEE", "57"])).status_code == 404
    facts = {"name": "นางใหม่ มาดี", "position": "กรรมการ", "order_number": "12/2561", "term_from": "1/2/2561"}
    url = reverse("projects:appoint_member", args=["AMPHOE", "5714"])
    assert client.post(url, facts).status_code == 302
    assert "อยู่แล้วตั้งแต่ 1 ก.พ. 2561" in client.post(url, facts).content.decode()
    new = CommitteeMember.objects.get(name="นางใหม่ มาดี")
    assert client.get(reverse("projects:correct_member", args=[new.pk])).status_code == 200
    client.post(reverse("projects:roster_order", args=["AMPHOE", "5714"]), {f"place-{new.pk}": "๑"})
    client.post(reverse("projects:end_term", args=[new.pk]), {"last_on": "30/6/2561"})
    new.refresh_from_db()
    assert (new.order, new.term_to) == (1, date(2018, 6, 30))
    assert "นางใหม่ มาดี" in client.get(reverse("projects:roster", args=["AMPHOE", "5714"])).content.decode()
    other = people.committees["SUBCOMMITTEE"][0]
    assert client.post(reverse("projects:end_term", args=[other.pk]), {"last_on": "30/6/2561"}).status_code == 404
