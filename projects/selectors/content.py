"""What a proposal says, in plain JSON: frozen as a version when it is sent, compared and printed before."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from projects.models import Borrower, Proposal
from projects.rules import budget_totals
from projects.selectors.attachments import content_of_files
from projects.selectors.group import Look, look_at
from projects.selectors.organisation import House
from projects.selectors.plans import Plan, as_content, plan_of


def content_of(*, proposal: Proposal, look: Look, plan: Plan, applied_on: date) -> dict[str, Any]:
    """Return the proposal as it stands, every key of a version included.

    ``budget_total`` is what the whole project costs in baht, the proposer's own money included; where no budget is
    given it is the amount asked for. ``organisation`` is None for a group.
    """
    tambon = proposal.tambon
    lines = plan[1]
    total = budget_totals(budget=lines).amount if lines else proposal.amount
    return {
        "support": str(proposal.support),
        "proposer": str(proposal.proposer),
        "organisation": _organisation(look.house),
        "title": proposal.title,
        "category": proposal.category,
        "place": proposal.place,
        "purpose": proposal.purpose,
        "amount": f"{proposal.amount:.2f}",
        "budget_total": f"{total:.2f}",
        "applied_on": applied_on.isoformat(),
        "tambon": {"code": tambon.code, "name": tambon.name_th},
        "amphoe": {"code": tambon.amphoe_id, "name": tambon.amphoe.name_th},
        "province": {"code": tambon.province_id, "name": tambon.province.name_th},
        "borrowers": _people(look.rows),
        "papers": sorted(_of_the_checklist(look)),
        "terms": {
            "ceiling": None if look.rules.ceiling is None else f"{look.rules.ceiling:.2f}",
            "least": look.rules.least,
        },
        "attachments": content_of_files(proposal),
        **as_content(plan),
    }


def content_now(*, proposal: Proposal, on: date) -> dict[str, Any]:
    """Return what a draft or a returned proposal says now, as it would be frozen if it were sent on a day."""
    return content_of(
        proposal=proposal,
        look=look_at(proposal=proposal, on=on),
        plan=plan_of(proposal),
        applied_on=proposal.applied_on,
    )


def _of_the_checklist(look: Look) -> Collection[str]:
    return look.ticked & {item.code for item in look.rules.checklist}


def _people(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "member": row.member.pk,
            "member_number": row.member.member_number,
            "name": row.member.full_name,
            "national_id_masked": row.member.national_id_masked,
            "address": f"{row.member.address} {row.member.area_label}".strip(),
            "current_address": row.current_address,
            "role": str(Borrower.Role.CO_BORROWER if at else Borrower.Role.REPRESENTATIVE),
        }
        for at, row in enumerate(rows)
    ]


def _organisation(house: House | None) -> dict[str, Any] | None:
    if house is None:
        return None
    acting = house.acting.row if house.acting else None
    return {
        "member": house.member.pk,
        "member_number": house.member.member_number,
        "name": house.member.full_name,
        "address": f"{house.member.address} {house.member.area_label}".strip(),
        "is_legal_person": house.organisation.is_legal_person,
        "registration_number": house.organisation.registration_number,
        "duty": str(acting.duty) if acting else "",
        "authority": acting.authority if acting else "",
    }
