"""The registers that the offices keep, on screen, on paper and as a spreadsheet, as of any day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from csp.decorators import csp_exempt
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_GET

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess, Province
from areas.selectors import amphoe_within, issuer_of, newest_first, provinces_within
from areas.services import log_personal_data
from documents import rendering
from documents.exports.answers import deliver
from documents.models import Export
from documents.registers import MOST, require_printable
from loans import exports, selectors
from loans.forms import AsOfFilter
from loans.selectors import lists
from loans.tables import registers as tables
from loans.views.papers import as_pdf
from thai.refusals import Refusal

PAGE = 50


class _Asked:
    """Which register of which area as of which day a page or a file asks for."""

    def __init__(self, request: HttpRequest, which: str) -> None:
        if which not in tables.REGISTERS:
            raise Http404
        self.which = which
        amphoe = amphoe_within(user=request.user, permission="loans.view").order_by("name_th")
        places = [(one.pk, str(one)) for one in amphoe]
        self.form = AsOfFilter(request.GET, amphoe=places, of_papers=which == "papers")
        given = self.form.cleaned_data if self.form.is_valid() else {}
        self.today = business_date.today()
        self.as_of: date = given.get("as_of") or self.today
        self.amphoe = given.get("amphoe", "")
        self.waits = bool(given.get("waits"))
        self.found = exports.found(which, user=request.user, as_of=self.as_of, amphoe=self.amphoe, waits=self.waits)
        self.query = request.GET.copy()
        self.query.pop("before", None)

    def sums(self) -> dict[str, Any]:
        """The totals of the whole register."""
        if self.which == "tambons":
            rows = list(self.found)
            return {
                "rows": len(rows),
                "count": sum(row["contracts"] for row in rows),
                "principal": sum(row["principal"] for row in rows),
            }
        found = lists.sums_of(self.found)
        return {"rows": found["count"], "count": found["count"], "principal": found["principal"]}

    def rows(self, found: Iterable[Any] | QuerySet) -> list[dict[str, Any]]:
        """The rows as plain values, with where the papers lie in the register of papers."""
        kept = list(found)
        keys = [contract.pk for contract in kept] if self.which == "papers" else []
        there = selectors.whereabouts(keys, as_of=self.as_of) if keys else {}
        return tables.rows_of(self.which, kept, as_of=self.as_of, there=there)

    def whole(self) -> list[dict[str, Any]]:
        """The whole register in the order of the numbers."""
        order = ("tambon_id",) if self.which == "tambons" else ("year_be", "number", "pk")
        return self.rows(self.found.order_by(*order)[:MOST])


@permission("loans.view")
@require_GET
def register(request: HttpRequest, which: str) -> HttpResponse:
    """Show a register as of a day, the newest first, with the totals of the whole of it."""
    asked = _Asked(request, which)
    totals = asked.sums()
    if which == "tambons":
        rows, last = asked.rows(asked.found), ""
    else:
        page = newest_first(asked.found, before=request.GET.get("before", ""), size=PAGE)
        rows, last = asked.rows(page.rows), page.last
    query = asked.query.urlencode()
    next_query = asked.query.copy()
    next_query["before"] = last
    _log(request, which, PersonalDataAccess.Action.VIEW)
    context = {
        "title": tables.REGISTERS[which].title,
        "form": asked.form,
        "as_of": asked.as_of,
        "clear_url": reverse("loans:register", args=[which]),
        "others": [
            {"label": row.title, "url": reverse("loans:register", args=[code]), "is_here": code == which}
            for code, row in tables.REGISTERS.items()
        ],
        "table": tables.register_screen(
            which,
            rows,
            totals=totals,
            next_url=f"?{next_query.urlencode()}" if last else "",
            prev_url=f"?{query}" if request.GET.get("before") else "",
        ),
        "xlsx_url": f"{reverse('loans:register_xlsx', args=[which])}?{query}",
        "pdf_url": f"{reverse('loans:register_pdf', args=[which])}?{query}" if totals["rows"] <= MOST else "",
    }
    return render(request, "loans/register.html", context)


@permission("loans.view")
@require_GET
def register_xlsx(request: HttpRequest, which: str) -> HttpResponse:
    """Give a register as of a day as a spreadsheet; a long one is written by a run."""
    asked = _Asked(request, which)
    given = exports.asked_of(as_of=asked.as_of, amphoe=asked.amphoe, waits=asked.waits)
    return deliver(request, source=f"loans.{which}", asked=given, form=Export.Form.XLSX, on=asked.today)


@csp_exempt()  # the browser's own PDF viewer brings its styles
@permission("loans.view")
@require_GET
def register_pdf(request: HttpRequest, which: str) -> HttpResponse:
    """Print a register as of a day; a longer one goes into a spreadsheet."""
    asked = _Asked(request, which)
    try:
        require_printable(asked.sums()["rows"])
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(f"{reverse('loans:register', args=[which])}?{asked.query.urlencode()}")
    with translation.override("th"):  # papers are Thai
        context = tables.register_paper(
            which, asked.whole(), as_of=asked.as_of, known_at=asked.today, issuer=_issuer(request.user)
        )
        content = rendering.render_pdf(template="papers/register.html", context=context)
    _log(request, which, PersonalDataAccess.Action.EXPORT)
    return as_pdf(content, name=f"{which}-{asked.as_of.isoformat()}")


def _log(request: HttpRequest, which: str, action: str) -> None:
    log_personal_data(user=request.user, action=action, subject=f"list:{which}")


def _issuer(user: Any) -> dict[str, Any]:
    """The office in the head of the paper: that of the user's only province, or the nation's."""
    codes = provinces_within(user=user, permission="loans.view")
    return issuer_of(Province.objects.get(code=codes[0]) if len(codes) == 1 else None)
