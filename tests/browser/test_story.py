"""The whole story of one lending round, walked in the browser on the running system, by clicks and typing only."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.story import around, contracts, meetings, money, opening, proposals, year_end
from tests.browser.story.desk import Desk
from tests.browser.story.gallery import OFFICE, Gallery
from tests.chromium import FLAGS

pytestmark = pytest.mark.slow


@pytest.fixture
def first_day(transactional_db) -> None:
    """The demo stands on a day in 2560 before anything runs, so that nothing of later years falls due."""
    from areas.models import BusinessDate

    BusinessDate.objects.update_or_create(pk=1, defaults={"on": date(2017, 12, 1)})


@pytest.fixture
def office(chromium: Browser, tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that saves papers instead of showing them."""
    profile = tmp_path / "profile"
    (profile / "Default").mkdir(parents=True)
    preferences = {"plugins": {"always_open_pdf_externally": True}}
    (profile / "Default" / "Preferences").write_text(json.dumps(preferences))
    context = chromium.browser_type.launch_persistent_context(
        profile,
        executable_path="/usr/bin/chromium",
        args=FLAGS,
        locale="th-TH",
        timezone_id="Asia/Bangkok",
        viewport=OFFICE,
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def desk(first_day, live_site, office: BrowserContext, tmp_path: Path) -> Desk:
    """The desk at which everybody of the story sits down in turn."""
    kept = os.environ.get("WEF_PICTURES", "")
    gallery = Gallery(Path(kept) if kept else tmp_path / "pictures", is_kept=bool(kept))
    return Desk(page=office.new_page(), url=live_site.url, gallery=gallery, downloads=tmp_path)


def test_a_lending_round_from_the_first_member_to_the_september_letters(desk: Desk):
    with desk.gallery.chapter("1. Members and proposals · สมาชิกและโครงการ"):
        opening.begin(desk)
        opening.first_page(desk)
        opening.find_and_register(desk)
        references = proposals.enter_all(desk)
    with desk.gallery.chapter("2. Opinion, meetings, approval · ความเห็น การประชุม การอนุมัติ"):
        proposals.give_opinions(desk, references)
        meetings.amphoe_meetings(desk)
        proposals.record_at_province(desk)
        meetings.working_group(desk)
        meetings.subcommittee(desk)
    with desk.gallery.chapter("3. Result letters · หนังสือแจ้งผล"):
        meetings.tell_results(desk)
    with desk.gallery.chapter("4. Contracts and transfer · สัญญาและการโอนเงิน"):
        contracts.prepare_all(desk, references)
        contracts.sign_all(desk, references)
        contracts.receive_capital(desk)
        contracts.pay_out(desk)
        contracts.read_contracts(desk)
    with desk.gallery.chapter("5. Bills, bank file, receipts · แบบชำระเงิน ไฟล์ธนาคาร ใบเสร็จ"):
        money.issue_bills(desk)
        money.close_earlier_months(desk)
        money.import_file(desk)
        money.decide_doubtful(desk)
        money.issue_receipts(desk)
        money.look_at_standings(desk)
    with desk.gallery.chapter("6. Month close and monthly pack · ปิดเดือนและชุดรายงาน"):
        money.close_july(desk)
        money.read_books(desk)
        year_end.monthly_pack(desk)
        year_end.background_work(desk)
        money.a_stranger_comes_forward(desk)
    with desk.gallery.chapter("7. September confirmations · ยืนยันยอดหนี้เดือนกันยายน"):
        year_end.confirmations(desk)
        year_end.unclosed_month(desk)
    with desk.gallery.chapter("8. Around the story · หน้าอื่น ๆ"):
        around.search_and_papers(desk)
        around.english(desk)
        around.auditor(desk)
        around.own_password(desk)
    desk.gallery.write_index()
    print(*(f"{seconds:6.1f} s  {name}" for name, seconds in desk.gallery.seconds), sep="\n")
    assert not desk.complaints, "\n".join(desk.complaints)
    assert not desk.gallery.faults, "\n".join(desk.gallery.faults)
