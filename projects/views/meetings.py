"""Meetings: called, attended, recusals, scores, resolutions, closed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from areas import business_date
from areas.access import permission
from areas.scope import assignments_with, holds
from documents.models import Document
from projects import services
from projects.forms.grids import outcomes_in, pks_in, reasons_in
from projects.forms.meetings import FileForm, MeetingFilter, NoteForm, RecusalForm
from projects.letters.meetings import guests_of
from projects.models import CommitteeMember, Decision, Meeting, Recusal
from projects.models.meetings import Organ
from projects.rules import ORGANS
from projects.selectors import meetings as reads
from projects.tables import meetings as meetings_table
from projects.tables.papers import paper_rows
from projects.views.calling import callable_organs
from thai.refusals import Refusal

PAGE = 50


@permission("projects.view")
def show_all(request: HttpRequest) -> HttpResponse:
    """List the meetings of the area, and what waits for the next ones."""
    form = MeetingFilter(request.GET or None)
    organ = form.cleaned_data["organ"] if form.is_bound and form.is_valid() else ""
    after = request.GET.get("page", "")
    first = (int(after) - 1) * PAGE if after.isascii() and after.isdigit() and 0 < len(after) < 5 else 0
    first = max(first, 0)
    found = list(reads.listed(user=request.user, organ=organ)[first : first + PAGE + 1])
    number = first // PAGE + 1
    table = meetings_table.meetings(
        found[:PAGE],
        next_url=f"?organ={organ}&page={number + 1}" if len(found) > PAGE else "",
        prev_url=f"?organ={organ}&page={number - 1}" if number > 1 else "",
        queue=True,
    )
    counts = reads.waiting_counts(user=request.user)
    organs = [
        {
            "label": name,
            "url": reverse("projects:call_meeting", args=[code]),
            "count": counts[code],
        }
        for code, name in callable_organs(request).items()
    ]
    keeps_rosters = holds(request.user, "projects.roster")
    context = {"filter": form, "table": table, "organs": organs, "keeps_rosters": keeps_rosters}
    return render(request, "projects/meetings.html", context)


@permission("projects.view")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting: who came, its agenda with scores and resolutions, what is still missing, its papers."""
    on = business_date.today()
    meeting = _meeting(request, pk)
    sheet = reads.sheet_of(meeting=meeting)
    rule = ORGANS[meeting.organ]
    may_keep = _may_keep(request, meeting)
    papers = Document.objects.visible_to(request.user, "documents.view").about(f"meeting:{pk}").defer("context")
    open_steps = _open_steps(meeting, sheet, on=on)
    return render(
        request,
        "projects/meeting.html",
        {
            "meeting": meeting,
            "organ": rule,
            "sheet": sheet,
            "is_open": meeting.closed_on is None,
            "may_keep": may_keep,
            "may_notify": holds(request.user, "projects.notify"),
            "facts": _facts(meeting, sheet),
            "missing": open_steps,
            "recusal_form": _recusal_form(meeting, sheet) if may_keep and meeting.closed_on is None else None,
            "papers": paper_rows(papers),
            "is_subcommittee": meeting.organ == Organ.SUBCOMMITTEE,
            "may_revise": may_keep
            and meeting.organ == Organ.AMPHOE
            and meeting.closed_on is not None
            and any(item.row.outcome == Decision.Outcome.NOT_PASSED for item in sheet.items),
            "notes": meeting.notes.select_related("written_by"),
            "note_form": NoteForm(),
            "files": _files(meeting),
            "file_form": FileForm(),
            "guests": guests_of(meeting),
        },
    )


@permission("projects.view")
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Put further projects on the agenda of an open meeting."""
    meeting = keeping(request, pk)
    waiting = reads.waiting_for(
        organ=meeting.organ, user=request.user, province=meeting.province_id, amphoe=meeting.amphoe_id
    )
    if request.method == "POST":
        chosen = list(waiting.filter(pk__in=pks_in(request.POST, "proposal")))
        return _take(
            request,
            meeting,
            lambda: services.add_to_agenda(
                meeting=meeting, proposals=chosen, by=request.user, on=business_date.today()
            ),
            _("เพิ่ม %(count)s โครงการในวาระแล้ว") % {"count": len(chosen)},
        )
    return render(request, "projects/agenda.html", {"meeting": meeting, "waiting": waiting[:500]})


@require_POST
@permission("projects.view")
def remove(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Leave a project for another meeting."""
    meeting = keeping(request, pk)
    row = get_object_or_404(meeting.items.select_related("meeting"), pk=item)
    return _take(
        request,
        meeting,
        lambda: services.remove_from_agenda(item=row, by=request.user),
        _("นำโครงการออกจากวาระแล้ว เลื่อนไปพิจารณาครั้งถัดไป"),
    )


@permission("projects.view")
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick who came."""
    meeting = keeping(request, pk)
    if request.method == "POST":
        present = pks_in(request.POST, "present")
        roster = [member.pk for member in reads.roster_of(meeting=meeting)]
        return _take(
            request,
            meeting,
            lambda: services.record_attendance(
                meeting=meeting,
                present=present,
                reasons=reasons_in(request.POST, members=roster),
                guests=request.POST.get("guests", "")[:2000],
                by=request.user,
                on=business_date.today(),
            ),
            _("บันทึกผู้มาประชุม %(count)s คนแล้ว") % {"count": len(present)},
        )
    roster_url = reverse("projects:roster", args=[meeting.organ, meeting.amphoe_id or meeting.province_id])
    may_appoint = holds(request.user, "projects.roster")
    return render(
        request,
        "projects/attendance.html",
        {
            "meeting": meeting,
            "sheet": reads.sheet_of(meeting=meeting),
            "roster_actions": [{"url": roster_url, "label": _("ทำเนียบกรรมการ")}] if may_appoint else [],
        },
    )


@require_POST
@permission("projects.view")
def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a member has an interest in a project."""
    meeting = keeping(request, pk)
    form = _recusal_form(meeting, reads.sheet_of(meeting=meeting), data=request.POST)
    if not form.is_valid():
        messages.error(request, _("เลือกกรรมการ โครงการ และระบุส่วนได้เสียให้ครบ"))
        return redirect("projects:meeting", pk=pk)
    typed = form.cleaned_data
    return _take(
        request,
        meeting,
        lambda: services.declare_recusal(by=request.user, on=business_date.today(), **typed),
        _("บันทึกแล้ว: %(name)s ไม่ร่วมพิจารณาโครงการนี้") % {"name": typed["member"].name},
    )


@require_POST
@permission("projects.view")
def withdraw(request: HttpRequest, pk: int, recusal: int) -> HttpResponse:
    """Take back a recusal keyed by mistake."""
    meeting = keeping(request, pk)
    row = get_object_or_404(Recusal.objects.select_related("item__meeting"), pk=recusal, item__meeting=meeting)
    return _take(
        request,
        meeting,
        lambda: services.withdraw_recusal(recusal=row, by=request.user),
        _("ยกเลิกการงดออกเสียงแล้ว"),
    )


@require_POST
@permission("projects.view")
def outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """Key the resolutions; with the button for all, every project without one passes."""
    meeting = keeping(request, pk)
    rows = {row.pk: row for row in meeting.items.all()}
    given = outcomes_in(request.POST, items=list(rows))
    if "all" in request.POST:
        given = {pk: given.get(pk) or (row.outcome, row.reason) for pk, row in rows.items()}
        given = {pk: said if said[0] else ("PASSED", said[1]) for pk, said in given.items()}
    return _take(
        request,
        meeting,
        lambda: services.record_outcomes(meeting=meeting, outcomes=given, by=request.user, on=business_date.today()),
        _("บันทึกมติแล้ว"),
    )


@require_POST
@permission("projects.view")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting: its resolutions become decisions, its papers are issued."""
    meeting = keeping(request, pk)
    return _take(
        request,
        meeting,
        lambda: services.close_meeting(meeting=meeting, by=request.user, on=business_date.today()),
        _("ปิดการประชุมแล้ว มติมีผลกับทุกโครงการในวาระ"),
    )


# -- loading and guarding --------------------------------------------------------------------------------------------
def _meeting(request: HttpRequest, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user, "projects.view")
    return get_object_or_404(rows.select_related("province", "amphoe", "called_by", "closed_by"), pk=pk)


def keeping(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that the user keeps: 404 outside her area, 403 without the committee's permission there."""
    meeting = _meeting(request, pk)
    if not _may_keep(request, meeting):
        raise PermissionDenied
    return meeting


def _may_keep(request: HttpRequest, meeting: Meeting) -> bool:
    areas = (meeting.province_id, meeting.amphoe_id) if meeting.amphoe_id else (meeting.province_id,)
    return any(
        (row.tambon_id or row.amphoe_id or row.province_id) in (None, *areas)
        for row in assignments_with(request.user, ORGANS[meeting.organ].permission)
    )


def _take(request: HttpRequest, meeting: Meeting, command: Any, said: str) -> HttpResponse:
    try:
        command()
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("projects:meeting", pk=meeting.pk)


# -- pieces of the pages ---------------------------------------------------------------------------------------------
def _open_steps(meeting: Meeting, sheet: reads.Sheet, *, on: Any) -> list[str]:
    """What must still be done before the meeting can be closed."""
    if meeting.closed_on is not None:
        return []
    missing = []
    if not sheet.items:
        missing.append(_("ยังไม่มีโครงการในวาระ"))
    if not sheet.present:
        missing.append(_("ยังไม่ได้บันทึกผู้มาประชุม"))
    if ORGANS[meeting.organ].scores and sheet.present:
        waiting = sum(not item.is_scored for item in sheet.items)
        if waiting:
            missing.append(_("คะแนนยังไม่ครบ %(count)s โครงการ") % {"count": waiting})
    undecided = sum(not item.row.outcome for item in sheet.items)
    if undecided:
        missing.append(_("ยังไม่มีมติ %(count)s โครงการ") % {"count": undecided})
    if on < meeting.held_on:
        missing.append(_("ยังไม่ถึงวันประชุม"))
    return missing


def _facts(meeting: Meeting, sheet: reads.Sheet) -> list[dict[str, Any]]:
    present = len(sheet.present)
    came = _("มา %(present)s จาก %(all)s คน") % {"present": present, "all": len(sheet.seats)}
    facts = [
        {"label": _("วันที่ประชุม"), "value": meeting.held_on, "kind": "date"},
        {"label": _("สถานที่"), "value": meeting.place},
        {"label": _("ผู้มาประชุม"), "value": came if sheet.is_attendance_recorded else None},
        {"label": _("ผู้นัดประชุม"), "value": str(meeting.called_by)},
        {"label": _("วงเงินที่เสนอ"), "value": sum((item.amount for item in sheet.items), 0), "kind": "money"},
    ]
    if meeting.closed_on is not None:
        facts.append({"label": _("ปิดการประชุมเมื่อ"), "value": meeting.closed_on, "kind": "date"})
    return facts


def _files(meeting: Meeting) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{row.get_kind_display()}: {row.file.name}",
            "size": row.file.size,
            "url": reverse("projects:meeting_file", args=[meeting.pk, row.pk]),
            "on": row.added_on,
            "who": str(row.added_by),
        }
        for row in meeting.files.select_related("file", "added_by").defer("file__thumbnail")
    ]


def _recusal_form(meeting: Meeting, sheet: reads.Sheet, *, data: Any = None) -> RecusalForm:
    return RecusalForm(
        data,
        members=CommitteeMember.objects.filter(pk__in=[seat.member.pk for seat in sheet.seats]),
        items=meeting.items.select_related("version", "meeting").order_by("number"),
    )
