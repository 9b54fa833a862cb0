"""The province's money at three desks: paid out and sent back, taken in by keyboard, taken back by two persons."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from loans.models import Contract
from repayments.models import Receipt
from repayments.selectors import instalments_of
from reports.demo import people as demo
from tests.browser.story import handed_in, money
from tests.browser.story.desk import Desk
from tests.browser.story.keyboard import Keyboard
from tests.loans import factories as loans
from tests.repayments import factories as bank

pytestmark = pytest.mark.slow
OTHER_ACCOUNT = "539-0-88888-8"
SENT_BACK_ON = date(2018, 2, 5)
PAID_AGAIN_ON = date(2018, 2, 6)
CLOSED_ON = date(2018, 3, 1)
IMPORTED_ON = date(2018, 7, 23)
STRANGE = "750.00"
WHY_BACK = "ผู้ชำระแจ้งว่าโอนแทนกลุ่มอื่น อ้างอิงผิดสัญญา"
CHAPTER = "12. The finance officer and the chief · เจ้าหน้าที่การเงินและพัฒนาการจังหวัด"


@pytest.fixture
def complete(live_site) -> None:
    """Two contracts signed and complete, and the fund's money in the province."""
    found = demo.read()
    patch = bank.quick_papers()
    try:
        for group in (6, 12):
            loans.a_complete_contract(found, group=group)
        loans.capital(found, on=date(2018, 2, 1))
    finally:
        patch.undo()


@pytest.fixture
def lent(live_site) -> list[Contract]:
    """Three contracts in force since 2 February 2018."""
    return bank.contracts_in_force(demo.read(), groups=(6, 12, 1))


# -- money out ---------------------------------------------------------------------------------------------------------
def test_money_goes_out_by_two_persons_and_what_the_bank_sends_back_is_paid_again(complete, desk: Desk):
    with desk.gallery.chapter(CHAPTER):
        desk.page.goto(desk.url)
        make_a_batch(desk, day=loans.TRANSFER_ON, count=2)
        approve(desk, "2 ก.พ. 2561")
        the_bank_sends_one_back(desk)
        pay_it_again(desk)
        desk.move_to(CLOSED_ON)
        money.close_month(desk, "กุมภาพันธ์ 2561")
    desk.close()
    assert sorted(Contract.objects.values_list("number", "contract_on")) == [
        (1, loans.TRANSFER_ON),
        (2, PAID_AGAIN_ON),
    ]


def make_a_batch(desk: Desk, *, day: date, count: int) -> None:
    """The secretariat makes a batch of what is complete, and may not approve it."""
    desk.sit_down("secretary")
    desk.move_to(day)
    desk.go_to("โอนเงิน")
    desk.sees(f"{count} ฉบับ")
    desk.press("ทำรายการโอนเงินที่เลือก")
    desk.is_told("ทำรายการโอนเงินแล้ว รอผู้อนุมัติ")
    desk.sees("ผู้ทำรายการอนุมัติรายการของตนเองไม่ได้")


def approve(desk: Desk, day: str, *, came_back: bool = False) -> None:
    """The chief finds it in her work, and lets the money go."""
    desk.sit_down("chief")
    desk.main.get_by_role("link", name="ชุดโอนเงินรออนุมัติ").first.click()
    desk.sees_heading("ชุดโอนเงินที่")
    if came_back:
        desk.sees("ธนาคารเคยส่งคืน", "บัญชีต่างจากฉบับที่ลงนาม เดิม")
    desk.press("อนุมัติและโอนเงิน", seconds=60)
    desk.is_told(f"อนุมัติแล้ว สัญญามีผลตั้งแต่วันที่ {day}")


def the_bank_sends_one_back(desk: Desk) -> None:
    """One account is wrong: its line is taken back in the books, and the account put right."""
    desk.sit_down("secretary")
    desk.move_to(SENT_BACK_ON)
    desk.go_to("โอนเงิน")
    desk.main.get_by_role("table").last.get_by_role("link").first.click()
    desk.sees_heading("ชุดโอนเงินที่")
    listed = desk.take_link("ไฟล์ข้อความสำหรับธนาคาร")
    assert len(listed.read_text(encoding="utf-8-sig", errors="replace").strip().splitlines()) >= 2
    assert desk.take_link("ส่งออก XLSX").read_bytes().startswith(b"PK")
    desk.main.locator("summary").filter(has_text="ธนาคารแจ้งว่าโอนไม่สำเร็จ").click()
    desk.choose("รายการที่ธนาคารโอนไม่สำเร็จ", "2/2561")
    desk.fill("ธนาคารแจ้งเมื่อ", "5/2/2561")
    desk.fill("เหตุผลที่ธนาคารแจ้ง", "เลขที่บัญชีไม่ถูกต้อง")
    desk.fill("เลขที่รายการในไฟล์ผลการโอนของธนาคาร", "KTB-RET-050261 บรรทัดที่ 2")
    desk.press("แจ้งว่าโอนไม่สำเร็จ")
    desk.is_told("ส่งให้ผู้อนุมัติยืนยันแล้ว")
    desk.sees("ผู้แจ้งว่าโอนไม่สำเร็จยืนยันเองไม่ได้")
    desk.sit_down("chief")
    desk.main.get_by_role("link", name="แจ้งว่าธนาคารโอนไม่สำเร็จ รอยืนยัน").first.click()
    desk.sees_heading("ธนาคารโอนไม่สำเร็จ 2/2561")
    desk.sees("KTB-RET-050261 บรรทัดที่ 2")
    desk.picture(
        "transfer-rejection",
        "ยืนยันว่าธนาคารโอนไม่สำเร็จ",
        "Confirming that the bank sent a line back",
    )
    desk.press("ยืนยันว่าโอนไม่สำเร็จ")
    desk.is_told("กลับรายการในบัญชี และรายการกลับไปรอโอนใหม่")
    desk.sit_down("secretary")
    desk.go_to("โอนเงิน")
    desk.main.get_by_role("table").last.get_by_role("link").first.click()
    desk.sees_heading("ชุดโอนเงินที่")
    desk.picture(
        "transfer-sent-back", "รายการที่ธนาคารโอนไม่สำเร็จ รอแก้บัญชี", "A transfer of which the bank sent one line back"
    )
    desk.follow("แก้บัญชีรับเงิน 2/2561")
    desk.sees_heading("แก้บัญชีรับเงิน")
    desk.fill("เลขที่บัญชี", OTHER_ACCOUNT)
    desk.fill("เหตุผลที่แก้เลขที่บัญชี", "พิมพ์เลขที่บัญชีสลับหลัก")
    desk.picture("transfer-account", "แก้บัญชีรับเงินที่ธนาคารโอนไม่สำเร็จ", "Putting the account of a refused transfer right")
    desk.press("บันทึกบัญชีใหม่")
    desk.is_told("แก้บัญชีรับเงินแล้ว ทำรายการโอนใหม่ได้")


def pay_it_again(desk: Desk) -> None:
    """The same contract is paid again, once, under its own number."""
    make_a_batch(desk, day=PAID_AGAIN_ON, count=1)
    approve(desk, "6 ก.พ. 2561", came_back=True)
    desk.go_to("สัญญา")
    desk.row("2/2561").get_by_role("link").first.click()
    desk.sees_heading("สัญญา 2/2561")
    desk.sees(OTHER_ACCOUNT.replace("-", "")[-5:])


# -- money in ----------------------------------------------------------------------------------------------------------
def test_the_queue_is_worked_by_keyboard_and_a_receipt_is_taken_back_by_two(
    lent, desk_of: Callable[..., Desk], tmp_path: Path
):
    usual = desk_of()
    own = usual.page.context.new_page()  # the usual desk answers the questions of its own page
    desk = Keyboard(page=own, url=usual.url, gallery=usual.gallery, downloads=usual.downloads)
    with desk.gallery.chapter(CHAPTER):
        desk.page.goto(desk.url)
        desk.sit_down("accountant")
        desk.move_to(IMPORTED_ON)
        bring_the_file(desk, lent, tmp_path)
        split_by_keyboard(desk, lent)
        hold_by_keyboard(desk)
        take_receipts(desk)
        ask_to_take_back(desk)
        chief = desk_of()
        chief.page.goto(chief.url)
        decide(chief)
        the_line_waits_again(desk)
    desk.close()
    chief.close()
    assert Receipt.objects.count() == 3


def bring_the_file(desk: Keyboard, lent: list[Contract], folder: Path) -> None:
    """The bank's file: one who paid her form, one who paid for two, one unknown."""
    both = sum(instalments_of(contract)[0].total for contract in lent[1:])
    rows = (
        bank.paid(lent[0], instalments_of(lent[0])[0].total),
        bank.paid(None, both, at=time(11), name="ผู้แทนสองกลุ่ม"),
        bank.paid(None, STRANGE, at=time(12), name="ผู้ไม่ประสงค์ออกนาม"),
    )
    file = folder / "july.txt"
    file.write_bytes(bank.bank_file(*rows))
    desk.go_to("รับชำระ")
    desk.follow("นำเข้าไฟล์ธนาคาร")
    desk.field("ไฟล์รับชำระจากธนาคาร").set_input_files(file)
    desk.press("ตรวจไฟล์")
    desk.sees_heading("ตรวจก่อนนำเข้า")
    desk.press("ยืนยันนำเข้า 3 รายการ")
    desk.is_told("รายการใหม่ 3 รายการ จาก 3 รายการในไฟล์")


def split_by_keyboard(desk: Keyboard, lent: list[Contract]) -> None:
    """j goes down the queue, Enter opens a line; one payment is divided over two contracts, to the satang."""
    desk.go_to("รับชำระ")
    desk.follow("รายการรอตรวจสอบ")
    desk.sees_heading("รายการรอตรวจสอบ")
    for _step in range(3):
        desk.page.keyboard.press("j")
        if "ผู้แทนสองกลุ่ม" in desk.main.locator("tr.is-here").inner_text():
            break
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    desk.sees("ผู้แทนสองกลุ่ม")
    desk.follow("แบ่งให้หลายสัญญา")
    desk.sees_heading("แบ่งรายการให้หลายสัญญา")
    for at, contract in enumerate(lent[1:], start=1):
        desk.fill(f"สัญญาเลขที่ ลำดับที่ {at}", contract.label)
        desk.fill(f"จำนวนเงิน ลำดับที่ {at}", f"{instalments_of(contract)[0].total:,.2f}")
    both = sum(instalments_of(contract)[0].total for contract in lent[1:])
    expect(desk.main.locator("output[data-sum-of=split]")).to_have_text(f"{both:,.2f}")
    desk.fill("เหตุผลและหลักฐาน", "โทรสอบถามผู้แทนแล้ว โอนรวมสองสัญญา")
    desk.picture("bank-line-split", "แบ่งเงินหนึ่งรายการให้สองสัญญา", "One payment divided over two contracts")
    desk.press("แบ่งรายการ")
    desk.is_told("แบ่งรายการให้ 2 สัญญาแล้ว")


def hold_by_keyboard(desk: Keyboard) -> None:
    """What nobody knows is held with its reason; nothing is guessed."""
    desk.sees("ผู้ไม่ประสงค์ออกนาม")
    desk.unfold("พักรายการไว้")
    desk.type_into(desk.page.get_by_label("เหตุผลที่พักไว้"), "เลขอ้างอิงไม่มีในทะเบียน รอผู้ชำระติดต่อ")
    desk.press("พักรายการไว้")
    desk.is_told("พักรายการไว้แล้ว")


def take_receipts(desk: Keyboard) -> None:
    """Three receipts: one of the form, one of each share."""
    desk.go_to("รับชำระ")
    desk.open(desk.main.get_by_role("button", name="ออกใบเสร็จ"))
    desk.is_told("ออกใบเสร็จ 3 ฉบับแล้ว")


def ask_to_take_back(desk: Keyboard) -> None:
    """The receipt of the form was of another contract: the accountant asks, and decides nothing herself."""
    desk.open(desk.row("1/2561", "52,515.07").get_by_role("link").first)
    desk.sees_heading("ใบเสร็จรับเงิน")
    desk.follow("ขอยกเลิกใบเสร็จ")
    desk.fill("เหตุผลที่ขอยกเลิก", WHY_BACK)
    desk.picture("receipt-ask-reversal", "ขอยกเลิกใบเสร็จพร้อมเหตุผล", "Asking that a receipt be taken back")
    desk.press("ส่งคำขอยกเลิก")
    desk.is_told("ให้ผู้อนุมัติแล้ว")
    desk.sees("ผู้ขออนุมัติคำขอของตนเองไม่ได้")
    expect(desk.main.get_by_role("button", name="อนุมัติยกเลิกใบเสร็จ")).to_have_count(0)


def decide(chief: Desk) -> None:
    """The chief finds the request in her work and takes the receipt back: struck through, never gone."""
    chief.sit_down("chief")
    chief.main.get_by_role("link", name="คำขอยกเลิกใบเสร็จรออนุมัติ").first.click()
    chief.main.get_by_role("row").filter(has_text=WHY_BACK).get_by_role("link").first.click()
    chief.sees_heading("คำขอยกเลิกใบเสร็จ")
    chief.sees(WHY_BACK)
    chief.picture("receipt-reversal", "พิจารณาคำขอยกเลิกใบเสร็จ", "Deciding on a request to take a receipt back")
    chief.press("อนุมัติยกเลิกใบเสร็จ")
    chief.is_told("ยกเลิกใบเสร็จ กลับรายการบัญชี")
    chief.go_to("รับชำระ")
    chief.follow("ใบเสร็จรับเงิน", exact=True)
    chief.main.get_by_role("row").filter(has_text="52,515.07").filter(has_text="1/2561").get_by_role(
        "link"
    ).first.click()
    chief.sees("ใบเสร็จนี้ยกเลิกแล้ว ใช้อ้างอิงการชำระหนี้ไม่ได้", WHY_BACK)
    chief.picture("receipt-taken-back", "ใบเสร็จที่ยกเลิกแล้วยังอยู่ พร้อมเหตุผล", "A receipt that was taken back stays")


def the_line_waits_again(desk: Keyboard) -> None:
    """The bank's line is in the queue again, beside the one on hold."""
    desk.go_to("รับชำระ")
    desk.follow("รายการรอตรวจสอบ")
    desk.sees("52,515.07", STRANGE)
    desk.picture(
        "queue-after-reversal",
        "รายการกลับมารอตรวจสอบหลังยกเลิกใบเสร็จ",
        "The line waits again after its receipt was taken back",
    )


# -- the chief's own page ---------------------------------------------------------------------------------------------
def test_the_chief_reads_how_late_the_money_is_and_who_is_behind(lent, desk: Desk):
    bank.receipted(demo.read(), bank.paid(lent[0], instalments_of(lent[0])[0].total))
    with desk.gallery.chapter(CHAPTER):
        desk.page.goto(desk.url)
        desk.sit_down("chief")
        desk.move_to(IMPORTED_ON)
        desk.sees("เงินต้นคงเหลือ", "2 สัญญา ไม่รวมเบี้ยปรับ", "เงินต้นและดอกเบี้ยที่ค้าง ตามจำนวนวันที่ค้าง")
        desk.picture("chief-arrears", "หนี้ค้างตามจำนวนวัน บนหน้าแรกของพัฒนาการจังหวัด", "How late the money is, to the chief")
        desk.main.get_by_role("link").filter(has_text="ค้างชำระ").first.click()
        desk.sees_heading("ลูกหนี้ค้างชำระ")
        for behind in lent[1:]:
            expect(desk.row(behind.label)).to_be_visible()
        expect(desk.main.get_by_role("row").filter(has_text=lent[0].label)).to_have_count(0)
        desk.row(lent[1].label).get_by_role("link").first.click()
        desk.sees(lent[1].label)
    desk.close()


# -- the member's slip -------------------------------------------------------------------------------------------------
def test_an_officer_takes_a_members_slip_on_her_telephone(lent, desk_of: Callable[..., Desk], tmp_path: Path):
    desk = desk_of({"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    with desk.gallery.chapter("13. A member's slip on a telephone · หลักฐานการชำระบนโทรศัพท์"):
        desk.page.goto(desk.url)
        desk.sit_down("khuntan")
        desk.move_to(date(2018, 7, 4))
        desk.go_to("รับชำระ")
        desk.follow("หลักฐานการชำระเงินของสมาชิก")
        desk.follow("บันทึกหลักฐานการชำระ")
        contract = next(one for one in lent if one.amphoe_id == demo.KHUN_TAN)
        desk.fill("หลักฐานของสัญญาใด", contract.label)
        desk.press("ค้นหาสัญญา")
        desk.picture("telephone-slip-contract", "ค้นหาสัญญาของหลักฐาน", "Finding the contract of a slip")
        desk.main.get_by_role("table").get_by_role("link").first.click()
        desk.sees(contract.label)
        amount = f"{instalments_of(contract)[0].total:,.2f}"
        desk.fill("วันที่ชำระตามหลักฐาน", "4/7/2561")
        desk.fill("จำนวนเงินตามหลักฐาน", amount)
        desk.press("บันทึกหลักฐาน")
        desk.is_refused("เลือกไฟล์ก่อน")
        slip = handed_in.photographs(tmp_path, number=3, shots=1)
        desk.field("ภาพถ่ายหรือสำเนาหลักฐานการชำระ").set_input_files(slip)
        desk.picture("telephone-slip", "บันทึกหลักฐานการชำระพร้อมภาพถ่าย", "Recording a member's slip with its picture")
        desk.press("บันทึกหลักฐาน")
        desk.is_told("หลักฐานนี้ยังไม่ใช่การรับเงิน")
        desk.picture("telephone-slip-kept", "หลักฐานที่บันทึกแล้ว รอรายการของธนาคาร", "The slip waits for the bank's line")
        assert not Receipt.objects.exists()
        bank.receipted(demo.read(), bank.paid(contract, instalments_of(contract)[0].total))
        desk.page.reload()
        desk.sees("52,515.07" if contract.number == 1 else amount)
        expect(desk.main.get_by_role("link", name="เปิดดูหลักฐาน")).to_be_visible()
    desk.close()
