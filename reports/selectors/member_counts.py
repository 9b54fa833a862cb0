"""Table T-04: members by kind with the base, the target of the fiscal year, the result and its share of the target."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Sum

from areas.models import Policy, Province, User
from areas.selectors import provinces_within
from members.models import Member, MemberCount
from thai.baht import half_up
from thai.dates import fiscal_year_be, fiscal_year_bounds

TARGETS = {
    Member.Kind.PERSON: "member_target_persons",
    Member.Kind.ORGANISATION: "member_target_organisations",
}


@dataclass(frozen=True, slots=True)
class KindCount:
    """One line of T-04: members before the fiscal year, how many are to be won in it, and how many were."""

    kind: str
    base: int
    target: int | None
    result: int

    @property
    def percent(self) -> Decimal | None:
        """The result in per cent of the target, two places; None without a target."""
        return share(result=self.result, target=self.target)


@dataclass(frozen=True, slots=True)
class ProvinceCount:
    """The members of one province, by kind."""

    province: Province
    persons: int
    organisations: int


@dataclass(frozen=True, slots=True)
class MemberTable:
    """T-04 of one province or of all that a user sees, as of the day of the last count."""

    as_of: date
    fiscal_year: int
    kinds: tuple[KindCount, ...]
    provinces: tuple[ProvinceCount, ...]


def share(*, result: int | Decimal, target: int | Decimal | None) -> Decimal | None:
    """Return a result in per cent of a target, rounded half up to two places; None where there is no target.

    Source: R-MEM-09 (1,216,925 of 3,400,000 is 35.79 %).
    """
    if not target:
        return None
    return half_up(Decimal(result) * 100 / Decimal(target))


def member_table(*, user: User, province: str | None, on: date) -> MemberTable | None:
    """Return T-04 from the newest count not later than a day; None where nothing was counted for the user's provinces.

    Reads the figures of one day (at most 154 rows), never the register. The target of a province is the province's own;
    the nation's stands where the whole nation is shown. A target holds in the fiscal year in which it was set.

    Source: R-MEM-09, T-04.
    """
    codes = provinces_within(user=user, permission="reports.view")
    if province is not None:
        codes = [code for code in codes if code == province]
    rows = MemberCount.objects.filter(province__in=codes, as_of__lte=on)
    as_of = rows.aggregate(newest=Max("as_of"))["newest"]
    if as_of is None:
        return None
    counted = list(
        rows.filter(as_of=as_of).values("province", "kind").annotate(before=Sum("before_year"), new=Sum("in_year"))
    )
    scope = province if province is not None or len(codes) != 1 else codes[0]
    targets = _targets(scope, as_of) if scope is not None or _is_nation(codes) else {}
    kinds = tuple(
        KindCount(
            kind=kind,
            base=sum(row["before"] for row in counted if row["kind"] == kind),
            target=targets.get(kind),
            result=sum(row["new"] for row in counted if row["kind"] == kind),
        )
        for kind in Member.Kind.values
    )
    return MemberTable(as_of=as_of, fiscal_year=fiscal_year_be(as_of), kinds=kinds, provinces=_by_province(counted))


def _is_nation(codes: list[str]) -> bool:
    return Province.objects.count() == len(codes)


def _targets(province: str | None, as_of: date) -> dict[str, int]:
    first, last = fiscal_year_bounds(fiscal_year_be(as_of))
    rows = Policy.objects.filter(
        key__in=TARGETS.values(), province=province, effective_from__range=(first, last)
    ).order_by("effective_from")
    numbers = {row.key: int(Decimal(row.value["number"])) for row in rows}
    return {kind: numbers[key] for kind, key in TARGETS.items() if key in numbers}


def _by_province(counted: list[dict[str, object]]) -> tuple[ProvinceCount, ...]:
    sums: dict[str, dict[str, int]] = {}
    for row in counted:
        whole = int(str(row["before"])) + int(str(row["new"]))
        sums.setdefault(str(row["province"]), {})[str(row["kind"])] = whole
    provinces = Province.objects.in_bulk(list(sums))
    return tuple(
        ProvinceCount(
            province=provinces[code],
            persons=sums[code].get(Member.Kind.PERSON, 0),
            organisations=sums[code].get(Member.Kind.ORGANISATION, 0),
        )
        for code in sorted(sums, key=lambda code: provinces[code].name_th)
    )
