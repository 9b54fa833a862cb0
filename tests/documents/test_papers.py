"""What must stand on the papers of the loan, the payment and the month."""

import pytest

from documents.rendering import pages, render_pdf
from tests.documents import examples
from tests.documents.reading import page_texts, text_of


def _text(template: str, context: dict) -> str:
    return " ".join(text_of(render_pdf(template=f"papers/{template}", context=context)).split())


@pytest.fixture(scope="module")
def cover_sheet() -> str:
    return _text("cover_sheet.html", examples.COVER_SHEET)


@pytest.mark.requirement("R-MEET-04", "R-MEET-05")
def test_the_cover_sheet_sums_each_amphoe_and_the_meeting(cover_sheet):
    for line in (
        "อำเภอขุนตาล รวมจำนวน ๖ โครงการ ๑,๒๐๐,๐๐๐",
        "อำเภอเวียงป่าเป้า รวมจำนวน ๕ โครงการ ๖๗๐,๐๐๐",
        "อำเภอพาน รวมจำนวน ๒ โครงการ ๓๐๐,๐๐๐",
        "๑๓ รวมเป็นเงินทั้งสิ้น (สองล้านหนึ่งแสนเจ็ดหมื่นบาทถ้วน) ๒,๑๗๐,๐๐๐",
    ):
        assert line in cover_sheet


@pytest.mark.requirement("R-MEET-03")
def test_the_cover_sheet_has_its_eighteen_columns_in_order():
    html_order = ["ที่", "อำเภอ", "ประเภทโครงการ", "ชื่อโครงการ", "ผู้เสนอโครงการ", "สถานที่ดำเนินการ", "งบประมาณ"]
    text = text_of(render_pdf(template="papers/cover_sheet.html", context=examples.COVER_SHEET))
    head = "".join(text.split("๑ ขุนตาล")[0].split())
    head = head[head.index("๒๕๖๑ที่") + 4 :]
    at = -1
    for name in [*html_order, "งบที่ขอสนับสนุน"]:
        assert head.index(name, at + 1) > at, name
        at = head.index(name, at + 1)
    for name in ("เกษตร", "คห-กรรม", "หัตถ-กรรม", "บุคคล", "องค์กร", "จังหวัด", "อนุมัติ", "ไม่อนุมัติ"):
        assert name in head


@pytest.mark.requirement("R-MEET-01", "R-MEET-06", "R-MEET-07")
def test_a_row_has_its_scores_and_its_tick(cover_sheet):
    assert "การประชุมครั้งที่ ๑/๒๕๖๑ วันที่ ๑๐ มกราคม ๒๕๖๑" in cover_sheet
    assert "๙.๑๖ ๙.๖๖ ✓" in cover_sheet


def test_a_refused_project_is_ticked_in_the_last_column():
    row = {**examples.COVER_SHEET["groups"][2]["rows"][0], "decision": "rejected"}
    group = {**examples.COVER_SHEET["groups"][2], "rows": [row]}
    text = text_of(
        render_pdf(template="papers/cover_sheet.html", context={**examples.COVER_SHEET, "groups": [group]}), "-layout"
    )
    line = next(line for line in text.splitlines() if "✓" in line)
    head = next(line for line in text.splitlines() if "องค์กร" in line)
    assert line.index("✓") > len(head) - 12


def test_a_round_of_thirteen_fits_one_sheet():
    assert pages(render_pdf(template="papers/cover_sheet.html", context=examples.COVER_SHEET)) == 1


def test_a_contract_names_amount_rates_and_everyone_who_signs():
    text = _text("contract.html", examples.CONTRACT)
    for words in (
        "๒๐๐,๐๐๐.๐๐ บาท (สองแสนบาทถ้วน)",
        "อัตราร้อยละ ๓ ต่อปี",
        "ร้อยละ ๗.๕ ต่อปี",
        "อย่างลูกหนี้ร่วม",
        "วันที่ ๑ กุมภาพันธ์ พ.ศ. ๒๕๖๑",
        "๑ ๕๗๐๑ ๐๐๐๐๐ ๐๑ ๘",
        "๒๐๗,๔๕๔.๗๙",
    ):
        assert words in text, words
    for person in (examples.REPRESENTATIVE, *examples.CONTRACT["co_borrowers"]):
        assert text.count(f"({_thai(person['name'])})") >= 1, person
    assert text.count("ผู้กู้ร่วม (") == 4
    assert text.count("พยาน (") == 2


def _thai(text: str) -> str:
    return text.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))


@pytest.mark.requirement("R-STMP-01")
def test_the_original_has_the_stamp_box_and_a_copy_says_where_the_stamp_is():
    assert "ติดอากรแสตมป์ ๑๐๐ บาท และขีดฆ่า" in _text("contract.html", examples.CONTRACT)
    assert "ติดไว้ที่ต้นฉบับ" in _text("contract.html", {**examples.CONTRACT, "copy_label": "สำเนา"})


@pytest.mark.requirement("R-CONT-13")
def test_a_contract_without_its_transfer_has_no_date_and_says_so_across_every_page():
    parts = page_texts(render_pdf(template="papers/contract.html", context={**examples.CONTRACT, "contract_on": None}))
    assert all("ฉบับเตรียมลงนาม" in part for part in parts)
    assert "๑ กุมภาพันธ์ พ.ศ. ๒๕๖๑" not in parts[0]
    assert "ฉบับเตรียมลงนาม" not in _text("contract.html", examples.CONTRACT)


@pytest.mark.requirement("R-ACT-02")
def test_an_organisation_signs_alone_through_its_representative():
    context = {**examples.CONTRACT, "kind": "organisation", "organisation": "กลุ่มสตรีบ้านตัวอย่าง", "co_borrowers": []}
    text = _text("contract.html", context)
    assert "กลุ่มสตรีบ้านตัวอย่าง โดย นางตัวอย่างที่๑ ใจงาม ผู้แทนผู้มีอำนาจ" in text
    assert "ลูกหนี้ร่วม" not in text


@pytest.mark.requirement("R-REPAY-01", "R-REPAY-15", "R-FORM-04")
def test_each_instalment_has_a_form_of_one_page_with_two_parts_in_arabic_digits():
    parts = page_texts(render_pdf(template="papers/bill_payment.html", context=examples.BILL_PAYMENT))
    assert len(parts) == 4
    first = " ".join(parts[0].split())
    for words in (
        "ส่วนที่ 1 สำหรับผู้ชำระเงิน",
        "ส่วนที่ 2 สำหรับธนาคาร",
        "099400016550100",
        "57610000120",
        "53,073.97",
        "ห้าหมื่นสามพันเจ็ดสิบสามบาทเก้าสิบเจ็ดสตางค์",
        "วันครบกำหนดตามสัญญา 5 สิงหาคม 2561 ตรงกับวันหยุด ชำระได้ถึง 6 สิงหาคม 2561",
        "|099400016550100 57610000120 01 5307397",
    ):
        assert words in first, words
    assert not set(first) & set("๐๑๒๓๔๕๖๗๘๙")
    assert "ตรงกับวันหยุด" not in parts[2]


@pytest.mark.requirement("R-REPAY-12", "R-FORM-05")
def test_a_receipt_keeps_principal_interest_and_penalty_apart_and_shows_the_working():
    text = _text("receipt.html", examples.RECEIPT)
    for words in (
        "เบี้ยปรับ ๑ ๓๑๒.๕๐",
        "ดอกเบี้ยเงินกู้ ๑ ๓,๐๗๓.๙๗",
        "เงินต้น ๑ ๕๐,๐๐๐.๐๐",
        "รวมเงิน (ห้าหมื่นสามพันสามร้อยแปดสิบหกบาทสี่สิบเจ็ดสตางค์) ๕๓,๓๘๖.๔๗",
        "ร้อยละ ๗.๕ × ๓๐ วัน",
        "÷ ๓๖๐ = ๓๑๒.๕๐ บาท",
        "วันที่รับเงิน ๕ กันยายน ๒๕๖๑",
    ):
        assert words in text, words


def test_a_receipt_printed_again_says_which_it_replaces():
    assert "ออกแทนใบเสร็จรับเงินเลขที่ ชร ๑" in _text("receipt.html", {**examples.RECEIPT, "replaces": "ชร 1"})


@pytest.mark.requirement("R-REP-10")
def test_the_monthly_pack_is_one_file_of_letter_and_five_papers():
    parts = page_texts(render_pdf(template="papers/monthly_pack.html", context=examples.MONTHLY_PACK))
    titles = (
        "นำส่งรายงานการเงิน",
        "(เงินฝากคลัง)",
        "ทะเบียนคุมเงินฝากธนาคาร",
        "รายงานการรับ-จ่ายเงินกองทุนพัฒนาบทบาทสตรี",
        "สรุปผลการชำระคืนเงิน",
        "งบทดลอง",
    )
    assert [title in part for title, part in zip(titles, parts, strict=True)] == [True] * 6
    assert all("ข้อมูล ณ วันที่ ๓๐ กันยายน ๒๕๖๑ ทราบ ณ วันที่ ๓ ตุลาคม ๒๕๖๑" in part for part in parts[1:])


def test_a_month_without_movement_says_so():
    context = {**examples.BANK_REGISTER, "rows": []}
    assert "ไม่มีรายการเคลื่อนไหวในงวดนี้" in _text("pack/bank_register.html", context)


def test_a_confirmation_is_one_sheet_with_its_return_slip():
    pdf = render_pdf(template="papers/confirmation.html", context=examples.CONFIRMATION)
    text = " ".join(text_of(pdf).split())
    assert pages(pdf) == 1
    assert "ณ วันที่ ๓๐ กันยายน ๒๕๖๑" in text
    assert "๑๕๐,๓๐๘.๒๒" in text
    assert "ใบตอบรับยืนยันยอดหนี้" in text
    assert "57610000154" in text


def test_money_paid_in_advance_is_taken_off_in_the_confirmation():
    balance = {**examples.CONFIRMATION["balance"], "credit": "308.22", "total": "150000.00"}
    context = {**examples.CONFIRMATION, "balance": balance, "known_at": "2018-10-01T06:00:00+07:00"}
    text = _text("confirmation.html", context)
    assert "หัก เงินรับล่วงหน้า (๓๐๘.๒๒)" in text
    assert "ข้อมูล ณ วันที่ ๓๐ กันยายน ๒๕๖๑ ทราบ ณ วันที่ ๑ ตุลาคม ๒๕๖๑ เวลา ๐๖.๐๐ น." in text


def test_a_long_confirmation_still_keeps_its_slip_on_the_sheet():
    balance = {**examples.CONFIRMATION["balance"], "costs": "1500.00", "total": "1151808.22"}
    title = "ขยายกิจการกลุ่มอาชีพเสริมหมู่บ้านผลิตภัณฑ์แปรรูปทางการเกษตรและหัตถกรรมเพื่อเพิ่มรายได้ หมู่ 18"
    more = {"overdue": {"count": 3, "amount": "123456.78"}, "project_title": title, "balance": balance}
    assert pages(render_pdf(template="papers/confirmation.html", context={**examples.CONFIRMATION, **more})) == 1


@pytest.mark.requirement("R-DEBT-07")
def test_a_confirmation_says_when_the_next_instalment_falls_due_where_one_follows():
    assert "งวดถัดไปครบกำหนด วันที่ ๕ มกราคม ๒๕๖๒" in _text("confirmation.html", examples.CONFIRMATION)
    last = {key: value for key, value in examples.CONFIRMATION.items() if key != "next_due_on"}
    assert "งวดถัดไป" not in _text("confirmation.html", last)


def test_a_confirmation_with_every_line_that_it_may_have_is_one_sheet():
    amounts = {"frozen": "111.11", "costs": "1500.00", "credit": "308.22", "total": "1151808.22"}
    more = {
        "balance": {**examples.CONFIRMATION["balance"], **amounts},
        "overdue": {"count": 3, "amount": "123456.78"},
        "references": ["หนังสือที่ ชร 0019.5/ว 3001 ลงวันที่ 1 ตุลาคม 2561"],
        "closing": "จึงเรียนมาเพื่อโปรดตรวจสอบและยืนยันยอดหนี้ หากท่านตอบแล้วขออภัยมา ณ โอกาสนี้",
        "known_at": "2018-10-01T06:00",
    }
    assert pages(render_pdf(template="papers/confirmation.html", context={**examples.CONFIRMATION, **more})) == 1


def test_a_long_register_repeats_its_head_and_counts_its_pages():
    first, second = page_texts(render_pdf(template="papers/register.html", context=examples.REGISTER))
    assert "หน้า ๑/๒" in first
    assert "หน้า ๒/๒" in second
    assert "เลขที่สัญญา ผู้กู้ งวด" in second
    assert "รวมทั้งสิ้น ๑๙๒ ๙,๖๐๐,๐๐๐.๐๐" in second


@pytest.mark.requirement("R-DISB-04", "R-FORM-03")
def test_the_voucher_comes_in_two_copies():
    parts = page_texts(render_pdf(template="papers/payment_voucher.html", context=examples.VOUCHER))
    assert len(parts) == 2
    assert "ฉบับที่ ๑ สำหรับ อกส.จ." in parts[0]
    assert "รวมทั้งสิ้น (สองแสนบาทถ้วน) ๒๐๐,๐๐๐.๐๐" in " ".join(parts[1].split())


def test_minutes_name_those_who_stood_aside_and_the_resolution():
    text = _text("minutes.html", examples.MINUTES)
    assert "นางสาวสมมุติ บัญชีงาม ไม่ร่วมพิจารณาโครงการเพาะเห็ดฟาง" in text
    assert "มติที่ประชุม อนุมัติ ๑๓ โครงการ เป็นเงิน ๒,๑๗๐,๐๐๐ บาท" in text


def test_blank_lines_of_an_attendance_sheet_go_on_counting():
    assert "๘" in _text("attendance.html", examples.ATTENDANCE).split()


def test_the_letter_of_a_draft_pack_does_not_say_that_the_month_is_closed():
    letter = "papers/pack/cover_letter.html"
    closed = text_of(render_pdf(template=letter, context=examples.PACK_LETTER))
    draft = text_of(render_pdf(template=letter, context={**examples.PACK_LETTER, "watermark": "ร่าง"}))
    assert "ได้ปิดบัญชี" in closed.replace("\n", "").replace(" ", "")
    assert "ได้ปิดบัญชี" not in draft.replace("\n", "").replace(" ", "")
