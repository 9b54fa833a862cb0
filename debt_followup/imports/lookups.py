"""What the register of members and the contracts know of the rows of a file."""

from collections.abc import Iterable, Mapping

from documents.spreadsheets import Row
from loans.models import Contract
from members import identity
from members.models import Member
from thai import national_id


def members_of(rows: Iterable[Row], places: Mapping[str, int]) -> dict[str, Member]:
    """The members whose card numbers stand in the rows, the kept record of a merged one; a few queries."""
    place = places.get("national_id")
    if place is None:
        return {}
    numbers = {national_id.normalise(row.cells[place]) for row in rows if row.cells[place]}
    hashes = {identity.hash(number): number for number in numbers if national_id.is_valid(number)}
    return {hashes[key]: member for key, member in members_by_hash(hashes).items()}


def members_by_hash(hashes: Iterable[str]) -> dict[str, Member]:
    """The members with these look-up hashes; of a merged record the one that is kept."""
    wanted, found = sorted(hashes), {}
    for start in range(0, len(wanted), 2_000):
        rows = Member.objects.filter(national_id_hash__in=wanted[start : start + 2_000]).select_related(
            "merged_into__tambon__amphoe__province", "tambon", "amphoe", "province"
        )
        for member in rows:
            if member.national_id_hash:
                found[member.national_id_hash] = member.merged_into or member
    return found


def labels_there(province: str, wanted: set[str]) -> set[str]:
    """Which of these numbers a contract of the province has already, old or of a round."""
    mine = Contract.objects.filter(province=province)
    found = set(mine.filter(register_number__in=wanted).values_list("register_number", flat=True))
    numbered = [number.partition("/") for number in wanted]
    plain = [
        (int(a), int(b)) for a, _s, b in numbered if a.isdecimal() and b.isdecimal() and len(a) < 6 and len(b) == 4
    ]
    of_rounds = mine.filter(
        origin=Contract.Origin.ROUND,
        year_be__in={year for _n, year in plain},
        number__in={number for number, _y in plain},
    )
    return found | {f"{number}/{year}" for number, year in of_rounds.values_list("number", "year_be")} & wanted
