"""Pages of the ledger: trial balance, registers, the journal and its entries, for any period, and as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas.access import permission
from areas.models import PersonalDataAccess
from areas.scope import holds
from areas.services import log_personal_data
from documents.exports.answers import deliver
from documents.models import Export
from documents.registers import require_printable
from thai.refusals import Refusal
from treasury import exports, selectors, services, tables
from treasury.forms import JournalForm
from treasury.models import JournalEntry, LedgerAccount, MonthClose

from .drawings import drawing_context
from .shown import Shown, table_file


@permission("treasury.view")
@require_GET
def books(request: HttpRequest) -> HttpResponse:
    """Show the balances, the trial balance of a period, and the months with their state."""
    shown = Shown(request)

    trial = selectors.trial_balance(province=shown.province, from_on=shown.from_on, to_on=shown.to_on)

    def build() -> dict[str, Any]:
        return tables.trial_table(trial, query=shown.query)

    file = table_file(request, shown, name="trial-balance", title=lambda: _("งบทดลอง"), build=build)
    if file is not None:
        return file
    context = {
        **shown.context,
        **shown.export_urls(request),
        "figures": tables.balances_figures(
            {row.code: row.closing for row in trial.rows},
            remit=selectors.to_remit(province=shown.province, as_of=shown.to_on),
        ),
        "trial": build(),
        "months_table": tables.months_table(
            months=shown.months, closes=_closes(shown.province), query=shown.province_query
        ),
        "month_url": f"{reverse('treasury:month', args=[f'{shown.month:%Y-%m}'])}?{shown.province_query}",
        "links": _links(shown),
        "may_post": holds(request.user, "treasury.post"),
    }
    return render(request, "treasury/books.html", context)


@permission("treasury.view")
@require_GET
def register(request: HttpRequest, account: str) -> HttpResponse:
    """Show the register of one account for a period, page by page, with the balance after each entry."""
    shown = Shown(request)
    found = get_object_or_404(LedgerAccount, pk=account)
    asked = {"province": shown.province, "account": account, "from_on": shown.from_on, "to_on": shown.to_on}
    wanted = request.GET.get("as", "")
    if wanted in FORMS:
        return deliver(request, source=exports.REGISTER, asked=exports.asked_of(**asked), form=wanted, on=shown.today)

    def build() -> dict[str, Any]:
        require_printable(selectors.register_page(**asked).count)
        return tables.register_sheet(selectors.register(**asked))

    file = table_file(
        request, shown, name=f"register-{account}", title=lambda: _("ทะเบียนคุม") + f" {found.name}", build=build
    )
    if file is not None:
        _log(request, f"register:{account}", shown, action=PersonalDataAccess.Action.EXPORT)
        return file
    _log(request, f"register:{account}", shown)
    typed = request.GET.get("page", "")
    page = selectors.register_page(**asked, page=int(typed) if typed.isascii() and typed.isdigit() else 1)
    context = {
        **shown.context,
        **shown.export_urls(request),
        "account": found,
        "table": tables.register_table(page, url_of_page=lambda number: f"?{shown.query}&page={number}"),
        "figures": [
            {"label": _("ยอดยกมา"), "value": page.whole.opening, "kind": "money"},
            {"label": _("รับ (เดบิต)"), "value": page.total_in, "kind": "money"},
            {"label": _("จ่าย (เครดิต)"), "value": page.total_out, "kind": "money"},
            {"label": _("ยอดยกไป"), "value": page.closing, "kind": "money"},
        ],
    }
    return render(request, "treasury/register.html", context)


@permission("treasury.view")
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """List the entries of a period, or give every line of them as a file; a long one is written by a run."""
    shown = Shown(request)
    wanted = request.GET.get("as", "")
    if wanted in FORMS:
        period = {"province": shown.province, "from_on": shown.from_on, "to_on": shown.to_on}
        return deliver(request, source=exports.JOURNAL, asked=exports.asked_of(**period), form=wanted, on=shown.today)
    _log(request, "journal", shown)
    form = JournalForm(request.GET or shown.form.data, months=[], provinces=shown.provinces)
    form.fields["month"].choices = shown.form.fields["month"].choices
    form.data = {**shown.form.data, "kind": request.GET.get("kind", ""), "words": request.GET.get("words", "")}
    form.is_bound = True
    given = form.cleaned_data if form.is_valid() else {}
    entries = selectors.journal(
        province=shown.province,
        from_on=shown.from_on,
        to_on=shown.to_on,
        kind=given.get("kind", ""),
        words=given.get("words", ""),
    )
    count, page = entries.count(), _page(request)
    start = (page - 1) * PAGE
    rows = list(entries[start : start + PAGE])
    query = request.GET.copy()
    query.pop("page", None)
    further = f"?{query.urlencode()}&page=" if query else "?page="
    context = {
        **shown.context,
        **{key: url for key, url in shown.export_urls(request).items() if key != "pdf_url"},
        "form": form,
        "clear_url": reverse("treasury:journal"),
        "table": tables.journal_table(
            rows,
            debits=selectors.debits(rows),
            total=selectors.debit_of(entries),
            count=count,
            next_url=f"{further}{page + 1}" if start + PAGE < count else "",
            prev_url=f"{further}{page - 1}" if page > 1 else "",
        ),
    }
    return render(request, "treasury/journal.html", context)


PAGE, FORMS = 100, Export.Form.values


@permission("treasury.view")
@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one entry of the journal with its lines and its source."""
    found = get_object_or_404(
        JournalEntry.objects.visible_to(request.user, "treasury.view").select_related(
            "created_by", "reverses", "reversed_by"
        ),
        pk=pk,
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"entry:{found.pk}")
    may_reverse = (
        found.kind in services.TYPED
        and getattr(found, "reversed_by", None) is None
        and holds(request.user, "treasury.post")
    )
    context = {
        "entry": found,
        "facts": tables.entry_facts(found),
        "table": tables.entry_table(found),
        "may_reverse": may_reverse,
        **drawing_context(request, found),
    }
    return render(request, "treasury/entry.html", context)


@permission("treasury.post")
@require_POST
def reverse_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back an entry that was typed in this room, by name and reason."""
    found = get_object_or_404(
        JournalEntry.objects.visible_to(request.user, "treasury.post").filter(kind__in=services.TYPED), pk=pk
    )
    try:
        undone = services.take_back(entry=found, by=request.user, reason=request.POST.get("reason", ""))
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect("treasury:entry", pk=pk)
    messages.success(request, _("กลับรายการแล้ว"))
    return redirect("treasury:entry", pk=undone.pk)


# -- the parts -------------------------------------------------------------------------------------------------------
def _links(shown: Shown) -> list[dict[str, str]]:
    """The other pages of this room, as the page of the books offers them."""
    pages = (
        ("treasury:journal", _("สมุดรายวัน"), "journal"),
        ("treasury:budget", _("งบประมาณ"), "wallet"),
        ("treasury:statements", _("กระทบยอดธนาคารและ GFMIS"), "bank"),
        ("treasury:openings", _("ยอดยกมาเมื่อเริ่มใช้ระบบ"), "upload"),
        ("treasury:allowance", _("ค่าเผื่อหนี้สงสัยจะสูญ"), "calculator"),
        ("treasury:years", _("ปิดบัญชีปี"), "calendar-check"),
        ("treasury:numbers", _("เลขที่เอกสารที่ออก"), "list"),
        ("treasury:seals", _("ผนึกและตรวจบัญชี"), "shield-lock"),
    )
    query = f"?{shown.province_query}" if shown.province_query else ""
    return [{"url": reverse(name) + query, "label": label, "icon": icon} for name, label, icon in pages]


def _page(request: HttpRequest) -> int:
    typed = request.GET.get("page", "")
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def _log(request: HttpRequest, what: str, shown: Shown, *, action: str = PersonalDataAccess.Action.VIEW.value) -> None:
    """Note who saw names of payers, on a page or in a file: entries name whom the money came from."""
    log_personal_data(
        user=request.user,
        action=action,
        subject=f"list:{what}"[:60],
        reason=f"{shown.province} {shown.from_on.isoformat()} {shown.to_on.isoformat()}",
    )


def _closes(province: str) -> dict[Any, MonthClose]:
    rows = MonthClose.objects.filter(province=province).select_related("closed_by", "confirmed_by")
    return {row.month_on: row for row in rows.order_by("month_on", "revision")}
