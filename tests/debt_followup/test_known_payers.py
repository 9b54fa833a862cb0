"""A payment of which it is known who made it begins the period of that signer anew, and of nobody else (A-12)."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from debt_followup import selectors, services, tables
from debt_followup.models import AnnouncedLimit
from debt_followup.rules.visits import Channel, ContactRefused, Met, Outcome
from debt_followup.selectors.interruptions import interruptions
from debt_followup.services.arrears import differing_arrears
from debt_followup.services.visits import record_contact
from loans.models import Contract, Party
from repayments import services as repayments
from repayments.models import BankLine, PaymentNotice, Receipt, ReceiptPayer
from repayments.selectors import payer_of, standing
from repayments.services import refresh_courses
from repayments.services.payers import ask_again
from reports.selectors.tasks import tasks
from tests.papers import blank_pdf
from tests.repayments import factories

ON = date(2018, 9, 28)
DUE, PAID = date(2018, 7, 5), date(2018, 7, 20)  # by the second of the three loans, in part and late
BY_DUE, BY_PAYMENT = date(2023, 7, 5), date(2023, 7, 20)
NEAR = date(2022, 9, 30)
pytestmark = pytest.mark.requirement("R-LIM-06", "R-LIM-03")


@pytest.fixture
def late(loans):
    """Give the contract that paid 20,000 baht of 52,515.07, fifteen days late."""
    refresh_courses(on=ON)
    services.refresh_arrears()
    return Contract.objects.get(pk=loans[1].pk)


@pytest.fixture
def receipt(late):
    return Receipt.objects.get(contract=late)


def signers(contract):
    parties = selectors.limitation.parties_in_order(contract)
    return parties[0], parties[1]


def limits(contract, on=ON, **known):
    """Give the first last day to sue of each signer, as the rules have it."""
    found = selectors.limits_of(contract, standing=standing(contract=contract, as_of=on), **known)
    return {one.party.pk: one.readings.whole_on for one in found.debtors}


def slip(paid_on=PAID, amount="20000.00", **more):
    return {
        "channel": "WALK_IN", "paid_on": paid_on, "amount": Decimal(amount),
        "evidence": SimpleUploadedFile("slip.pdf", blank_pdf()), "on": ON, **more,
    }  # fmt: skip


def named(receipt, users, party, *, on=ON, reason="สลิปในชื่อของนางเอง"):
    asked = repayments.ask_payer(receipt=receipt, party=party, reason=reason, by=users["accountant"], on=on)
    return repayments.approve_payer(request=asked, by=users["chief"], on=on)


def agree(contract, on=ON):
    """Hold the spans, of which lists and alerts are read, against the rules."""
    own = limits(contract, on)
    first, _other = signers(contract)
    row = selectors.arrears_of([contract.pk], as_of=on)[contract.pk]
    assert (row.representative_until, row.earliest_until) == (own[first.pk], min(own.values()))
    assert differing_arrears(contract_ids=[contract.pk]) == []
    return own


def announce():
    """Announce what is near at this moment; the database's clock stands still in a test."""
    services.announce_limits(on=NEAR)
    AnnouncedLimit.objects.update(announced_at=timezone.now())


# -- told by a slip ----------------------------------------------------------------------------------------------------
def test_a_payment_of_nobody_knows_whom_counts_for_the_representative_alone(late):
    first, other = signers(late)
    found = agree(late)
    assert (found[first.pk], found[other.pk]) == (BY_PAYMENT, BY_DUE)


def test_a_slip_of_money_that_has_its_receipt_is_a_request_and_another_person_decides(late, users, receipt):
    first, other = signers(late)
    notice = repayments.record_notice(contract=late, party=other, by=users["khuntan"], **slip())
    assert notice.state == PaymentNotice.State.SETTLED
    asked = ReceiptPayer.objects.get()
    assert (asked.state, asked.party, asked.notice, asked.asked_by) == ("ASKED", other, notice, users["khuntan"])
    assert "20 ก.ค. 2561" in asked.reason
    found = agree(late)
    assert (found[first.pk], found[other.pk]) == (BY_PAYMENT, BY_DUE)  # one person alone moves nobody's last day
    with pytest.raises(repayments.OwnPayer):
        repayments.approve_payer(request=asked, by=users["khuntan"], on=ON)
    repayments.approve_payer(request=asked, by=users["chief"], on=ON)
    found = agree(late)
    assert (found[other.pk], found[first.pk]) == (BY_PAYMENT, BY_DUE)
    assert {day for key, day in found.items() if key not in (first.pk, other.pk)} <= {BY_DUE}
    [event] = interruptions([late.pk], on=ON)[late.pk]
    assert (event.party_id, event.on, event.reference) == (other.pk, PAID, str(receipt))
    assert payer_of(receipt).notice.payer == other.name


def test_a_later_slip_asks_nothing_where_it_is_asked_already(late, users, receipt):
    first, other = signers(late)
    repayments.ask_payer(receipt=receipt, party=first, reason="-", by=users["accountant"], on=ON)
    repayments.record_notice(contract=late, party=other, by=users["khuntan"], **slip())
    assert ReceiptPayer.objects.get().party == first


def test_a_later_slip_of_the_only_signer_asks_nothing(late, users, receipt):
    first, _other = signers(late)
    Party.objects.filter(contract=late).exclude(pk=first.pk).delete()
    repayments.record_notice(contract=late, party=first, by=users["khuntan"], **slip())
    assert not ReceiptPayer.objects.exists()


def test_a_slip_that_came_before_the_money_names_the_payer_when_the_money_is_receipted(
    loans, people, users, quick_papers
):
    contract = Contract.objects.get(pk=loans[2].pk)
    first, other = signers(contract)
    paid_on = date(2018, 9, 3)
    repayments.record_notice(contract=contract, party=other, by=users["khuntan"], **slip(paid_on, "5000.00"))
    assert not ReceiptPayer.objects.exists()
    factories.receipted(people, factories.paid(contract, "5000.00", on=paid_on, at=time(9, 0)), on=ON)
    found = agree(contract)
    assert (found[other.pk], found[first.pk]) == (date(2023, 9, 3), BY_DUE)


def visited(contract, users, *, met, payer):
    """Record that a signer came by herself with a slip of the payment."""
    return record_contact(
        contract=contract, channel=Channel.WALK_IN, happened_on=ON, at=time(10), is_demand=False, met=Met.DEBTOR,
        outcome=Outcome.PAID, party=met, by=users["debt"], on=ON, slip_payer=payer,
        slip=SimpleUploadedFile("slip.pdf", blank_pdf()), slip_paid_on=PAID, slip_amount=Decimal("20000.00"),
    )  # fmt: skip


def test_who_comes_with_a_slip_is_not_taken_for_its_payer(late, users, receipt):
    other = signers(late)[1]
    notice = visited(late, users, met=other, payer=None).payment_notice
    assert (notice.state, notice.party, notice.payer) == (PaymentNotice.State.SETTLED, None, other.name)
    assert not ReceiptPayer.objects.exists()
    assert agree(late)[other.pk] == BY_DUE


def test_the_visitor_may_tell_whose_slip_it_is_and_another_person_decides(late, users, receipt):
    first, other = signers(late)
    notice = visited(late, users, met=first, payer=other).payment_notice
    assert (notice.party, notice.payer) == (other, other.name)
    asked = ReceiptPayer.objects.get()
    assert (asked.receipt, asked.state, asked.party, asked.notice) == (receipt, "ASKED", other, notice)
    repayments.approve_payer(request=asked, by=users["chief"], on=ON)
    found = agree(late)
    assert (found[other.pk], found[first.pk]) == (BY_PAYMENT, BY_DUE)


def test_a_payer_is_not_told_without_a_slip_or_of_another_contract(loans, late, users):
    with pytest.raises(ContactRefused, match="ต้องมีภาพ"):
        record_contact(
            contract=late, channel=Channel.WALK_IN, happened_on=ON, at=time(10), is_demand=False, met=Met.DEBTOR,
            outcome=Outcome.PAID, party=signers(late)[0], by=users["debt"], on=ON, slip_payer=signers(late)[1],
        )  # fmt: skip
    with pytest.raises(repayments.NoticeRefused, match="ต้องเป็นลูกหนี้ของสัญญานี้"):
        visited(late, users, met=signers(late)[0], payer=loans[0].parties.first())


def test_what_a_slip_tells_stays(late, users):
    repayments.record_notice(contract=late, party=signers(late)[1], by=users["khuntan"], **slip())
    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentNotice.objects.update(party=signers(late)[0])


def test_a_slip_of_nobody_known_says_nothing_and_none_replaces_what_two_persons_said(late, users, receipt):
    first, other = signers(late)
    named(receipt, users, first)
    repayments.record_notice(contract=late, party=other, by=users["khuntan"], **slip())
    assert payer_of(receipt).party == first
    assert ReceiptPayer.objects.count() == 1


def test_a_slip_names_a_signer_of_its_contract(loans, late, users):
    stranger = loans[0].parties.first()
    with pytest.raises(repayments.NoticeRefused, match="ต้องเป็นลูกหนี้ของสัญญานี้"):
        repayments.record_notice(contract=late, party=stranger, by=users["khuntan"], **slip())


# -- named by two persons ----------------------------------------------------------------------------------------------
def test_staff_name_the_payer_later_when_another_person_approves_it(late, users, receipt):
    first, other = signers(late)
    asked = repayments.ask_payer(receipt=receipt, party=other, reason="สมุดคู่ฝาก", by=users["accountant"], on=ON)
    assert agree(late)[other.pk] == BY_DUE  # nothing yet
    with pytest.raises(repayments.OwnPayer):
        repayments.approve_payer(request=asked, by=users["accountant"], on=ON)
    repayments.approve_payer(request=asked, by=users["chief"], on=ON)
    found = agree(late)
    assert (found[other.pk], found[first.pk]) == (BY_PAYMENT, BY_DUE)
    with pytest.raises(repayments.PayerRefused, match="เปลี่ยนแปลงไม่ได้"):
        repayments.refuse_payer(request=asked, note="ช้าไป", by=users["chief"], on=ON)


def test_the_newest_that_stands_counts_and_nobody_may_be_the_answer(late, users, receipt):
    first, other = signers(late)
    named(receipt, users, other)
    named(receipt, users, first, reason="สลิปเป็นของผู้แทน")
    assert agree(late)[first.pk] == BY_PAYMENT
    named(receipt, users, other)
    named(receipt, users, None, reason="สลิปเป็นของคนนอกกลุ่ม")
    found = agree(late)
    assert (found[first.pk], found[other.pk]) == (BY_PAYMENT, BY_DUE)
    assert ReceiptPayer.objects.count() == 4


def test_as_then_known_stays_as_it_was(late, users, receipt):
    first, other = signers(late)
    before = timezone.now()
    named(receipt, users, other)
    between = timezone.now()
    named(receipt, users, first)
    days = {moment: limits(late, known_at=moment) for moment in (before, between, timezone.now())}
    assert [(own[first.pk], own[other.pk]) for own in days.values()] == [
        (BY_PAYMENT, BY_DUE), (BY_DUE, BY_PAYMENT), (BY_PAYMENT, BY_DUE)
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["same", "stranger", "no reason"])
def test_what_cannot_be_asked_is_refused(loans, late, users, receipt, who):
    party = {"same": None, "stranger": loans[0].parties.first(), "no reason": late.parties.last()}[who]
    with pytest.raises((repayments.PayerRefused, repayments.ReasonMissing)):
        repayments.ask_payer(
            receipt=receipt, party=party, reason=" " if who == "no reason" else "-", by=users["accountant"], on=ON
        )
    assert not ReceiptPayer.objects.exists()


def test_one_request_at_a_time_which_may_be_refused_or_withdrawn(late, users, receipt):
    by, other = users["accountant"], signers(late)[1]
    asked = repayments.ask_payer(receipt=receipt, party=other, reason="-", by=by, on=ON)
    with pytest.raises(repayments.PayerRefused, match="รออนุมัติอยู่แล้ว"):
        repayments.ask_payer(receipt=receipt, party=other, reason="-", by=by, on=ON)
    with pytest.raises(repayments.ReasonMissing):
        repayments.refuse_payer(request=asked, note=" ", by=users["chief"], on=ON)
    repayments.refuse_payer(request=asked, note="หลักฐานไม่พอ", by=users["chief"], on=ON)
    again = repayments.ask_payer(receipt=receipt, party=other, reason="-", by=by, on=ON)
    with pytest.raises(repayments.PayerRefused, match="เฉพาะผู้ขอ"):
        repayments.withdraw_payer(request=again, by=users["secretary"], on=ON)
    repayments.withdraw_payer(request=again, by=by, on=ON)
    assert payer_of(receipt) is None


def test_a_receipt_that_was_taken_back_has_no_payer(late, users, receipt, quick_papers):
    asked = repayments.ask_reversal(receipt=receipt, reason="ผิดสัญญา", by=users["accountant"], on=ON)
    repayments.approve_reversal(reversal=asked, by=users["chief"], on=ON)
    with pytest.raises(repayments.PayerRefused, match="ยกเลิกแล้ว"):
        repayments.ask_payer(receipt=receipt, party=signers(late)[1], reason="-", by=users["accountant"], on=ON)


def again(receipt, users):
    """Take a receipt back and receipt its money for the same contract once more."""
    asked = repayments.ask_reversal(receipt=receipt, reason="ชื่อผิด", by=users["accountant"], on=ON)
    repayments.approve_reversal(reversal=asked, by=users["chief"], on=ON)
    line = BankLine.objects.get(pk=receipt.bank_line_id)
    repayments.match_line(line=line, contract=receipt.contract, reason="สัญญาเดิม", by=users["accountant"])
    [made] = repayments.issue_receipts(province="57", line_ids=[line.pk], by=users["accountant"], on=ON)
    return made


@pytest.mark.parametrize("who", ["other", "nobody"])
def test_what_two_persons_said_is_asked_of_the_receipt_issued_again(late, users, receipt, quick_papers, who):
    first, other = signers(late)
    named(receipt, users, other)
    if who == "nobody":
        named(receipt, users, None, reason="คนนอกกลุ่ม")
        again(receipt, users)
        assert not ReceiptPayer.objects.filter(state="ASKED").exists()  # as of a receipt of which nothing was said
        return
    made = again(receipt, users)
    asked = ReceiptPayer.objects.get(state="ASKED")
    assert (asked.receipt, asked.party, asked.asked_by) == (made, other, users["accountant"])
    assert asked.reason == f"ใบเสร็จเลขที่ {receipt} ที่ยกเลิก: สลิปในชื่อของนางเอง"
    services.refresh_arrears()
    assert agree(late)[other.pk] == BY_DUE
    repayments.approve_payer(request=asked, by=users["chief"], on=ON)
    found = agree(late)
    assert (found[other.pk], found[first.pk]) == (BY_PAYMENT, BY_DUE)
    third = again(made, users)  # what was approved of the second is asked of the third, once
    assert ReceiptPayer.objects.get(state="ASKED").receipt == third


def test_receipts_of_lines_without_an_earlier_one_cost_no_statement(late, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert ask_again(receipt_ids=[], on=ON) == 0


def test_a_later_slip_is_asked_of_the_receipt_issued_again_too(late, users, receipt, quick_papers):
    other = signers(late)[1]
    repayments.record_notice(contract=late, party=other, by=users["khuntan"], **slip())
    repayments.approve_payer(request=ReceiptPayer.objects.get(), by=users["chief"], on=ON)
    made = again(receipt, users)
    asked = ReceiptPayer.objects.get(state="ASKED")
    assert (asked.receipt, asked.party, asked.notice.party) == (made, other, other)
    assert payer_of(made) is None


def test_a_slip_of_before_the_money_tells_the_receipt_issued_again_at_once(loans, people, users, quick_papers):
    contract = Contract.objects.get(pk=loans[2].pk)
    first, other = signers(contract)
    paid_on = date(2018, 9, 3)
    repayments.record_notice(contract=contract, party=other, by=users["khuntan"], **slip(paid_on, "5000.00"))
    [made] = factories.receipted(people, factories.paid(contract, "5000.00", on=paid_on, at=time(9, 0)), on=ON)
    named(made, users, first, reason="สลิปของผู้แทน")
    second = again(made, users)
    assert payer_of(second).party == other
    assert ReceiptPayer.objects.get(receipt=second, state="ASKED").party == first  # two persons said otherwise


def test_the_database_keeps_what_stands_and_refuses_one_person_and_a_stranger(loans, late, users, receipt):
    row = named(receipt, users, signers(late)[1])
    for change in (row.delete, lambda: ReceiptPayer.objects.update(party=None)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    by = {"receipt": receipt, "asked_by": users["accountant"], "asked_on": ON, "reason": "-"}
    alone = {"state": "APPROVED", "known_at": timezone.now(), "decided_by": users["accountant"], "decided_on": ON}
    for more in ({"party": signers(late)[0], **alone}, {"party": loans[0].parties.first()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReceiptPayer.objects.create(**by, **more)


# -- the alert ---------------------------------------------------------------------------------------------------------
def test_the_alert_says_that_the_payer_became_known(late, users, receipt):
    announce()
    assert AnnouncedLimit.objects.get(contract=late).representative_until == BY_PAYMENT
    named(receipt, users, signers(late)[1], on=NEAR)
    move = selectors.move_of(late)
    assert (move.of_representative, move.moved_from, move.moved_to) == (True, BY_PAYMENT, BY_DUE)
    said = tables.move_words(move)
    assert "เลื่อนจาก 20 ก.ค. 2566 เป็น 5 ก.ค. 2566" in said
    assert f"(เลขที่ {receipt})" in said
    assert "ซึ่งเพิ่งทราบหลังวันที่แจ้งไว้ว่าลูกหนี้คนใดเป็นผู้ชำระ" in said
    assert [found.contract for found in selectors.moved(user=users["debt"])] == [late]


def test_where_the_first_day_of_all_moves_it_says_so_too(late, people, users, receipt, quick_papers):
    first, other = signers(late)
    Party.objects.filter(contract=late).exclude(pk__in=[first.pk, other.pk]).delete()
    factories.receipted(people, factories.paid(late, "500.00", on=date(2018, 9, 3), at=time(9, 0)), on=ON)
    announce()
    assert selectors.arrears_of([late.pk], as_of=NEAR)[late.pk].earliest_until == BY_DUE
    named(receipt, users, other, on=NEAR)
    move = selectors.move_of(late)
    assert (move.of_representative, move.moved_to, move.cause) == (False, BY_PAYMENT, "PAYER_NAMED")
    services.note_move(contract=late, because="ตรวจแล้ว", by=users["debt"], on=NEAR)
    AnnouncedLimit.objects.update(announced_at=timezone.now())
    named(receipt, users, first, on=NEAR)
    move = selectors.move_of(late)
    assert (move.moved_from, move.moved_to, move.cause) == (BY_PAYMENT, BY_DUE, "PAYER_NAMED")
    assert str(receipt) in tables.move_words(move)


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_the_day(business_date):
    business_date(ON)


def test_the_receipts_page_asks_and_another_person_decides(late, users, receipt, log_in, on_the_day):
    page, ask = (reverse(f"repayments:{name}", args=[receipt.pk]) for name in ("receipt", "ask_payer"))
    other = signers(late)[1]
    client = log_in("accountant")
    assert "อายุความเริ่มนับใหม่เฉพาะผู้แทนกลุ่ม" in client.get(page).content.decode()
    assert "ระบุลูกหนี้ผู้ชำระและเหตุผล" in client.post(ask, {"party": other.pk}, follow=True).content.decode()
    client.post(ask, {"party": other.pk, "reason": "สลิปในชื่อของนางเอง"})
    asked = ReceiptPayer.objects.get()
    approve, refuse, withdraw = (
        reverse(f"repayments:{name}_payer", args=[asked.pk]) for name in ("approve", "refuse", "withdraw")
    )
    said = client.get(page).content.decode()
    assert withdraw in said
    assert approve not in said
    assert client.post(approve).status_code == 403
    assert log_in("khuntan").post(ask, {"party": other.pk, "reason": "-"}).status_code == 403
    assert "คำขอระบุลูกหนี้ผู้ชำระรออนุมัติ" in [task.title for task in tasks(user=users["chief"], on=ON)]
    chief = log_in("chief")
    listed = chief.get(reverse("repayments:receipts"), {"show": "PAYER_ASKED"}).content.decode()
    assert str(receipt) in listed
    said = chief.get(page).content.decode()
    assert approve in said
    assert refuse in said
    chief.post(approve)
    assert f"{other.name}" in chief.get(page).content.decode()
    assert payer_of(receipt).party == other
    assert chief.get(reverse("repayments:receipts"), {"show": "PAYER_ASKED"}).context["table"]["rows"] == []


def test_the_form_of_a_slip_takes_the_signer_who_paid(late, receipt, log_in, on_the_day):
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    client, other = log_in(officers[late.amphoe_id]), signers(late)[1]
    url = reverse("repayments:new_notice", args=[late.pk])
    assert other.name in client.get(url).content.decode()
    sent = {"channel": "WALK_IN", "paid_on": "20/7/2561", "amount": "20000", "party": other.pk}
    sent["evidence"] = SimpleUploadedFile("slip.pdf", blank_pdf())
    done = client.post(url, sent, follow=True).content.decode()
    assert "ลูกหนี้ผู้ชำระ" in done
    asked = ReceiptPayer.objects.get()
    assert (asked.receipt, asked.state, asked.party) == (receipt, "ASKED", other)
    page, withdraw = (
        reverse(name, args=[key])
        for name, key in (("repayments:receipt", receipt.pk), ("repayments:withdraw_payer", asked.pk))
    )
    assert withdraw not in client.get(page).content.decode()  # she may not write receipts
    said = log_in("chief").get(page).content.decode()
    assert reverse("repayments:notice", args=[asked.notice_id]) in said
    assert reverse("repayments:approve_payer", args=[asked.pk]) in said


def test_the_form_of_a_visit_asks_whose_slip_it_is_and_takes_nobody_for_granted(late, receipt, log_in, on_the_day):
    first, other = signers(late)
    client, url = log_in("debt"), reverse("debt_followup:log_visit", args=[late.pk])
    field = client.get(url).context["form"].fields["slip_payer"]
    assert [key for key, _said in field.choices][:3] == ["", f"party-{first.pk}", f"party-{other.pk}"]
    sent = {"channel": "WALK_IN", "happened_on": "28/9/2561", "at": "10:00", "outcome": "PAID"}
    sent |= {"who": f"party-{first.pk}", "slip_paid_on": "20/7/2561", "slip_amount": "20000"}
    client.post(url, {**sent, "slip": SimpleUploadedFile("slip.pdf", blank_pdf()), "slip_payer": f"party-{other.pk}"})
    assert ReceiptPayer.objects.get(state="ASKED").party == other


def test_the_form_of_a_visit_to_the_only_signer_does_not_ask_who_paid(late, log_in, on_the_day):
    first, _other = signers(late)
    Party.objects.filter(contract=late).exclude(pk=first.pk).delete()
    form = log_in("debt").get(reverse("debt_followup:log_visit", args=[late.pk])).context["form"]
    assert "slip_payer" not in form.fields


def test_the_page_of_the_periods_counts_only_payments_of_nobody_knows_whom(late, users, receipt, log_in, on_the_day):
    url, unknown = reverse("debt_followup:limits", args=[late.pk]), "รายการชำระที่ไม่ทราบว่าลูกหนี้คนใดเป็นผู้ชำระ"
    assert unknown in log_in("debt").get(url).content.decode()
    named(receipt, users, signers(late)[1])
    assert unknown not in log_in("debt").get(url).content.decode()
