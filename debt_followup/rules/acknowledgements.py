"""What an acknowledgement of a debt states, the plan that it promises, and whether the plan is kept.

Stated is the balance of the day (F-4). What the principal will bear until it is paid is a projection: shown, never
posted (A-18); the literal formula F-5 of the seeds leaves the principal and the time out and is not used (I-10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from areas.rules import IsBusinessDay, next_business_day, require_day, require_whole
from repayments.rules import InterestLine, RateStep
from repayments.rules.default_interest import interest_by_steps
from thai.baht import require_money
from thai.dates import add_months
from thai.refusals import Refusal
from thai.refusals import sentence as _

NOTHING = Decimal("0.00")
MOST_INSTALMENTS = 120
MOST_MONTHS_BETWEEN = 12


class NegativeDebt(Refusal):
    """A part of a debt is less than nothing."""


class BadPlan(Refusal):
    """A plan that cannot be: no day after the acknowledgement, or an instalment of nothing."""


class NoSigner(Refusal):
    """Nobody was chosen, or somebody who cannot sign."""


class UnderReceivership(NoSigner):
    """A bankruptcy file of hers is open: the official receiver acts for her."""


class AllBarred(Refusal):
    """The claim against this debtor is barred already: an acknowledgement would revive nothing."""


class NotBarred(Refusal):
    """The claim against this debtor is not barred: she acknowledges the debt itself."""


@dataclass(frozen=True, slots=True)
class Death:
    """That a debtor died, as her open file says or the register of members; ``since_on`` None where nobody knows."""

    since_on: date | None

    def binds(self, on: date) -> bool:
        """Whether nothing of a day can be hers; of the day itself it can, without a day nothing can."""
        return self.since_on is None or on > self.since_on


@dataclass(frozen=True, slots=True)
class Receivership:
    """That a debtor's property is in the hands of an official receiver, as her open bankruptcy file says.

    ``since_on`` is the day of the court's order, None while the file does not tell it; ``receiver`` "" likewise.
    """

    since_on: date | None
    receiver: str

    def binds(self, on: date) -> bool:
        """Whether what she signs on a day is not hers to sign; without the order's day, on any."""
        return self.since_on is None or on >= self.since_on


@dataclass(frozen=True, slots=True)
class AcknowledgedDebt:
    """The debt that an acknowledgement states, part by part."""

    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    costs: Decimal

    @property
    def total(self) -> Decimal:
        """The outstanding amount in one sum."""
        return self.principal + self.rest

    @property
    def rest(self) -> Decimal:
        """All but the principal: it bears nothing, and a plan spreads it as it is."""
        return self.contract_interest + self.default_interest + self.costs


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One instalment of a plan: ``principal`` and ``rest`` are promised, ``projected`` is what may come on top.

    ``projected`` are the lines of default interest that the principal bears from the acknowledgement to the due date.
    """

    number: int
    due_on: date
    effective_due_on: date
    principal: Decimal
    rest: Decimal
    projected: tuple[InterestLine, ...]

    @property
    def amount(self) -> Decimal:
        """What is promised for the day."""
        return self.principal + self.rest

    @property
    def projected_interest(self) -> Decimal:
        """What the principal will have borne by the due date."""
        return sum((line.amount for line in self.projected), NOTHING)


@dataclass(frozen=True, slots=True)
class Promise:
    """So much is to be paid by a day; ``number`` names the instalment of the plan, None one of the contract's own."""

    number: int | None
    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PlanStanding:
    """How a plan stands on a day: promised and received until then, and the first instalment that was missed.

    ``missed_on`` is the due date of that instalment and ``short`` what was wanting on it.
    """

    promised: Decimal
    received: Decimal
    whole: Decimal
    missed: int | None
    missed_on: date | None
    short: Decimal

    @property
    def is_fulfilled(self) -> bool:
        """Whether all that the plan promises was received."""
        return self.received >= self.whole


def acknowledged_debt(
    *, principal: Decimal, contract_interest: Decimal, default_interest: Decimal, costs: Decimal = NOTHING
) -> AcknowledgedDebt:
    """The true outstanding amount on the day of an acknowledgement, formula F-4.

    Principal in arrears + contract interest + default interest or penalty, and costs where there are any.

    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises NegativeDebt: when a part is less than nothing.
    Source: R-ACK-01, R-ACK-04, A-18.
    """
    return AcknowledgedDebt(
        principal=_require_part(principal),
        contract_interest=_require_part(contract_interest),
        default_interest=_require_part(default_interest),
        costs=_require_part(costs),
    )


def plan(
    *,
    debt: AcknowledgedDebt,
    as_of: date,
    count: int,
    first_due_on: date,
    months_between: int,
    rates: Sequence[RateStep],
    day_basis: int,
    is_business_day: IsBusinessDay,
) -> tuple[PlannedPart, ...]:
    """The instalments by which an acknowledged debt is promised to be paid, with the projection of each.

    Principal and the rest are each split evenly in whole baht, the last instalment takes what is left; together they
    are the debt to the satang. There is no ceiling of two years: that is of restructurings (A-17).

    :param rates: the dated rates of default interest of the contract, for the projection.
    :raises BadPlan: the first day is not after the acknowledgement, or there is less than a baht for an instalment.
    :raises areas.rules.NotAWholeNumber, areas.rules.NotADay: when the input is out of range.
    Source: R-ACK-05, A-17, A-18.
    """
    parts = require_whole(count, least=1, most=MOST_INSTALMENTS)
    months = require_whole(months_between, least=1, most=MOST_MONTHS_BETWEEN)
    if require_day(first_due_on) <= require_day(as_of):
        raise BadPlan(_("งวดแรกของแผนต้องอยู่หลังวันที่รับสภาพหนี้ %(as_of)s"), as_of=as_of)
    if debt.total < parts:
        raise BadPlan(
            _("ยอดหนี้ %(total)s บาท แบ่งเป็น %(count)s งวด งวดละอย่างน้อยหนึ่งบาทไม่ได้"), total=debt.total, count=parts
        )
    principals, rests = _split(debt.principal, parts), _split(debt.rest, parts)
    planned = []
    for number, (principal, rest) in enumerate(zip(principals, rests, strict=True), start=1):
        due_on = add_months(first_due_on, months * (number - 1))
        planned.append(
            PlannedPart(
                number=number,
                due_on=due_on,
                effective_due_on=next_business_day(day=due_on, is_business_day=is_business_day),
                principal=principal,
                rest=rest,
                projected=interest_by_steps(
                    principal=principal, since_on=as_of, until_on=due_on, steps=tuple(rates), day_basis=day_basis
                ),
            )
        )
    if not all(part.amount for part in planned):
        raise BadPlan(_("จำนวนงวดมากเกินไป บางงวดไม่มียอดให้ชำระ"))
    return tuple(planned)


def projected_total(*, debt: AcknowledgedDebt, parts: Iterable[PlannedPart]) -> Decimal:
    """What will have been paid in all if the plan is kept to the day: the debt, and what its principal bears meanwhile.

    Source: A-18.
    """
    return debt.total + sum((part.projected_interest for part in parts), NOTHING)


def plan_standing(
    *, promises: Iterable[Promise], received: Iterable[tuple[date, Decimal]], since: date, on: date, known_to: date
) -> PlanStanding:
    """How a plan stands on a day: default on one instalment is default on all (R-ACK-06).

    Whatever the debtor paid after the acknowledgement counts, by the bank's day; the contract's own instalments that
    fall due meanwhile are promised beside the plan, so that paying those is no payment of the plan. A day is judged
    only once it is over and the bank's money of that day is known.

    :param promises: of the plan and of the contract, each by its effective due date.
    :param received: value date and amount of every payment.
    :param since: the day of the acknowledgement; what was paid up to it is in the balance already.
    :param known_to: up to which day the bank's money is known.
    """
    rows = sorted(promises, key=lambda promise: (promise.due_on, promise.number or 0))
    paid = sorted((on_, amount) for on_, amount in received if on_ > since)
    whole = sum((row.amount for row in rows if row.number is not None), NOTHING)
    own = NOTHING
    due, missed, missed_on, short = NOTHING, None, None, NOTHING
    for row in rows:
        if row.due_on > on:
            break
        due += row.amount
        own += row.amount if row.number is None else NOTHING
        got = sum((amount for day, amount in paid if day <= row.due_on), NOTHING)
        if row.number is not None and missed is None and got < due and row.due_on < on and row.due_on <= known_to:
            missed, missed_on, short = row.number, row.due_on, due - got
    got = sum((amount for day, amount in paid if day <= on), NOTHING)
    return PlanStanding(promised=due, received=got, whole=whole + own, missed=missed, missed_on=missed_on, short=short)


def check_may_sign(
    *,
    name: str,
    signed_on: date,
    last_day: date | None,
    death: Death | None = None,
    receivership: Receivership | None = None,
    is_acceptance: bool = False,
) -> None:
    """Refuse who died or is bankrupt, an acknowledgement of a claim that is barred, an acceptance of one that is not.

    The one rule for every paper by which a debtor acknowledges what she owes: acknowledgement, acceptance of liability,
    memorandum of a restructuring.

    :param last_day: the day after which nothing of the claim against her is left to sue for; None where nothing is due.
    :raises NoSigner: she had died; what she signed while she lived stands, whenever it is recorded.
    :raises UnderReceivership: the official receiver acts for her (Bankruptcy Act, sections 22 and 24).
    :raises AllBarred: nothing is left that could begin anew; a legal officer may record an acceptance of liability.
    :raises NotBarred: something is not barred, so that an acceptance of liability would give the claim up for less.
    Source: R-ACK-02, R-RSTR-09, A-14, A-15, CCC 193/14, 193/28, 193/35.
    """
    if death is not None and death.binds(signed_on):
        raise NoSigner(_("%(name)s เสียชีวิตแล้ว ให้เรียกร้องจากกองมรดกผ่านทายาทหรือผู้จัดการมรดกในแฟ้มคดี"), name=name)
    if receivership is not None and receivership.binds(signed_on):
        if not receivership.receiver:
            raise UnderReceivership(
                _(
                    "%(name)s อยู่ในคดีล้มละลาย จึงลงนามเองไม่ได้ เจ้าพนักงานพิทักษ์ทรัพย์เป็นผู้จัดการแทน (ยังไม่ได้ระบุในแฟ้มคดี) "
                    "ให้ยื่นคำขอรับชำระหนี้ในแฟ้มคดี"
                ),
                name=name,
            )
        raise UnderReceivership(
            _("%(name)s อยู่ในคดีล้มละลาย จึงลงนามเองไม่ได้ ผู้จัดการแทนคือ %(receiver)s ให้ยื่นคำขอรับชำระหนี้ในแฟ้มคดี"),
            name=name,
            receiver=receivership.receiver,
        )
    if last_day is None:
        return
    last = last_day
    if signed_on > last and not is_acceptance:
        raise AllBarred(
            _(
                "สิทธิเรียกร้องต่อ%(name)sขาดอายุความแล้ว (ฟ้องได้ถึงวันที่ %(last)s) การรับสภาพหนี้ในวันที่ %(signed_on)s ไม่ทำให้อายุความ"
                "เริ่มนับใหม่ ให้เจ้าหน้าที่ฝ่ายคดีบันทึกหนังสือรับสภาพความรับผิด (อายุความ 2 ปี) แทน"
            ),
            name=name,
            last=last,
            signed_on=signed_on,
        )
    if signed_on <= last and is_acceptance:
        raise NotBarred(
            _("สิทธิเรียกร้องต่อ%(name)sยังไม่ขาดอายุความ (ฟ้องได้ถึงวันที่ %(last)s) ให้ทำหนังสือรับสภาพหนี้ ไม่ใช่รับสภาพความรับผิด"),
            name=name,
            last=last,
        )


def _require_part(part: Decimal) -> Decimal:
    money = require_money(part)
    if money < 0:
        raise NegativeDebt(_("ยอดหนี้ %(part)s บาทติดลบไม่ได้"), part=money)
    return money


def _split(amount: Decimal, count: int) -> tuple[Decimal, ...]:
    """Equal parts in whole baht, the rest in the last one."""
    equal = require_money(amount // count)
    return (equal,) * (count - 1) + (amount - equal * (count - 1),)
