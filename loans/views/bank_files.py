"""What the bank gets of a transfer: the list as XLSX and on paper, and the text file of its direct credit."""

from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import issuer_context, office_of
from areas.services import log_personal_data
from documents import rendering
from documents.spreadsheets import XLSX, as_download, write_xlsx
from loans import selectors, services, tables, transfer_file
from loans.forms import AccountForm
from loans.models import Contract, Grant, TransferBatch
from loans.views import minded
from thai.refusals import Refusal
from treasury.models import BankAccount


def _batch(request: HttpRequest, pk: int) -> tuple[TransferBatch, list[Any]]:
    batch = get_object_or_404(selectors.batches(user=request.user), pk=pk)
    if batch.state not in (TransferBatch.State.MADE, TransferBatch.State.APPROVED):
        raise Http404  # nothing of it may be paid
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.EXPORT, subject=f"transfer:{batch.pk}")
    return batch, list(selectors.lines_of(batch))


def _not_yet(request: HttpRequest, batch: TransferBatch) -> HttpResponse:
    """Nothing that the bank pays by leaves before the second person's approval."""
    messages.error(request, _("ทำไฟล์ให้ธนาคารได้เมื่ออนุมัติการโอนแล้ว"))
    return redirect("loans:transfer", pk=batch.pk)


@permission("loans.view")
@require_GET
def transfer_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the list of a batch as a spreadsheet, as the bank's web portal takes it.

    Every row of it can be paid, so it is given only once the batch was approved, has only what is live and no sums:
    what the bank sent back goes out with the next batch.
    """
    batch, lines = _batch(request, pk)
    if batch.state != TransferBatch.State.APPROVED:
        return _not_yet(request, batch)
    given = tables.bank_list(batch, [line for line in lines if line.is_live])
    rows = [[row[column["key"]] for column in given["columns"]] for row in given["rows"]]
    content = write_xlsx(title=_("รายการโอนเงิน"), columns=given["columns"], rows=rows)
    return as_download(content, name=f"transfer-{batch.province_id}-{batch.pk}.xlsx", kind=XLSX)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("loans.view")
@require_GET
def transfer_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the list of a batch, to be signed by who made it and who approved it."""
    batch, lines = _batch(request, pk)
    with translation.override("th"):  # papers are Thai
        given = tables.bank_list(batch, lines, notes=minded.again_of(batch, lines))
        *before, last = [{**one, "amount": str(one["amount"])} for one in given["sums"]]
        context = {
            "title": "บัญชีรายการโอนเงินให้สมาชิก",  # stays Thai: on paper
            "subtitle": f"ชุดที่ {batch.pk} {batch.get_state_display()}",  # stays Thai: on paper
            "issuer": issuer_context(office=office_of(province=batch.province_id)),
            "landscape": True,
            "columns": given["columns"],
            "groups": [
                {"rows": [{**row, "amount": str(row["amount"])} for row in given["rows"]], "subtotal": before[0]},
                *({"rows": [], "subtotal": one} for one in before[1:]),
            ]
            if before
            else [{"rows": [{**row, "amount": str(row["amount"])} for row in given["rows"]]}],
            "totals": last,
            "signatures": [
                {"name": str(person), "position": person.position, "role": role}
                for person, role in ((batch.made_by, "ผู้ทำรายการ"), (batch.decided_by, "ผู้อนุมัติ"))  # stays Thai: on paper
                if person
            ],
            "as_of": batch.transfer_on.isoformat(),
            "known_at": business_date.today().isoformat(),
        }
        content = rendering.render_pdf(template="papers/register.html", context=context)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"transfer-{batch.province_id}-{batch.pk}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@permission("loans.view")
@require_GET
def transfer_text(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the batch as the text file of the bank's direct credit, in TIS-620.

    What the file has no room for is left out, and named on the page of the batch.
    """
    batch, lines = _batch(request, pk)
    if batch.state != TransferBatch.State.APPROVED:
        return _not_yet(request, batch)
    account = BankAccount.objects.filter(province=batch.province_id, kind=BankAccount.Kind.SAVINGS).first()
    try:
        content = transfer_file.write(
            sender=transfer_file.Sender(
                bank_code=account.bank_code if account else "",
                account_number=account.account_number if account else "",
                name=account.name if account else "",
            ),
            transfer_on=batch.transfer_on,
            number=batch.pk,
            payments=selectors.payments_by_text(lines),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("loans:transfer", pk=batch.pk)
    answer = HttpResponse(content, content_type="text/plain; charset=tis-620")
    answer["Content-Disposition"] = content_disposition_header(True, f"transfer-{batch.province_id}-{batch.pk}.txt")
    answer["Cache-Control"] = "private, no-store"
    return answer


@permission("loans.make_transfer")
def contract_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the account of a contract that the bank could not pay."""
    rows = Contract.objects.visible_to(request.user, "loans.make_transfer").select_related("proposal", "amphoe")
    return _account(request, get_object_or_404(rows, pk=pk), "loans:contract")


@permission("loans.make_transfer")
def grant_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct the account of a subsidy that the bank could not pay."""
    rows = Grant.objects.visible_to(request.user, "loans.make_transfer").select_related("proposal", "amphoe")
    return _account(request, get_object_or_404(rows, pk=pk), "loans:grant")


def _account(request: HttpRequest, paid: Contract | Grant, back: str) -> HttpResponse:
    if not selectors.waits_after_refusal(paid):
        messages.error(request, str(Refusal(services.NOT_SENT_BACK)))
        return redirect(back, pk=paid.pk)
    subject = "grant" if isinstance(paid, Grant) else "contract"
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"{subject}:{paid.pk}")
    is_own = isinstance(paid, Grant) or paid.is_own_account
    form = AccountForm(
        request.POST or None,
        request.FILES or None,
        is_own=is_own,
        initial={
            "bank": paid.account_bank,
            "branch": paid.account_branch,
            "number": paid.account_number,
            "name": paid.account_name,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.correct_account(paid=paid, by=request.user, on=business_date.today(), **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("แก้บัญชีรับเงินแล้ว ทำรายการโอนใหม่ได้"))
            return redirect(back, pk=paid.pk)
    return render(request, "loans/account.html", {"paid": paid, "form": form, "back": back})
