"""What a meeting decided: table T-01 on the screen, the result letters and their deadline."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from areas import business_date
from areas.access import permission
from areas.rules import NoPolicy
from documents.models import Document
from documents.spreadsheets import XLSX, as_download, write_xlsx
from projects import services
from projects.models import Meeting, Proposal
from projects.models.meetings import Organ
from projects.rules import ORGANS, organ_name
from projects.selectors.deadlines import Deadlines
from projects.selectors.table import Table, table_of
from projects.tables.consideration import consideration, consideration_file
from projects.tables.papers import paper_rows
from thai.refusals import Refusal


@permission("projects.view")
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Show table T-01 of a meeting."""
    meeting = _meeting(request, pk, "projects.view")
    whole = table_of(meeting=meeting)
    support = _support(request, whole)
    found = whole.of(support)
    labels = dict(Proposal.Support.choices)
    return render(
        request,
        "projects/table.html",
        {
            "meeting": meeting,
            "support": support,
            "kinds": [{"code": one, "label": labels[one], "active": one == support} for one in whole.supports],
            "xlsx_url": f"{reverse('projects:table_xlsx', args=[pk])}?support={support}",
            "groups": consideration(found),
            "totals": found.totals,
            "is_subcommittee": meeting.organ == Organ.SUBCOMMITTEE,
            "scores": ORGANS[meeting.organ].scores,
        },
    )


@permission("projects.view")
def table_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Give table T-01 of one kind of money as a workbook, with its sub-totals."""
    meeting = _meeting(request, pk, "projects.view")
    whole = table_of(meeting=meeting)
    support = _support(request, whole)
    title = _("ตารางพิจารณาโครงการ")
    content = write_xlsx(title=f"{title} {meeting.number}-{meeting.year_be}", **consideration_file(whole.of(support)))
    name = f"T-01-{meeting.number}-{meeting.year_be}-{support.lower()}.xlsx"
    return as_download(content, name=name, kind=XLSX)


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
    refused = [f"proposal:{line.proposal.pk}" for line in found.lines if line.is_rejected]
    letters = list(
        Document.objects.visible_to(request.user, "projects.notify")
        .filter(
            Q(subject=f"meeting:{pk}", kind=Document.Kind.RESULT_LETTER)
            | Q(subject__in=refused, kind=Document.Kind.REFUSAL_LETTER, as_of=meeting.held_on)
        )
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
            "papers": paper_rows(letters),
            "limit": limit,
            "days_left": (limit.last_on - on).days if limit else None,
            "letters_due": sum(len(found.of(support).groups) for support in found.supports) + len(refused),
            "why_not": _("แจ้งผลได้หลังจากปิดการประชุม %(organ)s แล้วเท่านั้น") % {"organ": _subcommittee(meeting)},
            "can_issue": meeting.organ == Organ.SUBCOMMITTEE and meeting.closed_on is not None and not letters,
        },
    )


def _support(request: HttpRequest, table: Table) -> str:
    """The kind of money asked for, if the meeting weighs it, else the first one."""
    wanted = request.GET.get("support", "")
    return wanted if wanted in table.supports else table.supports[0]


def _subcommittee(meeting: Meeting) -> str:
    return str(Refusal(organ_name(organ=Organ.SUBCOMMITTEE, province=meeting.province_id)))


def _meeting(request: HttpRequest, pk: int, needed: str) -> Meeting:
    rows = Meeting.objects.visible_to(request.user, needed).select_related("province", "amphoe")
    return get_object_or_404(rows, pk=pk)
