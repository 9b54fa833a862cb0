"""Contacts where a debtor died or is bankrupt: she is neither met nor asked, and it is said who stands in her place."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from debt_followup import services as debt
from debt_followup.models import DebtContact
from debt_followup.rules.visits import Channel, ContactRefused, Met, NotHerself, NotToOthers, Outcome, Stands
from debt_followup.rules.visits import check_herself as check
from debt_followup.services.visits import record_contact
from members.models import Member
from repayments.services import refresh_courses

ON = date(2018, 9, 28)
PROMISE = {"outcome": Outcome.PROMISED, "promise_on": date(2018, 10, 5), "promise_amount": Decimal("1000.00")}


@pytest.fixture
def late(loans):
    refresh_courses(on=ON)
    debt.refresh_arrears()
    return loans[2]


@pytest.fixture
def she(late):
    return late.parties.select_related("member").order_by("position").first()


@pytest.fixture
def filed(late, she, users, quick_papers):
    """Open a file about her and name who stands in her place."""

    def record(kind, role, name):
        told = {"contract": late, "kind": kind, "party": she.pk, "reason": "ทดสอบ", "by": users["secretary"], "on": ON}
        file = debt.open_file(**told)
        named = {"role": role, "name": name, "address": "9 หมู่ 1", "standing": "ตามแฟ้ม"}
        return file, debt.add_addressee(file=file, by=users["secretary"], on=ON, **named)

    return record


@pytest.fixture
def death(filed):
    return filed("DEATH", "HEIR", "นายทายาท ใจดี")


@pytest.fixture
def bankruptcy(filed):
    return filed("BANKRUPTCY", "RECEIVER", "เจ้าพนักงานพิทักษ์ทรัพย์ เชียงราย")


@pytest.fixture
def log(late, she, users):
    def record(**changed):
        told = {
            "contract": late,
            "channel": Channel.VISIT,
            "happened_on": ON,
            "at": time(10),
            "is_demand": False,
            "met": Met.DEBTOR,
            "party": she,
            "outcome": Outcome.OTHER,
            "by": users["debt"],
            "on": ON,
        }
        return record_contact(**{**told, **changed})

    return record


# -- the rule ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("instead", ["", "นายทายาท"])
@pytest.mark.parametrize(("stands", "file"), [(Stands.DEAD, "3/2561"), (Stands.DEAD, ""), (Stands.BANKRUPT, "3/2561")])
def test_the_dead_are_not_asked_nor_is_a_bankrupt_and_it_is_said_to_whom_one_turns(stands, file, instead):
    with pytest.raises(NotHerself, match="นางลูกหนี้") as refused:
        check(stands=stands, name="นางลูกหนี้", file=file, instead=instead, is_demand=True)
    assert (file or "ทะเบียนสมาชิก") in str(refused.value)
    assert not (file and instead) or instead in str(refused.value)


def test_a_bankrupt_may_be_met_and_the_dead_may_not():
    told = {"name": "นางลูกหนี้", "file": "3/2561", "instead": "", "is_demand": False}
    check(stands=Stands.BANKRUPT, **told)
    with pytest.raises(NotHerself):
        check(stands=Stands.DEAD, **told)


# -- the log -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "said", [{"is_demand": True}, PROMISE, {**PROMISE, "channel": Channel.WALK_IN}, {"outcome": Outcome.OTHER}]
)
def test_no_demand_to_and_no_promise_from_the_dead(log, death, said):
    with pytest.raises(NotHerself, match="ทายาท นายทายาท ใจดี"):
        log(**said)
    assert not DebtContact.objects.exists()


def test_whom_the_register_of_members_calls_dead_is_not_asked_before_her_file_is_open(log, she):
    Member.objects.filter(pk=she.member_id).update(status="DECEASED")
    with pytest.raises(NotHerself, match="ทะเบียนสมาชิก"):
        log(is_demand=True)


def test_the_other_signers_are_asked_as_before(log, death, late):
    other = late.parties.order_by("position")[1]
    assert log(party=other, is_demand=True).is_demand


@pytest.mark.parametrize("said", [{"is_demand": True}, PROMISE])
def test_who_is_under_receivership_is_met_but_not_asked(log, bankruptcy, said):
    with pytest.raises(NotHerself, match="พิทักษ์ทรัพย์ เชียงราย"):
        log(**said)
    assert log().party is not None


def test_a_closed_file_holds_nobody_back(log, death, users):
    debt.close_file(file=death[0], reason="ผู้ตายเป็นคนอื่น", by=users["secretary"], on=ON)
    assert log(is_demand=True).is_demand


BEFORE, DAY, KEYED = ON, date(2018, 10, 1), date(2018, 10, 3)


def lawyers_day(file, day, on, users, *, today=KEYED):
    debt.record_day(file=file, day=day, happened_on=on, by=users["secretary"], on=today)


@pytest.mark.parametrize("said", [PROMISE, {"is_demand": True}, {"outcome": Outcome.OTHER}])
def test_what_she_said_before_her_death_is_recorded_after_it_and_nothing_of_later_days(log, death, users, said):
    file, _heir = death
    with pytest.raises(NotHerself):
        log(**said, happened_on=BEFORE, on=KEYED)  # nobody said yet on which day she died
    lawyers_day(file, "DIED", DAY, users)
    with pytest.raises(NotHerself):
        log(**said, happened_on=date(2018, 10, 2), on=KEYED)
    assert log(**said, happened_on=BEFORE, on=KEYED).on == BEFORE


def test_whom_the_register_calls_dead_was_met_before_that_day(log, she):
    Member.objects.filter(pk=she.member_id).update(status="DECEASED", status_since_on=DAY)
    with pytest.raises(NotHerself):
        log(happened_on=date(2018, 10, 2), on=KEYED)
    assert log(happened_on=BEFORE, on=KEYED).party == she


def test_a_demand_of_a_day_before_the_receivership_is_recorded_and_one_of_its_day_is_not(log, bankruptcy, users):
    file, _receiver = bankruptcy
    lawyers_day(file, "RECEIVERSHIP", DAY, users)
    with pytest.raises(NotHerself):
        log(is_demand=True, happened_on=DAY, on=KEYED)
    assert log(is_demand=True, happened_on=BEFORE, on=KEYED).is_demand


def test_a_death_does_not_hide_the_receivership_before_it(log, filed, users):
    bankrupt, _receiver = filed("BANKRUPTCY", "RECEIVER", "เจ้าพนักงานพิทักษ์ทรัพย์")
    lawyers_day(bankrupt, "RECEIVERSHIP", date(2018, 9, 1), users)
    lawyers_day(filed("DEATH", "HEIR", "นายทายาท ใจดี")[0], "DIED", DAY, users)
    with pytest.raises(NotHerself, match="ล้มละลาย"):
        log(is_demand=True, happened_on=BEFORE, on=KEYED)
    with pytest.raises(NotHerself, match="ทายาท"):
        log(is_demand=True, happened_on=KEYED, on=KEYED)


def test_the_database_asks_the_day_of_the_file_that_stands(log, death, users):
    file, _heir = death
    lawyers_day(file, "DIED", date(2018, 9, 20), users)
    wrong = file.entries.get(day="DIED")
    told = {"file": file, "day": "DIED", "by": users["secretary"], "on": KEYED}
    debt.record_day(**told, happened_on=DAY, corrects=wrong)
    made = log(happened_on=DAY, on=KEYED)
    kept = {field.attname: getattr(made, field.attname) for field in DebtContact._meta.concrete_fields} | {"id": None}
    DebtContact.objects.create(**{**kept, "on": BEFORE})
    with pytest.raises(IntegrityError, match="does not act for herself"), transaction.atomic():
        DebtContact.objects.create(**{**kept, "on": date(2018, 10, 2)})


def test_the_heir_who_was_met_is_recorded_by_the_file_and_is_not_asked(log, death, loans):
    _file, heir = death
    met = {"met": Met.STAND_IN, "party": None, "stand_in": heir}
    made = log(**met)
    assert (made.stand_in, made.met_name) == (heir, "นายทายาท ใจดี")
    with pytest.raises(NotToOthers, match="เป็นหนังสือจากแฟ้มคดี"):
        log(**met, is_demand=True)
    for wrong in ({"stand_in": None}, {"met": Met.OTHER}, {"contract": loans[1]}):
        with pytest.raises(ContactRefused, match="แฟ้มคดีของสัญญานี้"):
            log(**{**met, **wrong})


def test_the_database_refuses_the_dead_the_bankrupt_and_an_heir_of_nobody(log, filed, late):
    made = log(is_demand=True)
    kept = {field.attname: getattr(made, field.attname) for field in DebtContact._meta.concrete_fields}
    kept |= {"id": None, "override_reason": "ทดสอบ"}
    file, _receiver = filed("BANKRUPTCY", "RECEIVER", "เจ้าพนักงานพิทักษ์ทรัพย์")
    for changed in ({}, {"met": "STAND_IN", "party_id": None, "is_demand": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DebtContact.objects.create(**{**kept, **changed})
    DebtContact.objects.create(**{**kept, "is_demand": False})
    debt.close_file(file=file, reason="ทดสอบ", by=made.recorded_by, on=ON)
    filed("DEATH", "HEIR", "นายทายาท ใจดี")
    with pytest.raises(IntegrityError, match="does not act for herself"), transaction.atomic():
        DebtContact.objects.create(**{**kept, "is_demand": False})


# -- the form ----------------------------------------------------------------------------------------------------------
def test_the_form_leaves_the_dead_out_names_the_heir_and_shows_the_file(late, she, death, business_date, log_in):
    business_date(ON)
    file, heir = death
    client, url = log_in("debt"), reverse("debt_followup:log_visit", args=[late.pk])
    page = client.get(url)
    who = dict(page.context["form"].fields["who"].choices)
    assert f"party-{she.pk}" not in who
    assert who[f"stand-{heir.pk}"] == f"ทายาท นายทายาท ใจดี แทน {she.name}"
    assert page.context["form"]["who"].value() != f"party-{she.pk}"
    said = page.content.decode()
    assert f"{she.name} ถึงแก่กรรมแล้ว" in said
    assert reverse("debt_followup:legal_file", args=[file.pk]) in said
    assert said.index("ถึงแก่กรรมแล้ว") < said.index("แนะนำตนเอง") < said.index('name="who"')
    told = {"channel": "VISIT", "happened_on": "28/9/2561", "at": "10:00", "outcome": "OTHER"}
    assert client.post(url, {**told, "who": f"party-{she.pk}"}).context["form"].errors["who"]
    client.post(url, {**told, "who": f"stand-{heir.pk}"})
    assert DebtContact.objects.get().stand_in == heir


def test_the_form_takes_a_contact_with_who_died_since_and_does_not_propose_her(
    late, she, death, users, business_date, log_in
):
    business_date(KEYED)
    lawyers_day(death[0], "DIED", DAY, users)
    client, url = log_in("debt"), reverse("debt_followup:log_visit", args=[late.pk])
    form = client.get(url).context["form"]
    assert "ก่อนถึงแก่กรรม" in dict(form.fields["who"].choices)[f"party-{she.pk}"]
    assert form["who"].value() != f"party-{she.pk}"
    assert f"party-{she.pk}" not in dict(form.fields["deceased"].choices)
    told = {"channel": "VISIT", "at": "10:00", "outcome": "OTHER", "who": f"party-{she.pk}"}
    refused = client.post(url, {**told, "happened_on": "3/10/2561"}).context["form"]
    assert "ทายาท นายทายาท ใจดี" in str(refused.non_field_errors())
    client.post(url, {**told, "happened_on": "28/9/2561"})
    assert DebtContact.objects.get().party == she


def test_where_all_debtors_are_dead_by_their_files_no_death_is_left_to_report(late, users, business_date, log_in):
    business_date(ON)
    for party in late.parties.all():
        told = {"contract": late, "kind": "DEATH", "party": party.pk, "reason": "ทดสอบ"}
        debt.open_file(**told, by=users["secretary"], on=ON)
    form = log_in("debt").get(reverse("debt_followup:log_visit", args=[late.pk])).context["form"]
    assert form["who"].value() == Met.NOBODY
    assert Outcome.DEAD not in dict(form.fields["outcome"].choices)


def test_the_form_says_that_a_death_was_reported_and_has_no_file_yet(late, she, log, business_date, log_in):
    business_date(ON)
    log(met=Met.HOUSEHOLD, party=None, outcome=Outcome.DEAD, deceased=she)
    page = log_in("debt").get(reverse("debt_followup:log_visit", args=[late.pk])).content.decode()
    assert f"ว่า {she.name} ถึงแก่กรรม และยังไม่ได้เปิดแฟ้มคดี" in page
