"""One province's loans, invented by chance that always falls alike: contracts, how each was paid, what that paid."""

import hashlib
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bench.money.days import BEGINS_ON, TODAY
from loans import references
from loans.rules import Instalment, propose_due_dates, schedule
from repayments import rules
from repayments.selectors import line_id
from thai.dates import be_year

SEED = 2556
# (instalments, months between them, share of contracts): eight instalments a contract on average
SHAPES = ((4, 6, 0.25), (8, 3, 0.5), (12, 2, 0.25))
RATE = Decimal("0.03")
TERMS: dict[str, Any] = {
    "annual_rate": "0.03",
    "contract_day_basis": 365,
    "default_rate": "0.075",
    "day_basis": 360,
    "default_base": "INSTALMENT",
    "allocation_order": ["COSTS", "DEFAULT_INTEREST", "CONTRACT_INTEREST", "PRINCIPAL"],
    "acceleration_on": None,
    "early_days": 31,
    "due_day": 5,
    "policies": [],
}
FULL = rules.Terms(annual_rate=RATE, early_days=31)
# a contract of the years before the fund's forms named a rate; its terms say so
SILENT = rules.Terms(annual_rate=RATE, default_rate=rules.STATUTORY_STEPS, early_days=31)
SILENT_SHARE = 0.02
PENALTY = Decimal("0.075") / 360
SETTLES_UP = 0.9  # of those who paid the last instalment and still owe something
# chance, at each instalment, that nothing comes any more (a benchmark may want more of them), or nothing this time
STOPS, SKIPS = float(os.environ.get("BENCH_STOPS", "0.008")), 0.03


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of the bank that is a receipt: ``posting_on`` is the day on which it was issued."""

    value_on: date
    at: time
    amount: Decimal
    identity: str
    instalment: int
    posting_on: date


@dataclass(frozen=True, slots=True)
class Loan:
    """One contract of the invented portfolio with all that its replay is told and says."""

    place: int
    number: int
    year_be: int
    ref1: str
    lent_on: date
    months_between: int
    principal: Decimal
    is_silent: bool
    instalments: Sequence[Instalment]
    paid: Sequence[Paid]
    told: rules.Allocation
    course: rules.Course

    @property
    def is_closed(self) -> bool:
        return self.told.is_paid_off

    @property
    def terms(self) -> dict[str, Any]:
        return TERMS | {"default_rate": None} if self.is_silent else TERMS


def loans_of(*, province: str, count: int) -> Iterator[Loan]:
    """The contracts of a province, in the order of their dates; the same for the same province and number."""
    dice = random.Random(f"{SEED}:{province}")
    days = sorted(
        _workday(BEGINS_ON + timedelta(days=dice.randrange((TODAY - BEGINS_ON).days - 6))) for _ in range(count)
    )
    numbers: dict[int, int] = {}
    for place, lent_on in enumerate(days):
        year = be_year(lent_on)
        numbers[year] = numbers.get(year, 0) + 1
        yield _loan(dice, province, place, numbers[year], lent_on)


def _loan(dice: random.Random, province: str, place: int, number: int, lent_on: date) -> Loan:
    count, between = _shape(dice)
    principal = Decimal(dice.randrange(40, 201)) * 1000
    silent = dice.random() < SILENT_SHARE
    instalments = schedule(
        principal=principal,
        annual_rate=RATE,
        disbursed_on=lent_on,
        due_dates=propose_due_dates(disbursed_on=lent_on, instalments=count, months_between=between),
        is_business_day=lambda day: day.weekday() < 5,
    )
    year = be_year(lent_on)
    ref1 = references.make_ref1(contract_key=references.contract_key(province=province, year_be=year, number=number))
    terms = SILENT if silent else FULL
    paid = sorted(_payments(dice, ref1, instalments), key=lambda one: (one.value_on, one.at, one.identity))
    told, course = _replayed(instalments, paid, terms)
    if not told.is_paid_off and paid and paid[-1].instalment == count and dice.random() < SETTLES_UP:
        asked_on = paid[-1].value_on + timedelta(days=dice.randrange(15, 45))
        rest = rules.allocate(instalments=instalments, payments=_as_told(paid), as_of=asked_on, terms=terms)
        owed = rest.due_total - rest.credit
        if owed > 0 and asked_on < TODAY - timedelta(days=9):
            paid.append(_line(dice, ref1, asked_on, owed, count))
            told, course = _replayed(instalments, paid, terms)
    return Loan(
        place=place,
        number=number,
        year_be=year,
        ref1=ref1,
        lent_on=lent_on,
        months_between=between,
        principal=principal,
        is_silent=silent,
        instalments=instalments,
        paid=paid,
        told=told,
        course=course,
    )


def _replayed(
    instalments: Sequence[Instalment], paid: Sequence[Paid], terms: rules.Terms
) -> tuple[rules.Allocation, rules.Course]:
    return rules.allocate_with_course(instalments=instalments, payments=_as_told(paid), as_of=TODAY, terms=terms)


def _as_told(paid: Sequence[Paid]) -> list[rules.Payment]:
    return [rules.Payment(one.value_on, one.at, line_id(one.identity, 1), one.amount) for one in paid]


def _shape(dice: random.Random) -> tuple[int, int]:
    drawn = dice.random()
    for count, between, share in SHAPES:
        drawn -= share
        if drawn < 0:
            return count, between
    return SHAPES[-1][:2]


def _payments(dice: random.Random, ref1: str, instalments: Sequence[Instalment]) -> Iterator[Paid]:
    """How a group pays: most on time, some late, in parts, round sums, ahead; some stop altogether."""
    carried = Decimal(0)  # what was left out the last time comes with the next payment
    for planned in instalments:
        due = planned.effective_due_on
        if due - timedelta(days=20) > TODAY or dice.random() < STOPS:
            return
        if dice.random() < SKIPS:
            carried += planned.total
            continue
        amount, drawn = planned.total + carried, dice.random()
        carried = Decimal(0)
        if drawn < 0.70:
            parts = [(due - timedelta(days=dice.randrange(12)), amount)]
        elif drawn < 0.82:
            late = dice.randrange(1, 160)
            penalty = (planned.principal * late * PENALTY).quantize(Decimal("0.01"), ROUND_HALF_UP)
            parts = [(due + timedelta(days=late), amount + penalty)]
        elif drawn < 0.90:
            half = (amount / 2).quantize(Decimal("0.01"))
            parts = [(due - timedelta(days=3), half), (due + timedelta(days=dice.randrange(1, 60)), amount - half)]
        elif drawn < 0.93:
            parts = [(due - timedelta(days=dice.randrange(5)), (amount // 1000 + 1) * 1000)]
        else:
            parts = [(due - timedelta(days=dice.randrange(60, 120)), amount)]
        for day, money in parts:
            value_on = max(day, instalments[0].nominal_due_on - timedelta(days=instalments[0].days))
            if value_on > TODAY - timedelta(days=2):
                return
            yield _line(dice, ref1, value_on, money, planned.number)


def _line(dice: random.Random, ref1: str, value_on: date, money: Decimal, instalment: int) -> Paid:
    at = time(dice.randrange(8, 20), dice.randrange(60), dice.randrange(60))
    return Paid(
        value_on=value_on,
        at=at,
        amount=money,
        identity=hashlib.sha256(f"{ref1}:{value_on}:{at}:{money}".encode()).hexdigest(),
        instalment=instalment,
        posting_on=min(_workday(value_on + timedelta(days=dice.randrange(1, 9))), TODAY),
    )


def _workday(day: date) -> date:
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])
