"""Pages of the close of a fiscal year: what it freezes, who closed it, who signed the opening balances of the next."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas.access import permission
from areas.scope import holds
from thai.dates import fiscal_year_be, fiscal_year_bounds, format_short
from thai.refusals import Refusal
from treasury import selectors, services, tables
from treasury.closing import year_checklist
from treasury.models import YearClose

from .shown import Shown, table_file


@permission("treasury.view")
@require_GET
def years(request: HttpRequest) -> HttpResponse:
    """List the fiscal years of a province's books with their close."""
    shown = Shown(request)
    context = {
        **shown.context,
        "table": tables.years_table(
            _years(shown), closes=selectors.year_closes(province=shown.province), query=shown.province_query
        ),
    }
    return render(request, "treasury/years.html", context)


@permission("treasury.view")
@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show the close of a fiscal year: its checklist, the balances that open the next one, and the next step."""
    shown = _shown(request, year, "treasury.view")
    close = selectors.year_close_of(province=shown.province, fiscal_year_be=year)
    is_closed = close is not None and close.state != YearClose.State.REOPENED
    if is_closed:
        balances = {code: Decimal(amount) for code, amount in close.balances.items()}
        closing = selectors.amounts_closed(close)
    else:
        balances = selectors.balances(province=shown.province, as_of=min(shown.to_on, shown.today))
        closing = selectors.closing_amounts(province=shown.province, to_on=shown.to_on, held=balances)
    caption = _("ยอดคงเหลือ ณ วันที่ %s") % format_short(min(shown.to_on, shown.today))
    file = table_file(
        request,
        shown,
        name=f"year-{year}",
        title=lambda: _("ยอดคงเหลือเมื่อปิดบัญชี ปีงบประมาณ %s") % year,
        build=lambda: tables.opening_of_year_table(balances, closing, caption=caption),
        as_of=min(shown.to_on, shown.today),
        period=False,
    )
    if file is not None:
        return file
    label, tone = tables.year_state(close)
    checks = year_checklist(province=shown.province, fiscal_year_be=year)
    unmet = next((check for check in checks if not check.is_met and check.blocks), None)
    over = shown.today > shown.to_on
    refused = f"{unmet.label}: {unmet.detail}" if unmet else ""
    if not over:
        refused = _("ปีงบประมาณยังไม่สิ้นสุด ปิดได้หลังวันที่ %s") % format_short(shown.to_on)
    signs = holds(request.user, "treasury.confirm_close")
    waits = close is not None and close.state == YearClose.State.CLOSED
    own = waits and close is not None and close.closed_by_id == request.user.pk
    context = {
        **shown.context,
        "year": year,
        "state_label": label,
        "tone": tone,
        "checks": tables.checks_table(checks, caption=_("รายการตรวจก่อนปิดปี")),
        "facts": _facts(close),
        "balances": tables.opening_of_year_table(balances, closing, caption=caption),
        "can": {
            "close": not is_closed and holds(request.user, "treasury.close_month"),
            "sign": waits and signs and not own,
            "reopen": is_closed and signs,
        },
        "sign_refused": _("ผู้ปิดกับผู้รับรองต้องเป็นคนละคน") if own and signs else "",
        "close_refused": refused,
        "back_url": reverse("treasury:years") + (f"?{shown.province_query}" if shown.province_query else ""),
        **{f"{kind}_url": f"?{shown.province_query}&as={kind}" for kind in ("xlsx", "pdf")},
    }
    return render(request, "treasury/year.html", context)


@permission("treasury.close_month")
@require_POST
def close_year(request: HttpRequest, year: int) -> HttpResponse:
    """Close a fiscal year."""
    said = _("ปิดบัญชีปีงบประมาณ %s แล้ว รอผู้อื่นรับรอง")
    return _command(request, year, "treasury.close_month", services.close_year, said)


@permission("treasury.confirm_close")
@require_POST
def sign_year(request: HttpRequest, year: int) -> HttpResponse:
    """Sign the close of a year that somebody else made."""
    said = _("รับรองการปิดบัญชีปีงบประมาณ %s แล้ว")
    return _command(request, year, "treasury.confirm_close", services.sign_year, said)


@permission("treasury.confirm_close")
@require_POST
def reopen_year(request: HttpRequest, year: int) -> HttpResponse:
    """Open a closed year again, with a reason."""
    said = _("เปิดบัญชีปีงบประมาณ %s ใหม่แล้ว")
    reason = request.POST.get("reason", "")
    return _command(request, year, "treasury.confirm_close", services.reopen_year, said, reason=reason)


# -- the parts -------------------------------------------------------------------------------------------------------
def _years(shown: Shown) -> list[int]:
    if not shown.months:
        return []
    return list(range(fiscal_year_be(shown.today), fiscal_year_be(shown.months[0]) - 1, -1))


def _shown(request: HttpRequest, year: int, needed: str) -> Shown:
    if not 2500 <= year <= 2700:
        raise Http404
    shown = Shown(request, permission=needed)
    shown.from_on, shown.to_on = fiscal_year_bounds(year)
    return shown


def _facts(close: YearClose | None) -> list[dict[str, Any]]:
    if close is None:
        return []
    facts = [
        {"label": _("รายได้สูง (ต่ำ) กว่าค่าใช้จ่าย"), "value": close.surplus, "kind": "money"},
        {"label": _("ปิดโดย"), "value": str(close.closed_by)},
        {"label": _("วันที่ปิด"), "value": close.closed_on, "kind": "date"},
        {"label": _("รับรองโดย"), "value": str(close.signed_by) if close.signed_by else _("ยังไม่รับรอง")},
        {"label": _("วันที่รับรอง"), "value": close.signed_on, "kind": "date"},
        {"label": _("ฉบับที่"), "value": close.revision, "kind": "number"},
    ]
    if close.entry:
        url = reverse("treasury:entry", args=[close.entry_id])
        facts.append({"label": _("รายการปิดบัญชี"), "value": str(close.entry), "url": url})
    if close.state == YearClose.State.REOPENED:
        facts += [
            {"label": _("เปิดใหม่โดย"), "value": str(close.reopened_by)},
            {"label": _("วันที่เปิดใหม่"), "value": close.reopened_on, "kind": "date"},
            {"label": _("เหตุผล"), "value": close.reason},
        ]
    return facts


def _command(request: HttpRequest, year: int, needed: str, command: Any, said: str, **more: Any) -> HttpResponse:
    shown = _shown(request, year, needed)
    try:
        command(province=shown.province, fiscal_year_be=year, by=request.user, on=shown.today, **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said % year)
    return redirect(
        reverse("treasury:year", args=[year]) + (f"?{shown.province_query}" if shown.province_query else "")
    )
