"""The register as a list: found by card, number or part of a name, paged in dictionary order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from areas.models import User
from members import identity
from members.models import Member, MemberQuerySet
from thai import national_id, sorting
from thai.digits import to_arabic

PAGE = 50
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a keyset-paged list: the rows and the places where the neighbouring pages begin."""

    rows: Sequence[Member]
    after: str
    before: str


def find_by_national_id(text: str) -> Member | None:
    """Return the member with that card number anywhere in the nation, None where there is none or it is no number.

    The card of a record that was merged into another finds that other.
    """
    if not national_id.is_valid(text):
        return None
    found = with_area().filter(national_id_hash=identity.hash(text)).first()
    if found is not None and found.merged_into_id:
        return with_area().get(pk=found.merged_into_id)
    return found


def search(*, user: User, permission: str, text: str) -> QuerySet[Member]:
    """Return the members in the user's area whose name, card number or member number fits, in dictionary order.

    A whole card number and a member number are looked up exactly; anything else is part of a name, title left out.
    """
    rows = with_area().visible_to(user, permission).in_thai_order()
    return matching(rows, text)


def matching(rows: MemberQuerySet, text: str) -> MemberQuerySet:
    """Narrow members to those that fit what was typed; nothing typed narrows nothing."""
    typed = " ".join(text.split())
    if not typed:
        return rows
    if national_id.is_valid(typed):
        return rows.filter(national_id_hash=identity.hash(typed))
    if typed[0] in "0123456789๐๑๒๓๔๕๖๗๘๙":  # stays Thai: what people type
        return rows.filter(member_number=to_arabic(typed))
    if len(typed) < _LEAST_LETTERS:
        return rows.none()
    return rows.filter(name_key__contains=sorting.key(without_title(typed)))


def without_title(name: str) -> str:
    """Return a typed name without the title in front of it."""
    for title in ("นางสาว", "น.ส.", "นาง", "นาย"):  # stays Thai: what people type
        rest = name.removeprefix(title).strip()
        if rest != name and len(rest) >= _LEAST_LETTERS:
            return rest
    return name


def page(rows: MemberQuerySet, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """Return one page in dictionary order. ``after`` and ``before`` are places as an earlier page gave them.

    Reads size + 1 rows by index, whatever the size of the register; counts nothing.
    """
    backwards = bool(before) and not after
    place = place_from(before if backwards else after)
    if place is not None:
        key, pk = place
        if backwards:
            rows = rows.filter(Q(name_key__lt=key) | Q(name_key=key, pk__lt=pk))
        else:
            rows = rows.filter(Q(name_key__gt=key) | Q(name_key=key, pk__gt=pk))
    order = ("-name_key", "-pk") if backwards else ("name_key", "pk")
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = more if not backwards else place is not None
    has_previous = more if backwards else place is not None
    return Page(
        rows=found,
        after=place_of(found[-1].name_key, found[-1].pk) if found and has_next else "",
        before=place_of(found[0].name_key, found[0].pk) if found and has_previous else "",
    )


def likely_duplicates(*, first_name: str, last_name: str, birth_on: date, tambon_id: str) -> QuerySet[Member]:
    """Return the members of the same name, birthday and tambon: probably the same person with a mistyped card."""
    return with_area().filter(name_key=sorting.key(f"{first_name} {last_name}"), birth_on=birth_on, tambon_id=tambon_id)


def with_area() -> MemberQuerySet:
    """Return all members with their tambon, amphoe and province, their encrypted card left in the database."""
    return Member.objects.select_related("tambon", "amphoe", "province").defer("national_id_encrypted")


def place_of(key: str, pk: int) -> str:
    """Return the place of a row in the list, as the address of a page carries it."""
    return f"{pk}~{key}"


def place_from(text: str) -> tuple[str, int] | None:
    """Return the place that an address carries; None where it is no place."""
    pk, tilde, key = text.partition("~")
    return (key, int(pk)) if tilde and pk.isascii() and pk.isdigit() and len(pk) < 19 and "\0" not in key else None
