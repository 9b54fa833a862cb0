"""Refunds that the bank sent back: two persons take them out of the books, and the money waits to be refunded anew."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from repayments import selectors, services
from repayments.models import Refund, RefundBounce
from tests.papers import blank_pdf
from tests.repayments.factories import FIRST_INSTALMENT, RECEIPT_DAY, contracts_in_force, imported, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart, verification
from treasury import selectors as books
from treasury.models import JournalEntry, Posting

contracts = kept_for_module(lambda: _play())
pytestmark = [pytest.mark.usefixtures("db", "blank_papers"), pytest.mark.requirement("R-REPAY-07")]
SENT_BACK_ON, LATER = date(2018, 7, 25), date(2018, 7, 27)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def by(people):
    return people.users["accountant"]


@pytest.fixture
def chief(people):
    return people.users["chief"]


@pytest.fixture
def line(people, contracts):
    """Three thousand baht of nobody known."""
    (found,) = imported(people, paid(None, "3000.00"))
    return found


def given_back(by, chief, *, on=RECEIPT_DAY, **of):
    made = services.make_refund(
        payee="นางผู้ชำระ ผิดบัญชี",
        bank_name="ธนาคารกรุงไทย",
        account_number="123-4-56789-0",
        reason="โอนผิดบัญชี",
        by=by,
        on=on,
        **of,
    )
    return services.approve_refund(refund=made, by=chief, on=on)


def paper():
    return SimpleUploadedFile("ธนาคาร.pdf", blank_pdf())


def asked(refund, by, **changed):
    told = {"bounced_on": SENT_BACK_ON, "reason": "เลขที่บัญชีปิดแล้ว", "evidence": paper(), "on": LATER}
    return services.ask_bounce(refund=refund, by=by, **(told | changed))


def held(account, as_of=date(2018, 12, 31)):
    return books.balance(province="57", account=account, as_of=as_of)


def faults():
    return {one.code for one in verification.verify(province="57", on=LATER) if not one.holds}


def test_a_refund_that_bounced_is_reversed_on_the_banks_day_and_made_again(line, by, chief):
    bank = held(chart.BANK)
    refund = given_back(by, chief, line=line)
    bounce = asked(refund, by)
    assert held(chart.BANK) == bank - 3000
    with pytest.raises(services.OwnBounce, match="ต้องเป็นคนละคน"):
        services.approve_bounce(bounce=bounce, by=by, on=LATER)
    done = services.approve_bounce(bounce=bounce, by=chief, on=LATER)
    refund.refresh_from_db()
    line.refresh_from_db()
    assert (done.state, refund.state, line.state, line.matched_by) == ("APPROVED", "BOUNCED", "UNKNOWN", None)
    assert (done.entry.reverses, done.entry.value_on, done.entry.posting_on) == (refund.entry, SENT_BACK_ON, LATER)
    assert (held(chart.BANK), held(chart.SUSPENSE)) == (bank, -3000)
    assert services.open_amount(line) == 3000
    assert "เลขที่บัญชีปิดแล้ว" in line.why
    with pytest.raises(services.RefundRefused, match="ธนาคารส่งเงินกลับ"):
        asked(refund, by)
    again = given_back(by, chief, line=line, on=LATER)
    line.refresh_from_db()
    assert (again.state, line.state, held(chart.BANK), held(chart.SUSPENSE)) == ("PAID", "REFUNDED", bank - 3000, 0)
    assert faults() == set()


def test_the_bank_register_shows_the_money_that_came_back(line, by, chief):
    refund = given_back(by, chief, line=line)
    services.approve_bounce(bounce=asked(refund, by), by=chief, on=LATER)
    at_the_bank = Posting.objects.filter(account_id=chart.BANK, entry__value_on=SENT_BACK_ON)
    assert [row.amount for row in at_the_bank] == [Decimal("3000.00")]
    assert books.balance(province="57", account=chart.BANK, as_of=LATER) == held(chart.BANK)


def test_a_refused_bounce_leaves_the_refund_paid_and_may_be_asked_again(line, by, chief):
    refund = given_back(by, chief, line=line)
    bounce = asked(refund, by)
    with pytest.raises(services.RefundRefused, match="ไว้แล้ว"):
        asked(refund, by)
    with pytest.raises(services.RefundRefused, match="ต้องระบุเหตุผล"):
        services.refuse_bounce(bounce=bounce, note=" ", by=chief, on=LATER)
    services.refuse_bounce(bounce=bounce, note="ธนาคารโอนใหม่ให้แล้ว", by=chief, on=LATER)
    refund.refresh_from_db()
    assert (refund.state, held(chart.SUSPENSE)) == ("PAID", 0)
    assert asked(refund, by).state == "ASKED"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "ต้องระบุเหตุผลที่ธนาคารแจ้ง"),
        ({"evidence": None}, "ต้องแนบหลักฐานของธนาคาร"),
        ({"bounced_on": None}, "วันที่ธนาคารส่งเงินกลับ"),
        ({"bounced_on": date(2018, 7, 22)}, "วันที่ธนาคารส่งเงินกลับ"),
        ({"bounced_on": date(2018, 7, 28)}, "วันที่ธนาคารส่งเงินกลับ"),
    ],
)
def test_a_bounce_names_its_reason_its_day_and_the_banks_paper(line, by, chief, wrong, said):
    refund = given_back(by, chief, line=line)
    with pytest.raises(services.RefundRefused, match=said):
        asked(refund, by, **wrong)


def test_a_refund_that_is_not_paid_cannot_bounce(line, by):
    made = services.make_refund(
        payee="ก", bank_name="ข", account_number="12345678", reason="ค", line=line, by=by, on=RECEIPT_DAY
    )
    with pytest.raises(services.RefundRefused, match="รออนุมัติคืนเงิน"):
        asked(made, by)


def test_the_line_that_brought_the_money_back_is_not_booked_twice_and_is_nobodys_payment(people, line, by, chief):
    bank = held(chart.BANK)
    refund = given_back(by, chief, line=line)
    (came, other) = imported(
        people, paid(None, "3000.00", on=SENT_BACK_ON), paid(None, "9.00", on=SENT_BACK_ON), on=LATER, name="back.txt"
    )
    assert list(selectors.lines_of_bounce(refund)) == [came]
    with pytest.raises(services.RefundRefused, match="ไม่ใช่เงินจำนวนนี้"):
        asked(refund, by, line=other, evidence=None)
    bounce = asked(refund, by, line=came, evidence=None, bounced_on=None)
    assert bounce.bounced_on == SENT_BACK_ON
    with pytest.raises(services.LineSettled, match="มีคำขอรับเงินกลับรออนุมัติ"):
        services.hold_line(line=came, reason="-", by=by)
    services.approve_bounce(bounce=bounce, by=chief, on=LATER)
    for row in (line, came):
        row.refresh_from_db()
    assert (line.state, came.state) == ("UNKNOWN", "NOT_A_RECEIPT")
    assert held(chart.BANK) == bank + 9
    parties = [f"bank_line:{row.pk}" for row in (line, came, other)]
    waits = books.party_balances(account=chart.SUSPENSE, parties=parties, as_of=date(2018, 12, 31))
    assert [waits[party] for party in parties] == [-3000, 0, -9]
    assert faults() == set()


def test_a_line_of_a_refused_bounce_waits_for_an_owner_again(people, line, by, chief):
    refund = given_back(by, chief, line=line)
    (came,) = imported(people, paid(None, "3000.00", on=SENT_BACK_ON), on=LATER, name="back.txt")
    bounce = asked(refund, by, line=came, evidence=None)
    services.refuse_bounce(bounce=bounce, note="เงินของผู้อื่น", by=chief, on=LATER)
    came.refresh_from_db()
    assert (came.state, came.matched_by) == ("UNKNOWN", None)
    services.hold_line(line=came, reason="รอหลักฐาน", by=by)


# -- the credit of a contract ------------------------------------------------------------------------------------------
def test_a_credit_that_bounced_waits_again_and_pays_the_next_instalment(people, contracts, by, chief):
    contract = contracts[0]
    receipted(people, paid(contract, "60000.00", on=date(2018, 7, 4)))
    credit = Decimal("60000.00") - FIRST_INSTALMENT
    refund = given_back(by, chief, contract=contract)
    assert selectors.standing(contract=contract, as_of=LATER).credit == 0
    before = timezone.now()
    services.approve_bounce(bounce=asked(refund, by), by=chief, on=LATER)
    assert selectors.standing(contract=contract, as_of=LATER).credit == credit
    assert selectors.standing(contract=contract, as_of=LATER, known_at=before).credit == 0
    assert held(chart.BORROWER_CREDIT) == -credit
    assert selectors.refunds_of([contract.pk]) == {}
    assert [one.amount for one in selectors.refunds_of([contract.pk], known_at=before)[contract.pk]] == [credit]
    assert faults() == set()
    again = given_back(by, chief, contract=contract)
    assert (again.amount, held(chart.BORROWER_CREDIT)) == (credit, 0)


def test_a_bounce_that_comes_to_light_after_the_next_instalment_pays_it_from_its_due_day(people, contracts, by, chief):
    contract, on = contracts[0], date(2019, 2, 1)
    receipted(people, paid(contract, "60000.00", on=date(2018, 7, 4)))
    refund = given_back(by, chief, contract=contract)
    services.replay(contract=contract, on=on, by=by)
    owed = selectors.standing(contract=contract, as_of=on)
    services.approve_bounce(bounce=asked(refund, by, on=on), by=chief, on=on)
    now = selectors.standing(contract=contract, as_of=on)
    assert (owed.credit, now.credit) == (0, 0)
    assert now.total < owed.total - refund.amount  # and no default interest of what had been paid in time
    assert held(chart.BORROWER_CREDIT, date(2019, 12, 31)) == 0


# -- the database and the pages ----------------------------------------------------------------------------------------
def test_what_was_paid_stays_and_one_person_cannot_do_both(line, by, chief):
    refund = given_back(by, chief, line=line)
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(amount=1, state="BOUNCED")
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="WITHDRAWN")
    bounce = asked(refund, by)
    entry = JournalEntry.objects.last()
    said = {"state": "APPROVED", "decided_on": LATER, "decided_at": timezone.now(), "entry": entry}
    with pytest.raises(IntegrityError, match="bounce_approved_by_another"), transaction.atomic():
        RefundBounce.objects.filter(pk=bounce.pk).update(decided_by=by, **said)
    services.approve_bounce(bounce=bounce, by=chief, on=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        RefundBounce.objects.filter(pk=bounce.pk).update(reason="อื่น")
    with pytest.raises(DatabaseError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state="PAID")


def test_it_is_said_on_the_page_of_the_refund_and_waits_for_the_chief(
    line, by, chief, log_in, business_date, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    refund = given_back(by, chief, line=line)
    business_date(LATER)
    client = log_in("accountant")
    page, ask = (reverse(f"repayments:{name}", args=[refund.pk]) for name in ("refund", "ask_bounce"))
    assert ask in client.get(page).content.decode()
    told = {"line": "", "bounced_on": "25/7/2561", "reason": "บัญชีปิด"}
    assert "ต้องแนบหลักฐานของธนาคาร" in client.post(ask, told).content.decode()
    assert client.post(ask, told | {"evidence": paper()})["Location"] == page
    bounce = RefundBounce.objects.get()
    shown = client.get(reverse("repayments:bounce_paper", args=[refund.pk, bounce.pk]))
    assert shown["Content-Type"] == "application/pdf"
    approve = reverse("repayments:approve_bounce", args=[refund.pk])
    assert client.post(approve).status_code == 403
    client = log_in("chief")
    assert "การคืนเงินรออนุมัติ" in client.get(reverse("my_work")).content.decode()
    assert approve in client.get(page).content.decode()
    client.post(approve)
    assert "การคืนเงินรออนุมัติ" not in client.get(reverse("my_work")).content.decode()
    assert "ธนาคารส่งเงินกลับ" in client.get(reverse("repayments:refunds"), {"state": "BOUNCED"}).content.decode()
    assert "บัญชีปิด" in client.get(page).content.decode()
