"""Who looked at the personal data of a member: at her page, at her whole card number, in an export of a list."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from areas.models import PersonalDataAccess
from members.models import Member
from members.selectors.records import ids_of

PAGE = 50
LISTS = ("members", "list:members")


@dataclass(frozen=True, slots=True)
class AccessPage:
    """One page of accesses, the newest first, and the places where the neighbouring pages begin."""

    rows: list[PersonalDataAccess]
    after: str
    before: str


def accesses_to_member(*, member: Member, after: str = "", before: str = "", size: int = PAGE) -> AccessPage:
    """Return one page of who looked at a member, under this record or one merged into it.

    Exports of lists of the nation, or of her province, amphoe or tambon, are among them: she may have been in the list.
    Reads by the index of subjects; counts nothing.
    """
    subjects = [f"member:{one}" for one in ids_of(member)]
    areas = [None, member.province_id, member.amphoe_id, member.tambon_id]
    lists = [name if area is None else f"{name}:{area}" for name in LISTS for area in areas]
    export = PersonalDataAccess.Action.EXPORT
    rows = PersonalDataAccess.objects.select_related("user").filter(
        Q(subject__in=subjects) | Q(subject__in=lists, action=export, at__date__gte=member.registered_on)
    )
    backwards = bool(before) and not after
    place = _place(before if backwards else after)
    if place is not None:
        at, pk = place
        rows = (
            rows.filter(Q(at__gt=at) | Q(at=at, pk__gt=pk))
            if backwards
            else rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=pk))
        )
    order = ("at", "pk") if backwards else ("-at", "-pk")
    found = list(rows.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_next = (place is not None) if backwards else more
    has_previous = more if backwards else place is not None
    return AccessPage(
        rows=found,
        after=_place_of(found[-1]) if found and has_next else "",
        before=_place_of(found[0]) if found and has_previous else "",
    )


def _place_of(row: PersonalDataAccess) -> str:
    return f"{row.pk}~{row.at.isoformat()}"


def _place(text: str) -> tuple[datetime, int] | None:
    pk, tilde, when = text.partition("~")
    if not (tilde and pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    try:
        at = parse_datetime(when)
    except ValueError:
        return None
    return (at, int(pk)) if at is not None and at.tzinfo is not None else None
