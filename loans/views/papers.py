"""The papers of a contract: where each lies, what the member takes home, files, the number in SARA."""

from collections.abc import Collection
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.selectors import office_of
from areas.services import log_personal_data
from areas.views.sara import recorded
from documents import rendering, uploads
from documents.views import whole_or_masked
from documents.whole import REVEAL
from loans import filing, letters, selectors, services
from loans.forms import FileForm
from loans.models import AttachedFile, Contract, Party
from loans.views.contract import may
from loans.views.old_contracts import contract_in_sara
from thai.refusals import Refusal


def _contract(request: HttpRequest, pk: int, name: str) -> Contract:
    rows = Contract.objects.visible_to(request.user, name).filter(origin=Contract.Origin.ROUND)
    return get_object_or_404(rows.select_related("proposal", "province", "amphoe", "tambon"), pk=pk)


@permission("loans.view")
@require_GET
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which paper of a contract lies where (T-10), its files, and what is printed for the member."""
    contract = _contract(request, pk, "loans.view")
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{contract.pk}")
    there = selectors.whereabouts([contract.pk], as_of=business_date.today()).get(contract.pk, {})
    is_distributed = contract.state not in (Contract.State.PREPARED, Contract.State.CANCELLED)
    context = {
        "contract": contract,
        "is_in_force": contract.contract_on is not None,
        "is_distributed": is_distributed,
        "may_file": is_distributed and may(request.user, "loans.sign", contract),
        "sara": contract_in_sara(request.user, contract),
        "places": [_place(place, there, province=contract.province_id) for place in filing.Place],
        "files": files_panel(
            selectors.files_of(contract),
            "loans:file",
            may_reveal=may(request.user, REVEAL, contract),
            withdrawn=selectors.withdrawn_scans(contract),
        ),
        "form": FileForm(),
    }
    return render(request, "loans/papers.html", context)


def _place(place: filing.Place, there: dict[str, Any], *, province: str) -> dict[str, Any]:
    items = filing.at(place)
    lines = [
        {
            "code": item.code,
            "text": _(filing.text_of(item, province=province)),
            "source": item.source,
            "is_kept": item.is_kept_by_system,
            "is_there": item.is_kept_by_system or item.code in there,
            "on": there[item.code].recorded_on if item.code in there else None,
            "who": str(there[item.code].recorded_by) if item.code in there else "",
        }
        for item in items
    ]
    return {
        "code": place.value,
        "title": _(filing.place_name(place, province=province)),
        "lines": lines,
        "count": sum(line["is_there"] for line in lines),
        "of": len(lines),
    }


def files_panel(files: Any, name: str, *, may_reveal: bool, withdrawn: Collection[int] = ()) -> list[dict[str, Any]]:
    """The files of a contract or a grant as ``components/attachments.html`` shows them.

    :param may_reveal: whether scans with whole card numbers may be opened; else they stand there without an address.
    :param withdrawn: those that show a signing which was annulled.
    """
    return [
        {
            "name": f"{row.get_code_display()}: {row.file.name}"
            + (f" ({_('เพิกถอนการลงนามแล้ว')})" if row.pk in withdrawn else ""),
            "size": row.file.size,
            "url": reverse(name, args=[row.pk]) if may_reveal or not row.shows_card_numbers else "",
            "on": row.added_on,
            "who": str(row.added_by),
        }
        for row in files
    ]


@permission("loans.sign")
@require_POST
def file_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Record which papers of one place lie there."""
    contract = _contract(request, pk, "loans.sign")
    place = request.POST.get("place", "")
    codes = {item.code for item in filing.at(filing.Place(place))} if place in list(filing.Place) else set()
    try:
        changed = services.file_papers(
            contract=contract,
            there=set(request.POST.getlist("there")) & codes,
            of=codes,
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("บันทึกแล้ว เปลี่ยน %(count)s รายการ") % {"count": changed})
    return redirect("loans:papers", pk=pk)


@permission("sara.record")
@require_POST
def sara(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the number that the contract has in SARA (A-22)."""
    contract = get_object_or_404(Contract.objects.visible_to(request.user, "sara.record"), pk=pk)
    on = business_date.today()
    recorded(
        request,
        lambda number: services.record_sara_number(contract=contract, number=number, by=request.user, on=on),
    )
    return redirect("loans:contract" if contract.is_old else "loans:papers", pk=pk)


@permission("loans.sign")
@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a file of a contract: the passbook copy, a scan of what was signed."""
    contract = _contract(request, pk, "loans.sign")
    keep(request, contract)
    return redirect("loans:papers", pk=pk)


def keep(request: HttpRequest, owner: Any) -> None:
    """Keep the file of a ``FileForm``, and say what came of it."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return
    try:
        services.attach_file(
            of=owner,
            code=form.cleaned_data["code"],
            upload=form.cleaned_data["file"],
            by=request.user,
            on=business_date.today(),
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("แนบไฟล์แล้ว"))


@permission("loans.view")
@require_http_methods(["GET", "POST"])
def open_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a file of a contract in the browser."""
    row = get_object_or_404(AttachedFile.objects.select_related("file").filter(contract__isnull=False), pk=pk)
    contract = get_object_or_404(Contract.objects.visible_to(request.user, "loans.view"), pk=row.contract_id)
    back_url = reverse("loans:papers", args=[contract.pk])
    return show_file(request, row, contract, subject=f"contract:{contract.pk}", back_url=back_url)


def show_file(request: HttpRequest, row: AttachedFile, owner: Any, *, subject: str, back_url: str) -> HttpResponse:
    """Show a handed-in file, the look logged; one that shows card numbers to whoever may and says why.

    :param owner: the contract or the grant that it is of.
    """

    def give(reason: str) -> HttpResponse:
        services.log_file(row, subject=subject, by=request.user, reason=reason)
        return uploads.serve(row.file, download=False)

    if not row.shows_card_numbers:
        return give("")
    return whole_or_masked(
        request,
        give,
        may_reveal=may(request.user, REVEAL, owner),
        title=f"{row.get_code_display()}: {row.file.name}",
        back_url=back_url,
        can_be_masked=False,
    )


# -- printed on demand -------------------------------------------------------------------------------------------------
@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("loans.view")
@require_GET
def papers_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the list that says which paper of a contract lies where, to be signed by who receives it."""
    contract = _contract(request, pk, "loans.view")
    on = business_date.today()
    there = selectors.whereabouts([contract.pk], as_of=on).get(contract.pk, {})
    context = letters.papers_context(
        contract=contract,
        office=office_of(province=contract.province_id),
        representative=_representative(contract),
        there={code: row.recorded_on for code, row in there.items()},
        on=on,
    )
    return _pdf(letters.REGISTER_TEMPLATE, context, name=f"contract-papers-{contract.pk}")


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("loans.view")
@require_GET
def guide(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the guide to repaying that the member takes home."""
    contract = _contract(request, pk, "loans.view")
    if contract.contract_on is None:
        messages.error(request, _("พิมพ์เอกสารแนะนำการชำระคืนได้เมื่อโอนเงินแล้ว"))
        return redirect("loans:papers", pk=pk)
    context = letters.guide_context(
        contract=contract,
        office=office_of(province=contract.province_id),
        representative=_representative(contract),
        schedule=selectors.schedule_of(contract),
        on=business_date.today(),
    )
    return _pdf(letters.GUIDE_TEMPLATE, context, name=f"repayment-guide-{contract.ref1}")


def _representative(contract: Contract) -> str:
    party = contract.parties.filter(role=Party.Role.REPRESENTATIVE).first()
    return party.name if party else ""


def _pdf(template: str, context: dict[str, Any], *, name: str) -> HttpResponse:
    return as_pdf(rendering.render_pdf(template=template, context=context), name=name)


def as_pdf(content: bytes, *, name: str) -> HttpResponse:
    """A paper printed on demand, for the browser's own viewer."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(False, f"{name}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer
