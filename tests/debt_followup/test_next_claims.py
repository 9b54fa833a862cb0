"""After the first last day to sue has passed: what can still be sued for is told of, and nothing claims more."""

from datetime import date, time

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from debt_followup import selectors, services, tables
from debt_followup.models import LimitMove
from debt_followup.rules import LimitationStatus, next_last_day
from debt_followup.rules import notices as rules
from debt_followup.rules.limitation import NEVER
from debt_followup.rules.notices import NoticeKind
from debt_followup.selectors import Wanted
from debt_followup.selectors import notices as reads
from debt_followup.services import notices
from loans.models import Contract
from repayments.services import refresh_courses
from reports.selectors.tasks import tasks
from tests.debt_followup.test_notices import AT
from tests.repayments import factories

ON = date(2018, 9, 30)
NEAR = date(2022, 9, 30)
FIRST_IS_OVER = date(2023, 7, 6)  # the instalment of July 2018 is barred, that of January 2019 until 5 January 2024
ALL_IS_OVER = date(2025, 1, 10)


@pytest.fixture
def kept(loans):
    """Give the three contracts with their arrears written; of the third nothing was paid."""
    refresh_courses(on=ON)
    services.refresh_arrears()
    return loans


# -- the rule ----------------------------------------------------------------------------------------------------------
def test_the_next_day_follows_the_first_until_all_is_barred():
    def following(on, barred_from=date(2025, 1, 6)):
        days = (date(2024, 1, 5), date(2024, 7, 5))
        return next_last_day(earliest_until=date(2023, 7, 5), further_until=days, barred_from=barred_from, on=on)

    assert following(date(2020, 1, 1)) == following(date(2023, 7, 5)) == date(2023, 7, 5)
    assert following(date(2023, 7, 6)) == date(2024, 1, 5)
    assert following(date(2024, 7, 6)) == date(2025, 1, 5)
    assert following(date(2025, 1, 6)) is None
    assert following(date(2025, 1, 6), barred_from=NEVER) == NEVER


# -- what is told ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("is_stale", [False, True], ids=["kept", "stale"])
def test_the_instalment_that_expires_next_is_in_the_list_under_its_alert(kept, is_stale):
    if is_stale:
        services.mark_stale([one.pk for one in kept])
    contract = kept[2]
    found = selectors.arrears(as_of=FIRST_IS_OVER)[contract.pk]
    assert (found.earliest_until, found.next_until(FIRST_IS_OVER)) == (date(2023, 7, 5), date(2024, 1, 5))
    assert found.status(FIRST_IS_OVER) == LimitationStatus.PARTLY_BARRED
    for within, is_there in ((365, True), (180, False)):
        page = selectors.debtors(Contract.objects.all(), as_of=FIRST_IS_OVER, wanted=Wanted(within=within))
        assert (contract.pk in [row.contract.pk for row in page.debtors]) == is_there


def test_the_days_work_and_the_calendar_go_on_to_the_next_claim(kept, users, log_in, business_date):
    business_date(FIRST_IS_OVER)
    titles = [task.title for task in tasks(user=users["debt"], on=FIRST_IS_OVER)]
    assert "สัญญาที่จะขาดอายุความใน 181-365 วัน" in titles
    client = log_in("debt")
    month = client.get(reverse("debt_followup:calendar"), {"month": "2024-01"})
    assert kept[2].label in month.content.decode()
    days = {cell["day"]: cell["count"] for week in month.context["weeks"] for cell in week if not cell["is_other"]}
    assert days[5] >= 1
    year = client.get(reverse("debt_followup:expiring"), {"year": "2567"}).content.decode()
    assert kept[2].label in year
    own = client.get(reverse("debt_followup:limits", args=[kept[2].pk])).content.decode()
    assert "ขาดอายุความแล้วบางส่วน ส่วนถัดไปฟ้องได้ถึง 5 ม.ค. 2567" in own


def test_the_calendar_counts_what_its_lists_show(kept, users):
    asked = {"user": users["debt"], "on": FIRST_IS_OVER, "first": date(2023, 1, 1), "last": date(2024, 12, 31)}
    listed = selectors.expiring_between(**asked)
    assert sum(selectors.by_month(**asked).values()) == sum(selectors.by_day(**asked).values()) == len(listed)
    assert [one.last_day_on for one in listed] == sorted(one.last_day_on for one in listed)
    first = selectors.expiring_between(**asked, size=1)
    rest = selectors.expiring_between(**asked, after=(first[0].last_day_on, first[0].contract.pk))
    assert [*first, *rest] == listed


# -- a day that moves for the representative alone ---------------------------------------------------------------------
def test_a_payment_dated_back_moves_the_representatives_day_and_the_alert_says_so(
    kept, people, users, quick_papers, log_in, business_date
):
    business_date(NEAR)
    contract = kept[2]
    services.announce_limits(on=NEAR)
    factories.receipted(people, factories.paid(contract, "5000.00", on=date(2018, 9, 3), at=time(9, 0)), on=NEAR)
    move = selectors.move_of(contract)
    assert (move.moved_from, move.moved_to) == (date(2023, 7, 5), date(2023, 9, 3))
    said = tables.move_words(move)
    assert "วันสุดท้ายที่ฟ้องผู้แทนกลุ่มได้เลื่อนจาก 5 ก.ค. 2566 เป็น 3 ก.ย. 2566" in said
    assert "ชำระหนี้บางส่วนเมื่อ 3 ก.ย. 2561" in said
    assert any("เลื่อน" in task.title for task in tasks(user=users["debt"], on=NEAR))
    assert contract.label in log_in("debt").get(reverse("debt_followup:moved")).content.decode()
    services.announce_limits(on=date(2022, 10, 1))
    assert selectors.has_moved(contract)  # it stands until somebody takes note
    services.note_move(contract=contract, because=tables.because_words(move), by=users["debt"], on=date(2022, 10, 2))
    assert not selectors.has_moved(contract)
    assert LimitMove.objects.get().of_representative


def test_a_payment_of_today_moves_her_day_without_an_alert(kept, people, quick_papers):
    contract, later = kept[2], date(2022, 10, 3)
    services.announce_limits(on=NEAR)
    factories.receipted(people, factories.paid(contract, "5000.00", on=later, at=time(9, 0)), on=later)
    assert not selectors.has_moved(contract)
    services.announce_limits(on=date(2022, 10, 4))
    assert contract.announced_limit.representative_until == date(2027, 10, 3)


# -- letters about what is barred --------------------------------------------------------------------------------------
def issue(contract, users, kind):
    return notices.issue_notice(
        contract=contract, kind=kind, by=users["secretary"], on=ALL_IS_OVER, known_at=AT, reason="ขอความร่วมมือ"
    )


def test_who_is_barred_is_in_no_batch_and_gets_no_letter_that_points_at_the_court(kept, users, quick_papers):
    contract = kept[2]
    days = reads.notice_policies(province="57", on=ALL_IS_OVER).days
    proposed = {one.contract_id for one in reads.proposals(Contract.objects.all(), days=days, on=date(2024, 12, 1))}
    assert contract.pk in proposed
    proposed = {one.contract_id for one in reads.proposals(Contract.objects.all(), days=days, on=ALL_IS_OVER)}
    assert contract.pk not in proposed
    for kind in (NoticeKind.FINAL, NoticeKind.CALL_IN):
        with pytest.raises(rules.TimeBarred, match="ขาดอายุความแล้วทุกงวด"):
            rules.check_enforceable(kind=kind, is_barred=True)
    with pytest.raises(rules.TimeBarred):
        issue(contract, users, NoticeKind.FINAL)
    with pytest.raises(rules.TimeBarred):
        notices.call_in_to(contract=contract, running=1, on=ALL_IS_OVER)


def test_a_reminder_of_what_is_barred_says_that_it_asks_for_a_voluntary_payment(kept, users, quick_papers):
    [bill] = issue(kept[2], users, NoticeKind.INVOICE)
    assert bill.document.context["is_barred"]
    said = render_to_string(bill.document.template, {**bill.document.context, "number": bill.document.number})
    assert "พ้นกำหนดอายุความ" in said
    assert "โดยสมัครใจ" in said
    assert "เพิ่มขึ้นวันละ" not in said


def test_a_debt_of_which_something_can_still_be_sued_for_is_demanded_as_before(kept):
    assert selectors.arrears(as_of=FIRST_IS_OVER)[kept[2].pk].status(FIRST_IS_OVER) == LimitationStatus.PARTLY_BARRED
    days = reads.notice_policies(province="57", on=ON).days
    proposed = {one.contract_id for one in reads.proposals(Contract.objects.all(), days=days, on=FIRST_IS_OVER)}
    assert kept[2].pk in proposed
