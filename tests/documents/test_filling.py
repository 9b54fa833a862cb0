"""Papers that share one layout: each looks and reads as if it had been laid out by itself."""

import io
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pypdf import PdfReader

from documents.rendering import Filler, render_pdf
from tests.documents.examples import CONFIRMATION

LETTER = "papers/confirmation.html"
NAMES = ("นางสาวปัญญาภรณ์ ฐิติวัฒน์ชัย", "นางอู๋ ญาณวุฒิ", "นางกิ่งแก้ว น้ำผึ้งป่า", "นางMary จันทร์ดี (ชื่อเดิม Ann-2)", "นางฐิฏิ ปี่")
SYLLABLES = ("น้ำ", "ปี่", "กี้", "ญู", "ฐุ", "เก๋", "ป๊", "ฟ้", "ฝั่", "โต๊ะ", "ทั้ง", "ผู้", "ซึ่ง", "อำ", "Mary ", "12/3 ", "ม.4 ")


def letter(**more):
    """A letter to somebody about her contract."""
    balance = {**CONFIRMATION["balance"], **more.pop("balance", {})}
    name = more.pop("name", "นางตัวอย่าง ใจงาม")
    return {
        **CONFIRMATION,
        "to": name,
        "debtor": {"name": name, "address": "12/3 หมู่ 4 ตำบลตัวอย่าง อำเภอพาน"},
        "to_note": "",
        "balance": balance,
        **more,
    }


def drawn(pdf, dpi=100):
    """The page as a grey picture."""
    shown = subprocess.run(["pdftoppm", "-r", str(dpi), "-gray", "-"], input=pdf, capture_output=True, check=True)
    assert not shown.stderr, shown.stderr[:200]
    return Image.open(io.BytesIO(shown.stdout))


def read(pdf):
    """The words of the page in the order of their drawing, without regard to spaces."""
    return "".join(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def looks_like(one, other):
    """Whether two pictures differ by no more than the soft edges of letters."""
    apart = ImageChops.difference(one, other).histogram()
    return sum(apart[96:]) < 60


@pytest.mark.parametrize("name", NAMES)
def test_a_filled_letter_looks_and_reads_like_one_laid_out_by_itself(name):
    filler, context = Filler(), letter(name=name, contract_number="ชร 214/2561", slip_code="57610002149")
    filler.render(template=LETTER, context=letter())  # the layout comes from another letter
    filled, own = filler.render(template=LETTER, context=context), render_pdf(template=LETTER, context=context)
    assert (filler.filled, filler.laid_out) == (2, 0)
    assert looks_like(drawn(filled), drawn(own))
    assert read(filled) == read(own)
    assert PdfReader(io.BytesIO(filled)).metadata.title == PdfReader(io.BytesIO(own)).metadata.title


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(SYLLABLES), min_size=2, max_size=12).map("".join), st.integers(1, 20_000_000_00))
def test_any_name_and_amount_are_set_as_the_typesetter_sets_them(name, satang):
    amount = f"{satang // 100}.{satang % 100:02}"
    context = letter(name=name, balance={"principal": amount, "total": amount})
    filled = SHARED.render(template=LETTER, context=context)
    assert read(filled) == read(render_pdf(template=LETTER, context=context))


SHARED = Filler()


def test_letters_with_other_lines_get_a_layout_of_their_own():
    filler = Filler()
    for context in (letter(), letter(balance={"costs": "100.00"}), letter(overdue={"count": 2, "amount": "9.00"})):
        assert read(filler.render(template=LETTER, context=context)) == read(
            render_pdf(template=LETTER, context=context)
        )
    assert (filler.filled, filler.laid_out) == (3, 0)


def test_words_that_do_not_fit_on_their_line_are_laid_out_in_full():
    filler, context = Filler(), letter(project_title="โครงการทอผ้าพื้นเมืองย้อมสีธรรมชาติ " * 5)
    assert filler.render(template=LETTER, context=context) == render_pdf(template=LETTER, context=context)
    assert (filler.filled, filler.laid_out) == (0, 1)


def test_a_sign_that_the_typeface_does_not_have_is_laid_out_in_full():
    filler = Filler()
    filler.render(template=LETTER, context=letter(name="นาง漢字"))
    assert (filler.filled, filler.laid_out) == (0, 1)


def test_the_same_letter_has_the_same_bytes_whatever_was_drawn_before():
    first, second = Filler(), Filler()
    second.render(template=LETTER, context=letter(name=NAMES[0]))
    assert first.render(template=LETTER, context=letter(name=NAMES[1])) == second.render(
        template=LETTER, context=letter(name=NAMES[1])
    )


def test_a_filled_letter_is_tagged_and_small():
    pdf = Filler().render(template=LETTER, context=letter())
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "th"
    assert len(pdf) < 90_000
    assert "uharfbuzz" in sys.modules
