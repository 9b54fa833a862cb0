"""Closing a meeting: its resolutions become decisions, its projects move on, its papers are issued."""

from collections import defaultdict
from datetime import date

from django.db import transaction

from areas.models import User
from documents.models import Document
from documents.services import issue
from projects import letters
from projects.models import AgendaItem, Attendance, Decision, Meeting, Recusal, Score
from projects.rules import ORGANS, Mean, Step, check_closing, check_complete, mean_score
from projects.selectors.deadlines import Deadlines
from projects.selectors.table import table_of
from projects.services.meetings import lock_open, roster_of
from projects.services.pipeline import advance_many, lock

PASSED = Decision.Outcome.PASSED


def close_meeting(*, meeting: Meeting, by: User, on: date) -> Meeting:
    """Close a meeting: write a decision for each project, bound to the version decided on, and move the projects on.

    A project that อกส.อ. returns is to be revised within the days of P-17 from the closing. The minutes are issued,
    and after อกส.จ. the cover sheet of the approval, one for each kind of money. Votes bind nobody: what the minutes
    show of them is a count. All of it or nothing.

    :raises MeetingClosed: it was closed already, so a second click closes nothing.
    :raises TooEarly, NothingToDecide, OutcomeMissing: see ``projects.rules.check_closing``.
    :raises ScoreMissing, NoScores: somebody present who has no interest did not score.
    Source: R-APPR-02, R-APPR-04, R-APPR-07, R-APPR-08, R-MEET-03, A-20, A-40.
    """
    with transaction.atomic():
        row = lock_open(meeting)
        rule = ORGANS[row.organ]
        items = list(row.items.select_related("version__proposal").order_by("number"))
        present = set(Attendance.objects.filter(meeting=row, is_present=True).values_list("member_id", flat=True))
        check_closing(
            held_on=row.held_on,
            on=on,
            titles_without_outcome=[i.version.content["title"] for i in items if not i.outcome],
            items=len(items),
            present=len(present),
        )
        lock(pks=[item.version.proposal_id for item in items])
        means = _means(row, items, present) if rule.scores else {}
        Decision.objects.bulk_create(
            Decision(
                version=item.version,
                stage=rule.code,
                outcome=item.outcome,
                reason=item.reason,
                score=means[item.pk].score if rule.scores else None,
                scored_by=means[item.pk].scored_by if rule.scores else None,
                meeting=row,
                decided_on=row.held_on,
                recorded_by=by,
            )
            for item in items
        )
        _move_on(row, items, by=by, on=on)
        row.closed_on, row.closed_by = on, by
        row.save(update_fields=["closed_on", "closed_by"])
        _issue_papers(row, by=by, on=on)
    meeting.closed_on, meeting.closed_by = on, by
    return meeting


def _means(meeting: Meeting, items: list[AgendaItem], present: set[int]) -> dict[int, Mean]:
    """The mean of each item over everybody who was present and is not recused from it."""
    names = dict(roster_of(meeting).values_list("pk", "name"))
    recused: dict[int, set[int]] = defaultdict(set)
    for item, member in Recusal.objects.filter(item__meeting=meeting).values_list("item_id", "member_id"):
        recused[item].add(member)
    scores: dict[int, dict] = defaultdict(dict)
    for item, member, score in Score.objects.filter(item__meeting=meeting).values_list("item_id", "member_id", "score"):
        scores[item][member] = score
    for item in items:
        check_complete(
            title=item.version.content["title"],
            present=present,
            recused=recused[item.pk],
            scored=scores[item.pk],
            names=names,
        )
    return {item.pk: mean_score(scores=scores[item.pk].values()) for item in items}


def _move_on(meeting: Meeting, items: list[AgendaItem], *, by: User, on: date) -> None:
    rule = ORGANS[meeting.organ]
    name = letters.paper_number(meeting)
    by_step: dict[Step, list[AgendaItem]] = defaultdict(list)
    for item in items:
        by_step[rule.passed if item.outcome == PASSED else rule.not_passed].append(item)
    for step, group in by_step.items():
        changes = {}
        if step is Step.RETURN:
            limit = Deadlines(provinces=[meeting.province_id]).revise_by(province=meeting.province_id, received_on=on)
            changes["revise_by_on"] = limit.last_on
        advance_many(
            proposals=[item.version.proposal for item in group],
            step=step,
            by=by,
            on=on,
            notes={item.version.proposal_id: " · ".join(filter(None, (name, item.reason))) for item in group},
            **changes,
        )


def _issue_papers(meeting: Meeting, *, by: User, on: date) -> None:
    common = {
        "province": meeting.province_id,
        "amphoe": meeting.amphoe_id,
        "subject": f"meeting:{meeting.pk}",
        "as_of": meeting.held_on,
        "issued_on": on,
        "by": by,
    }
    issue(
        kind=Document.Kind.MINUTES,
        number=letters.paper_number(meeting),
        title=f"รายงานการประชุม {letters.meeting_name(meeting)} "  # stays Thai: names a paper
        f"ครั้งที่ {meeting.number}/{meeting.year_be}",
        template="papers/minutes.html",
        context=letters.minutes(meeting=meeting, recorder=by),
        **common,
    )
    if meeting.organ == "SUBCOMMITTEE":
        for support in table_of(meeting=meeting).supports:
            kind = "" if support == "LOAN" else " (เงินอุดหนุน)"  # stays Thai: names a paper
            issue(
                kind=Document.Kind.COVER_SHEET,
                number=f"{meeting.number}/{meeting.year_be}{kind}",
                title=f"งบหน้าการอนุมัติโครงการ ครั้งที่ {meeting.number}/{meeting.year_be}{kind}",  # stays Thai: names a paper
                template="papers/cover_sheet.html",
                context=letters.cover_sheet(meeting=meeting, support=support),
                **common,
            )
