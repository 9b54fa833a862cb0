"""The register page by page, in dictionary order, quick whatever its size: nothing is counted, nothing sorted whole.

What is asked for decides the way. A card or member number is looked up; the beginning of a name, and no name at all,
are read off an index in order. A part of a name, which may stand anywhere, is looked for in two ways:

1. The index of names is walked in order, over so many names at most. A part that many names have fills a page there.
2. Where it does not, few names have the part, or those that do stand together further on. Then the first words that
   contain it are read in order, with the members of each, and the later words that contain it are found by trigrams.

So no way reads more than it can afford: the first gives up, and the second is taken for rare parts only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from areas.models import Tambon, User
from areas.scope import assignments_with
from members import identity
from members.models import Member
from members.selectors.registry import PAGE, Page, place_from, place_of, with_area, without_title
from thai import national_id, sorting
from thai.digits import to_arabic

# Names walked before the other way is taken, some 7 milliseconds; and once more, some 25, where the first walk found
# a good part of a page: then the other way would have many rows to fetch.
WALK = 20_000
LONG_WALK = 80_000
_LEAST_FOR_A_PART = 3
_LEAST_OF_AMPHOE = 4  # digits of its code
_LEADING_VOWELS = "\u0e40\u0e41\u0e42\u0e43\u0e44"  # stays Thai: letters
_LEVELS = {2: "province_id", 4: "amphoe_id", 6: "tambon_id"}
_LATER = """SUBSTRING(name_key, STRPOS(name_key, ' '))"""  # as members.models.names.later_words indexes it

Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question to one area: the code of a province, amphoe or tambon, or nothing for the nation."""

    area: str
    kind: str
    status: str
    place: Key | None
    backwards: bool
    limit: int

    @property
    def is_rare(self) -> bool:
        """Whether few rows can fit, whatever the name: these have an index of their own."""
        return self.kind == Member.Kind.ORGANISATION or self.status not in ("", Member.Status.ACTIVE)

    @property
    def order(self) -> str:
        return "name_key DESC, id DESC" if self.backwards else "name_key, id"

    def where(self, *, filters: bool = True) -> tuple[str, list[Any]]:
        """The condition of area, place and, where asked for, kind and status."""
        parts, values = ["true"], []
        if self.area:
            parts.append(f"{_LEVELS[len(self.area)]} = %s")
            values.append(self.area)
        if self.place is not None:
            parts.append(f"(name_key, id) {'<' if self.backwards else '>'} (%s, %s)")
            values += self.place
        if filters:
            for name, value in (("kind", self.kind), ("status", self.status)):
                if value:
                    parts.append(f"{name} = %s")
                    values.append(value)
        return " AND ".join(parts), values

    def where_by_trigrams(self) -> tuple[str, list[Any]]:
        """The same, with the province of a place inside it: the index of later words knows provinces alone."""
        where, values = self.where()
        if len(self.area) > 2:
            return f"{where} AND province_id = %s", [*values, self.area[:2]]
        return where, values

    def passes(self, key: str) -> tuple[str, list[Any]]:
        """The condition of kind and status on a row known by its key; looked at only where the name fits."""
        parts, values = ["true"], []
        for name, value in (("kind", self.kind), ("status", self.status)):
            if value:
                parts.append(f"(SELECT {name} FROM members_member f WHERE f.id = {key}) = %s")
                values.append(value)
        return " AND ".join(parts), values


def registry_page(
    *,
    user: User,
    permission: str,
    text: str = "",
    tambon: Tambon | str | None = None,
    kind: str = "",
    status: str = "",
    after: str = "",
    before: str = "",
    size: int = PAGE,
) -> Page:
    """Return a page of the members in the user's area that fit, in dictionary order.

    ``text`` is a card number, a member number, two letters with which a name begins, or three and more letters of any
    part of it; two words are the beginning of a whole name or, where none begins so, a part across the space.
    ``after`` and ``before`` are places as an earlier page gave them.

    Source: R-MEM-08.
    """
    code = tambon.pk if isinstance(tambon, Tambon) else (tambon or "")
    typed = " ".join(text.split())
    if typed and (national_id.is_valid(typed) or _begins_with_digit(typed)):
        return Page(rows=_exactly(user, permission, typed, code, kind, status, size), after="", before="")
    letters = _letters(typed)
    if typed and len(letters) < 2:
        return Page(rows=[], after="", before="")
    backwards = bool(before) and not after
    place = place_from(before if backwards else after)
    asked = _Asked("", kind, status, place, backwards, size + 1)
    keys: set[Key] = set()
    for area in areas_of(user, permission, within=code):
        keys.update(_keys(replace(asked, area=area), letters))
    found = sorted(keys, reverse=backwards)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_next = more if not backwards else place is not None
    has_previous = more if backwards else place is not None
    return Page(
        rows=_rows(found),
        after=place_of(*found[-1]) if found and has_next else "",
        before=place_of(*found[0]) if found and has_previous else "",
    )


def registry_keys(
    *,
    user: User,
    permission: str,
    most: int,
    text: str = "",
    tambon: Tambon | str | None = None,
    kind: str = "",
    status: str = "",
) -> list[int]:
    """Return the keys of all members that fit, in dictionary order: for an export. One more than ``most`` at most."""
    code = tambon.pk if isinstance(tambon, Tambon) else (tambon or "")
    typed = " ".join(text.split())
    if typed and (national_id.is_valid(typed) or _begins_with_digit(typed)):
        return [row.pk for row in _exactly(user, permission, typed, code, kind, status, 1)]
    letters = _letters(typed)
    if typed and len(letters) < 2:
        return []
    asked = _Asked("", kind, status, None, False, most + 1)
    keys: set[Key] = set()
    for area in areas_of(user, permission, within=code):
        keys.update(_keys(replace(asked, area=area), letters))
    return [pk for _key, pk in sorted(keys)[: most + 1]]


def areas_of(user: User, permission: str, *, within: str = "") -> list[str]:
    """Return the codes of the areas where the user holds a permission, none inside another; "" is the nation.

    :param within: a code; only that place is left, where it lies inside one of them.
    """
    codes = {row.tambon_id or row.amphoe_id or row.province_id or "" for row in assignments_with(user, permission)}
    if within:
        return [within] if any(within.startswith(code) for code in codes) else []
    return sorted(code for code in codes if not any(code != other and code.startswith(other) for other in codes))


def _exactly(user: User, permission: str, typed: str, code: str, kind: str, status: str, size: int) -> list[Member]:
    """Those with a card or member number; there is at most one."""
    rows = with_area()
    if national_id.is_valid(typed):
        rows = rows.filter(national_id_hash=identity.hash(typed))
    else:
        rows = rows.filter(member_number=to_arabic(typed))
    areas = areas_of(user, permission, within=code)
    return [
        row
        for row in rows[:size]
        if any(row.tambon_id.startswith(area) for area in areas)
        and kind in ("", row.kind)
        and status in ("", row.status)
    ]


def _keys(asked: _Asked, letters: str) -> Iterable[Key]:
    if not letters or len(letters) < _LEAST_FOR_A_PART:
        return _beginning(asked, letters)
    first, space, later = letters.partition(" ")
    if space:
        return _beginning(asked, letters) if _some_begin(asked, letters) else _across(asked, first, later)
    if asked.is_rare:
        return _plainly(asked, letters)
    found = _walk(asked, letters, WALK)
    left = asked.limit - len(found)
    if left and 4 * len(found) >= asked.limit:
        more = _walk(replace(asked, place=found[-1], limit=left), letters, LONG_WALK)
        found += more
        left -= len(more)
    if not left or _ends_within_walk(asked):
        return found
    other = {*found, *_by_first_word(asked, letters), *_by_later_words(asked, letters)}
    return sorted(other, reverse=asked.backwards)[: asked.limit]


def _beginning(asked: _Asked, letters: str) -> list[Key]:
    """Names that begin with the letters, read off the index; without letters every name."""
    where, values = asked.where()
    if letters:
        where += " AND name_key LIKE %s"
        values.append(f"{_literally(letters)}%")
    return _fetch(
        f"SELECT name_key, id FROM members_member WHERE {where} ORDER BY {asked.order} LIMIT %s", values, asked
    )


def _plainly(asked: _Asked, letters: str) -> list[Key]:
    """Names with the letters among the few of a kind or status, which have an index of their own."""
    where, values = asked.where()
    sql = f"SELECT name_key, id FROM members_member WHERE {where} AND name_key LIKE %s ORDER BY {asked.order} LIMIT %s"
    return _fetch(sql, [*values, f"%{_literally(letters)}%"], asked)


def _some_begin(asked: _Asked, letters: str) -> bool:
    return bool(_beginning(replace(asked, place=None, limit=1), letters))


def _walk(asked: _Asked, letters: str, most: int) -> list[Key]:
    """Names with the letters among the next so many names, read off the index alone."""
    where, values = asked.where(filters=False)
    passes, passing = asked.passes("w.id")
    sql = (
        f"SELECT name_key, id FROM (SELECT name_key, id FROM members_member WHERE {where} "
        f"ORDER BY {asked.order} LIMIT {most}) w WHERE name_key LIKE %s AND {passes} ORDER BY {asked.order} LIMIT %s"
    )
    return _fetch(sql, [*values, f"%{_literally(letters)}%", *passing], asked)


def _ends_within_walk(asked: _Asked) -> bool:
    """Tell whether the walk has seen every name there is; not asked where an area is certain to have more."""
    if len(asked.area) < _LEAST_OF_AMPHOE:
        return False
    where, values = asked.where(filters=False)
    sql = f"SELECT name_key, id FROM members_member WHERE {where} ORDER BY {asked.order} OFFSET {WALK} LIMIT %s"
    return not _fetch(sql, values, replace(asked, limit=1))


def _by_first_word(asked: _Asked, letters: str) -> list[Key]:
    """Names whose first word has the letters: word by word in order, the members of each off the index."""
    where, values = asked.where()
    word = "key LIKE %s"
    words: list[Any] = [f"%{_literally(letters)}%"]
    if asked.place is not None:
        word += f" AND key {'<=' if asked.backwards else '>='} %s"
        words.append(asked.place[0].partition(" ")[0])
    down = " DESC" if asked.backwards else ""
    sql = (
        f"SELECT m.name_key, m.id FROM (SELECT key FROM members_firstword WHERE {word} ORDER BY key{down}) w "
        f"CROSS JOIN LATERAL (SELECT name_key, id FROM members_member WHERE {where} AND name_key >= w.key || ' ' "
        f"AND name_key < w.key || '!' ORDER BY {asked.order} LIMIT {asked.limit}) m "
        f"ORDER BY w.key{down}, m.name_key{down}, m.id{down} LIMIT %s"
    )
    return _fetch(sql, [*words, *values], asked)


def _by_later_words(asked: _Asked, letters: str) -> list[Key]:
    """Names of whose later words one has the letters, found by trigrams; few, or the walk would have filled a page."""
    where, values = asked.where_by_trigrams()
    sql = (
        f"WITH hit AS MATERIALIZED (SELECT name_key, id FROM members_member WHERE {_LATER} LIKE %s AND {where}) "
        f"SELECT name_key, id FROM hit ORDER BY {asked.order} LIMIT %s"
    )
    return _by_trigrams(sql, [f"%{_literally(letters)}%", *values], asked)


def _across(asked: _Asked, first: str, later: str) -> list[Key]:
    """Names with a first word that ends with one part and a later word that begins with the other."""
    if len(later) < _LEAST_FOR_A_PART:
        return []
    where, values = asked.where_by_trigrams()
    sql = (
        f"WITH hit AS MATERIALIZED (SELECT name_key, id FROM members_member WHERE {_LATER} LIKE %s AND {where}) "
        f"SELECT name_key, id FROM hit WHERE name_key LIKE %s ORDER BY {asked.order} LIMIT %s"
    )
    later = _literally(later)
    return _by_trigrams(sql, [f"% {later}%", *values, f"%{_literally(first)} {later}%"], asked)


def _by_trigrams(sql: str, values: list[Any], asked: _Asked) -> list[Key]:
    """Ask with the whole table barred: what the planner takes for many rows is, after the walk, known to be few."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        found = _fetch(sql, values, asked)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = on")  # the transaction may go on around this one
    return found


def _fetch(sql: str, values: list[Any], asked: _Asked) -> list[Key]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, asked.limit])
        return [(key, pk) for key, pk in cursor.fetchall()]


def _rows(keys: list[Key]) -> list[Member]:
    found = {row.pk: row for row in with_area().filter(Q(pk__in=[pk for _key, pk in keys]))}
    return [found[pk] for _key, pk in keys if pk in found]


def _literally(text: str) -> str:
    """A text in which LIKE sees no signs of its own."""
    return re.sub(r"([\\%_])", r"\\\1", text)


def _letters(typed: str) -> str:
    """The sort key of what was typed; a leading vowel at its end waits for the consonant that goes before it."""
    return sorting.key(without_title(typed).rstrip(_LEADING_VOWELS)).strip()


def _begins_with_digit(typed: str) -> bool:
    return typed[0] in "0123456789๐๑๒๓๔๕๖๗๘๙"  # stays Thai: what people type
