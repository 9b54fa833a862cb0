"""What was signed and needs a correction before its transfer: back to the preparation, and signed anew."""

from datetime import date

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import Document
from loans import selectors, services
from loans.models import AnnulledSigning, Contract
from loans.selectors import lists
from loans.tables import registers
from projects.models import StateChange
from projects.rules import State
from tests.loans import factories as make
from tests.loans.test_recall import an_approved_batch, recall
from tests.loans.test_rejection import AGAIN_ON, pay_again, reject

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
WHY = "เลขที่บัญชีผิด"
ON = make.TRANSFER_ON


def annul(people, contract, *, on=ON, reason=WHY):
    return services.annul_signing(contract=contract, reason=reason, by=people.users["secretary"], on=on)


def change(people, contract, *, on=ON, **changed):
    given = make.preparation(contract.proposal, planned_transfer_on=on, appointment_on=on, **changed)
    return services.update_preparation(contract=contract, by=people.users["secretary"], on=on, **given)


def sign(people, contract, *, on=ON):
    given = make.signing(contract, signed_on=on)
    return services.record_signing(contract=contract, by=people.users["khuntan"], on=on, **given)


# -- annulling ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-10")
def test_a_signing_is_annulled_with_a_reason_and_kept_as_it_was_recorded(people):
    contract = make.a_complete_contract(people)
    with pytest.raises(services.ReasonMissing, match="ต้องระบุเหตุผลที่เพิกถอนการลงนาม"):
        annul(people, contract, reason=" ")
    annul(people, contract)
    contract.refresh_from_db()
    assert (contract.state, contract.signed_on, contract.signing_recorded_by) == ("PREPARED", None, None)
    assert contract.proposal.state == State.ACCOUNT_OPENED
    kept = AnnulledSigning.objects.get(contract=contract)
    assert (kept.signed_on, kept.recorded_by, kept.reason) == (make.SIGNED_ON, people.users["khuntan"], WHY)
    assert {check["code"] for check in kept.checks} >= {"STAMPS", "ORIGINAL_HERE"}
    assert not contract.signing_checks.exists()
    assert "ORIGINAL" not in selectors.whereabouts([contract.pk], as_of=ON).get(contract.pk, {})
    assert StateChange.objects.get(proposal=contract.proposal, step="ANNUL_SIGNING").note == WHY


def test_it_is_changed_printed_under_the_next_number_and_signed_anew_before_its_money_leaves(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    annul(people, contract)
    with pytest.raises(services.NotReady, match=r"/1 ถูกเพิกถอนการลงนามแล้ว ให้แก้ไขสัญญา"):
        sign(people, contract)
    change(people, contract, account_number="539-0-99999-7")
    papers = Document.objects.about(f"contract:{contract.pk}").filter(kind="CONTRACT_DRAFT")
    assert [paper.number.rpartition("/")[2] for paper in papers] == ["2", "1"]
    sign(people, contract)
    with pytest.raises(services.NotComplete, match="ต้นฉบับสัญญา"):
        make.a_batch(people, [contract])  # the papers of the first signing do not count
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=ON)
    services.approve_transfer(batch=make.a_batch(people, [contract]), by=people.users["chief"], on=ON)
    contract.refresh_from_db()
    assert (contract.state, contract.account_number) == ("IN_FORCE", "5390999997")


def test_what_is_in_a_transfer_or_in_force_stays_signed(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    batch = make.a_batch(people, [contract])
    with pytest.raises(services.NotReady, match=f"อยู่ในชุดโอนเงินที่ {batch.pk}"):
        annul(people, contract)
    services.approve_transfer(batch=batch, by=people.users["chief"], on=ON)
    with pytest.raises(services.NotReady, match="โอนเงินแล้ว"):
        annul(people, contract)
    assert not AnnulledSigning.objects.exists()


def test_after_a_transfer_that_was_taken_back_a_wrong_account_is_no_dead_end(people):
    contract = make.a_complete_contract(people)
    make.capital(people)
    recall(people, an_approved_batch(people, [contract]))
    annul(people, contract)
    change(people, contract, account_number="539-0-99999-7")
    sign(people, contract)
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=ON)
    services.approve_transfer(batch=make.a_batch(people, [contract]), by=people.users["chief"], on=ON)
    contract = Contract.objects.get(pk=contract.pk)
    assert (contract.state, contract.label, contract.account_number) == ("IN_FORCE", "1/2561", "5390999997")


@pytest.mark.requirement("R-CONT-10")
def test_what_was_signed_anew_after_the_bank_refused_changes_by_a_signing_only(people, log_in, business_date):
    contract, on = make.a_contract_in_force(people), date(2018, 2, 5)
    reject(people, contract, on=on)
    assert selectors.waits_after_refusal(Contract.objects.get(pk=contract.pk))
    annul(people, contract, on=on)
    change(people, contract, on=AGAIN_ON, account_number="539-0-99999-7")
    sign(people, contract, on=on)
    by, given = people.users["secretary"], {"bank": "ธนาคารออมสิน", "branch": "พาน", "number": "020123456789"}
    with pytest.raises(services.NotReady, match="แก้ได้เฉพาะ"):
        services.correct_account(paid=contract, **given, reason="พิมพ์ผิด", by=by, on=on)
    with pytest.raises(services.NotReady, match="แก้ได้เฉพาะ"):
        services.change_due_dates(
            contract=contract, planned_transfer_on=AGAIN_ON, due_dates=(), reason="ช้า", by=by, on=on
        )
    business_date(on)
    page = log_in("secretary").get(reverse("loans:contract", args=[contract.pk])).content.decode()
    assert reverse("loans:account", args=[contract.pk]) not in page
    services.receive_papers(contracts=[contract], by=by, on=on)
    pay_again(people, contract)
    reject(people, contract, on=AGAIN_ON)  # the bank refuses the second account, too: an answer to what is signed now
    corrected = services.correct_account(paid=contract, **given, reason="พิมพ์ผิด", by=by, on=AGAIN_ON)
    assert corrected.account_number == "020123456789"


# -- the schedule of the day -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-CONT-09", "R-DISB-01")
def test_who_makes_a_transfer_hears_which_contract_does_not_fit_its_day(people):
    days = [date(2018, 3, 5), date(2018, 9, 5), date(2019, 3, 5), date(2019, 9, 5)]
    fitting = make.a_complete_contract(people, group=1)
    contract = make.a_complete_contract(people, group=2, due_dates=days)
    on = date(2018, 3, 5)
    with pytest.raises(services.DoesNotFit) as said:
        make.a_batch(people, [fitting, contract], transfer_on=on, on=on)
    assert f"สัญญา {contract.label} โอนวันที่ 5 มี.ค. 2561 ไม่ได้" in str(said.value)
    assert "วันครบกำหนด 5 มี.ค. 2561 ต้องอยู่หลังวันที่ 5 มี.ค. 2561" in str(said.value)
    assert make.a_batch(people, [fitting], transfer_on=on, on=on).lines.count() == 1


def test_two_years_by_the_month_that_end_too_late_for_the_real_day_are_prepared_anew(people):
    planned, on = date(2018, 2, 5), date(2018, 2, 2)
    contract = make.a_complete_contract(
        people, months_between=1, instalment_count=24, planned_transfer_on=planned, appointment_on=make.SIGNED_ON
    )
    with pytest.raises(services.DoesNotFit, match=r"โอนวันที่ 2 ก.พ. 2561 ไม่ได้: งวดสุดท้ายครบกำหนด .* เกิน 24 เดือน"):
        make.a_batch(people, [contract], transfer_on=on, on=on)
    annul(people, contract, on=on)
    change(people, contract, on=on, months_between=1, instalment_count=23)
    sign(people, contract, on=on)
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=on)
    assert make.a_batch(people, [contract], transfer_on=on, on=on).state == "MADE"


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_the_page_of_a_signed_contract_leads_back_to_its_preparation(people, log_in, business_date):
    contract = make.a_complete_contract(people)
    business_date(ON)
    client, page = log_in("secretary"), reverse("loans:contract", args=[contract.pk])
    command = reverse("loans:annul_signing", args=[contract.pk])
    assert command in client.get(page).content.decode()
    answer = client.post(command, {"reason": WHY}, follow=True).content.decode()
    assert "เพิกถอนการลงนามแล้ว แก้ไขสัญญาและออกฉบับเตรียมลงนามใหม่ได้" in answer
    assert "แก้ไขสัญญาแล้วบันทึก เพื่อออกฉบับเตรียมลงนามใหม่" in answer
    assert WHY in answer
    assert "แก้ไขก่อนลงนาม" in answer
    assert command not in answer
    assert client.get(reverse("loans:edit", args=[contract.pk])).status_code == 200


@pytest.mark.parametrize("name", ["loans:edit", "loans:account", "loans:due_dates", "loans:sign"])
def test_a_page_whose_form_would_be_refused_says_so_and_leads_to_the_contract(people, log_in, business_date, name):
    contract = make.a_complete_contract(people)
    business_date(ON)
    user = "khuntan" if name == "loans:sign" else "secretary"
    answer = log_in(user).get(reverse(name, args=[contract.pk]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("loans:contract", args=[contract.pk]))


# -- the registers -----------------------------------------------------------------------------------------------------
RIGHT = "5390999997"


@pytest.fixture
def at_its_time():
    """Stamp what the history got since the last call as its own transaction would have stamped it."""
    history = Contract._meta.get_field("events").related_model
    seen = [0]

    def stamp():
        with pgtrigger.ignore("loans.ContractEvent:append_only"):
            history.objects.filter(pgh_id__gt=seen[0]).update(pgh_created_at=timezone.now())
        seen[0] = history.objects.order_by("-pgh_id").values_list("pgh_id", flat=True)[0]

    return stamp


def account_on(people, day):
    """The account that the register of accounts shows as of a day."""
    found = lists.accounts_as_of(user=people.users["secretary"], as_of=day)
    (row,) = registers.rows_of("accounts", found, as_of=day, there={})
    return row["account"]


@pytest.mark.requirement("R-REG-02")
def test_the_register_of_accounts_names_what_was_signed_anew_after_the_bank_refused(people, at_its_time):
    contract = make.a_contract_in_force(people)
    wrong, refused_on, annulled_on = contract.account_number, date(2018, 2, 5), date(2018, 2, 6)
    at_its_time()
    reject(people, contract, on=refused_on)
    at_its_time()
    annul(people, contract, on=annulled_on)
    at_its_time()
    change(people, contract, on=annulled_on, account_number=RIGHT)
    at_its_time()
    days = (make.TRANSFER_ON, refused_on, annulled_on)
    assert [account_on(people, day) for day in days] == [wrong, wrong, RIGHT]
    sign(people, contract, on=annulled_on)
    at_its_time()
    assert [account_on(people, day) for day in days] == [wrong, wrong, RIGHT]
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=annulled_on)
    pay_again(people, contract)
    at_its_time()
    assert [account_on(people, day) for day in (*days, AGAIN_ON)] == [wrong, wrong, RIGHT, RIGHT]


@pytest.mark.requirement("R-REG-02")
def test_the_register_of_accounts_names_what_was_signed_anew_after_a_transfer_was_taken_back(people, at_its_time):
    contract = make.a_complete_contract(people)
    wrong, annulled_on = contract.account_number, date(2018, 2, 5)
    make.capital(people)
    recall(people, an_approved_batch(people, [contract]))
    at_its_time()
    annul(people, contract, on=annulled_on)
    at_its_time()
    change(people, contract, on=annulled_on, account_number=RIGHT)
    sign(people, contract, on=annulled_on)
    at_its_time()
    assert [account_on(people, day) for day in (ON, annulled_on, AGAIN_ON)] == [wrong, RIGHT, RIGHT]


def test_before_any_transfer_the_register_of_accounts_tells_the_two_signings_apart(people, at_its_time):
    contract = make.a_complete_contract(people)
    wrong, annulled_on = contract.account_number, date(2018, 2, 5)
    make.capital(people)
    at_its_time()
    annul(people, contract, on=annulled_on)
    at_its_time()
    change(people, contract, on=annulled_on, account_number=RIGHT)
    sign(people, contract, on=annulled_on)
    services.receive_papers(contracts=[contract], by=people.users["secretary"], on=annulled_on)
    pay_again(people, contract)
    at_its_time()
    assert [account_on(people, day) for day in (ON, annulled_on, AGAIN_ON)] == [wrong, RIGHT, RIGHT]


@pytest.mark.requirement("R-REG-08")
def test_until_its_signing_was_annulled_a_contract_stands_in_the_register_of_papers(people):
    contract, annulled_on, again_on = make.a_complete_contract(people), date(2018, 2, 5), date(2018, 2, 7)
    annul(people, contract, on=annulled_on)
    user = people.users["secretary"]

    def listed():
        days = (make.SIGNED_ON, date(2018, 2, 4), annulled_on, again_on)
        return [[one.pk for one in lists.papers_as_of(user=user, as_of=day)] for day in days]

    assert listed() == [[contract.pk], [contract.pk], [], []]
    assert "ORIGINAL" in selectors.whereabouts([contract.pk], as_of=date(2018, 2, 4))[contract.pk]
    change(people, contract, on=annulled_on)
    sign(people, contract, on=again_on)
    assert listed() == [[contract.pk], [contract.pk], [], [contract.pk]]
