"""The frozen context of the confirmation letter: plain JSON, amounts by value date as of 30 September."""

from datetime import date
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from loans.models import Contract, Party
from repayments.selectors import Standing
from thai.dates import be_year


def confirmation(
    *,
    office: Office,
    signature: dict[str, Any],
    contract: Contract,
    debtor: Party,
    standing: Standing,
    issued_on: date,
    known_at: str,
) -> dict[str, Any]:
    """Return the context of the letter that asks one debtor to confirm what the fund says she owes.

    The total is what is left when the money paid in advance is taken off. The bar code of the return slip is the
    contract's reference and the year, so that a slip that comes back finds its contract.

    Source: R-DEBT-07, A-32.
    """
    balance = {
        "principal": str(standing.principal),
        "contract_interest": str(standing.contract_interest),
        "default_interest": str(standing.default_interest),
        "total": str(standing.total - standing.credit),
    }
    if standing.costs:
        balance["costs"] = str(standing.costs)
    if standing.credit:
        balance["credit"] = str(standing.credit)
    context = {
        **letter_context(office=office),
        "issuer": issuer_context(office=office),
        "issued_on": issued_on.isoformat(),
        "to": debtor.name,
        "signature": signature,
        "debtor": {"name": debtor.name, "address": debtor.address},
        "contract_number": contract.label,
        "contract_on": contract.contract_on.isoformat(),
        "project_title": contract.proposal.title,
        "principal_lent": str(contract.principal),
        "as_of": standing.as_of.isoformat(),
        "known_at": known_at,
        "balance": balance,
        "reply_to": [office.name, office.address],
        "slip_code": f"{contract.ref1}-{be_year(standing.as_of)}",
    }
    if standing.overdue:
        context["overdue"] = {"count": len(standing.overdue), "amount": str(standing.overdue_amount)}
    return context
