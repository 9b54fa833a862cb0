"""Pages of the close of a month: its checklist, the close, its confirmation, its reopening, the remittance."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.rules import last_business_day_of_month
from areas.scope import holds
from areas.selectors import business_calendar
from thai.dates import format_short
from thai.refusals import Refusal
from treasury import closing, selectors, services, tables
from treasury.forms import MovedOnForm, month_label
from treasury.models import MonthClose

from .shown import Shown


@permission("treasury.view")
@require_GET
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show the close of a month: its checklist, who closed and confirmed it, and the next step."""
    shown = Shown(request, month=month)
    close = selectors.close_of(province=shown.province, month_on=shown.month)
    label, tone = tables.state_of(close)
    checks = closing.checklist(province=shown.province, month_on=shown.month)
    remittance = selectors.remittance_of(province=shown.province, month_on=shown.month)
    context = {
        **shown.context,
        "close": close,
        "close_refused": _close_refused(shown, checks),
        "state_label": label,
        "tone": tone,
        "checks": tables.checks_table(checks),
        "facts": _close_facts(close),
        "can": _can(request.user, close),
        "remit": selectors.to_remit(province=shown.province, as_of=selectors.period_of(shown.month)[1]),
        "remittance": remittance,
        "in_transit": remittance is not None and selectors.is_in_transit(remittance=remittance),
        "moved_on": MovedOnForm(initial={"on": shown.today}, today=shown.today)["on"],
        "statements_url": f"{reverse('treasury:statements')}?{shown.province_query}",
        "books_url": f"{reverse('treasury:books')}?{shown.query}",
        **_remit_context(request, shown),
    }
    return render(request, "treasury/month.html", context)


@permission("treasury.close_month")
@require_POST
def close(request: HttpRequest, month: str) -> HttpResponse:
    """Close a month."""
    return _command(request, month, "treasury.close_month", services.close_month, _("ปิดเดือน%s แล้ว รอผู้อื่นยืนยัน"))


@permission("treasury.confirm_close")
@require_POST
def confirm(request: HttpRequest, month: str) -> HttpResponse:
    """Confirm a close that somebody else made."""
    return _command(request, month, "treasury.confirm_close", services.confirm_close, _("ยืนยันการปิดเดือน%s แล้ว"))


@permission("treasury.confirm_close")
@require_POST
def reopen(request: HttpRequest, month: str) -> HttpResponse:
    """Open a closed month again, with a reason."""
    return _command(
        request,
        month,
        "treasury.confirm_close",
        services.reopen_month,
        _("เปิดเดือน%s ใหม่แล้ว"),
        reason=request.POST.get("reason", ""),
    )


@permission("treasury.post")
@require_POST
def remit(request: HttpRequest, month: str) -> HttpResponse:
    """Book the month's remittance to the treasury deposit."""
    in_transit = request.POST.get("in_transit") == "1"
    said = _("บันทึกการนำส่งเงินเดือน%s แล้ว")
    return _moved(request, month, services.remit_month, said, in_transit=in_transit)


@permission("treasury.post")
@require_POST
def rebook(request: HttpRequest, month: str) -> HttpResponse:
    """Put the month's remittance right: reverse it and book what is to be remitted now."""
    return _command(
        request,
        month,
        "treasury.post",
        services.rebook_remittance,
        _("ปรับการนำส่งเงินเดือน%s แล้ว"),
        reason=request.POST.get("reason", ""),
    )


@permission("treasury.post")
@require_POST
def arrive(request: HttpRequest, month: str) -> HttpResponse:
    """Book that the month's remittance has reached the treasury deposit."""
    said = _("บันทึกว่าเงินนำส่งเดือน%s ถึงบัญชีเงินฝากคลังแล้ว")
    return _moved(request, month, services.receive_remittance, said)


# -- the parts -------------------------------------------------------------------------------------------------------
def _close_facts(close: MonthClose | None) -> list[dict[str, Any]]:
    if close is None:
        return []
    facts = [
        {"label": _("ปิดโดย"), "value": str(close.closed_by)},
        {"label": _("วันที่ปิด"), "value": close.closed_on, "kind": "date"},
        {"label": _("ยืนยันโดย"), "value": str(close.confirmed_by) if close.confirmed_by else _("ยังไม่ยืนยัน")},
        {"label": _("วันที่ยืนยัน"), "value": close.confirmed_on, "kind": "date"},
        {"label": _("ฉบับที่"), "value": close.revision, "kind": "number"},
    ]
    if close.state == MonthClose.State.REOPENED:
        facts += [
            {"label": _("เปิดใหม่โดย"), "value": str(close.reopened_by)},
            {"label": _("วันที่เปิดใหม่"), "value": close.reopened_on, "kind": "date"},
            {"label": _("เหตุผล"), "value": close.reason},
        ]
    return facts


def _can(user, close: MonthClose | None) -> dict[str, bool]:
    state = close.state if close else MonthClose.State.REOPENED
    confirms = holds(user, "treasury.confirm_close")
    return {
        "close": state == MonthClose.State.REOPENED and holds(user, "treasury.close_month"),
        "confirm": state == MonthClose.State.CLOSED and confirms,
        "reopen": state != MonthClose.State.REOPENED and confirms,
        "remit": state == MonthClose.State.REOPENED and holds(user, "treasury.post"),
        "post": holds(user, "treasury.post"),
    }


def _close_refused(shown: Shown, checks: list[closing.Check]) -> str:
    """Why the month cannot be closed yet, in one sentence; nothing where it can."""
    last = selectors.period_of(shown.month)[1]
    if shown.today <= last:
        return _("เดือนยังไม่สิ้นสุด ปิดบัญชีได้หลังวันที่ %s") % format_short(last)
    waiting = [one for one in selectors.open_months(province=shown.province, until=last) if one < shown.month]
    if waiting:
        return _("ต้องปิดเดือน%s ก่อน") % month_label(waiting[0])
    unmet = next((check for check in checks if not check.is_met and check.blocks), None)
    return f"{unmet.label}: {unmet.detail}" if unmet else ""


def _remit_context(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """The last business day of the month, and why the remittance cannot be booked yet."""
    last = last_business_day_of_month(
        year=shown.month.year,
        month=shown.month.month,
        is_business_day=business_calendar(province=shown.province),
    )
    early = _("นำส่งได้ตั้งแต่วันทำการสุดท้ายของเดือน คือ %s") % format_short(last) if shown.today < last else ""
    return {"remit_on": last, "remit_refused": early}


def _moved(request: HttpRequest, month: str, command, said: str, **more: Any) -> HttpResponse:
    """A command of the day that is typed with it: the bank moved the money before anybody came to write it down."""
    form = MovedOnForm(request.POST, today=business_date.today())
    if form.is_valid():
        return _command(request, month, "treasury.post", command, said, on=form.cleaned_data["on"], **more)
    messages.error(request, " ".join(form.errors["on"]))
    return _back(Shown(request, month=month, permission="treasury.post"), month)


def _command(request: HttpRequest, month: str, needed: str, command, said: str, **more: Any) -> HttpResponse:
    shown = Shown(request, month=month, permission=needed)
    given = {"province": shown.province, "month_on": shown.month, "by": request.user, "on": shown.today, **more}
    try:
        command(**given)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said % month_label(shown.month))
    return _back(shown, month)


def _back(shown: Shown, month: str) -> HttpResponse:
    query = f"?{shown.province_query}" if shown.province_query else ""
    return redirect(reverse("treasury:month", args=[month]) + query)
