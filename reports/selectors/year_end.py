"""What a province still has to do before its fiscal year ends: approvals by August, the rest by September."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, Q, Sum, When

from areas.models import User
from loans.models import Grant
from projects.models import Proposal
from projects.rules import State
from repayments.models import BankLine
from repayments.selectors import UNSETTLED
from reports.models import MonthlyPack
from thai.dates import add_months, fiscal_year_bounds, month_end, month_start
from treasury import selectors as books
from treasury.models import MonthClose, YearClose

NOTHING = Decimal("0.00")
UNDECIDED = (
    State.SUBMITTED,
    State.TAMBON_CHECKED,
    State.AMPHOE_MEETING,
    State.RETURNED_FOR_REVISION,
    State.AMPHOE_AGREED,
    State.RECORDED,
    State.PROVINCE_SCREENED,
)
UNPAID = (State.APPROVED, State.NOTIFIED, State.ACCOUNT_OPENED, State.CONTRACT_SIGNED)


@dataclass(frozen=True, slots=True)
class Open:
    """Work that is open: how many cases and how much money, and the day by which it should be done."""

    code: str
    count: int
    amount: Decimal
    due_on: date

    @property
    def is_done(self) -> bool:
        return not self.count


@dataclass(frozen=True, slots=True)
class YearEnd:
    """The state of a province's fiscal year as of a day: what is open, its budget, its close."""

    year: int
    first: date
    last: date
    approve_by: date
    work: tuple[Open, ...]
    budget: books.Budget
    close: YearClose | None

    @property
    def is_done(self) -> bool:
        return all(row.is_done for row in self.work)


def year_end(*, user: User, province: str, year: int, on: date) -> YearEnd:
    """Return what is open of a province's fiscal year; a dozen queries, whatever the number of rows.

    Proposals are those that were entered in the year or before; a day after the year's end looks at its last day.

    Source: DL-32, R-DISB-10, R-BUD-03..05.
    """
    first, last = fiscal_year_bounds(year)
    approve_by = date(last.year, 8, 31)
    proposals = Proposal.objects.visible_to(user, "reports.view").filter(province=province)
    proposals = proposals.filter(applied_on__lte=last)
    sums = proposals.aggregate(
        undecided=Count("pk", filter=Q(state__in=UNDECIDED)),
        undecided_amount=Sum("amount", filter=Q(state__in=UNDECIDED), default=NOTHING),
        unpaid=Count("pk", filter=Q(state__in=UNPAID)),
        unpaid_amount=Sum("amount", filter=Q(state__in=UNPAID), default=NOTHING),
    )
    grants = Grant.objects.filter(province=province, state=Grant.State.PAID, paid_on__lte=last).aggregate(
        count=Count("pk"), amount=Sum("amount", default=NOTHING)
    )
    signed = Case(When(kind="D", then=-F("amount")), default=F("amount"))  # what the bank took back is less money
    lines = BankLine.objects.filter(province=province, state__in=UNSETTLED, value_on__lte=last).aggregate(
        count=Count("pk"), amount=Sum(signed, default=NOTHING)
    )
    budget = books.budget(province=province, fiscal_year_be=year)
    plans = [row for row in budget.rows if row.remaining > 0]  # repaid money that was lent again is not undrawn
    return YearEnd(
        year=year,
        first=first,
        last=last,
        approve_by=approve_by,
        work=(
            Open("APPROVE", sums["undecided"], sums["undecided_amount"], approve_by),
            Open("TRANSFER", sums["unpaid"], sums["unpaid_amount"], last),
            Open("PLANS", len(plans), budget.undrawn, last),
            Open("EVIDENCE", grants["count"], grants["amount"], last),
            Open("LINES", lines["count"], lines["amount"], last),
            Open("MONTHS", len(months_to_confirm(province=province, first=first, last=min(last, on))), NOTHING, last),
            Open("PACKS", len(months_to_send(province=province, first=first, last=min(last, on))), NOTHING, last),
        ),
        budget=budget,
        close=books.year_close_of(province=province, fiscal_year_be=year),
    )


def months_to_confirm(*, province: str, first: date, last: date) -> list[date]:
    """Return the months of a period that are over, have books and no confirmed close; two queries."""
    begun = books.first_month(province=province)
    if begun is None:
        return []
    confirmed = MonthClose.objects.filter(province=province, state=MonthClose.State.CONFIRMED)
    done = set(confirmed.filter(month_on__range=(first, last)).values_list("month_on", flat=True))
    return [month for month in _months(max(first, begun), last) if month not in done]


def months_to_send(*, province: str, first: date, last: date) -> list[date]:
    """Return the months of a period that are over, have books and no pack that was sent; two queries."""
    begun = books.first_month(province=province)
    if begun is None:
        return []
    sent = MonthlyPack.objects.filter(province=province, sent_on__isnull=False, month_on__range=(first, last))
    done = set(sent.values_list("month_on", flat=True))
    return [month for month in _months(max(first, begun), last) if month not in done]


def _months(first: date, last: date) -> list[date]:
    """The months from one day to another that ended on or before the second."""
    found, month = [], month_start(first)
    while month_end(month) <= last:
        found.append(month)
        month = add_months(month, 1)
    return found
