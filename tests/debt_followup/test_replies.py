"""What comes back of the letters of September: answers, corrections, differences, reminders, the auditors' summary."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from areas.models import Policy
from debt_followup import selectors, services
from debt_followup.models import Confirmation, ConfirmationDifference, ConfirmationReply
from debt_followup.rules import confirmations as rules
from debt_followup.rules.confirmations import Answer, Letter, Said, Settlement
from debt_followup.services import replies
from documents.models import Document
from jobs.services import work
from reports.demo.progress import photograph
from tests.debt_followup.conftest import AS_OF

WRITTEN_ON = date(2018, 10, 1)
ANSWERED_ON = date(2018, 10, 10)
LATE = date(2018, 12, 3)


@pytest.fixture
def letters(loans, users, quick_papers):
    """Give the three letters, in the order of the contracts."""
    run = services.start_confirmations(province="57", as_of=AS_OF, by=users["secretary"], on=WRITTEN_ON)
    work(run_id=run.pk)
    return [Confirmation.objects.select_related("document").get(contract=one) for one in loans]


def answered(letter, users, said, *, on=ANSWERED_ON, **more):
    return replies.record_reply(confirmation=letter, said=said, received_on=on, by=users["secretary"], on=on, **more)


AGREES = Said(Answer.AGREES, is_signed=True)
DIFFERS = Said(Answer.DIFFERS, amount=Decimal("120000.00"), why="ชำระแล้วเมื่อเดือนสิงหาคม", is_signed=True)


# -- the rules --------------------------------------------------------------------------------------------------------
def test_the_code_of_a_slip_is_one_for_a_letter_and_as_long_as_any_other():
    code = rules.slip_code(province="57", year_be=2561, running=12)
    assert code == "C57610000012"
    assert rules.read_code(" c5761 0000012 ") == code
    assert len(rules.slip_code(province="10", year_be=2561, running=123_456)) == len(code)
    with pytest.raises(rules.CodeWrong, match="ไม่ใช่รหัสใบตอบรับ"):
        rules.read_code("N57610001201")


@pytest.mark.parametrize(
    "said",
    [
        Said(Answer.DIFFERS, amount=None, why="เหตุผล"),
        Said(Answer.DIFFERS, amount=Decimal("1.00"), why=""),
        Said(Answer.DIFFERS, amount=Decimal("100.00"), why="เท่ากัน"),
        Said(Answer.AGREES, amount=Decimal("1.00")),
        Said(Answer.UNDELIVERED),
        Said(Answer.NO_ANSWER),
        Said(Answer.NO_ANSWER, why="โทรแล้ว", is_signed=True),
    ],
)
def test_an_answer_that_is_not_whole_is_refused(said):
    with pytest.raises(rules.AnswerIncomplete):
        rules.check_answer(said=said, balance=Decimal("100.00"))


@pytest.mark.requirement("R-FORM-11")
def test_the_summary_counts_letters_and_takes_each_contracts_balance_once():
    parts = rules.summaries(
        [
            Letter(1, "ก", Decimal("100.00"), Answer.AGREES),
            Letter(1, "ก", Decimal("100.00"), None),
            Letter(2, "ก", Decimal("200.00"), Answer.DIFFERS, Decimal("150.00")),
            Letter(3, "ก", Decimal("40.00"), Answer.UNDELIVERED),
            Letter(4, "ข", Decimal("7.00"), None),
            Letter(5, "ข", Decimal("8.00"), Answer.NO_ANSWER),
        ]
    )
    first, second = parts
    assert (first.sent.letters, first.sent.contracts, first.sent.balance) == (4, 3, Decimal("340.00"))
    assert (first.answered.letters, first.of(Answer.AGREES).balance) == (2, Decimal("100.00"))
    assert first.of(Answer.DIFFERS).difference == Decimal("-50.00")
    assert (first.of(Answer.UNDELIVERED).contracts, first.unanswered.letters) == (1, 1)
    assert (second.unanswered.letters, second.unanswered.balance) == (2, Decimal("15.00"))
    whole = rules.together(parts, place="รวม")
    assert (whole.sent.letters, whole.sent.balance) == (6, Decimal("355.00"))


# -- answers ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-07")
def test_each_letter_has_a_code_of_its_own_that_finds_it(letters, users):
    assert len({one.code for one in letters}) == 3
    for letter in letters:
        assert letter.document.context["slip_code"] == letter.code
        assert selectors.scanned_slip(user=users["secretary"], permission="debt.deliver", code=letter.code) == letter
    with pytest.raises(selectors.NoSuchSlip):
        selectors.scanned_slip(user=users["secretary"], permission="debt.deliver", code="C10610000001")


@pytest.mark.requirement("R-DEBT-07")
def test_the_same_answer_twice_is_one_and_a_corrected_one_is_a_new_row(letters, users):
    first, is_new = answered(letters[0], users, AGREES)
    again, is_new_again = answered(letters[0], users, AGREES)
    assert (is_new, is_new_again, again) == (True, False, first)
    with pytest.raises(replies.AlreadyAnswered, match="ระบุเหตุที่แก้ไข"):
        answered(letters[0], users, DIFFERS)
    second, _new = answered(letters[0], users, DIFFERS, correction="อ่านใบตอบรับผิด")
    assert (second.number, selectors.last_reply(letters[0])) == (2, second)
    assert letters[0].replies.count() == 2


def test_an_answer_before_the_letter_or_ahead_is_refused(letters, users):
    with pytest.raises(rules.DayWrong):
        answered(letters[0], users, AGREES, on=date(2018, 9, 30))


def test_an_answer_stays_as_it_was_recorded(letters, users):
    reply, _new = answered(letters[0], users, AGREES)
    for change in (reply.delete, lambda: ConfirmationReply.objects.update(answer="DIFFERS")):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.requirement("R-DEBT-07")
def test_a_difference_is_work_until_somebody_found_who_is_right(letters, users):
    reply, _new = answered(letters[1], users, DIFFERS)
    [waiting] = selectors.differences(user=users["secretary"], permission="debt.view", is_open=True)
    assert waiting.reply == reply
    given = {"difference": waiting, "by": users["secretary"], "on": ANSWERED_ON}
    with pytest.raises(replies.NothingSaid):
        replies.end_difference(**given, ending=Settlement.PARTLY, amount=None, found="พบใบเสร็จหนึ่งใบ")
    ended = replies.end_difference(
        **given, ending=Settlement.DEBTOR_RIGHT, amount=None, found="ใบเสร็จเดือนสิงหาคมบันทึกผิดสัญญา"
    )
    assert ended.amount == DIFFERS.amount
    with pytest.raises(replies.DifferenceEnded):
        replies.end_difference(**given, ending=Settlement.FUND_RIGHT, amount=None, found="อีกครั้ง")
    with pytest.raises(DatabaseError), transaction.atomic():
        ConfirmationDifference.objects.update(ending="FUND_RIGHT")


def test_a_new_answer_takes_the_difference_of_the_old_one_off_the_list(letters, users):
    answered(letters[1], users, DIFFERS)
    answered(letters[1], users, AGREES, correction="ลูกหนี้พบใบเสร็จครบแล้ว")
    assert not selectors.differences(user=users["secretary"], permission="debt.view", is_open=True).exists()
    assert ConfirmationDifference.objects.get().ending == "SUPERSEDED"


# -- chasing ----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-07")
def test_letters_without_an_answer_are_chased_after_the_days_of_the_policy(letters, users):
    assert {one.reply_by for one in letters} == {date(2018, 10, 31)}
    answered(letters[0], users, AGREES)
    everything = Confirmation.objects.all()
    assert not selectors.unanswered(everything, on=date(2018, 10, 31)).exists()
    assert set(selectors.unanswered(everything, on=date(2018, 11, 1))) == set(letters[1:])


def test_a_reminder_is_a_letter_with_the_same_slip_or_a_call_and_comes_once_a_day(letters, users):
    by = users["secretary"]
    sent = replies.remind_by_letter(confirmation=letters[1], by=by, on=LATE)
    context = sent.document.context
    assert context["slip_code"] == letters[1].code
    assert context["balance"] == letters[1].document.context["balance"]
    assert letters[1].document.number in context["references"][0]
    known_at = letters[1].document.context["known_at"]  # the balance is of that moment
    assert (context["known_at"], context["issued_on"]) == (known_at, LATE.isoformat())
    with pytest.raises(replies.RemindedToday):
        replies.note_call(confirmation=letters[1], said="ไม่รับสาย", by=by, on=LATE)
    with pytest.raises(replies.NothingSaid):
        replies.note_call(confirmation=letters[2], said=" ", by=by, on=LATE)
    replies.note_call(confirmation=letters[2], said="จะส่งคืนวันศุกร์", by=by, on=LATE)
    answered(letters[0], users, AGREES)
    with pytest.raises(replies.AnsweredMeanwhile):
        replies.note_call(confirmation=letters[0], said="โทร", by=by, on=LATE)


def test_a_letter_is_chased_until_the_next_september_takes_its_place(letters, users):
    assert selectors.unanswered(Confirmation.objects.all(), on=date(2019, 9, 29)).count() == 3
    assert not selectors.unanswered(Confirmation.objects.all(), on=date(2019, 9, 30)).exists()
    run = services.start_confirmations(
        province="57", as_of=date(2019, 9, 30), by=users["secretary"], on=date(2019, 10, 1)
    )
    work(run_id=run.pk)
    with pytest.raises(replies.Overtaken, match="ใหม่กว่า"):
        replies.note_call(confirmation=letters[1], said="โทร", by=users["secretary"], on=date(2019, 10, 2))


def test_nobody_is_reminded_in_whose_place_another_stands_since(letters, users, monkeypatch):
    monkeypatch.setattr(selectors, "addressees_of", lambda _keys: {})
    with pytest.raises(replies.AddresseeChanged, match="ผู้รับแทน"):
        replies.remind_by_letter(confirmation=letters[1], by=users["secretary"], on=LATE)


# -- to whom ----------------------------------------------------------------------------------------------------------
def test_a_province_may_write_to_every_signer_from_a_day_on(loans, users, quick_papers):
    Policy.objects.create(
        policy_no="P-33", key="confirmation_addressees", value={"text": "ALL_SIGNERS"}, province_id="57",
        effective_from=date(2018, 9, 1), source="มติ อกส.จ.",
    )  # fmt: skip
    run = services.start_confirmations(province="57", as_of=AS_OF, by=users["secretary"], on=WRITTEN_ON)
    work(run_id=run.pk)
    signers = sum(one.parties.count() for one in loans)
    rows = Confirmation.objects.filter(run=run)
    assert rows.count() == rows.values("code").distinct().count() == signers > 3
    assert set(rows.values_list("party_id", flat=True)) == {
        pk for one in loans for pk in one.parties.values_list("pk", flat=True)
    }


def test_the_list_by_which_letters_are_handed_out_says_nothing_of_debts(letters):
    for sheet in Document.objects.filter(kind=Document.Kind.NOTICE_SHEETS):
        rows = sheet.context["rows"]
        assert {row["code"] for row in rows} == {one.code for one in letters if one.amphoe_id == sheet.amphoe_id}
        assert set(rows[0]) == {"number", "name", "address", "code"}
        assert "หนี้" not in sheet.title


# -- pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def on_a_later_day(monkeypatch):
    monkeypatch.setattr("areas.business_date.today", lambda: ANSWERED_ON)


def test_slips_are_recorded_one_after_the_other_with_a_scanner(letters, users, client, on_a_later_day):
    client.force_login(users["secretary"])
    scan = reverse("debt_followup:record_replies")
    opened = client.get(scan, {"code": letters[0].code})
    page = client.get(opened["Location"].partition("#")[0])
    assert letters[0].document.number in page.content.decode()
    reply = reverse("debt_followup:record_reply", args=[letters[0].pk]) + "?scanned=1"
    done = client.post(reply, {"answer": "AGREES", "is_signed": "on", "received_on": "10/10/2561"})
    assert done["Location"] == scan
    assert selectors.last_reply(letters[0]).answer == "AGREES"
    assert "ไม่พบหนังสือ" in client.get(scan, {"code": "C57619999999"}).content.decode()
    offered = client.get(reverse("debt_followup:confirmation_letter", args=[letters[0].pk])).content.decode()
    assert reverse("debt_followup:acknowledge", args=[letters[0].contract_id]) in offered


def test_a_difference_without_an_amount_is_shown_again_with_the_sentence(letters, users, client, on_a_later_day):
    client.force_login(users["secretary"])
    reply = reverse("debt_followup:record_reply", args=[letters[0].pk])
    answer = client.post(reply, {"answer": "DIFFERS", "received_on": "10/10/2561", "why": "ชำระแล้ว"})
    assert "ระบุยอดหนี้ที่ลูกหนี้แจ้งว่าถูกต้อง" in answer.content.decode()
    assert not ConfirmationReply.objects.exists()


def test_who_may_read_sees_a_difference_and_the_slip_and_cannot_end_it(letters, users, client, on_a_later_day):
    reply, _new = answered(letters[1], users, DIFFERS, file=photograph(number=3))
    difference = ConfirmationDifference.objects.get()
    page = reverse("debt_followup:confirmation_difference", args=[difference.pk])
    end = reverse("debt_followup:end_confirmation_difference", args=[difference.pk])
    client.force_login(users["accountant"])
    shown = client.get(page)
    assert shown.status_code == 200
    assert end not in shown.content.decode()
    assert client.post(end, {"ending": "FUND_RIGHT", "found": "ตรวจแล้ว"}).status_code == 403
    slip = reverse("debt_followup:reply_file", args=[reply.pk])
    assert slip in client.get(reverse("debt_followup:confirmation_letter", args=[letters[1].pk])).content.decode()
    assert client.get(slip)["Content-Type"] == "image/jpeg"
    client.force_login(users["secretary"])
    assert end in client.get(page).content.decode()


def test_the_auditors_see_how_differences_ended_and_by_how_much_the_books_were_wrong(letters, users):
    rows = Confirmation.objects.all()
    answered(letters[1], users, DIFFERS)
    [waiting] = selectors.settled_differences(rows)
    less = DIFFERS.amount - letters[1].total
    assert (waiting.ending, waiting.letters, waiting.stated, waiting.right) == ("", 1, less, None)
    replies.end_difference(
        difference=ConfirmationDifference.objects.get(), ending=Settlement.PARTLY, amount=letters[1].total - 1,
        found="พบหนึ่งใบ", by=users["secretary"], on=ANSWERED_ON,
    )  # fmt: skip
    [ended] = selectors.settled_differences(rows)
    assert (ended.ending, ended.stated, ended.right) == ("PARTLY", less, Decimal("-1.00"))


@pytest.mark.requirement("R-FORM-11")
def test_the_summary_is_a_page_a_workbook_and_a_paper(letters, users, client, on_a_later_day):
    answered(letters[0], users, AGREES)
    answered(letters[1], users, DIFFERS)
    client.force_login(users["secretary"])
    run = letters[0].run_id
    page = client.get(reverse("debt_followup:confirmation_summary", args=[run])).content.decode()
    assert f"{letters[0].total:,.2f}" in page
    book = client.get(reverse("debt_followup:confirmation_summary_file", args=[run, "xlsx"]))
    assert book.content.startswith(b"PK")
    assert "spreadsheetml" in book["Content-Type"]
    paper = client.get(reverse("debt_followup:confirmation_summary_file", args=[run, "pdf"]))
    assert paper["Content-Type"] == "application/pdf"


@pytest.mark.requirement("R-FORM-09")
def test_what_was_paid_is_printed_for_the_debtor_to_confirm(loans, letters, users, client, quick_papers):
    client.force_login(users["secretary"])
    paid = next(one for one in letters if one.contract_id == loans[1].pk)
    answer = client.get(reverse("debt_followup:payment_confirmation", args=[paid.pk]))
    assert answer["Content-Type"] == "application/pdf"
    _template, context = quick_papers[-1]
    assert "เอกสารยืนยันการชำระหนี้" in context["title"]
    assert [row["c1"] for row in context["groups"][0]["rows"]] == ["20000.00"]


def test_lists_and_letters_open_and_end_a_difference(letters, users, client, on_a_later_day):
    answered(letters[1], users, DIFFERS)
    client.force_login(users["secretary"])
    difference = ConfirmationDifference.objects.get()
    page = reverse("debt_followup:confirmation_difference", args=[difference.pk])
    for url in (page, reverse("debt_followup:confirmation_differences"), reverse("debt_followup:unanswered_letters")):
        assert client.get(url).status_code == 200
    end = reverse("debt_followup:end_confirmation_difference", args=[difference.pk])
    assert "ระบุยอดหนี้ที่ถูกต้อง" in client.post(end, {"ending": "PARTLY", "found": "พบหนึ่งใบ"}).content.decode()
    done = client.post(end, {"ending": "FUND_RIGHT", "found": "ตรวจใบเสร็จครบแล้ว"})
    assert done.status_code == 302
    difference.refresh_from_db()
    assert difference.amount == letters[1].total
    assert "ตรวจใบเสร็จครบแล้ว" in client.get(page).content.decode()
