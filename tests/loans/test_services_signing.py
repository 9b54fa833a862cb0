"""The day of signing and the papers that reach the province."""

from datetime import date

import pytest
from django.urls import reverse

from areas.models import Policy
from areas.selectors import office_calendar
from loans import checklist, selectors, services
from loans.models import Contract
from projects.models import StateChange
from projects.rules import State
from reports.selectors.tasks import tasks
from tests.loans import factories as make
from thai.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]


def refused(people, contract, sentence, *, on=make.SIGNED_ON, **changed):
    """Assert that the signing is refused with this sentence and changes nothing."""
    with pytest.raises(Refusal) as said:
        services.record_signing(
            contract=contract, by=people.users["khuntan"], on=on, **make.signing(contract, **changed)
        )
    assert sentence in str(said.value)
    contract.refresh_from_db()
    assert (contract.state, contract.signed_on) == (Contract.State.PREPARED, None)
    assert not contract.signing_checks.exists()


def test_a_signed_contract_has_a_day_a_recorder_and_no_date_of_its_own(people):
    contract = make.a_signed_contract(people)
    assert (contract.state, contract.signed_on, contract.contract_on) == ("SIGNED", make.SIGNED_ON, None)
    assert contract.signing_recorded_by == people.users["khuntan"]
    assert contract.proposal.state == State.CONTRACT_SIGNED
    assert set(contract.signing_checks.values_list("code", flat=True)) == {item.code for item in checklist.SIGNING}


@pytest.mark.requirement("R-ACT-04")
def test_every_co_borrower_appears_in_person(people):
    contract = make.a_prepared_contract(people)
    present = [member.pk for member in people.groups[1][:4]]
    refused(people, contract, f"ยังไม่มา: {people.groups[1][4].full_name}", present_member_ids=present)


@pytest.mark.requirement("R-ACT-05")
def test_both_witnesses_are_present(people):
    contract = make.a_prepared_contract(people)
    refused(people, contract, "พยานต้องมาลงนามครบ 2 คน มาแล้ว 1 คน", witnesses_present=1)


@pytest.mark.requirement("R-CONT-11", "R-STMP-02")
@pytest.mark.parametrize("item", checklist.SIGNING, ids=lambda item: item.code)
def test_an_item_of_the_checklist_that_is_not_ticked_is_named(people, item):
    contract = make.a_prepared_contract(people)
    others = [one.code for one in checklist.SIGNING if one is not item]
    refused(people, contract, f"ขาด: {item.text}", checks=others)


def test_a_signing_lies_neither_ahead_nor_before_the_approval(people):
    contract = make.a_prepared_contract(people)
    refused(people, contract, "ยังมาไม่ถึง", signed_on=date(2018, 2, 2))
    refused(people, contract, "อยู่ก่อนวันอนุมัติโครงการ 10 ม.ค. 2561", signed_on=date(2018, 1, 9))


def test_a_contract_is_signed_once(people):
    contract = make.a_signed_contract(people)
    with pytest.raises(services.NotReady, match="บันทึกการลงนามไปแล้ว"):
        services.record_signing(
            contract=contract, by=people.users["khuntan"], on=make.SIGNED_ON, **make.signing(contract)
        )


def test_the_reason_for_a_late_signing_stands_in_the_timeline(people):
    contract = make.a_prepared_contract(people)
    services.record_signing(
        contract=contract,
        by=people.users["khuntan"],
        on=make.SIGNED_ON,
        **make.signing(contract, note="แจ้งผลวันที่ 31 ม.ค."),
    )
    assert StateChange.objects.get(proposal=contract.proposal, step="SIGN").note == "แจ้งผลวันที่ 31 ม.ค."


@pytest.mark.requirement("R-CONT-12")
def test_a_signing_in_another_month_than_the_approval_says_why(people):
    contract = make.a_prepared_contract(people)
    refused(people, contract, "คนละเดือนกับที่อนุมัติโครงการ (10 ม.ค. 2561) ต้องระบุเหตุผล", note=" ")
    given = make.signing(contract, signed_on=make.NOTIFIED_ON, note="")  # the same month needs none
    signed = services.record_signing(contract=contract, by=people.users["khuntan"], on=make.SIGNED_ON, **given)
    assert signed.signed_on == make.NOTIFIED_ON


@pytest.mark.requirement("R-STMP-03")
def test_the_stamped_original_reaches_the_province_once(people):
    contract = make.a_signed_contract(people)
    secretary = people.users["secretary"]
    assert services.receive_papers(contracts=[contract], by=secretary, on=make.TRANSFER_ON) == 1
    assert services.receive_papers(contracts=[contract], by=secretary, on=make.TRANSFER_ON) == 0
    codes = set(contract.signing_checks.values_list("code", flat=True))
    assert {item.code for item in checklist.AT_PROVINCE} <= codes


def test_papers_of_an_unsigned_contract_cannot_arrive(people):
    contract = make.a_prepared_contract(people)
    with pytest.raises(services.NotReady, match="ยังไม่ได้ลงนาม"):
        services.receive_papers(contracts=[contract], by=people.users["secretary"], on=make.TRANSFER_ON)
    assert not contract.signing_checks.exists()


# -- deadlines of a province's own policy ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("province", "signed_on", "arrived_on", "back_by", "paid_by"),
    [
        ("57", date(2018, 2, 1), date(2018, 2, 9), None, date(2018, 3, 5)),
        # signed at the end of a month, complete in the next: the fifth of the month after that
        ("57", date(2018, 1, 31), date(2018, 2, 2), None, date(2018, 3, 5)),
        # Friday 1 November 2562: seven business days to return it, two to pay it out from the day it came
        pytest.param(
            "11",
            date(2019, 11, 1),
            date(2019, 11, 8),
            date(2019, 11, 12),
            date(2019, 11, 12),
            marks=pytest.mark.requirement("R-CONT-16", "R-DISB-03"),
        ),
    ],
)
def test_the_last_days_follow_the_policy_of_the_province(people, province, signed_on, arrived_on, back_by, paid_by):
    terms = selectors.terms_in_force(province=province, on=signed_on)
    calendar = office_calendar(province=province)
    contract = Contract(province_id=province, state="SIGNED", signed_on=signed_on)
    back = selectors.last_day_of_return(contract, terms.contract_return, calendar)
    paid = selectors.last_day_of_transfer(arrived_on, terms.transfer_limit, calendar)
    assert selectors.last_day_of_transfer(None, terms.transfer_limit, calendar) is None
    assert (back and back.last_on, paid.last_on) == (back_by, paid_by)


@pytest.mark.requirement("R-DISB-03")
def test_the_last_day_of_transfer_runs_from_the_day_on_which_both_papers_came_to_the_province(people):
    contract, user = make.a_signed_contract(people), people.users["secretary"]

    def arrived():
        return selectors.awaiting_transfer(user=user).get(pk=contract.pk).arrived_on

    def due():
        return [one.due_on for one in tasks(user=user, on=make.TRANSFER_ON) if "รอทำรายการโอนเงิน" in one.title]

    assert (arrived(), due()) == (None, [None])
    given = {"contract": contract, "of": ("ORIGINAL", "PASSBOOK"), "by": user}
    services.file_papers(**given, there=("ORIGINAL",), on=make.TRANSFER_ON)
    assert arrived() is None
    services.file_papers(**given, there=("ORIGINAL", "PASSBOOK"), on=date(2018, 3, 2))
    assert (arrived(), due()) == (date(2018, 3, 2), [date(2018, 4, 5)])
    services.file_papers(**given, there=("PASSBOOK",), on=date(2018, 3, 5))  # the original went back
    assert arrived() is None


# -- where a ruling switched the stamp duty off ------------------------------------------------------------------------
@pytest.mark.requirement("R-STMP-01")
def test_a_contract_without_stamp_duty_is_signed_and_paid_without_stamps(people, log_in, business_date):
    Policy.objects.create(
        policy_no="P-24",
        key="stamp_duty",
        value={"per": "2000", "cap": "0"},
        effective_from=make.TRANSFER_ON,
        source="ทดสอบ",
    )
    contract = make.a_prepared_contract(people)
    business_date(make.SIGNED_ON)
    form = log_in("khuntan").get(reverse("loans:sign", args=[contract.pk])).content.decode()
    assert "ติดอากรแสตมป์ครบตามวงเงิน" not in form
    checks = [item.code for item in checklist.SIGNING if item.code != "STAMPS"]
    given = make.signing(contract, checks=checks)
    services.record_signing(contract=contract, by=people.users["khuntan"], on=make.SIGNED_ON, **given)
    assert not contract.signing_checks.filter(code="STAMPS").exists()
    page = log_in("khuntan").get(reverse("loans:contract", args=[contract.pk])).content.decode()
    assert "ต้นฉบับสัญญาถึงจังหวัดแล้ว" in page
    assert "ติดอากรแสตมป์ครบตามวงเงิน" not in page
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=make.TRANSFER_ON)
    assert make.a_batch(people, [contract]).state == "MADE"
