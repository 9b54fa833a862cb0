"""Telling decisions: result letters by kind of money, refusals and revisions to the proposers, texts as data."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from areas.models import LetterSetting, Office, Signatory
from areas.selectors import SignatoryMissing
from areas.services.signatories import (
    LetterWrong,
    SignatoryWrong,
    appoint_signatory,
    end_signatory,
    set_letter,
)
from documents.models import Document, DocumentFile, NumberSeries
from projects import services
from projects.models import Meeting, Proposal
from projects.models.meetings import Organ
from projects.rules import State
from projects.selectors.meetings import revisions_due
from projects.selectors.table import table_of
from reports.demo import proposals as demo
from tests.documents.reading import text_of
from tests.projects.entries import MET_ON, checked, returned
from tests.projects.houses import house, house_draft, officer

TOLD_ON = date(2018, 1, 31)
BY_PROVINCE = import_module("projects.migrations.0050_circulars_count_by_province")


@pytest.fixture
def secretary(people):
    return people.users["secretary"]


@pytest.fixture
def office(people):
    return people.offices[""]


@pytest.fixture
def nobody_signs(people):
    """Let the appointments for letters of the amphoe be over."""
    Signatory.objects.filter(purpose="REVISION_LETTER").update(valid_to=date(2016, 12, 31))


def appoint_district_chief(people) -> None:
    Signatory.objects.create(
        office=people.offices["5714"],
        purpose=Signatory.Purpose.REVISION_LETTER,
        name="นายสมมุติ ลงนาม",
        position="นายอำเภอขุนตาล",
        valid_from=date(2017, 1, 1),
    )


def screened(people, *proposals: Proposal) -> list[Proposal]:
    """Bring proposals whose tambon has given its opinion to the sub-committee."""
    for proposal in proposals:
        proposal.refresh_from_db()
    _hold(people, Organ.AMPHOE, proposals, "khuntan", on=MET_ON)
    services.record_at_province(proposals=proposals, by=people.users["secretary"], on=demo.RECORDED_ON)
    _hold(people, Organ.WORKING_GROUP, proposals, "secretary", on=demo.SCREENED_ON)
    return list(proposals)


def _hold(people, organ, proposals, user, *, on, refused=()) -> Meeting:
    by = people.users[user]
    amphoe = "5714" if organ == Organ.AMPHOE else None
    meeting = services.call_meeting(
        organ=organ,
        province="57",
        amphoe=amphoe,
        held_on=on,
        place="ห้องประชุม",
        proposals=list(Proposal.objects.filter(pk__in=[row.pk for row in proposals])),
        request_key=uuid4(),
        by=by,
        on=on,
    )
    seats = [member.pk for member in people.committees[amphoe or organ]]
    services.record_attendance(meeting=meeting, present=seats, by=by, on=on)
    items = list(meeting.items.select_related("version__proposal"))
    if organ != Organ.SUBCOMMITTEE:
        scores = {(item.pk, seat): Decimal(8) for item in items for seat in seats}
        services.record_scores(meeting=meeting, scores=scores, by=by, on=on)
    outcomes = {
        item.pk: ("NOT_PASSED", "วงเงินสูงเกินประโยชน์") if item.version.proposal.pk in refused else ("PASSED", "")
        for item in items
    }
    services.record_outcomes(meeting=meeting, outcomes=outcomes, by=by, on=on)
    return services.close_meeting(meeting=meeting, by=by, on=on)


def subsidy(people) -> Proposal:
    """Bring a subsidy for an organisation to the opinion of its tambon."""
    found = house(people, legal=True)
    officer(found, people.groups[5][0])
    proposal = house_draft(people, found, people.groups[5][0], support="SUBSIDY")
    services.send(proposal=proposal, by=people.users["khuntan"], on=MET_ON)
    services.give_tambon_opinion(
        proposal=proposal, outcome="PASSED", has_signed_paper=True, by=people.users["khuntan"], on=MET_ON
    )
    return proposal


# -- one meeting, two kinds of money ---------------------------------------------------------------------------------
@pytest.mark.requirement("R-MEET-03", "R-MEET-08", "R-LET-02")
def test_loans_and_subsidies_have_each_their_table_cover_sheet_and_circular(people, secretary):
    loan, grant = screened(people, checked(people), subsidy(people))
    meeting = _hold(people, Organ.SUBCOMMITTEE, [loan, grant], "secretary", on=demo.APPROVED_ON)
    table = table_of(meeting=meeting)
    assert table.supports == ["LOAN", "SUBSIDY"]
    assert [table.of(kind).totals.count for kind in table.supports] == [1, 1]
    (line,) = table.of("SUBSIDY").lines
    assert (line.number, line.is_organisation, line.proposer) == (1, True, line.content["organisation"]["name"])
    sheets = Document.objects.filter(kind="COVER_SHEET").order_by("pk")
    assert [sheet.number for sheet in sheets] == ["1/2561", "1/2561 (เงินอุดหนุน)"]
    assert [(s.context["total"]["persons"], s.context["total"]["organisations"]) for s in sheets] == [(1, 0), (0, 1)]
    letters = services.issue_results(meeting=meeting, by=secretary, on=TOLD_ON)
    assert [letter.number for letter in letters] == ["ชร 0019.5/ว 1", "ชร 0019.5/ว 2"]
    assert [letter.context["kind"] for letter in letters] == ["เงินทุนหมุนเวียน", "เงินอุดหนุน"]
    assert letters[1].context["enclosures"][2] == {"text": "สำเนาโครงการประเภทเงินอุดหนุน", "count": 1}
    assert "สัญญากู้ยืมเงิน" not in " ".join(letters[1].context["instructions"])
    assert set(Proposal.objects.values_list("state", flat=True)) == {State.NOTIFIED}


# -- refusals ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-10")
def test_whoever_is_refused_gets_a_letter_of_her_own_with_the_reason(people, secretary):
    kept, refused = screened(people, checked(people), checked(people, group=5))
    meeting = _hold(people, Organ.SUBCOMMITTEE, [kept, refused], "secretary", on=demo.APPROVED_ON, refused=[refused.pk])
    issued = services.issue_results(meeting=meeting, by=secretary, on=TOLD_ON)
    assert [paper.kind for paper in issued] == ["RESULT_LETTER", "REFUSAL_LETTER"]
    letter = issued[1]
    assert (letter.subject, letter.number) == (f"proposal:{refused.pk}", "ชร 0019.5/1")
    assert letter.addressee == f"{people.groups[5][0].full_name} ผู้แทนกลุ่ม"
    text = "".join(text_of(bytes(DocumentFile.objects.get(document=letter).pdf)).split())
    assert "มีมติไม่อนุมัติโครงการดังกล่าวเนื่องจากวงเงินสูงเกินประโยชน์" in text
    assert "๑๐มกราคม๒๕๖๑" in text


# -- revisions ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-04", "R-ACT-09")
def test_the_secretariat_of_the_amphoe_asks_for_a_revision_within_thirty_days_of_the_receipt(people, nobody_signs):
    proposal, by = returned(people), people.users["khuntan"]
    meeting = Meeting.objects.get(organ=Organ.AMPHOE)
    with pytest.raises(SignatoryMissing):
        services.issue_revision_letters(meeting=meeting, by=by, on=MET_ON)
    appoint_district_chief(people)
    (letter,) = services.issue_revision_letters(meeting=meeting, by=by, on=MET_ON)
    text = "".join(text_of(bytes(DocumentFile.objects.get(document=letter).pdf)).split())
    assert "แผนการตลาดยังไม่ชัดเจน" in text
    assert "ภายใน๓๐วันนับแต่วันที่ได้รับหนังสือนี้" in text
    assert "นายอำเภอขุนตาล" in text
    assert (letter.amphoe_id, letter.subject) == ("5714", f"proposal:{proposal.pk}")
    assert services.issue_revision_letters(meeting=meeting, by=by, on=MET_ON) == []


def test_the_page_of_revisions_says_who_was_told(people, nobody_signs, log_in, business_date):
    business_date(MET_ON)
    returned(people)
    meeting = Meeting.objects.get(organ=Organ.AMPHOE)
    client, url = log_in("khuntan"), reverse("projects:revisions", args=[meeting.pk])
    assert "ยังไม่ได้แจ้ง" in client.get(url).content.decode()
    assert "ยังไม่ได้กำหนดผู้ลงนาม" in client.post(url, follow=True).content.decode()
    appoint_district_chief(people)
    assert "ออกหนังสือแจ้งให้ปรับปรุง 1 ฉบับแล้ว" in client.post(url, follow=True).content.decode()
    assert "ยังไม่ได้แจ้ง" not in client.get(url).content.decode()
    assert log_in("secretary").get(url).status_code == 403


# -- texts round a letter ----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LET-01", "R-LET-06", "R-LET-08")
def test_what_stands_round_a_letter_is_data_of_the_office_from_its_day_on(people, secretary, office):
    (loan,) = screened(people, checked(people))
    facts = {
        "office": office,
        "letter": LetterSetting.Letter.RESULT_LOAN,
        "urgency": "ด่วน",
        "references": ["คำสั่งจังหวัด ที่ 1/2561"],
        "enclosures": [{"text": "งบหน้า", "count": 2, "unit": "ฉบับ"}, {"text": "สำเนาโครงการ", "count": None}],
        "instructions": ["แจ้งสมาชิกภายในสามวัน"],
        "closing": "จึงเรียนมาเพื่อโปรดทราบ",
        "source": "หนังสือจังหวัด ที่ 9/2561",
        "by": secretary,
    }
    set_letter(effective_from=date(2018, 1, 15), **facts)
    set_letter(effective_from=date(2018, 3, 1), **facts | {"urgency": "ด่วนมาก"})
    meeting = _hold(people, Organ.SUBCOMMITTEE, [loan], "secretary", on=demo.APPROVED_ON)
    (letter,) = services.issue_results(meeting=meeting, by=secretary, on=TOLD_ON)
    assert letter.context["urgency"] == "ด่วน"
    assert letter.context["references"] == ["คำสั่งจังหวัด ที่ 1/2561"]
    assert letter.context["enclosures"] == [
        {"text": "งบหน้า", "count": 2, "unit": "ฉบับ"},
        {"text": "สำเนาโครงการ", "count": 1},
    ]
    assert letter.context["instructions"] == ["แจ้งสมาชิกภายในสามวัน"]
    with pytest.raises(LetterWrong, match="ต้องระบุที่มา"):
        set_letter(effective_from=TOLD_ON, **facts | {"source": " "})


def test_the_page_takes_the_texts_as_lines(people, log_in, office, business_date):
    business_date(TOLD_ON)
    client = log_in("secretary")
    url = reverse("projects:letter_setting", args=[office.pk, "RESULT_LOAN"])
    assert "สำเนาโครงการประเภทเงินทุนหมุนเวียน | *" in client.get(url).content.decode()
    typed = {
        "effective_from": "1/2/2561",
        "urgency": "",
        "references": "คำสั่ง ก\n\nคำสั่ง ข",
        "enclosures": "งบหน้า | ๒ | ฉบับ\nสำเนาโครงการ | *\nแนวทาง",
        "instructions": "",
        "closing": "",
        "source": "หนังสือจังหวัด",
    }
    assert "ต้องเป็นเลข 1 ถึง 999" in client.post(url, typed | {"enclosures": "งบหน้า | มาก"}).content.decode()
    assert client.post(url, typed).status_code == 302
    row = LetterSetting.objects.get()
    assert row.references == ["คำสั่ง ก", "คำสั่ง ข"]
    assert row.enclosures == [
        {"text": "งบหน้า", "count": 2, "unit": "ฉบับ"},
        {"text": "สำเนาโครงการ", "count": None},
        {"text": "แนวทาง", "count": 1},
    ]
    assert client.get(reverse("projects:letter_setting", args=[office.pk, "REVISION"])).status_code == 404


# -- who signs ---------------------------------------------------------------------------------------------------------
def named(office, secretary, **changed) -> list[Signatory]:
    facts = {
        "office": office,
        "purposes": ["RESULT_LETTER"],
        "kind": "ACTING",
        "name": "นายรักษา การแทน",
        "position": "รองผู้ว่าราชการจังหวัดเชียงราย",
        "for_position": "ผู้ว่าราชการจังหวัดเชียงราย",
        "order_number": "9/2561",
        "valid_from": date(2018, 1, 20),
        "valid_to": date(2018, 2, 10),
        "by": secretary,
    }
    return appoint_signatory(**(facts | changed))


@pytest.mark.requirement("R-ACT-18", "R-LET-11")
def test_an_acting_officer_signs_for_her_days_and_earlier_papers_keep_their_signatory(people, secretary, office):
    first, second = screened(people, checked(people), checked(people, group=5))
    before = _hold(people, Organ.SUBCOMMITTEE, [first], "secretary", on=demo.APPROVED_ON)
    (early,) = services.issue_results(meeting=before, by=secretary, on=date(2018, 1, 19))
    named(office, secretary)
    after = _hold(people, Organ.SUBCOMMITTEE, [second], "secretary", on=date(2018, 1, 22))
    (late,) = services.issue_results(meeting=after, by=secretary, on=TOLD_ON)
    governor = Signatory.objects.get(office=office, purpose="RESULT_LETTER", kind="HOLDER")
    assert early.context["signature"] == {"name": governor.name, "position": "ผู้ว่าราชการจังหวัดเชียงราย"}
    assert late.context["signature"]["acting"] == "รักษาราชการแทน"
    text = text_of(bytes(DocumentFile.objects.get(document=late).pdf))
    for line in ("รองผู้ว่าราชการจังหวัดเชียงราย", "รักษาราชการแทน", "(นายรักษา การแทน)"):
        assert line in text
    assert Document.objects.get(pk=early.pk).context["signature"]["name"] == governor.name


@pytest.mark.requirement("R-ACT-16")
def test_acting_and_delegated_need_their_order_and_nobody_holds_a_post_twice(people, secretary, office):
    with pytest.raises(SignatoryWrong, match="ต้องมีเลขที่คำสั่งและตำแหน่งที่แทน"):
        named(office, secretary, order_number=" ")
    with pytest.raises(SignatoryWrong, match="ลงนามอยู่แล้วตั้งแต่ 1 ต.ค. 2559"):
        named(office, secretary, kind="HOLDER")
    with pytest.raises(SignatoryWrong, match="วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"):
        named(office, secretary, valid_to=date(2018, 1, 1))
    rows = named(office, secretary, purposes=["CONTRACT", "RESULT_LETTER", "CONTRACT"])
    assert [row.purpose for row in rows] == ["CONTRACT", "RESULT_LETTER"]
    end_signatory(signatory=rows[0], last_on=date(2018, 1, 25), by=secretary, on=date(2018, 1, 24))
    with pytest.raises(SignatoryWrong, match="สิ้นสุดแล้วเมื่อ 25 ม.ค. 2561"):
        end_signatory(signatory=rows[0], last_on=date(2018, 3, 1), by=secretary, on=date(2018, 2, 1))


def test_the_pages_show_who_signs_today_and_an_amphoe_sees_its_own_office_alone(people, log_in, office, business_date):
    business_date(TOLD_ON)
    client = log_in("secretary")
    assert Office.objects.filter(province="57").count() == 4
    assert client.get(reverse("projects:offices")).content.decode().count('data-url="') == 4
    url = reverse("projects:appoint_signatory", args=[office.pk])
    typed = {
        "purposes": ["RESULT_LETTER"],
        "kind": "DELEGATE",
        "name": "นางปฏิบัติ การแทน",
        "position": "พัฒนาการจังหวัดเชียงราย",
        "for_position": "",
        "order_number": "",
        "valid_from": "31/1/2561",
        "valid_to": "",
    }
    assert "ต้องมีเลขที่คำสั่ง" in client.post(url, typed).content.decode()
    typed |= {"for_position": "ผู้ว่าราชการจังหวัดเชียงราย", "order_number": "3/2561"}
    assert client.post(url, typed).status_code == 302
    page = client.get(reverse("projects:office", args=[office.pk])).content.decode()
    assert "นางปฏิบัติ การแทน" in page
    assert "ปฏิบัติราชการแทน" in page
    row = Signatory.objects.get(name="นางปฏิบัติ การแทน")
    client.post(reverse("projects:end_signatory", args=[office.pk, row.pk]), {"last_on": "28/2/2561"})
    row.refresh_from_db()
    assert row.valid_to == date(2018, 2, 28)
    amphoe = log_in("khuntan")
    assert amphoe.get(reverse("projects:office", args=[office.pk])).status_code == 404
    assert amphoe.get(reverse("projects:office", args=[people.offices["5714"].pk])).status_code == 200


def test_whom_the_amphoe_has_still_to_write_to_is_known(people, nobody_signs, business_date):
    business_date(MET_ON)

    by = people.users["khuntan"]
    assert not revisions_due(user=by).exists()
    meeting = returned(people).versions.get().agenda_items.get().meeting
    assert list(revisions_due(user=by)) == [meeting]
    assert not revisions_due(user=people.users["phan"]).exists()
    appoint_district_chief(people)
    services.issue_revision_letters(meeting=meeting, by=by, on=MET_ON)
    assert not revisions_due(user=by).exists()


def test_the_series_of_circulars_go_over_to_the_codes_of_their_provinces_and_back(office):
    other = Office.objects.create(province_id="50", name="-", letter_code="-", address="-", in_service_on=TOLD_ON)
    Office.objects.filter(pk=other.pk).update(id=57)  # as though its key were the code of the other's province
    by_office = {(f"circular:{office.pk}", 4), ("circular:57", 7)}
    for series, last in by_office:
        NumberSeries.objects.create(series=series, year_be=2561, last=last)
    rows = NumberSeries.objects.filter(series__contains="circular")
    for steps, then in (
        ((BY_PROVINCE.ASIDE, BY_PROVINCE.BY_PROVINCE), {("circular:57", 4), ("circular:50", 7)}),
        ((BY_PROVINCE.ASIDE, BY_PROVINCE.BY_OFFICE), by_office),
    ):
        with connection.cursor() as cursor:
            for step in steps:
                cursor.execute(step)
        assert set(rows.values_list("series", "last")) == then
