"""The frozen contexts of the papers of this room: attendance sheet, minutes, cover sheet, result letters.

Papers are Thai documents: their wording is not translated.
"""

from datetime import date
from typing import Any

from areas.models import Office, User
from areas.selectors import NoPolicy, OfficeMissing, issuer_context, letter_context, office_of, policy
from projects.models import Attendance, CommitteeMember, Meeting, Recusal
from projects.models.meetings import Organ
from projects.rules import ORGANS
from projects.selectors.table import Group, Line, Table, Totals, table_of

NATIONAL_ORDER = "คำสั่งคณะกรรมการบริหารกองทุนพัฒนาบทบาทสตรี ที่ 2/2559 ลงวันที่ 3 สิงหาคม พ.ศ. 2559"  # R-LET-06
PROVINCIAL_ORDERS = "result_letter_references"  # {"texts": ["คำสั่งจังหวัด… ที่ …"]}, a policy of one province (R-LET-07)
COMMITTEES = {
    Organ.AMPHOE: "คณะอนุกรรมการกลั่นกรองและติดตามการดำเนินงานกองทุนพัฒนาบทบาทสตรีอำเภอ",
    Organ.WORKING_GROUP: "คณะทำงานขับเคลื่อนกองทุนพัฒนาบทบาทสตรี",
    Organ.SUBCOMMITTEE: "คณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีระดับจังหวัด",
}
SHORT_NAMES = {Organ.AMPHOE: "อกส.อ.", Organ.WORKING_GROUP: "คณะทำงานจังหวัด", Organ.SUBCOMMITTEE: "อกส.จ."}
RESOLUTIONS = {
    Organ.AMPHOE: ("เห็นชอบ", "ไม่เห็นชอบ ให้ปรับปรุงแก้ไข"),
    Organ.WORKING_GROUP: ("ผ่านการกลั่นกรอง", "ไม่ผ่านการกลั่นกรอง"),
    Organ.SUBCOMMITTEE: ("อนุมัติ", "ไม่อนุมัติ"),
}


def meeting_name(meeting: Meeting) -> str:
    """Return the committee's full name with its area."""
    name = COMMITTEES[Organ(meeting.organ)]
    match meeting.organ:
        case Organ.AMPHOE:
            return f"{name}{meeting.amphoe.name_th}"
        case Organ.WORKING_GROUP:
            return f"{name}จังหวัด{meeting.province.name_th}"
    return f"{name} จังหวัด{meeting.province.name_th}"


def references(*, province: str, on: date) -> list[str]:
    """Return the orders that the result letters of a province rest on. Source: R-LET-06, R-LET-07."""
    try:
        return [NATIONAL_ORDER, *policy(key=PROVINCIAL_ORDERS, province=province, on=on)["texts"]]
    except NoPolicy:
        return [NATIONAL_ORDER]


def paper_number(meeting: Meeting) -> str:
    """Return the number of the meeting's minutes, unlike that of any other committee of the province."""
    area = meeting.amphoe.name_th if meeting.amphoe_id else meeting.province.name_th
    return f"{SHORT_NAMES[Organ(meeting.organ)]}{area} {meeting.number}/{meeting.year_be}"


def district_chief(amphoe: str) -> str:
    """Return whom a result letter is addressed to."""
    return f"นายอำเภอ{amphoe}"


def attendance(*, meeting: Meeting, roster: list[CommitteeMember]) -> dict[str, Any]:
    """Return the context of the sheet that members sign when they come in."""
    return {
        "issuer": _issuer(meeting),
        "meeting": _meeting(meeting),
        "people": [{"name": member.name, "position": member.position} for member in roster],
        "blank_rows": 4,
    }


def minutes(*, meeting: Meeting, recorder: User) -> dict[str, Any]:
    """Return the context of the minutes: who came, who stood aside, what was resolved about each project."""
    seats = Attendance.objects.filter(meeting=meeting).select_related("member").order_by("member__order")
    recusals = (
        Recusal.objects.filter(item__meeting=meeting)
        .select_related("member", "item__version")
        .order_by("item__number", "member__order")
    )
    table = table_of(meeting=meeting)
    counted = _said_total(table.totals)
    return {
        "issuer": _issuer(meeting),
        "meeting": _meeting(meeting),
        "present": [_person(seat.member) for seat in seats if seat.is_present],
        "absent": [_person(seat.member) for seat in seats if not seat.is_present],
        "agenda": [
            {
                "title": "พิจารณาโครงการประเภทเงินทุนหมุนเวียนที่สมาชิกกองทุนขอรับการสนับสนุน",
                "paragraphs": [
                    f"ฝ่ายเลขานุการเสนอโครงการให้ที่ประชุมพิจารณา จำนวน {table.totals.count} โครงการ "
                    f"เป็นเงิน {table.totals.asked:,.2f} บาท "
                    "โดยคำนึงถึงความเหมาะสมของวงเงิน ความคุ้มค่า ประโยชน์ที่คาดว่าจะได้รับ "
                    "ความสามารถในการชำระคืน และปัจจัยเสี่ยง",
                ],
                "resolution": counted.format(*RESOLUTIONS[Organ(meeting.organ)]),
            }
        ],
        "recusals": [
            {"name": row.member.name, "project": f"{row.item.version.content['title']} ({row.reason})"}
            for row in recusals
        ],
        "decisions": [_resolution(meeting, line) for line in table.lines],
        "recorder": {"name": str(recorder), "position": recorder.position, "role": "ผู้จดรายงานการประชุม"},
    }


def cover_sheet(*, meeting: Meeting) -> dict[str, Any]:
    """Return the context of the cover sheet of the approval, T-01. Source: R-MEET-02..08."""
    table = table_of(meeting=meeting)
    return {
        "province": meeting.province.name_th,
        "meeting": {"number": f"{meeting.number}/{meeting.year_be}", "on": meeting.held_on.isoformat()},
        "committee": COMMITTEES[Organ(meeting.organ)],
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


def result_letter(
    *, table: Table, group: Group, office: Office, signature: dict[str, Any], issued_on: date
) -> dict[str, Any]:
    """Return the context of the letter to one district chief.

    Enclosure 3 counts the approved projects of this amphoe; what was refused is named with its reason.

    Source: R-LET-01..12, R-APPR-09, R-APPR-10.
    """
    meeting = table.meeting
    context = {
        **letter_context(office=office),
        "issued_on": issued_on.isoformat(),
        "urgency": "ด่วนที่สุด",
        "to": district_chief(group.amphoe.name_th),
        "references": references(province=meeting.province_id, on=issued_on),
        "province": meeting.province.name_th,
        "amphoe": group.amphoe.name_th,
        "meeting": {"number": f"{meeting.number}/{meeting.year_be}", "on": meeting.held_on.isoformat()},
        "total_count": table.totals.approved,
        "total_amount": f"{table.totals.approved_amount:.2f}",
        "project_copies": group.totals.approved,
        "signature": signature,
    }
    refused = [line for line in group.lines if line.is_rejected]
    if refused:
        standing = _STANDING if group.totals.approved else []
        context["instructions"] = [*standing, _told(refused)]
        context["enclosures"] = [
            {"text": "งบหน้าการอนุมัติโครงการ", "count": 1},
            {"text": "แนวทางการใช้จ่ายเงินทุนหมุนเวียน (เงินกู้)", "count": 1},
            {"text": "สำเนาโครงการประเภทเงินทุนหมุนเวียน", "count": group.totals.approved},
        ]
        if not group.totals.approved:
            del context["enclosures"][2]
    return context


_STANDING = [
    "แจ้งสมาชิกที่ได้รับอนุมัติโครงการให้เปิดบัญชีเงินฝากธนาคารประเภทออมทรัพย์ เพื่อรองรับเงินกองทุน "
    "และนัดหมายสมาชิกมาทำสัญญากู้ยืมเงิน ณ สำนักงานเลขานุการ อกส.อ. ตามวันและเวลาที่ อกส.อ. กำหนด",
    "แจ้งสมาชิกให้ทราบว่า เมื่อโครงการได้รับอนุมัติแล้ว จะเปลี่ยนตัวสมาชิกผู้กู้หรือผู้กู้ร่วมไม่ได้ "
    "หากมีการเปลี่ยนแปลงให้ถือว่าโครงการนั้นเป็นอันยกเลิก และเสนอโครงการใหม่ได้ตามขั้นตอน",
]


def _told(refused: list[Line]) -> str:
    named = " ".join(
        f"({at}) โครงการ{line.content['title']} ของ{line.content['borrowers'][0]['name']} เนื่องจาก{line.reason}"
        for at, line in enumerate(refused, start=1)
    )
    return f"แจ้งสมาชิกผู้เสนอโครงการที่ที่ประชุมมีมติไม่อนุมัติ จำนวน {len(refused)} โครงการ ทราบผลพร้อมเหตุผล คือ {named}"


def _said_total(totals: Totals) -> str:
    said = f"{{0}} {totals.approved} โครงการ เป็นเงิน {totals.approved_amount:,.2f} บาท"
    if totals.rejected:
        said += f" และ{{1}} {totals.rejected} โครงการ"
    return said


def _resolution(meeting: Meeting, line: Line) -> dict[str, Any]:
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
    return row


def _row(line: Line) -> dict[str, Any]:
    return {
        "number": line.number,
        "category": line.content["category"],
        "title": line.content["title"],
        "proposer": line.proposer,
        "place": line.content["place"],
        "asked": f"{line.amount:.2f}",
        "kind": "person",
        "amphoe_score": None if line.amphoe_score is None else f"{line.amphoe_score:.2f}",
        "province_score": None if line.province_score is None else f"{line.province_score:.2f}",
        "decision": {"PASSED": "approved", "NOT_PASSED": "rejected"}.get(line.outcome),
    }


def _sums(totals: Totals) -> dict[str, Any]:
    return {
        "count": totals.count,
        "asked": f"{totals.asked:.2f}",
        "persons": totals.count,
        "organisations": 0,
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
