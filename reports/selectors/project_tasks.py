"""What waits of proposals, meetings, requests for papers, changed plans and letters: one query for all of it."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.rules import NoPolicy
from areas.scope import holds
from areas.waiting import Waiting
from projects.models import Meeting, PlanChange, Proposal
from projects.rules import BANGKOK, State
from projects.selectors.attachments import waiting_requests
from projects.selectors.listing import to_record
from projects.selectors.meetings import revisions_due
from projects.selectors.progress import ReportDays
from reports.selectors.counting import Asked, Found, Kinds, kind, province_of

# State, the permission of the next step. What waits for the record at the province is a case of its own.
STEPS = {
    State.DRAFT: "projects.enter",
    State.RETURNED_FOR_REVISION: "projects.enter",
    State.SUBMITTED: "projects.tambon_opinion",
    State.TAMBON_CHECKED: "projects.amphoe_meeting",
    State.AMPHOE_AGREED: "projects.record",
    State.RECORDED: "projects.working_group",
    State.PROVINCE_SCREENED: "projects.subcommittee",
    State.APPROVED: "projects.notify",
    State.NOTIFIED: "loans.prepare",
    State.TRANSFERRED: "projects.enter",
}
# The committee whose day on the calendar a proposal of that state has before it.
ORGAN_OF = {
    State.TAMBON_CHECKED: "AMPHOE",
    State.AMPHOE_AGREED: "WORKING_GROUP",
    State.RECORDED: "WORKING_GROUP",
    State.PROVINCE_SCREENED: "SUBCOMMITTEE",
}
ORGANS = {
    "AMPHOE": "projects.amphoe_meeting",
    "WORKING_GROUP": "projects.working_group",
    "SUBCOMMITTEE": "projects.subcommittee",
}
REQUESTS, PLANS, LETTERS = "REQUESTS", "PLANS", "LETTERS"


def asked(*, user: User, on: date, days: ReportDays) -> Asked:
    """Return what is to be counted for a user on a day, and what is then told; ``days`` is read once for the page."""
    return _kinds(user), partial(_told, user, on, days)


def _kinds(user: User) -> Kinds:
    kinds = [
        kind(state.value, _in(state, user, permission), since="state_on", until="revise_by_on", named="reference")
        for state, permission in STEPS.items()
        if holds(user, permission)
    ]
    if holds(user, "projects.enter"):
        rows = waiting_requests(user=user)
        kinds.append(kind(REQUESTS, rows, until="due_on", named="proposal__reference"))
    if holds(user, "projects.subcommittee"):
        rows = PlanChange.objects.visible_to(user, "projects.subcommittee").filter(outcome="")
        kinds.append(kind(PLANS, rows, since="asked_on", named="proposal__reference"))
    if holds(user, "projects.amphoe_meeting"):
        kinds.append(kind(LETTERS, revisions_due(user=user)))
    for organ, permission in ORGANS.items():
        if holds(user, permission):
            called = Meeting.objects.visible_to(user, permission).filter(organ=organ, closed_on__isnull=True)
            kinds.append(kind(organ, called, until="held_on"))
    return kinds


def _told(user: User, on: date, days: ReportDays, found: Found) -> Iterator[Waiting]:
    for name, row in found.items():
        if name in ORGANS:
            yield _meeting(user, name, row)
        elif name in (REQUESTS, PLANS, LETTERS):
            yield _other(user, name, row)
        else:
            yield _proposal(user, State(name), row, on=on, days=days)


def _in(state: State, user: User, permission: str) -> QuerySet:
    if state is State.AMPHOE_AGREED:
        return to_record(user=user)  # in Bangkok it comes straight from the khet
    rows = Proposal.objects.visible_to(user, permission).in_state(state)
    if state is State.NOTIFIED:
        rows = rows.filter(support=Proposal.Support.LOAN)  # a subsidy has no contract
    return rows.exclude(province=BANGKOK) if state is State.TAMBON_CHECKED else rows


def _proposal(user: User, state: State, row: dict[str, Any], *, on: date, days: ReportDays) -> Waiting:
    titles = {
        State.DRAFT: _("ร่างแบบเสนอโครงการที่ยังไม่ได้ส่ง"),
        State.RETURNED_FOR_REVISION: _("โครงการที่ส่งกลับให้ปรับปรุง"),
        State.SUBMITTED: _("โครงการรอความเห็นตำบล"),
        State.TAMBON_CHECKED: _("โครงการรอเข้าวาระประชุม อกส.อ."),
        State.AMPHOE_AGREED: _("โครงการรอจังหวัดบันทึกรับ"),
        State.RECORDED: _("โครงการรอคณะทำงานจังหวัดกลั่นกรอง"),
        State.PROVINCE_SCREENED: _("โครงการรอ อกส.จ. พิจารณา"),
        State.APPROVED: _("โครงการรอแจ้งผล"),
        State.NOTIFIED: _("โครงการรอจัดทำสัญญา"),
        State.TRANSFERRED: _("โครงการที่ได้รับเงินแล้ว รอบันทึกเริ่มดำเนินการ"),
    }
    in_bangkok = {
        State.SUBMITTED: _("โครงการรอความเห็นเขต"),
        State.AMPHOE_AGREED: _("โครงการรอ อกส.กทม. บันทึกรับ"),
        State.RECORDED: _("โครงการรอคณะทำงานกรุงเทพมหานครกลั่นกรอง"),
        State.PROVINCE_SCREENED: _("โครงการรอ อกส.กทม. พิจารณา"),
    }
    if province_of(user, STEPS[state]) == BANGKOK:
        titles |= in_bangkok
    return Waiting(
        title=titles[state],
        url=_proposal_url(state, row),
        count=row["task_count"],
        due_on=_proposal_due(user, state, row, on=on, days=days),
    )


def _proposal_url(state: State, row: dict[str, Any]) -> str:
    if state is State.AMPHOE_AGREED:
        return reverse("projects:record")
    if state is State.NOTIFIED:
        return reverse("loans:to_prepare")
    if state in (State.TAMBON_CHECKED, State.RECORDED, State.PROVINCE_SCREENED, State.APPROVED):
        return reverse("projects:meetings")
    if row["task_count"] == 1:
        return reverse("projects:proposal", args=[row["named"]])
    return f"{reverse('projects:list')}?state={state.value}"


def _proposal_due(user: User, state: State, row: dict[str, Any], *, on: date, days: ReportDays) -> date | None:
    """The day by which the step must be taken: the revision, the notice, the start, or the day of this round."""
    if state is State.RETURNED_FOR_REVISION:
        return row["until"]
    province = province_of(user, STEPS[state])
    if province is None:
        return None
    if state is State.TRANSFERRED:
        return days.start_by(province=province, transferred_on=row["since"]).last_on
    if state is State.APPROVED:
        try:
            return days.notify_by(province=province, decided_on=row["since"]).last_on
        except NoPolicy:
            return None
    organ = ORGAN_OF.get(state)
    return days.next_round(province=province, organ=organ, on=on) if organ else None


def _meeting(user: User, organ: str, row: dict[str, Any]) -> Waiting:
    """Meetings that were called and are not closed."""
    titles = {
        "AMPHOE": _("ประชุม อกส.อ. ที่นัดไว้"),
        "WORKING_GROUP": _("ประชุมคณะทำงานจังหวัดที่นัดไว้"),
        "SUBCOMMITTEE": _("ประชุม อกส.จ. ที่นัดไว้"),
    }
    if province_of(user, ORGANS[organ]) == BANGKOK:
        titles |= {
            "WORKING_GROUP": _("ประชุมคณะทำงานกรุงเทพมหานครที่นัดไว้"),
            "SUBCOMMITTEE": _("ประชุม อกส.กทม. ที่นัดไว้"),
        }
    only = row["task_count"] == 1
    url = reverse("projects:meeting", args=[row["first"]]) if only else reverse("projects:meetings")
    return Waiting(title=titles[organ], url=url, count=row["task_count"], due_on=row["until"])


def _other(user: User, name: str, row: dict[str, Any]) -> Waiting:
    only = row["task_count"] == 1
    if name == REQUESTS:
        title = _("คำขอเอกสารหรือคำเชิญขององค์คณะที่ต้องตอบ")
        url = reverse("projects:answer", args=[row["named"], row["first"]]) if only else reverse("projects:requests")
    elif name == PLANS:
        in_bangkok = province_of(user, "projects.subcommittee") == BANGKOK
        title = _("แผนงานที่ขอแก้ไข รอมติ อกส.กทม.") if in_bangkok else _("แผนงานที่ขอแก้ไข รอมติ อกส.จ.")
        url = reverse("projects:proposal", args=[row["named"]])
    else:
        title = _("การประชุม อกส.อ. ที่ยังไม่ได้ออกหนังสือแจ้งให้ปรับปรุง")
        url = reverse("projects:revisions", args=[row["first"]])
    return Waiting(title=title, url=url, count=row["task_count"], due_on=row["until"])
