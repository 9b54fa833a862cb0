"""What happens to a member: moves, bars that end, and what the register refuses at the door."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members import rules, selectors, services
from members.models import FormerAddress
from members.rules import Answer, Applicant, Condition
from thai import national_id

ON = date(2017, 12, 12)
pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def member(people):
    return people.groups[6][0]


@pytest.fixture
def change(people, member):
    """Give a function that changes the standing of the member."""

    def to(status, **facts):
        return services.change_standing(
            member=member, status=status, by=people.users["khuntan"], **({"on": ON} | facts)
        )

    return to


def move(people, member, tambon, moved_on, address="ใหม่"):
    return services.move(
        member=member, tambon=tambon, address=address, moved_on=moved_on, by=people.users["khuntan"], on=ON
    )


@pytest.mark.requirement("R-MEM-03", "R-MEM-08")
def test_a_move_to_another_tambon_keeps_the_old_address_and_begins_the_six_months_anew(people, member):
    since, address = member.residence_since_on, member.address
    moved = move(people, member, "570513", date(2017, 11, 1))
    former = FormerAddress.objects.get(member=member)
    assert (former.tambon_id, former.address, former.from_on, former.until_on) == (
        "571403",
        address,
        since,
        date(2017, 11, 1),
    )
    assert former.recorded_by == people.users["khuntan"]
    assert (moved.amphoe_id, moved.residence_since_on) == ("5705", date(2017, 11, 1))
    verdict = selectors.verdicts(members=[moved], on=ON)[moved.pk]
    assert [finding.condition for finding in verdict.blocks] == [Condition.RESIDENCE]
    assert list(member.events.order_by("pgh_id").values_list("pgh_label", "tambon"))[-1] == ("update", "570513")


@pytest.mark.requirement("R-MEM-03")
def test_a_move_within_the_tambon_does_not_touch_the_six_months_and_addresses_follow_each_other(people, member):
    since = member.residence_since_on
    moved = move(people, member, "571403", date(2017, 3, 1), address="ก")
    moved = move(people, moved, "571403", date(2017, 9, 1), address="ข")
    assert moved.residence_since_on == since
    rows = FormerAddress.objects.filter(member=member).order_by("from_on")
    assert [(row.from_on, row.until_on) for row in rows] == [
        (since, date(2017, 3, 1)),
        (date(2017, 3, 1), date(2017, 9, 1)),
    ]


def test_a_move_that_cannot_be_is_refused(people, member):
    with pytest.raises(services.MoveNotPossible, match="ตรงกับที่อยู่เดิม"):
        move(people, member, "571403", date(2017, 3, 1), address=member.address)
    with pytest.raises(services.MoveNotPossible, match="ต้องไม่หลังวันที่ 12 ธ.ค. 2560"):
        move(people, member, "571401", date(2017, 12, 13))
    with pytest.raises(services.MoveNotPossible, match="ต้องอยู่หลังวันที่มาอยู่"):
        move(people, member, "571401", member.residence_since_on)
    assert not FormerAddress.objects.exists()


@pytest.mark.requirement("R-MEM-05")
def test_a_bar_blocks_from_its_first_to_its_last_day_and_no_longer(change, member):
    change("BARRED", reason="คำสั่งที่ 5/2560", since_on=date(2017, 12, 1), until_on=date(2018, 5, 31))
    member.refresh_from_db()
    answers = {
        day: selectors.verdicts(members=[member], on=day)[member.pk].findings[0]
        for day in (date(2017, 11, 30), date(2017, 12, 1), date(2018, 5, 31), date(2018, 6, 1))
    }
    assert [finding.answer for finding in answers.values()] == [Answer.OK, Answer.BLOCK, Answer.BLOCK, Answer.OK]
    assert answers[date(2018, 5, 31)].sentence == "ถูกระงับสิทธิการกู้ถึงวันที่ 31 พ.ค. 2561: คำสั่งที่ 5/2560"
    assert "การระงับสิทธิสิ้นสุดเมื่อวันที่ 31 พ.ค. 2561" in answers[date(2018, 6, 1)].sentence


@pytest.mark.parametrize(
    ("status", "facts", "said"),
    [
        ("BARRED", {}, "การระงับสิทธิสมาชิกต้องระบุเหตุผล"),
        ("BARRED", {"reason": "ก", "since_on": date(2018, 1, 1)}, "วันที่เริ่มสถานะต้องไม่หลัง"),
        ("BARRED", {"reason": "ก", "since_on": date(2017, 1, 1)}, "ต้องไม่ก่อนวันขึ้นทะเบียน"),
        ("BARRED", {"reason": "ก", "until_on": date(2017, 12, 1)}, "ต้องไม่ก่อนวันเริ่ม"),
        ("LEFT", {"until_on": date(2018, 1, 1)}, "ใช้กับการระงับสิทธิเท่านั้น"),
        ("MERGED", {"reason": "ก"}, "สถานะนี้เปลี่ยนจากหน้านี้ไม่ได้"),
    ],
)
def test_a_standing_that_cannot_be_is_refused_and_changes_nothing(change, member, status, facts, said):
    with pytest.raises((services.StatusNeedsReason, services.StatusNotPossible), match=said):
        change(status, **facts)
    member.refresh_from_db()
    assert member.status == "ACTIVE"


def test_whoever_is_taken_back_needs_a_reason_and_her_bar_leaves_no_days_behind(change, member):
    change("BARRED", reason="คำสั่ง", until_on=date(2018, 5, 31))
    with pytest.raises(services.StatusNeedsReason, match="การให้กลับเป็นสมาชิกต้องระบุเหตุผล"):
        change("ACTIVE")
    back = change("ACTIVE", reason="เพิกถอนคำสั่ง")
    assert (back.status, back.status_since_on, back.status_until_on) == ("ACTIVE", ON, None)
    assert list(member.events.order_by("pgh_id").values_list("status", flat=True)) == ["ACTIVE", "BARRED", "ACTIVE"]


@given(
    since=st.dates(date(2017, 1, 1), date(2018, 12, 31)),
    lasts=st.integers(0, 400),
    on=st.dates(date(2016, 1, 1), date(2020, 12, 31)),
)
def test_a_bar_is_in_force_exactly_on_its_days(since, lasts, on):
    until = since + timedelta(days=lasts)
    applicant = Applicant(
        birth_on=date(1980, 1, 1),
        residence_since_on=date(2000, 1, 1),
        status="BARRED",
        status_reason="คำสั่ง",
        status_since_on=since,
        status_until_on=until,
    )
    assert rules.eligibility(applicant=applicant, on=on).may_borrow is not (since <= on <= until)


# -- at the door -------------------------------------------------------------------------------------------------------
def register(people, **changed):
    facts = {
        "national_id": national_id.generate(5),
        "title": "นาง",
        "first_name": "ทดสอบ",
        "last_name": "ลองทะเบียน",
        "birth_on": date(1980, 1, 1),
        "tambon": "571403",
        "address": "1",
        "residence_since_on": date(2010, 1, 1),
        "by": people.users["khuntan"],
        "on": ON,
    }
    return services.register(**(facts | changed))


@pytest.mark.requirement("R-ACT-01")
@pytest.mark.parametrize("title", ["นาย", " นาย ", "เด็กชาย", "พระ"])
def test_a_mans_title_is_refused_and_ranks_and_degrees_that_women_bear_are_not(people, title):
    with pytest.raises(services.NotAWoman) as refused:
        register(people, title=title)
    assert "กองทุนรับสตรีเป็นสมาชิกเท่านั้น" in str(refused.value)
    assert register(people, title="พันตำรวจโทหญิง").pk


@pytest.mark.requirement("R-ACT-01")
def test_a_girl_becomes_a_member_on_her_fifteenth_birthday_and_not_the_day_before(people):
    with pytest.raises(services.TooYoung) as refused:
        register(people, birth_on=date(2002, 12, 13))
    assert "จะครบในวันที่ 13 ธ.ค. 2560" in str(refused.value)
    assert register(people, birth_on=date(2002, 12, 12)).pk


def test_a_birthday_corrected_afterwards_is_kept_and_the_verdict_tells_what_follows(people):
    member = register(people)
    services.update(member=member, changes={"birth_on": date(2004, 1, 1)}, by=people.users["khuntan"], on=ON)
    member.refresh_from_db()
    verdict = selectors.verdicts(members=[member], on=ON)[member.pk]
    assert [finding.condition for finding in verdict.blocks] == [Condition.AGE]
    with pytest.raises(services.NotAWoman):
        services.update(member=member, changes={"title": "นาย"}, by=people.users["khuntan"], on=ON)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("571403", ["571403"]),
        ("๕๗๑๔๐๓", ["571403"]),
        ("ต.ยางฮอม อ.ขุนตาล จ.เชียงราย", ["571403"]),
        ("ยางฮอม", ["571403"]),
        ("ไม่มีตำบลนี้", []),
        ("  ", []),
    ],
)
def test_a_tambon_is_found_by_its_code_or_its_names(typed, codes):
    assert [tambon.pk for tambon in selectors.tambon_typed(typed)] == codes
