"""A year of rounds in a province, month by month, through the services that the screens use; then what is still open.

Each step may be played again: what is done already is left as it is. A step leaves nothing behind that the system's own
daily work could take up in between: whatever is returned is sent again, or lapses, within its step.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from areas.models import Tambon, User
from areas.rules import add_business_days, next_business_day, previous_business_day
from areas.selectors import office_calendar
from documents.models import Document
from projects import services
from projects.models import CommitteeMember, Meeting, Proposal
from projects.models.meetings import Organ
from projects.rules import State, Step, checklist_of
from projects.rules.plan import PlannedLine, PlannedStep
from projects.selectors.deadlines import Deadlines
from projects.selectors.group import Chosen
from reports.demo.proposals import points, request_key
from reports.demo.provinces import crowd as crowds
from reports.demo.provinces.places import ENDS_ON, SINCE, SUBSIDY_TITLES, TITLES, Place
from thai.dates import add_months, month_start

MONTHS = 12
DAY = timedelta(days=1)
# What becomes of a project, by its number in a cycle of sixteen; all others are approved.
SCREENED_OUT, REVISED, REFUSED, LAPSED, LATE, UNDONE = 3, 6, 9, 11, 13, 14
CYCLE = 16
REASONS = {
    SCREENED_OUT: "แผนการตลาดไม่ชัดเจน และวงเงินไม่สอดคล้องกับรายการวัสดุ",
    REVISED: "ให้แสดงรายละเอียดต้นทุนและแผนการผ่อนชำระให้ชัดเจน",
    REFUSED: "ความสามารถในการชำระคืนไม่เพียงพอเมื่อเทียบกับวงเงินที่ขอ",
    LAPSED: "ให้ปรับปรุงบัญชีรายชื่อสมาชิกและแผนการดำเนินงาน",
    UNDONE: "ให้ปรับปรุงสถานที่ดำเนินการและแนบแผนที่",
}
RETURNED = frozenset({REVISED, LAPSED, UNDONE})
STANDING_ASIDE = "เป็นญาติกับผู้เสนอโครงการ"


@dataclass(frozen=True)
class Days:
    """The days of one round."""

    entered_on: date
    opinions_on: date
    amphoe_on: date
    late_on: date
    recorded_on: date
    screened_on: date
    decided_on: date
    told_on: date


class Year:
    """The story of one province."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.crowd = crowds.read(place)
        self.is_open = office_calendar(province=place.code)
        self.deadlines = Deadlines(provinces=[place.code])
        codes = [code for area in place.areas for code in area.tambon]
        self.tambon = {row.code: row for row in Tambon.objects.filter(code__in=codes).select_related("amphoe")}
        self.keys = {
            key_of(place, f"proposal/{number}"): number for number in range(1, crowds.group_count() + 2 * MONTHS + 1)
        }

    # -- one month -------------------------------------------------------------------------------------------------
    def play(self, at: int) -> None:
        """Play the round of a month, 0 being October, from the entry to the letters."""
        days = self.days(at)
        first = at * crowds.PER_ROUND + 1
        for number in range(first, first + crowds.PER_ROUND):
            self.enter(number, on=days.entered_on)
        self.enter_of_organisation(at, on=days.entered_on)
        self.give_opinions(on=days.opinions_on)
        if self.place.is_bangkok:
            self.take_or_return(on=days.recorded_on, revised_on=days.decided_on)
        else:
            self.hold_amphoe(on=days.amphoe_on, late=False)
            self.revise_returned(on=days.amphoe_on, revised_on=days.decided_on)
            self.record(on=days.recorded_on)
            self.hold_amphoe(on=days.late_on, late=True)
        self.hold_province(Organ.WORKING_GROUP, State.RECORDED, on=days.screened_on)
        meeting = self.hold_province(Organ.SUBCOMMITTEE, State.PROVINCE_SCREENED, on=days.decided_on)
        if meeting is not None and at < MONTHS - 1:  # of the last round nobody is told yet
            self.tell(meeting, on=days.told_on)

    def days(self, at: int) -> Days:
        """Return the days of the round of a month: the calendar's, where the province keeps one."""
        month = add_months(SINCE, at)
        found = self.deadlines.rounds(self.place.code)(month)
        if found is not None:
            sent_on, screened_on, decided_on = found.sent.on, found.screened.on, found.decided.on
        else:
            sent_on, screened_on, decided_on = (self.open_day(month.replace(day=day)) for day in self.place.meets)
        entered_on = self.open_day(month)
        return Days(
            entered_on=entered_on,
            opinions_on=self.open_day(entered_on + DAY),
            amphoe_on=previous_business_day(day=sent_on - DAY, is_business_day=self.is_open),
            late_on=self.open_day(sent_on + DAY),
            recorded_on=sent_on,
            screened_on=screened_on,
            decided_on=decided_on,
            told_on=add_business_days(
                start=decided_on, days=2 if found is not None else 8, is_business_day=self.is_open
            ),
        )

    def open_day(self, day: date) -> date:
        """Return the day, or the next one on which offices are open."""
        return next_business_day(day=day, is_business_day=self.is_open)

    # -- steps -----------------------------------------------------------------------------------------------------
    def enter(self, number: int, *, on: date, is_sent: bool = True) -> Proposal:
        """Enter the loan proposal of a group, and send it."""
        area, tambon = crowds.area_of(self.place, number)
        category, title = TITLES[number % len(TITLES)]
        by = self.crowd.users[area.username]
        amount = Decimal(60_000 + number * 7_000 % 135_000)
        return self._entered(
            number,
            self._content(number, tambon=tambon, category=category, title=title, amount=amount, on=on)
            | {"group": [Chosen(member_id=member.pk) for member in self.crowd.groups[number]]},
            by=by,
            on=on,
            is_sent=is_sent,
        )

    def enter_of_organisation(self, at: int, *, on: date) -> Proposal:
        """Enter the proposal of an organisation, of its president: a subsidy, every third month a loan."""
        number = crowds.group_count() + at + 1
        organisation = self.crowd.organisations[at % len(self.crowd.organisations)]
        area = next(one for one in self.place.areas if one.code == organisation.member.amphoe_id)
        president = organisation.officers.get(duty="PRESIDENT").member_id
        category, title = SUBSIDY_TITLES[at % len(SUBSIDY_TITLES)]
        support = "LOAN" if at % 3 == 2 else "SUBSIDY"
        content = self._content(
            number,
            tambon=organisation.member.tambon_id,
            category=category,
            title=title,
            amount=Decimal(40_000 + at * 5_000),
            on=on,
        )
        content |= {
            "group": [Chosen(member_id=president)],
            "support": support,
            "proposer": "ORGANISATION",
            "organisation": organisation.pk,
            "papers": [item.code for item in checklist_of(support=support, proposer="ORGANISATION")],
        }
        return self._entered(number, content, by=self.crowd.users[area.username], on=on)

    def give_opinions(self, *, on: date, numbers: Iterable[int] | None = None) -> None:
        """Give the tambon's opinion on what was sent by then: from its own account, or from its signed paper."""
        speaker = self.crowd.users[f"{self.place.prefix}group"]
        first = self.place.areas[0]
        own = {first.code} if self.place.is_bangkok else {first.tambon[0]}
        for proposal in self.in_state(State.SUBMITTED, until=on, numbers=numbers):
            is_own = {proposal.amphoe_id, proposal.tambon_id} & own
            by = speaker if is_own else self.officer(proposal)
            services.give_tambon_opinion(
                proposal=proposal,
                outcome="PASSED",
                reason="เอกสารครบถ้วน ผู้เสนอมีคุณสมบัติและมีประสบการณ์ในอาชีพที่ขอ",
                has_signed_paper=by is not speaker,
                by=by,
                on=on,
            )

    def hold_amphoe(self, *, on: date, late: bool, numbers: Iterable[int] | None = None, close: bool = True) -> None:
        """Hold the meetings of อกส.อ.; what is late has one of its own after the tenth."""
        waiting = [
            proposal
            for proposal in self.in_state(State.TAMBON_CHECKED, until=on, numbers=numbers)
            if numbers is not None or (self.number_of(proposal) % CYCLE == LATE) is late
        ]
        for area in self.place.areas:
            chosen = [proposal for proposal in waiting if proposal.amphoe_id == area.code]
            if chosen:
                self.hold(
                    Organ.AMPHOE,
                    chosen,
                    amphoe=area.code,
                    place=f"ห้องประชุมที่ว่าการอำเภอ{area.name}",
                    by=self.crowd.users[area.username],
                    on=on,
                    close=close,
                )

    def revise_returned(self, *, on: date, revised_on: date) -> None:
        """Let those who were asked to revise do so in time, too late, or not at all."""
        for proposal in self.in_state(State.RETURNED_FOR_REVISION, until=on):
            self._after_return(proposal, revised_on=revised_on, by=self.officer(proposal))

    def take_or_return(self, *, on: date, revised_on: date) -> None:
        """Let the secretariat of อกส.กทม. record what the khet groups have looked at, and return what is unclear."""
        by, taken = self.crowd.secretary, []
        for proposal in self.in_state(State.TAMBON_CHECKED, until=on):
            fate = self.fate_of(proposal)
            if fate not in RETURNED:
                taken.append(proposal)
                continue
            self.return_in_bangkok(proposal, on=on)
            self._after_return(proposal, revised_on=revised_on, by=by)
        services.record_at_province(proposals=taken, by=by, on=on)

    def return_in_bangkok(self, proposal: Proposal, *, on: date) -> None:
        """Return a proposal of Bangkok for revision."""
        limit = self.deadlines.revise_by(province=self.place.code, received_on=on).last_on
        services.return_in_bangkok(
            proposal=proposal,
            reason=REASONS.get(self.fate_of(proposal), REASONS[REVISED]),
            revise_by_on=limit,
            by=self.crowd.secretary,
            on=on,
        )

    def record(self, *, on: date, numbers: Iterable[int] | None = None) -> None:
        """Record at the province what อกส.อ. agreed to by then."""
        agreed = self.in_state(State.AMPHOE_AGREED, until=on, numbers=numbers)
        services.record_at_province(proposals=agreed, by=self.crowd.secretary, on=on)

    def hold_province(
        self, organ: str, state: State, *, on: date, numbers: Iterable[int] | None = None
    ) -> Meeting | None:
        """Hold the meeting of a committee of the province with all that waits for it; None where nothing does."""
        waiting = self.in_state(state, until=on, numbers=numbers)
        if not waiting:
            return None
        return self.hold(organ, waiting, amphoe=None, place=self.place.hall, by=self.crowd.secretary, on=on)

    def hold(
        self,
        organ: str,
        proposals: Sequence[Proposal],
        *,
        amphoe: str | None,
        place: str,
        by: User,
        on: date,
        close: bool = True,
    ) -> Meeting:
        """Call a meeting, key who came, the scores and the resolutions, and close it."""
        called_on = on if close else self.open_day(on - 5 * DAY)
        meeting = services.call_meeting(
            organ=organ,
            province=self.place.code,
            amphoe=amphoe,
            held_on=on,
            place=place,
            proposals=proposals,
            request_key=key_of(self.place, f"meeting/{organ}/{amphoe or ''}/{on.isoformat()}"),
            by=by,
            on=called_on,
        )
        if meeting.closed_on is not None or not close:
            return meeting
        roster = [member.pk for member in self.crowd.committees[amphoe or organ]]
        present = roster if on.month % 3 else roster[:-2]
        services.record_attendance(meeting=meeting, present=present, by=by, on=on)
        items = list(meeting.items.select_related("version__proposal", "meeting"))
        scores: dict[tuple[int, int], Decimal | None] = {}
        outcomes = {}
        for item in items:
            number, scorers = self.number_of(item.version.proposal), list(present)
            if number % 10 == 7:
                member = CommitteeMember.objects.get(pk=scorers.pop(1))
                services.declare_recusal(item=item, member=member, reason=STANDING_ASIDE, by=by, on=on)
            if organ != Organ.SUBCOMMITTEE:
                total = len(scorers) * 8 + number % (len(scorers) + 1)
                scores |= {(item.pk, member): score for member, score in points(total, scorers).items()}
            outcomes[item.pk] = self._resolution(organ, item.version.proposal)
        if scores:
            services.record_scores(meeting=meeting, scores=scores, by=by, on=on)
        services.record_outcomes(meeting=meeting, outcomes=outcomes, by=by, on=on)
        return services.close_meeting(meeting=meeting, by=by, on=on)

    def tell(self, meeting: Meeting, *, on: date) -> None:
        """Issue the letters about a meeting of the sub-committee."""
        told = Document.objects.filter(subject=f"meeting:{meeting.pk}", kind=Document.Kind.RESULT_LETTER)
        if not told.exists():
            services.issue_results(meeting=meeting, by=self.crowd.secretary, on=on)

    # -- reads -----------------------------------------------------------------------------------------------------
    def in_state(self, state: State, *, until: date, numbers: Iterable[int] | None = None) -> list[Proposal]:
        """Return the story's proposals of the province that are in a state since that day or before."""
        keys = [key for key, number in self.keys.items() if numbers is None or number in set(numbers)]
        rows = Proposal.objects.in_state(state).filter(request_key__in=keys, state_on__lte=until)
        return list(rows.select_related("tambon").order_by("reference"))

    def number_of(self, proposal: Proposal) -> int:
        """Return the number of a proposal in the story."""
        return self.keys[proposal.request_key]

    def fate_of(self, proposal: Proposal) -> int:
        """Return what becomes of a proposal; what was revised is not returned again."""
        number = self.number_of(proposal)
        if number > crowds.group_count():
            return 0
        fate = number % CYCLE
        return 0 if fate in RETURNED and proposal.version > 1 else fate

    def officer(self, proposal: Proposal) -> User:
        """Return the officer of a proposal's amphoe."""
        area = next(one for one in self.place.areas if one.code == proposal.amphoe_id)
        return self.crowd.users[area.username]

    # -- pieces ----------------------------------------------------------------------------------------------------
    def _content(
        self, number: int, *, tambon: str, category: int, title: str, amount: Decimal, on: date
    ) -> dict[str, object]:
        place, tools = self.tambon[tambon], Decimal(15_000)
        until = add_months(month_start(on), 8)
        return {
            "tambon": place,
            "title": f"{title} {place.name_th}",
            "category": category,
            "place": f"หมู่ {number % 9 + 1} {place.name_th}",
            "purpose": f"เพื่อให้สมาชิกมีอาชีพและรายได้เพิ่มจากโครงการ{title}",
            "amount": amount,
            "papers": [item.code for item in checklist_of()],
            "plan": [
                PlannedStep(activity="ประชุมสมาชิกและแบ่งหน้าที่", from_on=add_months(on, 2), until_on=add_months(on, 3)),
                PlannedStep(activity="ดำเนินการผลิตและจำหน่าย", from_on=add_months(on, 3), until_on=until),
            ],
            "budget": [
                PlannedLine(item="อุปกรณ์", quantity=Decimal(1), unit="ชุด", unit_price=tools, asked=tools),
                PlannedLine(
                    item="วัตถุดิบ", quantity=Decimal(1), unit="งวด", unit_price=amount - tools, asked=amount - tools
                ),
            ],
        }

    def _entered(self, number: int, content: dict, *, by: User, on: date, is_sent: bool = True) -> Proposal:
        key = key_of(self.place, f"proposal/{number}")
        proposal = services.create_draft(request_key=key, by=by, on=on, **content)
        if is_sent and proposal.state == State.DRAFT:
            services.send(proposal=proposal, by=by, on=on)
        return proposal

    def _resolution(self, organ: str, proposal: Proposal) -> tuple[str, str]:
        fate = self.fate_of(proposal)
        no = {
            Organ.AMPHOE: fate in RETURNED,
            Organ.WORKING_GROUP: fate == SCREENED_OUT,
            Organ.SUBCOMMITTEE: fate in (SCREENED_OUT, REFUSED),
        }[Organ(organ)]
        return ("NOT_PASSED", REASONS[fate]) if no else ("PASSED", "")

    def _after_return(self, proposal: Proposal, *, revised_on: date, by: User) -> None:
        fate = self.fate_of(proposal)
        if fate == REVISED:
            self._revise(proposal, on=revised_on)
            return
        if proposal.revise_by_on >= ENDS_ON:
            return  # still open on the story's last day
        lapsed_on = proposal.revise_by_on + DAY
        services.advance(proposal=proposal, step=Step.LAPSE, by=None, on=lapsed_on)
        if fate == UNDONE:
            again_on = self.open_day(lapsed_on + DAY)
            limit = self.deadlines.revise_by(province=self.place.code, received_on=again_on).last_on
            reason = "ผู้แทนกลุ่มเข้ารับการรักษาในโรงพยาบาลระหว่างกำหนด มีใบรับรองแพทย์"
            services.reopen(proposal=proposal, reason=reason, revise_by_on=limit, by=by, on=again_on)
            self._revise(proposal, on=self.open_day(again_on + DAY))

    def _revise(self, proposal: Proposal, *, on: date) -> None:
        number, by = self.number_of(proposal), self.officer(proposal)
        amount = proposal.amount - 5_000
        content = self._content(
            number,
            tambon=proposal.tambon_id,
            category=proposal.category,
            title=TITLES[number % len(TITLES)][1],
            amount=amount,
            on=on,
        )
        content["purpose"] = f"{content['purpose']} พร้อมรายละเอียดต้นทุน ตลาด และแผนการผ่อนชำระ"
        services.update_draft(
            proposal=proposal,
            edit_number=Proposal.objects.values_list("edit_number", flat=True).get(pk=proposal.pk),
            group=[Chosen(member_id=member.pk) for member in self.crowd.groups[number]],
            by=by,
            on=on,
            **content,
        )
        services.send(proposal=Proposal.objects.get(pk=proposal.pk), by=by, on=on)


def key_of(place: Place, text: str) -> UUID:
    """Return the key by which a command of a province's story is known."""
    return request_key(f"{place.code}/{text}")
