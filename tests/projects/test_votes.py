"""Votes: counted, shown and kept, never required and never binding (A-40); an interest keeps a member out of them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from documents.models import Document
from projects import services
from projects.models import Recusal, Score, Vote
from projects.rules import Choice, HasInterest, MeetingClosed, NotAVote, WasAbsent, mean_score, tally, vote_warning
from tests.projects.entries import MET_ON, amphoe_meeting, checked, score_all

CHOICES = st.lists(st.sampled_from([choice.value for choice in Choice]), max_size=40)


@pytest.fixture
def by(people):
    return people.users["khuntan"]


@pytest.fixture
def meeting(people):
    return amphoe_meeting(people, checked(people))


def cast(meeting, by, *choices: str) -> None:
    item = meeting.items.get()
    seats = meeting.attendances.filter(is_present=True).order_by("seat").values_list("member_id", flat=True)
    votes = {(item.pk, seat): choice for seat, choice in zip(seats, choices, strict=False)}
    services.record_votes(meeting=meeting, votes=votes, by=by, on=MET_ON)


# -- laws --------------------------------------------------------------------------------------------------------------
@given(CHOICES)
def test_every_vote_is_counted_once_whatever_their_order(choices):
    found = tally(choices=choices)
    assert found.in_favour + found.against + found.abstained == found.total == len(choices)
    assert tally(choices=reversed(choices)) == found


@given(CHOICES, st.sampled_from(["PASSED", "NOT_PASSED", ""]))
def test_a_warning_is_given_exactly_for_a_tie_or_a_resolution_against_the_majority(choices, outcome):
    found = tally(choices=choices)
    tie = found.in_favour == found.against > 0
    against = found.in_favour != found.against and (found.in_favour > found.against) != (outcome == "PASSED")
    assert (vote_warning(votes=found, outcome=outcome) is not None) == (bool(outcome) and (tie or against))


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=30))
def test_the_mean_lies_between_the_scores_and_is_never_rounded_up(hundredths):
    scores = [Decimal(one) / 100 for one in hundredths]
    found = mean_score(scores=scores)
    assert min(scores) <= found.score <= max(scores)
    assert 0 <= sum(scores) / len(scores) - found.score < Decimal("0.01")
    assert found.scored_by == len(scores)


# -- keying ------------------------------------------------------------------------------------------------------------
def test_votes_are_kept_changed_and_taken_back(meeting, by):
    cast(meeting, by, "FOR", "FOR", "AGAINST", "ABSTAINED")
    cast(meeting, by, "AGAINST")
    seat = Vote.objects.filter(choice="ABSTAINED").get()
    services.record_votes(meeting=meeting, votes={(seat.item_id, seat.member_id): None}, by=by, on=MET_ON)
    assert sorted(Vote.objects.values_list("choice", flat=True)) == ["AGAINST", "AGAINST", "FOR"]


@pytest.mark.requirement("R-APPR-13")
def test_a_recused_member_votes_through_no_door(meeting, by, people, client, business_date):
    business_date(MET_ON)
    item, member = meeting.items.get(), people.committees["5714"][0]
    cast(meeting, by, "FOR")
    services.declare_recusal(item=item, member=member, reason="เป็นญาติของผู้เสนอ", by=by, on=MET_ON)
    assert not Vote.objects.exists()  # what she voted before is dropped
    with pytest.raises(HasInterest, match="มีส่วนได้เสีย"):
        services.record_votes(meeting=meeting, votes={(item.pk, member.pk): "FOR"}, by=by, on=MET_ON)
    client.force_login(by)
    for name, field, value in (("votes", "v", "FOR"), ("scores", "s", "9")):  # a forged request
        url = reverse(f"projects:{name}", args=[meeting.pk])
        answer = client.post(url, {f"{field}-{item.pk}-{member.pk}": value})
        assert "มีส่วนได้เสียในโครงการนี้" in answer.content.decode()
    for row in (Vote(item=item, member=member, choice="FOR"), Score(item=item, member=member, score=9)):
        with pytest.raises(IntegrityError, match="a recused member cannot"), transaction.atomic():
            row.save()
    assert not Vote.objects.exists()
    assert not Score.objects.exists()


def test_the_database_lets_nobody_be_recused_from_what_she_took_part_in(meeting, people):
    item, member = meeting.items.get(), people.committees["5714"][0]
    Vote.objects.create(item=item, member=member, choice="FOR")
    with pytest.raises(IntegrityError, match="cannot be recused"), transaction.atomic():
        Recusal.objects.create(item=item, member=member, reason="ญาติ")


def test_somebody_absent_or_a_word_that_is_no_vote_is_refused_and_nothing_is_written(meeting, by, people):
    item, members = meeting.items.get(), people.committees["5714"]
    services.record_attendance(
        meeting=meeting, present=[row.pk for row in members[1:]], reasons={members[0].pk: "ลาป่วย"}, by=by, on=MET_ON
    )
    both = {(item.pk, members[1].pk): "FOR", (item.pk, members[0].pk): "FOR"}
    with pytest.raises(WasAbsent, match="ไม่ได้มาประชุม จึงออกเสียงไม่ได้"):
        services.record_votes(meeting=meeting, votes=both, by=by, on=MET_ON)
    with pytest.raises(NotAVote):
        services.record_votes(meeting=meeting, votes={(item.pk, members[1].pk): "MAYBE"}, by=by, on=MET_ON)
    assert not Vote.objects.exists()


# -- what comes of them ------------------------------------------------------------------------------------------------
def test_a_resolution_against_the_majority_is_a_warning_and_closes_all_the_same(
    meeting, by, people, client, business_date
):
    business_date(MET_ON)
    cast(meeting, by, "AGAINST", "AGAINST", "FOR")
    score_all(people, meeting)
    services.record_outcome(item=meeting.items.get(), outcome="PASSED", by=by, on=MET_ON)
    client.force_login(by)
    page = client.get(reverse("projects:meeting", args=[meeting.pk])).content.decode()
    assert "มติไม่ตรงกับเสียงข้างมาก เห็นด้วย 1 ไม่เห็นด้วย 2" in page
    services.close_meeting(meeting=meeting, by=by, on=MET_ON)
    row = Document.objects.get(kind="MINUTES").context["decisions"][0]
    assert (row["votes_for"], row["votes_against"], row["abstained"]) == (1, 2, 0)


def test_the_minutes_name_absences_with_their_reason_and_guests(meeting, by, people):
    members = people.committees["5714"]
    services.record_attendance(
        meeting=meeting,
        present=[row.pk for row in members[1:]],
        reasons={members[0].pk: "ติดราชการ", members[1].pk: "ไม่นับ"},
        guests="นางสมศรี ใจดี, ปลัดอำเภอ\n\nนางสาวสมหญิง รักไทย",
        by=by,
        on=MET_ON,
    )
    score_all(people, meeting)
    services.record_outcome(item=meeting.items.get(), outcome="PASSED", by=by, on=MET_ON)
    services.close_meeting(meeting=meeting, by=by, on=MET_ON)
    minutes = Document.objects.get(kind="MINUTES").context
    assert minutes["absent"] == [{"name": members[0].name, "position": members[0].position, "reason": "ติดราชการ"}]
    assert minutes["attending"] == [
        {"name": "นางสมศรี ใจดี", "position": "ปลัดอำเภอ"},
        {"name": "นางสาวสมหญิง รักไทย", "position": ""},
    ]
    assert "votes_for" not in minutes["decisions"][0]


def test_after_the_close_no_score_vote_recusal_or_seat_changes_by_any_way(meeting, by, people):
    item = meeting.items.get()
    cast(meeting, by, "FOR")
    score_all(people, meeting)
    services.declare_recusal(item=item, member=people.committees["5714"][11], reason="เป็นผู้ค้ำ", by=by, on=MET_ON)
    services.record_outcome(item=item, outcome="PASSED", by=by, on=MET_ON)
    services.close_meeting(meeting=meeting, by=by, on=MET_ON)
    member = people.committees["5714"][0].pk
    for command in (
        lambda: services.record_votes(meeting=meeting, votes={(item.pk, member): "FOR"}, by=by, on=MET_ON),
        lambda: services.record_scores(meeting=meeting, scores={(item.pk, member): Decimal(9)}, by=by, on=MET_ON),
    ):
        with pytest.raises(MeetingClosed, match="ปิดแล้วเมื่อ 20 ธ.ค. 2560 แก้ไขไม่ได้"):
            command()
    for rows in (item.scores, item.votes, item.recusals, meeting.attendances):
        assert rows.exists()
        with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
            rows.all().delete()
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        item.scores.update(score=1)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        item.votes.update(choice="AGAINST")


def test_the_grid_gives_every_empty_cell_a_vote_in_favour(meeting, by, people, client, business_date):
    business_date(MET_ON)
    client.force_login(by)
    item, members = meeting.items.get(), people.committees["5714"]
    url = reverse("projects:votes", args=[meeting.pk])
    assert client.get(url).status_code == 200
    cells = {f"v-{item.pk}-{member.pk}": "" for member in members} | {f"v-{item.pk}-{members[0].pk}": "AGAINST"}
    client.post(url, {**cells, "all": "1"})
    assert Vote.objects.filter(choice="FOR").count() == len(members) - 1
    assert Vote.objects.get(choice="AGAINST").member == members[0]
