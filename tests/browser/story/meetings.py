"""The meetings of the round: three amphoe committees, the working group, the sub-committee; then the result letters."""

from collections.abc import Callable
from datetime import date

from playwright.sync_api import Locator, expect

from projects.models.meetings import Organ
from reports.demo.proposals import INTERESTS, OFFICERS, Project, points, projects
from tests.browser.story.desk import Desk
from tests.browser.story.reading import pages, says, text_of

AMPHOE_ON = date(2017, 12, 20)
SCREENED_ON = date(2018, 1, 5)
APPROVED_ON = date(2018, 1, 10)
TOLD_ON = date(2018, 1, 31)
AMPHOE = {"5714": "ขุนตาล", "5711": "เวียงป่าเป้า", "5705": "พาน"}
SUBTOTALS = {"ขุนตาล": (6, "1,200,000"), "เวียงป่าเป้า": (5, "670,000"), "พาน": (2, "300,000")}


def amphoe_meetings(desk: Desk) -> None:
    """Hold the committee of each amphoe: 12 members score, three stand aside from project 3."""
    desk.move_to(AMPHOE_ON)
    for amphoe, officer in OFFICERS.items():
        own = [project for project in projects() if project.amphoe == amphoe]
        shows = officer == "khuntan"
        desk.sit_down(officer)
        _call(desk, Organ.AMPHOE, AMPHOE_ON, f"ห้องประชุมที่ว่าการอำเภอ{AMPHOE[amphoe]}", shows=shows)
        _attend(desk, shows=shows)
        if shows:
            _stand_aside(desk)
        _score(desk, own, of=lambda project: project.amphoe_points, shows=shows)
        for number, project in enumerate(own, start=1):
            desk.sees(project.title, f"{project.amphoe_score:.2f}", within=_agenda(desk).nth(number))
        _resolve_and_close(desk, shows="meeting-amphoe" if shows else "")


def working_group(desk: Desk) -> None:
    """The provincial working group screens and scores all thirteen."""
    desk.move_to(SCREENED_ON)
    desk.sit_down("secretary")
    _call(desk, Organ.WORKING_GROUP, SCREENED_ON, "ห้องประชุมสำนักงานพัฒนาชุมชนจังหวัดเชียงราย")
    _attend(desk)
    _score(desk, list(projects()), of=lambda project: project.province_points)
    _resolve_and_close(desk)


def subcommittee(desk: Desk) -> None:
    """The sub-committee approves all thirteen; table T-01 and its cover sheet say what the real one said."""
    desk.move_to(APPROVED_ON)
    desk.sit_down("secretary")
    _call(desk, Organ.SUBCOMMITTEE, APPROVED_ON, "ห้องประชุมพญาพิภักดิ์ ศาลากลางจังหวัดเชียงราย")
    _attend(desk)
    _resolve_and_close(desk, shows="meeting-subcommittee")
    desk.sees_heading("อกส.จ. ครั้งที่ 1/2561")
    minutes = desk.take_paper("รายงานการประชุม")
    says(text_of(minutes), "อกส.จ.", "ครั้งที่ ๑/๒๕๖๑")
    desk.gallery.paper(
        minutes,
        "paper-minutes",
        ("papers/minutes.html", "MINUTES"),
        "รายงานการประชุม อกส.จ.",
        "Minutes of the sub-committee",
    )
    desk.follow("ตารางพิจารณา")
    for amphoe, (count, amount) in SUBTOTALS.items():
        subtotal = desk.main.get_by_role("row").filter(has_text=f"อำเภอ{amphoe} รวมจำนวน {count} โครงการ")
        expect(subtotal).to_contain_text(f"{amount}.00")
    desk.sees("รวมเป็นเงินทั้งสิ้น 13 โครงการ", "2,170,000.00")
    for project in projects():
        row = desk.main.get_by_role("row").filter(
            has=desk.page.get_by_role("cell", name=str(project.number), exact=True)
        )
        row = row.filter(has_text=project.title).first
        expect(row).to_contain_text(f"{project.amphoe_score:.2f}")
        expect(row).to_contain_text(f"{project.province_score:.2f}")
    desk.picture("table-t01", "ตารางพิจารณาโครงการ (T-01) การประชุม 1/2561", "Table T-01 of the meeting 1/2561")
    _read_cover_sheet(desk)


def tell_results(desk: Desk) -> None:
    """Three letters to the district chiefs on 31 January under one circular number."""
    desk.move_to(TOLD_ON)
    desk.sit_down("secretary")
    desk.go_to("การประชุม")
    desk.row("อกส.จ.").get_by_role("link").first.click()
    desk.follow("แจ้งผล", exact=True)
    desk.press("ออกหนังสือแจ้งผลทั้งหมด")
    desk.is_told("ออกหนังสือแจ้งผล 3 ฉบับแล้ว")
    desk.picture("results", "แจ้งผลการพิจารณาถึงนายอำเภอ", "Telling the result to the district chiefs")
    numbers = set()
    for amphoe, (count, _amount) in SUBTOTALS.items():
        link = desk.main.locator("ul.papers li, li").filter(has_text=amphoe).get_by_role("link").first
        letter = desk.take(link)
        text = text_of(letter)
        says(text, f"นายอำเภอ{amphoe}", "๓๑ มกราคม ๒๕๖๑", "ครั้งที่ ๑/๒๕๖๑", "๑๐ มกราคม ๒๕๖๑", f"จำนวน {_thai(count)} ชุด")
        says(text, "๒,๑๗๐,๐๐๐")
        numbers.add(circular_number(text))
        desk.gallery.paper(
            letter,
            f"paper-result-letter-{list(SUBTOTALS).index(amphoe) + 1}",
            ("papers/result_letter.html", "RESULT_LETTER"),
            f"หนังสือแจ้งผลถึงนายอำเภอ{amphoe}",
            f"Result letter to the district chief ({count} copies of projects)",
            pages=pages(letter),
        )
    assert len(numbers) == 1, numbers


def _agenda(desk: Desk) -> Locator:
    return desk.main.get_by_role("region", name="ระเบียบวาระ").get_by_role("row")


def circular_number(text: str) -> str:
    """The number of a circular letter as printed at its head."""
    line = next(line for line in text.splitlines() if "ว" in line and line.strip().startswith("ที่"))
    return " ".join(line.split())


def _thai(number: int) -> str:
    from thai.digits import to_thai

    return to_thai(str(number))


def _read_cover_sheet(desk: Desk) -> None:
    sheet = desk.take_link("งบหน้า (PDF)")
    text = text_of(sheet)
    says(text, "ครั้งที่ ๑/๒๕๖๑", "๑,๒๐๐,๐๐๐", "๖๗๐,๐๐๐", "๓๐๐,๐๐๐", "๒,๑๗๐,๐๐๐", "๘.๕๕", "๑๐.๐๐")
    for project in projects():
        assert project.title.split()[0] in "".join(text.split()) or project.title[:8] in text, project.title
    desk.gallery.paper(
        sheet,
        "paper-cover-sheet",
        ("papers/cover_sheet.html", "COVER_SHEET", "projects:cover_sheet"),
        "งบหน้าการอนุมัติโครงการ (T-01)",
        "Cover sheet T-01",
    )


def _call(desk: Desk, organ: Organ, day: date, place: str, *, shows: bool = False) -> None:
    desk.go_to("การประชุม")
    if shows:
        desk.picture("meetings", "การประชุมและโครงการที่รอเข้าวาระ", "Meetings, and what waits for the next ones")
    desk.follow(f"นัดประชุม {organ.label}")
    desk.sees_heading(f"นัดประชุม {organ.label}")
    desk.fill("วันที่ประชุม", f"{day.day}/{day.month}/{day.year + 543}")
    desk.fill("สถานที่ประชุม", place)
    if shows:
        desk.picture("call-meeting", "นัดประชุม อกส.อ. พร้อมระเบียบวาระ", "Calling an amphoe meeting with its agenda")
    desk.press("นัดประชุม")
    desk.is_told("นัดประชุมครั้งที่")


def _attend(desk: Desk, *, shows: bool = False) -> None:
    if shows:
        desk.follow("เพิ่มวาระ")
        desk.picture("agenda", "เพิ่มโครงการในวาระ", "Adding a proposal to the agenda")
        desk.follow("กลับไปที่การประชุม")
        sheet = desk.take_link("พิมพ์บัญชีลงชื่อ")
        desk.gallery.paper(
            sheet,
            "paper-attendance",
            ("papers/attendance.html", "projects:attendance_sheet"),
            "บัญชีลงชื่อผู้มาประชุม",
            "Attendance sheet to be signed",
        )
    desk.follow("ผู้มาประชุม", exact=True)
    if shows:
        desk.picture("attendance", "บันทึกผู้มาประชุม", "Recording who came")
    desk.press("บันทึกผู้มาประชุม")
    desk.is_told("บันทึกผู้มาประชุม")


def _stand_aside(desk: Desk) -> None:
    """Three members with an interest in project 3 take no part in it."""
    members = desk.field("กรรมการ").locator("option").all_inner_texts()
    for number, reasons in INTERESTS.items():
        for member, reason in zip(members[-len(reasons) :], reasons, strict=True):
            desk.choose("กรรมการ", member)
            desk.choose("โครงการ", f"{number}.")
            desk.fill("ส่วนได้เสีย", reason)
            desk.press("บันทึกการไม่ร่วมพิจารณา")
            desk.is_told("ไม่ร่วมพิจารณาโครงการนี้")


def _score(desk: Desk, own: list[Project], *, of: Callable[[Project], int], shows: bool = False) -> None:
    """Key every member's score so that the mean is the one of the real table."""
    desk.follow("ให้คะแนน")
    desk.sees_heading("ให้คะแนน")
    cells = desk.main.get_by_role("table").get_by_role("textbox")
    labels = cells.evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    for number, project in enumerate(own, start=1):
        column = [label for label in labels if f": {number} {project.title}" in label]
        given = points(of(project), range(len(column)))
        for at, label in enumerate(column):
            desk.page.get_by_label(label, exact=True).fill(f"{given[at]:f}")
    if shows:
        first = desk.page.get_by_label(labels[0], exact=True)
        kept = first.input_value()
        first.fill("11")
        desk.press("บันทึกคะแนน")
        desk.is_refused("ยังบันทึกไม่ได้")
        desk.page.get_by_label(labels[0], exact=True).fill(kept)
        desk.press("บันทึกคะแนน")
        desk.is_told("บันทึกคะแนนแล้ว")
        desk.picture(
            "scores", "ตารางให้คะแนน ผู้มีส่วนได้เสียงดพิจารณา", "The grid of scores; who has an interest takes no part"
        )
    desk.press("บันทึกและกลับไปที่การประชุม")
    desk.is_told("บันทึกคะแนนแล้ว")


def _resolve_and_close(desk: Desk, *, shows: str = "") -> None:
    desk.press("เห็นชอบทุกโครงการที่ยังไม่มีมติ")
    desk.is_told("บันทึกมติแล้ว")
    if shows == "meeting-amphoe":
        desk.picture(
            "meeting-open",
            "การประชุม อกส.อ. ที่เปิดอยู่ พร้อมคะแนนเฉลี่ยและมติ",
            "An open meeting with mean scores and resolutions",
        )
    desk.press("ปิดการประชุม")
    desk.is_told("ปิดการประชุมแล้ว")
    if shows:
        desk.picture(shows, "การประชุมที่ปิดแล้ว มติมีผล", "A closed meeting, its resolutions in force")
