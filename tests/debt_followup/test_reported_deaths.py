"""A death that is heard of: whoever keeps the legal files has it to do until a file is open or it was found untrue."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from debt_followup import services as debt
from debt_followup.models import Confirmation, DeathDenial, DebtContact, LegalFile
from debt_followup.rules.confirmations import Answer, Said
from debt_followup.rules.deliveries import DeliveryStep, ReturnReason
from debt_followup.rules.notices import NoticeKind
from debt_followup.rules.visits import Channel, ContactRefused, Met, Outcome, check_deceased
from debt_followup.selectors.deaths import file_after, first_said, reports, said_dead
from debt_followup.services.deaths import NothingReported, ReasonMissing, deny_death
from debt_followup.services.deliveries import take_delivery_step
from debt_followup.services.notices import issue_notice
from debt_followup.services.replies import record_reply
from debt_followup.services.visits import record_contact
from jobs.services import work
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.debt_followup.conftest import AS_OF

ON = date(2018, 10, 10)
WAITS = "การแจ้งว่าลูกหนี้ถึงแก่กรรมที่รอเปิดแฟ้ม"


@pytest.fixture
def late(loans):
    refresh_courses(on=ON)
    debt.refresh_arrears()
    return loans[2]


@pytest.fixture
def she(late):
    return late.parties.order_by("position").first()


@pytest.fixture
def heard(late, she, users):
    """Record that somebody at her home said she died."""

    def record(**changed):
        told = {
            "contract": late,
            "channel": Channel.VISIT,
            "happened_on": ON,
            "at": time(10),
            "is_demand": False,
            "met": Met.HOUSEHOLD,
            "met_name": "บุตร",
            "outcome": Outcome.DEAD,
            "deceased": she,
            "by": users["debt"],
            "on": ON,
        }
        return record_contact(**{**told, **changed})

    return record


@pytest.fixture
def letter(late, users, quick_papers):
    [made] = issue_notice(
        contract=late, kind=NoticeKind.INVOICE, by=users["secretary"], on=ON, known_at=timezone.now(), reason="ทดสอบ"
    )
    return made


def step(way, what, users, *, on=ON, **said):
    return take_delivery_step(delivery=way, step=what, by=users["secretary"], happened_on=on, on=on, **said)


def returned(letter, users, *, on=ON):
    way = letter.deliveries.get(route="AMPHOE")
    step(way, DeliveryStep.GIVE, users)
    return step(way, DeliveryStep.RETURN, users, on=on, return_reason=ReturnReason.DEAD)


def waiting(user, *, on=ON):
    return next((task for task in tasks(user=user, on=on) if task.title == WAITS), None)


def of_whom(contract):
    return [(one.party, one.since) for one in said_dead(reports([contract]))]


# -- who is said to have died ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("outcome", "deceased", "met"), [(Outcome.DEAD, None, None), (Outcome.OTHER, 1, None), (Outcome.DEAD, 1, 1)]
)
def test_a_report_names_one_debtor_and_not_the_one_who_was_met(outcome, deceased, met):
    with pytest.raises(ContactRefused):
        check_deceased(outcome=outcome, deceased=deceased, met=met)
    check_deceased(outcome=Outcome.DEAD, deceased=1, met=2)


def test_who_died_signed_the_same_contract(heard, loans):
    with pytest.raises(ContactRefused, match="ลูกหนี้ของสัญญานี้"):
        heard(deceased=loans[0].parties.first())
    made = heard()
    kept = {field.attname: getattr(made, field.attname) for field in DebtContact._meta.concrete_fields}
    kept.pop("id")
    for changed in ({"deceased_id": loans[0].parties.first().pk}, {"outcome": "OTHER"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DebtContact.objects.create(**{**kept, **changed})


# -- the work of whoever keeps the files -------------------------------------------------------------------------------
@pytest.mark.parametrize("days", [0, 45])
def test_what_the_field_heard_waits_for_who_keeps_the_files_with_the_last_day_and_how_long(heard, users, days):
    assert waiting(users["secretary"]) is None
    heard()
    task = waiting(users["secretary"], on=ON + timedelta(days=days))
    assert (task.count, task.tone) == (1, "warning")
    assert task.detail == f"รอมาแล้ว {days} วัน ต้องเรียกร้องจากกองมรดกภายในวันที่ 10 ต.ค. 2562"
    assert waiting(users["debt"]) is None


def test_a_returned_letter_is_a_report_until_it_was_of_the_wrong_letter(letter, late, she, users):
    way = returned(letter, users, on=ON + timedelta(days=3))
    assert of_whom(late) == [(letter.party, ON + timedelta(days=3))]
    step(way, DeliveryStep.LOOK_INTO, users, on=ON + timedelta(days=4), said="ไปถามที่บ้าน")
    assert len(of_whom(late)) == 1
    way.refresh_from_db()
    other = letter.deliveries.get(route="POST")
    step(other, DeliveryStep.POST, users, registration_number="RB123456785TH")
    back = step(other, DeliveryStep.RETURN, users, return_reason=ReturnReason.DEAD)
    assert of_whom(late) == [(letter.party, ON)]
    step(back, DeliveryStep.CORRECT, users, said="อ่านผิดซอง")
    assert of_whom(late) == [(letter.party, ON + timedelta(days=3))]


def test_a_slip_of_september_is_a_report_until_its_answer_is_corrected(late, users, quick_papers):
    run = debt.start_confirmations(province="57", as_of=AS_OF, by=users["secretary"], on=date(2018, 10, 1))
    work(run_id=run.pk)
    letter = Confirmation.objects.get(contract=late)
    given = {"confirmation": letter, "by": users["secretary"]}
    dead = Said(Answer.UNDELIVERED, return_reason=ReturnReason.DEAD)
    record_reply(said=dead, received_on=date(2018, 10, 5), on=date(2018, 10, 5), **given)
    assert of_whom(late) == [(letter.party, date(2018, 10, 5))]
    assert waiting(users["secretary"]).count == 1
    moved = Said(Answer.UNDELIVERED, return_reason=ReturnReason.MOVED)
    record_reply(said=moved, received_on=ON, on=ON, correction="อ่านซองผิด", **given)
    assert of_whom(late) == []


def test_what_is_said_of_one_woman_in_several_ways_is_one_matter_since_the_first_day(heard, letter, late, she, users):
    returned(letter, users, on=ON + timedelta(days=2))
    heard(on=ON + timedelta(days=5), happened_on=ON + timedelta(days=1))
    [one] = said_dead(reports([late]))
    assert (one.party, one.since, len(one.reports)) == (she, ON + timedelta(days=1), 2)


# -- a file, or found untrue -------------------------------------------------------------------------------------------
def opened(contract, party, users, *, on=ON, **more):
    given = {"contract": contract, "kind": "DEATH", "party": party.pk, "reason": "บุตรแจ้ง", "by": users["secretary"]}
    return debt.open_file(on=on, **given, **more)


def test_the_file_ends_the_matter_and_a_later_report_of_the_closed_file_begins_one(heard, late, she, users):
    heard()
    file = opened(late, she, users, learned_on=ON)
    assert file.next_on == date(2019, 10, 10)
    assert of_whom(late) == []
    heard()
    assert of_whom(late) == []
    debt.close_file(file=file, reason="ผู้ตายเป็นคนอื่น", by=users["secretary"], on=ON)
    assert of_whom(late) == []
    heard(happened_on=ON + timedelta(days=9), on=ON + timedelta(days=9))
    assert of_whom(late) == [(she, ON + timedelta(days=9))]


def test_a_file_about_another_debtor_does_not_end_it(heard, late, she, users):
    heard()
    opened(late, late.parties.order_by("position")[1], users)
    assert of_whom(late) == [(she, ON)]


def test_what_is_found_untrue_is_kept_with_who_when_and_why_and_the_next_report_stands(heard, late, she, users):
    said = {"contract": late, "party": she.pk, "by": users["secretary"], "on": ON}
    with pytest.raises(NothingReported):
        deny_death(reason="พบตัวแล้ว", **said)
    heard()
    with pytest.raises(ReasonMissing):
        deny_death(reason=" ", **said)
    [kept] = deny_death(reason="พบตัวแล้ว", **said)
    assert (kept.denied_by, kept.denied_on, kept.reason) == (users["secretary"], ON, "พบตัวแล้ว")
    assert waiting(users["secretary"]) is None
    for change in (lambda: DeathDenial.objects.update(reason="อื่น"), lambda: DeathDenial.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic():
            change()
    heard()
    assert of_whom(late) == [(she, ON)]


def test_a_denial_is_of_one_report_of_its_own_contract(heard, late, loans, users):
    made = heard()
    said = {"reason": "x", "denied_by": users["secretary"], "denied_on": ON}
    for wrong in ({"contract": loans[0], "contact": made}, {"contract": late}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeathDenial.objects.create(**wrong, **said)


def test_a_report_of_earlier_days_that_names_nobody_waits_for_a_file_of_the_contract(heard, late, she, users):
    made = heard()
    kept = {field.attname: getattr(made, field.attname) for field in DebtContact._meta.concrete_fields}
    deny_death(contract=late, party=she.pk, reason="ทดสอบ", by=users["secretary"], on=ON)
    DebtContact.objects.create(**{**kept, "id": None, "deceased_id": None})
    assert of_whom(late) == [(None, ON)]
    assert first_said(late) == {None: ON}
    opened(late, she, users)
    assert of_whom(late) == []


def test_one_that_names_nobody_is_dealt_with_by_a_file_that_was_open_before_it(heard, late, she, users):
    made = heard()
    kept = {field.attname: getattr(made, field.attname) for field in DebtContact._meta.concrete_fields}
    file = opened(late, she, users, on=ON - timedelta(days=3))
    DebtContact.objects.create(**{**kept, "id": None, "deceased_id": None})
    assert of_whom(late) == []
    assert file_after(contract_id=late.pk, party_id=None, said_on=ON) == file
    debt.close_file(file=file, reason="ผู้ตายเป็นคนอื่น", by=users["secretary"], on=ON - timedelta(days=1))
    assert (None, ON) in of_whom(late)
    assert file_after(contract_id=late.pk, party_id=None, said_on=ON) is None


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_the_reporter_reads_what_happens_next_and_the_secretary_opens_the_file_with_the_day(
    heard, late, she, business_date, log_in
):
    made = heard()
    business_date(date(2018, 10, 30))
    page, listed = reverse("debt_followup:visit", args=[made.pk]), reverse("debt_followup:reported_deaths")
    reporter = log_in("debt")
    said = reporter.get(page).content.decode()
    assert "อยู่ในงานของผู้ดูแลแฟ้มคดีของจังหวัด" in said
    assert "รอมาแล้ว 20 วัน" in said
    assert reporter.get(listed).status_code == 403
    secretary = log_in("secretary")
    shown = secretary.get(listed).content.decode()
    assert she.name in shown
    start = f"{reverse('debt_followup:open_legal_file', args=[late.pk, 'death'])}?party={she.pk}"
    assert start in shown
    form = secretary.get(start).context["form"]
    assert (form["party"].value(), form["learned_on"].value()) == (she.pk, ON)
    secretary.post(start, {"party": she.pk, "learned_on": "10/10/2561", "reason": "บุตรแจ้ง"})
    file = LegalFile.objects.get(kind="DEATH")
    assert (file.party, file.next_on) == (she, date(2019, 10, 10))
    assert she.name not in secretary.get(listed).content.decode()
    assert f"เลขที่ {file.label} แล้ว" in log_in("debt").get(page).content.decode()


def test_a_death_is_not_learned_of_ahead(late, she, business_date, log_in):
    business_date(ON)
    start = reverse("debt_followup:open_legal_file", args=[late.pk, "death"])
    sent = {"party": she.pk, "learned_on": "11/10/2561", "reason": "บุตรแจ้ง"}
    assert "ต้องไม่หลังวันนี้" in log_in("secretary").post(start, sent).content.decode()
    assert not LegalFile.objects.exists()


def test_a_report_is_found_untrue_on_the_page_and_its_letter_says_so(letter, late, users, business_date, log_in):
    returned(letter, users)
    business_date(ON)
    page, deny = reverse("debt_followup:notice", args=[letter.pk]), reverse("debt_followup:deny_death", args=[late.pk])
    assert log_in("debt").post(deny, {"party": letter.party_id, "reason": "x"}).status_code == 403
    secretary = log_in("secretary")
    assert "ยังไม่ได้เปิดแฟ้ม" in secretary.get(page).content.decode()
    answer = secretary.post(deny, {"party": letter.party_id, "reason": "พบตัวที่บ้านมารดา"}, follow=True)
    assert "พบตัวที่บ้านมารดา" in answer.content.decode()
    assert "ตรวจสอบแล้วไม่เป็นความจริง: พบตัวที่บ้านมารดา" in secretary.get(page).content.decode()


def test_the_form_asks_beside_the_field_who_died(late, she, business_date, log_in):
    business_date(ON)
    url = reverse("debt_followup:log_visit", args=[late.pk])
    told = {"channel": "VISIT", "happened_on": "10/10/2561", "at": "10:00", "who": "HOUSEHOLD", "outcome": "DEAD"}
    client = log_in("debt")
    refused = client.post(url, told).context["form"]
    assert "ลูกหนี้คนใด" in refused.errors["deceased"][0]
    client.post(url, {**told, "deceased": f"party-{she.pk}"})
    assert DebtContact.objects.get().deceased == she
