"""What waits before claims expire: an alert for each of the steps of a year, days that moved, fraud files to decide."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from areas.waiting import Waiting
from debt_followup import selectors
from debt_followup.models import FraudCase
from debt_followup.rules import ALERT_DAYS, FraudState, alert_range
from reports.selectors.counting import Asked, Found, kind

NOTE, FRAUD = "debt.note_move", "debt.fraud"
_STEPS = sorted(ALERT_DAYS)


def asked(*, user: User, on: date) -> Asked:
    """Return what is to be counted for a user on a day: claims by the alert that they have reached, moves, files.

    A claim stands under its newest alert only, so that none is counted twice.

    Source: R-LIM-07, A-13.
    """
    kinds = []
    if holds(user, NOTE):
        for alert in _STEPS:
            least, most = alert_range(alert)
            rows = selectors.expiring(user=user, on=on, least=least, most=most)
            kinds.append(kind(f"EXPIRING_{alert}", rows, until="next_until"))
        kinds.append(kind("LIMIT_MOVED", selectors.moved(user=user)))
    if holds(user, FRAUD):
        files = FraudCase.objects.visible_to(user, FRAUD).filter(state=FraudState.OPENED)
        kinds.append(kind("FRAUD", files.exclude(opened_by=user)))
    return kinds, partial(_told, on)


def _told(on: date, found: Found) -> Iterator[Waiting]:
    for alert in _STEPS:
        row = found.get(f"EXPIRING_{alert}")
        if row is not None:
            least, most = alert_range(alert)
            yield Waiting(
                title=_("สัญญาที่จะขาดอายุความใน %(least)s-%(most)s วัน") % {"least": least, "most": most},
                url=f"{reverse('debt_followup:list')}?{urlencode({'within': alert})}",
                count=row["task_count"],
                due_on=row["until"],
                tone="bad" if alert <= _STEPS[1] else "warning" if alert <= _STEPS[2] else "waiting",
            )
    if "LIMIT_MOVED" in found:
        yield Waiting(
            title=_("วันขาดอายุความที่แจ้งไว้เลื่อนเพราะรายการย้อนหลัง"),
            url=reverse("debt_followup:moved"),
            count=found["LIMIT_MOVED"]["task_count"],
            detail=_("เปิดสัญญาเพื่อดูว่าเลื่อนจากวันใดเป็นวันใด เพราะเหตุใด แล้วรับทราบ"),
            tone="warning",
        )
    if "FRAUD" in found:
        row = found["FRAUD"]
        url = reverse("debt_followup:fraud_cases")
        yield Waiting(
            title=_("แฟ้มหนี้ทุจริตที่รอผลการวินิจฉัย"),
            url=reverse("debt_followup:fraud_case", args=[row["first"]]) if row["task_count"] == 1 else url,
            count=row["task_count"],
        )
