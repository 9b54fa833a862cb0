"""The classed register of debtors of a province as of any day (R-DEBT-03, R-DEBT-04, R-LIM-07)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from debt_followup import rules
from debt_followup.rules import AgeClass, LimitationStatus, Portions, Term
from debt_followup.selectors.arrears import Arrears, arrears, inner
from debt_followup.selectors.contracts import NOTHING, representatives
from debt_followup.selectors.fraud import fraud_among
from loans.models import Contract
from repayments.selectors import Balance
from repayments.selectors.portfolio import balances

# The principal of the schedule in force on the day that falls due later than in twelve months.
_LATER = """
    SELECT i.contract_id, SUM(i.principal)
    FROM loans_instalment i
    JOIN (
        SELECT contract_id, MAX(version) AS version FROM loans_instalment
        WHERE contract_id IN ({mine}) AND (agreed_on IS NULL OR agreed_on <= %(as_of)s) GROUP BY contract_id
    ) newest ON newest.contract_id = i.contract_id AND newest.version = i.version
    WHERE i.nominal_due_on > %(until)s
    GROUP BY i.contract_id"""


@dataclass(frozen=True, slots=True)
class ClassedDebt:
    """One debt of the register: what is owed, when it is payable, how late, and what kind of debt it is. Baht."""

    contract: Contract
    name: str
    balance: Balance
    portions: Portions
    days_past_due: int
    status: LimitationStatus
    last_day_on: date | None
    is_fraud: bool

    @property
    def age(self) -> AgeClass | None:
        return rules.age_class(days_past_due=self.days_past_due)

    @property
    def term(self) -> Term:
        return Term.LONG if self.portions.later else Term.SHORT

    @property
    def kind(self) -> str:
        """The class of the summary: FRAUD, or how the debt of contract stands to its limitation periods."""
        return "FRAUD" if self.is_fraud else self.status.value


@dataclass(frozen=True, slots=True)
class ClassSum:
    """The sums of one class of the register."""

    contracts: int = 0
    principal: Decimal = NOTHING
    within_a_year: Decimal = NOTHING
    later: Decimal = NOTHING
    interest: Decimal = NOTHING
    default_interest: Decimal = NOTHING


def classed_debts(contracts: QuerySet[Contract], *, as_of: date) -> list[ClassedDebt]:
    """Return every debt that was left on a day, by contract, with its classes; a dozen queries, whatever their number.

    ``within_a_year`` and ``later`` add up to the principal of each.

    Source: R-DEBT-03, R-DEBT-04, R-DEBT-05, R-LIM-07, A-35.
    """
    owed = [row for row in balances(as_of=as_of, contracts=contracts) if row.total]
    keys = [row.contract_id for row in owed]
    late = arrears(as_of=as_of, contracts=contracts)
    found = Contract.objects.select_related("proposal", "amphoe", "tambon").in_bulk(keys)
    names, frauds, later = representatives(keys), fraud_among(keys, as_of=as_of), _later(contracts, as_of=as_of)
    rows = [
        _row(
            found[row.contract_id],
            row,
            late.get(row.contract_id),
            later.get(row.contract_id, NOTHING),
            as_of=as_of,
            name=names[row.contract_id].name if row.contract_id in names else "",
            is_fraud=row.contract_id in frauds,
        )
        for row in owed
    ]
    return sorted(rows, key=lambda row: (row.contract.amphoe_id, row.contract.year_be, row.contract.number))


def _row(
    contract: Contract,
    owed: Balance,
    late: Arrears | None,
    later: Decimal,
    *,
    as_of: date,
    name: str,
    is_fraud: bool,
) -> ClassedDebt:
    until = rules.short_term_until(on=as_of)
    is_called_in = late is not None and late.last_due_on <= as_of
    return ClassedDebt(
        contract=contract,
        name=name,
        balance=owed,
        portions=rules.portions(
            principal=owed.principal, planned=[(until + date.resolution, later)], on=as_of, called_in=is_called_in
        ),
        days_past_due=owed.days_past_due(as_of),
        status=late.status(as_of) if late else LimitationStatus.NOT_RUNNING,
        last_day_on=late.earliest_until if late else None,
        is_fraud=is_fraud,
    )


def _later(contracts: QuerySet[Contract], *, as_of: date) -> dict[int, Decimal]:
    mine, values = inner(contracts)
    with connection.cursor() as cursor:
        cursor.execute(_LATER.format(mine=mine), values | {"as_of": as_of, "until": rules.short_term_until(on=as_of)})
        return dict(cursor.fetchall())


def sums(rows: Iterable[ClassedDebt], keys: Sequence[Any], *, by: Any) -> dict[Any, ClassSum]:
    """Return the sums of some debts by what ``by`` says of each, every key of ``keys`` among them."""
    found = {key: ClassSum() for key in keys}
    for row in rows:
        so_far = found.get(by(row), ClassSum())
        found[by(row)] = ClassSum(
            contracts=so_far.contracts + 1,
            principal=so_far.principal + row.balance.principal,
            within_a_year=so_far.within_a_year + row.portions.within_a_year,
            later=so_far.later + row.portions.later,
            interest=so_far.interest + row.balance.contract_interest,
            default_interest=so_far.default_interest + row.balance.default_interest,
        )
    return found
