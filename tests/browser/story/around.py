"""Around the story: search, papers, audit, policies, English, one's own password and second factor, errors."""

import re
import time

from django_otp.oath import TOTP

from areas.demo import PASSWORD
from reports.demo.people import card_of
from tests.browser.story.desk import Desk

NEW_PASSWORD = "ดอกมะลิ-บานเช้า-2561"


def search_and_papers(desk: Desk) -> None:
    """The search box by its key, from a contract's number and from a card; the list of issued papers."""
    desk.sit_down("secretary")
    desk.go_to("งานของฉัน")
    desk.picture("my-work", "งานของฉันของเลขานุการ อกส.จ.", "My work of the provincial secretary")
    desk.page.keyboard.press("/")
    desk.page.keyboard.type("12/2561")
    desk.page.keyboard.press("Enter")
    desk.sees_heading("ผลการค้นหา")
    desk.sees("12/2561")
    desk.picture("search", "ค้นหาด้วยเลขที่สัญญา", "Searching for the number of a contract")
    desk.page.get_by_role("searchbox").first.fill(card_of(group=12, place=0))
    desk.page.keyboard.press("Enter")
    desk.sees("สมาชิก")
    desk.go_to("เอกสาร")
    desk.picture("documents", "เอกสารที่ออกแล้วทุกฉบับ", "All papers as they were issued")


def english(desk: Desk) -> None:
    """English is one click away."""
    desk.go_to("งานของฉัน")
    desk.press("English")
    desk.sees_heading("My work")
    desk.picture("my-work-english", "งานของฉันเป็นภาษาอังกฤษ", "My work in English")
    desk.press("ไทย")
    desk.sees_heading("งานของฉัน")


def auditor(desk: Desk) -> None:
    """The auditor sees who looked at whose data, and the policies with their sources; others are refused."""
    desk.sit_down("auditor")
    desk.go_to("ตรวจการเข้าถึง")
    desk.picture("audit", "ใครเข้าถึงข้อมูลส่วนบุคคลของใคร", "Who looked at whose personal data")
    desk.go_to("นโยบายที่ใช้")
    desk.picture("policies", "นโยบายและค่าที่ใช้ พร้อมที่มา", "Policies with their dated values and sources")
    desk.page.goto(f"{desk.url}/projects/new/")
    desk.picture("error-403", "หน้าไม่มีสิทธิ", "No permission", of="403")
    desk.page.goto(f"{desk.url}/projects/0-0-0/")
    desk.picture("error-404", "ไม่พบหน้า", "Not found", of="404")
    desk.page.goto(desk.url)


def own_password(desk: Desk) -> None:
    """Somebody changes her password, and sets up her second factor."""
    _own_menu(desk)
    desk.page.get_by_role("link", name="เปลี่ยนรหัสผ่าน").click()
    desk.sees_heading("เปลี่ยนรหัสผ่าน")
    for typed in ("12345678", NEW_PASSWORD):
        desk.fill("รหัสผ่านเดิม", PASSWORD)
        desk.fill("รหัสผ่านใหม่", typed)
        desk.fill("รหัสผ่านใหม่อีกครั้ง", typed)
        if typed != NEW_PASSWORD:
            desk.press("เปลี่ยนรหัสผ่าน", within=desk.main)
            desk.sees("รหัสผ่านสั้นเกินไป ต้องมีอย่างน้อย 12 ตัวอักษร", "รหัสผ่านนี้มีผู้ใช้กันทั่วไป เดาได้ง่าย")
    desk.picture("password", "เปลี่ยนรหัสผ่าน", "Changing one's password")
    desk.press("เปลี่ยนรหัสผ่าน", within=desk.main)
    desk.picture("password-changed", "เปลี่ยนรหัสผ่านแล้ว", "The password is changed")
    _own_menu(desk)
    desk.page.get_by_role("link", name="การยืนยันตัวตนขั้นที่สอง").click()
    desk.sees_heading("ตั้งการยืนยันตัวตนขั้นที่สอง")
    desk.picture("second-factor-set-up", "ตั้งการยืนยันตัวตนขั้นที่สอง", "Setting up the second factor")
    desk.page.locator("summary").filter(has_text="พิมพ์รหัสลับแทน").click()
    desk.fill("รหัส 6 หลัก", _token(desk.page.locator("code").inner_text()))
    desk.press("ยืนยันและเปิดใช้")
    desk.is_told("เปิดใช้การยืนยันตัวตนขั้นที่สองแล้ว")
    desk.get_up()
    desk.fill("ชื่อผู้ใช้", "auditor")
    desk.fill("รหัสผ่าน", NEW_PASSWORD)
    desk.press("เข้าสู่ระบบ")
    _own_menu(desk)
    desk.page.get_by_role("link", name="การยืนยันตัวตนขั้นที่สอง").click()
    desk.sees_heading("ยืนยันตัวตนขั้นที่สอง")
    desk.picture("second-factor", "ยืนยันตัวตนขั้นที่สอง", "Asking for the second factor")
    desk.press("ออกจากระบบ")
    desk.sees_heading("เข้าสู่ระบบ")


def _own_menu(desk: Desk) -> None:
    desk.page.locator("summary").filter(has=desk.page.locator(".who-words")).click()


def _token(secret: str) -> str:
    import base64

    plain = re.sub(r"\s", "", secret)
    key = base64.b32decode(plain + "=" * (-len(plain) % 8))
    code = TOTP(key)
    code.time = time.time()
    return f"{code.token():06}"
