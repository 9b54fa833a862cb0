"""The schedules of contracts in force, as the pure rules know them."""

from collections.abc import Iterable

from loans import rules
from loans.models import Contract, Instalment

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
)


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
    rows = rows.order_by("contract_id", "-version", "number").values_list(*_COLUMNS)  # no models: there may be millions
    for contract_id, version, number, nominal_due_on, effective_due_on, days, opening, principal, interest in rows:
        if versions.setdefault(contract_id, version) == version:
            found.setdefault(contract_id, []).append(
                rules.Instalment(
                    number=number,
                    nominal_due_on=nominal_due_on,
                    effective_due_on=effective_due_on,
                    days=days,
                    opening_principal=opening,
                    principal=principal,
                    interest=interest,
                    total=principal + interest,
                )
            )
    return {contract_id: tuple(lines) for contract_id, lines in found.items()}
