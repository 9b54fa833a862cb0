"""What waits of the debt teams: new cases to look through, the week to plan, the day's visits, results not told."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from areas.waiting import Waiting
from debt_followup.models import DebtCase
from debt_followup.rules.cases import PLAN, VISIT, CaseState
from debt_followup.rules.weeks import week_of
from debt_followup.selectors.visits import UNPAID, promises_unpaid
from debt_followup.selectors.weeks import unplanned, visits_today, without_result
from reports.selectors.counting import Asked, Found, kind


def asked(*, user: User, on: date) -> Asked:
    """Return the cases and visits that are to be counted for a user, and what is then told.

    Source: R-DEBT-09, R-DEBT-11, R-DEBT-12, DL-27.
    """
    kinds = []
    if holds(user, PLAN):
        kinds.append(kind("WEEK_TO_PLAN", unplanned(user=user, week_on=week_of(on))))
    if holds(user, VISIT):
        new = DebtCase.objects.visible_to(user, VISIT).filter(state=CaseState.OPENED)
        kinds.append(kind("CASES_TO_CHECK", new, since="opened_on"))
        kinds.append(kind("VISITS_TODAY", visits_today(user=user, on=on)))
        kinds.append(kind("VISITS_UNTOLD", without_result(user=user, before=on), since="on"))
        kinds.append(kind("PROMISES_UNPAID", promises_unpaid(user=user, permission=VISIT, on=on)))

    def tell(found: Found) -> Iterator[Waiting]:
        cases, route = reverse("debt_followup:cases"), reverse("debt_followup:route")
        for name, row in found.items():
            count = row["task_count"]
            if name == "WEEK_TO_PLAN":
                yield Waiting(
                    title=_("วางแผนติดตามหนี้ประจำสัปดาห์"),
                    url=reverse("debt_followup:plan_weeks"),
                    count=count,
                    detail=_("เรื่องของอำเภอ/เขตที่สัปดาห์นี้ยังไม่มีแผน"),
                    due_on=week_of(on),
                )
            elif name == "CASES_TO_CHECK":
                url = f"{cases}?state={CaseState.OPENED}"
                yield Waiting(title=_("เรื่องติดตามหนี้ใหม่ที่รอตรวจหลักฐาน"), url=url, count=count)
            elif name == "VISITS_TODAY":
                yield Waiting(title=_("การเยี่ยมลูกหนี้ของท่านวันนี้"), url=route, count=count, due_on=on)
            elif name == "PROMISES_UNPAID":
                url = f"{reverse('debt_followup:visits')}?promise={UNPAID}"
                yield Waiting(title=_("คำมั่นที่ครบกำหนดแล้วแต่ไม่มีเงินเข้า"), url=url, count=count, tone="warning")
            else:
                url = f"{route}?on={row['since']}"
                yield Waiting(title=_("การเยี่ยมที่ยังไม่ได้บันทึกผล"), url=url, count=count, tone="warning")

    return kinds, tell
