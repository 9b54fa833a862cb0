"""The pages after the money as an officer, a tambon group and the province use them, and what they refuse."""

import io
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from areas.models import PersonalDataAccess
from projects.models import ProgressReport
from reports.demo.progress import photograph
from tests.projects.paid import ON, PAID_ON, a_paid_project, first_report, half_year_report

TYPED = {
    "reported_on": "5/3/2561",
    "course": "AS_PLANNED",
    "activity": "ซื้อจักรเย็บผ้า เริ่มตัดเย็บ",
    "spent": "80,000.00",
    "income": "",
    "people": "๙",
}


@pytest.fixture
def project(people, business_date):
    business_date(ON)
    return a_paid_project(people)


def entering(project, period="first"):
    return reverse("projects:enter_report", args=[project.reference, period])


def pictures(*numbers):
    return {"photos": [photograph(number=number) for number in numbers]}


def said(answer):
    return answer.content.decode()


# -- recording -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REP-16")
def test_the_tambon_group_records_with_several_photographs_from_its_telephone(project, log_in):
    client = log_in("yanghom")
    answer = client.post(entering(project), TYPED | pictures(6, 7), follow=True)
    report = ProgressReport.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("projects:report", args=[report.pk])
    assert (report.photos.count(), str(report.spent), report.content["people"]) == (2, "80000.00", 9)
    photo = report.photos.first()
    for name in ("report_photo", "report_photo_thumbnail"):
        shown = client.get(reverse(f"projects:{name}", args=[photo.pk]))
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")


def test_the_district_officer_records_for_a_tambon_without_a_computer(project, log_in):
    log_in("khuntan").post(entering(project), TYPED | pictures(6))
    assert ProgressReport.objects.get().entered_by.username == "khuntan"


def test_the_second_of_two_clicks_is_led_to_the_report(project, log_in):
    client = log_in("yanghom")
    client.post(entering(project), TYPED | pictures(6))
    answer = client.post(entering(project), TYPED | pictures(8), follow=True)
    assert "บันทึกรายงานงวดนี้ของโครงการแล้ว" in said(answer)
    assert ProgressReport.objects.get().photos.count() == 1


@pytest.mark.parametrize(
    ("changed", "photos", "sentence"),
    [
        ({}, (), "เลือกไฟล์ก่อน"),
        ({"spent": "200,000.01"}, (6,), "เกินจำนวนที่ได้รับ"),
        ({"spent": "แปดหมื่น"}, (6,), "แปดหมื่น"),
        ({"spent": "-5"}, (6,), "ต้องไม่น้อยกว่า"),
        ({"reported_on": "1/2/2561"}, (6,), "ต้องไม่ก่อนวันที่ได้รับเงิน 2 ก.พ. 2561"),
        ({"reported_on": "6/3/2561"}, (6,), "ยังมาไม่ถึง"),
        ({"activity": " "}, (6,), "ได้ทำอะไร"),
        ({}, (6, 6), "ซ้ำกับภาพที่แนบ"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_kept(project, log_in, changed, photos, sentence):
    answer = log_in("yanghom").post(entering(project), TYPED | changed | pictures(*photos))
    assert answer.status_code == 200
    assert sentence in said(answer)
    assert not ProgressReport.objects.exists()


@pytest.mark.parametrize("period", ["2561-03-31", "2018-03-30", "first-2561", "มีนาคม"])
def test_a_period_that_is_none_is_not_there(project, log_in, period):
    assert log_in("yanghom").get(entering(project, period)).status_code == 404


def test_a_report_that_was_sent_on_opens_but_cannot_be_changed(people, project, log_in):
    report = first_report(people, project)
    client = log_in("yanghom")
    sending = {"report": report.pk, "forwarded_on": "5/3/2561"}
    client.post(reverse("projects:forward_reports"), sending)
    answer = client.post(entering(project), TYPED | {"edit_number": 0, "people": 99}, follow=True)
    assert "ตำบลส่งรายงานนี้ให้อำเภอแล้ว" in said(answer)
    report.refresh_from_db()
    assert report.content["people"] == 9
    again = client.post(reverse("projects:forward_reports"), sending, follow=True)
    assert "ไม่มีรายงานที่รอส่งต่อ" in said(again)


def test_the_start_is_noted_with_its_day(project, log_in):
    client = log_in("khuntan")
    start = reverse("projects:start", args=[project.reference])
    client.post(start, {"started_on": "1/2/2561"})
    project.refresh_from_db()
    assert project.state == "TRANSFERRED"
    client.post(start, {"started_on": "12/2/2561"})
    project.refresh_from_db()
    assert (project.state, project.state_on) == ("STARTED", date(2018, 2, 12))


# -- who may -----------------------------------------------------------------------------------------------------------
def test_another_amphoe_or_tambon_finds_neither_the_report_nor_its_photographs(people, project, log_in):
    report = first_report(people, project)
    photo = report.photos.get()
    elsewhere = first_report(people, a_paid_project(people, group=5))
    for user, found in (("phan", report), ("yanghom", elsewhere)):
        client = log_in(user)
        assert client.get(reverse("projects:report", args=[found.pk])).status_code == 404
        assert client.get(reverse("projects:report_photo", args=[found.photos.get().pk])).status_code == 404
        assert client.post(reverse("projects:remove_report_photo", args=[found.photos.get().pk])).status_code == 404
    client = log_in("auditor")
    assert client.get(reverse("projects:report_photo", args=[photo.pk])).status_code == 200
    assert client.get(entering(project)).status_code == 403


def test_reports_of_another_tambon_are_not_sent_on_by_a_forged_request(people, project, log_in):
    elsewhere = first_report(people, a_paid_project(people, group=5))
    answer = log_in("yanghom").post(
        reverse("projects:forward_reports"), {"report": elsewhere.pk, "forwarded_on": "5/3/2561"}, follow=True
    )
    elsewhere.refresh_from_db()
    assert "เลือกรายงานอย่างน้อยหนึ่งฉบับ" in said(answer)
    assert elsewhere.forwarded_on is None


# -- the board ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-06")
def test_the_board_shows_both_readings_of_the_first_limit(project, log_in):
    shown = said(log_in("secretary").get(reverse("projects:reports") + "?period=first-2561"))
    assert "19 มี.ค. 2561" in shown
    assert "เตือนเมื่อครบ 30 วัน 5 มี.ค. 2561" in shown


def test_the_filter_narrows_to_who_is_late_and_the_file_holds_them(people, project, log_in, business_date):
    business_date(date(2018, 4, 12))
    half_year_report(people, a_paid_project(people, group=5))
    client = log_in("khuntan")
    query = "?period=2018-03-31&status=LATE"
    shown = said(client.get(reverse("projects:reports") + query))
    assert project.reference in shown
    answer = client.get(reverse("projects:reports_late") + query)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == [project.reference]
    assert (rows[1][6], rows[1][9]) == (PAID_ON, 12)
    assert PersonalDataAccess.objects.filter(subject="list:late_reports", action="EXPORT").count() == 1


@pytest.mark.parametrize("query", ["?period=x&amphoe=9999&status=Y&after=z", "?period=first-9", "?status=REPORTED"])
def test_a_misspelt_address_shows_the_board_all_the_same(project, log_in, query):
    assert log_in("secretary").get(reverse("projects:reports") + query).status_code == 200


def test_before_any_money_the_pages_say_what_will_come(people, log_in, business_date):
    business_date(ON)
    client = log_in("yanghom")
    assert "ยังไม่มีโครงการที่ได้รับเงิน" in said(client.get(reverse("projects:tambon_reports")))
    assert client.get(reverse("projects:reports")).status_code == 200
    assert log_in("secretary").get(reverse("projects:summaries")).status_code == 200
