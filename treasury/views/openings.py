"""Pages of the opening balances: a file is tried dry, kept by one person, posted or refused by another."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas.access import permission
from areas.scope import holds
from documents.spreadsheets import XLSX, as_download, write_xlsx
from thai.refusals import Refusal
from treasury import services, sheets, tables
from treasury.forms import OpeningForm
from treasury.models import LedgerAccount, OpeningBalances

from .shown import Shown

MOST = 50


@permission("treasury.view")
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """List the files of opening balances of a province; ``?as=template`` gives an empty one."""
    if request.GET.get("as") == "template":
        columns = [{"label": names[0]} for names in sheets.OPENING_COLUMNS.values()]
        rows = [[code, "", "", ""] for code in LedgerAccount.objects.values_list("pk", flat=True)]
        content = write_xlsx(title=_("ยอดยกมา"), columns=columns, rows=rows)
        return as_download(content, name="opening-balances.xlsx", kind=XLSX)
    shown = Shown(request)
    rows = OpeningBalances.objects.filter(province=shown.province).select_related("made_by")[:MOST]
    context = {
        **shown.context,
        "table": tables.openings_table(rows),
        "may_post": holds(request.user, "treasury.post"),
        "new_url": reverse("treasury:new_opening") + (f"?{shown.province_query}" if shown.province_query else ""),
        "template_url": "?as=template",
    }
    return render(request, "treasury/openings.html", context)


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def new_opening(request: HttpRequest) -> HttpResponse:
    """Try a file of opening balances: without ``keep`` its rows and faults are shown and nothing is written."""
    shown = Shown(request, permission="treasury.post")
    form = OpeningForm(request.POST or None, request.FILES or None)
    read: sheets.Openings | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            read = sheets.read_openings(name=file.name, content=content)
            if request.POST.get("draft") != "1":
                sheets.require_good(read.faults)
                opening = services.make_opening(
                    province=shown.province,
                    as_of=form.cleaned_data["as_of"],
                    reference=form.cleaned_data["reference"],
                    file_name=file.name,
                    content=content,
                    lines=read.lines,
                    by=request.user,
                    on=shown.today,
                )
                messages.success(request, _("บันทึกยอดยกมาแล้ว รอผู้อื่นอนุมัติ"))
                return redirect("treasury:opening", pk=opening.pk)
        except Refusal as refused:
            form.add_error(None, str(refused))
    context: dict[str, Any] = {**shown.context, "form": form}
    if read is not None:
        context |= {
            "table": tables.balances_table(read.lines),
            "faults": tables.faults_table(read.faults) if read.faults else None,
            "is_good": read.is_good,
            "difference": read.debit - read.credit,
        }
    return render(request, "treasury/new_opening.html", context)


@permission("treasury.view")
@require_GET
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the opening balances of a file and who has to decide."""
    found = _opening(request, pk, "treasury.view")
    lines = services.opening_lines(found)
    facts = [
        {"label": _("ยอด ณ สิ้นวันที่"), "value": found.as_of, "kind": "date"},
        {"label": _("หลักฐานอ้างอิง"), "value": found.reference},
        {"label": _("ไฟล์"), "value": found.file_name},
        {"label": _("ค่าแฮชของไฟล์"), "value": found.sha256[:16]},
        {"label": _("ผู้นำเข้า"), "value": str(found.made_by)},
        {"label": _("วันที่นำเข้า"), "value": found.made_on, "kind": "date"},
    ]
    if found.decided_by:
        facts += [
            {"label": _("ผู้พิจารณา"), "value": str(found.decided_by)},
            {"label": _("วันที่พิจารณา"), "value": found.decided_on, "kind": "date"},
        ]
    if found.entry:
        url = reverse("treasury:entry", args=[found.entry_id])
        facts.append({"label": _("รายการบัญชี"), "value": str(found.entry), "url": url})
    if found.reason:
        facts.append({"label": _("เหตุผลที่ไม่อนุมัติ"), "value": found.reason})
    if found.undo_asked_by:
        facts += [
            {"label": _("เหตุผลที่ขอกลับรายการ"), "value": found.undo_reason},
            {"label": _("ผู้ขอกลับรายการ"), "value": str(found.undo_asked_by)},
            {"label": _("วันที่ขอกลับรายการ"), "value": found.undo_asked_on, "kind": "date"},
        ]
    if found.undone_by:
        facts += [
            {"label": _("ผู้อนุมัติให้กลับรายการ"), "value": str(found.undone_by)},
            {"label": _("วันที่กลับรายการ"), "value": found.undone_on, "kind": "date"},
        ]
    waits = found.state == OpeningBalances.State.MADE and holds(request.user, "treasury.confirm_close")
    own = found.made_by_id == request.user.pk
    context = {
        "opening": found,
        "facts": facts,
        "table": tables.balances_table(lines),
        "tone": tables.OPENING_TONES[OpeningBalances.State(found.state)],
        "may_decide": waits and not own,
        "decide_refused": _("ผู้นำเข้ายอดยกมาพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if waits and own else "",
        "may_ask_undo": found.state == OpeningBalances.State.POSTED and holds(request.user, "treasury.post"),
        **_undoing(request, found),
        "back_url": f"{reverse('treasury:openings')}?province={found.province_id}",
    }
    return render(request, "treasury/opening.html", context)


def _undoing(request: HttpRequest, found: OpeningBalances) -> dict[str, Any]:
    """Who may decide that posted balances are taken back: whoever confirms closes, but not the one who asked."""
    waits = found.state == OpeningBalances.State.UNDO_ASKED and holds(request.user, "treasury.confirm_close")
    own = found.undo_asked_by_id == request.user.pk
    return {
        "may_undo": waits and not own,
        "undo_refused": _("ผู้ขอกลับรายการพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ") if waits and own else "",
    }


@permission("treasury.confirm_close")
@require_POST
def post_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Post opening balances that somebody else read in."""
    return _decide(request, pk, services.post_opening, _("ลงบัญชียอดยกมาแล้ว"))


@permission("treasury.confirm_close")
@require_POST
def refuse_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse opening balances that somebody else read in, with a reason."""
    reason = request.POST.get("reason", "")
    return _decide(request, pk, services.refuse_opening, _("ไม่อนุมัติยอดยกมาแล้ว"), reason=reason)


@permission("treasury.post")
@require_POST
def ask_undo_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that posted opening balances be taken back."""
    reason = request.POST.get("reason", "")
    said = _("ส่งคำขอกลับรายการให้ผู้อนุมัติแล้ว")
    return _decide(request, pk, services.ask_undo_opening, said, needed="treasury.post", reason=reason)


@permission("treasury.confirm_close")
@require_POST
def undo_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Take opening balances back that somebody else asked to take back."""
    return _decide(request, pk, services.undo_opening, _("กลับรายการยอดยกมาแล้ว นำเข้าไฟล์ใหม่ได้"))


@permission("treasury.confirm_close")
@require_POST
def keep_opening(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave opening balances as they are that somebody else asked to take back."""
    return _decide(request, pk, services.keep_opening, _("ไม่กลับรายการ ยอดยกมาคงเดิม"))


def _opening(request: HttpRequest, pk: int, needed: str) -> OpeningBalances:
    rows = OpeningBalances.objects.visible_to(request.user, needed)
    people = ("made_by", "decided_by", "undo_asked_by", "undone_by")
    return get_object_or_404(rows.select_related(*people, "entry", "province"), pk=pk)


def _decide(
    request: HttpRequest, pk: int, command: Any, said: str, *, needed: str = "treasury.confirm_close", **more: Any
) -> HttpResponse:
    found = _opening(request, pk, needed)
    today = Shown(request, permission=needed).today
    try:
        command(opening=found, by=request.user, on=today, **more)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("treasury:opening", pk=pk)
