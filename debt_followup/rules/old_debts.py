"""Debts of an old register: what was left of each instalment, what was collected of them, arrears by year. Pure.

A register knows what was received in one sum of principal. It pays the oldest instalments first; an instalment of which
something was paid brings no contract interest along, because interest is paid before principal (CCC 329).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from areas.rules import require_day, require_whole
from loans.rules import (
    MOST_INSTALMENTS,
    BadDueDates,
    SplitDoesNotAddUp,
    require_principal,
    require_rate,
    simple_interest,
    split_principal,
)
from thai.baht import require_money
from thai.dates import add_months
from thai.refusals import Refusal
from thai.refusals import sentence as _

NOTHING = Decimal("0.00")
CONTRACT_DAY_BASIS = 365
BASE_ON = date(2016, 4, 30)  # R-DEBT-02: the financial position at the merger of the funds
COUNTED_UNTIL = date(2017, 9, 30)  # R-DEBT-06: payments of May 2559 to September 2560
TARGET_RATE = Decimal("0.60")  # P-25
_HUNDREDTH = Decimal("0.01")


class ReceivedTooMuch(Refusal):
    """More was received than was lent, or less than nothing."""


class NoDueDate(Refusal):
    """Something is left of the debt, and nothing says when it fell due."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One instalment as the register names it; without ``interest`` it follows from the contract's rate."""

    number: int
    due_on: date
    principal: Decimal
    interest: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Remaining:
    """What was left of one instalment; the number is that of the old contract.

    ``days`` run from the due date before, paid or not; ``opening_principal`` is what was left from this one on.
    """

    number: int
    due_on: date
    days: int
    opening_principal: Decimal
    principal: Decimal
    interest: Decimal


def equal_parts(
    *, principal: Decimal, instalments: int, first_due_on: date, months_between: int
) -> tuple[Planned, ...]:
    """Equal instalments in whole baht, the rest in the last one, every so many months on the same day.

    :raises loans.rules.PrincipalOutOfRange, areas.rules.NotAWholeNumber: as the names say.
    Source: A-10.
    """
    count = require_whole(instalments, least=1, most=MOST_INSTALMENTS)
    between = require_whole(months_between, least=1, most=12) if count > 1 else 1
    first = require_day(first_due_on)
    return tuple(
        Planned(number, add_months(first, between * (number - 1)), part)
        for number, part in enumerate(split_principal(principal=principal, instalments=count), start=1)
    )


def left_of(
    *,
    approved: Decimal,
    received: Decimal,
    contract_on: date,
    planned: Iterable[Planned],
    annual_rate: Decimal = Decimal(0),
    day_basis: int = CONTRACT_DAY_BASIS,
) -> tuple[Remaining, ...]:
    """What was left of each instalment once the sum received had paid the oldest first; paid ones are left out.

    The instalments named may be all of the contract, or only those still unpaid: their principal adds up to what was
    lent, or to what is left. The principal of the answer adds up to ``approved`` less ``received``. An instalment that
    was paid in part bears no contract interest; the others bear what the register says of them, or the rate on the
    declining balance. A debt that was paid off gives nothing.

    :param annual_rate: the contract's interest, a yearly fraction.
    :raises ReceivedTooMuch: for more than was lent, or less than nothing.
    :raises NoDueDate: something is left and no instalment is named.
    :raises loans.rules.BadDueDates: the due dates are not in order after the contract.
    :raises loans.rules.SplitDoesNotAddUp: the instalments add up to neither.
    Source: R-DEBT-01, A-04, A-05, CCC 329.
    """
    lent, paid = require_principal(approved), require_money(received)
    if not 0 <= paid <= lent:
        raise ReceivedTooMuch(
            _("ยอดรับชำระ %(received)s บาทต้องไม่เกินเงินที่อนุมัติ %(approved)s บาท"), received=paid, approved=lent
        )
    require_rate(annual_rate)
    if paid == lent:
        return ()
    lines = _in_order(planned, contract_on=require_day(contract_on))
    named = sum((line.principal for line in lines), NOTHING)
    if named not in (lent, lent - paid):
        raise SplitDoesNotAddUp(
            _("เงินต้นรายงวดรวม %(named)s บาท ไม่ตรงกับเงินที่อนุมัติ %(approved)s บาท หรือยอดคงเหลือ %(remaining)s บาท"),
            named=named,
            approved=lent,
            remaining=lent - paid,
        )
    since = contract_on if named == lent else _day_before_first(lines, contract_on)
    pays, opening = named - (lent - paid), lent - paid
    found = []
    for line in lines:
        taken = min(pays, line.principal)
        pays -= taken
        left, days = line.principal - taken, (line.due_on - since).days
        if left:
            interest = NOTHING
            if not taken:
                interest = (
                    line.interest if line.interest is not None else _interest(opening, annual_rate, days, day_basis)
                )
            found.append(Remaining(line.number, line.due_on, days, opening, left, interest))
            opening -= left
        since = line.due_on
    return tuple(found)


def _day_before_first(lines: Sequence[Planned], contract_on: date) -> date:
    """When the paid instalments are not named, the first that is follows them as the second follows it."""
    first = lines[0].due_on
    return max(contract_on, first - (lines[1].due_on - first)) if len(lines) > 1 else first


def _interest(principal: Decimal, annual_rate: Decimal, days: int, day_basis: int) -> Decimal:
    return simple_interest(principal=principal, annual_rate=annual_rate, days=days, day_basis=day_basis)


def _in_order(planned: Iterable[Planned], *, contract_on: date) -> Sequence[Planned]:
    lines = tuple(planned)
    if not lines:
        raise NoDueDate(_("ยังมีหนี้คงเหลือ ต้องมีวันครบกำหนดอย่างน้อยหนึ่งงวด"))
    number, before = 0, contract_on
    for line in lines:
        require_principal(line.principal)
        if line.interest is not None and require_money(line.interest) < 0:
            raise SplitDoesNotAddUp(_("ดอกเบี้ยงวดที่ %(number)s ติดลบไม่ได้"), number=line.number)
        if line.number <= number or line.due_on <= before:
            raise BadDueDates(
                _("งวดที่ %(number)s วันที่ %(day)s ต้องเรียงตามเลขงวดและอยู่หลังวันที่ %(before)s"),
                number=line.number,
                day=line.due_on,
                before=before,
            )
        number, before = line.number, line.due_on
    return lines


# -- what was collected of old debts ----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Collection:
    """What was collected of old debts, in the two readings of "60 %" (I-09), each of the base and of its aim (I-12).

    ``to_collect`` reads it as 60 per cent of the base to be collected; ``to_fall_to`` as a balance that falls to 60 per
    cent of the base, so that ``to_collect_by_falling`` is the rest. Percentages are rounded half up to two places, and
    None where there is nothing to compare with.
    """

    base: Decimal
    collected: Decimal
    rate: Decimal

    @property
    def balance(self) -> Decimal:
        return self.base - self.collected

    @property
    def to_collect(self) -> Decimal:
        return (self.base * self.rate).quantize(_HUNDREDTH, ROUND_HALF_UP)

    @property
    def to_fall_to(self) -> Decimal:
        return self.to_collect

    @property
    def to_collect_by_falling(self) -> Decimal:
        return self.base - self.to_fall_to

    @property
    def of_base(self) -> Decimal | None:
        return percent(self.collected, self.base)

    @property
    def of_target(self) -> Decimal | None:
        return percent(self.collected, self.to_collect)

    @property
    def of_falling(self) -> Decimal | None:
        return percent(self.collected, self.to_collect_by_falling)

    @property
    def still_to_collect(self) -> Decimal:
        return max(self.to_collect - self.collected, NOTHING)

    @property
    def still_to_fall(self) -> Decimal:
        return max(self.balance - self.to_fall_to, NOTHING)


def collection(*, base: Decimal, collected: Decimal, rate: Decimal = TARGET_RATE) -> Collection:
    """What was collected of a base of old debts beside the aim, in both readings.

    :param rate: the share of the base that the policy names (P-25).
    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises loans.rules.RateOutOfRange: for a share outside 0 to 1.
    Source: R-DEBT-06, R-KPI-04, R-KPI-15, I-09, I-12, P-25.
    """
    return Collection(
        base=require_money(base), collected=require_money(collected), rate=require_rate(rate, highest=Decimal(1))
    )


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """The part as a percentage of the whole, half up to two places; None of nothing."""
    return (part * 100 / whole).quantize(_HUNDREDTH, ROUND_HALF_UP) if whole else None


# -- arrears by the year of approval -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class YearOfArrears:
    """What was lent in one fiscal year and what is left of it; all years where ``year_be`` is None (R-DEBT-14)."""

    year_be: int | None
    projects: int
    approved: Decimal
    remaining_projects: int
    remaining: Decimal

    @property
    def received(self) -> Decimal:
        """Principal received: what was approved less what is left (A-35)."""
        return self.approved - self.remaining

    @property
    def received_percent(self) -> Decimal | None:
        return percent(self.received, self.approved)

    @property
    def remaining_percent(self) -> Decimal | None:
        return percent(self.remaining, self.approved)


def in_all(years: Iterable[YearOfArrears]) -> YearOfArrears:
    """The sums of some years; percentages are those of the sums. Source: R-DEBT-14."""
    rows = tuple(years)
    return YearOfArrears(
        year_be=None,
        projects=sum(row.projects for row in rows),
        approved=sum((row.approved for row in rows), NOTHING),
        remaining_projects=sum(row.remaining_projects for row in rows),
        remaining=sum((row.remaining for row in rows), NOTHING),
    )
