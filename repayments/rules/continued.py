"""A replay that goes on where the course of a debt is open, for money that came after everything else.

Most money does. What earlier money paid is not changed by it, so the open ends of the course are all that has to be
known: of each instalment what is left of it, and since when it bears default interest. From there on the replay is the
one and only (``Replay``). Where the open ends do not tell enough, the whole contract is replayed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from operator import attrgetter

from areas.rules import require_day
from loans.rules import Instalment
from thai.baht import require_money

from .course import FOR_EVER, Course, DebtSpan, DueSpan, Recorder
from .debts import Debt
from .result import NOTHING, PaymentAllocation
from .terms import BankLine, Payment, Terms


@dataclass(frozen=True, slots=True)
class Continued:
    """What new money paid, and what is left of the debt as of a day.

    ``course`` goes on from the spans that were given, but for the instalments ``untouched``, whose spans stay.
    """

    as_of: date
    payments: tuple[PaymentAllocation, ...]
    principal_left: Decimal
    is_paid_off: bool
    course: Course
    untouched: frozenset[int] = frozenset()


def continue_course(
    *,
    whole: Sequence[DebtSpan],
    due: Sequence[DueSpan],
    payments: Iterable[BankLine],
    as_of: date,
    terms: Terms,
    instalments: Sequence[Instalment] = (),
) -> Continued | None:
    """What new money pays of a debt whose course is up to date, as ``allocate_with_course`` finds it for all money.

    Only lines of default interest that came to nothing are left out of the working. None where only a whole replay can
    tell: something but payments happened or is agreed, a span ends on the first day of the new money, an instalment
    opened for a credit since, a cost or posted default interest is unpaid, the rate has steps.

    :param whole: the spans of the debt as a whole that end on the first day of the new money or later.
    :param due: the same of its instalments.
    :param payments: the new money. No payment that the course knows has its first day or a later one.
    :param instalments: the schedule of the transfer; asked for only where ``credit_waits``.
    :raises BadPayment, PaymentTwice: as ``allocate``.
    Source: A-01..A-07, A-23.
    """
    new = list(payments)
    if not new or not _is_plain(terms) or not whole:
        return None
    since, last = min(payment.value_on for payment in new), max(payment.value_on for payment in new)
    if credit_waits(whole):
        return _beside_credit(whole, due, payments=new, as_of=as_of, terms=terms, instalments=instalments)
    if not _tells_enough(whole, due, since=since):
        return None
    early, money = timedelta(days=terms.early_days), sum((require_money(payment.amount) for payment in new), NOTHING)
    reached, later = [], []
    for span in sorted(due, key=attrgetter("number")):
        if span.from_on - early <= last or money > NOTHING:
            reached.append(span)
            money -= span.principal + span.contract_interest
        else:
            later.append(span)
    found = _go_on(whole[0], reached, later, payments=new, as_of=as_of, terms=terms)
    if found is None:  # money is left that an instalment takes when it opens
        found = _go_on(whole[0], [*reached, *later], [], payments=new, as_of=as_of, terms=terms)
    return found


def credit_waits(whole: Iterable[DebtSpan]) -> bool:
    """Tell whether one of the spans of a debt as a whole has a credit, which instalments take when they open."""
    return any(span.credit for span in whole)


def _go_on(
    whole: DebtSpan,
    reached: Sequence[DueSpan],
    later: Sequence[DueSpan],
    *,
    payments: Sequence[BankLine],
    as_of: date,
    terms: Terms,
) -> Continued | None:
    """Replay the payments over the instalments that they reach; None if a credit is left while there are later ones."""
    since, early = min(payment.value_on for payment in payments), timedelta(days=terms.early_days)
    debts = [_left(span, terms=terms, is_open=span.from_on - early <= since) for span in reached]
    recorder = Recorder(debts=debts, terms=terms, until=require_day(as_of), begins_on=date.min)
    recorder.principal = whole.principal
    recorder.last_whole = (whole.from_on, whole.principal, NOTHING, NOTHING, NOTHING)
    paid, principal_left, owes = recorder.record(
        lambda: (recorder.paid(), recorder.principal, any(debt.owes for debt in debts)), payments=payments
    )
    if recorder.credits and later:
        return None
    untouched = frozenset(span.number for span in later)
    return Continued(as_of, paid, principal_left, not owes and not later, recorder.course(), untouched)


def _beside_credit(
    whole: Sequence[DebtSpan],
    due: Sequence[DueSpan],
    *,
    payments: Sequence[BankLine],
    as_of: date,
    terms: Terms,
    instalments: Sequence[Instalment],
) -> Continued | None:
    """Put the new money behind a credit that no instalment opens for up to the day; None if one does.

    Until then nothing is due and unpaid, so that all of the new money waits too. What either pays of the instalments
    that open later only the course has to know: there both are one payment after the other.
    """
    since, early = min(payment.value_on for payment in payments), timedelta(days=terms.early_days)
    now = min(whole, key=attrgetter("from_on"))
    if not (now.from_on <= since and as_of < now.until_on and now.credit) or now.costs or now.frozen:
        return None
    if any(span.from_on <= since for span in due):
        return None
    planned = [one for one in instalments if one.nominal_due_on - early > as_of]
    owed = any(one.total for one in planned)
    if not owed or sum((one.principal for one in planned), NOTHING) != now.principal:
        return None
    recorder = Recorder(
        debts=[Debt(one, steps=terms.rate_steps) for one in planned],
        terms=terms,
        until=require_day(as_of),
        begins_on=now.from_on,
    )
    held = Payment(now.from_on, time.min, "", now.credit)
    paid = recorder.record(recorder.paid, payments=(held, *payments))
    return Continued(as_of, paid[1:], now.principal, False, recorder.course())


def _is_plain(terms: Terms) -> bool:
    return len(terms.rate_steps) == 1 and not (
        terms.acceleration_on
        or terms.settle_on
        or terms.settle_again
        or terms.called_in_again
        or terms.returned
        or terms.waived
        or terms.restructured
    )


def _tells_enough(whole: Sequence[DebtSpan], due: Sequence[DueSpan], *, since: date) -> bool:
    if len(whole) != 1 or whole[0].until_on != FOR_EVER or whole[0].from_on > since:
        return False
    if whole[0].costs or whole[0].frozen:
        return False
    is_open = all(span.until_on == FOR_EVER and not span.default_interest and not span.costs for span in due)
    return is_open and sum((span.principal for span in due), NOTHING) == whole[0].principal


def _left(span: DueSpan, *, terms: Terms, is_open: bool) -> Debt:
    """An instalment as its open span tells of it; it falls due where the span begins, if it has not yet."""
    left, interest = span.principal, span.contract_interest
    planned = Instalment(span.number, span.from_on, span.due_on, 0, left, left, interest, left + interest)
    debt = Debt(planned, steps=terms.rate_steps)
    debt.since_on, debt.is_open = span.since_on, is_open
    return debt
