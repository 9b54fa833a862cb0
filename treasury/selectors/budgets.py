"""Reads of the budget: the three plans of a fiscal year, of one province or of many (T-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from treasury import rules, sources
from treasury.models import BudgetLine

from .ledger import NOTHING, code_of

_COLUMNS = {
    BudgetLine.Kind.ALLOCATED.value: "allocated",
    BudgetLine.Kind.DRAWN.value: "drawn",
    BudgetLine.Kind.RETURNED.value: "returned",
}


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of a fiscal year: a row for each of the three plans, in their order, and the sum of them."""

    fiscal_year_be: int
    rows: tuple[rules.BudgetRow, ...]

    @property
    def total(self) -> rules.BudgetRow:
        return rules.budget_total(rows=self.rows)

    @property
    def undrawn(self) -> Decimal:
        """What is left of the plans; a revolving one of which more was drawn than was allocated takes off nothing."""
        return sum((row.remaining for row in self.rows if row.remaining > 0), NOTHING)

    def of(self, plan: str) -> rules.BudgetRow:
        """The row of one plan."""
        return next(row for row in self.rows if row.plan == plan)


def budget(*, province, fiscal_year_be: int, as_of: date | None = None) -> Budget:
    """The budget of a province in a fiscal year, by posting date up to a day; one query. Source: R-BUD-01, R-BUD-02."""
    code = code_of(province)
    return budgets(provinces=[code], fiscal_year_be=fiscal_year_be, as_of=as_of)[code]


def typed_and_kept(*, province, plan: str, fiscal_year_be: int) -> Decimal:
    """What was drawn of a plan by hand and was not given back or taken back, in baht; one query.

    A transfer draws what it pays by itself, and what the bank sends back of it waits for that payment: it is not here.
    """
    lines = BudgetLine.objects.filter(
        province=code_of(province), plan=plan, fiscal_year_be=fiscal_year_be, kind=BudgetLine.Kind.DRAWN
    ).annotate(paper=Coalesce("entry__reverses__source", "entry__source"))
    lines = lines.filter(Q(paper__startswith="drawing:") | Q(paper__startswith="undrawn:"))
    lines = lines.exclude(paper__contains=sources.OF_TRANSFER)
    return lines.aggregate(total=Sum("amount", default=NOTHING))["total"]


def budgets(*, provinces: Iterable[str], fiscal_year_be: int, as_of: date | None = None) -> dict[str, Budget]:
    """The budgets of many provinces in a fiscal year; one query, those without a line as noughts."""
    codes = list(provinces)
    lines = BudgetLine.objects.filter(fiscal_year_be=fiscal_year_be, province__in=codes)
    if as_of is not None:
        lines = lines.filter(entry__posting_on__lte=as_of)
    sums: dict[tuple[str, str, str], Decimal] = {
        (province, plan, _COLUMNS[kind]): total
        for province, plan, kind, total in lines.values_list("province_id", "plan", "kind").annotate(sum=Sum("amount"))
    }
    columns = tuple(_COLUMNS.values())
    return {
        code: Budget(
            fiscal_year_be=fiscal_year_be,
            rows=tuple(
                rules.BudgetRow(plan=plan, **{name: sums.get((code, plan, name), NOTHING) for name in columns})
                for plan in BudgetLine.Plan.values
            ),
        )
        for code in codes
    }


def budget_lines(*, province, fiscal_year_be: int) -> QuerySet[BudgetLine]:
    """The lines of a province's budget in a fiscal year, the newest first, each with its entry."""
    rows = BudgetLine.objects.filter(province_id=code_of(province), fiscal_year_be=fiscal_year_be)
    return rows.select_related("entry").order_by("-entry__posting_on", "-pk")


def budget_years(*, provinces: Iterable[str]) -> list[int]:
    """The fiscal years in which some provinces have lines of the budget, the newest first."""
    years = BudgetLine.objects.filter(province__in=list(provinces)).order_by().values_list("fiscal_year_be", flat=True)
    return sorted(set(years.distinct()), reverse=True)
