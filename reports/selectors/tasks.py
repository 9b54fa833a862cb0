"""What waits for a user: one query a kind of work, whatever the number of cases. Sorted by what is most urgent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, F, Min, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.rules import IsBusinessDay, NoPolicy, deadline
from areas.scope import assignments_with, holds
from areas.selectors import office_calendar, policy, provinces_within
from jobs.models import JobRun
from loans.models import Contract, TransferBatch
from projects.models import Proposal
from projects.models.meetings import Meeting
from projects.rules import State
from projects.selectors.attachments import waiting_requests
from projects.selectors.deadlines import Deadlines
from repayments.models import BankLine
from reports.jobs import pack_day
from reports.selectors import after_money, packs
from treasury.models import MonthClose

SOON = timedelta(days=3)
# The days on which the offices of a province are open; read once for all tasks.
Calendar = Callable[[str], IsBusinessDay]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: how many cases, the step that does it, and by when, where there is a day for it."""

    title: str
    url: str
    count: int
    detail: str = ""
    due_on: date | None = None
    tone: str = ""


def tasks(*, user: User, on: date) -> list[Task]:
    """Return what waits for a user on a day, late first, then by day, then by the life of a case."""
    calendar = cache(lambda province: office_calendar(province=province))
    found = [
        *_proposals(user, on),
        *_paper_requests(user),
        *_meetings(user, on),
        *(Task(**work) for work in after_money.waiting(user=user, on=on)),
        *_contracts(user, on, calendar),
        *_transfers(user),
        *_bank_lines(user),
        *_months(user, on, calendar),
        *_failed_runs(user),
    ]
    return [_toned(task, on) for task in sorted(found, key=lambda task: task.due_on or date.max)]


def _toned(task: Task, on: date) -> Task:
    if task.tone or task.due_on is None:
        return task
    tone = "bad" if task.due_on < on else "warning" if task.due_on - on <= SOON else ""
    detail = task.detail or _days_left(task.due_on, on)
    return Task(task.title, task.url, task.count, detail, task.due_on, tone)


def _days_left(due_on: date, on: date) -> str:
    days = (due_on - on).days
    if days < 0:
        return _("เลยกำหนด %(days)s วัน") % {"days": f"{-days:,}"}
    return _("ครบกำหนดวันนี้") if days == 0 else _("เหลือ %(days)s วัน") % {"days": f"{days:,}"}


def _counted(kinds: Iterable[tuple[str, QuerySet]], **more: Any) -> dict[str, dict[str, Any]]:
    """Count rows by kind in one query; each kind has its own permission and so its own area."""
    parts = [
        rows.order_by()
        .annotate(task=Value(kind))
        .values("task")
        .annotate(task_count=Count("pk"), first=Min("pk"), **more)
        .values("task", "task_count", "first", *more)
        for kind, rows in kinds
    ]
    if not parts:
        return {}
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return {row["task"]: row for row in rows if row["task_count"]}


# -- proposals ---------------------------------------------------------------------------------------------------------
# State, the permission of the next step, what the step is called.
_PROPOSAL_STEPS = (
    (State.DRAFT, "projects.enter"),
    (State.RETURNED_FOR_REVISION, "projects.enter"),
    (State.SUBMITTED, "projects.tambon_opinion"),
    (State.TAMBON_CHECKED, "projects.amphoe_meeting"),
    (State.AMPHOE_AGREED, "projects.record"),
    (State.RECORDED, "projects.working_group"),
    (State.PROVINCE_SCREENED, "projects.subcommittee"),
    (State.APPROVED, "projects.notify"),
    (State.NOTIFIED, "loans.prepare"),
    (State.TRANSFERRED, "projects.enter"),
)


def _proposals(user: User, on: date) -> list[Task]:
    kinds = [
        (state.value, Proposal.objects.visible_to(user, permission).filter(state=state))
        for state, permission in _PROPOSAL_STEPS
        if holds(user, permission)
    ]
    found = _counted(kinds, since=Min("state_on"), revise_by=Min("revise_by_on"), reference=Min("reference"))
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
    return [
        Task(
            title=titles[State(kind)],
            url=_proposal_url(State(kind), row),
            count=row["task_count"],
            due_on=_proposal_due(user, State(kind), row, on),
        )
        for kind, row in found.items()
    ]


def _proposal_url(state: State, row: dict[str, Any]) -> str:
    if state == State.AMPHOE_AGREED:
        return reverse("projects:record")
    if state == State.NOTIFIED:
        return reverse("loans:to_prepare")
    if state in (State.TAMBON_CHECKED, State.RECORDED, State.PROVINCE_SCREENED, State.APPROVED):
        return reverse("projects:meetings")
    if row["task_count"] == 1:
        return reverse("projects:proposal", args=[row["reference"]])
    return f"{reverse('projects:list')}?state={state.value}"


def _proposal_due(user: User, state: State, row: dict[str, Any], on: date) -> date | None:
    if state == State.RETURNED_FOR_REVISION:
        return row["revise_by"]
    if state == State.TRANSFERRED and (province := _province(user, "projects.enter")):
        return after_money.start_by(province=province, transferred_on=row["since"])
    if state != State.APPROVED:
        return None
    province = _province(user, "projects.notify")
    if province is None:
        return None
    try:
        return Deadlines(provinces=[province]).notify_by(province=province, decided_on=row["since"]).last_on
    except NoPolicy:
        return None


def _paper_requests(user: User) -> list[Task]:
    """What committees have asked about a proposal and nobody has answered yet (R-APPR-14)."""
    if not holds(user, "projects.enter"):
        return []
    found = waiting_requests(user=user).aggregate(
        number=Count("pk"), due_on=Min("due_on"), first=Min("pk"), reference=Min("proposal__reference")
    )
    if not found["number"]:
        return []
    url = reverse("projects:requests")
    if found["number"] == 1:
        url = reverse("projects:answer", args=[found["reference"], found["first"]])
    title = _("คำขอเอกสารหรือคำเชิญขององค์คณะที่ต้องตอบ")
    return [Task(title=title, url=url, count=found["number"], due_on=found["due_on"])]


def _province(user: User, permission: str) -> str | None:
    """The province whose policies and offices count for a user's step; None where she has several, or the nation."""
    codes = {row.province_id for row in assignments_with(user, permission)}
    return codes.pop() if len(codes) == 1 else None


def _meetings(user: User, on: date) -> list[Task]:
    """Meetings that were called and are not closed."""
    organs = {
        "AMPHOE": "projects.amphoe_meeting",
        "WORKING_GROUP": "projects.working_group",
        "SUBCOMMITTEE": "projects.subcommittee",
    }
    kinds = [
        (organ, Meeting.objects.visible_to(user, permission).filter(organ=organ, closed_on__isnull=True))
        for organ, permission in organs.items()
        if holds(user, permission)
    ]
    titles = {
        "AMPHOE": _("ประชุม อกส.อ. ที่นัดไว้"),
        "WORKING_GROUP": _("ประชุมคณะทำงานจังหวัดที่นัดไว้"),
        "SUBCOMMITTEE": _("ประชุม อกส.จ. ที่นัดไว้"),
    }
    found = _counted(kinds, held=Min("held_on"))
    return [
        Task(
            title=titles[organ],
            url=reverse("projects:meeting", args=[row["first"]])
            if row["task_count"] == 1
            else reverse("projects:meetings"),
            count=row["task_count"],
            due_on=row["held"],
        )
        for organ, row in found.items()
    ]


# -- contracts ---------------------------------------------------------------------------------------------------------
def _contracts(user: User, on: date, calendar: Calendar) -> list[Task]:
    kinds = []
    if holds(user, "loans.sign"):
        prepared = Contract.objects.visible_to(user, "loans.sign").filter(state=Contract.State.PREPARED)
        kinds.append((Contract.State.PREPARED.value, prepared.annotate(day=F("appointment_on"))))
    if holds(user, "loans.make_transfer"):
        signed = Contract.objects.visible_to(user, "loans.make_transfer").filter(state=Contract.State.SIGNED)
        signed = signed.exclude(transfer_lines__is_live=True)
        kinds.append((Contract.State.SIGNED.value, signed.annotate(day=F("signed_on"))))
    found = _counted(kinds, since=Min("day"))
    tasks = []
    if row := found.get(Contract.State.PREPARED):
        url = (
            reverse("loans:contract", args=[row["first"]])
            if row["task_count"] == 1
            else f"{reverse('loans:list')}?state={Contract.State.PREPARED.value}"
        )
        tasks.append(Task(title=_("สัญญารอลงนาม"), url=url, count=row["task_count"], due_on=row["since"]))
    if row := found.get(Contract.State.SIGNED):
        tasks.append(
            Task(
                title=_("สัญญาที่ลงนามแล้ว รอทำรายการโอนเงิน"),
                url=reverse("loans:transfers"),
                count=row["task_count"],
                due_on=_transfer_by(user, row["since"], on, calendar),
            )
        )
    return tasks


def _transfer_by(user: User, signed_on: date | None, on: date, calendar: Calendar) -> date | None:
    """The last day of transfer of the contract signed first (P-14, DL-10, DL-11)."""
    province = _province(user, "loans.make_transfer")
    if province is None or signed_on is None:
        return None
    try:
        rule = policy(key="transfer_limit", province=province, on=on)
    except NoPolicy:
        return None
    return deadline(rule=rule, start=signed_on, is_business_day=calendar(province)).last_on


def _transfers(user: User) -> list[Task]:
    if not holds(user, "loans.approve_transfer"):
        return []
    rows = TransferBatch.objects.visible_to(user, "loans.approve_transfer").exclude(made_by=user)
    found = rows.filter(state=TransferBatch.State.MADE).aggregate(
        number=Count("pk"), first=Min("pk"), day=Min("transfer_on")
    )
    if not found["number"]:
        return []
    url = reverse("loans:transfer", args=[found["first"]]) if found["number"] == 1 else reverse("loans:transfers")
    return [Task(title=_("ชุดโอนเงินรออนุมัติ"), url=url, count=found["number"], due_on=found["day"])]


# -- money -------------------------------------------------------------------------------------------------------------
def _bank_lines(user: User) -> list[Task]:
    kinds = []
    if holds(user, "repayments.import"):
        lines = BankLine.objects.visible_to(user, "repayments.import")
        kinds.append(("queue", lines.filter(state__in=[BankLine.State.DOUBTFUL, BankLine.State.UNKNOWN])))
    if holds(user, "repayments.receipt"):
        lines = BankLine.objects.visible_to(user, "repayments.receipt")
        kinds.append(("receipts", lines.filter(state=BankLine.State.MATCHED)))
    titles = {"queue": _("รายการธนาคารที่ต้องตรวจสอบ"), "receipts": _("รายการที่จับคู่แล้ว รอออกใบเสร็จ")}
    return [
        Task(title=titles[kind], url=reverse(f"repayments:{kind}"), count=row["task_count"])
        for kind, row in _counted(kinds).items()
    ]


def _months(user: User, on: date, calendar: Calendar) -> list[Task]:
    """Months to close, closes to confirm, packs to make and to send; the next steps of the oldest months first."""
    may = {
        name for name in ("treasury.close_month", "treasury.confirm_close", "reports.monthly_pack") if holds(user, name)
    }
    codes = {code for name in may for code in provinces_within(user=user, permission=name)}
    if len(codes) != 1:
        return []
    (province,) = codes
    months = packs.months(province=province, on=on)
    if not months:
        return []
    is_open = calendar(province)
    steps: dict[str, list[packs.Month]] = {}
    for month in reversed(months):
        if step := _step_of(month, user, may):
            steps.setdefault(step, []).append(month)
    titles = {
        "close": _("เดือนที่ยังไม่ได้ปิดบัญชี"),
        "confirm": _("การปิดบัญชีเดือนรอยืนยัน"),
        "make": _("ชุดรายงานประจำเดือนที่ต้องจัดทำ"),
        "send": _("ชุดรายงานประจำเดือนที่ยังไม่ได้ส่ง"),
    }
    return [
        Task(
            title=titles[step],
            url=reverse("treasury:month", args=[f"{found[0].month_on:%Y-%m}"])
            if step in ("close", "confirm")
            else reverse("reports:packs"),
            count=len(found),
            due_on=pack_day(month_on=found[0].month_on, is_office_open=is_open),
        )
        for step, found in steps.items()
    ]


def _step_of(month: packs.Month, user: User, may: set[str]) -> str:
    """The next step of a month, where it is the user's."""
    if month.close is None or month.close.state == MonthClose.State.REOPENED:
        return "close" if "treasury.close_month" in may else ""
    if month.close.state == MonthClose.State.CLOSED:
        return "confirm" if "treasury.confirm_close" in may and month.close.closed_by_id != user.pk else ""
    if "reports.monthly_pack" not in may or month.is_running:
        return ""
    if not month.has_final:
        return "make"
    return "send" if month.pack.sent_on is None else ""


def _failed_runs(user: User) -> list[Task]:
    if not holds(user, "jobs.view"):
        return []
    found = (
        JobRun.objects.visible_to(user, "jobs.view")
        .filter(state=JobRun.State.FAILED)
        .aggregate(number=Count("pk"), first=Min("pk"))
    )
    if not found["number"]:
        return []
    url = (
        reverse("jobs:run", args=[found["first"]])
        if found["number"] == 1
        else f"{reverse('jobs:list')}?state={JobRun.State.FAILED.value}"
    )
    return [
        Task(
            title=_("งานเบื้องหลังที่ไม่สำเร็จ"),
            url=url,
            count=found["number"],
            detail=_("แก้สาเหตุแล้วสั่งให้ทำต่อได้"),
            tone="bad",
        )
    ]
