"""The register of contracts, and the approved proposals that wait for one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.selectors import amphoe_within, newest_first
from areas.services import log_personal_data
from loans import selectors, tables
from loans.forms import RegisterFilter
from loans.models import Contract

FIRST_TO_PREPARE = 15
PAGE = 50


@permission("loans.view")
@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """Show what is to be prepared, then the contracts of the user's area with the totals of the whole filter."""
    amphoe = list(amphoe_within(user=request.user, permission="loans.view").order_by("name_th"))
    form = RegisterFilter(request.GET, amphoe=[(one.pk, str(one)) for one in amphoe])
    chosen = form.cleaned_data if form.is_valid() else {}
    found = selectors.contracts(user=request.user, **chosen)
    page = newest_first(found, before=request.GET.get("before", ""))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:contracts")
    query = request.GET.copy()
    query["before"] = page.last
    next_url = f"?{query.urlencode()}" if page.last else ""
    query.pop("before")
    prev_url = f"?{query.urlencode()}" if request.GET.get("before") else ""
    waiting = selectors.to_prepare(user=request.user)
    first = list(waiting.order_by("pk")[: FIRST_TO_PREPARE + 1])
    totals = selectors.totals(found)
    context = {
        "form": form,
        "clear_url": reverse("loans:list"),
        "figures": _figures(request.user, waiting.count()),
        "waiting": tables.to_prepare_table(first[:FIRST_TO_PREPARE], may_prepare=holds(request.user, "loans.prepare")),
        "all_waiting_url": reverse("loans:to_prepare") if len(first) > FIRST_TO_PREPARE else "",
        "has_waiting": bool(first),
        "table": tables.register_table(page.rows, totals=totals, next_url=next_url, prev_url=prev_url),
    }
    return render(request, "loans/list.html", context)


def _figures(user, to_prepare: int) -> list[dict]:
    """Four steps of the room, each with how many contracts stand there."""
    counts = selectors.counts_by_state(user=user)
    here = reverse("loans:list")
    steps = [
        (_("ลงนาม"), Contract.State.PREPARED, f"{here}?state=PREPARED"),
        (_("โอนเงิน"), Contract.State.SIGNED, reverse("loans:transfers")),
        (_("มีผลบังคับ"), Contract.State.IN_FORCE, f"{here}?state=IN_FORCE"),
    ]
    return [
        {"label": _("รอจัดทำสัญญา"), "value": to_prepare, "kind": "number", "url": reverse("loans:to_prepare")},
        *(
            {
                "label": label if state == Contract.State.IN_FORCE else _("รอ%(step)s") % {"step": label},
                "value": counts.get(state, 0),
                "kind": "number",
                "url": url,
            }
            for label, state, url in steps
        ),
    ]


@permission("loans.view")
@require_GET
def to_prepare(request: HttpRequest) -> HttpResponse:
    """Show every approved proposal that waits for its contract, the longest waiting first."""
    waiting = selectors.to_prepare(user=request.user).order_by("pk")
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit() and len(after) < 19:
        waiting = waiting.filter(pk__gt=int(after))
    rows = list(waiting[: PAGE + 1])
    table = tables.to_prepare_table(
        rows[:PAGE],
        may_prepare=holds(request.user, "loans.prepare"),
        next_url=f"?after={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
    )
    return render(request, "loans/to_prepare.html", {"table": table})
