"""No page of this room needs more than 20 queries, and as many with 10 rows as with 1,000."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.models import (
    AgendaItem,
    Attendance,
    Borrower,
    Decision,
    Meeting,
    Proposal,
    ProposalVersion,
    Score,
)
from projects.models.meetings import Organ
from projects.rules import State

MOST = 20
ON = date(2018, 1, 8)
STATES = (
    State.DRAFT,
    State.SUBMITTED,
    State.TAMBON_CHECKED,
    State.RETURNED_FOR_REVISION,
    State.AMPHOE_AGREED,
    State.RECORDED,
    State.PROVINCE_SCREENED,
    State.APPROVED,
    State.NOTIFIED,
)


def fill(people, number: int, *, start: int, state: State | None = None, decided_on: date = ON) -> list[Proposal]:
    """Write many sent proposals at once, each with a group, a version and a decision."""
    user = people.users["khuntan"]
    members = people.groups[6]
    proposals = Proposal.objects.bulk_create(
        Proposal(
            reference=f"57-2560-9{start + at:05}",
            province_id="57",
            amphoe_id="5714",
            tambon_id="571403",
            title=f"โครงการที่ {at}",
            category=at % 5 + 1,
            place="หมู่ 1",
            purpose="ทดสอบ",
            amount=Decimal(100000),
            applied_on=ON,
            state=(found := state or STATES[(start + at) % len(STATES)]),
            state_on=ON,
            revise_by_on=ON if found is State.RETURNED_FOR_REVISION else None,
            entered_by=user,
            request_key=uuid4(),
        )
        for at in range(number)
    )
    Borrower.objects.bulk_create(
        Borrower(
            proposal=proposal,
            member=member,
            role="CO_BORROWER" if at else "REPRESENTATIVE",
            position=at + 1,
        )
        for proposal in proposals
        for at, member in enumerate(members)
    )
    versions = ProposalVersion.objects.bulk_create(
        ProposalVersion(
            proposal=proposal,
            number=1,
            content={
                "title": proposal.title,
                "category": proposal.category,
                "place": "หมู่ 1",
                "amount": "100000.00",
                "tambon": {"code": "571403", "name": "ยางฮอม"},
                "amphoe": {"code": "5714", "name": "ขุนตาล"},
                "borrowers": [{"member": members[0].pk, "name": members[0].full_name}] * 5,
            },
            sent_by=user,
            sent_on=ON,
        )
        for proposal in proposals
    )
    Decision.objects.bulk_create(
        Decision(version=version, stage="SUBCOMMITTEE", outcome="PASSED", decided_on=decided_on, recorded_by=user)
        for version in versions
    )
    return proposals


def hold(people, proposals: list[Proposal], *, organ: str = Organ.WORKING_GROUP, number: int = 1) -> Meeting:
    """Write an open meeting with its agenda, everybody present and scored."""
    meeting = Meeting.objects.create(
        organ=organ,
        province_id="57",
        number=number,
        year_be=2561,
        held_on=ON,
        place="ศาลากลาง",
        called_by=people.users["secretary"],
    )
    roster = people.committees[organ]
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member=member, is_present=True) for member in roster)
    versions = ProposalVersion.objects.filter(proposal__in=proposals)
    items = AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, version=version, number=at) for at, version in enumerate(versions, start=1)
    )
    Score.objects.bulk_create(Score(item=item, member=member, score=9) for item in items for member in roster)
    return meeting


def queries(client, url: str) -> int:
    client.get(url)  # what a first request fills: session, content types
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


@pytest.mark.parametrize("page", ["board", "list", "record", "meetings"])
def test_overviews_ask_as_much_for_1000_proposals_as_for_10(people, business_date, log_in, page):
    business_date(ON)
    client, url = log_in("secretary"), reverse(f"projects:{page}")
    fill(people, 10, start=0)
    few = queries(client, url)
    fill(people, 990, start=10)
    many = queries(client, url)
    assert few == many
    assert many <= MOST


@pytest.mark.parametrize("page", ["meeting", "scores", "table"])
def test_a_meeting_asks_as_much_for_a_long_agenda_as_for_a_short_one(people, business_date, log_in, page):
    business_date(ON)
    client = log_in("secretary")
    short = hold(people, fill(people, 10, start=0, state=State.RECORDED))
    long = hold(people, fill(people, 200, start=10, state=State.RECORDED), number=2)
    few = queries(client, reverse(f"projects:{page}", args=[short.pk]))
    many = queries(client, reverse(f"projects:{page}", args=[long.pk]))
    assert few == many
    assert many <= MOST


@pytest.mark.parametrize(
    ("user", "page"), [("khuntan", "proposal"), ("khuntan", "edit"), ("khuntan", "opinion"), ("phan", "new")]
)
def test_a_proposal_needs_at_most_20_queries(people, business_date, log_in, user, page):
    business_date(ON)
    state = {"edit": State.DRAFT, "opinion": State.SUBMITTED}.get(page, State.RECORDED)
    (proposal,) = fill(people, 1, start=0, state=state)
    args = [] if page == "new" else [proposal.reference]
    assert queries(log_in(user), reverse(f"projects:{page}", args=args)) <= MOST


def test_calling_a_meeting_asks_the_same_for_many(people, business_date, log_in):
    business_date(ON)
    client, url = log_in("secretary"), reverse("projects:call_meeting", args=["WORKING_GROUP"])
    fill(people, 10, start=0, state=State.RECORDED)
    few = queries(client, url)
    fill(people, 490, start=10, state=State.RECORDED)
    assert queries(client, url) == few <= MOST
