"""Pages of the budget: the three plans of a fiscal year (T-02), what moves in them, the provinces beside each other."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from areas.access import permission
from areas.scope import holds
from thai.dates import fiscal_year_be, fiscal_year_bounds
from thai.refusals import Refusal
from treasury import selectors, services, tables
from treasury.forms import DrawForm, MoneyForm, PlanMoneyForm, SpendForm

from .shown import Shown, table_file

YEARS_BACK, MOST_LINES = 10, 200


@permission("treasury.view")
@require_GET
def budget(request: HttpRequest) -> HttpResponse:
    """Show the budget of a province in a fiscal year and what moved in it; give it as a file."""
    shown = Shown(request)
    year = _year(request, shown)
    found = selectors.budget(province=shown.province, fiscal_year_be=year)
    shown.from_on, shown.to_on = fiscal_year_bounds(year)
    file = table_file(
        request,
        shown,
        name=f"budget-{year}",
        title=lambda: _("งบประมาณ ปีงบประมาณ %s") % year,
        build=lambda: tables.budget_table(found),
        as_of=min(shown.to_on, shown.today),
    )
    if file is not None:
        return file
    this_year = fiscal_year_be(shown.today)
    context = {
        **shown.context,
        **_export_urls(request, shown, year),
        "year": year,
        "years": _year_links(shown, year, this_year),
        "table": tables.budget_table(found),
        "lines": tables.lines_table(selectors.budget_lines(province=shown.province, fiscal_year_be=year)[:MOST_LINES]),
        "undrawn": found.undrawn if year < this_year else 0,
        "year_end": shown.to_on,
        "may_post": holds(request.user, "treasury.post"),
        "nation_url": f"{reverse('treasury:budgets')}?year={year}" if len(shown.codes) > 1 else "",
        "post_query": f"?{shown.province_query}" if shown.province_query else "",
    }
    return render(request, "treasury/budget.html", context)


@permission("treasury.view")
@require_GET
def budgets(request: HttpRequest) -> HttpResponse:
    """Show the budgets of all provinces that the user sees, beside each other; give them as a file."""
    shown = Shown(request)
    year = _year(request, shown)
    found = selectors.budgets(provinces=shown.codes, fiscal_year_be=year)
    with_money = [one for one in shown.provinces if any(getattr(found[one.pk].total, column) for column in _COLUMNS)]

    def build() -> dict[str, Any]:
        return tables.provinces_table(found, provinces=with_money, year=year)

    shown.from_on, shown.to_on = fiscal_year_bounds(year)
    file = table_file(
        request,
        shown,
        name=f"budgets-{year}",
        title=lambda: _("งบประมาณรายจังหวัด ปีงบประมาณ %s") % year,
        build=build,
        as_of=min(shown.to_on, shown.today),
    )
    if file is not None:
        return file
    context = {
        **shown.context,
        "year": year,
        "years": _year_links(shown, year, fiscal_year_be(shown.today), page="treasury:budgets"),
        "table": build(),
        **{f"{kind}_url": f"?year={year}&as={kind}" for kind in ("xlsx", "csv", "pdf")},
    }
    return render(request, "treasury/budgets.html", context)


_COLUMNS = ("allocated", "drawn", "returned")


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def allocate(request: HttpRequest) -> HttpResponse:
    """Book money of a plan that the fund allocated to the province."""
    return _move(
        request, services.allocate_budget, PlanMoneyForm, _("รับจัดสรรงบประมาณ"), _("บันทึกรับจัดสรรงบประมาณแล้ว"), to="budget"
    )


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Book money drawn from the treasury deposit to the savings account."""
    return _draw(request, services.draw, DrawForm, "treasury:draw", _("บันทึกการเบิกเงินแล้ว"))


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def draw_for_refund(request: HttpRequest) -> HttpResponse:
    """Book money drawn from the treasury deposit to be refunded to who paid it."""
    return _draw(request, services.draw_for_refund, MoneyForm, "treasury:draw_for_refund", _("บันทึกการเบิกเงินแล้ว"))


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def give_back_drawn(request: HttpRequest) -> HttpResponse:
    """Book drawn money that was not lent or given and goes back to the treasury deposit."""
    return _draw(request, services.give_back_drawn, DrawForm, "treasury:give_back_drawn", _("บันทึกการส่งคืนแล้ว"))


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def spend(request: HttpRequest) -> HttpResponse:
    """Book what the administration of the fund cost."""
    return _move(
        request, services.spend_administration, SpendForm, _("จ่ายงบบริหาร"), _("บันทึกการจ่ายงบบริหารแล้ว"), to="budget"
    )


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest) -> HttpResponse:
    """Book undrawn money of a plan that goes back to the department."""
    return _move(
        request, services.return_budget, PlanMoneyForm, _("ส่งคืนงบประมาณให้กรม"), _("บันทึกการส่งคืนแล้ว"), to="budget"
    )


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def interest(request: HttpRequest) -> HttpResponse:
    """Book the interest that the bank paid."""
    return _move(
        request, services.book_bank_interest, MoneyForm, _("รับดอกเบี้ยเงินฝากธนาคาร"), _("บันทึกดอกเบี้ยแล้ว"), to="books"
    )


@permission("treasury.post")
@require_http_methods(["GET", "POST"])
def fee(request: HttpRequest) -> HttpResponse:
    """Book a fee that the bank took."""
    return _move(request, services.book_bank_fee, MoneyForm, _("ค่าธรรมเนียมธนาคาร"), _("บันทึกค่าธรรมเนียมแล้ว"), to="books")


# -- the parts -------------------------------------------------------------------------------------------------------
def _draw(
    request: HttpRequest, command: Callable[..., Any], kind: type[MoneyForm], name: str, said: str
) -> HttpResponse:
    """One of the three commands between the deposit and the savings account; its page leads to the other two."""
    titles = {
        "treasury:draw": _("เบิกเงินฝากคลังเข้าบัญชีออมทรัพย์"),
        "treasury:draw_for_refund": _("เบิกเงินฝากคลังเพื่อคืนเงินให้ผู้ชำระ"),
        "treasury:give_back_drawn": _("ส่งคืนเงินที่เบิกและไม่ได้จ่าย"),
    }
    others = [{"url": reverse(one), "label": title} for one, title in titles.items() if one != name]
    return _move(request, command, kind, titles[name], said, to="books", others=others)


def _move(
    request: HttpRequest,
    command: Callable[..., Any],
    kind: type[MoneyForm],
    title: str,
    said: str,
    *,
    to: str,
    others: Iterable[dict[str, str]] = (),
) -> HttpResponse:
    shown = Shown(request, permission="treasury.post")
    year = fiscal_year_be(shown.today)
    more: dict[str, Any] = {} if kind is MoneyForm else {"years": [year, year - 1]}
    initial = {"on": shown.today, "plan": request.GET.get("plan", "REVOLVING"), "amount": request.GET.get("amount")}
    typed = request.GET.get("year", "")
    initial["fiscal_year_be"] = int(typed) if typed.isascii() and typed.isdigit() else year
    form = kind(request.POST or None, today=shown.today, initial=initial, **more)
    if request.method == "POST" and form.is_valid():
        try:
            command(province=shown.province, by=request.user, **form.cleaned_data)
        except Refusal as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            query = [shown.province_query] if shown.province_query else []
            if to == "budget" and form.cleaned_data.get("fiscal_year_be"):
                query.append(f"year={form.cleaned_data['fiscal_year_be']}")
            return redirect(reverse(f"treasury:{to}") + (f"?{'&'.join(query)}" if query else ""))
    return render(request, "treasury/money.html", {**shown.context, "form": form, "heading": title, "others": others})


def _year(request: HttpRequest, shown: Shown) -> int:
    this_year = fiscal_year_be(shown.today)
    typed = request.GET.get("year", "")
    if not typed:
        return this_year
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else 0
    if not this_year - YEARS_BACK <= year <= this_year + 1:
        raise Http404
    return year


def _year_links(shown: Shown, year: int, this_year: int, *, page: str = "treasury:budget") -> list[dict[str, Any]]:
    known = set(selectors.budget_years(provinces=[shown.province] if page == "treasury:budget" else shown.codes))
    province = f"&{shown.province_query}" if shown.province_query and page == "treasury:budget" else ""
    return [
        {"year": one, "url": f"{reverse(page)}?year={one}{province}", "current": one == year}
        for one in sorted({*known, this_year, year}, reverse=True)
    ]


def _export_urls(request: HttpRequest, shown: Shown, year: int) -> dict[str, str]:
    province = f"&{shown.province_query}" if shown.province_query else ""
    return {f"{kind}_url": f"?year={year}{province}&as={kind}" for kind in ("xlsx", "csv", "pdf")}
