"""The register of members: cards, duplicates, numbers, moves."""

from datetime import date

import pytest

from members import services
from thai import national_id

CARD = national_id.generate(1)


def someone(people, **changed):
    facts = {
        "national_id": CARD,
        "title": "นาง",
        "first_name": "ทดสอบ",
        "last_name": "ลองทะเบียน",
        "birth_on": date(1980, 2, 29),
        "tambon": "571403",
        "address": "1 หมู่ 2",
        "residence_since_on": date(2010, 1, 1),
        "by": people.users["khuntan"],
        "on": date(2017, 12, 12),
    }
    return services.register(**(facts | changed))


@pytest.mark.requirement("R-ACT-01")
def test_a_natural_person_becomes_a_member_with_the_next_number_of_her_province(people):
    first = someone(people)
    second = someone(people, national_id=national_id.generate(2), first_name="อีกคน")
    assert first.member_number.startswith("57-")
    assert int(second.member_number[3:]) == int(first.member_number[3:]) + 1
    assert (first.province_id, first.amphoe_id) == ("57", "5714")


def test_people(people):
    assert len(people.spare) == 60
    assert all(len(group) == 5 for group in people.groups.values())
