"""One instalment while a replay runs: what is left of it, since when it bears default interest, what was posted."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from loans.rules import Instalment, simple_interest

from .agreements import Frozen, Restructuring, require_agreements, require_instalments
from .default_interest import InterestLine, RateStep, require_steps
from .result import NOTHING, AccruedInterest, InstalmentOwed
from .terms import CONTRACT_INTEREST, COSTS, DEFAULT_INTEREST, PRINCIPAL, Component, Terms

_NOTHING_OF_EACH = dict.fromkeys(Component, NOTHING)  # copied: to walk an enumeration takes longer


class Debt:
    """What is left of one instalment while the replay runs.

    One of a restructuring lives from the agreement on; before it nothing is left of it, as of an old one after it.
    """

    __slots__ = (
        "agreement",
        "begins_on",
        "closed_on",
        "due_on",
        "frozen",
        "has_posted",
        "is_live",
        "is_open",
        "left",
        "moved",
        "paid",
        "place",
        "planned",
        "since_on",
        "steps",
        "unpaid_lines",
        "waived",
    )

    def __init__(
        self,
        planned: Instalment,
        *,
        steps: tuple[RateStep, ...],
        agreement: Restructuring | None = None,
        begins_on: date | None = None,
    ) -> None:
        self.planned, self.steps, self.agreement = planned, steps, agreement
        self.place = 0  # among all instalments of the contract; the replay sets it
        self.begins_on = begins_on or planned.nominal_due_on - timedelta(days=planned.days)
        self.is_live = agreement is None
        self.closed_on: date | None = None
        self.left = {
            COSTS: NOTHING,
            DEFAULT_INTEREST: NOTHING,
            CONTRACT_INTEREST: planned.interest if self.is_live else NOTHING,
            PRINCIPAL: planned.principal if self.is_live else NOTHING,
        }
        self.due_on = planned.effective_due_on
        self.since_on = planned.effective_due_on  # default interest is posted up to this day
        self.is_open = False
        self.has_posted = False
        self.unpaid_lines: deque[AccruedInterest] = deque()
        self.paid = _NOTHING_OF_EACH.copy()
        self.frozen = Frozen(planned.number, NOTHING, NOTHING)
        self.moved = _NOTHING_OF_EACH.copy()
        self.waived = NOTHING

    @property
    def owes(self) -> bool:
        """Whether anything is left to pay."""
        left = self.left
        return bool(left[PRINCIPAL] or left[CONTRACT_INTEREST] or left[DEFAULT_INTEREST] or left[COSTS])

    @property
    def frozen_default_left(self) -> Decimal:
        """What is unpaid of the frozen default interest, which is paid and waived before any that ran since."""
        taken = self.paid[DEFAULT_INTEREST] + self.waived
        return max(self.frozen.default_interest - taken, NOTHING)

    @property
    def frozen_contract_left(self) -> Decimal:
        """What is unpaid of the frozen contract interest, which is paid before the instalment's own."""
        return max(self.frozen.contract_interest - self.paid[CONTRACT_INTEREST], NOTHING)

    @property
    def frozen_left(self) -> Decimal:
        """What is left of the interest of either kind that was frozen."""
        return self.frozen_default_left + self.frozen_contract_left if self.is_live else NOTHING

    def interest_to(self, on: date, *, terms: Terms) -> InterestLine:
        """The contract's interest that an instalment not yet due has gathered up to a day, on its opening principal."""
        days = max((on - self.begins_on).days, 0)
        if self.agreement is not None:
            days = self.agreement.counted_days(since_on=self.begins_on, until_on=on)
        opening, rate, basis = self.planned.opening_principal, terms.annual_rate, terms.contract_day_basis
        amount = simple_interest(principal=opening, annual_rate=rate, days=days, day_basis=basis)
        return InterestLine(self.begins_on, on, days, opening, rate, basis, amount)

    def interest_left(self, interest: Decimal) -> Decimal:
        """What is unpaid of the contract interest if so much of it is the instalment's own; the frozen part first."""
        paid, frozen = self.paid[CONTRACT_INTEREST], self.frozen.contract_interest
        return max(frozen - paid, NOTHING) + max(interest - max(paid - frozen, NOTHING), NOTHING)

    def never_lent(self, amount: Decimal, *, of: Decimal, terms: Terms) -> None:
        """Take back principal as though it had never been lent: its interest goes with it (A-21).

        :param amount: what is taken back of this instalment.
        :param of: what is taken back of the whole loan, so much less is the principal at the period's beginning.
        """
        self.planned = less_principal(self.planned, amount, of=of, terms=terms)
        self.left[PRINCIPAL] -= amount
        self.left[CONTRACT_INTEREST] = self.interest_left(self.planned.interest)

    def close(self, owed: dict[Component, Decimal], *, on: date) -> None:
        """Nothing is left of the instalment: what was owed of it goes into a new schedule."""
        self.is_live, self.closed_on = False, on
        self.moved = owed
        self.left = _NOTHING_OF_EACH.copy()
        self.unpaid_lines.clear()

    def begin(self, planned: Instalment, frozen: Frozen) -> None:
        """The instalment of a new schedule is owed from now on."""
        self.planned, self.frozen, self.is_live = planned, frozen, True
        self.left[PRINCIPAL] = planned.principal
        self.left[CONTRACT_INTEREST] = planned.interest + frozen.contract_interest
        self.left[DEFAULT_INTEREST] = frozen.default_interest

    def owed(self, *, on: date, running: tuple[InterestLine, ...], is_one_debt: bool) -> InstalmentOwed:
        """What is owed of the instalment on a day.

        :param running: the default interest since it was last posted.
        :param is_one_debt: the whole debt fell due.
        """
        planned = self.planned
        ran = tuple(AccruedInterest(line, line.amount, is_posted=False) for line in running)
        default_left = sum((accrued.unpaid for accrued in ran), self.left[DEFAULT_INTEREST])
        is_unpaid = bool(default_left) or self.owes
        return InstalmentOwed(
            number=planned.number,
            nominal_due_on=planned.nominal_due_on,
            effective_due_on=planned.effective_due_on,
            is_due=self.is_open and (planned.nominal_due_on <= on or is_one_debt),
            days_past_due=max((on - self.due_on).days, 0) if is_unpaid else 0,
            costs_left=self.left[COSTS],
            default_interest_left=default_left,
            contract_interest_left=self.left[CONTRACT_INTEREST],
            principal_left=self.left[PRINCIPAL],
            costs_paid=self.paid[COSTS],
            default_interest_paid=self.paid[DEFAULT_INTEREST],
            contract_interest_paid=self.paid[CONTRACT_INTEREST],
            principal_paid=self.paid[PRINCIPAL],
            working=(*self.unpaid_lines, *ran),
            closed_on=self.closed_on,
            principal_moved=self.moved[PRINCIPAL],
            contract_interest_moved=self.moved[CONTRACT_INTEREST],
            default_interest_moved=self.moved[DEFAULT_INTEREST],
            default_interest_waived=self.waived,
            frozen_contract_interest=self.frozen.contract_interest,
            frozen_default_interest=self.frozen.default_interest,
        )


def debts_of(instalments: Sequence[Instalment], *, terms: Terms) -> list[Debt]:
    """The instalments of the transfer, then those of every agreement since.

    :raises BadInstalments: they are no schedule, or an agreement does not follow the one before.
    """
    first = require_instalments(tuple(instalments))
    debts = [Debt(planned, steps=terms.rate_steps) for planned in first]
    for agreement in require_agreements(terms.restructured, after=first):
        debts += agreed(agreement, terms=terms)
    return debts


def agreed(agreement: Restructuring, *, terms: Terms) -> list[Debt]:
    """The instalments of a new schedule, of which nothing is owed before the agreement."""
    steps = terms.rate_steps if agreement.default_rate is None else rates(agreement.default_rate)
    found, begins_on = [], agreement.agreed_on
    for planned in agreement.instalments:
        found.append(Debt(planned, steps=steps, agreement=agreement, begins_on=begins_on))
        begins_on = planned.nominal_due_on
    return found


def less_principal(planned: Instalment, amount: Decimal, *, of: Decimal, terms: Terms) -> Instalment:
    """An instalment with so much less of principal, and less interest where less is owed when its period begins."""
    opening, principal = max(planned.opening_principal - of, NOTHING), planned.principal - amount
    whole = simple_interest(
        principal=opening, annual_rate=terms.annual_rate, days=planned.days, day_basis=terms.contract_day_basis
    )
    interest = min(whole, planned.interest)
    return replace(
        planned, opening_principal=opening, principal=principal, interest=interest, total=principal + interest
    )


def carried(
    agreement: Restructuring, owed: dict[Component, Decimal], *, terms: Terms
) -> list[tuple[Instalment, Frozen]]:
    """The new instalments with what is owed in truth: what was signed, less what was paid already, first ones first.

    Days, numbers and rates are those that were signed. What is owed beyond what was signed, because a receipt was
    reversed since, comes with the last instalment.
    """
    spared = {
        PRINCIPAL: agreement.principal - owed[PRINCIPAL],
        CONTRACT_INTEREST: agreement.contract_interest - owed[CONTRACT_INTEREST],
        DEFAULT_INTEREST: agreement.default_interest - owed[DEFAULT_INTEREST],
    }
    found: list[tuple[Instalment, Frozen]] = []
    last = agreement.instalments[-1].number
    for planned in agreement.instalments:
        signed, is_last = agreement.frozen_of(planned.number), planned.number == last
        parts = {
            PRINCIPAL: planned.principal,
            CONTRACT_INTEREST: signed.contract_interest,
            DEFAULT_INTEREST: signed.default_interest,
        }
        whole = spared[PRINCIPAL]
        for component, part in parts.items():
            less = spared[component] if is_last else min(max(spared[component], NOTHING), part)
            spared[component] -= less
            parts[component] = part - less
        fewer = planned.principal - parts[PRINCIPAL]
        if whole > 0:
            planned = less_principal(planned, fewer, of=whole, terms=terms)
        elif fewer:
            planned = replace(planned, principal=parts[PRINCIPAL], total=planned.total - fewer)
        found.append(
            (
                planned,
                Frozen(planned.number, parts[CONTRACT_INTEREST], parts[DEFAULT_INTEREST]),
            )
        )
    return found


def rates(default_rate: Decimal | tuple[RateStep, ...]) -> tuple[RateStep, ...]:
    """A rate as dated rates, for a rate that was checked before."""
    if isinstance(default_rate, tuple):
        return require_steps(default_rate)
    return (RateStep(from_on=date.min, annual_rate=default_rate),)


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
