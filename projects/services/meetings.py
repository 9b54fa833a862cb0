"""A meeting until it closes: agenda, attendance, recusals, scores and proposed resolutions."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from areas.models import User
from documents.services import take_number
from projects.models import AgendaItem, Attendance, CommitteeMember, Meeting, Proposal, Recusal, Score
from projects.models.proposals import ProposalVersion
from projects.rules import (
    ORGANS,
    NotScored,
    NotWaiting,
    State,
    check_open,
    check_reason,
    check_scorer,
    check_waiting,
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
) -> Meeting:
    """Call a meeting of a committee and put proposals on its agenda.

    The number counts per organ, area and BE calendar year of the day it is held: 1/2561. Idempotent by
    ``request_key``. The agenda keeps the projects of an amphoe together, in the order of their reference numbers.

    :param amphoe: for อกส.อ.; None for the committees of the province.
    :raises NotWaiting: a proposal of another area, in another state, or on an open agenda already.
    Source: R-MEET-01, A-25, R-APPR-02, R-APPR-07, R-APPR-08.
    """
    rule = ORGANS[organ]
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
    """Leave a project for another meeting; its scores and recusals in this one are dropped, the rest moves up.

    :raises MeetingClosed: the meeting is closed.
    """
    with transaction.atomic():
        meeting = lock_open(item.meeting)
        Score.objects.filter(item=item).delete()
        Recusal.objects.filter(item=item).delete()
        AgendaItem.objects.filter(pk=item.pk).delete()
        for number, row in enumerate(meeting.items.order_by("number"), start=1):
            if row.number != number:
                AgendaItem.objects.filter(pk=row.pk).update(number=number)


def record_attendance(*, meeting: Meeting, present: Collection[int], by: User, on: date) -> None:
    """Record who of the roster came; the others are absent. A score of somebody marked absent now is dropped.

    :param present: primary keys of committee members.
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
            [Attendance(meeting=meeting, member=member, is_present=member.pk in present) for member in roster],
            update_conflicts=True,
            unique_fields=["meeting", "member"],
            update_fields=["is_present"],
        )
        Score.objects.filter(item__meeting=meeting).exclude(member_id__in=list(present)).delete()


def declare_recusal(*, item: AgendaItem, member: CommitteeMember, reason: str, by: User, on: date) -> Recusal:
    """Record that a member has an interest in a project: she takes no part in it, and a score she gave is dropped.

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
        Score.objects.filter(item=item, member=member).delete()
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
            raise NotScored(_("อกส.จ. พิจารณาอนุมัติโดยไม่ให้คะแนน"))
        items = set(meeting.items.values_list("pk", flat=True))
        present = set(meeting.attendances.filter(is_present=True).values_list("member_id", flat=True))
        recused = set(Recusal.objects.filter(item__meeting=meeting).values_list("item_id", "member_id"))
        names = dict(roster_of(meeting).values_list("pk", "name"))
        given, taken_back = [], []
        for (item, member), score in scores.items():
            if item not in items or member not in names:
                raise NotOnRoster(_("มีผู้ที่ไม่อยู่ในทำเนียบกรรมการของการประชุมนี้"))
            if score is None:
                taken_back.append((item, member))
                continue
            check_scorer(
                member=member,
                name=names[member],
                present=present,
                recused={who for what, who in recused if what == item},
            )
            given.append(Score(item_id=item, member_id=member, score=require_score(score)))
        Score.objects.bulk_create(
            given, update_conflicts=True, unique_fields=["item", "member"], update_fields=["score"]
        )
        _take_back(meeting, taken_back)


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
            proposals=new, step=rule.enters, by=by, on=on, notes=dict.fromkeys((r.pk for r in new), str(meeting))
        )


def _in_agenda_order(rows: list[Proposal]) -> list[Proposal]:
    """Amphoe by amphoe, the amphoe with the first reference number first; within one by reference number."""
    first: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: row.reference):
        first.setdefault(row.amphoe_id, row.reference)
    return sorted(rows, key=lambda row: (first[row.amphoe_id], row.reference))


def _take_back(meeting: Meeting, pairs: Collection[tuple[int, int]]) -> None:
    if not pairs:
        return
    wanted = set(pairs)
    found = Score.objects.filter(item__meeting=meeting).values_list("pk", "item_id", "member_id")
    Score.objects.filter(pk__in=[pk for pk, item, member in found if (item, member) in wanted]).delete()
