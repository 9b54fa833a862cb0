"""A round as a board: every proposal by stage, the days left, what blocks it. And the list behind each column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Sum, Value, When, Window
from django.db.models.functions import RowNumber

from areas.models import User
from areas.rules import NoPolicy
from areas.scope import assignments_with
from documents.models import Document
from projects.models import AgendaItem, Decision, PaperRequest, Proposal
from projects.models.proposals import ProposalQuerySet
from projects.rules import LABELS, State
from projects.rules.rounds import Gate
from projects.rules.states import BANGKOK
from projects.selectors import rounds
from projects.selectors.deadlines import Deadlines
from projects.selectors.listing import BEHIND, STAGES, Stage, Wanted, listed
from thai.dates import month_long
from thai.refusals import Refusal, reader_is_english
from thai.refusals import sentence as _

CARDS = 8  # shown in a column; the rest is one click away
SOON = 5  # days left that count as soon


_GATE_LABELS = {Gate.SENT: _("ส่งจังหวัดภายใน"), Gate.SCREENED: _("คณะทำงานกลั่นกรอง"), Gate.DECIDED: _("อกส.จ. พิจารณา")}
_GATE_LABELS_IN_BANGKOK = _GATE_LABELS | {Gate.SENT: _("ส่ง อกส.กทม. ภายใน"), Gate.DECIDED: _("อกส.กทม. พิจารณา")}
_WITH_OPINION = frozenset({State.SUBMITTED, State.TAMBON_CHECKED, State.AMPHOE_MEETING})
SORTS = {
    "": ("revise_by_on", "state_on", "pk"),
    "amount": ("-amount", "pk"),
    "newest": ("-pk",),
}


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
    place: rounds.Place | None = None  # among the rounds of its province, where it keeps a calendar
    asked: int = 0  # requests for papers that wait for an answer

    @property
    def tone(self) -> str:
        if self.due is not None and self.due.tone != "neutral":
            return self.due.tone
        return "warning" if self.blocks else "waiting"

    @property
    def blocks(self) -> list[Refusal]:
        """What stands in its way, beside what it waits for."""
        found = [self.warning] if self.warning is not None else []
        if self.asked:
            found.append(Refusal(_("รอเอกสารหรือคำชี้แจงเพิ่มเติม %(count)s รายการ"), count=self.asked))
        if self.place is not None and self.place.was_moved:
            found.append(Refusal(_("เลื่อนมาจากรอบก่อน")))
        return found

    @property
    def round_label(self) -> str:
        """The month of its round; nothing where meetings are called by appointment."""
        return "" if self.place is None else month_label(self.place.round.month_on)


@dataclass(slots=True)
class Column:
    """A stage with its number of proposals, their amount, and the cards shown."""

    stage: Stage
    in_bangkok: bool = False
    count: int = 0
    amount: Decimal = Decimal(0)
    cards: list[Card] = field(default_factory=list)

    @property
    def label(self) -> Refusal:
        return Refusal(self.stage.bangkok_label if self.in_bangkok and self.stage.bangkok_label else self.stage.label)

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


def month_label(month_on: date) -> str:
    """Name the month of a round for the reader: มกราคม 2561."""
    return month_long(month_on.year, month_on.month, thai_digits=False, english=reader_is_english())


def board(*, user: User, on: date, wanted: Wanted | None = None) -> Board:
    """Return the board of the user's area, as far as the filter goes. Ten queries, however many proposals there are."""
    wanted = wanted or Wanted()
    rows = listed(user=user, on=on, wanted=wanted)
    sums = {row["state"]: row for row in rows.order_by().values("state").annotate(count=Count("pk"), sum=Sum("amount"))}
    in_bangkok = {row.province_id for row in assignments_with(user, "projects.view")} == {BANGKOK}
    columns = {stage.key: Column(stage=stage, in_bangkok=in_bangkok) for stage in (*STAGES, *BEHIND)}
    for stage in (*STAGES, *BEHIND):
        found = [sums[state] for state in stage.states if state in sums]
        columns[stage.key].count = sum(row["count"] for row in found)
        columns[stage.key].amount = sum((row["sum"] for row in found), Decimal(0))
    shown = _first_of_each(rows, sort=wanted.sort)
    by_state = {state: stage.key for stage in STAGES for state in stage.states}
    for card in cards_of(proposals=shown, on=on):
        columns[by_state[State(card.proposal.state)]].cards.append(card)
    return Board(columns=[columns[s.key] for s in STAGES], behind=[columns[s.key] for s in BEHIND])


def cards_of(
    *,
    proposals: Iterable[Proposal],
    on: date,
    decided: Mapping[int, Decision] | None = None,
    sent: Mapping[int, date] | None = None,
    asked: Mapping[int, int] | None = None,
    deadlines: Deadlines | None = None,
) -> list[Card]:
    """Return proposals with what they wait for, by when, and in which round. Seven queries at most.

    What was read before may be given, each by the proposal's key: the newest decision about the present version, the
    day on which อกส.อ. handed it on, and how many requests for papers wait.
    """
    rows = list(proposals)
    deadlines = deadlines or Deadlines(provinces=[row.province_id for row in rows])
    agendas = _open_agendas(rows)
    decided = _last_decisions(rows) if decided is None else decided
    told = _told(rows, decided)
    asked = _asked(rows) if asked is None else asked
    places = _places(rows, deadlines, decided, sent, on=on)
    return [
        Card(
            proposal=row,
            waits_for=_waits_for(row, agendas.get(row.pk)),
            due=None if row.pk in told else _due(row, deadlines, decided.get(row.pk), places.get(row.pk), on=on),
            days_here=(on - row.state_on).days,
            warning=_warning(row, decided.get(row.pk)),
            agenda_item=agendas.get(row.pk),
            place=places.get(row.pk),
            asked=asked.get(row.pk, 0),
        )
        for row in rows
    ]


def _first_of_each(rows: ProposalQuerySet, *, sort: str) -> list[Proposal]:
    """The first cards of every stage in one query: those nearest their day, else the longest waiting, or as asked."""
    stages = Case(
        *(When(state__in=stage.states, then=Value(at)) for at, stage in enumerate(STAGES)),
        output_field=IntegerField(),
    )
    ranked = rows.filter(state__in=[state for stage in STAGES for state in stage.states]).annotate(
        stage=stages,
        rank=Window(
            RowNumber(),
            partition_by=F("stage"),
            order_by=[
                F(name.lstrip("-")).desc(nulls_last=True) if name.startswith("-") else F(name).asc(nulls_last=True)
                for name in SORTS.get(sort, SORTS[""])
            ],
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


def _asked(rows: list[Proposal]) -> dict[int, int]:
    """How many requests for papers of each wait for an answer."""
    open_ones = PaperRequest.objects.filter(proposal__in=[row.pk for row in rows], answered_on=None).order_by()
    return dict(open_ones.values_list("proposal").annotate(Count("pk")))


def _places(
    rows: list[Proposal],
    deadlines: Deadlines,
    decided: Mapping[int, Decision],
    sent: Mapping[int, date] | None,
    *,
    on: date,
) -> dict[int, rounds.Place | None]:
    """Where each stands among the rounds of its province; nothing is read for those that meet by appointment."""
    rows = [row for row in rows if deadlines.keeps_calendar(province=row.province_id, on=on)]
    if not rows:
        return {}
    sent = rounds.sent_days(rows) if sent is None else sent
    return {
        row.pk: rounds.place_of(
            state=row.state,
            sent_on=sent.get(row.pk),
            decided_on=decided[row.pk].decided_on if _is_decided(decided.get(row.pk)) else None,
            on=on,
            round_of=deadlines.rounds(row.province_id),
        )
        for row in rows
    }


def _is_decided(decision: Decision | None) -> bool:
    return decision is not None and decision.stage == Decision.Stage.SUBCOMMITTEE


def _waits_for(row: Proposal, item: AgendaItem | None) -> Refusal:
    if item is not None:
        return Refusal(
            _("อยู่ในวาระประชุมครั้งที่ %(number)s วันที่ %(on)s"),
            number=f"{item.meeting.number}/{item.meeting.year_be}",
            on=item.meeting.held_on,
        )
    if row.support == Proposal.Support.SUBSIDY and row.state in _SAID_OF_GRANTS:
        return Refusal(_SAID_OF_GRANTS[State(row.state)])
    said = _SAID | _SAID_IN_BANGKOK if row.province_id == BANGKOK else _SAID
    return Refusal(said.get(State(row.state), LABELS[State(row.state)]))


_SAID_OF_GRANTS = {
    State.NOTIFIED: _("แจ้งผลแล้ว รอองค์กรเปิดบัญชีรับเงินอุดหนุน"),
    State.ACCOUNT_OPENED: _("รอโอนเงินอุดหนุน"),
}


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


_SAID_IN_BANGKOK = {
    State.SUBMITTED: _("รอคณะทำงานเขตให้ความเห็น"),
    State.TAMBON_CHECKED: _("รอสำนักงานเลขานุการ อกส.กทม. บันทึกรับ"),
    State.RECORDED: _("รอเข้าวาระคณะทำงานกรุงเทพมหานคร"),
    State.PROVINCE_SCREENED: _("รอเข้าวาระ อกส.กทม."),
}


def _due(
    row: Proposal, deadlines: Deadlines, decision: Decision | None, place: rounds.Place | None, *, on: date
) -> Due | None:
    state = State(row.state)
    if state is State.RETURNED_FOR_REVISION and row.revise_by_on is not None:
        return _counted(row.revise_by_on, on, _("ปรับปรุงภายใน"))
    if state in (State.APPROVED, State.REJECTED) and decision is not None:
        try:
            limit = deadlines.notify_by(province=row.province_id, decided_on=decision.decided_on)
        except NoPolicy:
            return None
        return _counted(limit.last_on, on, _("แจ้งผลภายใน"))
    if place is not None and (state in rounds.WAITING or state in _WITH_OPINION):
        labels = _GATE_LABELS_IN_BANGKOK if row.province_id == BANGKOK else _GATE_LABELS
        return _counted(place.round.day(place.gate).on, on, labels[place.gate])
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
