"""Debts acknowledged in writing: the true balance, the plan, each signer's own limitation, default on one part."""

from datetime import date, time, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from debt_followup import rules, selectors, services
from debt_followup.models import Acknowledgement, AcknowledgementSigner, LegalFile
from debt_followup.rules import acknowledgements as stated
from debt_followup.rules.acts import ACKNOWLEDGEMENT, ActState
from debt_followup.rules.machines import StepNotOpen
from debt_followup.services.acknowledgements import AnotherPrepared, NoSigner, NotThatDay
from debt_followup.services.arrears import differing_arrears
from debt_followup.services.plans import NotInTime
from documents.rendering.papers import filled_template
from jobs.models import JobRun
from jobs.services import ensure_run, work
from loans.rules import Instalment
from loans.selectors import events_of
from repayments import rules as money
from repayments import services as repayments
from reports.selectors.tasks import tasks
from tests.repayments import factories
from thai.dates import add_months

ON = date(2018, 9, 30)
LATER = date(2018, 10, 5)
pytestmark = pytest.mark.usefixtures("db", "blank_papers")


@pytest.fixture
def by(people):
    return people.users["debt"]


@pytest.fixture
def blank_papers():
    patch = factories.quick_papers()
    yield
    patch.undo()


def scan(name="ลงนาม.png"):
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    return SimpleUploadedFile(name, picture.getvalue(), content_type="image/png")


def prepared(contract, by, *, parties=None, on=ON, **changed):
    given = {"count": 6, "first_due_on": date(2018, 11, 5), "months_between": 1, "place": "สำนักงานพัฒนาชุมชน"}
    chosen = [one.pk for one in contract.parties.all()] if parties is None else parties
    return services.prepare_acknowledgement(contract=contract, parties=chosen, by=by, on=on, **given | changed)


def signed(row, by, *, on=ON, days=None):
    wanted = days or {one.pk: on for one in row.signers.all()}
    return services.register_signatures(acknowledgement=row, signed=wanted, file=scan(), by=by, on=on)


def follow(on):
    run = ensure_run(job="debt_followup.acts", province=None, period=on.isoformat(), on=on)
    work(run_id=run.pk)
    run.refresh_from_db()
    assert run.state == JobRun.State.DONE, run.message
    return run


# -- the worked example ------------------------------------------------------------------------------------------------
def e1_loan():
    """12 monthly instalments of 10,000 from 1 May 2557, nothing paid; contract interest 1,950 in all."""
    lines, opening = [], Decimal("120000.00")
    for number in range(1, 13):
        due = add_months(date(2014, 5, 1), number - 1)
        interest = Decimal(25 * (13 - number))
        lines.append(
            Instalment(
                number=number,
                nominal_due_on=due,
                effective_due_on=due,
                days=30,
                opening_principal=opening,
                principal=Decimal("10000.00"),
                interest=interest.quantize(Decimal("0.01")),
                total=Decimal("10000.00") + interest,
            )
        )
        opening -= Decimal("10000.00")
    return lines


@pytest.mark.requirement("R-ACK-04", "R-ACK-01")
def test_the_acknowledged_balance_is_principal_contract_interest_and_default_interest_of_the_day():
    day = date(2017, 5, 30)
    terms = money.Terms(annual_rate=Decimal("0.03"), default_base=money.DefaultBase.OUTSTANDING, acceleration_on=day)
    found = money.allocate(instalments=e1_loan(), payments=[], as_of=day, terms=terms)
    debt = rules.acknowledged_debt(
        principal=found.due(money.Component.PRINCIPAL),
        contract_interest=found.due(money.Component.CONTRACT_INTEREST),
        default_interest=found.due(money.Component.DEFAULT_INTEREST),
    )
    assert (debt.principal, debt.contract_interest, debt.default_interest) == (
        Decimal("120000.00"),
        Decimal("1950.00"),
        Decimal("28125.00"),
    )
    assert debt.total == Decimal("150075.00")


@pytest.mark.requirement("R-ACK-07")
def test_a_debt_in_default_since_2557_acknowledged_on_30_may_2560_can_be_sued_until_30_may_2565():
    due = [line.nominal_due_on for line in e1_loan()]
    ends = rules.limitation_ends(unpaid_due_dates=due, interruptions=[date(2017, 5, 30)])
    assert {end.last_day_on for end in ends} == {date(2022, 5, 30)}
    assert {end.counts_from_on for end in ends} == {date(2017, 5, 31)}


def a_debt(**changed):
    parts = {"principal": "120000.00", "contract_interest": "1950.00", "default_interest": "28125.00"} | changed
    return rules.acknowledged_debt(**{name: Decimal(value) for name, value in parts.items()})


def a_plan(debt, count, as_of=date(2017, 5, 30)):
    return stated.plan(
        debt=debt,
        as_of=as_of,
        count=count,
        first_due_on=add_months(as_of, 1),
        months_between=1,
        rates=[money.RateStep(date(1900, 1, 1), Decimal("0.075"))],
        day_basis=360,
        is_business_day=lambda day: day.weekday() < 5,
    )


@pytest.mark.requirement("R-ACK-05")
def test_the_projection_adds_seven_and_a_half_per_cent_of_each_new_instalment_to_its_new_day():
    parts = a_plan(a_debt(), 2)
    assert [(part.principal, part.rest) for part in parts] == [
        (Decimal("60000.00"), Decimal("15037.00")),
        (Decimal("60000.00"), Decimal("15038.00")),
    ]
    # 31 days to 30 June, 61 to 30 July: 60,000 × days / 4,800
    assert [part.projected_interest for part in parts] == [Decimal("387.50"), Decimal("762.50")]
    assert stated.projected_total(debt=a_debt(), parts=parts) == Decimal("151225.00")


@given(principal=st.integers(0, 50_000_000), interest=st.integers(0, 5_000_000), count=st.integers(1, 120))
def test_a_plan_adds_up_to_the_debt_and_its_days_follow_each_other(principal, interest, count):
    debt = a_debt(
        principal=str(Decimal(principal) / 100), contract_interest=str(Decimal(interest) / 100), default_interest="0.00"
    )
    try:
        parts = a_plan(debt, count)
    except stated.BadPlan:
        assert debt.total < 2 * count or not debt.principal // count
        return
    assert sum(part.amount for part in parts) == debt.total
    assert sum(part.principal for part in parts) == debt.principal
    assert all(one.due_on < other.due_on for one, other in zip(parts, parts[1:], strict=False))
    assert all(part.effective_due_on >= part.due_on for part in parts)


# -- whether the plan is kept ------------------------------------------------------------------------------------------
PROMISES = [stated.Promise(number, date(2018, 10 + number, 5), Decimal("1000.00")) for number in (1, 2)]


def stands(received, on, known_to=date(2019, 1, 1), promises=PROMISES):
    paid = [(day, Decimal(amount)) for day, amount in received]
    return stated.plan_standing(promises=promises, received=paid, since=ON, on=on, known_to=known_to)


def test_an_instalment_is_missed_on_the_day_after_it_and_only_when_the_banks_money_of_it_is_known():
    due = date(2018, 11, 5)
    assert stands([], due).missed is None
    assert stands([], due + timedelta(days=1)).missed == 1
    assert stands([], due + timedelta(days=1), known_to=due - timedelta(days=1)).missed is None
    assert stands([(due, "999.99")], date(2018, 11, 6)).short == Decimal("0.01")


def test_what_was_paid_before_the_acknowledgement_is_in_the_balance_and_pays_nothing_of_the_plan():
    assert stands([(ON, "1000.00")], date(2018, 11, 6)).missed == 1
    assert stands([(ON + timedelta(days=1), "1000.00")], date(2018, 11, 6)).missed is None


def test_the_instalments_of_the_contract_are_paid_beside_those_of_the_plan():
    both = [*PROMISES, stated.Promise(None, date(2018, 11, 5), Decimal("500.00"))]
    assert stands([(date(2018, 11, 5), "1000.00")], date(2018, 11, 6), promises=both).missed == 1
    assert stands([(date(2018, 11, 5), "1500.00")], date(2018, 11, 6), promises=both).missed is None


# -- preparing and signing ---------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-FORM-08", "R-ACK-01")
def test_the_paper_states_the_balance_of_the_day_with_its_working_the_plan_and_every_signer(loans, by):
    contract = loans[2]
    row = prepared(contract, by)
    owed = selectors.balance_of(contract, as_of=ON)
    assert (row.principal, row.contract_interest, row.default_interest) == (
        owed.debt.principal,
        owed.debt.contract_interest,
        owed.debt.default_interest,
    )
    assert row.principal_not_due == Decimal("150000.00")
    context = row.document.context
    assert context["balance"]["total"] == str(row.total)
    assert context["copies"] == ["ต้นฉบับ", "คู่ฉบับ", "คู่ฉบับ"]
    assert [one["name"] for one in context["signers"]] == [one.name for one in contract.parties.all()]
    assert sum(Decimal(part["amount"]) for part in context["plan"]) == row.total
    assert context["working"][0]["days"] == 87  # 5 July to 30 September
    assert row.state == ActState.PREPARED
    assert not events_of([contract.pk])
    with pytest.raises(AnotherPrepared, match="ยังรอลงนาม"):
        prepared(contract, by)


@pytest.mark.requirement("R-ACK-03")
def test_the_limitation_begins_anew_for_who_signed_on_her_own_day_and_for_nobody_else(loans, by):
    contract = loans[2]
    row = prepared(contract, by)
    first, second, *others = row.signers.order_by("pk")
    signed(row, by, on=LATER, days={first.pk: ON, second.pk: LATER})
    ends = {one.party.pk: one.readings.whole_on for one in limits(contract)}
    assert ends[first.party_id] == date(2023, 9, 30)
    assert ends[second.party_id] == date(2023, 10, 5)
    assert {ends[one.party_id] for one in others} <= {date(2023, 7, 5)}
    [event] = events_of([contract.pk])[contract.pk]
    assert (event.kind, event.effective_on) == ("ACKNOWLEDGED", ON)
    row.refresh_from_db()
    assert row.state == ActState.IN_FORCE
    first.refresh_from_db()
    assert (first.last_day_before, first.last_day_after) == (date(2023, 7, 5), date(2023, 9, 30))


def limits(contract, on=LATER):
    from debt_followup.selectors.limitation import limits_of
    from repayments.selectors import standing

    return limits_of(contract, standing=standing(contract=contract, as_of=on)).debtors


@pytest.mark.requirement("R-ACK-02")
def test_after_expiry_an_acknowledgement_is_refused_and_an_acceptance_of_liability_has_two_years(loans, people, by):
    contract, late = loans[2], date(2026, 1, 15)
    with pytest.raises(stated.AllBarred, match="ขาดอายุความแล้ว .ฟ้องได้ถึงวันที่"):
        prepared(contract, by, on=late, first_due_on=date(2026, 3, 5))
    row = prepared(contract, people.users["secretary"], on=late, first_due_on=date(2026, 3, 5), kind="ACCEPTANCE")
    assert row.document.template == "papers/liability.html"
    said = filled_template(template=row.document.template, context=row.document.context)
    assert said.count("ฟ้องได้ถึงวันที่") == row.signers.count() * len(row.document.context["copies"])
    row = signed(row, by, on=late)
    assert {one.last_day_after for one in row.signers.all()} == {date(2028, 1, 15)}
    assert not events_of([contract.pk])
    assert {one.readings.whole_on for one in limits(contract, on=late)} == {date(2028, 1, 15)}
    with pytest.raises(stated.NotBarred, match="ยังไม่ขาดอายุความ"):
        prepared(loans[1], by, kind="ACCEPTANCE")


@pytest.mark.requirement("R-ACK-02")
def test_the_database_keeps_a_signature_after_expiry_out(loans, by):
    row = prepared(loans[2], by)
    signer = row.signers.first()
    late = date(2024, 1, 1)
    with pytest.raises(DatabaseError, match="barred"), transaction.atomic():
        AcknowledgementSigner.objects.filter(pk=signer.pk).update(signed_on=late)


def test_a_day_before_the_balance_a_day_ahead_and_a_stranger_are_refused(loans, by):
    row = prepared(loans[2], by)
    signer = row.signers.first()
    for day in (ON - timedelta(days=1), ON + timedelta(days=1)):
        with pytest.raises(NotThatDay, match="ลงนาม"):
            signed(row, by, days={signer.pk: day})
    with pytest.raises(NoSigner, match="คู่สัญญา"):
        prepared(loans[1], by, parties=[loans[2].parties.first().pk])
    services.cancel_acknowledgement(acknowledgement=row, reason="พิมพ์ผิด", by=by, on=ON)
    with pytest.raises(StepNotOpen, match="ยกเลิกก่อนลงนาม"):
        signed(row, by)


def test_what_was_signed_stays_as_it_was_signed(loans, by):
    row = signed(prepared(loans[2], by), by)
    for change in ({"principal": 1}, {"as_of": date(2018, 1, 1)}, {"state": "PREPARED"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Acknowledgement.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.signers.update(signed_on=LATER)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.instalments.update(principal=1)


def test_a_new_acknowledgement_stands_in_the_place_of_the_earlier_one(loans, by):
    first = signed(prepared(loans[2], by), by)
    second = signed(prepared(loans[2], by, on=LATER), by, on=LATER)
    first.refresh_from_db()
    assert (first.state, second.state) == (ActState.REPLACED, ActState.IN_FORCE)
    assert len(events_of([loans[2].pk])[loans[2].pk]) == 2


# -- the days that follow ----------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-ACK-06")
def test_default_on_one_instalment_makes_all_due_and_opens_a_litigation_file(loans, people, by):
    contract = loans[2]
    row = signed(prepared(contract, by), by)
    follow(date(2018, 11, 5))
    row.refresh_from_db()
    assert row.state == ActState.IN_FORCE
    defaulted_on = date(2018, 11, 13)  # the money of the fifth is known a week later at the latest
    follow(defaulted_on)
    row.refresh_from_db()
    assert (row.state, row.defaulted_number) == (ActState.DEFAULTED, 1)
    kinds = {event.kind for event in events_of([contract.pk])[contract.pk]}
    assert kinds == {"ACKNOWLEDGED", "CALLED_IN"}
    owed = selectors.balance_of(contract, as_of=defaulted_on)
    assert owed.debt.principal == contract.principal
    file = LegalFile.objects.get(contract=contract)
    assert (file.kind, file.acknowledgement_id, file.state) == ("LITIGATION", row.pk, "OPEN")
    assert [one.party_id for one in file.defendants.all()] == [one.party_id for one in row.signers.order_by("party_id")]
    assert file.next_on == min(
        limit.before for limit in selectors.signer_limits(contract, standing=owed.standing, on=defaulted_on)
    )
    titles = [task.title for task in tasks(user=people.users["secretary"], on=defaulted_on)]
    assert "แฟ้มฟ้องคดีที่ยังไม่ได้ยื่นฟ้อง" in titles
    follow(date(2018, 11, 14))
    assert LegalFile.objects.filter(contract=contract).count() == 1


def test_the_paper_names_the_instalments_that_a_signature_does_not_begin_anew(loans, by):
    row = prepared(loans[2], by, on=date(2023, 9, 30), first_due_on=date(2023, 11, 5))
    said = filled_template(template=row.document.template, context=row.document.context)
    assert "ไม่ทำให้อายุความของงวดที่ขาดอายุความแล้วเริ่มนับใหม่" in said
    assert "5 กรกฎาคม 2561" in said.partition("ได้แก่งวดที่ครบกำหนดวันที่")[2]


def test_a_partly_barred_debt_that_is_called_in_has_a_suit_with_the_last_day_of_what_is_left(loans, by):
    contract, on = loans[2], date(2023, 9, 30)  # of July 2018 is barred, of January 2019 and later is not
    row = signed(prepared(contract, by, on=on, first_due_on=date(2023, 11, 5)), by, on=on)
    follow(date(2023, 11, 13))
    row.refresh_from_db()
    assert row.state == ActState.DEFAULTED
    file = LegalFile.objects.get(contract=contract)
    assert (file.kind, file.sue_by_on, file.next_on) == ("LITIGATION", date(2028, 9, 30), date(2028, 9, 30))
    debtor = selectors.debtor(contract, as_of=date(2023, 11, 13))
    limits = selectors.signer_limits(contract, standing=debtor.standing, on=date(2023, 11, 13))
    assert all(one.barred == (date(2018, 7, 5),) and not one.is_barred for one in limits)
    assert {one.barred_after for one in limits} == {date(2028, 9, 30)} == {debtor.limits.barred_after}
    assert not differing_arrears(contract_ids=[contract.pk])


def test_money_that_was_in_time_after_all_reinstates_the_acknowledgement_and_takes_the_call_back(loans, people, by):
    contract, legal = loans[2], people.users["secretary"]
    row = signed(prepared(contract, by), by)
    follow(date(2018, 11, 13))
    row.refresh_from_db()
    with pytest.raises(NotInTime, match="ยังชำระไม่ครบ"):
        services.reinstate_acknowledgement(acknowledgement=row, reason="มีสลิป", by=legal, on=date(2018, 11, 14))
    first = row.instalments.get(number=1).amount
    paid = factories.paid(contract, str(first), on=date(2018, 11, 5), at=time(9))
    factories.receipted(people, paid, on=date(2018, 11, 14))
    back = services.reinstate_acknowledgement(
        acknowledgement=row, reason="ไฟล์ธนาคารมาช้า", by=legal, on=date(2018, 11, 14)
    )
    assert (back.state, back.call_in) == (ActState.IN_FORCE, None)
    assert {event.kind for event in events_of([contract.pk])[contract.pk]} == {"ACKNOWLEDGED"}


def test_a_plan_paid_to_the_end_is_kept(loans, people, by):
    contract = loans[2]
    row = signed(prepared(contract, by, count=1, first_due_on=date(2018, 11, 5)), by)
    paid = factories.paid(contract, str(row.total), on=date(2018, 11, 1), at=time(9))
    factories.receipted(people, paid, on=date(2018, 11, 2))
    follow(date(2018, 11, 13))
    row.refresh_from_db()
    assert row.state == ActState.KEPT


@pytest.mark.requirement("R-ACK-01")
def test_a_reversal_after_an_acknowledgement_changes_nothing_of_it_and_is_told_with_the_difference(loans, people, by):
    contract = loans[1]  # paid 20,000 on 20 July
    row = signed(prepared(contract, by), by)
    before = row.total
    receipt = contract.receipts.get()
    accountant, chief = people.users["accountant"], people.users["chief"]
    asked = repayments.ask_reversal(receipt=receipt, reason="ผิดสัญญา", by=accountant, on=LATER)
    repayments.approve_reversal(reversal=asked, by=chief, on=LATER)
    row.refresh_from_db()
    now = selectors.balances_now([row])[row.pk]
    assert row.total == before
    assert now > before
    follow(LATER)
    row.refresh_from_db()
    assert row.balance_now == now
    told = [task for task in tasks(user=by, on=LATER) if "ต่างจากที่รับสภาพ" in task.title]
    assert [(task.count, f"{now - before:,.2f}" in task.detail) for task in told] == [(1, True)]


def test_the_states_are_those_of_the_table():
    assert set(ACKNOWLEDGEMENT.labels) == set(ActState)
    assert "'IN_FORCE>DEFAULTED'" in ACKNOWLEDGEMENT.edges_sql()
    assert "'PREPARED>DEFAULTED'" not in ACKNOWLEDGEMENT.edges_sql()


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_it_is_worked_out_live_prepared_signed_and_shown(loans, by, log_in, business_date, people):
    business_date(ON)
    contract, client = loans[2], log_in("debt")
    form = reverse("debt_followup:acknowledge", args=[contract.pk])
    assert form in client.get(reverse("debt_followup:debtor", args=[contract.pk])).content.decode()
    said = client.get(form).content.decode()
    assert "ผลต่ออายุความ" in said
    assert "Decimal(" not in said
    typed = {"count": "4", "first_due_on": "5/11/2561", "months_between": "2"}
    preview = client.get(reverse("debt_followup:acknowledge_preview", args=[contract.pk]), typed).content.decode()
    assert "5 พ.ค. 2562" in preview
    assert "30 ก.ย. 2566" in preview
    parties = [str(one.pk) for one in contract.parties.all()]
    page = client.post(form, typed | {"parties": parties, "place": "ที่ว่าการอำเภอ", "copies": "1"})["Location"]
    row = Acknowledgement.objects.get()
    assert "รอลงนาม" in client.get(page).content.decode()
    sign = reverse("debt_followup:register_signatures", args=[row.pk])
    signer = row.signers.first()
    answer = client.post(sign, {f"signed_{signer.pk}": "30/9/2561", "file": scan()})
    assert answer.status_code == 302
    said = client.get(page).content.decode()
    assert "ลงนามแล้ว มีผล" in said
    assert client.get(reverse("debt_followup:signed_paper", args=[signer.pk])).status_code == 200
    assert row.label in client.get(reverse("debt_followup:acknowledgements")).content.decode()


def test_an_officer_of_another_amphoe_finds_nothing_and_only_the_legal_officer_accepts_liability(
    loans, by, log_in, business_date
):
    business_date(ON)
    row = prepared(loans[2], by)
    officers = {"5714": "khuntan", "5711": "wiangpapao", "5705": "phan"}
    stranger = next(name for code, name in officers.items() if code != loans[2].amphoe_id)
    client = log_in(stranger)
    assert client.get(reverse("debt_followup:acknowledgement", args=[row.pk])).status_code == 404
    assert client.get(reverse("debt_followup:acknowledge", args=[loans[2].pk])).status_code == 404
    assert log_in("debt").get(reverse("debt_followup:accept_liability", args=[loans[2].pk])).status_code == 403
    assert log_in("secretary").get(reverse("debt_followup:accept_liability", args=[loans[2].pk])).status_code == 200
