"""The whole story of one lending round, walked in the browser on the running system, by clicks and typing only."""

import pytest

from tests.browser.story import around, contracts, meetings, money, opening, proposals, year_end
from tests.browser.story.desk import Desk

pytestmark = pytest.mark.slow


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
    print(*(f"{seconds:6.1f} s  {name}" for name, seconds in desk.gallery.seconds), sep="\n")
    desk.close()
