"""Bangkok has no อกส.อ.: its khet groups hand over to the secretariat of อกส.กทม. (R-ACT-07, R-ACT-13)."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from areas.models import Amphoe
from documents.models import Document
from projects import letters, services
from projects.forms.progress import ForwardForm, ReportFilter
from projects.letters import progress
from projects.models import Proposal
from projects.models.meetings import Organ
from projects.rules import (
    BANGKOK,
    TRANSITIONS,
    ChangeWaits,
    NoSuchOrgan,
    OwnApproval,
    ReasonMissing,
    SignedPaperNeeded,
    State,
    Step,
    WrongStep,
    edge_of,
    organ_name,
)
from projects.selectors import proposal as reads
from projects.tables import places
from reports.selectors.tasks import tasks
from tests.projects.capital import capital, looked_at, meet, sent_in_bangkok
from tests.projects.entries import MET_ON, checked, returned
from tests.projects.houses import PLAN

RECORDED_ON = date(2017, 12, 25)
APPROVED_ON = date(2018, 1, 10)


@pytest.fixture
def place(people):
    return capital()


@pytest.mark.requirement("R-ACT-13")
def test_the_committees_have_their_names_of_bangkok():
    names = [organ_name(organ=organ, province=BANGKOK) for organ in (Organ.WORKING_GROUP, Organ.SUBCOMMITTEE)]
    assert names == ["คณะทำงานขับเคลื่อนฯ กรุงเทพมหานคร", "อกส.กทม."]
    assert organ_name(organ=Organ.SUBCOMMITTEE, province="57") == "อกส.จ."


@pytest.mark.requirement("R-ACT-07")
def test_the_working_group_of_the_khet_gives_the_first_opinion(people, place):
    proposal = sent_in_bangkok(people, place)
    with pytest.raises((SignedPaperNeeded, OwnApproval)):
        services.give_tambon_opinion(proposal=proposal, outcome="PASSED", by=people.users["yanghom"], on=MET_ON)
    services.give_tambon_opinion(proposal=proposal, outcome="PASSED", by=place.group, on=MET_ON)
    proposal.refresh_from_db()
    assert proposal.state == State.TAMBON_CHECKED
    labels = [stage["label"] for stage in reads.stages(proposal=proposal, timeline=reads.timeline_of(proposal))]
    assert labels[:4] == ["ยื่น", "เขต", "เลขานุการ อกส.กทม. รับ", "กลั่นกรอง"]
    assert "อกส.อ." not in labels


def test_no_meeting_of_an_amphoe_committee_is_called_there(people, place):
    with pytest.raises(NoSuchOrgan, match="กรุงเทพมหานครไม่มีการประชุม อกส.อ."):
        services.call_meeting(
            organ=Organ.AMPHOE,
            province="10",
            amphoe="1001",
            held_on=MET_ON,
            place="สำนักงานเขต",
            proposals=[],
            request_key=uuid4(),
            by=place.officer,
            on=MET_ON,
        )


@pytest.mark.requirement("R-ACT-13")
def test_the_secretariat_records_it_and_the_committees_of_bangkok_decide(people, place):
    proposal = looked_at(people, place)
    services.record_at_province(proposals=[proposal], by=place.secretary, on=RECORDED_ON)
    meet(place, Organ.WORKING_GROUP, proposal, on=date(2018, 1, 5))
    meeting = meet(place, Organ.SUBCOMMITTEE, proposal, on=APPROVED_ON)
    assert proposal.state == State.APPROVED
    assert str(reads.label_of(proposal.state, province="10")) == "อกส.กทม. อนุมัติ"
    assert letters.paper_number(meeting) == "อกส.กทม. 1/2561"
    minutes = Document.objects.get(kind="MINUTES", subject=f"meeting:{meeting.pk}")
    assert minutes.context["meeting"]["name"] == "คณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีกรุงเทพมหานคร"
    assert list(proposal.timeline.values_list("step", flat=True)) == [
        "SEND",
        "GIVE_TAMBON_OPINION",
        "RECORD_IN_BANGKOK",
        "SCREEN",
        "APPROVE",
    ]
    (letter,) = services.issue_results(meeting=meeting, by=place.secretary, on=date(2018, 1, 31))
    assert letter.addressee == "ผู้อำนวยการเขตพระนคร"
    assert letter.context["province_label"] == "กรุงเทพมหานคร"
    assert "อกส.กทม." in letter.context["instructions"][0]
    assert letter.context["signature"]["position"] == "ผู้อำนวยการกลุ่มพัฒนาศักยภาพกองทุน"


@pytest.mark.requirement("R-ACT-17")
def test_the_lender_of_bangkok_is_the_director_of_the_group_that_builds_the_funds_capacity(place):
    from areas.models import Signatory
    from areas.selectors import signature_context

    block = signature_context(office=place.office, purpose=Signatory.Purpose.CONTRACT, on=APPROVED_ON)
    assert block["position"] == "ผู้อำนวยการกลุ่มพัฒนาศักยภาพกองทุน"


@pytest.mark.requirement("R-APPR-04", "R-ACT-13")
def test_the_secretariat_returns_a_proposal_and_writes_to_its_proposer_once(people, place):
    proposal = looked_at(people, place)
    limit = date(2018, 1, 24)
    with pytest.raises(ReasonMissing):
        services.return_in_bangkok(
            proposal=proposal, reason=" ", revise_by_on=limit, by=place.secretary, on=RECORDED_ON
        )
    services.return_in_bangkok(
        proposal=proposal, reason="แผนการตลาดไม่ชัดเจน", revise_by_on=limit, by=place.secretary, on=RECORDED_ON
    )
    (letter,) = services.issue_revision_letter(proposal=proposal, by=place.secretary, on=RECORDED_ON)
    said = " ".join(letter.context["paragraphs"])
    assert "แผนการตลาดไม่ชัดเจน" in said
    assert "ภายใน 30 วัน นับแต่วันที่ได้รับหนังสือนี้" in said
    assert "เขตพระนคร" in said
    assert letter.number == "มท 0416.3/1"
    assert services.issue_revision_letter(proposal=proposal, by=place.secretary, on=RECORDED_ON) == []
    services.lapse_overdue(on=date(2018, 2, 1))
    proposal.refresh_from_db()
    assert proposal.state == State.LAPSED
    services.reopen(
        proposal=proposal, reason="น้ำท่วม", revise_by_on=date(2018, 3, 1), by=place.secretary, on=date(2018, 2, 2)
    )
    proposal.refresh_from_db()
    assert proposal.state == State.RETURNED_FOR_REVISION


@pytest.mark.parametrize("province", ["10", "57"])
def test_no_step_of_the_other_way_is_open(province):
    for (state, step), edge in TRANSITIONS.items():
        if edge.is_open_in(province):
            assert edge_of(state=state, step=step, province=province) is edge
        else:
            with pytest.raises(WrongStep):
                edge_of(state=state, step=step, province=province)


def test_the_database_refuses_the_steps_of_a_province_in_bangkok_and_the_other_way_round(people, place):
    here, elsewhere = looked_at(people, place), checked(people)
    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
        Proposal.objects.filter(pk=here.pk).update(state=State.AMPHOE_MEETING)
    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
        Proposal.objects.filter(pk=elsewhere.pk).update(state=State.RECORDED)
    with pytest.raises(WrongStep):
        services.advance(proposal=elsewhere, step=Step.RECORD_IN_BANGKOK, by=place.secretary, on=RECORDED_ON)


def test_the_pages_of_bangkok_speak_of_its_own_committees(people, place, client, business_date):
    business_date(RECORDED_ON)
    proposal = looked_at(people, place)
    client.force_login(place.secretary)
    page = client.get(reverse("projects:proposal", args=[proposal.reference])).content.decode()
    assert "บันทึกรับที่ อกส.กทม." in page
    assert "ส่งกลับให้ปรับปรุง" in page
    meetings = client.get(reverse("projects:meetings")).content.decode()
    assert "นัดประชุม อกส.กทม." in meetings
    assert "นัดประชุม อกส.จ." not in meetings
    client.force_login(place.officer)
    assert client.get(reverse("projects:call_meeting", args=["AMPHOE"])).status_code == 404
    client.force_login(place.secretary)
    url = reverse("projects:return_in_bangkok", args=[proposal.reference])
    assert client.post(url, {"reason": "ขาดแผนงาน"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.revise_by_on) == (State.RETURNED_FOR_REVISION, date(2018, 1, 24))
    client.post(reverse("projects:revision_letter", args=[proposal.reference]))
    assert Document.objects.get(kind="REVISION_LETTER").subject == f"proposal:{proposal.pk}"
    notice = reverse("projects:notice_in_bangkok", args=[proposal.reference])
    client.post(notice, {"received_on": "25/12/2560"})
    assert proposal.timeline.filter(step="RETURN_IN_BANGKOK").count() == 2


def test_a_proposal_of_a_province_is_not_returned_by_the_address_of_bangkok(people, log_in, business_date):
    business_date(MET_ON)
    proposal = returned(people)
    url = reverse("projects:revision_letter", args=[proposal.reference])
    assert log_in("secretary").post(url).status_code == 404


@pytest.mark.requirement("R-ACT-13")
def test_what_waits_the_filter_and_the_calendar_name_the_committees_of_bangkok(people, place, client, business_date):
    business_date(RECORDED_ON)
    proposal = looked_at(people, place)
    client.force_login(place.secretary)
    waits = {task.title for task in tasks(user=place.secretary, on=RECORDED_ON)}
    assert "โครงการรอ อกส.กทม. บันทึกรับ" in waits
    services.record_at_province(proposals=[proposal], by=place.secretary, on=RECORDED_ON)
    waits = {task.title for task in tasks(user=place.secretary, on=RECORDED_ON)}
    assert "โครงการรอคณะทำงานกรุงเทพมหานครกลั่นกรอง" in waits
    meet(place, Organ.WORKING_GROUP, proposal, on=RECORDED_ON)
    waits = {task.title for task in tasks(user=place.secretary, on=RECORDED_ON)}
    assert "โครงการรอ อกส.กทม. พิจารณา" in waits
    for name in ("list", "board", "rounds"):
        page = client.get(reverse(f"projects:{name}")).content.decode()
        assert "อกส.จ." not in page, name
        assert "อกส.อ." not in page, name
    choices = dict(client.get(reverse("projects:list")).context["filter"].fields["state"].choices)
    assert choices["APPROVED"] == "อกส.กทม. อนุมัติ"
    assert {"AMPHOE_MEETING", "AMPHOE_AGREED"}.isdisjoint(choices)


@pytest.mark.requirement("R-PROJ-21", "R-ACT-13")
def test_a_changed_plan_is_decided_by_the_committee_of_bangkok(people, place, client, business_date):
    proposal, day = looked_at(people, place), date(2018, 2, 2)
    business_date(day)
    way = (Step.RECORD_IN_BANGKOK, Step.SCREEN, Step.APPROVE, Step.NOTIFY, Step.OPEN_ACCOUNT, Step.SIGN, Step.TRANSFER)
    for step in way:
        services.advance(proposal=Proposal.objects.get(pk=proposal.pk), step=step, by=place.secretary, on=day)
    services.ask_plan_change(proposal=proposal, plan=PLAN, budget=(), reason="ฝนมาช้า", by=place.officer, on=day)
    assert "แผนงานที่ขอแก้ไข รอมติ อกส.กทม." in {task.title for task in tasks(user=place.secretary, on=day)}
    client.force_login(place.secretary)
    for name, arguments in (("proposal", ()), ("plan_change", (1,))):
        page = client.get(reverse(f"projects:{name}", args=[proposal.reference, *arguments])).content.decode()
        assert "รอมติ อกส.กทม." in page
        assert "อกส.จ." not in page
    with pytest.raises(ChangeWaits, match="รอมติ อกส.กทม."):
        services.ask_plan_change(proposal=proposal, plan=PLAN, budget=(), reason="อีก", by=place.officer, on=day)


def test_after_the_money_the_pages_speak_of_bangkok_by_its_names(place):
    assert (places.sent_on(BANGKOK), places.sent_on("57")) == ("ส่ง อกส.กทม. แล้ว", "ส่ง อกส.อ. แล้ว")
    assert places.place_of([BANGKOK, BANGKOK]) == BANGKOK
    assert places.place_of([BANGKOK, "57"]) == places.place_of([]) == ""
    form = ReportFilter(periods=[], amphoe=[], place=BANGKOK)
    assert form.fields["amphoe"].label == "เขต"
    assert dict(form.fields["status"].choices)["REPORTED"] == "เขตรับแล้ว รอส่งต่อ"
    assert ForwardForm(organ=places.taker(BANGKOK)).fields["forwarded_on"].label == "วันที่ส่ง อกส.กทม."
    khet = Amphoe.objects.filter(province=BANGKOK).order_by("code").first()
    number = progress.summary_number(amphoe=khet, number=1, on=date(2018, 4, 5))
    assert number == f"{khet.label} กส.4/2-1/2561"
