"""The pages of a debtor: ledger, a receipt taken back, settling, calling in, handing out, printing for an amphoe."""

from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from documents.models import Document
from jobs.models import JobRun
from jobs.services import work
from loans.models import Contract, ContractChange
from repayments import selectors, services
from repayments.models import HandOut, Receipt, ReceiptBundle, ReceiptReversal
from tests.repayments.factories import FIRST_INSTALMENT, contracts_in_force, paid, receipted
from tests.scenario import kept_for_module

contracts = kept_for_module(lambda: _play())
AUGUST_20 = date(2018, 8, 20)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture(autouse=True)
def in_august(business_date):
    business_date(AUGUST_20)


@pytest.fixture
def log_in(people):
    def as_user(username):
        client = Client()
        client.force_login(people.users[username])
        return client

    return as_user


def officer_of(people, contract):
    for name in ("khuntan", "wiangpapao", "phan"):
        if Contract.objects.visible_to(people.users[name], "repayments.view").filter(pk=contract.pk).exists():
            return name
    raise AssertionError("no officer of the amphoe")


def page(client, name, *args, **query):
    answer = client.get(f"{reverse(f'repayments:{name}', args=args)}?{urlencode(query)}", follow=True)
    return answer.content.decode()


def send(client, name, *args, **given):
    return client.post(reverse(f"repayments:{name}", args=args), given, follow=True).content.decode()


# -- the ledger --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REG-03", "R-REPAY-07")
def test_the_ledger_of_a_debtor_is_the_same_at_both_offices_and_ends_in_the_standing(people, contracts, log_in):
    (receipt,) = receipted(people, paid(contracts[0], "60000.00", on=date(2018, 7, 20)))
    found = selectors.ledger_of(contract=contracts[0], to_on=AUGUST_20)
    assert [line.kind for line in found.lines] == ["TRANSFER", "DUE", "RECEIPT"]
    last = found.lines[-1]
    assert (last.received, last.default_interest, last.contract_interest, last.principal, last.credit) == (
        Decimal("60000.00"),
        Decimal("156.25"),
        Decimal("2515.07"),
        Decimal("50000.00"),
        Decimal("7328.68"),
    )
    standing = selectors.standing(contract=contracts[0], as_of=AUGUST_20)
    assert (last.principal_left, last.credit_left) == (standing.principal, standing.credit)
    for name in ("accountant", officer_of(people, contracts[0])):
        told = page(log_in(name), "ledger", contracts[0].pk)
        assert str(receipt) in told
        assert "60,000.00" in told
        assert "156.25" in told


def test_a_period_begins_with_what_was_carried_forward_and_other_days_are_told_as_they_were(people, contracts, log_in):
    receipted(people, paid(contracts[0]))
    late = selectors.ledger_of(contract=contracts[0], from_on=date(2018, 8, 1), to_on=AUGUST_20)
    assert late.lines == ()
    assert (late.opening.principal_left, late.closing.principal) == (Decimal("150000.00"), Decimal("150000.00"))
    before = selectors.ledger_of(contract=contracts[0], to_on=date(2018, 7, 1))
    assert [line.kind for line in before.lines] == ["TRANSFER"]
    told = page(log_in("accountant"), "ledger", contracts[0].pk, from_on="1/8/2561", to_on="20/8/2561")
    assert "ยอดยกมา" in told
    assert "วันสิ้นสุดต้องไม่อยู่ก่อนวันเริ่มต้น" in page(
        log_in("accountant"), "ledger", contracts[0].pk, from_on="2/8/2561", to_on="1/8/2561"
    )


def test_a_reversed_receipt_is_named_in_the_ledger_and_counts_for_nothing(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    request = services.ask_reversal(receipt=receipt, reason="-", by=people.users["accountant"], on=AUGUST_20)
    services.approve_reversal(reversal=request, by=people.users["chief"], on=AUGUST_20)
    found = selectors.ledger_of(contract=contracts[0], to_on=AUGUST_20)
    assert [line.kind for line in found.lines] == ["TRANSFER", "REVERSED", "DUE"]
    assert found.totals["received"] == 0
    known = ReceiptReversal.objects.get().asked_at
    as_it_was = selectors.ledger_of(contract=contracts[0], to_on=AUGUST_20, known_at=known)
    assert as_it_was.totals["received"] == FIRST_INSTALMENT


@pytest.mark.requirement("R-REG-03")
def test_the_ledger_and_the_register_of_all_of_them_are_given_as_files(people, contracts, log_in):
    receipted(people, paid(contracts[0]))
    client = log_in("accountant")
    for kind, begins in (("register", b"%PDF"), ("statement", b"%PDF"), ("xlsx", b"PK")):
        answer = client.get(reverse("repayments:ledger_file", args=[contracts[0].pk, kind]))
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
    told = page(client, "ledgers", as_of="20/8/2561")
    assert contracts[0].label in told
    assert "150,000.00" in told
    shown = Contract.objects.visible_to(people.users["accountant"], "repayments.view").in_force()
    assert f"{selectors.portfolio(as_of=AUGUST_20, contracts=shown)[''].principal:,.2f}" in told.split("<tfoot>")[1]
    for kind, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        answer = client.get(reverse("repayments:ledgers_file", args=[kind]))
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
    assert client.get(reverse("repayments:ledger_file", args=[contracts[0].pk, "doc"])).status_code == 404


# -- a receipt taken back ----------------------------------------------------------------------------------------------
def test_a_receipt_is_taken_back_by_two_on_their_pages_and_stays_struck_through(people, contracts, log_in):
    (receipt,) = receipted(people, paid(contracts[0]))
    accountant, chief = log_in("accountant"), log_in("chief")
    assert "ขอยกเลิกใบเสร็จ" in page(accountant, "receipt", receipt.pk)
    told = send(accountant, "ask_reversal", receipt.pk, reason="จับคู่ผิดสัญญา")
    assert "รออีกคนหนึ่งอนุมัติ" in told
    request = ReceiptReversal.objects.get()
    assert accountant.post(reverse("repayments:approve_reversal", args=[request.pk])).status_code == 403
    assert "อนุมัติยกเลิกใบเสร็จ" in page(chief, "reversal", request.pk)
    told = send(chief, "approve_reversal", request.pk)
    assert "กลับรายการบัญชี" in told
    assert f"<s>{receipt}</s>" in page(accountant, "receipts")
    assert f"<s>{receipt}</s>" in page(accountant, "contract", contracts[0].pk)
    assert "ใบเสร็จนี้ยกเลิกแล้ว" in page(accountant, "receipt", receipt.pk)
    assert str(receipt) in page(accountant, "reversals", state="APPROVED")


def test_a_request_is_refused_with_a_reason_or_withdrawn_by_its_asker(people, contracts, log_in):
    (receipt,) = receipted(people, paid(contracts[0]))
    accountant, chief = log_in("accountant"), log_in("chief")
    send(accountant, "ask_reversal", receipt.pk, reason="ผิด")
    request = ReceiptReversal.objects.get()
    assert "ต้องระบุเหตุผล" in send(chief, "refuse_reversal", request.pk)
    assert "ใบเสร็จยังใช้ได้" in send(chief, "refuse_reversal", request.pk, reason="ถูกแล้ว")
    send(accountant, "ask_reversal", receipt.pk, reason="ผิดจริง")
    assert "ถอนคำขอยกเลิกใบเสร็จแล้ว" in send(
        accountant, "withdraw_reversal", ReceiptReversal.objects.get(state="ASKED").pk
    )


# -- settling and calling in -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-04")
def test_a_debtor_who_asked_and_pays_the_named_sum_ends_the_loan(people, contracts, log_in):
    receipted(people, paid(contracts[0]))
    client = log_in("accountant")
    day = date(2018, 9, 3)
    quote = selectors.settlement(contract=contracts[0], on=day)
    told = send(client, "settle", contracts[0].pk, settle_on="3/9/2561", reason="มาแจ้งด้วยตนเอง")
    assert f"{quote.to_pay:,.2f}" in told
    paper = Document.objects.get(kind="SETTLEMENT_QUOTE")
    assert (paper.context["to_pay"], paper.context["pay"]["ref1"]) == (str(quote.to_pay), contracts[0].ref1)
    (receipt,) = receipted(people, paid(contracts[0], quote.to_pay, on=day, ref2="02"), on=day)
    split = selectors.allocations_of(receipt)
    for part in selectors.Component:
        assert sum(row.amount for row in split if row.component == part) == quote.total(part)
    contract = Contract.objects.get(pk=contracts[0].pk)
    assert contract.state == Contract.State.CLOSED
    standing = selectors.standing(contract=contract, as_of=day)
    assert standing.is_paid_off
    assert standing.credit == 0


@pytest.mark.requirement("R-REPAY-04")
def test_who_pays_the_sum_of_the_first_letter_on_its_day_has_settled_though_a_second_was_written(
    people, contracts, log_in
):
    receipted(people, paid(contracts[0]))
    client, day = log_in("accountant"), date(2018, 9, 3)
    sum_of_it = selectors.settlement(contract=contracts[0], on=day).to_pay
    send(client, "settle", contracts[0].pk, settle_on="3/9/2561", reason="มาแจ้งด้วยตนเอง")
    send(client, "settle", contracts[0].pk, settle_on="10/9/2561", reason="ขอเลื่อนวัน")
    assert Document.objects.filter(kind="SETTLEMENT_QUOTE").count() == 2
    receipted(people, paid(contracts[0], sum_of_it, on=day, ref2="02"), on=date(2018, 9, 12))
    assert Contract.objects.get(pk=contracts[0].pk).state == Contract.State.CLOSED
    assert selectors.standing(contract=contracts[0], as_of=day).is_paid_off
    told = selectors.ledger_of(contract=contracts[0], to_on=date(2018, 9, 12))
    assert max(line.on for line in told.lines if line.due) == day


def test_no_letter_asks_to_settle_on_a_day_that_is_gone(contracts, log_in):
    told = send(log_in("accountant"), "settle", contracts[0].pk, settle_on="1/8/2561", reason="โทรศัพท์")
    assert "ผ่านไปแล้ว" in told
    assert not ContractChange.objects.exists()
    assert not Document.objects.filter(kind="SETTLEMENT_QUOTE").exists()


def test_without_the_whole_sum_the_schedule_goes_on_and_a_request_can_be_withdrawn(people, contracts, log_in):
    client = log_in("accountant")
    send(client, "settle", contracts[0].pk, settle_on="3/9/2561", reason="โทรศัพท์")
    event = ContractChange.objects.get()
    assert "เพิกถอน" in page(client, "contract", contracts[0].pk)
    assert "เพิกถอนรายการแล้ว" in send(client, "withdraw_change", contracts[0].pk, event.pk, reason="เปลี่ยนใจ")
    assert selectors.terms_of(contracts[0]).settle_on is None


@pytest.mark.requirement("R-DEF-06")
def test_a_whole_debt_is_called_in_by_letter_to_every_signer_and_is_one_debt_from_then_on(people, contracts, log_in):
    client = log_in("accountant")
    told = send(client, "call_in", contracts[0].pk, reason="ผิดนัดงวดที่ 1", decision_number="1/2561")
    letters = Document.objects.filter(kind="CALL_IN")
    assert f"ออกหนังสือ {letters.count()} ฉบับ" in told
    assert letters.count() == contracts[0].parties.count() == len(set(letters.values_list("addressee", flat=True)))
    assert letters.values("number").distinct().count() == 1
    standing = selectors.standing(contract=contracts[0], as_of=AUGUST_20)
    assert standing.allocation.called_in
    assert standing.principal_due == standing.principal == Decimal("200000.00")
    assert "เรียกชำระหนี้ทั้งหมด" in page(client, "contract", contracts[0].pk)
    assert "บันทึก “เรียกชำระหนี้ทั้งหมด” ไว้แล้ว" in send(client, "call_in", contracts[0].pk, reason="อีกครั้ง")


def test_a_debt_without_arrears_is_not_called_in(people, contracts, log_in):
    receipted(people, paid(contracts[0]))
    told = send(log_in("accountant"), "call_in", contracts[0].pk, reason="ลองดู")
    assert "ไม่มีงวดที่เกินกำหนด" in told
    assert not ContractChange.objects.exists()


# -- receipts on their way ---------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-14", "R-ACT-20")
def test_receipts_go_in_bundles_from_the_province_by_the_amphoe_to_the_member(people, contracts, log_in):
    receipted(people, paid(contracts[0]), paid(contracts[1]))
    accountant = log_in("accountant")
    amphoe = contracts[0].amphoe
    of_amphoe = Receipt.objects.filter(amphoe=amphoe).count()
    send(accountant, "make_bundle", amphoe=amphoe.pk)
    bundle = ReceiptBundle.objects.get()
    assert bundle.items.count() == of_amphoe
    run = JobRun.objects.get(job="repayments.print_bundle")
    work(run_id=run.pk)
    bundle.refresh_from_db()
    assert (bundle.paper.kind, len(bundle.paper.context["papers"])) == ("RECEIPT_BUNDLE", of_amphoe)
    assert "ไม่มีใบเสร็จที่รอจัดชุด" in send(accountant, "make_bundle", amphoe=amphoe.pk)
    send(accountant, "hand_out", bundle.pk, step="AMPHOE", given_on="20/8/2561", recipient="เจ้าหน้าที่ อกส.อ.")
    officer = log_in(officer_of(people, contracts[0]))
    assert "ถึงสมาชิก" in page(officer, "bundle", bundle.pk)
    send(officer, "hand_out", bundle.pk, step="TAMBON", given_on="20/8/2561", recipient="อาสาสมัครกองทุนฯ หมู่ 3")
    assert HandOut.objects.filter(step="TAMBON", recipient="อาสาสมัครกองทุนฯ หมู่ 3").count() == of_amphoe
    told = send(officer, "hand_out", bundle.pk, step="MEMBER", given_on="20/8/2561", recipient="ผู้แทนกลุ่ม")
    assert f"บันทึกการส่งมอบใบเสร็จ {of_amphoe} ฉบับแล้ว" in told
    assert HandOut.objects.filter(step="MEMBER").count() == of_amphoe
    receipt = bundle.items.first().receipt
    assert "ผู้แทนกลุ่ม" in page(accountant, "receipt", receipt.pk)
    assert not selectors.not_with_member(user=people.users["accountant"]).exists()


def test_what_cannot_be_handed_out_is_refused_with_a_sentence(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    by = people.users["accountant"]
    given = {"receipts": [receipt], "step": "MEMBER", "recipient": "ผู้แทน", "by": by, "on": AUGUST_20}
    with pytest.raises(services.NotHandedOut, match="ยังมาไม่ถึง"):
        services.hand_out(given_on=date(2018, 8, 21), **given)
    with pytest.raises(services.NotHandedOut, match="อยู่ที่ต้นทาง"):
        services.hand_out(given_on=date(2018, 7, 1), **given)
    with pytest.raises(services.NotHandedOut, match="ผู้รับ"):
        services.hand_out(given_on=AUGUST_20, **(given | {"recipient": " "}))
    assert services.hand_out(given_on=AUGUST_20, **given) == 1
    assert services.hand_out(given_on=AUGUST_20, **given) == 0


# -- forms and cards of an amphoe --------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-15", "R-REPAY-01")
def test_forms_and_cards_of_an_amphoe_are_printed_by_a_worker(people, contracts, log_in):
    receipted(people, paid(contracts[0]))
    client = log_in("accountant")
    amphoe = contracts[0].amphoe
    lent = Contract.objects.filter(amphoe=amphoe, state="IN_FORCE").count()
    send(client, "print_bills", amphoe=amphoe.pk, due_by="31/1/2562")
    run = JobRun.objects.get(job="repayments.print_bills")
    work(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.done) == ("DONE", lent)
    paper = Document.objects.get(pk=run.result["document"])
    assert paper.kind == "BILL_BUNDLE"
    numbers = {
        bill["instalment"]
        for form in Document.objects.filter(kind="BILL_PAYMENT", subject=f"contract:{contracts[0].pk}")
        for bill in form.context["bills"]
    }
    assert numbers == {2}
    send(client, "print_cards", amphoe=amphoe.pk)
    cards = JobRun.objects.get(job="repayments.print_cards")
    work(run_id=cards.pk)
    card = Document.objects.get(kind="BARCODE_CARD", subject=f"contract:{contracts[0].pk}")
    assert [bill["ref2"] for bill in card.context["bills"]] == ["02", "03", "04"], "the first is paid"
    assert "100 %" in page(client, "print_job", cards.pk)
    assert "ไม่มีงวดที่ครบกำหนด" in send(client, "print_bills", amphoe=amphoe.pk, due_by="1/3/2561")


def test_an_amphoe_sees_its_own_printing_and_not_that_of_another(people, contracts, log_in):
    send(log_in("accountant"), "print_cards", amphoe=contracts[0].amphoe.pk)
    run = JobRun.objects.get(job="repayments.print_cards")
    other = JobRun.objects.create(
        job="repayments.print_cards",
        province_id="57",
        period="5705",
        parameters={"amphoe": "5705"},
        business_on=AUGUST_20,
    )
    own = reverse("repayments:print_job", args=[run.pk])
    client = log_in("khuntan")
    assert own in client.get(reverse("repayments:print_jobs")).content.decode()
    assert client.get(own).status_code == 200
    assert client.get(reverse("repayments:print_job", args=[other.pk])).status_code == 404
    assert client.get(reverse("repayments:print_progress", args=[other.pk])).status_code == 404


def test_a_card_is_issued_once_from_the_page_of_its_contract(people, contracts, log_in):
    client = log_in("accountant")
    assert "ออกบัตรบาร์โค้ดเลขที่" in send(client, "card", contracts[0].pk)
    send(client, "card", contracts[0].pk)
    assert Document.objects.filter(kind="BARCODE_CARD").count() == 1
