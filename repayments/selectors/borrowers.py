"""What the register of members asks of this room: who is late."""

from collections.abc import Iterable
from datetime import date

from loans.models import Contract
from loans.selectors import debts_of, labels_by_debtor
from members.loan_facts import LoanFacts
from repayments.selectors.portfolio import balances_of


def overdue_contracts(*, member_ids: Iterable[int], on: date) -> dict[int, LoanFacts]:
    """The contracts with an overdue instalment on a day, of each member who owes under one, in the whole nation.

    Three queries, however many members. Source: R-MEM-05, A-29.
    """
    parties = list(
        debts_of(member_ids)
        .filter(contract__state=Contract.State.IN_FORCE, contract__contract_on__lte=on)
        .select_related("contract__proposal")
        .order_by("contract_id")
    )
    if not parties:
        return {}
    found = balances_of({party.contract_id for party in parties}, as_of=on)
    late = [party for party in parties if party.contract_id in found and found[party.contract_id].oldest_due_on]
    return {debtor: LoanFacts(overdue=labels) for debtor, labels in labels_by_debtor(late).items()}
