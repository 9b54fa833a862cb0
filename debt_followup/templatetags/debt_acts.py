"""What was acknowledged, waived and brought to court of a debt, as a part of the page of its debtor."""

from typing import Any

from django import template

from areas.scope import holds
from debt_followup.models import LegalFile
from debt_followup.rules.acts import ACKNOWLEDGE, LEGAL, WAIVE
from debt_followup.rules.cases import VISIT
from debt_followup.selectors import acknowledgements_of, files_of, waivers_of
from debt_followup.selectors.cases import open_case
from debt_followup.selectors.visits import contacts_of, judged_by_contact
from debt_followup.tables import acts, legal
from debt_followup.tables import cases as case_tables
from debt_followup.tables import visits as visit_tables
from loans.models import Contract

register = template.Library()
MOST = 20
MOST_CONTACTS = 5


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


@register.inclusion_tag("debt_followup/parts/case.html", takes_context=True)
def debt_case(context: template.Context, contract: Contract) -> dict[str, Any]:
    """``{% debt_case contract %}``: the open case of a debt, its last contacts, and what may be recorded."""
    user, today = context["request"].user, context["business_date"]
    case = open_case(contract)
    contacts = list(contacts_of(contract)[:MOST_CONTACTS])
    promises = judged_by_contact([contract.pk], on=today) if contacts else {}
    return {
        "contract": contract,
        "case": case,
        "state": case_tables.case_state(case) if case else None,
        "contacts": visit_tables.contacts_table(contacts, promises, of_contract=True) if contacts else None,
        "may_visit": contract.state == Contract.State.IN_FORCE and holds(user, VISIT),
    }
