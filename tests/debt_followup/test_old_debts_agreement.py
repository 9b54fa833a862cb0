"""Old debts beside the control totals of 30 April 2559: keyed, read, differing, signed by name; the pages of it."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from debt_followup.imports import files
from debt_followup.imports.columns import CONTROLS, SUBSIDIES
from debt_followup.imports.controls import BadControls, Control, read_controls
from debt_followup.models import OldDebtAgreement, OldDebtControl, OldRegister, OldSubsidy
from debt_followup.selectors.old_debts import agreement
from debt_followup.services.old_controls import (
    ExplanationMissing,
    NothingToSign,
    OwnRegister,
    set_controls,
    sign_agreement,
)
from jobs.services import work
from tests.debt_followup.old_registers import BASE_ON, ON, PROVINCE, csv_of, debt, taken_in


@pytest.fixture
def register(users, db):
    """Give three debts: 240,000 left of two, one paid off, of 2556."""
    return taken_in([debt("1"), debt("2"), debt("3", received="120,000")], users)


def controlled(users, *controls, by="accountant"):
    return set_controls(
        province=PROVINCE, base_on=BASE_ON, controls=controls, source="รายงานฐานะการเงิน", by=users[by], on=ON
    )


def signed(users, *, by="chief", explanation=""):
    return sign_agreement(
        province=PROVINCE, base_on=BASE_ON, name="นางรับรอง ตัวอย่าง", position="พัฒนาการจังหวัด",
        explanation=explanation, by=users[by], on=ON,
    )  # fmt: skip


ALL = Control(2556, "", "", 3, 2, Decimal(360_000), Decimal(120_000), Decimal(240_000))


@pytest.mark.requirement("R-DEBT-02")
def test_the_register_agrees_with_the_control_totals_and_the_books(users, register):
    controlled(users, ALL)
    found = agreement(province=PROVINCE, base_on=BASE_ON)
    assert found.difference_count == 0
    assert found.in_books == found.totals["remaining"] == 240_000
    row = signed(users)
    assert (row.differences, row.signed_name) == (0, "นางรับรอง ตัวอย่าง")
    assert signed(users) == row  # signed again while nothing changed


def test_differences_are_listed_to_the_row_and_have_to_be_explained(users, register):
    controlled(
        users,
        Control(2556, "", "", 4, None, Decimal(360_000), None, Decimal(240_000)),
        Control(2556, "", "1/2557", None, None, Decimal(120_000), None, Decimal(100_000)),
        Control(2556, "", "99/2557", None, None, Decimal(50_000), None, None),
    )
    found = agreement(province=PROVINCE, base_on=BASE_ON)
    assert [row.differences for row in found.rows] == [
        {"contracts": -1},
        {"remaining": 20_000},
        {"approved": -50_000},
    ]
    assert found.rows[2].missing
    assert sorted(debt.contract.label for debt in found.unnamed) == ["2/2557", "3/2557"]
    with pytest.raises(ExplanationMissing):
        signed(users)
    assert signed(users, explanation="สัญญาหนึ่งฉบับอยู่ระหว่างค้นหา").differences == 5


def test_who_took_it_in_or_keyed_it_does_not_sign(users, register):
    with pytest.raises(NothingToSign):
        signed(users)
    controlled(users, ALL)
    for name in ("secretary", "accountant"):
        with pytest.raises(OwnRegister):
            signed(users, by=name)
    assert not OldDebtAgreement.objects.exists()


def test_a_control_total_is_replaced_and_its_history_kept(users, register):
    controlled(users, ALL)
    controlled(users, ALL)
    assert OldDebtControl.objects.get().events.count() == 1
    controlled(users, Control(2556, "", "", 4))
    assert OldDebtControl.objects.get().contracts == 4
    assert OldDebtControl.objects.get().events.count() == 2


def test_control_totals_are_read_from_a_file(db):
    good = csv_of([{"approval_year": "2556", "amphoe": "", "contracts": "3", "remaining": "240,000"}], CONTROLS)
    assert read_controls(name="c.csv", content=good, province=PROVINCE) == [
        Control(2556, "", "", 3, remaining=Decimal("240000.00"))
    ]
    bad = csv_of([{"approval_year": "2556", "amphoe": "9999", "contracts": "3"}], CONTROLS)
    with pytest.raises(BadControls, match="ไม่พบรหัสอำเภอ"):
        read_controls(name="c.csv", content=bad, province=PROVINCE)


# -- subsidies -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-ACT-24")
def test_subsidies_are_taken_in_for_the_state_audit_office_and_move_no_money(users, db):
    rows = [
        {"fiscal_year": "2556", "number": "1", "organisation": "กลุ่มสตรีบ้านใต้", "title": "อบรมอาชีพ", "amphoe": "5714",
         "approved": "50,000", "paid": "50,000", "used": "45,000", "returned": "5,000", "has_report": "มี"},
        {"fiscal_year": "2557", "number": "1", "organisation": "กลุ่มสตรีบ้านเหนือ", "title": "จักสาน", "amphoe": "5714",
         "approved": "20,000", "paid": "30,000"},
    ]  # fmt: skip
    register = taken_in(rows, users, kind=OldRegister.Kind.SUBSIDIES)
    assert (register.written, register.refused) == (1, 1)
    assert OldSubsidy.objects.get().returned == 5_000
    assert set(SUBSIDIES.needed) <= set(SUBSIDIES.headings)


# -- pages -----------------------------------------------------------------------------------------------------------
def test_a_file_goes_through_the_pages_from_upload_to_signature(users, db, log_in, business_date, no_broker):
    business_date(ON)
    client = log_in("secretary")
    upload = SimpleUploadedFile("register.csv", csv_of([debt("1"), debt("2", tambon="1")]))
    answer = client.post(
        reverse("debt_followup:new_old_register"), {"kind": "DEBTS", "base_on": "30/4/2559", "file": upload}
    )
    register = OldRegister.objects.get()
    page = client.get(answer.url).content.decode()
    assert "ไม่พบรหัสตำบลนี้ในจังหวัด" in page
    assert "บันทึกลงระบบ" in page
    assert client.get(reverse("debt_followup:old_register_refused", args=[register.pk])).status_code == 200
    client.post(reverse("debt_followup:confirm_old_register", args=[register.pk]))
    assert "กำลังบันทึก" in client.get(answer.url).content.decode()
    work(run_id=files.writing_of(register).pk)
    assert "กระทบยอดกับยอดคุม" in client.get(answer.url).content.decode()
    keyed = {"base_on": "30/4/2559", "source": "รายงาน", "contracts_2556": "1", "remaining_2556": "120000"}
    assert client.post(reverse("debt_followup:old_controls"), keyed).status_code == 302
    compared = reverse("debt_followup:old_agreement") + f"?province={PROVINCE}&base_on={BASE_ON}"
    assert "ตรงกัน" in client.get(compared).content.decode()
    sign = reverse("debt_followup:sign_old_agreement") + f"?province={PROVINCE}&base_on={BASE_ON}"
    assert client.post(sign, {"name": "ก", "position": "ข"}).status_code == 403
    chief = log_in("chief")
    assert chief.post(sign, {"name": "นางรับรอง ตัวอย่าง", "position": "พัฒนาการจังหวัด"}).status_code == 302
    assert "นางรับรอง ตัวอย่าง" in chief.get(compared).content.decode()
    assert log_in("phan").get(compared).status_code == 404
    client = log_in("secretary")
    assert client.get(reverse("debt_followup:old_registers")).status_code == 200
    for kind in ("debts", "subsidies", "controls"):
        assert client.get(reverse("debt_followup:old_register_template", args=[kind])).status_code == 200
