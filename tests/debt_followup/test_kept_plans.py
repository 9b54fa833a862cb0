"""Who keeps her acknowledged plan, or was sued, is not asked to pay: no proposal, no batch, no visit; by hand alone."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debt_followup import services as debt
from debt_followup.models import DebtCase, Notice, NoticeItem
from debt_followup.rules.acts import ActState
from debt_followup.rules.notices import NoticeKind, Pause, Paused
from debt_followup.selectors import notices as reads
from debt_followup.selectors.paused import pauses
from debt_followup.selectors.weeks import keeping_plan, tambons_to_plan, to_plan, unplanned
from debt_followup.services import notices
from debt_followup.services.cases import follow_cases
from loans.models import Contract
from repayments import services as repayments
from reports.selectors.tasks import tasks
from tests.debt_followup.test_acknowledgements import follow, prepared, signed
from tests.debt_followup.test_legal_files import day, opened
from tests.debt_followup.test_notices import AT, batch_of, done, issue
from tests.repayments import factories

SIGNED = date(2018, 9, 30)
FIRST = date(2018, 11, 5)  # of the plan; its money is known a week later at the latest
KNOWN = date(2018, 11, 13)
MONDAY = date(2018, 11, 12)
pytestmark = [pytest.mark.usefixtures("db", "quick_papers"), pytest.mark.requirement("R-ACK-06", "R-REPAY-10")]


@pytest.fixture
def by(people):
    return people.users["secretary"]


@pytest.fixture
def plan(loans, by):
    """Give the acknowledgement of the debt of which nothing was paid: six parts from November on."""
    return signed(prepared(loans[2], by, on=SIGNED), by, on=SIGNED)


def pay_first_part(plan, people, on=date(2018, 11, 1)):
    amount = plan.instalments.get(number=1).amount
    factories.receipted(people, factories.paid(plan.contract, str(amount), on=on, at=time(9)), on=on)


def whose_turn(on, read=reads.proposals):
    days = reads.notice_policies(province="57", on=on).days
    return {one.contract_id: one for one in read(Contract.objects.all(), days=days, on=on)}


# -- whose turn it is --------------------------------------------------------------------------------------------------
def test_of_several_that_are_late_who_keeps_a_plan_and_who_was_sued_are_left_out(loans, plan, people, by):
    pay_first_part(plan, people)
    follow(KNOWN)
    sued, on = loans[0], date(2019, 1, 30)  # of the first contract the instalment of January is late by then
    file = opened(sued, by, "LITIGATION", on=KNOWN)
    day(file, "FILED", date(2018, 12, 1), by, today=date(2018, 12, 1))
    for refreshed in (False, True):
        if refreshed:
            repayments.refresh_courses(on=on)
        found = {key: one.pause for key, one in whose_turn(on, reads.turns).items()}
        assert found == {loans[0].pk: Pause.SUIT, loans[1].pk: None, loans[2].pk: Pause.PLAN}
        assert set(whose_turn(on)) == {loans[1].pk}
    assert pauses(found) == {loans[0].pk: Pause.SUIT, loans[2].pk: Pause.PLAN}


def test_it_is_asked_of_all_in_two_queries(plan, loans):
    repayments.refresh_courses(on=KNOWN)
    days = reads.notice_policies(province="57", on=KNOWN).days
    with CaptureQueriesContext(connection) as taken:
        reads.turns(Contract.objects.filter(province="57"), days=days, on=KNOWN)
    assert len(taken) == 2


def test_a_paper_that_nobody_signed_pauses_nothing_and_who_accepted_what_was_barred_is_for_somebody_to_decide(
    loans, users, by
):
    prepared(loans[2], by, on=SIGNED)
    late = date(2026, 1, 15)
    row = prepared(loans[1], by, on=late, first_due_on=late + timedelta(days=60), kind="ACCEPTANCE")
    signed(row, by, on=late)
    assert pauses([one.pk for one in loans]) == {loans[1].pk: Pause.ACCEPTED}
    assert whose_turn(late, reads.turns)[loans[1].pk].pause is Pause.ACCEPTED
    assert loans[1].pk not in whose_turn(late)
    with pytest.raises(Paused, match="รับสภาพความรับผิดหลังขาดอายุความ"):
        issue(loans[1], users, on=late)
    assert issue(loans[1], users, on=late, reason="ผิดนัดงวดแรกของแผน")


def test_once_a_part_is_missed_she_is_back_in(loans, plan, people, users, by):
    assert pauses([plan.contract_id]) == {plan.contract_id: Pause.PLAN}
    follow(KNOWN)
    plan.refresh_from_db()
    assert plan.state == ActState.DEFAULTED
    assert pauses([plan.contract_id]) == {}
    # the whole debt was called in by it; without that call the letters go on where they were
    repayments.withdraw_change(event=plan.call_in, reason="ทวงถามก่อน", by=users["accountant"], on=KNOWN)
    assert plan.contract_id in whose_turn(KNOWN)


def test_a_plan_in_force_again_pauses_again(plan, people, by):
    follow(KNOWN)
    pay_first_part(plan, people, on=date(2018, 11, 5))
    plan.refresh_from_db()
    debt.reinstate_acknowledgement(acknowledgement=plan, reason="ไฟล์ธนาคารมาช้า", by=by, on=date(2018, 11, 14))
    assert pauses([plan.contract_id]) == {plan.contract_id: Pause.PLAN}


@pytest.mark.parametrize(
    ("after", "pause"),
    [([], Pause.SUIT), (["FILING_ENDED"], None), (["JUDGED"], None), (["FILING_ENDED", "FILED"], Pause.SUIT)],
    ids=["pending", "withdrawn", "judged", "filed again"],
)
def test_a_suit_pauses_while_a_court_deals_with_it(loans, by, after, pause):
    contract = loans[2]
    file = opened(contract, by, "LITIGATION")
    assert pauses([contract.pk]) == {}
    for at, code in enumerate(["FILED", *after]):
        on = date(2018, 10, 1) + timedelta(days=30 * at)
        day(file, code, on, by, today=on)
    assert pauses([contract.pk]).get(contract.pk) is pause


def test_a_filing_that_was_entered_wrongly_is_corrected_and_a_later_one_pauses(loans, by):
    file = opened(loans[2], by, "LITIGATION")
    wrong = day(file, "FILED", date(2018, 10, 1), by, today=date(2018, 11, 30))
    day(file, "FILING_ENDED", date(2018, 11, 1), by, today=date(2018, 11, 30))
    assert pauses([loans[2].pk]) == {}
    day(file, "FILED", date(2018, 11, 20), by, today=date(2018, 11, 30), corrects=wrong)
    assert pauses([loans[2].pk]) == {loans[2].pk: Pause.SUIT}


# -- letters -----------------------------------------------------------------------------------------------------------
def test_one_letter_goes_by_hand_and_with_its_reason_only(plan, users):
    with pytest.raises(Paused, match="ชำระตามแผนในหนังสือรับสภาพหนี้อยู่"):
        issue(plan.contract, users, on=KNOWN)
    with pytest.raises(Paused):
        issue(plan.contract, users, on=KNOWN, reason="  ")
    [made] = issue(plan.contract, users, on=KNOWN, reason="ผู้กู้ร่วมขอหลักฐาน")
    assert made.reason == "ผู้กู้ร่วมขอหลักฐาน"


def test_no_batch_writes_to_her(plan, loans, users):
    factories.as_if_of(plan.contract.amphoe, loans)
    batch = batch_of(plan.contract, users, on=date(2018, 10, 20))
    assert list(batch.items.values_list("contract", flat=True)) == [loans[1].pk]
    done(batch)
    assert not Notice.objects.filter(contract=plan.contract).exists()
    with pytest.raises(notices.NobodysTurn):
        batch_of(plan.contract, users, on=date(2018, 10, 20))


def test_who_signs_while_a_batch_is_waiting_is_skipped_with_the_sentence(loans, users, by):
    contract = loans[2]
    batch = batch_of(contract, users, on=SIGNED)
    signed(prepared(contract, by, on=SIGNED), by, on=SIGNED)
    done(batch)
    item = batch.items.get(contract=contract)
    assert item.outcome == NoticeItem.Outcome.SKIPPED
    assert "ชำระตามแผน" in item.sentence


def test_the_call_for_the_whole_debt_is_not_proposed_while_the_plan_is_kept(loans, people, users, by):
    contract, on = loans[2], date(2018, 7, 20)
    for kind in (NoticeKind.INVOICE, NoticeKind.FIRST, NoticeKind.SECOND, NoticeKind.FINAL):
        notices.issue_notice(contract=contract, kind=kind, by=users["secretary"], on=on, known_at=AT, reason="เร่งตามมติ")
        on += timedelta(days=5)
    assert whose_turn(SIGNED)[contract.pk].next.kind is NoticeKind.CALL_IN
    signed(prepared(contract, by, on=SIGNED), by, on=SIGNED)
    assert contract.pk not in whose_turn(SIGNED)


# -- where it is shown -------------------------------------------------------------------------------------------------
def test_the_list_of_letters_shows_her_apart_and_my_work_does_not_count_her(plan, loans, users, log_in, business_date):
    on = date(2018, 10, 20)
    business_date(on)
    client = log_in("secretary")
    page = client.get(reverse("debt_followup:notices_due"))
    [row] = page.context["paused"]["rows"]
    assert [row["cells"][0]["value"], row["cells"][3]["value"]] == [plan.contract.label, "ชำระตามแผน"]
    assert "ถึงลำดับแต่ไม่ออกหนังสือ" in page.content.decode()
    assert sum(one["count"] for one in page.context["due"]) == 1
    counted = {task.title: task.count for task in tasks(user=users["secretary"], on=on)}
    assert counted["ใบแจ้งหนี้และหนังสือทวงถามที่ถึงกำหนดออก"] == 1
    form = client.get(reverse("debt_followup:new_notice", args=[plan.contract_id])).content.decode()
    assert "ไม่ออกหนังสือตามลำดับ: ชำระตามแผน" in form
    answer = client.post(
        reverse("debt_followup:new_notice", args=[plan.contract_id]), {"kind": "INVOICE", "reason": ""}
    )
    assert "ให้ระบุเหตุผลและออกเป็นรายสัญญา" in answer.content.decode()


def test_her_case_says_that_she_keeps_the_plan_and_needs_no_visit(plan, loans, users, log_in, business_date):
    business_date(MONDAY)
    debt.refresh_arrears()
    follow_cases(contract_ids=[one.pk for one in loans], on=MONDAY)
    case = DebtCase.objects.get(contract=plan.contract)
    asked = {"user": users["debt"], "amphoe": case.amphoe}
    assert keeping_plan(**asked) == [case]
    assert case not in to_plan(**asked, week_on=MONDAY)
    assert case not in unplanned(user=users["debt"], week_on=MONDAY)
    assert sum(count for _tambon, count in tambons_to_plan(**asked, week_on=MONDAY)) == len(
        to_plan(**asked, week_on=MONDAY)
    )
    client = log_in("debt")
    week = client.get(reverse("debt_followup:plan_visits", args=[case.amphoe_id, MONDAY.isoformat()])).content.decode()
    assert plan.contract.label in week.partition("ไม่ต้องลงพื้นที่ทวงถาม")[2]
    assert "ไม่ออกตามลำดับ: ชำระตามแผน" in client.get(reverse("debt_followup:case", args=[case.pk])).content.decode()
    assert "· ชำระตามแผน" in client.get(reverse("debt_followup:cases")).content.decode()
    follow(KNOWN)
    assert keeping_plan(**asked) == []
    assert case in to_plan(**asked, week_on=MONDAY)


# -- whose act it is ---------------------------------------------------------------------------------------------------
LATE = date(2026, 1, 15)


def the_other(contract):
    """Give a co-borrower of a contract."""
    return contract.parties.exclude(role="REPRESENTATIVE").first()


def accepted_by(contract, by, *parties):
    keys = [one.pk for one in parties]
    row = prepared(contract, by, on=LATE, first_due_on=LATE + timedelta(days=60), kind="ACCEPTANCE", parties=keys)
    return signed(row, by, on=LATE)


def test_an_acceptance_of_a_co_borrower_stops_no_letter_to_who_did_not_accept(loans, people, users, by):
    contract = loans[1]
    factories.receipted(
        people, factories.paid(contract, "500.00", on=date(2022, 6, 1), at=time(9)), on=date(2022, 6, 1)
    )
    accepted_by(contract, by, the_other(contract))
    assert pauses([contract.pk]) == {}
    assert whose_turn(LATE)[contract.pk].pause is None
    repayments.refresh_courses(on=LATE)
    assert whose_turn(LATE)[contract.pk].pause is None
    assert issue(contract, users, on=LATE), "no reason is needed"


def test_an_acceptance_of_who_is_written_to_stops_the_letters_of_what_was_due_by_then(loans, by):
    contract = loans[2]
    accepted_by(contract, by, contract.parties.get(role="REPRESENTATIVE"))
    for since, pause in ((LATE, Pause.ACCEPTED), (LATE + timedelta(days=1), None)):
        assert pauses([contract.pk], behind_since={contract.pk: since}).get(contract.pk) is pause
    assert whose_turn(LATE, reads.turns)[contract.pk].pause is Pause.ACCEPTED


def test_a_suit_against_a_co_borrower_alone_stops_no_letter_until_nobody_is_written_to_before_her(loans, by):
    contract = loans[2]
    file = opened(contract, by, "LITIGATION", defendants=[the_other(contract).pk])
    day(file, "FILED", date(2018, 9, 20), by)
    assert pauses([contract.pk]) == {}
    first = contract.parties.get(role="REPRESENTATIVE")
    death = opened(contract, by, "DEATH", party=first.pk)
    assert pauses([contract.pk]) == {contract.pk: Pause.SUIT}
    debt.add_addressee(file=death, role="HEIR", name="นายทายาท ใจดี", address="9 หมู่ 1", standing="บุตร", by=by, on=SIGNED)
    assert pauses([contract.pk]) == {}, "her heir is written to, and was not sued"
    day(opened(contract, by, "LITIGATION", defendants=[first.pk]), "FILED", date(2018, 9, 25), by)
    assert pauses([contract.pk]) == {contract.pk: Pause.SUIT}


def test_a_plan_that_a_co_borrower_keeps_alone_stops_the_letters_of_the_debt(loans, by):
    row = prepared(loans[2], by, on=SIGNED, parties=[the_other(loans[2]).pk])
    signed(row, by, on=SIGNED)
    assert pauses([loans[2].pk]) == {loans[2].pk: Pause.PLAN}
    follow(KNOWN)
    assert pauses([loans[2].pk]) == {}


def test_the_list_says_how_many_there_are_where_it_shows_the_first_only(
    plan, loans, by, log_in, business_date, monkeypatch
):
    on = date(2018, 10, 20)
    business_date(on)
    signed(prepared(loans[1], by, on=SIGNED), by, on=SIGNED)
    client, url = log_in("secretary"), reverse("debt_followup:notices_due")
    assert client.get(url).context["paused"]["shown"] == ""
    monkeypatch.setattr("debt_followup.views.notices.MOST_PAUSED", 1)
    page = client.get(url)
    assert len(page.context["paused"]["rows"]) == 1
    assert "แสดง 1 จาก 2 สัญญา" in page.content.decode()
