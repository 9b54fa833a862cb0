"""Contacts with debtors: lawful demands only, once a day, promises kept or broken as the receipts tell."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from areas.models import Holiday, PersonalDataAccess
from debt_followup import services as debt
from debt_followup.models import DebtCase, DebtContact
from debt_followup.rules.cases import CaseState
from debt_followup.rules.visits import (
    Channel,
    ContactHours,
    ContactRefused,
    Met,
    NotToOthers,
    Outcome,
    OutsideHours,
    Paid,
    Promise,
    PromiseState,
    TooOften,
    check_demand,
    hours_of,
    judge,
)
from debt_followup.selectors.visits import demands_on, judged_by_contact
from debt_followup.services.visits import record_contact
from repayments.models import PaymentNotice
from repayments.services import refresh_courses
from reports.demo.progress import photograph
from tests.repayments import factories

ON = date(2018, 9, 28)  # a Friday
SATURDAY = date(2018, 9, 29)
HOURS = hours_of({"workday": ["08:00", "20:00"], "holiday": ["08:00", "18:00"]})


def weekday(day: date) -> bool:
    return day.weekday() < 5


def demand(**changed):
    given = {
        "on": ON,
        "at": time(10),
        "hours": HOURS,
        "is_workday": weekday,
        "earlier": 0,
        "most": 1,
        "met": Met.DEBTOR,
    }
    check_demand(**{**given, **changed})


# -- the law -----------------------------------------------------------------------------------------------------------
def test_the_hours_come_from_the_policy_and_a_broken_one_is_refused():
    assert ContactHours((time(8), time(20)), (time(8), time(18))) == HOURS
    with pytest.raises(ContactRefused):
        hours_of({"workday": ["08:00", "late"]})


@pytest.mark.parametrize(("day", "at"), [(ON, time(8)), (ON, time(20)), (SATURDAY, time(8)), (SATURDAY, time(18))])
def test_a_demand_within_the_hours_is_lawful(day, at):
    demand(on=day, at=at)


@pytest.mark.parametrize(
    ("day", "at"), [(ON, time(7, 59)), (ON, time(20, 1)), (SATURDAY, time(18, 1)), (SATURDAY, time(20))]
)
def test_a_demand_outside_the_hours_needs_a_reason(day, at):
    with pytest.raises(OutsideHours):
        demand(on=day, at=at)
    demand(on=day, at=at, override="ลูกหนี้นัดเวลานี้เอง")


def test_a_second_demand_on_one_day_needs_a_reason():
    with pytest.raises(TooOften):
        demand(earlier=1)
    demand(earlier=1, override="ลูกหนี้ขอให้ติดต่อกลับ")


@pytest.mark.parametrize("met", [Met.HOUSEHOLD, Met.OTHER, Met.NOBODY])
def test_no_reason_lets_a_debt_be_told_to_others(met):
    with pytest.raises(NotToOthers):
        demand(met=met, override="จำเป็น")


# -- promises ----------------------------------------------------------------------------------------------------------
def promise(key=1, due=10, amount="1000.00", made=0):
    return Promise(key, ON + timedelta(days=made), ON + timedelta(days=due), Decimal(amount))


def paid(day, amount="1000.00"):
    return Paid(ON + timedelta(days=day), Decimal(amount))


@pytest.mark.parametrize(
    ("came", "on", "state"),
    [
        ([], 10, PromiseState.WAITING),
        ([], 11, PromiseState.BROKEN),
        ([paid(10)], 10, PromiseState.KEPT),
        ([paid(3, "400.00"), paid(5, "600.00")], 30, PromiseState.KEPT),
        ([paid(3, "400.00")], 11, PromiseState.PARTLY),
        ([paid(3, "400.00")], 9, PromiseState.WAITING),
        ([paid(11)], 30, PromiseState.BROKEN),
        ([paid(-1)], 30, PromiseState.BROKEN),
    ],
)
@pytest.mark.requirement("R-DEBT-11")
def test_a_promise_stands_as_the_money_by_its_value_dates_tells(came, on, state):
    [judged] = judge(promises=[promise()], paid=came, on=ON + timedelta(days=on))
    assert judged.state is state


def test_money_keeps_one_promise_the_one_that_falls_due_first():
    later, sooner = promise(key=1, due=20), promise(key=2, due=5)
    found = judge(promises=[later, sooner], paid=[paid(2)], on=ON + timedelta(days=30))
    assert [(one.promise.key, one.state) for one in found] == [(2, PromiseState.KEPT), (1, PromiseState.BROKEN)]


amounts = some.integers(1, 500_000).map(lambda satang: Decimal(satang).scaleb(-2))
promises = some.lists(some.tuples(some.integers(0, 20), some.integers(0, 20), amounts), max_size=6)
payments = some.lists(some.tuples(some.integers(-5, 40), amounts), max_size=8)


@given(promises, payments, some.integers(0, 50), some.randoms())
def test_no_satang_keeps_two_promises_and_the_order_is_irrelevant(made, came, on, chance):
    rows = [
        Promise(at, ON + timedelta(days=since), ON + timedelta(days=since + days), amount)
        for at, (since, days, amount) in enumerate(made)
    ]
    money = [Paid(ON + timedelta(days=day), amount) for day, amount in came]
    day = ON + timedelta(days=on)
    found = judge(promises=rows, paid=money, on=day)
    assert sum(one.paid for one in found) <= sum(one.amount for one in money)
    assert all(0 <= one.paid <= one.promise.amount for one in found)
    assert all((one.state is PromiseState.KEPT) == (one.left == 0) for one in found)
    chance.shuffle(rows)
    chance.shuffle(money)
    assert judge(promises=rows, paid=money, on=day) == found


@given(payments, amounts, some.integers(0, 20))
def test_more_money_never_breaks_a_promise(came, more, day):
    money = [Paid(ON + timedelta(days=at), amount) for at, amount in came]
    on = ON + timedelta(days=40)
    [before] = judge(promises=[promise(due=20)], paid=money, on=on)
    [after] = judge(promises=[promise(due=20)], paid=[*money, Paid(ON + timedelta(days=day), more)], on=on)
    assert after.paid >= before.paid


# -- the log -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def late(loans):
    """The contract of which nothing was paid."""
    refresh_courses(on=ON)
    debt.refresh_arrears()
    return loans[2]


@pytest.fixture
def log(late, users):
    def record(**changed):
        told = {
            "contract": late,
            "channel": Channel.VISIT,
            "happened_on": ON,
            "at": time(10),
            "is_demand": True,
            "met": Met.DEBTOR,
            "party": late.parties.order_by("position").first(),
            "outcome": Outcome.OTHER,
            "by": users["debt"],
            "on": ON,
        }
        return record_contact(**{**told, **changed})

    return record


@pytest.mark.requirement("R-DEBT-11")
def test_a_contact_opens_the_case_of_a_late_debt_and_sets_it_going(log, late):
    contact = log()
    case = DebtCase.objects.get(contract=late)
    assert (contact.case_id, case.state) == (case.pk, CaseState.FOLLOWED)


def test_the_second_demand_of_a_day_is_refused_and_a_visit_that_is_none_is_not(log, late):
    log()
    with pytest.raises(TooOften):
        log(at=time(15), channel=Channel.CALL)
    log(at=time(15), is_demand=False, outcome=Outcome.LETTER_TAKEN)
    kept = log(at=time(16), override_reason="ลูกหนี้ขอให้โทรกลับ")
    assert kept.override_reason == "ลูกหนี้ขอให้โทรกลับ"
    assert demands_on(late, party=kept.party, day=ON) == 2


def test_another_signer_of_the_contract_is_another_debtor(log, late):
    log()
    other = late.parties.order_by("position")[1]
    assert log(party=other, at=time(11)).party == other


def test_a_letter_of_the_day_counts_as_a_demand(log, late, users):
    from django.utils import timezone

    from debt_followup.rules.notices import NoticeKind
    from debt_followup.services.notices import issue_notice

    issue_notice(
        contract=late, kind=NoticeKind.INVOICE, by=users["secretary"], on=ON, known_at=timezone.now(), reason="ทดสอบ"
    )
    with pytest.raises(TooOften):
        log()


def test_on_a_holiday_the_hours_are_shorter(log):
    Holiday.objects.create(on=ON, name_th="วันหยุดตัวอย่าง", source="ทดสอบ")
    with pytest.raises(OutsideHours, match="18:00"):
        log(at=time(19))
    Holiday.objects.filter(name_th="วันหยุดตัวอย่าง").delete()
    log(at=time(19))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"happened_on": date(2018, 9, 29)}, "ไม่หลังวันนี้"),
        ({"happened_on": date(2018, 7, 1)}, "ย้อนหลัง"),
        ({"party": None}, "ผู้ลงนามคนใด"),
        ({"outcome": Outcome.PROMISED}, "ให้ระบุวันที่และจำนวนเงิน"),
        ({"promise_on": date(2018, 10, 5)}, "ทั้งวันที่และจำนวนเงิน"),
        ({"promise_on": date(2018, 9, 1), "promise_amount": Decimal("1.00")}, "ไม่ก่อนวันที่ติดต่อ"),
        ({"slip_amount": Decimal("1.00")}, "ต้องมีภาพ วันที่ และจำนวนเงินครบ"),
    ],
)
def test_half_a_contact_is_refused(log, changed, said):
    with pytest.raises(ContactRefused, match=said):
        log(**changed)
    assert not DebtContact.objects.exists()


def test_nothing_is_demanded_where_nothing_is_late(log, loans):
    with pytest.raises(ContactRefused, match="ไม่มียอดเกินกำหนด"):
        log(contract=loans[0], party=loans[0].parties.first())
    assert log(contract=loans[0], party=loans[0].parties.first(), is_demand=False).case is None


def test_a_promise_is_kept_by_a_receipt_and_broken_when_it_is_taken_back(log, late, people, quick_papers):
    made = log(outcome=Outcome.PROMISED, promise_on=date(2018, 10, 5), promise_amount=Decimal("5000.00"))
    assert judged_by_contact([late.pk], on=date(2018, 10, 5))[made.pk].state is PromiseState.WAITING
    assert judged_by_contact([late.pk], on=date(2018, 10, 6))[made.pk].state is PromiseState.BROKEN
    factories.receipted(people, factories.paid(late, "5000.00", on=date(2018, 10, 3)))
    assert judged_by_contact([late.pk], on=date(2018, 10, 6))[made.pk].state is PromiseState.KEPT


@pytest.mark.requirement("R-DEBT-13")
def test_evidence_that_the_debtor_shows_becomes_a_notice_of_payment(log, late):
    shown = {"slip": photograph(number=3), "slip_paid_on": date(2018, 9, 27), "slip_amount": Decimal("900.00")}
    walked = log(channel=Channel.WALK_IN, is_demand=False, outcome=Outcome.PAID, **shown)
    assert walked.payment_notice.channel == PaymentNotice.Channel.WALK_IN
    visited = log(is_demand=False, outcome=Outcome.PAID, **{**shown, "slip_amount": Decimal("901.00")})
    assert visited.payment_notice.channel == PaymentNotice.Channel.MOBILE


def test_the_database_keeps_the_log_and_the_one_demand_a_day(log, late):
    made = log(outcome=Outcome.PROMISED, promise_on=date(2018, 10, 5), promise_amount=Decimal("5000.00"))
    for sql in ("UPDATE debt_followup_debtcontact SET note = 'x'", "DELETE FROM debt_followup_debtcontact"):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    kept = {
        field.attname: getattr(made, field.attname) for field in DebtContact._meta.concrete_fields if field.name != "id"
    }
    for name, changed in [
        ("one_demand_a_day", {}),
        ("demand_to_a_debtor|party_was_met", {"met": "HOUSEHOLD"}),
        ("promise_is_whole", {"promise_amount": None, "is_demand": False, "outcome": "OTHER"}),
        ("place_is_whole", {"latitude": Decimal("91"), "longitude": Decimal("1"), "is_demand": False}),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            DebtContact.objects.create(**{**kept, **changed})


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_the_day(business_date):
    business_date(ON)


def form(contract, **changed):
    party = contract.parties.order_by("position").first()
    told = {
        "channel": "VISIT",
        "happened_on": "28/9/2561",
        "at": "10:00",
        "who": f"party-{party.pk}",
        "is_demand": "on",
        "outcome": "PROMISED",
        "promise_on": "5/10/2561",
        "promise_amount": "5,000",
        "latitude": "19.912345",
        "longitude": "99.841234",
    }
    return {**told, **changed}


def test_a_visit_is_logged_on_the_page_with_photograph_and_place(late, on_the_day, log_in):
    client = log_in("debt")
    url = reverse("debt_followup:log_visit", args=[late.pk])
    page = client.get(url).content.decode()
    assert "08:00-20:00" in page
    assert "ห้ามแจ้งหนี้แก่บุคคลอื่น" in page
    answer = client.post(url, form(late, photo=photograph(number=4)))
    made = DebtContact.objects.get()
    assert answer.url == reverse("debt_followup:visit", args=[made.pk])
    shown = client.get(answer.url).content.decode()
    assert "รอถึงวันที่รับปาก" in shown
    assert "19.912345" in shown
    assert client.get(reverse("debt_followup:visit_photo", args=[made.pk])).status_code == 200
    again = client.post(url, form(late, at="11:00"))
    assert "ครบ 1 ครั้งตามที่กฎหมายให้แล้ว" in again.content.decode()
    assert DebtContact.objects.count() == 1
    assert late.label in client.get(reverse("debt_followup:visits")).content.decode()
    assert "การติดตามของทีม" in client.get(reverse("debt_followup:debtor", args=[late.pk])).content.decode()


def test_the_same_form_sent_twice_records_one_contact(late, on_the_day, log_in):
    client = log_in("debt")
    url = reverse("debt_followup:log_visit", args=[late.pk])
    key = {"request_key": "6b0f6f8e-3a3c-4f6e-9d0b-3f3b8a1c2d4e"}
    first = client.post(url, form(late, **key))
    second = client.post(url, form(late, **key))
    assert first.url == second.url
    assert DebtContact.objects.count() == 1
    assert client.post(url, form(late, **key, note="อื่น")).status_code == 409


def test_a_place_that_is_none_is_left_out(late, on_the_day, log_in):
    url = reverse("debt_followup:log_visit", args=[late.pk])
    log_in("debt").post(url, form(late, latitude="NaN", longitude="1"))
    assert DebtContact.objects.get().latitude is None


def test_who_looks_is_logged_and_another_area_sees_nothing(log, late, on_the_day, log_in):
    made = log()
    url = reverse("debt_followup:visit", args=[made.pk])
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    stranger = next(name for code, name in officers.items() if code != late.amphoe_id)
    assert log_in(stranger).get(url).status_code == 404
    assert log_in(officers[late.amphoe_id]).get(url).status_code == 200
    assert PersonalDataAccess.objects.filter(subject=f"contract:{late.pk}").exists()
    assert log_in("auditor").get(reverse("debt_followup:log_visit", args=[late.pk])).status_code == 403
