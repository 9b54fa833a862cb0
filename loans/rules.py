"""Stamp duty, the repayment schedule and the due dates of a loan.

Interest of the contract runs on the declining balance, by actual days, from the transfer and from one nominal due date
to the next (A-04, A-05). A due date on a holiday moves for lateness only (A-09); the days of interest never move, so
that the schedule of a signed contract does not change when a holiday is added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from areas.rules import IsBusinessDay, add_business_days, next_business_day, require_day, require_whole
from thai.baht import SATANG, require_money
from thai.dates import add_months, add_years, fiscal_year_be, fiscal_year_bounds
from thai.refusals import Refusal
from thai.refusals import sentence as _

TERM_MAX_MONTHS = 24  # P-05
INSTALMENTS_MIN_PER_YEAR = 2  # P-06
DUE_DAY = 5  # P-07
MOST_MONTHS_BETWEEN = 6
LONGEST_GAP_MONTHS = 7
BROKEN_YEAR_MONTHS = 6
MOST_INSTALMENTS = 120
HIGHEST_RATE = Decimal("0.15")  # CCC 654
MOST_DAYS_AHEAD = 5  # business days from the order of a transfer to its day (docs/decisions.md)
LARGEST_PRINCIPAL = Decimal(10) ** 15  # far above the fund; keeps every product within exact arithmetic


class PrincipalOutOfRange(Refusal):
    """The principal is nothing, negative, or too small for its instalments."""


class RateOutOfRange(Refusal):
    """The rate is no yearly fraction that the law allows."""


class SplitDoesNotAddUp(Refusal):
    """The principal of the instalments is not the principal of the loan."""


class BadDueDates(Refusal):
    """The due dates cannot be a schedule: none, not in order, or not after the transfer."""


class WrongDueDay(BadDueDates):
    """An instalment falls due on another day of the month than the policy names (P-07)."""


class TermTooLong(BadDueDates):
    """The last instalment falls due after the longest term (P-05)."""


class TooFewInstalments(BadDueDates):
    """A contract year has fewer due dates than the policy asks (P-06)."""


class GapTooLong(BadDueDates):
    """Two due dates lie too far apart (A-28)."""


# -- what every rule of a loan asks of its input ---------------------------------------------------------------------
def require_principal(principal: object) -> Decimal:
    """The principal in baht and whole satang, more than nothing.

    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises PrincipalOutOfRange: for nothing or less, and for more than 10^15 baht.
    """
    money = require_money(principal)
    if money <= 0:
        raise PrincipalOutOfRange(_("เงินต้น %(principal)s บาทต้องมากกว่าศูนย์"), principal=money)
    if money > LARGEST_PRINCIPAL:
        raise PrincipalOutOfRange(
            _("เงินต้น %(principal)s บาทเกินจำนวนที่คำนวณได้ คือ %(most)s บาท"), principal=money, most=LARGEST_PRINCIPAL
        )
    return money


def require_rate(rate: object, *, highest: Decimal = HIGHEST_RATE) -> Decimal:
    """The rate as a yearly fraction: 0.03 is three per cent.

    :raises RateOutOfRange: for a float or anything else that is no Decimal, for a negative rate, and for one above
        ``highest``, which also catches a percentage given in place of a fraction.
    """
    if not isinstance(rate, Decimal) or not rate.is_finite():
        raise RateOutOfRange(_("อัตราดอกเบี้ยต้องเป็นเลขฐานสิบที่แน่นอน ไม่ใช่ %(kind)s"), kind=type(rate).__name__)
    if not 0 <= rate <= highest:
        raise RateOutOfRange(
            _("อัตราดอกเบี้ย %(rate)s ต่อปีอยู่นอกช่วง 0 ถึง %(highest)s (ร้อยละสามเขียนเป็น 0.03)"),
            rate=rate,
            highest=highest,
        )
    return rate


def require_day_basis(days: object) -> int:
    """The number of days by which a year is counted: 360 or 365 as a rule.

    :raises areas.rules.NotAWholeNumber: for anything but a whole number from 360 to 366.
    """
    return require_whole(days, least=360, most=366)


def simple_interest(*, principal: Decimal, annual_rate: Decimal, days: int, day_basis: int) -> Decimal:
    """Principal × rate × days / basis, in full precision, rounded once half up to the satang (A-01).

    The one place where interest of any kind is worked out. The arguments must have been checked.
    """
    return (principal * annual_rate * days / day_basis).quantize(SATANG, ROUND_HALF_UP)


# -- stamp duty ------------------------------------------------------------------------------------------------------
def stamp_duty(*, principal: Decimal, per: Decimal | int = 2000, cap: Decimal | int = 10000) -> Decimal:
    """The stamp duty of a loan in baht: one baht for every ``per`` baht or a part of it, at most ``cap`` baht.

    :param principal: the loan in baht.
    :param cap: nothing where a legal ruling switched the duty off.
    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises PrincipalOutOfRange: for nothing or less; for a cap below nothing.
    Source: R-STMP-01, A-27, Revenue Code, schedule of stamp duty, item 5.
    """
    loan, step = require_principal(principal), require_principal(per)
    highest = require_money(cap) if cap == 0 else require_principal(cap)
    return min(require_money((loan / step).to_integral_value(ROUND_CEILING)), highest)


# -- schedule --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment with its working: ``interest`` = opening principal × rate × ``days`` / basis, half up.

    ``days`` run from the previous nominal due date, or from the transfer, to this one. ``effective_due_on`` is the
    last day on which a payment is on time; limitation goes by ``nominal_due_on``.
    """

    number: int
    nominal_due_on: date
    effective_due_on: date
    days: int
    opening_principal: Decimal
    principal: Decimal
    interest: Decimal
    total: Decimal


def split_principal(*, principal: Decimal, instalments: int) -> tuple[Decimal, ...]:
    """Equal parts in whole baht, the rest in the last one. The parts add up to the principal.

    :raises PrincipalOutOfRange: when there is less than a baht for each instalment.
    Source: A-10.
    """
    loan = require_principal(principal)
    count = require_whole(instalments, least=1, most=MOST_INSTALMENTS)
    part = loan // count
    if part < 1:
        raise PrincipalOutOfRange(
            _("เงินต้น %(principal)s บาทแบ่งเป็น %(instalments)s งวด งวดละอย่างน้อยหนึ่งบาทไม่ได้"),
            principal=loan,
            instalments=count,
        )
    equal = require_money(part)
    return (equal,) * (count - 1) + (loan - equal * (count - 1),)


def schedule(
    *,
    principal: Decimal,
    annual_rate: Decimal,
    disbursed_on: date,
    due_dates: Sequence[date],
    is_business_day: IsBusinessDay,
    day_basis: int = 365,
    principal_parts: Sequence[Decimal] | None = None,
) -> tuple[Instalment, ...]:
    """The instalments of a loan, in order, with the interest of each on the declining balance.

    The principal of the instalments adds up to ``principal`` to the satang; each line's interest is rounded once.
    Whether the fund's policies allow the dates is for ``check_schedule``; an older contract may have others.

    :param annual_rate: a yearly fraction, at most 0.15.
    :param disbursed_on: the day of the transfer, which is the contract's date.
    :param due_dates: nominal due dates, in order, after the transfer.
    :param is_business_day: whether government and banks are both open on a day; moves the effective due dates only.
    :param principal_parts: the principal of each instalment where it is not split evenly, as in an older contract.
    :raises PrincipalOutOfRange, RateOutOfRange, BadDueDates, SplitDoesNotAddUp: as the names say.
    Source: R-CONT-08, R-CONT-09, A-01, A-04, A-05, A-09, A-10.
    """
    loan, rate, basis = require_principal(principal), require_rate(annual_rate), require_day_basis(day_basis)
    due = _require_due_dates(disbursed_on=disbursed_on, due_dates=due_dates)
    parts = _parts(principal=loan, count=len(due), given=principal_parts)
    lines = []
    opening, since = loan, disbursed_on
    for number, (due_on, part) in enumerate(zip(due, parts, strict=True), start=1):
        days = (due_on - since).days
        interest = simple_interest(principal=opening, annual_rate=rate, days=days, day_basis=basis)
        lines.append(
            Instalment(
                number=number,
                nominal_due_on=due_on,
                effective_due_on=next_business_day(day=due_on, is_business_day=is_business_day),
                days=days,
                opening_principal=opening,
                principal=part,
                interest=interest,
                total=part + interest,
            )
        )
        opening, since = opening - part, due_on
    return tuple(lines)


def moved_due_date(*, nominal_due_on: date, effective_due_on: date, is_business_day: IsBusinessDay, on: date) -> date:
    """Return the effective due date by the calendar as it is known on a day.

    A later one always, an earlier one only where it is not past: nobody is late in hindsight.

    Source: A-09, CCC 193/8.
    """
    due_on = next_business_day(day=nominal_due_on, is_business_day=is_business_day)
    return effective_due_on if due_on < effective_due_on and due_on < on else due_on


def _parts(*, principal: Decimal, count: int, given: Sequence[Decimal] | None) -> tuple[Decimal, ...]:
    if given is None:
        return split_principal(principal=principal, instalments=count)
    parts = tuple(require_principal(part) for part in given)
    if len(parts) != count or sum(parts) != principal:
        raise SplitDoesNotAddUp(
            _("เงินต้นรายงวด %(count)s งวดรวม %(total)s บาท ไม่ตรงกับเงินต้น %(principal)s บาทใน %(due)s งวด"),
            count=len(parts),
            total=sum(parts, Decimal("0.00")),
            principal=principal,
            due=count,
        )
    return parts


def _require_due_dates(*, disbursed_on: date, due_dates: Sequence[date]) -> tuple[date, ...]:
    before = require_day(disbursed_on)
    due = tuple(require_day(day) for day in due_dates)
    if not 1 <= len(due) <= MOST_INSTALMENTS:
        raise BadDueDates(_("จำนวนงวดต้องอยู่ระหว่าง 1 ถึง %(most)s งวด"), most=MOST_INSTALMENTS)
    for day in due:
        if day <= before:
            raise BadDueDates(_("วันครบกำหนด %(day)s ต้องอยู่หลังวันที่ %(before)s"), day=day, before=before)
        before = day
    return due


# -- due dates -------------------------------------------------------------------------------------------------------
def propose_due_dates(
    *,
    disbursed_on: date,
    instalments: int,
    months_between: int,
    due_day: int = DUE_DAY,
    term_max_months: int = TERM_MAX_MONTHS,
) -> tuple[date, ...]:
    """The due dates that the system proposes and the secretariat confirms.

    The first is the first 5th at least max(1, ``months_between`` − 1) full months after the transfer; the others follow
    every ``months_between`` months.

    :param instalments: how many, at least one.
    :param months_between: 1 to 6.
    :param due_day: 1 to 28, so that every month has it.
    :raises TermTooLong: when the last nominal date falls more than ``term_max_months`` months after the transfer.
    :raises areas.rules.NotAWholeNumber: for a number out of range.
    Source: A-08, P-05, P-07.
    """
    count = require_whole(instalments, least=1, most=MOST_INSTALMENTS)
    between = require_whole(months_between, least=1, most=MOST_MONTHS_BETWEEN)
    day = require_whole(due_day, least=1, most=28)
    earliest = add_months(require_day(disbursed_on), max(1, between - 1))
    first = earliest.replace(day=day)
    if first < earliest:
        first = add_months(first, 1)
    due = tuple(add_months(first, between * number) for number in range(count))
    _check_term(disbursed_on=disbursed_on, last_due_on=due[-1], term_max_months=term_max_months)
    return due


def check_schedule(
    *,
    disbursed_on: date,
    due_dates: Sequence[date],
    term_max_months: int = TERM_MAX_MONTHS,
    min_per_year: int = INSTALMENTS_MIN_PER_YEAR,
    due_day: int = DUE_DAY,
) -> None:
    """Nothing, if the policies allow the due dates of a new contract; otherwise a refusal that says which one does not.

    A contract year runs from the transfer, or its anniversary, to the next anniversary, that day included. Each of
    them, also a broken last one of six months or more, needs ``min_per_year`` due dates, and no two due dates may lie
    more than seven months apart.

    :raises BadDueDates: when the dates are not in order after the transfer.
    :raises WrongDueDay: when one is not on ``due_day``.
    :raises TermTooLong: when the last one is more than ``term_max_months`` months after the transfer.
    :raises TooFewInstalments, GapTooLong: as said above.
    Source: R-PROJ-07, R-CONT-09, P-05, P-06, P-07, A-08, A-28.
    """
    due = _require_due_dates(disbursed_on=disbursed_on, due_dates=due_dates)
    least = require_whole(min_per_year, least=1, most=12)
    the_day = require_whole(due_day, least=1, most=28)
    for day in due:
        if day.day != the_day:
            raise WrongDueDay(_("วันครบกำหนด %(day)s ต้องเป็นวันที่ %(due_day)s ของเดือน"), day=day, due_day=the_day)
    _check_term(disbursed_on=disbursed_on, last_due_on=due[-1], term_max_months=term_max_months)
    for before, after in zip(due, due[1:], strict=False):
        if after > add_months(before, LONGEST_GAP_MONTHS):
            raise GapTooLong(
                _("วันครบกำหนด %(before)s กับ %(after)s ห่างกันเกิน %(months)s เดือน"),
                before=before,
                after=after,
                months=LONGEST_GAP_MONTHS,
            )
    _check_contract_years(disbursed_on=disbursed_on, due=due, least=least)


def _check_term(*, disbursed_on: date, last_due_on: date, term_max_months: int) -> None:
    months = require_whole(term_max_months, least=1, most=MOST_INSTALMENTS)
    latest = add_months(disbursed_on, months)
    if last_due_on > latest:
        raise TermTooLong(
            _("งวดสุดท้ายครบกำหนด %(last_due_on)s เกิน %(months)s เดือนนับแต่วันโอนเงิน (ไม่เกิน %(latest)s)"),
            last_due_on=last_due_on,
            months=months,
            latest=latest,
        )


def _check_contract_years(*, disbursed_on: date, due: tuple[date, ...], least: int) -> None:
    year, begins = 1, disbursed_on
    while begins < due[-1]:
        ends = add_years(disbursed_on, year)
        counted = sum(begins < day <= ends for day in due)
        is_whole_enough = due[-1] >= min(ends, add_months(begins, BROKEN_YEAR_MONTHS))
        if is_whole_enough and counted < least:
            raise TooFewInstalments(
                _("ปีสัญญาที่ %(year)s (หลัง %(begins)s ถึง %(ends)s) มี %(counted)s งวด ต้องมีอย่างน้อย %(least)s งวด"),
                year=year,
                begins=begins,
                ends=ends,
                counted=counted,
                least=least,
            )
        year, begins = year + 1, ends


# -- the day of a transfer ---------------------------------------------------------------------------------------------
def last_transfer_day(*, on: date, is_business_day: IsBusinessDay) -> date:
    """The last day for which a transfer may be ordered: five business days after the day of the order.

    An order is for money that leaves now; its contracts are in force from that day on, and its sum is bound.

    :param is_business_day: whether government and banks are both open on a day.
    Source: R-DISB-02, R-DISB-03, docs/decisions.md.
    """
    return add_business_days(start=on, days=MOST_DAYS_AHEAD, is_business_day=is_business_day)


# -- subsidies ---------------------------------------------------------------------------------------------------------
def evidence_due_on(*, paid_on: date) -> date:
    """By when the use of a subsidy is proved: 30 September, the end of the fiscal year in which it was paid.

    Source: R-BUD-05.
    """
    return fiscal_year_bounds(fiscal_year_be(require_day(paid_on)))[1]


# -- the base of default interest --------------------------------------------------------------------------------------
class UnknownBase(Refusal):
    """A policy names no base of default interest that is known."""


def default_base_of_contract(*, policy: str, has_acceleration_clause: bool = False) -> str:
    """The base of a contract under a policy of INSTALMENT, OUTSTANDING or PER_CONTRACT.

    PER_CONTRACT is OUTSTANDING only for a contract with the clause "one default is default on all"; the fund's contract
    has none.

    :raises UnknownBase: for another policy.
    Source: P-10, A-03, A-13.
    """
    if policy == "PER_CONTRACT":
        return "OUTSTANDING" if has_acceleration_clause else "INSTALMENT"
    if policy not in ("INSTALMENT", "OUTSTANDING"):
        raise UnknownBase(_("ไม่รู้จักฐานคำนวณดอกเบี้ยผิดนัด “%(base)s”"), base=policy)
    return policy
