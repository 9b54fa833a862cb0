"""What papers call the committees, their secretariats and those they write to, in every province and in Bangkok."""

from typing import Any

from areas.models import Amphoe, Province
from projects.models import Meeting
from projects.models.meetings import Organ
from projects.rules import BANGKOK, near_the_members, organ_name

COMMITTEES = {
    Organ.AMPHOE: "คณะอนุกรรมการกลั่นกรองและติดตามการดำเนินงานกองทุนพัฒนาบทบาทสตรีอำเภอ",
    Organ.WORKING_GROUP: "คณะทำงานขับเคลื่อนกองทุนพัฒนาบทบาทสตรี",
    Organ.SUBCOMMITTEE: "คณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีระดับจังหวัด",
}
BANGKOK_SUBCOMMITTEE = "คณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีกรุงเทพมหานคร"
SHORT_NAMES = {Organ.AMPHOE: "อกส.อ.", Organ.WORKING_GROUP: "คณะทำงานจังหวัด", Organ.SUBCOMMITTEE: "อกส.จ."}
BANGKOK_SHORT_NAMES = {Organ.WORKING_GROUP: "คณะทำงานกรุงเทพมหานคร", Organ.SUBCOMMITTEE: "อกส.กทม."}
RESOLUTIONS = {
    Organ.AMPHOE: ("เห็นชอบ", "ไม่เห็นชอบ ให้ปรับปรุงแก้ไข"),
    Organ.WORKING_GROUP: ("ผ่านการกลั่นกรอง", "ไม่ผ่านการกลั่นกรอง"),
    Organ.SUBCOMMITTEE: ("อนุมัติ", "ไม่อนุมัติ"),
}


def committee_name(meeting: Meeting) -> str:
    """Return the committee's full name without its area, but for Bangkok's, which has it in its name."""
    if meeting.organ == Organ.SUBCOMMITTEE and meeting.province_id == BANGKOK:
        return BANGKOK_SUBCOMMITTEE
    return COMMITTEES[Organ(meeting.organ)]


def meeting_name(meeting: Meeting) -> str:
    """Return the committee's full name with its area. Source: R-ACT-08, R-ACT-10, R-ACT-11, R-ACT-13."""
    name = committee_name(meeting)
    match meeting.organ:
        case Organ.AMPHOE:
            return f"{name}{meeting.amphoe.name_th}"
        case Organ.WORKING_GROUP:
            return f"{name}{meeting.province.label}"
    return name if meeting.province_id == BANGKOK else f"{name} {meeting.province.label}"


def paper_number(meeting: Meeting) -> str:
    """Return the number of the meeting's minutes, unlike that of any other committee of the province."""
    if meeting.province_id == BANGKOK:
        return f"{BANGKOK_SHORT_NAMES[Organ(meeting.organ)]} {meeting.number}/{meeting.year_be}"
    area = meeting.amphoe.name_th if meeting.amphoe_id else meeting.province.name_th
    return f"{SHORT_NAMES[Organ(meeting.organ)]}{area} {meeting.number}/{meeting.year_be}"


def district_chief(amphoe: Amphoe) -> str:
    """Return whom a result letter is addressed to: the district chief, in Bangkok the director of the khet.

    Source: R-ACT-19, R-ACT-07.
    """
    head = "ผู้อำนวยการเขต" if amphoe.province_id == BANGKOK else "นายอำเภอ"
    return f"{head}{amphoe.name_th}"


def names_on_papers(province: str) -> dict[str, Any]:
    """Return what papers to members call the province's committee, and the one whose secretariat they go to.

    Source: R-ACT-07, R-ACT-13.
    """
    return {
        "committee": organ_name(organ=Organ.SUBCOMMITTEE, province=province),
        "committee_name": BANGKOK_SUBCOMMITTEE if province == BANGKOK else COMMITTEES[Organ.SUBCOMMITTEE],
        "near_members": near_the_members(province=province),
        "in_bangkok": province == BANGKOK,
    }


def secretariat(province: Province) -> str:
    """Return what the provincial secretariat is called with its short name."""
    if province.code == BANGKOK:
        return f"สำนักงานเลขานุการ{BANGKOK_SUBCOMMITTEE} (อกส.กทม.)"
    return f"สำนักงานเลขานุการ{COMMITTEES[Organ.SUBCOMMITTEE]} (อกส.จ.) {province.label}"
