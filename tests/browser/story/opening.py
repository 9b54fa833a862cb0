"""The story begins: the system stands on a day of 2560, members are found and a new one is registered."""

from datetime import date

from reports.demo.people import card_of
from tests.browser.story.desk import Desk
from thai import national_id

ENTERED_ON = date(2017, 12, 12)
NEWCOMER_CARD = national_id.generate(580_001)
NEWCOMER = "นางเรณู แก้วลองระบบ"


def begin(desk: Desk) -> None:
    """Open the system and move it to the first day of the story."""
    desk.page.goto(desk.url)
    desk.sees_heading("เข้าสู่ระบบ")
    desk.picture("log-in", "หน้าเข้าสู่ระบบ", "Logging in")
    desk.sit_down("khuntan")
    desk.move_to(ENTERED_ON)


def first_page(desk: Desk) -> None:
    """The first page of a district officer before anything has happened."""
    desk.go_to("งานของฉัน")
    desk.picture("my-work-first-day", "งานของฉัน วันแรกของเจ้าหน้าที่อำเภอ", "My work, the first day of a district officer")


def find_and_register(desk: Desk) -> None:
    """Find a member by her card, register a new one, and be refused what is wrong on the way."""
    desk.go_to("สมาชิก")
    desk.fill("ชื่อ เลขที่สมาชิก หรือเลขประจำตัวประชาชน", card_of(group=1, place=0))
    desk.press("กรอง")
    desk.picture("members-list", "ทะเบียนสมาชิก ค้นด้วยเลขบัตร", "Register of members, found by card number")
    desk.follow("ขึ้นทะเบียนสมาชิกใหม่")
    wrong = NEWCOMER_CARD[:-1] + str((int(NEWCOMER_CARD[-1]) + 1) % 10)
    desk.fill("เลขประจำตัวประชาชน", wrong)
    desk.fill("คำนำหน้า", "นาง")
    desk.fill("ชื่อ", "เรณู")
    desk.fill("นามสกุล", "แก้วลองระบบ")
    desk.fill("วันเกิด", "14 ก.พ. ค.ศ. 2525")
    desk.choose("ตำบลที่อยู่", "ต้า")
    desk.fill("บ้านเลขที่ หมู่ ถนน", "77 หมู่ 4")
    desk.fill("อยู่ในพื้นที่ตั้งแต่", "1/5/2550")
    desk.fill("อาชีพ", "แปรรูปอาหาร")
    desk.fill("โทรศัพท์", "0800 000777")
    desk.press("ขึ้นทะเบียน")
    # a wrong check digit, and a Buddhist year said to be a common one
    desk.sees("เลขหลักสุดท้ายไม่ตรงกับเลขตรวจสอบ", "ปี 2525 อยู่นอกช่วงที่รับได้")
    desk.picture(
        "member-refused",
        "เลขบัตรผิดหลักตรวจสอบ และปี พ.ศ. ที่เขียนว่า ค.ศ. ถูกปฏิเสธพร้อมคำอธิบาย",
        "A wrong check digit and a Buddhist year called a common one are refused, each with its sentence",
    )
    desk.fill("เลขประจำตัวประชาชน", NEWCOMER_CARD)
    desk.fill("วันเกิด", "14/2/2525")
    desk.press("ขึ้นทะเบียน")
    desk.is_told("ขึ้นทะเบียนแล้ว เลขที่สมาชิก")
    desk.sees_heading(NEWCOMER)
    desk.sees("ร่วมกู้ได้ตามเงื่อนไขที่ตรวจ", "14 ก.พ. 2525")
    desk.picture("member", "ข้อมูลสมาชิกและผลตรวจเงื่อนไขการกู้", "A member and whether she may borrow")
    desk.page.locator("summary").filter(has_text="แสดงเลขเต็ม").click()
    desk.page.get_by_label("เหตุผลที่ต้องดูเลขเต็ม").fill("ตรวจกับสำเนาบัตรประชาชน")
    desk.press("แสดงเลขเต็ม")
    desk.sees(national_id.format_dashed(NEWCOMER_CARD))
    desk.follow("แก้ไขข้อมูล")
    desk.picture("member-edit", "แก้ไขข้อมูลสมาชิก", "Correcting a member's facts")
    desk.follow("ยกเลิก")
