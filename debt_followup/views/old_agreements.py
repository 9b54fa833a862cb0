"""How old debts agree with the control totals: the comparison, the totals keyed or read, the name under it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Amphoe, PersonalDataAccess, Province
from areas.scope import holds
from areas.services import log_personal_data
from debt_followup import rules
from debt_followup.forms.old_debts import ControlsForm, SignForm
from debt_followup.imports.controls import read_controls
from debt_followup.selectors import old_debts as selectors
from debt_followup.services.old_controls import set_controls, sign_agreement
from debt_followup.tables import old_debts as shown
from debt_followup.views.old_registers import NEEDED, provinces_of
from thai.refusals import Refusal

SIGN = "debt.sign_old_debts"


@permission("debt.view")
@require_GET
@never_cache
def old_agreement(request: HttpRequest) -> HttpResponse:
    """Show every control total beside what the registers come to, what differs, and who stood for it."""
    found = _asked(request, "debt.view")
    if found is None:
        return redirect("debt_followup:old_registers")
    return _page(request, *found, SignForm())


@permission(SIGN)
@require_POST
def sign_old_agreement(request: HttpRequest) -> HttpResponse:
    """Stand by name for the agreement of a day; what differs must be explained."""
    found = _asked(request, SIGN)
    if found is None:
        raise Http404
    province, base_on = found
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            sign_agreement(
                province=province.code, base_on=base_on, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("รับรองยอดแล้ว"))
            return redirect(_url(province, base_on))
    return _page(request, province, base_on, form)


@permission(NEEDED)
@require_http_methods(["GET", "POST"])
def old_controls(request: HttpRequest) -> HttpResponse:
    """Take control totals, keyed by year or as a file; what is there is replaced, and its history kept."""
    today, provinces = business_date.today(), provinces_of(request, NEEDED)
    form = ControlsForm(request.POST or None, request.FILES or None, provinces=provinces, on=today)
    if request.method == "POST" and form.is_valid():
        given, upload = form.cleaned_data, form.cleaned_data.get("file")
        try:
            controls = (
                read_controls(name=upload.name, content=upload.read(), province=form.chosen)
                if upload
                else given["controls"]
            )
            set_controls(
                province=form.chosen,
                base_on=given["base_on"],
                controls=controls,
                source=given["source"],
                by=request.user,
                on=today,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกยอดคุมแล้ว %(count)s รายการ") % {"count": len(controls)})
            return redirect(_url(form.provinces[form.chosen], given["base_on"]))
    labels = [_("สัญญา"), _("ยังเหลือหนี้"), _("เงินที่อนุมัติ"), _("รับชำระแล้ว"), _("คงเหลือ")]
    return render(request, "debt_followup/old_controls.html", {"form": form, "labels": labels})


def _page(request: HttpRequest, province: Province, base_on: date, form: SignForm) -> HttpResponse:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"old_debts:{province.code}")
    found = selectors.agreement(province=province.code, base_on=base_on)
    amphoe = dict(Amphoe.objects.filter(province=province).values_list("code", "name_th"))
    signed = list(selectors.agreements_signed(province=province.code, base_on=base_on)[:20])
    in_books = found.in_books - found.totals["remaining"]
    context: dict[str, Any] = {
        "province": province,
        "base_on": base_on,
        "figures": [
            {"label": _("สัญญา"), "value": found.totals["contracts"], "kind": "number"},
            {"label": _("ยังเหลือหนี้"), "value": found.totals["open_contracts"], "kind": "number"},
            {"label": _("คงเหลือตามทะเบียน"), "value": found.totals["remaining"], "kind": "money"},
            {
                "label": _("ลูกหนี้เดิมในบัญชี"),
                "value": found.in_books,
                "kind": "money",
                "tone": "bad" if in_books else "",
            },
            {
                "label": _("รายการที่ต่าง"),
                "value": found.difference_count,
                "kind": "number",
                "tone": "bad" if found.difference_count else "good",
            },
        ],
        "table": shown.agreement(found, amphoe=amphoe),
        "unnamed": shown.unnamed(found) if found.unnamed else None,
        "events": shown.signatures(signed),
        "is_stale": bool(signed) and signed[0].figures != found.figures,
        "unlinked": selectors.unlinked(province=province.code),
        "may_control": holds(request.user, NEEDED),
        "may_sign": holds(request.user, SIGN) and bool(found.rows) and bool(found.totals["contracts"]),
        "sign_url": f"{reverse('debt_followup:sign_old_agreement')}?province={province.code}&base_on={base_on}",
        "form": form,
    }
    return render(request, "debt_followup/old_agreement.html", context)


def _asked(request: HttpRequest, needed: str) -> tuple[Province, date] | None:
    """The province and the day that are meant; of somebody with one province her own, and the first day it has.

    :raises Http404: a province outside her area, or a day that is none.
    """
    provinces = {one.code: one for one in provinces_of(request, needed)}
    chosen = request.GET.get("province", "") or (next(iter(provinces)) if len(provinces) == 1 else "")
    if not chosen:
        return None
    if chosen not in provinces:
        raise Http404
    typed = request.GET.get("base_on", "")
    try:
        base_on = date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Http404 from None
    if base_on is None:
        days = selectors.base_days(province=chosen)
        base_on = days[0] if days else rules.BASE_ON
    return provinces[chosen], base_on


def _url(province: Province, base_on: date) -> str:
    return f"{reverse('debt_followup:old_agreement')}?province={province.code}&base_on={base_on}"
