"""The letters that tell a decision: to a district what was approved there, to a proposer a refusal or a revision.

What stands round the text (urgency, references, enclosures, instructions) is data of the office: ``LetterSetting``.
Where none is entered the standing ones are printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from areas.models import LetterSetting, Office
from areas.selectors import NoPolicy, letter_context, letter_setting, policy
from projects.letters.committees import RESOLUTIONS, committee_name, district_chief, meeting_name, secretariat
from projects.models import Proposal, ProposalVersion
from projects.models.meetings import Meeting, Organ
from projects.rules import BANGKOK
from projects.selectors.table import Group, Line, Table
from thai.baht import with_commas
from thai.dates import format_long

NATIONAL_ORDER = "คำสั่งคณะกรรมการบริหารกองทุนพัฒนาบทบาทสตรี ที่ 2/2559 ลงวันที่ 3 สิงหาคม พ.ศ. 2559"  # R-LET-06
PROVINCIAL_ORDERS = "result_letter_references"  # {"texts": ["คำสั่งจังหวัด… ที่ …"]}, a policy of one province (R-LET-07)
MOST_URGENT = "ด่วนที่สุด"
KINDS = {"LOAN": "เงินทุนหมุนเวียน", "SUBSIDY": "เงินอุดหนุน"}
_LETTERS = {"LOAN": LetterSetting.Letter.RESULT_LOAN, "SUBSIDY": LetterSetting.Letter.RESULT_SUBSIDY}
# No count: as many as there are approved projects of the district addressed (R-LET-08).
ENCLOSURES: dict[str, list[dict[str, Any]]] = {
    "LOAN": [
        {"text": "งบหน้าการอนุมัติโครงการ", "count": 1},
        {"text": "แนวทางการใช้จ่ายเงินทุนหมุนเวียน (เงินกู้)", "count": 1},
        {"text": "สำเนาโครงการประเภทเงินทุนหมุนเวียน", "count": None},
    ],
    "SUBSIDY": [
        {"text": "งบหน้าการอนุมัติโครงการ", "count": 1},
        {"text": "แนวทางการใช้จ่ายเงินอุดหนุน", "count": 1},
        {"text": "สำเนาโครงการประเภทเงินอุดหนุน", "count": None},
    ],
}
_MEMBERS_CHANGE = (
    "แจ้งสมาชิกให้ทราบว่า เมื่อโครงการได้รับอนุมัติแล้ว จะเปลี่ยนตัวสมาชิกผู้กู้หรือผู้กู้ร่วมไม่ได้ "
    "หากมีการเปลี่ยนแปลงให้ถือว่าโครงการนั้นเป็นอันยกเลิก และเสนอโครงการใหม่ได้ตามขั้นตอน"
)


@dataclass(frozen=True, slots=True)
class Around:
    """What stands round the text of a letter on its day."""

    urgency: str
    references: Sequence[str]
    enclosures: Sequence[dict[str, Any]]
    instructions: Sequence[str]
    closing: str = ""


def references(*, province: str, on: date) -> list[str]:
    """Return the orders that the result letters of a province rest on. Source: R-LET-06, R-LET-07."""
    try:
        return [NATIONAL_ORDER, *policy(key=PROVINCIAL_ORDERS, province=province, on=on)["texts"]]
    except NoPolicy:
        return [NATIONAL_ORDER]


def standing_instructions(*, support: str, province: str) -> list[str]:
    """Return what the district is asked to do where the office has not entered its own. Source: R-LET-09."""
    at = "อกส.กทม." if province == BANGKOK else "อกส.อ."
    account = "ให้เปิดบัญชีเงินฝากธนาคารประเภทออมทรัพย์"
    if support == "SUBSIDY":
        told = f"เพื่อรองรับเงินอุดหนุน และแจ้งเลขที่บัญชีต่อสำนักงานเลขานุการ {at}"
        return [f"แจ้งองค์กรสตรีที่ได้รับอนุมัติโครงการ{account} {told}"]
    return [
        f"แจ้งสมาชิกที่ได้รับอนุมัติโครงการ{account} เพื่อรองรับเงินกองทุน "
        f"และนัดหมายสมาชิกมาทำสัญญากู้ยืมเงิน ณ สำนักงานเลขานุการ {at} ตามวันและเวลาที่ {at} กำหนด",
        _MEMBERS_CHANGE,
    ]


def around(*, office: Office, letter: str, support: str, on: date) -> Around:
    """Return what stands round the text: what the office has entered for that day, else the standing ones.

    Source: R-LET-01, R-LET-02, R-LET-06..09.
    """
    found = letter_setting(office=office, letter=letter, on=on)
    is_result = letter in _LETTERS.values()
    standing = standing_instructions(support=support, province=office.province_id) if is_result else []
    if found is not None:
        return Around(
            urgency=found.urgency,
            references=found.references,
            enclosures=found.enclosures,
            instructions=found.instructions or standing,
            closing=found.closing,
        )
    return Around(
        urgency=MOST_URGENT if is_result else "",
        references=references(province=office.province_id, on=on) if is_result else [],
        enclosures=ENCLOSURES[support] if is_result else [],
        instructions=standing,
    )


def result_letter(
    *, table: Table, group: Group, office: Office, signature: dict[str, Any], issued_on: date
) -> dict[str, Any]:
    """Return the context of the letter to one district about one kind of money.

    :param table: of that kind alone. Enclosures without a count are as many as the approved projects of the district;
        what was refused is named with its reason.
    Source: R-LET-01..12, R-APPR-09, R-APPR-10.
    """
    meeting, support = table.meeting, table.supports[0]
    said = around(office=office, letter=_LETTERS[support], support=support, on=issued_on)
    is_bangkok = meeting.province_id == BANGKOK
    context = {
        **_letter(office, said, signature=signature, issued_on=issued_on),
        "to": district_chief(group.amphoe),
        "kind": KINDS[support],
        "province": meeting.province.name_th,
        "province_label": meeting.province.label,
        "amphoe": group.amphoe.name_th,
        "amphoe_label": group.amphoe.label,
        "secretariat": secretariat(meeting.province),
        "committee": committee_name(meeting),
        "meeting": _held(meeting),
        "total_count": table.totals.approved,
        "total_amount": f"{table.totals.approved_amount:.2f}",
        "project_copies": group.totals.approved,
        "enclosures": _enclosed(said.enclosures, copies=group.totals.approved),
    }
    if is_bangkok:
        context["to_note"] = "(ประธานคณะทำงานขับเคลื่อนกองทุนพัฒนาบทบาทสตรีเขต)"
        context["asked"] = "จึงขอให้เขตแจ้งคณะทำงานขับเคลื่อนกองทุนพัฒนาบทบาทสตรีเขต ดำเนินการ ดังนี้"
    refused = [line for line in group.lines if line.is_rejected]
    standing = list(said.instructions) if group.totals.approved else []
    context["instructions"] = [*standing, _told(refused)] if refused else standing
    return context


def refusal_letter(
    *, line: Line, meeting: Meeting, office: Office, signature: dict[str, Any], issued_on: date
) -> dict[str, Any]:
    """Return the context of the letter that tells a proposer why her project was not approved.

    Source: R-APPR-10.
    """
    said = around(office=office, letter=LetterSetting.Letter.REFUSAL, support=line.support, on=issued_on)
    _passed, refused = RESOLUTIONS[Organ.SUBCOMMITTEE]
    return {
        **_letter(office, said, signature=signature, issued_on=issued_on),
        "subject": f"แจ้งผลการพิจารณาโครงการประเภท{KINDS[line.support]} กองทุนพัฒนาบทบาทสตรี{meeting.province.label}",
        "to": addressee_of(line.content),
        "enclosures": _enclosed(said.enclosures, copies=1),
        "paragraphs": [
            f"ตามที่ท่านได้เสนอ{_project(line.content, line.proposal)} นั้น",
            f"{meeting_name(meeting)} ในการประชุมครั้งที่ {meeting.number}/{meeting.year_be} "
            f"เมื่อวันที่ {format_long(meeting.held_on, thai_digits=False)} ได้พิจารณาแล้วมีมติ{refused}โครงการดังกล่าว "
            f"เนื่องจาก{line.reason}",
            *said.instructions,
        ],
        "closing": said.closing or "จึงเรียนมาเพื่อทราบ",
    }


def revision_letter(
    *,
    proposal: Proposal,
    version: ProposalVersion,
    meeting: Meeting | None,
    reason: str,
    days: int,
    office: Office,
    signature: dict[str, Any],
    issued_on: date,
) -> dict[str, Any]:
    """Return the context of the letter that asks a proposer to revise a project that did not pass.

    :param meeting: of อกส.อ.; None in Bangkok, where the secretariat itself returned it.
    :param days: P-17, from the receipt of the letter.
    Source: R-APPR-04, R-APPR-05, R-ACT-13.
    """
    content = version.content
    said = around(office=office, letter=LetterSetting.Letter.REVISION, support=proposal.support, on=issued_on)
    if meeting is None:
        judged = f"{secretariat(proposal.province)} ได้ตรวจพิจารณาแล้ว เห็นควรให้ปรับปรุงแก้ไขโครงการ"
        handed_in = f"คณะทำงานขับเคลื่อนกองทุนพัฒนาบทบาทสตรี{proposal.amphoe.label}"
    else:
        judged = (
            f"{meeting_name(meeting)} ในการประชุมครั้งที่ {meeting.number}/{meeting.year_be} "
            f"เมื่อวันที่ {format_long(meeting.held_on, thai_digits=False)} ได้พิจารณาแล้วยังไม่เห็นชอบโครงการ"
        )
        handed_in = f"คณะทำงานขับเคลื่อนกองทุนพัฒนาบทบาทสตรี{proposal.tambon.label}"
    return {
        **_letter(office, said, signature=signature, issued_on=issued_on),
        "subject": "ขอให้ปรับปรุงแก้ไขโครงการที่เสนอขอรับการสนับสนุนจากกองทุนพัฒนาบทบาทสตรี",
        "to": addressee_of(content),
        "enclosures": _enclosed(said.enclosures, copies=1),
        "paragraphs": [
            f"ตามที่ท่านได้เสนอ{_project(content, proposal)} นั้น",
            f"{judged} โดยมีข้อให้ปรับปรุงแก้ไข คือ {reason}",
            f"จึงขอให้ท่านปรับปรุงแก้ไขโครงการ แล้วส่ง ณ ที่ทำการ{handed_in} ภายใน {days} วัน "
            "นับแต่วันที่ได้รับหนังสือนี้ หากไม่ได้รับโครงการที่แก้ไขแล้วภายในกำหนด จะถือว่าท่านไม่ประสงค์ขอรับการสนับสนุน",
            *said.instructions,
        ],
        "closing": said.closing or "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ",
        "version": version.number,
        "days": days,
    }


def addressee_of(content: dict[str, Any]) -> str:
    """Return whom a letter about a project is addressed to: its organisation, or the representative of its group."""
    if content.get("organisation"):
        return f"ประธาน{content['organisation']['name']}"
    return f"{content['borrowers'][0]['name']} ผู้แทนกลุ่ม"


def _project(content: dict[str, Any], proposal: Proposal) -> str:
    amount = f"{with_commas(Decimal(content['amount'])).removesuffix('.00')} บาท"
    kind = KINDS[content.get("support", "LOAN")]
    asked = f"เพื่อขอรับการสนับสนุน{kind} กองทุนพัฒนาบทบาทสตรี เป็นเงิน {amount}"
    return f"โครงการ{content['title']} {asked} ตามคำขอเลขที่ {proposal.reference}"


def _letter(office: Office, said: Around, *, signature: dict[str, Any], issued_on: date) -> dict[str, Any]:
    return {
        **letter_context(office=office),
        "issued_on": issued_on.isoformat(),
        "urgency": said.urgency,
        "references": list(said.references),
        "signature": signature,
        **({"closing": said.closing} if said.closing else {}),
    }


def _enclosed(rows: Sequence[dict[str, Any]], *, copies: int) -> list[dict[str, Any]]:
    """The enclosures with their counts; what there is none of is not enclosed."""
    found = []
    for row in rows:
        count = copies if row.get("count") is None else row["count"]
        if count:
            found.append({"text": row["text"], "count": count, **({"unit": row["unit"]} if row.get("unit") else {})})
    return found


def _held(meeting: Meeting) -> dict[str, str]:
    return {"number": f"{meeting.number}/{meeting.year_be}", "on": meeting.held_on.isoformat()}


def _told(refused: Sequence[Line]) -> str:
    named = " ".join(
        f"({at}) โครงการ{line.content['title']} ของ{line.proposer_name} เนื่องจาก{line.reason}"
        for at, line in enumerate(refused, start=1)
    )
    return f"แจ้งสมาชิกผู้เสนอโครงการที่ที่ประชุมมีมติไม่อนุมัติ จำนวน {len(refused)} โครงการ ทราบผลพร้อมเหตุผล คือ {named}"
