"""The ledger of one debtor (T-11): everything that happened to a contract by value date, and the balances after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from loans.models import Contract, ContractChange
from loans.selectors.changes import events_of
from repayments import rules
from repayments.models import Receipt, ReceiptReversal
from repayments.rules import Component, Payment

from .standing import Standing
from .terms import History, history_of, line_id

NOTHING = Decimal("0.00")


class Happening(StrEnum):
    """What a line of the ledger tells."""

    TRANSFER = "TRANSFER"
    BROUGHT_FORWARD = "BROUGHT_FORWARD"  # received before the day of the old register, in one sum
    DUE = "DUE"
    RECEIPT = "RECEIPT"
    CREDIT_USED = "CREDIT_USED"
    REFUND = "REFUND"
    EVENT = "EVENT"
    REVERSED = "REVERSED"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line: what fell due, what was received and what it paid, part by part; and the balances after it, in baht.

    ``credit`` is what the line added to the money received in advance (below nothing: took from it). ``due_left`` is
    what is due and unpaid at the end of the day, default interest to that day included; told on a day's last line.
    """

    on: date
    kind: Happening
    number: int | None = None  # of the instalment
    effective_on: date | None = None
    receipt: Receipt | None = None
    event: ContractChange | None = None
    lent: Decimal = NOTHING
    due: Decimal = NOTHING
    received: Decimal = NOTHING
    costs: Decimal = NOTHING
    default_interest: Decimal = NOTHING
    contract_interest: Decimal = NOTHING
    principal: Decimal = NOTHING
    credit: Decimal = NOTHING
    principal_left: Decimal = NOTHING
    credit_left: Decimal = NOTHING
    due_left: Decimal | None = None


_SUMS = ("due", "received", "costs", "default_interest", "contract_interest", "principal")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The ledger of a contract over a period, both days included, by value date.

    ``opening`` holds the balances at the end of the day before; None where the period begins with the transfer.
    ``closing`` is the standing at the end of the last day, with its working.
    """

    contract_id: int
    from_on: date
    to_on: date
    opening: LedgerLine | None
    lines: tuple[LedgerLine, ...]
    closing: Standing
    totals: dict[str, Decimal] = field(default_factory=dict)


def ledger_of(*, contract: Contract, to_on: date, from_on: date | None = None, known_at: Any = None) -> Ledger:
    """The ledger of a contract in force over a period; from its transfer on where no beginning is given.

    Every satang of a receipt stands on some line: what it paid at once on its own, what a credit paid later on the day
    on which it did. Receipts that were reversed are named, without an amount.

    :param known_at: as it was known at this moment: receipts, reversals, refunds and events written later are left out.
    :raises repayments.rules.BadInstalments: no money has left yet.
    Source: R-REG-03, T-11, decisions "As of a date".
    """
    history = history_of(contract, known_at=known_at)
    allocation = rules.allocate(as_of=to_on, **history.told())
    receipts, reversed_ones = _receipts(contract, known_at)
    events = events_of([contract.pk], known_at=known_at).get(contract.pk, ())
    told = sorted(
        [
            *_lent(contract),
            *_due(allocation, history.terms),
            *_events(events, to_on),
            *_paid(allocation, receipts),
            *_refunded(history, to_on),
            *_reversed(reversed_ones, to_on),
        ],
        key=lambda pair: pair[0],
    )
    lines = _with_balances([line for _place, line in told if line.on <= to_on], contract, history)
    lent_on = contract.contract_on or to_on
    begins = max(from_on or lent_on, lent_on)
    before = [line for line in lines if line.on < begins]
    opening = None
    if before:
        opening = replace(before[-1], on=begins - timedelta(days=1), due_left=_due_left(history, begins))
    within = tuple(line for line in lines if line.on >= begins)
    return Ledger(
        contract_id=contract.pk,
        from_on=begins,
        to_on=to_on,
        opening=opening,
        lines=within,
        closing=Standing(contract_id=contract.pk, as_of=to_on, allocation=allocation),
        totals={name: sum((getattr(line, name) for line in within), NOTHING) for name in _SUMS},
    )


# -- what happened, each with its place: the day, then the order within it ---------------------------------------------
_Place = tuple[date, int, int]
_Told = Iterator[tuple[_Place, LedgerLine]]


def _lent(contract: Contract) -> _Told:
    on = contract.contract_on
    if on is not None:
        yield (on, 0, 0), LedgerLine(on=on, kind=Happening.TRANSFER, lent=contract.principal)
    before = contract.register_received
    if before is not None and before.received:
        line = LedgerLine(
            on=before.on, kind=Happening.BROUGHT_FORWARD, received=before.received, principal=before.received
        )
        yield (before.on, 0, 1), line


def _due(allocation: rules.Allocation, terms: rules.Terms) -> _Told:
    """The instalments that fell due: on their own day, or on that of the call-in or the settlement before it."""
    latest = date.max
    if allocation.called_in and terms.acceleration_on:
        latest = max(day for day in (terms.acceleration_on, *terms.called_in_again) if day <= allocation.as_of)
    elif allocation.settled_on:
        latest = allocation.settled_on
    for owed in allocation.instalments:
        on = min(owed.nominal_due_on, owed.nominal_due_on if owed.closed_on else latest)
        due = owed.principal_left + owed.principal_paid + owed.contract_interest_left + owed.contract_interest_paid
        due += owed.frozen_default_interest
        if owed.closed_on:  # in full until a restructuring, and never where it fell due only after it
            due += owed.principal_moved + owed.contract_interest_moved
        if on <= min(allocation.as_of, owed.closed_on or allocation.as_of) and due:
            line = LedgerLine(
                on=on,
                kind=Happening.DUE,
                number=owed.number,
                effective_on=owed.effective_due_on if on == owed.nominal_due_on else on,
                due=due,
            )
            yield (on, 2, owed.number), line


def _events(events: Iterable[ContractChange], to_on: date) -> _Told:
    for number, event in enumerate(events):
        if event.effective_on <= to_on:
            returned = event.amount if event.kind == ContractChange.Kind.MONEY_RETURNED else None
            yield (
                (event.effective_on, 1, number),
                LedgerLine(on=event.effective_on, kind=Happening.EVENT, event=event, principal=returned or NOTHING),
            )


def _paid(allocation: rules.Allocation, receipts: dict[str, Receipt]) -> _Told:
    for number, paid in enumerate(allocation.payments):
        receipt, payment = receipts.get(str(paid.payment.line_id)), paid.payment
        by_day: dict[date, dict[Component, Decimal]] = defaultdict(lambda: dict.fromkeys(Component, NOTHING))
        for part in paid.lines:
            by_day[part.applied_on][part.component] += part.amount
        at_once = by_day.pop(payment.value_on, dict.fromkeys(Component, NOTHING))
        yield (
            (payment.value_on, 4, number),
            _line(payment, receipt, at_once, on=payment.value_on, received=payment.amount, kind=Happening.RECEIPT),
        )
        for on, parts in by_day.items():
            yield (
                (on, 3, number),
                _line(payment, receipt, parts, on=on, received=NOTHING, kind=Happening.CREDIT_USED),
            )


def _line(
    payment: Payment | Any,
    receipt: Receipt | None,
    parts: dict[Component, Decimal],
    *,
    on: date,
    received: Decimal,
    kind: Happening,
) -> LedgerLine:
    return LedgerLine(
        on=on,
        kind=kind,
        receipt=receipt,
        received=received,
        costs=parts[Component.COSTS],
        default_interest=parts[Component.DEFAULT_INTEREST],
        contract_interest=parts[Component.CONTRACT_INTEREST],
        principal=parts[Component.PRINCIPAL],
        credit=received - sum(parts.values(), NOTHING),
    )


def _refunded(history: History, to_on: date) -> _Told:
    for number, refund in enumerate(history.refunds):
        if refund.paid_on <= to_on:
            yield (
                (refund.paid_on, 5, number),
                LedgerLine(on=refund.paid_on, kind=Happening.REFUND, credit=-refund.amount),
            )


def _reversed(receipts: Iterable[Receipt], to_on: date) -> _Told:
    for receipt in receipts:
        if receipt.value_on <= to_on:
            yield (
                (receipt.value_on, 6, receipt.pk),
                LedgerLine(on=receipt.value_on, kind=Happening.REVERSED, receipt=receipt),
            )


def _receipts(contract: Contract, known_at: Any) -> tuple[dict[str, Receipt], list[Receipt]]:
    """The receipts that stand, by the name of their money, and those that were reversed by then."""
    rows = Receipt.objects.filter(contract=contract).select_related("bank_line").order_by("pk")
    reversals = ReceiptReversal.objects.filter(receipt__contract=contract, state=ReceiptReversal.State.APPROVED)
    if known_at is not None:
        rows, reversals = rows.filter(issued_at__lte=known_at), reversals.filter(decided_at__lte=known_at)
    gone = set(reversals.values_list("receipt_id", flat=True))
    standing, reversed_ones = {}, []
    for receipt in rows:
        if receipt.pk in gone:
            reversed_ones.append(receipt)
        else:
            line = receipt.bank_line
            standing[line_id(line.identity, line.occurrence, receipt.share)] = receipt
    return standing, reversed_ones


# -- the balances ------------------------------------------------------------------------------------------------------
def _with_balances(lines: list[LedgerLine], contract: Contract, history: History) -> list[LedgerLine]:
    principal, credit, found = NOTHING, NOTHING, []
    for at, line in enumerate(lines):
        principal += line.lent - line.principal
        credit += line.credit
        last_of_day = at + 1 == len(lines) or lines[at + 1].on != line.on
        found.append(
            replace(
                line,
                principal_left=principal,
                credit_left=credit,
                due_left=_due_left(history, line.on + timedelta(days=1)) if last_of_day else None,
            )
        )
    return found


def _due_left(history: History, before: date) -> Decimal:
    """What is due and unpaid at the end of the day before a day."""
    return rules.allocate(as_of=before - timedelta(days=1), **history.told()).due_total
