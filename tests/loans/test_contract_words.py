"""What the printed contract and the guide say of payments is what the system does with them."""

import pytest
from django.template.loader import render_to_string

from areas.selectors import office_of
from documents.models import Document
from loans import letters, selectors
from loans.selectors.terms import ALLOCATION_ORDER, EARLY_DAYS
from repayments.rules import CODE_ORDER
from reports.demo import papers
from tests.documents import examples
from tests.loans import factories as make

OLD = "ผู้กู้จะชำระก่อนกำหนดทั้งหมดหรือบางส่วนก็ได้</p>"


def words(**changed):
    """Give the contract's HTML as it is written."""
    return render_to_string(letters.CONTRACT_TEMPLATE, examples.CONTRACT | changed)


@pytest.mark.requirement("R-CONT-18")
def test_the_contract_says_in_which_order_a_payment_pays_and_what_waits():
    text = words()
    assert "หักค่าใช้จ่าย เบี้ยปรับ ดอกเบี้ย และเงินต้น ตามลำดับ" in text
    assert "ภายใน 31 วันก่อนวันครบกำหนด" in text
    for said in ("เงินรับล่วงหน้าไม่มีดอกเบี้ย", "แจ้งยอดปิดบัญชี", "วันหยุดที่ประกาศภายหลัง", "ไม่มีดอกเบี้ยตามข้อนี้อีก"):
        assert said in text
    assert OLD not in text


def test_words_that_were_signed_stay_as_they_were():
    first = {key: value for key, value in examples.CONTRACT.items() if key not in ("wording", *examples.SET_OFF)}
    text = render_to_string(letters.CONTRACT_TEMPLATE, first)
    assert OLD in text
    assert "เงินรับล่วงหน้า" not in text
    assert words(wording=1).count("ข้อ 4 ") == words().count("ข้อ 4 การชำระคืน") == 1


def test_what_is_printed_comes_from_the_terms_by_which_payments_are_set_off():
    printed = letters._set_off({"early_days": EARLY_DAYS, "allocation_order": list(ALLOCATION_ORDER)})
    assert printed == examples.SET_OFF
    assert tuple(ALLOCATION_ORDER) == tuple(part.value for part in CODE_ORDER)
    assert letters._set_off({}) == {"early_days": 0, "allocation_order": examples.SET_OFF["allocation_order"]}


@pytest.mark.django_db
@pytest.mark.parametrize("signed", [1, 2])
def test_a_contract_comes_into_force_with_the_words_that_were_signed(people, quick_papers, monkeypatch, signed):
    monkeypatch.setattr(letters, "WORDING", signed)
    contract = make.a_complete_contract(people)
    monkeypatch.setattr(letters, "WORDING", 2)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    make.services.approve_transfer(batch=batch, by=people.users["chief"], on=make.TRANSFER_ON)
    papers.draw()
    original = Document.objects.get(kind=Document.Kind.CONTRACT)
    assert original.context["wording"] == signed
    assert original.context["early_days"] == EARLY_DAYS


@pytest.mark.django_db
@pytest.mark.requirement("R-REPAY-01")
def test_the_guide_says_it_too(people, quick_papers):
    contract = make.a_contract_in_force(people)
    context = letters.guide_context(
        contract=contract,
        office=office_of(province=contract.province_id),
        representative="นางสมหญิง",
        schedule=selectors.schedule_of(contract),
        on=make.TRANSFER_ON,
    )
    text = render_to_string(letters.GUIDE_TEMPLATE, context)
    for said in ("หักค่าใช้จ่าย เบี้ยปรับ ดอกเบี้ย และเงินต้น ตามลำดับ", "ภายใน 31 วัน", "เงินรับล่วงหน้า", "ยอดปิดบัญชี"):
        assert said in text
