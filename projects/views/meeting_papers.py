"""After a meeting: notes that correct it, signed papers, the letters that ask for a revision."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from documents.models import Document
from documents.uploads import serve
from projects import services
from projects.forms.meetings import FileForm, NoteForm
from projects.models import Decision, Meeting, MeetingFile
from projects.models.meetings import Organ
from projects.tables.papers import paper_rows
from projects.views.meetings import keeping
from thai.refusals import Refusal


@require_POST
@permission("projects.view")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a note to a closed meeting."""
    meeting = keeping(request, pk)
    form = NoteForm(request.POST)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    try:
        services.add_note(meeting=meeting, text=text, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกแก้ไขแล้ว รายงานการประชุมเดิมยังอยู่ตามที่ออกไว้"))
    return redirect("projects:meeting", pk=pk)


@require_POST
@permission("projects.view")
def file_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a signed paper on a meeting."""
    meeting = keeping(request, pk)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        for said in form.errors.values():
            messages.error(request, " ".join(said))
        return redirect("projects:meeting", pk=pk)
    try:
        services.file_paper(
            meeting=meeting,
            upload=form.cleaned_data["file"],
            kind=form.cleaned_data["kind"],
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("แนบเอกสารแล้ว"))
    return redirect("projects:meeting", pk=pk)


@permission("projects.view")
def open_file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Open a signed paper of a meeting."""
    meetings = Meeting.objects.visible_to(request.user, "projects.view")
    row = get_object_or_404(MeetingFile.objects.select_related("file"), pk=file, meeting__pk=pk, meeting__in=meetings)
    try:
        return serve(row.file, download="download" in request.GET)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("projects:meeting", pk=pk)


@permission("projects.view")
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom อกส.อ. asks to revise her project, and issue the letters."""
    meeting = keeping(request, pk)
    if request.method == "POST":
        try:
            letters = services.issue_revision_letters(meeting=meeting, by=request.user, on=business_date.today())
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            said = _("ออกหนังสือแจ้งให้ปรับปรุง %(count)s ฉบับแล้ว") if letters else _("แจ้งผู้เสนอโครงการครบทุกรายแล้ว")
            messages.success(request, said % {"count": len(letters)} if letters else said)
        return redirect("projects:revisions", pk=pk)
    refused_rows = list(
        Decision.objects.filter(meeting=meeting, stage=Decision.Stage.AMPHOE, outcome=Decision.Outcome.NOT_PASSED)
        .select_related("version__proposal")
        .order_by("pk")
    )
    subjects = [f"proposal:{row.version.proposal_id}" for row in refused_rows]
    found = list(
        Document.objects.visible_to(request.user, "projects.view")
        .filter(kind=Document.Kind.REVISION_LETTER, subject__in=subjects)
        .order_by("pk")
    )
    told = {(paper.subject, paper.context.get("version")): paper for paper in found}
    rows = [
        {
            "proposal": row.version.proposal,
            "title": row.version.content["title"],
            "reason": row.reason,
            "letter": told.get((f"proposal:{row.version.proposal_id}", row.version.number)),
        }
        for row in refused_rows
    ]
    return render(
        request,
        "projects/revisions.html",
        {
            "meeting": meeting,
            "rows": rows,
            "due": sum(row["letter"] is None for row in rows),
            "papers": paper_rows(found),
            "can_tell": meeting.organ == Organ.AMPHOE and meeting.closed_on is not None,
        },
    )
