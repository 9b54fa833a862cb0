"""Contacts with debtors: lawful demands only, once a day, promises kept or broken as the receipts tell."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from areas.models import Holiday, PersonalDataAccess, Policy
from debt_followup import services as debt
from debt_followup.models import DebtCase, DebtContact, DebtTeam
from debt_followup.rules.cases import CaseState
from debt_followup.rules.notices import NoticeKind
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
    check_outcome,
    counts_as_demand,
    hours_of,
    judge,
)
from debt_followup.selectors.visits import asked_on, contacts, demands_on, judged_by_contact
from debt_followup.services.cases import check_evidence, follow_cases
from debt_followup.services.notices import issue_notice
from debt_followup.services.teams import add_member
from debt_followup.services.visits import record_contact
from debt_followup.services.weeks import PlanRefused, drop_visit, plan_visits
from loans.models import Party
from repayments import services as repayments
from repayments.models import PaymentNotice
from repayments.services import refresh_courses
from reports.demo.progress import photograph
from reports.selectors.tasks import tasks
from tests.debt_followup.taken_away import taken_away
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


def answered(outcome, channel=Channel.VISIT, met=Met.DEBTOR, *, told=False):
    return counts_as_demand(told=told, channel=channel, met=met, outcome=outcome)


@pytest.mark.parametrize("outcome", [Outcome.PROMISED, Outcome.REFUSED, Outcome.CANNOT_PAY])
@pytest.mark.parametrize("channel", [Channel.VISIT, Channel.CALL, Channel.LETTER])
def test_who_promises_refuses_or_cannot_pay_was_asked_whatever_the_visitor_calls_it(outcome, channel):
    assert answered(outcome, channel)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_who_came_by_herself_was_asked_only_where_it_is_told(outcome):
    assert not answered(outcome, Channel.WALK_IN)
    assert answered(outcome, Channel.WALK_IN, told=True)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - {Outcome.PROMISED, Outcome.REFUSED, Outcome.CANNOT_PAY}))
def test_a_mere_visit_is_no_demand_and_nobody_was_asked_where_nobody_was_met(outcome):
    assert not answered(outcome)
    assert answered(outcome, told=True)
    assert not answered(outcome, met=Met.NOBODY, told=True)


@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_where_nobody_was_met_nobody_took_a_letter_or_answered(outcome, channel):
    of_nobody = {Outcome.NOT_MET, Outcome.MOVED, Outcome.DEAD, Outcome.OTHER}
    if outcome in of_nobody:
        check_outcome(outcome=outcome, met=Met.NOBODY, channel=channel)
    else:
        with pytest.raises(ContactRefused, match="ไม่พบใคร"):
            check_outcome(outcome=outcome, met=Met.NOBODY, channel=channel)
    check_outcome(outcome=outcome, met=Met.DEBTOR, channel=channel)


def test_a_debtors_own_answer_is_not_taken_from_her_household_unless_it_came_by_itself():
    for outcome in (Outcome.REFUSED, Outcome.CANNOT_PAY):
        with pytest.raises(ContactRefused, match="เมื่อพบลูกหนี้เอง"):
            check_outcome(outcome=outcome, met=Met.HOUSEHOLD, channel=Channel.VISIT)
        check_outcome(outcome=outcome, met=Met.HOUSEHOLD, channel=Channel.WALK_IN)
    check_outcome(outcome=Outcome.LETTER_TAKEN, met=Met.HOUSEHOLD, channel=Channel.LETTER)


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


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(promises, payments, some.integers(0, 50))
def test_no_satang_keeps_two_promises_and_the_order_is_irrelevant(made, came, on):
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
    assert judge(promises=rows[::-1], paid=money[::-1], on=day) == found


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
def test_a_contact_opens_the_case_of_a_late_debt_and_sets_it_going_once_its_papers_were_looked_through(
    log, late, users
):
    contact = log()
    case = DebtCase.objects.get(contract=late)
    assert (contact.case_id, case.state) == (case.pk, CaseState.OPENED)
    check_evidence(case=case, by=users["debt"], on=ON)
    log(is_demand=False, at=time(11))
    case.refresh_from_db()
    assert case.state == CaseState.FOLLOWED


def test_the_second_demand_of_a_day_is_refused_and_a_visit_that_is_none_is_not(log, late):
    log()
    with pytest.raises(TooOften):
        log(at=time(15), channel=Channel.CALL)
    log(at=time(15), is_demand=False, outcome=Outcome.LETTER_TAKEN)
    kept = log(at=time(16), override_reason="ลูกหนี้ขอให้โทรกลับ")
    assert kept.override_reason == "ลูกหนี้ขอให้โทรกลับ"
    assert demands_on(late, party=kept.party, day=ON) == 2


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": Outcome.PROMISED, "promise_on": date(2018, 10, 5), "promise_amount": Decimal("2000.00")},
        {"outcome": Outcome.REFUSED},
        {"outcome": Outcome.CANNOT_PAY},
    ],
)
def test_what_answers_a_demand_is_held_to_the_hours_and_to_once_a_day_without_the_mark(log, late, said):
    with pytest.raises(OutsideHours):
        log(is_demand=False, at=time(2), **said)
    assert log(is_demand=False, **said).is_demand
    with pytest.raises(TooOften):
        log(is_demand=False, at=time(14), **said)
    assert not log(is_demand=False, at=time(21), channel=Channel.WALK_IN, **said).is_demand
    assert demands_on(late, party=late.parties.order_by("position").first(), day=ON) == 1


def test_another_signer_of_the_contract_is_another_debtor(log, late):
    log()
    other = late.parties.order_by("position")[1]
    assert log(party=other, at=time(11)).party == other


def test_one_debtor_of_two_contracts_is_asked_once(log, late, loans):
    first = log().party
    other = loans[1].parties.order_by("position").first()
    Party.objects.filter(pk=other.pk).update(member=first.member)
    other.refresh_from_db()
    with pytest.raises(TooOften):
        log(contract=loans[1], party=other, at=time(14))
    assert asked_on([other, *late.parties.all()], day=ON) == [other, first]


@pytest.fixture
def letter(late, users, quick_papers):
    """A bill of the day, on its way."""
    [made] = issue_notice(
        contract=late, kind=NoticeKind.INVOICE, by=users["secretary"], on=ON, known_at=timezone.now(), reason="ทดสอบ"
    )
    return made


def test_a_letter_of_the_day_counts_as_a_demand(log, letter):
    with pytest.raises(TooOften):
        log()


def test_a_letter_that_is_handed_over_is_no_second_demand_and_its_way_ends(log, letter):
    delivery = letter.deliveries.get(route="POST")
    told = {"channel": Channel.LETTER, "delivery": delivery, "outcome": Outcome.LETTER_TAKEN}
    made = log(**told)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.received_on, delivery.received_by) == ("RECEIVED", ON, made.party.name)
    again = log(**told, is_demand=False, at=time(11))
    assert again.delivery == delivery
    with pytest.raises(ContactRefused, match="มอบหนังสือของสัญญานี้"):
        log(delivery=delivery, at=time(12), is_demand=False)


def test_a_letter_that_nobody_took_is_not_received_and_no_planned_visit_is_used_up(log, letter, late, users):
    delivery = letter.deliveries.get(route="AMPHOE")
    nobody = {"met": Met.NOBODY, "party": None, "met_name": "นายก", "outcome": Outcome.LETTER_TAKEN, "is_demand": False}
    for told in ({"channel": Channel.LETTER, "delivery": delivery}, {"channel": Channel.VISIT}):
        with pytest.raises(ContactRefused, match="ไม่พบใคร"):
            log(**nobody, **told)
    delivery.refresh_from_db()
    assert delivery.state == "MADE"
    assert not DebtContact.objects.exists()


def test_before_the_notification_the_law_names_no_number_and_the_house_takes_one(log, late):
    assert not Policy.objects.filter(key="debt_contact_max_per_day", effective_from__lte=ON).exists()
    log()
    with pytest.raises(TooOften):
        log(at=time(15))


def test_a_province_may_have_shorter_hours_by_its_own_policy(log):
    hours = {"workday": ["09:00", "16:00"], "holiday": ["10:00", "12:00"]}
    Policy.objects.create(
        key="debt_contact_hours", province_id="57", value=hours, effective_from=date(2018, 1, 1), source="ทดสอบ"
    )
    with pytest.raises(OutsideHours, match="16:00"):
        log(at=time(17))


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
    [receipt] = factories.receipted(people, factories.paid(late, "5000.00", on=date(2018, 10, 3)), on=date(2018, 10, 8))
    assert judged_by_contact([late.pk], on=date(2018, 10, 8))[made.pk].state is PromiseState.KEPT
    given = {"by": people.users["accountant"], "on": date(2018, 10, 9)}
    reversal = repayments.ask_reversal(receipt=receipt, reason="จับคู่ผิดสัญญา", **given)
    assert judged_by_contact([late.pk], on=date(2018, 10, 9))[made.pk].state is PromiseState.KEPT
    repayments.approve_reversal(reversal=reversal, by=people.users["chief"], on=date(2018, 10, 9))
    assert judged_by_contact([late.pk], on=date(2018, 10, 9))[made.pk].state is PromiseState.BROKEN


@pytest.mark.requirement("R-DEBT-11")
def test_a_promise_without_money_waits_in_somebodys_work_and_is_listed(log, late, users, people, quick_papers):
    def waits(day):
        return [task.count for task in tasks(user=users["debt"], on=day) if "ไม่มีเงินเข้า" in task.title]

    made = log(outcome=Outcome.PROMISED, promise_on=date(2018, 10, 5), promise_amount=Decimal("5000.00"))
    assert (waits(date(2018, 10, 5)), waits(date(2018, 10, 6)), waits(date(2018, 11, 6))) == ([], [1], [])
    unpaid = {"user": users["debt"], "promise": "UNPAID"}
    assert list(contacts(**unpaid, on=date(2018, 10, 6))) == [made]
    assert not contacts(**unpaid, on=date(2018, 10, 5))
    factories.receipted(people, factories.paid(late, "100.00", on=date(2018, 10, 3)), on=date(2018, 10, 8))
    assert waits(date(2018, 10, 8)) == []
    assert not contacts(**unpaid, on=date(2018, 10, 8))


def test_a_planned_visit_is_recorded_once_and_only_of_its_own_case(log, late, users):
    follow_cases(contract_ids=[late.pk], on=ON)
    case = DebtCase.objects.get()
    field = DebtTeam.objects.get(kind="FIELD", amphoe=case.amphoe_id)
    visitor = add_member(team=field, name="", user=users["debt"], from_on=ON, by=users["chief"])
    told = {"amphoe": case.amphoe, "week_on": date(2018, 9, 24), "visitor": visitor, "by": users["debt"], "on": ON}
    [planned] = plan_visits(day=ON, cases=[case], **told)
    assert log(planned=planned).planned == planned
    with pytest.raises(PlanRefused, match="บันทึกผลแล้ว"):
        drop_visit(visit=planned)
    with pytest.raises(ContactRefused, match="บันทึกผลแล้ว"):
        log(planned=planned, is_demand=False, at=time(11))
    [second] = plan_visits(day=SATURDAY, cases=[case], **told)
    drop_visit(visit=second)
    with pytest.raises(ContactRefused, match="ถูกนำออกจากแผน"):
        log(planned=second, is_demand=False, at=time(11))


@pytest.mark.requirement("R-DEBT-13")
def test_evidence_that_the_debtor_shows_becomes_a_notice_of_payment(log, late):
    shown = {"slip": photograph(number=3), "slip_paid_on": date(2018, 9, 27), "slip_amount": Decimal("900.00")}
    walked = log(channel=Channel.WALK_IN, is_demand=False, outcome=Outcome.PAID, **shown)
    assert walked.payment_notice.channel == PaymentNotice.Channel.WALK_IN
    visited = log(is_demand=False, outcome=Outcome.PAID, **{**shown, "slip_amount": Decimal("901.00")})
    assert visited.payment_notice.channel == PaymentNotice.Channel.MOBILE


_PAID = {"outcome": "PAID", "promise_on": None, "promise_amount": None}


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
        ("somebody_was_met", {"met": "NOBODY", "party_id": None, "is_demand": False, **_PAID}),
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


def test_a_visit_is_logged_on_the_page_with_photograph_and_place(
    late, on_the_day, log_in, django_assert_max_num_queries
):
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
    photo = client.get(reverse("debt_followup:visit_photo", args=[made.pk]))
    assert (photo["Content-Type"], photo["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert "ทำหนังสือรับสภาพหนี้" in shown
    again = client.post(url, form(late, at="11:00"))
    assert "ครบ 1 ครั้งตามที่กฎหมายให้แล้ว" in again.content.decode()
    assert DebtContact.objects.count() == 1
    assert late.label in client.get(reverse("debt_followup:visits")).content.decode()
    followed = reverse("debt_followup:contacts", args=[late.pk])
    with django_assert_max_num_queries(20):
        debtor = client.get(reverse("debt_followup:debtor", args=[late.pk])).content.decode()
    assert f'hx-get="{followed}"' in debtor
    assert "รอถึงวันที่รับปาก" in client.get(followed).content.decode()
    part = client.get(followed, headers={"HX-Request": "true"}).content.decode()
    assert "รอถึงวันที่รับปาก" in part
    assert "<html" not in part


def test_the_form_of_a_late_debt_opens_as_a_demand_and_that_of_another_does_not(late, loans, on_the_day, log_in):
    client = log_in("debt")
    opened = [client.get(reverse("debt_followup:log_visit", args=[one.pk])).context["form"] for one in (late, loans[0])]
    assert [form["is_demand"].value() for form in opened] == [True, False]


def test_an_answer_of_nobody_is_refused_beside_its_field(late, on_the_day, log_in):
    told = form(late, who="NOBODY", outcome="LETTER_TAKEN", is_demand="", promise_on="", promise_amount="")
    refused = log_in("debt").post(reverse("debt_followup:log_visit", args=[late.pk]), told).context["form"]
    assert "ไม่พบใคร" in refused.errors["outcome"][0]
    assert not DebtContact.objects.exists()


def test_the_same_form_sent_twice_records_one_contact(late, on_the_day, log_in):
    client = log_in("debt")
    url = reverse("debt_followup:log_visit", args=[late.pk])
    key = {"request_key": "6b0f6f8e-3a3c-4f6e-9d0b-3f3b8a1c2d4e"}
    first = client.post(url, form(late, **key))
    second = client.post(url, form(late, **key))
    assert first.url == second.url
    assert DebtContact.objects.count() == 1
    assert client.post(url, form(late, **key, note="อื่น")).status_code == 409


def test_a_photograph_that_is_none_is_refused_and_what_was_typed_stays(late, on_the_day, log_in):
    url = reverse("debt_followup:log_visit", args=[late.pk])
    disguised = SimpleUploadedFile("บ้าน.jpg", b"MZ this is a program")
    page = log_in("debt").post(url, form(late, photo=disguised, note="บ้านหลังสีเขียว")).content.decode()
    assert "บ้าน.jpg" in page
    assert "บ้านหลังสีเขียว" in page
    assert not DebtContact.objects.exists()


def test_the_photograph_of_another_area_is_not_given(log, late, on_the_day, log_in):
    made = log(photo=photograph(number=4))
    url = reverse("debt_followup:visit_photo", args=[made.pk])
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    stranger = next(name for code, name in officers.items() if code != late.amphoe_id)
    assert log_in(stranger).get(url).status_code == 404
    assert log_in(officers[late.amphoe_id]).get(url).status_code == 200
    assert log_in("debt").get(reverse("debt_followup:visit_photo", args=[log(is_demand=False).pk])).status_code == 404


def test_a_debtor_who_came_by_herself_is_recorded_with_her_slip(late, on_the_day, log_in):
    client, url = log_in("debt"), reverse("debt_followup:log_visit", args=[late.pk])
    told = {"channel": "WALK_IN", "outcome": "PAID", "is_demand": "", "promise_on": "", "promise_amount": ""}
    slip = {"slip": photograph(number=3), "slip_paid_on": "27/9/2561", "slip_amount": "900"}
    client.post(url, form(late, **told, **slip))
    made = DebtContact.objects.get()
    notice = made.payment_notice
    assert (notice.channel, notice.amount, notice.payer) == ("WALK_IN", Decimal("900.00"), made.party.name)
    assert reverse("repayments:notice", args=[notice.pk]) in client.get(f"/debt/visits/{made.pk}/").content.decode()
    case = client.get(reverse("debt_followup:case", args=[made.case_id])).content.decode()
    assert "900.00" in case


def test_the_log_is_narrowed_and_taken_away(log, late, on_the_day, log_in):
    log(outcome=Outcome.PROMISED, promise_on=date(2018, 10, 5), promise_amount=Decimal("5000.00"))
    log(is_demand=False, at=time(12))
    client, url = log_in("debt"), reverse("debt_followup:visits")
    assert len(client.get(url).context["table"]["rows"]) == 2
    assert len(client.get(url, {"promise": "MADE"}).context["table"]["rows"]) == 1
    assert not client.get(url, {"promise": "UNPAID"}).context["table"]["rows"]
    answer = client.get(reverse("debt_followup:visits_file", args=["xlsx"]), {"promise": "MADE"})
    [row] = taken_away(answer)
    assert late.label in row
    assert PersonalDataAccess.objects.filter(action="EXPORT", subject="list:contacts").exists()


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
