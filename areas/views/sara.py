"""The number in SARA on the page of whatever has one: what the page shows, and the form that brings it (A-22)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.scope import holds_at
from areas.selectors import sara_leads
from areas.services.sara import LONGEST
from thai.refusals import Refusal

RECORD = "sara.record"


def sara_fact(row: Any, *, on: date, leading: str = "") -> dict[str, Any]:
    """The number among the facts of a page, with which system leads; without one it warns where SARA does (R-SYS-01).

    :param on: the day as of which the systems are asked.
    :param leading: what follows where SARA leads, if it is more than that this system holds a copy.
    """
    leads = sara_leads(province=row.province_id, on=on)
    copy = leading or _("SARA เป็นระบบหลัก ข้อมูลในระบบนี้เป็นสำเนาใช้งาน")
    return {
        "label": _("เลขที่ในระบบ SARA"),
        "value": row.sara_number,
        "help": copy if leads else _("ระบบนี้เป็นระบบหลัก เลขที่ SARA บันทึกไว้อ้างอิง"),
        "tone": "warning" if leads and not row.sara_number else "",
    }


def sara_panel(user: Any, row: Any, *, url: str, label: str) -> dict[str, Any]:
    """What ``components/sara_number.html`` shows: the number, and the form for whoever may record it there.

    :param url: where the form is sent; ``label`` says what has the number.
    """
    may = holds_at(user, RECORD, row)
    return {
        "number": row.sara_number,
        "label": label,
        "most": LONGEST,
        "url": url if may else "",
        "missing_url": reverse("repayments:sara") if may else "",
    }


def recorded(request: HttpRequest, record: Callable[[str], Any]) -> None:
    """Record the number that the form brought, and say what came of it."""
    try:
        record(request.POST.get("sara_number", ""))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกเลขที่ในระบบ SARA แล้ว"))
