"""Reads of the weekly plan: which amphoe have theirs, who visits whom, and one person's way on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from areas.models import Amphoe, Tambon, User
from areas.selectors import amphoe_within
from debt_followup.models import DebtCase, DebtContact, PlannedVisit, WeekPlan
from debt_followup.rules.cases import PLAN, VISIT, CaseState
from debt_followup.rules.visits import Judged
from debt_followup.rules.weeks import Stop, days_of, in_order, village_of
from debt_followup.selectors.contracts import NOTHING
from debt_followup.selectors.paused import kept_plans
from debt_followup.selectors.visits import promises_of
from debt_followup.selectors.voids import not_voided
from loans.models import Party
from repayments.selectors import Standing, standings

VIEW = "debt.view"
MOST = 300  # visits of one page: a week of an amphoe, a day of a province


@dataclass(frozen=True, slots=True)
class AmphoeWeek:
    """One amphoe in one week: its open cases, its plan, the visits planned and made, and what came of all contacts.

    :param plan: None where nobody planned, or nothing of the plan is left.
    :param promised: what was promised in the week, in baht.
    """

    amphoe: Amphoe
    cases: int
    plan: WeekPlan | None
    visits: int
    made: int
    contacts: int
    promises: int
    promised: Decimal


def weeks(*, user: User, week_on: date) -> list[AmphoeWeek]:
    """Return the amphoe of a user with open cases, a plan or contacts in a week, by their codes; five queries.

    Source: R-DEBT-12, DL-27.
    """
    amphoe = list(amphoe_within(user=user, permission=VIEW).select_related("province").order_by("code"))
    rows = DebtCase.objects.visible_to(user, VIEW).exclude(state=CaseState.CLOSED).order_by()
    counted = dict(rows.values_list("amphoe").annotate(Count("pk")))
    plans = {
        plan.amphoe_id: plan
        for plan in WeekPlan.objects.visible_to(user, VIEW)
        .filter(week_on=week_on)
        .select_related("made_by")
        .annotate(visit_count=Count("visits"), made_count=Count("visits__contact"))
        .filter(visit_count__gt=0)
    }
    days = days_of(week_on)
    held = not_voided(DebtContact.objects.visible_to(user, VIEW)).filter(on__range=(days[0], days[-1])).order_by()
    told = {
        row["amphoe"]: row
        for row in held.values("amphoe").annotate(
            contacts=Count("pk"), promises=Count("promise_on"), promised=Sum("promise_amount")
        )
    }
    nothing = {"contacts": 0, "promises": 0, "promised": None}
    found = []
    for one in amphoe:
        if one.pk not in counted and one.pk not in plans and one.pk not in told:
            continue
        plan, week = plans.get(one.pk), told.get(one.pk, nothing)
        found.append(
            AmphoeWeek(
                amphoe=one,
                cases=counted.get(one.pk, 0),
                plan=plan,
                visits=plan.visit_count if plan else 0,
                made=plan.made_count if plan else 0,
                contacts=week["contacts"],
                promises=week["promises"],
                promised=week["promised"] or NOTHING,
            )
        )
    return found


def unplanned(*, user: User, week_on: date) -> QuerySet[DebtCase]:
    """Return the open cases of the amphoe in which a user plans and that have no visit planned in a week.

    Whoever keeps an acknowledged plan needs no visit.

    Source: R-DEBT-12, DL-27, R-ACK-06.
    """
    days = days_of(week_on)
    planned = PlannedVisit.objects.filter(on__range=(days[0], days[-1])).values("case__amphoe")
    return _to_visit(DebtCase.objects.visible_to(user, PLAN)).exclude(amphoe__in=planned)


def visits_of_week(*, user: User, amphoe: Amphoe, week_on: date) -> list[PlannedVisit]:
    """Return the visits of an amphoe's plan by day, tambon, village and name; two queries."""
    days = days_of(week_on)
    rows = _visits(user).filter(case__amphoe=amphoe, on__range=(days[0], days[-1]))
    return _sorted(list(rows[:MOST]))


def to_plan(*, user: User, amphoe: Amphoe, week_on: date, tambon: str = "") -> list[DebtCase]:
    """Return the open cases of an amphoe without a visit in a week, by tambon, the longest late first.

    At most ``MOST``: of an amphoe with more, a tambon is to be chosen. Left out is who keeps an acknowledged plan.
    """
    return _listed(_to_plan(user, amphoe, week_on), tambon)


def keeping_plan(*, user: User, amphoe: Amphoe, tambon: str = "") -> list[DebtCase]:
    """Return the open cases of an amphoe that need no visit, because an acknowledged plan is kept; likewise.

    Source: R-ACK-06.
    """
    rows = DebtCase.objects.visible_to(user, PLAN).filter(amphoe=amphoe).exclude(state=CaseState.CLOSED)
    return _listed(rows.filter(contract__in=kept_plans().values("contract")), tambon)


def _listed(rows: QuerySet[DebtCase], tambon: str) -> list[DebtCase]:
    rows = rows.select_related("contract__proposal", "tambon", "amphoe", "team")
    if tambon:
        rows = rows.filter(tambon=tambon)
    return list(rows.order_by("tambon_id", "oldest_due_on", "pk")[:MOST])


def tambons_to_plan(*, user: User, amphoe: Amphoe, week_on: date) -> list[tuple[Tambon, int]]:
    """Return the tambon of an amphoe with cases that have no visit in a week, each with their number; one query."""
    without = _to_plan(user, amphoe, week_on).values("pk")
    counted = Count("debtcase", filter=Q(debtcase__in=without))
    rows = Tambon.objects.filter(amphoe=amphoe).annotate(left=counted).filter(left__gt=0).order_by("code")
    return [(row, row.left) for row in rows]


def _to_plan(user: User, amphoe: Amphoe, week_on: date) -> QuerySet[DebtCase]:
    days = days_of(week_on)
    rows = _to_visit(DebtCase.objects.visible_to(user, PLAN).filter(amphoe=amphoe))
    return rows.exclude(pk__in=PlannedVisit.objects.filter(on__range=(days[0], days[-1])).values("case"))


def _to_visit(rows: QuerySet[DebtCase]) -> QuerySet[DebtCase]:
    kept = kept_plans().filter(contract=OuterRef("contract"))
    return rows.exclude(state=CaseState.CLOSED).exclude(Exists(kept))


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
    def name(self) -> str:
        """The name of the debtor; a register of old debts may know none."""
        return self.debtor.name if self.debtor else ""

    @property
    def address(self) -> str:
        """Where she lives, as the contract has it."""
        return self.debtor.address if self.debtor else ""

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

    At most ``MOST``: of a province with more on one day, an amphoe or a visitor is to be chosen.

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
    return _own(user).filter(on__lt=before)


def visits_today(*, user: User, on: date) -> QuerySet[PlannedVisit]:
    """Return the visits that a user herself is to make today and of which nothing is recorded yet."""
    return _own(user).filter(on=on)


def _own(user: User) -> QuerySet[PlannedVisit]:
    rows = PlannedVisit.objects.visible_to(user, VISIT).filter(visitor__user=user, contact__isnull=True)
    return rows.exclude(case__state=CaseState.CLOSED)


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
        visit.debtor_name = visit.debtor.name if visit.debtor else ""
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
