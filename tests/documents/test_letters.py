"""The official letters: each part in its place, page turns, signatures; the result letter of a meeting."""

import pytest

from documents.rendering import pages, render_pdf
from tests.documents import examples
from tests.documents.reading import page_texts, text_of

LETTER = "papers/result_letter.html"
PLAIN = "papers/official_letter.html"


@pytest.fixture(scope="module")
def result_letter() -> list[str]:
    return page_texts(render_pdf(template=LETTER, context=examples.RESULT_LETTER))


def _plain(**more) -> dict:
    return {**examples.LETTER, "subject": "ขอเชิญประชุม", "to": "นายอำเภอพาน", "paragraphs": ["ด้วยมีเหตุ"], **more}


def _text(**more) -> str:
    return text_of(render_pdf(template=PLAIN, context=_plain(**more)))


@pytest.mark.requirement("R-LET-01")
def test_the_urgency_mark_stands_on_top(result_letter):
    assert result_letter[0].strip().startswith("ด่วนที่สุด")
    assert "ด่วน" not in _text()


@pytest.mark.requirement("R-LET-02")
def test_the_number_is_written_with_its_office_code_and_circular_mark(result_letter):
    assert "ที่ ชร ๐๐๑๙.๕/ว ๒๖๕๑" in result_letter[0]


@pytest.mark.requirement("R-LET-03")
def test_the_office_stands_at_the_right_of_the_number():
    lines = text_of(render_pdf(template=LETTER, context=examples.RESULT_LETTER), "-layout").splitlines()
    row = next(line for line in lines if line.startswith("ที่ ชร"))
    assert row.index("ศาลากลางจังหวัดเชียงราย") > 40


@pytest.mark.requirement("R-LET-04")
def test_the_date_is_in_thai_digits_of_the_buddhist_era(result_letter):
    assert "๓๑ มกราคม ๒๕๖๑" in result_letter[0]


@pytest.mark.requirement("R-LET-05")
def test_the_subject_names_the_meeting(result_letter):
    first = "".join(result_letter[0].split())
    assert "เรื่องแจ้งผลการพิจารณาอนุมัติโครงการประเภทเงินทุนหมุนเวียนกองทุนพัฒนาบทบาทสตรีจังหวัดเชียงรายครั้งที่๑/๒๕๖๑" in first


@pytest.mark.requirement("R-LET-06", "R-LET-07")
def test_references_are_numbered(result_letter):
    first = "".join(result_letter[0].split())
    assert "อ้างถึง๑.คำสั่งคณะกรรมการบริหารกองทุนพัฒนาบทบาทสตรีที่๒/๒๕๕๙ลงวันที่๓สิงหาคมพ.ศ.๒๕๕๙" in first
    assert "๒.คำสั่งคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีจังหวัดเชียงรายที่๔๕๙๓/๒๕๕๙ลงวันที่๒๘กันยายนพ.ศ.๒๕๕๙" in first


@pytest.mark.requirement("R-LET-08")
@pytest.mark.parametrize(("copies", "written"), [(5, "๕"), (2, "๒"), (6, "๖")])
def test_enclosure_three_counts_the_projects_of_the_amphoe(copies, written):
    text = text_of(render_pdf(template=LETTER, context={**examples.RESULT_LETTER, "project_copies": copies}))
    assert f"๓. สำเนาโครงการประเภทเงินทุนหมุนเวียน จำนวน {written} ชุด" in text
    assert "๑. งบหน้าการอนุมัติโครงการ จำนวน ๑ ชุด" in text


@pytest.mark.requirement("R-LET-09", "R-CONT-01")
def test_the_first_instruction_is_to_open_an_account_and_come_to_sign(result_letter):
    text = "".join("".join(result_letter).split())
    assert "๑.แจ้งสมาชิกที่ได้รับอนุมัติโครงการให้เปิดบัญชีเงินฝากธนาคารประเภทออมทรัพย์" in text
    assert "มาทำสัญญากู้ยืมเงิน" in text


@pytest.mark.requirement("R-MEM-07")
def test_the_second_instruction_is_to_tell_members_that_nobody_of_the_group_is_replaced(result_letter):
    text = "".join("".join(result_letter).split())
    assert "๒.แจ้งสมาชิกให้ทราบว่าเมื่อโครงการได้รับอนุมัติแล้วจะเปลี่ยนตัวสมาชิกผู้กู้หรือผู้กู้ร่วมไม่ได้" in text


@pytest.mark.requirement("R-MEET-02")
def test_the_meeting_is_told_in_figures_and_words(result_letter):
    text = " ".join("".join(result_letter).split())
    assert "๒,๑๗๐,๐๐๐ บาท (สองล้านหนึ่งแสนเจ็ดหมื่นบาทถ้วน)" in text
    assert "๑๓ โครงการ" in text


@pytest.mark.requirement("R-LET-10")
def test_a_page_that_goes_on_ends_with_the_first_words_of_the_next(result_letter):
    assert len(result_letter) == 2
    assert "/๒. แจ้งสมาชิกให้ทราบว่า...." in result_letter[0]
    assert "๒. แจ้งสมาชิกให้ทราบว่า" in result_letter[1]
    assert "...." not in result_letter[1]


def test_page_numbers_begin_on_the_second_page(result_letter):
    assert "- ๑ -" not in result_letter[0]
    assert "- ๒ -" in result_letter[1]


def test_a_paragraph_that_runs_over_the_page_gives_its_own_next_words_as_the_cue():
    long = " ".join(f"ความที่{number}ยาวพอสมควร" for number in range(1, 400))
    first, second, *_ = page_texts(render_pdf(template=PLAIN, context=_plain(paragraphs=[long])))
    cue = next(line for line in first.splitlines() if line.startswith("/")).strip("/.").strip()
    body = [line for line in second.splitlines() if line.strip() and not line.startswith("- ")]
    assert body[0].startswith(cue)


@pytest.mark.requirement("R-LET-11")
def test_closing_and_bracketed_signature(result_letter):
    last = result_letter[1]
    order = [
        last.index(text)
        for text in (
            "จึงเรียนมาเพื่อทราบและพิจารณาดำเนินการ",
            "ขอแสดงความนับถือ",
            "(นายตัวอย่าง มั่นคงธรรม)",
            "ผู้ว่าราชการจังหวัดเชียงราย",
        )
    ]
    assert order == sorted(order)


def test_who_acts_for_another_says_so_under_the_own_position():
    lines = _text(signature=examples.ACTING).splitlines()
    at = lines.index("ปฏิบัติราชการแทน")
    assert lines[at - 1 : at + 2] == ["พัฒนาการจังหวัดเชียงราย", "ปฏิบัติราชการแทน", "ผู้ว่าราชการจังหวัดเชียงราย"]


@pytest.mark.requirement("R-LET-12")
def test_the_owner_of_the_matter_and_telephone_come_last(result_letter):
    lines = [line for line in result_letter[1].splitlines() if line.strip() and "- ๒ -" not in line]
    assert lines[-3:] == ["สำนักงานเลขานุการ อกส.จ.", "สำนักงานพัฒนาชุมชนจังหวัด", "โทร./โทรสาร ๐-๕๓๑๗-๗๓๕๐"]


def test_a_letter_holds_no_arabic_digit(result_letter):
    assert not set("".join(result_letter)) & set("0123456789")


def test_one_enclosure_and_one_reference_go_without_numbers():
    text = _text(references=["หนังสือที่ 5/2560"], enclosures=[{"text": "ระเบียบวาระ", "count": 1, "unit": "ฉบับ"}])
    assert "อ้างถึง หนังสือที่ ๕/๒๕๖๐" in text
    assert "สิ่งที่ส่งมาด้วย ระเบียบวาระ จำนวน ๑ ฉบับ" in text


def test_the_closing_never_stands_alone_on_a_page():
    for count in range(1, 16):
        context = _plain(paragraphs=["ย่อหน้าหนึ่งที่มีความยาวสองบรรทัด " * 5] * count)
        parts = page_texts(render_pdf(template=PLAIN, context=context))
        last = parts[-1]
        assert "ขอแสดงความนับถือ" in last
        assert "ย่อหน้าหนึ่ง" in last, count


@pytest.mark.requirement("R-LET-13")
def test_the_covering_letter_of_a_pack_carries_its_date():
    pdf = render_pdf(template="papers/pack/cover_letter.html", context=examples.PACK_LETTER)
    text = text_of(pdf)
    assert "๕ ตุลาคม ๒๕๖๑" in text
    assert "ประจำเดือนกันยายน ๒๕๖๑" in " ".join(text.split())
    assert pages(pdf) == 1
