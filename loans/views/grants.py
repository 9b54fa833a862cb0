"""Subsidies: what waits, the list, one with its vouchers, and what its organisation signs."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.selectors import newest_first
from areas.services import log_personal_data
from documents import uploads
from documents.views import pdf_answer, whole_or_masked
from documents.whole import REVEAL
from loans import bank_lines, selectors, services, tables
from loans.forms import FileForm, GrantBackForm, GrantFilter, GrantForm, UseForm
from loans.models import AttachedFile, Grant, GrantRecord
from loans.rules import evidence_due_on
from loans.views.contract import may
from loans.views.papers import files_panel, keep, show_file
from loans.views.timelines import steps_of, timeline
from projects.models import Proposal
from thai.refusals import Refusal

FIRST_TO_PREPARE = 50


@permission("loans.view")
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Show the subsidies of the user's area: what waits for an account, then the list."""
    form = GrantFilter(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    page = newest_first(selectors.grants(user=request.user, state=state), before=request.GET.get("before", ""))
    waiting = list(selectors.grants_to_prepare(user=request.user).order_by("pk")[:FIRST_TO_PREPARE])
    query = f"state={state}&" if state else ""
    context = {
        "form": form,
        "clear_url": reverse("loans:grants"),
        "waiting": tables.subsidies_table(waiting, may_prepare=holds(request.user, "loans.prepare")),
        "has_waiting": bool(waiting),
        "table": tables.grants_table(
            page.rows,
            next_url=f"?{query}before={page.last}" if page.last else "",
            prev_url=f"?{query}" if request.GET.get("before") else "",
        ),
    }
    return render(request, "loans/grants.html", context)


@permission("loans.prepare")
def prepare_grant(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Record the organisation's account of an approved subsidy, so that it can be paid."""
    rows = Proposal.objects.visible_to(request.user, "loans.prepare").filter(support=Proposal.Support.SUBSIDY)
    proposal = get_object_or_404(rows.select_related("amphoe", "organisation__member"), pk=proposal_id)
    made = Grant.objects.filter(proposal=proposal).first()
    if made is not None:
        messages.info(request, _("โครงการนี้บันทึกบัญชีรับเงินแล้ว"))
        return redirect("loans:grant", pk=made.pk)
    name = proposal.organisation.member.full_name if proposal.organisation else ""
    form = GrantForm(request.POST or None, request.FILES or None, initial={"account_name": name})
    if request.method == "POST" and form.is_valid():
        try:
            grant = services.prepare_grant(
                proposal=proposal, by=request.user, on=business_date.today(), **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกบัญชีรับเงินอุดหนุนแล้ว ทำรายการโอนได้"))
            return redirect("loans:grant", pk=grant.pk)
    return render(request, "loans/prepare_grant.html", {"proposal": proposal, "organisation": name, "form": form})


def _grant(request: HttpRequest, pk: int, name: str) -> Grant:
    rows = Grant.objects.visible_to(request.user, name).select_related(
        "proposal__organisation__member", "amphoe", "tambon", "province", "prepared_by", "closed_by"
    )
    return get_object_or_404(rows, pk=pk)


@permission("loans.view")
@require_GET
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one subsidy: account, transfer, vouchers, what is open, files and the next step."""
    return _page(request, _grant(request, pk, "loans.view"))


def _page(request: HttpRequest, row: Grant, *, use: Any = None, back: Any = None) -> HttpResponse:
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"grant:{row.pk}")
    used = selectors.use_of([row.pk])[row.pk]
    is_paid = row.state == Grant.State.PAID
    records = list(selectors.records_of(row))
    returns = list(selectors.returns_of(grant=row))
    line = row.transfer_lines.filter(is_live=True).first()
    may_sign, may_prepare = may(request.user, "loans.sign", row), may(request.user, "loans.prepare", row)
    context = {
        "grant": row,
        "state_tone": tables.GRANT_TONES[row.state],
        "stages": _stages(row, used),
        "facts": _facts(row, used),
        "records": tables.records_table(records),
        "to_withdraw": [one for one in records if one.kind == GrantRecord.Kind.USE and not hasattr(one, "withdrawal")]
        if is_paid and may_sign
        else [],
        "files": files_panel(
            selectors.files_of(row), "loans:grant_attached", may_reveal=may(request.user, REVEAL, row)
        ),
        "file_form": FileForm() if may_sign and row.state != Grant.State.CANCELLED else None,
        "use": (use or UseForm(auto_id="use_%s", initial={"spent_on": business_date.today()}))
        if is_paid and used.open and may_sign
        else None,
        "back": (back or GrantBackForm(auto_id="back_%s", lines=bank_lines.candidates(province=row.province_id)))
        if is_paid and used.open and may(request.user, "repayments.receipt", row)
        else None,
        "returns": tables.returns_table(returns, caption=_("คำขอรับคืนเงิน")) if returns else None,
        "may_close": is_paid and not used.open and may_prepare,
        "may_cancel": row.state == Grant.State.PREPARED and line is None and may(request.user, "projects.record", row),
        "is_paid": row.paid_on is not None,
        "waits_in": line.batch_id if line and row.state == Grant.State.PREPARED else None,
        "is_waiting": row.state == Grant.State.PREPARED and line is None,
        "may_correct": selectors.waits_after_refusal(row) and may(request.user, "loans.make_transfer", row),
        "events": timeline(steps_of(row.proposal_id)),
    }
    return render(request, "loans/grant.html", context)


def _stages(row: Grant, used: selectors.Use) -> list[dict[str, Any]]:
    done = [
        (_("บันทึกบัญชีรับเงิน"), True, row.prepared_on),
        (_("โอนเงิน"), row.paid_on is not None, row.paid_on),
        (_("หลักฐานครบ"), row.paid_on is not None and not used.open, None),
        (_("ปิดโครงการ"), row.closed_on is not None, row.closed_on),
    ]
    stages, current = [], False
    for label, is_done, on in done:
        here = "done" if is_done else "todo" if current else "current"
        current = current or not is_done
        stages.append({"label": label, "state": here, "on": on})
    if row.state == Grant.State.CANCELLED:
        stages = [{**stage, "state": "refused" if stage["state"] == "current" else stage["state"]} for stage in stages]
    return stages


def _facts(row: Grant, used: selectors.Use) -> list[dict[str, Any]]:
    return [
        {"label": _("โครงการ"), "value": row.proposal.title, "help": row.proposal.reference},
        {"label": _("องค์กร"), "value": row.proposal.organisation.member.full_name},
        {"label": _("พื้นที่"), "value": f"{row.tambon} · {row.amphoe} · {row.province}"},
        {"label": _("จำนวนเงิน"), "value": row.amount, "kind": "money"},
        {
            "label": _("บัญชีรับเงิน"),
            "value": f"{row.account_bank} {row.account_branch} {row.account_number}",
            "help": row.account_name,
        },
        {"label": _("วันที่โอนเงิน"), "value": row.paid_on, "kind": "date"},
        {
            "label": _("ส่งหลักฐานการใช้จ่ายภายใน"),
            "value": evidence_due_on(paid_on=row.paid_on) if row.paid_on else None,
            "kind": "date",
            "help": _("สิ้นปีงบประมาณของเงินที่ได้รับ"),
        },
        {"label": _("มีหลักฐานแล้ว"), "value": used.used, "kind": "money"},
        {"label": _("ส่งคืนแล้ว"), "value": used.returned, "kind": "money"},
        {"label": _("ยังขาดหลักฐานหรือเงินคืน"), "value": used.open if row.paid_on else None, "kind": "money"},
        {"label": _("ผู้จัดทำ"), "value": str(row.prepared_by)},
        {"label": _("ผู้รับรองหลักฐาน"), "value": str(row.closed_by or "")},
    ]


@permission("loans.sign")
@require_POST
def record_use(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a voucher of what the organisation used."""
    row = _grant(request, pk, "loans.sign")
    form = UseForm(request.POST, request.FILES, auto_id="use_%s")
    if form.is_valid():
        try:
            services.record_use(grant=row, by=request.user, on=business_date.today(), **form.cleaned_data)
        except services.KeyReused:
            raise  # the page of a conflict says what to do
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกหลักฐานการใช้จ่ายแล้ว"))
            return redirect("loans:grant", pk=pk)
    return _page(request, row, use=form)


@permission("loans.sign")
@require_POST
def withdraw_use(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Take back a voucher that was recorded by mistake."""
    row = _grant(request, pk, "loans.sign")
    found = get_object_or_404(GrantRecord.objects.select_related("grant"), grant=row, pk=record)
    try:
        services.withdraw_use(
            record=found,
            reason=request.POST.get("reason", ""),
            request_key=uuid4(),
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("เพิกถอนรายการใช้จ่ายแล้ว"))
    return redirect("loans:grant", pk=pk)


@permission("repayments.receipt")
@require_POST
def grant_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that money be taken as come back of the subsidy; another person approves it."""
    row = _grant(request, pk, "repayments.receipt")
    form = GrantBackForm(
        request.POST, request.FILES, auto_id="back_%s", lines=bank_lines.candidates(province=row.province_id)
    )
    if form.is_valid():
        try:
            found = services.ask_return(grant=row, by=request.user, on=business_date.today(), **form.cleaned_data)
        except services.KeyReused:
            raise  # the page of a conflict says what to do
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("ส่งคำขอรับคืนเงินให้ผู้อนุมัติแล้ว"))
            return redirect("loans:money_return", pk=found.pk)
    return _page(request, row, back=form)


@permission("loans.prepare")
@require_POST
def close_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept the evidence and close the project."""
    row = _grant(request, pk, "loans.prepare")
    try:
        services.close_grant(grant=row, by=request.user, on=business_date.today())
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("รับรองหลักฐานและปิดโครงการแล้ว"))
    return redirect("loans:grant", pk=pk)


@permission("projects.record")
@require_POST
def cancel_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a subsidy whose money has not left, and its project with it."""
    row = _grant(request, pk, "projects.record")
    try:
        services.cancel_grant(
            grant=row, reason=request.POST.get("reason", ""), by=request.user, on=business_date.today()
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ยกเลิกเงินอุดหนุนและโครงการแล้ว"))
    return redirect("loans:grant", pk=pk)


@permission("loans.sign")
@require_POST
def add_grant_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a file of a subsidy: the passbook copy, the signed voucher."""
    keep(request, _grant(request, pk, "loans.sign"))
    return redirect("loans:grant", pk=pk)


@permission("loans.view")
@require_http_methods(["GET", "POST"])
def grant_attached(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file of a subsidy in the browser."""
    found = get_object_or_404(AttachedFile.objects.select_related("file").filter(grant__isnull=False), pk=pk)
    row = _grant(request, found.grant_id, "loans.view")
    return show_file(request, found, row, subject=f"grant:{row.pk}", back_url=reverse("loans:grant", args=[row.pk]))


@permission("loans.view")
@require_GET
def grant_file(request: HttpRequest, pk: int, record: int) -> HttpResponse:
    """Show the file of one voucher in the browser."""
    row = _grant(request, pk, "loans.view")
    found = get_object_or_404(GrantRecord.objects.select_related("file"), grant=row, pk=record, file__isnull=False)
    log_personal_data(
        user=request.user,
        action=PersonalDataAccess.Action.VIEW,
        subject=f"grant:{row.pk}",
        reason=found.file.name,
    )
    return uploads.serve(found.file, download=False)


@permission("loans.view")
@require_http_methods(["GET", "POST"])
def grant_voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the receipt voucher that the organisation signs twice: whole to whoever may and says why, else masked."""
    row = _grant(request, pk, "loans.view")

    def give(reason: str) -> HttpResponse:
        content = services.grant_voucher(grant=row, by=request.user, reason=reason)
        return pdf_answer(content, name=f"grant-voucher-{row.pk}.pdf")

    try:
        services.check_grant_printable(row)
        return whole_or_masked(
            request,
            give,
            may_reveal=may(request.user, REVEAL, row),
            title=f"{_('ใบสำคัญรับเงิน 2 ฉบับ')} {row.label}",
            back_url=reverse("loans:grant", args=[row.pk]),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    return redirect("loans:grant", pk=pk)
