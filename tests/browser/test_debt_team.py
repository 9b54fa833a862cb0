"""The debt team on a telephone: today's way, a visit with photograph and promise, the slip of a debtor who came."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest

from debt_followup.models import DebtCase, DebtContact, DebtTeam
from debt_followup.services.cases import check_evidence, follow_cases
from debt_followup.services.teams import add_member
from debt_followup.services.weeks import plan_visits
from loans.models import Contract
from repayments.models import PaymentNotice
from reports.demo import people as demo
from tests.browser.story import handed_in
from tests.browser.story.desk import Desk
from tests.browser.story.reading import page_texts
from tests.repayments import factories as bank
from thai.digits import to_thai

pytestmark = pytest.mark.slow
POCKET = {"width": 360, "height": 740}
MONDAY, TUESDAY = date(2018, 9, 24), date(2018, 9, 25)
PROMISED_UNTIL, AFTER = "5/10/2561", date(2018, 10, 8)
CHAPTER = "19. The debt team on a telephone · ทีมติดตามหนี้บนโทรศัพท์"


@pytest.fixture
def late(live_site) -> list[Contract]:
    """Two contracts that are late, both of one amphoe's plan for this Tuesday."""
    found = demo.read()
    made = bank.contracts_in_force(found, groups=(6, 5))
    by, users = found.users["debt"], found.users
    follow_cases(contract_ids=[one.pk for one in made], on=MONDAY)
    for case in DebtCase.objects.order_by("pk"):
        check_evidence(case=case, by=by, on=MONDAY)
        team = DebtTeam.objects.get(kind="FIELD", amphoe=case.amphoe_id)
        visitor = team.members.first() or add_member(
            team=team, name="", user=by, from_on=MONDAY, is_lead=True, by=users["chief"]
        )
        plan_visits(amphoe=case.amphoe, week_on=MONDAY, day=TUESDAY, cases=[case], visitor=visitor, by=by, on=MONDAY)
    return made


@pytest.mark.requirement("R-DEBT-11", "R-DEBT-13")
def test_a_team_visits_logs_a_promise_and_takes_a_slip_on_its_telephone(
    late, desk_of: Callable[..., Desk], tmp_path: Path
):
    desk = desk_of(POCKET, has_touch=True, is_mobile=True)
    with desk.gallery.chapter(CHAPTER):
        desk.page.goto(desk.url)
        desk.sit_down("debt")
        desk.move_to(TUESDAY)
        the_day_begins(desk)
        debtor = she_is_visited(desk, tmp_path)
        a_second_demand_is_refused(desk, debtor)
        one_comes_by_herself(desk, tmp_path)
        the_promise_is_broken(desk)
    desk.close()
    [made] = DebtContact.objects.filter(promise_on__isnull=False)
    assert (made.promise_amount, made.photo is not None, made.latitude) == (Decimal("5000.00"), True, Decimal("19.9"))
    assert PaymentNotice.objects.get().channel == PaymentNotice.Channel.WALK_IN


def the_day_begins(desk: Desk) -> None:
    """Her work of today leads to the way, and the way is a paper too."""
    desk.go_to("งานของฉัน")
    desk.sees("การเยี่ยมลูกหนี้ของท่านวันนี้")
    desk.picture("telephone-debt-work", "งานของทีมติดตามหนี้วันนี้", "What waits for the debt team today")
    desk.main.get_by_role("link", name="การเยี่ยมลูกหนี้ของท่านวันนี้").click()
    desk.sees_heading("เส้นทางเยี่ยมลูกหนี้")
    desk.picture("telephone-debt-route", "เส้นทางวันนี้บนโทรศัพท์", "Today's way on a telephone")
    cover, visits, *_more = page_texts(desk.take_link("พิมพ์เส้นทาง"))
    first = Contract.objects.order_by("number").first()
    assert to_thai(first.label) in visits
    assert to_thai(first.label) not in cover


def she_is_visited(desk: Desk, folder: Path) -> str:
    """A few taps: who was met stands there already; the photograph, the place and the promise come to it."""
    desk.page.context.grant_permissions(["geolocation"], origin=desk.url)
    desk.page.context.set_geolocation({"latitude": 19.9, "longitude": 99.84})
    desk.main.get_by_role("link", name="บันทึกการเยี่ยม").first.click()
    desk.sees_heading("บันทึกการติดต่อลูกหนี้")
    desk.sees("ห้ามแจ้งหนี้แก่บุคคลอื่น")
    address = desk.page.url
    desk.fill("เวลา", f"{time(10):%H:%M}")
    desk.tick("ครั้งนี้ทวงถามให้ชำระหนี้")
    desk.fill("รับปากว่าจะชำระภายในวันที่", PROMISED_UNTIL)
    desk.fill("จำนวนเงินที่รับปาก", "5,000")
    desk.field("ภาพถ่าย").set_input_files(handed_in.photographs(folder, number=4, shots=1))
    desk.press("แนบพิกัดที่อยู่ตอนนี้")
    desk.sees("แนบพิกัดแล้ว")
    desk.picture("telephone-debt-visit", "บันทึกการเยี่ยมบนโทรศัพท์", "Recording a visit on a telephone")
    desk.press("บันทึกการติดต่อ")
    desk.is_told("บันทึกการติดต่อแล้ว")
    desk.sees("รอถึงวันที่รับปาก", "5,000.00", "19.9")
    photo = desk.main.get_by_role("img", name="ภาพถ่ายที่แนบกับบันทึกการติดต่อ")
    assert photo.evaluate("picture => picture.decode().then(() => picture.naturalWidth > 100)")
    desk.picture("telephone-debt-visited", "บันทึกการเยี่ยมพร้อมคำมั่น", "The visit with its promise")
    return address.split("?")[0]


def a_second_demand_is_refused(desk: Desk, address: str) -> None:
    """A second demand of the day needs a reason, and so does one late in the evening."""
    desk.page.goto(address)
    desk.sees("วันนี้มีการทวงถามแล้ว")
    desk.choose("ผล", "อื่น")
    desk.tick("ครั้งนี้ทวงถามให้ชำระหนี้")
    desk.fill("เวลา", "21:00")
    desk.press("บันทึกการติดต่อ")
    desk.is_refused("อยู่นอกเวลาที่กฎหมายให้ทวงถาม")
    desk.fill("เวลา", "11:00")
    desk.press("บันทึกการติดต่อ")
    desk.is_refused("ครบ 1 ครั้งตามที่กฎหมายให้แล้ว")
    desk.picture("telephone-debt-refused", "ทวงถามครั้งที่สองในวันเดียวกัน", "A second demand on one day is refused")
    assert DebtContact.objects.count() == 1


def one_comes_by_herself(desk: Desk, folder: Path) -> None:
    """The other debtor comes to the office with her slip: it waits as evidence until the bank's line is there."""
    desk.go_to("เส้นทางวันนี้")
    desk.main.get_by_role("link", name="บันทึกการเยี่ยม").first.click()
    desk.tick("ลูกหนี้มาติดต่อเอง")
    desk.fill("เวลา", "13:30")
    desk.choose("ผล", "แจ้งว่าชำระแล้ว")
    desk.main.locator("summary", has_text="ลูกหนี้แสดงหลักฐานการชำระ").click()
    desk.field("ภาพหลักฐานการชำระที่ลูกหนี้แสดง").set_input_files(handed_in.photographs(folder, number=3, shots=1))
    desk.fill("วันที่ชำระตามหลักฐาน", "24/9/2561")
    desk.fill("จำนวนเงินตามหลักฐาน", "52,515.07")
    desk.press("บันทึกการติดต่อ")
    desk.is_told("บันทึกการติดต่อแล้ว")
    desk.sees("หลักฐานการชำระ")
    desk.follow("เรื่องติดตามหนี้")
    desk.sees("52,515.07")
    desk.picture("telephone-debt-case", "เรื่องติดตามหนี้กับหลักฐานการชำระ", "A case with the slip of a payment")


def the_promise_is_broken(desk: Desk) -> None:
    """No money came until the day: the promise waits in her work, and the log calls it broken."""
    desk.move_to(AFTER)
    desk.go_to("งานของฉัน")
    desk.main.get_by_role("link", name="คำมั่นที่ครบกำหนดแล้วแต่ไม่มีเงินเข้า").click()
    desk.sees("ไม่ชำระตามที่รับปาก")
    desk.picture("telephone-debt-promise", "คำมั่นที่ไม่ชำระตามกำหนด", "A promise that was not kept")
