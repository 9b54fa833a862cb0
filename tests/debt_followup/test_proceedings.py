"""Proceedings that nobody may forget: suits and claims that come to nothing, are silent, or are against some only."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from debt_followup import selectors, services
from debt_followup.models import LegalEntry, LegalFile, StaleArrears
from debt_followup.rules import NEVER, LimitationStatus
from debt_followup.rules import legal as law
from debt_followup.rules.acts import FileState
from debt_followup.rules.legal import Day
from debt_followup.selectors.legal import silent_in_court
from debt_followup.services.arrears import differing_arrears, write_arrears
from debt_followup.services.legal import FileRefused, open_suit_for, refresh_file
from loans.models import Contract
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.debt_followup.test_acknowledgements import follow, prepared, signed
from tests.debt_followup.test_legal_files import ON, day, last_days, next_of, opened

FIVE = date(2023, 7, 5)  # of the instalment of July 2018
SILENT = "คดีที่อยู่ในศาลและไม่ทราบความคืบหน้า"


@pytest.fixture
def by(people, quick_papers):
    return people.users["secretary"]


@pytest.fixture
def contract(loans):
    """Give the debt of which nothing was paid, with its arrears written."""
    refresh_courses(on=ON)
    services.refresh_arrears()
    return loans[2]


def kept(contract, on=ON):
    """What the stored spans say; they are what the rules find."""
    assert not differing_arrears(contract_ids=[contract.pk])
    return selectors.arrears_of_one(contract, as_of=on)


def sued(contract, by, on=date(2018, 9, 10), **given):
    file = opened(contract, by, "LITIGATION", **given)
    day(file, "FILED", on, by)
    file.refresh_from_db()
    return file


# -- a judgment stands -------------------------------------------------------------------------------------------------
def test_a_judgment_counts_though_nobody_recorded_the_filing(contract, by):
    judged, today = date(2024, 3, 4), date(2026, 1, 15)
    assert selectors.debtor(contract, as_of=today).limits.status == LimitationStatus.TIME_BARRED
    file = opened(contract, by, "JUDGMENT", on=today)
    day(file, "JUDGED", judged, by, today=today)
    limits = selectors.debtor(contract, as_of=today).limits
    assert limits.earliest_on == date(2034, 3, 4)
    assert limits.status == LimitationStatus.RUNNING
    assert kept(contract, today).earliest_until == date(2034, 3, 4)
    assert kept(contract, date(2024, 3, 3)).earliest_until == FIVE, "before it the first instalment was barred"


# -- of several days the first -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "code", "law_days"),
    [("DEATH", "LEARNED", 365), ("BANKRUPTCY", "ADVERTISED", 61), ("JUDGMENT", "JUDGED", 3653)],
)
def test_a_day_that_the_law_counts_from_is_told_once_and_another_corrects_it(contract, by, kind, code, law_days):
    file = opened(contract, by, kind)
    first = day(file, code, date(2018, 9, 5), by)
    last = next_of(file)
    assert 0 <= law_days - (last - date(2018, 9, 5)).days <= 1
    with pytest.raises(law.DayNotPossible, match="ให้เลือกแก้ไขรายการเดิม"):
        day(file, code, date(2018, 9, 20), by)
    assert next_of(file) == last
    day(file, code, date(2018, 9, 20), by, corrects=first)
    assert next_of(file) == last + timedelta(days=15)


def test_of_several_days_that_were_told_before_the_first_counts(contract, by):
    file = opened(contract, by, "DEATH")
    for on in (date(2018, 9, 5), date(2018, 9, 20)):
        LegalEntry.objects.create(file=file, kind="DAY", day="LEARNED", on=on, recorded_by=by, recorded_on=ON)
    refresh_file(file=file, on=ON)
    assert next_of(file) == date(2019, 9, 5)
    write_arrears([contract.pk])
    assert kept(contract).earliest_until == date(2019, 9, 5)


def test_an_upgrade_has_what_was_told_twice_and_every_span_it_may_concern_worked_out_anew(contract, by):
    files = {}
    for kind, code in (("DEATH", "LEARNED"), ("JUDGMENT", "JUDGED"), ("BANKRUPTCY", "ADVERTISED")):
        files[kind] = opened(contract, by, kind)
        day(files[kind], code, date(2018, 9, 20), by)
    for kind, code in (("DEATH", "LEARNED"), ("JUDGMENT", "JUDGED")):
        LegalEntry.objects.create(
            file=files[kind], kind="DAY", day=code, on=date(2018, 9, 5), recorded_by=by, recorded_on=ON
        )
    upgrade = import_module("debt_followup.migrations.0032_last_days_by_both_readings")
    with connection.cursor() as cursor:
        cursor.execute(upgrade.STALE)
        cursor.execute(upgrade.TOLD_TWICE)
    assert {kind: next_of(file) for kind, file in files.items()} == {
        "DEATH": None, "JUDGMENT": None, "BANKRUPTCY": date(2018, 11, 20),
    }  # fmt: skip
    assert StaleArrears.objects.filter(pk=contract.pk).exists()
    follow(ON)
    assert next_of(files["DEATH"]) == date(2019, 9, 5)
    assert next_of(files["JUDGMENT"]) == date(2028, 9, 5)


# -- what is counted provisionally alerts and bars nothing -------------------------------------------------------------
def test_an_estate_of_which_nobody_said_when_the_office_learned_alerts_from_the_death_or_the_opening(contract, by):
    file = opened(contract, by, "DEATH")
    assert next_of(file) == date(2019, 9, 30)
    day(file, "DIED", date(2018, 8, 1), by)
    assert next_of(file) == date(2019, 8, 1)
    assert kept(contract).earliest_until == FIVE


def test_the_two_months_of_a_bankruptcy_are_among_my_work_before_the_advertisement_is_known(contract, by, log_in):
    file = opened(contract, by, "BANKRUPTCY")
    day(file, "RECEIVERSHIP", date(2018, 9, 3), by)
    titles = [task.title for task in tasks(user=by, on=ON)]
    assert "วันสำคัญของแฟ้มคดีภายใน 90 วัน" in titles
    said = log_in("secretary").get(reverse("debt_followup:legal_file", args=[file.pk])).content.decode()
    assert "นับชั่วคราว" in said
    assert kept(contract).earliest_until == FIVE


# -- what came to nothing ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "brought", "learned"),
    [("DEATH", "ESTATE_CLAIM", "LEARNED"), ("BANKRUPTCY", "BANKRUPTCY_CLAIM", "ADVERTISED")],
)
def test_a_claim_that_was_withdrawn_or_dismissed_interrupted_nothing(contract, by, kind, brought, learned):
    file = opened(contract, by, kind)
    day(file, learned, date(2018, 9, 5), by)
    last = next_of(file)
    day(file, brought, date(2018, 9, 12), by)
    assert next_of(file) is None
    assert kept(contract).representative_until == NEVER
    with pytest.raises(law.DayNotPossible, match="ต้องไม่ก่อน"):
        day(file, "CLAIM_ENDED", date(2018, 9, 11), by)
    day(file, "CLAIM_ENDED", date(2018, 9, 25), by)
    file.refresh_from_db()
    assert (file.state, file.next_on) == (FileState.OPEN, last), "it can be brought again until its day"
    assert kept(contract).representative_until == last
    services.close_file(file=file, reason="ศาลยกคำขอ", by=by, on=ON)
    assert kept(contract).representative_until == FIVE


@pytest.mark.parametrize(
    ("kind", "brought", "ended"),
    [
        ("LITIGATION", "FILED", "FILING_ENDED"),
        ("DEATH", "ESTATE_CLAIM", "CLAIM_ENDED"),
        ("BANKRUPTCY", "BANKRUPTCY_CLAIM", "CLAIM_ENDED"),
        ("LITIGATION", "FILED", "JUDGED"),
        ("DEATH", "ESTATE_CLAIM", "CLAIM_DECIDED"),
    ],
)
def test_a_file_before_a_court_is_closed_once_somebody_recorded_how_it_ended(contract, by, kind, brought, ended):
    file = opened(contract, by, kind)
    day(file, brought, date(2018, 9, 10), by)
    with pytest.raises(FileRefused, match="ยังอยู่ระหว่างคดี"):
        services.close_file(file=file, reason="ตกลงกันได้", by=by, on=ON)
    day(file, ended, date(2018, 9, 20), by)
    assert services.close_file(file=file, reason="ตกลงกันได้", by=by, on=ON).state == FileState.CLOSED


def closed_without_a_word(contract, by):
    """Leave a suit as files were closed before they had to say how the proceedings ended."""
    file = sued(contract, by)
    LegalFile.objects.filter(pk=file.pk).update(
        state="CLOSED", closed_on=ON, closed_reason="ตกลงกันได้", next_on=None, next_what=""
    )
    write_arrears([contract.pk])
    return file


def test_a_suit_that_was_closed_without_a_word_alerts_by_the_earlier_day_and_bars_nothing(contract, by):
    closed_without_a_word(contract, by)
    found = kept(contract)
    assert (found.earliest_until, found.barred_from) == (FIVE, NEVER)
    limits = selectors.debtor(contract, as_of=ON).limits
    assert (limits.earliest_on, limits.barred_after, limits.status) == (FIVE, NEVER, LimitationStatus.RUNNING)
    late = FIVE + timedelta(days=1)
    assert selectors.debtor(contract, as_of=late).limits.status == LimitationStatus.PARTLY_BARRED
    on = FIVE - timedelta(days=30)
    assert any("จะขาดอายุความใน 8-30 วัน" in task.title for task in tasks(user=by, on=on))


def test_it_goes_on_where_it_stood_once_it_is_opened_again_and_its_end_is_recorded(contract, by):
    file = closed_without_a_word(contract, by)
    again = services.reopen_file(file=file, reason="ตรวจผลคดี", by=by, on=ON)
    assert again.state == FileState.ACTED
    assert set(last_days(contract, ON).values()) == {NEVER}
    day(file, "FILING_ENDED", date(2018, 9, 20), by)
    assert set(last_days(contract, ON).values()) == {FIVE}
    services.close_file(file=file, reason="ถอนฟ้อง", by=by, on=ON)
    assert services.reopen_file(file=file, reason="ฟ้องใหม่", by=by, on=ON).state == FileState.OPEN


def test_a_decided_suit_that_is_opened_again_is_decided(contract, by):
    file = sued(contract, by)
    day(file, "JUDGED", date(2018, 9, 20), by)
    services.close_file(file=file, reason="มีคำพิพากษา", by=by, on=ON)
    assert services.reopen_file(file=file, reason="แก้หมายเลขคดี", by=by, on=ON).state == FileState.DECIDED


# -- what is silent ----------------------------------------------------------------------------------------------------
def silent(contract, on):
    return list(silent_in_court(contract.legal_files.all(), on=on))


def test_a_suit_of_which_nothing_is_heard_for_half_a_year_is_among_my_work(contract, by, log_in, business_date):
    file, later = sued(contract, by), ON + timedelta(days=180)
    assert not silent(contract, ON)
    assert not silent(contract, later - timedelta(days=1))
    assert silent(contract, later) == [file]
    [told] = [task for task in tasks(user=by, on=later) if task.title == SILENT]
    assert told.url == reverse("debt_followup:legal_file", args=[file.pk])
    business_date(later)
    page = log_in("secretary").get(reverse("debt_followup:legal_files"), {"state": "SILENT"}).content.decode()
    assert file.label in page
    day(file, "HEARING", later + timedelta(days=40), by, today=later)
    assert not silent(contract, later + timedelta(days=39)), "a hearing is ahead"
    assert silent(contract, later + timedelta(days=180)) == [file], "it came and nothing was recorded since"
    day(file, "JUDGED", later, by, today=later + timedelta(days=181))
    assert not silent(contract, later + timedelta(days=2000))


def test_what_was_closed_without_a_word_is_among_my_work_at_once_until_it_is_paid_or_ended(contract, by):
    file = closed_without_a_word(contract, by)
    assert silent(contract, ON) == [file]
    assert any(task.title == SILENT for task in tasks(user=by, on=ON))
    Contract.objects.filter(pk=contract.pk).update(state="CLOSED")
    assert not silent(contract, ON)


def test_what_was_filed_again_after_a_withdrawal_is_not_taken_for_ended(contract, by):
    file = sued(contract, by)
    day(file, "FILING_ENDED", date(2018, 9, 12), by)
    assert not silent(contract, ON + timedelta(days=200))
    day(file, "FILED", date(2018, 9, 20), by)
    assert silent(contract, ON + timedelta(days=200)) == [file]


# -- one open suit a debtor --------------------------------------------------------------------------------------------
def test_a_forgotten_co_borrower_is_sued_by_a_file_of_her_own(contract, by, log_in):
    hers, other, *rest = contract.parties.order_by("position")
    first = sued(contract, by, defendants=[hers.pk])
    with pytest.raises(FileRefused, match=first.label):
        opened(contract, by, "LITIGATION", defendants=[hers.pk, other.pk])
    second = sued(contract, by, on=date(2018, 9, 15), defendants=[other.pk])
    ends = last_days(contract, ON)
    assert {ends[hers.pk], ends[other.pk]} == {NEVER}
    assert {ends[one.pk] for one in rest} == {FIVE}
    assert kept(contract).earliest_until == FIVE
    form = log_in("secretary").get(reverse("debt_followup:open_legal_file", args=[contract.pk, "litigation"]))
    offered = {int(key) for key, _name in form.context["form"].fields["defendants"].choices}
    assert offered == {one.pk for one in rest}
    third = opened(contract, by, "LITIGATION")
    assert {one.party_id for one in third.defendants.all()} == {one.pk for one in rest}, "who is in none yet"
    with pytest.raises(FileRefused, match="เปิดอยู่แล้ว"):
        opened(contract, by, "LITIGATION")
    assert second.state == FileState.ACTED


def test_the_database_keeps_a_debtor_in_one_open_suit(contract, by):
    party = contract.parties.first()
    first = opened(contract, by, "LITIGATION", defendants=[party.pk])
    services.close_file(file=first, reason="รอพยาน", by=by, on=ON)
    second = opened(contract, by, "LITIGATION", defendants=[party.pk])
    with pytest.raises(FileRefused, match=second.label):
        services.reopen_file(file=first, reason="อีกครั้ง", by=by, on=ON)
    with pytest.raises(IntegrityError, match="in another open suit"), transaction.atomic():
        LegalFile.objects.filter(pk=first.pk).update(state="OPEN", closed_on=None, closed_reason="")
    other = opened(contract, by, "LITIGATION", defendants=[contract.parties.last().pk])
    with pytest.raises(IntegrityError, match="in another open suit"), transaction.atomic():
        other.defendants.create(party=party)


def test_who_breaks_her_plan_is_sued_though_another_is_in_court_already(contract, by):
    hers, other, *_rest = contract.parties.order_by("position")
    sued(contract, by, defendants=[hers.pk])
    row = prepared(contract, by, parties=[hers.pk, other.pk])
    row = signed(row, by)
    row.defaulted_number = 1
    file = open_suit_for(acknowledgement=row, on=ON)
    assert [one.party_id for one in file.defendants.all()] == [other.pk]
    assert open_suit_for(acknowledgement=row, on=ON) is None


def test_every_day_of_a_file_has_its_words_and_its_file():
    assert set(law.DAY_LABELS) == set(Day) == {code for codes in law.DAYS_OF.values() for code in codes}
