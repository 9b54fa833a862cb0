"""The thirteen contracts: prepared, signed before witnesses, paid out with a second person's approval."""

from datetime import date

from reports.demo import names, people
from reports.demo.proposals import OFFICERS, projects
from tests.browser.story.desk import Desk
from tests.browser.story.reading import pages, says, text_of

PREPARED_ON = date(2018, 1, 31)
SIGNED_ON = date(2018, 2, 1)
TRANSFERRED_ON = date(2018, 2, 2)
# instalment, due, payable until, days, principal, interest, total of a contract of 200,000 (requirements 3.5)
SCHEDULE = (
    ("5 ก.ค. 2561", "5 ก.ค. 2561", "153", "50,000.00", "2,515.07", "52,515.07"),
    ("5 ม.ค. 2562", "7 ม.ค. 2562", "184", "50,000.00", "2,268.49", "52,268.49"),
    ("5 ก.ค. 2562", "5 ก.ค. 2562", "181", "50,000.00", "1,487.67", "51,487.67"),
    ("5 ม.ค. 2563", "6 ม.ค. 2563", "184", "50,000.00", "756.16", "50,756.16"),
)


def prepare_all(desk: Desk, references: dict[int, str]) -> None:
    """The secretary prepares the contracts on the day the results were told; the schedule is shown before."""
    desk.sit_down("secretary")
    for project in projects():
        desk.go_to("สัญญา")
        if project.number == 1:
            desk.follow("รอจัดทำสัญญา")
            desk.sees_heading("อนุมัติแล้ว รอจัดทำสัญญา")
            desk.picture(
                "contracts-to-prepare", "โครงการที่อนุมัติแล้ว รอจัดทำสัญญา", "Approved projects that wait for their contract"
            )
        desk.row(references[project.number]).get_by_role("link").first.click()
        desk.sees_heading("จัดทำสัญญา")
        desk.fill("จำนวนงวด", "4")
        desk.choose("ระยะห่างงวด", "ทุก 6 เดือน")
        desk.fill("วันที่คาดว่าจะโอนเงิน", "2/2/2561")
        desk.choose("ธนาคาร", "ธนาคารกรุงไทย")
        desk.fill("สาขา", people.AMPHOE[project.amphoe])
        desk.fill("เลขที่บัญชี", f"53900{project.number:02}561")
        desk.fill("พยานคนที่ 1", names.full_name(700 + 2 * project.number))
        desk.fill("พยานคนที่ 2", names.full_name(701 + 2 * project.number))
        desk.fill("วันนัดลงนาม", "1/2/2561")
        if project.number == 1:
            _read_preview(desk)
        desk.press("จัดทำสัญญา")
        desk.is_told("จัดทำสัญญาแล้ว พร้อมฉบับเตรียมลงนาม")
        if project.number == 1:
            papers = desk.main.locator("ul.papers")
            link = papers.get_by_role("link", name="สัญญาฉบับเตรียมลงนาม").first
            draft = desk.take_whole(link, reason="พิมพ์ให้สมาชิกลงนาม")
            says(text_of(draft), "ฉบับเตรียมลงนาม", "๒,๕๑๕.๐๗")
            desk.gallery.paper(
                draft,
                "paper-contract-draft",
                ("papers/contract.html", "CONTRACT_DRAFT"),
                "สัญญาฉบับเตรียมลงนาม",
                "Contract prepared for signature",
            )
            desk.follow("แก้ไขก่อนลงนาม")
            desk.sees_heading("แก้ไขสัญญาก่อนลงนาม")
            desk.picture("contract-edit", "แก้ไขสัญญาก่อนลงนาม", "Changing a contract before it is signed")
            desk.follow("ยกเลิก")


def _read_preview(desk: Desk) -> None:
    desk.press("ดูตารางผ่อนชำระ")
    for due, payable, days, principal, interest, total in SCHEDULE:
        desk.sees(due, payable, days, principal, interest, total)
    desk.picture("contract-prepare", "จัดทำสัญญาพร้อมตารางผ่อนชำระ", "Preparing a contract with its schedule")


def sign_all(desk: Desk, references: dict[int, str]) -> None:
    """At each amphoe all borrowers and two witnesses sign; the first time somebody is missing."""
    desk.move_to(SIGNED_ON)
    for project in projects():
        desk.sit_down(OFFICERS[project.amphoe])
        desk.go_to("สัญญา")
        desk.row(f"({references[project.number]})").get_by_role("link").first.click()
        desk.follow("บันทึกการลงนาม")
        desk.sees_heading("บันทึกการลงนาม")
        for box in desk.main.get_by_role("checkbox").all():
            box.check()
        desk.fill("เหตุผลหรือหมายเหตุ", "แจ้งผลวันที่ 31 มกราคม 2561 จึงลงนามในวันทำการถัดไป")
        if project.number == 1:
            absent = desk.main.get_by_role("group", name="ผู้กู้ที่มาลงนามด้วยตนเอง").get_by_role("checkbox").nth(2)
            absent.uncheck()
            desk.press("บันทึกการลงนาม")
            desk.is_refused("ผู้กู้ร่วมต้องมาลงนามด้วยตนเองทุกคน ยังไม่มา:")
            desk.picture("contract-sign", "ผู้กู้ร่วมต้องมาลงนามครบทุกคน", "Signing is refused while a borrower is missing")
            absent.check()
        desk.press("บันทึกการลงนาม")
        desk.is_told("บันทึกการลงนามแล้ว")


def receive_capital(desk: Desk) -> None:
    """The fund's money reaches the province."""
    desk.sit_down("accountant")
    desk.go_to("บัญชี")
    desk.follow("รับจัดสรรงบประมาณ")
    desk.fill("เลขที่หนังสือหรือฎีกา", "สกส. 12/2561")
    desk.fill("วันที่", "1/2/2561")
    desk.fill("จำนวนเงิน", "5,000,000")
    desk.picture("capital", "รับจัดสรรงบประมาณแผนเงินทุนหมุนเวียน", "A budget allocated to the province")
    desk.press("บันทึก")
    desk.is_told("บันทึกรับจัดสรรงบประมาณแล้ว")


def pay_out(desk: Desk) -> None:
    """The secretary makes the transfer of all thirteen, and may not approve it; the chief does."""
    desk.move_to(TRANSFERRED_ON)
    desk.sit_down("secretary")
    desk.go_to("โอนเงิน")
    desk.press("ทำรายการโอนเงินที่เลือก")
    desk.is_refused("ยังไม่ครบถ้วน จึงโอนเงินไม่ได้ ขาด: ต้นฉบับสัญญาที่ติดอากรแสตมป์ถึงจังหวัดแล้ว")
    desk.picture("transfers-refused", "โอนเงินไม่ได้จนกว่าเอกสารจะครบ", "No transfer before the contract is complete")
    desk.press("รับต้นฉบับและสำเนาสมุดบัญชีของที่เลือกแล้ว")
    desk.is_told("บันทึกรับเอกสารแล้ว")
    desk.sees("13 ฉบับ", "2,170,000.00", "1,085.00")
    desk.picture("transfers", "สัญญาครบถ้วน รอทำรายการโอนเงิน", "Complete contracts that wait for their money")
    desk.press("ทำรายการโอนเงินที่เลือก")
    desk.is_told("ทำรายการโอนเงินแล้ว รอผู้อนุมัติ")
    desk.sees("13 รายการ", "2,170,000.00", "1,085.00", "ผู้ทำรายการอนุมัติรายการของตนเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ")
    desk.picture("transfer-own", "ผู้ทำรายการอนุมัติรายการของตนเองไม่ได้", "Whoever made the transfer may not approve it")
    desk.sit_down("chief")
    desk.picture("my-work-chief", "งานของฉันของพัฒนาการจังหวัด", "My work of the provincial chief")
    desk.go_to("โอนเงิน")
    desk.row("รออนุมัติ").get_by_role("link").first.click()
    desk.press("อนุมัติและโอนเงิน", seconds=90)  # thirteen contracts are printed
    desk.is_told("อนุมัติแล้ว สัญญามีผลตั้งแต่วันที่ 2 ก.พ. 2561")


def read_contracts(desk: Desk) -> None:
    """Contracts 1 to 13 of 2561 with 1,085 baht of stamp duty; the first one as page and as papers."""
    desk.sit_down("secretary")
    desk.go_to("สัญญา")
    desk.sees("2,170,000.00", "1,085.00", "13 ฉบับ")
    for number in range(1, len(projects()) + 1):
        desk.row(f"{number}/2561").wait_for()
    desk.picture("contracts", "ทะเบียนสัญญา 1/2561 ถึง 13/2561", "Register of contracts 1/2561 to 13/2561")
    desk.main.get_by_role("link", name="1/2561", exact=True).click()
    desk.sees_heading("สัญญา 1/2561")
    for due, payable, _days, principal, interest, total in SCHEDULE:
        desk.sees(due, payable, principal, interest, total)
    printed = desk.main.locator("ul.papers").get_by_role("link", name="สัญญาเงินกู้")
    desk.wait_for(printed.first.is_visible, seconds=120, why="the contract that a worker draws")
    desk.picture("contract", "สัญญา 1/2561 มีผลบังคับแล้ว", "Contract 1/2561 in force")
    original = desk.take_whole(printed.first, reason="พิมพ์ต้นฉบับเก็บที่จังหวัด")
    says(text_of(original), "๑/๒๕๖๑", "๒ กุมภาพันธ์ ๒๕๖๑", "๒,๕๑๕.๐๗", "๗ ม.ค. ๒๕๖๒", "๖ ม.ค. ๒๕๖๓", "สองแสนบาทถ้วน")
    of = ("papers/contract.html", "CONTRACT", "loans:copies")
    desk.gallery.paper(original, "paper-contract", of, "สัญญาเงินกู้", "Loan contract", pages=pages(original))
    link = desk.main.get_by_role("link", name="สำเนาสัญญา 2 ชุด").first
    copies = desk.take_whole(link, reason="ส่งให้ผู้แทนกลุ่มและ อกส.อ.")
    assert pages(copies) == 2 * pages(original)
    link = desk.main.get_by_role("link", name="ใบสำคัญรับเงิน 2 ฉบับ").first
    voucher = desk.take_whole(link, reason="ให้สมาชิกลงนามรับเงิน")
    says(text_of(voucher), "๒๐๐,๐๐๐")
    desk.gallery.paper(
        voucher, "paper-voucher", ("papers/payment_voucher.html", "loans:voucher"), "ใบสำคัญรับเงิน", "Receipt voucher"
    )
