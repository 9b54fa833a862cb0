"""A contract of Bangkok: signed and kept at อกส.กทม., lent by the director of its group; no อกส.อ. anywhere."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from areas.models import RoleAssignment, User
from areas.roles import Role
from documents.rendering.papers import composed
from loans import checklist, filing, letters, services
from loans.models import Contract
from repayments import services as repayments
from repayments.letters.bills import BILL_TEMPLATE
from repayments.models import HandOut, Receipt
from repayments.selectors import steps_in
from reports.demo import papers as drawn
from tests.loans import factories as make
from tests.projects.capital import KHWAENG, SINCE, capital
from treasury import chart
from treasury.models import BankAccount
from treasury.services import allocate_capital

pytestmark = pytest.mark.django_db
ELSEWHERE = "อกส.อ."


@pytest.fixture
def bangkok(people):
    """Give people who work in Bangkok, named as those of the other provinces, and its two accounts."""
    place = capital()
    home = [member for member in people.spare if member.tambon_id == KHWAENG]
    away = [member for member in people.spare[:10] if member.tambon_id != KHWAENG]
    users = {"secretary": place.secretary, "khuntan": place.officer}
    for name, role in (("accountant", Role.ACCOUNTANT), ("chief", Role.PROVINCE_CHIEF)):
        users[name] = User.objects.create(username=f"bkk-{name}", display_name=f"bkk-{name}")
        RoleAssignment.objects.create(user=users[name], role=role, province_id="10", valid_from=SINCE)
    for kind, number, ledger, biller in (
        (BankAccount.Kind.TREASURY_DEPOSIT, "10001", chart.TREASURY_DEPOSIT, ""),
        (BankAccount.Kind.SAVINGS, "0101234567", chart.BANK, "099400016558810"),
    ):
        BankAccount.objects.create(
            province_id="10",
            kind=kind,
            bank_code="006" if biller else "",
            bank_name="ธนาคารกรุงไทย" if biller else "กรมบัญชีกลาง",
            account_number=number,
            name="กองทุนพัฒนาบทบาทสตรี กรุงเทพมหานคร",
            biller_id=biller,
            ledger_account_id=ledger,
        )
    return SimpleNamespace(groups={1: (home + away)[:5]}, users=users)


def paid_out(bangkok):
    contract = make.a_complete_contract(bangkok)
    users = bangkok.users
    allocate_capital(
        province="10", amount=Decimal("500000.00"), reference="สกส. 9", on=date(2017, 10, 2), by=users["accountant"]
    )
    batch = services.make_transfer(
        province="10",
        contract_ids=[contract.pk],
        transfer_on=make.TRANSFER_ON,
        request_key=uuid4(),
        by=users["secretary"],
        on=make.TRANSFER_ON,
    )
    services.approve_transfer(batch=batch, by=users["chief"], on=make.TRANSFER_ON)
    return Contract.objects.get(pk=contract.pk)


@pytest.mark.requirement("R-ACT-17")
def test_the_director_lends_and_the_contract_is_signed_at_the_secretariat(bangkok, quick_papers):
    contract = make.a_prepared_contract(bangkok)
    assert contract.lender_position == "ผู้อำนวยการกลุ่มพัฒนาศักยภาพกองทุน"
    _template, printed = next(one for one in reversed(quick_papers) if one[0] == letters.CONTRACT_TEMPLATE)
    assert printed["lender"]["position"] == "ผู้อำนวยการกลุ่มพัฒนาศักยภาพกองทุน"
    assert printed["place"] == "สำนักงานเลขานุการ อกส.กทม."
    with pytest.raises(checklist.ChecklistIncomplete, match="ณ สำนักงานเลขานุการ อกส.กทม. ตามวันนัดหมาย"):
        services.record_signing(
            contract=contract,
            by=bangkok.users["khuntan"],
            on=make.SIGNED_ON,
            **make.signing(contract, checks=[item.code for item in checklist.SIGNING[1:]]),
        )


@pytest.mark.requirement("R-ACT-13")
def test_no_page_of_its_contract_names_a_committee_that_bangkok_does_not_have(
    bangkok, business_date, quick_papers, client
):
    business_date(make.NOTIFIED_ON)
    waiting = make.a_proposal(bangkok)
    client.force_login(bangkok.users["khuntan"])  # who may not prepare it is told who does
    pages = [client.get(reverse("loans:to_prepare")).content.decode()]
    assert "รอเลขานุการ อกส.กทม. จัดทำสัญญา" in pages[0]
    client.force_login(bangkok.users["secretary"])
    contract = make.a_prepared_contract(bangkok, proposal=waiting)
    business_date(make.SIGNED_ON)
    for name in ("contract", "sign", "papers"):
        pages.append(client.get(reverse(f"loans:{name}", args=[contract.pk])).content.decode())
    assert "คู่สัญญาและพยานลงนามที่สำนักงานเลขานุการ อกส.กทม." in pages[1]
    assert "ลงนาม ณ สำนักงานเลขานุการ อกส.กทม. ตามวันนัดหมาย" in pages[2]
    assert "สมาชิกส่งใบสำคัญรับเงิน 2 ฉบับให้ อกส.กทม. แล้ว" in pages[3]
    services.record_signing(contract=contract, by=bangkok.users["khuntan"], on=make.SIGNED_ON, **make.signing(contract))
    pages.append(client.get(reverse("loans:contract", args=[contract.pk])).content.decode())
    assert "สำเนาสมุดบัญชีเงินฝากถึงสำนักงานเลขานุการ อกส.กทม. แล้ว" in pages[-1]
    pages.append(client.get(reverse("loans:transfers")).content.decode())
    assert not [page for page in pages if ELSEWHERE in page]


@pytest.mark.requirement("R-ACT-13", "R-CONT-14", "R-DISB-04")
def test_no_paper_of_its_contract_does_either(bangkok, business_date, quick_papers, client):
    contract = paid_out(bangkok)
    drawn.draw()
    business_date(make.TRANSFER_ON)
    quick_papers.clear()
    client.force_login(bangkok.users["secretary"])
    for name in ("copies", "voucher"):
        answer = client.post(reverse(f"loans:{name}", args=[contract.pk]), {"reason": "ให้สมาชิก"})
        assert answer["Content-Type"] == "application/pdf"
    for name in ("guide", "papers_pdf"):
        assert client.get(reverse(f"loans:{name}", args=[contract.pk]))["Content-Type"] == "application/pdf"
    by = bangkok.users["accountant"]
    repayments.issue_bills(contract=contract, by=by, on=make.TRANSFER_ON)
    assert {template for template, _context in quick_papers} == {
        letters.CONTRACT_TEMPLATE,
        letters.VOUCHER_TEMPLATE,
        letters.GUIDE_TEMPLATE,
        letters.REGISTER_TEMPLATE,
        BILL_TEMPLATE,
    }
    papers = [composed(template=template, context=context) for template, context in quick_papers]
    assert not [paper for paper in papers if ELSEWHERE in paper]
    assert not [paper for paper in papers if "จังหวัดกรุงเทพ" in paper]
    copies = [one["copy_label"] for _template, one in quick_papers if "copy_label" in one]
    assert copies == ["สำเนาชุดที่ 1 สำหรับสมาชิก", "สำเนาชุดที่ 2 สำหรับ อกส.กทม."]


@pytest.mark.requirement("R-REPAY-14")
def test_its_receipts_go_to_the_member_directly(bangkok, business_date, quick_papers, client):
    contract = paid_out(bangkok)
    business_date(make.TRANSFER_ON)
    client.force_login(bangkok.users["secretary"])
    client.get(reverse("loans:guide", args=[contract.pk]))
    guide = composed(template=quick_papers[-1][0], context=quick_papers[-1][1])
    assert "ส่งให้สมาชิกโดยตรง" in guide
    assert "คณะทำงานขับเคลื่อนฯ เขต" in guide
    assert steps_in("10") == (HandOut.Step.MEMBER,)
    assert steps_in("57") == (HandOut.Step.AMPHOE, HandOut.Step.TAMBON, HandOut.Step.MEMBER)
    receipt = Receipt(province_id="10", contract=contract)
    with pytest.raises(repayments.NotHandedOut, match="ให้สมาชิกโดยตรง"):
        repayments.hand_out(
            receipts=[receipt],
            step="AMPHOE",
            given_on=make.TRANSFER_ON,
            recipient="เจ้าหน้าที่เขต",
            by=bangkok.users["accountant"],
            on=make.TRANSFER_ON,
        )


def test_the_lists_have_a_name_for_every_place_and_paper_of_both():
    for place in filing.Place:
        assert ELSEWHERE not in filing.place_name(place, province="10")
        assert "กทม" not in filing.place_name(place, province="57")
    for item in filing.ITEMS:
        assert ELSEWHERE not in filing.text_of(item, province="10")
        assert filing.text_of(item, province="57") == item.text
