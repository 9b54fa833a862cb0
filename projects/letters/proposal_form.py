"""The proposal form that the proposer signs: แบบเสนอโครงการ (R-PROJ-09)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from areas.selectors import OfficeMissing, issuer_context, office_of
from projects.models import Proposal
from projects.rules import BANGKOK, budget_totals, organ_name
from projects.rules.versions import whole
from projects.selectors.plans import from_content

SUPPORTS = {"LOAN": "เงินทุนหมุนเวียน (เงินกู้)", "SUBSIDY": "เงินอุดหนุน"}
CATEGORIES = ((1, "เกษตร"), (2, "อุตสาหกรรม"), (3, "พาณิชยกรรม/บริการ"), (4, "คหกรรม"), (5, "หัตถกรรม"))
DUTIES = {"PRESIDENT": "ประธาน", "REPRESENTATIVE": "ผู้แทน"}
_PROMISES = {
    "LOAN": (
        "ข้าพเจ้าทราบว่าเงินที่ได้รับเป็นเงินกู้ ต้องทำสัญญา และชำระคืนพร้อมดอกเบี้ยตามหลักเกณฑ์ที่ใช้อยู่ในวันที่ได้รับเงิน",
        "ข้าพเจ้าทราบว่า เมื่อโครงการได้รับอนุมัติแล้ว จะเปลี่ยนตัวผู้กู้หรือผู้กู้ร่วมไม่ได้ หากมีการเปลี่ยนแปลงให้ถือว่าโครงการนี้ยกเลิก "
        "และเสนอโครงการใหม่ได้ตามขั้นตอน",
    ),
    "SUBSIDY": ("ข้าพเจ้าทราบว่าเงินอุดหนุนต้องใช้ตามแผนงานและงบประมาณที่ได้รับอนุมัติ และรายงานผลให้กองทุนทราบ",),
}
_PLAN_PROMISE = (
    "ข้าพเจ้าจะดำเนินโครงการตามแผนงานในแบบนี้ หากจำเป็นต้องแก้ไขแผนงานหลังได้รับเงิน "
    "จะเสนอ {organ} พิจารณาอนุมัติก่อน ภายในวงเงินที่ได้รับอนุมัติ"
)


def proposal_form(
    *, proposal: Proposal, content: Mapping[str, Any], number: int, on: date, is_draft: bool
) -> dict[str, Any]:
    """Return the context of the form as one content says it, its drafts marked as such.

    Card numbers are masked: the certified copies of the cards are enclosed.

    :param content: of a version, or of the draft as it stands now.
    :param number: which version it is, or would be.
    :param on: the day it is printed as of.
    Source: R-PROJ-09, R-PROJ-11, R-PROJ-20, R-PROJ-23, R-MEM-07, R-ACT-03.
    """
    said = whole(content)
    steps, lines = from_content(said)
    totals = budget_totals(budget=lines)
    people = [
        {
            "name": person["name"],
            "member_number": person["member_number"],
            "national_id": person["national_id_masked"],
            "address": person.get("address", ""),
            "current_address": person["current_address"],
            "role": "ผู้แทนกลุ่ม" if person["role"] == "REPRESENTATIVE" else "ผู้กู้ร่วม",
        }
        for person in said["borrowers"]
    ]
    organisation = said["organisation"]
    if organisation and people:
        people[0]["role"] = DUTIES.get(organisation["duty"], "ผู้กระทำการแทน")
    context = {
        "issuer": _issuer(proposal),
        "as_of": on.isoformat(),
        "reference": proposal.reference,
        "version": number,
        "applied_on": said["applied_on"],
        "support": said["support"],
        "support_label": SUPPORTS[said["support"]],
        "organisation": organisation,
        "people": people,
        "title": said["title"],
        "categories": [{"label": label, "chosen": code == said["category"]} for code, label in CATEGORIES],
        "place": said["place"],
        "purpose": [line.strip() for line in said["purpose"].splitlines() if line.strip()],
        "plan": said["plan"],
        "budget": [
            {**row, "quantity": f"{line.quantity.normalize():,f}", "own": f"{line.own:.2f}"}
            for row, line in zip(said["budget"], lines, strict=True)
        ],
        "totals": {"amount": f"{totals.amount:.2f}", "asked": f"{totals.asked:.2f}", "own": f"{totals.own:.2f}"},
        "amount": said["amount"],
        "submitted_at": _submitted_at(said),
        "promises": [
            _PLAN_PROMISE.format(organ=organ_name(organ="SUBCOMMITTEE", province=said["province"]["code"])),
            *_PROMISES[said["support"]],
        ],
    }
    return context | ({"watermark": "ร่าง"} if is_draft else {})


def _submitted_at(said: Mapping[str, Any]) -> str:
    """Where the form is handed in: at the office of the tambon group, in Bangkok of the khet's (R-APPR-15)."""
    tambon, amphoe, province = (said[key]["name"] for key in ("tambon", "amphoe", "province"))
    if said["province"]["code"] == BANGKOK:
        return f"ที่ทำการคณะทำงานขับเคลื่อนฯ เขต{amphoe} {province} (แขวง{tambon})"
    return f"ที่ทำการคณะทำงานขับเคลื่อนฯ ตำบล{tambon} อำเภอ{amphoe} จังหวัด{province}"


def _issuer(proposal: Proposal) -> dict[str, Any]:
    """The office of the amphoe; where it is not entered yet, the province's; without either the form is the fund's."""
    for amphoe in (proposal.amphoe_id, None):
        try:
            return issuer_context(office=office_of(province=proposal.province_id, amphoe=amphoe))
        except OfficeMissing:
            continue
    return {"office": "กองทุนพัฒนาบทบาทสตรี"}
