"""The letters of September in the browser: they come by themselves, are handed out, answered by scanner, summed up."""

from datetime import date

import pytest

from debt_followup.models import Confirmation, ConfirmationReply
from loans.models import Contract
from reports.demo import people as demo
from tests.browser.story.desk import Desk
from tests.browser.story.reading import page_texts
from tests.repayments import factories as bank

pytestmark = pytest.mark.slow
SEPTEMBER = date(2018, 9, 30)
ANSWERED_ON = date(2018, 10, 15)
LATE = date(2018, 11, 5)
CHAPTER = "18. The September confirmation · ยืนยันยอดหนี้เดือนกันยายน"


@pytest.fixture
def lent(live_site) -> list[Contract]:
    """Three contracts in force since 2 February 2018, none of which is paid."""
    return bank.contracts_in_force(demo.read(), groups=(6, 12, 1))


@pytest.mark.requirement("R-DEBT-07")
def test_the_letters_come_by_themselves_and_their_answers_are_scanned(lent, desk: Desk):
    with desk.gallery.chapter(CHAPTER):
        desk.page.goto(desk.url)
        desk.sit_down("secretary")
        the_letters_are_written(desk)
        letters = list(Confirmation.objects.order_by("pk"))
        assert len(letters) == len(lent)
        desk.move_to(ANSWERED_ON)
        desk.go_to("ติดตามหนี้")
        desk.follow("ยืนยันยอดหนี้")
        desk.follow("บันทึกคำตอบ")
        desk.picture("confirmation-record", "สแกนใบตอบรับยืนยันยอดหนี้", "Scanning the slips that came back")
        she_agrees(desk, letters[0])
        she_differs(desk, letters[1])
        what_differs_is_looked_into(desk)
        desk.move_to(LATE)
        who_did_not_answer_is_reminded(desk)
        the_auditors_see_it(desk)
    desk.close()
    assert list(ConfirmationReply.objects.order_by("pk").values_list("answer", flat=True)) == ["AGREES", "DIFFERS"]


def the_letters_are_written(desk: Desk) -> None:
    """On 30 September nobody does anything, and the letters of each amphoe lie there."""
    desk.go_to("ติดตามหนี้")
    desk.follow("ยืนยันยอดหนี้")
    desk.move_to(SEPTEMBER)
    runs = desk.main.get_by_role("table", name="งานที่ผ่านมา")
    desk.wait_for(lambda: runs.is_visible(), seconds=60, why="the run of September")
    runs.get_by_role("link", name="30 ก.ย. 2561").first.click()
    done = desk.main.get_by_role("link", name="เปิดหนังสือรายอำเภอ")
    desk.wait_for(lambda: done.is_visible(), seconds=240, why="the batches of letters", reload=False)
    desk.page.reload()
    desk.sees("ชุดหนังสือรายอำเภอ")
    batch = desk.take_link("เปิดหนังสือ (PDF)")
    assert any("ใบตอบรับยืนยันยอดหนี้" in "".join(text.split()) for text in page_texts(batch))


def scan(desk: Desk, letter: Confirmation) -> None:
    """A scanner types the code into the field that waits for it, and sends Enter."""
    desk.page.wait_for_load_state("load")
    desk.page.keyboard.type(letter.code)
    desk.page.keyboard.press("Enter")
    desk.sees_heading("หนังสือยืนยันยอดหนี้")
    desk.page.wait_for_load_state("load")


def she_agrees(desk: Desk, letter: Confirmation) -> None:
    """Two strokes: the scanner's, and Enter on the answer that most slips give."""
    scan(desk, letter)
    desk.page.get_by_role("radio", name="ยอดถูกต้อง", exact=True).focus()
    desk.page.keyboard.press("Enter")
    desk.is_told("ยอดถูกต้อง")
    desk.sees_heading("บันทึกคำตอบยืนยันยอดหนี้")


def she_differs(desk: Desk, letter: Confirmation) -> None:
    """Without the amount the page asks for it; what was typed stays."""
    scan(desk, letter)
    desk.picture("confirmation-letter", "หนังสือยืนยันยอดหนี้และคำตอบ", "One letter and its answer")
    desk.page.get_by_role("radio", name="ยอดไม่ถูกต้อง", exact=True).check()
    desk.fill("เหตุผล", "ชำระแล้วเมื่อเดือนสิงหาคม")
    desk.press("บันทึกคำตอบ")
    desk.sees("ระบุยอดหนี้ที่ลูกหนี้แจ้งว่าถูกต้อง")
    desk.fill("ยอดหนี้ที่ลูกหนี้แจ้งว่าถูกต้อง", "150000")
    desk.picture("confirmation-reply", "ยอดที่ลูกหนี้แจ้งต้องระบุจำนวน", "An answer that differs names its amount")
    desk.press("บันทึกคำตอบ")
    desk.is_told("150,000.00")


def what_differs_is_looked_into(desk: Desk) -> None:
    """The difference is on the work list; who looked into it says what was found."""
    desk.follow("ยืนยันยอดหนี้")
    desk.follow("ผลต่างยอดหนี้")
    desk.sees("ชำระแล้วเมื่อเดือนสิงหาคม")
    desk.picture("confirmation-differences", "ผลต่างยอดหนี้ที่ต้องตรวจสอบ", "Balances to look into")
    desk.main.get_by_role("table").get_by_role("link").first.click()
    desk.choose("ผลการตรวจสอบ", "บัญชีของกองทุนถูกต้อง")
    desk.fill("สิ่งที่ตรวจพบและหลักฐาน", "ไม่พบรายการธนาคารของเดือนสิงหาคม")
    desk.picture("confirmation-difference", "ตรวจสอบผลต่างหนึ่งรายการ", "Looking into one difference")
    desk.press("บันทึกผล")
    desk.is_told("บันทึกผลการตรวจสอบแล้ว")


def who_did_not_answer_is_reminded(desk: Desk) -> None:
    """After the days of the policy one letter is left; its debtor is called."""
    desk.go_to("ติดตามหนี้")
    desk.follow("ยืนยันยอดหนี้")
    desk.follow("ติดตามขอคำตอบ")
    desk.picture("confirmation-unanswered", "หนังสือที่ยังไม่มีคำตอบ", "Letters that nobody answered")
    links = desk.main.get_by_role("table").get_by_role("link")
    assert links.count() == 1
    links.first.click()
    desk.press("ออกหนังสือเตือน")
    desk.is_told("บันทึกการติดตามแล้ว")
    desk.sees("ติดตามขอคำตอบ")


def the_auditors_see_it(desk: Desk) -> None:
    """The summary counts what was sent, what came back, and by how much others differ."""
    desk.go_to("ติดตามหนี้")
    desk.follow("ยืนยันยอดหนี้")
    desk.follow("สรุปสำหรับผู้ตรวจสอบ")
    desk.sees("ยอดหนี้ตามคำตอบ", "จำนวนหนังสือ")
    desk.picture("confirmation-summary", "สรุปการยืนยันยอดหนี้สำหรับผู้ตรวจสอบ", "Summary of the confirmations")
