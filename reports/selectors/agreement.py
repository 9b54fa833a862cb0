"""Whether what the system holds agrees with the treasury account, the bank and the books (R-REP-14)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from repayments.models import BankLine
from repayments.selectors import UNSETTLED
from reports.selectors.doubtful import aged_debts_of
from reports.selectors.year_end import months_to_confirm
from thai.dates import fiscal_year_be, fiscal_year_bounds, month_end, month_start
from treasury import chart
from treasury import selectors as books
from treasury.models import BankAccount, BudgetLine, Posting, Statement
from treasury.selectors.statements import newest_statements, reconciliation

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Compared:
    """One pair of figures that must agree, or (without ``other``) a count that must be nothing.

    ``difference`` is what is not explained; None where the other side is not there yet.
    """

    code: str
    ours: Decimal | int | None
    other: Decimal | None
    difference: Decimal | int | None
    on: date | None = None
    pk: int | None = None

    @property
    def agrees(self) -> bool:
        return self.difference is not None and not self.difference


def agreement(*, province: str, as_of: date) -> list[Compared]:
    """Return every pair of figures of a province that must agree as of a day; few queries.

    The administrative plan and the subsidy plan beside their expense in the books, the statements beside the registers,
    the debtors beside the loans in the books, and what was not worked off yet.

    Source: R-REP-14, R-REP-15, R-SYS-01, R-SYS-02.
    """
    first, _last = fiscal_year_bounds(fiscal_year_be(as_of))
    budget = books.budget(province=province, fiscal_year_be=fiscal_year_be(as_of), as_of=as_of)
    spent = _spent(province, first, as_of)
    held = books.balances(province=province, as_of=as_of)
    return [
        _pair("ADMINISTRATION", budget.of(BudgetLine.Plan.ADMINISTRATION).drawn, spent["administration"]),
        _pair("SUBSIDY", budget.of(BudgetLine.Plan.SUBSIDY).drawn, spent["subsidy"]),
        _statement(province, as_of, BankAccount.Kind.TREASURY_DEPOSIT),
        _statement(province, as_of, BankAccount.Kind.SAVINGS),
        _pair("DEBTORS", _owed(province, as_of), held[chart.LOANS]),
        _count("LINES", BankLine.objects.filter(province=province, state__in=UNSETTLED, value_on__lte=as_of).count()),
        _count("MONTHS", len(months_to_confirm(province=province, first=first, last=as_of))),
    ]


def _spent(province: str, first: date, last: date) -> dict[str, Decimal]:
    rows = Posting.objects.filter(entry__province_id=province, entry__posting_on__range=(first, last))
    return (
        rows.exclude(entry__kind="YEAR_CLOSE")
        .exclude(entry__reverses__kind="YEAR_CLOSE")
        .aggregate(
            administration=Sum("amount", filter=Q(account_id=chart.ADMINISTRATION), default=NOTHING),
            subsidy=Sum("amount", filter=Q(account_id=chart.SUBSIDY), default=NOTHING),
        )
    )


def _owed(province: str, as_of: date) -> Decimal:
    return sum((debt.principal for debt in aged_debts_of(province=province, as_of=as_of)), NOTHING)


def _statement(province: str, as_of: date, kind: str) -> Compared:
    """The newest statement of an account up to a day; one older than the last month that ended is not there yet."""
    needed = month_end(as_of) if as_of == month_end(as_of) else month_start(as_of) - date.resolution
    found: Statement | None = (
        newest_statements(province=province)
        .filter(bank_account__kind=kind, as_of__range=(needed, as_of))
        .order_by("-as_of")
        .first()
    )
    if found is None:
        return Compared(kind, None, None, None, on=needed)
    seen = reconciliation(found)
    return Compared(kind, seen.book_balance, found.balance, seen.unexplained, on=found.as_of, pk=found.pk)


def _pair(code: str, ours: Decimal, other: Decimal) -> Compared:
    return Compared(code, ours, other, other - ours)


def _count(code: str, number: int) -> Compared:
    return Compared(code, number, None, number)
