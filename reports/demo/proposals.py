"""The round of Chiang Rai, meeting 1/2561: thirteen real projects with their amounts and scores, invented people.

Every function may be played again: what is done already is left as it is.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from areas.models import Policy, Tambon
from documents.models import Document
from projects import services
from projects.letters import PROVINCIAL_ORDERS
from projects.models import CommitteeMember, Meeting, Proposal
from projects.models.meetings import Organ
from projects.rules import CHECKLIST, State
from projects.selectors.group import Chosen
from reports.demo import people

DATA = Path(__file__).resolve().parent / "data" / "chiangrai_meeting_1_2561.csv"
ENTERED_ON = date(2017, 12, 12)
TAMBON_ON = date(2017, 12, 15)
AMPHOE_ON = date(2017, 12, 20)
RECORDED_ON = date(2017, 12, 25)
SCREENED_ON = date(2018, 1, 5)
APPROVED_ON = date(2018, 1, 10)
TOLD_ON = date(2018, 1, 31)

OFFICERS = {people.KHUN_TAN: "khuntan", people.WIANG_PA_PAO: "wiangpapao", people.PHAN: "phan"}
# The scanned table has lost the categories: 1 agriculture, 2 industry, 3 commerce, 4 home economics, 5 handicraft.
CATEGORIES = {1: 3, 2: 3, 3: 1, 4: 1, 5: 1, 6: 5, 7: 1, 8: 1, 9: 1, 10: 1, 11: 1, 12: 1, 13: 5}
# Amphoe score 8.55 of project 3 is no twelfth: 77 points of nine members, three having stood aside.
INTERESTS = {
    3: ("ญาติของผู้เสนอโครงการ", "เป็นที่ปรึกษาของกลุ่มผู้เสนอ", "เช่าบ่อเลี้ยงปลาร่วมกับผู้กู้ร่วม"),
}
POINTS_OF_NINE = 77


@dataclass(frozen=True)
class Project:
    """One line of the real table. Points are the sum of the members' scores."""

    number: int
    title: str
    amount: Decimal
    amphoe: str
    tambon: str
    amphoe_points: int
    province_points: int
    amphoe_score: Decimal
    province_score: Decimal


@cache
def projects() -> tuple[Project, ...]:
    """Return the thirteen projects of the meeting 1/2561 in their order."""
    with open(DATA, encoding="utf-8", newline="") as file:
        return tuple(_project(row) for row in csv.DictReader(file))


def request_key(text: str) -> UUID:
    """Return the key by which a command of the demo is known, so that playing it twice does it once."""
    return uuid5(NAMESPACE_URL, f"demo/{text}")


def play() -> None:
    """Play the whole round, from the first entry to the result letters."""
    enter_proposals()
    tambon_opinions()
    amphoe_meetings()
    record_at_province()
    working_group()
    subcommittee()
    result_letters()


def enter_proposals(*, on: date = ENTERED_ON, numbers: Sequence[int] = ()) -> list[Proposal]:
    """Enter and send the proposals of the round, or those with the given numbers, at their amphoe."""
    crowd = people.read()
    tambon = {row.code: row for row in Tambon.objects.filter(code__in=people.GROUPS.values())}
    entered = []
    for project in projects():
        if numbers and project.number not in numbers:
            continue
        by = crowd.users[OFFICERS[project.amphoe]]
        place = tambon[project.tambon]
        proposal = services.create_draft(
            tambon=place,
            title=project.title,
            category=CATEGORIES[project.number],
            place=f"หมู่ {project.number % 9 + 1} ตำบล{place.name_th}",
            purpose=_purpose(project),
            amount=project.amount,
            group=[Chosen(member_id=member.pk) for member in crowd.groups[project.number]],
            papers=[item.code for item in CHECKLIST if item.is_required or project.number % 2],
            request_key=request_key(f"proposal/{project.number}"),
            by=by,
            on=on,
        )
        if proposal.state == State.DRAFT:
            services.send(proposal=proposal, by=by, on=on)
        entered.append(proposal)
    return entered


def tambon_opinions(*, on: date = TAMBON_ON) -> None:
    """Give the tambon's opinion on every proposal: ยางฮอม from its own account, the others from their signed paper."""
    users = people.read().users
    waiting = Proposal.objects.in_state(State.SUBMITTED).filter(request_key__in=_keys()).order_by("reference")
    for proposal in waiting:
        has_account = proposal.tambon_id == people.GROUPS[6]
        services.give_tambon_opinion(
            proposal=proposal,
            outcome="PASSED",
            reason="เอกสารครบถ้วน กลุ่มมีคุณสมบัติและมีประสบการณ์ในอาชีพที่ขอ",
            has_signed_paper=not has_account,
            by=users["yanghom"] if has_account else users[OFFICERS[proposal.amphoe_id]],
            on=on,
        )


def amphoe_meetings(*, on: date = AMPHOE_ON) -> list[Meeting]:
    """Hold the meeting of อกส.อ. in each amphoe that has proposals, with the real scores, and close it."""
    crowd = people.read()
    with_proposals = set(Proposal.objects.filter(request_key__in=_keys()).values_list("amphoe_id", flat=True))
    return [
        _hold(
            organ=Organ.AMPHOE,
            amphoe=amphoe,
            place=f"ห้องประชุมที่ว่าการอำเภอ{people.AMPHOE[amphoe]}",
            roster=[member.pk for member in crowd.committees[amphoe]],
            waiting=State.TAMBON_CHECKED,
            by=crowd.users[officer],
            on=on,
        )
        for amphoe, officer in OFFICERS.items()
        if amphoe in with_proposals
    ]


def record_at_province(*, on: date = RECORDED_ON) -> None:
    """Record at the province every proposal to which อกส.อ. agreed."""
    agreed = list(Proposal.objects.in_state(State.AMPHOE_AGREED).filter(request_key__in=_keys()))
    services.record_at_province(proposals=agreed, by=people.read().users["secretary"], on=on)


def working_group(*, on: date = SCREENED_ON) -> Meeting:
    """Hold the meeting of the provincial working group with the real scores, and close it."""
    crowd = people.read()
    return _hold(
        organ=Organ.WORKING_GROUP,
        amphoe=None,
        place="ห้องประชุมสำนักงานพัฒนาชุมชนจังหวัดเชียงราย",
        roster=[member.pk for member in crowd.committees["WORKING_GROUP"]],
        waiting=State.RECORDED,
        by=crowd.users["secretary"],
        on=on,
    )


def subcommittee(*, on: date = APPROVED_ON) -> Meeting:
    """Hold the meeting 1/2561 of อกส.จ., which approves all thirteen projects, and close it."""
    crowd = people.read()
    return _hold(
        organ=Organ.SUBCOMMITTEE,
        amphoe=None,
        place="ห้องประชุมพญาพิภักดิ์ ศาลากลางจังหวัดเชียงราย",
        roster=[member.pk for member in crowd.committees["SUBCOMMITTEE"]],
        waiting=State.PROVINCE_SCREENED,
        by=crowd.users["secretary"],
        on=on,
    )


def result_letters(*, on: date = TOLD_ON) -> list[Document]:
    """Issue the result letters of the meeting 1/2561 to the three district chiefs."""
    meeting = Meeting.objects.get(request_key=_meeting_key(Organ.SUBCOMMITTEE, None))
    Policy.objects.get_or_create(
        key=PROVINCIAL_ORDERS,
        province_id=people.PROVINCE,
        effective_from=date(2016, 9, 28),
        defaults={
            "policy_no": "L-07",
            "value": {"texts": ["คำสั่งจังหวัดเชียงราย ที่ 4593/2559 ลงวันที่ 28 กันยายน พ.ศ. 2559"]},
            "source": "หนังสือแจ้งผลการพิจารณา ครั้งที่ 1/2561",
        },
    )
    letters = Document.objects.filter(subject=f"meeting:{meeting.pk}", kind=Document.Kind.RESULT_LETTER)
    return list(letters) or services.issue_results(meeting=meeting, by=people.read().users["secretary"], on=on)


def points(total: int, scorers: Sequence[int]) -> dict[int, Decimal]:
    """Spread a sum of whole points over the scorers as evenly as it goes; the first ones get the odd points."""
    each, odd = divmod(total, len(scorers))
    return {scorer: Decimal(each + (at < odd)) for at, scorer in enumerate(scorers)}


def _hold(*, organ: str, amphoe: str | None, place: str, roster: list[int], waiting: State, by, on: date) -> Meeting:
    proposals = Proposal.objects.in_state(waiting).filter(request_key__in=_keys())
    if amphoe:
        proposals = proposals.filter(amphoe=amphoe)
    meeting = services.call_meeting(
        organ=organ,
        province=people.PROVINCE,
        amphoe=amphoe,
        held_on=on,
        place=place,
        proposals=list(proposals),
        request_key=_meeting_key(organ, amphoe),
        by=by,
        on=on,
    )
    if meeting.closed_on is not None:
        return meeting
    services.record_attendance(meeting=meeting, present=roster, by=by, on=on)
    numbers = {request_key(f"proposal/{project.number}"): project for project in projects()}
    members = CommitteeMember.objects.in_bulk(roster)
    scores: dict[tuple[int, int], Decimal | None] = {}
    items = list(meeting.items.select_related("version__proposal", "meeting"))
    for item in items:
        project = numbers[item.version.proposal.request_key]
        scorers = list(roster)
        if organ == Organ.AMPHOE:
            for reason in INTERESTS.get(project.number, ()):
                member = scorers.pop()
                services.declare_recusal(item=item, member=members[member], reason=reason, by=by, on=on)
        if organ != Organ.SUBCOMMITTEE:
            total = project.amphoe_points if organ == Organ.AMPHOE else project.province_points
            scores |= {(item.pk, member): score for member, score in points(total, scorers).items()}
    if scores:
        services.record_scores(meeting=meeting, scores=scores, by=by, on=on)
    services.record_outcomes(meeting=meeting, outcomes={item.pk: ("PASSED", "") for item in items}, by=by, on=on)
    return services.close_meeting(meeting=meeting, by=by, on=on)


def _keys() -> list[UUID]:
    return [request_key(f"proposal/{project.number}") for project in projects()]


def _meeting_key(organ: str, amphoe: str | None) -> UUID:
    return request_key(f"meeting/{organ}/{amphoe or people.PROVINCE}/1")


def _project(row: dict[str, str]) -> Project:
    number = int(row["proposal_no"])
    return Project(
        number=number,
        title=row["project_title_th_without_village_no"],
        amount=Decimal(row["amount_baht"]),
        amphoe=people.GROUPS[number][:4],
        tambon=people.GROUPS[number],
        amphoe_points=_points(row["amphoe_score_as_truncated_twelfths"]) or POINTS_OF_NINE,
        province_points=_points(row["province_score_as_truncated_twelfths"]),
        amphoe_score=Decimal(row["amphoe_score"]),
        province_score=Decimal(row["province_score"]),
    )


def _points(twelfths: str) -> int:
    found = re.fullmatch(r"(\d+)/12", twelfths)
    return int(found[1]) if found else 0


def _purpose(project: Project) -> str:
    return (
        f"เพื่อให้สมาชิกกลุ่มมีอาชีพและรายได้เพิ่มจากโครงการ{project.title}\n"
        "1. ประชุมสมาชิกและแบ่งหน้าที่\n2. จัดซื้อวัตถุดิบและอุปกรณ์\n3. ดำเนินการผลิตและจำหน่าย\n"
        "4. บันทึกรายรับรายจ่าย และผ่อนชำระคืนกองทุนปีละสองงวด"
    )
