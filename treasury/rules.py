"""The arithmetic of the books: budget rows, the allowance for doubtful debts, pairing a statement with the books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from thai.baht import half_up, require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

NOTHING = Decimal("0.00")


class BadBands(Refusal):
    """The rates of the allowance are not a list of classes from day 0 on, each with a rate between 0 and 1."""


# -- the budget ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One plan of a fiscal year, in baht: what was allocated, drawn, and returned to the department (R-BUD-02)."""

    plan: str
    allocated: Decimal = NOTHING
    drawn: Decimal = NOTHING
    returned: Decimal = NOTHING

    @property
    def remaining(self) -> Decimal:
        """What may still be drawn or has to be returned; below nothing where more was drawn than allocated."""
        return self.allocated - self.drawn - self.returned

    @property
    def percent(self) -> Decimal | None:
        """What was drawn, per cent of the allocation to two places; nothing without an allocation."""
        return half_up(self.drawn * 100 / self.allocated) if self.allocated else None


def budget_total(*, rows: Iterable[BudgetRow], plan: str = "") -> BudgetRow:
    """The sums of some plans as a row of their own, named ``plan``."""
    allocated = drawn = returned = NOTHING
    for row in rows:
        allocated += row.allocated
        drawn += row.drawn
        returned += row.returned
    return BudgetRow(plan=plan, allocated=allocated, drawn=drawn, returned=returned)


# -- doubtful debts --------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class AgedDebt:
    """What one debtor still owes of principal, and for how many days the oldest unpaid instalment has been due."""

    party: str
    days_past_due: int
    principal: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """A class of debts: past due by so many days or more, and the part of their principal that is set aside."""

    from_days: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class AllowanceLine:
    """One class with its debts. ``to_days`` is the last day of the class, None in the oldest."""

    from_days: int
    to_days: int | None
    rate: Decimal
    count: int
    principal: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Allowance:
    """The allowance that a portfolio needs, class by class; the total is the sum of the lines."""

    lines: tuple[AllowanceLine, ...]

    @property
    def count(self) -> int:
        return sum(line.count for line in self.lines)

    @property
    def principal(self) -> Decimal:
        return sum((line.principal for line in self.lines), NOTHING)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)


def bands_of(*, value: Mapping[str, Any]) -> tuple[Band, ...]:
    """The classes that a policy names: ``{"bands": [{"days": 0, "rate": "0"}, {"days": 366, "rate": "0.5"}]}``.

    :raises BadBands: no class, none from day 0, a day twice, or a rate outside 0 to 1.
    """
    try:
        bands = tuple(
            sorted(
                (Band(from_days=int(one["days"]), rate=Decimal(str(one["rate"]))) for one in value["bands"]),
                key=lambda band: band.from_days,
            )
        )
    except (KeyError, TypeError, ValueError, InvalidOperation):
        raise BadBands(_("อัตราค่าเผื่อหนี้สงสัยจะสูญไม่อยู่ในรูปที่อ่านได้")) from None
    days = [band.from_days for band in bands]
    if not bands or days[0] != 0 or len(set(days)) != len(days):
        raise BadBands(_("อัตราค่าเผื่อหนี้สงสัยจะสูญต้องมีชั้นหนี้ตั้งแต่ 0 วัน และแต่ละชั้นต้องไม่ซ้ำกัน"))
    if any(not 0 <= band.rate <= 1 for band in bands):
        raise BadBands(_("อัตราค่าเผื่อหนี้สงสัยจะสูญต้องอยู่ระหว่าง 0 ถึง 1"))
    return bands


def allowance(*, debts: Iterable[AgedDebt], bands: Sequence[Band]) -> Allowance:
    """The allowance for some debts: of each class its principal times its rate, rounded half up once a class.

    :param bands: as ``bands_of`` gives them, from day 0 on.
    :raises BadBands: no class begins at day 0.
    :raises thai.baht.NotMoney: an amount that is a float, or has parts of a satang.
    """
    if not bands or bands[0].from_days != 0:
        raise BadBands(_("อัตราค่าเผื่อหนี้สงสัยจะสูญต้องมีชั้นหนี้ตั้งแต่ 0 วัน และแต่ละชั้นต้องไม่ซ้ำกัน"))
    counts, sums = [0] * len(bands), [NOTHING] * len(bands)
    for debt in debts:
        at = max(place for place, band in enumerate(bands) if band.from_days <= max(debt.days_past_due, 0))
        counts[at] += 1
        sums[at] += require_money(debt.principal)
    ends: list[int | None] = [band.from_days - 1 for band in bands[1:]]
    return Allowance(
        lines=tuple(
            AllowanceLine(
                from_days=band.from_days,
                to_days=end,
                rate=band.rate,
                count=count,
                principal=principal,
                amount=half_up(principal * band.rate),
            )
            for band, end, count, principal in zip(bands, [*ends, None], counts, sums, strict=True)
        )
    )


# -- a statement beside the books ------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of an account, on the statement or in the books; money in is positive. ``key`` names it."""

    key: int
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Paired:
    """Which movements belong together (statement, books), and which stand on one side only."""

    pairs: tuple[tuple[int, int], ...]
    only_statement: tuple[int, ...]
    only_books: tuple[int, ...]


def pair(*, statement: Sequence[Movement], books: Sequence[Movement]) -> Paired:
    """Pair the movements of a statement with those of the books: the same amount, the nearest day, the earlier first.

    Every movement is paired once at most; days may differ, because a closed month moves a posting to the next.
    """
    waiting: dict[Decimal, list[Movement]] = {}
    for one in sorted(books, key=lambda each: (each.on, each.key)):
        waiting.setdefault(one.amount, []).append(one)
    pairs, only_statement = [], []
    for line in sorted(statement, key=lambda each: (each.on, each.key)):
        candidates = waiting.get(line.amount)
        if not candidates:
            only_statement.append(line.key)
            continue
        nearest = min(candidates, key=lambda each: (abs((each.on - line.on).days), each.on, each.key))
        candidates.remove(nearest)
        pairs.append((line.key, nearest.key))
    left = sorted((one for group in waiting.values() for one in group), key=lambda each: (each.on, each.key))
    return Paired(pairs=tuple(pairs), only_statement=tuple(only_statement), only_books=tuple(one.key for one in left))
