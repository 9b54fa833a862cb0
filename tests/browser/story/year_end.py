"""What the system does by itself: the monthly pack in August, the confirmation letters in September."""

from datetime import date

from tests.browser.story.desk import Desk
from tests.browser.story.reading import page_texts, pages, says, text_of

PACKED_ON = date(2018, 8, 3)  # the 5th is a Sunday
CONFIRMED_ON = date(2018, 9, 30)
PARTS = ("ทะเบียนคุมเงินฝากคลัง", "ทะเบียนคุมเงินฝากธนาคาร", "รายงานการรับ-จ่ายเงินกองทุน", "สรุปผลการชำระคืนเงิน", "งบทดลอง")


def monthly_pack(desk: Desk) -> None:
    """On the pack day the worker makes the pack without being asked."""
    desk.move_to(PACKED_ON)
    desk.sit_down("secretary")
    desk.go_to("รายงาน")
    desk.follow("ชุดรายงานการเงินประจำเดือน")
    july = desk.row("กรกฎาคม")
    desk.wait_for(lambda: july.get_by_role("link", name="เปิด PDF").is_visible(), seconds=90, why="the pack of July")
    desk.sees("ปิดและยืนยันแล้ว", "พร้อมส่ง", within=july)
    desk.picture("packs", "ชุดรายงานการเงินประจำเดือน", "Monthly treasury packs")
    pack = desk.take_link("เปิด PDF", within=july)
    text = text_of(pack)
    says(text, "กรกฎาคม ๒๕๖๑", "๓ สิงหาคม ๒๕๖๑", *PARTS)
    assert "ร่าง" not in "".join(text.split())[:200]
    of = ("papers/monthly_pack.html", "MONTHLY_PACK")
    parts = (
        "cover_letter",
        "deposit_register",
        "bank_register",
        "receipts_payments",
        "repayment_summary",
        "trial_balance",
    )
    desk.gallery.paper(
        pack,
        "paper-monthly-pack",
        (*of, *(f"papers/pack/{part}.html" for part in parts)),
        "ชุดรายงานการเงินประจำเดือนกรกฎาคม 2561",
        "Monthly treasury pack of July 2018",
        pages=pages(pack),
    )
    for month in ("กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม"):
        desk.follow("บันทึกว่าส่งแล้ว", within=desk.row(month))
        if month == "กรกฎาคม":
            desk.picture("pack-sent", "บันทึกการส่งชุดรายงาน", "Recording that a pack was sent")
        desk.press("บันทึกว่าส่งแล้ว")
        desk.sees("ส่งแล้ว", "3 ส.ค. 2561", within=desk.row(month))


def background_work(desk: Desk) -> None:
    """What ran by itself, and one run with its progress."""
    desk.go_to("งานเบื้องหลัง")
    desk.picture("jobs", "งานเบื้องหลัง", "Background work")
    desk.row("กรกฎาคม 2561").get_by_role("link").first.click()
    desk.picture("job", "งานเบื้องหลังหนึ่งงานและความคืบหน้า", "One run and its progress")


def confirmations(desk: Desk) -> None:
    """On 30 September the letters of all open debtors are written; the progress can be watched."""
    desk.sit_down("secretary")
    desk.go_to("ติดตามหนี้")
    desk.follow("ยืนยันยอดหนี้")
    desk.sees_heading("ยืนยันยอดหนี้สิ้นเดือนกันยายน")
    desk.move_to(CONFIRMED_ON)
    runs = desk.main.get_by_role("table", name="งานที่ผ่านมา")
    desk.wait_for(lambda: runs.is_visible(), seconds=60, why="the run of September")
    runs.get_by_role("link", name="30 ก.ย. 2561").first.click()
    desk.sees_heading("ยืนยันยอดหนี้ ณ วันที่ 30 ก.ย. 2561")
    desk.picture("confirmation-progress", "กำลังออกหนังสือยืนยันยอดหนี้", "Confirmation letters being written")
    done = desk.main.get_by_role("link", name="เปิดหนังสือรายอำเภอ")
    desk.wait_for(lambda: done.is_visible(), seconds=120, why="the batches of letters", reload=False)
    desk.page.reload()
    desk.sees("ทำแล้ว 13 จาก 13 รายการ")
    desk.picture("confirmation-run", "หนังสือยืนยันยอดหนี้ 13 ฉบับ", "Thirteen confirmation letters")
    texts: list[str] = []
    links = desk.main.get_by_role("link", name="เปิดหนังสือ (PDF)")
    for number in range(links.count()):
        batch = desk.take(links.nth(number))
        texts += [text for text in page_texts(batch) if "ยืนยันยอดหนี้" in "".join(text.split())]
    assert len(texts) >= 13
    for number in range(1, 14):
        says("\n".join(texts), f"{_thai(number)}/๒๕๖๑")
    sheet = desk.take_link("เปิดบัญชีนำส่ง (PDF)")
    desk.gallery.paper(
        sheet,
        "paper-confirmation-list",
        ("papers/confirmation_list.html",),
        "บัญชีนำส่งหนังสือของอำเภอ",
        "Posting list of the letters of an amphoe",
    )
    desk.gallery.paper(
        batch,
        "paper-confirmation",
        ("papers/confirmation.html", "CONFIRMATION", "CONFIRMATION_BATCH"),
        "หนังสือยืนยันยอดหนี้ ณ วันที่ 30 กันยายน 2561",
        "Confirmation letter as of 30 September 2018",
    )
    desk.go_to("ติดตามหนี้")
    desk.follow("ยืนยันยอดหนี้")
    desk.picture("confirmations", "ยืนยันยอดหนี้สิ้นเดือนกันยายน", "The September confirmations")


def unclosed_month(desk: Desk) -> None:
    """August was not closed by its pack day: its pack is a draft with a watermark, and is not sent."""
    desk.go_to("รายงาน")
    desk.follow("ชุดรายงานการเงินประจำเดือน")
    august = desk.row("สิงหาคม")
    desk.wait_for(
        lambda: august.get_by_role("link", name="เปิด PDF").is_visible(), seconds=60, why="the draft of August"
    )
    desk.sees("ยังไม่ปิดบัญชี", "ฉบับร่าง", within=august)
    draft = desk.take_link("เปิด PDF", within=august)
    says(text_of(draft), "สิงหาคม ๒๕๖๑", "ร่าง")
    desk.gallery.paper(
        draft,
        "paper-monthly-pack-draft",
        ("papers/monthly_pack.html", "MONTHLY_PACK"),
        "ชุดรายงานของเดือนที่ยังไม่ปิดเป็นฉบับร่าง",
        "The pack of a month not closed is a draft",
    )


def _thai(number: int) -> str:
    from thai.digits import to_thai

    return to_thai(str(number))
