"""Pages on which becomes known what became of a letter: one by one, or by scanning a pile of them."""

from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import amphoe_within, office_of
from areas.services import log_personal_data
from debt_followup.forms.notices import SCANNED, RecordDeliveryForm
from debt_followup.letters import notices as letters
from debt_followup.models import Notice, NoticeDelivery
from debt_followup.rules.deliveries import DELIVERY, STEP_LABELS, DeliveryStep, is_open
from debt_followup.rules.notices import Route
from debt_followup.selectors import notices as reads
from debt_followup.services import deliveries as services
from debt_followup.tables import notices as tables
from documents import rendering
from documents.registers import as_pdf
from thai.dates import parse
from thai.refusals import Refusal

DELIVER, WRITE = "debt.deliver", "debt.notices"
MOST_ON_SHEETS = 500
_TONES = {DeliveryStep.WITHDRAW: "danger", DeliveryStep.CORRECT: "quiet"}
_WITH_WORDS = (DeliveryStep.LOOK_INTO, DeliveryStep.WITHDRAW, DeliveryStep.CORRECT)


@require_http_methods(["GET", "POST"])
@permission(DELIVER)
def record_deliveries(request: HttpRequest) -> HttpResponse:
    """Record one letter after the other by scanning or typing its code; the step and the day stay for the next."""
    today = business_date.today()
    step = _step(request)
    form = RecordDeliveryForm(
        request.POST or None, step=step, on=_day(request) or today, initial={"code": request.GET.get("code", "")}
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            found = reads.scanned(user=request.user, permission=DELIVER, code=given.pop("code"), step=step)
            done = services.take_delivery_step(delivery=found, step=step, by=request.user, on=today, **given)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            letter = Notice.objects.select_related("document", "party", "stand_in").get(pk=done.notice_id)
            messages.success(
                request,
                _("บันทึกแล้ว %(number)s %(name)s: %(state)s")
                % {"number": letter.document.number, "name": letter.addressee.name, "state": done.get_state_display()},
            )
            kept = {"step": step.value, "on": given["happened_on"].isoformat()}
            return HttpResponseRedirect(f"{reverse('debt_followup:record_deliveries')}?{urlencode(kept)}")
    context = {
        "form": form,
        "step": step,
        "step_label": _(STEP_LABELS[step]),
        "steps": [
            {"label": _(STEP_LABELS[one]), "url": f"?{urlencode({'step': one.value})}", "is_chosen": one is step}
            for one in SCANNED
        ],
        "events": tables.events(reads.recorded_by(user=request.user), with_letter=True),
        "amphoe": amphoe_within(user=request.user, permission=DELIVER).order_by("code"),
    }
    return render(request, "debt_followup/notices_record.html", context)


@require_POST
@permission(DELIVER)
def delivery_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a step that needs a sentence: looked into, withdrawn, recorded by mistake."""
    way = get_object_or_404(NoticeDelivery.objects.visible_to(request.user, DELIVER), pk=pk)
    step, today = request.POST.get("step", ""), business_date.today()
    try:
        services.take_delivery_step(
            delivery=way,
            step=DeliveryStep(step) if step in set(_WITH_WORDS) else DeliveryStep.LOOK_INTO,
            by=request.user,
            happened_on=today,
            on=today,
            said=request.POST.get("reason", ""),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกแล้ว"))
    return redirect("debt_followup:notice", pk=way.notice_id)


@require_POST
@permission(WRITE)
def send_notice_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a letter go out once more."""
    found = get_object_or_404(Notice.objects.visible_to(request.user, WRITE), pk=pk)
    route = request.POST.get("route", "")
    try:
        services.send_again(notice=found, route=Route(route) if route in set(Route) else Route.POST, by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เพิ่มการส่งอีกครั้งแล้ว พิมพ์ป้ายจ่าหน้าได้จากบัญชีนำส่งฉบับที่รอส่ง"))
    return redirect("debt_followup:notice", pk=pk)


@csp_exempt()
@require_GET
@permission(DELIVER)
def notice_sheets(request: HttpRequest, amphoe: str) -> HttpResponse:
    """Print the posting list, the list for อกส.อ. and the labels of an amphoe's letters that have not left."""
    place = get_object_or_404(amphoe_within(user=request.user, permission=DELIVER), pk=amphoe)
    waiting = list(reads.waiting_to_go(user=request.user, amphoe=place.pk)[:MOST_ON_SHEETS])
    if not waiting:
        messages.info(request, _("ไม่มีหนังสือที่รอส่งของ%(amphoe)s") % {"amphoe": place.label})
        return redirect("debt_followup:record_deliveries")
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.EXPORT,
        subject="list:notice_sheets",
        reason=place.label,
    )
    today = business_date.today()
    context = letters.sheets_context(
        deliveries=waiting,
        office=office_of(province=place.province_id),
        amphoe=place.label,
        on=today,
        known_at=letters.moment(on=today, at=timezone.now()),
    )
    return as_pdf(
        rendering.render_pdf(template=letters.SHEETS_TEMPLATE, context=context), name=f"sheets-{place.pk}.pdf"
    )


def steps_of(way: NoticeDelivery, *, may: Collection[str]) -> dict[str, Any]:
    """Return the steps that are open for a letter to somebody with these permissions: as links, and as small forms."""
    links, forms = [], []
    asks = {
        DeliveryStep.LOOK_INTO: _("ตรวจสอบแล้วพบอะไร และจะทำอย่างไรต่อ"),
        DeliveryStep.WITHDRAW: _("เหตุผลที่งดส่ง"),
        DeliveryStep.CORRECT: _("บันทึกผิดอย่างไร"),
    }
    for step in DeliveryStep:
        if not is_open(state=way.state, step=step, route=way.route):
            continue
        if DELIVERY.edge(way.state, step).permission not in may:
            continue
        label = _(STEP_LABELS[step])
        if step in asks:
            forms.append(
                {
                    "label": label,
                    "asks": asks[step],
                    "tone": _TONES.get(step, "primary"),
                    "fields": [{"name": "step", "value": step.value}],
                }
            )
        else:
            query = urlencode({"step": step.value, "code": tables.code_of(way)})
            links.append({"label": label, "url": f"{reverse('debt_followup:record_deliveries')}?{query}"})
    return {"links": links, "forms": forms}


def _step(request: HttpRequest) -> DeliveryStep:
    typed = request.POST.get("step") or request.GET.get("step") or ""
    return DeliveryStep(typed) if typed in set(SCANNED) else SCANNED[0]


def _day(request: HttpRequest) -> Any:
    try:
        return parse(request.GET["on"]) if request.GET.get("on") else None
    except Refusal:
        return None
