"""What waits of old debts: the monthly report of what was collected, control totals to be held against, names under it.

Counted with what waits of the other rooms.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from areas.waiting import Waiting
from debt_followup.models import OldDebtAgreement, OldDebtControl, OldRegister
from debt_followup.rules import BASE_ON
from projects.selectors.progress import ReportDays
from reports.jobs import pack_day
from reports.selectors.counting import Asked, Found, Kinds, kind, province_of
from thai.dates import add_months, month_start

IMPORT, SIGN = "debt.old_debts", "debt.sign_old_debts"
State = OldRegister.State
UNTIL_DAY = 5  # DL-29


def asked(*, user: User, on: date, days: ReportDays) -> Asked:
    """Return what is to be counted for a user on a day, and what is then told; ``days`` is read once for the page."""
    return _kinds(user, on), partial(_told, user, on, days)


def _kinds(user: User, on: date) -> Kinds:
    kinds = []
    if holds(user, IMPORT):
        mine = OldRegister.objects.visible_to(user, IMPORT)
        kinds.append(kind("OLD_FILES", mine.filter(state=State.CHECKED, made_by=user)))
        if on.day <= UNTIL_DAY:
            kinds.append(kind("OLD_60", mine.filter(state=State.DONE, base_on=BASE_ON, kind=OldRegister.Kind.DEBTS)))
    if holds(user, SIGN):
        signed = OldDebtAgreement.objects.filter(province=OuterRef("province"), base_on=OuterRef("base_on"))
        controls = OldDebtControl.objects.visible_to(user, SIGN).filter(~Exists(signed))
        kinds.append(kind("OLD_SIGN", controls, since="base_on"))
    return kinds


def _told(user: User, on: date, days: ReportDays, found: Found) -> Iterator[Waiting]:
    if row := found.get("OLD_FILES"):
        yield Waiting(
            title=_("ไฟล์ทะเบียนเดิมที่ตรวจแล้ว รอยืนยัน"),
            url=reverse("debt_followup:old_register", args=[row["first"]])
            if row["task_count"] == 1
            else reverse("debt_followup:old_registers"),
            count=row["task_count"],
        )
    if found.get("OLD_60"):
        province = province_of(user, IMPORT)
        last_month = add_months(month_start(on), -1)
        yield Waiting(
            title=_("รายงานผลการชำระคืนหนี้เดิมของเดือนก่อน"),
            url=reverse("reports:report", args=["old-debts-60"]),
            count=1,
            due_on=pack_day(month_on=last_month, is_office_open=days.office_calendar(province)) if province else None,
        )
    if row := found.get("OLD_SIGN"):
        yield Waiting(
            title=_("ยอดคุมหนี้เดิมที่รอรับรอง"),
            url=reverse("debt_followup:old_agreement"),
            count=row["task_count"],
        )
