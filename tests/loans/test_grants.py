"""A subsidy: paid beside the loans, accounted for to the last baht, the rest sent back, closed by the province."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from areas.models import PersonalDataAccess
from loans import selectors, services
from loans.models import Grant, GrantRecord, TransferLine
from members import services as members
from projects.models import Proposal
from projects.rules import State, Step
from projects.selectors.progress import paid_out, progress_of
from projects.services import advance
from repayments.models import BankLine
from reports.demo.progress import photograph
from tests.loans import factories as make
from tests.projects.houses import house_draft
from tests.projects.test_organisations import send
from tests.repayments import factories as money
from treasury import chart
from treasury.models import JournalEntry
from treasury.selectors import balance

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_papers")]
ON = date(2018, 1, 31)
PAID_ON = make.TRANSFER_ON


@pytest.fixture
def subsidy(people):
    """Give a subsidy of an organisation, approved and notified."""
    house = members.register_organisation(
        name="กลุ่มสตรีบ้านตัวอย่าง",
        is_legal_person=False,
        tambon="571403",
        address="1 หมู่ 1",
        residence_since_on=date(2015, 1, 1),
        president=people.groups[6][0],
        by=people.users["khuntan"],
        on=date(2017, 12, 1),
    )
    proposal = house_draft(people, house, people.groups[6][0], support="SUBSIDY", amount=Decimal("50000.00"))
    send(people, proposal)
    for step in ("GIVE_TAMBON_OPINION", "PUT_ON_AMPHOE_AGENDA", "AGREE", "RECORD", "SCREEN", "APPROVE", "NOTIFY"):
        advance(proposal=proposal, step=Step(step), by=people.users["secretary"], on=ON)
    return proposal


def prepared(people, proposal, **changed):
    given = {"account_bank": "ธนาคารออมสิน", "account_number": "020-1-2345678", "account_name": "กลุ่มสตรีบ้านตัวอย่าง"}
    return services.prepare_grant(proposal=proposal, by=people.users["secretary"], on=ON, **given | changed)


def a_paid_grant(people, proposal):
    grant = prepared(people, proposal)
    make.capital(people)
    batch = a_batch(people, [grant])
    services.approve_transfer(batch=batch, by=people.users["chief"], on=PAID_ON)
    return Grant.objects.select_related("proposal").get(pk=grant.pk)


def a_batch(people, grants, contracts=(), on=PAID_ON):
    return services.make_transfer(
        province="57",
        contract_ids=[one.pk for one in contracts],
        grant_ids=[one.pk for one in grants],
        transfer_on=on,
        request_key=uuid4(),
        by=people.users["secretary"],
        on=on,
    )


def used(people, grant, amount, *, on=date(2018, 3, 1), key=None, **changed):
    given = {"spent_on": on, "text": "วัสดุฝึกอาชีพ", "reference": "บ. 1/2561"} | changed
    return services.record_use(
        grant=grant, amount=Decimal(amount), by=people.users["khuntan"], on=on, request_key=key or uuid4(), **given
    )


@pytest.mark.requirement("R-PROJ-02", "R-DISB-01")
def test_a_subsidy_is_paid_in_the_same_batch_as_a_loan_and_booked_as_a_subsidy(people, subsidy):
    contract, grant = make.a_complete_contract(people), prepared(people, subsidy)
    make.capital(people)
    batch = a_batch(people, [grant], [contract])
    services.approve_transfer(batch=batch, by=people.users["chief"], on=PAID_ON)
    grant.refresh_from_db()
    assert (grant.state, grant.label, grant.paid_on) == ("PAID", "อน. 1/2561", PAID_ON)
    assert grant.proposal.state == State.TRANSFERRED
    entry = JournalEntry.objects.get(kind="SUBSIDY")
    assert {(row.account_id, row.amount) for row in entry.postings.all()} == {
        (chart.SUBSIDY, Decimal("50000.00")),
        (chart.BANK, Decimal("-50000.00")),
    }
    assert balance(province="57", account=chart.LOANS, as_of=PAID_ON) == contract.principal
    assert balance(province="57", account=chart.BANK, as_of=PAID_ON) == 0


def test_a_loan_is_no_grant_and_a_project_has_one_grant(people, subsidy):
    with pytest.raises(services.NotReady, match="ไม่ใช่เงินอุดหนุน"):
        prepared(people, make.a_proposal(people))
    prepared(people, subsidy)
    with pytest.raises(services.AlreadyPrepared):
        prepared(people, subsidy)


def test_a_grant_is_in_one_live_batch_and_paid_once(people, subsidy):
    grant = a_paid_grant(people, subsidy)
    with pytest.raises(services.AlreadyPaidOut):
        a_batch(people, [grant])
    with pytest.raises(IntegrityError, match="grant_paid_out_once"), transaction.atomic():
        TransferLine.objects.create(batch=TransferLine.objects.get().batch, grant=grant, amount=1)
    with pytest.raises(IntegrityError, match="was paid: number, day, amount"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(amount=1)


def test_a_line_pays_a_contract_or_a_grant_never_both_or_neither(people, subsidy):
    contract, grant = make.a_complete_contract(people), prepared(people, subsidy)
    batch = make.a_batch(people, [contract])
    for wrong in ({}, {"contract": contract, "grant": grant, "is_live": False}):
        with pytest.raises(IntegrityError, match="line_pays_a_contract_or_a_grant"), transaction.atomic():
            TransferLine.objects.create(batch=batch, amount=1, **wrong)


def test_what_the_bank_sends_back_of_a_grant_is_paid_again_from_the_savings_account(people, subsidy):
    grant = a_paid_grant(people, subsidy)
    line = TransferLine.objects.select_related("batch").get()
    on = date(2018, 2, 5)
    make.the_bank_sends_back(people.users, line, reason="บัญชีปิด", on=on)
    grant.refresh_from_db()
    assert (grant.state, grant.paid_on, grant.proposal.state) == ("PREPARED", None, State.ACCOUNT_OPENED)
    assert balance(province="57", account=chart.SUBSIDY, as_of=on) == 0
    batch = a_batch(people, [grant], on=date(2018, 2, 9))
    services.approve_transfer(batch=batch, by=people.users["chief"], on=date(2018, 2, 9))
    grant.refresh_from_db()
    assert (grant.state, grant.label) == ("PAID", "อน. 1/2561")
    assert balance(province="57", account=chart.SUBSIDY, as_of=date(2018, 2, 9)) == Decimal("50000.00")
    assert balance(province="57", account=chart.BANK, as_of=date(2018, 2, 9)) == 0


@pytest.mark.requirement("R-PROJ-02")
def test_every_baht_has_a_voucher_or_came_back_before_the_project_is_closed(people, subsidy):
    grant, by = a_paid_grant(people, subsidy), people.users["secretary"]
    used(people, grant, "30000.00")
    with pytest.raises(services.NotAccountedFor, match="อีก 20,000.00 บาท"):
        services.close_grant(grant=grant, by=by, on=date(2018, 3, 2))
    with pytest.raises(services.MoreThanGranted):
        used(people, grant, "20000.01")
    make.money_back(people, grant=grant, amount=Decimal("20000.00"), reason="เหลือจ่าย", on=date(2018, 3, 5))
    services.close_grant(grant=grant, by=by, on=date(2018, 3, 6))
    grant.refresh_from_db()
    assert (grant.state, grant.closed_by, grant.proposal.state) == ("EVIDENCED", by, State.CLOSED)
    assert selectors.use_of([grant.pk])[grant.pk] == selectors.Use(
        Decimal("50000.00"), Decimal("30000.00"), Decimal("20000.00")
    )
    assert balance(province="57", account=chart.SUBSIDY, as_of=date(2018, 3, 6)) == Decimal("30000.00")


def test_the_same_voucher_sent_twice_counts_once_and_a_mistake_is_taken_back(people, subsidy):
    grant, key = a_paid_grant(people, subsidy), uuid4()
    first = used(people, grant, "100.00", key=key)
    assert used(people, grant, "100.00", key=key) == first
    with pytest.raises(services.KeyReused, match="ไปแล้วด้วยข้อมูลอื่น"):
        used(people, grant, "200.00", key=key)
    assert selectors.use_of([grant.pk])[grant.pk].used == Decimal("100.00")
    by, on = people.users["khuntan"], date(2018, 3, 2)
    services.withdraw_use(record=first, reason="พิมพ์ผิด", request_key=uuid4(), by=by, on=on)
    assert selectors.use_of([grant.pk])[grant.pk].used == 0
    with pytest.raises(services.AlreadyRecorded):
        services.withdraw_use(record=first, reason="พิมพ์ผิด", request_key=uuid4(), by=by, on=on)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        GrantRecord.objects.filter(pk=first.pk).delete()


def test_a_use_is_proved_by_a_file_or_by_the_number_of_its_voucher(people, subsidy):
    grant = a_paid_grant(people, subsidy)
    with pytest.raises(services.EvidenceMissing, match="ต้องระบุเลขที่ใบสำคัญ หรือแนบไฟล์"):
        used(people, grant, "100.00", reference=" ")
    assert used(people, grant, "100.00", reference="", file=make.slip("ใบเสร็จ.pdf")).file is not None
    assert used(people, grant, "100.00").file is None


def test_a_return_of_a_subsidy_is_taken_back_by_two_persons_even_when_it_closed_it(people, subsidy):
    grant, on = a_paid_grant(people, subsidy), date(2018, 7, 6)
    by, chief = people.users["accountant"], people.users["chief"]
    used(people, grant, "49991.00")
    [line] = money.imported(people, money.paid(None, "9.00"), on=on)
    found = make.money_back(people, grant=grant, reason="เหลือจ่าย", line_key=line.pk, on=on)
    services.close_grant(grant=grant, by=people.users["secretary"], on=on)
    before = balance(province="57", account=chart.SUBSIDY, as_of=on)
    services.ask_undo_return(money_return=found, by=by, on=on, reason="เงินของกลุ่มอื่น")
    undone = services.undo_return(money_return=found, by=chief, on=on)
    grant.refresh_from_db()
    line.refresh_from_db()
    assert (undone.state, grant.state, grant.closed_on, line.state) == ("UNDONE", "PAID", None, "UNKNOWN")
    assert Proposal.objects.get(pk=grant.proposal_id).state == State.STARTED
    assert selectors.use_of([grant.pk])[grant.pk].open == Decimal("9.00")
    assert balance(province="57", account=chart.SUBSIDY, as_of=on) == before + Decimal("9.00")
    assert balance(province="57", account=chart.SUSPENSE, as_of=on) == Decimal("-9.00")
    make.money_back(people, grant=grant, reason="เหลือจ่าย", amount=Decimal("9.00"), on=on)
    grant = Grant.objects.select_related("proposal").get(pk=grant.pk)
    assert services.close_grant(grant=grant, by=people.users["secretary"], on=on).state == "EVIDENCED"


def test_the_rest_comes_back_through_a_line_of_the_bank_that_is_never_receipted(people, subsidy):
    grant = a_paid_grant(people, subsidy)
    [line] = money.imported(people, money.paid(None, "9.00"), on=date(2018, 7, 6))
    make.money_back(
        people, grant=grant, amount=Decimal("9.00"), reason="เหลือจ่าย", line_key=line.pk, on=date(2018, 7, 6)
    )
    line.refresh_from_db()
    assert line.state == BankLine.State.MONEY_BACK
    assert balance(province="57", account=chart.SUSPENSE, as_of=date(2018, 7, 6)) == 0
    assert balance(province="57", account=chart.SUBSIDY, as_of=date(2018, 7, 6)) == Decimal("49991.00")


def test_a_grant_that_is_not_paid_is_cancelled_with_its_project(people, subsidy):
    grant = prepared(people, subsidy)
    services.cancel_grant(grant=grant, reason="องค์กรเลิก", by=people.users["secretary"], on=ON)
    grant.refresh_from_db()
    assert (grant.state, grant.proposal.state) == ("CANCELLED", State.CANCELLED_MEMBER_CHANGE)


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_a_subsidy_goes_from_its_account_to_its_last_voucher_on_the_pages(
    people, subsidy, log_in, business_date, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    business_date(ON)
    client = log_in("secretary")
    assert "อนุมัติแล้ว รอบันทึกบัญชีรับเงิน" in client.get(reverse("loans:grants")).content.decode()
    typed = {
        "account_bank": "ธนาคารออมสิน",
        "account_branch": "",
        "account_number": "0201234567",
        "account_name": "กลุ่มสตรี",
        "passbook": photograph(number=5),
    }
    answer = client.post(reverse("loans:prepare_grant", args=[subsidy.pk]), typed)
    grant = Grant.objects.get()
    assert answer["Location"] == reverse("loans:grant", args=[grant.pk])
    stored = client.get(reverse("loans:grant_attached", args=[grant.files.get().pk]))
    assert stored["Content-Type"] == "image/jpeg"
    make.capital(people)
    business_date(PAID_ON)
    page = client.get(reverse("loans:transfers")).content.decode()
    assert "เงินอุดหนุนที่รอโอน" in page
    typed = {"transfer_on": "2/2/2561", "request_key": str(uuid4()), "grants": [grant.pk]}
    assert client.post(reverse("loans:make_transfer"), typed).status_code == 302
    batch = TransferLine.objects.get().batch
    assert grant.account_number in client.get(reverse("loans:transfer", args=[batch.pk])).content.decode()
    log_in("chief").post(reverse("loans:approve", args=[batch.pk]))
    voucher = reverse("loans:grant_voucher", args=[grant.pk])
    assert "เปิดเอกสารฉบับเต็ม" in client.get(voucher).content.decode()
    assert client.post(voucher, {"reason": "ให้องค์กรลงนาม"})["Content-Type"] == "application/pdf"
    assert log_in("accountant").get(voucher)["Content-Type"] == "application/pdf"
    assert log_in("accountant").post(voucher, {"reason": "ให้องค์กรลงนาม"}).status_code == 403
    acting = grant.proposal.borrowers.get().member
    assert PersonalDataAccess.objects.filter(subject=f"member:{acting.pk}", action="REVEAL").count() == 1
    client = log_in("secretary")
    officer = log_in("khuntan")
    business_date(date(2018, 3, 1))
    typed = {"spent_on": "1/3/2561", "text": "ผ้า", "amount": "50,000", "reference": "1", "request_key": str(uuid4())}
    assert officer.post(reverse("loans:record_use", args=[grant.pk]), typed).status_code == 302
    assert "ผ้า" in officer.get(reverse("loans:grant", args=[grant.pk])).content.decode()
    client = log_in("secretary")
    assert "รับรองหลักฐานและปิดโครงการ" in client.get(reverse("loans:grant", args=[grant.pk])).content.decode()
    client.post(reverse("loans:close_grant", args=[grant.pk]))
    grant.refresh_from_db()
    assert grant.state == "EVIDENCED"


@pytest.mark.requirement("R-PROJ-22")
def test_the_reports_of_a_subsidy_run_from_its_money_like_those_of_a_loan(people, subsidy):
    grant = a_paid_grant(people, subsidy)
    line = TransferLine.objects.select_related("batch").get()
    on, again = date(2018, 2, 5), date(2018, 2, 9)
    make.the_bank_sends_back(people.users, line, reason="บัญชีปิด", on=on)
    proposal = Grant.objects.select_related("proposal").get(pk=grant.pk).proposal
    assert progress_of(proposal=proposal, on=on) is None
    services.approve_transfer(batch=a_batch(people, [grant], on=again), by=people.users["chief"], on=again)
    proposal.refresh_from_db()
    assert progress_of(proposal=proposal, on=again).transferred_on == again
    (row,) = paid_out(Proposal.objects.filter(pk=proposal.pk))  # once, whatever the bank sent back before
    assert row.moved_on == again
