"""Opinions, meetings and their closing: interests, scores, four eyes, deadlines, lapses."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from documents.models import Document
from jobs import services as jobs
from jobs.models import JobRun
from projects import services
from projects.models import Attendance, Decision, Meeting, Score
from projects.rules import (
    HasInterest,
    MeetingClosed,
    NoScores,
    NotAScore,
    NothingToDecide,
    NotWaiting,
    OutcomeMissing,
    OwnApproval,
    ReasonMissing,
    ScoreMissing,
    SignedPaperNeeded,
    State,
    TooEarly,
    WasAbsent,
    mean_score,
)
from projects.rules.states import TRANSITIONS
from projects.selectors.table import table_of
from reports.demo import proposals as demo
from tests.projects.entries import MET_ON, amphoe_meeting, checked, draft, returned, score_all, sent


@pytest.fixture
def by(people):
    return people.users["khuntan"]


def opinion(people, proposal, user, **changed):
    facts = {"outcome": "PASSED", "by": people.users[user], "on": date(2017, 12, 15)}
    return services.give_tambon_opinion(proposal=proposal, **(facts | changed))


# -- the tambon --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-01", "R-ACT-06")
def test_the_tambon_group_gives_its_opinion_from_its_own_account(people):
    proposal = sent(people)
    opinion(people, proposal, "yanghom", reason="เอกสารครบ")
    proposal.refresh_from_db()
    assert proposal.state == State.TAMBON_CHECKED
    assert proposal.versions.get().decisions.get().stage == "TAMBON"


def test_an_officer_records_it_from_the_signed_paper_only(people):
    proposal = sent(people, group=1, user="secretary")
    with pytest.raises(SignedPaperNeeded, match="ลงนามแล้ว"):
        opinion(people, proposal, "khuntan")
    assert not Decision.objects.exists()
    opinion(people, proposal, "khuntan", has_signed_paper=True)
    assert Decision.objects.get().has_signed_paper


def test_nobody_gives_the_tambons_opinion_on_her_own_entry(people):
    proposal = sent(people, user="yanghom")
    with pytest.raises(OwnApproval) as refused:
        opinion(people, proposal, "yanghom", has_signed_paper=True)
    assert str(refused.value) == "ผู้บันทึกโครงการให้ความเห็นในโครงการของตนเองไม่ได้"
    proposal.refresh_from_db()
    assert proposal.state == State.SUBMITTED
    assert not Decision.objects.exists()


def test_the_officer_who_entered_a_proposal_needs_the_tambons_signed_paper(people):
    proposal = sent(people)
    with pytest.raises(SignedPaperNeeded, match="เมื่อมีเอกสารความเห็นที่ตำบลลงนามแล้ว"):
        opinion(people, proposal, "khuntan")


@pytest.mark.requirement("R-APPR-16")
def test_an_unfavourable_opinion_needs_a_reason_and_still_goes_on_to_the_amphoe(people):
    proposal = sent(people)
    with pytest.raises(ReasonMissing, match="ต้องมีเหตุผล"):
        opinion(people, proposal, "yanghom", outcome="NOT_PASSED")
    opinion(people, proposal, "yanghom", outcome="NOT_PASSED", reason="กลุ่มยังไม่พร้อม")
    proposal.refresh_from_db()
    assert proposal.state == State.TAMBON_CHECKED


# -- scores ------------------------------------------------------------------------------------------------------------
def test_the_mean_is_truncated():
    assert mean_score(scores=[Decimal(10)] * 2 + [Decimal(9)] * 10).score == Decimal("9.16")
    assert mean_score(scores=[Decimal(9)] * 5 + [Decimal(8)] * 4).score == Decimal("8.55")


@pytest.mark.requirement("R-APPR-13")
def test_a_member_with_an_interest_cannot_score_whoever_sends_it(people, by):
    meeting = amphoe_meeting(people, checked(people))
    item, member = meeting.items.get(), people.committees["5714"][2]
    services.record_scores(meeting=meeting, scores={(item.pk, member.pk): Decimal(8)}, by=by, on=MET_ON)
    services.declare_recusal(item=item, member=member, reason="เป็นญาติของผู้แทนกลุ่ม", by=by, on=MET_ON)
    assert not Score.objects.exists()  # the score given before is dropped
    for user in ("khuntan", "secretary", "admin"):
        with pytest.raises(HasInterest) as refused:
            services.record_scores(
                meeting=meeting, scores={(item.pk, member.pk): Decimal(9)}, by=people.users[user], on=MET_ON
            )
        assert str(refused.value) == f"{member.name} มีส่วนได้เสียในโครงการนี้ จึงให้คะแนนหรือร่วมพิจารณาไม่ได้"
    with pytest.raises(IntegrityError, match="recused"), transaction.atomic():
        Score.objects.create(item=item, member=member, score=9)
    assert not Score.objects.exists()


@pytest.mark.parametrize("score", ["10.01", "-0.01", "9.999"])
def test_a_score_outside_0_to_10_or_too_fine_is_refused_and_none_of_the_others_is_kept(people, by, score):
    meeting = amphoe_meeting(people, checked(people))
    item = meeting.items.get()
    first, second = people.committees["5714"][:2]
    scores = {(item.pk, first.pk): Decimal(9), (item.pk, second.pk): Decimal(score)}
    with pytest.raises(NotAScore, match=f"คะแนน {score}"):
        services.record_scores(meeting=meeting, scores=scores, by=by, on=MET_ON)
    assert not Score.objects.exists()


def test_who_did_not_come_cannot_score_and_loses_what_she_had(people, by):
    meeting = amphoe_meeting(people, checked(people))
    item, last = meeting.items.get(), people.committees["5714"][-1]
    services.record_scores(meeting=meeting, scores={(item.pk, last.pk): Decimal(9)}, by=by, on=MET_ON)
    present = [member.pk for member in people.committees["5714"][:-1]]
    services.record_attendance(meeting=meeting, present=present, by=by, on=MET_ON)
    assert not Score.objects.exists()
    with pytest.raises(WasAbsent, match="ไม่ได้มาประชุม"):
        services.record_scores(meeting=meeting, scores={(item.pk, last.pk): Decimal(9)}, by=by, on=MET_ON)


# -- closing -----------------------------------------------------------------------------------------------------------
def refused_to_close(people, meeting, refusal, *, on=MET_ON) -> str:
    with pytest.raises(refusal) as refused:
        services.close_meeting(meeting=meeting, by=people.users["khuntan"], on=on)
    assert Meeting.objects.get(pk=meeting.pk).closed_on is None
    assert not Decision.objects.filter(stage="AMPHOE").exists()
    return str(refused.value)


def test_a_meeting_closes_only_when_everything_is_decided_and_scored(people, by):
    proposal = checked(people)
    meeting = amphoe_meeting(people, proposal)
    assert refused_to_close(people, meeting, OutcomeMissing) == "โครงการ “เย็บผ้า ถักโครเชต์” ยังไม่มีมติ"
    services.record_outcome(item=meeting.items.get(), outcome="PASSED", by=by, on=MET_ON)
    assert "ยังขาดคะแนนของ" in refused_to_close(people, meeting, ScoreMissing)
    assert "ยังไม่ถึงวันประชุม" in refused_to_close(people, meeting, TooEarly, on=date(2017, 12, 19))
    score_all(people, meeting)
    services.close_meeting(meeting=meeting, by=by, on=MET_ON)
    proposal.refresh_from_db()
    assert proposal.state == State.AMPHOE_AGREED


def test_a_meeting_without_projects_or_without_anybody_present_decides_nothing(people):
    assert "ยังไม่มีโครงการในวาระ" in refused_to_close(people, amphoe_meeting(people), NothingToDecide)
    meeting = amphoe_meeting(people, checked(people), present=0)
    services.record_outcome(item=meeting.items.get(), outcome="PASSED", by=people.users["khuntan"], on=MET_ON)
    assert "ยังไม่ได้บันทึกผู้มาประชุม" in refused_to_close(people, meeting, NothingToDecide)


def test_a_project_in_which_everybody_has_an_interest_cannot_be_decided(people, by):
    meeting = amphoe_meeting(people, checked(people), present=1)
    item = meeting.items.get()
    services.declare_recusal(item=item, member=people.committees["5714"][0], reason="ญาติ", by=by, on=MET_ON)
    services.record_outcome(item=item, outcome="PASSED", by=by, on=MET_ON)
    assert "ทุกคนที่มาประชุมมีส่วนได้เสีย" in refused_to_close(people, meeting, NoScores)


def test_a_refusal_needs_its_reason(people, by):
    meeting = amphoe_meeting(people, checked(people))
    with pytest.raises(ReasonMissing, match="ต้องมีเหตุผล"):
        services.record_outcome(item=meeting.items.get(), outcome="NOT_PASSED", by=by, on=MET_ON)
    assert meeting.items.get().outcome == ""


def test_a_closed_meeting_cannot_change(people, by):
    proposal = returned(people)
    meeting = Meeting.objects.get(organ="AMPHOE")
    item = meeting.items.get()
    for command in (
        lambda: services.record_outcome(item=item, outcome="PASSED", by=by, on=MET_ON),
        lambda: services.record_attendance(meeting=meeting, present=[], by=by, on=MET_ON),
        lambda: services.record_scores(meeting=meeting, scores={}, by=by, on=MET_ON),
        lambda: services.remove_from_agenda(item=item, by=by),
        lambda: services.add_to_agenda(meeting=meeting, proposals=[proposal], by=by, on=MET_ON),
        lambda: services.close_meeting(meeting=meeting, by=by, on=MET_ON),
    ):
        with pytest.raises(MeetingClosed, match="ปิดแล้วเมื่อ 20 ธ.ค. 2560"):
            command()
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Attendance.objects.filter(meeting=meeting).update(is_present=False)
    assert Decision.objects.filter(stage="AMPHOE").count() == 1


@pytest.mark.requirement("R-APPR-02", "R-APPR-03")
def test_the_minutes_are_issued_with_the_closing_and_name_the_recusals(people, by):
    meeting = amphoe_meeting(people, checked(people))
    item, member = meeting.items.get(), people.committees["5714"][5]
    services.declare_recusal(item=item, member=member, reason="เช่าที่ดินของผู้เสนอ", by=by, on=MET_ON)
    score_all(people, meeting)
    services.record_outcome(item=item, outcome="PASSED", by=by, on=MET_ON)
    services.close_meeting(meeting=meeting, by=by, on=MET_ON)
    minutes = Document.objects.get(kind="MINUTES").context
    assert minutes["recusals"] == [{"name": member.name, "project": "เย็บผ้า ถักโครเชต์ (เช่าที่ดินของผู้เสนอ)"}]
    assert minutes["decisions"][0]["score"] == "9.00"
    decision = Decision.objects.get(stage="AMPHOE")
    assert (decision.scored_by, decision.version) == (11, item.version)


def test_a_proposal_cannot_stand_on_two_open_agendas_nor_come_before_its_time(people, by):
    proposal = checked(people)
    amphoe_meeting(people, proposal)
    with pytest.raises(NotWaiting, match="ยังไม่ปิดแล้ว"):
        amphoe_meeting(people, proposal)
    with pytest.raises(NotWaiting, match="ยังไม่ถึงหรือพ้นขั้นตอน"):
        amphoe_meeting(people, draft(people, group=1))
    assert Meeting.objects.count() == 1


def test_a_project_left_for_the_next_meeting_waits_for_it(people, by):
    proposal = checked(people)
    first = amphoe_meeting(people, proposal)
    services.remove_from_agenda(item=first.items.get(), by=by)
    second = amphoe_meeting(people, proposal, held_on=date(2017, 12, 27))
    assert (second.number, second.items.count(), first.items.count()) == (2, 1, 0)


# -- returned and lapsed -----------------------------------------------------------------------------------------------
def test_a_returned_project_has_thirty_days_shifted_over_a_holiday(people):
    assert returned(people).revise_by_on == date(2018, 1, 19)


@pytest.mark.requirement("R-APPR-04")
def test_the_days_run_from_the_receipt_of_the_notice(people, by):
    from projects.selectors.deadlines import Deadlines

    proposal = returned(people)
    received_on = date(2018, 3, 15)
    limit = Deadlines(provinces=["57"]).revise_by(province="57", received_on=received_on).last_on
    assert limit == date(2018, 4, 17)  # 14 April is Songkran and a Saturday
    services.record_notice(proposal=proposal, received_on=received_on, revise_by_on=limit, by=by, on=received_on)
    proposal.refresh_from_db()
    assert proposal.revise_by_on == date(2018, 4, 17)
    with pytest.raises(services.NoticeDayWrong, match="วันที่ได้รับแจ้งต้องอยู่ระหว่าง"):
        services.record_notice(
            proposal=proposal, received_on=date(2018, 4, 1), revise_by_on=limit, by=by, on=received_on
        )


@pytest.mark.requirement("R-APPR-05")
def test_a_project_not_revised_in_time_lapses_by_the_daily_job_and_may_be_reopened(people, by):
    proposal = returned(people)
    jobs.start_due_runs(on=date(2018, 1, 19))
    assert not JobRun.objects.filter(job="projects.lapse").exists()  # the last day still counts
    jobs.start_due_runs(on=date(2018, 1, 20))
    run = JobRun.objects.get(job="projects.lapse")
    jobs.work(run_id=run.pk)
    proposal.refresh_from_db()
    run.refresh_from_db()
    assert (proposal.state, run.state, run.done) == (State.LAPSED, JobRun.State.DONE, 1)
    services.reopen(proposal=proposal, reason="น้ำท่วม", revise_by_on=date(2018, 2, 20), by=by, on=date(2018, 1, 22))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.revise_by_on) == (State.RETURNED_FOR_REVISION, date(2018, 2, 20))


# -- the province ------------------------------------------------------------------------------------------------------
def _up_to_screening(people, *, failing: str):
    """Play the round; the working group does not pass one project, the sub-committee refuses it."""
    demo.enter_proposals()
    demo.tambon_opinions()
    demo.amphoe_meetings()
    demo.record_at_province()
    secretary = people.users["secretary"]
    for organ, on in (("WORKING_GROUP", demo.SCREENED_ON), ("SUBCOMMITTEE", demo.APPROVED_ON)):
        meeting = services.call_meeting(
            organ=organ,
            province="57",
            amphoe=None,
            held_on=on,
            place="ศาลากลาง",
            proposals=list(demo.Proposal.objects.filter(state__in=["RECORDED", "PROVINCE_SCREENED"])),
            request_key=demo.request_key(organ),
            by=secretary,
            on=on,
        )
        roster = [member.pk for member in people.committees[organ]]
        services.record_attendance(meeting=meeting, present=roster, by=secretary, on=on)
        items = list(meeting.items.select_related("version__proposal"))
        if organ == "WORKING_GROUP":
            scores = {(item.pk, member): Decimal(8) for item in items for member in roster}
            services.record_scores(meeting=meeting, scores=scores, by=secretary, on=on)
        services.record_outcomes(
            meeting=meeting,
            outcomes={
                item.pk: ("NOT_PASSED", "ต้นทุนสูงเกินไป") if item.version.proposal.reference == failing else ("PASSED", "")
                for item in items
            },
            by=secretary,
            on=on,
        )
        services.close_meeting(meeting=meeting, by=secretary, on=on)
    return meeting


@pytest.mark.requirement("R-APPR-07", "R-APPR-08", "R-APPR-10")
def test_what_fails_the_screening_goes_on_with_its_reason_and_its_refusal_is_told_in_the_letter(people):
    meeting = _up_to_screening(people, failing="57-2560-0013")
    table = table_of(meeting=meeting)
    assert (table.totals.count, table.totals.approved, table.totals.rejected) == (13, 12, 1)
    assert table.lines[-1].screening.reason == "ต้นทุนสูงเกินไป"
    letters = services.issue_results(meeting=meeting, by=people.users["secretary"], on=date(2018, 1, 31))
    phan = next(letter for letter in letters if letter.addressee == "นายอำเภอพาน")
    assert phan.context["project_copies"] == 1
    assert "ต้นทุนสูงเกินไป" in phan.context["instructions"][-1]
    assert phan.context["total_count"] == 12
    with pytest.raises(services.AlreadyTold, match="ออกหนังสือแจ้งผลของการประชุมนี้แล้ว"):
        services.issue_results(meeting=meeting, by=people.users["secretary"], on=date(2018, 1, 31))
    assert Document.objects.filter(kind="RESULT_LETTER").count() == 3
    rejected = demo.Proposal.objects.get(reference="57-2560-0013")
    assert rejected.state == State.REJECTED


@pytest.mark.requirement("R-APPR-06")
def test_a_project_that_the_province_has_not_recorded_comes_before_no_meeting_there(people):
    demo.enter_proposals(numbers=[6])
    demo.tambon_opinions()
    demo.amphoe_meetings()
    agreed = demo.Proposal.objects.get()
    assert agreed.state == State.AMPHOE_AGREED
    call = {
        "organ": "WORKING_GROUP",
        "province": "57",
        "amphoe": None,
        "held_on": demo.SCREENED_ON,
        "place": "ศาลากลาง",
        "proposals": [agreed],
        "by": people.users["secretary"],
        "on": demo.SCREENED_ON,
    }
    with pytest.raises(NotWaiting, match="ยังไม่ถึงหรือพ้นขั้นตอน"):
        services.call_meeting(request_key=demo.request_key("too early"), **call)
    services.record_at_province(proposals=[agreed], by=people.users["secretary"], on=demo.RECORDED_ON)
    assert services.call_meeting(request_key=demo.request_key("in time"), **call).items.count() == 1


@pytest.mark.requirement("R-ACT-11")
def test_results_are_told_of_a_closed_approving_meeting_only(people):
    meeting = amphoe_meeting(people, checked(people))
    with pytest.raises(services.NoResults, match="หลังจากปิดการประชุม อกส.จ."):
        services.issue_results(meeting=meeting, by=people.users["secretary"], on=MET_ON)
    assert not Document.objects.exists()


# -- the diagram -------------------------------------------------------------------------------------------------------
def test_the_pipeline_in_the_docs_is_drawn_from_the_table_of_steps(tmp_path, settings):
    from pathlib import Path

    docs = Path(settings.BASE_DIR) / "docs" / "pipeline.md"
    (tmp_path / "docs").mkdir()
    settings.BASE_DIR = tmp_path
    call_command("draw_pipeline", verbosity=0, stdout=open(tmp_path / "out", "w"))  # noqa: SIM115
    drawn = (tmp_path / "docs" / "pipeline.md").read_text(encoding="utf-8")
    assert drawn == docs.read_text(encoding="utf-8")
    assert all(f"{state} --> {edge.to}" in drawn for (state, _step), edge in TRANSITIONS.items())
