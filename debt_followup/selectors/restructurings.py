"""Restructurings: what a debt would become by each method, the requests under way, what signatures interrupted."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from areas.rules import NoPolicy
from areas.selectors import business_calendar, policies
from debt_followup.models import Restructuring, RestructuringSigner
from debt_followup.rules import restructuring as rules
from debt_followup.rules.interruptions import Cause, Interruption
from debt_followup.rules.restructuring import Limits, Method, Owed, Plan, Simulated, Stage
from debt_followup.selectors.acknowledgements import SignerLimit, signer_limits
from debt_followup.selectors.interruptions import register_source
from debt_followup.selectors.voids import signatures
from documents import numbers
from loans.models import Contract, Party
from loans.selectors import schedule_of
from repayments.rules import Component, RateStep, allocate, settlement_quote
from repayments.selectors import Standing
from repayments.selectors.terms import History, history_of, terms_of
from thai.dates import add_months
from thai.refusals import Refusal

_FLOOR, _MONTHS, _HOLIDAY = "restructure_default_rate_floor", "restructure_max_months", "restructure_holiday_months"
# P-19..P-21, where no row is in force: before the conference of 12 June 2560 nothing else is known
_UNTOLD = Limits(rate_floor=Decimal("0.075"), most_months=24, most_holiday_months=12)
DUE_DAY = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see worked out; what is None is proposed by the system."""

    agreed_on: date
    count: int | None = None
    months_between: int = 1
    first_due_on: date | None = None
    default_rate: Decimal | None = None
    keeps_rate: bool = False
    holiday_from: date | None = None
    holiday_months: int | None = None
    exception_reason: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """One method worked out for a debt: plan, schedule where it can be one, and why the fund does not allow it."""

    method: Method
    plan: Plan
    simulated: Simulated | None
    refusal: str


def limits_of(*, province: str, on: date) -> Limits:
    """Return what the policies allow of a restructuring on a day (P-19..P-21)."""
    try:
        found = policies(keys=[_FLOOR, _MONTHS, _HOLIDAY], province=province, on=on)
    except NoPolicy:
        return _UNTOLD
    return Limits(
        rate_floor=Decimal(found[_FLOOR]["number"]),
        most_months=int(found[_MONTHS]["number"]),
        most_holiday_months=int(found[_HOLIDAY]["number"]),
    )


def owed_of(contract: Contract, *, on: date, history: History | None = None) -> Owed:
    """Return what would go into a new schedule agreed upon on a day, as it is known now.

    :param history: what is told of the contract, as ``history_of`` gives it; read here when left out.
    :raises repayments.rules.BadInstalments: no money has left yet.
    """
    told = (history or history_of(contract)).told()
    quote = settlement_quote(on=on, **told)
    unpaid = [part for one in allocate(as_of=on, **told).instalments for part in one.working if part.unpaid]
    return Owed(
        principal=quote.total(Component.PRINCIPAL),
        contract_interest=quote.total(Component.CONTRACT_INTEREST),
        default_interest=quote.total(Component.DEFAULT_INTEREST),
        costs=quote.total(Component.COSTS),
        credit=quote.credit,
        unpaid=tuple(unpaid),
    )


def rates_of(contract: Contract, *, history: History | None = None) -> tuple[tuple[RateStep, ...], bool]:
    """Return the dated rates of a contract's default interest, and whether they are the law's because it names none.

    :param history: what is told of the contract, as ``history_of`` gives it; its events are read here when left out.
    """
    terms = history.terms if history else terms_of(contract)
    return terms.rate_steps, contract.terms.get("default_rate", "") is None


def plan_of(method: Method, asked: Asked, limits: Limits, *, rates: tuple[RateStep, ...]) -> Plan:
    """Return the plan of a method with everything that was not said proposed by the system, and all that was as it was.

    Monthly instalments from the first 5th a month after the agreement, or after the holiday, as many as fit into the
    longest time.
    """
    plan = Plan(method, asked.agreed_on, asked.agreed_on, 1, asked.months_between)
    earliest = add_months(asked.agreed_on, 1)
    if method is Method.HOLIDAY:
        months = limits.most_holiday_months if asked.holiday_months is None else asked.holiday_months
        plan = replace(plan, holiday_from=asked.holiday_from or asked.agreed_on, holiday_months=months)
        earliest = (plan.holiday_until or asked.agreed_on) + timedelta(days=1)
    if method is Method.LOWER_RATE:
        rate = limits.rate_floor if asked.default_rate is None else asked.default_rate
        plan = replace(plan, default_rate=rate, keeps_rate=asked.keeps_rate)
    first = asked.first_due_on
    if first is None:
        first = earliest.replace(day=DUE_DAY)
        first = first if first >= earliest else add_months(first, 1)
    last = add_months(asked.agreed_on, limits.most_months)
    fitting = 1
    while add_months(first, asked.months_between * fitting) <= last:
        fitting += 1
    return replace(plan, first_due_on=first, count=fitting if asked.count is None else asked.count)


def offer(contract: Contract, method: Method, asked: Asked) -> Offer:
    """Return one method worked out; queries do not grow with the debt."""
    return offers(contract, asked, methods=[method])[0]


def offers(
    contract: Contract, asked: Asked, *, methods: Iterable[Method] = tuple(Method), history: History | None = None
) -> list[Offer]:
    """Return the methods side by side for a debt as it stands, each with its schedule or why it cannot be.

    :param history: what is told of the contract, as ``history_of`` gives it; read here when left out.
    Source: R-RSTR-02..05, P-19..P-21.
    """
    limits = limits_of(province=contract.province_id, on=asked.agreed_on)
    history = history or history_of(contract)
    rates, is_silent = rates_of(contract, history=history)
    given = _given(contract, on=asked.agreed_on, history=history)
    found = []
    for method in methods:
        plan = plan_of(method, asked, limits, rates=rates)
        refusal, worked = "", None
        try:
            rules.check_plan(
                plan=plan, limits=limits, rates=rates, is_silent=is_silent, exception_reason=asked.exception_reason
            )
        except Refusal as refused:
            refusal = str(refused)
        try:
            worked = rules.simulate(plan=plan, **given)
        except Refusal as refused:
            refusal = refusal or str(refused)
        found.append(Offer(method, plan, worked, refusal))
    return found


def simulated(contract: Contract, plan: Plan) -> Simulated:
    """Return a plan worked out on what a debt owes at the end of the day of the agreement.

    :raises Refusal: as ``rules.simulate``.
    """
    return rules.simulate(plan=plan, **_given(contract, on=plan.agreed_on))


def _given(contract: Contract, *, on: date, history: History | None = None) -> dict[str, Any]:
    return {
        "owed": owed_of(contract, on=on, history=history),
        "annual_rate": contract.annual_rate,
        "day_basis": int(contract.terms.get("contract_day_basis", 365)),
        "first_number": schedule_of(contract)[-1].number + 1,
        "is_business_day": business_calendar(province=contract.province_id),
    }


def plan_kept(row: Restructuring, *, agreed_on: date) -> Plan:
    """Return the plan that a request was put forward with, for an agreement on a day.

    Where the days went by meanwhile, the holiday begins with the agreement and the first instalment moves on by whole
    months; their number and the length of the holiday stay.
    """
    begins_on = max(row.holiday_from, agreed_on) if row.holiday_from else None
    plan = Plan(
        method=Method(row.method),
        agreed_on=agreed_on,
        first_due_on=row.first_due_on,
        count=row.count,
        months_between=row.months_between,
        default_rate=row.default_rate,
        keeps_rate=row.keeps_rate,
        holiday_from=begins_on,
        holiday_months=row.holiday_months,
    )
    after, later = plan.holiday_until or agreed_on, 0
    while add_months(row.first_due_on, later) <= after:
        later += 1
    return replace(plan, first_due_on=add_months(row.first_due_on, later))


# -- the requests ------------------------------------------------------------------------------------------------------
def restructurings(*, user, permission: str = "debt.view", state: str = "") -> QuerySet[Restructuring]:
    """Return the requests that a user may see, the newest first.

    :param state: a state; ``open`` for those under way; everything when left out.
    """
    found = Restructuring.objects.visible_to(user, permission)
    if state == "open":
        found = found.filter(state__in=[*rules.OPEN, Stage.REFUSED])
    elif state:
        found = found.filter(state=state)
    return found.select_related("contract__proposal", "contract__amphoe", "applicant").order_by("-pk")


def restructurings_of(contract: Contract) -> QuerySet[Restructuring]:
    """Return the requests about a contract, the newest first."""
    return contract.restructurings.select_related("applicant").order_by("-pk")


def refusals_to_tell(*, user, permission: str = rules.RESTRUCTURE) -> QuerySet[Restructuring]:
    """Return the refused requests whose member has not been told yet, the most urgent first (DL-25)."""
    found = Restructuring.objects.visible_to(user, permission).filter(state=Stage.REFUSED)
    return found.select_related("contract__proposal").order_by("tell_by", "pk")


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs a memorandum on a day, each with her limitation, and who does not, with the reason."""

    can: tuple[SignerLimit, ...]
    cannot: tuple[tuple[SignerLimit, Refusal], ...]

    @property
    def parties(self) -> list[Party]:
        """Who signs, in the order of the contract."""
        return [limit.party for limit in sorted(self.can, key=lambda limit: limit.party.position)]

    @property
    def barred(self) -> list[date]:
        """The due dates that are barred for somebody who signs: no signature begins them anew."""
        return sorted({due_on for limit in self.can for due_on in limit.barred})


def signers_of(contract: Contract, *, on: date, history: History | None = None) -> Signers:
    """Return who has to sign a memorandum on a day: everybody who signed the contract (R-RSTR-09), and can.

    A signature acknowledges the debt (A-14), so the rule of acknowledgements says who cannot
    (``stated.check_may_sign``).

    :param history: what is told of the contract, as ``history_of`` gives it; read here when left out.
    """
    history = history or history_of(contract)
    standing = Standing(contract_id=contract.pk, as_of=on, allocation=allocate(as_of=on, **history.told()))
    limits = signer_limits(contract, standing=standing, on=on, terms=history.terms)
    told = [(limit, limit.refusal(signed_on=on)) for limit in limits]
    return Signers(
        can=tuple(limit for limit, refused in told if refused is None),
        cannot=tuple((limit, refused) for limit, refused in told if refused is not None),
    )


def memoranda_numbered(year_be: int) -> Iterable[numbers.Borne]:
    """Return the memoranda of a year by the province of their contract, for the report of numbers."""
    rows = Restructuring.objects.filter(year_be=year_be, number__isnull=False)
    return [numbers.Borne(rows, key="contract__province")]


@register_source
def restructured(contract_ids: Iterable[int], *, on: date, known_at: datetime | None = None) -> list[Interruption]:
    """Return the signatures under memoranda in force: each acknowledges the debt of its signer (A-14, CCC 193/14)."""
    rows = signatures(RestructuringSigner.objects.all(), on=on, known_at=known_at).filter(
        restructuring__contract__in=list(contract_ids), restructuring__state=Stage.IN_FORCE
    )
    return [
        Interruption(
            contract_id=row.restructuring.contract_id,
            on=row.stands_on,
            cause=Cause.RESTRUCTURED,
            party_id=row.party_id,
            recorded_at=row.stands_since,
            reference=row.restructuring.label,
        )
        for row in rows.select_related("restructuring").order_by()
    ]
