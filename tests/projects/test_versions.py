"""What differs between two versions, and what an edit does to the decisions above it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse

from projects import services
from projects.models import Decision
from projects.rules.versions import Kind, Part, differences, pieces_of, whole
from projects.selectors.group import Chosen
from tests.projects.entries import MET_ON, returned, typed
from tests.projects.houses import BUDGET, PLAN

CONTENT = {
    "title": "เย็บผ้า",
    "category": 5,
    "place": "หมู่ 3",
    "purpose": "รวมกลุ่มเย็บผ้า จำหน่ายในตลาดชุมชน",
    "amount": "200000.00",
    "applied_on": "2017-12-12",
    "tambon": {"code": "571403", "name": "ยางฮอม"},
    "borrowers": [
        {"member": 1, "name": "ก", "role": "REPRESENTATIVE", "current_address": ""},
        {"member": 2, "name": "ข", "role": "CO_BORROWER", "current_address": ""},
    ],
    "papers": ["CRITERION_1"],
}


def seen(before, after):
    return [
        (one.part, one.kind, one.field, one.name, one.before, one.after)
        for one in differences(before=before, after=after)
    ]


def test_a_version_frozen_before_a_key_existed_reads_as_if_it_said_the_default():
    assert differences(before=CONTENT, after=whole(CONTENT)) == []
    assert whole(CONTENT)["budget_total"] == "200000.00"


@pytest.mark.requirement("R-APPR-04")
def test_people_lines_fields_and_papers_are_told_one_by_one():
    line = {"item": "ผ้า", "quantity": "1.00", "unit": "ม้วน", "unit_price": "5.00", "amount": "5.00", "asked": "5.00"}
    step = {"activity": "เย็บ", "from_on": "2018-01-01", "until_on": "2018-02-01", "responsible": ""}
    before = CONTENT | {"plan": [step], "budget": [line, line | {"item": "ด้าย"}]}
    after = before | {
        "amount": "150000.00",
        "borrowers": [
            {"member": 2, "name": "ข", "role": "REPRESENTATIVE", "current_address": ""},
            {"member": 3, "name": "ค", "role": "CO_BORROWER", "current_address": "เชียงใหม่"},
        ],
        "plan": [step | {"until_on": "2018-03-01"}],
        "budget": [line | {"asked": "4.00"}, line | {"item": "เข็ม"}],
        "papers": ["CRITERION_1", "PHOTOGRAPHS"],
        "budget_total": "200000.00",
    }
    assert seen(before, after) == [
        (Part.FIELDS, Kind.CHANGED, "amount", "", "200000.00", "150000.00"),
        (Part.PEOPLE, Kind.REMOVED, "", "ก", "REPRESENTATIVE", ""),
        (Part.PEOPLE, Kind.CHANGED, "role", "ข", "CO_BORROWER", "REPRESENTATIVE"),
        (Part.PEOPLE, Kind.ADDED, "", "ค", "", "CO_BORROWER"),
        (Part.PLAN, Kind.CHANGED, "until_on", "เย็บ", "2018-02-01", "2018-03-01"),
        (Part.BUDGET, Kind.REMOVED, "", "ด้าย", "5.00", ""),
        (Part.BUDGET, Kind.CHANGED, "asked", "ผ้า", "5.00", "4.00"),
        (Part.BUDGET, Kind.ADDED, "", "เข็ม", "", "5.00"),
        (Part.PAPERS, Kind.ADDED, "", "PHOTOGRAPHS", "", ""),
    ]


def test_the_changed_phrase_of_a_text_is_marked_and_the_rest_is_kept():
    pieces = pieces_of(before="รวมกลุ่ม ขายในตลาด ทุกเดือน", after="รวมกลุ่ม ขายออนไลน์ ทุกเดือน")
    assert [(piece.text, piece.kind) for piece in pieces] == [
        ("รวมกลุ่ม ", None),
        ("ขายในตลาด ", Kind.REMOVED),
        ("ขายออนไลน์ ", Kind.ADDED),
        ("ทุกเดือน", None),
    ]


@pytest.fixture
def revised(people):
    """A proposal that came back from อกส.อ., was changed and sent again."""
    proposal = returned(people, plan=PLAN, budget=BUDGET)
    group = [Chosen(member_id=member.pk) for member in people.groups[6][1:]] + [
        Chosen(member_id=people.groups[6][0].pk)
    ]
    budget = [replace(BUDGET[0], quantity=Decimal(9)), BUDGET[1]]
    services.update_draft(
        proposal=proposal,
        edit_number=proposal.edit_number,
        by=people.users["khuntan"],
        on=MET_ON,
        **typed(people, title="เย็บผ้าส่งออก", group=6, plan=PLAN, budget=budget) | {"group": group},
    )
    proposal.refresh_from_db()
    return proposal


@pytest.mark.requirement("R-APPR-04")
def test_the_page_shows_the_present_draft_beside_what_was_returned(people, revised, in_2017, log_in):
    page = reverse("projects:versions", args=[revised.reference])
    shown = log_in("khuntan").get(page).content.decode()
    assert "ร่างที่กำลังแก้ไข" in shown
    for said in ("เย็บผ้า ถักโครเชต์", "เย็บผ้าส่งออก", "180,000.00", "162,000.00", "ผู้แทนกลุ่ม"):
        assert said in shown
    same = log_in("khuntan").get(page, {"from": "1", "to": "1"}).content.decode()
    assert "เหมือนกันทุกรายการ" in same
    assert log_in("khuntan").get(page, {"from": "99", "to": "ก"}).status_code == 200
    assert log_in("phan").get(page).status_code == 404


@pytest.mark.requirement("R-APPR-04")
def test_sent_again_the_old_decisions_are_shown_as_those_of_the_earlier_version(people, revised, in_2017, log_in):
    services.send(proposal=revised, by=people.users["khuntan"], on=MET_ON)
    assert revised.version == 2
    assert not Decision.objects.filter(version__proposal=revised, version__number=2).exists()
    shown = log_in("khuntan").get(reverse("projects:proposal", args=[revised.reference])).content.decode()
    assert shown.count("มติของฉบับก่อน ไม่มีผลกับฉบับปัจจุบัน") == 1
    assert "แผนการตลาดยังไม่ชัดเจน" in shown
