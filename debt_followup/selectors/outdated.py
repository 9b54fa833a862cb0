"""Contracts whose spans of arrears wait to be written, such as those of a large bank file of a moment ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from django.db import connection
from django.db.models import QuerySet

from debt_followup.selectors.arrears import Arrears, stale, stale_arrears
from loans.models import Contract
from repayments.models import StaleCourse

# The spans of the repayments are written with each replay, also of a large file. OFFSET 0: read contract by contract.
_LATE = """
    SELECT wanted.id, due.due_on, whole.principal
    FROM unnest(%(keys)s::bigint[]) AS wanted (id)
    CROSS JOIN LATERAL (
        SELECT MIN(d.due_on) AS due_on FROM repayments_duespan d
        WHERE d.contract_id = wanted.id AND d.from_on <= %(as_of)s AND d.until_on > %(as_of)s OFFSET 0
    ) due
    CROSS JOIN LATERAL (
        SELECT w.principal FROM repayments_debtspan w
        WHERE w.contract_id = wanted.id AND w.from_on <= %(as_of)s AND w.until_on > %(as_of)s OFFSET 0
    ) whole
    WHERE due.due_on IS NOT NULL"""


@dataclass(frozen=True, slots=True)
class Late:
    """Since when a contract is behind, and all principal that it owes, in baht; its limitation is not worked out."""

    contract_id: int
    due_on: date
    principal: Decimal

    def days_past_due(self, on: date) -> int:
        """Days since the effective due date of the oldest unpaid instalment; 0 while that has not passed."""
        return max((on - self.due_on).days, 0)


class Outdated:
    """The contracts whose spans are out of date, and what holds of them on a day, worked out when it is asked for."""

    def __init__(self, keys: Sequence[int], *, as_of: date) -> None:
        self.keys, self.as_of = keys, as_of

    @cached_property
    def rows(self) -> tuple[Arrears, ...]:
        """What the rules say of each, its limitation too: some milliseconds a contract."""
        return tuple(stale_arrears(self.keys, as_of=self.as_of).values())

    @cached_property
    def late(self) -> tuple[Late, ...]:
        """Since when each is behind, of those that are: one statement for all whose replay has been written."""
        if not self.keys:
            return ()
        waiting = set(StaleCourse.objects.filter(contract__in=self.keys).values_list("contract_id", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(_LATE, {"as_of": self.as_of, "keys": [key for key in self.keys if key not in waiting]})
            found = [Late(key, due_on, Decimal(satang).scaleb(-2)) for key, due_on, satang in cursor.fetchall()]
        by_rules = stale_arrears(sorted(waiting), as_of=self.as_of).values()
        return tuple(found + [Late(row.contract_id, row.due_on, row.principal) for row in by_rules])

    def told(self, rows: Sequence[Arrears | Late]) -> list[Arrears]:
        """Return the same rows with the limitation of those that lack it, which should be few: those of a page."""
        lacking = [row.contract_id for row in rows if isinstance(row, Late)]
        known = stale_arrears(lacking, as_of=self.as_of) if lacking else {}
        told = (row if isinstance(row, Arrears) else known.get(row.contract_id) for row in rows)
        return [row for row in told if row is not None]


def find_outdated(contracts: QuerySet[Contract] | None, *, as_of: date) -> Outdated:
    """Return which of some contracts have spans that are out of date; one query.

    :param contracts: None for the whole nation, which needs no look at them.
    """
    return Outdated(stale(contracts), as_of=as_of)
