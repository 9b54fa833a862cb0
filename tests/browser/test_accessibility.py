"""The look at each page of the story itself: it finds what it is there to find (the story holds the pages to it)."""

from pathlib import Path

import pytest

from tests.browser.story.gallery import Gallery

GOOD = "<html lang='th'><title>หน้า</title><main><h1>หน้า</h1><p>ข้อความ</p>{}</main></html>"


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    """An empty gallery."""
    return Gallery(tmp_path / "pictures", is_kept=False)


def test_a_good_page_has_no_fault(page, gallery):
    page.set_content(GOOD.format(""))
    gallery.page(page, "good", "ดี", "good")
    assert gallery.faults == []


def test_a_field_without_a_label_is_found(page, gallery):
    page.set_content(GOOD.format("<input type='text'>"))
    gallery.page(page, "field", "ช่อง", "field")
    assert "axe label" in gallery.faults[0]


def test_words_that_are_too_pale_are_found(page, gallery):
    page.set_content(GOOD.format("<p style='color: #ccc; background: #fff'>อ่านไม่ออก</p>"))
    gallery.page(page, "pale", "จาง", "pale")
    assert "axe color-contrast" in gallery.faults[0]


def test_a_page_that_scrolls_sideways_on_a_telephone_is_found(page, gallery):
    page.set_content(GOOD.format("<div style='width: 700px; background: #eee'>กว้าง</div>"))
    gallery.page(page, "wide", "กว้าง", "wide")
    assert "scrolls sideways at 360 px" in gallery.faults[0]


def test_the_index_names_every_picture_with_both_captions(page, gallery):
    page.set_content(GOOD.format(""))
    with gallery.chapter("1. บท"):
        gallery.page(page, "good", "หน้าที่ดี", "A good page", of="projects:board")
    gallery.write_index()
    index = (gallery.folder / "README.md").read_text(encoding="utf-8")
    assert "| [good.png](good.png) | `projects:board` | หน้าที่ดี | A good page |" in index
