"""What members say they paid: taken in with the slip, found at the bank or refused; never money."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from repayments import services
from repayments.models import BankLine, PaymentNotice, Receipt
from tests.papers import blank_pdf
from tests.repayments.factories import FIRST_INSTALMENT, RECEIPT_DAY, contracts_in_force, imported, paid, receipted
from tests.scenario import kept_for_module
from thai.refusals import Refusal
from treasury.models import JournalEntry

contracts = kept_for_module(lambda: _play())
pytestmark = pytest.mark.usefixtures("db", "blank_papers", "on_receipt_day")
JULY_4 = date(2018, 7, 4)


def _play():
    from reports.demo import people

    return contracts_in_force(people.read())


@pytest.fixture
def on_receipt_day(business_date, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    business_date(RECEIPT_DAY)


def slip(name="slip.pdf", content=None):
    return SimpleUploadedFile(name, blank_pdf() if content is None else content)


def told(people, contract, **changed):
    given = {
        "contract": contract, "channel": "WALK_IN", "paid_on": JULY_4, "amount": FIRST_INSTALMENT,
        "evidence": slip(), "by": people.users["khuntan"], "on": RECEIPT_DAY,
    }  # fmt: skip
    return services.record_notice(**(given | changed))


@pytest.mark.requirement("R-REPAY-05", "R-REPAY-07")
def test_a_slip_is_kept_with_its_contract_and_books_nothing(people, contracts):
    entries = JournalEntry.objects.count()
    notice = told(people, contracts[0])
    assert (notice.state, notice.amphoe_id, notice.evidence.kind) == ("WAITING", contracts[0].amphoe_id, "PDF")
    assert not Receipt.objects.exists()
    assert JournalEntry.objects.count() == entries


def test_the_line_of_the_bank_is_pointed_at_the_contract_and_its_receipt_settles_the_slip(people, contracts):
    notice = told(people, contracts[0], payer="นางคนอื่น จ่ายแทน")
    (line,) = imported(people, paid(contracts[0], ref1="", name="คนอื่นเลย", on=date(2018, 7, 5)))
    assert (line.state, line.contract, line.score) == ("DOUBTFUL", contracts[0], 60)
    assert "หลักฐานการชำระของสัญญา" in line.why
    services.match_line(line=line, contract=contracts[0], reason="ตามสลิป", by=people.users["accountant"])
    services.issue_receipts(province="57", by=people.users["accountant"], on=RECEIPT_DAY)
    notice.refresh_from_db()
    assert (notice.state, notice.line) == ("SETTLED", line)


def test_a_line_that_waited_unknown_is_pointed_by_a_slip_that_comes_later(people, contracts):
    (line,) = imported(people, paid(contracts[0], ref1="", name="นางคนอื่น จ่ายแทน"))
    assert line.state == "UNKNOWN"
    told(people, contracts[0], payer="นางคนอื่น จ่ายแทน")
    line.refresh_from_db()
    assert (line.state, line.contract, line.score) == ("DOUBTFUL", contracts[0], 75)


def test_slips_of_two_contracts_point_at_none(people, contracts):
    for contract in contracts:
        told(people, contract)
    (line,) = imported(people, paid(None, FIRST_INSTALMENT, ref1="", name="ใครก็ไม่รู้"))
    assert (line.state, line.contract) == ("UNKNOWN", None)


def test_money_that_was_receipted_before_settles_the_slip_at_once_and_only_one(people, contracts):
    (receipt,) = receipted(people, paid(contracts[0]))
    first, second = told(people, contracts[0], reference="A1"), told(people, contracts[0], reference="A2")
    assert (first.state, first.line_id, second.state) == ("SETTLED", receipt.bank_line_id, "WAITING")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"paid_on": date(2018, 7, 24)}, "ถึงวันนี้"),
        ({"paid_on": date(2018, 1, 1)}, "ต้องอยู่ระหว่างวันที่ในสัญญา"),
        ({"amount": Decimal("0.00")}, "ต้องมากกว่าศูนย์"),
        ({"evidence": SimpleUploadedFile("slip.pdf", b"not a pdf")}, "slip.pdf"),
    ],
)
def test_a_slip_that_cannot_be_is_refused_with_a_sentence(people, contracts, changed, said):
    with pytest.raises(Refusal, match=said):
        told(people, contracts[0], **changed)
    assert not PaymentNotice.objects.exists()


def test_the_same_slip_twice_is_refused_and_a_refused_one_may_come_again(people, contracts):
    notice = told(people, contracts[0])
    with pytest.raises(services.NoticeRefused, match="บันทึกไว้แล้ว"):
        told(people, contracts[0])
    with pytest.raises(services.NoticeRefused, match="ต้องระบุเหตุผล"):
        services.refuse_notice(notice=notice, reason=" ", by=people.users["accountant"])
    services.refuse_notice(notice=notice, reason="ธนาคารยืนยันว่าไม่มีเงินเข้า", by=people.users["accountant"])
    with pytest.raises(services.NoticeRefused, match="เปลี่ยนแปลงไม่ได้"):
        services.refuse_notice(notice=notice, reason="-", by=people.users["accountant"])
    told(people, contracts[0])


def test_a_receipt_taken_back_lets_the_slip_wait_again(people, contracts):
    notice = told(people, contracts[0])
    (receipt,) = receipted(people, paid(contracts[0]))
    notice.refresh_from_db()
    assert notice.state == "SETTLED"
    asked = services.ask_reversal(receipt=receipt, reason="ผิด", by=people.users["accountant"], on=RECEIPT_DAY)
    services.approve_reversal(reversal=asked, by=people.users["chief"], on=RECEIPT_DAY)
    notice.refresh_from_db()
    assert (notice.state, notice.line) == ("WAITING", None)


# -- before the bank's files -------------------------------------------------------------------------------------------
@pytest.mark.requirement("R-DEBT-13")
def test_a_slip_of_before_any_file_of_the_bank_is_set_aside_and_neither_refused_nor_money(people, contracts):
    by, notice = people.users["accountant"], told(people, contracts[0])
    with pytest.raises(services.NoticeRefused, match="ต้องระบุเหตุผล"):
        services.set_notice_aside(notice=notice, reason=" ", by=by)
    services.set_notice_aside(notice=notice, reason="ตราธนาคารครบ", by=by)
    notice.refresh_from_db()
    assert (notice.state, notice.decided_by, Receipt.objects.count()) == ("EARLIER", by, 0)
    assert not JournalEntry.objects.filter(kind="RECEIPT").exists()
    with pytest.raises(services.NoticeRefused, match="เปลี่ยนแปลงไม่ได้"):
        services.set_notice_aside(notice=notice, reason="อีกครั้ง", by=by)
    receipted(people, paid(contracts[0]))  # a file of that time came after all
    notice.refresh_from_db()
    assert notice.state == "SETTLED"


def test_where_the_banks_lines_of_the_time_are_here_a_slip_is_not_set_aside(people, contracts):
    by, notice = people.users["accountant"], told(people, contracts[0])
    imported(people, paid(None, "3.00", on=JULY_4))
    with pytest.raises(services.NoticeRefused, match="มีไฟล์ธนาคารของวันที่ชำระแล้ว"):
        services.set_notice_aside(notice=notice, reason="ตราธนาคารครบ", by=by)
    services.refuse_notice(notice=notice, reason="ไม่มีเงินเข้า", by=by)
    assert PaymentNotice.objects.get().get_state_display() == "ไม่รับเป็นหลักฐานการชำระ"


# -- pages -------------------------------------------------------------------------------------------------------------
def test_an_amphoes_officer_takes_a_slip_in_and_opens_it_again(log_in, contracts):
    client, contract = log_in("khuntan"), contracts[0]
    found = client.get(reverse("repayments:find_contract"), {"find": contract.label}).content.decode()
    url = reverse("repayments:new_notice", args=[contract.pk])
    assert url in found
    page = client.get(url).content.decode()
    assert "52,515.07" in page
    assert 'capture="environment"' in page
    sent = {"channel": "MOBILE", "paid_on": "4/7/2561", "amount": "52,515.07", "payer": "มาลี"}
    missing = client.post(url, sent).content.decode()
    assert "เลือกไฟล์ก่อน" in missing
    done = client.post(url, {**sent, "evidence": slip()}, follow=True).content.decode()
    assert "หลักฐานนี้ยังไม่ใช่การรับเงิน" in done
    notice = PaymentNotice.objects.get()
    assert (notice.channel, notice.amount, notice.paid_on) == ("MOBILE", FIRST_INSTALMENT, JULY_4)
    answer = client.get(reverse("repayments:notice_evidence", args=[notice.pk]))
    assert answer["Content-Type"] == "application/pdf"
    assert reverse("repayments:notice", args=[notice.pk]) in client.get(reverse("repayments:notices")).content.decode()


def test_slips_of_another_amphoe_are_not_found_and_only_the_province_refuses(log_in, people, contracts):
    notice = told(people, contracts[0])
    url = reverse("repayments:notice", args=[notice.pk])
    assert log_in("phan").get(url).status_code == 404
    assert log_in("phan").get(reverse("repayments:notice_evidence", args=[notice.pk])).status_code == 404
    assert log_in("phan").get(reverse("repayments:new_notice", args=[contracts[0].pk])).status_code == 404
    refuse = reverse("repayments:refuse_notice", args=[notice.pk])
    assert log_in("khuntan").post(refuse, {"reason": "-"}).status_code == 403
    log_in("accountant").post(refuse, {"reason": "ไม่มีเงินเข้า"})
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == ("REFUSED", "ไม่มีเงินเข้า")


def test_a_waiting_slip_is_work_of_the_province_and_shown_beside_the_line(log_in, people, contracts):
    told(people, contracts[0])
    (line,) = imported(people, paid(contracts[0], ref1=""))
    accountant = log_in("accountant")
    assert "หลักฐานการชำระของสมาชิกที่ยังไม่พบรายการธนาคาร" in accountant.get(reverse("my_work")).content.decode()
    page = accountant.get(reverse("repayments:line", args=[line.pk])).content.decode()
    assert "หลักฐานของสมาชิกที่ยอดและวันใกล้เคียงกัน" in page
    assert BankLine.objects.get(pk=line.pk).state == "DOUBTFUL"


def test_the_page_sets_a_slip_aside_and_says_that_the_debt_stays(log_in, people, contracts):
    notice = told(people, contracts[0])
    page, aside = (reverse(f"repayments:{name}", args=[notice.pk]) for name in ("notice", "set_notice_aside"))
    assert log_in("khuntan").post(aside, {"reason": "-"}).status_code == 403
    client = log_in("accountant")
    assert aside in client.get(page).content.decode()
    client.post(aside, {"reason": "ตราธนาคารครบ"})
    shown = client.get(page).content.decode()
    assert "ยอดหนี้ยังไม่ลดลงตามหลักฐานนี้" in shown
    assert aside not in shown
    listed = client.get(reverse("repayments:notices"), {"state": "EARLIER"}).content.decode()
    assert "รอคำสั่งของกองทุน" in listed
