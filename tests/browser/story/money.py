"""The money comes back: bills, the bank's file, receipts, one late, one unpaid; the months are closed."""

from datetime import date

from playwright.sync_api import Locator

from tests.browser.story import bank
from tests.browser.story.desk import Desk
from tests.browser.story.reading import page_texts, pages, says, text_of

BILLS_ON = date(2018, 2, 5)
IMPORTED_ON = date(2018, 7, 23)
REMITTED_ON = date(2018, 7, 31)
CLOSED_ON = date(2018, 8, 1)
MONTHS = ("กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน")
FIRST_DAYS = (date(2018, 3, 1), date(2018, 4, 2), date(2018, 5, 1), date(2018, 6, 1), date(2018, 7, 2))
FOUND_ON = date(2018, 8, 10)
LATE_LABEL, UNPAID_LABEL = f"{bank.LATE_NUMBER}/2561", f"{bank.UNPAID_NUMBER}/2561"


def issue_bills(desk: Desk) -> None:
    """One payment form for each instalment, with barcode and QR."""
    desk.move_to(BILLS_ON)
    desk.sit_down("accountant")
    _open_repayment(desk, "1/2561")
    desk.press("ออกแบบฟอร์มชำระเงินทุกงวด")
    desk.is_told("ออกแบบฟอร์มชำระเงินเลขที่ 1/2561 แล้ว")
    bills = desk.take_paper("แบบฟอร์มชำระเงิน (Bill Payment)")
    assert pages(bills) == 4
    for text, amount in zip(page_texts(bills), ("52,515.07", "52,268.49", "51,487.67", "50,756.16"), strict=True):
        says(text, amount, "สแกนเพื่อชำระ", "|0994000999570")
    desk.gallery.paper(
        bills,
        "paper-bill-payment",
        ("papers/bill_payment.html", "BILL_PAYMENT"),
        "แบบฟอร์มชำระเงิน (Bill Payment) พร้อมบาร์โค้ดและ QR",
        "Bill Payment form with barcode and QR",
    )


def close_earlier_months(desk: Desk) -> None:
    """Month after month the accountant closes the one before and the chief confirms it."""
    for month, day in zip(MONTHS, FIRST_DAYS, strict=True):
        desk.move_to(day)
        close_month(desk, f"{month} 2561")


def import_file(desk: Desk) -> None:
    """Spoiled files are refused whole; the right one is looked at, then taken in; a second time brings nothing."""
    desk.move_to(IMPORTED_ON)
    desk.sit_down("accountant")
    sent = bank.send(desk.downloads)
    desk.go_to("รับชำระ")
    desk.follow("นำเข้าไฟล์ธนาคาร")
    _upload(desk, sent.narrow)
    desk.is_refused("กว้าง 257 ไบต์ ต้องกว้าง 256 ไบต์")
    _upload(desk, sent.wrong_total)
    desk.is_refused("ท้ายไฟล์")
    desk.picture(
        "bank-file-refused", "ไฟล์ที่ยอดรวมท้ายไฟล์ผิดไม่ถูกนำเข้า", "A file with a wrong trailer total is refused whole"
    )
    _upload(desk, sent.right)
    desk.sees_heading("ตรวจก่อนนำเข้า")
    desk.picture("bank-file-preview", "ตรวจไฟล์ธนาคารก่อนนำเข้า", "The bank's file before it is imported")
    desk.press("ยืนยันนำเข้า 13 รายการ")
    desk.is_told("นำเข้าแล้ว รายการใหม่ 13 รายการ จาก 13 รายการในไฟล์")
    desk.picture("bank-file", "ไฟล์ธนาคารที่นำเข้าแล้ว แต่ละรายการมีเหตุผล", "The imported file, each line with its reason")
    desk.go_to("รับชำระ")
    desk.follow("นำเข้าไฟล์ธนาคาร")
    desk.picture("bank-import", "นำเข้าไฟล์ธนาคาร", "Importing a bank file")
    _upload(desk, sent.right)
    desk.sees("ทุกรายการในไฟล์นี้นำเข้าไว้แล้ว จึงไม่มีอะไรให้นำเข้า")


def decide_doubtful(desk: Desk) -> None:
    """A reference typed wrong is matched by hand with a reason; a stranger's money is kept on hold."""
    desk.go_to("รับชำระ")
    desk.picture("bank-files", "รับชำระคืน", "Repayments: what waits for a receipt or a person")
    desk.follow("รายการรอตรวจสอบ")
    desk.sees_heading("รายการรอตรวจสอบ")
    desk.picture("queue", "รายการรอตรวจสอบ", "Lines that wait for a person's decision")
    desk.row("ต้องตรวจสอบ").get_by_role("link").first.click()
    desk.sees(f"ตรงกับสัญญา {bank.TYPED_WRONG}/2561 ต้องให้เจ้าหน้าที่ยืนยัน")
    desk.main.get_by_role("radio", name=f"{bank.TYPED_WRONG}/2561 ·").check()
    desk.fill("เหตุผลและหลักฐาน", "โทรสอบถามผู้แทนกลุ่มแล้ว พิมพ์เลขอ้างอิงผิดหนึ่งหลัก")
    desk.picture("bank-line", "จับคู่รายการที่ต้องตรวจสอบกับสัญญา", "Matching a doubtful line with its contract")
    desk.press("จับคู่กับสัญญาที่เลือก")
    desk.is_told(f"จับคู่กับสัญญา {bank.TYPED_WRONG}/2561 แล้ว")
    desk.sees("57610009999")
    desk.main.locator("summary").filter(has_text="พักรายการไว้").click()
    desk.page.get_by_label("เหตุผลที่พักไว้").fill("เลขอ้างอิงไม่มีในทะเบียน รอผู้ชำระติดต่อ")
    desk.press("พักรายการไว้")
    desk.is_told("พักรายการไว้แล้ว")


def issue_receipts(desk: Desk) -> None:
    """Twelve receipts; the late one shows how its default interest came about."""
    desk.go_to("รับชำระ")
    desk.press("ออกใบเสร็จ 12 ฉบับ")
    desk.is_told("ออกใบเสร็จ 12 ฉบับแล้ว")
    desk.picture("receipts", "ใบเสร็จรับเงิน", "Receipts")
    desk.row(LATE_LABEL).get_by_role("link").first.click()
    desk.sees("เบี้ยปรับ", "156.25", "15", "7.50", "360", "50,000.00")
    desk.picture(
        "receipt",
        "ใบเสร็จของผู้ชำระช้า 15 วัน พร้อมวิธีคิดเบี้ยปรับ",
        "Receipt of a payment 15 days late, with the working of its default interest",
    )
    receipt = desk.take_paper("ใบเสร็จรับเงิน")
    says(text_of(receipt), "๑๕๖.๒๕", "๒๐ กรกฎาคม ๒๕๖๑", "๑๕ วัน", "๗.๕")
    desk.gallery.paper(receipt, "paper-receipt", ("papers/receipt.html", "RECEIPT"), "ใบเสร็จรับเงิน", "Receipt")


def look_at_standings(desk: Desk) -> None:
    """What the late one and the one who did not pay owe now."""
    _open_repayment(desk, LATE_LABEL)
    desk.sees("150,000.00")
    desk.picture(
        "repayment-contract", "ฐานะรายงวดของสัญญาที่ชำระช้า", "Standing of the contract paid late, instalment by instalment"
    )
    _open_repayment(desk, UNPAID_LABEL)
    desk.sees("เกินกำหนด 18 วัน")
    desk.sit_down("debt")
    desk.go_to("ติดตามหนี้")
    desk.sees(UNPAID_LABEL)
    desk.sees("บาท", within=desk.main.locator("[data-sums] .lead-figure"))  # the sums come after the rows
    desk.picture("debtors", "ลูกหนี้ค้างชำระ", "Debtors who are behind")
    desk.row(UNPAID_LABEL).get_by_role("link").first.click()
    desk.sees_heading(UNPAID_LABEL)
    desk.picture("debtor", "ลูกหนี้ที่ยังไม่ชำระ พร้อมวิธีคิดและอายุความ", "A debtor with the working and the limitation period")
    desk.picture(
        "debtor-telephone", "ลูกหนี้บนโทรศัพท์ของทีมติดตามหนี้", "The debtor on the field team's telephone", telephone=True
    )


def close_july(desk: Desk) -> None:
    """July's money goes back to the treasury deposit, then the month is closed and confirmed."""
    desk.move_to(REMITTED_ON)
    desk.sit_down("accountant")
    _open_month(desk, "กรกฎาคม 2561")
    desk.press("บันทึกการนำส่ง")
    desk.is_told("บันทึกการนำส่งเงินเดือนกรกฎาคม 2561 แล้ว")
    desk.move_to(CLOSED_ON)
    close_month(desk, "กรกฎาคม 2561", shows=True)


def a_stranger_comes_forward(desk: Desk) -> None:
    """The money on hold turns out to be of contract 12, and older than its payment: July stays closed as it was.

    The receipt goes into August, the earlier split is worked out anew, and the debtor is told in a letter.
    """
    desk.move_to(FOUND_ON)
    desk.sit_down("accountant")
    desk.go_to("รับชำระ")
    desk.follow("รายการรอตรวจสอบ")
    desk.row("ไม่ทราบเจ้าของ").get_by_role("link").first.click()
    desk.fill("ค้นหาสัญญา", LATE_LABEL)
    desk.press("ค้นหา")
    desk.main.get_by_role("radio", name=f"{LATE_LABEL} ·").check()
    desk.fill("เหตุผลและหลักฐาน", "ผู้ชำระแสดงใบรับฝากเงินของธนาคารวันที่ 9 กรกฎาคม 2561")
    desk.press("จับคู่กับสัญญาที่เลือก")
    desk.is_told(f"จับคู่กับสัญญา {LATE_LABEL} แล้ว")
    desk.go_to("รับชำระ")
    desk.press("ออกใบเสร็จ 1 ฉบับ")
    desk.is_told("ออกใบเสร็จ 1 ฉบับแล้ว")
    desk.sees("10 ส.ค. 2561", "9 ก.ค. 2561", within=desk.row("500.00"))
    _open_repayment(desk, LATE_LABEL)
    notice = desk.take_paper("หนังสือแจ้งแก้ไขการตัดชำระ")
    says(text_of(notice), "๑๐ สิงหาคม ๒๕๖๑", "๑๒/๒๕๖๑")
    desk.gallery.paper(
        notice,
        "paper-correction-notice",
        ("papers/official_letter.html", "CORRECTION_NOTICE"),
        "หนังสือแจ้งแก้ไขการตัดชำระ",
        "Notice that an earlier payment was split anew",
    )


def read_books(desk: Desk) -> None:
    """The trial balance of July, a register, an entry."""
    desk.sit_down("accountant")
    desk.go_to("บัญชี")
    desk.choose("เดือน", "กรกฎาคม 2561")
    desk.press("กรอง")
    desk.picture("books", "บัญชีกองทุนและงบทดลอง", "The books and the trial balance")
    desk.follow("เบิกเงินฝากคลังเข้าบัญชีออมทรัพย์")
    desk.picture("drawing", "เบิกเงินฝากคลังเข้าบัญชีออมทรัพย์", "Drawing from the treasury deposit")
    desk.follow("ยกเลิก")
    desk.choose("เดือน", "กรกฎาคม 2561")
    desk.press("กรอง")
    desk.main.get_by_role("table", name="งบทดลอง").get_by_role("link").first.click()
    desk.sees_heading("ทะเบียนคุม")
    desk.picture("register", "ทะเบียนคุมเงินฝากคลัง", "Register of the treasury deposit")
    desk.main.get_by_role("table").get_by_role("link").first.click()
    desk.sees_heading("รายการบัญชี")
    desk.picture("entry", "รายการบัญชีหนึ่งรายการ", "One entry of the journal")


def close_month(desk: Desk, month: str, *, shows: bool = False) -> None:
    """The accountant closes a month, the chief confirms it."""
    desk.sit_down("accountant")
    _open_month(desk, month)
    if shows:
        desk.picture("month", "รายการตรวจก่อนปิดเดือน", "The checklist before a month is closed")
    desk.press("ปิดเดือน")
    desk.is_told(f"ปิดเดือน{month} แล้ว รอผู้อื่นยืนยัน")
    desk.sit_down("chief")
    _open_month(desk, month)
    desk.press("ยืนยันการปิดเดือน")
    desk.is_told(f"ยืนยันการปิดเดือน{month} แล้ว")


def _open_month(desk: Desk, month: str) -> None:
    desk.go_to("บัญชี")
    desk.main.get_by_role("table", name="เดือนบัญชี").get_by_role("link", name=month).click()
    desk.sees_heading(f"ปิดบัญชีเดือน{month}")


def _open_repayment(desk: Desk, label: str) -> None:
    desk.go_to("สัญญา")
    contract_link(desk, label).click()
    desk.sees_heading(f"สัญญา {label}")
    desk.follow("การชำระคืน")
    desk.sees_heading(f"การชำระคืน สัญญา {label}")


def contract_link(desk: Desk, label: str) -> Locator:
    """The contract of that number in the register."""
    return desk.main.get_by_role("link", name=label, exact=True)


def _upload(desk: Desk, file) -> None:
    desk.field("ไฟล์รับชำระจากธนาคาร").set_input_files(file)
    desk.press("ตรวจไฟล์")
