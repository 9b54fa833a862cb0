"""The terms of a contract, the payments and the costs: what a replay is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from typing import Any, Protocol, TypeVar

from areas.rules import require_day, require_whole
from loans.rules import require_day_basis, require_rate
from thai.baht import require_money
from thai.refusals import sentence as _

from .agreements import Restructuring, Waiver
from .default_interest import DEFAULT_DAY_BASIS, DEFAULT_RATE, HIGHEST_DEFAULT_RATE, RateStep, require_steps
from .refusals import BadInstalments, BadPayment, BadTerms, PaymentTwice

# Only its own due date, or the call-in, puts an instalment in default that falls due from this day on (CCC 224/1).
OWN_DUE_DATE_FROM = date(2021, 4, 11)
LONGEST_EARLY_DAYS = 31


Kind = TypeVar("Kind", bound=StrEnum)


class Component(StrEnum):
    """What a baht can pay."""

    COSTS = "COSTS"
    DEFAULT_INTEREST = "DEFAULT_INTEREST"
    CONTRACT_INTEREST = "CONTRACT_INTEREST"
    PRINCIPAL = "PRINCIPAL"


# For the replay: to look a member up in its enumeration takes longer than to add two amounts.
COSTS, DEFAULT_INTEREST = Component.COSTS, Component.DEFAULT_INTEREST
CONTRACT_INTEREST, PRINCIPAL = Component.CONTRACT_INTEREST, Component.PRINCIPAL

# The order of CCC 329.
CODE_ORDER = (COSTS, DEFAULT_INTEREST, CONTRACT_INTEREST, PRINCIPAL)


class DefaultBase(StrEnum):
    """The principal that bears default interest (A-03)."""

    INSTALMENT = "INSTALMENT"  # each overdue instalment's own, from its own due date (F-2)
    OUTSTANDING = "OUTSTANDING"  # once called in, the whole of it, from the first default (F-1)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that were frozen into a contract at its transfer, and what happened to the contract since.

    :param annual_rate: the contract's interest, a yearly fraction.
    :param default_rate: the rate of default interest, or the dated rates of the law where the contract is silent.
    :param day_basis: of default interest (P-09); ``contract_day_basis`` is that of the contract's interest (A-04).
    :param allocation_order: all four components, the first to be paid first (A-07, CCC 329).
    :param acceleration_on: the date of the call-in letter or of the acknowledgement; from then on it is one debt.
    :param settle_on: the day for which the debtor asked to settle early. It takes effect only when the money of that
        day covers the settlement quote (A-23). ``settle_again`` are further such days: each letter stands for its own.
    :param returned: principal that came back unused after the transfer; no interest is asked of it (A-21).
    :param early_days: a payment so many days before a nominal due date pays that instalment at once; 0 keeps it as a
        credit until the due date.
    :param called_in_again: further days of a call-in; one counts where a restructuring undid the one before.
    :param waived: default interest that is not asked any more, oldest first, as far as it is there (A-34).
    :param restructured: the new schedules, in order of time (A-14).
    :raises BadTerms, loans.rules.RateOutOfRange: when a term is out of range.
    """

    annual_rate: Decimal
    default_rate: Decimal | tuple[RateStep, ...] = DEFAULT_RATE
    day_basis: int = DEFAULT_DAY_BASIS
    default_base: DefaultBase = DefaultBase.INSTALMENT
    allocation_order: tuple[Component, ...] = CODE_ORDER
    acceleration_on: date | None = None
    contract_day_basis: int = 365
    settle_on: date | None = None
    early_days: int = 0
    returned: tuple["Return", ...] = ()
    called_in_again: tuple[date, ...] = ()
    waived: tuple[Waiver, ...] = ()
    restructured: tuple[Restructuring, ...] = ()
    settle_again: tuple[date, ...] = ()
    rate_steps: tuple[RateStep, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        require_rate(self.annual_rate)
        require_day_basis(self.day_basis)
        require_day_basis(self.contract_day_basis)
        require_whole(self.early_days, least=0, most=LONGEST_EARLY_DAYS)
        for day in (self.acceleration_on, self.settle_on, *self.called_in_again, *self.settle_again):
            if day is not None:
                require_day(day)
        for back in self.returned:
            require_day(back.returned_on)
            if require_money(back.amount) <= 0:
                raise BadTerms(_("ยอดเงินกู้ที่ส่งคืน %(amount)s บาทต้องมากกว่าศูนย์"), amount=back.amount)
        object.__setattr__(self, "default_base", _choice(DefaultBase, self.default_base))
        order = tuple(_choice(Component, component) for component in self.allocation_order)
        if sorted(order) != sorted(Component):
            raise BadTerms(_("ลำดับการตัดชำระต้องมีทั้งสี่รายการ รายการละหนึ่งครั้ง ไม่ใช่ %(order)s"), order=", ".join(order))
        object.__setattr__(self, "allocation_order", order)
        object.__setattr__(self, "rate_steps", self._steps())

    def called_in_by(self, on: date) -> date | None:
        """The day of the call-in that stands on a day; one before the last restructuring was undone by it (A-14)."""
        agreed = max((new.agreed_on for new in self.restructured if new.agreed_on <= on), default=date.min)
        calls = (day for day in (self.acceleration_on, *self.called_in_again) if day is not None)
        return min((day for day in calls if agreed < day <= on), default=None)

    def _steps(self) -> tuple[RateStep, ...]:
        if isinstance(self.default_rate, tuple):
            return require_steps(self.default_rate)
        require_rate(self.default_rate, highest=HIGHEST_DEFAULT_RATE)
        return (RateStep(from_on=date.min, annual_rate=self.default_rate),)


class BankLine(Protocol):
    """What a payment must tell. Payments of one day are ordered by the bank's time, then by the line's identity."""

    @property
    def value_on(self) -> date: ...
    @property
    def time(self) -> Any: ...
    @property
    def line_id(self) -> Any: ...
    @property
    def amount(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received: the bank's value date and time, the identity of the bank's line, and the amount in baht."""

    value_on: date
    time: time
    line_id: int | str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost that the debtor bears, such as a court fee; of one instalment, or of the debt as a whole (None)."""

    incurred_on: date
    amount: Decimal
    instalment: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """Principal that the group sent back unused, on the bank's day (R-DISB-08)."""

    returned_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Refund:
    """Money of a credit that was paid back to the debtor, on the day on which it left the bank (A-23)."""

    paid_on: date
    amount: Decimal


def require_terms(terms: Any) -> Terms:
    """The terms as ``Terms``, also from any object with the six attributes that a contract's terms have.

    :raises BadTerms: when one is missing.
    """
    if isinstance(terms, Terms):
        return terms
    try:
        return Terms(
            annual_rate=terms.annual_rate,
            default_rate=terms.default_rate,
            day_basis=terms.day_basis,
            default_base=terms.default_base,
            allocation_order=tuple(terms.allocation_order),
            acceleration_on=terms.acceleration_on,
            contract_day_basis=getattr(terms, "contract_day_basis", 365),
            settle_on=getattr(terms, "settle_on", None),
            early_days=getattr(terms, "early_days", 0),
            returned=tuple(getattr(terms, "returned", ())),
            called_in_again=tuple(getattr(terms, "called_in_again", ())),
            waived=tuple(getattr(terms, "waived", ())),
            restructured=tuple(getattr(terms, "restructured", ())),
            settle_again=tuple(getattr(terms, "settle_again", ())),
        )
    except AttributeError as missing:
        raise BadTerms(_("เงื่อนไขสัญญาไม่ครบ: ไม่มี %(name)s"), name=missing.name) from None


def in_order(payments: Iterable[BankLine], *, until: date) -> tuple[BankLine, ...]:
    """The payments with a value date up to a day, in the order in which they count: value date, time, line.

    :raises BadPayment: for an amount of nothing or less, or lines that cannot be put in order.
    :raises PaymentTwice: when two have the same line.
    """
    seen: set[Any] = set()
    taken = []
    for payment in payments:
        require_day(payment.value_on)
        if require_money(payment.amount) <= 0:
            raise BadPayment(_("ยอดรับชำระ %(amount)s บาทต้องมากกว่าศูนย์"), amount=payment.amount)
        if payment.line_id in seen:
            raise PaymentTwice(_("รายการธนาคาร %(line_id)s ซ้ำกัน"), line_id=payment.line_id)
        seen.add(payment.line_id)
        if payment.value_on <= until:
            taken.append(payment)
    try:
        return tuple(sorted(taken, key=attrgetter("value_on", "time", "line_id")))
    except TypeError:
        raise BadPayment(_("เรียงลำดับรายการรับชำระไม่ได้ เวลาหรือเลขรายการของธนาคารเป็นคนละชนิดกัน")) from None


def require_costs(costs: Sequence[Cost], *, numbers: frozenset[int], until: date) -> tuple[Cost, ...]:
    """The costs incurred up to a day, in order of time.

    :raises BadPayment: for an amount of nothing or less.
    :raises BadInstalments: when a cost names an instalment that does not exist.
    """
    for cost in costs:
        require_day(cost.incurred_on)
        if require_money(cost.amount) <= 0:
            raise BadPayment(_("ค่าใช้จ่าย %(amount)s บาทต้องมากกว่าศูนย์"), amount=cost.amount)
        if cost.instalment is not None and cost.instalment not in numbers:
            raise BadInstalments(_("ไม่มีงวดที่ %(number)s ในสัญญา"), number=cost.instalment)
    return tuple(sorted((cost for cost in costs if cost.incurred_on <= until), key=attrgetter("incurred_on")))


def require_refunds(refunds: Sequence[Refund], *, until: date) -> tuple[Refund, ...]:
    """The refunds paid up to a day, in order of time.

    :raises BadPayment: for an amount of nothing or less.
    """
    for refund in refunds:
        require_day(refund.paid_on)
        if require_money(refund.amount) <= 0:
            raise BadPayment(_("ยอดคืนเงิน %(amount)s บาทต้องมากกว่าศูนย์"), amount=refund.amount)
    return tuple(sorted((refund for refund in refunds if refund.paid_on <= until), key=attrgetter("paid_on")))


def _choice(kind: type[Kind], value: str) -> Kind:
    try:
        return kind(value)
    except ValueError:
        raise BadTerms(
            _("ไม่รู้จักค่า “%(value)s” ต้องเป็นหนึ่งใน %(choices)s"), value=str(value)[:40], choices=", ".join(kind)
        ) from None
