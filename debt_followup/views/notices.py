"""Pages of bills and demands: whose turn it is, the batches, the letters."""

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import Amphoe, PersonalDataAccess, User
from areas.paging import further
from areas.scope import holds
from areas.selectors import newest_first, provinces_within
from areas.services import log_personal_data
from debt_followup import exports
from debt_followup.forms.notices import NewNoticeForm, NoticeFilter, StartNoticesForm
from debt_followup.models import DeathDenial, Notice, NoticeBatch, NoticeDelivery
from debt_followup.rules.deliveries import DeliveryStep, ReturnReason
from debt_followup.rules.notices import LADDER, NoticeKind
from debt_followup.selectors import notices as reads
from debt_followup.selectors.deaths import file_after
from debt_followup.selectors.paused import behind_since, pauses
from debt_followup.services import notices as services
from debt_followup.tables import deaths as death_tables
from debt_followup.tables import instalments
from debt_followup.tables import notices as tables
from debt_followup.tables.cells import document_url
from debt_followup.views.files import list_file, list_urls
from jobs import selectors as run_selectors
from jobs.models import JobRun
from loans.models import Contract
from repayments.selectors import standings
from thai.refusals import Refusal

WRITE, DELIVER = "debt.notices", "debt.deliver"
MOST_CALLS, MOST_PAUSED, MOST_BATCHES, MOST_SKIPPED = 50, 50, 15, 200


@require_GET
@permission("debt.view")
def notices(request: HttpRequest) -> HttpResponse:
    """Show the letters of the user's area with where each is, the newest first."""
    form = NoticeFilter(request.GET or None, user=request.user)
    rows = reads.deliveries(user=request.user, **(form.asked() if form.is_bound else {}))
    page = newest_first(rows, before=request.GET.get("before", ""))
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:notices")
    context = {
        "form": form,
        "figures": tables.figures(reads.counts_by_state(user=request.user)),
        "table": tables.deliveries(page.rows, next_url=further(request, page)),
        "may_write": holds(request.user, WRITE),
        "may_deliver": holds(request.user, DELIVER),
        **list_urls(request, "notices_file"),
    }
    return render(request, "debt_followup/notices.html", context)


def _asked_of_file(request: HttpRequest) -> exports.Asked:
    chosen = NoticeFilter(request.GET, user=request.user).asked()
    return exports.asked_of(chosen, on=business_date.today())


def _asked_of_batch(request: HttpRequest, pk: int) -> exports.Asked:
    batch = get_object_or_404(reads.batches(user=request.user), pk=pk)
    return exports.asked_of({"batch": batch.pk, "province": batch.province_id}, on=business_date.today())


notices_file = list_file(exports.NOTICES, _asked_of_file, page="debt_followup:notices")
notice_batch_file = list_file(exports.NOTICES, _asked_of_batch, page="debt_followup:notice_batch")


@require_GET
@permission(WRITE)
def due_notices(request: HttpRequest) -> HttpResponse:
    """Show whose turn it is, by amphoe and letter, with the buttons that start a batch; and the last batches."""
    today = business_date.today()
    counts, calls, paused = _due(request.user, today)
    context = {
        "due": tables.due(counts),
        "calls": tables.calls(calls.rows, count=calls.total) if calls.rows else None,
        "paused": tables.paused(paused.rows, count=paused.total) if paused.rows else None,
        "batches": tables.batches(reads.batches(user=request.user)[:MOST_BATCHES]),
        "on": today,
        "policies": _policies(request.user, today),
    }
    return render(request, "debt_followup/notices_due.html", context)


@require_POST
@permission(WRITE)
def start_notices(request: HttpRequest) -> HttpResponse:
    """Have the letters of one kind written to all debtors of an amphoe whose turn it is."""
    form = StartNoticesForm(request.POST, user=request.user)
    if not form.is_valid():
        messages.error(request, _("เลือกอำเภอและหนังสือ"))
        return redirect("debt_followup:notices_due")
    given = form.cleaned_data
    try:
        batch = services.start_notices(
            amphoe=given["amphoe"], kind=NoticeKind(given["kind"]), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("debt_followup:notices_due")
    return redirect("debt_followup:notice_batch", pk=batch.pk)


@require_GET
@permission("debt.view")
def notice_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one batch: how far it is, its letters, who was skipped and why, its papers."""
    batch = get_object_or_404(reads.batches(user=request.user).select_related("letters", "sheets"), pk=pk)
    page = newest_first(
        reads.deliveries(user=request.user).filter(notice__batch=batch), before=request.GET.get("before", "")
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject="list:notices")
    papers = [
        {"title": paper.title, "number": paper.number, "on": paper.issued_on, "url": document_url(paper.pk)}
        for paper in (batch.letters, batch.sheets)
        if paper is not None
    ]
    context = {
        "batch": batch,
        "state": {"label": batch.run.get_state_display(), "tone": run_selectors.TONES[JobRun.State(batch.run.state)]},
        "table": tables.deliveries(page.rows, next_url=further(request, page)),
        "skipped": list(reads.skipped(batch)[:MOST_SKIPPED]),
        "papers": papers if holds(request.user, "documents.view") else [],
        "may_deliver": holds(request.user, DELIVER),
        **list_urls(request, "notice_batch_file", pk=batch.pk),
        **_progress(batch, may_open=holds(request.user, "documents.view")),
    }
    return render(request, "debt_followup/notice_batch.html", context)


@require_GET
@permission("debt.view")
def notice_batch_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer how far a batch is, as a fragment of its page."""
    batch = get_object_or_404(reads.batches(user=request.user), pk=pk)
    return render(
        request,
        "components/progress.html",
        _progress(batch, may_open=holds(request.user, "documents.view")),
    )


@require_GET
@permission("debt.view")
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter: what it says and how that was worked out, and its ways to the addressee."""
    found = get_object_or_404(
        Notice.objects.visible_to(request.user, "debt.view").select_related(
            "document", "contract__proposal", "party", "stand_in", "amphoe", "batch"
        ),
        pk=pk,
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{found.contract_id}")
    working = tables.working(found)
    context = {
        "notice": found,
        "facts": tables.facts(found),
        "working": working,
        "working_total": found.default_interest,
        "ways": _ways(request.user, found),
        "papers": tables.paper_links(found) if holds(request.user, "documents.view") else [],
        "may_write": holds(request.user, WRITE),
        "batch_url": reverse("debt_followup:notice_batch", args=[found.batch_id]) if found.batch_id else "",
    }
    return render(request, "debt_followup/notice.html", context)


@require_http_methods(["GET", "POST"])
@permission(WRITE)
def new_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a debtor owes today and which letter is next, and write one."""
    today = business_date.today()
    contracts = Contract.objects.visible_to(request.user, WRITE).in_force()
    contract = get_object_or_404(contracts.select_related("proposal", "amphoe"), pk=pk, contract_on__lte=today)
    owed = standings(contracts=[contract], as_of=today).get(contract.pk)
    upcoming = None
    if owed is not None and owed.overdue:
        upcoming = reads.upcoming_of(
            contract,
            oldest_due_on=min(one.effective_due_on for one in owed.overdue),
            days=reads.notice_policies(province=contract.province_id, on=today).days,
        )
    since = behind_since({contract.pk: owed}) if owed else None
    pause = pauses([contract.pk], behind_since=since).get(contract.pk)
    first = upcoming.kind if upcoming and upcoming.kind != NoticeKind.CALL_IN else NoticeKind.FINAL
    form = NewNoticeForm(request.POST or None, initial={"kind": first})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue_notice(
                contract=contract,
                kind=NoticeKind(form.cleaned_data["kind"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=today,
                known_at=timezone.now(),
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext(
                "ออกหนังสือเลขที่ %(number)s แล้ว %(count)s ฉบับ",
                "ออกหนังสือเลขที่ %(number)s แล้ว %(count)s ฉบับ",
                len(made),
            )
            messages.success(request, said % {"number": made[0].document.number, "count": len(made)})
            return redirect("debt_followup:notice", pk=made[0].pk)
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    context = {
        "contract": contract,
        "form": form,
        "as_of": today,
        "is_late": bool(owed and owed.overdue),
        "next_words": tables.next_words(upcoming, on=today, pause=pause) if owed and owed.overdue else "",
        "may_call_in": holds(request.user, "repayments.settle"),
        "instalments": instalments(owed.instalments) if owed else None,
    }
    return render(request, "debt_followup/notice_form.html", context)


# -- the inside --------------------------------------------------------------------------------------------------------
class _First(NamedTuple):
    """The first of some contracts, each with its letter, and how many there are in all."""

    rows: list[tuple[Contract, reads.Proposal]]
    total: int


def _due(user: User, on: date) -> tuple[dict[Any, tuple[int, date]], _First, _First]:
    """Count the letters that are due by amphoe and kind; list who comes after the last, and who is not asked."""
    turns = []
    for province in provinces_within(user=user, permission=WRITE):
        contracts = Contract.objects.visible_to(user, WRITE).filter(province=province)
        turns += reads.turns(contracts, days=reads.notice_policies(province=province, on=on).days, on=on)
    found = [one for one in turns if one.pause is None]
    where = dict(Contract.objects.filter(pk__in=[one.contract_id for one in found]).values_list("pk", "amphoe_id"))
    amphoe = Amphoe.objects.in_bulk(set(where.values()))
    grouped: dict[Any, list[date]] = defaultdict(list)
    for one in found:
        grouped[where[one.contract_id], LADDER.index(one.next.kind)].append(one.next.due_on)
    counts = {(amphoe[code], LADDER[rank]): (len(days), min(days)) for (code, rank), days in sorted(grouped.items())}
    ripe = [one for one in found if one.next.kind is NoticeKind.CALL_IN]
    paused = [one for one in turns if one.pause is not None]
    calls, shown = ripe[:MOST_CALLS], paused[:MOST_PAUSED]
    rows = Contract.objects.select_related("proposal", "amphoe", "tambon").in_bulk(
        [one.contract_id for one in (*calls, *shown)]
    )
    return (
        counts,
        _First([(rows[one.contract_id], one) for one in calls], len(ripe)),
        _First([(rows[one.contract_id], one) for one in shown], len(paused)),
    )


def _policies(user: User, on: date) -> list[dict[str, Any]]:
    """The days that count in the user's province, where she has one."""
    provinces = provinces_within(user=user, permission=WRITE)
    if len(provinces) != 1:
        return []
    found = reads.notice_policies(province=provinces[0], on=on)
    days = _("%(days)s วัน")
    return [
        {"label": _("ออกใบแจ้งหนี้หลังวันครบกำหนด"), "value": days % {"days": found.days.invoice}},
        {"label": _("ทวงถามครั้งที่ 1 หลังใบแจ้งหนี้"), "value": days % {"days": found.days.first}},
        {"label": _("ทวงถามครั้งที่ 2 หลังทวงถามครั้งที่ 1"), "value": days % {"days": found.days.second}},
        {"label": _("ทวงถามครั้งสุดท้ายหลังทวงถามครั้งที่ 2"), "value": days % {"days": found.days.final}},
        {"label": _("เรียกชำระหนี้ทั้งหมดหลังทวงถามครั้งสุดท้าย"), "value": days % {"days": found.days.call_in}},
    ]


def _progress(batch: NoticeBatch, *, may_open: bool) -> dict[str, Any]:
    return {
        "run": run_selectors.progress(batch.run),
        "poll_url": reverse("debt_followup:notice_batch_progress", args=[batch.pk]),
        "result_url": document_url(batch.letters_id) if batch.letters_id and may_open else "",
        "result_label": _("เปิดหนังสือทั้งชุด (PDF)"),
    }


def _ways(user: User, found: Notice) -> list[dict[str, Any]]:
    """The ways of a letter, each with its steps so far and those that the user may take now."""
    from .deliveries import steps_of

    ways = found.deliveries.prefetch_related("events__recorded_by")
    may = {name for name in (WRITE, DELIVER) if holds(user, name)}
    told = []
    for way in ways:
        way.notice = found
        told.append(
            {
                "way": way,
                "code": tables.code_of(way),
                "times": tables.times(way),
                "tone": tables.state_cell(way)["tone"],
                "note": tables.state_note(way),
                "events": tables.events(way.events.all()),
                "death": _death(way, on=business_date.today()),
                **steps_of(way, may=may),
            }
        )
    return told


def _death(way: NoticeDelivery, *, on: date) -> dict[str, Any]:
    """What became of the report of a death with which a letter came back; nothing where none did."""
    notice = way.notice
    if way.return_reason != ReturnReason.DEAD or way.returned_on is None or notice.stand_in_id is not None:
        return {}
    returned = max(event.pk for event in way.events.all() if event.step == DeliveryStep.RETURN)
    return death_tables.outcome(
        contract=notice.contract,
        since=way.returned_on,
        file=file_after(contract_id=notice.contract_id, party_id=notice.party_id, said_on=way.returned_on),
        denial=DeathDenial.objects.filter(event=returned).select_related("denied_by").first(),
        on=on,
    )
