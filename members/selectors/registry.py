"""Who is in the register: by card, by likeness, and the places of a list of members. ``listing`` finds by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from areas.scope import AreaQuerySet
from members import identity
from members.models import Member
from members.models.names import key_of
from thai import national_id

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


def without_title(name: str) -> str:
    """Return a typed name without the title in front of it."""
    for title in ("นางสาว", "น.ส.", "นาง", "นาย"):  # stays Thai: what people type
        rest = name.removeprefix(title).strip()
        if rest != name and len(rest) >= _LEAST_LETTERS:
            return rest
    return name


def likely_duplicates(*, first_name: str, last_name: str, birth_on: date, tambon_id: str) -> QuerySet[Member]:
    """Return the members of the same name, birthday and tambon: probably the same person with a mistyped card."""
    same = with_area().filter(name_key=key_of(first_name, last_name), birth_on=birth_on, tambon_id=tambon_id)
    return same.exclude(status=Member.Status.MERGED)


def with_area() -> AreaQuerySet:
    """Return all members with their tambon, amphoe and province, their encrypted card left in the database."""
    return Member.objects.select_related("tambon", "amphoe", "province").defer("national_id_encrypted")


def place_of(key: str, pk: int) -> str:
    """Return the place of a row in the list, as the address of a page carries it."""
    return f"{pk}~{key}"


def place_from(text: str) -> tuple[str, int] | None:
    """Return the place that an address carries; None where it is no place."""
    pk, tilde, key = text.partition("~")
    return (key, int(pk)) if tilde and pk.isascii() and pk.isdigit() and len(pk) < 19 and "\0" not in key else None
