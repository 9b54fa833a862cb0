"""Reads of cases and teams: what a team has in hand, what is owed of each case, who serves where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from areas.models import Province, User
from areas.scope import assignments_with
from debt_followup.models import CaseHandOver, DebtCase, DebtContact, DebtTeam, TeamMember
from debt_followup.rules.cases import CaseState
from debt_followup.rules.notices import Pause
from debt_followup.rules.visits import Judged
from debt_followup.selectors.arrears import Arrears, arrears_of
from debt_followup.selectors.contracts import NOTHING, PAGE, representatives
from debt_followup.selectors.debtors import named
from debt_followup.selectors.paused import pauses
from debt_followup.selectors.visits import promises_of
from debt_followup.selectors.voids import not_voided
from documents.exports import more_than
from documents.exports.sources import MOST_COUNTED
from loans.models import Contract, Party
from repayments.selectors import Balance, balances_of

VIEW = "debt.view"
MOST_MEMBERS = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case as a list shows it: what is owed today, until when to sue, what was said last, what was promised.

    ``pause`` where no letter is proposed to the debtor, because she keeps an acknowledged plan or was sued.
    """

    case: DebtCase
    debtor: Party | None
    arrears: Arrears | None
    balance: Balance | None
    last: DebtContact | None
    promise: Judged | None
    on: date
    pause: Pause | None = None

    @property
    def name(self) -> str:
        """The name of the debtor; a register of old debts may know none."""
        return self.debtor.name if self.debtor else ""

    @property
    def days_past_due(self) -> int:
        """Days since the oldest unpaid instalment fell due."""
        return self.arrears.days_past_due(self.on) if self.arrears else 0

    @property
    def sue_until(self) -> date | None:
        """The last day to sue that comes next, or the last of all where that has passed; None where nothing is late."""
        return self.arrears.told_until(self.on) if self.arrears else None

    @property
    def due_total(self) -> Decimal:
        """What is due and unpaid."""
        owed = self.balance
        if owed is None:
            return NOTHING
        return owed.principal_due + owed.contract_interest + owed.default_interest + owed.costs


def cases(*, user: User, state: str = "", amphoe: str = "", team: str = "", find: str = "") -> QuerySet[DebtCase]:
    """Return the cases that a user may see, the newest first; the open ones unless a state is asked for."""
    rows = DebtCase.objects.visible_to(user, VIEW).select_related("contract__proposal", "amphoe", "tambon", "team")
    rows = rows.filter(state=state) if state else rows.exclude(state=CaseState.CLOSED)
    if amphoe:
        rows = rows.filter(amphoe=amphoe)
    if team:
        rows = rows.filter(team__kind=team)
    if find.strip():
        rows = rows.filter(contract__in=named(Contract.objects.visible_to(user, VIEW), find).order_by().values("pk"))
    return rows.order_by("-pk")


def case_rows(found: Sequence[DebtCase], *, on: date) -> list[CaseRow]:
    """Return what a list shows of some cases, in their order; eight queries, however many cases there are."""
    keys = [case.contract_id for case in found]
    debtors, late = representatives(keys), arrears_of(keys, as_of=on)
    owed = balances_of(contract_ids=keys, as_of=on)
    last = {
        row.contract_id: row
        for row in not_voided(DebtContact.objects.filter(contract_id__in=keys))
        .order_by("contract_id", "-on", "-at", "-pk")
        .distinct("contract_id")
    }
    promised = promises_of(keys, on=on)
    paused = pauses(keys, behind_since={key: one.due_on for key, one in late.items()})
    return [
        CaseRow(
            case=case,
            debtor=debtors.get(case.contract_id),
            arrears=late.get(case.contract_id),
            balance=owed.get(case.contract_id),
            last=last.get(case.contract_id),
            promise=max(promised.get(case.contract_id, []), key=lambda one: one.promise.key, default=None),
            on=on,
            pause=paused.get(case.contract_id),
        )
        for case in found
    ]


def page_of(rows: QuerySet, *, place: str, size: int = PAGE) -> tuple[list, str]:
    """Return one page of rows that are the newest first, and the place of the next ("" at the end)."""
    if place.isdigit():
        rows = rows.filter(pk__lt=int(place))
    found = list(rows[: size + 1])
    return found[:size], str(found[size - 1].pk) if len(found) > size else ""


def shown_of(count: int, rows: QuerySet) -> str:
    """Return how many of how many rows a page shows, exact up to ten thousand."""
    total = rows.order_by()[: MOST_COUNTED + 1].count()
    return _("แสดง %(shown)s จาก %(count)s รายการ") % {"shown": f"{count:,}", "count": more_than(total)}


def open_case(contract: Contract) -> DebtCase | None:
    """Return the open case of a contract; None where nothing of it is late."""
    return contract.debt_cases.exclude(state=CaseState.CLOSED).select_related("team").first()


def hand_overs_of(case: DebtCase) -> list[CaseHandOver]:
    """Return through whose hands a case went, the newest first."""
    related = ("from_team__province", "from_team__amphoe", "to_team__province", "to_team__amphoe", "handed_by")
    return list(case.hand_overs.select_related(*related))


# -- teams -------------------------------------------------------------------------------------------------------------
def provinces_seen(user: User) -> list[str]:
    """Return the codes of the provinces of which a user may see debtors, be it of one amphoe only."""
    rows = assignments_with(user, VIEW)
    if any(row.province_id is None for row in rows):
        return list(Province.objects.order_by("name_th").values_list("code", flat=True))
    return sorted({row.province_id for row in rows})


def teams_seen(user: User) -> QuerySet[DebtTeam]:
    """Return the teams of a user's areas; somebody of one amphoe sees its own field team and those of the province."""
    own = Q(pk__in=DebtTeam.objects.visible_to(user, VIEW).values("pk"))
    rows = DebtTeam.objects.filter(own | Q(amphoe__isnull=True, province__in=provinces_seen(user)))
    return rows.select_related("province", "amphoe")


def teams(*, user: User, on: date, province: str) -> list[DebtTeam]:
    """Return the teams of a province that a user may see, each with its members of today and its cases; two queries.

    Source: R-DEBT-08.
    """
    serving = TeamMember.objects.filter(serving_on(on)).order_by("-is_lead", "name", "pk")
    rows = teams_seen(user).filter(province=province)
    rows = rows.prefetch_related(Prefetch("members", queryset=serving, to_attr="serving"))
    rows = rows.annotate(open_cases=Count("cases", filter=~Q(cases__state=CaseState.CLOSED)))
    order = [kind for kind, _label in DebtTeam._meta.get_field("kind").choices]
    return sorted(rows, key=lambda team: (order.index(team.kind), team.amphoe_id or ""))


def serving_on(day: date) -> Q:
    """Return the condition of members who serve on a day."""
    return Q(from_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day))


def members_of(team: DebtTeam) -> list[TeamMember]:
    """Return who serves and served in a team: those who serve first, led by its lead, then the last to leave."""
    still = F("until_on").desc(nulls_first=True)
    return list(team.members.order_by(still, "-is_lead", "name", "pk")[:MOST_MEMBERS])


def members_for(*, amphoe: str, province: str, on: date, kinds: Iterable[str] = ()) -> QuerySet[TeamMember]:
    """Return who of the teams of an amphoe and its province serves on a day."""
    rows = TeamMember.objects.filter(
        Q(team__amphoe=amphoe) | Q(team__amphoe__isnull=True, team__province=province)
    ).filter(serving_on(on))
    if kinds:
        rows = rows.filter(team__kind__in=list(kinds))
    return rows.select_related("team").order_by("team__kind", "-is_lead", "name", "pk")


def teams_for(case: DebtCase) -> QuerySet[DebtTeam]:
    """Return the teams to which a case may go."""
    rows = DebtTeam.objects.filter(province=case.province_id).exclude(pk=case.team_id)
    return rows.filter(Q(amphoe__isnull=True) | Q(amphoe=case.amphoe_id)).select_related("province", "amphoe")
