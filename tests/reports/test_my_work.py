"""The first page: what waits for each user, by when, and where the step is; the search of the shell."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import PersonalDataAccess, User
from projects.models import Proposal
from projects.rules import State
from repayments.selectors import standings
from reports.selectors.figures import figures
from tests.loans import factories as contracts
from tests.repayments import factories
from tests.reports.conftest import JULY, close_until, waiting
from thai.dates import add_months, month_start
from treasury import services as treasury


# -- tasks ------------------------------------------------------------------------------------------------------------
def test_bank_lines_wait_for_the_accountant(loans, people, standing_on):
    on = standing_on(2018, 8, 2)
    factories.imported(people, factories.paid(None, "750.00", on=date(2018, 8, 1)), on=on)
    task = waiting(people.users["accountant"], on)["รายการธนาคารที่ต้องตรวจสอบ"]
    assert (task.count, task.url) == (1, reverse("repayments:queue"))


def test_a_month_passes_from_the_accountant_to_the_chief_and_back(loans, users, standing_on, quick_papers):
    from jobs.services import work
    from reports import services
    from reports.models import MonthlyPack
    from treasury.services import confirm_close

    on = standing_on(2018, 8, 2)
    task = waiting(users["accountant"], on)["เดือนที่ยังไม่ได้ปิดบัญชี"]
    assert (task.count, task.url) == (10, reverse("treasury:month", args=["2017-10"]))
    close_until(users, date(2018, 6, 1))
    task = waiting(users["accountant"], on)["เดือนที่ยังไม่ได้ปิดบัญชี"]
    assert (task.count, task.due_on) == (1, date(2018, 8, 3))
    assert task.url == reverse("treasury:month", args=["2018-07"])
    close_until(users, JULY, confirm=False)
    assert waiting(users["chief"], on)["การปิดบัญชีเดือนรอยืนยัน"].count == 1
    assert "การปิดบัญชีเดือนรอยืนยัน" not in waiting(users["accountant"], on)
    confirm_close(province="57", month_on=JULY, by=users["chief"], on=on)
    assert "ชุดรายงานประจำเดือนที่ต้องจัดทำ" in waiting(users["accountant"], on)
    for month in (add_months(date(2017, 10, 1), number) for number in range(10)):
        run = services.make_pack(province="57", month_on=month, by=users["accountant"], on=on)
        work(run_id=run.pk)
    found = waiting(users["accountant"], on)
    assert "ชุดรายงานประจำเดือนที่ต้องจัดทำ" not in found
    assert found["ชุดรายงานประจำเดือนที่ยังไม่ได้ส่ง"].count == 10
    for pack in MonthlyPack.objects.all():
        services.mark_sent(pack=pack, by=users["accountant"], on=on)
    assert "ชุดรายงานประจำเดือนที่ยังไม่ได้ส่ง" not in waiting(users["accountant"], on)


@pytest.mark.requirement("R-REPAY-13")
def test_what_borrowers_paid_waits_to_be_remitted_by_the_months_last_business_day(loans, people, standing_on):
    title, user = "เงินรับชำระที่ต้องนำส่งเงินฝากคลัง", people.users["accountant"]
    assert title not in waiting(user, standing_on(2018, 8, 2))  # July was remitted
    factories.receipted(people, factories.paid(loans[0], "750.00", on=date(2018, 8, 3)), on=date(2018, 8, 3))
    assert title not in waiting(user, standing_on(2018, 8, 20))
    task = waiting(user, standing_on(2018, 8, 27))[title]
    assert (task.detail, task.due_on) == ("750.00 บาท", date(2018, 8, 31))
    assert task.url == reverse("treasury:month", args=["2018-08"])
    assert title not in waiting(people.users["chief"], standing_on(2018, 8, 27))
    late = waiting(user, standing_on(2018, 9, 3))[title]
    assert (late.tone, late.due_on) == ("bad", date(2018, 8, 31))
    treasury.remit_month(province="57", on=date(2018, 8, 31), by=user)
    factories.receipted(people, factories.paid(loans[0], "10.00", on=date(2018, 8, 31)), on=date(2018, 8, 31))
    assert title not in waiting(user, standing_on(2018, 9, 3))  # what came after it goes with September's
    assert waiting(user, standing_on(2018, 9, 28))[title].detail == "10.00 บาท"


# -- figures ----------------------------------------------------------------------------------------------------------
def test_the_figures_are_those_of_the_rule(loans, users, standing_on):
    on = standing_on(2018, 7, 31)
    found = figures(user=users["chief"], on=on)
    owed = standings(contracts=loans, as_of=on).values()
    assert found.contracts == 2
    assert found.outstanding == sum(standing.principal for standing in owed)
    assert found.received == sum(
        paid.payment.amount
        for standing in owed
        for paid in standing.allocation.payments
        if paid.payment.value_on >= month_start(on)
    )


def test_an_officer_sees_the_figures_of_her_amphoe(loans, users, standing_on):
    on = standing_on(2018, 7, 31)
    assert figures(user=users["phan"], on=on).contracts == 1
    assert figures(user=users["wiangpapao"], on=on).contracts == 0


def test_the_chief_sees_the_arrears_by_class(loans, log_in, standing_on):
    standing_on(2019, 2, 1)
    said = log_in("chief").get(reverse("my_work")).content.decode()
    assert "เงินต้นและดอกเบี้ยที่ค้าง" in said
    assert "1-30 วัน" in said


def _more_proposals(people, count):
    from uuid import uuid4

    template = contracts.a_proposal(people)
    fields = [f.attname for f in Proposal._meta.concrete_fields if f.name not in ("id", "reference", "request_key")]
    Proposal.objects.bulk_create(
        Proposal(
            **{name: getattr(template, name) for name in fields}
            | {"state": list(State)[number % 8], "revise_by_on": date(2018, 9, 1)},
            reference=f"copy-{number}-{count}",
            request_key=uuid4(),
        )
        for number in range(count)
    )


def questions(client):
    client.get(reverse("my_work"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("my_work")).status_code == 200
    return len(asked)


@pytest.mark.parametrize("name", ["khuntan", "secretary", "accountant", "chief", "national"])
def test_the_page_asks_at_most_twenty_questions_whatever_waits(loans, people, log_in, standing_on, name):
    standing_on(2018, 8, 2)
    client = log_in(name)
    _more_proposals(people, 20)
    few = questions(client)
    _more_proposals(people, 1000)
    assert few == questions(client) <= 20


# -- search -----------------------------------------------------------------------------------------------------------
def look(client, text):
    return client.get(reverse("search"), {"q": text}).content.decode()


def test_an_exact_number_finds_the_contract_and_the_receipt(loans, log_in, standing_on):
    standing_on(2018, 8, 2)
    said = look(log_in("accountant"), "๑/๒๕๖๑")
    assert reverse("loans:contract", args=[next(one.pk for one in loans if one.number == 1)]) in said
    assert "ใบเสร็จรับเงิน 1/2561" in said


def test_a_reference_finds_its_contract_and_its_proposal(loans, log_in, standing_on):
    standing_on(2018, 8, 2)
    client = log_in("accountant")
    assert reverse("loans:contract", args=[loans[0].pk]) in look(client, loans[0].ref1)
    reference = loans[0].proposal.reference
    assert reverse("projects:proposal", args=[reference]) in look(client, reference)


def test_outside_the_area_nothing_is_found(loans, log_in, standing_on):
    standing_on(2018, 8, 2)
    other = next(one for one in loans if one.amphoe_id == "5705")
    assert "ไม่พบในพื้นที่ของท่าน" in look(log_in("khuntan"), other.label)


def test_a_card_number_finds_the_member_masked_and_the_look_is_logged(people, log_in, standing_on):
    from reports.demo.people import card_of

    standing_on(2018, 8, 2)
    card, member = card_of(group=1, place=0), people.groups[1][0]
    said = look(log_in("secretary"), card)
    assert member.full_name in said
    assert member.national_id_masked in said
    assert PersonalDataAccess.objects.filter(subject="search:card", user=people.users["secretary"]).exists()


def test_a_name_finds_the_members_of_ones_area(people, log_in, standing_on):
    standing_on(2018, 8, 2)
    member = people.groups[12][0]
    assert member.full_name in look(log_in("phan"), member.full_name)
    assert "ไม่พบในพื้นที่ของท่าน" in look(log_in("khuntan"), member.full_name)


def test_without_any_permission_nothing_is_found(people, log_in, standing_on):
    standing_on(2018, 8, 2)
    nobody = User.objects.create_user(username="nobody")
    client = log_in("secretary")
    client.force_login(nobody)
    assert "ไม่พบในพื้นที่ของท่าน" in look(client, people.groups[1][0].full_name)
