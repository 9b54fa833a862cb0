"""The tambon group with an account of its own: it sees its tambon only, gives its opinion, sends reports on.

Where a tambon has no account the district officer records the opinion, with the signed paper attached.
"""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from projects import services
from projects.models import Proposal
from projects.rules import Step
from reports.demo import people, proposals
from reports.demo.progress import photograph
from tests.browser.story import handed_in
from tests.browser.story.desk import Desk
from tests.browser.story.proposals import open_card

pytestmark = pytest.mark.slow
OWN, NEIGHBOUR = 6, 1  # ยางฮอม, and a tambon without an account
PAID_ON = proposals.date(2018, 2, 2)
REPORTED_ON = proposals.date(2018, 3, 5)
FORWARDED_ON = proposals.date(2018, 3, 9)


@pytest.fixture
def sent(live_site) -> dict[int, Proposal]:
    """A proposal of the group's own tambon and one of its neighbour's, both sent."""
    entered = proposals.enter_proposals(numbers=(NEIGHBOUR, OWN))
    return dict(zip((NEIGHBOUR, OWN), entered, strict=True))


def test_a_tambon_group_gives_its_opinion_and_sends_its_reports_on(sent, desk: Desk, tmp_path: Path):
    with desk.gallery.chapter("10. The tambon group · คณะทำงานตำบล"):
        desk.page.goto(desk.url)
        desk.sit_down("yanghom")
        desk.move_to(proposals.TAMBON_ON)
        sees_its_own_only(desk, sent)
        its_opinion(desk, sent[OWN])
        the_officer_keys_another(desk, sent[NEIGHBOUR], tmp_path)
        a_report_arrives(sent[OWN])
        sends_reports_on(desk, sent[OWN])
    desk.close()


def sees_its_own_only(desk: Desk, sent: dict[int, Proposal]) -> None:
    """Neither the board nor the list nor an address shows another tambon's project."""
    desk.go_to("โครงการ")
    desk.sees(sent[OWN].title)
    expect(desk.main.get_by_text(sent[NEIGHBOUR].title)).to_have_count(0)
    desk.picture(
        "tambon-board", "กระดานของคณะทำงานตำบล เห็นเฉพาะตำบลตน", "The board of a tambon group: its own tambon only"
    )
    desk.follow("รายการทั้งหมด")
    desk.sees(sent[OWN].title)
    expect(desk.main.get_by_text(sent[NEIGHBOUR].title)).to_have_count(0)
    for room in ("", "opinion/", "form.pdf"):
        answer = desk.page.request.get(f"{desk.url}/projects/{sent[NEIGHBOUR].reference}/{room}")
        assert answer.status == 404, room
    for room in ("new/", "record/", "meetings/new/WORKING_GROUP/", "rosters/"):
        assert desk.page.request.get(f"{desk.url}/projects/{room}").status == 403, room


def its_opinion(desk: Desk, proposal: Proposal) -> None:
    """The group speaks for itself: no signed paper is asked of it."""
    desk.go_to("โครงการ")
    open_card(desk, proposal.reference)
    desk.follow("บันทึกความเห็นตำบล")
    expect(desk.main.get_by_label("มีเอกสารความเห็นที่คณะทำงานตำบลลงนามแล้ว")).to_have_count(0)
    desk.tick("เห็นควรสนับสนุน")
    desk.fill("ความเห็น / เหตุผล", "กลุ่มเย็บผ้าทำงานต่อเนื่องมาสามปี มีตลาดรองรับ")
    desk.press("บันทึกความเห็น")
    desk.is_told("บันทึกความเห็นตำบลแล้ว")
    desk.sees("กลุ่มเย็บผ้าทำงานต่อเนื่องมาสามปี")


def the_officer_keys_another(desk: Desk, proposal: Proposal, folder: Path) -> None:
    """The district officer must have the signed paper, and attaches it."""
    desk.sit_down("khuntan")
    desk.go_to("โครงการ")
    open_card(desk, proposal.reference)
    desk.follow("บันทึกความเห็นตำบล")
    desk.tick("เห็นควรสนับสนุน")
    desk.press("บันทึกความเห็น")
    desk.is_refused("บันทึกแทนคณะทำงานตำบลได้เมื่อมีเอกสารความเห็นที่ตำบลลงนามแล้ว")
    desk.tick("มีเอกสารความเห็นที่คณะทำงานตำบลลงนามแล้ว")
    paper = handed_in.signed_paper(folder, "ความเห็นตำบล.pdf", "ความเห็นคณะทำงานตำบล", proposal.title, "เห็นควรสนับสนุน")
    desk.field("แนบเอกสารความเห็นที่ลงนามแล้ว").set_input_files(paper)
    desk.picture(
        "opinion-of-officer",
        "เจ้าหน้าที่อำเภอบันทึกความเห็นตำบล พร้อมเอกสารที่ลงนาม",
        "The district officer records a tambon's opinion with the signed paper",
    )
    desk.press("บันทึกความเห็น")
    desk.is_told("บันทึกความเห็นตำบลแล้ว")
    desk.sees("ความเห็นตำบล.pdf", "มีเอกสารลงนามของตำบล")


def a_report_arrives(proposal: Proposal) -> None:
    """The project comes to its money, begins, and its members report."""
    from areas.models import User
    from projects.services import progress

    users = {user.username: user for user in User.objects.all()}
    way = (Step.PUT_ON_AMPHOE_AGENDA, Step.AGREE, Step.RECORD, Step.SCREEN, Step.APPROVE, Step.NOTIFY)
    for step in (*way, Step.OPEN_ACCOUNT, Step.SIGN, Step.TRANSFER):
        services.advance(proposal=Proposal.objects.get(pk=proposal.pk), step=step, by=users["secretary"], on=PAID_ON)
    proposal = Proposal.objects.get(pk=proposal.pk)
    progress.record_start(proposal=proposal, started_on=PAID_ON, by=users["khuntan"], on=PAID_ON)
    progress.enter_report(
        proposal=Proposal.objects.get(pk=proposal.pk),
        kind="FIRST",
        period_on=None,
        told=progress.Told(activity="ซื้อจักรเย็บผ้า 5 คัน เริ่มตัดเย็บ", spent=Decimal("80000.00"), people=people.GROUP_SIZE),
        photos=[photograph(number=OWN)],
        reported_on=REPORTED_ON,
        by=users["yanghom"],
        on=REPORTED_ON,
    )


def sends_reports_on(desk: Desk, proposal: Proposal) -> None:
    """What the tambon has received goes to the district in one step, and cannot be changed after it."""
    desk.sit_down("yanghom")
    desk.move_to(FORWARDED_ON)
    desk.page.goto(f"{desk.url}/projects/reports/tambon/")
    desk.sees_heading("รับและส่งต่อรายงานของตำบล")
    desk.sees(proposal.title, "รอส่งต่อ อกส.อ. (1)")
    desk.picture("tambon-reports", "รับและส่งต่อรายงานของตำบล", "A tambon receives reports and sends them on")
    desk.fill("วันที่ส่ง อกส.อ.", "9/3/2561")
    desk.press("ส่งรายงานที่เลือก")
    desk.is_told("ส่งรายงาน 1 ฉบับให้ อกส.อ. แล้ว")
    desk.sees("ส่งแล้วล่าสุด")
    desk.main.get_by_role("link", name=proposal.title).last.click()
    expect(desk.main.get_by_role("link", name="แก้ไข")).to_have_count(0)
