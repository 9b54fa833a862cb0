"""A committee asks for more before it decides: in words, with a day, answered once; the proposal stays where it is."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from projects import services
from projects.models import Attachment, PaperRequest, Proposal
from projects.rules.attachments import AlreadyAnswered, CannotAsk, stages_that_may_ask
from tests.documents.test_uploads import handed, pdf
from tests.projects import entries

ON = entries.ENTERED_ON
BY = date(2017, 12, 19)


@pytest.fixture
def proposal(people, in_2017):
    return entries.checked(people)


@pytest.fixture
def ask(users):
    def do(proposal, *, text: str = "สำเนาสมุดบัญชีของกลุ่ม", stage: str = "AMPHOE", due_on: date = BY, **more):
        return services.ask_for_papers(
            proposal=proposal,
            stage=stage,
            kind=more.get("kind", "PAPERS"),
            text=text,
            due_on=due_on,
            by=users["khuntan"],
            on=ON,
        )

    return do


@pytest.mark.requirement("R-APPR-14")
def test_a_committee_asks_in_words_with_a_day_and_the_proposal_stays_in_its_state(proposal, ask):
    before = proposal.state, proposal.timeline.count()
    request = ask(proposal)
    proposal.refresh_from_db()
    assert (request.text, request.due_on, request.answered_on) == ("สำเนาสมุดบัญชีของกลุ่ม", BY, None)
    assert (proposal.state, proposal.timeline.count()) == before


@pytest.mark.requirement("R-APPR-14")
@pytest.mark.parametrize(
    ("state", "stages"),
    [
        ("DRAFT", ()),
        ("SUBMITTED", ()),
        ("TAMBON_CHECKED", ("AMPHOE",)),
        ("AMPHOE_MEETING", ("AMPHOE",)),
        ("RECORDED", ("WORKING_GROUP",)),
        ("PROVINCE_SCREENED", ("SUBCOMMITTEE",)),
        ("APPROVED", ()),
    ],
)
def test_each_committee_asks_while_the_proposal_lies_before_it(state, stages):
    assert stages_that_may_ask(state=state) == stages


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"text": "  "}, "ระบุเอกสารที่ขอ"),
        ({"due_on": date(2017, 12, 1)}, "ต้องไม่ก่อนวันนี้"),
        ({"stage": "SUBCOMMITTEE"}, "ไม่ได้อยู่ระหว่างพิจารณา"),
    ],
)
def test_a_request_that_says_nothing_or_comes_at_the_wrong_step_is_refused(proposal, ask, changed, said):
    with pytest.raises(CannotAsk, match=said):
        ask(proposal, **changed)


def test_the_same_request_sent_twice_is_one(proposal, ask):
    assert ask(proposal) == ask(proposal)
    assert PaperRequest.objects.count() == 1


@pytest.mark.requirement("R-APPR-14")
def test_an_answer_comes_once_with_words_and_files(proposal, ask, users):
    request = ask(proposal)
    services.answer_request(
        request=request, text="แนบสำเนาแล้ว", files=[handed(pdf(), "บัญชี.pdf")], by=users["khuntan"], on=ON
    )
    request.refresh_from_db()
    assert (request.answer, request.answered_by) == ("แนบสำเนาแล้ว", users["khuntan"])
    assert request.attachments.get().file.name == "บัญชี.pdf"
    with pytest.raises(AlreadyAnswered, match="ตอบคำขอนี้แล้วเมื่อ 12 ธ.ค. 2560"):
        services.answer_request(
            request=request, text="อีกครั้ง", files=[handed(pdf(pages=2), "ข.pdf")], by=users["khuntan"], on=ON
        )
    assert Attachment.objects.count() == 1


def test_an_answer_without_words_is_refused_with_its_files(proposal, ask, users):
    with pytest.raises(CannotAsk, match="เขียนคำตอบ"):
        services.answer_request(
            request=ask(proposal), text=" ", files=[handed(pdf(), "ก.pdf")], by=users["khuntan"], on=ON
        )
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_heard_and_the_other_told(business_date):
    from reports.demo import people as demo

    business_date(ON)
    people = demo.read()
    user = people.users["khuntan"]
    proposal = entries.checked(people)
    request = services.ask_for_papers(
        proposal=proposal, stage="AMPHOE", kind="PAPERS", text="สมุดบัญชี", due_on=BY, by=user, on=ON
    )
    start, said = Barrier(2), []

    def reply(number: int) -> None:
        start.wait()
        try:
            services.answer_request(
                request=request, text=f"คำตอบ {number}", files=[handed(pdf(pages=number), "ก.pdf")], by=user, on=ON
            )
            said.append("heard")
        except AlreadyAnswered:
            said.append("told")
        finally:
            connection.close()

    threads = [Thread(target=reply, args=[number]) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["heard", "told"]
    assert Attachment.objects.count() == 1


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_the_officer_records_what_the_meeting_asked_for_and_answers_it_from_the_page(proposal, log_in):
    client = log_in("khuntan")
    page = reverse("projects:proposal", args=[proposal.reference])
    form = {"stage": "AMPHOE", "kind": "INVITATION", "text": "ขอให้ผู้แทนกลุ่มชี้แจงแผนการตลาด", "due_on": "19/12/2560"}
    shown = client.post(reverse("projects:ask", args=[proposal.reference]), form, follow=True).content.decode()
    assert "ขอให้ผู้แทนกลุ่มชี้แจงแผนการตลาด" in shown
    assert "19 ธ.ค. 2560" in shown
    assert "ไม่เปลี่ยนสถานะ" in shown
    request = PaperRequest.objects.get()
    answer = reverse("projects:answer", args=[proposal.reference, request.pk])
    assert "ตอบได้ครั้งเดียว" in client.get(answer).content.decode()
    client.post(answer, {"text": "ผู้แทนกลุ่มมาชี้แจงแล้ว", "files": handed(pdf(), "แผน.pdf")})
    shown = client.get(page).content.decode()
    assert "ผู้แทนกลุ่มมาชี้แจงแล้ว" in shown
    assert "แผน.pdf" in shown
    late = client.post(answer, {"text": "ช้าไป"})
    assert "ตอบคำขอนี้แล้วเมื่อ" in late.content.decode()


@pytest.mark.requirement("R-APPR-14")
def test_only_who_keeps_the_meetings_of_a_committee_asks_in_its_name(proposal, log_in):
    page = reverse("projects:ask", args=[proposal.reference])
    assert log_in("auditor").get(page).status_code == 403
    assert log_in("yanghom").post(page, {}).status_code == 403
    assert log_in("phan").get(page).status_code == 404
    shown = log_in("secretary").get(page, follow=True)  # the province's committees do not have it yet
    assert "จึงขอเอกสารเพิ่มหรือเชิญไม่ได้" in shown.content.decode()
    assert log_in("khuntan").get(page).status_code == 200


def test_a_request_is_answered_by_nobody_outside_the_amphoe(proposal, ask, log_in):
    page = reverse("projects:answer", args=[proposal.reference, ask(proposal).pk])
    assert log_in("phan").get(page).status_code == 404
    assert log_in("secretary").get(page).status_code == 403


@pytest.mark.requirement("R-APPR-14")
def test_an_open_request_stands_in_my_work_until_it_is_answered(proposal, ask, users, log_in):
    request = ask(proposal)
    shown = log_in("khuntan").get(reverse("my_work")).content.decode()
    assert "คำขอเอกสารหรือคำเชิญขององค์คณะที่ต้องตอบ" in shown
    services.answer_request(request=request, text="ส่งแล้ว", by=users["khuntan"], on=ON)
    shown = log_in("khuntan").get(reverse("my_work")).content.decode()
    assert "คำขอเอกสารหรือคำเชิญขององค์คณะที่ต้องตอบ" not in shown


@pytest.mark.requirement("R-APPR-14")
def test_the_page_of_a_meeting_shows_what_its_projects_still_owe(people, proposal, ask, log_in):
    ask(proposal)
    meeting = entries.amphoe_meeting(people, Proposal.objects.get(pk=proposal.pk))
    shown = log_in("khuntan").get(reverse("projects:meeting", args=[meeting.pk])).content.decode()
    assert "สำเนาสมุดบัญชีของกลุ่ม" in shown
    assert "ยังไม่ตอบ" in shown
