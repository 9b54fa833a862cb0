"""Pages of one report with its photographs, and the desk of a tambon group that collects them."""

from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.services import log_personal_data
from documents import rendering
from documents.uploads import serve, thumbnail
from projects.forms.grids import pks_in
from projects.forms.progress import ForwardForm, ReportForm
from projects.letters import progress as letters
from projects.models import ProgressPhoto, ProgressReport, Proposal
from projects.rules.progress import ReportKind
from projects.selectors import collecting
from projects.selectors import progress as reads
from projects.selectors.proposal import may
from projects.services import progress as services
from projects.tables import progress as progress_table
from thai.refusals import Refusal

RECORD = "projects.progress"


# -- one project's report ---------------------------------------------------------------------------------------------
@permission(RECORD)
def enter(request: HttpRequest, reference: str, period: str) -> HttpResponse:
    """Record a report of a project for a period ("first", or the last day of a half-year), or go on with it."""
    on = business_date.today()
    rows = Proposal.objects.visible_to(request.user, RECORD).select_related("tambon", "amphoe", "province")
    proposal = get_object_or_404(rows, reference=reference)
    kind, period_on = _period(period)
    found = proposal.reports.filter(kind=kind, **({"period_on": period_on} if period_on else {})).first()
    if found is not None and found.forwarded_on is not None:
        messages.info(request, _("ตำบลส่งรายงานนี้ให้อำเภอแล้ว จึงแก้ไขไม่ได้"))
        return redirect("projects:report", pk=found.pk)
    progress = reads.progress_of(proposal=proposal, on=on)
    owed = _wanted(progress, kind, period_on)
    if owed is None:
        messages.error(request, _("โครงการนี้ยังไม่มีรายงานงวดนี้ที่ต้องส่ง"))
        return redirect("projects:proposal", reference=reference)
    form = ReportForm(
        request.POST or None,
        request.FILES or None,
        initial=_initial(found, on),
        needs_photo=found is None and kind is ReportKind.FIRST,
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = _save(request, form, proposal=proposal, found=found, kind=kind, period_on=period_on, on=on)
        except services.AlreadyReported as refused:
            messages.info(request, str(refused))
            found = proposal.reports.get(kind=kind, **({"period_on": period_on} if period_on else {}))
            return redirect("projects:report", pk=found.pk)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            organ = progress_table.taker(proposal.province_id)
            messages.success(request, _("บันทึกรายงานแล้ว เมื่อรวบรวมครบให้ส่งต่อ %(organ)s") % {"organ": organ})
            return redirect("projects:report", pk=report.pk)
    context = {
        "proposal": proposal,
        "form": form,
        "owed": owed,
        "label": progress_table.owed_label(owed.owed),
        "report": found,
        "photos": _photos(found, is_open=True) if found else [],
        "facts": _expectation(owed, progress),
    }
    return render(request, "projects/progress_form.html", context)


def _save(request: HttpRequest, form: ReportForm, *, proposal, found, kind, period_on, on) -> ProgressReport:
    typed = {
        "told": form.told(),
        "reported_on": form.cleaned_data["reported_on"],
        "photos": form.cleaned_data["photos"],
        "by": request.user,
        "on": on,
    }
    if found is None:
        return services.enter_report(proposal=proposal, kind=kind, period_on=period_on, **typed)
    edit_number = form.cleaned_data["edit_number"]
    if edit_number is None:  # the form of a new report, sent after somebody recorded it
        raise services.AlreadyReported(_("บันทึกรายงานงวดนี้ของโครงการแล้ว"))
    return services.update_report(report=found, edit_number=edit_number, **typed)


@require_GET
@permission("projects.view")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report with its photographs."""
    report = _report(request, pk)
    proposal = report.proposal
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"proposal:{proposal.pk}")
    is_open = report.forwarded_on is None and may(user=request.user, permission=RECORD, proposal=proposal)
    organ = progress_table.taker(proposal.province_id)
    return render(
        request,
        "projects/progress_report.html",
        {
            "report": report,
            "proposal": proposal,
            "title": progress_table.report_label(report),
            "facts": progress_table.report_facts(report),
            "photos": _photos(report, is_open=is_open),
            "is_open": is_open,
            "edit_url": _enter_url(proposal, report.kind, report.period_on) if is_open else "",
            "forward_form": ForwardForm(organ=organ, initial={"forwarded_on": business_date.today()})
            if is_open
            else None,
            "organ": organ,
            "state_label": progress_table.sent_on(proposal.province_id)
            if report.forwarded_on
            else progress_table.gathered(proposal.province_id),
        },
    )


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@permission("projects.view")
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Print a report as the form to sign and file."""
    report = _report(request, pk)
    rows = reads.with_proposer(reads.paid_out(Proposal.objects.filter(pk=report.proposal_id)))
    rows = rows.annotate(transferred_on=F("moved_on")).select_related("province")
    proposal = get_object_or_404(rows)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject=f"proposal:{proposal.pk}")
    context = letters.progress_report(report=report, proposal=proposal, photos=report.photos.count())
    answer = HttpResponse(
        rendering.render_pdf(template=letters.REPORT, context=context), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="report-{proposal.reference}-{report.period_on}.pdf"'
    return answer


@require_POST
@permission(RECORD)
def remove_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a photograph out of a report that was not sent on."""
    photo = _photo(request, pk, RECORD)
    try:
        services.remove_photo(photo=photo, by=request.user)
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("นำภาพออกแล้ว"))
    return redirect("projects:report", pk=photo.report_id)


@require_GET
@permission("projects.view")
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a photograph whole."""
    return serve(_photo(request, pk, "projects.view").file, download=False)


@require_GET
@permission("projects.view")
def photo_thumbnail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a photograph small."""
    return thumbnail(_photo(request, pk, "projects.view").file)


# -- the desk of a tambon group --------------------------------------------------------------------------------------
@require_GET
@permission(RECORD)
def tambon(request: HttpRequest) -> HttpResponse:
    """Show what lies before a tambon group: to start, to report, to send on."""
    on = business_date.today()
    choices = collecting.tambon_choices(user=request.user)
    chosen = request.GET.get("tambon") or (choices[0][0] if choices else "")
    if chosen and chosen not in dict(choices):
        raise Http404
    desk = collecting.desk(user=request.user, tambon=chosen, on=on) if chosen else None
    to_report = desk.to_report if desk else []
    organ = progress_table.taker(chosen[:2])
    return render(
        request,
        "projects/progress_tambon.html",
        {
            "choices": choices,
            "chosen": chosen,
            "chosen_label": dict(choices).get(chosen, ""),
            "desk": desk,
            "to_start": progress_table.to_start(desk.to_start[: collecting.MOST]) if desk else None,
            "to_report": progress_table.to_report(to_report[: collecting.MOST], of=len(to_report)) if desk else None,
            "to_forward": progress_table.to_forward(desk.to_forward[: collecting.MOST]) if desk else [],
            "forwarded": progress_table.forwarded(desk.forwarded) if desk else None,
            "forward_form": ForwardForm(organ=organ, initial={"forwarded_on": on}),
            "organ": organ,
        },
    )


@require_POST
@permission(RECORD)
def forward(request: HttpRequest) -> HttpResponse:
    """Send the ticked reports on to อกส.อ."""
    reports = ProgressReport.objects.visible_to(request.user, RECORD)
    chosen = list(reports.filter(pk__in=pks_in(request.POST, "report")).select_related("proposal"))
    form = ForwardForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(form.errors["forwarded_on"]))
    elif not chosen:
        messages.error(request, _("เลือกรายงานอย่างน้อยหนึ่งฉบับ"))
    else:
        try:
            sent = services.forward_reports(
                reports=chosen, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            organ = progress_table.taker(chosen[0].proposal.province_id)
            said = _("ส่งรายงาน %(count)s ฉบับให้ %(organ)s แล้ว") % {"count": len(sent), "organ": organ}
            messages.success(request, said)
    if request.POST.get("back") == "report" and len(chosen) == 1:
        return redirect("projects:report", pk=chosen[0].pk)
    where = f"?tambon={chosen[0].proposal.tambon_id}" if chosen else ""
    return redirect(reverse("projects:tambon_reports") + where)


# -- pieces ----------------------------------------------------------------------------------------------------------
def panel(
    *, request: HttpRequest, proposal: Proposal, timeline: Any, days: reads.ReportDays, on: date
) -> dict[str, Any] | None:
    """Return what ``projects/_progress.html`` shows on the page of a project; None before its money."""
    progress = reads.progress_of(proposal=proposal, on=on, timeline=timeline, days=days)
    if progress is None:
        return None
    may_record = may(user=request.user, permission=RECORD, proposal=proposal)
    return {
        "progress": progress,
        "facts": progress_table.start_facts(progress),
        "lines": [_panel_line(proposal, one, may_record) for one in progress.expected],
    }


def _panel_line(proposal: Proposal, one: reads.Expected, may_record: bool) -> dict[str, Any]:
    label, tone = progress_table.expected_state(one, province=proposal.province_id)
    url = reverse("projects:report", args=[one.report.pk]) if one.report else ""
    missing = one.report is None and may_record
    return {
        "label": progress_table.owed_label(one.owed),
        "due_on": one.owed.due_on,
        "state": label,
        "tone": tone,
        "url": url,
        "enter_url": _enter_url(proposal, one.owed.kind, one.owed.period_on) if missing else "",
    }


def _enter_url(proposal: Proposal, kind: str, period_on: date) -> str:
    period = "first" if kind == ReportKind.FIRST else period_on.isoformat()
    return reverse("projects:enter_report", args=[proposal.reference, period])


def _period(text: str) -> tuple[ReportKind, date | None]:
    if text == "first":
        return ReportKind.FIRST, None
    period = reads.period_of(text)
    if period is None or period.kind is not ReportKind.HALF_YEAR:
        raise Http404
    return period.kind, period.last_on


def _wanted(progress: reads.Progress | None, kind: ReportKind, period_on: date | None) -> reads.Expected | None:
    for one in progress.expected if progress else ():
        if one.owed.kind is kind and period_on in (None, one.owed.period_on):
            return one
    return None


def _initial(found: ProgressReport | None, on: date) -> dict[str, Any]:
    if found is None:
        return {"reported_on": on, "course": "AS_PLANNED"}
    return {
        **found.content,
        "spent": found.spent,
        "income": found.income,
        "reported_on": found.reported_on,
        "edit_number": found.edit_number,
    }


def _expectation(owed: reads.Expected, progress: reads.Progress) -> list[dict[str, Any]]:
    facts = [{"label": _("วันที่ได้รับเงิน"), "value": progress.transferred_on, "kind": "date"}]
    if owed.owed.kind is ReportKind.FIRST:
        facts += progress_table.reading_facts(progress.readings)
    else:
        facts.append({"label": _("งวดสิ้นสุด"), "value": owed.owed.due_on, "kind": "date"})
    return facts


def _report(request: HttpRequest, pk: int) -> ProgressReport:
    rows = ProgressReport.objects.visible_to(request.user, "projects.view")
    rows = rows.select_related("proposal__tambon", "proposal__amphoe", "entered_by", "forwarded_by")
    return get_object_or_404(rows, pk=pk)


def _photo(request: HttpRequest, pk: int, needed: str) -> ProgressPhoto:
    reports = ProgressReport.objects.visible_to(request.user, needed)
    return get_object_or_404(ProgressPhoto.objects.select_related("file", "report").filter(report__in=reports), pk=pk)


def _photos(report: ProgressReport, *, is_open: bool) -> list[dict[str, Any]]:
    rows = report.photos.select_related("file", "added_by").defer("file__thumbnail")
    return [
        {
            "pk": row.pk,
            "alt": row.caption or row.file.name,
            "name": row.file.name,
            "on": row.added_on,
            "who": str(row.added_by),
            "url": reverse("projects:report_photo", args=[row.pk]),
            "thumbnail_url": reverse("projects:report_photo_thumbnail", args=[row.pk]),
            "remove_url": reverse("projects:remove_report_photo", args=[row.pk]) if is_open else "",
        }
        for row in rows
    ]
