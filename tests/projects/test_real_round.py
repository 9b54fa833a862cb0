"""The real round of Chiang Rai, meeting 1/2561 on 10 January 2018: scores, table, letters, deadline."""

from datetime import date
from decimal import Decimal

import pytest

from documents.models import Document
from projects.models import Decision, Meeting, Proposal
from projects.models.meetings import Organ
from projects.rules import State
from projects.selectors.deadlines import Deadlines
from projects.selectors.table import table_of
from reports.demo import proposals
from tests.scenario import kept_for_module

round_of_2561 = kept_for_module(proposals.play)


@pytest.fixture
def meeting(db, round_of_2561):
    return Meeting.objects.get(organ=Organ.SUBCOMMITTEE)


@pytest.fixture
def table(meeting):
    return table_of(meeting=meeting)


@pytest.mark.requirement("R-MEET-06")
def test_every_project_has_the_scores_of_the_real_table_truncated_not_rounded(table):
    real = {project.number: project for project in proposals.projects()}
    assert [line.number for line in table.lines] == list(range(1, 14))
    for line in table.lines:
        assert (line.amphoe_score, line.province_score) == (
            real[line.number].amphoe_score,
            real[line.number].province_score,
        )


def test_the_odd_score_8_55_is_the_mean_of_the_nine_who_did_not_stand_aside(table):
    decision = Decision.objects.get(version__proposal=table.lines[2].proposal, stage="AMPHOE")
    assert (decision.score, decision.scored_by) == (Decimal("8.55"), 9)


@pytest.mark.requirement("R-MEET-01")
def test_the_meeting_is_1_2561_of_the_calendar_year_and_the_amphoe_met_in_2560(meeting):
    assert (meeting.number, meeting.year_be) == (1, 2561)
    assert set(Meeting.objects.filter(organ=Organ.AMPHOE).values_list("number", "year_be")) == {(1, 2560)}


@pytest.mark.requirement("R-MEET-04", "R-MEET-05")
def test_table_t01_has_the_sub_totals_and_the_total_of_the_real_one(table):
    assert [(g.amphoe.name_th, g.totals.count, g.totals.asked) for g in table.groups] == [
        ("ขุนตาล", 6, Decimal("1200000.00")),
        ("เวียงป่าเป้า", 5, Decimal("670000.00")),
        ("พาน", 2, Decimal("300000.00")),
    ]
    assert (table.totals.count, table.totals.asked) == (13, Decimal("2170000.00"))


@pytest.mark.requirement("R-MEET-03", "R-MEET-07", "R-MEET-08")
def test_the_cover_sheet_carries_every_column_of_t01_and_a_tick_for_each_project(meeting):
    sheet = Document.objects.get(kind="COVER_SHEET", subject=f"meeting:{meeting.pk}")
    rows = [row for group in sheet.context["groups"] for row in group["rows"]]
    columns = {"number", "category", "title", "proposer", "place", "asked", "kind", "amphoe_score", "province_score"}
    assert columns <= set(rows[0])
    assert [row["decision"] for row in rows] == ["approved"] * 13
    assert sheet.context["total"]["asked"] == "2170000.00"


@pytest.mark.requirement("R-LET-02", "R-LET-08", "R-ACT-19")
def test_three_letters_share_one_circular_number_and_enclose_6_5_and_2_projects(meeting):
    letters = Document.objects.filter(kind="RESULT_LETTER", subject=f"meeting:{meeting.pk}").order_by("pk")
    assert {letter.number for letter in letters} == {"ชร 0019.5/ว 1"}
    assert [(letter.addressee, letter.context["project_copies"]) for letter in letters] == [
        ("นายอำเภอขุนตาล", 6),
        ("นายอำเภอเวียงป่าเป้า", 5),
        ("นายอำเภอพาน", 2),
    ]
    assert {(letter.context["total_count"], letter.context["total_amount"]) for letter in letters} == {
        (13, "2170000.00")
    }


@pytest.mark.requirement("R-APPR-09")
def test_the_result_is_told_within_fifteen_business_days_the_31st_of_january(meeting):
    limit = Deadlines(provinces=["57"]).notify_by(province="57", decided_on=meeting.held_on)
    assert limit.last_on == date(2018, 1, 31)
    assert not limit.is_missed(on=proposals.TOLD_ON)


def test_all_thirteen_are_notified_and_their_timeline_tells_every_step(round_of_2561, db):
    assert set(Proposal.objects.values_list("state", flat=True)) == {State.NOTIFIED}
    steps = list(Proposal.objects.order_by("reference").first().timeline.values_list("step", flat=True))
    assert steps == [
        "SEND",
        "GIVE_TAMBON_OPINION",
        "PUT_ON_AMPHOE_AGENDA",
        "AGREE",
        "RECORD",
        "SCREEN",
        "APPROVE",
        "NOTIFY",
    ]


def test_playing_the_round_again_changes_nothing(meeting):
    before = (Document.objects.count(), Decision.objects.count(), Meeting.objects.count())
    proposals.play()
    assert (Document.objects.count(), Decision.objects.count(), Meeting.objects.count()) == before


@pytest.mark.requirement("R-LET-06", "R-LET-07")
def test_the_letters_refer_to_the_order_of_the_nation_and_of_the_province(meeting):
    letter = Document.objects.filter(kind="RESULT_LETTER").first()
    assert letter.context["references"] == [
        "คำสั่งคณะกรรมการบริหารกองทุนพัฒนาบทบาทสตรี ที่ 2/2559 ลงวันที่ 3 สิงหาคม พ.ศ. 2559",
        "คำสั่งจังหวัดเชียงราย ที่ 4593/2559 ลงวันที่ 28 กันยายน พ.ศ. 2559",
    ]


@pytest.mark.requirement("R-APPR-11", "R-APPR-12")
def test_the_minutes_say_what_every_project_was_weighed_by(meeting):
    minutes = Document.objects.get(kind="MINUTES", subject=f"meeting:{meeting.pk}")
    (weighed,) = minutes.context["agenda"][0]["paragraphs"]
    for consideration in ("ความเหมาะสมของวงเงิน", "ความคุ้มค่า", "ประโยชน์", "ความสามารถในการชำระคืน", "ปัจจัยเสี่ยง"):
        assert consideration in weighed
