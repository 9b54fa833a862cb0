"""Legal files: death, bankruptcy, litigation and judgment, with their last days, papers, addressees and alerts."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from debt_followup import selectors, services
from debt_followup.models import LegalEntry, LegalFile
from debt_followup.rules import legal as law
from debt_followup.rules.acts import LEGAL_FILE, MACHINES, FileState
from debt_followup.rules.legal import Day, FileKind
from debt_followup.rules.machines import StepNotOpen
from debt_followup.selectors.limitation import limits_of
from debt_followup.services.acknowledgements import NoSigner
from debt_followup.services.legal import FileClosed, FileRefused, ReasonMissing
from documents.models import Document
from jobs.services import ensure_run, work
from loans.selectors import events_of
from members.models import Member
from repayments.selectors import standing
from reports.selectors.tasks import tasks
from tests.repayments import factories

ON = date(2018, 9, 30)
days = st.dates(date(2014, 1, 1), date(2030, 12, 31))


@pytest.fixture
def blank_papers(db):
    patch = factories.quick_papers()
    yield
    patch.undo()


@pytest.fixture
def by(people, blank_papers):
    return people.users["secretary"]


def opened(contract, by, kind, *, on=ON, **changed):
    given = {"reason": "ตามหนังสือแจ้ง"} | changed
    if kind in ("DEATH", "BANKRUPTCY"):
        given.setdefault("party", contract.parties.first().pk)
    return services.open_file(contract=contract, kind=kind, by=by, on=on, **given)


def day(file, code, on, by, *, today=None, **more):
    return services.record_day(file=file, day=code, happened_on=on, by=by, on=today or max(on, ON), **more)


def next_of(file):
    file.refresh_from_db()
    return file.next_on


# -- the last days -----------------------------------------------------------------------------------------------------
@given(days)
def test_a_claim_against_an_estate_lasts_a_year_from_learning_and_never_ten_from_the_death(learned):
    assert law.estate_claim_by(learned_on=learned).year == learned.year + 1
    died = learned - timedelta(days=3600)
    assert law.estate_claim_by(learned_on=learned, died_on=died) <= law.estate_claim_by(learned_on=learned)
    assert law.estate_claim_by(learned_on=learned, died_on=died).year <= died.year + 10


def test_the_last_days_of_the_law():
    assert law.estate_claim_by(learned_on=date(2018, 9, 30)) == date(2019, 9, 30)
    assert law.bankruptcy_claim_by(advertised_on=date(2018, 12, 31)) == date(2019, 2, 28)
    assert law.execute_by(judged_on=date(2020, 2, 29)) == date(2030, 2, 28)
    assert law.acceptance_last_day(signed_on=date(2026, 1, 15)) == date(2028, 1, 15)


@pytest.mark.parametrize(
    ("left", "alert"), [(91, None), (90, 90), (31, 90), (30, 30), (8, 30), (7, 7), (0, 7), (-1, 0)]
)
def test_alerts_come_ninety_thirty_and_seven_days_before(left, alert):
    assert law.alert_of(on=ON + timedelta(days=left), today=ON) == alert


@given(
    st.sampled_from(list(FileKind)), st.dictionaries(st.sampled_from([str(one) for one in Day]), st.lists(days)), days
)
def test_deadlines_are_in_order_and_no_claim_that_was_brought_has_one(kind, known, on):
    known = {code: found for code, found in known.items() if found}
    found = law.deadlines(kind=kind, known=known, on=on)
    assert [one.on for one in found] == sorted(one.on for one in found)
    if kind is FileKind.DEATH and known.get(Day.ESTATE_CLAIM) and not known.get(Day.CLAIM_ENDED):
        assert not any("กองมรดก" in one.what for one in found)


# -- death -------------------------------------------------------------------------------------------------------------
def test_a_year_runs_from_the_day_on_which_the_office_learned_of_a_death(loans, by):
    contract = loans[2]
    file = opened(contract, by, "DEATH")
    day(file, "DIED", date(2018, 8, 1), by)
    learned = day(file, "LEARNED", date(2018, 9, 10), by)
    assert next_of(file) == date(2019, 9, 10)
    day(file, "LEARNED", date(2018, 9, 12), by, corrects=learned)
    assert next_of(file) == date(2019, 9, 12)
    with pytest.raises(law.DayNotPossible, match="ต้องไม่ก่อน"):
        day(file, "ESTATE_CLAIM", date(2018, 7, 1), by)
    day(file, "ESTATE_CLAIM", date(2018, 9, 20), by)
    assert next_of(file) is None
    assert file.state == FileState.ACTED


def test_heirs_and_administrator_are_written_to_and_see_nothing_of_the_other_signers(loans, by):
    contract = loans[2]
    dead, *others = contract.parties.all()
    file = opened(contract, by, "DEATH", party=dead.pk)
    assert dead.pk not in [one.party_id for one in selectors.addressees_of([contract.pk])[contract.pk]]
    with pytest.raises(FileRefused, match="เลือกผู้รับหนังสือ"):
        services.issue_letter(file=file, by=by, on=ON)
    with pytest.raises(FileRefused, match="ไม่มีผู้รับหนังสือในฐานะ"):
        heir(file, by, role="RECEIVER")
    one = heir(file, by)
    found = {row.party_id: row for row in selectors.addressees_of([contract.pk])[contract.pk]}
    assert (found[dead.pk].name, found[dead.pk].file_id) == ("นายทายาท ใจดี", file.pk)
    assert {row.pk for row in others} <= set(found)
    entry = services.issue_letter(file=file, addressee=one, by=by, on=ON)
    said = str(entry.document.context)
    assert entry.document.addressee == "นายทายาท ใจดี"
    assert dead.name in said
    assert not any(other.name in said for other in others)
    services.end_addressee(addressee=one, reason="สละมรดก", by=by, on=ON)
    assert dead.pk not in [row.party_id for row in selectors.addressees_of([contract.pk])[contract.pk]]


def heir(file, by, **changed):
    given = {"role": "HEIR", "name": "นายทายาท ใจดี", "address": "9 หมู่ 1", "standing": "บุตร"} | changed
    return services.add_addressee(file=file, by=by, on=ON, **given)


def test_whom_the_register_of_members_calls_dead_has_her_file_by_the_daily_job_and_signs_nothing(loans, by):
    contract = loans[2]
    party = contract.parties.first()
    Member.objects.filter(pk=party.member_id).update(status="DECEASED", status_since_on=date(2018, 9, 1))
    for _time in range(2):
        run = ensure_run(job="debt_followup.acts", province=None, period=str(_time), on=ON)
        work(run_id=run.pk)
    file = LegalFile.objects.get(kind="DEATH", party=party)
    assert file.next_on == date(2019, 9, 1)
    with pytest.raises(NoSigner, match="เสียชีวิตแล้ว"):
        services.prepare_acknowledgement(
            contract=contract, parties=[party.pk], count=1, first_due_on=date(2018, 11, 5), months_between=1,
            place="ที่นี่", by=by, on=ON,
        )  # fmt: skip


# -- bankruptcy --------------------------------------------------------------------------------------------------------
def test_a_claim_in_a_bankruptcy_lasts_two_months_from_the_advertisement(loans, by):
    file = opened(loans[2], by, "BANKRUPTCY", court="ศาลล้มละลายกลาง", case_number="ล. 12/2561")
    assert next_of(file) == date(2018, 11, 30), "from the opening of the file, until more is known"
    day(file, "RECEIVERSHIP", date(2018, 9, 3), by)
    assert next_of(file) == date(2018, 11, 3), "from the order, until the advertisement is known"
    assert set(last_days(loans[2], ON).values()) == {date(2023, 7, 5)}, "no period ends by a day that nobody told"
    day(file, "ADVERTISED", date(2018, 9, 20), by)
    assert next_of(file) == date(2018, 11, 20)
    receiver = heir(file, by, role="RECEIVER", name="เจ้าพนักงานพิทักษ์ทรัพย์", standing="คำสั่งศาล ล. 12/2561")
    paper = services.issue_letter(file=file, addressee=receiver, by=by, on=ON).document
    assert paper.context["last_day"]["on"] == "2018-11-20"
    day(file, "BANKRUPTCY_CLAIM", date(2018, 9, 28), by)
    limits = {one.party.pk: one for one in limits_of(loans[2], standing=standing(contract=loans[2], as_of=ON)).debtors}
    assert limits[file.party_id].ends[0].is_pending
    assert not any(one.ends[0].is_pending for key, one in limits.items() if key != file.party_id)


# -- litigation and judgment -------------------------------------------------------------------------------------------
def last_days(contract, on):
    return {
        one.party.pk: one.readings.whole_on
        for one in limits_of(contract, standing=standing(contract=contract, as_of=on)).debtors
    }


def test_a_suit_interrupts_for_the_defendants_and_a_judgment_gives_ten_years_of_its_own(loans, by):
    contract = loans[2]
    sued, free, *_others = contract.parties.all()
    file = opened(contract, by, "LITIGATION", defendants=[sued.pk], court="ศาลจังหวัดเชียงราย")
    assert next_of(file) == date(2023, 7, 5)
    day(file, "FILED", date(2018, 9, 25), by, case_number="พ. 99/2561", amount=Decimal("210000.00"))
    file.refresh_from_db()
    assert (file.state, file.case_number, file.next_on) == (FileState.ACTED, "พ. 99/2561", None)
    found = last_days(contract, ON)
    assert found[sued.pk].year == 9999
    assert found[free.pk] == date(2023, 7, 5)
    day(file, "HEARING", date(2018, 11, 8), by, today=ON)
    assert next_of(file) == date(2018, 11, 8)
    judged = date(2018, 12, 3)
    day(file, "JUDGED", judged, by, amount=Decimal("205000.00"))
    execution = LegalFile.objects.get(kind="JUDGMENT")
    assert (execution.follows_id, execution.next_on) == (file.pk, date(2028, 12, 3))
    assert [one.party_id for one in execution.defendants.all()] == [sued.pk]
    assert last_days(contract, judged)[sued.pk] == date(2028, 12, 3)
    assert last_days(contract, judged)[free.pk] == date(2023, 7, 5)
    [event] = events_of([contract.pk])[contract.pk]
    assert (event.kind, event.effective_on) == ("JUDGED", judged)
    wrong = file.entries.get(day="JUDGED")
    day(file, "JUDGED", date(2018, 12, 13), by, corrects=wrong)
    execution.refresh_from_db()
    assert execution.next_on == date(2028, 12, 13)
    [event] = events_of([contract.pk])[contract.pk]
    assert event.effective_on == date(2018, 12, 13)


def test_a_suit_that_was_withdrawn_interrupted_nothing(loans, by):
    contract = loans[2]
    file = opened(contract, by, "LITIGATION")
    day(file, "FILED", date(2018, 9, 10), by)
    day(file, "FILING_ENDED", date(2018, 9, 20), by)
    assert set(last_days(contract, ON).values()) == {date(2023, 7, 5)}
    file.refresh_from_db()
    assert (file.state, file.next_on) == (FileState.OPEN, date(2023, 7, 5))


def test_the_letter_for_the_prosecutor_names_the_defendants(loans, by):
    file = opened(loans[2], by, "LITIGATION")
    paper = services.issue_letter(file=file, to="อัยการจังหวัดเชียงราย", by=by, on=ON).document
    assert paper.kind == Document.Kind.LEGAL_LETTER
    assert [one["name"] for one in paper.context["defendants"]] == [one.name for one in loans[2].parties.all()]
    with pytest.raises(FileRefused, match="หน่วยงาน"):
        services.issue_letter(file=file, by=by, on=ON)


# -- what a file is ----------------------------------------------------------------------------------------------------
def test_what_stands_in_a_file_is_only_added_to(loans, by):
    file = opened(loans[2], by, "LITIGATION")
    note = services.add_note(file=file, text="ลูกหนี้ขอเจรจา", by=by, on=ON)
    paper = services.add_paper(file=file, upload=scan(), title="คำฟ้อง", dated_on=ON, by=by, on=ON)
    for entry in (note, paper):
        with pytest.raises(DatabaseError), transaction.atomic():
            LegalEntry.objects.filter(pk=entry.pk).update(text="อื่น")
    with pytest.raises(ReasonMissing):
        services.add_note(file=file, text=" ", by=by, on=ON)
    with pytest.raises(FileRefused, match="เปิดอยู่แล้ว"):
        opened(loans[2], by, "LITIGATION")
    closed = services.close_file(file=file, reason="ชำระครบ", by=by, on=ON)
    assert (closed.state, closed.next_on) == (FileState.CLOSED, None)
    with pytest.raises(FileClosed, match="ปิดแล้ว"):
        services.add_note(file=file, text="ภายหลัง", by=by, on=ON)
    again = services.reopen_file(file=file, reason="เช็คไม่ผ่าน", by=by, on=ON)
    assert again.next_on == date(2023, 7, 5)
    with pytest.raises(StepNotOpen):
        services.reopen_file(file=file, reason="อีก", by=by, on=ON)
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalFile.objects.filter(pk=file.pk).update(state="DECIDED")


def scan():
    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    return SimpleUploadedFile("คำฟ้อง.png", picture.getvalue(), content_type="image/png")


def test_a_stranger_to_the_contract_has_no_file_in_it(loans, by):
    stranger = loans[1].parties.first().pk
    with pytest.raises(FileRefused, match="คู่สัญญา"):
        opened(loans[2], by, "DEATH", party=stranger)
    with pytest.raises(DatabaseError), transaction.atomic():
        LegalFile.objects.create(
            contract=loans[2], kind="DEATH", party_id=stranger, number=1, year_be=2561, reason="x", opened_on=ON
        )


def test_what_comes_within_ninety_thirty_and_seven_days_is_among_my_work(loans, by):
    file = opened(loans[2], by, "BANKRUPTCY")
    day(file, "RECEIVERSHIP", date(2018, 9, 3), by)
    day(file, "ADVERTISED", date(2018, 9, 20), by)  # claim by 20 November
    told = {on: alerts(by, on) for on in (ON, date(2018, 10, 25), date(2018, 11, 14), date(2018, 11, 21))}
    assert told == {ON: ["90"], date(2018, 10, 25): ["30"], date(2018, 11, 14): ["7"], date(2018, 11, 21): ["7"]}
    assert not alerts(by, date(2018, 8, 1))


def alerts(user, on):
    found = [task.title for task in tasks(user=user, on=on) if "วันสำคัญของแฟ้มคดี" in task.title]
    return [title.split()[-2] for title in found]


# -- the pages ---------------------------------------------------------------------------------------------------------
def test_a_file_is_opened_filled_and_closed_on_its_pages(loans, by, log_in, business_date):
    business_date(ON)
    contract, client = loans[2], log_in("secretary")
    start = reverse("debt_followup:open_legal_file", args=[contract.pk, "death"])
    assert start in client.get(reverse("debt_followup:debtor", args=[contract.pk])).content.decode()
    party = contract.parties.first()
    page = client.post(start, {"party": party.pk, "learned_on": "29/9/2561", "reason": "บุตรแจ้ง"})["Location"]
    file = LegalFile.objects.get()
    for name, sent in (
        ("record_legal_day", {"day": "DIED", "happened_on": "28/9/2561"}),
        ("add_legal_addressee", {"role": "HEIR", "name": "นางหลาน", "address": "1 หมู่ 2", "standing": "หลาน"}),
        ("add_legal_paper", {"title": "มรณบัตร", "dated_on": "29/9/2561", "upload": scan()}),
        ("add_legal_note", {"reason": "โทรแล้ว"}),
    ):
        answer = client.post(reverse(f"debt_followup:{name}", args=[file.pk]), sent)
        assert answer.status_code == 302, (name, answer.content.decode()[-2000:])
    heir_key = file.addressees.get().pk
    letter = reverse("debt_followup:write_legal_letter", args=[file.pk])
    assert client.post(letter, {"addressee": heir_key}).status_code == 302
    said = client.get(page).content.decode()
    for words in ("29 ก.ย. 2562", "นางหลาน", "มรณบัตร", "โทรแล้ว", "แจ้งหนี้ของผู้ตาย"):
        assert words in said
    entry = file.entries.exclude(stored=None).get()
    assert client.get(reverse("debt_followup:legal_paper_file", args=[entry.pk])).status_code == 200
    soon = client.get(reverse("debt_followup:legal_files"), {"within": "90"}).content.decode()
    assert "ไม่มีแฟ้มคดีตามเงื่อนไขนี้" in soon
    assert file.label in client.get(reverse("debt_followup:legal_files")).content.decode()
    client.post(reverse("debt_followup:close_legal_file", args=[file.pk]), {"reason": "ได้รับชำระ"})
    file.refresh_from_db()
    assert file.state == FileState.CLOSED
    note = reverse("debt_followup:add_legal_note", args=[file.pk])
    assert log_in("debt").post(note, {"reason": "x"}).status_code == 403


def test_the_lives_in_the_docs_are_drawn_from_their_tables(settings):
    from pathlib import Path

    from debt_followup.lives import draw

    kept = (Path(settings.BASE_DIR) / "docs" / "debt_lives.md").read_text(encoding="utf-8")
    assert kept == draw()
    assert all(machine.title in kept for machine in MACHINES)
    assert "ACTED --> DECIDED" in kept
    assert LEGAL_FILE.ends() == []
