"""Money that the bank took back: it waits for a person until what it undoes is settled, whichever came in first."""

from datetime import date, time
from decimal import Decimal
from importlib import import_module

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from repayments import closing, selectors, services
from repayments.models import BankLine, ReceiptReversal
from reports.selectors import tasks
from tests.repayments.factories import RECEIPT_DAY, contracts_in_force, imported, paid, receipted
from tests.scenario import kept_for_module
from treasury import chart
from treasury import selectors as books

contracts = kept_for_module(lambda: _play())
NEXT_DAY, AUGUST_20 = date(2018, 7, 5), date(2018, 8, 20)
JULY = {"province": "57", "from_on": date(2018, 7, 1), "to_on": date(2018, 7, 31)}
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def by(people):
    return people.users["accountant"]


def taken_back(people, contract, *more, on=NEXT_DAY, **changed):
    """Give the line by which the bank took the contract's money back."""
    (found, *_rest) = imported(people, paid(contract, kind="D", on=on, **changed), *more, name="taken_back.txt")
    return found


def state_of(line):
    line.refresh_from_db()
    return line.state


def met():
    return {one.code: one.is_met for one in closing.checks(**JULY)}


def approve(people, receipt, **more):
    asked = services.ask_reversal(
        receipt=receipt, reason="ธนาคารเรียกคืน", by=people.users["accountant"], on=AUGUST_20, **more
    )
    return services.approve_reversal(reversal=asked, by=people.users["chief"], on=AUGUST_20)


def suspense():
    return books.balance(province="57", account=chart.SUSPENSE, as_of=date(2018, 12, 31))


# -- of a receipt in force ---------------------------------------------------------------------------------------------
def test_money_taken_back_after_its_receipt_is_in_the_queue_and_stops_the_close(people, contracts, by):
    (receipt,) = receipted(people, paid(contracts[0]))
    assert met()["TAKEN_BACK"]
    line = taken_back(people, contracts[0])
    assert (line.state, line.reverses) == ("TAKEN_BACK", receipt.bank_line)
    assert list(selectors.queue(user=by)) == [line]
    assert list(selectors.queue(user=by, show="TAKEN_BACK")) == [line]
    (task,) = [one for one in tasks.tasks(user=by, on=AUGUST_20) if one.url == reverse("repayments:queue")]
    assert task.count == 1
    assert not met()["TAKEN_BACK"]


def test_the_receipt_warns_and_leads_to_the_request_and_so_does_the_banks_line(people, contracts, log_in):
    (receipt,) = receipted(people, paid(contracts[0]))
    line = taken_back(people, contracts[0])
    ask = reverse("repayments:ask_reversal", args=[receipt.pk])
    accountant = log_in("accountant")
    page = accountant.get(reverse("repayments:receipt", args=[receipt.pk])).content.decode()
    assert "ธนาคารเรียกเงินของใบเสร็จนี้คืนแล้ว" in page
    assert page.count(ask) == 2
    assert reverse("repayments:line", args=[line.pk]) in page
    assert ask in accountant.get(reverse("repayments:line", args=[line.pk])).content.decode()
    form = accountant.get(ask).context["form"]
    assert form.initial["taken_back_by"] == line


def test_the_page_takes_the_request_with_the_banks_line(people, contracts, log_in):
    (receipt,) = receipted(people, paid(contracts[0]))
    line = taken_back(people, contracts[0])
    ask = reverse("repayments:ask_reversal", args=[receipt.pk])
    log_in("accountant").post(ask, {"taken_back_by": line.pk, "reason": "เช็คคืน"})
    assert selectors.reversal_of(receipt).taken_back_by == line


def test_it_is_settled_by_the_approval_and_by_nothing_before_it(people, contracts, by):
    (receipt,) = receipted(people, paid(contracts[0]))
    line = taken_back(people, contracts[0])
    with pytest.raises(services.LineSettled, match="ต้องขอยกเลิกใบเสร็จ"):
        services.hold_reversal(reversal=line, reason="รอธนาคาร", by=by)
    asked = services.ask_reversal(receipt=receipt, reason="เช็คคืน", by=by, on=AUGUST_20, taken_back_by=line)
    assert state_of(line) == "TAKEN_BACK"
    services.refuse_reversal(reversal=asked, note="ไม่ใช่", by=people.users["chief"], on=AUGUST_20)
    assert not met()["TAKEN_BACK"]
    approve(people, receipt, taken_back_by=line)
    assert state_of(line) == "NOT_A_RECEIPT"
    assert not selectors.queue(user=by).exists()
    assert met()["TAKEN_BACK"]
    assert suspense() == 0


def test_of_a_divided_payment_it_is_open_until_the_last_receipt_is_taken_back(people, contracts, by):
    (line,) = imported(people, paid(None, "3000.00"))
    parts = [services.Part(contracts[0], Decimal("1000.00")), services.Part(contracts[1], Decimal("2000.00"))]
    services.split_line(line=line, parts=parts, reason="ตามหลักฐาน", by=by)
    receipts = services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)
    reversal = taken_back(people, None, amount="3000.00")
    approve(people, receipts[0], taken_back_by=reversal)
    assert (state_of(reversal), met()["TAKEN_BACK"]) == ("TAKEN_BACK", False)
    approve(people, receipts[1], taken_back_by=reversal)
    assert (state_of(reversal), met()["TAKEN_BACK"]) == ("NOT_A_RECEIPT", True)
    assert suspense() == 0


def test_a_receipt_taken_back_as_anothers_leaves_no_money_where_the_bank_has_taken_it(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    line = taken_back(people, contracts[0])
    approve(people, receipt)
    assert state_of(line) == state_of(receipt.bank_line) == "NOT_A_RECEIPT"
    assert suspense() == 0


def test_the_reversal_that_a_person_chose_is_settled_and_the_guessed_one_looks_anew(people, contracts):
    early, late = paid(contracts[0], at=time(9, 0)), paid(contracts[0], at=time(10, 0))
    first, second = receipted(people, early, late)
    guessed = taken_back(people, contracts[0], at=time(11, 0))
    other = taken_back(people, contracts[0], at=time(12, 0))
    assert [guessed.reverses, other.reverses] == [second.bank_line, first.bank_line]
    approve(people, second, taken_back_by=other)
    assert (state_of(other), other.reverses) == ("NOT_A_RECEIPT", second.bank_line)
    assert (state_of(guessed), guessed.reverses) == ("TAKEN_BACK", first.bank_line)
    approve(people, first, taken_back_by=guessed)
    assert state_of(guessed) == "NOT_A_RECEIPT"
    assert suspense() == 0


def test_a_reversal_that_a_request_names_is_set_against_nothing_else(people, contracts, by):
    (receipt,) = receipted(people, paid(contracts[0]))
    (waiting,) = imported(people, paid(contracts[1]), name="waiting.txt")
    line = taken_back(people, contracts[0], ref1="")
    asked = services.ask_reversal(receipt=receipt, reason="-", by=by, on=AUGUST_20, taken_back_by=line)
    with pytest.raises(services.LineSettled, match="ต้องพิจารณาคำขอก่อน"):
        services.net_off(reversal=line, paid=waiting, reason="-", by=by)
    services.withdraw_reversal(reversal=asked, by=by, on=AUGUST_20)
    services.net_off(reversal=line, paid=waiting, reason="-", by=by)
    assert state_of(line) == state_of(waiting) == "NOT_A_RECEIPT"


def test_a_request_is_not_approved_with_a_reversal_that_undid_other_money_meanwhile(people, contracts, by):
    (receipt,) = receipted(people, paid(contracts[0]))
    (waiting,) = imported(people, paid(contracts[1]), name="waiting.txt")
    line = taken_back(people, contracts[0], ref1="")
    asked = services.ask_reversal(receipt=receipt, reason="-", by=by, on=AUGUST_20, taken_back_by=line)
    BankLine.objects.filter(pk=waiting.pk).update(state="NOT_A_RECEIPT")
    BankLine.objects.filter(pk=line.pk).update(state="NOT_A_RECEIPT", reverses=waiting)
    with pytest.raises(services.ReversalRefused, match="ถูกใช้กับเงินอื่นแล้ว"):
        services.approve_reversal(reversal=asked, by=people.users["chief"], on=AUGUST_20)
    line.refresh_from_db()
    assert line.reverses == waiting
    assert state_of(receipt.bank_line) == "RECEIPTED"


def _asked_for_the_first_and_named_for_the_second(people, contracts, by):
    """Two receipts, and a reversal that names the second and is asked for the first; the second is taken back."""
    early, late = paid(contracts[0], at=time(9, 0)), paid(contracts[0], at=time(10, 0))
    first, second = receipted(people, early, late)
    line = taken_back(people, contracts[0])
    assert line.reverses == second.bank_line
    asked = services.ask_reversal(receipt=first, reason="-", by=by, on=AUGUST_20, taken_back_by=line)
    approve(people, second)
    assert (state_of(line), state_of(second.bank_line)) == ("TAKEN_BACK", "UNKNOWN")
    return first, second, line, asked


def test_a_receipt_taken_back_does_not_use_up_the_reversal_asked_for_another(people, contracts, by):
    first, second, line, asked = _asked_for_the_first_and_named_for_the_second(people, contracts, by)
    services.approve_reversal(reversal=asked, by=people.users["chief"], on=AUGUST_20)
    assert (state_of(line), line.reverses) == ("NOT_A_RECEIPT", first.bank_line)
    assert list(selectors.queue(user=by)) == [second.bank_line]
    assert suspense() == -second.amount


def test_a_reversal_whose_request_was_refused_looks_anew(people, contracts, by):
    _first, second, line, asked = _asked_for_the_first_and_named_for_the_second(people, contracts, by)
    services.refuse_reversal(reversal=asked, note="ไม่ใช่", by=people.users["chief"], on=AUGUST_20)
    assert state_of(line) == state_of(second.bank_line) == "NOT_A_RECEIPT"
    assert suspense() == 0


def _divided(people, contracts, by):
    (line,) = imported(people, paid(None, "3000.00"))
    parts = [services.Part(contracts[0], Decimal("1000.00")), services.Part(contracts[1], Decimal("2000.00"))]
    services.split_line(line=line, parts=parts, reason="ตามหลักฐาน", by=by)
    return services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)


@pytest.mark.parametrize("by_the_bank", [True, False])
def test_a_divided_payment_keeps_its_reversal_when_the_debtor_pays_again(people, contracts, by, by_the_bank):
    one, other = _divided(people, contracts, by)
    reversal = taken_back(people, None, amount="3000.00")
    approve(people, one, taken_back_by=reversal)
    (again,) = imported(people, paid(None, "3000.00", at=time(11, 0)), name="again.txt")
    assert (state_of(reversal), state_of(again)) == ("TAKEN_BACK", "UNKNOWN")
    assert reversal.reverses == one.bank_line
    with pytest.raises(services.LineSettled, match="ต้องขอยกเลิกใบเสร็จ"):
        services.hold_reversal(reversal=reversal, reason="-", by=by)
    approve(people, other, **({"taken_back_by": reversal} if by_the_bank else {}))
    assert (state_of(reversal), state_of(again)) == ("NOT_A_RECEIPT", "UNKNOWN")
    assert reversal.reverses == one.bank_line
    assert suspense() == -again.amount


def test_a_divided_payment_is_taken_back_by_one_reversal_which_is_on_hold_no_more(people, contracts, by):
    one, other = _divided(people, contracts, by)
    reversal, stranger = (taken_back(people, None, amount="3000.00", ref1="", at=time(hour, 0)) for hour in (11, 12))
    services.hold_reversal(reversal=reversal, reason="-", by=by)
    approve(people, one, taken_back_by=reversal)
    reversal.refresh_from_db()
    assert reversal.matched_by is None
    assert list(selectors.queue(user=by, show="TAKEN_BACK")) == [reversal, stranger]
    assert list(selectors.taking_back(other.bank_line)) == [reversal]
    with pytest.raises(services.ReversalRefused):
        services.ask_reversal(receipt=other, reason="-", by=by, on=AUGUST_20, taken_back_by=stranger)


def test_the_database_settles_no_reversal_that_undid_nothing(people, contracts):
    line = taken_back(people, contracts[0])
    for wrong in ("NOT_A_RECEIPT", "UNKNOWN", "MATCHED"):
        with pytest.raises(IntegrityError, match="reversal_waits_or_undoes_a_line"), transaction.atomic():
            BankLine.objects.filter(pk=line.pk).update(state=wrong, contract=contracts[0])
    (payment,) = imported(people, paid(contracts[1]), name="other.txt")
    with pytest.raises(IntegrityError, match="reversal_waits_or_undoes_a_line"), transaction.atomic():
        BankLine.objects.filter(pk=payment.pk).update(state="TAKEN_BACK")


def test_lines_from_before_name_the_payment_once_where_its_receipts_had_two_reversals(people, contracts, by):
    one, other = _divided(people, contracts, by)
    first, second = (taken_back(people, None, amount="3000.00", at=time(hour, 0)) for hour in (11, 12))
    approve(people, one, taken_back_by=first)
    approve(people, other, taken_back_by=first)
    with pgtrigger.ignore("repayments.ReceiptReversal:decided_stays"):
        ReceiptReversal.objects.filter(receipt=other).update(taken_back_by=second)
    BankLine.objects.filter(pk=first.pk).update(state="TAKEN_BACK", reverses=None)
    migration = import_module("repayments.migrations.0015_money_taken_back_waits")
    with connection.cursor() as cursor:
        cursor.execute(migration._NAME)
    named = BankLine.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk").values_list("reverses", flat=True)
    assert list(named) == [one.bank_line_id, None]


# -- of money that is not there ----------------------------------------------------------------------------------------
def test_a_reversal_of_which_no_money_is_found_waits_for_a_person(people, contracts, by):
    line = taken_back(people, contracts[0])
    assert (line.state, line.reverses) == ("TAKEN_BACK", None)
    assert list(selectors.queue(user=by)) == [line]
    assert (met()["BANK_LINES"], met()["TAKEN_BACK"]) == (False, True)
    with pytest.raises(services.ReasonMissing):
        services.hold_reversal(reversal=line, reason=" ", by=by)
    services.hold_reversal(reversal=line, reason="รับเงินก่อนใช้ระบบ สอบถามธนาคารแล้ว", by=by)
    assert met()["BANK_LINES"]
    assert list(selectors.queue(user=by, show="HELD")) == [line]


def test_a_person_sets_it_against_the_payment_whose_references_the_bank_wrote_otherwise(people, contracts, by, log_in):
    (payment,) = imported(people, paid(contracts[0]))
    line = taken_back(people, contracts[0], ref1="")
    page = log_in("accountant")
    assert payment in page.get(reverse("repayments:line", args=[line.pk])).context["net_off"].fields["paid"].queryset
    page.post(reverse("repayments:net_off", args=[line.pk]), {"paid": payment.pk, "reason": "สลิปของธนาคาร"})
    assert state_of(line) == state_of(payment) == "NOT_A_RECEIPT"
    assert line.reverses == payment
    assert line.matched_by == by
    assert services.issue_receipts(province="57", by=by, on=RECEIPT_DAY) == []
    assert suspense() == 0


def test_it_is_never_set_against_other_money(people, contracts, by):
    late, less, receipted_one = imported(
        people, paid(contracts[0], on=date(2018, 7, 9)), paid(contracts[0], "1.00"), paid(contracts[1])
    )
    services.issue_receipts(province="57", by=by, on=RECEIPT_DAY, line_ids=[receipted_one.pk])
    line = taken_back(people, contracts[0], ref1="")
    assert line.reverses is None
    for other in (late, less, receipted_one):
        with pytest.raises(services.LineSettled):
            services.net_off(reversal=line, paid=other, reason="-", by=by)
    assert state_of(line) == "TAKEN_BACK"


def test_a_receipt_of_the_amount_can_be_asked_back_from_a_reversal_without_reference(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    line = taken_back(people, contracts[0], ref1="", name="ชื่ออื่น")
    assert list(selectors.receipts_undone_by(line)) == [receipt]
    approve(people, receipt, taken_back_by=line)
    assert (state_of(line), line.reverses) == ("NOT_A_RECEIPT", receipt.bank_line)


# -- the order of the files --------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-09")
def test_a_payment_that_comes_in_after_its_reversal_has_no_receipt(people, contracts, by):
    line = taken_back(people, contracts[0])
    (payment,) = imported(people, paid(contracts[0]), name="late.txt")
    assert state_of(line) == state_of(payment) == "NOT_A_RECEIPT"
    assert line.reverses == payment
    assert services.issue_receipts(province="57", by=by, on=RECEIPT_DAY) == []
    assert suspense() == 0


def test_a_reversal_on_hold_is_joined_too_and_one_undoes_one(people, contracts, by):
    line = taken_back(people, contracts[0])
    services.hold_reversal(reversal=line, reason="รอธนาคาร", by=by)
    payments = imported(people, paid(contracts[0], at=time(9, 0)), paid(contracts[0], at=time(9, 5)), name="late.txt")
    assert sorted(state_of(one) for one in payments) == ["MATCHED", "NOT_A_RECEIPT"]
    assert state_of(line) == "NOT_A_RECEIPT"


def test_money_that_came_after_the_reversal_is_not_undone_by_it(people, contracts):
    line = taken_back(people, contracts[0])
    (payment,) = imported(people, paid(contracts[0], on=date(2018, 7, 6)), name="again.txt")
    assert (state_of(line), state_of(payment)) == ("TAKEN_BACK", "MATCHED")


@pytest.mark.parametrize(
    ("came_at", "state"), [(time(14, 0), "MATCHED"), (time(11, 0), "NOT_A_RECEIPT"), (time(0, 0), "NOT_A_RECEIPT")]
)
def test_on_one_day_the_time_tells_whether_the_money_was_there(people, contracts, by, came_at, state):
    (payment,) = imported(people, paid(contracts[0], at=came_at))
    line = taken_back(people, contracts[0], on=payment.value_on, at=time(11, 0))
    assert state_of(payment) == state
    if state == "MATCHED":
        assert state_of(line) == "TAKEN_BACK"
        assert not selectors.undone_by(line).exists()
        (receipt,) = services.issue_receipts(province="57", by=by, on=RECEIPT_DAY)
        assert not selectors.receipts_undone_by(line).exists()
        assert not selectors.taking_back(receipt.bank_line).exists()


def test_a_receipt_is_spared_where_money_without_one_comes_in_late(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0], at=time(9, 0)))
    line = taken_back(people, contracts[0])
    assert line.reverses == receipt.bank_line
    (payment,) = imported(people, paid(contracts[0], at=time(15, 0)), name="late.txt")
    assert state_of(line) == state_of(payment) == "NOT_A_RECEIPT"
    assert line.reverses == payment
    assert state_of(receipt.bank_line) == "RECEIPTED"


def test_a_file_costs_one_look_for_open_reversals_and_no_more_where_there_are_none(people, contracts):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        imported(people, paid(contracts[0]), paid(contracts[1]))
    looks = [one["sql"] for one in asked if "TAKEN_BACK" in one["sql"] and one["sql"].startswith("SELECT")]
    assert len(looks) == 1
