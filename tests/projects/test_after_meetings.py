"""After the close: notes instead of changes, signed papers, T-01 in a file, the day of the next round."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfWriter
from python_calamine import CalamineWorkbook

from areas.models import Policy
from documents.models import Document
from projects import services
from projects.models import Meeting, MeetingFile, MeetingNote
from projects.models.meetings import Organ
from reports.demo import proposals as demo
from tests.projects.entries import MET_ON, amphoe_meeting, checked, returned
from tests.scenario import kept_for_module

round_of_2561 = kept_for_module(demo.play)
LATER = date(2018, 2, 20)


@pytest.fixture
def by(people):
    return people.users["khuntan"]


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def handed(name: str = "minutes.pdf") -> SimpleUploadedFile:
    out = BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(out)
    return SimpleUploadedFile(name, out.getvalue(), "application/pdf")


def test_a_closed_meeting_is_put_right_by_a_note_even_after_the_letters(db, round_of_2561, people):
    meeting = Meeting.objects.get(organ=Organ.SUBCOMMITTEE)
    minutes = Document.objects.get(kind="MINUTES", subject=f"meeting:{meeting.pk}")
    for number in (1, 2):
        services.add_note(
            meeting=meeting, text=f"สถานที่ประชุม ข้อ {number}\nแก้เป็นห้อง 2", by=people.users["secretary"], on=LATER
        )
        paper = Document.objects.get(kind="MEETING_NOTE", number=f"อกส.จ.เชียงราย 1/2561 แก้ไขที่ {number}")
        assert paper.context["paragraphs"] == [f"สถานที่ประชุม ข้อ {number}", "แก้เป็นห้อง 2"]
        assert paper.pages == 1
    assert Document.objects.get(pk=minutes.pk).sha256 == minutes.sha256
    note = MeetingNote.objects.first()
    for change in (lambda: MeetingNote.objects.update(text="ไม่มี"), note.delete):
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            change()


def test_an_open_meeting_needs_no_note_and_an_empty_one_says_nothing(people, by):
    meeting = amphoe_meeting(people, checked(people))
    with pytest.raises(services.NotClosedYet, match="แก้ไขในการประชุมได้โดยตรง"):
        services.add_note(meeting=meeting, text="แก้สถานที่", by=by, on=MET_ON)
    with pytest.raises(services.NoteEmpty):
        services.add_note(meeting=meeting, text=" \n ", by=by, on=MET_ON)


def test_a_signed_paper_is_attached_once_and_never_taken_away(people, by, log_in, business_date):
    business_date(LATER)
    meeting = returned(people).versions.get().agenda_items.get().meeting
    client = log_in("khuntan")
    url = reverse("projects:file_paper", args=[meeting.pk])
    for _click in (1, 2):
        client.post(url, {"kind": "SIGNED_MINUTES", "file": handed()})
    row = MeetingFile.objects.get()
    opened = client.get(reverse("projects:meeting_file", args=[meeting.pk, row.pk]))
    assert opened.status_code == 200
    assert opened.content.startswith(b"%PDF")
    page = client.get(reverse("projects:meeting", args=[meeting.pk])).content.decode()
    assert "รายงานการประชุมที่ลงนามแล้ว: minutes.pdf" in page
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        MeetingFile.objects.all().update(kind="OTHER")
    assert log_in("phan").get(reverse("projects:meeting_file", args=[meeting.pk, row.pk])).status_code == 404


def test_what_is_no_pdf_is_refused_with_a_sentence(people, by, log_in, business_date):
    business_date(MET_ON)
    meeting = amphoe_meeting(people)
    fake = SimpleUploadedFile("minutes.pdf", b"MZ\x90\x00 a program", "application/pdf")
    answer = log_in("khuntan").post(
        reverse("projects:file_paper", args=[meeting.pk]), {"kind": "OTHER", "file": fake}, follow=True
    )
    assert "ไม่ใช่ PDF ตามที่ชื่อบอก" in answer.content.decode()
    assert not MeetingFile.objects.exists()


def test_the_page_takes_a_note_and_shows_it(people, by, log_in, business_date):
    business_date(LATER)
    meeting = returned(people).versions.get().agenda_items.get().meeting
    client = log_in("khuntan")
    client.post(reverse("projects:add_note", args=[meeting.pk]), {"text": "ชื่อกรรมการลำดับ 3 สะกดผิด"})
    page = client.get(reverse("projects:meeting", args=[meeting.pk])).content.decode()
    assert "ชื่อกรรมการลำดับ 3 สะกดผิด" in page
    assert (
        log_in("secretary").post(reverse("projects:add_note", args=[meeting.pk]), {"text": "จังหวัดแก้"}).status_code
        == 403
    )
    assert MeetingNote.objects.get().written_on == LATER


@pytest.mark.requirement("R-MEET-03", "R-MEET-04", "R-MEET-05")
def test_table_t01_as_a_workbook_has_every_line_the_sub_totals_and_the_total(db, round_of_2561, log_in, business_date):
    business_date(demo.TOLD_ON)
    meeting = Meeting.objects.get(organ=Organ.SUBCOMMITTEE)
    answer = log_in("secretary").get(reverse("projects:table_xlsx", args=[meeting.pk]))
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    head, *rows = sheet
    at = {name: place for place, name in enumerate(head)}
    assert len(rows) == 13 + 3 + 1
    sums = [row for row in rows if row[0] == ""]
    assert [(row[at["อำเภอ"]], row[at["งบที่ขอสนับสนุน"]]) for row in sums] == [
        ("อำเภอขุนตาล รวมจำนวน 6 โครงการ", 1_200_000.0),
        ("อำเภอเวียงป่าเป้า รวมจำนวน 5 โครงการ", 670_000.0),
        ("อำเภอพาน รวมจำนวน 2 โครงการ", 300_000.0),
        ("รวมเป็นเงินทั้งสิ้น 13 โครงการ", 2_170_000.0),
    ]
    assert [row[at["อำเภอ"]] for row in rows[:6]] == ["ขุนตาล"] * 6
    assert sum(row[at["งบที่ขอสนับสนุน"]] for row in rows if row[0] != "") == 2_170_000.0
    assert rows[0][at["บุคคล"]] == 1
    assert rows[0][at["คะแนนอำเภอ"]] == 9.16


def test_a_meeting_is_called_on_the_next_day_of_the_round(people, log_in, business_date):
    business_date(date(2018, 1, 8))
    Policy.objects.create(
        policy_no="P-15",
        key="committee_calendar",
        value={"calendar": [10, 16, 25]},
        province_id="57",
        effective_from=date(2017, 10, 1),
        source="ประกาศจังหวัด",
    )
    client = log_in("secretary")
    for organ, day in (("WORKING_GROUP", "16/1/2561"), ("SUBCOMMITTEE", "25/1/2561")):
        page = client.get(reverse("projects:call_meeting", args=[organ])).content.decode()
        assert f'value="{day}"' in page
