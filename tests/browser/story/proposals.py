"""The thirteen projects of the round: entered at the amphoe with their groups, given the tambon's opinion."""

import re
from datetime import date
from decimal import Decimal

from playwright.sync_api import expect

from areas.models import Tambon
from projects.models import Proposal
from reports.demo import people
from reports.demo.proposals import CATEGORIES, OFFICERS, Project, projects
from tests.browser.story.desk import Desk
from tests.browser.story.opening import NEWCOMER, NEWCOMER_CARD

TAMBON_ON = date(2017, 12, 15)
RECORDED_ON = date(2017, 12, 25)
LEAST = 5
TAMBON_WITH_ACCOUNT = people.GROUPS[6]  # ยางฮอม


def enter_all(desk: Desk) -> dict[int, str]:
    """Enter and send every project at its amphoe; give the reference of each."""
    references = {}
    for project in projects():
        desk.sit_down(OFFICERS[project.amphoe])
        desk.go_to("โครงการ")
        desk.follow("เสนอโครงการใหม่")
        _write(desk, project)
        if project.number == 1:
            _be_refused_first(desk)
        else:
            _form_group(desk, _cards(project))
            _tick_papers(desk)
            desk.press("บันทึกและส่งให้ตำบล")
        desk.is_told("ฉบับที่ 1 ให้ตำบลแล้ว")
        desk.sees_heading(project.title)
        references[project.number] = _reference(desk)
        if project.number == 1:
            desk.sees("200,000.00", NEWCOMER)
            desk.picture(
                "proposal-sent", "โครงการที่ส่งแล้ว รอความเห็นตำบล", "A proposal sent, waiting for the tambon's opinion"
            )
    return references


def give_opinions(desk: Desk, references: dict[int, str]) -> None:
    """The tambon group gives its opinion from its own account; for the others the officer keys the signed paper."""
    desk.move_to(TAMBON_ON)
    for project in projects():
        has_account = project.tambon == TAMBON_WITH_ACCOUNT
        desk.sit_down("yanghom" if has_account else OFFICERS[project.amphoe])
        desk.go_to("โครงการ")
        if project.number == 1:
            desk.picture("board", "กระดานโครงการตามขั้นตอน", "The round as a board of stages")
        open_card(desk, references[project.number])
        desk.follow("บันทึกความเห็นตำบล")
        desk.tick("เห็นควรสนับสนุน")
        desk.fill("ความเห็น / เหตุผล", "เอกสารครบถ้วน กลุ่มมีคุณสมบัติและมีประสบการณ์ในอาชีพที่ขอ")
        if not has_account:
            desk.tick("มีเอกสารความเห็นที่คณะทำงานตำบลลงนามแล้ว")
        if has_account:
            desk.picture("opinion", "คณะทำงานตำบลให้ความเห็น", "The tambon group gives its opinion")
        desk.press("บันทึกความเห็น")
        desk.is_told("บันทึกความเห็นตำบลแล้ว")


def record_at_province(desk: Desk) -> None:
    """The secretary records all thirteen at the province."""
    desk.move_to(RECORDED_ON)
    desk.sit_down("secretary")
    desk.go_to("โครงการ")
    desk.follow("บันทึกรับที่จังหวัด")
    desk.sees("รอบันทึกรับ 13 โครงการ")
    desk.picture("record", "บันทึกรับโครงการที่จังหวัดพร้อมกัน", "Recording the proposals at the province in bulk")
    desk.press("บันทึกรับโครงการที่เลือก")
    desk.is_told("บันทึกรับ 13 โครงการแล้ว")
    desk.go_to("โครงการ")
    desk.follow("รายการทั้งหมด")
    desk.sees("13 โครงการ", "2,170,000.00")
    desk.picture(
        "proposals-list", "รายการโครงการพร้อมยอดรวมของตัวกรอง", "List of proposals with the totals of the whole filter"
    )


def open_card(desk: Desk, reference: str) -> None:
    """Open a project from the board by the card with its reference."""
    desk.main.get_by_role("article").filter(has_text=reference).get_by_role("link").first.click()
    desk.sees(reference)


def _write(desk: Desk, project: Project) -> None:
    desk.fill("ชื่อโครงการ", project.title)
    desk.choose("ประเภทโครงการ", str(Proposal.Category(CATEGORIES[project.number]).label))
    desk.fill("วงเงินที่ขอสนับสนุน", f"{project.amount:,.0f}")
    desk.fill("สถานที่ดำเนินการ", f"หมู่ {project.number % 9 + 1} ตำบล{_tambon_name(project)}")
    desk.fill(
        "วัตถุประสงค์และแผนงาน",
        f"เพื่อให้สมาชิกกลุ่มมีอาชีพและรายได้เพิ่มจากโครงการ{project.title}\n"
        "1. ประชุมสมาชิกและแบ่งหน้าที่\n2. จัดซื้อวัตถุดิบและอุปกรณ์\n3. ผลิตและจำหน่าย\n4. ผ่อนชำระคืนกองทุนปีละสองงวด",
    )


def _tambon_name(project: Project) -> str:
    return Tambon.objects.get(pk=project.tambon).name_th


def _cards(project: Project) -> list[str]:
    return [people.card_of(group=project.number, place=place) for place in range(LEAST)]


def _form_group(desk: Desk, cards: list[str], *, already: int = 0) -> None:
    """Find each member by the number of her card and add her; the first one represents the group."""
    group = desk.main.locator("#group")
    for count, card in enumerate(cards, start=already + 1):
        group.get_by_label("เพิ่มผู้กู้").fill(card)
        desk.press("ค้นหา", within=group)
        group.get_by_role("button", name=re.compile("^เพิ่ม ")).first.click()
        desk.sees(f"({count} จากอย่างน้อย {LEAST} คน)", within=group)


def _tick_papers(desk: Desk) -> None:
    papers = desk.main.get_by_role("region", name="เอกสารและการตรวจสอบ")
    for box in papers.get_by_role("checkbox").all():
        box.check()


def _be_refused_first(desk: Desk) -> None:
    """Four persons and too much money: refused with both reasons; then somebody who may not borrow is not offered."""
    group = desk.main.locator("#group")
    desk.fill("วงเงินที่ขอสนับสนุน", "250,000")
    _form_group(desk, [people.card_of(group=1, place=place) for place in range(LEAST - 1)])
    _tick_papers(desk)
    desk.picture("proposal-new", "เสนอโครงการใหม่ กรอกในหน้าเดียว", "A new proposal, entered in one sitting")
    desk.press("บันทึกและส่งให้ตำบล")
    desk.is_refused("250,000.00 บาท เกินวงเงินสูงสุดโครงการละ 200,000.00 บาท")
    desk.sees("ขาดอีก 1 คน")
    group.get_by_label("เพิ่มผู้กู้").fill(people.card_of(group=0, place=people.SPARE - 1))
    desk.press("ค้นหา", within=group)
    expect(group).to_contain_text("อายุยังไม่ครบ 15 ปี")
    expect(group.get_by_role("button", name=re.compile("^เพิ่ม "))).to_have_count(0)
    desk.picture(
        "proposal-refused",
        "วงเงินเกิน 200,000 บาท และผู้ที่อายุไม่ถึงเพิ่มในกลุ่มไม่ได้",
        "More than 200,000 baht is refused; somebody too young cannot join the group",
    )
    desk.fill("วงเงินที่ขอสนับสนุน", str(Decimal(200_000)))
    desk.press("บันทึกและส่งให้ตำบล")
    desk.is_refused("กลุ่มต้องมีอย่างน้อย 5 คน ขณะนี้มี 4 คน")
    _form_group(desk, [NEWCOMER_CARD], already=LEAST - 1)
    desk.picture(
        "proposal-form", "แบบเสนอโครงการ กลุ่มผู้กู้ และรายการตรวจเอกสาร", "A proposal with its group and the ticked papers"
    )
    desk.press("บันทึกและส่งให้ตำบล")


def _reference(desk: Desk) -> str:
    subtitle = desk.main.locator(".page-subtitle").inner_text()
    found = re.search(r"เลขที่คำขอ\s+(\S+)", subtitle)
    assert found, subtitle
    return found[1]
