"""What waits of requests to restructure a debt, each step for whoever takes it."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from areas.waiting import Waiting
from debt_followup.models import Restructuring
from debt_followup.rules.restructuring import DECIDE, OPINE, RESTRUCTURE, Stage
from reports.selectors.counting import Asked, Found, Kinds, kind

# the step that waits, whose it is, the states in which it does, the day since or until which it waits
_STEPS = (
    ("RESTRUCTURING_TELL", RESTRUCTURE, (Stage.REFUSED,), "", "tell_by"),
    ("RESTRUCTURING_ASSESS", RESTRUCTURE, (Stage.APPLIED, Stage.ASSESSED), "applied_on", ""),
    ("RESTRUCTURING_OPINE", OPINE, (Stage.PROPOSED,), "met_on", ""),
    ("RESTRUCTURING_DECIDE", DECIDE, (Stage.OPINED,), "opined_on", ""),
    ("RESTRUCTURING_SIGN", RESTRUCTURE, (Stage.APPROVED, Stage.PREPARED), "decided_on", ""),
)


def asked(*, user: User) -> Asked:
    """Return what is to be counted for a user, and what is then told. Source: DL-25."""
    kinds: Kinds = [
        kind(
            name,
            Restructuring.objects.visible_to(user, permission).filter(state__in=states),
            since=since,
            until=until,
        )
        for name, permission, states, since, until in _STEPS
        if holds(user, permission)
    ]
    return kinds, _told


def _told(found: Found) -> Iterator[Waiting]:
    titles = {
        "RESTRUCTURING_TELL": _("แจ้งผลไม่อนุมัติปรับโครงสร้างหนี้แก่สมาชิก"),
        "RESTRUCTURING_ASSESS": _("คำขอปรับโครงสร้างหนี้ที่อำเภอต้องพิจารณา"),
        "RESTRUCTURING_OPINE": _("คำขอปรับโครงสร้างหนี้รอความเห็นจังหวัด"),
        "RESTRUCTURING_DECIDE": _("คำขอปรับโครงสร้างหนี้รอมติ"),
        "RESTRUCTURING_SIGN": _("บันทึกข้อตกลงปรับโครงสร้างหนี้ที่ยังลงนามไม่ครบ"),
    }
    states = {"RESTRUCTURING_TELL": "REFUSED", "RESTRUCTURING_OPINE": "PROPOSED", "RESTRUCTURING_DECIDE": "OPINED"}
    page = reverse("debt_followup:restructurings")
    for name, row in found.items():
        one = reverse("debt_followup:restructuring", args=[row["first"]])
        url = f"{page}?state={states[name]}" if name in states else page
        yield Waiting(
            title=titles[name],
            url=one if row["task_count"] == 1 else url,
            count=row["task_count"],
            due_on=row["until"],
        )
