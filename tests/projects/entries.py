"""Small helps for the tests of this room: a proposal at any point of its way."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from areas.models import Tambon
from projects import services
from projects.models import Proposal
from projects.models.meetings import Organ
from projects.rules import CHECKLIST
from projects.selectors.group import Chosen

ENTERED_ON = date(2017, 12, 12)
MET_ON = date(2017, 12, 20)
ALL_TICKED = [item.code for item in CHECKLIST]


def typed(people, *, group: int = 6, **changed):
    """Return what an officer types for the group of one of the real projects."""
    members = people.groups[group]
    return {
        "tambon": Tambon.objects.get(code=members[0].tambon_id),
        "title": "เย็บผ้า ถักโครเชต์",
        "category": 5,
        "place": "หมู่ 3 ตำบลยางฮอม",
        "purpose": "รวมกลุ่มเย็บผ้าและถักโครเชต์ จำหน่ายในตลาดชุมชน",
        "amount": Decimal("200000.00"),
        "group": [Chosen(member_id=member.pk) for member in members],
        "papers": ALL_TICKED,
        **changed,
    }


def draft(people, *, on: date = ENTERED_ON, user: str = "khuntan", key=None, **changed) -> Proposal:
    """Enter a draft."""
    return services.create_draft(request_key=key or uuid4(), by=people.users[user], on=on, **typed(people, **changed))


def sent(people, **changed) -> Proposal:
    """Enter a proposal and send it."""
    proposal = draft(people, **changed)
    services.send(proposal=proposal, by=people.users[changed.get("user", "khuntan")], on=ENTERED_ON)
    return proposal


def checked(people, **changed) -> Proposal:
    """Bring a proposal to the opinion of its tambon."""
    proposal = sent(people, **changed)
    services.give_tambon_opinion(
        proposal=proposal, outcome="PASSED", has_signed_paper=True, by=people.users["khuntan"], on=ENTERED_ON
    )
    return proposal


def amphoe_meeting(people, *proposals, present: int = 12, held_on: date = MET_ON):
    """Call a meeting of อกส.อ. ขุนตาล with these proposals; the first so many members come."""
    by = people.users["khuntan"]
    meeting = services.call_meeting(
        organ=Organ.AMPHOE,
        province="57",
        amphoe="5714",
        held_on=held_on,
        place="ห้องประชุมที่ว่าการอำเภอ",
        proposals=list(proposals),
        request_key=uuid4(),
        by=by,
        on=held_on,
    )
    seats = [member.pk for member in people.committees["5714"]][:present]
    services.record_attendance(meeting=meeting, present=seats, by=by, on=held_on)
    return meeting


def score_all(people, meeting, score: str = "9") -> None:
    """Let everybody present and not recused give the same score to every project."""
    present = meeting.attendances.filter(is_present=True).values_list("member_id", flat=True)
    scores = {
        (item.pk, member): Decimal(score)
        for item in meeting.items.all()
        for member in present
        if not item.recusals.filter(member=member).exists()
    }
    services.record_scores(meeting=meeting, scores=scores, by=people.users["khuntan"], on=meeting.held_on)


def returned(people, **changed) -> Proposal:
    """Bring a proposal back from อกส.อ. for revision."""
    proposal = checked(people, **changed)
    meeting = amphoe_meeting(people, proposal)
    score_all(people, meeting, "5")
    services.record_outcome(
        item=meeting.items.get(),
        outcome="NOT_PASSED",
        reason="แผนการตลาดยังไม่ชัดเจน",
        by=people.users["khuntan"],
        on=MET_ON,
    )
    services.close_meeting(meeting=meeting, by=people.users["khuntan"], on=MET_ON)
    proposal.refresh_from_db()
    return proposal
