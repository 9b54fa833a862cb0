"""How far the books of each province are sealed, and what their last verification found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jobs.models import JobFailure, JobRun
from treasury.jobs import VERIFICATION
from treasury.models import LedgerSeal

MOST = 20  # sentences shown


@dataclass(frozen=True, slots=True)
class Sealed:
    """The last seal of a province: its day, its place in the chain, its hash, up to which entry it reaches."""

    province: str
    day: date
    sequence: int
    sha256: str
    last_entry: int


def seals(*, provinces: Iterable[str]) -> list[Sealed]:
    """Return the last seal of each of some provinces that has one, by code; one query."""
    rows = LedgerSeal.objects.filter(province__in=list(provinces)).order_by("province_id", "-sequence")
    last = rows.distinct("province_id")
    return [Sealed(*row) for row in last.values_list("province_id", "day", "sequence", "sha256", "last_entry")]


@dataclass(frozen=True, slots=True)
class Verified:
    """The last verification of the books that ended: its day, and what it found wrong in some provinces."""

    on: date
    sentences: tuple[str, ...]


def last_verification(*, provinces: Iterable[str]) -> Verified | None:
    """Return what the daily verification found last, None where it never ran; two queries."""
    run = JobRun.objects.filter(job=VERIFICATION, province=None, state=JobRun.State.DONE).order_by("-pk").first()
    if run is None:
        return None
    codes = set(provinces)
    found = JobFailure.objects.filter(run=run).order_by("pk").values_list("item", "sentence")
    wrong = [sentence for item, sentence in found if item.partition(" ")[0] in codes]
    return Verified(on=run.business_on, sentences=tuple(wrong[:MOST]))
