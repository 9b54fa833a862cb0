"""Reads of the weekly plan: which amphoe have theirs, who visits whom, and one person's way on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet

from areas.models import Amphoe, User
from areas.selectors import amphoe_within
from debt_followup.models import DebtCase, DebtContact, PlannedVisit, WeekPlan
from debt_followup.rules.cases import PLAN, CaseState
from debt_followup.rules.visits import Judged
from debt_followup.rules.weeks import Stop, days_of, in_order, village_of
from debt_followup.selectors.contracts import NOTHING
from debt_followup.selectors.visits import promises_of
from loans.models import Party
from repayments.selectors import Standing, standings

VIEW = "debt.view"
MOST = 300  # visits of one page: a week of an amphoe, a day of a province


@dataclass(frozen=True, slots=True)
class AmphoeWeek:
    """One amphoe in one week: how many open cases, whether it has a plan, how many visits, how many made."""

    amphoe: Amphoe
    cases: int
    plan: WeekPlan | None
    visits: int
    made: int


def weeks(*, user: User, week_on: date) -> list[AmphoeWeek]:
    """Return the amphoe of a user with open cases or a plan in a week, in the order of their codes; four queries."""
    amphoe = list(amphoe_within(user=user, permission=VIEW).select_related("province").order_by("code"))
    rows = DebtCase.objects.visible_to(user, VIEW).exclude(state=CaseState.CLOSED).order_by()
    counted = dict(rows.values_list("amphoe").annotate(Count("pk")))
    plans = {
        plan.amphoe_id: plan
        for plan in WeekPlan.objects.filter(week_on=week_on, amphoe__in=[one.pk for one in amphoe])
        .select_related("made_by")
        .annotate(visit_count=Count("visits"), made_count=Count("visits__contact"))
    }
    return [
        AmphoeWeek(
            one,
            counted.get(one.pk, 0),
            plan := plans.get(one.pk),
            plan.visit_count if plan else 0,
            plan.made_count if plan else 0,
        )
        for one in amphoe
        if one.pk in counted or one.pk in plans
    ]


def unplanned(*, user: User, week_on: date) -> QuerySet[Amphoe]:
    """Return the amphoe in which a user plans and that have open cases but no plan for a week.

    Source: R-DEBT-12, DL-27.
    """
    open_there = DebtCase.objects.visible_to(user, PLAN).exclude(state=CaseState.CLOSED)
    planned = WeekPlan.objects.filter(week_on=week_on).values("amphoe")
    return Amphoe.objects.filter(pk__in=open_there.values("amphoe")).exclude(pk__in=planned)


def visits_of_week(*, user: User, amphoe: Amphoe, week_on: date) -> list[PlannedVisit]:
    """Return the visits of an amphoe's plan by day, tambon, village and name; two queries."""
    days = days_of(week_on)
    rows = _visits(user).filter(case__amphoe=amphoe, on__range=(days[0], days[-1]))
    return _sorted(list(rows[:MOST]))


def to_plan(*, user: User, amphoe: Amphoe, week_on: date, tambon: str = "") -> list[DebtCase]:
    """Return the open cases of an amphoe without a visit in a week, by tambon, the longest late first."""
    days = days_of(week_on)
    rows = DebtCase.objects.visible_to(user, PLAN).filter(amphoe=amphoe).exclude(state=CaseState.CLOSED)
    if tambon:
        rows = rows.filter(tambon=tambon)
    planned = PlannedVisit.objects.filter(on__range=(days[0], days[-1])).values("case")
    rows = rows.exclude(pk__in=planned).select_related("contract__proposal", "tambon", "amphoe", "team")
    return list(rows.order_by("tambon_id", "oldest_due_on", "pk")[:MOST])


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a day's way: whom, where, how to reach her, what she owes today and what she promised."""

    visit: PlannedVisit
    debtor: Party | None
    others: Sequence[Party]
    village: int | None
    standing: Standing | None
    promise: Judged | None
    contact: DebtContact | None

    @property
    def telephone(self) -> str:
        """The number of the debtor as the register of members has it."""
        member = self.debtor.member if self.debtor else None
        return member.telephone if member else ""

    @property
    def due_total(self) -> Decimal:
        """What is due and unpaid today."""
        return self.standing.due_total if self.standing else NOTHING


def route(*, user: User, day: date, on: date, amphoe: str = "", visitor: int | None = None) -> list[Call]:
    """Return the visits of a day in the order in which they are travelled; a dozen queries, however many there are.

    :param on: the day as of which is told what is owed.
    :param visitor: one member of a team only.
    """
    rows = _visits(user).filter(on=day)
    if amphoe:
        rows = rows.filter(case__amphoe=amphoe)
    if visitor is not None:
        rows = rows.filter(visitor=visitor)
    found = list(rows[:MOST])
    keys = [visit.case.contract_id for visit in found]
    parties = _parties(keys)
    owed = standings(contracts=[visit.case.contract for visit in found], as_of=on)
    promised = promises_of(keys, on=on)
    made = {one.planned_id: one for one in DebtContact.objects.filter(planned__in=[visit.pk for visit in found])}
    calls = {}
    for visit in found:
        own = parties.get(visit.case.contract_id, [])
        debtor = next((one for one in own if one.role == Party.Role.REPRESENTATIVE), own[0] if own else None)
        calls[visit.pk] = Call(
            visit=visit,
            debtor=debtor,
            others=[one for one in own if one is not debtor],
            village=village_of(debtor.address) if debtor else None,
            standing=owed.get(visit.case.contract_id),
            promise=max(promised.get(visit.case.contract_id, []), key=lambda one: one.promise.key, default=None),
            contact=made.get(visit.pk),
        )
    return [calls[key] for key in in_order(_stop(call.visit, call.debtor) for call in calls.values())]


def visitors_on(*, user: User, day: date) -> list[Any]:
    """Return who goes anywhere on a day, by name."""
    rows = PlannedVisit.objects.visible_to(user, VIEW).filter(on=day).select_related("visitor")
    return sorted({row.visitor for row in rows}, key=lambda one: (one.name, one.pk))


def visits_planned(case: DebtCase, *, since: date) -> list[PlannedVisit]:
    """Return the visits of a case that are planned from a day on and not made."""
    rows = case.planned.filter(on__gte=since, contact__isnull=True)
    return list(rows.select_related("visitor", "helper").order_by("on"))


def without_result(*, user: User, before: date) -> QuerySet[PlannedVisit]:
    """Return the visits that a user herself was to make before a day and of which nothing is recorded."""
    return PlannedVisit.objects.filter(visitor__user=user, on__lt=before, contact__isnull=True).exclude(
        case__state=CaseState.CLOSED
    )


def _visits(user: User) -> QuerySet[PlannedVisit]:
    return (
        PlannedVisit.objects.visible_to(user, VIEW)
        .select_related(
            "case__contract__proposal", "case__amphoe", "case__tambon", "visitor__team", "helper", "plan__amphoe"
        )
        .order_by("on", "case__tambon_id", "pk")
    )


def _sorted(found: list[PlannedVisit]) -> list[PlannedVisit]:
    parties = _parties([visit.case.contract_id for visit in found])
    made = set(DebtContact.objects.filter(planned__in=[one.pk for one in found]).values_list("planned", flat=True))
    for visit in found:
        own = parties.get(visit.case.contract_id, [])
        visit.is_made = visit.pk in made
        visit.debtor = next((one for one in own if one.role == Party.Role.REPRESENTATIVE), own[0] if own else None)
    by_key = {visit.pk: visit for visit in found}
    ordered = []
    for day in sorted({visit.on for visit in found}):
        ordered += in_order(_stop(visit, visit.debtor) for visit in found if visit.on == day)
    return [by_key[key] for key in ordered]


def _stop(visit: PlannedVisit, debtor: Party | None) -> Stop:
    return Stop(
        key=visit.pk,
        tambon=visit.case.tambon_id,
        address=debtor.address if debtor else "",
        name=debtor.name if debtor else "",
    )


def _parties(contract_ids: Sequence[int]) -> dict[int, list[Party]]:
    found: dict[int, list[Party]] = {}
    rows = Party.objects.filter(Q(contract_id__in=list(contract_ids))).select_related("member").order_by("position")
    for party in rows:
        found.setdefault(party.contract_id, []).append(party)
    return found
