"""The course of a debt: what is owed from one day until another, for every day at once.

A replay tells one day. Its course tells all of them: between two events of a contract nothing changes but that an
instalment falls due, and the default interest, which grows on one principal from one day at one rate. So a stretch of
days is a handful of figures, and what is owed on any day of it is one line of arithmetic. What may be stored of it is a
cache; this is where it comes from.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from areas.rules import require_day
from loans.rules import Instalment
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .debts import Debt, debts_of
from .default_interest import InterestLine, RateStep, interest_between
from .events import Event, timeline
from .replay import Replay
from .result import NOTHING, Allocation
from .terms import (
    CONTRACT_INTEREST,
    COSTS,
    DEFAULT_INTEREST,
    PRINCIPAL,
    BankLine,
    Cost,
    Refund,
    Terms,
    in_order,
    require_terms,
)

FOR_EVER = date.max
FINEST_RATE = 6  # places of a yearly rate that a course can tell


class RateTooFine(Refusal):
    """A yearly rate of default interest with parts of a millionth."""


@dataclass(frozen=True, slots=True)
class DebtSpan:
    """What is left of the debt as a whole on every day from ``from_on`` until the day before ``until_on``.

    All principal, due or not; the ``costs`` that belong to no instalment; the ``credit`` that nothing due could take;
    the interest that a restructuring has ``frozen`` and that is not due yet.
    """

    from_on: date
    until_on: date
    principal: Decimal
    costs: Decimal
    credit: Decimal
    frozen: Decimal = NOTHING


@dataclass(frozen=True, slots=True)
class DueSpan:
    """What is due and unpaid of one instalment on every day from ``from_on`` until the day before ``until_on``.

    ``default_interest`` is what of it is fixed; on a day after ``since_on`` the principal has borne one further line of
    interest since then, at ``annual_rate``. The instalment is past due after ``due_on``.
    """

    number: int
    from_on: date
    until_on: date
    since_on: date
    due_on: date
    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    costs: Decimal
    annual_rate: Decimal
    day_basis: int

    def running_on(self, on: date) -> InterestLine:
        """The line of default interest that runs on a day of the span."""
        return interest_between(
            principal=self.principal,
            annual_rate=self.annual_rate,
            since_on=self.since_on,
            until_on=on,
            day_basis=self.day_basis,
        )


@dataclass(frozen=True, slots=True)
class Course:
    """What a contract owes on every day: as a whole, without a gap and for ever; and what is due of each instalment."""

    whole: tuple[DebtSpan, ...] = ()
    due: tuple[DueSpan, ...] = ()


def allocate_with_course(
    *,
    instalments: Sequence[Instalment],
    payments: Iterable[BankLine],
    as_of: date,
    terms: Terms | Any,
    costs: Sequence[Cost] = (),
    refunds: Sequence[Refund] = (),
) -> tuple[Allocation, Course]:
    """What ``allocate`` answers, and the course of the debt from the transfer for ever; one run through both.

    After ``as_of`` the course tells what happens if nothing more is paid: instalments fall due, credits reach them, a
    call-in or a settlement that was dated ahead takes effect.

    :raises RateTooFine: a rate of default interest has more than six places.
    :raises BadInstalments, BadPayment, PaymentTwice, BadTerms: as ``allocate``.
    Source: A-01..A-07, A-09, A-23.
    """
    checked = require_terms(terms)
    debts = debts_of(instalments, terms=checked)
    first = debts[0].planned
    begins_on = first.nominal_due_on - timedelta(days=first.days)
    recorder = Recorder(debts=debts, terms=checked, until=require_day(as_of), begins_on=begins_on)
    told = recorder.record(recorder.result, payments=payments, costs=costs, refunds=refunds)
    return told, recorder.course()


# an instalment that opens, a payment and a refund change only those that ``_pay`` is asked for
_TOUCHES_WHAT_IT_PAYS = (Event.OPENING, Event.PAYMENT, Event.REFUND)
_State = tuple[Decimal, Decimal, Decimal, Decimal, date, date, date]
Answer = TypeVar("Answer")


class Recorder(Replay):
    """A replay that writes down what each day changed, from ``begins_on`` on."""

    def __init__(self, *, debts: list[Debt], terms: Terms, until: date, begins_on: date) -> None:
        super().__init__(debts=debts, terms=terms, until=until)
        for step in {step for debt in self.debts for step in debt.steps}:
            _require_coarse(step)
        self.begins_on = begins_on
        self.due_from = [debt.planned.nominal_due_on for debt in self.debts]
        self.whole: list[DebtSpan] = []
        self.due: list[DueSpan] = []
        self.last: list[tuple[date, _State]] = [
            (self.begins_on, self._state(place)) for place in range(len(self.debts))
        ]
        self.principal = sum((debt.left[PRINCIPAL] for debt in self.debts), NOTHING)
        self.agreed = [place for place, debt in enumerate(self.debts) if debt.agreement is not None]
        self.last_whole = (self.begins_on, self.principal, NOTHING, NOTHING, NOTHING)

    def record(
        self,
        tell: Callable[[], Answer],
        *,
        payments: Iterable[BankLine],
        costs: Sequence[Cost] = (),
        refunds: Sequence[Refund] = (),
    ) -> Answer:
        """Run through all of it, for ever; return what ``tell`` finds at the end of the day asked for."""
        as_of = self.until
        self.payments = in_order(payments, until=as_of)
        self.lines = [[] for _payment in self.payments]
        events = timeline(
            debts=self.debts,
            payments=self.payments,
            terms=self.terms,
            costs=costs,
            refunds=refunds,
            known_until=as_of,
            until=FOR_EVER,
        )
        answer: Answer | None = None
        day = date.min
        for event in events:
            if event[0] != day:
                self._end_of_day(day)
                day = event[0]
                if answer is None and day > as_of:
                    answer = tell()
            self._happen(*event)
            if event[1] not in _TOUCHES_WHAT_IT_PAYS:
                self.touched.update(range(len(self.debts)))
        self._end_of_day(day)
        answer = tell() if answer is None else answer
        for place in range(len(self.debts)):
            self._close(place, FOR_EVER)
        self._close_whole(FOR_EVER)
        return answer

    def course(self) -> Course:
        """What was written down."""
        return Course(tuple(self.whole), tuple(sorted(self.due, key=lambda span: (span.number, span.from_on))))

    # -- what a day changes --------------------------------------------------------------------------------------------
    def _take_back(self, amount: Decimal) -> None:
        self.touched.update(range(len(self.debts)))
        super()._take_back(amount)

    def _make_all_due(self, on: date) -> None:
        self.due_from = [
            min(due_from, on) if debt.is_live else due_from
            for debt, due_from in zip(self.debts, self.due_from, strict=True)
        ]
        super()._make_all_due(on)

    def _state(self, place: int) -> _State:
        debt = self.debts[place]
        left = debt.left
        return (
            left[PRINCIPAL],
            left[CONTRACT_INTEREST],
            left[DEFAULT_INTEREST],
            left[COSTS],
            debt.since_on,
            debt.due_on,
            self.due_from[place],
        )

    def _end_of_day(self, day: date) -> None:
        on = max(day, self.begins_on)
        for place in self.touched:
            state = self._state(place)
            if state != self.last[place][1]:
                self.principal += state[0] - self.last[place][1][0]
                self._close(place, on)
                self.last[place] = (on, state)
        self.touched.clear()
        frozen = NOTHING
        if self.agreed:
            later = (self.debts[place].frozen_left for place in self.agreed if self.due_from[place] > day)
            frozen = sum(later, NOTHING)
        whole = (self.principal, self.costs_left, self.credit if self.credits else NOTHING, frozen)
        if whole != self.last_whole[1:]:
            self._close_whole(on)
            self.last_whole = (on, *whole)

    # -- spans ---------------------------------------------------------------------------------------------------------
    def _close(self, place: int, until_on: date) -> None:
        begins_on, (principal, interest, default, costs, since_on, due_on, due_from_on) = self.last[place]
        from_on = max(begins_on, due_from_on)
        if from_on >= until_on or not (principal or interest or default or costs):
            return
        number, steps, basis = self.debts[place].planned.number, self.debts[place].steps, self.terms.day_basis
        for begins, ends, since, fixed, rate in _by_rate(from_on, until_on, since_on, principal, steps, basis):
            self.due.append(
                DueSpan(
                    number=number,
                    from_on=begins,
                    until_on=ends,
                    since_on=since,
                    due_on=due_on,
                    principal=principal,
                    contract_interest=interest,
                    default_interest=default + fixed,
                    costs=costs,
                    annual_rate=rate,
                    day_basis=basis,
                )
            )

    def _close_whole(self, until_on: date) -> None:
        from_on, *amounts = self.last_whole
        if from_on < until_on:
            self.whole.append(DebtSpan(from_on, until_on, *amounts))


def _by_rate(
    from_on: date,
    until_on: date,
    since_on: date,
    principal: Decimal,
    steps: tuple[RateStep, ...],
    day_basis: int,
) -> list[tuple[date, date, date, Decimal, Decimal]]:
    """The span cut where the dated rate changes: from, until, since when its line runs, what is fixed, its rate."""
    if len(steps) == 1 or not principal:
        return [(from_on, until_on, since_on, NOTHING, steps[0].annual_rate)]
    found = []
    fixed, begins = NOTHING, from_on
    for number, step in enumerate(steps):
        following = steps[number + 1].from_on if number + 1 < len(steps) else FOR_EVER
        if following <= since_on + timedelta(days=1) and following != FOR_EVER:
            continue  # no day of default under this rate
        since = max(since_on, step.from_on - timedelta(days=1)) if number else since_on
        ends = min(following, until_on)
        if begins < ends:
            found.append((begins, ends, since, fixed, step.annual_rate))
            begins = ends
        if ends == until_on:
            break
        fixed += interest_between(
            principal=principal,
            annual_rate=step.annual_rate,
            since_on=since,
            until_on=following - timedelta(days=1),
            day_basis=day_basis,
        ).amount
    return found


def _require_coarse(step: RateStep) -> None:
    if step.annual_rate != round(step.annual_rate, FINEST_RATE):
        raise RateTooFine(
            _("อัตราดอกเบี้ยผิดนัด %(rate)s ต่อปีละเอียดเกินทศนิยม %(places)s ตำแหน่ง"),
            rate=step.annual_rate,
            places=FINEST_RATE,
        )
