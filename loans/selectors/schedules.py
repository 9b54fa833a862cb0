"""The schedules of contracts in force, as the pure rules know them."""

from collections.abc import Iterable

from loans import rules
from loans.models import Contract, Instalment


def schedule_of(contract: Contract) -> tuple[rules.Instalment, ...]:
    """Return the newest version of a contract's schedule, in order; empty before the money left. One query."""
    return schedules_of([contract.pk]).get(contract.pk, ())


def schedules_of(contract_ids: Iterable[int]) -> dict[int, tuple[rules.Instalment, ...]]:
    """Return the newest version of the schedule of each contract in force. One query, however many they are.

    A contract that the bank could not pay has one from before; it counts for nothing until the next transfer.
    """
    found: dict[int, list[rules.Instalment]] = {}
    versions: dict[int, int] = {}
    rows = Instalment.objects.filter(contract_id__in=list(contract_ids), contract__contract_on__isnull=False)
    rows = rows.order_by("contract_id", "-version", "number")
    for row in rows:
        newest = versions.setdefault(row.contract_id, row.version)
        if row.version == newest:
            found.setdefault(row.contract_id, []).append(
                rules.Instalment(
                    number=row.number,
                    nominal_due_on=row.nominal_due_on,
                    effective_due_on=row.effective_due_on,
                    days=row.days,
                    opening_principal=row.opening_principal,
                    principal=row.principal,
                    interest=row.interest,
                    total=row.principal + row.interest,
                )
            )
    return {contract_id: tuple(lines) for contract_id, lines in found.items()}
