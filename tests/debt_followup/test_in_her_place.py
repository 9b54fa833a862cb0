"""Letters about the debt of who died or became bankrupt: they go to who stands in her place, in words that fit."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from debt_followup import services
from debt_followup.models import Notice, NoticeItem
from debt_followup.rules.notices import NoticeKind
from debt_followup.services import notices
from documents.models import Document
from jobs.services import work
from repayments import services as repayments
from tests.debt_followup.test_notices import AT, ON, batch_of, issue, printed
from tests.papers import blank_papers

KIND = NoticeKind
HEIRS = ("นายทายาท ใจดี", "นางสาวทายาท ใจงาม")


@pytest.fixture
def late(loans):
    """Give the contract of which nothing was paid since 5 July."""
    return loans[2]


def opened(contract, users, kind="DEATH", party=None):
    party = party or contract.parties.get(role="REPRESENTATIVE")
    return services.open_file(
        contract=contract, kind=kind, party=party.pk, reason="บุตรแจ้ง", by=users["secretary"], on=date(2018, 7, 30)
    )


def named(file, users, name=HEIRS[0], role="HEIR", **changed):
    given = {"address": "9 หมู่ 1", "standing": "บุตร"} | changed
    return services.add_addressee(file=file, role=role, name=name, by=users["secretary"], on=ON, **given)


def test_the_heirs_of_the_representative_get_a_letter_each_that_names_nobody_else(late, users, quick_papers):
    dead, *others = late.parties.order_by("position")
    file = opened(late, users)
    heirs = [named(file, users, name, address=f"{at} หมู่ 9") for at, name in enumerate(HEIRS, start=1)]
    bills = issue(late, users)
    assert [one.stand_in for one in bills] == heirs
    assert {one.party for one in bills} == {dead}
    assert len({one.document.number for one in bills}) == 1
    assert len({one.code for one in bills}) == 2
    for bill, name in zip(bills, HEIRS, strict=True):
        said = bill.document.context
        assert (bill.document.addressee, said["to"], said["stands_for"]) == (name, name, dead.name)
        assert said["to_note"].startswith(f"ทายาทของ {dead.name}")
        assert "ไม่ต้องรับผิดเกินกว่าทรัพย์มรดก" in said["remark"]
        assert not any(other.name in str(said) for other in others)


def test_the_envelope_bears_the_heirs_name_and_address(late, users, quick_papers, log_in, business_date):
    named(opened(late, users), users, address="99 หมู่ 9")
    business_date(ON)
    batch = batch_of(late, users)
    work(run_id=batch.run_id)
    batch.refresh_from_db()
    label = next(row for row in batch.sheets.context["labels"] if row["name"] == HEIRS[0])
    assert label["address"] == "99 หมู่ 9"
    client = log_in("secretary")
    listed = client.get(reverse("debt_followup:notices"), {"find": "ทายาท ใจดี"}).content.decode()
    assert HEIRS[0] in listed
    bill = Notice.objects.get(contract=late)
    page = client.get(reverse("debt_followup:notice", args=[bill.pk])).content.decode()
    for words in (HEIRS[0], "99 หมู่ 9", "แทนลูกหนี้", bill.party.name):
        assert words in page
    assert HEIRS[0] in client.get(reverse("debt_followup:debtor", args=[late.pk])).content.decode()


def test_while_nobody_stands_in_her_place_the_next_signer_is_written_to(late, users, quick_papers):
    opened(late, users)
    [bill] = issue(late, users)
    assert (bill.party, bill.stand_in) == (late.parties.order_by("position")[1], None)


def test_where_nobody_is_left_to_write_to_the_letter_is_refused_and_takes_no_number(late, users, quick_papers):
    for party in late.parties.all():
        opened(late, users, party=party)
    with pytest.raises(notices.NobodyToWriteTo, match="ยังไม่ได้ระบุผู้รับแทน"):
        issue(late, users)
    batch = batch_of(late, users)
    work(run_id=batch.run_id)
    item = batch.items.get(contract=late)
    assert item.outcome == NoticeItem.Outcome.SKIPPED
    assert "ยังไม่ได้ระบุผู้รับแทน" in item.sentence
    with pytest.raises(notices.NobodyToWriteTo):
        repayments.call_in(contract=late, reason="ผิดนัด", by=users["accountant"], on=ON)
    assert not Notice.objects.filter(contract=late).exists()


def test_a_final_demand_goes_to_the_heirs_and_to_every_signer_who_lives(late, users, quick_papers):
    file = opened(late, users)
    for name in HEIRS:
        named(file, users, name)
    made = issue(late, users, KIND.FINAL, reason="ใกล้ขาดอายุความ")
    living = list(late.parties.exclude(pk=file.party_id).values_list("name", flat=True))
    assert {one.addressee.name for one in made} == {*HEIRS, *living}
    assert len({one.document.number for one in made}) == 1


def test_the_official_receiver_of_a_bankrupt_is_written_to_in_her_place(late, users, quick_papers):
    file = opened(late, users, kind="BANKRUPTCY")
    named(file, users, "เจ้าพนักงานพิทักษ์ทรัพย์ กองบังคับคดีล้มละลาย 1", role="RECEIVER", standing="คดี ล. 12/2561")
    [bill] = issue(late, users)
    assert bill.document.context["to_note"].startswith("เจ้าพนักงานพิทักษ์ทรัพย์ของ ")
    assert bill.document.context["remark"] == ""


def test_who_was_named_no_longer_gets_nothing(late, users, quick_papers):
    file = opened(late, users)
    one = named(file, users)
    named(file, users, HEIRS[1])
    services.end_addressee(addressee=one, reason="สละมรดก", by=users["secretary"], on=ON)
    assert [bill.addressee.name for bill in issue(late, users)] == [HEIRS[1]]


@pytest.mark.requirement("R-FORM-06")
@pytest.mark.parametrize("kind", [KIND.INVOICE, KIND.FIRST, KIND.SECOND, KIND.FINAL])
def test_a_letter_to_an_heir_speaks_of_the_debtor_and_of_the_estate(late, users, tmp_path, kind):
    with_blank = blank_papers()
    named(opened(late, users), users)
    with_blank.undo()
    made = issue(late, users, kind, reason="" if kind is KIND.INVOICE else "ทดสอบ")
    letter = next(one for one in made if one.stand_in)
    text = "".join(printed(letter.document, tmp_path).split())
    dead = letter.party.name.replace(" ", "")
    assert letter.document.pages == 1
    assert dead in text
    assert "ทรัพย์มรดกที่ตกทอดได้แก่ตน" in text
    for words in ("ท่านได้ร่วมกัน", "ท่านและสมาชิก", "ยื่นคำขอปรับโครงสร้าง", "ท่านยังมิได้ชำระ", "ในฐานะผู้กู้ร่วม", "ในฐานะผู้แทนกลุ่มซึ่ง"):
        assert words not in text


def test_a_call_goes_to_the_heirs_too_and_every_letter_of_it_bears_its_code(late, users, tmp_path):
    patch = blank_papers()
    named(opened(late, users), users)
    patch.undo()
    papers = repayments.call_in(contract=late, reason="ผิดนัดงวดที่ 1", by=users["accountant"], on=ON)
    calls = {one.document_id: one for one in Notice.objects.filter(contract=late, kind=KIND.CALL_IN)}
    assert len(calls) == len(papers) == late.parties.count()
    assert HEIRS[0] in [paper.addressee for paper in papers]
    for paper in papers:
        text = "".join(printed(paper, tmp_path).split())
        assert calls[paper.pk].code in text
        assert paper.pages == 1
        assert ("ทรัพย์มรดก" in text) == (paper.addressee == HEIRS[0])


def test_signers_of_one_name_are_told_apart_in_a_call(late, users, quick_papers):
    late.parties.update(name="นางบัวลอย ใจดี")
    papers = repayments.call_in(contract=late, reason="ผิดนัดงวดที่ 1", by=users["accountant"], on=ON)
    assert len({paper.addressee for paper in papers}) == len(papers) > 1


def test_a_letter_stays_thai_for_an_officer_who_reads_english(late, users, quick_papers):
    with translation.override("en"):
        [bill] = issue(late, users)
    assert bill.document.context["to_note"].startswith("ผู้แทนกลุ่ม")


def test_the_database_keeps_letters_to_strangers_and_a_second_one_a_day_out(late, loans, users, quick_papers):
    file = opened(late, users)
    heir = named(file, users)
    [bill] = issue(late, users)
    paper = Document.objects.exclude(pk=bill.document_id).first()
    fields = [one for one in Notice._meta.concrete_fields if not one.primary_key]
    row = {one.attname: getattr(bill, one.attname) for one in fields} | {"document_id": paper.pk}
    with pytest.raises(IntegrityError, match="notice_to_each_once_a_day"), transaction.atomic():
        Notice.objects.create(**row | {"code": "N57610999901"})
    stranger = {"party_id": late.parties.exclude(pk=file.party_id).first().pk, "stand_in_id": heir.pk}
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Notice.objects.create(**row | stranger | {"code": "N57610999902"})
    assert refused.value.__cause__.diag.constraint_name == "notice_stand_in_is_the_debtors"
    assert bill.known_at == AT


def test_the_letter_about_a_waiver_says_in_whose_place_it_comes(late, users, quick_papers):
    named(opened(late, users), users)
    asked = services.ask_waiver(
        contract=late, amount=Decimal("100.00"), decision_number="9/2561", decided_on=ON, reason="ภัยแล้ง",
        by=users["secretary"], on=ON,
    )  # fmt: skip
    services.approve_waiver(waiver=asked, by=users["chief"], on=ON)
    said = {paper.addressee: paper.context for paper in Document.objects.filter(kind=Document.Kind.WAIVER_LETTER)}
    assert len(said) == late.parties.count()
    dead = late.parties.get(role="REPRESENTATIVE")
    assert said[HEIRS[0]]["to_note"] == f"ทายาทของ {dead.name} ลูกหนี้ตามสัญญาเลขที่ {late.label}"
