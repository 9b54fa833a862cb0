"""Entries that were recorded wrongly: one asks, another confirms, and the periods are as if nobody had entered them."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from debt_followup import rules, selectors, services
from debt_followup.models import DebtContact, EntryVoid, LegalEntry, LegalFile
from debt_followup.rules.acts import ActState, FileState
from debt_followup.rules.notices import Pause
from debt_followup.rules.visits import Channel, Met, Outcome
from debt_followup.rules.voids import OwnVoid, ReasonTooShort, RestsOn, VoidRefused, VoidState, check_rests
from debt_followup.selectors.interruptions import interruptions
from debt_followup.selectors.legal import days_of, entries_known
from debt_followup.selectors.paused import pauses
from debt_followup.selectors.visits import contacts, demands_on, promises_of, promises_unpaid
from debt_followup.services import memoranda
from debt_followup.services.arrears import differing_arrears
from debt_followup.services.visits import record_contact
from loans.selectors.changes import events_of
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.debt_followup import restructured as steps
from tests.debt_followup.test_acknowledgements import follow, prepared, signed
from tests.debt_followup.test_legal_files import ON, day, opened
from thai.refusals import Refusal

WRONG = "ลงนามผิดคน ผู้ลงนามจริงคือคู่สัญญาอีกคนหนึ่ง"
FIVE = date(2023, 7, 5)  # of the instalment of July 2018
WAITS = "รายการที่บันทึกผิดรอยืนยันการยกเลิก"


@pytest.fixture
def by(people, quick_papers):
    return people.users["secretary"]


@pytest.fixture
def chief(people):
    return people.users["chief"]


@pytest.fixture
def contract(loans):
    """Give the debt of which nothing was paid, with its arrears written."""
    refresh_courses(on=ON)
    services.refresh_arrears()
    return loans[2]


@pytest.fixture
def take_back(by, chief):
    """Give a function that has an entry taken back by the two of them."""

    def taken(entry, *, on=ON, **given):
        row = services.ask_void(entry=entry, reason=WRONG, by=by, on=on, **given)
        return services.confirm_void(void=row, by=chief, on=on)

    return taken


def kept(contract, on=ON):
    """What the stored spans say; they are what the rules find, and what is shown of the contract."""
    assert not differing_arrears(contract_ids=[contract.pk])
    found = selectors.arrears_of_one(contract, as_of=on)
    assert selectors.debtor(contract, as_of=on).limits.earliest_on == found.earliest_until
    return found


def last_days(contract, on=ON):
    limits = selectors.debtor(contract, as_of=on).limits
    return {one.party.pk: one.readings.drives_on for one in limits.debtors}


# -- signatures --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-ACK-03", "R-LIM-06")
def test_a_signature_of_the_wrong_debtor_gives_her_no_five_years_once_two_took_it_back(contract, by, take_back):
    paper = signed(prepared(contract, by), by)
    first, second, *_others = paper.signers.all()
    assert set(last_days(contract).values()) == {date(2023, 9, 30)}
    row = take_back(first)
    after = last_days(contract)
    assert after[first.party_id] == FIVE
    assert after[second.party_id] == date(2023, 9, 30)
    assert kept(contract).earliest_until == FIVE
    assert (row.state, row.asked_by, row.decided_by.username) == (VoidState.CONFIRMED, by, "chief")
    paper.refresh_from_db()
    assert paper.state == ActState.IN_FORCE
    first.refresh_from_db()
    assert (first.signed_on, first.counts_on, first.is_voided) == (ON, None, True)


def test_nothing_changes_before_the_second_person_and_a_past_moment_is_told_as_it_was_known(contract, by, chief):
    paper = signed(prepared(contract, by), by)
    first = paper.signers.first()
    before = last_days(contract)
    row = services.ask_void(entry=first, reason=WRONG, by=by, on=ON)
    assert last_days(contract) == before
    asked = timezone.now()
    services.confirm_void(void=row, by=chief, on=ON)
    assert last_days(contract) != before

    def known(moment):
        found = interruptions([contract.pk], on=ON, known_at=moment)
        return {event.party_id for event in found.get(contract.pk, ())}

    assert first.party_id in known(asked)
    assert first.party_id not in known(timezone.now())


def test_who_asked_does_not_confirm_and_neither_does_a_request_that_was_decided(contract, by, chief):
    first, second, *_others = signed(prepared(contract, by), by).signers.all()
    with pytest.raises(ReasonTooShort):
        services.ask_void(entry=first, reason="ผิด", by=by, on=ON)
    row = services.ask_void(entry=first, reason=WRONG, by=by, on=ON)
    with pytest.raises(OwnVoid):
        services.confirm_void(void=row, by=by, on=ON)
    with pytest.raises(VoidRefused, match="รอยืนยันอยู่แล้ว"):
        services.ask_void(entry=first, reason=WRONG, by=chief, on=ON)
    with pytest.raises(VoidRefused, match="ต้องระบุเหตุผล"):
        services.refuse_void(void=row, note=" ", by=chief, on=ON)
    services.refuse_void(void=row, note="ผู้ลงนามยืนยันว่าเป็นลายมือชื่อของตน", by=chief, on=ON)
    assert last_days(contract)[first.party_id] == date(2023, 9, 30)
    with pytest.raises(VoidRefused, match="พิจารณาไปแล้ว"):
        services.confirm_void(void=row, by=chief, on=ON)
    other = services.ask_void(entry=second, reason=WRONG, by=by, on=ON)
    with pytest.raises(VoidRefused, match="เฉพาะผู้ขอ"):
        services.withdraw_void(void=other, by=chief, on=ON)
    services.withdraw_void(void=other, by=by, on=ON)
    services.confirm_void(void=services.ask_void(entry=first, reason=WRONG, by=by, on=ON), by=chief, on=ON)
    with pytest.raises(VoidRefused, match="ยกเลิกไปแล้ว"):
        services.ask_void(entry=first, reason=WRONG, by=by, on=ON)


def test_the_database_itself_wants_a_second_person_one_entry_and_what_was_asked(contract, by, chief):
    first, second, *_others = signed(prepared(contract, by), by).signers.all()
    row = services.ask_void(entry=first, reason=WRONG, by=by, on=ON)
    decided = {"state": "CONFIRMED", "decided_on": ON, "decided_at": timezone.now()}
    for changed in (
        {**decided, "decided_by": by},
        {**decided},
        {"reason": "อย่างอื่นที่ยาวพอจะเป็นเหตุผลได้"},
        {"acknowledgement_signer": second},
        {"right_on": ON},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            EntryVoid.objects.filter(pk=row.pk).update(**changed)
    services.confirm_void(void=row, by=chief, on=ON)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        EntryVoid.objects.filter(pk=row.pk).update(state="REFUSED", note="ไม่ใช่")
    given = {"contract": contract, "reason": WRONG, "asked_by": by, "asked_on": ON}
    unsigned = row.acknowledgement_signer.acknowledgement.signers.get(signed_on=None)
    for wrong in ({}, {"acknowledgement_signer": unsigned}, {"acknowledgement_signer": first, "contract_id": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            EntryVoid.objects.create(**{**given, **wrong})


def test_a_signature_recorded_on_a_wrong_day_counts_on_the_right_one(contract, by, chief):
    paper = signed(prepared(contract, by, on=date(2018, 8, 1)), by, on=date(2018, 9, 20))
    first = paper.signers.first()
    for no_day in (date(2018, 7, 31), date(2018, 10, 1), date(2018, 9, 20)):
        with pytest.raises(VoidRefused, match="ต้องเป็นวันอื่น"):
            services.ask_void(entry=first, reason=WRONG, right_on=no_day, by=by, on=ON)
    row = services.ask_void(entry=first, reason=WRONG, right_on=date(2018, 8, 2), by=by, on=ON)
    services.confirm_void(void=row, by=chief, on=ON)
    assert last_days(contract)[first.party_id] == date(2023, 8, 2)
    assert kept(contract).earliest_until == date(2023, 8, 2)
    paper.refresh_from_db()
    assert paper.state == ActState.IN_FORCE
    again = services.ask_void(entry=paper.signers.first(), reason=WRONG, by=by, on=ON)
    services.confirm_void(void=again, by=chief, on=ON)
    assert last_days(contract)[first.party_id] == FIVE


def test_the_right_day_is_held_against_the_law_as_the_signature_would_have_been(contract, by, chief, users):
    late = date(2023, 7, 6)  # the instalment of July 2018 is barred for everybody, that of December is not
    paper = signed(prepared(contract, by, on=date(2023, 6, 1), first_due_on=date(2024, 1, 5)), by, on=date(2023, 7, 1))
    first = paper.signers.first()
    services.ask_void(entry=first, reason=WRONG, right_on=date(2023, 7, 5), by=by, on=late)
    file = opened(contract, by, "DEATH", party=first.party_id, on=late)
    day(file, "DIED", date(2023, 6, 15), by, today=late)
    with pytest.raises(Refusal, match="เสียชีวิตแล้ว"):
        services.confirm_void(void=EntryVoid.objects.get(), by=chief, on=late)
    assert EntryVoid.objects.get().state == VoidState.ASKED


@pytest.mark.requirement("R-ACK-02")
def test_a_paper_that_nobody_signed_waits_again_and_its_default_is_no_default(contract, by, take_back):
    paper = prepared(contract, by, parties=[contract.parties.first().pk])
    signed(paper, by)
    later = date(2018, 11, 20)
    follow(later)
    paper.refresh_from_db()
    assert paper.state == ActState.DEFAULTED
    assert {event.kind for event in events_of([contract.pk])[contract.pk]} == {"ACKNOWLEDGED", "CALLED_IN"}
    take_back(paper.signers.get(), on=later)
    paper.refresh_from_db()
    assert (paper.state, paper.event, paper.call_in, paper.registered_on) == (ActState.PREPARED, None, None, None)
    assert not events_of([contract.pk]).get(contract.pk)
    assert kept(contract, later).earliest_until == FIVE
    waiting = paper.signers.get(signed_on=None)
    assert waiting.attempt == 2
    signed(paper, by, on=later, days={waiting.pk: later})
    paper.refresh_from_db()
    assert paper.state == ActState.IN_FORCE
    assert kept(contract, later).representative_until == date(2023, 11, 20)


def test_the_paper_takes_effect_with_the_first_signature_that_is_left(contract, by, take_back):
    first, second, *_others = contract.parties.all()
    paper = prepared(contract, by, parties=[first.pk, second.pk], on=date(2018, 8, 1))
    days = dict(zip(paper.signers.values_list("pk", flat=True), (date(2018, 8, 5), date(2018, 8, 9)), strict=True))
    signed(paper, by, days=days)
    paper.refresh_from_db()
    assert paper.event.effective_on == date(2018, 8, 5)
    take_back(paper.signers.first())
    paper.refresh_from_db()
    assert paper.event.effective_on == date(2018, 8, 9)


@pytest.mark.requirement("R-RSTR-09")
def test_a_signature_under_a_memorandum_in_force_is_no_acknowledgement_once_taken_back(people, contract, by, take_back):
    row = steps.in_force(people, contract)
    later = ON + timedelta(days=10)
    line = row.signers.order_by("pk").first()
    assert last_days(contract, date(2024, 1, 1))[line.party_id] > FIVE
    events = interruptions([contract.pk], on=later)[contract.pk]
    assert line.party_id in {event.party_id for event in events}
    take_back(line, on=later)
    events = interruptions([contract.pk], on=later)[contract.pk]
    assert line.party_id not in {event.party_id for event in events}
    assert not differing_arrears(contract_ids=[contract.pk])
    row.refresh_from_db()
    assert row.state == "IN_FORCE"


def test_a_memorandum_under_which_somebody_was_recorded_wrongly_waits_for_her(people, contract, by, take_back):
    row = steps.prepared(people, contract)
    phan = people.users["phan"]
    line = row.signers.order_by("pk").first()
    memoranda.sign(restructuring=row, signer=line.pk, signed_on=ON, by=phan, on=ON)
    with pytest.raises(memoranda.NotASigner):
        memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=phan, on=ON)
    take_back(line)
    again = row.signers.get(party=line.party, signed_on=None)
    assert again.attempt == 2
    row = memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=phan, on=ON)
    assert row.signers.filter(party=line.party).count() == 2
    for one in row.signers.filter(signed_on=None).order_by("pk"):
        assert row.state == "PREPARED"
        row = memoranda.sign(restructuring=row, signer=one.pk, signed_on=ON, by=phan, on=ON)
    assert row.state == "IN_FORCE"


# -- days of the law ---------------------------------------------------------------------------------------------------
def sued(contract, by, on=date(2018, 9, 10), **given):
    file = opened(contract, by, "LITIGATION", **given)
    day(file, "FILED", on, by)
    file.refresh_from_db()
    return file


def test_a_judgment_meant_for_another_contract_gives_no_ten_years_and_leaves_no_trace_in_the_debt(
    contract, by, take_back
):
    file = sued(contract, by)
    assert pauses([contract.pk]) == {contract.pk: Pause.SUIT}
    entry = day(file, "JUDGED", date(2018, 9, 20), by, case_number="ผบ.12/2561")
    assert set(last_days(contract).values()) == {date(2028, 9, 20)}
    execution = LegalFile.objects.get(follows=file)
    with pytest.raises(RestsOn, match="ให้ขอยกเลิกจากแฟ้มนั้น"):
        services.ask_void(entry=execution.entries.get(), reason=WRONG, by=by, on=ON)
    with pytest.raises(RestsOn, match="ต้องยกเลิกรายการนั้นก่อน"):
        services.ask_void(entry=file.entries.get(day="FILED"), reason=WRONG, by=by, on=ON)
    row = take_back(entry)
    assert [one.legal_entry.file for one in row.parts.all()] == [execution]
    file.refresh_from_db()
    assert file.state == FileState.ACTED, "what was filed is pending again"
    assert kept(contract).earliest_until == rules.NEVER
    assert pauses([contract.pk]) == {contract.pk: Pause.SUIT}
    assert not events_of([contract.pk]).get(contract.pk)
    take_back(file.entries.get(day="FILED"))
    file.refresh_from_db()
    assert (file.state, file.sue_by_on) == (FileState.OPEN, FIVE)
    assert pauses([contract.pk]) == {}, "letters are proposed again"
    assert kept(contract).earliest_until == FIVE


def test_a_filing_stays_while_what_was_brought_before_it_had_ended_and_carries_no_judgment(contract, by, take_back):
    file = sued(contract, by, on=date(2018, 9, 3))
    day(file, "FILING_ENDED", date(2018, 9, 10), by)
    first, again = file.entries.get(day="FILED"), day(file, "FILED", date(2018, 9, 12), by)
    with pytest.raises(RestsOn, match="ถอนฟ้อง"):
        services.ask_void(entry=first, reason=WRONG, by=by, on=ON)
    waits = services.ask_void(entry=again, reason=WRONG, by=by, on=ON)
    services.withdraw_void(void=waits, by=by, on=ON)
    judged = day(file, "JUDGED", date(2018, 9, 20), by)
    with pytest.raises(RestsOn, match="คำพิพากษา"):
        services.ask_void(entry=again, reason=WRONG, by=by, on=ON)
    take_back(judged)
    take_back(again)
    file.refresh_from_db()
    assert file.state == FileState.OPEN
    assert kept(contract).earliest_until == FIVE


KNOWN = {"FILED": [date(2018, 9, 3), date(2018, 9, 12)]}


@pytest.mark.parametrize(
    ("on", "more", "rests"),
    [
        (12, {"JUDGED": [20]}, False),  # the first is pending and carries it
        (3, {"JUDGED": [20]}, False),
        (12, {"FILING_ENDED": [10], "JUDGED": [20]}, True),
        (12, {"FILING_ENDED": [10], "JUDGED": [11]}, False),  # judged before, so that it hangs on nothing of this day
        (12, {"FILING_ENDED": [10, 25]}, True),  # the second end is that of the second filing
        (3, {"FILING_ENDED": [10]}, True),
        (12, {"FILING_ENDED": [10]}, False),
        (12, {}, False),
    ],
)
def test_what_hangs_on_one_of_two_filings_is_what_the_other_does_not_carry(on, more, rests):
    known = KNOWN | {code: [date(2018, 9, told) for told in days] for code, days in more.items()}
    given = {"kind": "LITIGATION", "day": "FILED", "on": date(2018, 9, on), "known": known}
    if rests:
        with pytest.raises(RestsOn):
            check_rests(**given)
    else:
        check_rests(**given)


def test_a_request_that_another_one_settles_says_so_and_names_nobody_who_did_nothing(
    contract, by, chief, log_in, business_date
):
    business_date(ON)
    file = sued(contract, by)
    entry = day(file, "JUDGED", date(2018, 9, 15), by)
    waits = services.ask_void(entry=entry, reason=WRONG, by=chief, on=ON)
    corrected = day(file, "JUDGED", date(2018, 9, 17), by, corrects=entry)
    row = services.ask_void(entry=corrected, reason="ศาลอุทธรณ์กลับคำพิพากษาแล้ว", by=by, on=ON)
    services.confirm_void(void=row, by=chief, on=ON)
    waits.refresh_from_db()
    assert (waits.state, waits.decided_by) == (VoidState.WITHDRAWN, None)
    said = log_in("auditor").get(reverse("debt_followup:void", args=[waits.pk])).context["facts"]
    facts = {fact["label"]: fact for fact in said}
    assert facts["ผู้ถอนคำขอ"]["value"] == "ระบบ"
    assert facts["วันที่พิจารณา"]["help"].endswith(row.reason)
    own = services.ask_void(entry=file.entries.get(day="FILED"), reason=WRONG, by=by, on=ON)
    services.withdraw_void(void=own, by=by, on=ON)
    said = log_in("auditor").get(reverse("debt_followup:void", args=[own.pk])).context["facts"]
    assert str(by) in [fact["value"] for fact in said if fact["label"] == "ผู้ถอนคำขอ"]


def test_a_judgment_reversed_on_appeal_is_followed_by_the_day_on_which_the_suit_was_dismissed(contract, by, take_back):
    file = sued(contract, by)
    entry = day(file, "JUDGED", date(2018, 9, 15), by)
    corrected = day(file, "JUDGED", date(2018, 9, 17), by, corrects=entry)
    with pytest.raises(VoidRefused, match="แก้ไขไปแล้ว"):
        services.ask_void(entry=entry, reason=WRONG, by=by, on=ON)
    take_back(corrected)
    assert "JUDGED" not in days_of(entries_known().filter(file=file)), "the first one goes with its correction"
    day(file, "FILING_ENDED", date(2018, 9, 28), by)
    file.refresh_from_db()
    assert file.state == FileState.OPEN
    assert kept(contract).earliest_until == FIVE
    day(file, "FILED", ON, by)
    day(file, "JUDGED", ON, by)
    assert kept(contract).earliest_until == date(2028, 9, 30), "a new judgment is counted"


def test_a_day_that_a_person_told_wrongly_leaves_what_the_system_had_assumed(contract, by, take_back):
    file = opened(contract, by, "DEATH")
    for code in ("DIED", "LEARNED"):
        LegalEntry.objects.create(file=file, kind="DAY", day=code, on=date(2018, 8, 1), recorded_on=ON)
    told = day(file, "LEARNED", date(2018, 9, 5), by)
    assert kept(contract).earliest_until == date(2019, 9, 5)
    take_back(told)
    assert days_of(entries_known().filter(file=file))["LEARNED"] == [date(2018, 8, 1)]
    assert kept(contract).earliest_until == FIVE, "what nobody said bars nothing"
    file.refresh_from_db()
    assert file.next_on == date(2019, 8, 1)
    day(file, "LEARNED", date(2018, 9, 6), by)
    assert kept(contract).earliest_until == date(2019, 9, 6)


def test_what_is_no_day_is_not_taken_back_and_a_closed_file_stays_closed(contract, by, take_back):
    file = opened(contract, by, "JUDGMENT")
    entry = day(file, "JUDGED", date(2018, 9, 20), by)
    note = services.add_note(file=file, text="ศาลนัดฟังคำพิพากษา", by=by, on=ON)
    with pytest.raises(VoidRefused, match="เฉพาะวันที่ในแฟ้ม"):
        services.ask_void(entry=note, reason=WRONG, by=by, on=ON)
    services.close_file(file=file, reason="เปิดผิดสัญญา", by=by, on=ON)
    take_back(entry)
    file.refresh_from_db()
    assert (file.state, file.event) == (FileState.CLOSED, None)
    assert kept(contract).earliest_until == FIVE


# -- the alert ---------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-LIM-07")
def test_the_alert_that_a_last_day_moved_names_what_was_taken_back_and_by_whom(contract, by, take_back, log_in):
    paper = signed(prepared(contract, by), by)
    soon = date(2023, 2, 1)
    services.announce_limits(on=soon)
    for line in paper.signers.all():
        take_back(line, on=soon)
    found = selectors.move_of(contract)
    assert (found.moved_from, found.moved_to) == (date(2023, 9, 30), FIVE)
    assert found.void is not None
    for page, arguments in (("limits", [contract.pk]), ("moved", [])):
        said = log_in("secretary").get(reverse(f"debt_followup:{page}", args=arguments)).content.decode()
        assert WRONG in said, page
        assert found.void.decided_by.display_name in said


# -- contacts ----------------------------------------------------------------------------------------------------------
def asked(contract, by, **changed):
    given = {
        "channel": Channel.VISIT, "happened_on": date(2018, 9, 28), "at": time(10), "is_demand": True,
        "met": Met.DEBTOR, "outcome": Outcome.PROMISED, "party": contract.parties.first(),
        "promise_on": date(2018, 9, 29), "promise_amount": Decimal("500.00"), "on": ON,
    }  # fmt: skip
    return record_contact(contract=contract, by=by, **{**given, **changed})


def test_a_visit_logged_on_the_neighbours_contract_leaves_her_no_demand_and_no_broken_promise(
    contract, by, take_back, log_in
):
    row = asked(contract, by)
    party = row.party
    assert demands_on(contract, party=party, day=row.on) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        DebtContact.objects.create(
            **{
                field.name: getattr(row, field.name)
                for field in DebtContact._meta.concrete_fields
                if field.name not in ("id", "recorded_at")
            }
        )
    take_back(row)
    assert demands_on(contract, party=party, day=row.on) == 0
    assert promises_of([contract.pk], on=ON) == {}
    assert not promises_unpaid(user=by, permission="debt.view", on=ON)
    assert not contacts(user=by, promise="MADE", on=ON)
    [shown] = contacts(user=by, on=ON)
    assert shown.was_voided
    said = log_in("secretary").get(reverse("debt_followup:contacts", args=[contract.pk])).content.decode()
    assert "<s>" in said
    assert "ยกเลิกแล้ว บันทึกผิด" in said
    again = asked(contract, by)
    assert demands_on(contract, party=party, day=again.on) == 1


def test_a_death_told_on_the_wrong_contract_waits_for_nobody(contract, by, take_back):
    row = asked(
        contract, by, is_demand=False, met=Met.HOUSEHOLD, party=None, outcome=Outcome.DEAD, promise_on=None,
        promise_amount=None, deceased=contract.parties.first(),
    )  # fmt: skip
    title = "การแจ้งว่าลูกหนี้ถึงแก่กรรมที่รอเปิดแฟ้ม"
    assert title in [task.title for task in tasks(user=by, on=ON)]
    take_back(row)
    assert title not in [task.title for task in tasks(user=by, on=ON)]


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_the_pages_lead_from_the_entry_over_the_request_to_the_second_persons_work(
    contract, by, chief, log_in, business_date, users
):
    business_date(ON)
    paper = signed(prepared(contract, by), by)
    first = paper.signers.first()
    ask = reverse("debt_followup:ask_void", args=["signature", first.pk])
    page = reverse("debt_followup:acknowledgement", args=[paper.pk])
    assert ask in log_in("secretary").get(page).content.decode()
    assert log_in("secretary").post(ask, {"reason": "ผิด"}).status_code == 200
    answer = log_in("secretary").post(ask, {"reason": WRONG, "right_on": ""})
    row = EntryVoid.objects.get()
    assert answer.url == reverse("debt_followup:void", args=[row.pk])
    assert WAITS not in [task.title for task in tasks(user=by, on=ON)]
    [task] = [task for task in tasks(user=chief, on=ON) if task.title == WAITS]
    assert task.url == answer.url
    confirm = reverse("debt_followup:confirm_void", args=[row.pk])
    assert log_in("secretary").post(confirm).status_code == 403
    assert confirm in log_in("chief").get(answer.url).content.decode()
    log_in("chief").post(confirm)
    row.refresh_from_db()
    assert row.state == VoidState.CONFIRMED
    said = log_in("secretary").get(page).content.decode()
    assert "<s>" in said
    assert WRONG in said
    assert WRONG in log_in("auditor").get(reverse("debt_followup:voids")).content.decode()


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("signature", {"secretary", "phan", "debt"}),
        ("memorandum", {"secretary", "phan"}),
        ("day", {"secretary"}),
        ("contact", {"secretary", "phan", "debt", "accountant"}),
    ],
)
def test_whoever_may_record_an_entry_may_ask_and_nobody_else(people, contract, by, log_in, business_date, kind, may):
    business_date(ON)
    entry = {
        "signature": lambda: signed(prepared(contract, by), by).signers.first(),
        "memorandum": lambda: steps.in_force(people, contract).signers.first(),
        "day": lambda: day(opened(contract, by, "LITIGATION"), "SENT", ON, by),
        "contact": lambda: asked(contract, by),
    }[kind]()
    url = reverse("debt_followup:ask_void", args=[kind, entry.pk])
    said = {name: log_in(name).get(url).status_code for name in ("secretary", "phan", "debt", "accountant", "chief")}
    assert {name for name, code in said.items() if code == 200} == may
    assert {code for name, code in said.items() if name not in may} == {403}
    assert log_in("khuntan").get(url).status_code == 404, "of another amphoe"
