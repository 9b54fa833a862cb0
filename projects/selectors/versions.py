"""The versions of a proposal beside each other, in the reader's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projects.models import Borrower, Proposal
from projects.rules import EVERY_ITEM
from projects.rules.versions import DATES, FIELD_LABELS, MONEY, PART_LABELS, Difference, Kind, Part, Piece
from thai.refusals import Refusal
from thai.refusals import sentence as _

LINE_LABELS = {"amount": _("เป็นเงิน")}
_CHOICES = {
    "support": dict(Proposal.Support.choices),
    "proposer": dict(Proposal.Proposer.choices),
    "category": {str(code): label for code, label in Proposal.Category.choices},
    "role": dict(Borrower.Role.choices),
}
_ITEMS = {item.code: item.label for item in EVERY_ITEM}


@dataclass(frozen=True, slots=True)
class Shown:
    """One difference as the page shows it: ``value_kind`` is text, money, date or days."""

    kind: Kind
    field: str
    name: str
    before: Any
    after: Any
    value_kind: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """The differences of one part of the proposal."""

    label: str
    rows: Sequence[Shown]


def sections(differences: Sequence[Difference], *, checklist: Mapping[str, str] | None = None) -> list[Section]:
    """Return the differences by part, in the reader's language.

    :param checklist: further labels of papers by code: the forms of the province.
    """
    by_part: dict[Part, list[Shown]] = {}
    for one in differences:
        by_part.setdefault(one.part, []).append(_shown(one, {**_ITEMS, **(checklist or {})}))
    return [Section(str(Refusal(PART_LABELS[part])), rows) for part, rows in by_part.items()]


def _shown(one: Difference, items: Mapping[str, str]) -> Shown:
    label = FIELD_LABELS.get(one.field, "")
    if one.part is Part.BUDGET:
        label = LINE_LABELS.get(one.field, label)
    name = str(Refusal(items.get(one.name, one.name), least="")) if one.part is Part.PAPERS else one.name
    kind = "text"
    if one.field in MONEY or (one.part is Part.BUDGET and not one.field):
        kind = "money"
    elif one.field in DATES:
        kind = "date"
    elif one.part is Part.PLAN and not one.field:
        kind = "days"
    field = "role" if one.part is Part.PEOPLE and not one.field else one.field
    return Shown(
        kind=one.kind,
        field=str(Refusal(label)),
        name=name,
        before=_value(field, one.before, kind),
        after=_value(field, one.after, kind),
        value_kind=kind,
        pieces=one.pieces,
    )


def _value(field: str, value: str, kind: str) -> Any:
    if kind == "date" and value:
        return date.fromisoformat(value)
    if kind == "days" and value:
        return [date.fromisoformat(day) for day in value.split("/")]
    if field in _CHOICES and value:
        return str(_CHOICES[field].get(value, value))
    return value or None
