"""What a debtor is asked for on paper: never what she has paid already, and of what is late all that it has become."""

import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from documents.models import Document
from documents.rendering import render_pdf
from documents.rendering.papers import composed
from jobs.models import JobRun
from jobs.services import work
from repayments import letters, selectors, services
from repayments.bill_payment import read_qr
from repayments.rules import allocate, bills_of
from tests.documents.given_out import assert_every_number_is_found
from tests.documents.reading import text_of
from tests.repayments.factories import FIRST_INSTALMENT, contracts_in_force, paid, receipted
from tests.repayments.test_rules_laws import contracts as arbitrary_contracts
from tests.scenario import kept_for_module

lent = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers")
BEFORE, LATE = date(2018, 7, 2), date(2018, 8, 20)
SECOND = date(2019, 1, 5)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def contract(lent):
    return lent[0]


def bills(people, contract, *, on, **asked):
    return services.issue_bills(contract=contract, by=people.users["accountant"], on=on, **asked).context["bills"]


def satang_of(bill):
    return int(bill["barcode"].split("\r")[3]), Decimal(read_qr(bill["qr"])["54"])


def owed_of(contract, on):
    return selectors.standing(contract=contract, as_of=on)


@given(story=arbitrary_contracts())
@settings(max_examples=150, deadline=None)
def test_the_bills_add_up_to_all_that_is_left_less_the_credit(story):
    allocation = allocate(**story)
    found = bills_of(allocation)
    left = sum((owed.total for owed in allocation.instalments), Decimal(0))
    if any(bill.is_owed for bill in found):
        left += allocation.costs_left
    assert sum((bill.amount for bill in found), Decimal(0)) == max(left - allocation.credit, 0)
    for bill in found:
        parts = (bill.principal, bill.contract_interest, bill.default_interest, bill.frozen, bill.costs, bill.credit)
        assert bill.amount > 0
        assert min(parts) >= 0


@pytest.mark.requirement("R-REPAY-15")
def test_before_anything_is_due_each_instalment_has_the_form_of_the_schedule(people, contract):
    found = bills(people, contract, on=BEFORE)
    assert [(bill["instalment"], Decimal(bill["amount"])) for bill in found] == [
        (line.number, line.total) for line in selectors.instalments_of(contract)
    ]


@pytest.mark.requirement("R-REPAY-01")
def test_what_waits_as_a_credit_is_taken_off_the_next_forms_and_named(people, contract):
    receipted(people, paid(contract), paid(contract, "60000.00", on=date(2018, 7, 16)))
    schedule = {line.number: line.total for line in selectors.instalments_of(contract)}
    found = bills(people, contract, on=LATE)
    over = Decimal("60000.00") - schedule[2]
    assert [bill["instalment"] for bill in found] == [3, 4], "the second is covered whole: nobody pays it twice"
    assert (Decimal(found[0]["credit"]), Decimal(found[0]["amount"])) == (over, schedule[3] - over)
    assert satang_of(found[0]) == (int((schedule[3] - over) * 100), schedule[3] - over)
    paper = Document.objects.get(kind="BILL_PAYMENT", subject=f"contract:{contract.pk}")
    text = text_of(render_pdf(template=letters.BILL_TEMPLATE, context=paper.context))
    assert f"หัก เงินรับล่วงหน้าที่ชำระไว้แล้ว ({over:,.2f})" in " ".join(text.split())


def test_a_form_is_refused_for_what_is_paid_or_covered(people, contract):
    receipted(people, paid(contract), paid(contract, "60000.00", on=date(2018, 7, 16)))
    for number in (1, 2):
        with pytest.raises(services.NoBill, match="ไม่มียอดที่ต้องชำระ"):
            bills(people, contract, on=LATE, numbers=[number])


@pytest.mark.requirement("R-REPAY-10")
def test_what_is_late_is_one_form_of_what_is_owed_on_the_day_with_its_working(people, contract):
    on = date(2019, 2, 1)
    owed = owed_of(contract, on)
    debt, *to_come = bills(people, contract, on=on)
    assert [bill["instalment"] for bill in to_come] == [3, 4]
    assert (debt["numbers"], debt["owed_on"], debt["ref2"]) == ("1-2", "2019-02-01", "01")
    assert Decimal(debt["amount"]) == owed.due_total
    assert Decimal(debt["default_interest"]) == owed.default_interest > 0
    assert sum(Decimal(line["unpaid"]) for line in debt["working"]) == owed.default_interest
    assert satang_of(debt) == (int(owed.due_total * 100), owed.due_total)
    context = Document.objects.get(kind="BILL_PAYMENT", subject=f"contract:{contract.pk}").context
    text = re.sub("<[^>]*>", "", composed(template=letters.BILL_TEMPLATE, context=context))
    assert "ณ วันที่ 1 กุมภาพันธ์ 2562" in text
    assert "เบี้ยปรับงวดที่ 1: เงินต้น 50,000.00 บาท × ร้อยละ 7.5 × 211 วัน" in " ".join(text.split())
    assert "5 กรกฎาคม 2561" not in text, "no form says that a day that is gone can still be met"


def test_on_a_holiday_the_instalment_can_still_be_paid_in_time(people, contract):
    line = next(line for line in selectors.instalments_of(contract) if line.effective_due_on > line.nominal_due_on)
    receipted(people, *(paid(contract, owed.total, on=owed.nominal_due_on) for owed in earlier(contract, line)))
    (form, *_later) = bills(people, contract, on=line.nominal_due_on)
    assert (form["instalment"], Decimal(form["amount"])) == (line.number, line.total)
    assert "owed_on" not in form


def earlier(contract, line):
    return [owed for owed in selectors.instalments_of(contract) if owed.number < line.number]


@pytest.mark.requirement("R-DEF-06")
def test_a_debt_that_was_called_in_has_one_form_of_the_whole(people, contract):
    services.call_in(contract=contract, reason="ผิดนัดงวดที่ 1", by=people.users["accountant"], on=LATE)
    on = date(2018, 9, 10)
    (debt,) = bills(people, contract, on=on)
    owed = owed_of(contract, on)
    assert debt["is_called_in"]
    assert Decimal(debt["amount"]) == owed.due_total
    assert Decimal(debt["principal"]) == owed.principal == Decimal("200000.00")
    assert satang_of(debt) == (int(owed.due_total * 100), owed.due_total)


def test_the_forms_of_an_amphoe_are_one_for_each_late_debt_and_none_for_what_is_covered(people, lent):
    covered, late = lent
    receipted(people, paid(covered), paid(covered, "60000.00", on=date(2018, 7, 16)))
    for amphoe in {one.amphoe_id: one.amphoe for one in lent}.values():
        run = services.print_bills(amphoe=amphoe, due_by=SECOND, by=people.users["accountant"], on=LATE)
        work(run_id=run.pk)
        assert JobRun.objects.get(pk=run.pk).state == "DONE"
        assert not run.failures.exists()
    papers = Document.objects.filter(kind="BILL_PAYMENT")
    assert not papers.filter(subject=f"contract:{covered.pk}").exists()
    debt, second = papers.get(subject=f"contract:{late.pk}").context["bills"]
    assert Decimal(debt["amount"]) == owed_of(late, LATE).due_total > FIRST_INSTALMENT
    assert second["instalment"] == 2


def test_a_card_has_the_same_sums_as_the_forms(people, contract):
    receipted(people, paid(contract), paid(contract, "60000.00", on=date(2018, 7, 16)))
    card = services.issue_card(contract=contract, by=people.users["accountant"], on=LATE)
    form = services.issue_bills(contract=contract, by=people.users["accountant"], on=LATE)
    assert card.context["bills"] == form.context["bills"]
    assert_every_number_is_found("bill", "card")
