"""What waits for a user: most of it in one query, whatever the number of cases. Sorted by what is most urgent."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import assignments_with, holds
from areas.selectors import provinces_within
from areas.waiting import Waiting
from jobs.models import JobRun
from members.models import MemberImport
from projects.selectors.progress import ReportDays
from repayments.models import BankLine, BankUpload, PaymentNotice, WriteOff
from repayments.selectors import (
    PAYER_ASKED,
    TO_DECIDE,
    not_with_member,
    payers_to_decide,
    refunds_to_decide,
    reversals_to_decide,
    unbundled,
    undos_to_decide,
)
from reports.jobs import pack_day
from reports.selectors import (
    act_tasks,
    after_money,
    book_tasks,
    confirmation_tasks,
    limit_tasks,
    loan_tasks,
    notice_tasks,
    old_debt_tasks,
    packs,
    project_tasks,
    restructuring_tasks,
    visit_tasks,
)
from reports.selectors.counting import Asked, Found, kind, told_together
from treasury.models import MonthClose

SOON = timedelta(days=3)


Task = Waiting  # something to do: how many cases, the step that does it, and by when, where there is a day for it


def tasks(*, user: User, on: date) -> list[Task]:
    """Return what waits for a user on a day, late first, then by day, then by the life of a case."""
    days = ReportDays(provinces=[])
    found = [
        *told_together(
            [
                project_tasks.asked(user=user, on=on, days=days),
                loan_tasks.asked(user=user, on=on, days=days),
                _bank_lines(user),
                book_tasks.asked(user=user, on=on),
                old_debt_tasks.asked(user=user, on=on, days=days),
                notice_tasks.asked(user=user),
                confirmation_tasks.asked(user=user, on=on),
                _own_files(user),
                act_tasks.asked(user=user, on=on),
                restructuring_tasks.asked(user=user),
                visit_tasks.asked(user=user, on=on),
                limit_tasks.asked(user=user, on=on),
                _failed_runs(user),
            ]
        ),
        *(Task(**work) for work in after_money.waiting(user=user, on=on, days=days)),
        *notice_tasks.letters_due(user=user, on=on),
        *book_tasks.remittance(user=user, on=on, days=days),
        *_months(user, on, days),
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


# -- money -------------------------------------------------------------------------------------------------------------
def _bank_lines(user: User) -> Asked:
    kinds = []
    if holds(user, "repayments.import"):
        lines = BankLine.objects.visible_to(user, "repayments.import")
        kinds.append(kind("queue", lines.filter(state__in=TO_DECIDE)))
    if holds(user, "repayments.receipt"):
        lines = BankLine.objects.visible_to(user, "repayments.receipt")
        kinds.append(kind("bank_files", lines.filter(state=BankLine.State.MATCHED)))
        slips = PaymentNotice.objects.visible_to(user, "repayments.receipt")
        kinds.append(kind("notices", slips.filter(state=PaymentNotice.State.WAITING)))
    if holds(user, "repayments.approve"):
        kinds.append(kind("refunds", refunds_to_decide(user=user)))
        kinds.append(kind("reversals", reversals_to_decide(user=user)))
        kinds.append(kind("undos", undos_to_decide(user=user)))
        kinds.append(kind("payers", payers_to_decide(user=user)))
        by_another = (Q(state=WriteOff.State.ASKED) & ~Q(asked_by=user)) | (
            Q(state=WriteOff.State.UNDO_ASKED) & ~Q(undo_asked_by=user)
        )
        kinds.append(kind("write_offs", WriteOff.objects.visible_to(user, "repayments.approve").filter(by_another)))
    of_amphoe = [row.amphoe_id for row in assignments_with(user, "repayments.hand_out")]
    if of_amphoe:
        # the province puts receipts together, the amphoe brings them to the members
        waiting = (
            not_with_member(user=user) if all(of_amphoe) else unbundled(user=user, permission="repayments.hand_out")
        )
        kinds.append(kind("bundles", waiting))
    titles = {
        "queue": _("รายการธนาคารที่ต้องตรวจสอบ"),
        "bank_files": _("รายการที่จับคู่แล้ว รอออกใบเสร็จ"),
        "notices": _("หลักฐานการชำระของสมาชิกที่ยังไม่พบรายการธนาคาร"),
        "refunds": _("การคืนเงินรออนุมัติ"),
        "reversals": _("คำขอยกเลิกใบเสร็จรออนุมัติ"),
        "undos": _("คำขอถอนการตัดสินรายการธนาคารรออนุมัติ"),
        "payers": _("คำขอระบุลูกหนี้ผู้ชำระรออนุมัติ"),
        "write_offs": _("คำขอตัดหนี้สูญรออนุมัติ"),
        "bundles": _("ใบเสร็จที่ยังไม่ถึงสมาชิก") if of_amphoe and all(of_amphoe) else _("ใบเสร็จที่รอจัดชุดส่งมอบ"),
    }
    urls = {
        "undos": reverse("repayments:queue") + "?show=UNDO_ASKED",
        "payers": f"{reverse('repayments:receipts')}?show={PAYER_ASKED}",
    }
    return kinds, lambda found: [
        Task(title=titles[kind], url=urls.get(kind) or reverse(f"repayments:{kind}"), count=row["task_count"])
        for kind, row in found.items()
    ]


def _months(user: User, on: date, days: ReportDays) -> list[Task]:
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
    is_open = days.office_calendar(province)
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
        # a paper that comes after the pack was sent is offered on the page of the packs, and is nobody's duty
        return "" if month.pack is not None and month.pack.sent_on and not month.is_reopened else "make"
    return "send" if month.pack.sent_on is None else ""


def _own_files(user: User) -> Asked:
    """The files that a user handed in herself and nobody else can confirm: of members, of the bank."""
    kinds = []
    if holds(user, "members.import"):
        checked = MemberImport.objects.filter(imported_by=user, state=MemberImport.State.CHECKED)
        kinds.append(kind("member_files", checked))
    if holds(user, "repayments.import"):
        waiting = BankUpload.objects.filter(uploaded_by=user, state=BankUpload.State.WAITING)
        kinds.append(kind("bank_uploads", waiting, since="uploaded_on"))
    pages = {
        "member_files": (_("ไฟล์สมาชิกที่ตรวจแล้ว รอท่านยืนยัน"), "members:import_file", "members:imports"),
        "bank_uploads": (_("ไฟล์ธนาคารที่นำส่งแล้ว รอท่านยืนยัน"), "repayments:upload", "repayments:import"),
    }

    def tell(found: Found) -> Iterator[Task]:
        for name, row in found.items():
            title, one, every = pages[name]
            url = reverse(one, args=[row["first"]]) if row["task_count"] == 1 else reverse(every)
            yield Task(title=title, url=url, count=row["task_count"])

    return kinds, tell


def _failed_runs(user: User) -> Asked:
    if not holds(user, "jobs.view"):
        return [], _failed
    failed = JobRun.objects.visible_to(user, "jobs.view").filter(state=JobRun.State.FAILED)
    return [kind("FAILED_RUNS", failed)], _failed


def _failed(found: Found) -> Iterator[Task]:
    for row in found.values():
        url = (
            reverse("jobs:run", args=[row["first"]])
            if row["task_count"] == 1
            else f"{reverse('jobs:list')}?state={JobRun.State.FAILED.value}"
        )
        yield Task(
            title=_("งานเบื้องหลังที่ไม่สำเร็จ"),
            url=url,
            count=row["task_count"],
            detail=_("แก้สาเหตุแล้วสั่งให้ทำต่อได้"),
            tone="bad",
        )
