"""A bank's file from the hand-in to the import: its columns, what it would bring, the yes, and how far it is."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.scope import holds
from documents.spreadsheets import Sheet, read_sheet
from jobs import selectors as jobs
from repayments import bank_files, selectors, services, tables
from repayments.forms import COLUMNS, ColumnsForm, UploadForm
from repayments.models import BankLayout, BankUpload
from repayments.selectors.incoming import MOST_ROWS
from repayments.services.uploads import MOST_AT_ONCE
from thai.dates import format_short
from thai.refusals import Refusal, reader_is_english
from treasury.models import BankAccount

_SHOWN = 20
_SAMPLE = 5


@permission("repayments.import")
@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Take a bank's file and show what it would bring; show the files that wait and the layouts that are remembered."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = services.keep_upload(
                name=file.name, content=file.read(), by=request.user, on=business_date.today()
            )
        except Refusal as refused:
            form.add_error("file", str(refused))
        else:
            return redirect(_next_page(upload), pk=upload.pk)
    mine = BankUpload.objects.filter(uploaded_by=request.user).defer("content").select_related("run")
    layouts = BankLayout.objects.visible_to(request.user, "repayments.import").select_related("account", "saved_by")
    context = {
        "form": form,
        "uploads": tables.uploads_table(list(mine[:_SHOWN])),
        "layouts": tables.layouts_table(list(layouts[:_SHOWN])),
    }
    return render(request, "repayments/import.html", context)


@permission("repayments.import")
@require_GET
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a waiting file would bring, or what became of it."""
    found = _upload(request, pk)
    if found.state == BankUpload.State.WAITING and _needs_columns(found):
        return redirect("repayments:columns", pk=pk)
    context: dict[str, Any] = {
        "upload": found,
        "is_waiting": found.state == BankUpload.State.WAITING,
        "may_name_columns": found.layout_id is not None,
    }
    if context["is_waiting"]:
        try:
            preview = selectors.preview(
                name=found.name,
                content=bytes(found.content or b""),
                by=request.user,
                on=business_date.today(),
                layout=found.layout,
            )
        except Refusal as refused:
            context["refused"] = str(refused)
        else:
            context |= {
                "figures": tables.preview_figures(preview),
                "table": tables.preview_table(preview),
                "new_count": len(preview.new_rows),
                "is_large": len(preview.rows) > MOST_AT_ONCE,
                "most": MOST_AT_ONCE,
                "before": _before(request, found) if preview.new_rows else "",
            }
    else:
        context |= _what_became(request, found)
    return render(request, "repayments/preview.html", context)


@permission("repayments.import")
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask which column of a table holds what, once for all tables of these headings."""
    found = _upload(request, pk)
    if found.state != BankUpload.State.WAITING or found.profile == bank_files.PROFILE:
        return redirect("repayments:upload", pk=pk)
    sheet = read_sheet(name=found.name, content=bytes(found.content or b""), most_rows=MOST_ROWS)
    accounts = BankAccount.objects.visible_to(request.user, "repayments.import").filter(kind=BankAccount.Kind.SAVINGS)
    form = ColumnsForm(
        request.POST or None, accounts=accounts, headings=sheet.headings, initial=_initial(found, sheet, accounts)
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.name_columns(
                upload=found,
                account=form.cleaned_data["account"],
                columns=form.columns(),
                date_form=form.cleaned_data["date_form"],
                by=request.user,
                on=business_date.today(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("จำรูปแบบตารางนี้แล้ว ไฟล์ที่มีหัวคอลัมน์เดียวกันจะอ่านให้เอง"))
            return redirect("repayments:upload", pk=pk)
    context = {
        "upload": found,
        "form": form,
        "columns": [form[name] for name, _label, _help in COLUMNS],
        "sample": tables.sample_table(sheet.headings, sheet.rows[:_SAMPLE]),
    }
    return render(request, "repayments/columns.html", context)


@permission("repayments.import")
@require_POST
def confirm_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Import a file that was shown: at once, or in the background where it is large."""
    try:
        found, imported = services.confirm_upload(
            upload=_upload(request, pk), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("repayments:upload", pk=pk)
    if imported is None:
        messages.success(request, _("เริ่มนำเข้าแล้ว ปิดหน้านี้ได้ งานจะทำต่อเบื้องหลัง"))
        return redirect("repayments:upload", pk=found.pk)
    said = _("นำเข้าแล้ว รายการใหม่ %(new)s รายการ จาก %(all)s รายการในไฟล์")
    messages.success(request, said % {"new": imported.new_count, "all": imported.line_count})
    return redirect("repayments:bank_file", pk=imported.file.pk)


@permission("repayments.import")
@require_POST
def drop_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a file go that was not imported."""
    try:
        services.drop_upload(upload=_upload(request, pk))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ยกเลิกไฟล์แล้ว ไม่มีรายการใดถูกบันทึก"))
    return redirect("repayments:import")


def _upload(request: HttpRequest, pk: int) -> BankUpload:
    mine = BankUpload.objects.filter(uploaded_by=request.user)
    return get_object_or_404(mine.select_related("layout__account", "run"), pk=pk)


def _before(request: HttpRequest, found: BankUpload) -> str:
    """When the very same file was imported, though it seems to bring something new; nothing where it was not."""
    before = selectors.imported_before(sha256=found.sha256, by=request.user)
    if before is None:
        return ""
    return _("นำเข้าเมื่อ %(day)s โดย %(who)s หากแก้คอลัมน์หรือบัญชีใหม่ ให้ตรวจก่อนยืนยันว่ารายการใหม่ทุกรายการยังไม่ได้รับเข้าระบบ") % {
        "day": format_short(before.imported_on, english=reader_is_english()),
        "who": before.imported_by,
    }


def _needs_columns(found: BankUpload) -> bool:
    return found.profile != bank_files.PROFILE and found.layout_id is None


def _next_page(found: BankUpload) -> str:
    return "repayments:columns" if _needs_columns(found) else "repayments:upload"


def _initial(found: BankUpload, sheet: Sheet, accounts: Any) -> dict[str, Any]:
    layout = found.layout
    if layout is not None:
        return {
            "account": layout.account_id,
            "date_form": layout.date_form,
            **ColumnsForm.named(layout.columns),
        }
    return {"account": accounts.first(), **ColumnsForm.named(bank_files.guess(sheet.headings))}


def _what_became(request: HttpRequest, found: BankUpload) -> dict[str, Any]:
    """The progress of a run, and the stored files when it is done."""
    if found.run is None:
        return {}
    keys = found.run.result.get("files", ())
    return {
        "run": jobs.progress(found.run),
        "poll_url": reverse("jobs:progress", args=[found.run.pk]) if holds(request.user, "jobs.view") else "",
        "run_url": reverse("jobs:run", args=[found.run.pk]) if holds(request.user, "jobs.view") else "",
        "is_stopped": found.run.state == found.run.State.CANCELLED,
        "files": [reverse("repayments:bank_file", args=[key]) for key in keys],
    }
