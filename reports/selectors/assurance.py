"""How far the books of each province are sealed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from treasury.models import LedgerSeal


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
