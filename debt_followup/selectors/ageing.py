"""Arrears: who is behind, for how long, with how much. Set-wise, from the spans of what is due and unpaid."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from debt_followup import rules
from debt_followup.selectors.arrears import inner
from debt_followup.selectors.contracts import NOTHING
from loans.models import Contract
from repayments.models import StaleCourse
from repayments.selectors import standings
from repayments.selectors.portfolio import balances

# Default interest is not in it: it grows by the day, and the classes are of what was promised by the schedule.
_LATE = """
    SELECT contract_id, MIN(due_on) AS oldest_due_on, SUM(principal + contract_interest) AS amount
    FROM (
        SELECT contract_id, due_on, principal, contract_interest FROM repayments_duespan
        WHERE until_on = DATE '9999-12-31' AND from_on <= %(as_of)s AND due_on < %(as_of)s {only}
        UNION ALL
        SELECT contract_id, due_on, principal, contract_interest FROM repayments_duespan
        WHERE until_on < DATE '9999-12-31' AND until_on > %(as_of)s AND from_on <= %(as_of)s AND due_on < %(as_of)s
            {only}
    ) due
    GROUP BY contract_id"""


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
    """Return all classes of arrears of some contracts as of a day; two queries, whatever their number.

    Equal to the standing of each contract. Source: A-35.
    """
    waiting = list(StaleCourse.objects.filter(contract__in=contracts.order_by()).values_list("contract_id", flat=True))
    sql, values = late_sql(as_of=as_of, contracts=contracts, without=waiting)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {age_sql('oldest_due_on')}, COUNT(*), SUM(amount) FROM ({sql}) late GROUP BY 1", values)
        found: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, NOTHING))
        found |= {code: (count, Decimal(int(satang)).scaleb(-2)) for code, count, satang in cursor.fetchall()}
    if waiting:
        known = contracts.filter(pk__in=waiting, contract_on__lte=as_of)
        for standing in standings(contracts=known, as_of=as_of).values():
            age = rules.age_class(days_past_due=standing.days_past_due)
            if age is not None:
                late = sum((owed.principal_left + owed.contract_interest_left for owed in standing.overdue), NOTHING)
                count, amount = found[age.code]
                found[age.code] = (count + 1, amount + late)
    return [Ageing(age, *found[age.code]) for age in rules.AGE_CLASSES]


def late_sql(
    *, as_of: date, contracts: QuerySet[Contract] | None = None, without: list[int] | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the statement that tells of every contract behind since when, and how much of its schedule is late."""
    values: dict[str, Any] = {"as_of": as_of}
    only = ""
    if contracts is not None:
        sql, given = inner(contracts)
        values |= given
        only += f" AND contract_id IN ({sql})"
    if without:
        values["without"] = without
        only += " AND contract_id NOT IN (SELECT unnest(%(without)s::bigint[]))"  # hashed; ALL would walk it
    return _LATE.format(only=only), values


def age_sql(column: str) -> str:
    """Return the expression that tells the class of a contract by its oldest unpaid due date."""
    whens = " ".join(
        f"WHEN %(as_of)s::date - {column} <= {found.most} THEN '{found.code}'"
        for found in rules.AGE_CLASSES
        if found.most is not None
    )
    return f"CASE {whens} ELSE '{rules.AGE_CLASSES[-1].code}' END"
