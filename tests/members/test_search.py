"""One member among many: the ways of the search give what a plain look through the register gives."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from areas.models import Tambon
from members import selectors
from members.models import Member
from members.selectors import listing
from tests.scenario import kept_for_module
from thai import national_id, sorting

PERMISSION = "members.view"
FIRST = ("สมศรี", "สมใจ", "ศรีสุดา", "กมล", "เพ็ญศรี", "วรรณา", "แก้ว", "อารีวรรณ", "ณัฐศรี", "ไพลิน")
LAST = ("ใจดี", "ศรีสุข", "แก้วดี", "วงศ์ศรี", "ทองใบ", "สุขใจ", "พรหมมา", "เจริญศรีสุข", "บุญมา", "ดีวรรณ")


def _play() -> list[Member]:
    """Some hundred members more, in two provinces."""
    dice = random.Random(4)
    tambon = list(Tambon.objects.filter(code__in=["571403", "571401", "570101", "500101"]))
    made = []
    for seed in range(300):
        place = dice.choice(tambon)
        made.append(
            Member(
                member_number=f"{place.province_id}-9{seed:06d}",
                national_id_encrypted=b"x",
                national_id_hash=f"{seed:064d}",
                first_name=dice.choice(FIRST),
                last_name=dice.choice(LAST),
                birth_on="1970-01-01",
                province_id=place.province_id,
                amphoe_id=place.amphoe_id,
                tambon=place,
                address="1",
                residence_since_on="2000-01-01",
                registered_on="2016-01-01",
                status=dice.choice(["ACTIVE"] * 9 + ["LEFT"]),
            )
        )
    return Member.objects.bulk_create(made)


many = kept_for_module(_play)
pytestmark = pytest.mark.usefixtures("many", "in_2017")


def plainly(user, text: str, **filters: object) -> list[int]:
    """All that fit, by a look through the whole register."""
    rows = Member.objects.visible_to(user, PERMISSION).filter(**filters)
    key = sorting.key(text)
    return [row.pk for row in sorted(rows, key=lambda row: (row.name_key, row.pk)) if key in row.name_key]


def paged(user, text: str, size: int, **filters: object) -> list[int]:
    """All pages forward; and the same backward, which must give the same."""
    pages, after = [], ""
    while True:
        page = selectors.registry_page(user=user, permission=PERMISSION, text=text, after=after, size=size, **filters)
        pages.append([row.pk for row in page.rows])
        after = page.after
        if not after:
            break
    before, back = page.before, [pages[-1]]
    while before:
        page = selectors.registry_page(user=user, permission=PERMISSION, text=text, before=before, size=size, **filters)
        back.insert(0, [row.pk for row in page.rows])
        before = page.before
    assert back == pages
    return [pk for rows in pages for pk in rows]


@pytest.mark.parametrize("username", ["national", "secretary", "khuntan", "yanghom"])
@pytest.mark.parametrize("text", ["", "ศรี", "วรร", "สมศรี", "รีสุ", "ใจดี", "ฬฬฬ", "มศรี", "ีสุข"])
@pytest.mark.requirement("R-MEM-08")
def test_a_part_of_a_name_finds_all_and_only_those_who_have_it_in_dictionary_order(users, username, text):
    assert paged(users[username], text, 17) == plainly(users[username], text)


@pytest.mark.parametrize("text", ["ศรี", "สมศรี", "รีสุ", "มศรี", "ใจดี"])
def test_after_a_short_walk_the_other_way_finds_the_same(users, monkeypatch, text):
    for walk, long_walk in ((1, 1), (7, 5), (40, 0)):
        monkeypatch.setattr(listing, "WALK", walk)
        monkeypatch.setattr(listing, "LONG_WALK", long_walk)
        for username in ("national", "secretary", "khuntan"):
            assert paged(users[username], text, 9) == plainly(users[username], text)


def test_two_letters_are_the_beginning_of_a_name_and_one_is_too_few(users):
    found = selectors.registry_page(user=users["national"], permission=PERMISSION, text="สม", size=500).rows
    assert found
    assert {row.first_name[:2] for row in found} == {"สม"}
    for nothing in ("ส", "เ", "ก่", "%%", "__"):
        assert not selectors.registry_page(user=users["national"], permission=PERMISSION, text=nothing).rows


def test_a_leading_vowel_typed_last_waits_for_its_consonant(users):
    def names(text: str) -> set[str]:
        page = selectors.registry_page(user=users["national"], permission=PERMISSION, text=text, size=500)
        return {row.first_name for row in page.rows}

    assert "แก้ว" in names("แก้")
    assert names("ศรีแ") == names("ศรี")


def test_a_whole_name_is_found_and_a_part_across_its_space(users, many):
    someone = many[0]
    for text in (
        f"{someone.first_name} {someone.last_name}",
        f"นาง{someone.first_name}  {someone.last_name}",
        f"{someone.first_name[2:]} {someone.last_name}",
    ):
        found = {
            row.pk
            for row in selectors.registry_page(user=users["national"], permission=PERMISSION, text=text, size=500).rows
        }
        assert someone.pk in found


def test_numbers_are_looked_up_exactly_and_only_inside_the_area(users, people):
    member, far = people.groups[6][0], people.groups[12][0]
    officer = users["khuntan"]
    thai_digits = member.member_number.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    for text in (member.member_number, thai_digits):
        assert [row.pk for row in selectors.registry_page(user=officer, permission=PERMISSION, text=text).rows] == [
            member.pk
        ]
    assert not selectors.registry_page(user=officer, permission=PERMISSION, text=far.member_number).rows
    assert not selectors.registry_page(user=officer, permission=PERMISSION, text=national_id.generate(123_456)).rows


def test_filters_narrow_every_way(users, monkeypatch):
    monkeypatch.setattr(listing, "WALK", 5)
    for text in ("", "ศรี", "สม"):
        for filters in ({"status": "LEFT"}, {"status": "ACTIVE"}, {"kind": "PERSON"}, {"tambon": "571403"}):
            looked = {"tambon_id" if name == "tambon" else name: value for name, value in filters.items()}
            expected = plainly(users["national"], text, **looked)
            if text == "สม":
                expected = [pk for pk in expected if Member.objects.get(pk=pk).name_key.startswith("สม")]
            assert paged(users["national"], text, 11, **filters) == expected
    assert not selectors.registry_page(user=users["khuntan"], permission=PERMISSION, tambon="500101").rows


def test_two_areas_of_one_officer_are_read_as_one_list(users):
    from datetime import date

    from areas.models import RoleAssignment, User

    user = User.objects.create(username="two-areas")
    for code in ("571403", "570101"):
        RoleAssignment.objects.create(
            user=user,
            role="TAMBON_GROUP",
            province_id="57",
            amphoe_id=code[:4],
            tambon_id=code,
            valid_from=date(2016, 1, 1),
        )
    RoleAssignment.objects.create(
        user=user, role="AMPHOE_OFFICER", province_id="57", amphoe_id="5714", valid_from=date(2016, 1, 1)
    )
    assert selectors.areas_of(user, PERMISSION) == ["570101", "5714"]
    for text in ("", "ศรี"):
        assert paged(user, text, 13) == plainly(user, text)


def test_nothing_counts_the_register(users, client):
    client.force_login(users["secretary"])
    with CaptureQueriesContext(connection) as taken:
        for words in ({}, {"q": "ศรี"}, {"q": "สม"}, {"q": "57-0000001"}, {"status": "LEFT"}):
            assert client.get("/members/", words).status_code == 200
    assert not [query["sql"] for query in taken if "COUNT(" in query["sql"].upper()]
