"""Restructuring a debt: who takes which step, what the three methods may do, what a household can pay (R-RSTR).

Pure. The arithmetic of a new schedule is ``repayments.rules.new_schedule``; here stands what the fund allows of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from areas.rules import IsBusinessDay, require_day, require_whole
from loans.rules import require_rate
from repayments.rules import AccruedInterest, RateStep, Restructuring, new_schedule
from repayments.rules.default_interest import HIGHEST_DEFAULT_RATE
from thai.baht import SATANG
from thai.dates import add_months
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .requests import (
    DECIDE,
    MACHINE,
    OPEN,
    OPINE,
    RESTRUCTURE,
    Ability,
    Move,
    PlanNotWhole,
    Stage,
    ability,
)

__all__ = [
    "DECIDE",
    "MACHINE",
    "METHODS",
    "OPEN",
    "OPINE",
    "RESTRUCTURE",
    "Ability",
    "HolidayNotAllowed",
    "Limits",
    "Method",
    "Move",
    "Owed",
    "Plan",
    "PlanNotWhole",
    "RateNotAllowed",
    "Simulated",
    "Stage",
    "TooLong",
    "ability",
    "check_plan",
    "lowered",
    "rate_on",
    "simulate",
]
NOTHING = Decimal("0.00")
MOST_INSTALMENTS = 120
MOST_MONTHS_BETWEEN = 12


class TooLong(Refusal):
    """The last instalment falls due after the longest time that a restructured debt may take (P-20)."""


class RateNotAllowed(Refusal):
    """The contract's rate is not above the floor, or the new one is below it (P-19, D-09)."""


class HolidayNotAllowed(Refusal):
    """The payment holiday is missing, too long (P-21), or asked with a method that knows none."""


# -- the three methods -------------------------------------------------------------------------------------------------
class Method(StrEnum):
    """What a restructuring does (R-RSTR-02..04)."""

    LONGER = "LONGER"
    LOWER_RATE = "LOWER_RATE"
    HOLIDAY = "HOLIDAY"


METHODS: dict[Method, str] = {
    Method.LONGER: _("ลดจำนวนเงินงวด ผ่อนผันหรือขยายเวลา"),
    Method.LOWER_RATE: _("ลดอัตราดอกเบี้ยผิดนัดหรือเบี้ยปรับ"),
    Method.HOLIDAY: _("พักชำระหนี้"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What the policies allow on a day: floor of the rate (P-19), months in all (P-20), months of holiday (P-21)."""

    rate_floor: Decimal
    most_months: int
    most_holiday_months: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of a new schedule.

    :param default_rate: method 2: the rate to which unpaid default interest is lowered.
    :param keeps_rate: whether that rate also holds for default on the new schedule; else the contract's own revives.
    :param holiday_months: method 3: months without interest of any kind, from ``holiday_from`` on.
    """

    method: Method
    agreed_on: date
    first_due_on: date
    count: int
    months_between: int = 1
    default_rate: Decimal | None = None
    keeps_rate: bool = False
    holiday_from: date | None = None
    holiday_months: int = 0

    @property
    def due_dates(self) -> tuple[date, ...]:
        """The nominal due dates, in order."""
        return tuple(add_months(self.first_due_on, self.months_between * number) for number in range(self.count))

    @property
    def holiday_until(self) -> date | None:
        """The last day of the holiday: the one before the day that corresponds to its first (CCC 193/5)."""
        if not self.holiday_months or self.holiday_from is None:
            return None
        return add_months(self.holiday_from, self.holiday_months) - timedelta(days=1)

    @property
    def rate_after(self) -> Decimal | None:
        """The rate of default interest on the new instalments; None: the contract's own (A-14)."""
        return self.default_rate if self.keeps_rate else None


def check_plan(
    *,
    plan: Plan,
    limits: Limits,
    rates: Sequence[RateStep],
    is_silent: bool,
    exception_reason: str = "",
) -> None:
    """Nothing, if the fund allows the plan; otherwise a refusal that says what it does not allow.

    :param rates: the contract's default interest as dated rates; ``is_silent``: they are the law's, not its own (A-16).
    :param exception_reason: why the debt may take longer than the ceiling; the provincial resolution decides (A-17).
    :raises TooLong, RateNotAllowed, HolidayNotAllowed, PlanNotWhole: as the names say.
    Source: R-RSTR-02..05, P-19..P-21, A-16, A-17, D-09.
    """
    require_whole(plan.count, least=1, most=MOST_INSTALMENTS)
    require_whole(plan.months_between, least=1, most=MOST_MONTHS_BETWEEN)
    if require_day(plan.first_due_on) <= require_day(plan.agreed_on):
        raise PlanNotWhole(
            _("งวดแรก %(due_on)s ต้องครบกำหนดหลังวันทำบันทึกข้อตกลง %(agreed_on)s"),
            due_on=plan.first_due_on,
            agreed_on=plan.agreed_on,
        )
    if plan.method is Method.LOWER_RATE:
        _check_rate(plan, limits, rates, is_silent=is_silent)
    elif plan.default_rate is not None or plan.keeps_rate:
        raise PlanNotWhole(_("อัตราดอกเบี้ยผิดนัดใหม่ใช้กับวิธีลดอัตราเท่านั้น"))
    _check_holiday(plan, limits)
    last = add_months(plan.agreed_on, limits.most_months)
    if plan.due_dates[-1] > last and not exception_reason.strip():
        raise TooLong(
            _(
                "งวดสุดท้าย %(last_due_on)s เกิน %(months)s เดือนนับแต่วันทำบันทึกข้อตกลง (ไม่เกิน %(last)s รวมเวลาพักชำระ) "
                "หากจะยกเว้นต้องระบุเหตุผลและมีมติ อกส.จ."
            ),
            last_due_on=plan.due_dates[-1],
            months=limits.most_months,
            last=last,
        )


def _check_rate(plan: Plan, limits: Limits, rates: Sequence[RateStep], *, is_silent: bool) -> None:
    current = rate_on(rates, plan.agreed_on)
    floor = _percent(limits.rate_floor)
    if current <= limits.rate_floor:
        if is_silent:
            raise RateNotAllowed(
                _(
                    "สัญญาไม่ได้กำหนดอัตราดอกเบี้ยผิดนัด จึงใช้อัตราตามกฎหมายร้อยละ %(current)s ต่อปี "
                    "ซึ่งไม่สูงกว่าเกณฑ์ขั้นต่ำร้อยละ %(floor)s "
                    "เกณฑ์นี้มีมาก่อนกฎหมายดอกเบี้ยผิดนัดร้อยละ 5 ให้หารือกรมการพัฒนาชุมชนก่อนใช้กับสัญญาที่ไม่ได้กำหนดอัตรา"
                ),
                current=_percent(current),
                floor=floor,
            )
        raise RateNotAllowed(
            _("อัตราตามสัญญาร้อยละ %(current)s ต่อปีไม่สูงกว่าร้อยละ %(floor)s จึงลดไม่ได้ ให้เลือกวิธีอื่น"),
            current=_percent(current),
            floor=floor,
        )
    if plan.default_rate is None:
        raise PlanNotWhole(_("ต้องระบุอัตราดอกเบี้ยผิดนัดใหม่"))
    rate = require_rate(plan.default_rate, highest=HIGHEST_DEFAULT_RATE)
    if not limits.rate_floor <= rate < current:
        raise RateNotAllowed(
            _("อัตราใหม่ร้อยละ %(rate)s ต่อปีต้องไม่ต่ำกว่าร้อยละ %(floor)s และต่ำกว่าอัตราตามสัญญาร้อยละ %(current)s"),
            rate=_percent(rate),
            floor=floor,
            current=_percent(current),
        )


def _check_holiday(plan: Plan, limits: Limits) -> None:
    if plan.method is not Method.HOLIDAY:
        if plan.holiday_months or plan.holiday_from:
            raise HolidayNotAllowed(_("การพักชำระหนี้ใช้กับวิธีพักชำระหนี้เท่านั้น"))
        return
    if plan.holiday_from is None or not 1 <= plan.holiday_months <= limits.most_holiday_months:
        raise HolidayNotAllowed(
            _("การพักชำระหนี้ต้องมีวันเริ่มและระยะเวลา 1 ถึง %(most)s เดือน"), most=limits.most_holiday_months
        )
    until = plan.holiday_until
    if plan.holiday_from < plan.agreed_on or (until is not None and plan.first_due_on <= until):
        raise HolidayNotAllowed(
            _("การพักชำระหนี้ต้องเริ่มไม่ก่อนวันทำบันทึกข้อตกลง และงวดแรกต้องครบกำหนดหลัง %(until)s ซึ่งเป็นวันสุดท้ายที่พัก"), until=until
        )


def rate_on(rates: Sequence[RateStep], on: date) -> Decimal:
    """The dated rate in force on a day."""
    return max((step for step in rates if step.from_on <= on), key=lambda step: step.from_on).annual_rate


def _percent(rate: Decimal) -> str:
    return f"{rate * 100:.2f}"


def lowered(*, unpaid: Iterable[AccruedInterest], rate: Decimal) -> Decimal:
    """How much less the unpaid default interest is at a lower rate, in baht; what was frozen before stays (method 2).

    Each unpaid line is worked out anew at the lower rate, rounded once, half up; a line at or below it stays.

    Source: R-RSTR-03, A-14, A-34.
    """
    less = NOTHING
    for accrued in unpaid:
        if accrued.line.annual_rate > rate:
            kept = (accrued.unpaid * rate / accrued.line.annual_rate).quantize(SATANG, ROUND_HALF_UP)
            less += accrued.unpaid - kept
    return less


# -- a simulation ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Owed:
    """What goes into a new schedule: what is owed of a debt at the end of a day, in baht; ``unpaid`` is the working."""

    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    costs: Decimal
    credit: Decimal
    unpaid: tuple[AccruedInterest, ...]

    @property
    def total(self) -> Decimal:
        """All of it, the credit not taken off."""
        return self.principal + self.contract_interest + self.default_interest + self.costs


@dataclass(frozen=True, slots=True)
class Simulated:
    """A plan worked out: the new schedule, what is waived by it, the balances it stands on."""

    plan: Plan
    owed: Owed
    waived: Decimal
    schedule: Restructuring

    @property
    def total(self) -> Decimal:
        """All that is to be paid by the new schedule."""
        return self.schedule.total

    @property
    def new_interest(self) -> Decimal:
        """The contract interest of the new time."""
        return sum((line.interest for line in self.schedule.instalments), NOTHING)

    @property
    def monthly(self) -> Decimal:
        """What the dearest instalment asks for each of its months."""
        return (self.highest / self.plan.months_between).quantize(SATANG, ROUND_HALF_UP)

    @property
    def highest(self) -> Decimal:
        """What the dearest instalment asks."""
        return max(amount for _due_on, amount in self.amounts)

    @property
    def amounts(self) -> tuple[tuple[date, Decimal], ...]:
        """What falls due on each due date, the frozen parts included."""
        return tuple(
            (line.nominal_due_on, line.total + kept.contract_interest + kept.default_interest)
            for line in self.schedule.instalments
            for kept in (self.schedule.frozen_of(line.number),)
        )


def simulate(
    *,
    plan: Plan,
    owed: Owed,
    annual_rate: Decimal,
    day_basis: int,
    first_number: int,
    is_business_day: IsBusinessDay,
) -> Simulated:
    """The new schedule of a plan on the balances of the day of the agreement, whether the fund allows it or not.

    :raises loans.rules.PrincipalOutOfRange: less than a baht of principal for each instalment.
    :raises repayments.rules.BadInstalments, repayments.rules.BadTerms: the dates are no schedule.
    Source: R-RSTR-02..05, A-14.
    """
    waived = NOTHING
    if plan.method is Method.LOWER_RATE and plan.default_rate is not None:
        waived = lowered(unpaid=owed.unpaid, rate=plan.default_rate)
    schedule = new_schedule(
        principal=owed.principal,
        contract_interest=owed.contract_interest,
        default_interest=owed.default_interest - waived,
        annual_rate=annual_rate,
        agreed_on=plan.agreed_on,
        due_dates=plan.due_dates,
        first_number=first_number,
        is_business_day=is_business_day,
        day_basis=day_basis,
        default_rate=plan.rate_after,
        holiday_from=plan.holiday_from if plan.holiday_months else None,
        holiday_until=plan.holiday_until,
    )
    return Simulated(plan, owed, waived, schedule)
