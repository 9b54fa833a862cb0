"""Arrears by year of approval (T-03), what was collected of old debts (60 %), the classed register, old subsidies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Sum

from areas.rules import NoPolicy
from areas.selectors import number_policy
from debt_followup import rules
from debt_followup.models import OldDebt, OldSubsidy
from debt_followup.rules import Collection, YearOfArrears
from debt_followup.selectors.register import ClassedDebt, classed_debts
from loans.models import Contract
from loans.selectors.registers import approved_on_of
from repayments import rules as repaying
from repayments.models import StaleCourse
from repayments.selectors import OWING, balances, histories, portfolio
from thai.dates import add_months, fiscal_year_be, month_end

NOTHING = Decimal("0.00")
POLICY = "old_debt_collection_target"  # P-25


# -- arrears by the year of approval (T-03) ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ArrearsByYear:
    """The table and its sums as of a day; ``begins_after`` are days of registers that had not come by then."""

    as_of: date
    years: tuple[YearOfArrears, ...]
    begins_after: tuple[date, ...]

    @property
    def total(self) -> YearOfArrears:
        return rules.in_all(self.years)


def arrears_by_year(*, provinces: Sequence[str], as_of: date) -> ArrearsByYear:
    """Return what was lent in each fiscal year of approval and what is left of it, by value date; three queries.

    Received is principal received (A-35). A contract of a round counts in the year of the sub-committee's decision, one
    of an old register in the year that its register names.

    Source: R-DEBT-14, T-03, A-35.
    """
    lent = Contract.objects.filter(province__in=list(provinces), state__in=OWING, contract_on__lte=as_of)
    left = {one.contract_id: one.principal for one in balances(as_of=as_of, contracts=lent)}
    rows = lent.order_by().annotate(approved_on=approved_on_of("proposal_id"), base_on=F("old_debt__base_on"))
    sums: dict[int, list[Any]] = {}
    later: set[date] = set()
    for pk, principal, contract_on, approved_on, year, base_on in rows.values_list(
        "pk", "principal", "contract_on", "approved_on", "old_debt__approval_year_be", "base_on"
    ):
        found = sums.setdefault(year or fiscal_year_be(approved_on or contract_on), [0, NOTHING, 0, NOTHING])
        remaining = left.get(pk, NOTHING)
        found[0] += 1
        found[1] += principal
        found[2] += remaining > 0
        found[3] += remaining
        if base_on is not None and base_on > as_of:
            later.add(base_on)
    years = tuple(YearOfArrears(year, *found) for year, found in sorted(sums.items()))
    return ArrearsByYear(as_of=as_of, years=years, begins_after=tuple(sorted(later)))


# -- what was collected of old debts (60 %) ----------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CollectedMonth:
    """One month: what was collected in it, and what all of it came to by its end."""

    until: date
    collected: Decimal
    whole: Collection


@dataclass(frozen=True, slots=True)
class CollectedProvince:
    """One province: its open debts on the base day, and what was collected of them by the day counted to."""

    code: str
    projects: int
    whole: Collection


@dataclass(frozen=True, slots=True)
class Collected:
    """What was collected of the debts of 30 April 2559 (R-DEBT-06).

    ``counted`` goes to the end of the official period, ``so_far`` to the day asked for.
    """

    as_of: date
    counted_until: date
    projects: int
    counted: Collection
    so_far: Collection
    months: tuple[CollectedMonth, ...]
    provinces: tuple[CollectedProvince, ...]

    @property
    def is_over(self) -> bool:
        """Whether the official period ended before the day asked for."""
        return self.as_of > self.counted_until


def collected(*, provinces: Sequence[str], as_of: date) -> Collected:
    """Return what was collected of the old debts of some provinces, month by month; a handful of queries.

    The base is the principal left on 30 April 2559; what was collected of it is how much less principal is left, by
    value date. The share to be collected is the policy's (P-25).

    Source: R-DEBT-06, R-KPI-04, R-KPI-15, DL-29, P-25, I-09, I-12.
    """
    debts = OldDebt.objects.filter(province__in=list(provinces), base_on=rules.BASE_ON)
    rate = target_rate(on=as_of)
    bases = {
        row["province_id"]: row
        for row in debts.order_by()
        .values("province_id")
        .annotate(projects=Count("pk", filter=Q(received__lt=F("approved"))), left=Sum(F("approved") - F("received")))
    }
    base = sum((row["left"] for row in bases.values()), NOTHING)
    until = max(min(as_of, rules.COUNTED_UNTIL), rules.BASE_ON)
    days = _month_ends(until)
    left = principal_left(debts=debts, days=sorted({*days, until, max(as_of, rules.BASE_ON)}))
    months, before = [], base
    for day in days:
        months.append(
            CollectedMonth(day, before - left[day], rules.collection(base=base, collected=base - left[day], rate=rate))
        )
        before = left[day]
    mine = Contract.objects.filter(old_debt__in=debts)
    by_province = portfolio(as_of=until, contracts=mine, by="province") if len(bases) > 1 else {}
    return Collected(
        as_of=as_of,
        counted_until=rules.COUNTED_UNTIL,
        projects=sum(row["projects"] for row in bases.values()),
        counted=rules.collection(base=base, collected=base - left[until], rate=rate),
        so_far=rules.collection(base=base, collected=base - left[max(as_of, rules.BASE_ON)], rate=rate),
        months=tuple(months),
        provinces=tuple(
            CollectedProvince(
                code,
                row["projects"],
                rules.collection(
                    base=row["left"],
                    collected=row["left"] - (by_province[code].principal if code in by_province else NOTHING),
                    rate=rate,
                ),
            )
            for code, row in sorted(bases.items())
        )
        if by_province
        else (),
    )


def target_rate(*, on: date) -> Decimal:
    """Return the share of the base that is to be collected (P-25); the seed's where no policy is in force."""
    try:
        return number_policy(key=POLICY, province=None, on=on)
    except NoPolicy:
        return rules.TARGET_RATE


_LEFT = """
SELECT d.day, COALESCE(SUM(s.principal), 0)
FROM unnest(%(days)s::date[]) AS d(day)
LEFT JOIN repayments_debtspan s
    ON s.from_on <= d.day AND s.until_on > d.day AND s.contract_id = ANY(%(contracts)s)
GROUP BY d.day
"""


def principal_left(*, debts: QuerySet[OldDebt], days: Sequence[date]) -> dict[date, Decimal]:
    """Return the principal left of some debts at the end of each of some days, by value date; a handful of queries."""
    keys = set(debts.order_by().values_list("contract_id", flat=True))
    stale = set(StaleCourse.objects.filter(contract_id__in=keys).values_list("contract_id", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, {"days": list(days), "contracts": sorted(keys - stale)})
        found = {day: Decimal(int(satang)).scaleb(-2) for day, satang in cursor.fetchall()}
    if stale:
        for history in histories(contracts=Contract.objects.filter(pk__in=stale)).values():
            for day in days:
                found[day] += repaying.allocate(as_of=day, **history.told()).principal_left
    return found


def _month_ends(until: date) -> list[date]:
    """The ends of the months of the period that have come; the running month ends on the day asked for."""
    found, day = [], month_end(rules.BASE_ON + timedelta(days=1))
    while day < until:
        found.append(day)
        day = month_end(add_months(day.replace(day=1), 1))
    return [*found, until] if until > rules.BASE_ON else []


# -- the classed register (R-DEBT-03..05) ------------------------------------------------------------------------------
def classed_register(*, province: str, as_of: date) -> list[ClassedDebt]:
    """Return every debt of a province that is left on a day with its classes, as it was to be sent by 19 June 2560.

    Source: R-DEBT-05, DL-28.
    """
    return classed_debts(Contract.objects.filter(province=province, state__in=OWING), as_of=as_of)


# -- subsidies of 2556-2559 (R-REP-13) ---------------------------------------------------------------------------------
def old_subsidies(*, province: str) -> list[OldSubsidy]:
    """Return the subsidies of the old registers of a province; one query. Source: R-REP-13, R-ACT-24, DL-30."""
    rows = OldSubsidy.objects.filter(province=province).select_related("amphoe")
    return list(rows.order_by("fiscal_year_be", "amphoe_id", "number"))
