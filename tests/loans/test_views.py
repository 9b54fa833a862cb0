"""The pages of the room: what each role sees and may do, refusals as sentences, and how many queries a page takes."""

from datetime import date
from decimal import Decimal
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import PersonalDataAccess
from loans import checklist
from loans.models import Contract, TransferBatch
from projects.rules import State
from reports.demo import papers
from tests.loans import factories as make
from treasury.models import JournalEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
MOST_QUERIES = 20


@pytest.fixture(autouse=True)
def on_the_day(business_date):
    business_date(make.TRANSFER_ON)


def typed(proposal, **changed):
    """Give the preparation as a browser sends it."""
    given = make.preparation(proposal)
    fields = {
        "instalment_count": "4",
        "months_between": "6",
        "planned_transfer_on": "2/2/2561",
        "due_dates": "",
        "account_bank": given["account_bank"],
        "account_branch": "เชียงราย",
        "account_kind": "SAVINGS",
        "account_number": given["account_number"],
        "holder_ids": [str(key) for key in given["holder_ids"][1:]],
        "withdrawal_persons": "3",
        "witness_1": make.WITNESSES[0],
        "witness_2": make.WITNESSES[1],
        "appointment_on": "2/2/2561",
        "sara_number": "",
    }
    return fields | changed


def text_of(response):
    return response.content.decode()


# -- who may ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("username", "status"),
    [("secretary", 200), ("khuntan", 200), ("chief", 200), ("debt", 200), ("yanghom", 403), ("admin", 403)],
)
def test_the_register_is_for_those_who_may_see_contracts(log_in, username, status):
    assert log_in(username).get(reverse("loans:list")).status_code == status


def test_a_contract_of_another_amphoe_does_not_exist_for_an_officer(people, log_in):
    contract = make.a_prepared_contract(people, group=1, on=make.TRANSFER_ON, appointment_on=None)
    address = reverse("loans:contract", args=[contract.pk])
    assert log_in("khuntan").get(address).status_code == 200
    assert log_in("phan").get(address).status_code == 404
    assert log_in("phan").get(reverse("loans:sign", args=[contract.pk])).status_code == 404
    assert contract.label not in text_of(log_in("phan").get(reverse("loans:list")))


@pytest.mark.requirement("R-ACT-12")
def test_an_officer_of_an_amphoe_neither_prepares_nor_pays_out(people, log_in):
    proposal = make.a_proposal(people)
    client = log_in("khuntan")
    assert client.get(reverse("loans:prepare", args=[proposal.pk])).status_code == 403
    assert client.post(reverse("loans:make_transfer")).status_code == 403
    assert client.get(reverse("loans:transfers")).status_code == 200


def test_the_secretary_makes_a_transfer_and_cannot_approve_it(people, log_in):
    batch = make.a_batch(people, [make.a_complete_contract(people)])
    address = reverse("loans:transfer", args=[batch.pk])
    assert log_in("secretary").post(reverse("loans:approve", args=[batch.pk])).status_code == 403
    assert "ผู้ทำรายการอนุมัติรายการของตนเองไม่ได้" in text_of(log_in("secretary").get(address))
    assert "อนุมัติและโอนเงิน" in text_of(log_in("chief").get(address))
    assert log_in("khuntan").get(address).status_code == 404


# -- preparing -------------------------------------------------------------------------------------------------------
def test_the_secretary_prepares_a_contract_from_the_list(people, log_in):
    proposal = make.a_proposal(people)
    client = log_in("secretary")
    address = reverse("loans:prepare", args=[proposal.pk])
    assert address in text_of(client.get(reverse("loans:list")))
    page = text_of(client.get(address))
    assert "7,027.39" in page  # the proposed schedule is there before anything is typed
    assert "เลื่อน 2 วัน เพราะตรงกับวันเสาร์" in page
    answer = client.post(address, typed(proposal))
    contract = Contract.objects.get()
    assert answer.url == reverse("loans:contract", args=[contract.pk])
    assert "จัดทำสัญญาแล้ว" in text_of(client.get(answer.url))
    assert client.get(address).url == answer.url  # a second visit leads to the contract


def test_the_preview_follows_what_is_typed_and_writes_nothing(people, log_in):
    proposal = make.a_proposal(people)
    client = log_in("secretary")
    shown = {"instalment_count": "2", "months_between": "6", "planned_transfer_on": "2/2/2561", "due_dates": ""}
    fragment = text_of(client.get(reverse("loans:preview", args=[proposal.pk]), shown))
    assert "100,000.00" in fragment
    assert "<html" not in fragment
    shown["due_dates"] = "10/7/2561\n5/1/2562"
    assert "ต้องเป็นวันที่ 5 ของเดือน" in text_of(client.get(reverse("loans:preview", args=[proposal.pk]), shown))
    answer = client.post(
        reverse("loans:prepare", args=[proposal.pk]), typed(proposal, preview="1", instalment_count="3")
    )
    assert "66,666.00" in text_of(answer)  # the same without script
    assert not Contract.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"instalment_count": "6"}, "เกิน 24 เดือน"),
        ({"due_dates": "10/7/2561, 5/1/2562"}, "ต้องเป็นวันที่ 5 ของเดือน"),
        ({"account_kind": "FIXED"}, "ต้องเป็นประเภทออมทรัพย์"),
        ({"holder_ids": []}, "ฟิลด์นี้จำเป็น"),
        ({"witness_2": make.WITNESSES[0]}, "ต้องระบุพยาน 2 คน"),
        ({"planned_transfer_on": "31/2/2561"}, "ไม่มีวันที่"),
        ({"planned_transfer_on": "2/2/61"}, "อยู่นอกช่วงที่รับได้"),
    ],
    ids=lambda given: next(iter(given)) if isinstance(given, dict) else "",
)
def test_a_refused_preparation_comes_back_with_its_sentence(people, log_in, changed, sentence):
    proposal = make.a_proposal(people)
    answer = log_in("secretary").post(reverse("loans:prepare", args=[proposal.pk]), typed(proposal, **changed))
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    proposal.refresh_from_db()
    assert (Contract.objects.count(), proposal.state) == (0, State.NOTIFIED)


def test_a_prepared_contract_is_changed_before_the_signing(people, log_in):
    contract = make.a_prepared_contract(people)
    client = log_in("secretary")
    address = reverse("loans:edit", args=[contract.pk])
    assert contract.account_number in text_of(client.get(address))
    client.post(address, typed(contract.proposal, instalment_count="2", months_between="3"))
    contract.refresh_from_db()
    assert (contract.instalment_count, contract.months_between, contract.account_branch) == (2, 3, "เชียงราย")


# -- signing ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-12")
def test_the_amphoe_records_the_signing(people, log_in):
    contract = make.a_prepared_contract(people)
    client = log_in("khuntan")
    address = reverse("loans:sign", args=[contract.pk])
    seen = {
        "signed_on": "1/2/2561",
        "present": [str(member.pk) for member in people.groups[1]],
        "witnesses": ["1", "2"],
        "checks": [item.code for item in checklist.SIGNING],
    }
    refused = text_of(client.post(address, seen | {"witnesses": ["1"]}))
    assert "พยานต้องมาลงนามครบ 2 คน มาแล้ว 1 คน" in refused
    assert "อนุมัติเมื่อ 10 ม.ค. 2561 การลงนามในเดือนอื่นทำได้" in refused
    assert "ต้องระบุเหตุผลที่สัญญาไม่แล้วเสร็จในเดือนที่อนุมัติ" in text_of(client.post(address, seen))
    seen |= {"note": "แจ้งผลวันที่ 31 ม.ค."}
    assert client.post(address, seen).url == reverse("loans:contract", args=[contract.pk])
    shown = text_of(client.get(reverse("loans:contract", args=[contract.pk])))
    assert "ลงนามคนละเดือนกับที่อนุมัติ (10 ม.ค. 2561) เหตุผล: แจ้งผลวันที่ 31 ม.ค." in shown
    contract.refresh_from_db()
    assert (contract.state, contract.signed_on) == ("SIGNED", make.SIGNED_ON)


# -- paying out ------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-STMP-01")
def test_the_list_sums_the_stamps_of_the_whole_meeting(people, log_in):
    for group in range(1, 14):
        make.a_signed_contract(people, group=group)
    page = text_of(log_in("secretary").get(reverse("loans:transfers")))
    assert "1,085.00" in page
    assert "2,170,000.00" in page


def test_from_the_papers_to_the_approved_transfer(people, log_in):
    contract = make.a_signed_contract(people)
    make.capital(people)
    client = log_in("secretary")
    chosen = {"contracts": [contract.pk], "transfer_on": "2/2/2561", "request_key": str(uuid4())}
    refused = text_of(client.post(reverse("loans:make_transfer"), chosen))
    assert f"สัญญา {contract.label} ยังไม่ครบถ้วน จึงโอนเงินไม่ได้" in refused
    assert not TransferBatch.objects.exists()
    client.post(reverse("loans:receive_papers"), chosen | {"request_key": str(uuid4())})  # another form has another key
    answer = client.post(reverse("loans:make_transfer"), chosen)
    assert client.post(reverse("loans:make_transfer"), chosen).url == answer.url  # sent twice, one batch
    batch = TransferBatch.objects.get()
    page = text_of(log_in("chief").get(answer.url))
    assert "ต้องโอนภายในวันที่ 5 มี.ค. 2561" in page
    assert "คนละเดือนกับการอนุมัติโครงการ" in page
    log_in("chief").post(reverse("loans:approve", args=[batch.pk]))
    contract.refresh_from_db()
    assert contract.label == "1/2561"
    page = text_of(log_in("khuntan").get(reverse("loans:contract", args=[contract.pk])))
    assert contract.ref1 in page
    assert "207,027.39" in page


def test_a_refused_transfer_says_why(people, log_in):
    batch = make.a_batch(people, [make.a_complete_contract(people)])
    client = log_in("chief")
    answer = client.post(reverse("loans:refuse", args=[batch.pk]), {"reason": ""}, follow=True)
    assert "ต้องระบุเหตุผลที่ไม่อนุมัติ" in text_of(answer)
    answer = client.post(reverse("loans:refuse", args=[batch.pk]), {"reason": "เลขบัญชีไม่ตรง"}, follow=True)
    assert "เลขบัญชีไม่ตรง" in text_of(answer)
    answer = client.post(reverse("loans:approve", args=[batch.pk]), follow=True)
    assert "พิจารณาไปแล้ว" in text_of(answer)
    assert not JournalEntry.objects.filter(kind="DISBURSEMENT").exists()


def test_money_that_is_not_there_is_said_before_and_after(people, log_in):
    batch = make.a_batch(people, [make.a_complete_contract(people)])
    client = log_in("chief")
    assert "ไม่พอโอน 200,000.00 บาท" in text_of(client.get(reverse("loans:transfer", args=[batch.pk])))
    assert "ไม่พอเบิก" in text_of(client.post(reverse("loans:approve", args=[batch.pk]), follow=True))


def test_the_bank_gets_no_file_before_the_second_person_and_nothing_of_what_was_refused(people, log_in):
    batch = make.a_batch(people, [make.a_complete_contract(people)])
    client, file = log_in("chief"), reverse("loans:transfer_text", args=[batch.pk])
    assert file not in client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    assert "เมื่ออนุมัติการโอนแล้ว" in text_of(client.get(file, follow=True))
    client.post(reverse("loans:refuse", args=[batch.pk]), {"reason": "เอกสารไม่ครบ"})
    assert client.get(file).status_code == 404
    assert client.get(reverse("loans:transfer_xlsx", args=[batch.pk])).status_code == 404


# -- papers ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DISB-04", "R-CONT-06")
def test_copies_and_vouchers_are_printed_and_the_look_is_recorded(people, log_in, quick_papers):
    contract = make.a_contract_in_force(people)
    papers.draw()
    client = log_in("khuntan")
    seen = PersonalDataAccess.objects.filter(user=people.users["khuntan"], action="EXPORT")
    copies = client.post(reverse("loans:copies", args=[contract.pk]), {"reason": "ให้สมาชิก"})
    assert copies["Content-Type"] == "application/pdf"
    labels = [context["copy_label"] for _template, context in quick_papers[-2:]]
    assert labels == ["สำเนาชุดที่ 1 สำหรับสมาชิก", "สำเนาชุดที่ 2 สำหรับ อกส.อ."]
    assert quick_papers[-1][1]["contract_on"] == "2018-02-02"
    client.post(reverse("loans:voucher", args=[contract.pk]), {"reason": "ให้สมาชิก"})
    template, context = quick_papers[-1]
    assert template == "papers/payment_voucher.html"
    assert (len(context["copies"]), context["amount"]) == (2, "200000.00")
    assert seen.count() == 2


def test_while_the_papers_of_a_transfer_are_made_every_page_says_so_and_none_calls_it_an_error(people, log_in):
    contract = make.a_contract_in_force(people)
    batch = TransferBatch.objects.get()
    page = text_of(log_in("khuntan").get(reverse("loans:contract", args=[contract.pk])))
    assert "กำลังจัดทำเอกสารของการโอน" in page
    assert f"สัญญาเงินกู้เลขที่ {contract.label}" in page
    answer = log_in("khuntan").get(reverse("loans:copies", args=[contract.pk]), follow=True)
    assert [(str(said), said.level_tag) for said in answer.context["messages"]] == [
        (f"กำลังจัดทำสัญญา {contract.label} เป็นเอกสาร เปิดหน้านี้อีกครั้งในอีกสักครู่", "info")
    ]
    transfer = reverse("loans:transfer", args=[batch.pk])
    assert "กำลังจัดทำเอกสารของการโอน" in text_of(log_in("chief").get(transfer))
    papers.draw()
    assert "กำลังจัดทำ" not in text_of(log_in("chief").get(transfer))
    page = text_of(log_in("khuntan").get(reverse("loans:contract", args=[contract.pk])))
    assert "กำลังจัดทำ" not in page


def test_nothing_is_printed_before_the_money_left(people, log_in):
    contract = make.a_signed_contract(people)
    for name in ("copies", "voucher"):
        answer = log_in("khuntan").get(reverse(f"loans:{name}", args=[contract.pk]), follow=True)
        assert "ยังไม่ได้โอนเงิน จึงยังพิมพ์เอกสารนี้ไม่ได้" in text_of(answer)


# -- how much a page asks of the database -----------------------------------------------------------------------------
def queries(client, address):
    with CaptureQueriesContext(
        connection,
    ) as taken:
        assert client.get(address).status_code == 200
    return len(taken)


def many_contracts(people, template, *, count, state):
    """Make contracts beside one that went the proper way; rows are all that a list cares for."""
    proposals = []
    for number in range(count):
        proposal = make.a_proposal(people, group=1)
        proposals.append(proposal)
        Contract.objects.create(
            proposal=proposal,
            province_id=template.province_id,
            amphoe_id=template.amphoe_id,
            tambon_id=template.tambon_id,
            state=state,
            signed_on=make.SIGNED_ON,
            principal=Decimal("1000.00"),
            annual_rate=Decimal("0.03"),
            terms=template.terms,
            months_between=6,
            instalment_count=4,
            planned_transfer_on=make.TRANSFER_ON,
            stamp_duty=1,
            lender_name="ก",
            lender_position="ข",
            account_bank="ธนาคารออมสิน",
            account_number=f"{number:012}",
            account_name="ค",
            prepared_by=people.users["secretary"],
        )
    type(proposals[0]).objects.filter(pk__in=[one.pk for one in proposals]).update(state=State.ACCOUNT_OPENED)
    type(proposals[0]).objects.filter(pk__in=[one.pk for one in proposals]).update(state=State.CONTRACT_SIGNED)


def test_no_more_is_ticked_for_a_transfer_than_fits_into_one_batch(people, log_in, monkeypatch):
    made = [make.a_signed_contract(people, group=group) for group in (1, 2)]
    page = log_in("secretary").get(reverse("loans:transfers"))
    assert [row["is_chosen"] for row in page.context["rows"]] == [True, True]
    assert page.context["most_at_once"] == 0
    monkeypatch.setattr(import_module("loans.views.transfers"), "MOST_LINES", 1)  # the view has the name of its module
    page = log_in("secretary").get(reverse("loans:transfers"))
    assert [row["is_chosen"] for row in page.context["rows"]] == [True, False]
    assert "เลือกไว้ 1 รายการแรก" in page.content.decode()
    assert [row["contract"].pk for row in page.context["rows"]] == [one.pk for one in made]


@pytest.mark.parametrize("name", ["list", "transfers", "to_prepare"])
def test_a_list_takes_as_many_queries_for_many_rows_as_for_few(people, log_in, name):
    client, address = log_in("secretary"), reverse(f"loans:{name}")
    template = make.a_signed_contract(people)
    for _number in range(2):
        make.a_proposal(people, group=2)
    many_contracts(people, template, count=2, state="SIGNED")
    few = queries(client, address)
    many_contracts_extra = 40
    for _number in range(20):
        make.a_proposal(people, group=3)
    Contract.objects.filter(account_number__startswith="00000000000").update(account_bank="ธนาคารกสิกรไทย")
    many_contracts(people, template, count=many_contracts_extra, state="SIGNED")
    assert queries(client, address) == few
    assert few <= MOST_QUERIES


def test_the_single_pages_take_few_queries(people, log_in):
    contract = make.a_complete_contract(people)
    prepared = make.a_prepared_contract(people, group=2)
    proposal = make.a_proposal(people, group=3)
    batch = make.a_batch(people, [contract])
    client = log_in("secretary")
    for name, key in [
        ("contract", contract.pk),
        ("contract", prepared.pk),
        ("edit", prepared.pk),
        ("sign", prepared.pk),
        ("prepare", proposal.pk),
        ("transfer", batch.pk),
    ]:
        assert queries(client, reverse(f"loans:{name}", args=[key])) <= MOST_QUERIES, name


@pytest.mark.requirement("R-REG-01")
def test_the_register_pages_by_key_and_sums_the_whole_filter(people, log_in):
    template = make.a_signed_contract(people)
    many_contracts(people, template, count=55, state="SIGNED")
    client = log_in("secretary")
    first = text_of(client.get(reverse("loans:list"), {"state": "SIGNED"}))
    assert "แสดง 50 จาก 56 ฉบับ" in first
    assert "255,000.00" in first  # 200,000 + 55 × 1,000, both pages
    last = Contract.objects.order_by("-pk")[49].pk
    assert f"before={last}" in first
    second = text_of(client.get(reverse("loans:list"), {"state": "SIGNED", "before": last}))
    assert "แสดง 6 จาก 56 ฉบับ" in second
    found = text_of(client.get(reverse("loans:list"), {"q": template.proposal.reference}))
    assert "แสดง 1 จาก 1 ฉบับ" in found
    assert "ไม่มีสัญญาตามตัวกรองนี้" in text_of(client.get(reverse("loans:list"), {"amphoe": "5705"}))


def test_days_are_read_in_both_eras(people, log_in):
    proposal = make.a_proposal(people)
    log_in("secretary").post(
        reverse("loans:prepare", args=[proposal.pk]), typed(proposal, planned_transfer_on="5/2/2018")
    )
    assert Contract.objects.get().planned_transfer_on == date(2018, 2, 5)
