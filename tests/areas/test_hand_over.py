"""Officers change: roles pass on a day, without gap or overlap; nobody sees to her own; nobody outside her area."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from areas.models import RoleAssignment, User
from areas.roles import Role
from areas.rules import CannotHandOver, Term, handed_over
from areas.services import HoldsAlready, OwnHandOver, hand_over
from areas.waiting import Waiting

ON = date(2018, 1, 15)
START = date(2018, 2, 1)


# -- the rule ----------------------------------------------------------------------------------------------------------
@given(
    held_for=st.integers(1, 900),
    ahead=st.integers(0, 300),
    acting=st.none() | st.integers(0, 300),
    ends=st.none() | st.integers(0, 900),
)
def test_the_terms_follow_each_other_without_gap_or_overlap(held_for, ahead, acting, ends):
    start = ON + timedelta(days=ahead)
    until = None if acting is None else start + timedelta(days=acting)
    last = until or start
    held = Term(ON - timedelta(days=held_for), None if ends is None else last + timedelta(days=ends))
    kept, passed, back = handed_over(held=held, from_on=start, on=ON, until=until)
    assert (kept.from_on, kept.to_on) == (held.from_on, start - timedelta(days=1))
    assert passed.from_on == start
    if back is None:
        assert passed.to_on == held.to_on
    else:
        assert (passed.to_on, back.from_on, back.to_on) == (until, until + timedelta(days=1), held.to_on)


@pytest.mark.parametrize(
    ("held", "days"),
    [
        (Term(date(2016, 10, 1)), {"from_on": ON - timedelta(days=1)}),  # the past
        (Term(ON), {"from_on": ON}),  # she has not held it for a day
        (Term(date(2016, 10, 1), date(2018, 1, 31)), {"from_on": START}),  # over by then
        (Term(date(2016, 10, 1)), {"from_on": START, "until": START - timedelta(days=1)}),
        (Term(date(2016, 10, 1), START), {"from_on": START, "until": START + timedelta(days=1)}),
        (Term(date(2016, 10, 1)), {"from_on": START, "last_on": ON - timedelta(days=2)}),
        (Term(date(2016, 10, 1)), {"from_on": START, "until": START, "last_on": START}),
    ],
)
def test_wrong_days_are_refused(held, days):
    with pytest.raises(CannotHandOver):
        handed_over(held=held, on=ON, **days)


def test_a_week_side_by_side_is_possible_where_it_is_asked_for():
    kept, passed, _back = handed_over(
        held=Term(date(2016, 10, 1)), from_on=START, on=ON, last_on=START + timedelta(days=6)
    )
    assert (kept.to_on, passed.from_on) == (date(2018, 2, 7), START)


# -- the command -------------------------------------------------------------------------------------------------------
@pytest.fixture
def successor(db):
    return User.objects.create(username="new-officer", display_name="นางคนใหม่ ตัวอย่าง")


def roles(user):
    return RoleAssignment.objects.filter(user=user).order_by("valid_from")


def passed_on(users, successor, **changes):
    given = {
        "leaver": users["khuntan"],
        "successor": successor,
        "from_on": START,
        "order_number": "55/2561",
        "by": users["chief"],
        "on": ON,
    } | changes
    return hand_over(assignments=list(roles(given["leaver"])), **given)


def test_the_role_ends_the_day_before_and_begins_with_the_successor(users, successor):
    [new] = passed_on(users, successor)
    [old] = roles(users["khuntan"])
    assert (old.valid_from, old.valid_to) == (date(2016, 10, 1), date(2018, 1, 31))
    assert (new.user, new.role, new.amphoe_id) == (successor, Role.AMPHOE_OFFICER, "5714")
    assert (new.valid_from, new.valid_to, new.order_number) == (START, None, "55/2561")


def test_an_acting_officer_gives_the_role_back(users, successor):
    [acting] = passed_on(users, successor, until=date(2018, 2, 28))
    before, after = roles(users["khuntan"])
    assert acting.valid_to == date(2018, 2, 28)
    assert (before.valid_to, after.valid_from, after.valid_to) == (date(2018, 1, 31), date(2018, 3, 1), None)


def test_nobody_hands_over_her_own_role_nor_takes_one_herself(users, successor):
    with pytest.raises(OwnHandOver):
        passed_on(users, successor, leaver=users["chief"])
    with pytest.raises(OwnHandOver):
        passed_on(users, users["chief"])
    assert roles(users["chief"]).get().valid_to is None


def test_a_second_click_changes_nothing_more(users, successor):
    passed_on(users, successor)
    with pytest.raises(CannotHandOver):
        passed_on(users, successor)
    assert roles(successor).count() == 1


def test_who_holds_the_role_already_does_not_get_it_twice(users, successor):
    RoleAssignment.objects.create(
        user=successor, role=Role.AMPHOE_OFFICER, province_id="57", amphoe_id="5714", valid_from=date(2018, 6, 1)
    )
    with pytest.raises(HoldsAlready):
        passed_on(users, successor)
    assert roles(users["khuntan"]).get().valid_to is None


def test_without_an_order_or_to_oneself_nothing_passes(users, successor):
    with pytest.raises(CannotHandOver):
        passed_on(users, successor, order_number="  ")
    with pytest.raises(CannotHandOver):
        passed_on(users, users["khuntan"])


def test_an_account_that_was_closed_takes_nothing_over(users, successor):
    successor.is_active = False
    successor.save()
    with pytest.raises(CannotHandOver):
        passed_on(users, successor)


# -- the pages ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def today(business_date):
    business_date(ON)


def post(client, users, leaver, successor, **changes):
    assignments = [row.pk for row in roles(users[leaver])]
    given = {
        "assignments": assignments,
        "successor": successor.pk,
        "order_number": "55/2561",
        "from_on": "1/2/2561",
    } | changes
    return client.post(reverse("hand_over_from", args=[users[leaver].pk]), given)


def test_the_chief_hands_over_within_the_province_and_the_successor_sees_the_work(
    users, successor, today, log_in, business_date, client
):
    assert post(log_in("chief"), users, "khuntan", successor).status_code == 302
    business_date(START)
    client.force_login(User.objects.get(pk=successor.pk))
    assert client.get(reverse("projects:board")).status_code == 200
    client.force_login(User.objects.get(pk=users["khuntan"].pk))
    assert client.get(reverse("projects:board")).status_code == 403


@pytest.mark.parametrize("leaver", ["national", "admin", "auditor"])
def test_officers_of_the_nation_are_outside_the_chiefs_area(users, successor, today, log_in, leaver):
    assert log_in("chief").get(reverse("hand_over_from", args=[users[leaver].pk])).status_code == 404
    assert post(log_in("chief"), users, leaver, successor).status_code == 404
    assert post(log_in("admin"), users, "auditor", successor).status_code == 302


def test_a_forged_role_of_somebody_else_is_refused(users, successor, today, log_in):
    others = [row.pk for row in roles(users["phan"])]
    answer = post(log_in("chief"), users, "khuntan", successor, assignments=others)
    assert answer.status_code == 200
    assert roles(successor).count() == 0


def test_an_officer_of_another_province_cannot_be_chosen(users, today, log_in):
    stranger = User.objects.create(username="stranger")
    RoleAssignment.objects.create(user=stranger, role=Role.ACCOUNTANT, province_id="11", valid_from=date(2016, 10, 1))
    assert post(log_in("chief"), users, "khuntan", stranger).status_code == 200
    assert roles(users["khuntan"]).get().valid_to is None


def test_the_chief_sees_her_own_page_without_a_form(users, today, log_in):
    shown = log_in("chief").get(reverse("hand_over_from", args=[users["chief"].pk])).content.decode()
    assert "ของตนเองไม่ได้" in shown
    assert "<textarea" not in shown
    assert 'name="successor"' not in shown


def test_what_waits_for_the_leaver_and_her_own_drafts_are_shown(people, users, today, log_in):
    from tests.projects.test_query_counts import fill

    fill(people, 2, start=0, state="DRAFT")  # entered by khuntan
    url = reverse("hand_over_waiting", args=[users["khuntan"].pk])
    assert "ร่าง" in log_in("chief").get(url, headers={"HX-Request": "true"}).content.decode()
    assert "ร่างที่ผู้นี้บันทึกเอง" in log_in("chief").get(url).content.decode()


def test_what_waits_leads_only_where_the_one_who_hands_over_may_go(users, today, log_in, monkeypatch):
    def waits(*, user, on):
        yield Waiting(title="ออกหนังสือ", url=reverse("debt_followup:notices_due"), count=2)
        yield Waiting(title="ทะเบียน", url=reverse("debt_followup:register") + "?age=31-90", count=1)

    monkeypatch.setattr("areas.waiting._providers", [waits])
    page = log_in("chief").get(reverse("hand_over_waiting", args=[users["secretary"].pk])).content.decode()
    assert "ออกหนังสือ" in page
    assert reverse("debt_followup:notices_due") not in page
    assert f'href="{reverse("debt_followup:register")}?age=31-90"' in page


@pytest.mark.parametrize("user", ["khuntan", "secretary", "accountant", "auditor", "national"])
def test_only_the_chief_and_the_administrator_hand_over(users, today, log_in, user):
    assert log_in(user).get(reverse("hand_over")).status_code == 403
    assert log_in(user).get(reverse("hand_over_from", args=[users["phan"].pk])).status_code == 403


def test_the_list_finds_an_officer_by_name_or_position(users, today, log_in):
    shown = log_in("chief").get(reverse("hand_over"), {"who": "ขุนตาล"}).content.decode()
    assert str(users["khuntan"]) in shown
    assert str(users["phan"]) not in shown
