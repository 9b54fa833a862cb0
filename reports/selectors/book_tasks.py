"""What waits of the books: statements to record, opening balances and years to decide, budgets to give back.

Counted with what waits of the other rooms; the budget at the end of a fiscal year has a query of its own.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.rules import last_business_day_of_month
from areas.scope import holds
from areas.waiting import Waiting
from jobs.models import JobFailure, JobRun
from projects.selectors.progress import ReportDays
from reports.selectors.counting import Asked, Found, Kinds, kind, province_of
from thai.baht import with_commas
from thai.dates import add_months, fiscal_year_be, fiscal_year_bounds, month_end, month_start
from treasury.jobs import VERIFICATION
from treasury.models import BankAccount, DrawingUndo, JournalEntry, MonthClose, OpeningBalances, Statement, YearClose
from treasury.selectors import budget, remittance_of, to_remit

POST, CLOSE, CONFIRM = "treasury.post", "treasury.close_month", "treasury.confirm_close"
REMINDED = timedelta(days=5)  # before the last business day of a month
LAST_MONTHS = (8, 9, 10, 11, 12)  # from August on undrawn money is drawn or given back (R-BUD-03, R-BUD-04, DL-32)


def asked(*, user: User, on: date) -> Asked:
    """Return what is to be counted for a user on a day, and what is then told."""
    return _kinds(user, on, fiscal_year_be(on) - 1), partial(_told, user, on)


def _told(user: User, on: date, found: Found) -> Iterator[Waiting]:
    last_year = fiscal_year_be(on) - 1
    ended_on = fiscal_year_bounds(last_year)[1]
    if row := found.get("STATEMENTS"):
        yield Waiting(
            title=_("รายงานธนาคารและ GFMIS ของเดือนก่อนที่ยังไม่ได้บันทึก"),
            url=reverse("treasury:new_statement"),
            count=row["task_count"],
        )
    if row := found.get("OPENINGS"):
        yield Waiting(
            title=_("ยอดยกมาที่รออนุมัติ"),
            url=reverse("treasury:opening", args=[row["first"]]) if row["task_count"] == 1 else _list("openings"),
            count=row["task_count"],
        )
    if row := found.get("DRAWINGS"):
        yield Waiting(
            title=_("คำขอกลับรายการเบิกรออนุมัติ"),
            url=reverse("treasury:entry", args=[int(row["named"])]),
            count=row["task_count"],
        )
    if row := found.get("YEAR_TO_CLOSE"):
        yield Waiting(
            title=_("ปีงบประมาณที่ยังไม่ได้ปิดบัญชี"),
            url=reverse("treasury:year", args=[last_year]),
            count=row["task_count"],
            due_on=month_end(add_months(ended_on, 1)),
        )
    if row := found.get("YEAR_TO_SIGN"):
        yield Waiting(title=_("การปิดบัญชีปีรอรับรอง"), url=_list("years"), count=row["task_count"])
    if row := found.get("VERIFICATION"):
        yield Waiting(
            title=_("บัญชีที่ไม่ผ่านการตรวจ"), url=_list("seals"), count=row["task_count"], tone="bad", detail=row["named"]
        )
    yield from _undrawn(user, on)


def _kinds(user: User, on: date, last_year: int) -> Kinds:
    kinds = []
    last_month_on = month_start(on) - date.resolution
    if holds(user, POST):
        recorded = Statement.objects.filter(bank_account=OuterRef("pk"), as_of=last_month_on)
        booked = JournalEntry.objects.filter(province=OuterRef("province"), posting_on__lte=last_month_on)
        accounts = BankAccount.objects.visible_to(user, POST).filter(Exists(booked), ~Exists(recorded))
        kinds.append(kind("STATEMENTS", accounts))
    if holds(user, CONFIRM):
        State = OpeningBalances.State
        by_another = (Q(state=State.MADE) & ~Q(made_by=user)) | (Q(state=State.UNDO_ASKED) & ~Q(undo_asked_by=user))
        kinds.append(kind("OPENINGS", OpeningBalances.objects.visible_to(user, CONFIRM).filter(by_another)))
        undos = DrawingUndo.objects.visible_to(user, CONFIRM).filter(state=DrawingUndo.State.ASKED)
        undos = undos.exclude(asked_by=user).annotate(its_entry=Cast("entry_id", CharField()))
        kinds.append(kind("DRAWINGS", undos, named="its_entry"))
        years = YearClose.objects.visible_to(user, CONFIRM).filter(state=YearClose.State.CLOSED)
        kinds.append(kind("YEAR_TO_SIGN", years.exclude(closed_by=user)))
        kinds.append(kind("VERIFICATION", _not_holding(user), named="sentence"))
    if holds(user, CLOSE):
        live = YearClose.objects.filter(province=OuterRef("province"), fiscal_year_be=last_year)
        september = MonthClose.objects.visible_to(user, CLOSE).filter(
            month_on=month_start(fiscal_year_bounds(last_year)[1]), state=MonthClose.State.CONFIRMED
        )
        open_years = september.filter(~Exists(live.exclude(state=YearClose.State.REOPENED)))
        kinds.append(kind("YEAR_TO_CLOSE", open_years))
    return kinds


def _not_holding(user: User) -> QuerySet[JobFailure]:
    """What the last verification found wrong in the user's province; of several provinces, in any."""
    last = JobRun.objects.filter(job=VERIFICATION, province=None).order_by("-pk").values("pk")[:1]
    rows = JobFailure.objects.filter(run__in=last)
    province = province_of(user, CONFIRM)
    return rows.filter(item__startswith=f"{province} ") if province else rows


def _undrawn(user: User, on: date) -> Iterator[Waiting]:
    """Money of a plan that nobody drew or gave back, from August to the end of the calendar year."""
    province = province_of(user, POST) if holds(user, POST) else None
    if province is None or on.month not in LAST_MONTHS:
        return
    year = fiscal_year_be(on) - (1 if on.month >= 10 else 0)
    left = [row for row in budget(province=province, fiscal_year_be=year).rows if row.remaining > 0]
    if left:
        yield Waiting(
            title=_("งบประมาณที่ยังไม่ได้เบิกหรือส่งคืน"),
            url=f"{reverse('treasury:budget')}?year={year}",
            count=len(left),
            due_on=fiscal_year_bounds(year)[1],
        )


def remittance(*, user: User, on: date, days: ReportDays) -> Iterator[Waiting]:
    """Tell what borrowers paid and is still at the bank: near the month's last business day, and until it is remitted.

    Source: R-REPAY-13, DL-16.
    """
    province = province_of(user, POST) if holds(user, POST) else None
    if province is None:
        return
    is_open = days.business_calendar(province)
    last_on = last_business_day_of_month(year=on.year, month=on.month, is_business_day=is_open)
    if on < last_on - REMINDED:
        before = month_start(on) - date.resolution
        last_on = last_business_day_of_month(year=before.year, month=before.month, is_business_day=is_open)
        if remittance_of(province=province, month_on=month_start(before)) is not None:
            return  # what came after it goes with this month's
    amount = to_remit(province=province, as_of=min(on, month_end(last_on)))
    if amount:
        yield Waiting(
            title=_("เงินรับชำระที่ต้องนำส่งเงินฝากคลัง"),
            url=reverse("treasury:month", args=[f"{last_on:%Y-%m}"]),
            count=1,
            detail=_("%s บาท") % with_commas(amount),
            due_on=last_on,
        )


def _list(name: str) -> str:
    return reverse(f"treasury:{name}")
