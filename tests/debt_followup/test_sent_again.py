"""Letters of September that came back: sent again to the address that was found, and their list."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from debt_followup import selectors, services
from debt_followup.models import Confirmation, ConfirmationReminder, DeathDenial
from debt_followup.rules.confirmations import Answer, Chase, Said
from debt_followup.rules.deliveries import ReturnReason
from debt_followup.services import replies
from debt_followup.services.deaths import deny_death
from documents.models import Document
from jobs.services import work
from tests.debt_followup.conftest import AS_OF
from tests.debt_followup.taken_away import HEAD, sheet_of, taken_away

WRITTEN_ON = date(2018, 10, 1)
BACK_ON = date(2018, 10, 20)
ON = date(2018, 10, 25)
FOUND = "99/1 หมู่ 7 ตำบลบ้านใหม่ อำเภอเมือง จังหวัดพะเยา"
MOVED = Said(Answer.UNDELIVERED, return_reason=ReturnReason.MOVED)
pytestmark = pytest.mark.requirement("R-DEBT-07")


@pytest.fixture
def letters(loans, users, quick_papers):
    """Give the three letters, in the order of the contracts."""
    run = services.start_confirmations(province="57", as_of=AS_OF, by=users["secretary"], on=WRITTEN_ON)
    work(run_id=run.pk)
    return [Confirmation.objects.select_related("document").get(contract=one) for one in loans]


@pytest.fixture
def by(users):
    return users["secretary"]


@pytest.fixture
def returned(letters, by):
    """Give the first letter, which came back because she moved away."""
    return told(letters[0], by, MOVED)


def told(letter, by, said, *, on=BACK_ON, **more):
    replies.record_reply(confirmation=letter, said=said, received_on=on, by=by, on=on, **more)
    return letter


def again(letter, by, address=FOUND, on=ON):
    return replies.send_again(confirmation=letter, address=address, by=by, on=on)


def back(on=ON):
    return list(selectors.undelivered(Confirmation.objects.all(), on=on))


# -- sent again --------------------------------------------------------------------------------------------------------
def test_a_letter_that_came_back_goes_to_the_new_address_under_its_own_number(returned, by):
    sent = again(returned, by)
    first, context = returned.document, sent.document.context
    assert (sent.kind, sent.document.kind) == ("AGAIN", Document.Kind.CONFIRMATION)
    assert sent.document.number != first.number
    assert first.number in context["references"][0]
    assert context["debtor"]["address"] == FOUND
    assert first.context["debtor"]["address"] != FOUND
    for same in ("balance", "slip_code", "known_at", "as_of", "to"):
        assert context[same] == first.context[same]
    assert context["issued_on"] == ON.isoformat()
    assert context["reply_by"] > first.context["reply_by"]
    assert "subject" not in context  # it asks for the first time
    returned.refresh_from_db()
    assert [one.answer for one in returned.replies.all()] == ["UNDELIVERED"]


def test_the_answer_to_it_corrects_nothing_and_the_letter_that_came_back_stays(returned, by):
    sent = again(returned, by)
    reply, is_new = replies.record_reply(
        confirmation=returned, said=Said(Answer.AGREES, is_signed=True), received_on=ON, by=by, on=ON
    )
    assert (is_new, reply.number) == (True, 2)
    assert sent.document.number in reply.correction
    assert [one.answer for one in returned.replies.order_by("number")] == ["UNDELIVERED", "AGREES"]
    assert back() == []
    with pytest.raises(replies.AnsweredMeanwhile):
        again(returned, by, on=date(2018, 10, 26))


def test_it_may_come_back_once_more_and_go_out_once_more(returned, by):
    again(returned, by)
    later = date(2018, 11, 5)
    told(returned, by, MOVED, on=later)
    assert back(later) == [returned]
    with pytest.raises(replies.SameAddress):
        again(returned, by, on=later)
    sent = again(returned, by, address="1 หมู่ 2", on=later)
    assert sent.document.context["debtor"]["address"] == "1 หมู่ 2"
    reminded = replies.remind_by_letter(confirmation=returned, by=by, on=date(2018, 12, 10))
    assert reminded.document.context["debtor"]["address"] == "1 หมู่ 2"


def test_without_a_sending_in_between_another_answer_still_needs_its_reason(returned, by):
    with pytest.raises(replies.AlreadyAnswered):
        told(returned, by, Said(Answer.AGREES), on=ON)


def test_only_what_came_back_is_sent_again_and_not_to_where_nobody_is(letters, returned, by):
    with pytest.raises(replies.NotReturned):
        again(letters[1], by)
    for address in ("  ", returned.document.context["debtor"]["address"]):
        with pytest.raises(replies.SameAddress):
            again(returned, by, address=address)
    with pytest.raises(replies.NotDelivered, match="ให้ส่งอีกครั้งก่อน"):
        replies.remind_by_letter(confirmation=returned, by=by, on=ON)
    again(returned, by)
    with pytest.raises(replies.RemindedToday):
        again(returned, by, address="ที่อื่น")


def test_who_did_not_fetch_it_gets_it_at_the_same_address(letters, by):
    letter = told(letters[1], by, Said(Answer.UNDELIVERED, return_reason=ReturnReason.NOT_CLAIMED))
    address = letter.document.context["debtor"]["address"]
    assert again(letter, by, address=address).document.context["debtor"]["address"] == address


def test_nobody_writes_to_who_is_said_to_have_died_before_it_is_looked_into(letters, by):
    letter = told(letters[1], by, Said(Answer.UNDELIVERED, return_reason=ReturnReason.DEAD))
    with pytest.raises(replies.AddresseeChanged, match="ถึงแก่กรรม"):
        again(letter, by)
    deny_death(contract=letter.contract, party=letter.party_id, reason="พบตัวที่บ้านบุตร", by=by, on=ON)
    assert DeathDenial.objects.count() == 1
    assert again(letter, by).kind == "AGAIN"


def test_the_next_september_takes_its_place(returned, by):
    later = date(2019, 10, 1)
    run = services.start_confirmations(province="57", as_of=date(2019, 9, 30), by=by, on=later)
    work(run_id=run.pk)
    with pytest.raises(replies.Overtaken):
        again(returned, by, on=later)
    assert back(later) == []


def test_a_sending_has_its_letter(returned, by):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfirmationReminder.objects.create(confirmation=returned, kind="AGAIN", on=ON, recorded_by=by)


# -- the list ----------------------------------------------------------------------------------------------------------
def test_the_list_has_what_came_back_last_until_an_answer_comes(letters, returned, by):
    told(letters[1], by, Said(Answer.AGREES))
    [found] = back()
    assert (found, found.return_reason, found.returned_on, found.reminded_on) == (returned, "MOVED", BACK_ON, None)
    again(returned, by)
    assert [one.reminded_on for one in back()] == [ON]
    told(returned, by, Said(Answer.NO_ANSWER, why="หาที่อยู่ไม่พบ"), on=date(2018, 12, 3))
    assert back() == []


def test_the_page_counts_what_came_back_and_leads_to_its_list(letters, returned, by, log_in, business_date):
    business_date(ON)
    client, own = log_in("secretary"), returned.amphoe_id
    page = client.get(reverse("debt_followup:confirmation_run", args=[returned.run_id]))
    counts = [row["cells"][2] for row in page.context["batches"]["rows"]]
    assert sum(cell["value"] for cell in counts) == 1
    [url] = [cell["url"] for cell in counts if cell["url"]]
    listed = client.get(url)
    assert returned.document.number in listed.content.decode()
    assert "ย้ายที่อยู่" in listed.content.decode()
    others = {one.amphoe_id for one in letters} - {own}
    for amphoe in others:
        query = {"chase": Chase.UNDELIVERED, "amphoe": amphoe}
        assert client.get(reverse("debt_followup:unanswered_letters"), query).context["table"]["rows"] == []


def test_the_list_is_taken_away_by_amphoe(returned, by, log_in, business_date):
    business_date(ON)
    client, query = log_in("secretary"), {"chase": Chase.UNDELIVERED, "amphoe": returned.amphoe_id}
    answer = client.get(reverse("debt_followup:unanswered_letters_file", args=["xlsx"]), query)
    [line] = taken_away(answer)
    assert {returned.document.number, returned.contract.label, "ย้ายที่อยู่", BACK_ON} <= set(line)
    assert "แสดง: ส่งไม่ถึง" in sheet_of(answer.content)[:HEAD][1][0]
    paper = client.get(reverse("debt_followup:unanswered_letters_file", args=["pdf"]), query)
    assert paper["Content-Type"] == "application/pdf"
    nothing = client.get(reverse("debt_followup:unanswered_letters_file", args=["xlsx"]))
    assert taken_away(nothing) == []  # their day has not passed yet


def test_the_page_of_a_letter_sends_it_again_and_tells_where(returned, by, log_in, business_date):
    business_date(ON)
    client = log_in("secretary")
    page = reverse("debt_followup:confirmation_letter", args=[returned.pk])
    remind = reverse("debt_followup:remind_debtor", args=[returned.pk])
    said = client.get(page).content.decode()
    assert "ส่งอีกครั้ง" in said
    assert "ออกหนังสือเตือน" not in said
    refused = client.post(remind, {"kind": "AGAIN", "reason": " "}, follow=True).content.decode()
    assert "ระบุที่อยู่ที่จะส่งถึง" in refused
    assert log_in("auditor").post(remind, {"kind": "AGAIN", "reason": FOUND}).status_code == 403
    client = log_in("secretary")
    done = client.post(remind, {"kind": "AGAIN", "reason": FOUND}, follow=True).content.decode()
    assert FOUND in done
    assert "ส่งหนังสืออีกครั้ง" in done
    assert "ออกหนังสือเตือน" in done
    assert "เหตุที่แก้ไขคำตอบเดิม" not in done
    reply = reverse("debt_followup:record_reply", args=[returned.pk])
    client.post(reply, {"answer": "AGREES", "received_on": "25/10/2561"})
    assert selectors.last_reply(returned).answer == "AGREES"
