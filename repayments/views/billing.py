"""Bill Payment forms and barcode cards of a whole amphoe (R-REPAY-15)."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Amphoe
from areas.scope import holds
from areas.selectors import amphoe_within
from jobs import selectors as run_selectors
from jobs.models import JobRun
from repayments import services, tables
from repayments.forms import BillsForm, BundleForm
from repayments.services.bill_batches import PRINT_BILLS, PRINT_CARDS
from repayments.views.printing import chosen_amphoe, progress_of
from thai.dates import add_months, month_end
from thai.refusals import Refusal

MOST_RUNS = 30


@permission("repayments.view")
@require_GET
def print_jobs(request: HttpRequest) -> HttpResponse:
    """Show what was printed for whole amphoe, and the forms that start more."""
    may_print = holds(request.user, "repayments.receipt")
    given = {"user": request.user, "permission": "repayments.receipt"}
    due_by = month_end(add_months(business_date.today(), 1))
    runs = list(_runs(request)[:MOST_RUNS])
    names = dict(
        Amphoe.objects.filter(code__in={run.parameters["amphoe"] for run in runs}).values_list("code", "name_th")
    )
    context = {
        "bills": BillsForm(initial={"due_by": due_by}, auto_id="bills_%s", **given) if may_print else None,
        "cards": BundleForm(auto_id="cards_%s", **given) if may_print else None,
        "table": tables.print_runs_table(runs, names),
    }
    return render(request, "repayments/print_jobs.html", context)


@permission("repayments.receipt")
@require_POST
def print_bills(request: HttpRequest) -> HttpResponse:
    """Start the printing of an amphoe's Bill Payment forms."""
    form = BillsForm(request.POST, user=request.user, permission="repayments.receipt")
    if not form.is_valid():
        messages.error(request, _("เลือกอำเภอและวันที่"))
        return redirect("repayments:print_jobs")
    return _started(request, services.print_bills, form.cleaned_data)


@permission("repayments.receipt")
@require_POST
def print_cards(request: HttpRequest) -> HttpResponse:
    """Start the printing of an amphoe's barcode cards."""
    chosen = chosen_amphoe(request, permission="repayments.receipt")
    return _started(request, services.print_cards, chosen) if chosen else redirect("repayments:print_jobs")


@permission("repayments.view")
@require_GET
def print_job(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a printing is, what could not be printed, and its paper."""
    run = get_object_or_404(_runs(request), pk=pk)
    amphoe = Amphoe.objects.filter(code=run.parameters["amphoe"]).first()
    context = {
        "print_run": run,
        "amphoe": amphoe,
        "title": run_selectors.title_of(run),
        "papers": run.result.get("papers", 0),
        "failures": list(run.failures.order_by("pk")[:50]),
        **_progress(run),
    }
    return render(request, "repayments/print_job.html", context)


@permission("repayments.view")
@require_GET
def print_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far a printing is, as a fragment of its page."""
    return render(request, "components/progress.html", _progress(get_object_or_404(_runs(request), pk=pk)))


def _runs(request: HttpRequest) -> QuerySet[JobRun]:
    """The printing of the amphoe that the user may see; a run itself knows its province alone."""
    within = amphoe_within(user=request.user, permission="repayments.view")
    runs = JobRun.objects.filter(
        job__in=[PRINT_BILLS, PRINT_CARDS], parameters__amphoe__in=list(within.values_list("pk", flat=True))
    )
    return runs.select_related("requested_by").order_by("-pk")


def _started(request: HttpRequest, command: Any, given: dict[str, Any]) -> HttpResponse:
    try:
        run = command(by=request.user, on=business_date.today(), **given)
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("repayments:print_jobs")
    return redirect("repayments:print_job", pk=run.pk)


def _progress(run: JobRun) -> dict[str, Any]:
    return progress_of(
        run,
        poll_url=reverse("repayments:print_progress", args=[run.pk]),
        document=run.result.get("document"),
        label=_("เปิดทั้งชุด (PDF)"),
    )
