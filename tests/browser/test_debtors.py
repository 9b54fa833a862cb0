"""The list of debtors in the browser: the rows first, then the sums of all pages, without scripts by a link."""

from collections.abc import Callable
from datetime import date

import pytest

from loans.models import Contract
from reports.demo import people as demo
from tests.browser.story.desk import Desk
from tests.browser.story.gallery import TELEPHONE, look_over
from tests.repayments import factories as bank

pytestmark = pytest.mark.slow
LATE_ON = date(2018, 9, 30)
SUMS = "[data-sums] .lead-figure"


@pytest.fixture
def late(live_site) -> list[Contract]:
    """Three contracts none of whose instalments is paid."""
    return bank.contracts_in_force(demo.read(), groups=(6, 12, 1))


def opened(desk: Desk) -> None:
    desk.page.goto(desk.url)
    desk.sit_down("debt")
    desk.move_to(LATE_ON)
    desk.go_to("ติดตามหนี้")


def test_the_sums_come_after_the_rows_and_a_telephone_and_the_printer_have_them(late, desk: Desk):
    opened(desk)
    desk.sees("3", within=desk.main.locator(SUMS))
    desk.sees("บาท", within=desk.main.locator(SUMS))
    desk.sees("แสดง 3 จาก 3 สัญญา")
    assert desk.main.get_by_role("link", name="ดูยอดรวม").count() == 0
    assert look_over(desk.page, "debtors") == []
    desk.page.emulate_media(media="print")
    assert desk.main.locator(SUMS).filter(has_text="บาท").is_visible()
    desk.page.emulate_media(media="screen")
    desk.page.set_viewport_size(TELEPHONE)
    assert desk.main.locator(SUMS).filter(has_text="บาท").is_visible()
    desk.page.get_by_text("ค้างชำระตามช่วงวัน").click()
    desk.follow("31-90 วัน", within=desk.main.locator("table.bars"))
    desk.sees("บาท", within=desk.main.locator(SUMS))
    desk.sees("แสดง 3 จาก 3 สัญญา")
    assert "age=31-90" in desk.page.url
    desk.close()


def test_without_scripts_a_link_shows_the_sums(late, desk_of: Callable[..., Desk]):
    desk = desk_of(java_script_enabled=False)
    opened(desk)
    desk.follow("ดูยอดรวม")
    desk.sees_heading("ยอดรวมของลูกหนี้ค้างชำระ")
    desk.sees("บาท", within=desk.main.locator(".lead-figure"))
    desk.follow("ลูกหนี้ค้างชำระ")
    desk.sees("แสดง 3 สัญญา")
    desk.close()
