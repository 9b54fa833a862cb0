"""Files of a proposal: attached to a draft, frozen with what was sent, opened by those who may see the proposal."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from areas.models import PersonalDataAccess
from documents import uploads
from documents.models import StoredFile
from projects import services
from projects.models import Attachment, Decision
from projects.rules import State
from projects.rules.attachments import (
    MOST_BYTES,
    MOST_FILES,
    Frozen,
    NoSuchPaper,
    TooManyFiles,
    TooMuchAltogether,
    check_room,
    papers_with_files,
)
from projects.rules.checklist import checklist_of, with_extra_papers
from tests.documents.test_uploads import handed, pdf, photo
from tests.projects import entries

ON = entries.ENTERED_ON


@pytest.fixture
def proposal(people, in_2017):
    return entries.draft(people)


@pytest.fixture
def attach(users):
    def do(proposal, content: bytes = b"", name: str = "ก.pdf", *, code: str = "PROPOSAL_FORM", label: str = ""):
        return services.attach(
            proposal=proposal,
            files=[handed(content or pdf(), name)],
            code=code,
            label=label,
            by=users["khuntan"],
            on=ON,
        )

    return do


# -- the rules ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-PROJ-14", "R-PROJ-15", "R-PROJ-17")
def test_an_organisation_attaches_its_minutes_its_power_of_attorney_and_the_card_of_who_acts_for_it():
    items = checklist_of(support="SUBSIDY", proposer="ORGANISATION")
    codes = {item.source: item.code for item in papers_with_files(items)}
    assert {"R-PROJ-14", "R-PROJ-15", "R-PROJ-17"} <= codes.keys()
    assert "ID_COPIES" not in codes.values()


@pytest.mark.requirement("R-PROJ-13")
def test_a_form_that_the_province_prescribes_takes_files_too_but_an_attestation_does_not():
    items = with_extra_papers(extras=[("SURETY", "หนังสือค้ำประกัน")])
    codes = [item.code for item in papers_with_files(items)]
    assert "EXTRA_SURETY" in codes
    assert "ELIGIBILITY_1" not in codes


def test_a_proposal_holds_so_many_files_and_so_many_bytes():
    check_room(files=MOST_FILES - 2, size=0, more_files=2, more_size=MOST_BYTES)
    with pytest.raises(TooManyFiles, match="ไม่เกิน 60 ไฟล์ มีอยู่แล้ว 59"):
        check_room(files=MOST_FILES - 1, size=0, more_files=2, more_size=1)
    with pytest.raises(TooMuchAltogether, match="ไม่เกิน 200 MB ใช้ไปแล้ว 200.0 MB"):
        check_room(files=1, size=MOST_BYTES, more_files=1, more_size=1)


# -- attaching and taking off ----------------------------------------------------------------------------------------
@pytest.mark.requirement("R-PROJ-09", "R-PROJ-10", "R-PROJ-12")
@pytest.mark.parametrize("code", ["PROPOSAL_FORM", "ID_COPIES", "PHOTOGRAPHS"])
def test_a_draft_takes_files_for_each_paper_of_its_checklist(proposal, attach, code):
    [attachment] = attach(proposal, photo(), "ภาพ.jpg", code=code)
    assert (attachment.code, attachment.file.name) == (code, "ภาพ.jpg")
    assert [file.code for file in proposal.attachments.all()] == [code]


def test_the_same_form_sent_twice_attaches_once(proposal, attach):
    assert len(attach(proposal)) == 1
    assert attach(proposal) == []
    assert StoredFile.objects.count() == 1
    assert len(attach(proposal, code="ID_COPIES")) == 1  # for another paper it is another attachment


def test_a_file_of_another_kind_needs_a_label_and_an_attestation_takes_none(proposal, attach):
    with pytest.raises(NoSuchPaper, match="เอกสารอะไร"):
        attach(proposal, code="OTHER")
    with pytest.raises(NoSuchPaper):
        attach(proposal, code="CRITERION_1")
    [attachment] = attach(proposal, code="OTHER", label="แผนที่ตั้งกลุ่ม")
    assert attachment.label == "แผนที่ตั้งกลุ่ม"


def test_of_several_files_all_or_none_are_attached(proposal, users):
    with pytest.raises(uploads.NotWhatItSays):
        services.attach(
            proposal=proposal,
            files=[handed(pdf(), "ดี.pdf"), handed(b"MZ", "ร้าย.pdf")],
            code="PROPOSAL_FORM",
            by=users["khuntan"],
            on=ON,
        )
    assert not Attachment.objects.exists()


def test_the_most_is_counted_with_what_is_there(proposal, attach, monkeypatch):
    monkeypatch.setattr("projects.rules.attachments.MOST_FILES", 1)
    attach(proposal)
    with pytest.raises(TooManyFiles):
        attach(proposal, pdf(pages=2))


def test_a_removed_file_is_off_the_draft_but_kept_and_may_be_attached_again(proposal, attach, users):
    [attachment] = attach(proposal)
    for _click in range(2):
        services.remove_attachment(attachment=attachment, by=users["khuntan"], on=ON)
    attachment.refresh_from_db()
    assert (attachment.removed_by, attachment.removed_on) == (users["khuntan"], ON)
    assert uploads.open_file(attachment.file)
    assert len(attach(proposal)) == 1


# -- frozen with the version -----------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-04")
def test_a_version_names_its_files_with_their_hashes_and_the_sent_proposal_takes_no_other(proposal, attach, users):
    [attachment] = attach(proposal)
    version = services.send(proposal=proposal, by=users["khuntan"], on=ON)
    assert version.content["attachments"] == [
        {
            "file": attachment.file_id,
            "code": "PROPOSAL_FORM",
            "label": "",
            "name": "ก.pdf",
            "size": attachment.file.size,
            "sha256": attachment.file.sha256,
        }
    ]
    with pytest.raises(Frozen):
        attach(proposal, pdf(pages=2))
    with pytest.raises(Frozen):
        services.remove_attachment(attachment=attachment, by=users["khuntan"], on=ON)


@pytest.mark.requirement("R-APPR-04")
def test_a_returned_proposal_with_another_file_counts_as_revised_and_the_old_version_keeps_the_old_file(
    people, attach, in_2017
):
    from projects.rules.versions import differences

    proposal = entries.returned(people)
    attach(proposal, pdf(pages=2), "แผนการตลาด.pdf")
    services.send(proposal=proposal, by=people.users["khuntan"], on=date(2017, 12, 21))
    first, second = proposal.versions.order_by("number")
    assert first.content["attachments"] == []
    [difference] = [one for one in differences(before=first.content, after=second.content) if one.field == "file"]
    assert (difference.kind, difference.name) == ("ADDED", "แผนการตลาด.pdf")


# -- the tambon's signed paper -----------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-01", "R-APPR-16")
def test_the_signed_opinion_as_a_file_counts_as_the_signed_paper(people, in_2017, log_in):
    proposal = entries.sent(people)
    form = {"outcome": "PASSED", "reason": "", "signed_paper": handed(photo(), "ความเห็นตำบล.jpg")}
    answer = log_in("khuntan").post(reverse("projects:opinion", args=[proposal.reference]), form)
    assert answer.status_code == 302
    assert Decision.objects.get(version__proposal=proposal).has_signed_paper
    assert proposal.attachments.get().code == "SIGNED_OPINION"


@pytest.mark.requirement("R-APPR-01")
def test_without_tick_and_without_file_an_officer_records_no_opinion_of_the_tambon(people, in_2017, log_in):
    proposal = entries.sent(people)
    log_in("khuntan").post(reverse("projects:opinion", args=[proposal.reference]), {"outcome": "PASSED"})
    assert not Decision.objects.filter(version__proposal=proposal).exists()
    assert not Attachment.objects.exists()


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def page(proposal):
    return reverse("projects:attach", args=[proposal.reference])


def test_several_files_and_a_photograph_are_handed_in_by_one_form_without_script(proposal, page, log_in):
    form = {
        "code": "PHOTOGRAPHS",
        "files": [handed(photo(colour="red"), "ก.jpg"), handed(photo(colour="blue"), "ข.jpg")],
        "photo": handed(photo(colour="green"), "image.jpg"),
    }
    answer = log_in("khuntan").post(page, form, follow=True)
    assert proposal.attachments.count() == 3
    assert "แนบ 3 ไฟล์แล้ว" in answer.content.decode()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"code": "PHOTOGRAPHS"}, "เลือกไฟล์หรือถ่ายภาพ"),
        ({"code": "OTHER", "files": handed(pdf(), "ก.pdf")}, "เอกสารอะไร"),
        ({"code": "PHOTOGRAPHS", "files": handed(b"MZ", "ก.jpg")}, "ไม่ใช่ JPEG ตามที่ชื่อบอก"),
        ({"code": "PHOTOGRAPHS", "photo": handed(pdf(), "ก.pdf")}, "รับเฉพาะ JPEG, PNG"),
        ({"code": "NO_SUCH", "files": handed(pdf(), "ก.pdf")}, "NO_SUCH"),
    ],
)
def test_what_is_wrong_with_the_form_is_said_beside_its_field(proposal, page, log_in, form, said):
    shown = log_in("khuntan").post(page, form)
    assert shown.status_code == 200
    assert said in shown.content.decode()
    assert not Attachment.objects.exists()


def test_the_page_of_the_proposal_shows_the_files_beside_their_paper(proposal, attach, log_in):
    attach(proposal, photo(), "ผลงาน.jpg", code="PHOTOGRAPHS")
    attach(proposal, photo(colour="blue"), "บัตร.jpg", code="ID_COPIES")
    attach(proposal, code="OTHER", label="แผนที่ตั้งกลุ่ม")
    shown = log_in("khuntan").get(reverse("projects:proposal", args=[proposal.reference])).content.decode()
    for words in ("ผลงาน.jpg", "บัตร.jpg", "แผนที่ตั้งกลุ่ม"):
        assert words in shown
    assert shown.count("/thumbnail/") == 1  # of the photograph; a card's numbers are not shown on a list


def test_who_sees_the_proposal_opens_its_files_and_is_recorded(proposal, attach, log_in, users):
    [attachment] = attach(proposal, photo(), "บัตร.jpg", code="ID_COPIES")
    url = reverse("projects:attachment", args=[proposal.reference, attachment.pk])
    assert "เปิดเอกสารฉบับเต็ม" in log_in("khuntan").get(url).content.decode()
    assert not PersonalDataAccess.objects.filter(subject=f"attachment:{attachment.pk}").exists()
    answer = log_in("khuntan").post(url, {"reason": "ตรวจคุณสมบัติ"})
    assert Image.open(BytesIO(answer.content)).format == "JPEG"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Cache-Control"] == "private, no-store"
    seen = PersonalDataAccess.objects.get(subject=f"attachment:{attachment.pk}")
    assert (seen.user, seen.action) == (users["khuntan"], "VIEW")
    answer = log_in("khuntan").post(f"{url}download/", {"reason": "ตรวจคุณสมบัติ"})
    assert answer["Content-Disposition"].startswith("attachment")
    assert log_in("auditor").get(url).status_code == 403
    assert log_in("khuntan").get(f"{url}thumbnail/").status_code == 404


@pytest.mark.parametrize(("user", "status"), [("phan", 404), ("debt", 403), ("admin", 403), ("auditor", 200)])
@pytest.mark.parametrize("name", ["attachment", "attachment_download", "attachment_thumbnail"])
def test_a_file_opens_for_nobody_to_whom_the_proposal_is_closed(proposal, attach, log_in, user, status, name):
    [attachment] = attach(proposal, photo(), "ภาพ.jpg", code="PHOTOGRAPHS")
    url = reverse(f"projects:{name}", args=[proposal.reference, attachment.pk])
    assert log_in(user).get(url).status_code == status


def test_a_file_is_not_reached_through_another_proposal(proposal, attach, people, log_in):
    [attachment] = attach(proposal)
    other = entries.draft(people, group=1)
    assert (
        log_in("khuntan").get(reverse("projects:attachment", args=[other.reference, attachment.pk])).status_code == 404
    )
    removing = reverse("projects:remove_attachment", args=[other.reference, attachment.pk])
    assert log_in("khuntan").post(removing).status_code == 404


def test_a_file_that_vanished_is_a_sentence(proposal, attach, log_in):
    [attachment] = attach(proposal)
    uploads.path_of(attachment.file.sha256).unlink()
    answer = log_in("khuntan").get(reverse("projects:attachment", args=[proposal.reference, attachment.pk]))
    assert answer.status_code == 409
    assert "กู้จากสำเนาสำรอง" in answer.content.decode()


def test_after_the_sending_the_page_for_attaching_leads_back_with_a_sentence(people, in_2017, log_in):
    proposal = entries.sent(people)
    answer = log_in("khuntan").get(reverse("projects:attach", args=[proposal.reference]), follow=True)
    assert "ไฟล์แนบของฉบับที่ส่งเปลี่ยนไม่ได้" in answer.content.decode()
    assert proposal.state == State.SUBMITTED


def test_a_file_is_taken_off_from_the_page(proposal, attach, log_in):
    [attachment] = attach(proposal)
    log_in("khuntan").post(reverse("projects:remove_attachment", args=[proposal.reference, attachment.pk]))
    assert not proposal.attachments.filter(removed_on__isnull=True).exists()


def test_an_upload_cut_off_on_the_way_attaches_nothing(proposal, page, log_in):
    whole = SimpleUploadedFile("ก.pdf", pdf(pages=3))
    body = (
        b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\nPROPOSAL_FORM\r\n'
        b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + whole.read()[:-100]
    )
    answer = log_in("khuntan").generic("POST", page, body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 200
    assert not Attachment.objects.exists()
