"""Pages that set the bank's statement and the GFMIS movement beside the books."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from areas.access import permission
from areas.scope import holds
from documents.uploads import serve
from thai.dates import add_months, month_end, month_start
from thai.refusals import Refusal
from treasury import selectors, services, sheets, tables
from treasury.forms import DifferenceForm, StatementForm
from treasury.models import Statement

from .shown import Shown, table_file

MOST = 24  # statements on the list: a year of both accounts


@permission("treasury.view")
@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    """List the newest statements of a province's accounts with their difference from the books."""
    shown = Shown(request)
    found = list(selectors.newest_statements(province=shown.province)[:MOST])
    beside = selectors.reconciliations(found)
    context = {
        **shown.context,
        "table": tables.statements_table((one, beside[one.pk]) for one in found),
        "may_post": holds(request.user, "treasury.post"),
        "new_url": reverse("treasury:new_statement") + (f"?{shown.province_query}" if shown.province_query else ""),
    }
    return render(request, "treasury/statements.html", context)


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def new_statement(request: HttpRequest) -> HttpResponse:
    """Record what a paper of the bank or of GFMIS says of an account, with its movements where there is a file."""
    shown = Shown(request, permission="treasury.post")
    last_month = add_months(month_start(shown.today), -1)
    form = StatementForm(
        request.POST or None,
        request.FILES or None,
        today=shown.today,
        province=shown.province,
        initial={"from_on": last_month, "as_of": month_end(last_month)},
    )
    faults: list[sheets.Fault] = []
    if request.method == "POST" and form.is_valid():
        try:
            movements, source_name = _movements(form.cleaned_data)
            faults = list(movements.faults)
            sheets.require_good(faults)
            statement = services.record_statement(
                bank_account=form.cleaned_data["bank_account"],
                from_on=form.cleaned_data["from_on"],
                as_of=form.cleaned_data["as_of"],
                opening=form.cleaned_data["opening"],
                balance=form.cleaned_data["balance"],
                upload=form.cleaned_data["copy"],
                lines=movements.lines,
                source_name=source_name,
                by=request.user,
                on=shown.today,
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกรายงานแล้ว"))
            return redirect("treasury:statement", pk=statement.pk)
    context = {**shown.context, "form": form, "faults": tables.faults_table(faults) if faults else None}
    return render(request, "treasury/new_statement.html", context)


@permission("treasury.view")
@require_GET
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a statement beside the books: balances, why they differ, what stands on one side only."""
    found = _statement(request, pk, "treasury.view")
    beside = selectors.reconciliation(found)
    shown = Shown(_of_province(request, found))
    shown.from_on, shown.to_on, shown.is_month = found.from_on, found.as_of, False
    file = table_file(
        request,
        shown,
        name=f"reconciliation-{found.bank_account.kind.lower()}",
        title=lambda: _("งบกระทบยอด") + f" {found.bank_account}",
        build=lambda: tables.reconciliation_sheet(beside),
    )
    if file is not None:
        return file
    return _page(request, found, beside, DifferenceForm())


@permission("treasury.post")
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """List an amount by which the statement differs from the books, with the reason."""
    found = _statement(request, pk, "treasury.post")
    form = DifferenceForm(request.POST)
    if form.is_valid():
        try:
            services.explain_difference(
                statement=found, by=request.user, on=Shown(_of_province(request, found)).today, **form.cleaned_data
            )
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("บันทึกสาเหตุของผลต่างแล้ว"))
            return redirect("treasury:statement", pk=pk)
    return _page(request, found, selectors.reconciliation(found), form)


@permission("treasury.view")
@require_GET
def statement_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the copy of the paper as it was handed in."""
    found = _statement(request, pk, "treasury.view")
    if found.file is None:
        raise Http404
    return serve(found.file, download=False)


# -- the parts -------------------------------------------------------------------------------------------------------
def _statement(request: HttpRequest, pk: int, needed: str) -> Statement:
    rows = Statement.objects.visible_to(request.user, needed)
    return get_object_or_404(rows.select_related("bank_account", "province", "file", "recorded_by"), pk=pk)


def _of_province(request: HttpRequest, found: Statement) -> HttpRequest:
    """The request as if it asked for the statement's own province."""
    asked = request.GET.copy()
    asked["province"] = found.province_id
    request.GET = asked
    return request


def _movements(given: dict[str, Any]) -> tuple[sheets.Movements, str]:
    """The movements of a handed-in file, or those that were keyed line by line."""
    if file := given.get("movements"):
        return sheets.read_movements(name=file.name, content=file.read()), file.name
    if keyed := given.get("keyed", "").strip():
        return sheets.read_keyed(text=keyed), ""
    return sheets.Movements(lines=(), faults=()), ""


def _page(
    request: HttpRequest, found: Statement, beside: selectors.Reconciliation, form: DifferenceForm
) -> HttpResponse:
    compared = selectors.compared(found)
    label, tone = tables.reconciliation_state(beside)
    is_newest = not Statement.objects.filter(
        bank_account=found.bank_account_id, as_of=found.as_of, revision__gt=found.revision
    ).exists()
    query = f"?from={found.from_on.isoformat()}&to={found.as_of.isoformat()}&province={found.province_id}"
    context = {
        "statement": found,
        "state_label": label,
        "tone": tone,
        "figures": tables.reconciliation_figures(beside),
        "facts": tables.statement_facts(found),
        "differences": tables.differences_table(beside),
        "unexplained": beside.unexplained,
        "compared": compared,
        "only_statement": tables.only_statement_table(compared) if compared else None,
        "only_books": tables.only_books_table(compared) if compared else None,
        "form": form,
        "may_explain": is_newest and bool(beside.unexplained) and holds(request.user, "treasury.post"),
        "is_newest": is_newest,
        "register_url": reverse("treasury:register", args=[found.bank_account.ledger_account_id]) + query,
        "back_url": f"{reverse('treasury:statements')}?province={found.province_id}",
        "xlsx_url": "?as=xlsx",
        "pdf_url": "?as=pdf",
    }
    return render(request, "treasury/statement.html", context)
