"""The round as a board, the list behind it, and the record at the province."""

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas import business_date
from areas.access import permission
from areas.scope import holds
from areas.selectors import amphoe_within
from projects import forms, services, tables
from projects.models import Proposal
from projects.rules import State
from projects.selectors import board as boards
from projects.selectors import meetings as meeting_reads
from thai.refusals import Refusal


@permission("projects.view")
def show_board(request: HttpRequest) -> HttpResponse:
    """Show every proposal of the area by stage."""
    on = business_date.today()
    return render(
        request,
        "projects/board.html",
        {
            "board": boards.board(user=request.user, on=on),
            "results_due": meeting_reads.results_due(user=request.user)[:3]
            if holds(request.user, "projects.notify")
            else [],
        },
    )


@permission("projects.view")
def show_list(request: HttpRequest) -> HttpResponse:
    """List the proposals that fit a filter, page by page, with the totals of the whole filter."""
    amphoe = amphoe_within(user=request.user, permission="projects.view")
    form = forms.ListFilter(request.GET or None, amphoe=amphoe)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    stage = request.GET.get("stage", "")
    rows = boards.listed(
        user=request.user,
        q=wanted.get("q", ""),
        state=wanted.get("state", ""),
        category=wanted.get("category"),
        amphoe=wanted["amphoe"].pk if wanted.get("amphoe") else None,
        stage=stage,
    )
    sums = rows.order_by().aggregate(count=Count("pk"), amount=Sum("amount"))
    after = request.GET.get("after", "")
    page = rows.filter(pk__lt=int(after)) if after.isascii() and after.isdigit() and len(after) < 19 else rows
    found = list(page.select_related("tambon", "amphoe")[: boards.PAGE + 1])
    query = request.GET.copy()
    next_url = ""
    if len(found) > boards.PAGE:
        found = found[: boards.PAGE]
        query["after"] = str(found[-1].pk)
        next_url = f"?{query.urlencode()}"
    query.pop("after", None)
    table = tables.proposals(
        found,
        totals=[
            {"value": _("รวม"), "kind": "text"},
            {"value": ngettext("%d โครงการ", "%d โครงการ", sums["count"]) % sums["count"], "kind": "text"},
            {"value": ""},
            {"value": sums["amount"] or 0, "kind": "money"},
            {"value": ""},
            {"value": ""},
        ],
        next_url=next_url,
        prev_url=f"?{query.urlencode()}" if after else "",
        shown=_("แสดง %(shown)s จาก %(all)s") % {"shown": len(found), "all": f"{sums['count']:,}"},
        queue=True,
        empty_actions=[{"url": reverse("projects:list"), "label": _("ล้างตัวกรอง")}],
    )
    shown_stage = next((one for one in (*boards.STAGES, *boards.BEHIND) if one.key == stage), None)
    return render(
        request,
        "projects/list.html",
        {"filter": form, "table": table, "stage": Refusal(shown_stage.label) if shown_stage else ""},
    )


@permission("projects.record")
def record(request: HttpRequest) -> HttpResponse:
    """Record at the province, in bulk, the proposals to which อกส.อ. agreed."""
    waiting = (
        Proposal.objects.visible_to(request.user, "projects.record")
        .in_state(State.AMPHOE_AGREED)
        .select_related("amphoe", "tambon")
        .order_by("reference")
    )
    if request.method == "POST":
        chosen = list(waiting.filter(pk__in=forms.pks_in(request.POST, "proposal")))
        if not chosen:
            messages.error(request, _("เลือกโครงการอย่างน้อยหนึ่งโครงการ"))
            return redirect("projects:record")
        try:
            services.record_at_province(proposals=chosen, by=request.user, on=business_date.today())
        except Refusal as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("บันทึกรับ %(count)s โครงการแล้ว") % {"count": len(chosen)})
        return redirect("projects:record")
    cards = boards.cards_of(proposals=waiting[:500], on=business_date.today())
    return render(request, "projects/record.html", {"cards": cards})
