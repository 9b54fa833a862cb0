"""Who is behind and for how long, until when the fund may sue, and the pages that say so."""

import html
import re
from datetime import date, time
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import PersonalDataAccess, RoleAssignment, User
from areas.roles import Role
from areas.rules import NotAWholeNumber
from debt_followup import rules, selectors
from debt_followup.rules import age_class
from debt_followup.services import refresh_arrears
from loans.models import Contract
from repayments.selectors import standings
from repayments.services import refresh_courses
from tests.repayments import factories

ON = date(2018, 9, 30)
NOBODY = "ไม่มีสัญญาที่ค้างชำระตามเงื่อนไขนี้"


def behind(as_of=ON, **narrowed):
    contracts = selectors.in_force_on(Contract.objects.all(), as_of=as_of)
    return selectors.debtors(contracts, as_of=as_of, **narrowed)


def by_key(*contracts):
    """Behind since the same day, contracts follow each other by their key."""
    return sorted(contract.pk for contract in contracts)


# -- classes ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("days", "code"),
    [(0, None), (1, "1-30"), (30, "1-30"), (31, "31-90"), (90, "31-90"), (91, "91-180"), (180, "91-180")]
    + [(181, "181-365"), (365, "181-365"), (366, "over-365"), (3000, "over-365")],
)
def test_arrears_fall_into_five_classes_by_days(days, code):
    found = age_class(days_past_due=days)
    assert (found.code if found else None) == code


def test_days_are_whole():
    with pytest.raises(NotAWholeNumber, match="จำนวนเต็ม"):
        age_class(days_past_due=3.5)


# -- the list ---------------------------------------------------------------------------------------------------------
def test_only_contracts_with_something_late_are_listed_the_longest_first(loans):
    assert [found.contract.pk for found in behind().debtors] == by_key(loans[1], loans[2])


def test_on_the_due_date_itself_nobody_is_behind(loans):
    assert not behind(as_of=date(2018, 7, 5)).debtors
    assert [found.days_past_due for found in behind(as_of=date(2018, 7, 6)).debtors] == [1, 1]


def test_a_payment_counts_from_its_value_date(loans):
    before = selectors.ageing(Contract.objects.all(), as_of=date(2018, 7, 19))
    after = selectors.ageing(Contract.objects.all(), as_of=date(2018, 7, 20))
    assert sum(row.amount for row in before) > sum(row.amount for row in after)


def test_the_sums_of_the_classes_are_what_the_rule_finds_late(loans):
    classes = selectors.ageing(Contract.objects.all(), as_of=ON)
    late = [
        owed.principal_left + owed.contract_interest_left
        for standing in standings(contracts=loans, as_of=ON).values()
        for owed in standing.overdue
    ]
    assert sum(row.amount for row in classes) == sum(late)
    assert {row.age.code: row.contracts for row in classes if row.contracts} == {"31-90": 2}


def test_a_surplus_that_covers_the_next_instalment_is_not_called_late(loans, people, quick_papers):
    factories.receipted(
        people, factories.paid(loans[0], "60000.00", on=date(2018, 9, 28), at=time(9, 0)), on=date(2018, 9, 28)
    )
    january = date(2019, 1, 31)  # the credit was applied on 5 January, though no replay has written it down
    assert loans[0].pk not in [found.contract.pk for found in behind(as_of=january).debtors]
    counted = sum(row.contracts for row in selectors.ageing(Contract.objects.all(), as_of=january))
    assert counted == 2


def test_pages_follow_each_other_without_a_gap(loans):
    first = behind(size=1)
    second = behind(size=1, place=first.next_place)
    assert [found.contract.pk for found in (*first.debtors, *second.debtors)] == by_key(loans[1], loans[2])
    assert second.next_place == ""


def test_a_class_leaves_out_the_others(loans):
    classes = {age.code: age for age in rules.AGE_CLASSES}
    assert len(behind(age=classes["31-90"]).debtors) == 2
    assert not behind(age=classes["1-30"]).debtors
    assert not behind(age=classes["over-365"]).debtors


# -- limitation -------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LIM-01")
def test_five_years_count_from_the_day_after_the_nominal_due_date(loans):
    unpaid = selectors.debtor(loans[2], as_of=ON)
    assert unpaid.last_day_to_sue == date(2023, 7, 5)
    assert [end.counts_from_on for end in selectors.limitation_of(unpaid)] == [date(2018, 7, 6)]


def test_a_part_payment_begins_the_period_anew_from_its_value_date(loans):
    partly = selectors.debtor(loans[1], as_of=ON)
    assert partly.last_day_to_sue == date(2023, 7, 20)


def test_without_anything_late_no_period_runs(loans):
    assert selectors.debtor(loans[0], as_of=ON).last_day_to_sue is None


# -- the pages --------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_the_day(business_date):
    business_date(ON)


def test_the_list_shows_who_is_behind_with_amounts_and_limitation(loans, on_the_day, log_in):
    page = log_in("debt").get(reverse("debt_followup:list"))
    said = page.content.decode()
    assert page.status_code == 200
    assert loans[1].label in said
    assert loans[2].label in said
    assert "5 ก.ค. 2566" in said
    assert f">{loans[0].label}<" not in said


def test_an_officer_sees_the_debtors_of_her_amphoe_only(loans, on_the_day, log_in):
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    own, other = loans[1], loans[2]
    client = log_in(officers[own.amphoe_id])
    said = client.get(reverse("debt_followup:list")).content.decode()
    assert own.label in said
    assert f">{other.label}<" not in said
    assert client.get(reverse("debt_followup:debtor", args=[own.pk])).status_code == 200
    assert client.get(reverse("debt_followup:debtor", args=[other.pk])).status_code == 404


def test_without_the_permission_the_list_is_closed(loans, on_the_day, log_in):
    assert log_in("yanghom").get(reverse("debt_followup:list")).status_code == 403


def test_a_day_to_come_is_refused_in_words(loans, on_the_day, log_in):
    said = log_in("debt").get(reverse("debt_followup:list"), {"as_of": "1/10/2561"}).content.decode()
    assert "เลือกวันที่ไม่เกินวันนี้" in said


def test_a_filter_that_finds_nobody_says_so(loans, on_the_day, log_in):
    assert NOBODY in log_in("debt").get(reverse("debt_followup:list"), {"age": "over-365"}).content.decode()


def sums_of(client, asked=None, **headers):
    """The sums that come after the list's page, as it asks for them."""
    page = client.get(reverse("debt_followup:list"), asked or {}).content.decode()
    url = html.unescape(re.search(r'hx-get="([^"]+)" hx-trigger="load" aria-live="polite"', page)[1])
    return client.get(url, headers={"HX-Request": "true", **headers})


@pytest.mark.parametrize("asked", [{}, {"age": "31-90"}, {"age": "over-365"}, {"term": "LONG"}, {"amphoe": "5714"}])
def test_the_sums_after_the_list_are_those_of_its_rows(loans, on_the_day, log_in, asked):
    client = log_in("debt")
    said = sums_of(client, asked).content.decode()
    rows = [
        owed
        for one in behind().debtors
        if (owed := one.balance.principal)
        and asked.get("age", "31-90") == "31-90"
        and asked.get("amphoe", one.contract.amphoe_id) == one.contract.amphoe_id
    ]
    assert f"{sum(rows):,.2f}" in said
    assert re.search(rf'class="lead-figure">\s*{len(rows)}\s*<', said)
    assert "<html" not in said  # a part of the page
    assert ("hx-swap-oob" in said) == bool(rows)


def test_the_sums_stand_on_a_page_of_their_own_for_a_reader_without_scripts(loans, on_the_day, log_in):
    page = log_in("debt").get(reverse("debt_followup:sums"), {"age": "31-90"})
    said = page.content.decode()
    assert "<html" in said
    assert f'href="{reverse("debt_followup:list")}?age=31-90"' in said  # back to what was asked
    assert f'href="{reverse("debt_followup:list")}?age=1-30"' in said  # a bar of the chart
    assert "HX-Request" in page["Vary"]


def test_the_sums_keep_to_the_area_and_the_permission_of_the_list(loans, on_the_day, log_in):
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    own = [one.balance.principal for one in behind().debtors if one.contract.amphoe_id == loans[1].amphoe_id]
    said = sums_of(log_in(officers[loans[1].amphoe_id])).content.decode()
    assert f"{sum(own):,.2f}" in said
    assert log_in("yanghom").get(reverse("debt_followup:sums")).status_code == 403


def test_sums_of_a_filter_that_is_wrong_go_back_to_the_list_that_says_why(loans, on_the_day, log_in):
    answer = log_in("debt").get(reverse("debt_followup:sums"), {"as_of": "1/10/2561"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith(reverse("debt_followup:list"))
    assert "เลือกวันที่ไม่เกินวันนี้" in answer.content.decode()


def test_a_sum_of_one_name_is_logged_as_a_look_at_personal_data(loans, on_the_day, log_in):
    client, looks = log_in("debt"), PersonalDataAccess.objects.filter(subject="list:debtors")
    client.get(reverse("debt_followup:sums"))
    assert not looks.exists()
    client.get(reverse("debt_followup:sums"), {"q": "นาง"})
    assert looks.count() == 1


def test_the_page_of_a_debtor_shows_the_working_and_the_limitation_in_words(loans, on_the_day, log_in):
    said = log_in("debt").get(reverse("debt_followup:debtor", args=[loans[2].pk])).content.decode()
    assert "906.25" in said  # 50,000 × 7.5 % × 87 ÷ 360
    assert "87" in said
    said = log_in("debt").get(reverse("debt_followup:limits", args=[loans[2].pk])).content.decode()
    assert "งวดที่ครบกำหนด 5 ก.ค. 2561: อายุความเริ่มนับ 6 ก.ค. 2561 ครบ 5 ปี ฟ้องได้ถึง 5 ก.ค. 2566" in said
    partly = log_in("debt").get(reverse("debt_followup:limits", args=[loans[1].pk])).content.decode()
    assert "อายุความสะดุดหยุดลง" in partly


def test_only_who_may_confirm_balances_starts_the_confirmation(loans, on_the_day, log_in):
    form = {"province": "57", "as_of": "2018-09-30"}
    assert log_in("debt").post(reverse("debt_followup:start_confirmations"), form).status_code == 403
    answer = log_in("secretary").post(reverse("debt_followup:start_confirmations"), form)
    page = log_in("secretary").get(answer.url).content.decode()
    assert "ความคืบหน้า" in page
    assert "รอเริ่ม" in page


def test_nobody_starts_the_confirmation_of_another_province(loans, on_the_day, log_in):
    form = {"province": "10", "as_of": "2018-09-30"}
    assert log_in("secretary").post(reverse("debt_followup:start_confirmations"), form).status_code == 403


def test_a_day_to_come_is_not_confirmed(loans, business_date, log_in):
    business_date(date(2018, 9, 29))
    form = {"province": "57", "as_of": "2018-09-30"}
    answer = log_in("secretary").post(reverse("debt_followup:start_confirmations"), form, follow=True)
    assert "ยังไม่ถึงวันที่ 30 ก.ย. 2561" in answer.content.decode()


def test_the_run_shows_its_letters_and_the_batch_to_the_province(loans, on_the_day, log_in, users, quick_papers):
    from debt_followup.services import start_confirmations
    from jobs.services import work

    run = start_confirmations(province="57", as_of=ON, by=users["secretary"], on=ON)
    work(run_id=run.pk)
    run.refresh_from_db()
    kept = {one.amphoe_id: reverse("documents:open", args=[one.letters_id]) for one in run.confirmation_batches.all()}
    page = log_in("secretary").get(reverse("debt_followup:confirmation_run", args=[run.pk])).content.decode()
    assert all(url in page for url in kept.values())
    assert page.count("confirmations/letters/") == 3
    officer = log_in("khuntan").get(reverse("debt_followup:confirmation_run", args=[run.pk])).content.decode()
    assert [code for code, url in kept.items() if url in officer] == ["5714"]
    assert officer.count("confirmations/letters/") == sum(contract.amphoe_id == "5714" for contract in loans)
    stranger = User.objects.create_user(username="bangkok")
    RoleAssignment.objects.create(user=stranger, role=Role.DEBT_TEAM, province_id="10", valid_from=date(2016, 10, 1))
    client = log_in("secretary")
    client.force_login(stranger)
    assert client.get(reverse("debt_followup:confirmation_run", args=[run.pk])).status_code == 404


# -- how many queries -------------------------------------------------------------------------------------------------
def copies(contract, count, *, first=0):
    """Give more contracts like one, with its schedule, unpaid; written at once, past the commands."""
    from uuid import uuid4

    from loans.models import Instalment, Party
    from projects.models import Proposal

    proposal = contract.proposal
    proposals = Proposal.objects.bulk_create(
        Proposal(
            **{
                field.attname: getattr(proposal, field.attname)
                for field in Proposal._meta.concrete_fields
                if field.name not in ("id", "reference", "request_key")
            },
            reference=f"copy-{number}",
            request_key=uuid4(),
        )
        for number in range(first, first + count)
    )
    made = Contract.objects.bulk_create(
        Contract(
            **{
                field.attname: getattr(contract, field.attname)
                for field in Contract._meta.concrete_fields
                if field.name not in ("id", "proposal", "number", "ref1", "account_number")
            },
            proposal=one,
            number=1000 + number,
            ref1=f"copy-{number}",
            account_number=f"copy-{number}",
        )
        for number, one in enumerate(proposals, start=first)
    )
    signer = contract.parties.get(role=Party.Role.REPRESENTATIVE)
    Party.objects.bulk_create(
        Party(
            contract=one, member=signer.member, role=signer.role, position=1, name=signer.name, address=signer.address
        )
        for one in made
    )
    Instalment.objects.bulk_create(
        Instalment(
            contract=one,
            **{
                field.attname: getattr(row, field.attname)
                for field in Instalment._meta.concrete_fields
                if field.name not in ("id", "contract")
            },
        )
        for one in made
        for row in contract.instalments.all()
    )
    return made


def as_the_nights_jobs_do():
    """Write what is owed and until when to sue beforehand."""
    refresh_courses(on=ON)
    refresh_arrears()


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as taken:
        assert client.get(url).status_code == 200
    return len(taken)


def test_the_list_asks_the_same_number_of_questions_for_10_and_for_1000_contracts(loans, on_the_day, log_in):
    client, url = log_in("debt"), reverse("debt_followup:list")
    copies(loans[2], 10)
    as_the_nights_jobs_do()
    few = queries(client, url)
    copies(loans[2], 990, first=10)
    as_the_nights_jobs_do()
    assert few == queries(client, url) <= 20
    page, come_after = client.get(url).content.decode(), sums_of(client).content.decode()
    place = re.search(r'แสดง 50<span id="([\w-]+)"></span> สัญญา', page)[1]
    assert f'<span id="{place}" hx-swap-oob="true"> จาก 1,002</span>' in come_after


@pytest.mark.parametrize("page", ["debtor", "limits", "confirmations"])
def test_the_other_pages_ask_few_questions(loans, on_the_day, log_in, page):
    as_the_nights_jobs_do()
    args = [] if page == "confirmations" else [loans[2].pk]
    assert queries(log_in("debt"), reverse(f"debt_followup:{page}", args=args)) <= 20


def test_amounts_are_decimals_of_satang(loans):
    assert all(
        isinstance(row.amount, Decimal) for row in selectors.ageing(Contract.objects.all(), as_of=ON) if row.contracts
    )
