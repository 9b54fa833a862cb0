"""Limitation periods of what is due and unpaid, with the years that the policies say."""

from datetime import date
from typing import Any

from areas.models import Policy
from areas.rules import NoPolicy, PolicyRow, policy_in_force
from debt_followup import rules
from loans.models import Contract
from repayments.selectors import Standing


def limitation_years(contract: Contract, *, on: date) -> int:
    """Return the years of the limitation period that counts for a contract: of instalments, or of a single sum."""
    return years_of(on=on)(contract)


def ends_of(standing: Standing, years: int) -> tuple[rules.LimitationEnd, ...]:
    """Return the limitation period of each instalment due and unpaid, by due date; empty where none is."""
    unpaid = [
        owed.nominal_due_on for owed in standing.instalments if owed.total and owed.nominal_due_on <= standing.as_of
    ]
    if not unpaid:
        return ()
    return rules.limitation_ends(
        unpaid_due_dates=unpaid,
        interruptions=[paid.payment.value_on for paid in standing.allocation.payments],
        years=years,
    )


def years_of(*, on: date) -> Any:
    """Give a function that tells the years of a contract, from the policies in force on a day (P-23); one query."""
    keys = ("limitation_years_instalments", "limitation_years_single")
    rows = [
        PolicyRow(key=key, value=value, province=scope, effective_from=since)
        for key, value, scope, since in Policy.objects.filter(key__in=keys).values_list(
            "key", "value", "province_id", "effective_from"
        )
    ]

    def years(contract: Contract) -> int:
        key = keys[1] if contract.instalment_count == 1 else keys[0]
        try:
            return int(policy_in_force(rows=rows, key=key, province=contract.province_id, on=on).value["number"])
        except NoPolicy:
            single = contract.instalment_count == 1
            return rules.YEARS_OF_A_SINGLE_SUM if single else rules.YEARS_OF_INSTALMENTS

    return years
