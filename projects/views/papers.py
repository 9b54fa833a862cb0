"""The papers of this room as PDF: issued ones as they were issued, others as drafts."""

from csp.decorators import csp_exempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from areas.access import permission
from documents import rendering
from documents.models import Document
from projects import letters
from projects.models import Meeting
from projects.models.meetings import Organ
from projects.selectors.meetings import roster_of
from projects.selectors.table import table_of


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("projects.view")
def cover_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the cover sheet of an approving meeting: the issued one, or a draft while the meeting is open."""
    meeting = _meeting(request, pk, organ=Organ.SUBCOMMITTEE)
    name = f"cover-sheet-{meeting.number}-{meeting.year_be}"
    supports = table_of(meeting=meeting).supports
    wanted = request.GET.get("support", "")
    support = wanted if wanted in supports else supports[0]
    issued = Document.objects.filter(subject=f"meeting:{pk}", kind=Document.Kind.COVER_SHEET).select_related("file")
    # They are issued in the order of the kinds of money.
    documents = dict(zip(supports, issued.order_by("pk"), strict=False))
    if support in documents:
        return _pdf(bytes(documents[support].file.pdf), name=name)
    draft = {"watermark": "ร่าง"}  # stays Thai: printed on the paper
    context = letters.cover_sheet(meeting=meeting, support=support) | draft
    content = rendering.render_pdf(template="papers/cover_sheet.html", context=context)
    return _pdf(content, name=f"{name}-draft")


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("projects.view")
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the sheet that the members sign when they come in."""
    meeting = _meeting(request, pk)
    context = letters.attendance(meeting=meeting, roster=roster_of(meeting=meeting))
    content = rendering.render_pdf(template="papers/attendance.html", context=context)
    return _pdf(content, name=f"attendance-{meeting.pk}")


def _meeting(request: HttpRequest, pk: int, **wanted: str) -> Meeting:
    rows = Meeting.objects.visible_to(request.user, "projects.view").select_related("province", "amphoe")
    return get_object_or_404(rows, pk=pk, **wanted)


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
