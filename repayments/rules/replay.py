"""The replay of a contract: every payment in value-date order against the schedule.

How money that nothing due can take is treated (A-23): it stays a **credit** of the payment that brought it. On the next
nominal due date, before any payment of that day, the credits are applied, oldest first, to the instalment that falls
due, which so bears no default interest. An unasked surplus therefore neither shortens the schedule nor saves interest;
a debtor who wants that asks to settle (``Terms.settle_on``). What is left after the last instalment is a credit to be
refunded by decision. With ``Terms.early_days`` an instalment takes money that many days before its due date already.

Default interest is worked out from the effective due date, or the last posting, to the day on which a payment reaches
the instalment; that line is posted, rounded once. What a payment leaves unpaid of it stays as it is and bears nothing.

A waiver takes unpaid default interest at the beginning of its day, the day's own included, before any money of that
day. A restructuring counts at the end of its day: what is owed then, component by component, is what the new
instalments hold, whatever was signed; money of earlier days that is found later so lowers the first of them (A-14).
"""

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from areas.rules import require_day
from loans.rules import Instalment
from thai.baht import require_money

from .agreements import Restructuring
from .debts import Debt, carried, debts_of, take_oldest
from .default_interest import InterestLine, interest_by_steps
from .events import Event, timeline
from .result import NOTHING, AccruedInterest, Allocation, AllocationLine, PaymentAllocation
from .terms import (
    CONTRACT_INTEREST,
    COSTS,
    DEFAULT_INTEREST,
    OWN_DUE_DATE_FROM,
    PRINCIPAL,
    BankLine,
    Component,
    Cost,
    DefaultBase,
    Refund,
    Terms,
    in_order,
    require_terms,
)


def allocate(
    *,
    instalments: Sequence[Instalment],
    payments: Iterable[BankLine],
    as_of: date,
    terms: Terms | Any,
    costs: Sequence[Cost] = (),
    refunds: Sequence[Refund] = (),
) -> Allocation:
    """What each payment paid, line by line, and what is owed on each instalment as of a day.

    The order in which payments are given is irrelevant: value date, the bank's time and the line's identity order
    them. Payments and costs after ``as_of`` are left out, and a later payment never changes what an earlier one paid
    when it was received. Oldest instalment first, inside it the terms' order; from the call-in on one debt, component
    by component. The lines of a payment, its credit and what was refunded of it add up to its amount; no line is
    nothing or less.

    :param instalments: as ``loans.rules.schedule`` returns them.
    :param payments: rows with ``value_on, time, line_id, amount``, such as ``Payment``.
    :param terms: ``Terms``, or an object with its first six attributes.
    :param costs: costs that the debtor bears.
    :param refunds: what was paid back of the credit; the newest credit goes back first.
    :raises BadInstalments, BadPayment, PaymentTwice, BadTerms: as the names say.
    :raises thai.baht.NotMoney: when an amount is a float.
    Source: A-01..A-07, A-09, A-23, CCC 329, 224, 224/1.
    """
    checked = require_terms(terms)
    replay = Replay(debts=debts_of(instalments, terms=checked), terms=checked, until=require_day(as_of))
    replay.run(payments=payments, costs=costs, refunds=refunds)
    return replay.result()


class Replay:
    """One run through the life of a contract; ``allocate`` and ``settlement_quote`` read it."""

    def __init__(self, *, debts: list[Debt], terms: Terms, until: date) -> None:
        self.terms = terms
        self.until = until
        self.debts = debts
        for place, debt in enumerate(self.debts):
            debt.place = place
        self.touched: set[int] = set()  # the places of instalments that were paid, for whoever asks what a day changed
        self.costs_left = NOTHING
        self.called_in = False
        self.settled_on: date | None = None
        self.payments: tuple[BankLine, ...] = ()
        self.lines: list[list[AllocationLine]] = []
        self.credits: deque[tuple[int, Decimal]] = deque()
        self.refunded: dict[int, Decimal] = {}
        self.refund_short = NOTHING

    # -- the timeline ------------------------------------------------------------------------------------------------
    def run(self, *, payments: Iterable[BankLine], costs: Sequence[Cost], refunds: Sequence[Refund] = ()) -> None:
        """Everything that happened up to the day, in order."""
        self.payments = in_order(payments, until=self.until)
        self.lines = [[] for _payment in self.payments]
        for event in timeline(
            debts=self.debts,
            payments=self.payments,
            terms=self.terms,
            costs=costs,
            refunds=refunds,
            known_until=self.until,
        ):
            self._happen(*event)

    def _happen(self, on: date, kind: int, number: int, thing: Any) -> None:
        match kind:  # what happens most often first
            case Event.PAYMENT:
                left = self._spend(require_money(thing.amount), on=on, lines=self.lines[number])
                if left:
                    self.credits.append((number, left))
            case Event.OPENING:
                thing.is_open = True
                self._apply_credits(on)
            case Event.COST:
                self._incur(thing)
            case Event.RETURN:
                self._take_back(thing.amount)
            case Event.CALL_IN:
                self._call_in(on)
            case Event.SETTLEMENT:
                self._settle_if_covered(on)
            case Event.REFUND:
                self._refund(thing.amount)
            case Event.WAIVER:
                self._waive(require_money(thing.amount), on=on)
            case Event.RESTRUCTURING:
                self._restructure(thing, on=on)
            case Event.HOLIDAY:
                self._begin_holiday(thing, on=on)

    def _incur(self, cost: Cost) -> None:
        amount = require_money(cost.amount)
        borne = next((debt for debt in self.debts if debt.is_live and debt.planned.number == cost.instalment), None)
        if borne is None:
            self.costs_left += amount
        else:
            borne.left[COSTS] += amount
        self._apply_credits(cost.incurred_on)

    def _take_back(self, amount: Decimal) -> None:
        """Money of the loan came back unused: the last instalments have so much less of principal (R-DISB-08)."""
        whole = left = require_money(amount)
        for debt in reversed(self.live):
            taken = min(left, debt.left[PRINCIPAL])
            left -= taken
            if not debt.is_open:
                debt.never_lent(taken, of=whole, terms=self.terms)
            elif taken:
                debt.left[PRINCIPAL] -= taken

    def _call_in(self, on: date) -> None:
        """The whole debt falls due: interest of the contract stops, and it is one debt from now on (A-06, A-07)."""
        if self.is_settled or self.called_in:
            return
        first_default_on = min((d.due_on for d in self.live if d.is_open and d.left[PRINCIPAL]), default=on)
        self._make_all_due(on)
        self.called_in = True
        if self.terms.default_base == DefaultBase.OUTSTANDING:
            for debt in self.live:
                if not debt.has_posted and debt.planned.nominal_due_on < OWN_DUE_DATE_FROM:
                    bears_from = debt.agreement.after_holiday(first_default_on) if debt.agreement else first_default_on
                    debt.since_on = min(debt.since_on, bears_from)
        self._apply_credits(on)

    def _make_all_due(self, on: date) -> None:
        for debt in self.live:
            if debt.planned.nominal_due_on > on:
                debt.left[CONTRACT_INTEREST] = self._interest_left(debt, on)
                debt.due_on = on
                debt.since_on = debt.agreement.after_holiday(on) if debt.agreement else on
            debt.is_open = True

    def _settle_if_covered(self, on: date) -> None:
        """The early settlement takes effect if the money of the day pays all of it; otherwise the schedule goes on."""
        if self.called_in or self.is_settled:
            return
        money = self.credit + sum((require_money(p.amount) for p in self.payments if p.value_on == on), NOTHING)
        if money >= self.costs_left + sum(sum(self.to_settle(debt, on).values(), NOTHING) for debt in self.live):
            self._make_all_due(on)
            self.settled_on = on
            self._apply_credits(on)

    def to_settle(self, debt: Debt, on: date) -> dict[Component, Decimal]:
        """What ends one instalment on a day: all of it if it is due, principal and the interest to the day if not."""
        owed = dict(debt.left)
        owed[DEFAULT_INTEREST] += sum((line.amount for line in self.running(debt, on)), NOTHING)
        if self.is_early(debt, on):
            owed[CONTRACT_INTEREST] = self._interest_left(debt, on)
        return owed

    def _interest_left(self, debt: Debt, on: date) -> Decimal:
        """The unpaid interest to a day before the due date; never more than the schedule of the contract says."""
        return debt.interest_left(min(debt.interest_to(on, terms=self.terms).amount, debt.planned.interest))

    def is_early(self, debt: Debt, on: date) -> bool:
        """Whether the instalment is not due yet, so that its interest still grows with the days."""
        return debt.planned.nominal_due_on > on and not self.called_in and not self.is_settled

    # -- what was agreed -----------------------------------------------------------------------------------------------
    @property
    def live(self) -> list[Debt]:
        """The instalments of the schedule in force."""
        return [debt for debt in self.debts if debt.is_live]

    def _waive(self, amount: Decimal, *, on: date) -> None:
        """Unpaid default interest is not asked any more, oldest first; of what is not there nothing is waived."""
        for debt in self.live:
            if not amount:
                return
            self._post(debt, on)
            taken = min(amount, debt.left[DEFAULT_INTEREST])
            if taken:
                take_oldest(debt.unpaid_lines, max(taken - debt.frozen_default_left, NOTHING))
                debt.left[DEFAULT_INTEREST] -= taken
                debt.waived += taken
                amount -= taken

    def _restructure(self, agreement: Restructuring, *, on: date) -> None:
        """All that is owed goes into the new schedule; a call-in before it is undone, unpaid costs stay due (A-14)."""
        owed = dict.fromkeys(Component, NOTHING)
        for debt in self.live:
            left = self.to_settle(debt, on)
            for component, amount in left.items():
                owed[component] += amount
            debt.close(left, on=on)
        self.costs_left += owed[COSTS]
        self.called_in = False
        begun = {new[0].number: new for new in carried(agreement, owed, terms=self.terms)}
        for debt in self.debts:
            if debt.agreement is agreement:
                debt.begin(*begun[debt.planned.number])
        self._apply_credits(on)

    def _begin_holiday(self, agreement: Restructuring, *, on: date) -> None:
        """A debt that was called in before its payment holiday bears no default interest while it lasts (R-RSTR-04)."""
        assert agreement.holiday_until is not None  # a holiday has both days
        for debt in self.live:
            if debt.agreement is agreement and debt.is_open and debt.since_on < agreement.holiday_until:
                self._post(debt, on)
                debt.since_on = agreement.holiday_until

    @property
    def is_settled(self) -> bool:
        """Whether an early settlement took effect."""
        return self.settled_on is not None

    # -- spending ----------------------------------------------------------------------------------------------------
    @property
    def credit(self) -> Decimal:
        """Money received that nothing due could take yet."""
        return sum((amount for _number, amount in self.credits), NOTHING)

    def _apply_credits(self, on: date) -> None:
        held, self.credits = self.credits, deque()
        for number, amount in held:
            left = self._spend(amount, on=on, lines=self.lines[number])
            if left:
                self.credits.append((number, left))

    def _refund(self, amount: Decimal) -> None:
        """The newest credits go back to the debtor; of what is not there nothing is taken."""
        left = require_money(amount)
        while left and self.credits:
            number, credit = self.credits.pop()
            taken = min(left, credit)
            self.refunded[number] = self.refunded.get(number, NOTHING) + taken
            left -= taken
            if credit > taken:
                self.credits.append((number, credit - taken))
        self.refund_short += left

    def _spend(self, money: Decimal, *, on: date, lines: list[AllocationLine]) -> Decimal:
        """What is left of the money after it paid what is due."""
        order = self.terms.allocation_order
        debts = [debt for debt in self.debts if debt.is_open and debt.owes]
        if not self.called_in:
            money = self._pay_general_costs(money, on=on, lines=lines)
            for debt in debts:
                for component in order:
                    if not money:
                        return money
                    if debt.left[component] or (component is DEFAULT_INTEREST and on > debt.since_on):
                        money = self._pay(debt, component, money, on=on, lines=lines)
            return money
        for component in order:
            if component is COSTS:
                money = self._pay_general_costs(money, on=on, lines=lines)
            for debt in debts:
                if not money:
                    return money
                money = self._pay(debt, component, money, on=on, lines=lines)
        return money

    def _pay_general_costs(self, money: Decimal, *, on: date, lines: list[AllocationLine]) -> Decimal:
        if not self.costs_left:
            return money
        taken = min(money, self.costs_left)
        if taken:
            self.costs_left -= taken
            lines.append(AllocationLine(None, COSTS, taken, on))
        return money - taken

    def _pay(
        self, debt: Debt, component: Component, money: Decimal, *, on: date, lines: list[AllocationLine]
    ) -> Decimal:
        self.touched.add(debt.place)
        if on > debt.since_on and (component is DEFAULT_INTEREST or debt.left[component]):
            self._post(debt, on)  # the payment reaches the instalment
        owed = debt.left[component]
        if not owed:
            return money
        taken = owed if owed < money else money
        working: tuple[InterestLine, ...] = ()
        if component is DEFAULT_INTEREST:
            working = take_oldest(debt.unpaid_lines, max(taken - debt.frozen_default_left, NOTHING))
        debt.left[component] = owed - taken
        debt.paid[component] += taken
        lines.append(AllocationLine(debt.planned.number, component, taken, on, working))
        return money - taken

    def running(self, debt: Debt, on: date) -> tuple[InterestLine, ...]:
        """The default interest of an instalment since it was last posted, not posted yet."""
        principal = debt.left[PRINCIPAL]
        if not debt.is_open or not debt.is_live or on <= debt.since_on or not principal:
            return ()
        return interest_by_steps(
            principal=principal,
            since_on=debt.since_on,
            until_on=on,
            steps=debt.steps,
            day_basis=self.terms.day_basis,
        )

    def _post(self, debt: Debt, on: date) -> None:
        """What has run up to the day is fixed: it stays as it is, whatever is paid of it, and bears nothing."""
        lines = self.running(debt, on)
        for line in lines:
            debt.unpaid_lines.append(AccruedInterest(line, line.amount, True))
            debt.left[DEFAULT_INTEREST] += line.amount
        if lines:
            debt.has_posted, debt.since_on = True, on

    # -- the answer --------------------------------------------------------------------------------------------------
    def paid(self) -> tuple[PaymentAllocation, ...]:
        """What each payment paid, and what is left of it."""
        credit_of = dict(self.credits)
        return tuple(
            PaymentAllocation(payment, tuple(lines), credit_of.get(number, NOTHING), self.refunded.get(number, NOTHING))
            for number, (payment, lines) in enumerate(zip(self.payments, self.lines, strict=True))
        )

    def result(self) -> Allocation:
        """What was paid and what is owed as of the day."""
        is_one_debt = self.called_in or self.is_settled
        return Allocation(
            as_of=self.until,
            payments=self.paid(),
            instalments=tuple(
                debt.owed(on=self.until, running=self.running(debt, self.until), is_one_debt=is_one_debt)
                for debt in self.debts
                if debt.is_live or debt.closed_on
            ),
            costs_left=self.costs_left,
            credit=self.credit,
            called_in=self.called_in,
            settled_on=self.settled_on,
            refund_short=self.refund_short,
        )
