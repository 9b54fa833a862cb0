"""Pages of กส.๔/๒: which amphoe have sent their half-year, one summary, its sending and its check."""

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Amphoe, User
from areas.scope import assignments_with
from documents import rendering
from documents.selectors import papers_list
from projects.forms.progress import period_label
from projects.letters import progress as letters
from projects.models import AmphoeSummary
from projects.rules.progress import ReportKind
from projects.selectors import progress as reads
from projects.selectors import summaries as selectors
from projects.selectors.progress import Period
from projects.services import summaries as services
from projects.tables.summaries import summary_state, summary_table
from thai.refusals import Refusal

VIEW, SEND, CHECK = "projects.view", "projects.summarise", "projects.check_summary"


@require_GET
@permission(VIEW)
def show_all(request: HttpRequest) -> HttpResponse:
    """Show how each amphoe of the area stands with its summary of a half-year."""
    on = business_date.today()
    found = [one for one in reads.periods(user=request.user, on=on) if one.kind is ReportKind.HALF_YEAR]
    period = reads.period_of(request.GET.get("period", ""))
    if period is None or period.kind is not ReportKind.HALF_YEAR:
        period = next((one for one in found if one.last_on <= on), reads.half_year(reads.next_end(on)))
    rows = selectors.standings(user=request.user, period=period, on=on)
    return render(
        request,
        "projects/summaries.html",
        {
            "period": period,
            "period_label": period_label(period),
            "periods": [
                {"key": one.key, "label": period_label(one), "is_shown": one == period}
                for one in (found if period in found else [period, *found])
            ],
            "table": summary_table(rows, period=period),
            "figures": [
                {"label": _("อำเภอที่ต้องส่ง"), "value": len(rows), "kind": "number"},
                {"label": _("ส่งแล้ว"), "value": sum(1 for one in rows if one.summary), "kind": "number"},
                {
                    "label": _("จังหวัดตรวจแล้วถูกต้อง"),
                    "value": sum(1 for one in rows if one.status == "PASSED"),
                    "kind": "number",
                },
                {
                    "label": _("เลยกำหนดส่ง"),
                    "value": sum(1 for one in rows if one.days_late and one.status in ("MISSING", "RETURNED")),
                    "kind": "number",
                    "tone": "bad" if any(one.days_late and one.status == "MISSING" for one in rows) else "",
                },
            ],
        },
    )


@require_GET
@permission(VIEW)
def show(request: HttpRequest, amphoe: str, period: str) -> HttpResponse:
    """Show an amphoe's summary: the one that stands as it was sent, or what it would hold today."""
    on = business_date.today()
    area, when = _asked(request, VIEW, amphoe, period)
    standing = selectors.standing_of(amphoe=area, period=when, on=on)
    summary = standing.summary
    is_live = summary is None or summary.outcome == AmphoeSummary.Outcome.RETURNED
    content = selectors.content_of(amphoe=area, period=when, on=on) if is_live else summary.content
    may_send = is_live and _holds_at(request.user, SEND, area)
    may_check = summary is not None and not summary.outcome and _holds_at(request.user, CHECK, area)
    return render(
        request,
        "projects/summary.html",
        {
            "amphoe": area,
            "period": when,
            "period_label": period_label(when),
            "standing": standing,
            "state": summary_state(standing),
            "content": content,
            "is_live": is_live,
            "is_over": on >= when.last_on,
            "may_send": may_send,
            "may_check": may_check,
            "is_own": may_check and summary.sent_by_id == request.user.pk,
            "facts": [
                {"label": _("ส่งจังหวัดภายใน"), "value": standing.send_by_on, "kind": "date"},
                {"label": _("จังหวัดตรวจภายใน"), "value": standing.check_by_on, "kind": "date"},
                {"label": _("ต้องรายงาน"), "value": content["sums"]["owed"], "kind": "number"},
                {"label": _("ได้รับรายงานแล้ว"), "value": content["sums"]["reported"], "kind": "number"},
                {"label": _("ตำบลรับแล้วแต่ยังไม่ส่งต่อ"), "value": standing.tally.reported - standing.tally.forwarded,
                 "kind": "number"},
            ],
            "revisions": [
                {"row": row, "papers": papers_list(subject=letters.summary_subject(row))}
                for row in selectors.revisions_of(amphoe=area, period_on=when.last_on)
            ],
        },
    )  # fmt: skip


@csp_exempt()  # the browser's own PDF viewer brings its styles
@require_GET
@permission(VIEW)
def draft(request: HttpRequest, amphoe: str, period: str) -> HttpResponse:
    """Print what the summary would hold today, as a draft."""
    on = business_date.today()
    area, when = _asked(request, VIEW, amphoe, period)
    content = selectors.content_of(amphoe=area, period=when, on=on)
    context = letters.amphoe_summary(content=content, amphoe=area, revision=1, by=request.user, issued_on=on)
    context |= {"watermark": "ร่าง"}  # stays Thai: printed on the paper
    answer = HttpResponse(
        rendering.render_pdf(template=letters.SUMMARY, context=context), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="summary-{area.pk}-{when.key}-draft.pdf"'
    return answer


@require_POST
@permission(SEND)
def send(request: HttpRequest, amphoe: str, period: str) -> HttpResponse:
    """Freeze the summary, issue it and send it to the province."""
    area, when = _asked(request, SEND, amphoe, period)
    try:
        services.send_summary(amphoe=area, period=when, by=request.user, on=business_date.today())
    except services.AlreadySummarised as refused:
        messages.info(request, str(refused))
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ส่งสรุปรายงาน กส.4/2 ให้จังหวัดแล้ว"))
    return redirect("projects:summary", amphoe=area.pk, period=when.key)


@require_POST
@permission(CHECK)
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a summary is correct, or send it back with what has to be put right."""
    summary = get_object_or_404(AmphoeSummary.objects.visible_to(request.user, CHECK), pk=pk)
    passed = request.POST.get("outcome") == "PASSED"
    try:
        services.check_summary(
            summary=summary,
            passed=passed,
            reason=request.POST.get("reason", ""),
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        said = _("บันทึกว่าตรวจแล้วถูกต้อง") if passed else _("ส่งกลับให้อำเภอแก้ไขแล้ว")
        messages.success(request, said)
    return redirect("projects:summary", amphoe=summary.amphoe_id, period=summary.period_on.isoformat())


def _asked(request: HttpRequest, needed: str, amphoe: str, period: str) -> tuple[Amphoe, Period]:
    """The amphoe and the half-year of an address; 404 outside the user's area, and for a tambon group: it has none."""
    when = reads.period_of(period)
    area = selectors.amphoe_choices(user=request.user, permission=needed).filter(pk=amphoe).first()
    if (
        when is None
        or when.kind is not ReportKind.HALF_YEAR
        or area is None
        or not _holds_at(request.user, needed, area)
    ):
        raise Http404
    return area, when


def _holds_at(user: User, needed: str, amphoe: Amphoe) -> bool:
    """Whether the user holds a permission for the whole amphoe."""
    return any(
        row.tambon_id is None and (row.amphoe_id or row.province_id) in (None, amphoe.pk, amphoe.province_id)
        for row in assignments_with(user, needed)
    )
