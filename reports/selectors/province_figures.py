"""The figures of every province: counted for one province and day, read back for many from what was counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, TruncMonth

from areas.models import User
from areas.selectors import provinces_within
from debt_followup import rules
from debt_followup.selectors import Ageing, aged_debts, ageing, in_force_on
from loans.models import Contract
from repayments.models import BankLine
from repayments.selectors import UNSETTLED
from reports.models import MonthlyPack, ProvinceFigures
from reports.selectors.member_counts import share
from thai.dates import add_months, fiscal_year_be, fiscal_year_bounds, month_start
from treasury import chart
from treasury import selectors as books
from treasury.models import JournalEntry, Posting

NOTHING = Decimal("0.00")
MONTHS = 11  # before the one shown
LATEST = timedelta(days=7)
_REPAID = (JournalEntry.Kind.RECEIPT, JournalEntry.Kind.REALLOCATION, JournalEntry.Kind.MONEY_BACK)

# Of a schedule that a restructuring closed, what was paid of it is what fell due; the rest is in the new one.
# What fell due between two days by the schedules in force, and what the newest replays found paid of it by the second.
_DUE = """
WITH mine AS (SELECT id FROM loans_contract WHERE province_id = %(province)s AND contract_on <= %(as_of)s),
newest AS (
    SELECT contract_id, MAX(version) AS version, MAX(version) FILTER (WHERE agreed_on IS NULL) AS of_transfer
    FROM loans_instalment
    WHERE contract_id IN (SELECT id FROM mine) AND (agreed_on IS NULL OR agreed_on <= %(as_of)s) GROUP BY contract_id
), replays AS (
    SELECT contract_id, MAX(replay) AS replay FROM repayments_allocation
    WHERE contract_id IN (SELECT id FROM mine) GROUP BY contract_id
), paid AS (
    SELECT a.contract_id, a.instalment_number AS number, SUM(a.amount) AS amount
    FROM repayments_allocation a
    JOIN replays last ON last.contract_id = a.contract_id AND last.replay = a.replay
    JOIN repayments_receipt r ON r.id = a.receipt_id AND r.value_on <= %(as_of)s
    WHERE a.component IN ('PRINCIPAL', 'CONTRACT_INTEREST') AND NOT EXISTS (
        SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED'
    )
    GROUP BY a.contract_id, a.instalment_number
)
SELECT COALESCE(SUM(CASE WHEN i.version = newest.version THEN i.principal + i.interest + i.frozen_interest
        ELSE LEAST(paid.amount, i.principal + i.interest + i.frozen_interest) END), 0),
    COALESCE(SUM(paid.amount), 0)
FROM loans_instalment i
JOIN newest ON newest.contract_id = i.contract_id AND i.version BETWEEN newest.of_transfer AND newest.version
LEFT JOIN paid ON paid.contract_id = i.contract_id AND paid.number = i.number
WHERE i.effective_due_on BETWEEN %(from_on)s AND %(as_of)s
"""


# -- counting ---------------------------------------------------------------------------------------------------------
def counted(*, province: str, on: date) -> dict[str, Any]:
    """Return the figures of a province at the end of a day, as the fields of ``ProvinceFigures``; few queries.

    Money goes by posting date, as the books; what is due and what is late by value date, as the debtors' papers.

    Source: A-35, R-KPI-01, DL-21.
    """
    first, _last = fiscal_year_bounds(fiscal_year_be(on))
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"province": province, "from_on": first, "as_of": on})
        due, received_of_due = cursor.fetchone()
    contracts = in_force_on(Contract.objects.filter(province=province), as_of=on)
    behind = ageing(contracts, as_of=on)
    return {
        **_money(province, on),
        "contracts": contracts.count(),
        "due_in_year": due,
        "received_of_due": received_of_due,
        "contracts_behind": sum(row.contracts for row in behind),
        "arrears": sum((row.amount for row in behind), NOTHING),
        "ageing": _by_class(contracts, behind, on),
        "lines_waiting": BankLine.objects.filter(province=province, state__in=UNSETTLED, value_on__lte=on).count(),
        "months_open": len(books.open_months(province=province, until=month_start(on) - date.resolution)),
        "last_sent_month": MonthlyPack.objects.filter(province=province, sent_on__lte=on).aggregate(
            last=Max("month_on")
        )["last"],
    }


def _by_class(contracts: QuerySet[Contract], behind: list[Ageing], on: date) -> dict[str, list[Any]]:
    """Contracts, unpaid principal and what is late by class; those not behind under the empty code."""
    found: dict[str, list[Any]] = {"": [0, NOTHING, NOTHING]}
    found |= {row.age.code: [0, NOTHING, row.amount] for row in behind}
    for _pk, days, principal in aged_debts(contracts, as_of=on):
        age = rules.age_class(days_past_due=days)
        cells = found[age.code if age else ""]
        cells[0] += 1
        cells[1] += principal
    return {code: [count, str(principal), str(late)] for code, (count, principal, late) in found.items()}


def _money(province: str, on: date) -> dict[str, Decimal]:
    loans = Q(account_id=chart.LOANS)
    borrowers = Q(cause=JournalEntry.Kind.RECEIPT) & ~Q(account_id__in=[chart.BANK, chart.SUSPENSE])
    sums = (
        Posting.objects.filter(entry__province_id=province, entry__posting_on__lte=on)
        .annotate(cause=Coalesce("entry__reverses__kind", "entry__kind"))
        .aggregate(
            lent=Sum("amount", filter=loans & Q(cause=JournalEntry.Kind.DISBURSEMENT), default=NOTHING),
            principal_received=Sum("amount", filter=loans & Q(cause__in=_REPAID), default=NOTHING),
            outstanding=Sum("amount", filter=loans, default=NOTHING),
            received_in_month=Sum(
                "amount", filter=borrowers & Q(entry__posting_on__gte=month_start(on)), default=NOTHING
            ),
            treasury_deposit=Sum("amount", filter=Q(account_id=chart.TREASURY_DEPOSIT), default=NOTHING),
            bank=Sum("amount", filter=Q(account_id=chart.BANK), default=NOTHING),
            suspense=Sum("amount", filter=Q(account_id=chart.SUSPENSE), default=NOTHING),
        )
    )
    for name in ("principal_received", "received_in_month", "suspense"):
        sums[name] = -sums[name]
    return sums


# -- reading ----------------------------------------------------------------------------------------------------------
COUNTED = ("contracts", "contracts_behind", "lines_waiting")
SUMMED = (
    "contracts",
    "lent",
    "principal_received",
    "outstanding",
    "due_in_year",
    "received_of_due",
    "received_in_month",
    "contracts_behind",
    "arrears",
    "treasury_deposit",
    "bank",
    "suspense",
    "lines_waiting",
)


@dataclass(frozen=True, slots=True)
class Nation:
    """The figures of several provinces as of the day of the last count, their sums, and the months before it.

    ``months`` are the last counts of each month, the oldest first: the day, unpaid principal, what is late.
    """

    as_of: date
    rows: tuple[ProvinceFigures, ...]
    totals: dict[str, Any]
    months: tuple[tuple[date, Decimal, Decimal], ...]

    @property
    def ageing(self) -> dict[str, tuple[int, Decimal, Decimal]]:
        """Return contracts, unpaid principal and what is late by class of arrears, "" for those not behind."""
        found: dict[str, tuple[int, Decimal, Decimal]] = {}
        for code in ("", *(age.code for age in rules.AGE_CLASSES)):
            cells = [row.ageing[code] for row in self.rows if code in row.ageing]
            found[code] = (
                sum(int(cell[0]) for cell in cells),
                sum((Decimal(cell[1]) for cell in cells), NOTHING),
                sum((Decimal(cell[2]) for cell in cells), NOTHING),
            )
        return found


def repaid_percent(row: ProvinceFigures | dict[str, Any]) -> Decimal | None:
    """Return the principal received in per cent of the principal lent (A-35); None where nothing was lent."""
    return _share(row, "principal_received", "lent")


def kpi_percent(row: ProvinceFigures | dict[str, Any]) -> Decimal | None:
    """Return what was received of what fell due in the fiscal year, in per cent; None where nothing fell due."""
    return _share(row, "received_of_due", "due_in_year")


def _share(row: Any, result: str, target: str) -> Decimal | None:
    def of(name: str) -> Decimal:
        return row[name] if isinstance(row, dict) else getattr(row, name)

    return share(result=of(result), target=of(target))


def nation(*, user: User, on: date, permission: str = "reports.view", provinces: Iterable[str] = ()) -> Nation | None:
    """Return the figures of the user's provinces from the newest count not later than a day; None without a count.

    A province that the run of the day has not reached yet stands with its count of some days before. At most a row a
    province and month is read, never a contract; four queries.

    :param provinces: narrows to these.
    """
    codes = provinces_within(user=user, permission=permission)
    wanted = set(provinces)
    if wanted:
        codes = [code for code in codes if code in wanted]
    rows = ProvinceFigures.objects.filter(province__in=codes, as_of__lte=on)
    as_of = rows.aggregate(newest=Max("as_of"))["newest"]
    if as_of is None:
        return None
    recent = rows.filter(as_of__gt=as_of - LATEST).order_by("province_id", "-as_of").distinct("province_id")
    found = tuple(recent.select_related("province"))
    totals = {name: sum((getattr(row, name) for row in found), 0 if name in COUNTED else NOTHING) for name in SUMMED}
    return Nation(
        as_of=as_of,
        rows=found,
        totals=totals,
        months=(*_months_before(rows, as_of), (as_of, totals["outstanding"], totals["arrears"])),
    )


def _months_before(rows: Any, as_of: date) -> list[tuple[date, Decimal, Decimal]]:
    """The sums of the last count of each month before the one of a day; two queries."""
    earlier = rows.filter(as_of__lt=month_start(as_of), as_of__gte=add_months(month_start(as_of), -MONTHS)).order_by()
    ends = earlier.values_list(TruncMonth("as_of")).annotate(last=Max("as_of")).values_list("last", flat=True)
    sums = rows.filter(as_of__in=list(ends)).order_by("as_of").values_list("as_of")
    return list(sums.annotate(outstanding=Sum("outstanding"), arrears=Sum("arrears")))
