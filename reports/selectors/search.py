"""One box for everything: an exact number of a contract, receipt or proposal, a card number, or a name."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from loans.models import Contract, Party
from members import selectors as members
from projects.models import Proposal
from repayments.models import Receipt
from thai import national_id
from thai.digits import to_arabic

MOST = 20
_NUMBER_AND_YEAR = re.compile(r"\s*(\d{1,9})\s*/\s*(\d{4})\s*")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is, its name, a line about it, and its page."""

    kind: str
    title: str
    detail: str
    url: str


def search(*, user: User, text: str) -> list[Hit]:
    """Return what fits exactly in the user's areas, and the members whose name fits; at most twenty of a kind.

    A card number is shown masked. A handful of queries, however many rows there are.
    """
    typed = to_arabic(" ".join(text.split()))
    if not typed:
        return []
    return [*_contracts(user, typed), *_receipts(user, typed), *_proposals(user, typed), *_members(user, typed)]


def _contracts(user: User, typed: str) -> list[Hit]:
    if not holds(user, "loans.view"):
        return []
    found = Contract.objects.visible_to(user, "loans.view").select_related("proposal", "amphoe")
    found = found.filter(ref1=typed) if typed.isdigit() else found.labelled(typed)
    rows = list(found[:MOST])
    names = dict(
        Party.objects.filter(contract__in=rows, role=Party.Role.REPRESENTATIVE).values_list("contract_id", "name")
    )
    return [
        Hit(
            kind=_("สัญญา"),
            title=row.label,
            detail=" · ".join(filter(None, [names.get(row.pk, ""), row.project_title, str(row.amphoe)])),
            url=reverse("loans:contract", args=[row.pk]),
        )
        for row in rows
    ]


def _receipts(user: User, typed: str) -> list[Hit]:
    match = _NUMBER_AND_YEAR.fullmatch(typed)
    if not match or not holds(user, "repayments.view"):
        return []
    found = Receipt.objects.visible_to(user, "repayments.view").select_related("contract", "amphoe")
    return [
        Hit(
            kind=_("ใบเสร็จรับเงิน"),
            title=str(row),
            detail=_("สัญญา %(contract)s จำนวน %(amount)s บาท")
            % {"contract": row.contract.label, "amount": f"{row.amount:,.2f}"},
            url=reverse("repayments:receipt", args=[row.pk]),
        )
        for row in found.filter(number=match[1], fiscal_year_be=match[2])[:MOST]
    ]


def _proposals(user: User, typed: str) -> list[Hit]:
    if not holds(user, "projects.view"):
        return []
    found = Proposal.objects.visible_to(user, "projects.view").select_related("amphoe")
    return [
        Hit(
            kind=_("โครงการ"),
            title=row.reference,
            detail=f"{row.title} · {row.amphoe} · {row.get_state_display()}",
            url=reverse("projects:proposal", args=[row.reference]),
        )
        for row in found.filter(reference__iexact=typed)[:MOST]
    ]


def _members(user: User, typed: str) -> list[Hit]:
    if not holds(user, "members.view") or "/" in typed:
        return []
    return [
        Hit(
            kind=_("สมาชิก"),
            title=row.full_name,
            detail=f"{row.member_number} · {row.national_id_masked} · {row.area_label}",
            url=reverse("members:detail", args=[row.member_number]),
        )
        for row in members.registry_page(user=user, permission="members.view", text=typed, size=MOST).rows
    ]


def is_card_number(text: str) -> bool:
    """Tell whether a whole card number was typed."""
    return bool(national_id.is_valid(text))
