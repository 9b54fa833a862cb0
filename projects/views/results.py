"""What a meeting decided: table T-01 on the screen, the result letters and their deadline."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from areas.rules import NoPolicy
from documents.models import Document
from projects import services, tables
from projects.models import Meeting
from projects.models.meetings import Organ
from projects.rules import ORGANS
from projects.selectors.deadlines import Deadlines
from projects.selectors.table import table_of
from thai.refusals import Refusal


@permission("projects.view")
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show table T-01 of a meeting."""
    meeting = _meeting(request, pk, "projects.view")
    found = table_of(meeting=meeting)
    return render(
        request,
        "projects/table.html",
        {
            "meeting": meeting,
            "groups": tables.consideration(found),
            "totals": found.totals,
            "is_subcommittee": meeting.organ == Organ.SUBCOMMITTEE,
            "scores": ORGANS[meeting.organ].scores,
        },
    )


@permission("projects.notify")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show by when the result must be told and to whom; issue the letters."""
    on = business_date.today()
    meeting = _meeting(request, pk, "projects.notify")
    if request.method == "POST":
        try:
            letters = services.issue_results(meeting=meeting, by=request.user, on=on)
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("ออกหนังสือแจ้งผล %(count)s ฉบับแล้ว") % {"count": len(letters)})
        return redirect("projects:results", pk=pk)
    found = table_of(meeting=meeting)
    letters = list(
        Document.objects.visible_to(request.user, "projects.notify")
        .about(f"meeting:{pk}")
        .filter(kind=Document.Kind.RESULT_LETTER)
        .defer("context")
        .order_by("pk")
    )
    try:
        limit = Deadlines(provinces=[meeting.province_id]).notify_by(
            province=meeting.province_id, decided_on=meeting.held_on
        )
    except NoPolicy:
        limit = None
    return render(
        request,
        "projects/results.html",
        {
            "meeting": meeting,
            "table": found,
            "letters": letters,
            "papers": tables.paper_rows(letters),
            "limit": limit,
            "days_left": (limit.last_on - on).days if limit else None,
            "can_issue": meeting.organ == Organ.SUBCOMMITTEE and meeting.closed_on is not None and not letters,
        },
    )


def _meeting(request: HttpRequest, pk: int, needed: str) -> Meeting:
    rows = Meeting.objects.visible_to(request.user, needed).select_related("province", "amphoe")
    return get_object_or_404(rows, pk=pk)
