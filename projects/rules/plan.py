"""The work plan and the budget: what each line must say, and what the lines come to. Pure.

A line of the budget costs quantity times unit price, rounded half up to the satang once; what is not asked from the
fund is the proposer's own money.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.rules.proposal import FieldMissing
from thai.baht import half_up, require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST_LINES = 60
_LARGEST = Decimal(10) ** 10
NOTHING = Decimal("0.00")


class StepWrong(Refusal):
    """An activity of the work plan without a name, or one that ends before it begins."""


class LineWrong(Refusal):
    """A line of the budget without a name or quantity, or one that asks for more than it costs."""


class BudgetSumWrong(Refusal):
    """The lines of the budget together ask for another amount than the proposal."""


class TooManyLines(Refusal):
    """More lines than a form holds."""


class NoPlan(Refusal):
    """A changed work plan without a single activity or without the budget that was approved."""


class OverApproved(Refusal):
    """A changed work plan asks for more than was approved."""


class SamePlan(Refusal):
    """A changed work plan that changes nothing."""


class PlanFixed(Refusal):
    """The work plan cannot be changed: the money has not come yet, or the project is over."""


class ChangeWaits(Refusal):
    """A changed work plan waits for its decision already."""


class AlreadyDecided(Refusal):
    """The changed work plan was decided a moment ago."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One activity from one day to another."""

    activity: str
    from_on: date
    until_on: date
    responsible: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One line of the budget, in baht; ``asked`` comes from the fund."""

    item: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    asked: Decimal

    @property
    def amount(self) -> Decimal:
        """What the line costs: quantity times unit price, half up to the satang."""
        return half_up(self.quantity * self.unit_price)

    @property
    def own(self) -> Decimal:
        """What the proposer pays herself."""
        return self.amount - self.asked


@dataclass(frozen=True, slots=True)
class BudgetTotals:
    """What the lines come to: ``amount`` is ``asked`` and ``own`` together."""

    amount: Decimal
    asked: Decimal
    own: Decimal


def totals_of(*, budget: Sequence[PlannedLine]) -> BudgetTotals:
    """The sums of a budget, in baht."""
    amount = sum((line.amount for line in budget), NOTHING)
    asked = sum((line.asked for line in budget), NOTHING)
    return BudgetTotals(amount=amount, asked=asked, own=amount - asked)


def check_plan(*, plan: Sequence[PlannedStep], budget: Sequence[PlannedLine]) -> None:
    """Refuse a line that says nothing or cannot be; a plan without lines is fine.

    :raises StepWrong, LineWrong: the first such line, named by its number.
    :raises TooManyLines: more than ``MOST_LINES`` of either.
    :raises thai.baht.NotMoney: for a float or parts of a satang.
    """
    for lines in (plan, budget):
        if len(lines) > MOST_LINES:
            raise TooManyLines(_("กรอกได้ไม่เกิน %(most)s รายการ"), most=MOST_LINES)
    for at, step in enumerate(plan, start=1):
        if not step.activity.strip():
            raise StepWrong(_("แผนงานกิจกรรมที่ %(at)s ยังไม่ได้กรอกกิจกรรม"), at=at)
        if step.until_on < step.from_on:
            raise StepWrong(
                _("แผนงานกิจกรรมที่ %(at)s สิ้นสุด %(until)s ก่อนเริ่ม %(start)s"),
                at=at,
                until=step.until_on,
                start=step.from_on,
            )
    for at, line in enumerate(budget, start=1):
        _check_line(line, at)


def _check_line(line: PlannedLine, at: int) -> None:
    for number in (line.quantity, line.unit_price, line.asked):
        require_money(number)
    if not line.item.strip():
        raise LineWrong(_("งบประมาณรายการที่ %(at)s ยังไม่ได้กรอกชื่อรายการ"), at=at)
    if not line.unit.strip():
        raise LineWrong(_("งบประมาณรายการที่ %(at)s ยังไม่ได้กรอกหน่วย"), at=at)
    if line.quantity <= 0:
        raise LineWrong(_("งบประมาณรายการที่ %(at)s จำนวนต้องมากกว่าศูนย์"), at=at)
    if line.unit_price < 0 or line.asked < 0:
        raise LineWrong(_("งบประมาณรายการที่ %(at)s ราคาและเงินที่ขอต้องไม่ติดลบ"), at=at)
    if max(line.quantity, line.unit_price) >= _LARGEST or line.amount >= _LARGEST:
        raise LineWrong(_("งบประมาณรายการที่ %(at)s จำนวนหรือราคามากเกินกว่าที่เป็นไปได้"), at=at)
    if line.asked > line.amount:
        raise LineWrong(
            _("งบประมาณรายการที่ %(at)s ขอ %(asked)s บาท เกินราคารวมของรายการ %(amount)s บาท"),
            at=at,
            asked=line.asked,
            amount=line.amount,
        )


def check_budget_sum(*, budget: Sequence[PlannedLine], amount: Decimal) -> None:
    """Refuse a budget whose lines together ask for another amount than the proposal; no budget is no fault.

    :raises BudgetSumWrong: naming both sums and the difference.
    """
    if not budget:
        return
    asked = totals_of(budget=budget).asked
    if asked != amount:
        raise BudgetSumWrong(
            _("รายการงบประมาณขอรวม %(asked)s บาท ไม่เท่ากับวงเงินที่ขอ %(amount)s บาท ต่างกัน %(difference)s บาท"),
            asked=asked,
            amount=require_money(amount),
            difference=abs(asked - amount),
        )


def plan_problems(*, plan: Sequence[PlannedStep], budget: Sequence[PlannedLine], amount: Decimal) -> Iterator[Refusal]:
    """What stands between a plan and its sending: both lists may be left out, but what is given must be whole."""
    try:
        check_plan(plan=plan, budget=budget)
    except Refusal as refused:
        yield refused
        return
    try:
        check_budget_sum(budget=budget, amount=amount)
    except Refusal as refused:
        yield refused


def check_plan_change(
    *,
    plan: Sequence[PlannedStep],
    budget: Sequence[PlannedLine],
    before: tuple[Sequence[PlannedStep], Sequence[PlannedLine]],
    approved: Decimal,
    reason: str,
) -> None:
    """Refuse a changed work plan that is empty, changes nothing, or asks for more than was approved.

    :param before: the plan and the budget in force now.
    :param approved: the amount that อกส.จ. approved, in baht; less may be spent, more may not.
    :raises NoPlan, SamePlan, OverApproved: as the names say.
    :raises projects.rules.FieldMissing: without a reason.
    :raises StepWrong, LineWrong, TooManyLines: see ``check_plan``.
    Source: R-PROJ-21.
    """
    if not reason.strip():
        raise FieldMissing(_("ต้องระบุเหตุผลที่ขอแก้ไขแผนงาน"))
    if not plan:
        raise NoPlan(_("แผนงานใหม่ต้องมีกิจกรรมอย่างน้อยหนึ่งกิจกรรม"))
    if before[1] and not budget:
        raise NoPlan(_("แผนงานใหม่ต้องมีรายการงบประมาณ เพราะโครงการที่อนุมัติมีงบประมาณ"))
    check_plan(plan=plan, budget=budget)
    asked = totals_of(budget=budget).asked
    if asked > approved:
        raise OverApproved(
            _("แผนงานใหม่ขอรวม %(asked)s บาท เกินวงเงินที่ได้รับอนุมัติ %(approved)s บาท"), asked=asked, approved=approved
        )
    if (list(plan), list(budget)) == (list(before[0]), list(before[1])):
        raise SamePlan(_("แผนงานใหม่เหมือนแผนงานเดิมทุกรายการ"))
