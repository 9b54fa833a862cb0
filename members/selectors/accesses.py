"""Who looked at the personal data of a member: at her page, at her whole card number, in an export of a list."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime

from areas.models import PersonalDataAccess, RoleAssignment
from members.models import Member
from members.selectors.records import ids_of

PAGE = 50
LIST = "members"


@dataclass(frozen=True, slots=True)
class AccessPage:
    """One page of accesses, the newest first, and the places where the neighbouring pages begin."""

    rows: list[PersonalDataAccess]
    after: str
    before: str


def accesses_to_member(*, member: Member, after: str = "", before: str = "", size: int = PAGE) -> AccessPage:
    """Return one page of who looked at a member, under this record or one merged into it.

    Exports of lists by whoever has, or had, a role where she lives are among them: she may have been in the list.
    Reads by the indexes of subjects and of exports; counts nothing.
    """
    subjects = [f"member:{one}" for one in ids_of(member)]
    exports = Q(subject=LIST, action=PersonalDataAccess.Action.EXPORT, user__in=_whose_area_holds(member))
    rows = PersonalDataAccess.objects.select_related("user").filter(Q(subject__in=subjects) | exports)
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


def _whose_area_holds(member: Member) -> QuerySet[RoleAssignment]:
    """The users with a role, of today or of before, at the nation or where a member lives."""
    level = (
        Q(province__isnull=True)
        | Q(province=member.province_id, amphoe__isnull=True)
        | Q(amphoe=member.amphoe_id, tambon__isnull=True)
        | Q(tambon=member.tambon_id)
    )
    return RoleAssignment.objects.filter(level).values("user")


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
