"""One instalment while a replay runs: what is left of it, since when it bears default interest, what was posted."""

from collections import deque
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from loans.rules import Instalment
from thai.baht import require_money
from thai.refusals import sentence as _

from .default_interest import InterestLine, interest_between
from .result import NOTHING, AccruedInterest
from .terms import BadInstalments, Component, Terms


class Debt:
    """What is left of one instalment while the replay runs."""

    __slots__ = ("due_on", "has_posted", "is_open", "left", "paid", "planned", "since_on", "unpaid_lines")

    def __init__(self, planned: Instalment) -> None:
        self.planned = planned
        self.left = {
            Component.COSTS: NOTHING,
            Component.DEFAULT_INTEREST: NOTHING,
            Component.CONTRACT_INTEREST: planned.interest,
            Component.PRINCIPAL: planned.principal,
        }
        self.due_on = planned.effective_due_on
        self.since_on = planned.effective_due_on  # default interest is posted up to this day
        self.is_open = False
        self.has_posted = False
        self.unpaid_lines: deque[AccruedInterest] = deque()
        self.paid = dict.fromkeys(Component, NOTHING)

    @property
    def owes(self) -> bool:
        """Whether anything is left to pay."""
        return any(self.left.values())

    def never_lent(self, amount: Decimal, *, of: Decimal, terms: Terms) -> None:
        """Take back principal as though it had never been lent: its interest goes with it (A-21).

        :param amount: what is taken back of this instalment.
        :param of: what is taken back of the whole loan, so much less is the principal at the period's beginning.
        """
        old = self.planned
        opening, principal = max(old.opening_principal - of, NOTHING), old.principal - amount
        whole = interest_between(
            principal=opening,
            annual_rate=terms.annual_rate,
            since_on=old.nominal_due_on - timedelta(days=old.days),
            until_on=old.nominal_due_on,
            day_basis=terms.contract_day_basis,
        )
        interest = min(whole.amount, old.interest)
        self.planned = replace(
            old, opening_principal=opening, principal=principal, interest=interest, total=principal + interest
        )
        self.left[Component.PRINCIPAL] -= amount
        self.left[Component.CONTRACT_INTEREST] = max(interest - self.paid[Component.CONTRACT_INTEREST], NOTHING)


def interest_to(*, planned: Instalment, on: date, terms: Terms) -> InterestLine:
    """The contract's interest that an instalment not yet due has gathered up to a day, on its opening principal."""
    return interest_between(
        principal=planned.opening_principal,
        annual_rate=terms.annual_rate,
        since_on=planned.nominal_due_on - timedelta(days=planned.days),
        until_on=on,
        day_basis=terms.contract_day_basis,
    )


def take_oldest(unpaid: deque[AccruedInterest], money: Decimal) -> tuple[InterestLine, ...]:
    """The lines of default interest that the money pays, oldest first; what it leaves of the last stays with it."""
    paid = []
    while money and unpaid:
        oldest = unpaid.popleft()
        if oldest.unpaid > money:
            unpaid.appendleft(AccruedInterest(oldest.line, oldest.unpaid - money, True))
        money -= min(money, oldest.unpaid)
        paid.append(oldest.line)
    return tuple(paid)


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
