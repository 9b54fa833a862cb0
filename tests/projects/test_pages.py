"""Every page of the room opens for whom it is meant, and for nobody else."""

import pytest
from django.urls import reverse

from projects.models import Meeting, Proposal
from projects.models.meetings import Organ
from reports.demo import proposals
from tests.scenario import kept_for_module

round_of_2561 = kept_for_module(proposals.play)

PROPOSAL_PAGES = ("proposal",)
MEETING_PAGES = ("meeting", "table", "attendance_sheet")


@pytest.fixture
def told(db, round_of_2561, business_date):
    business_date(proposals.TOLD_ON)


@pytest.fixture
def meeting(told):
    return Meeting.objects.get(organ=Organ.SUBCOMMITTEE)


@pytest.mark.parametrize("name", ["board", "list", "meetings"])
@pytest.mark.parametrize("user", ["khuntan", "yanghom", "secretary", "chief", "national", "auditor"])
def test_everybody_who_sees_projects_opens_the_overviews(told, log_in, user, name):
    assert log_in(user).get(reverse(f"projects:{name}")).status_code == 200


@pytest.mark.parametrize("user", ["debt", "admin"])
def test_who_has_no_business_with_projects_gets_403(told, log_in, user):
    assert log_in(user).get(reverse("projects:board")).status_code == 403


@pytest.mark.parametrize("name", MEETING_PAGES)
def test_the_pages_of_a_meeting_open(meeting, log_in, name):
    assert log_in("secretary").get(reverse(f"projects:{name}", args=[meeting.pk])).status_code == 200


def test_the_officer_of_another_amphoe_gets_404_and_her_own_officer_the_page(told, log_in):
    proposal = Proposal.objects.get(reference="57-2560-0012")  # of Phan
    page = reverse("projects:proposal", args=[proposal.reference])
    assert log_in("khuntan").get(page).status_code == 404
    assert log_in("phan").get(page).status_code == 200


def test_the_tambon_group_sees_its_own_tambon_only(told, log_in):
    shown = log_in("yanghom").get(reverse("projects:list")).content.decode()
    assert "57-2560-0006" in shown
    assert "57-2560-0005" not in shown


def test_an_auditor_looks_at_a_meeting_but_cannot_close_it(meeting, log_in):
    client = log_in("auditor")
    assert client.get(reverse("projects:meeting", args=[meeting.pk])).status_code == 200
    assert client.post(reverse("projects:close_meeting", args=[meeting.pk])).status_code == 403


def test_an_amphoe_officer_may_not_keep_a_meeting_of_the_province(meeting, log_in):
    client = log_in("khuntan")
    assert client.get(reverse("projects:meeting", args=[meeting.pk])).status_code == 404
    assert client.get(reverse("projects:call_meeting", args=["SUBCOMMITTEE"])).status_code == 403


def test_the_page_of_results_tells_the_last_day_and_lists_the_three_letters(meeting, log_in):
    shown = log_in("secretary").get(reverse("projects:results", args=[meeting.pk])).content.decode()
    assert "31 ม.ค. 2561" in shown
    assert shown.count("ชร 0019.5/ว 1") >= 3


def test_the_cover_sheet_opens_as_the_issued_pdf(meeting, log_in):
    answer = log_in("secretary").get(reverse("projects:cover_sheet", args=[meeting.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_whoever_opens_a_proposal_is_recorded_as_having_seen_personal_data(told, log_in, users):
    from areas.models import PersonalDataAccess

    proposal = Proposal.objects.get(reference="57-2560-0001")
    log_in("khuntan").get(reverse("projects:proposal", args=[proposal.reference]))
    seen = PersonalDataAccess.objects.get(subject=f"proposal:{proposal.pk}")
    assert (seen.user, seen.action) == (users["khuntan"], "VIEW")


@pytest.mark.parametrize(
    ("name", "query"), [("board", ""), ("list", ""), ("list", "?stage=contract"), ("list", "?q=เลี้ยงปลา&category=1")]
)
def test_filters_and_stages_narrow_the_list(told, log_in, name, query):
    answer = log_in("secretary").get(reverse(f"projects:{name}") + query)
    assert answer.status_code == 200
    assert "57-2560-0003" in answer.content.decode() or name == "board"
