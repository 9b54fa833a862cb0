"""Arrears: who is behind, for how long, with how much. Set-wise."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from debt_followup import rules
from debt_followup.selectors.contracts import NOTHING
from loans.models import Contract
from repayments.selectors.portfolio import balances

# What is scheduled and late, or called in, less what the newest replay found paid of it by value date and less the
# credit, which the next replay applies. Default interest is not in it: it is worked out for one page only.
_UNPAID = """
WITH mine AS (SELECT id FROM loans_contract WHERE id IN ({mine})),
newest AS (
    SELECT contract_id, MAX(version) AS version FROM loans_instalment
    WHERE contract_id IN (SELECT id FROM mine) GROUP BY contract_id
), replays AS (
    SELECT contract_id, MAX(replay) AS replay FROM repayments_allocation
    WHERE contract_id IN (SELECT id FROM mine) GROUP BY contract_id
), paid AS (
    SELECT a.contract_id, a.instalment_number AS number, SUM(a.amount) AS amount
    FROM repayments_allocation a
    JOIN replays last ON last.contract_id = a.contract_id AND last.replay = a.replay
    JOIN repayments_receipt r ON r.id = a.receipt_id AND r.value_on <= %(as_of)s
    WHERE a.component IN ('PRINCIPAL', 'CONTRACT_INTEREST', 'CREDIT') AND NOT EXISTS (
        SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED'
    )
    GROUP BY a.contract_id, a.instalment_number
), called_in AS (
    SELECT k.contract_id, MIN(k.effective_on) AS called_in_on FROM loans_contractchange k
    WHERE k.contract_id IN (SELECT id FROM mine) AND k.kind = 'CALLED_IN' AND k.effective_on <= %(as_of)s
      AND NOT EXISTS (SELECT 1 FROM loans_contractchange w WHERE w.withdraws_id = k.id)
    GROUP BY k.contract_id
), late AS (
    SELECT i.contract_id, MIN(LEAST(i.effective_due_on, k.called_in_on)) AS oldest_due_on,
           SUM(i.principal + i.interest - COALESCE(p.amount, 0)) AS amount
    FROM loans_instalment i
    JOIN newest ON newest.contract_id = i.contract_id AND newest.version = i.version
    LEFT JOIN called_in k ON k.contract_id = i.contract_id
    LEFT JOIN paid p ON p.contract_id = i.contract_id AND p.number = i.number
    WHERE LEAST(i.effective_due_on, k.called_in_on) < %(as_of)s AND i.principal + i.interest > COALESCE(p.amount, 0)
    GROUP BY i.contract_id
), unpaid AS (
    SELECT late.contract_id, late.oldest_due_on, late.amount - COALESCE(credit.amount, 0) AS amount
    FROM late LEFT JOIN paid credit ON credit.contract_id = late.contract_id AND credit.number IS NULL
    WHERE late.amount > COALESCE(credit.amount, 0)
)
"""


@dataclass(frozen=True, slots=True)
class Ageing:
    """One class of arrears: how many contracts, and the scheduled principal and interest that they are behind."""

    age: rules.AgeClass
    contracts: int
    amount: Decimal


def aged_debts(contracts: QuerySet[Contract], *, as_of: date) -> list[tuple[int, int, Decimal]]:
    """Return key, days past due (0 where nothing is late) and unpaid principal of contracts in force.

    Only contracts that owe principal, the longest behind first. By value date, equal to the standing of each.
    """
    owed = (
        (row.contract_id, row.days_past_due(as_of), row.principal) for row in balances(as_of=as_of, contracts=contracts)
    )
    return sorted((row for row in owed if row[2]), key=lambda row: (-row[1], row[0]))


def ageing(contracts: QuerySet[Contract], *, as_of: date) -> list[Ageing]:
    """Return all classes of arrears of some contracts as of a day; one query, whatever their number. Source: A-35."""
    rows = ask(contracts, f"SELECT {_CLASS}, COUNT(*), SUM(amount) FROM unpaid GROUP BY 1", {"as_of": as_of})
    found = {code: (count, amount) for code, count, amount in rows}
    return [Ageing(age, *found.get(age.code, (0, NOTHING))) for age in rules.AGE_CLASSES]


# The class of a contract by the days since its oldest unpaid due date.
_CLASS = "CASE {whens} ELSE '{last}' END".format(
    whens=" ".join(
        f"WHEN %(as_of)s::date - oldest_due_on <= {found.most} THEN '{found.code}'"
        for found in rules.AGE_CLASSES
        if found.most is not None
    ),
    last=rules.AGE_CLASSES[-1].code,
)


def ask(contracts: QuerySet[Contract], select: str, values: dict[str, Any]) -> list[tuple]:
    """Return the rows of a statement over what some contracts have unpaid; nothing for nobody's area."""
    try:
        mine, own_values = contracts.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # nobody's area
        return []
    named = {f"mine_{number}": value for number, value in enumerate(own_values)}
    mine = mine % tuple(f"%({name})s" for name in named)
    with connection.cursor() as cursor:
        cursor.execute(_UNPAID.format(mine=mine) + select, {**values, **named})
        return cursor.fetchall()
