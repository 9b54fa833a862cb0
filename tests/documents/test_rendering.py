"""Papers come out whole, the same each time, and from nowhere but the project."""

import io
from hashlib import sha256

import pytest
from django.template import engines
from pypdf import PdfReader

from documents import rendering
from documents.rendering import page_turns, papers, resources, text_layer
from documents.rendering.typesetting import typeset
from tests.documents import examples
from tests.documents.reading import page_texts, text_of, whole_sara_am

THAI = ("ชำระเงิน", "งาน", "น้ำ", "ที่", "ตั้งแต่", "กู้ยืม", "สำนักงาน", "ต่ำกว่า", "ครั้งนี้", "ผู้กู้ร่วม", "ญาติ", "ฐานะ")


def _paper_of(html: str, monkeypatch, **context) -> bytes:
    template = engines["django"].from_string(html)
    monkeypatch.setattr(papers, "render_to_string", lambda _name, values: template.render(values))
    return rendering.render_pdf(template="a paper", context=context)


@pytest.mark.parametrize(("template", "name", "context"), examples.ALL, ids=[name for _, name, _ in examples.ALL])
def test_every_paper_is_made_and_every_word_of_it_is_thai_in_the_sarabun_face(template, name, context):
    pdf = rendering.render_pdf(template=template, context=context)
    fonts = set()
    reader = PdfReader(io.BytesIO(pdf))
    for page in reader.pages:
        fonts |= {font.get_object()["/BaseFont"][8:] for font in page["/Resources"]["/Font"].values()}
    assert all(font.startswith(("Sarabun", "Wef-Figures")) for font in fonts), fonts
    assert reader.trailer["/Root"]["/Lang"] == "th"
    text = text_of(pdf)
    assert "None" not in text
    assert "{{" not in text
    assert "\ufffd" not in text


@pytest.mark.parametrize("name", ["result_letter", "bill_payment", "monthly_pack"])
def test_the_same_context_gives_the_same_bytes(name):
    template, _, context = next(example for example in examples.ALL if example[1] == name)
    first, second = (rendering.render_pdf(template=template, context=context) for _ in range(2))
    assert sha256(first).digest() == sha256(second).digest()


def test_another_context_gives_another_verification_code():
    code = rendering.content_code(template="papers/receipt.html", context=examples.RECEIPT)
    changed = {**examples.RECEIPT, "amount": "53386.48"}
    assert code != rendering.content_code(template="papers/receipt.html", context=changed)
    assert code in text_of(rendering.render_pdf(template="papers/receipt.html", context=examples.RECEIPT))


def test_a_copy_with_whole_card_numbers_carries_the_same_code():
    masked = {**examples.CONTRACT, "representative": {**examples.REPRESENTATIVE, "national_id": "1-xxxx-xxxxx-x1-8"}}
    codes = {
        rendering.content_code(template="papers/contract.html", context=each) for each in (masked, examples.CONTRACT)
    }
    assert len(codes) == 1


def test_thai_words_are_copied_as_they_were_written(monkeypatch):
    lines = "".join(f"<p>{word}</p>" for word in THAI)
    pdf = _paper_of(f'<!DOCTYPE html><html lang="th"><body><p>น้ำ กำ ก่อน</p>{lines}</body></html>', monkeypatch)
    copied = text_of(pdf).split()
    assert [word for word in THAI if word not in copied] == []


def test_bold_and_column_figures_are_copied_as_they_were_written(monkeypatch):
    html = (
        '<!DOCTYPE html><html lang="th" data-digits="thai"><body><p><strong>จำนวนที่ได้รับ</strong></p>'
        '<p class="figures">1,234,567.89 ✓</p></body></html>'
    )
    assert text_of(_paper_of(html, monkeypatch)).split() == ["จำนวนที่ได้รับ", "๑,๒๓๔,๕๖๗.๘๙", "✓"]


def test_a_release_that_keeps_glyph_texts_elsewhere_is_refused_with_a_clear_sentence():
    class Font:
        file_content = b""
        glyph_texts: dict = {}

    with pytest.raises(text_layer.TextLayerChanged, match="text_layer.py"):
        text_layer.MendedFonts()["key"] = Font()


def test_column_figures_all_have_one_width():
    from fontTools.ttLib import TTFont

    from documents.rendering import fonts

    for weight in ("figures-regular", "figures-bold"):
        font = TTFont(io.BytesIO(fonts.face(weight)))
        names = font.getBestCmap()
        assert len({font["hmtx"][names[code]][0] for code in fonts.THAI_DIGITS}) == 1


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "file:///etc/passwd", "http://localhost/x", "ftp://x/y"]
)
def test_a_paper_reads_nothing_outside_the_project(address, monkeypatch):
    with pytest.raises(resources.ResourceRefused, match="may not load"):
        _paper_of(f'<!DOCTYPE html><html><body><img src="{address}"></body></html>', monkeypatch)


@pytest.mark.parametrize("address", ["static:../config/settings/base.py", "static:/etc/passwd", "static:missing.png"])
def test_a_paper_reads_nothing_outside_the_static_folder(address, monkeypatch):
    with pytest.raises(resources.ResourceRefused, match="does not exist"):
        _paper_of(f'<!DOCTYPE html><html><body><img src="{address}"></body></html>', monkeypatch)


def test_the_emblem_may_come_inside_the_context():
    dot = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
        "AAAADUlEQVR4nGNgYGD4DwABBAEAX+XDSwAAAABJRU5ErkJggg=="
    )
    pdf = rendering.render_pdf(template="papers/result_letter.html", context={**examples.RESULT_LETTER, "garuda": dot})
    assert any(page.images for page in PdfReader(io.BytesIO(pdf)).pages)


def test_what_a_person_typed_never_becomes_markup():
    context = {**examples.RECEIPT, "payer": {"name": "<b>x</b><img src='file:///etc/passwd'>"}}
    pdf = rendering.render_pdf(template="papers/receipt.html", context=context)
    assert "<b>x</b><img" in text_of(pdf)


def test_parts_are_joined_in_their_order_and_an_empty_pack_is_refused():
    one = rendering.render_pdf(template="papers/receipt.html", context=examples.RECEIPT)
    two = rendering.render_pdf(template="papers/attendance.html", context=examples.ATTENDANCE)
    joined = rendering.join_pdfs([one, two, one])
    assert rendering.pages(joined) == 3
    titles = ["ใบเสร็จรับเงิน", "บัญชีลงชื่อ", "ใบเสร็จรับเงิน"]
    assert [title in text for title, text in zip(titles, page_texts(joined), strict=True)] == [True] * 3
    assert joined == rendering.join_pdfs([one, two, one])
    with pytest.raises(rendering.CannotRender):
        rendering.join_pdfs([])
    with pytest.raises(rendering.CannotRender):
        rendering.render_pdf(template="papers/monthly_pack.html", context={"parts": []})


def test_a_pack_may_begin_with_its_contents():
    context = {**examples.MONTHLY_PACK, "contents": ["หนังสือนำส่ง", "ทะเบียนคุมเงินฝากคลัง"]}
    first, *rest = page_texts(rendering.render_pdf(template="papers/monthly_pack.html", context=context))
    assert "๒. ทะเบียนคุมเงินฝากคลัง" in first
    assert len(rest) == 6


def test_a_draft_pack_carries_its_watermark_on_every_part():
    pdf = rendering.render_pdf(
        template="papers/monthly_pack.html", context={**examples.MONTHLY_PACK, "watermark": "ร่าง"}
    )
    assert all("ร่าง" in text for text in page_texts(pdf))


# -- what is done to the text ----------------------------------------------------------------------------------------
def test_digits_of_text_turn_thai_and_those_of_markup_stay():
    html = '<p style="width: 12mm" class="n1">ข้อ 12 &#3585; &nbsp;<span data-digits="arabic">A1 <i>2</i></span> 3</p>'
    assert typeset(html, thai_digits=True) == (
        '<p style="width: 12mm" class="n1"><span class="nowrap">ข้อ ๑๒</span> &#3585; &nbsp;'
        '<span data-digits="arabic">A1 <i>2</i></span> ๓</p>'
    )


def test_nested_elements_of_one_name_end_where_they_should():
    html = '<div data-digits="arabic"><div>1</div>2</div><div>3</div><svg><text>4</text></svg>'
    assert typeset(html, thai_digits=True) == (
        '<div data-digits="arabic"><div>1</div>2</div><div>๓</div><svg><text>4</text></svg>'
    )


def test_a_date_is_not_torn_apart():
    assert typeset("<p>เมื่อวันที่ 10 มกราคม 2561 นั้น</p>", thai_digits=False) == (
        '<p>เมื่อวันที่ <span class="nowrap">10 มกราคม 2561</span> นั้น</p>'
    )


@pytest.mark.parametrize(
    ("line", "cue"),
    [
        ("๒. แจ้งสมาชิกให้ทราบว่า เมื่อโครงการได้รับอนุมัติ", "๒. แจ้งสมาชิกให้ทราบว่า"),
        ("จึงเรียนมา", "จึงเรียนมา"),
        ("สำนักงานเลขานุการคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรี", None),
    ],
)
def test_a_cue_is_whole_words(line, cue):
    words = page_turns.first_words(line)
    assert line.startswith(words)
    assert 0 < len(words) <= 24
    if cue:
        assert words == cue


def test_sara_am_is_put_together_again_by_the_tests_own_reader():
    assert whole_sara_am("น\u0e4d\u0e49\u0e32 ช\u0e4d\u0e32ระ") == "น้ำ ชำระ"
