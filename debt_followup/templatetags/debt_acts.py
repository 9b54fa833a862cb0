"""What was acknowledged, waived and brought to court of a debt, as a part of the page of its debtor."""

from typing import Any

from django import template

from areas.scope import holds
from debt_followup.models import LegalFile
from debt_followup.rules.acts import ACKNOWLEDGE, LEGAL, WAIVE
from debt_followup.selectors import acknowledgements_of, files_of, waivers_of
from debt_followup.tables import acts, legal
from loans.models import Contract

register = template.Library()
MOST = 20


@register.inclusion_tag("debt_followup/_acts.html", takes_context=True)
def debt_acts(context: template.Context, contract: Contract) -> dict[str, Any]:
    """``{% debt_acts contract %}``: the acknowledgements, waivers and legal files of a debt, and what may be added."""
    user, today = context["request"].user, context["business_date"]
    written = list(acknowledgements_of(contract).select_related("contract__proposal")[:MOST])
    waived = list(waivers_of(contract)[:MOST])
    files = list(files_of(contract)[:MOST])
    is_open = contract.state == Contract.State.IN_FORCE
    return {
        "contract": contract,
        "acknowledgements": acts.acknowledgements(written) if written else None,
        "waivers": acts.waivers(waived, with_contract=False) if waived else None,
        "files": legal.legal_files(files, on=today, with_contract=False) if files else None,
        "may_acknowledge": is_open and holds(user, ACKNOWLEDGE),
        "may_waive": is_open and holds(user, WAIVE),
        "may_open": holds(user, LEGAL),
        "kinds": [
            ("death", "person", LegalFile.Kind.DEATH.label),
            ("bankruptcy", "bank", LegalFile.Kind.BANKRUPTCY.label),
            ("litigation", "briefcase", LegalFile.Kind.LITIGATION.label),
            ("judgment", "book", LegalFile.Kind.JUDGMENT.label),
        ],
    }
