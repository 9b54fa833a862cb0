"""Pages of the books: trial balance, registers, entries, and the close of a month."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Province
from areas.rules import last_business_day_of_month
from areas.scope import holds
from areas.selectors import business_calendar, provinces_within
from thai.dates import add_months, format_short, month_start
from thai.refusals import Refusal
from treasury import closing, selectors, services, tables
from treasury.forms import MoneyForm, PeriodForm, month_label
from treasury.models import JournalEntry, LedgerAccount, MonthClose


@permission("treasury.view")
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """Show the balances, the trial balance of a month, and the months with their state."""
    shown = _Shown(request)
    from_on, to_on = selectors.period_of(shown.month)
    context = {
        **shown.context,
        "figures": tables.balances_figures(
            selectors.balances(province=shown.province, as_of=to_on),
            remit=selectors.to_remit(province=shown.province, as_of=to_on),
        ),
        "trial": tables.trial_table(
            selectors.trial_balance(province=shown.province, from_on=from_on, to_on=to_on), query=shown.query
        ),
        "months_table": tables.months_table(
            months=shown.months, closes=_closes(shown.province), query=shown.province_query
        ),
        "month_url": f"{reverse('treasury:month', args=[f'{shown.month:%Y-%m}'])}?{shown.province_query}",
        "may_post": holds(request.user, "treasury.post"),
    }
    return render(request, "treasury/books.html", context)


@permission("treasury.view")
@require_GET
def register(request: HttpRequest, account: str) -> HttpResponse:
    """Show the register of one account for a month, with the balance after each entry."""
    shown = _Shown(request)
    found = get_object_or_404(LedgerAccount, pk=account)
    from_on, to_on = selectors.period_of(shown.month)
    rows = selectors.register(province=shown.province, account=account, from_on=from_on, to_on=to_on)
    context = {
        **shown.context,
        "account": found,
        "table": tables.register_table(rows),
        "figures": [
            {"label": _("ยอดยกมา"), "value": rows.opening, "kind": "money"},
            {"label": _("รับ (เดบิต)"), "value": rows.total_in, "kind": "money"},
            {"label": _("จ่าย (เครดิต)"), "value": rows.total_out, "kind": "money"},
            {"label": _("ยอดยกไป"), "value": rows.closing, "kind": "money"},
        ],
    }
    return render(request, "treasury/register.html", context)


@permission("treasury.view")
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry of the journal with its lines and its source."""
    found = get_object_or_404(
        JournalEntry.objects.visible_to(request.user, "treasury.view").select_related(
            "created_by", "reverses", "reversed_by"
        ),
        pk=pk,
    )
    context = {"entry": found, "facts": tables.entry_facts(found), "table": tables.entry_table(found)}
    return render(request, "treasury/entry.html", context)


@permission("treasury.view")
@require_GET
def month(request: HttpRequest, month: str) -> HttpResponse:
    """Show the close of a month: its checklist, who closed and confirmed it, and the next step."""
    shown = _Shown(request, month=month)
    close = selectors.close_of(province=shown.province, month_on=shown.month)
    label, tone = tables.state_of(close)
    checks = closing.checklist(province=shown.province, month_on=shown.month)
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
        "remittance": selectors.remittance_of(province=shown.province, month_on=shown.month),
        "fields": [{"name": "province", "value": shown.province}],
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
    return _command(request, month, "treasury.post", services.remit_month, _("บันทึกการนำส่งเงินเดือน%s แล้ว"))


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest) -> HttpResponse:
    """Book capital that the fund allocated to the province."""
    return _move(request, services.allocate_capital, _("รับจัดสรรเงินทุน"), _("บันทึกรับจัดสรรเงินทุนแล้ว"))


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Book money drawn from the treasury deposit to the savings account."""
    return _move(request, services.draw, _("เบิกเงินฝากคลังเข้าบัญชีออมทรัพย์"), _("บันทึกการเบิกเงินแล้ว"))


# -- the parts -------------------------------------------------------------------------------------------------------
class _Shown:
    """Which province and month a page shows: what was asked for, else the user's first province and this month."""

    def __init__(self, request: HttpRequest, *, month: str = "", permission: str = "treasury.view") -> None:
        codes = provinces_within(user=request.user, permission=permission)
        asked = request.POST.get("province") or request.GET.get("province") or ""
        if not codes or (asked and asked not in codes):
            raise Http404
        self.provinces = list(Province.objects.filter(pk__in=codes))
        self.province = asked or self._first(codes)
        self.today = business_date.today()
        self.month = self._month(month or request.GET.get("month", ""))
        first = selectors.first_month(province=self.province) or month_start(self.today)
        self.months: list[date] = []
        while first <= month_start(self.today):
            self.months.append(first)
            first = add_months(first, 1)
        self.province_query = f"province={self.province}" if len(codes) > 1 else ""
        self.query = f"month={self.month:%Y-%m}" + (f"&{self.province_query}" if self.province_query else "")
        offered = sorted({*self.months, self.month}, reverse=True)
        self.form = PeriodForm(
            {"month": f"{self.month:%Y-%m}", "province": self.province}, months=offered, provinces=self.provinces
        )
        name = next(str(one) for one in self.provinces if one.pk == self.province)
        self.context: dict[str, Any] = {
            "period_form": self.form,
            "month": self.month,
            "month_label": month_label(self.month),
            "province_name": name,
            "query": self.query,
        }

    @staticmethod
    def _first(codes: list[str]) -> str:
        with_books = JournalEntry.objects.filter(province__in=codes).order_by("province_id").first()
        return with_books.province_id if with_books else codes[0]

    def _month(self, asked: str) -> date:
        if not asked:
            return month_start(self.today)
        try:
            found = date.fromisoformat(f"{asked}-01")
        except ValueError:
            raise Http404 from None
        if not 2000 <= found.year <= 2100:
            raise Http404
        return found


def _closes(province: str) -> dict[date, MonthClose]:
    rows = MonthClose.objects.filter(province=province).select_related("closed_by", "confirmed_by")
    return {row.month_on: row for row in rows.order_by("month_on", "revision")}


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
    }


def _close_refused(shown: _Shown, checks: list[closing.Check]) -> str:
    """Why the month cannot be closed yet, in one sentence; nothing where it can."""
    last = selectors.period_of(shown.month)[1]
    if shown.today <= last:
        return _("เดือนยังไม่สิ้นสุด ปิดบัญชีได้หลังวันที่ %s") % format_short(last)
    waiting = [one for one in selectors.open_months(province=shown.province, until=last) if one < shown.month]
    if waiting:
        return _("ต้องปิดเดือน%s ก่อน") % month_label(waiting[0])
    unmet = next((check for check in checks if not check.is_met), None)
    return f"{unmet.label}: {unmet.detail}" if unmet else ""


def _remit_context(request: HttpRequest, shown: _Shown) -> dict[str, Any]:
    """The last business day of the month, and why the remittance cannot be booked yet."""
    last = last_business_day_of_month(
        year=shown.month.year,
        month=shown.month.month,
        is_business_day=business_calendar(province=shown.province),
    )
    early = _("นำส่งได้ตั้งแต่วันทำการสุดท้ายของเดือน คือ %s") % format_short(last) if shown.today < last else ""
    return {"remit_on": last, "remit_refused": early}


def _command(request: HttpRequest, month: str, needed: str, command, said: str, **more: Any) -> HttpResponse:
    shown = _Shown(request, month=month, permission=needed)
    try:
        command(province=shown.province, month_on=shown.month, by=request.user, on=shown.today, **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said % month_label(shown.month))
    query = f"?{shown.province_query}" if shown.province_query else ""
    return redirect(reverse("treasury:month", args=[month]) + query)


def _move(request: HttpRequest, command, title: str, said: str) -> HttpResponse:
    shown = _Shown(request, permission="treasury.post")
    form = MoneyForm(request.POST or None, today=shown.today, initial={"on": shown.today})
    if request.method == "POST" and form.is_valid():
        try:
            command(province=shown.province, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(f"{reverse('treasury:books')}?{shown.province_query}")
    return render(request, "treasury/money.html", {**shown.context, "form": form, "heading": title})
