"""Keeps a small picture of every page and paper of the story, and looks each page over while it is there.

A page is looked over once for each name of an address: axe must find nothing serious, and on a telephone 360 px wide
nothing may lie outside the screen's width. What is found is collected and told at the end of the story.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from PIL import Image
from playwright.sync_api import Page

from tests.browser.story.arrival import arrived

OFFICE = {"width": 1280, "height": 900}
TELEPHONE = {"width": 360, "height": 780}
SERIOUS = ("serious", "critical")
LONG = 3600
PAPER_DPI = 64
MOST_BYTES = 130_000

HEAD = """# The story in pictures · ภาพของเรื่องทั้งหมด

Every page and every paper of one lending round, as the browser stories leave them (`make pictures` makes them anew).
All people are invented. หน้าจอและเอกสารทุกแบบของการให้กู้หนึ่งรอบ บุคคลทั้งหมดเป็นบุคคลสมมติ
"""


@dataclass(frozen=True)
class Picture:
    """One picture: its file, what it is of (names of addresses, or template and kind of a paper), and its captions."""

    file: str
    of: tuple[str, ...]
    thai: str
    english: str
    chapter: str


@dataclass
class Gallery:
    """The folder of pictures and what was seen on the pages."""

    folder: Path
    is_kept: bool = True  # else a look at the pages is enough, and the pictures are left as the browser gives them
    pictures: list[Picture] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    seconds: list[tuple[str, float]] = field(default_factory=list)
    _chapter: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()

    @contextmanager
    def chapter(self, name: str) -> Iterator[None]:
        """Put the pictures of a part of the story under a heading; tell how long the part took."""
        self._chapter, since = name, time.monotonic()
        yield
        self.seconds.append((name, time.monotonic() - since))

    def page(
        self, page: Page, name: str, thai: str, english: str, *, telephone: bool = False, of: str | None = None
    ) -> None:
        """Keep a picture of the page as an office sees it, or a telephone, and look it over.

        :param of: what it shows, where that is not the page of the address: an error.
        """
        own = page.viewport_size or OFFICE
        self.faults += look_over(page, name)
        shape = TELEPHONE if telephone else OFFICE
        raw = self.folder / f"{name}.png"
        if not self.is_kept:
            page.screenshot(path=raw)
            self._add(raw, (of or view_name(page.url),), thai, english)
            return
        # on a tall screen long tables are whole, and what sticks to the edges of the screen lies where it belongs
        page.set_viewport_size(shape | {"height": LONG} if page.evaluate(_IS_LONG) else shape)
        page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        height = max(shape["height"], page.evaluate(_HEIGHT))
        if height > LONG:
            page.set_viewport_size(shape | {"height": height})
        page.screenshot(path=raw, full_page=True, animations="disabled", caret="hide")
        page.set_viewport_size(own)
        _make_small(raw, height=height)
        self._add(raw, (of or view_name(page.url),), thai, english)

    def paper(self, pdf: Path, name: str, of: tuple[str, ...], thai: str, english: str, *, pages: int = 1) -> None:
        """Keep pictures of the first pages of a paper."""
        for number in range(1, pages + 1 if self.is_kept else 2):
            target = self.folder / (f"{name}.png" if pages == 1 else f"{name}-{number}.png")
            draw = ["pdftoppm", "-r", str(PAPER_DPI), "-png", "-singlefile", "-f", str(number)]
            subprocess.run([*draw, str(pdf), str(target.with_suffix(""))], check=True)
            if self.is_kept:
                _make_small(target)
            which = f" ({number}/{pages})" if pages > 1 else ""
            self._add(target, of, thai + which, english + which)

    def has(self, name: str) -> bool:
        """Tell whether there is a picture of an address, a kind or a template already."""
        return any(name in picture.of for picture in self.pictures)

    def write_index(self) -> None:
        """Write the README of the folder: every picture with its captions, by chapter."""
        (self.folder / "README.md").write_text("\n".join(self._index()) + "\n", encoding="utf-8")

    def _add(self, file: Path, of: tuple[str, ...], thai: str, english: str) -> None:
        if self.is_kept and file.stat().st_size > MOST_BYTES:
            self.faults.append(f"{file.name}: the picture has {file.stat().st_size:,} bytes")
        self.pictures.append(Picture(file.name, of, thai, english, self._chapter))

    def _index(self) -> Iterator[str]:
        yield HEAD
        chapter = None
        for picture in self.pictures:
            if picture.chapter != chapter:
                chapter = picture.chapter
                yield f"\n## {chapter}\n\n| Picture | Shows | ภาษาไทย | English |\n|---|---|---|---|"
            shows = " ".join(f"`{name}`" for name in picture.of)
            yield f"| [{picture.file}]({picture.file}) | {shows} | {picture.thai} | {picture.english} |"


def look_over(page: Page, name: str) -> list[str]:
    """Tell what is wrong with a page: to axe as it stands, and in its width and its words on a telephone."""
    arrived(page)
    own = page.viewport_size or OFFICE
    faults = axe_faults(page, name)
    page.set_viewport_size(TELEPHONE)
    width, wide = page.evaluate(_WIDTH)
    if width > TELEPHONE["width"]:
        faults.append(f"{name}: scrolls sideways at {TELEPHONE['width']} px (is {width} px): {wide}")
    page.set_viewport_size(own)
    return faults


def axe_faults(page: Page, name: str) -> list[str]:
    """Tell what axe finds serious or critical on a page at its present size."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((said) => said.violations)")
    return [
        f"{name}: axe {rule['id']} ({rule['help']}): {'; '.join(node['html'][:160] for node in rule['nodes'][:3])}"
        for rule in found
        if rule["impact"] in SERIOUS
    ]


def clipped(page: Page) -> list[str]:
    """Tell which words of a page are cut off by the box they stand in; what scrolls or is cut on purpose is left."""
    return page.evaluate(_CLIPPED)


_WIDTH = """() => {
  const width = document.documentElement.scrollWidth;
  const wide = Array.from(document.querySelectorAll("body *")).filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > 361 && !one.closest(".table-frame, .board, [data-scrolls]");
  });
  const inside = (one) => one.matches(".table-frame *") && one.getBoundingClientRect().right > 361;
  if (width > 360 && !wide.length) { wide.push(...Array.from(document.querySelectorAll("body *")).filter(inside)); }
  return [width, wide.slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")];
}"""


_CLIPPED = """() => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const free = ".visually-hidden, .skip-link, svg, select, option, progress, [data-cut], .who-words, .fact-words";
  const holds = (one) => Array.from(one.childNodes).some((part) => part.nodeType === 3 && part.data.trim());
  return Array.from(document.querySelectorAll("body *")).filter((one) => {
    if (!holds(one) || !shown(one) || one.closest(free)) { return false; }
    const range = document.createRange();
    range.selectNodeContents(one);
    const words = range.getBoundingClientRect();
    for (let box = one; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box), edge = box.getBoundingClientRect();
      if (edge.width < 3 || edge.height < 3) { return false; }  // only read aloud
      const across = ["hidden", "clip"].includes(style.overflowX), down = ["hidden", "clip"].includes(style.overflowY);
      if (across && (words.right > edge.right + 1 || words.left < edge.left - 1)) { return true; }
      if (down && (words.bottom > edge.bottom + 6 || words.top < edge.top - 6)) { return true; }
      if ([style.overflowX, style.overflowY].some((way) => ["auto", "scroll"].includes(way))) { return false; }
    }
    return false;
  }).slice(0, 5).map((one) => one.outerHTML.slice(0, 140));
}"""


_IS_LONG = """() => document.documentElement.scrollHeight > innerHeight
  || Array.from(document.querySelectorAll(".table-frame")).some((one) => one.scrollHeight > one.clientHeight + 2)"""
_HEIGHT = """() => {
  const inner = document.querySelector(".main-inner");
  return inner ? Math.ceil(inner.getBoundingClientRect().bottom) + 16 : document.documentElement.scrollHeight;
}"""


def view_name(url: str) -> str:
    """Give the name of the address of a page, such as ``projects:board``."""
    path = urlsplit(url).path
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


def _make_small(file: Path, *, height: int | None = None) -> None:
    """Cut what is empty below a picture and reduce it to so few colours, or so much of its top, that it is small."""
    with Image.open(file) as raw:
        whole = raw.crop((0, 0, raw.width, min(raw.height, height or raw.height))).convert("RGB")
    usual, rare = Image.Quantize.MEDIANCUT, Image.Quantize.MAXCOVERAGE  # few colours shall hold the rare ones too
    for tall, colours, way in ((None, 64, usual), (None, 16, rare), (2400, 16, rare), (1800, 16, rare)):
        seen = whole.crop((0, 0, whole.width, min(whole.height, tall))) if tall else whole
        small = seen.quantize(colours, method=way, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        if file.stat().st_size <= MOST_BYTES:
            return
