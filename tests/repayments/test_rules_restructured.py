"""Worked examples of waivers and of new schedules: by hand, to the satang."""

from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest

from loans.rules import schedule
from repayments.rules import (
    BadInstalments,
    BadTerms,
    Component,
    DefaultBase,
    Payment,
    Terms,
    Waiver,
    allocate,
    allocate_with_course,
    counted_days,
    new_schedule,
    settlement_quote,
)

LENT_ON, AGREED_ON = date(2018, 2, 2), date(2018, 9, 30)
DUE = (date(2018, 7, 5), date(2019, 1, 5), date(2019, 7, 5), date(2020, 1, 5))
MONTHLY = tuple(date(2018 + (10 + n) // 12, (10 + n) % 12 + 1, 5) for n in range(12))
TERMS = Terms(annual_rate=Decimal("0.03"))


def workday(day):
    return day.weekday() < 5


PLANNED = schedule(
    principal=Decimal("200000.00"),
    annual_rate=Decimal("0.03"),
    disbursed_on=LENT_ON,
    due_dates=DUE,
    is_business_day=workday,
)


def agreed(**changed):
    """Give the agreement of 30 September 2018 on the loan of which nothing was paid: twelve months."""
    given = {
        "principal": Decimal("200000.00"),
        "contract_interest": Decimal("3587.67"),
        "default_interest": Decimal("906.25"),
        "annual_rate": Decimal("0.03"),
        "agreed_on": AGREED_ON,
        "due_dates": MONTHLY,
        "first_number": 5,
        "is_business_day": workday,
    }
    return new_schedule(**(given | changed))


def told(*payments, **changed):
    lines = [Payment(day, time(10), place, Decimal(amount)) for place, (day, amount) in enumerate(payments)]
    return {"instalments": PLANNED, "payments": lines, "terms": replace(TERMS, **changed)}


@pytest.mark.requirement("R-RSTR-02")
def test_what_is_owed_on_the_day_goes_into_the_new_schedule_interest_apart_from_principal():
    # 50,000 × 7.5 % × 87 ÷ 360 = 906.25; 2,515.07 of the first period, and 150,000 × 3 % × 87 ÷ 365 = 1,072.60
    quote = settlement_quote(**told(), on=AGREED_ON)
    assert quote.total(Component.DEFAULT_INTEREST) == Decimal("906.25")
    assert quote.total(Component.CONTRACT_INTEREST) == Decimal("3587.67")
    new = agreed()
    first, last = new.instalments[0], new.instalments[-1]
    assert (first.number, first.days, first.principal, first.interest) == (5, 36, 16666, Decimal("591.78"))
    assert (new.frozen[0].contract_interest, new.frozen[0].default_interest) == (Decimal("298.97"), Decimal("75.52"))
    assert (last.principal, new.frozen[-1].contract_interest, new.frozen[-1].default_interest) == (
        16674,
        Decimal("299.00"),
        Decimal("75.53"),
    )
    found = allocate(**told(restructured=(new,)), as_of=AGREED_ON)
    old = found.instalments[:4]
    assert all(one.closed_on == AGREED_ON and not one.total for one in old)
    assert sum(one.principal_moved for one in old) == 200000
    assert found.principal_left == 200000
    assert found.due_total == 0
    assert found.frozen_left == Decimal("4493.92")


@pytest.mark.requirement("R-DEF-04", "R-RSTR-03")
def test_default_on_the_new_schedule_revives_the_contracts_rate_from_the_new_due_date_on_principal_alone():
    late = date(2018, 12, 4)  # the first new instalment was due on Monday 5 November
    found = allocate(**told(restructured=(agreed(),)), as_of=late)
    first = next(one for one in found.instalments if one.number == 5)
    assert first.days_past_due == 29
    # 16,666 × 7.5 % × 29 ÷ 360 = 100.69, beside the 75.52 that was frozen and bears nothing
    assert first.default_interest_left == Decimal("75.52") + Decimal("100.69")
    lower = agreed(default_rate=Decimal("0.05"))
    found = allocate(**told(restructured=(lower,)), as_of=late)
    assert found.instalments[4].default_interest_left == Decimal("75.52") + Decimal("67.13")


@pytest.mark.requirement("R-RSTR-04")
def test_a_payment_holiday_bears_no_interest_of_any_kind_and_its_days_do_not_count():
    until = date(2019, 9, 29)
    new = agreed(due_dates=[date(2019, 10, 5), date(2019, 11, 5)], holiday_from=AGREED_ON, holiday_until=until)
    assert [line.days for line in new.instalments] == [6, 31]
    assert counted_days(since_on=AGREED_ON, until_on=until, holiday_from=AGREED_ON, holiday_until=until) == 0
    eve = settlement_quote(**told(restructured=(new,)), on=AGREED_ON)
    assert settlement_quote(**told(restructured=(new,)), on=until).owed == eve.owed == Decimal("204493.92")
    # called in amid the holiday, the principal bears default interest only after it
    called = allocate(**told(restructured=(new,), acceleration_on=date(2019, 3, 1)), as_of=date(2019, 10, 9))
    assert called.due(Component.DEFAULT_INTEREST) == Decimal("906.25") + Decimal("208.33") * 2


@pytest.mark.requirement("R-RSTR-04")
@pytest.mark.parametrize("base", DefaultBase)
def test_a_debt_called_in_before_its_holiday_bears_default_interest_until_the_holiday_and_after_it(base):
    begins_on, until = date(2018, 11, 1), date(2019, 10, 31)
    new = agreed(due_dates=[date(2019, 11, 5), date(2019, 12, 5)], holiday_from=begins_on, holiday_until=until)
    story = told(restructured=(new,), called_in_again=(date(2018, 10, 28),), default_base=base)
    eve, last = (allocate(**story, as_of=day) for day in (date(2018, 10, 31), until))
    # 28 October to the eve of the holiday: 100,000 × 7.5 % × 3 ÷ 360 = 62.50 of each of the two instalments
    assert eve.due(Component.DEFAULT_INTEREST) == Decimal("906.25") + Decimal("62.50") * 2
    assert last.due(Component.DEFAULT_INTEREST) == eve.due(Component.DEFAULT_INTEREST)
    after = allocate(**story, as_of=date(2019, 11, 3))
    assert after.due(Component.DEFAULT_INTEREST) == last.due(Component.DEFAULT_INTEREST) + Decimal("62.50") * 2


@pytest.mark.requirement("R-RSTR-04")
def test_a_call_amid_the_holiday_waits_for_its_end_whatever_the_debt_bears_interest_on():
    until = date(2019, 9, 29)
    new = agreed(due_dates=[date(2019, 10, 5), date(2019, 11, 5)], holiday_from=AGREED_ON, holiday_until=until)
    story = told(restructured=(new,), acceleration_on=date(2019, 3, 1), default_base=DefaultBase.OUTSTANDING)
    assert allocate(**story, as_of=until).due(Component.DEFAULT_INTEREST) == Decimal("906.25")


@pytest.mark.requirement("R-RSTR-09")
def test_a_payment_found_later_lowers_the_first_new_instalment_and_what_was_signed_stays():
    new = agreed()
    found = allocate(**told((date(2018, 7, 5), "30000.00"), restructured=(new,)), as_of=AGREED_ON)
    # 2,515.07 of interest and 27,484.93 of principal were paid on the due date
    assert found.principal_left == Decimal("172515.07")
    first, second = found.instalments[4:6]
    assert (first.principal_left, second.principal_left) == (0, Decimal("5847.07"))
    assert [one.nominal_due_on for one in found.instalments[4:]] == [one.nominal_due_on for one in new.instalments]
    assert sum(one.frozen_default_interest for one in found.instalments) == Decimal("408.09")


def test_more_is_owed_than_was_signed_where_a_receipt_is_reversed_later_and_comes_last():
    paid = settlement_quote(**told((date(2018, 7, 5), "30000.00")), on=AGREED_ON)
    signed = agreed(
        principal=paid.total(Component.PRINCIPAL),
        contract_interest=paid.total(Component.CONTRACT_INTEREST),
        default_interest=paid.total(Component.DEFAULT_INTEREST),
    )
    found = allocate(**told(restructured=(signed,)), as_of=AGREED_ON)
    assert found.principal_left == 200000
    planned = {line.number: line.principal for line in signed.instalments}
    assert [one.principal_left for one in found.instalments[4:-1]] == [planned[n] for n in range(5, 16)]
    assert found.instalments[-1].principal_left == planned[16] + Decimal("27484.93")


@pytest.mark.requirement("R-RSTR-03")
def test_a_waiver_takes_default_interest_of_its_day_and_never_principal():
    on = date(2018, 9, 30)
    waived = allocate(**told(waived=(Waiver(on, Decimal("500.00")),)), as_of=on)
    assert waived.due(Component.DEFAULT_INTEREST) == Decimal("406.25")
    assert waived.instalments[0].default_interest_waived == 500
    more = allocate(**told(waived=(Waiver(on, Decimal("5000.00")),)), as_of=on)
    assert more.due(Component.DEFAULT_INTEREST) == 0
    assert more.principal_left == 200000
    assert more.due(Component.CONTRACT_INTEREST) == Decimal("2515.07")
    # money of the same day comes after it, so that the debtor gets what was promised her
    paid = allocate(**told((on, "2515.07"), waived=(Waiver(on, Decimal("906.25")),)), as_of=on)
    assert paid.due(Component.CONTRACT_INTEREST) == 0


def test_a_restructuring_undoes_a_call_in_and_the_debt_may_be_called_in_again():
    new = agreed(contract_interest=Decimal("3000.00"))
    terms = {"restructured": (new,), "acceleration_on": date(2018, 8, 1), "called_in_again": (date(2018, 12, 1),)}
    assert not allocate(**told(**terms), as_of=date(2018, 11, 30)).called_in
    again = allocate(**told(**terms), as_of=date(2018, 12, 1))
    assert again.called_in
    assert again.due(Component.PRINCIPAL) == 200000


def test_early_settlement_of_a_restructured_debt_asks_the_frozen_interest_and_interest_to_the_day():
    quote = settlement_quote(**told(restructured=(agreed(),)), on=date(2018, 10, 30))
    assert quote.total(Component.DEFAULT_INTEREST) == Decimal("906.25")
    assert quote.total(Component.CONTRACT_INTEREST) == Decimal("3587.67") + Decimal("493.15")  # 30 days on 200,000
    assert quote.total(Component.PRINCIPAL) == 200000
    assert quote.frozen == Decimal("4493.92")
    assert quote.unfrozen(Component.DEFAULT_INTEREST) == 0
    assert quote.unfrozen(Component.CONTRACT_INTEREST) == Decimal("493.15")


def test_a_frozen_part_that_was_paid_is_frozen_no_more():
    lines = told((date(2018, 11, 5), "300.00"), restructured=(agreed(),))
    quote = settlement_quote(**lines, on=date(2018, 11, 5))
    # 75.52 of frozen default interest and 224.48 of the frozen 298.97 of contract interest were paid
    assert quote.frozen == Decimal("4493.92") - Decimal("300.00")
    assert quote.unfrozen(Component.CONTRACT_INTEREST) == Decimal("591.78")
    first = allocate(**lines, as_of=date(2018, 11, 5)).instalments[4]
    assert (first.frozen_contract_interest_left, first.frozen_default_interest_left) == (Decimal("74.49"), 0)
    assert first.contract_interest_left - first.frozen_contract_interest_left == Decimal("591.78")


def test_the_course_knows_the_frozen_interest_until_it_falls_due():
    _told, course = allocate_with_course(**told(restructured=(agreed(),)), as_of=AGREED_ON)
    frozen = {span.from_on: span.frozen for span in course.whole}
    assert frozen[AGREED_ON] == Decimal("4493.92")
    assert frozen[date(2018, 11, 5)] == Decimal("4493.92") - Decimal("374.49")
    assert course.whole[-1].frozen == 0


def test_an_agreement_that_is_no_schedule_is_refused():
    with pytest.raises(BadInstalments, match="หลังวันทำบันทึกข้อตกลง"):
        agreed(due_dates=[AGREED_ON])
    with pytest.raises(BadInstalments, match="หลังสิ้นสุดการพักชำระหนี้"):
        agreed(holiday_from=AGREED_ON, holiday_until=date(2019, 9, 29))
    with pytest.raises(BadTerms, match="วันแรกและวันสุดท้าย"):
        agreed(holiday_from=AGREED_ON)
    with pytest.raises(BadTerms, match="มากกว่าศูนย์"):
        Waiver(AGREED_ON, Decimal("0.00"))
    with pytest.raises(BadInstalments, match="เลขงวดต่อจากตารางเดิม"):
        allocate(**told(restructured=(agreed(first_number=4),)), as_of=AGREED_ON)
    with pytest.raises(BadInstalments, match="เงินต้นยกมา"):
        replace(
            agreed(), instalments=(replace(agreed().instalments[0], principal=Decimal(1)), *agreed().instalments[1:])
        )
    with pytest.raises(BadInstalments, match="งวดละไม่เกินหนึ่งรายการ"):
        replace(agreed(), frozen=agreed().frozen[:1] * 2)
