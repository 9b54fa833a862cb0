"""A meeting until it closes: agenda, attendance, recusals, scores, votes and proposed resolutions."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from areas.models import User
from documents.services import take_number
from projects import letters
from projects.models import AgendaItem, Attendance, CommitteeMember, Meeting, Proposal, Recusal, Score, Vote
from projects.models.proposals import ProposalVersion
from projects.rules import (
    ORGANS,
    NotScored,
    NotWaiting,
    State,
    check_meets,
    check_open,
    check_reason,
    check_scorer,
    check_voter,
    check_waiting,
    organ_name,
    require_choice,
    require_score,
)
from projects.services.pipeline import advance_many, lock
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NotOnRoster(Refusal):
    """Somebody who is no member of the committee in this term."""


class InterestMissing(Refusal):
    """A recusal says what the interest is."""


def call_meeting(
    *,
    organ: str,
    province: str,
    amphoe: str | None,
    held_on: date,
    place: str,
    proposals: Iterable[Proposal],
    request_key: UUID,
    by: User,
    on: date,
    guests: str = "",
) -> Meeting:
    """Call a meeting of a committee and put proposals on its agenda.

    The number counts per organ, area and BE calendar year of the day it is held: 1/2561. Idempotent by
    ``request_key``. The agenda keeps the projects of an amphoe together, in the order of their reference numbers.

    :param amphoe: for อกส.อ.; None for the committees of the province.
    :param guests: who is invited beside the members, one a line (R-APPR-14).
    :raises NoSuchOrgan: อกส.อ. in Bangkok.
    :raises NotWaiting: a proposal of another area, in another state, or on an open agenda already.
    Source: R-MEET-01, A-25, R-APPR-02, R-APPR-07, R-APPR-08, R-ACT-13.
    """
    rule = ORGANS[organ]
    check_meets(organ=rule, province=province)
    with transaction.atomic():
        known = Meeting.objects.filter(request_key=request_key).first()
        if known is not None:
            return known
        year_be = be_year(held_on)
        meeting = Meeting.objects.create(
            organ=rule.code,
            province_id=province,
            amphoe_id=amphoe,
            number=take_number(series=f"meeting:{rule.code}:{amphoe or province}", year_be=year_be),
            year_be=year_be,
            held_on=held_on,
            place=place.strip(),
            guests=guests.strip(),
            called_by=by,
            request_key=request_key,
        )
        _put_on_agenda(meeting, proposals, by=by, on=on)
    return meeting


def add_to_agenda(*, meeting: Meeting, proposals: Iterable[Proposal], by: User, on: date) -> None:
    """Put further proposals on the agenda of an open meeting, after those that stand there.

    :raises MeetingClosed: it is closed.
    :raises NotWaiting: as in ``call_meeting``.
    """
    with transaction.atomic():
        meeting = lock_open(meeting)
        _put_on_agenda(meeting, proposals, by=by, on=on)


def remove_from_agenda(*, item: AgendaItem, by: User) -> None:
    """Leave a project for another meeting; its scores, votes and recusals in this one are dropped, the rest moves up.

    :raises MeetingClosed: the meeting is closed.
    """
    with transaction.atomic():
        meeting = lock_open(item.meeting)
        Score.objects.filter(item=item).delete()
        Vote.objects.filter(item=item).delete()
        Recusal.objects.filter(item=item).delete()
        AgendaItem.objects.filter(pk=item.pk).delete()
        for number, row in enumerate(meeting.items.order_by("number"), start=1):
            if row.number != number:
                AgendaItem.objects.filter(pk=row.pk).update(number=number)


def record_attendance(
    *,
    meeting: Meeting,
    present: Collection[int],
    by: User,
    on: date,
    reasons: Mapping[int, str] | None = None,
    guests: str | None = None,
) -> None:
    """Record who of the roster came; the others are absent. What somebody marked absent now scored or voted is dropped.

    Each keeps the place that she had on the roster, so that later changes of the roster leave this meeting alone.

    :param present: primary keys of committee members.
    :param reasons: why those who did not come stayed away, by member.
    :param guests: who came beside the members, one a line; None leaves what stands there.
    :raises NotOnRoster: one of them is not on the committee in this term.
    :raises MeetingClosed: it is closed.
    Source: A-40.
    """
    with transaction.atomic():
        meeting = lock_open(meeting)
        roster = list(roster_of(meeting))
        if not {member.pk for member in roster} >= set(present):
            raise NotOnRoster(_("มีผู้ที่ไม่อยู่ในทำเนียบกรรมการของการประชุมนี้"))
        Attendance.objects.bulk_create(
            [
                Attendance(
                    meeting=meeting,
                    member=member,
                    is_present=member.pk in present,
                    reason="" if member.pk in present else (reasons or {}).get(member.pk, "").strip()[:200],
                    seat=seat,
                )
                for seat, member in enumerate(roster, start=1)
            ],
            update_conflicts=True,
            unique_fields=["meeting", "member"],
            update_fields=["is_present", "reason", "seat"],
        )
        # Whose term was ended meanwhile so that it leaves out this day has no seat in this meeting any more.
        Attendance.objects.filter(meeting=meeting).exclude(member__in=roster).delete()
        for kept in (Score, Vote):
            kept.objects.filter(item__meeting=meeting).exclude(member_id__in=list(present)).delete()
        if guests is not None and guests.strip() != meeting.guests:
            meeting.guests = guests.strip()
            meeting.save(update_fields=["guests"])


def declare_recusal(*, item: AgendaItem, member: CommitteeMember, reason: str, by: User, on: date) -> Recusal:
    """Record that a member has an interest in a project: she takes no part in it; her score and vote are dropped.

    :raises ReasonMissing: no interest named.
    :raises NotOnRoster: she is not on this committee.
    :raises MeetingClosed: the meeting is closed.
    Source: R-APPR-13.
    """
    with transaction.atomic():
        meeting = lock_open(item.meeting)
        if not roster_of(meeting).filter(pk=member.pk).exists():
            raise NotOnRoster(_("มีผู้ที่ไม่อยู่ในทำเนียบกรรมการของการประชุมนี้"))
        if not reason.strip():
            raise InterestMissing(_("ต้องระบุว่ามีส่วนได้เสียอย่างไร"))
        for kept in (Score, Vote):
            kept.objects.filter(item=item, member=member).delete()
        recusal, _created = Recusal.objects.update_or_create(
            item=item, member=member, defaults={"reason": reason.strip()[:300]}
        )
    return recusal


def withdraw_recusal(*, recusal: Recusal, by: User) -> None:
    """Take back a recusal that was keyed by mistake, while the meeting is open.

    :raises MeetingClosed: the meeting is closed.
    """
    with transaction.atomic():
        lock_open(recusal.item.meeting)
        Recusal.objects.filter(pk=recusal.pk).delete()


def record_scores(*, meeting: Meeting, scores: Mapping[tuple[int, int], Decimal | None], by: User, on: date) -> None:
    """Key the scores of the members, all given ones or none.

    :param scores: by (agenda item, committee member); None takes a score back.
    :raises NotScored: this committee decides without scores.
    :raises NotAScore: outside 0-10 or finer than two decimals.
    :raises HasInterest: the member is recused from the item, whoever sends the score.
    :raises WasAbsent: the member did not come.
    :raises MeetingClosed: it is closed.
    Source: A-20, R-APPR-13, R-MEET-06.
    """
    with transaction.atomic():
        meeting = lock_open(meeting)
        if not ORGANS[meeting.organ].scores:
            called = organ_name(organ=meeting.organ, province=meeting.province_id)
            raise NotScored(_("%(organ)s พิจารณาอนุมัติโดยไม่ให้คะแนน"), organ=Refusal(called))
        given = [
            Score(item_id=item, member_id=member, score=require_score(score))
            for item, member, score in _checked(meeting, scores, check=check_scorer)
        ]
        Score.objects.bulk_create(
            given, update_conflicts=True, unique_fields=["item", "member"], update_fields=["score"]
        )
        _take_back(Score, meeting, scores)


def record_votes(*, meeting: Meeting, votes: Mapping[tuple[int, int], str | None], by: User, on: date) -> None:
    """Key how the members voted, all given votes or none. Voting is never required, and binds nobody.

    :param votes: FOR, AGAINST or ABSTAINED by (agenda item, committee member); None takes a vote back.
    :raises NotAVote: anything else.
    :raises HasInterest: the member is recused from the item, whoever sends the vote.
    :raises WasAbsent: the member did not come.
    :raises MeetingClosed: it is closed.
    Source: A-40, R-APPR-13.
    """
    with transaction.atomic():
        meeting = lock_open(meeting)
        cast = [
            Vote(item_id=item, member_id=member, choice=require_choice(choice))
            for item, member, choice in _checked(meeting, votes, check=check_voter)
        ]
        Vote.objects.bulk_create(
            cast, update_conflicts=True, unique_fields=["item", "member"], update_fields=["choice"]
        )
        _take_back(Vote, meeting, votes)


def record_outcomes(*, meeting: Meeting, outcomes: Mapping[int, tuple[str, str]], by: User, on: date) -> None:
    """Key the resolutions, each as (outcome, reason) by agenda item; an empty outcome takes it back.

    They bind nobody until the meeting is closed.

    :raises ReasonMissing: not passed, and no reason.
    :raises MeetingClosed: it is closed.
    Source: R-APPR-02, R-APPR-08.
    """
    with transaction.atomic():
        meeting = lock_open(meeting)
        rows = list(meeting.items.all())
        for row in rows:
            if row.pk in outcomes:
                row.outcome, reason = outcomes[row.pk]
                row.reason = reason.strip()
                check_reason(passed=row.outcome != "NOT_PASSED", reason=row.reason)
        AgendaItem.objects.bulk_update(rows, ["outcome", "reason"])


def record_outcome(*, item: AgendaItem, outcome: str, reason: str = "", by: User, on: date) -> None:
    """Key the resolution of one project. See ``record_outcomes``."""
    record_outcomes(meeting=item.meeting, outcomes={item.pk: (outcome, reason)}, by=by, on=on)


def lock_open(meeting: Meeting) -> Meeting:
    """Lock a meeting and refuse a closed one; commands about one meeting come one after the other.

    :raises MeetingClosed: it is closed.
    """
    row = Meeting.objects.select_for_update().get(pk=meeting.pk)
    check_open(closed_on=row.closed_on)
    return row


def roster_of(meeting: Meeting):
    """Return the members of the committee whose term covers the day of the meeting, in their order."""
    return CommitteeMember.objects.in_term(meeting.held_on).filter(
        organ=meeting.organ, province_id=meeting.province_id, amphoe_id=meeting.amphoe_id
    )


def _put_on_agenda(meeting: Meeting, proposals: Iterable[Proposal], *, by: User, on: date) -> None:
    rule = ORGANS[meeting.organ]
    rows = lock(pks=[proposal.pk for proposal in proposals])
    if not rows:
        return
    versions = {
        version.proposal_id: version for version in ProposalVersion.objects.filter(proposal__in=rows).order_by("number")
    }  # the newest of each wins
    open_agendas = set(
        AgendaItem.objects.filter(version__proposal__in=rows, meeting__closed_on=None).values_list(
            "version__proposal_id", flat=True
        )
    )
    for row in rows:
        check_waiting(
            organ=rule,
            reference=row.reference,
            state=row.state,
            is_of_area=row.province_id == meeting.province_id and meeting.amphoe_id in (None, row.amphoe_id),
            is_on_open_agenda=row.pk in open_agendas,
        )
        if row.pk not in versions:
            raise NotWaiting(_("โครงการ %(reference)s ยังไม่ถึงหรือพ้นขั้นตอนของการประชุมนี้แล้ว"), reference=row.reference)
    first = meeting.items.count() + 1
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, version=versions[row.pk], number=number)
        for number, row in enumerate(_in_agenda_order(rows), start=first)
    )
    if rule.enters is not None:
        new = [row for row in rows if State(row.state) is not rule.decided_in]
        advance_many(
            proposals=new,
            step=rule.enters,
            by=by,
            on=on,
            notes=dict.fromkeys((r.pk for r in new), letters.paper_number(meeting)),
        )


def _in_agenda_order(rows: list[Proposal]) -> list[Proposal]:
    """Amphoe by amphoe, the amphoe with the first reference number first; within one by reference number."""
    first: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.reference):
        first.setdefault(row.amphoe_id, row.reference)
    return sorted(rows, key=lambda row: (first[row.amphoe_id], row.reference))


def _checked(
    meeting: Meeting, given: Mapping[tuple[int, int], Any], *, check: Callable[..., None]
) -> Iterator[tuple[int, int, Any]]:
    """What members gave to items of this meeting, each one asked whether she may; what is taken back is left out."""
    items = set(meeting.items.values_list("pk", flat=True))
    present = set(meeting.attendances.filter(is_present=True).values_list("member_id", flat=True))
    recused: dict[int, set[int]] = defaultdict(set)
    for item, member in Recusal.objects.filter(item__meeting=meeting).values_list("item_id", "member_id"):
        recused[item].add(member)
    names = dict(roster_of(meeting).values_list("pk", "name"))
    for (item, member), what in given.items():
        if item not in items or member not in names:
            raise NotOnRoster(_("มีผู้ที่ไม่อยู่ในทำเนียบกรรมการของการประชุมนี้"))
        if what is not None:
            check(member=member, name=names[member], present=present, recused=recused[item])
            yield item, member, what


def _take_back(kept: type[Score] | type[Vote], meeting: Meeting, given: Mapping[tuple[int, int], Any]) -> None:
    wanted = {pair for pair, what in given.items() if what is None}
    if not wanted:
        return
    found = kept.objects.filter(item__meeting=meeting).values_list("pk", "item_id", "member_id")
    kept.objects.filter(pk__in=[pk for pk, item, member in found if (item, member) in wanted]).delete()
