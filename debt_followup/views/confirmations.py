"""Pages of the September confirmation."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Province
from areas.scope import assignments_with, holds
from areas.selectors import provinces_within
from areas.services import log_personal_data
from debt_followup import exports, selectors, services, tables
from debt_followup.models import Confirmation
from debt_followup.rules.confirmations import last_september
from debt_followup.views.files import list_file, list_urls
from jobs import selectors as run_selectors
from jobs.models import JobRun
from repayments.views.paging import after
from thai.dates import parse
from thai.refusals import Refusal


@require_GET
@permission("debt.view")
def confirmations(request: HttpRequest) -> HttpResponse:
    """Show the runs of the September confirmation, and the button that starts one."""
    today = business_date.today()
    runs = list(visible_runs(request)[:30])
    may_start = holds(request.user, "debt.confirm_balances")
    as_of = last_september(today)
    codes = provinces_within(user=request.user, permission="debt.confirm_balances") if may_start else []
    left_out = selectors.letters_left_out(user=request.user, permission="debt.confirm_balances", on=today)
    return render(
        request,
        "debt_followup/confirmations.html",
        {
            "runs": [_run_row(request, run) for run in runs],
            "as_of": as_of,
            "may_record": holds(request.user, "debt.deliver"),
            "next_day": date(as_of.year + 1, 9, 30),
            "may_start": may_start,
            "left_out": left_out.count() if may_start else 0,
            "starts": [
                {
                    "label": _("ออกหนังสือของ%(province)s") % {"province": province.label},
                    "fields": [
                        {"name": "province", "value": province.code},
                        {"name": "as_of", "value": as_of.isoformat()},
                    ],
                }
                for province in Province.objects.filter(code__in=codes)
            ]
            if may_start
            else [],
        },
    )


@require_POST
@permission("debt.confirm_balances")
def start_confirmations(request: HttpRequest) -> HttpResponse:
    """Start the confirmation of a province as of a 30 September that has come."""
    province = request.POST.get("province", "")
    if province not in provinces_within(user=request.user, permission="debt.confirm_balances"):
        raise PermissionDenied
    try:
        run = services.start_confirmations(
            province=province,
            as_of=parse(request.POST.get("as_of", "")),
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("debt_followup:confirmations")
    return redirect("debt_followup:confirmation_run", pk=run.pk)


@require_GET
@permission("debt.view")
def confirmation_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one run: how far it is, its letters, the batch to print."""
    run = _run(request, pk)
    as_of = date.fromisoformat(run.period)
    rows = Confirmation.objects.visible_to(request.user, "debt.view").filter(run=run)
    rows = selectors.with_answer(selectors.with_debtor(rows))
    rows = rows.order_by("pk")
    if (place := after(request)) is not None:
        rows = rows.filter(pk__gt=place)
    found = list(rows[: selectors.PAGE + 1])
    more, found = len(found) > selectors.PAGE, found[: selectors.PAGE]
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:confirmations")
    return render(
        request,
        "debt_followup/confirmation_run.html",
        {
            "run_row": _run_row(request, run),
            "as_of": as_of,
            "province": run.province,
            "table": tables.confirmations(found, next_url=f"?after={found[-1].pk}" if more else ""),
            "batches": tables.batches(
                list(selectors.batches_of(run=run, user=request.user, permission="documents.view")),
                came_back=selectors.undelivered_by_batch(run),
                is_newest=as_of == last_september(business_date.today()),
            )
            if holds(request.user, "documents.view")
            else None,
            "failures": list(run.failures.order_by("pk")[:50]),
            **list_urls(request, "confirmation_letters_file", pk=run.pk),
            **_progress(request, run),
        },
    )


def _asked_of_letters(request: HttpRequest, pk: int) -> exports.Asked:
    run = _run(request, pk)
    return exports.asked_of({"run": run.pk, "province": run.province_id}, on=business_date.today())


confirmation_letters_file = list_file(exports.LETTERS, _asked_of_letters, page="debt_followup:confirmation_run")


@require_GET
@permission("debt.view")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the progress of a run as a fragment of its page."""
    return render(request, "components/progress.html", _progress(request, _run(request, pk)))


def visible_runs(request: HttpRequest) -> QuerySet[JobRun]:
    """The runs of the provinces in which the user has an area: of their letters she sees those of her area."""
    areas = {row.province_id for row in assignments_with(request.user, "debt.view")}
    return selectors.runs() if None in areas else selectors.runs().filter(province_id__in=areas)


def _run(request: HttpRequest, pk: int) -> JobRun:
    return get_object_or_404(visible_runs(request), pk=pk)


def _run_row(request: HttpRequest, run: JobRun) -> dict[str, Any]:
    return {
        "run": run,
        "as_of": date.fromisoformat(run.period),
        "url": reverse("debt_followup:confirmation_run", args=[run.pk]),
        "letters": run.result.get("letters", 0),
        "tone": run_selectors.TONES[JobRun.State(run.state)],
    }


def _progress(request: HttpRequest, run: JobRun) -> dict[str, Any]:
    return {
        "run": run_selectors.progress(run),
        "poll_url": reverse("debt_followup:progress", args=[run.pk]),
        "result_url": f"{reverse('debt_followup:confirmation_run', args=[run.pk])}#batches"
        if run.state == JobRun.State.DONE and run.result.get("batches")
        else "",
        "result_label": _("เปิดหนังสือรายอำเภอ"),
    }
