"""Bangkok for the tests of this room: its people, committees and offices, and a proposal on its way there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import uuid4

from areas.models import Amphoe, Office, RoleAssignment, Signatory, User
from areas.roles import Role
from projects import services
from projects.models import CommitteeMember, Meeting, Proposal
from projects.models.meetings import Organ
from projects.selectors.group import Chosen
from tests.projects.entries import ENTERED_ON, typed

SINCE = date(2016, 10, 1)
KHET = "1001"
KHWAENG = "100101"


@dataclass(frozen=True)
class Capital:
    """Who works in Bangkok."""

    secretary: User
    officer: User
    group: User
    office: Office


def capital() -> Capital:
    """Make a secretary of อกส.กทม., an officer and a group of a khet, an office with signatories, and committees."""
    office = Office.objects.create(
        province_id="10",
        name="สำนักงานเลขานุการ อกส.กทม.",
        parent_name="สำนักงานกองทุนพัฒนาบทบาทสตรี",
        letter_code="มท 0416.3",
        address="ถนนแจ้งวัฒนะ กรุงเทพมหานคร 10210",
        in_service_on=SINCE,
    )
    director = {"name": "นางสาวสมมุติ ผู้อำนวยการ", "position": "ผู้อำนวยการกลุ่มพัฒนาศักยภาพกองทุน"}
    for purpose in Signatory.Purpose:
        Signatory.objects.create(office=office, purpose=purpose, valid_from=SINCE, **director)
    for organ in (Organ.WORKING_GROUP, Organ.SUBCOMMITTEE):
        for order in (1, 2, 3):
            CommitteeMember.objects.create(
                organ=organ,
                province_id="10",
                name=f"กรรมการ {organ} {order}",
                position="กรรมการ",
                order=order,
                term_from=SINCE,
            )
    return Capital(
        secretary=_user("bkk-secretary", Role.PROVINCE_SECRETARY),
        officer=_user("bkk-officer", Role.AMPHOE_OFFICER, amphoe=KHET),
        group=_user("bkk-group", Role.TAMBON_GROUP, amphoe=KHET),
        office=office,
    )


def _user(username: str, role: Role, *, amphoe: str | None = None) -> User:
    user = User.objects.create(username=username, display_name=username)
    RoleAssignment.objects.create(user=user, role=role, province_id="10", amphoe_id=amphoe, valid_from=SINCE)
    return user


def sent_in_bangkok(people, place: Capital) -> Proposal:
    """Enter and send a proposal whose representative lives in the khet."""
    home = [member for member in people.spare if member.tambon_id == KHWAENG]
    away = [member for member in people.spare[:10] if member.tambon_id != KHWAENG]
    members = (home + away)[:5]
    assert Amphoe.objects.get(pk=KHET).label.startswith("เขต")
    proposal = services.create_draft(
        request_key=uuid4(),
        by=place.officer,
        on=ENTERED_ON,
        **typed(people, tambon=home[0].tambon, group=6)
        | {"group": [Chosen(member_id=member.pk) for member in members], "place": "เขตพระนคร"},
    )
    services.send(proposal=proposal, by=place.officer, on=ENTERED_ON)
    proposal.refresh_from_db()
    return proposal


def looked_at(people, place: Capital) -> Proposal:
    """Bring a proposal to the opinion of its khet."""
    proposal = sent_in_bangkok(people, place)
    services.give_tambon_opinion(proposal=proposal, outcome="PASSED", by=place.group, on=ENTERED_ON)
    proposal.refresh_from_db()
    return proposal


def meet(
    place: Capital, organ: str, proposal: Proposal, *, on: date, outcome: str = "PASSED", reason: str = ""
) -> Meeting:
    """Call, attend, score, resolve and close a meeting of a committee of Bangkok."""
    by = place.secretary
    meeting = services.call_meeting(
        organ=organ,
        province="10",
        amphoe=None,
        held_on=on,
        place="ห้องประชุม สกส.",
        proposals=[proposal],
        request_key=uuid4(),
        by=by,
        on=on,
    )
    seats = list(CommitteeMember.objects.filter(organ=organ, province="10").values_list("pk", flat=True))
    services.record_attendance(meeting=meeting, present=seats, by=by, on=on)
    item = meeting.items.get()
    if organ == Organ.WORKING_GROUP:
        scores = {(item.pk, seat): Decimal(9) for seat in seats}
        services.record_scores(meeting=meeting, scores=scores, by=by, on=on)
    services.record_outcome(item=item, outcome=outcome, reason=reason, by=by, on=on)
    services.close_meeting(meeting=meeting, by=by, on=on)
    proposal.refresh_from_db()
    return meeting
