"""Files of old registers: uploaded, checked, shown, confirmed, written in the background."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Province
from areas.scope import holds
from areas.selectors import provinces_within
from areas.services import log_personal_data
from debt_followup import tables
from debt_followup.forms.old_debts import OldRegisterForm
from debt_followup.imports import files
from debt_followup.imports.columns import CONTROLS, DEBTS, SUBSIDIES
from debt_followup.models import OldRegister
from debt_followup.selectors import old_debts as selectors
from debt_followup.services.old_debts import link_old_debtors
from debt_followup.tables import old_debts as shown
from documents.spreadsheets import XLSX, as_download
from jobs import selectors as runs
from jobs.models import JobRun
from thai.refusals import Refusal

NEEDED = "debt.old_debts"
State = OldRegister.State
_SHOWN = 50
TEMPLATES = {
    "debts": (DEBTS, "old-debts"),
    "subsidies": (SUBSIDIES, "old-subsidies"),
    "controls": (CONTROLS, "controls"),
}


def provinces_of(request: HttpRequest, needed: str) -> list[Province]:
    """The provinces in which the user holds a permission, by name."""
    codes = provinces_within(user=request.user, permission=needed)
    return list(Province.objects.filter(code__in=codes).order_by("name_th"))


@permission("debt.view")
@require_GET
@never_cache
def old_registers(request: HttpRequest) -> HttpResponse:
    """List the files of old registers, and where each province's agreement with its control totals stands."""
    rows = list(selectors.old_registers(user=request.user)[:_SHOWN])
    context = {
        "table": shown.registers(rows),
        "may_import": holds(request.user, NEEDED),
        "may_report": holds(request.user, "reports.view"),
        "links": _links(request),
    }
    return render(request, "debt_followup/old_registers.html", context)


def _links(request: HttpRequest) -> list[dict[str, Any]]:
    """The agreements of the provinces whose old debts the user sees, a page of them."""
    pairs = selectors.base_days_within(user=request.user)
    url = reverse("debt_followup:old_agreement")
    return [
        {"label": f"{province} · {tables.short(base_on)}", "url": f"{url}?province={province.code}&base_on={base_on}"}
        for province, base_on in pairs
    ]


@permission(NEEDED)
@require_http_methods(["GET", "POST"])
def new_old_register(request: HttpRequest) -> HttpResponse:
    """Take a file to be checked; nothing is written before it is confirmed."""
    today = business_date.today()
    form = OldRegisterForm(
        request.POST or None, request.FILES or None, provinces=provinces_of(request, NEEDED), on=today
    )
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        register = files.check(
            kind=form.cleaned_data["kind"],
            province=form.chosen,
            base_on=form.cleaned_data["base_on"],
            name=upload.name,
            content=upload.read(),
            by=request.user,
            on=today,
        )
        return redirect("debt_followup:old_register", pk=register.pk)
    context = {"form": form, "debts": shown.columns_of(DEBTS), "subsidies": shown.columns_of(SUBSIDIES)}
    return render(request, "debt_followup/new_old_register.html", context)


@permission(NEEDED)
@require_GET
def old_register_template(request: HttpRequest, kind: str) -> HttpResponse:
    """Give an empty file with the headings of its columns."""
    if kind not in TEMPLATES:
        raise Http404
    columns, name = TEMPLATES[kind]
    content = files.template_file(columns, title=_("แบบไฟล์"))
    return as_download(content, name=f"{name}.xlsx", kind=XLSX)


@permission("debt.view")
@require_GET
@never_cache
def old_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a checked file would bring, or what became of it."""
    register = _register(request, pk, "debt.view")
    own = holds(request.user, NEEDED) and register.made_by_id == request.user.pk
    waits, good = register.state == State.CHECKED and own, register.contracts
    progress = _progress(register) if register.state == State.WRITING else None
    has_stopped = progress is not None and progress["run"]["finished"] and own
    said = _("บันทึก %(good)s รายการหรือไม่ แถวที่ไม่รับจะไม่ถูกบันทึก") % {"good": f"{good:,}"}
    context = {
        "register": register,
        "tone": shown.TONES[State(register.state)],
        "facts": [
            {"label": _("ทะเบียน"), "value": str(register.get_kind_display())},
            {"label": _("จังหวัด"), "value": str(register.province)},
            {"label": _("ยอด ณ วันที่"), "value": register.base_on, "kind": "date"},
            {"label": _("ผู้นำเข้า"), "value": str(register.made_by)},
            {"label": _("วันที่นำเข้า"), "value": register.made_on, "kind": "date"},
            {"label": _("ค่าแฮชของไฟล์"), "value": register.sha256[:16]},
        ],
        "figures": _figures(register),
        "sentences": register.cursor.get("sentences", []),
        "refused": shown.refused_rows(register) if register.cursor.get("refused") else None,
        "refused_url": reverse("debt_followup:old_register_refused", args=[pk]) if register.refused and own else "",
        "confirm_url": reverse("debt_followup:confirm_old_register", args=[pk])
        if (waits and good) or has_stopped
        else "",
        "confirm_label": _("บันทึกต่อ") if has_stopped else _("บันทึกลงระบบ"),
        "question": _("บันทึกรายการที่เหลือต่อจากที่หยุดไว้หรือไม่") if has_stopped else said,
        "cancel_url": reverse("debt_followup:cancel_old_register", args=[pk]) if waits else "",
        "nothing_good": waits and not good,
        "progress": progress,
        "agreement_url": f"{reverse('debt_followup:old_agreement')}"
        f"?province={register.province_id}&base_on={register.base_on}"
        if register.state == State.DONE and register.kind == OldRegister.Kind.DEBTS
        else "",
    }
    return render(request, "debt_followup/old_register.html", context)


def _figures(register: OldRegister) -> list[dict[str, Any]]:
    names = {
        "approved": _("เงินที่อนุมัติ"),
        "received": _("รับชำระแล้ว"),
        "remaining": _("คงเหลือ"),
        "paid": _("เงินที่จ่าย"),
        "used": _("เงินที่ใช้"),
        "returned": _("เงินที่ส่งคืน"),
    }
    totals = register.cursor.get("totals", {})
    done = register.state == State.DONE
    return [
        {
            "label": _("บันทึกแล้ว") if done else _("รายการที่รับได้"),
            "value": register.written if done else register.contracts,
            "kind": "number",
        },
        {
            "label": _("แถวที่ไม่รับ"),
            "value": register.refused,
            "kind": "number",
            "tone": "bad" if register.refused else "",
        },
        *({"label": names[name], "value": Decimal(total), "kind": "money"} for name, total in totals.items()),
    ]


def _progress(register: OldRegister) -> dict[str, Any] | None:
    writing = files.writing_of(register)
    if writing is None:
        return None
    return {
        "run": runs.progress(writing) | {"failed": 0},  # refused rows are said of the file, not of the run
        "poll_url": reverse("debt_followup:old_register_progress", args=[register.pk]),
        "cancel_url": reverse("debt_followup:stop_old_register", args=[register.pk]),
        "result_url": reverse("debt_followup:old_register", args=[register.pk])
        if writing.state == JobRun.State.DONE
        else "",
        "result_label": _("ดูผลการนำเข้า"),
    }


@permission(NEEDED)
@require_GET
@never_cache
def old_register_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the progress bar of a file that is being written, asked for every two seconds."""
    progress = _progress(_own(request, pk))
    if progress is None:
        raise Http404
    return render(request, "components/progress.html", progress)


@permission(NEEDED)
@require_GET
def old_register_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the refused rows as a file, to be mended and sent again."""
    register = get_object_or_404(OldRegister.objects.visible_to(request.user, NEEDED), pk=pk, made_by=request.user)
    if register.refused_file is None:
        raise Http404
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject=f"old_register:{pk}")
    return as_download(bytes(register.refused_file), name=f"refused-{pk}.xlsx", kind=XLSX)


@permission(NEEDED)
@require_POST
def confirm_old_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the good debts of a checked file written; a second confirmation writes nothing."""
    said = _("เริ่มบันทึกแล้ว ปิดหน้านี้ได้ ระบบบันทึกต่อจนเสร็จ")
    return _done(request, pk, lambda one: files.confirm(register=one, by=request.user, on=business_date.today()), said)


@permission(NEEDED)
@require_POST
def cancel_old_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a checked file go."""
    return _done(request, pk, lambda one: files.cancel(register=one, by=request.user), _("ยกเลิกไฟล์แล้ว"))


@permission(NEEDED)
@require_POST
def stop_old_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the writing of a file; what was written stays, and it can go on later."""
    said = _("หยุดบันทึกแล้ว รายการที่บันทึกแล้วยังคงอยู่")
    return _done(request, pk, lambda one: files.stop(register=one, by=request.user), said)


@permission(NEEDED)
@require_POST
def link_debtors(request: HttpRequest) -> HttpResponse:
    """Find those who owe under an old contract among the members, in the user's provinces."""
    count = sum(link_old_debtors(province=one.code) for one in provinces_of(request, NEEDED))
    messages.success(request, _("จับคู่ลูกหนี้เดิมกับทะเบียนสมาชิกได้ %(count)s ราย") % {"count": f"{count:,}"})
    return redirect("debt_followup:old_registers")


def _done(request: HttpRequest, pk: int, command: Any, said: str) -> HttpResponse:
    try:
        command(_own(request, pk))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("debt_followup:old_register", pk=pk)


def _register(request: HttpRequest, pk: int, needed: str) -> OldRegister:
    return get_object_or_404(selectors.old_registers(user=request.user, permission=needed), pk=pk)


def _own(request: HttpRequest, pk: int) -> OldRegister:
    return get_object_or_404(selectors.old_registers(user=request.user, permission=NEEDED), pk=pk, made_by=request.user)
