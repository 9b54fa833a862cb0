"""The district officer on her telephone: a women's organisation, its proposal with papers, and its first report."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from reports.demo.people import card_of
from tests.browser.story import handed_in
from tests.browser.story.desk import Desk
from tests.browser.story.reading import says, text_of

pytestmark = pytest.mark.slow
POCKET = {"width": 360, "height": 740}
ENTERED_ON = date(2017, 12, 12)
ASKED_ON = date(2017, 12, 18)
PAID_ON = date(2018, 2, 2)
REPORTED_ON = date(2018, 3, 5)
HOUSE = "กลุ่มสตรีทอผ้าบ้านลองระบบ"
TITLE = "ทอผ้าฝ้ายย้อมสีธรรมชาติ"
WANTED = "สมุดบัญชีรายรับรายจ่ายของกลุ่ม"


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    """A telephone of 360 by 740, worked with a finger."""
    return desk_of(POCKET, has_touch=True, is_mobile=True)


def test_an_officer_enters_a_proposal_answers_a_request_and_reports_on_her_telephone(desk: Desk, tmp_path: Path):
    with desk.gallery.chapter("9. The district officer on a telephone · เจ้าหน้าที่อำเภอบนโทรศัพท์"):
        desk.page.goto(desk.url)
        desk.sit_down("khuntan")
        desk.move_to(ENTERED_ON)
        find_a_member(desk)
        register_the_organisation(desk)
        reference = write_the_proposal(desk)
        attach_papers(desk, tmp_path)
        desk.press("ส่งแบบเสนอโครงการ")
        desk.is_told("ฉบับที่ 1 ให้ตำบลแล้ว")
        print_the_form(desk)
        the_committee_asks(reference)
        answer(desk, tmp_path)
        the_money_comes(reference)
        report(desk, reference, tmp_path)
    desk.close()


def find_a_member(desk: Desk) -> None:
    """Find a member by her card, and see whether she may borrow."""
    desk.go_to("สมาชิก")
    desk.fill("ชื่อ เลขที่สมาชิก หรือเลขประจำตัวประชาชน", card_of(group=6, place=1))
    desk.press("กรอง")
    desk.main.get_by_role("table").get_by_role("link").first.click()
    desk.sees("ร่วมกู้ได้ตามเงื่อนไขที่ตรวจ")
    desk.picture("telephone-member", "สมาชิกบนโทรศัพท์", "A member on a telephone")


def register_the_organisation(desk: Desk) -> None:
    """Register a women's organisation whose president is a member."""
    desk.go_to("สมาชิก")
    desk.follow("ขึ้นทะเบียนองค์กรสตรี")
    desk.fill("ชื่อองค์กร", HOUSE)
    desk.choose("ตำบลที่ตั้งสำนักงาน", "ยางฮอม")
    desk.fill("ที่ตั้งสำนักงาน (เลขที่ หมู่ ถนน)", "99 หมู่ 3")
    desk.fill("สำนักงานอยู่ที่นี่ตั้งแต่", "1/1/2558")
    desk.fill("กิจกรรมหรืออาชีพขององค์กร", "ทอผ้า")
    desk.fill("ประธานขององค์กร", card_of(group=6, place=1))
    desk.fill("เป็นประธานตั้งแต่", "1/1/2559")
    desk.picture("telephone-organisation", "ขึ้นทะเบียนองค์กรสตรี", "Registering a women's organisation")
    desk.press("ขึ้นทะเบียน", within=desk.main)
    desk.is_told("ขึ้นทะเบียนแล้ว เลขที่สมาชิก")
    desk.sees_heading(HOUSE)
    desk.sees("ยื่นโครงการได้ตามเงื่อนไขที่ตรวจ")


def write_the_proposal(desk: Desk) -> str:
    """Enter the organisation's proposal with a plan and a budget that come to its amount; give its reference."""
    desk.go_to("โครงการ")
    desk.follow("เสนอโครงการใหม่")
    desk.tick("เงินทุนหมุนเวียน (เงินกู้) ขององค์กรสตรี")
    house = desk.main.locator("#group")
    house.get_by_label("ค้นหาองค์กรสตรี").fill("ลองระบบ")
    desk.press("ค้นหา", within=house)
    house.get_by_role("button", name=f"เลือก {HOUSE}").click()
    house.get_by_role("radio").first.check()
    desk.fill("ชื่อโครงการ", TITLE)
    desk.choose("ประเภทโครงการ", "หัตถกรรม")
    desk.fill("วงเงินที่ขอสนับสนุน", "150,000")
    desk.fill("สถานที่ดำเนินการ", "หมู่ 3 ตำบลยางฮอม")
    desk.fill("วัตถุประสงค์และแผนงาน", "ทอผ้าฝ้ายย้อมสีธรรมชาติ จำหน่ายในตลาดชุมชนและงานประจำปี")
    plan = desk.main.locator("#plan")
    for number, (activity, since, until) in enumerate(
        (("จัดซื้อกี่ทอผ้าและเส้นด้าย", "5/2/2561", "28/2/2561"), ("ทอผ้าและจำหน่าย", "1/3/2561", "31/1/2562")), start=1
    ):
        desk.press("เพิ่มกิจกรรม", within=plan)
        plan.get_by_label(f"กิจกรรมที่ {number}", exact=True).fill(activity)
        plan.get_by_label(f"วันเริ่มกิจกรรมที่ {number}", exact=True).fill(since)
        plan.get_by_label(f"วันสิ้นสุดกิจกรรมที่ {number}", exact=True).fill(until)
    lines = (("กี่ทอผ้า", "8", "หลัง", "15,000", "100,000"), ("เส้นด้ายและสี", "2.5", "ชุด", "24,000", "50,000"))
    for number, (item, quantity, unit, price, asked) in enumerate(lines, start=1):
        desk.press("เพิ่มรายการ", within=plan)
        plan.get_by_label(f"รายการที่ {number}", exact=True).fill(item)
        plan.get_by_label(f"จำนวนของรายการที่ {number}", exact=True).fill(quantity)
        plan.get_by_label(f"หน่วยของรายการที่ {number}", exact=True).fill(unit)
        plan.get_by_label(f"ราคาต่อหน่วยของรายการที่ {number}", exact=True).fill(price)
        plan.get_by_label(f"เงินที่ขอจากกองทุนของรายการที่ {number}", exact=True).fill(asked)
    expect(plan.locator("[data-total=amount]")).to_have_text("180,000.00")
    expect(plan.locator("[data-total=own]")).to_have_text("30,000.00")
    expect(plan.locator("[data-budget-check]")).to_have_text("เงินที่ขอรวมตรงกับวงเงินที่ขอสนับสนุนแล้ว")
    for box in desk.main.get_by_role("region", name="เอกสารและการตรวจสอบ").get_by_role("checkbox").all():
        box.check()
    desk.picture(
        "telephone-proposal",
        "เสนอโครงการขององค์กรสตรี พร้อมแผนงานและงบประมาณ บนโทรศัพท์",
        "The proposal of an organisation with its plan and budget, on a telephone",
    )
    desk.press("บันทึกร่าง")
    desk.is_told("บันทึกร่าง")
    return desk.page.url.rstrip("/").split("/")[-1]


def attach_papers(desk: Desk, folder: Path) -> None:
    """Attach the copy of the representative's card and two photographs of earlier work."""
    desk.follow("แนบไฟล์")
    desk.choose("เป็นเอกสารรายการใด", "สำเนาบัตรประจำตัวประชาชนของผู้แทนองค์กร")
    desk.field("ถ่ายภาพเอกสารด้วยโทรศัพท์").set_input_files(handed_in.card_copy(folder, "บัตร.png"))
    desk.press("แนบไฟล์", within=desk.main)
    desk.is_told("แนบ 1 ไฟล์แล้ว")
    if desk.page.get_by_role("heading", level=1, name="แนบไฟล์").count() == 0:
        desk.follow("แนบไฟล์")
    desk.choose("เป็นเอกสารรายการใด", "ภาพถ่ายผลงานที่ผ่านมา")
    desk.field("เลือกไฟล์").set_input_files(handed_in.photographs(folder, number=6, shots=2))
    desk.press("แนบไฟล์", within=desk.main)
    desk.is_told("แนบ 2 ไฟล์แล้ว")
    desk.picture(
        "telephone-attach", "แนบสำเนาบัตรและภาพถ่ายจากโทรศัพท์", "Attaching papers and photographs from a telephone"
    )
    disguised = folder / "สำเนา.pdf"
    disguised.write_bytes(b"MZ this is a program")
    desk.choose("เป็นเอกสารรายการใด", "บันทึกการประชุมขององค์กร")
    desk.field("เลือกไฟล์").set_input_files(disguised)
    desk.press("แนบไฟล์", within=desk.main)
    desk.is_refused("สำเนา.pdf")
    desk.follow("กลับไปหน้าโครงการ")
    expect(desk.main.get_by_role("img", name="บัตร.png")).to_have_count(0)  # a card is shown to whoever asks for it
    desk.picture("telephone-draft", "ร่างโครงการพร้อมไฟล์ที่แนบ", "The draft with its files")


def print_the_form(desk: Desk) -> None:
    """Take the form away as PDF, to be signed."""
    form = desk.take_link("พิมพ์แบบเสนอโครงการ")
    says(text_of(form), HOUSE, TITLE, "๑๕๐,๐๐๐")
    desk.gallery.paper(
        form,
        "paper-proposal-form",
        ("papers/proposal_form.html", "papers/form_paper.html", "projects:proposal_form"),
        "แบบเสนอโครงการขององค์กรสตรี พร้อมแผนงานและงบประมาณ",
        "The proposal form of an organisation with its plan and budget, to be signed",
    )


def the_committee_asks(reference: str) -> None:
    """The tambon agrees; then the committee asks for one paper more."""
    from areas.models import User
    from projects import services
    from projects.models import Proposal

    proposal, by = Proposal.objects.get(reference=reference), User.objects.get(username="khuntan")
    services.give_tambon_opinion(
        proposal=proposal,
        outcome="PASSED",
        has_signed_paper=True,
        by=User.objects.get(username="yanghom"),
        on=ENTERED_ON,
    )
    services.ask_for_papers(
        proposal=proposal, stage="AMPHOE", kind="PAPERS", text=WANTED, due_on=date(2017, 12, 25), by=by, on=ASKED_ON
    )


def answer(desk: Desk, folder: Path) -> None:
    """Find the request in my work, and answer it with a photograph of the book."""
    desk.move_to(ASKED_ON)
    desk.go_to("โครงการ")
    desk.main.get_by_role("link", name=TITLE).first.click()
    desk.sees(WANTED, "รอคำตอบ")
    desk.follow("ตอบคำขอ")
    desk.fill("คำตอบ", "แนบภาพสมุดบัญชีรายรับรายจ่ายปี 2560 แล้ว")
    desk.field("แนบไฟล์").set_input_files(handed_in.photographs(folder, number=8, shots=1))
    desk.picture("telephone-answer", "ตอบคำขอเอกสารเพิ่มเติม", "Answering a request for more papers")
    desk.press("ส่งคำตอบ")
    desk.is_told("บันทึกคำตอบแล้ว")
    desk.sees("ตอบแล้ว")


def the_money_comes(reference: str) -> None:
    """The proposal goes its way to the transfer."""
    from areas.models import User
    from projects import services
    from projects.models import Proposal
    from projects.rules import Step

    by = User.objects.get(username="secretary")
    way = (Step.PUT_ON_AMPHOE_AGENDA, Step.AGREE, Step.RECORD, Step.SCREEN, Step.APPROVE, Step.NOTIFY)
    for step in (*way, Step.OPEN_ACCOUNT, Step.SIGN, Step.TRANSFER):
        services.advance(proposal=Proposal.objects.get(reference=reference), step=step, by=by, on=PAID_ON)


def report(desk: Desk, reference: str, folder: Path) -> None:
    """Record that the project began, and its first report with photographs."""
    desk.move_to(REPORTED_ON)
    desk.page.goto(f"{desk.url}/projects/{reference}/")
    desk.fill("วันที่เริ่มดำเนินโครงการ", "8/2/2561")
    desk.press("เริ่มดำเนินโครงการ")
    desk.follow("บันทึกรายงาน", within=desk.main.locator("#progress"))
    desk.fill("วันที่สมาชิกรายงาน", "5/3/2561")
    desk.main.get_by_role("group", name="ผลการดำเนินงาน").get_by_role("radio").first.check()
    desk.fill("ได้ทำอะไรไปแล้วบ้าง", "จัดซื้อกี่ทอผ้า 8 หลัง เริ่มทอผ้าแล้ว")
    desk.fill("ใช้จ่ายเงินกองทุนแล้ว นับรวมตั้งแต่ได้รับเงิน", "120,000")
    desk.fill("ผู้ได้รับประโยชน์ (คน)", "12")
    desk.field("ภาพถ่ายกิจกรรม").set_input_files(handed_in.photographs(folder, number=11, shots=2))
    desk.picture("telephone-report", "บันทึกรายงานครั้งแรกพร้อมภาพถ่าย", "Recording the first report with photographs")
    desk.press("บันทึกรายงาน", within=desk.main)
    desk.is_told("บันทึกรายงานแล้ว")
    desk.sees("120,000.00")
    pictures = desk.main.locator("img")
    expect(pictures).to_have_count(2)
    assert all(one.evaluate("(one) => one.decode().then(() => one.naturalWidth > 0)") for one in pictures.all())
    desk.picture("telephone-report-kept", "รายงานที่บันทึกแล้วบนโทรศัพท์", "The report as it was kept")
