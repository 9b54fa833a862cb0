"""Whose turn it is on the ladder of bills and demands, and the way of a letter, as the rules have them."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.rules import calendar_of
from debt_followup import lives
from debt_followup.rules import deliveries as ways
from debt_followup.rules import notices as rules
from debt_followup.rules.deliveries import DELIVERY, DeliveryState, DeliveryStep
from debt_followup.rules.machines import StepNotOpen
from debt_followup.rules.notices import (
    LADDER,
    Addressees,
    MadeNotice,
    NextNotice,
    NoticeDays,
    NoticeKind,
    Route,
    next_notice,
)
from repayments.rules import AccruedInterest, InterestLine

DUE_ON = date(2018, 7, 5)
DAYS = NoticeDays(invoice=7, first=30, second=30, final=30, call_in=30)
days = st.dates(date(2014, 1, 1), date(2030, 1, 1))


def made(kind, on, answer=15):
    return MadeNotice(NoticeKind(kind), on, on + timedelta(days=answer))


# -- the ladder --------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-REPAY-10")
def test_a_debtor_in_default_is_billed_first_a_week_after_the_due_date():
    found = next_notice(oldest_due_on=DUE_ON, made=[], days=DAYS)
    assert found == NextNotice(NoticeKind.INVOICE, date(2018, 7, 12))
    assert not found.is_ripe(on=date(2018, 7, 11))
    assert found.is_ripe(on=date(2018, 7, 12))


@pytest.mark.requirement("R-FORM-06")
def test_each_letter_follows_the_one_before_by_the_days_of_the_policy():
    found, letters = [], []
    upcoming = next_notice(oldest_due_on=DUE_ON, made=letters, days=DAYS)
    while upcoming is not None:
        found.append((upcoming.kind, upcoming.due_on))
        letters.append(made(upcoming.kind, upcoming.due_on))
        upcoming = next_notice(oldest_due_on=DUE_ON, made=letters, days=DAYS)
    assert found == [
        (NoticeKind.INVOICE, date(2018, 7, 12)),
        (NoticeKind.FIRST, date(2018, 8, 11)),
        (NoticeKind.SECOND, date(2018, 9, 10)),
        (NoticeKind.FINAL, date(2018, 10, 10)),
        (NoticeKind.CALL_IN, date(2018, 11, 9)),
    ]


def test_no_letter_comes_before_the_answer_to_the_last_one_was_due():
    found = next_notice(oldest_due_on=DUE_ON, made=[made("INVOICE", date(2018, 7, 12), answer=45)], days=DAYS)
    assert found == NextNotice(NoticeKind.FIRST, date(2018, 8, 27))


def test_a_new_default_begins_the_ladder_anew():
    letters = [made("INVOICE", date(2018, 7, 12)), made("FIRST", date(2018, 8, 11))]
    found = next_notice(oldest_due_on=date(2019, 1, 7), made=letters, days=DAYS)
    assert found == NextNotice(NoticeKind.INVOICE, date(2019, 1, 14))


def test_when_only_a_later_instalment_is_left_the_letters_about_it_still_count():
    """She paid the first instalment in March; the demand of February was about the second one too."""
    letters = [made("FIRST", date(2019, 2, 10))]
    found = next_notice(oldest_due_on=date(2019, 1, 7), made=letters, days=DAYS)
    assert found.kind is NoticeKind.SECOND


@given(
    oldest=days,
    letters=st.lists(st.tuples(st.sampled_from(LADDER), days), max_size=6),
    policy=st.builds(NoticeDays, *[st.integers(0, 120)] * 5),
    data=st.data(),
)
def test_the_order_of_the_letters_is_irrelevant_and_no_letter_is_next_before_the_default(oldest, letters, policy, data):
    given_ = [made(kind, on) for kind, on in letters]
    found = next_notice(oldest_due_on=oldest, made=given_, days=policy)
    assert found == next_notice(oldest_due_on=oldest, made=data.draw(st.permutations(given_)), days=policy)
    if found is not None:
        assert found.due_on >= oldest
        older = [one for one in given_ if one.issued_on > oldest]
        assert found == next_notice(oldest_due_on=oldest, made=older, days=policy)
        assert all(LADDER.index(one.kind) < LADDER.index(found.kind) for one in older)


@given(oldest=days, policy=st.builds(NoticeDays, *[st.integers(0, 120)] * 5), more=st.integers(1, 60))
def test_longer_days_never_bring_a_letter_earlier(oldest, policy, more):
    longer = NoticeDays(*(getattr(policy, name) + more for name in ("invoice", "first", "second", "final", "call_in")))
    letters = [made("INVOICE", oldest + timedelta(days=9))]
    for known in ([], letters):
        sooner = next_notice(oldest_due_on=oldest, made=known, days=policy)
        assert sooner.due_on <= next_notice(oldest_due_on=oldest, made=known, days=longer).due_on


# -- the turn ----------------------------------------------------------------------------------------------------------
def turn(kind, *, on=date(2018, 8, 1), last=date(2018, 7, 12), upcoming=None, reason=""):
    coming = upcoming or NextNotice(NoticeKind.FIRST, date(2018, 8, 11))
    rules.check_turn(kind=NoticeKind(kind), upcoming=coming, last_issued_on=last, on=on, reason=reason)


def test_a_second_letter_on_one_day_is_refused_whatever_the_reason():
    with pytest.raises(rules.OnceADay, match="วันละหนึ่งครั้ง"):
        turn("FIRST", on=date(2018, 8, 11), last=date(2018, 8, 11), reason="ด่วน")


def test_a_letter_before_its_day_or_its_turn_needs_a_reason():
    with pytest.raises(rules.NotYetTheTurn, match="11 ส.ค. 2561"):
        turn("FIRST")
    with pytest.raises(rules.NotYetTheTurn, match="หนังสือทวงถามครั้งที่ 1"):
        turn("FINAL")
    turn("FINAL", reason="ใกล้ขาดอายุความ")
    turn("FIRST", on=date(2018, 8, 11))


def test_a_letter_may_be_made_again():
    turn("INVOICE")


# -- to whom, how, until when ------------------------------------------------------------------------------------------
def test_what_comes_before_a_lawsuit_goes_to_every_signer_the_rest_as_the_policy_says():
    assert [rules.goes_to_all(kind=kind, policy=Addressees.REPRESENTATIVE) for kind in LADDER] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert all(rules.goes_to_all(kind=kind, policy=Addressees.ALL_SIGNERS) for kind in LADDER)


@pytest.mark.requirement("R-REPAY-11")
def test_a_bill_goes_to_the_member_and_through_the_amphoe_in_bangkok_to_the_member_only():
    assert rules.routes(kind=NoticeKind.INVOICE, has_amphoe=True) == (Route.POST, Route.AMPHOE)
    assert rules.routes(kind=NoticeKind.INVOICE, has_amphoe=False) == (Route.POST,)
    assert rules.routes(kind=NoticeKind.FIRST, has_amphoe=True) == (Route.POST,)


def test_the_last_day_for_an_answer_moves_from_a_holiday_to_the_next_business_day():
    calendar = calendar_of(holidays=[date(2018, 8, 13)])
    rule = {"days": 15, "unit": "calendar"}
    assert rules.reply_by(issued_on=date(2018, 7, 12), rule=rule, is_business_day=calendar) == date(2018, 7, 27)
    assert rules.reply_by(issued_on=date(2018, 7, 28), rule=rule, is_business_day=calendar) == date(2018, 8, 14)


def test_each_further_day_adds_the_interest_of_the_running_lines_only():
    def line(until, *, principal="50000.00", posted=False):
        interest = InterestLine(DUE_ON, until, 87, Decimal(principal), Decimal("0.075"), 360, Decimal("906.25"))
        return AccruedInterest(line=interest, unpaid=Decimal("906.25"), is_posted=posted)

    as_of = date(2018, 9, 30)
    parts = [line(as_of), line(as_of, principal="1000.00"), line(date(2018, 9, 1)), line(as_of, posted=True)]
    # 51,000 × 7.5 % ÷ 360 = 10.625, rounded once
    assert rules.interest_a_day(working=parts, as_of=as_of) == Decimal("10.63")


# -- the way of a letter -----------------------------------------------------------------------------------------------
def test_a_letter_comes_home_by_the_steps_of_the_table_only():
    assert DELIVERY.edge(DeliveryState.POSTED, DeliveryStep.RECEIVE).to is DeliveryState.RECEIVED
    with pytest.raises(StepNotOpen, match="มีผู้รับแล้ว"):
        DELIVERY.edge(DeliveryState.RECEIVED, DeliveryStep.POST)
    assert DELIVERY.ends() == [DeliveryState.LOOKED_INTO]


def test_every_state_is_reached_and_a_mistake_leads_back_to_the_beginning():
    reached = {DELIVERY.first} | {edge.to for edge in DELIVERY.table.values()}
    assert reached == set(DeliveryState)
    back = {edge.to for (_state, step), edge in DELIVERY.table.items() if step is DeliveryStep.CORRECT}
    assert back == {DeliveryState.MADE}


def test_a_letter_is_posted_by_post_and_given_to_the_amphoe_by_the_other_way():
    assert ways.is_open(state="MADE", step=DeliveryStep.POST, route="POST")
    assert not ways.is_open(state="MADE", step=DeliveryStep.POST, route="AMPHOE")
    assert not ways.is_open(state="MADE", step=DeliveryStep.GIVE, route="POST")


# -- codes -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("typed", ["RB473124829TH", "rb 4731 2482 9 th"])
def test_a_number_of_registered_post_is_read_as_it_is_typed(typed):
    assert ways.registration_number(typed) == "RB473124829TH"  # the example of the standard


@pytest.mark.parametrize("typed", ["RB473124828TH", "RB47312482TH", "473124829", "RB๔๗๓๑๒๔๘๒๙TH", ""])
def test_a_slip_of_the_finger_in_a_number_of_registered_post_is_found(typed):
    with pytest.raises(ways.RegistrationWrong):
        ways.registration_number(typed)


@given(
    running=st.integers(1, 999_999),
    addressee=st.integers(1, 20),
    number=st.integers(1, 12),
    route=st.sampled_from(Route),
)
def test_a_code_is_read_back_as_it_was_printed(running, addressee, number, route):
    letter = ways.letter_code(province="57", year_be=2561, running=running, addressee=addressee)
    assert ways.read_code(letter) == (letter, None, None)
    assert ways.read_code(ways.delivery_code(letter=letter, route=route, number=number)) == (letter, route, number)


@pytest.mark.parametrize("typed", ["", "12/2561", "N57", "N57610001201X", "N576100012012 3A4B"])
def test_what_is_no_code_is_refused_in_words(typed):
    with pytest.raises(ways.CodeWrong, match="ไม่ใช่รหัสหนังสือ"):
        ways.read_code(typed)


def test_a_day_ahead_or_before_the_step_that_it_follows_is_refused():
    given_ = {"earliest": date(2018, 7, 12), "today": date(2018, 7, 20)}
    ways.check_day(day=date(2018, 7, 12), **given_)
    for day, words in ((date(2018, 7, 21), "ยังมาไม่ถึง"), (date(2018, 7, 11), "อยู่ก่อน")):
        with pytest.raises(ways.DayWrong, match=words):
            ways.check_day(day=day, **given_)


def test_the_lives_in_the_docs_are_drawn_from_the_tables_of_steps():
    docs = Path(__file__).resolve().parents[2] / "docs" / "debt_lives.md"
    assert docs.read_text(encoding="utf-8") == lives.draw()
    assert "POSTED --> RECEIVED" in lives.draw()
