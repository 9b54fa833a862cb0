"""Bills and demands: who gets one, what it says, the batch of an amphoe, the way of each letter."""

import subprocess
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from areas.models import Policy
from debt_followup.jobs import notices as jobs
from debt_followup.models import DeliveryEvent, Notice, NoticeBatch, NoticeDelivery, NoticeItem
from debt_followup.rules import deliveries as ways
from debt_followup.rules import notices as rules
from debt_followup.rules.deliveries import DeliveryStep
from debt_followup.rules.machines import StepNotOpen
from debt_followup.rules.notices import NoticeKind, Route, next_notice
from debt_followup.selectors import notices as reads
from debt_followup.services import deliveries, notices
from documents import numbers
from documents.models import Document, NumberSeries
from jobs.models import JobRun
from jobs.services import work
from loans.models import Contract
from repayments import services as repayments
from repayments.selectors import standing
from tests.repayments import factories
from thai.digits import to_thai
from treasury.models import BankAccount

ON = date(2018, 8, 1)
AT = datetime(2018, 8, 1, 3, 30, tzinfo=UTC)
REGISTERED = "RB473124829TH"
KIND = NoticeKind


@pytest.fixture
def late(loans, users):
    """Give the contract of which nothing was paid: 50,000 of principal and its interest are due since 5 July."""
    return loans[2]


def issue(contract, users, kind=KIND.INVOICE, on=ON, **changed):
    return notices.issue_notice(contract=contract, kind=kind, by=users["secretary"], on=on, known_at=AT, **changed)


def letters_until(contract, users, kind):
    """Write the letters of the ladder in their time up to a kind; give the day of the last."""
    days = reads.notice_policies(province="57", on=ON).days
    while True:
        made = reads.made_for([contract.pk]).get(contract.pk, ())
        upcoming = next_notice(oldest_due_on=date(2018, 7, 5), made=made, days=days)
        issue(contract, users, upcoming.kind, on=upcoming.due_on)
        if upcoming.kind is kind:
            return upcoming.due_on


def batch_of(contract, users, kind=KIND.INVOICE, on=ON):
    return notices.start_notices(amphoe=contract.amphoe, kind=kind, by=users["secretary"], on=on)


def done(batch):
    assert work(run_id=batch.run_id)
    batch.refresh_from_db()
    assert batch.run.state == JobRun.State.DONE, batch.run.message
    return batch


# -- one letter --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-10", "R-FORM-06")
def test_a_bill_says_what_the_rules_say_she_owes_on_its_day_with_the_working(late, users, quick_papers):
    [bill] = issue(late, users)
    owed = standing(contract=late, as_of=ON)
    assert bill.amount == owed.due_total
    assert (bill.principal, bill.default_interest) == (Decimal("50000.00"), Decimal("281.25"))
    assert bill.contract_interest == owed.contract_interest
    paper = bill.document
    assert (paper.kind, paper.as_of, paper.issued_on) == (Document.Kind.NOTICE, ON, ON)
    # 50,000 × 7.5 % × 27 days ÷ 360
    [line] = paper.context["working"]
    assert (line["principal"], line["days"], line["day_basis"], line["amount"]) == ("50000.00", 27, 360, "281.25")
    assert paper.context["sums"]["total"] == str(bill.amount)
    assert paper.context["a_day"] == "10.42"
    assert paper.context["known_at"] == "2018-08-01T10:30"
    assert paper.context["reply_by"] == bill.reply_by.isoformat() == "2018-08-16"


@pytest.mark.requirement("R-REPAY-11")
def test_a_bill_goes_to_the_member_and_through_the_amphoe_a_demand_to_the_member(late, users, quick_papers):
    [bill] = issue(late, users)
    assert set(bill.deliveries.values_list("route", "state")) == {("POST", "MADE"), ("AMPHOE", "MADE")}
    [demand] = issue(late, users, KIND.FIRST, on=date(2018, 8, 31))
    assert list(demand.deliveries.values_list("route", flat=True)) == ["POST"]


def test_the_code_to_pay_with_carries_the_amount_and_the_oldest_instalment(late, users, quick_papers):
    [bill] = issue(late, users)
    pay = bill.document.context["pay"]
    assert (pay["ref1"], pay["ref2"], pay["amount"]) == (late.ref1, "01", str(bill.amount))
    assert pay["barcode"].split("\r")[1:] == [late.ref1, "01", str(bill.amount).replace(".", "")]


def test_without_an_account_that_takes_bills_the_letter_goes_out_without_a_code(late, users, quick_papers):
    BankAccount.objects.filter(province="57", kind=BankAccount.Kind.SAVINGS).update(biller_id="")
    [bill] = issue(late, users)
    assert "pay" not in bill.document.context


def test_the_final_demand_goes_to_every_signer_under_one_number(late, users, quick_papers):
    letters_until(late, users, KIND.FINAL)
    final = Notice.objects.filter(contract=late, kind=KIND.FINAL)
    assert {one.party_id for one in final} == set(late.parties.values_list("pk", flat=True))
    [number] = {one.document.number for one in final}
    assert "/ว " in number
    assert len({one.code for one in final}) == final.count() > 1


def test_a_province_may_write_to_every_signer_from_the_first_letter_on(late, users, quick_papers):
    Policy.objects.create(
        policy_no="P-30", key="notice_addressees", value={"text": "ALL_SIGNERS"}, province_id="57",
        effective_from=date(2018, 1, 1), source="มติ อกส.จ.",
    )  # fmt: skip
    assert len(issue(late, users)) == late.parties.count() > 1


def test_a_demand_refers_to_the_letter_before_it(late, users, quick_papers):
    [bill] = issue(late, users)
    [demand] = issue(late, users, KIND.FIRST, on=date(2018, 8, 31))
    assert bill.document.number in demand.document.context["references"][1]
    assert "1 สิงหาคม 2561" in demand.document.context["references"][1]


def test_who_owes_nothing_late_gets_no_letter(loans, users, quick_papers):
    with pytest.raises(rules.NotOverdue, match="ไม่มียอดเกินกำหนด"):
        issue(loans[0], users)


def test_nobody_is_written_to_twice_a_day(late, users, quick_papers):
    issue(late, users)
    with pytest.raises(rules.OnceADay):
        issue(late, users, reason="ส่งซ้ำ")
    assert Notice.objects.count() == 1


def test_a_letter_ahead_of_its_turn_keeps_its_reason(late, users, quick_papers):
    issue(late, users)
    with pytest.raises(rules.NotYetTheTurn):
        issue(late, users, KIND.FINAL, on=date(2018, 8, 2))
    made = issue(late, users, KIND.FINAL, on=date(2018, 8, 2), reason="ใกล้ขาดอายุความ")
    assert {one.reason for one in made} == {"ใกล้ขาดอายุความ"}


def test_the_letters_are_numbered_without_a_gap_in_the_series_of_the_province(loans, users, quick_papers):
    letters_until(loans[2], users, KIND.FINAL)
    issue(loans[1], users, on=date(2018, 12, 1))
    [series] = [one for one in numbers.report(keys=["57"], year_be=2561) if one.series == "letter:57"]
    assert (series.last, series.gaps, series.twice) == (5, (), ())


def test_a_refused_letter_takes_no_number(late, users, quick_papers):
    issue(late, users)
    with pytest.raises(rules.OnceADay):
        issue(late, users)
    assert NumberSeries.objects.get(series="letter:57").last == 1


# -- calls for the whole debt ------------------------------------------------------------------------------------------
def test_the_letters_of_a_call_are_on_their_way_like_any_demand_and_end_the_ladder(late, users, quick_papers):
    papers = repayments.call_in(contract=late, reason="ผิดนัดงวดที่ 1", by=users["accountant"], on=ON)
    calls = Notice.objects.filter(contract=late, kind=KIND.CALL_IN).order_by("pk")
    assert [one.document_id for one in calls] == [paper.pk for paper in papers]
    owed = standing(contract=late, as_of=ON)
    assert {one.amount for one in calls} == {owed.total - owed.credit}
    assert {way.route for one in calls for way in one.deliveries.all()} == {"POST"}
    days = reads.notice_policies(province="57", on=ON).days
    assert reads.upcoming_of(late, oldest_due_on=date(2018, 7, 5), days=days) is None
    later = date(2019, 3, 1)
    assert late.pk not in [one.contract_id for one in reads.proposals(Contract.objects.all(), days=days, on=later)]


def test_a_call_that_was_withdrawn_lets_the_ladder_go_on(late, users, quick_papers):
    repayments.call_in(contract=late, reason="ผิดนัดงวดที่ 1", by=users["accountant"], on=ON)
    repayments.withdraw_change(event=late.changes.get(), reason="ตกลงกันได้", by=users["accountant"], on=ON)
    days = reads.notice_policies(province="57", on=ON).days
    assert reads.upcoming_of(late, oldest_due_on=date(2018, 7, 5), days=days).kind is KIND.INVOICE


# -- whose turn it is --------------------------------------------------------------------------------------------------
def test_the_list_of_those_whose_turn_it_is_says_what_the_rule_says_of_each(loans, users, quick_papers):
    days = reads.notice_policies(province="57", on=ON).days
    issue(loans[2], users)
    for on in (date(2018, 7, 10), ON, date(2018, 8, 31), date(2019, 2, 1)):
        expected = []
        for contract in loans:
            owed = standing(contract=contract, as_of=on)
            if not owed.overdue:
                continue
            oldest = on - timedelta(days=owed.days_past_due)
            upcoming = next_notice(
                oldest_due_on=oldest, made=reads.made_for([contract.pk]).get(contract.pk, ()), days=days
            )
            if upcoming.is_ripe(on=on):
                expected.append((upcoming.due_on, contract.pk, upcoming.kind))
        for refreshed in (False, True):
            if refreshed:
                repayments.refresh_courses(on=on)
            found = reads.proposals(Contract.objects.all(), days=days, on=on)
            assert [(one.next.due_on, one.contract_id, one.next.kind) for one in found] == sorted(expected)


def test_asking_whose_turn_it_is_takes_two_queries(loans, users):
    repayments.refresh_courses(on=ON)
    days = reads.notice_policies(province="57", on=ON).days
    with CaptureQueriesContext(
        connection,
    ) as taken:
        reads.proposals(Contract.objects.filter(province="57"), days=days, on=ON)
    assert len(taken) == 2


# -- batches -----------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-10")
def test_a_batch_writes_to_everybody_whose_turn_it_is_and_puts_the_papers_together(loans, users, quick_papers):
    batch = done(batch_of(loans[2], users))
    written = set(Notice.objects.filter(batch=batch).values_list("contract_id", flat=True))
    assert written == {loan.pk for loan in loans[1:] if loan.amphoe_id == batch.amphoe_id} != set()
    letters = len(written)
    assert batch.letters.kind == Document.Kind.NOTICE_BATCH
    assert batch.letters.pages == 2 * letters  # by post, and through the amphoe
    context = batch.sheets.context
    assert (len(context["posted"]), len(context["by_amphoe"]), len(context["labels"])) == (
        letters,
        letters,
        2 * letters,
    )
    assert batch.run.result["made"] == letters


def test_a_batch_is_begun_once_while_it_is_not_done(late, users, quick_papers):
    assert batch_of(late, users).pk == batch_of(late, users).pk
    assert NoticeBatch.objects.count() == 1


def test_after_a_batch_nobody_is_left_whose_turn_it_is(late, users, quick_papers):
    done(batch_of(late, users))
    with pytest.raises(notices.NobodysTurn, match="ไม่มีลูกหนี้"):
        batch_of(late, users)
    with pytest.raises(notices.NotInBatches):
        batch_of(late, users, KIND.CALL_IN)


def test_who_has_paid_meanwhile_is_skipped_with_a_sentence(late, users, people, quick_papers):
    batch = batch_of(late, users)
    factories.receipted(people, factories.paid(late, "53000.00", on=date(2018, 7, 31), at=time(9)), on=ON)
    done(batch)
    item = batch.items.get(contract=late)
    assert (item.outcome, item.sentence) == (
        NoticeItem.Outcome.SKIPPED, f"สัญญา {late.label} ไม่มียอดเกินกำหนดแล้ว จึงไม่ออกหนังสือ",
    )  # fmt: skip
    assert not Notice.objects.filter(contract=late).exists()


def test_a_payment_booked_while_the_batch_runs_is_in_the_letter(late, users, people, quick_papers):
    batch = batch_of(late, users)
    factories.receipted(people, factories.paid(late, "10000.00", on=date(2018, 7, 31), at=time(9)), on=ON)
    done(batch)
    bill = Notice.objects.get(contract=late)
    assert bill.amount == standing(contract=late, as_of=ON).due_total < Decimal("43000.00")
    assert bill.document.context["known_at"].startswith("20")


def test_who_was_written_to_meanwhile_is_skipped(late, users, quick_papers):
    batch = batch_of(late, users)
    issue(late, users)
    done(batch)
    assert "มีหนังสือถึงลูกหนี้รายนี้ตั้งแต่วันที่" in batch.items.get(contract=late).sentence
    assert Notice.objects.filter(contract=late).count() == 1


def test_a_batch_without_anybody_left_ends_without_papers(late, users, quick_papers):
    batch = batch_of(late, users)
    for item in batch.items.all():
        issue(item.contract, users)
    done(batch)
    assert batch.letters is None
    assert not batch.items.exclude(outcome="SKIPPED").exists()


def test_a_batch_that_fell_over_goes_on_and_repeats_nothing(loans, users, quick_papers, monkeypatch):
    monkeypatch.setattr(jobs, "CHUNK", 1)
    factories.as_if_of(loans[2].amphoe, loans)
    batch, real, calls = batch_of(loans[2], users), notices.write_notices, []

    def falls_over_at_the_second(**given):
        calls.append(given)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return real(**given)

    monkeypatch.setattr(notices, "write_notices", falls_over_at_the_second)
    work(run_id=batch.run_id)
    batch.run.refresh_from_db()
    assert (batch.run.state, Notice.objects.count()) == (JobRun.State.FAILED, 1)
    again = batch_of(loans[2], users)
    assert again.pk == batch.pk
    done(again)
    assert Notice.objects.values("contract").distinct().count() == Notice.objects.count() == 2
    assert NumberSeries.objects.get(series="letter:57").last == 2


def test_nothing_that_goes_along_says_that_anybody_owes_anything(late, users, tmp_path):
    batch = done(batch_of(late, users))
    text = printed(batch.sheets, tmp_path)
    assert late.parties.first().name.split()[-1] in text.replace("\n", " ")
    for word in ("หนี้", "ทวงถาม", "สัญญา", "ค้าง", "เงินกู้", "ชำระ"):
        assert word not in text.replace(to_thai(batch.sheets.number), ""), word


def printed(paper, tmp_path):
    file = tmp_path / f"{paper.pk}.pdf"
    file.write_bytes(bytes(paper.file.pdf))
    return subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout


@pytest.mark.requirement("R-FORM-06")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (KIND.INVOICE, "ใบแจ้งหนี้เงินกู้กองทุนพัฒนาบทบาทสตรี"),
        (KIND.FIRST, "(ครั้งที่ ๑)"),
        (KIND.SECOND, "(ครั้งที่ ๒)"),
        (KIND.FINAL, "(ครั้งสุดท้าย)"),
    ],
)
def test_each_letter_is_one_page_in_thai_digits_with_its_amount_and_its_last_day(late, users, tmp_path, kind, words):
    [made, *_others] = issue(late, users, kind, reason="" if kind is KIND.INVOICE else "ทดสอบ")
    assert made.document.pages == 1
    text = printed(made.document, tmp_path)
    assert words in " ".join(text.split())
    assert to_thai(f"{made.amount:,.2f}") in text
    assert "๑๖ สิงหาคม ๒๕๖๑" in text
    assert made.code in text.replace(" ", "")


# -- the way of a letter -----------------------------------------------------------------------------------------------
@pytest.fixture
def ways_of_a_bill(late, users, quick_papers):
    """Give the two ways of one bill: by post, and through the amphoe."""
    [bill] = issue(late, users)
    return {way.route: way for way in bill.deliveries.all()}


def take(way, step, by, on=date(2018, 8, 3), today=date(2018, 8, 20), **said):
    return deliveries.take_delivery_step(delivery=way, step=DeliveryStep(step), by=by, happened_on=on, on=today, **said)


@pytest.mark.requirement("R-REPAY-11")
def test_a_letter_by_post_bears_its_number_and_ends_with_who_received_it(ways_of_a_bill, users):
    way = take(ways_of_a_bill["POST"], "POST", users["secretary"], registration_number="rb 473124829 th")
    assert (way.state, way.registration_number, way.posted_on) == ("POSTED", REGISTERED, date(2018, 8, 3))
    way = take(way, "RECEIVE", users["secretary"], on=date(2018, 8, 6), received_by="นางสมศรี (มารดา)")
    assert (way.state, way.received_by, way.received_on) == ("RECEIVED", "นางสมศรี (มารดา)", date(2018, 8, 6))
    assert [event.step for event in way.events.all()] == ["POST", "RECEIVE"]


@pytest.mark.requirement("R-REPAY-11")
def test_a_letter_through_the_amphoe_is_given_brought_and_received(ways_of_a_bill, users):
    way = take(ways_of_a_bill["AMPHOE"], "GIVE", users["secretary"])
    way = take(way, "RECEIVE", users["secretary"], received_by="ผู้รับเอง")
    assert way.state == "RECEIVED"


def test_a_letter_that_came_back_waits_until_somebody_has_looked_into_it(ways_of_a_bill, users):
    way = take(ways_of_a_bill["POST"], "POST", users["secretary"], registration_number=REGISTERED)
    with pytest.raises(ways.Missing, match="เหตุที่ส่งไม่ถึง"):
        take(way, "RETURN", users["secretary"])
    way = take(way, "RETURN", users["secretary"], return_reason="MOVED")
    with pytest.raises(ways.Missing, match="พบอะไร"):
        take(way, "LOOK_INTO", users["secretary"])
    way = take(way, "LOOK_INTO", users["secretary"], said="ย้ายไปอยู่กับบุตรที่อำเภอเมือง ส่งผ่าน อกส.อ.")
    assert way.state == "LOOKED_INTO"
    again = deliveries.send_again(notice=way.notice, route=Route.POST, by=users["secretary"])
    assert (again.number, again.state) == (2, "MADE")
    with pytest.raises(deliveries.StillOnItsWay):
        deliveries.send_again(notice=way.notice, route=Route.POST, by=users["secretary"])


def test_a_step_that_the_table_does_not_have_is_refused_by_the_command_and_by_the_database(ways_of_a_bill, users):
    way = ways_of_a_bill["POST"]
    with pytest.raises(StepNotOpen):
        take(way, "RETURN", users["secretary"], return_reason="MOVED")
    with pytest.raises(IntegrityError, match="cannot go from"), transaction.atomic():
        NoticeDelivery.objects.filter(pk=way.pk).update(state="LOOKED_INTO", returned_on=ON, return_reason="MOVED")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeDelivery.objects.filter(pk=way.pk).update(state="POSTED")
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeDelivery.objects.create(
            notice=way.notice, province_id="57", amphoe_id=way.amphoe_id, tambon_id=way.tambon_id, route="POST",
            number=2, kind="INVOICE", state="RECEIVED", received_on=ON, received_by="ใคร",
        )  # fmt: skip


def test_letters_and_events_are_never_changed(ways_of_a_bill, users):
    way = take(ways_of_a_bill["AMPHOE"], "GIVE", users["secretary"])
    for rows, change in (
        (Notice.objects.all(), {"amount": 1}),
        (DeliveryEvent.objects.all(), {"said": "x"}),
        (NoticeDelivery.objects.filter(pk=way.pk), {"route": "POST"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_mistake_begins_the_way_anew_and_stays_readable(ways_of_a_bill, users):
    way = take(ways_of_a_bill["POST"], "POST", users["secretary"], registration_number=REGISTERED)
    way = take(way, "CORRECT", users["secretary"], said="สแกนผิดฉบับ")
    assert (way.state, way.registration_number, way.posted_on) == ("MADE", "", None)
    assert [event.said for event in way.events.all()] == [REGISTERED, "สแกนผิดฉบับ"]


def test_one_number_of_registered_post_belongs_to_one_letter(ways_of_a_bill, loans, users):
    take(ways_of_a_bill["POST"], "POST", users["secretary"], registration_number=REGISTERED)
    [other] = issue(loans[1], users)
    with pytest.raises(deliveries.NumberUsed, match=REGISTERED):
        take(other.deliveries.get(route="POST"), "POST", users["secretary"], registration_number=REGISTERED)


def test_a_letter_is_withdrawn_with_a_reason_by_those_who_write_letters(ways_of_a_bill, users):
    way = ways_of_a_bill["POST"]
    with pytest.raises(deliveries.NotYours):
        take(way, "WITHDRAW", users["debt"], said="ชำระแล้ว")
    with pytest.raises(ways.Missing):
        take(way, "WITHDRAW", users["secretary"])
    assert take(way, "WITHDRAW", users["secretary"], said="ชำระครบแล้ว").state == "WITHDRAWN"


def test_a_day_before_the_letter_or_ahead_is_refused(ways_of_a_bill, users):
    for on in (date(2018, 7, 31), date(2018, 8, 21)):
        with pytest.raises(ways.DayWrong):
            take(ways_of_a_bill["AMPHOE"], "GIVE", users["secretary"], on=on)


def test_a_scanned_code_finds_the_one_letter_that_waits_for_the_step(ways_of_a_bill, users):
    bill = ways_of_a_bill["POST"].notice
    given_ = {"user": users["secretary"], "permission": "debt.deliver"}
    found = reads.scanned(code=bill.code.lower(), step=DeliveryStep.POST, **given_)
    assert found == ways_of_a_bill["POST"]
    with pytest.raises(reads.NoSuchLetter, match="สองทาง"):
        reads.scanned(code=bill.code, step=DeliveryStep.HAND_OVER, **given_)
    assert reads.scanned(code=f"{bill.code}A", step=DeliveryStep.HAND_OVER, **given_) == ways_of_a_bill["AMPHOE"]
    with pytest.raises(reads.NoSuchLetter, match="รอส่ง"):
        reads.scanned(code=bill.code, step=DeliveryStep.RECEIVE, **given_)
    with pytest.raises(reads.NoSuchLetter, match="ไม่พบ"):
        reads.scanned(code="N57619999901", step=DeliveryStep.POST, **given_)
