"""The numbers that were given out, series by series: how many, whether each is found, and why one is not.

A number is taken in the transaction that uses it, so a gap cannot arise by itself. Each room tells where the numbers of
its series are found; what the report then misses was changed behind the system's back, or is explained by an officer.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from documents.models import Document, NumberNote, NumberSeries, PaperToDraw
from thai.dates import BE_OFFSET
from thai.refusals import Refusal
from thai.refusals import sentence as _

Finder = Callable[..., Iterable[int]]
_PLAIN = re.compile(r"(\d+)/\d{4}")
_LETTER = re.compile(r"/\D*(\d+)$")


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

    :param find: ``(*, key, year_be) -> numbers`` of everything that bears one, each as often as it is borne.
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

    def find(*, key: str, year_be: int) -> Iterable[int]:
        rows = model.objects.filter(province=key, number__isnull=False, **only, **{year: year_be})
        return rows.order_by().values_list("number", flat=True).iterator()

    return find


def of_papers(*kinds: str, area: str = "province", form: str = "") -> Finder:
    """Find the numbers of a series on issued papers: the last number of ชร 0019.5/12, the first of 12/2561.

    :param area: which field of a paper holds the key of the series: ``province`` or ``amphoe``.
    :param form: how a paper is numbered that is numbered otherwise, as an expression whose first group is the number.

    Letters to several addressees under one number bear it once. A paper that waits to be drawn has its number, too.
    """

    def find(*, key: str, year_be: int) -> Iterable[int]:
        asked = {area: key, "kind__in": kinds, "issued_on__year": year_be - BE_OFFSET, "is_draft": False}
        drawn, waiting = (
            papers.objects.filter(**asked).order_by().values_list("number", flat=True)
            for papers in (Document, PaperToDraw)
        )
        found = (
            re.search(form, number) if form else _PLAIN.fullmatch(number) or _LETTER.search(number)
            for number in drawn.union(waiting)
        )
        return {int(one[1]) for one in found if one}

    return find


def report(*, keys: Iterable[str], year_be: int | None = None) -> list[Series]:
    """Return the series of some offices, the newest year first; those whose room does not tell are left out.

    :param keys: what stands after the last colon of a series: codes of provinces and amphoe.
    :param year_be: only this year (a fiscal year or a calendar year, as the series counts).
    """
    wanted = [f"{prefix}:{key}" for prefix in _kinds for key in keys]
    rows = NumberSeries.objects.filter(series__in=wanted).order_by("-year_be", "series")
    if year_be is not None:
        rows = rows.filter(year_be=year_be)
    kept = list(rows)
    notes: dict[tuple[str, int], dict[int, str]] = {}
    for note in NumberNote.objects.filter(series__in=[row.series for row in kept]).order_by("pk"):
        notes.setdefault((note.series, note.year_be), {})[note.number] = note.reason
    return [_series(row, notes.get((row.series, row.year_be), {})) for row in kept]


def _series(row: NumberSeries, notes: dict[int, str]) -> Series:
    prefix, _colon, key = row.series.rpartition(":")
    kind = _kinds[prefix]
    borne = Counter(kind.find(key=key, year_be=row.year_be))
    gaps = tuple(number for number in range(1, row.last + 1) if number not in borne)
    return Series(
        series=row.series,
        title=str(kind.title),
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
