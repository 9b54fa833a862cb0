"""The papers of a meeting: the sheet that members sign, the minutes, the cover sheet T-01, a note that corrects."""

from collections import defaultdict
from typing import Any

from areas.models import User
from areas.selectors import OfficeMissing, issuer_context, office_of
from projects.letters.committees import RESOLUTIONS, committee_name, meeting_name, paper_number
from projects.models import Attendance, CommitteeMember, Meeting, MeetingNote, PaperRequest, Recusal, Vote
from projects.models.meetings import Organ
from projects.rules import BANGKOK, ORGANS, Tally, tally
from projects.selectors.table import Line, Table, Totals, table_of
from thai.dates import format_short

_KINDS = {"LOAN": "เงินทุนหมุนเวียน", "SUBSIDY": "เงินอุดหนุน"}


def attendance(*, meeting: Meeting, roster: list[CommitteeMember]) -> dict[str, Any]:
    """Return the context of the sheet that members sign when they come in."""
    return {
        "issuer": _issuer(meeting),
        "meeting": _meeting(meeting),
        "people": [{"name": member.name, "position": member.position} for member in roster],
        "blank_rows": 4,
    }


def minutes(*, meeting: Meeting, recorder: User) -> dict[str, Any]:
    """Return the context of the minutes: who came, who did not and why, who stood aside, what the committee asked for,
    how it voted and what it resolved about each project.

    Source: R-APPR-02, R-APPR-07, R-APPR-11..14, A-40.
    """
    seats = Attendance.objects.filter(meeting=meeting).select_related("member").order_by("seat", "member__order")
    recusals = (
        Recusal.objects.filter(item__meeting=meeting)
        .select_related("member", "item__version")
        .order_by("item__number", "member__order")
    )
    votes: dict[int, list[str]] = defaultdict(list)
    for item, choice in Vote.objects.filter(item__meeting=meeting).values_list("item__number", "choice"):
        votes[item].append(choice)
    table = table_of(meeting=meeting)
    return {
        "issuer": _issuer(meeting),
        "meeting": _meeting(meeting),
        "present": [_person(seat.member) for seat in seats if seat.is_present],
        "absent": [_person(seat.member) | {"reason": seat.reason} for seat in seats if not seat.is_present],
        "attending": guests_of(meeting),
        "agenda": [_agenda_item(meeting, table.of(support)) for support in table.supports],
        "recusals": [
            {"name": row.member.name, "project": f"{row.item.version.content['title']} ({row.reason})"}
            for row in recusals
        ],
        "requests": _requests(meeting, table),
        "decisions": [_resolution(meeting, line, tally(choices=votes[line.number])) for line in table.lines],
        "recorder": {"name": str(recorder), "position": recorder.position, "role": "ผู้จดรายงานการประชุม"},
    }


def note(*, row: MeetingNote, number: int) -> dict[str, Any]:
    """Return the context of a note that puts right something in the minutes of a closed meeting."""
    return {
        "issuer": _issuer(row.meeting),
        "meeting": _meeting(row.meeting) | {"minutes": paper_number(row.meeting)},
        "at": number,
        "paragraphs": [line.strip() for line in row.text.splitlines() if line.strip()],
        "written_on": row.written_on.isoformat(),
        "recorder": {"name": str(row.written_by), "position": row.written_by.position, "role": "ผู้บันทึก"},
    }


def guests_of(meeting: Meeting) -> list[dict[str, str]]:
    """Return who came beside the members: one a line, the name before the first comma."""
    found = []
    for line in meeting.guests.splitlines():
        name, _comma, position = line.strip().partition(",")
        if name.strip():
            found.append({"name": name.strip(), "position": position.strip()})
    return found


def cover_sheet(*, meeting: Meeting, support: str = "LOAN") -> dict[str, Any]:
    """Return the context of the cover sheet of the approval, T-01, of the loans or of the subsidies.

    Source: R-MEET-02..08.
    """
    table = table_of(meeting=meeting).of(support)
    is_bangkok = meeting.province_id == BANGKOK
    return {
        "kind": _KINDS[support],
        "province": meeting.province.name_th,
        "area": committee_name(meeting) if is_bangkok else f"{committee_name(meeting)} {meeting.province.label}",
        "amphoe_word": "เขต" if is_bangkok else "อำเภอ",
        "meeting": {"number": f"{meeting.number}/{meeting.year_be}", "on": meeting.held_on.isoformat()},
        "committee": committee_name(meeting),
        "groups": [
            {
                "amphoe": group.amphoe.name_th,
                "rows": [_row(line) for line in group.lines],
                **_sums(group.totals),
            }
            for group in table.groups
        ],
        "total": _sums(table.totals),
    }


def _agenda_item(meeting: Meeting, table: Table) -> dict[str, Any]:
    kind = _KINDS[table.supports[0]]
    repaid = "ความสามารถในการชำระคืน และปัจจัยเสี่ยง" if table.supports[0] == "LOAN" else "และการบูรณาการกับหน่วยงานอื่น"
    return {
        "title": f"พิจารณาโครงการประเภท{kind}ที่สมาชิกกองทุนขอรับการสนับสนุน",
        "paragraphs": [
            f"ฝ่ายเลขานุการเสนอโครงการให้ที่ประชุมพิจารณา จำนวน {table.totals.count} โครงการ "
            f"เป็นเงิน {table.totals.asked:,.2f} บาท "
            f"โดยคำนึงถึงความเหมาะสมของวงเงิน ความคุ้มค่า ประโยชน์ที่คาดว่าจะได้รับ {repaid}",
        ],
        "resolution": _said_total(table.totals).format(*RESOLUTIONS[Organ(meeting.organ)]),
    }


def _requests(meeting: Meeting, table: Table) -> list[str]:
    """What this committee asked for about the projects of its agenda, answered or not (R-APPR-14)."""
    lines = {line.proposal.pk: line for line in table.lines}
    asked = PaperRequest.objects.filter(proposal__in=list(lines), stage=meeting.organ).order_by("pk")
    said = []
    for row in asked:
        text = f"โครงการ{lines[row.proposal_id].content['title']}: {row.get_kind_display()} {row.text}"
        if row.answered_on:
            text += f" (ได้รับเมื่อ {format_short(row.answered_on)})"
        said.append(text)
    return said


def _said_total(totals: Totals) -> str:
    said = f"{{0}} {totals.approved} โครงการ เป็นเงิน {totals.approved_amount:,.2f} บาท"
    if totals.rejected:
        said += f" และ{{1}} {totals.rejected} โครงการ"
    return said


def _resolution(meeting: Meeting, line: Line, votes: Tally) -> dict[str, Any]:
    passed, not_passed = RESOLUTIONS[Organ(meeting.organ)]
    decision = passed if line.is_approved else f"{not_passed}: {line.reason}"
    row = {
        "number": line.number,
        "title": line.content["title"],
        "proposer": line.proposer,
        "asked": f"{line.amount:.2f}",
        "decision": decision,
    }
    if ORGANS[meeting.organ].scores:
        score = line.amphoe_score if meeting.organ == Organ.AMPHOE else line.province_score
        row["score"] = f"{score:.2f}"
    if votes.total:
        row |= {"votes_for": votes.in_favour, "votes_against": votes.against, "abstained": votes.abstained}
    return row


def _row(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "category": line.content["category"],
        "title": line.content["title"],
        "proposer": line.proposer,
        "place": line.content["place"],
        "budget": f"{line.budget:.2f}",
        "asked": f"{line.amount:.2f}",
        "kind": "organisation" if line.is_organisation else "person",
        "amphoe_score": None if line.amphoe_score is None else f"{line.amphoe_score:.2f}",
        "province_score": None if line.province_score is None else f"{line.province_score:.2f}",
        "decision": {"PASSED": "approved", "NOT_PASSED": "rejected"}.get(line.outcome),
    }


def _sums(totals: Totals) -> dict[str, Any]:
    return {
        "count": totals.count,
        "budget": f"{totals.budget:.2f}",
        "asked": f"{totals.asked:.2f}",
        "persons": totals.persons,
        "organisations": totals.organisations,
        "approved": totals.approved,
        "rejected": totals.rejected,
    }


def _person(member: CommitteeMember) -> dict[str, str]:
    return {"name": member.name, "position": member.position}


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "name": meeting_name(meeting),
        "number": f"{meeting.number}/{meeting.year_be}",
        "on": meeting.held_on.isoformat(),
        "place": meeting.place,
    }


def _issuer(meeting: Meeting) -> dict[str, Any]:
    """The office of the amphoe; where it is not entered yet, the province's, so that no meeting waits for it."""
    try:
        office = office_of(province=meeting.province_id, amphoe=meeting.amphoe_id)
    except OfficeMissing:
        office = office_of(province=meeting.province_id)
    return issuer_context(office=office)
