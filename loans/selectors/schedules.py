"""The schedules of contracts in force, as the pure rules know them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from loans import rules
from loans.models import Contract, Instalment
from loans.selectors.due_dates import due_dates_before

_COLUMNS = (
    "contract_id",
    "version",
    "number",
    "nominal_due_on",
    "effective_due_on",
    "days",
    "opening_principal",
    "principal",
    "interest",
    "agreed_on",
    "frozen_interest",
    "frozen_default_interest",
)


def schedule_of(contract: Contract) -> tuple[rules.Instalment, ...]:
    """Return the newest version of a contract's schedule, in order; empty before the money left. One query."""
    return schedules_of([contract.pk]).get(contract.pk, ())


def schedules_of(contract_ids: Iterable[int]) -> dict[int, tuple[rules.Instalment, ...]]:
    """Return the newest version of the schedule of each contract in force. One query, however many they are.

    That of the last restructuring where there was one; then each ``total`` includes what was frozen for the instalment.
    A contract that the bank could not pay has one from before; it counts for nothing until the next transfer.
    """
    return {key: versions[-1].to_pay for key, versions in versions_of(contract_ids).items()}


@dataclass(frozen=True, slots=True)
class ScheduleVersion:
    """One version of a contract's schedule; ``agreed_on`` is None of the one fixed at the transfer.

    ``frozen`` holds, for each instalment, the contract interest and the default interest that were frozen for it.
    """

    version: int
    agreed_on: date | None
    instalments: tuple[rules.Instalment, ...]
    frozen: tuple[tuple[Decimal, Decimal], ...]

    @property
    def to_pay(self) -> tuple[rules.Instalment, ...]:
        """Return the instalments with what was frozen for each in its ``total``."""
        if self.agreed_on is None:
            return self.instalments
        return tuple(
            replace(line, total=line.total + sum(parts))
            for line, parts in zip(self.instalments, self.frozen, strict=True)
        )


def versions_of(contract_ids: Iterable[int], *, known_at: Any = None) -> dict[int, tuple[ScheduleVersion, ...]]:
    """Return what each contract in force was and is paid by: the schedule of its transfer, then those agreed since.

    One query, however many they are. Schedules of transfers that the bank could not pay are left out.

    :param known_at: with the effective due dates as the calendar was known at this moment; one query more.
    """
    found: dict[int, dict[int, _Lines]] = {}
    keys = list(contract_ids)
    before = due_dates_before(keys, known_at=known_at) if known_at is not None else {}
    rows = Instalment.objects.filter(contract__among=keys, contract__contract_on__isnull=False)
    rows = rows.order_by("contract_id", "version", "number").values_list(*_COLUMNS)  # no models: there may be millions
    for key, version, number, due_on, effective_on, days, opening, principal, interest, *agreed in rows:
        lines = found.setdefault(key, {}).setdefault(version, _Lines(agreed[0]))
        lines.frozen.append((agreed[1], agreed[2]))
        lines.instalments.append(
            rules.Instalment(
                number=number,
                nominal_due_on=due_on,
                effective_due_on=before.get((key, version, number), effective_on) if before else effective_on,
                days=days,
                opening_principal=opening,
                principal=principal,
                interest=interest,
                total=principal + interest,
            )
        )
    return {key: _in_force(versions) for key, versions in found.items()}


_NEXT_DUE = """
SELECT i.contract_id, MIN(i.nominal_due_on)
FROM loans_instalment i
WHERE i.contract_id = ANY(%(contracts)s) AND i.nominal_due_on > %(after)s
    AND i.version = (SELECT MAX(n.version) FROM loans_instalment n WHERE n.contract_id = i.contract_id)
GROUP BY i.contract_id
"""


def next_due(contract_ids: Iterable[int], *, after: date) -> dict[int, date]:
    """Return the next nominal due date after a day of each contract that has one, by its newest schedule. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_DUE, {"contracts": list(contract_ids), "after": after})
        return dict(cursor.fetchall())


class _Lines:
    """The rows of one version while they are read."""

    def __init__(self, agreed_on: date | None) -> None:
        self.agreed_on = agreed_on
        self.instalments: list[rules.Instalment] = []
        self.frozen: list[tuple[Decimal, Decimal]] = []


def _in_force(versions: dict[int, _Lines]) -> tuple[ScheduleVersion, ...]:
    last_transfer = max(version for version, lines in versions.items() if lines.agreed_on is None)
    return tuple(
        ScheduleVersion(version, lines.agreed_on, tuple(lines.instalments), tuple(lines.frozen))
        for version, lines in versions.items()
        if version >= last_transfer
    )
