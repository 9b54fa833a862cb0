"""Default interest: principal × rate × days / basis, one line for one principal, one rate and one period."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from areas.rules import require_day
from loans.rules import require_day_basis, require_principal, require_rate, simple_interest
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

DEFAULT_RATE = Decimal("0.075")  # P-08
DEFAULT_DAY_BASIS = 360  # P-09
HIGHEST_DEFAULT_RATE = Decimal(1)  # a penalty has no ceiling in law; a percentage in place of a fraction is caught


class NoRateThen(Refusal):
    """The dated rates say nothing about a day, or contradict each other."""


@dataclass(frozen=True, slots=True)
class InterestLine:
    """Interest on one principal, at one rate, over one period: ``amount`` is rounded once, half up.

    ``since_on`` is not counted, ``until_on`` is.
    """

    since_on: date
    until_on: date
    days: int
    principal: Decimal
    annual_rate: Decimal
    day_basis: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class RateStep:
    """A yearly rate and the first day on which it holds."""

    from_on: date
    annual_rate: Decimal


# Default interest by law where the contract names no rate (P-11, L-04).
STATUTORY_STEPS = (
    RateStep(from_on=date(1900, 1, 1), annual_rate=Decimal("0.075")),
    RateStep(from_on=date(2021, 4, 11), annual_rate=Decimal("0.05")),
)


def default_interest(
    *,
    principal: Decimal,
    due_on: date,
    paid_on: date,
    annual_rate: Decimal = DEFAULT_RATE,
    day_basis: int = DEFAULT_DAY_BASIS,
) -> InterestLine:
    """The default interest on one overdue principal from its due date to the day of payment, with its working.

    The due date is not counted, the day of payment is; a payment on time or early bears nothing. Never on interest.

    :param principal: the unpaid principal of the instalment in baht; nothing is allowed.
    :param due_on: the effective due date, after a shift for a holiday (A-09).
    :param annual_rate: a yearly fraction, as the contract says.
    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises loans.rules.PrincipalOutOfRange: for a negative principal.
    :raises loans.rules.RateOutOfRange: for a float, a negative rate, or a percentage.
    :raises areas.rules.NotADay: when a date is none.
    Source: R-DEF-06, R-DEF-07, A-01, A-02, A-04.
    """
    return interest_between(
        principal=_require_unpaid(principal),
        annual_rate=require_rate(annual_rate, highest=HIGHEST_DEFAULT_RATE),
        since_on=require_day(due_on),
        until_on=require_day(paid_on),
        day_basis=require_day_basis(day_basis),
    )


def require_steps(steps: Sequence[RateStep]) -> tuple[RateStep, ...]:
    """The dated rates in order of time.

    :raises NoRateThen: when there is none, or two begin on one day.
    """
    ordered = tuple(sorted(steps, key=lambda step: require_day(step.from_on)))
    if not ordered:
        raise NoRateThen(_("ไม่มีอัตราดอกเบี้ยผิดนัด"))
    for step in ordered:
        require_rate(step.annual_rate, highest=HIGHEST_DEFAULT_RATE)
    for one, other in zip(ordered, ordered[1:], strict=False):
        if one.from_on == other.from_on:
            raise NoRateThen(_("อัตราดอกเบี้ยผิดนัดสองอัตราเริ่มใช้วันเดียวกันคือ %(day)s"), day=one.from_on)
    return ordered


def interest_between(
    *, principal: Decimal, annual_rate: Decimal, since_on: date, until_on: date, day_basis: int
) -> InterestLine:
    """One line of interest from the day after ``since_on`` to ``until_on``, for arguments that were checked before."""
    days = max((until_on - since_on).days, 0)
    return InterestLine(
        since_on,
        until_on,
        days,
        principal,
        annual_rate,
        day_basis,
        simple_interest(principal=principal, annual_rate=annual_rate, days=days, day_basis=day_basis),
    )


def interest_by_steps(
    *, principal: Decimal, since_on: date, until_on: date, steps: tuple[RateStep, ...], day_basis: int
) -> tuple[InterestLine, ...]:
    """The lines of interest under dated rates, for arguments that were checked before.

    :raises NoRateThen: when a day lies before the first rate.
    """
    if until_on <= since_on or not principal:
        return ()
    if since_on + timedelta(days=1) < steps[0].from_on:
        raise NoRateThen(
            _("ไม่มีอัตราดอกเบี้ยผิดนัดก่อนวันที่ %(first)s แต่ผิดนัดตั้งแต่ %(due_on)s"), first=steps[0].from_on, due_on=since_on
        )
    if len(steps) == 1:
        return (
            interest_between(
                principal=principal,
                annual_rate=steps[0].annual_rate,
                since_on=since_on,
                until_on=until_on,
                day_basis=day_basis,
            ),
        )
    lines = []
    for number, step in enumerate(steps):
        # a period is open at its beginning: the day before the rate's first day is not counted
        begins = max(since_on, step.from_on - timedelta(days=1)) if number else since_on
        ends = min(until_on, steps[number + 1].from_on - timedelta(days=1)) if number + 1 < len(steps) else until_on
        if begins < ends:
            lines.append(
                interest_between(
                    principal=principal,
                    annual_rate=step.annual_rate,
                    since_on=begins,
                    until_on=ends,
                    day_basis=day_basis,
                )
            )
    return tuple(lines)


def _require_unpaid(principal: Decimal) -> Decimal:
    unpaid = require_money(principal)
    return unpaid if not unpaid else require_principal(unpaid)
