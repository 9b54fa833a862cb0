"""The frozen contexts of what a debtor signs to acknowledge her debt, and of what tells her of a waiver. Plain JSON."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from debt_followup.letters.notices import recipient
from debt_followup.models import Acknowledgement, Waiver
from debt_followup.rules.acknowledgements import PlannedPart
from debt_followup.selectors.acknowledgements import Balance, SignerLimit
from debt_followup.selectors.legal import Addressee
from loans.models import Contract
from projects.letters.committees import names_on_papers
from repayments.rules import InstalmentOwed
from repayments.selectors import Standing, standing
from thai.dates import format_long

ACKNOWLEDGEMENT_TEMPLATES = {
    Acknowledgement.Kind.ACKNOWLEDGEMENT: "papers/acknowledgement.html",
    Acknowledgement.Kind.ACCEPTANCE: "papers/liability.html",
}
WAIVER_TEMPLATE = "papers/waiver.html"
ORIGINAL, COPY = "ต้นฉบับ", "คู่ฉบับ"


@override("th")
def acknowledgement(
    *,
    contract: Contract,
    balance: Balance,
    parts: Sequence[PlannedPart],
    projected_total: Any,
    signers: Sequence[SignerLimit],
    people: Mapping[str, str],
    copies: int,
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """Return the context of the paper: the balance with its working, the plan with its projection, a line a signer.

    :param copies: copies behind the original, of the same words.
    Source: R-ACK-01, R-ACK-04, R-ACK-05, R-FORM-08, A-18.
    """
    debt = balance.debt
    return {
        "issuer": issuer_context(office=office),
        "garuda": letter_context(office=office)["garuda"],
        "issued_on": on.isoformat(),
        "as_of": on.isoformat(),
        "copies": [ORIGINAL, *[COPY] * copies],
        "place": people["place"],
        "contract_number": contract.label,
        "contract_on": contract.contract_on.isoformat() if contract.contract_on else "",
        "project_title": contract.project_title,
        "principal_lent": str(contract.principal),
        "balance": {
            "principal": str(debt.principal),
            "contract_interest": str(debt.contract_interest),
            "default_interest": str(debt.default_interest),
            "costs": str(debt.costs) if debt.costs else "",
            "total": str(debt.total),
            "not_due": str(balance.principal_not_due) if balance.principal_not_due else "",
        },
        "working": working(balance.standing.instalments),
        "plan": [
            {
                "number": part.number,
                "due_on": part.due_on.isoformat(),
                "principal": str(part.principal),
                "rest": str(part.rest),
                "amount": str(part.amount),
                "projected": str(part.projected_interest),
            }
            for part in parts
        ],
        "projection": str(sum((part.projected_interest for part in parts), debt.total - debt.total)),
        "projected_total": str(projected_total),
        "rates": [
            {"from_on": step.from_on.isoformat(), "annual_rate": str(step.annual_rate)}
            for step in balance.terms.rate_steps
        ],
        "day_basis": balance.terms.day_basis,
        "signers": [
            {
                "name": limit.party.name,
                "role": str(limit.party.get_role_display()),
                "address": limit.party.address,
                "before": limit.before.isoformat(),
                "after": limit.after.isoformat(),
                "barred": [day.isoformat() for day in limit.barred],
            }
            for limit in signers
        ],
        "witnesses": [people.get("witness_one", ""), people.get("witness_two", "")],
        "signature": signature,
    }


def working(instalments: Sequence[InstalmentOwed]) -> list[dict[str, Any]]:
    """Return the lines of default interest behind a balance, each as principal × rate × days ÷ basis."""
    return [
        {
            "instalment": owed.number,
            "principal": str(part.line.principal),
            "from_on": part.line.since_on.isoformat(),
            "to_on": part.line.until_on.isoformat(),
            "days": part.line.days,
            "annual_rate": str(part.line.annual_rate),
            "day_basis": part.line.day_basis,
            "amount": str(part.line.amount),
            "unpaid": str(part.unpaid),
        }
        for owed in instalments
        for part in owed.working
        if part.unpaid
    ]


def balance_lines(owed: Standing) -> dict[str, str]:
    """Return the balance of a letter, part by part; the credit is taken off in the total.

    What a restructuring spread over instalments that are not due yet is a part of its own (``frozen``).
    """
    return {
        "principal": str(owed.principal),
        "contract_interest": str(owed.contract_interest),
        "default_interest": str(owed.default_interest),
        "costs": str(owed.costs) if owed.costs else "",
        "frozen": str(owed.frozen) if owed.frozen else "",
        "credit": str(owed.credit) if owed.credit else "",
        "total": str(max(owed.total - owed.credit, owed.total - owed.total)),
    }


def waiver_figures(contract: Contract, *, on: date) -> dict[str, str]:
    """Return what a debtor owes after a waiver was booked, for the letters that tell of it."""
    return balance_lines(standing(contract=contract, as_of=on))


def waiver(
    *,
    contract: Contract,
    waiver: Waiver,
    addressee: Addressee,
    figures: dict[str, str],
    office: Office,
    signature: dict[str, Any],
    on: date,
    is_withdrawn: bool,
) -> dict[str, Any]:
    """Return the context of the letter about a waiver, or about its withdrawal, to one debtor. Source: A-34."""
    names = names_on_papers(contract.province_id)
    decided = format_long(waiver.decided_on, thai_digits=False)
    party = next(one for one in contract.parties.all() if one.pk == addressee.party_id)
    references = [
        f"สัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label}",
        f"มติ {names['committee']} เลขที่ {waiver.decision_number} ลงวันที่ {decided}",
    ]
    if is_withdrawn:
        references.append(f"มติ {names['committee']} เลขที่ {waiver.withdrawal_number}")
    return {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "as_of": on.isoformat(),
        "to": addressee.name,
        "to_note": recipient(contract=contract, party=party, to=addressee).note,
        "subject": "แจ้งเพิกถอนการงดหรือลดเบี้ยปรับ" if is_withdrawn else "แจ้งการงดหรือลดเบี้ยปรับ",
        "references": references,
        "committee_name": names["committee_name"],
        "contract_number": contract.label,
        "amount": str(waiver.amount),
        "decision_number": waiver.withdrawal_number if is_withdrawn else waiver.decision_number,
        "decided_on": waiver.decided_on.isoformat(),
        "reason": waiver.withdrawal_reason if is_withdrawn else waiver.reason,
        "is_withdrawn": is_withdrawn,
        "balance": figures,
        "signature": signature,
    }
