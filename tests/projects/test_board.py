"""The board and its list by round: late ones move on by themselves; what blocks each; files of what is shown."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from areas.models import Holiday, Policy
from documents.spreadsheets import read_sheet
from projects.models import PaperRequest, Proposal, StateChange
from projects.rules import State
from projects.selectors import board as boards
from projects.selectors import listing, rounds
from projects.selectors.deadlines import Deadlines
from tests.projects.test_query_counts import fill

MAY = date(2018, 5, 1)


@pytest.fixture
def calendar(db):
    """Let Chiang Rai keep a calendar, and close on 10 and 11 May 2018; Monday the 14th is the Royal Ploughing."""
    Policy.objects.create(
        policy_no="P-15",
        key="committee_calendar",
        value={"calendar": [10, 16, 25]},
        province_id="57",
        effective_from=date(2017, 10, 1),
        source="ทดสอบ",
    )
    for day in (10, 11):
        Holiday.objects.create(on=date(2018, 5, day), name_th="วันหยุดทดสอบ", source="ทดสอบ")


def agreed(people, sent_on, *, state=State.AMPHOE_AGREED, start=0, decided_on=MAY):
    """Give a proposal that อกส.อ. handed on on a day."""
    [row] = fill(people, 1, start=start, state=state, decided_on=decided_on)
    StateChange.objects.create(
        proposal=row, step="AGREE", from_state="AMPHOE_MEETING", to_state="AMPHOE_AGREED", on=sent_on,
        by=people.users["khuntan"],
    )  # fmt: skip
    return row


def card_of(row, on):
    [card] = boards.cards_of(proposals=[row], on=on)
    return card


# -- rounds ------------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-17")
@pytest.mark.parametrize(
    ("sent_on", "round_on"),
    [
        (date(2018, 5, 9), MAY),
        (date(2018, 5, 15), MAY),  # the holiday 10th moved over Friday, the weekend and Monday to the 15th
        (date(2018, 5, 16), date(2018, 6, 1)),  # a day late: the next round by itself
    ],
)
def test_a_holiday_tenth_gives_until_tuesday_and_later_ones_fall_into_the_next_round(
    people, calendar, sent_on, round_on
):
    card = card_of(agreed(people, sent_on), sent_on)
    assert card.place.round.month_on == round_on


def test_what_waits_for_a_meeting_counts_down_to_it_and_moves_on_when_it_was_missed(people, calendar):
    row = agreed(people, date(2018, 5, 9), state=State.RECORDED)
    card = card_of(row, date(2018, 5, 15))
    assert (card.due.on, card.due.days_left, card.due.tone) == (date(2018, 5, 16), 1, "warning")
    missed = card_of(row, date(2018, 5, 17))
    assert missed.place.round.month_on == date(2018, 6, 1)
    assert missed.due.on == date(2018, 6, 18)  # the 16th is a Saturday
    assert "เลื่อนมาจากรอบก่อน" in [str(block) for block in missed.blocks]


def test_what_is_not_sent_counts_down_to_the_day_of_sending(people, calendar):
    [row] = fill(people, 1, start=0, state=State.TAMBON_CHECKED)
    card = card_of(row, date(2018, 5, 9))
    assert (card.due.on, str(card.due.label)) == (date(2018, 5, 15), "ส่งจังหวัดภายใน")


@pytest.mark.parametrize(
    "on", [date(2018, 5, 9), date(2018, 5, 14), date(2018, 5, 15), date(2018, 5, 17), date(2018, 6, 1)]
)
def test_the_filter_of_a_round_finds_whom_the_rule_puts_there(people, users, calendar, on):
    start = 0
    for state in (State.AMPHOE_AGREED, State.RECORDED, State.PROVINCE_SCREENED, State.NOTIFIED, State.REJECTED):
        for sent_on in (date(2018, 4, 3), date(2018, 4, 11), date(2018, 5, 15), date(2018, 5, 16)):
            agreed(people, sent_on, state=state, start=start, decided_on=sent_on + timedelta(days=20))
            start += 1
    for state in (State.DRAFT, State.SUBMITTED, State.TAMBON_CHECKED, State.RETURNED_FOR_REVISION, State.LAPSED):
        fill(people, 1, start=start, state=state)
        start += 1
    round_of = Deadlines(provinces=["57"]).rounds("57")
    by_rule = {}
    for row in rounds.with_days(Proposal.objects.all()):
        place = rounds.place_of(
            state=row.state, sent_on=row.sent_on, decided_on=row.decided_on, on=on, round_of=round_of
        )
        by_rule.setdefault(place and place.round.month_on, set()).add(row.pk)
    for month in (date(2018, 4, 1), MAY, date(2018, 6, 1), date(2018, 7, 1)):
        found = listing.listed(user=users["secretary"], on=on, wanted=listing.Wanted(round=month))
        assert {row.pk for row in found} == by_rule.get(month, set())


# -- what blocks -------------------------------------------------------------------------------------------------------
def test_a_request_for_papers_is_shown_as_what_blocks(people):
    [row] = fill(people, 1, start=0, state=State.RECORDED)
    PaperRequest.objects.create(
        proposal=row, stage="WORKING_GROUP", kind="PAPERS", text="ใบเสนอราคา", asked_by=people.users["secretary"],
        asked_on=MAY,
    )  # fmt: skip
    assert "1 รายการ" in str(card_of(row, MAY).blocks[0])
    assert not card_of(fill(people, 1, start=1, state=State.RECORDED)[0], MAY).blocks


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def many(people, business_date):
    business_date(date(2018, 5, 15))
    return fill(people, 60, start=0)


def shown(client, name="list", **query):
    return client.get(reverse(f"projects:{name}"), query).content.decode()


@pytest.mark.parametrize(
    ("query", "count"),
    [({}, 60), ({"category": "1"}, 12), ({"support": "SUBSIDY"}, 0), ({"state": "DRAFT"}, 7), ({"stage": "amphoe"}, 7)],
)
def test_the_totals_are_those_of_the_whole_filter(many, log_in, query, count):
    page = shown(log_in("secretary"), **query)
    if count:
        assert f"{count} โครงการ" in page
        assert f"{count * 100_000:,}.00" in page
    else:
        assert "ไม่พบโครงการตามตัวกรองนี้" in page


@pytest.mark.parametrize("sort", ["", "reference", "amount", "-amount", "since", "-since"])
def test_paging_shows_every_proposal_once_in_any_order(many, sort):
    for at, row in enumerate(many):
        Proposal.objects.filter(pk=row.pk).update(
            amount=Decimal(1000 * (at % 7 + 1)), state_on=date(2018, 1, 1 + at % 5)
        )
    seen, after = [], ""
    while True:
        found, after = listing.page(Proposal.objects.all(), sort=sort, after=after, size=13)
        seen += found
        if not after:
            break
    assert sorted(row.pk for row in seen) == sorted(row.pk for row in many)
    name = {"amount": "amount", "since": "state_on"}.get(sort.lstrip("-"), "pk")
    values = [getattr(row, name) for row in seen]
    assert values == sorted(values, reverse=sort.startswith("-") or not sort)


@pytest.mark.parametrize("after", ["x", "~", "abc~5", "99999999999999999999~1", "1~99999999999999999999", "NaN~3"])
def test_a_spoilt_page_key_shows_the_first_page(many, log_in, after):
    answer = log_in("secretary").get(reverse("projects:list"), {"after": after, "sort": "amount"})
    assert answer.status_code == 200


def test_the_spreadsheet_holds_what_the_filter_shows(many, log_in):
    answer = log_in("secretary").get(reverse("projects:list_xlsx"), {"category": "2"})
    sheet = read_sheet(name="projects.xlsx", content=answer.content)
    assert sheet.headings[0] == "เลขที่คำขอ"
    assert len(sheet.rows) == 12
    assert {Decimal(row.cells[6]) for row in sheet.rows} == {100_000}


def test_the_pdf_is_the_register_of_what_the_filter_shows(many, log_in):
    from tests.documents.reading import page_texts

    answer = log_in("secretary").get(reverse("projects:list_pdf"), {"category": "2"})
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(page_texts(answer.content))
    assert "รายการโครงการที่เสนอขอรับการสนับสนุน" in text
    assert "๑,๒๐๐,๐๐๐.๐๐" in text


def test_the_files_hold_only_what_the_user_sees(many, log_in):
    answer = log_in("phan").get(reverse("projects:list_xlsx"))
    assert not read_sheet(name="projects.xlsx", content=answer.content).rows


def test_a_list_too_long_for_paper_is_offered_as_a_spreadsheet(many, log_in, monkeypatch):
    monkeypatch.setattr("projects.views.board.PDF_MOST", 50)
    answer = log_in("secretary").get(reverse("projects:list_pdf"))
    assert answer.status_code == 302


def test_the_board_is_narrowed_by_its_filter_and_offers_rounds_only_where_there_are_some(many, log_in, calendar):
    page = shown(log_in("secretary"), "board", round="2018-06", amphoe="5714")
    assert "มิถุนายน 2561" in page
    assert 'name="round"' in page
    Policy.objects.filter(province="57", key="committee_calendar").delete()
    assert 'name="round"' not in shown(log_in("secretary"), "board")


# -- the calendar ------------------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-APPR-18", "R-APPR-19")
def test_the_calendar_of_the_year_explains_every_day_that_was_moved(calendar, people, log_in, business_date):
    business_date(date(2018, 5, 2))
    page = shown(log_in("khuntan"), "rounds")
    assert "15 พ.ค. 2561" in page
    assert "เลื่อนจากวันที่ 10 (วันหยุดทดสอบ, วันเสาร์, วันอาทิตย์, " in page
    assert "18 มิ.ย. 2561" in page  # the 16th of June is a Saturday
    assert "25 พ.ค. 2561" in page


def test_the_calendar_counts_the_proposals_of_each_round(calendar, people, users):
    agreed(people, date(2018, 5, 9))
    agreed(people, date(2018, 5, 16), start=1)
    year = rounds.year_of(user=users["secretary"], province="57", fiscal_year=2561, on=date(2018, 5, 16))
    counts = {month.month_on: month.count for month in year.months}
    assert (counts[MAY], counts[date(2018, 6, 1)]) == (1, 1)


def test_a_province_by_appointment_lists_its_meetings_instead(people, log_in, business_date):
    business_date(date(2018, 5, 2))
    assert "ประชุมตามนัด" in shown(log_in("secretary"), "rounds")


@pytest.mark.parametrize(
    "query", [{"province": "11"}, {"year": "1900"}, {"year": "9999"}, {"province": "57", "year": "2400"}]
)
def test_another_province_or_a_year_out_of_reach_is_not_found(people, log_in, business_date, query):
    business_date(date(2018, 5, 2))
    assert log_in("secretary").get(reverse("projects:rounds"), query).status_code == 404
