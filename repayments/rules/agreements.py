"""What was agreed about a debt after it was lent: default interest that is waived, and a new schedule for what is owed.

A restructuring closes every instalment that is still owed and spreads it over new ones (A-14). Principal goes on
bearing the contract's interest. What was owed of interest on that day, of either kind, is **frozen**: it is owed with
the new instalments and bears nothing (CCC 655). A payment holiday is a stretch of days that do not count for interest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from areas.rules import IsBusinessDay, next_business_day, require_day
from loans.rules import (
    Instalment,
    SplitDoesNotAddUp,
    require_day_basis,
    require_rate,
    simple_interest,
    split_principal,
)
from thai.baht import require_money
from thai.refusals import sentence as _

from .default_interest import HIGHEST_DEFAULT_RATE, RateStep, require_steps
from .refusals import BadInstalments, BadTerms

NOTHING = Decimal("0.00")
SATANG = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Waiver:
    """Default interest that the province does not ask any more, in baht, from a day on (A-34)."""

    on: date
    amount: Decimal

    def __post_init__(self) -> None:
        require_day(self.on)
        if require_money(self.amount) <= 0:
            raise BadTerms(_("ยอดที่งดหรือลดเบี้ยปรับ %(amount)s บาทต้องมากกว่าศูนย์"), amount=self.amount)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What of the interest owed at the agreement is to be paid with one new instalment, in baht; it bears nothing."""

    number: int
    contract_interest: Decimal
    default_interest: Decimal


@dataclass(frozen=True, slots=True)
class Restructuring:
    """A new schedule for all that was owed at the end of the day of the agreement (R-RSTR-01..05, A-14).

    :param instalments: the new ones, numbered on from the old; the first falls due after the agreement and after the
        holiday. ``days`` are those that bear interest.
    :param frozen: at most one for each new instalment.
    :param default_rate: of default interest on the new instalments; None: the contract's own, which so revives.
    :param holiday_from: the first day without interest of any kind, ``holiday_until`` the last.
    :raises BadInstalments, BadTerms: when it is no schedule, or a term is out of range.
    """

    agreed_on: date
    instalments: tuple[Instalment, ...]
    frozen: tuple[Frozen, ...] = ()
    default_rate: Decimal | tuple[RateStep, ...] | None = None
    holiday_from: date | None = None
    holiday_until: date | None = None

    def __post_init__(self) -> None:
        require_day(self.agreed_on)
        require_instalments(self.instalments)
        opening = self.principal
        for planned in self.instalments:
            if planned.opening_principal != opening:
                raise BadInstalments(
                    _("เงินต้นยกมาของงวดที่ %(number)s ต้องเป็น %(opening)s บาท"), number=planned.number, opening=opening
                )
            opening -= planned.principal
        numbers = [part.number for part in self.frozen]
        if len(set(numbers)) != len(numbers) or not set(numbers) <= {one.number for one in self.instalments}:
            raise BadInstalments(_("ยอดที่พักไว้ต้องอยู่ในงวดใหม่ งวดละไม่เกินหนึ่งรายการ"))
        for part in self.frozen:
            if require_money(part.contract_interest) < 0 or require_money(part.default_interest) < 0:
                raise BadInstalments(_("งวดที่ %(number)s มียอดติดลบ"), number=part.number)
        self._require_holiday()
        if isinstance(self.default_rate, tuple):
            object.__setattr__(self, "default_rate", require_steps(self.default_rate))
        elif self.default_rate is not None:
            require_rate(self.default_rate, highest=HIGHEST_DEFAULT_RATE)

    def _require_holiday(self) -> None:
        begins_on, ends_on = self.holiday_from, self.holiday_until
        first_due_on = self.instalments[0].nominal_due_on
        if first_due_on <= self.agreed_on:
            raise BadInstalments(
                _("งวดแรกหลังปรับโครงสร้างหนี้ต้องครบกำหนดหลังวันทำบันทึกข้อตกลง %(agreed_on)s"), agreed_on=self.agreed_on
            )
        if begins_on is None and ends_on is None:
            return
        if begins_on is None or ends_on is None or not self.agreed_on <= require_day(begins_on) <= require_day(ends_on):
            raise BadTerms(_("ช่วงพักชำระหนี้ต้องมีวันแรกและวันสุดท้าย และเริ่มไม่ก่อนวันทำบันทึกข้อตกลง"))
        if first_due_on <= ends_on:
            raise BadInstalments(_("งวดแรกต้องครบกำหนดหลังสิ้นสุดการพักชำระหนี้ %(day)s"), day=ends_on)

    @property
    def principal(self) -> Decimal:
        """The principal that was agreed upon."""
        return sum((planned.principal for planned in self.instalments), NOTHING)

    @property
    def contract_interest(self) -> Decimal:
        """The contract interest that was frozen."""
        return sum((part.contract_interest for part in self.frozen), NOTHING)

    @property
    def default_interest(self) -> Decimal:
        """The default interest that was frozen."""
        return sum((part.default_interest for part in self.frozen), NOTHING)

    @property
    def total(self) -> Decimal:
        """All that the debtor is to pay by the new schedule."""
        return self.contract_interest + self.default_interest + sum((one.total for one in self.instalments), NOTHING)

    def frozen_of(self, number: int) -> Frozen:
        """What is frozen of one instalment, nothing of either kind included."""
        for part in self.frozen:
            if part.number == number:
                return part
        return Frozen(number, NOTHING, NOTHING)

    def counted_days(self, *, since_on: date, until_on: date) -> int:
        """The days after one day, until another, that bear interest."""
        return counted_days(
            since_on=since_on, until_on=until_on, holiday_from=self.holiday_from, holiday_until=self.holiday_until
        )

    def after_holiday(self, on: date) -> date:
        """The day, or the holiday's last where the day lies within it."""
        if self.holiday_from is not None and self.holiday_until is not None and on >= self.holiday_from:
            return max(on, self.holiday_until)
        return on


def counted_days(
    *, since_on: date, until_on: date, holiday_from: date | None = None, holiday_until: date | None = None
) -> int:
    """The days from the day after ``since_on`` to ``until_on``, without those of a payment holiday.

    Source: A-14, DL-34.
    """
    days = max((until_on - since_on).days, 0)
    if not days or holiday_from is None or holiday_until is None:
        return days
    first, last = max(since_on + timedelta(days=1), holiday_from), min(until_on, holiday_until)
    return days - max((last - first).days + 1, 0)


def new_schedule(
    *,
    principal: Decimal,
    contract_interest: Decimal,
    default_interest: Decimal,
    annual_rate: Decimal,
    agreed_on: date,
    due_dates: Sequence[date],
    first_number: int,
    is_business_day: IsBusinessDay,
    day_basis: int = 365,
    principal_parts: Sequence[Decimal] | None = None,
    default_rate: Decimal | tuple[RateStep, ...] | None = None,
    holiday_from: date | None = None,
    holiday_until: date | None = None,
) -> Restructuring:
    """The new schedule of a debt as it stands at the end of the day of the agreement.

    The parts add up to the principal, the frozen parts to the frozen interest, to the satang: equal parts, the rest in
    the last. Contract interest runs from the agreement on the principal alone, by the days outside the holiday, each
    line rounded once.

    :param contract_interest: what is owed of it on the day of the agreement; it is frozen, as ``default_interest`` is.
    :param due_dates: the new nominal due dates, in order.
    :param first_number: of the first new instalment, one more than the last old one's.
    :param principal_parts: the principal of each instalment where it is not split evenly.
    :raises loans.rules.PrincipalOutOfRange: less than a baht of principal for each instalment.
    :raises loans.rules.SplitDoesNotAddUp: the parts are not the principal.
    :raises BadInstalments, BadTerms: as ``Restructuring``.
    Source: R-RSTR-02..05, A-01, A-04, A-10, A-14, CCC 655.
    """
    rate, basis = require_rate(annual_rate), require_day_basis(day_basis)
    if not due_dates:
        raise BadInstalments(_("สัญญาต้องมีอย่างน้อยหนึ่งงวด"))
    count, opening, since = len(due_dates), require_money(principal), agreed_on
    parts = _parts(principal=opening, count=count, given=principal_parts)
    lines, kept = [], []
    frozen = zip(_evenly(contract_interest, count), _evenly(default_interest, count), strict=True)
    for number, (due_on, part, (of_contract, of_default)) in enumerate(
        zip(due_dates, parts, frozen, strict=True), start=first_number
    ):
        days = counted_days(
            since_on=since, until_on=require_day(due_on), holiday_from=holiday_from, holiday_until=holiday_until
        )
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
        kept.append(Frozen(number, of_contract, of_default))
        opening, since = opening - part, due_on
    return Restructuring(
        agreed_on=agreed_on,
        instalments=tuple(lines),
        frozen=tuple(kept),
        default_rate=default_rate,
        holiday_from=holiday_from,
        holiday_until=holiday_until,
    )


def require_instalments(instalments: tuple[Instalment, ...]) -> tuple[Instalment, ...]:
    """The instalments, if they are a schedule.

    :raises BadInstalments: none, or not in order of number and date, or with an amount below nothing.
    """
    if not instalments:
        raise BadInstalments(_("สัญญาต้องมีอย่างน้อยหนึ่งงวด"))
    for one, other in zip(instalments, instalments[1:], strict=False):
        if one.number >= other.number or one.nominal_due_on >= other.nominal_due_on:
            raise BadInstalments(
                _("งวดที่ %(one)s กับงวดที่ %(other)s ไม่เรียงตามเลขงวดและวันครบกำหนด"),
                one=one.number,
                other=other.number,
            )
    for planned in instalments:
        if require_money(planned.principal) < 0 or require_money(planned.interest) < 0:
            raise BadInstalments(_("งวดที่ %(number)s มียอดติดลบ"), number=planned.number)
    return instalments


def require_agreements(
    agreements: tuple[Restructuring, ...], *, after: Sequence[Instalment]
) -> tuple[Restructuring, ...]:
    """The restructurings of a debt, if each follows the one before in day and in numbers.

    :raises BadInstalments: a number stands for two instalments, or two were agreed on one day.
    """
    last_number, last_on = max(planned.number for planned in after), date.min
    for agreement in agreements:
        if agreement.instalments[0].number <= last_number or agreement.agreed_on <= last_on:
            raise BadInstalments(
                _("ตารางผ่อนชำระใหม่วันที่ %(agreed_on)s ต้องมีเลขงวดต่อจากตารางเดิมและทำหลังตารางเดิม"),
                agreed_on=agreement.agreed_on,
            )
        last_number, last_on = agreement.instalments[-1].number, agreement.agreed_on
    return agreements


def _parts(*, principal: Decimal, count: int, given: Sequence[Decimal] | None) -> tuple[Decimal, ...]:
    if given is None:
        return split_principal(principal=principal, instalments=count) if principal else (NOTHING,) * count
    parts = tuple(require_money(part) for part in given)
    if len(parts) != count or sum(parts) != principal:
        raise SplitDoesNotAddUp(
            _("เงินต้นรายงวด %(count)s งวดรวม %(total)s บาท ไม่ตรงกับเงินต้น %(principal)s บาทใน %(due)s งวด"),
            count=len(parts),
            total=sum(parts, NOTHING),
            principal=principal,
            due=count,
        )
    return parts


def _evenly(amount: Decimal, count: int) -> tuple[Decimal, ...]:
    """Equal parts in whole satang, the rest in the last one."""
    whole = require_money(amount)
    part = (whole / count // SATANG) * SATANG
    return (part,) * (count - 1) + (whole - part * (count - 1),)
