"""Files of members: uploaded, checked, shown, confirmed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from documents.spreadsheets import XLSX, as_download
from members.imports import files
from members.imports.forms import UploadForm
from members.models import MemberImport
from members.pages import imports as pages
from thai.refusals import Refusal

_SHOWN = 50


@permission("members.import")
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Take a file to be checked, and list the user's earlier ones."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        run = files.check(name=upload.name, content=upload.read(), by=request.user, on=business_date.today())
        return redirect("members:import_file", pk=run.pk)
    rows = MemberImport.objects.filter(imported_by=request.user).defer("content", "refused_file", "cursor")
    shown = list(rows.order_by("-pk")[:_SHOWN])
    context = {"form": form, "table": pages.runs_table(shown), "columns": pages.columns_table()}
    return render(request, "members/imports.html", context)


@permission("members.import")
@require_GET
@never_cache
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a checked file would bring, or what became of it."""
    return render(request, "members/import_file.html", pages.run_context(_run(request, pk)))


@permission("members.import")
@require_POST
def confirm_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the good rows of a checked file written; a second confirmation writes nothing."""
    run = _run(request, pk)
    try:
        files.confirm(run=run, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เริ่มบันทึกเข้าทะเบียนแล้ว ปิดหน้านี้ได้ ระบบบันทึกต่อจนเสร็จ"))
    return redirect("members:import_file", pk=pk)


@permission("members.import")
@require_GET
@never_cache
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the progress bar of a file that is being written, asked for every two seconds."""
    progress = pages.progress_context(_run(request, pk))
    if progress is None:
        raise Http404
    return render(request, "components/progress.html", progress)


@permission("members.import")
@require_POST
def stop_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the writing of a file; what was written stays, and it can go on later."""
    try:
        files.stop(run=_run(request, pk), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("หยุดบันทึกแล้ว สมาชิกที่บันทึกแล้วยังคงอยู่"))
    return redirect("members:import_file", pk=pk)


@permission("members.import")
@require_POST
def cancel_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a checked file go."""
    try:
        files.cancel(run=_run(request, pk), by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ยกเลิกไฟล์แล้ว ไม่มีข้อมูลใดถูกบันทึก"))
    return redirect("members:imports")


@permission("members.import")
@require_GET
@never_cache
def import_refused(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rows that cannot be taken in, each with its reason, to be mended and sent again."""
    run = _run(request, pk)
    if not run.refused_file:
        raise Http404
    return as_download(bytes(run.refused_file), name=f"import-{run.pk}-refused.xlsx", kind=XLSX)


@permission("members.import")
@require_GET
def import_template(request: HttpRequest) -> HttpResponse:
    """Give an empty file with the headings."""
    return as_download(files.template_file(), name="members.xlsx", kind=XLSX)


def _run(request: HttpRequest, pk: int) -> MemberImport:
    return get_object_or_404(MemberImport.objects.defer("content"), pk=pk, imported_by=request.user)
