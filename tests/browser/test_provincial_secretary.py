"""The provincial secretary, by keyboard only: from the board of a round to the letters, without a mouse."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from projects.models.meetings import Organ
from reports.demo import names, people, proposals
from tests.browser.story import handed_in
from tests.browser.story.desk import Desk
from tests.browser.story.keyboard import Keyboard
from tests.browser.story.reading import says, text_of

pytestmark = pytest.mark.slow
PASSED, REFUSED = 3, 6  # of the real projects: both of อำเภอขุนตาล
WHY = "แผนการตลาดยังไม่ชัดเจน และซ้ำกับโครงการที่ดำเนินการอยู่แล้ว"
GOVERNOR = names.full_name(881)


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Keyboard:
    """An office desk whose mouse is unplugged."""
    usual = desk_of()
    return Keyboard(page=usual.page, url=usual.url, gallery=usual.gallery, downloads=usual.downloads)


@pytest.fixture
def agreed(live_site) -> None:
    """Two proposals to which อกส.อ.ขุนตาล has agreed."""
    proposals.enter_proposals(numbers=(PASSED, REFUSED))
    proposals.tambon_opinions()
    proposals.amphoe_meetings()


def test_a_round_is_kept_by_keyboard_only(agreed, desk: Keyboard, tmp_path: Path):
    with desk.gallery.chapter("11. The provincial secretary by keyboard · เลขานุการ อกส.จ. ใช้แป้นพิมพ์ล้วน"):
        desk.page.goto(desk.url)
        desk.sit_down("secretary")
        desk.move_to(proposals.RECORDED_ON)
        look_at_the_round(desk)
        record(desk)
        keep_the_roster(desk)
        keep_signatories(desk)
        working_group(desk)
        subcommittee(desk)
        read_the_table(desk)
        put_right(desk, tmp_path)
        tell_results(desk)
    desk.close()


def look_at_the_round(desk: Keyboard) -> None:
    """The key of the search, the skip link, the board of one kind, the calendar of rounds."""
    desk.page.keyboard.press("/")
    assert desk.page.evaluate("document.activeElement.name") == "q"
    desk.go_to("โครงการ")
    desk.sees_heading("โครงการ")
    desk.page.keyboard.press("Tab")
    assert "ข้ามไปเนื้อหา" in desk.page.evaluate("document.activeElement.innerText")
    desk.page.keyboard.press("Enter")
    assert desk.page.evaluate("document.activeElement.id") == "main"
    desk.choose("ประเภทเงิน", "เงินทุนหมุนเวียน")
    desk.press("กรอง")
    for project in proposals.projects():
        if project.number in (PASSED, REFUSED):
            desk.sees(project.title)
    desk.follow("ปฏิทินรอบ")
    desk.sees_heading("ปฏิทินรอบพิจารณา")
    desk.picture("rounds", "ปฏิทินรอบพิจารณาของจังหวัด", "The province's calendar of rounds")


def record(desk: Keyboard) -> None:
    """Untick one, think better of it, record both."""
    desk.go_to("โครงการ")
    desk.follow("บันทึกรับที่จังหวัด")
    first = desk.main.get_by_role("checkbox").first
    desk.turn(first, on=False)
    desk.turn(first, on=True)
    desk.press("บันทึกรับโครงการที่เลือก")
    desk.is_told("บันทึกรับ 2 โครงการแล้ว")


def keep_the_roster(desk: Keyboard) -> None:
    """Appoint a member of the working group."""
    desk.go_to("การประชุม")
    desk.follow("ทำเนียบกรรมการ")
    desk.sees_heading("ทำเนียบกรรมการ")
    desk.picture("rosters", "ทำเนียบกรรมการทุกองค์คณะ", "The rosters of all committees")
    desk.open(desk.row("คณะทำงาน").get_by_role("link").first)
    desk.follow("แต่งตั้งกรรมการ")
    desk.fill("ชื่อ-สกุล", names.full_name(690))
    desk.fill("ตำแหน่งในองค์คณะ", "กรรมการ")
    desk.fill("เลขที่คำสั่งแต่งตั้ง", "112/2560")
    desk.fill("ดำรงตำแหน่งตั้งแต่", "20/12/2560")
    desk.picture("roster-appoint", "แต่งตั้งกรรมการตามคำสั่ง", "Appointing a committee member")
    desk.press("แต่งตั้ง")
    desk.is_told(f"แต่งตั้ง {names.full_name(690)} แล้ว")
    desk.picture("roster", "ทำเนียบคณะทำงานพร้อมวาระ", "The roster of the working group with terms of office")


def keep_signatories(desk: Keyboard) -> None:
    """Somebody acts for the governor and signs the letters of the result."""
    desk.go_to("การประชุม")
    desk.follow("ผู้ลงนามและหนังสือ")
    desk.picture("offices", "สำนักงานและผู้ลงนาม", "Offices and who signs for them")
    desk.open(desk.row("ชร 0019.5").get_by_role("link").first)
    desk.follow("กำหนดผู้ลงนาม")
    desk.turn(desk.main.get_by_label("หนังสือแจ้งผล", exact=True), on=True)
    kinds = desk.main.get_by_role("group", name="ฐานะ")
    desk.reach(kinds.get_by_role("radio", checked=True))
    desk.page.keyboard.press("ArrowDown")
    assert kinds.get_by_label("รักษาราชการแทน").is_checked()
    desk.fill("ชื่อ-สกุล", GOVERNOR)
    desk.fill("ตำแหน่ง", "รองผู้ว่าราชการจังหวัดเชียงราย")
    desk.fill("แทนตำแหน่ง", "ผู้ว่าราชการจังหวัดเชียงราย")
    desk.fill("คำสั่งเลขที่", "88/2561")
    desk.fill("ตั้งแต่วันที่", "25/12/2560")
    desk.picture("signatory-appoint", "กำหนดผู้รักษาราชการแทนเป็นผู้ลงนาม", "Appointing somebody acting as signatory")
    desk.press("กำหนดผู้ลงนาม")
    desk.is_told("กำหนดผู้ลงนามแล้ว")
    desk.sees(GOVERNOR)
    desk.picture(
        "office", "ผู้ลงนามของสำนักงานและข้อความประจำหนังสือ", "Signatories of an office and the texts of its letters"
    )


def working_group(desk: Keyboard) -> None:
    """Call, attend with one absent, recuse one, score by Enter and arrows, vote, resolve, close."""
    desk.move_to(proposals.SCREENED_ON)
    call(desk, Organ.WORKING_GROUP, proposals.SCREENED_ON)
    desk.follow("ผู้มาประชุม", exact=True)
    absent = desk.main.get_by_role("checkbox").nth(4)
    who = desk.main.locator(".field-check").nth(4).locator("label").inner_text().split("  ")[0]
    desk.turn(absent, on=False)
    desk.type_into(desk.main.locator(".field-check").nth(4).get_by_role("textbox"), "ไปราชการ")
    desk.press("บันทึกผู้มาประชุม")
    desk.is_told("บันทึกผู้มาประชุม")
    assert who
    desk.choose("กรรมการ", names.full_name(690))
    desk.choose("โครงการ", "1.")
    desk.fill("ส่วนได้เสีย", "ญาติของผู้เสนอโครงการ")
    desk.press("บันทึกการไม่ร่วมพิจารณา")
    desk.is_told("ไม่ร่วมพิจารณาโครงการนี้")
    desk.follow("ให้คะแนน")
    score(desk)
    desk.follow("ออกเสียง")
    desk.press("ช่องที่ว่างให้เห็นด้วยทั้งหมด")
    desk.is_told("บันทึกการออกเสียงแล้ว")
    if desk.page.get_by_role("heading", level=1).inner_text().startswith("การออกเสียง"):
        desk.picture("votes", "การออกเสียงของกรรมการ", "The votes of the members")
        desk.press("บันทึกและกลับไปที่การประชุม")
    else:
        desk.follow("ออกเสียง")
        desk.picture("votes", "การออกเสียงของกรรมการ", "The votes of the members")
        desk.follow("ยกเลิก")
    desk.press("เห็นชอบทุกโครงการที่ยังไม่มีมติ")
    desk.is_told("บันทึกมติแล้ว")
    desk.press("ปิดการประชุม")
    desk.is_told("ปิดการประชุมแล้ว")


def score(desk: Keyboard) -> None:
    """Key the grid column by column: Enter goes down, as a hand on the number block does."""
    cells = desk.main.get_by_role("table").get_by_role("textbox")
    items = list(dict.fromkeys(cells.evaluate_all("all => all.map((one) => one.dataset.item)")))
    counts = []
    for item in items:
        column = desk.main.locator(f"input[data-item='{item}']")
        desk.reach(column.first)
        counts.append(column.count())
        for _at in range(column.count()):
            desk.page.keyboard.type("9")
            desk.page.keyboard.press("Enter")
        assert [box.input_value() for box in column.all()] == ["9"] * column.count()
        assert desk.page.evaluate("document.activeElement.dataset.item") == item
    assert sorted(counts) == [11, 12]  # thirteen on the roster, one away, one recused from one project
    desk.press("บันทึกและกลับไปที่การประชุม")
    desk.is_told("บันทึกคะแนนแล้ว")
    desk.sees("9.00")


def subcommittee(desk: Keyboard) -> None:
    """Approve one, refuse the other with a reason, close."""
    desk.move_to(proposals.APPROVED_ON)
    call(desk, Organ.SUBCOMMITTEE, proposals.APPROVED_ON)
    desk.follow("ผู้มาประชุม", exact=True)
    desk.press("บันทึกผู้มาประชุม")
    desk.is_told("บันทึกผู้มาประชุม")
    refused = title(REFUSED)
    row = desk.main.get_by_role("row").filter(has_text=refused)
    desk.choose_in(row.get_by_role("combobox"), "ไม่อนุมัติ")
    desk.type_into(row.get_by_role("textbox"), WHY)
    desk.choose_in(
        desk.main.get_by_role("row").filter(has_text=title(PASSED)).get_by_role("combobox"),
        "อนุมัติ",
    )
    desk.press("บันทึกมติ")
    desk.is_told("บันทึกมติแล้ว")
    desk.press("ปิดการประชุม")
    desk.is_told("ปิดการประชุมแล้ว")


def read_the_table(desk: Keyboard) -> None:
    """T-01 on the screen, and as a workbook that is opened and read."""
    desk.follow("ตารางพิจารณา")
    desk.sees_heading("ตารางพิจารณาโครงการ")
    file = desk.take(desk.main.get_by_role("link", name="ส่งออก XLSX"))
    assert file.suffix == ".xlsx"
    rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    whole = "\n".join(" | ".join(str(cell) for cell in row) for row in rows)
    for number in (PASSED, REFUSED):
        [line] = [row for row in rows if title(number) in row]
        assert float(amount(number)) in line
    assert WHY in whole
    assert float(amount(PASSED) + amount(REFUSED)) in rows[-1]
    desk.go_to("การประชุม")
    desk.open(desk.row("อกส.จ.").get_by_role("link").first)


def put_right(desk: Keyboard, folder: Path) -> None:
    """A closed meeting takes a dated note and its signed minutes, nothing else."""
    desk.unfold("เพิ่มบันทึกแก้ไข")
    desk.fill("ข้อความแก้ไข", "รายงานการประชุม หน้า 1 แก้ไขเวลาปิดประชุม จาก 12.00 น. เป็น 12.30 น. เพราะพิมพ์ผิด")
    desk.press("บันทึก", within=desk.main.locator("#notes"))
    desk.is_told("บันทึกแก้ไขแล้ว")
    note = desk.take(desk.main.locator("ul.papers").get_by_role("link", name="แก้ไข").first)
    says(text_of(note), "๑๒.๓๐")
    desk.gallery.paper(
        note,
        "paper-meeting-note",
        ("papers/meeting_note.html", "MEETING_NOTE"),
        "บันทึกแก้ไขรายงานการประชุมที่ปิดแล้ว",
        "A note that puts right the minutes of a closed meeting",
    )
    desk.unfold("แนบเอกสาร")
    signed = handed_in.signed_paper(folder, "รายงานการประชุม-ลงนาม.pdf", "รายงานการประชุม อกส.จ. ครั้งที่ 1/2561")
    files = desk.main.locator("#files")
    desk.reach(files.locator("input[type=file]"))
    files.locator("input[type=file]").set_input_files(signed)  # the dialog of the operating system gives the file
    desk.press("แนบเอกสาร", within=files)
    desk.is_told("แนบเอกสารแล้ว")
    desk.sees("รายงานการประชุม-ลงนาม.pdf")
    desk.picture(
        "meeting-corrected",
        "การประชุมที่ปิดแล้ว พร้อมบันทึกแก้ไขและเอกสารลงนาม",
        "A closed meeting with a note and signed papers",
    )


def tell_results(desk: Keyboard) -> None:
    """The letter to the district chief and the letter to whoever was refused, with the reason."""
    desk.move_to(proposals.TOLD_ON)
    desk.follow("แจ้งผล", exact=True)
    desk.press("ออกหนังสือแจ้งผลทั้งหมด")
    desk.is_told("ออกหนังสือแจ้งผล 2 ฉบับแล้ว")
    papers = desk.main.locator("ul.papers li")
    letters = [desk.take(papers.nth(at).get_by_role("link").first) for at in range(papers.count())]
    chief = f"เรียนนายอำเภอ{people.AMPHOE[people.KHUN_TAN]}"
    texts = {letter: "".join(text_of(letter).split()) for letter in letters}
    [result] = [letter for letter, text in texts.items() if chief in text]
    [refusal] = [letter for letter in letters if letter != result]
    says(text_of(refusal), title(REFUSED), WHY)
    says(text_of(result), "มีมติอนุมัติจำนวนทั้งสิ้น ๑ โครงการ", WHY, GOVERNOR, "รักษาราชการแทน")
    desk.gallery.paper(
        refusal,
        "paper-refusal-letter",
        ("papers/proposer_letter.html", "REFUSAL_LETTER"),
        "หนังสือแจ้งผู้เสนอโครงการที่ไม่ได้รับอนุมัติ พร้อมเหตุผล",
        "Letter to a proposer who was refused, with the reason",
    )


def call(desk: Keyboard, organ: Organ, day: date) -> None:
    """Call a meeting with all that waits for it."""
    desk.go_to("การประชุม")
    desk.follow(f"นัดประชุม {organ.label}")
    desk.fill("วันที่ประชุม", f"{day.day}/{day.month}/{day.year + 543}")
    desk.fill("สถานที่ประชุม", "ศาลากลางจังหวัดเชียงราย")
    for box in desk.main.get_by_role("checkbox").all():
        desk.turn(box, on=True)
    desk.press("นัดประชุม")
    desk.is_told("นัดประชุมครั้งที่")


def title(number: int) -> str:
    """What a project of the real table is called."""
    return proposals.projects()[number - 1].title


def amount(number: int):
    """How much a project of the real table asks for."""
    return proposals.projects()[number - 1].amount
