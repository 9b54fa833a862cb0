"""Table T-04: members by kind, counted once a day, with base, target, result and the share of the target."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.models import Policy
from documents.spreadsheets import read_sheet
from jobs.models import JobRun
from jobs.services import start_due_runs, work
from members import services
from members.models import Member, MemberCount
from reports.selectors.member_counts import member_table, share

ON = date(2017, 12, 12)


@pytest.fixture
def organisation(people):
    return services.register_organisation(
        name="กลุ่มตัวอย่าง",
        is_legal_person=False,
        tambon="571403",
        address="1",
        residence_since_on=date(2015, 1, 1),
        by=people.users["khuntan"],
        on=ON,
    )


def test_a_count_takes_members_in_good_standing_and_the_barred_and_parts_them_at_the_fiscal_year(people, organisation):
    services.count_members(on=ON)
    rows = {(row.province_id, row.kind): (row.before_year, row.in_year) for row in MemberCount.objects.all()}
    standing = Member.objects.filter(province="57", kind="PERSON", status__in=["ACTIVE", "BARRED"])
    new = standing.filter(registered_on__gte=date(2017, 10, 1)).count()
    assert rows["57", "PERSON"] == (standing.count() - new, new)
    assert new > 0
    assert rows["57", "ORGANISATION"] == (0, 1)
    assert {province for province, _kind in rows} == {"57", "10", "11"}


def test_counting_again_the_same_day_replaces_the_figures_and_another_day_adds_to_them(people, organisation):
    services.count_members(on=ON)
    number = MemberCount.objects.count()
    services.change_standing(member=organisation.member, status="LEFT", by=people.users["khuntan"], on=ON)
    services.count_members(on=ON)
    services.count_members(on=date(2017, 12, 13))
    assert MemberCount.objects.filter(as_of=ON).count() == number
    assert not MemberCount.objects.filter(as_of=date(2017, 12, 13), kind="ORGANISATION").exists()


def test_the_members_are_counted_by_a_run_once_a_day(people):
    def runs():
        return JobRun.objects.filter(job="members.count")

    start_due_runs(on=ON)
    work(run_id=runs().get().pk)
    assert MemberCount.objects.filter(as_of=ON).exists()
    start_due_runs(on=ON)
    assert runs().count() == 1


@pytest.mark.requirement("R-MEM-09")
@pytest.mark.parametrize(
    ("result", "target", "percent"),
    [(1_216_925, 3_400_000, "35.79"), (1_857, 1_756, "105.75"), (0, 10, "0.00"), (5, 0, None), (5, None, None)],
)
def test_the_share_of_the_target_is_told_to_two_places(result, target, percent):
    assert share(result=result, target=target) == (Decimal(percent) if percent else None)


@given(st.integers(0, 20_000_000), st.integers(1, 20_000_000))
def test_the_share_is_within_half_a_hundredth_of_the_quotient(result, target):
    found = share(result=result, target=target)
    assert abs(found * target - result * 100) <= Decimal("0.005") * target


@pytest.mark.requirement("R-MEM-09")
def test_the_table_tells_base_target_result_and_share_of_each_kind(people, organisation):
    for key, number in (("member_target_persons", "50"), ("member_target_organisations", "4")):
        Policy.objects.create(
            policy_no="P-28",
            key=key,
            value={"number": number},
            province_id="57",
            effective_from=date(2017, 10, 1),
            source="แผนของจังหวัด",
        )
    services.count_members(on=ON)
    found = member_table(user=people.users["secretary"], province=None, on=date(2017, 12, 20))
    persons, organisations = found.kinds
    new = MemberCount.objects.get(province="57", kind="PERSON").in_year
    assert (found.as_of, found.fiscal_year) == (ON, 2561)
    assert (persons.target, persons.result, persons.percent) == (50, new, Decimal(new) * 2)
    assert (organisations.base, organisations.target, organisations.result) == (0, 4, 1)
    assert organisations.percent == Decimal("25.00")


def test_the_targets_of_fiscal_year_2560_are_the_nations_and_hold_no_longer_than_that_year(people):
    services.count_members(on=date(2017, 9, 30))
    nation = member_table(user=people.users["national"], province=None, on=date(2017, 9, 30))
    assert [row.target for row in nation.kinds] == [3_400_000, 1_756]
    services.count_members(on=ON)
    later = member_table(user=people.users["national"], province=None, on=ON)
    assert [(row.target, row.percent) for row in later.kinds] == [(None, None)] * 2
    assert [row.target for row in member_table(user=people.users["national"], province="57", on=ON).kinds] == [None] * 2


def test_the_page_and_its_workbook_show_one_province_or_all_that_the_user_sees(log_in, people, in_2017, organisation):
    client = log_in("national")
    assert "ยังไม่มีจำนวนสมาชิก" in client.get("/reports/members/").content.decode()
    assert client.get("/reports/members/xlsx/").status_code == 404
    services.count_members(on=ON)
    page = client.get("/reports/members/").content.decode()
    assert "สมาชิกแยกตามจังหวัด" in page
    assert "สมุทรปราการ" in page
    own = log_in("secretary").get("/reports/members/").content.decode()
    assert "จำนวนสมาชิก ณ วันที่ 12 ธ.ค. 2560 ปีงบประมาณ 2561" in own
    assert "สมุทรปราการ" not in own
    assert client.get("/reports/members/", {"province": "11"}).status_code == 404
    answer = client.get("/reports/members/xlsx/")
    sheet = read_sheet(name="members.xlsx", content=answer.content)
    assert list(sheet.headings)[:2] == ["ประเภทสมาชิก", "ฐานเดิม (ราย)"]
    assert sheet.rows[1].cells[3] == "1"
    assert "ยังไม่มีจำนวนสมาชิก" in log_in("khuntan").get("/reports/members/").content.decode()
