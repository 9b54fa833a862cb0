"""The numbers that were given out, series by series: how many, whether each is found, and why one is not.

A number is taken in the transaction that uses it, so a gap cannot arise by itself. Each room tells where the numbers of
its series are found; what the report then misses was changed behind the system's back, or is explained by an officer.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import IntegerField, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from documents.models import Document, NumberNote, NumberSeries, PaperToDraw
from thai.dates import BE_OFFSET
from thai.refusals import Refusal
from thai.refusals import sentence as _

_DIGITS = re.compile(r"(\d+)$")
_PAPER = re.compile(r"^(\d+)/\d{4}$|/\D*(\d+)$")


@dataclass(frozen=True, slots=True)
class Borne:
    """Rows that bear numbers of one kind: by what each belongs to its series, where its number stands, how it is read.

    ``form`` finds the number in the text that stands there: in its first group that holds anything. ``once`` of rows
    that may share one number rightly.
    """

    rows: QuerySet
    key: str = "province"
    number: str | Combinable = "number"
    form: re.Pattern[str] = _DIGITS
    once: bool = False


Finder = Callable[[int], Iterable[Borne]]


class NoSuchGap(Refusal):
    """The number is not missing."""


class ReasonMissing(Refusal):
    """An explanation without words."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a year: its title, whose it is, the last number, what is missing, what stands twice.

    ``notes`` explains missing numbers, in officers' words.
    """

    series: str
    title: str
    office: str
    year_be: int
    last: int
    found: int
    gaps: tuple[int, ...]
    twice: tuple[int, ...]
    notes: dict[int, str] = field(default_factory=dict)

    @property
    def unexplained(self) -> tuple[int, ...]:
        return tuple(number for number in self.gaps if number not in self.notes)


@dataclass(frozen=True, slots=True)
class _Kind:
    title: Any
    find: Finder


_kinds: dict[str, _Kind] = {}


def provide(prefix: str, *, title: Any, find: Finder) -> None:
    """Tell where the numbers of the series ``prefix:key`` are found.

    :param find: ``year_be -> Borne`` of everything that bears a number of that year, each as often as it is borne.
    """
    _kinds[prefix] = _Kind(title=title, find=find)


def provided() -> frozenset[str]:
    """Return what stands before the key in the series whose numbers are found."""
    return frozenset(_kinds)


def of_model(model: Any, *, year: str, **only: Any) -> Finder:
    """Find the numbers of a series among the rows of a model with ``province`` and ``number``.

    :param year: the field that holds the year by which the series counts.
    :param only: what else a row of the series holds.
    """
    return lambda year_be: [Borne(model.objects.filter(number__isnull=False, **only, **{year: year_be}))]


def of_papers(*kinds: str, area: str = "province", form: str = "", **only: Any) -> Finder:
    """Find the numbers of a series on issued papers: the last number of ชร 0019.5/12, the first of 12/2561.

    :param area: which field of a paper holds the key of the series: ``province`` or ``amphoe``.
    :param form: how a paper is numbered that is numbered otherwise, as an expression whose first group is the number.
    :param only: what else a paper of the series holds.

    Letters to several addressees under one number bear it once. A paper that waits to be drawn has its number, too.
    """
    read = re.compile(form) if form else _PAPER

    def find(year_be: int) -> Iterable[Borne]:
        asked = {"kind__in": kinds, "issued_on__year": year_be - BE_OFFSET, "is_draft": False, **only}
        drawn, waiting = Document.objects.filter(**asked), PaperToDraw.objects.filter(**asked)
        return [Borne(rows, key=area, form=read, once=True) for rows in (drawn, waiting)]

    return find


def report(*, keys: Iterable[str], year_be: int | None = None) -> list[Series]:
    """Return the series of some offices, the newest year first; those whose room does not tell are left out.

    :param keys: what stands after the last colon of a series: codes of provinces and amphoe.
    :param year_be: only this year (a fiscal year or a calendar year, as the series counts).

    Three questions for a year, however many offices and kinds of numbers there are.
    """
    wanted = [f"{prefix}:{key}" for prefix in _kinds for key in keys]
    rows = NumberSeries.objects.filter(series__in=wanted).order_by("-year_be", "series")
    if year_be is not None:
        rows = rows.filter(year_be=year_be)
    kept = list(rows)
    notes: dict[tuple[str, int], dict[int, str]] = {}
    for note in NumberNote.objects.filter(series__in=[row.series for row in kept]).order_by("pk"):
        notes.setdefault((note.series, note.year_be), {})[note.number] = note.reason
    borne = {year: _borne([row.series for row in kept if row.year_be == year], year) for year in _years(kept)}
    return [_series(row, borne[row.year_be][row.series], notes.get((row.series, row.year_be), {})) for row in kept]


def _years(kept: Iterable[NumberSeries]) -> set[int]:
    return {row.year_be for row in kept}


def _borne(series: Iterable[str], year_be: int) -> dict[str, Counter[int]]:
    """Count how often each number of some series of a year is borne; one question for all of them."""
    keys: dict[str, list[str]] = {}
    for one in series:
        prefix, _colon, key = one.rpartition(":")
        keys.setdefault(prefix, []).append(key)
    sources = [(prefix, one) for prefix in keys for one in _kinds[prefix].find(year_be)]
    asked = [
        one.rows.order_by()
        .filter(**{f"{one.key}__in": keys[prefix]})
        .annotate(
            borne_by=Value(at, output_field=IntegerField()),
            of_series=Cast(one.key, TextField()),
            number_written=Cast(one.number, TextField()),
        )
        .values_list("borne_by", "of_series", "number_written")
        for at, (prefix, one) in enumerate(sources)
    ]
    found: dict[str, Counter[int]] = defaultdict(Counter)
    seen: set[tuple[str, str]] = set()
    if not asked:
        return found
    for at, key, written in asked[0].union(*asked[1:], all=True).iterator():
        prefix, one = sources[at]
        bearer = (f"{prefix}:{key}", written)
        if one.once and bearer in seen:
            continue
        seen.add(bearer)
        if read := one.form.search(written):
            found[bearer[0]][int(next(filter(None, read.groups())))] += 1
    return found


def _series(row: NumberSeries, borne: Counter[int], notes: dict[int, str]) -> Series:
    prefix, _colon, key = row.series.rpartition(":")
    gaps = tuple(number for number in range(1, row.last + 1) if number not in borne)
    return Series(
        series=row.series,
        title=str(_kinds[prefix].title),
        office=key,
        year_be=row.year_be,
        last=row.last,
        found=len(borne),
        gaps=gaps,
        twice=tuple(sorted(number for number, times in borne.items() if times > 1 or number > row.last)),
        notes={number: said for number, said in notes.items() if number in gaps},
    )


@transaction.atomic
def explain_gap(*, series: str, year_be: int, number: int, reason: str, by: Any) -> NumberNote:
    """Keep why a number of a series is used by nothing that is found.

    :raises ReasonMissing: without words.
    :raises NoSuchGap: the number is not missing.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุคำอธิบายของเลขที่ที่ขาด"))
    _prefix, _colon, key = series.rpartition(":")
    found = [one for one in report(keys=[key], year_be=year_be) if one.series == series]
    if not found or number not in found[0].gaps:
        raise NoSuchGap(_("เลขที่ %(number)s ไม่ได้ขาด"), number=number)
    return NumberNote.objects.create(
        series=series, year_be=year_be, number=number, reason=reason.strip()[:300], noted_by=by
    )
