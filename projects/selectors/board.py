"""A round as a board: every proposal by stage, the days left, what blocks it. And the list behind each column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from areas.models import User
from areas.rules import NoPolicy
from documents.models import Document
from projects.models import AgendaItem, Decision, Proposal
from projects.models.proposals import ProposalQuerySet
from projects.rules import LABELS, State
from projects.selectors.deadlines import Deadlines
from thai.refusals import Refusal
from thai.refusals import sentence as _

CARDS = 8  # shown in a column; the rest is one click away
PAGE = 50
SOON = 5  # days left that count as soon


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the board."""

    key: str
    label: str
    states: tuple[State, ...]


STAGES: tuple[Stage, ...] = (
    Stage("draft", _("ร่าง"), (State.DRAFT,)),
    Stage("tambon", _("รอความเห็นตำบล"), (State.SUBMITTED,)),
    Stage("amphoe", _("รอ อกส.อ."), (State.TAMBON_CHECKED, State.AMPHOE_MEETING)),
    Stage("returned", _("ส่งกลับให้ปรับปรุง"), (State.RETURNED_FOR_REVISION,)),
    Stage("agreed", _("รอจังหวัดบันทึกรับ"), (State.AMPHOE_AGREED,)),
    Stage("recorded", _("รอคณะทำงานกลั่นกรอง"), (State.RECORDED,)),
    Stage("screened", _("รอ อกส.จ. อนุมัติ"), (State.PROVINCE_SCREENED,)),
    Stage("approved", _("รอแจ้งผล"), (State.APPROVED,)),
    Stage("contract", _("ทำสัญญา"), (State.NOTIFIED, State.ACCOUNT_OPENED, State.CONTRACT_SIGNED)),
)
BEHIND: tuple[Stage, ...] = (
    Stage("running", _("โอนเงินและผ่อนชำระ"), (State.TRANSFERRED, State.STARTED, State.REPAYING)),
    Stage("closed", _("ปิดโครงการแล้ว"), (State.CLOSED,)),
    Stage("ended", _("ไม่อนุมัติ พ้นกำหนด หรือยกเลิก"), (State.REJECTED, State.LAPSED, State.CANCELLED_MEMBER_CHANGE)),
)
_WAITS_FOR = {State.AMPHOE_AGREED: "AMPHOE", State.RECORDED: "WORKING_GROUP", State.PROVINCE_SCREENED: "SUBCOMMITTEE"}


@dataclass(frozen=True, slots=True)
class Due:
    """By when something must be done about a proposal, and how many days are left; negative when it is late."""

    on: date
    days_left: int
    label: Refusal

    @property
    def tone(self) -> str:
        """Bad when late, a warning when soon."""
        return "bad" if self.days_left < 0 else "warning" if self.days_left <= SOON else "neutral"


@dataclass(frozen=True, slots=True)
class Card:
    """One proposal on the board."""

    proposal: Proposal
    waits_for: Refusal
    due: Due | None
    days_here: int
    warning: Refusal | None = None
    agenda_item: AgendaItem | None = None  # of the open meeting that has it on its agenda

    @property
    def tone(self) -> str:
        if self.due is not None and self.due.tone != "neutral":
            return self.due.tone
        return "warning" if self.warning is not None else "waiting"


@dataclass(slots=True)
class Column:
    """A stage with its number of proposals, their amount, and the cards shown."""

    stage: Stage
    count: int = 0
    amount: Decimal = Decimal(0)
    cards: list[Card] = field(default_factory=list)

    @property
    def label(self) -> Refusal:
        return Refusal(self.stage.label)

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Board:
    """The whole board: stages under way with cards, those behind with numbers only."""

    columns: Sequence[Column]
    behind: Sequence[Column]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is under way."""
        return not any(column.count for column in self.columns)


def board(*, user: User, on: date) -> Board:
    """Return the board of the user's area. Six queries, however many proposals there are."""
    rows = Proposal.objects.visible_to(user, "projects.view")
    sums = {
        row["state"]: row for row in rows.order_by().values("state").annotate(count=Count("pk"), amount=Sum("amount"))
    }
    columns = {stage.key: Column(stage=stage) for stage in (*STAGES, *BEHIND)}
    for stage in (*STAGES, *BEHIND):
        found = [sums[state] for state in stage.states if state in sums]
        columns[stage.key].count = sum(row["count"] for row in found)
        columns[stage.key].amount = sum((row["amount"] for row in found), Decimal(0))
    shown = _first_of_each(rows)
    by_state = {state: stage.key for stage in STAGES for state in stage.states}
    for card in cards_of(proposals=shown, on=on):
        columns[by_state[State(card.proposal.state)]].cards.append(card)
    return Board(columns=[columns[s.key] for s in STAGES], behind=[columns[s.key] for s in BEHIND])


def cards_of(*, proposals: Iterable[Proposal], on: date, decided: Mapping[int, Decision] | None = None) -> list[Card]:
    """Return proposals with what they wait for and by when. Four queries.

    :param decided: the newest decision about the present version of each by its key, where they were read before.
    """
    rows = list(proposals)
    deadlines = Deadlines(provinces=[row.province_id for row in rows])
    agendas = _open_agendas(rows)
    decided = _last_decisions(rows) if decided is None else decided
    told = _told(rows, decided)
    return [
        Card(
            proposal=row,
            waits_for=_waits_for(row, agendas.get(row.pk)),
            due=None if row.pk in told else _due(row, deadlines, decided.get(row.pk), on=on),
            days_here=(on - row.state_on).days,
            warning=_warning(row, decided.get(row.pk)),
            agenda_item=agendas.get(row.pk),
        )
        for row in rows
    ]


def listed(
    *, user: User, q: str = "", state: str = "", category: int | None = None, amphoe: str | None = None, stage: str = ""
) -> ProposalQuerySet:
    """Return the proposals of the user's area that fit the filter, the newest reference first."""
    rows = Proposal.objects.visible_to(user, "projects.view")
    if q.strip():
        rows = rows.filter(Q(title__icontains=q.strip()) | Q(reference__startswith=q.strip()))
    states = [state] if state else [s for one in (*STAGES, *BEHIND) if one.key == stage for s in one.states]
    if states:
        rows = rows.filter(state__in=states)
    if category:
        rows = rows.filter(category=category)
    if amphoe:
        rows = rows.filter(amphoe=amphoe)
    return rows.order_by("-pk")


def _first_of_each(rows: ProposalQuerySet) -> list[Proposal]:
    """The first cards of every stage in one query: those nearest their day, else the longest waiting."""
    stages = Case(
        *(When(state__in=stage.states, then=Value(at)) for at, stage in enumerate(STAGES)),
        output_field=IntegerField(),
    )
    ranked = rows.filter(state__in=[state for stage in STAGES for state in stage.states]).annotate(
        stage=stages,
        rank=Window(
            RowNumber(),
            partition_by=F("stage"),
            order_by=[F("revise_by_on").asc(nulls_last=True), F("state_on").asc(), F("pk").asc()],
        ),
    )
    chosen = ranked.filter(rank__lte=CARDS).select_related("tambon", "amphoe", "province")
    return list(chosen.annotate(group_size=Count("borrowers")).order_by("stage", "rank"))


def _open_agendas(rows: list[Proposal]) -> dict[int, AgendaItem]:
    wanted = [row.pk for row in rows if State(row.state) in _ON_AGENDAS]
    found = AgendaItem.objects.filter(version__proposal__in=wanted, meeting__closed_on=None)
    return {item.version.proposal_id: item for item in found.select_related("meeting", "version")}


_ON_AGENDAS = frozenset({State.AMPHOE_MEETING, State.RECORDED, State.PROVINCE_SCREENED})


def _last_decisions(rows: list[Proposal]) -> dict[int, Decision]:
    """The newest decision about the present version of each."""
    found = Decision.objects.filter(
        version__proposal__in=[row.pk for row in rows], version__number=F("version__proposal__version")
    )
    return {decision.version.proposal_id: decision for decision in found.select_related("version").order_by("pk")}


def _told(rows: list[Proposal], decided: Mapping[int, Decision]) -> set[int]:
    """Which of the rejected ones were told so: the letters of their meeting are issued."""
    meetings = {
        row.pk: f"meeting:{decided[row.pk].meeting_id}"
        for row in rows
        if State(row.state) is State.REJECTED and row.pk in decided
    }
    if not meetings:
        return set()
    letters = Document.objects.filter(kind=Document.Kind.RESULT_LETTER, subject__in=set(meetings.values()))
    issued = set(letters.values_list("subject", flat=True))
    return {pk for pk, subject in meetings.items() if subject in issued}


def _waits_for(row: Proposal, item: AgendaItem | None) -> Refusal:
    if item is not None:
        return Refusal(
            _("อยู่ในวาระประชุมครั้งที่ %(number)s วันที่ %(on)s"),
            number=f"{item.meeting.number}/{item.meeting.year_be}",
            on=item.meeting.held_on,
        )
    return Refusal(_SAID.get(State(row.state), LABELS[State(row.state)]))


_SAID = {
    State.DRAFT: _("ยังไม่ได้ส่ง"),
    State.SUBMITTED: _("รอคณะทำงานตำบลให้ความเห็น"),
    State.TAMBON_CHECKED: _("รอเข้าวาระประชุม อกส.อ."),
    State.AMPHOE_MEETING: _("รอเข้าวาระประชุม อกส.อ. ครั้งถัดไป"),
    State.RETURNED_FOR_REVISION: _("รอผู้เสนอปรับปรุง"),
    State.AMPHOE_AGREED: _("รอจังหวัดบันทึกรับ"),
    State.RECORDED: _("รอเข้าวาระคณะทำงานจังหวัด"),
    State.PROVINCE_SCREENED: _("รอเข้าวาระ อกส.จ."),
    State.APPROVED: _("รอออกหนังสือแจ้งผล"),
    State.NOTIFIED: _("รอเปิดบัญชีและทำสัญญา"),
    State.ACCOUNT_OPENED: _("รอลงนามสัญญา"),
    State.CONTRACT_SIGNED: _("รอโอนเงิน"),
}


def _due(row: Proposal, deadlines: Deadlines, decision: Decision | None, *, on: date) -> Due | None:
    state = State(row.state)
    if state is State.RETURNED_FOR_REVISION and row.revise_by_on is not None:
        return _counted(row.revise_by_on, on, _("ปรับปรุงภายใน"))
    if state in (State.APPROVED, State.REJECTED) and decision is not None:
        try:
            limit = deadlines.notify_by(province=row.province_id, decided_on=decision.decided_on)
        except NoPolicy:
            return None
        return _counted(limit.last_on, on, _("แจ้งผลภายใน"))
    if state in _WAITS_FOR:
        next_on = deadlines.next_round(province=row.province_id, organ=_WAITS_FOR[state], on=on)
        return None if next_on is None else _counted(next_on, on, _("รอบถัดไป"))
    return None


def _counted(last_on: date, on: date, label: str) -> Due:
    return Due(on=last_on, days_left=(last_on - on).days, label=Refusal(label))


def _warning(row: Proposal, decision: Decision | None) -> Refusal | None:
    if decision is not None and decision.outcome == Decision.Outcome.NOT_PASSED:
        if State(row.state) is State.PROVINCE_SCREENED:
            return Refusal(_("ไม่ผ่านการกลั่นกรองของคณะทำงาน"))
        if State(row.state) in (State.TAMBON_CHECKED, State.AMPHOE_MEETING):
            return Refusal(_("ตำบลไม่เห็นควรสนับสนุน"))
    return None
