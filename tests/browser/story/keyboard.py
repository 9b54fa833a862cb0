"""A desk without a mouse: everything is reached by Tab, chosen by arrows and space, and done by Enter."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import ElementHandle, Error, Locator

from tests.browser.story.arrival import stays
from tests.browser.story.desk import Desk
from thai.dates import format_numeric

MOST_STEPS = 400
# What the focus looks like after each step: gone, unmarked, off the screen, under something, or well.
_FOCUS = """(wanted) => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) { return "lost"; }
  if (one === wanted && one.type === "file") { return "here"; }
  const box = Array.from(one.getClientRects()).find((part) => part.width && part.height);
  if (!box) { return "without a place"; }
  const marked = (look) => (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2);
  const ring = one.type === "checkbox" && one.labels[0] ? getComputedStyle(one.labels[0]) : null;
  if (!marked(getComputedStyle(one)) && !(ring && marked(ring))) { return "not to be seen"; }
  const middle = [Math.max(1, box.left + Math.min(box.width, innerWidth) / 2), box.top + box.height / 2];
  if (one.id !== "main" && (box.bottom < 0 || box.top > innerHeight)) { return "off the screen"; }
  const top = one.id === "main" ? one : document.elementFromPoint(...middle);
  const label = one.labels && one.labels[0];
  if (top && !one.contains(top) && !top.contains(one) && !(label && label.contains(top))) {
    const corners = [[box.left + 3, box.top + 3], [box.right - 3, box.bottom - 3]];
    const free = corners.some((corner) => one.contains(document.elementFromPoint(...corner)));
    if (!free) { return "under " + top.outerHTML.slice(0, 80); }
  }
  return one === wanted ? "here" : "on the way";
}"""
_IS_BEFORE = """(wanted) => {
  const one = document.activeElement;
  if (!one || one === document.body) { return false; }
  return Boolean(one.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING);
}"""
_NO_MOUSE = """for (const kind of ["pointerdown", "mousedown", "touchstart"]) {
  addEventListener(kind, () => sessionStorage.setItem("mouse", location.pathname), true);
}"""


@dataclass
class Keyboard(Desk):
    """The same desk, worked by its keys only; each step looks whether the focus can be seen."""

    steps: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        self.page.add_init_script(_NO_MOUSE)

    def close(self) -> None:
        """End the day: nobody has touched a mouse."""
        assert self.page.evaluate("sessionStorage.getItem('mouse')") is None
        super().close()

    # -- reaching ------------------------------------------------------------------------------------------------------
    def reach(self, wanted: Locator) -> None:
        """Go by Tab, or back by Shift and Tab, until the focus is on something; it is never lost on the way."""
        for _page in range(3):
            try:
                self._walk_to(wanted)
            except Error as fault:  # the page that the last key opened came in between
                if "Execution context was destroyed" not in str(fault) and "not attached" not in str(fault):
                    raise
                self.page.wait_for_load_state()
            else:
                return
        raise AssertionError(f"{wanted}: the page does not come to rest: {self.page.url}")

    def _walk_to(self, wanted: Locator) -> None:
        wanted.wait_for()
        there = wanted.element_handle()
        assert there is not None
        key = "Shift+Tab" if self.page.evaluate(_IS_BEFORE, there) else "Tab"
        for _step in range(MOST_STEPS):
            if self._look(there, may_be_new=_step == 0) == "here":
                return
            self.page.keyboard.press(key)
            self.steps += 1
        raise AssertionError(f"{wanted} is not reached by {MOST_STEPS} steps of {key} on {self.page.url}")

    def _look(self, wanted: ElementHandle, *, may_be_new: bool) -> str:
        found = self.page.evaluate(_FOCUS, wanted)
        if may_be_new and found in ("lost", "off the screen"):  # a page begins at its top, a picture leaves it there
            return "on the way"
        if found not in ("here", "on the way"):
            where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
            raise AssertionError(f"the focus is {found}: {where} on {self.page.url}")
        return found

    # -- the same words as at any desk, done by keys -------------------------------------------------------------------
    def sit_down(self, username: str) -> None:
        """Log in by keys."""
        from areas.demo import PASSWORD

        if self.who == username:
            return
        assert not self.who, "the keyboard's desk is one person's"
        self.fill("ชื่อผู้ใช้", username)
        self.fill("รหัสผ่าน", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.sees_heading("งานของฉัน")
        self.who = username

    def move_to(self, day) -> None:
        """Move the system to another day by keys."""
        from thai.dates import format_short

        box = self.page.get_by_label("วันทำการ", exact=True).and_(self.page.get_by_role("textbox"))
        self._type(box, format_numeric(day, padded=False))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.is_told(format_short(day))
        self.today = day

    def go_to(self, room: str) -> None:
        """Enter a room by the menu on the left."""
        self._enter(self.page.get_by_role("navigation", name="ห้องทำงาน").get_by_role("link", name=room, exact=True))

    def follow(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Follow a link."""
        self._enter((within or self.main).get_by_role("link", name=name, exact=exact).first)

    def open(self, link: Locator) -> None:
        """Follow a link that was found otherwise."""
        self._enter(link)

    def press(self, name: str, *, within: Locator | None = None, seconds: int = 20) -> None:
        """Press a button."""
        self._enter((within or self.page).get_by_role("button", name=name, exact=True).first)

    def unfold(self, words: str) -> None:
        """Open what is folded away under some words."""
        self.reach(self.main.locator("summary").filter(has_text=words).first)
        self.page.keyboard.press("Enter")

    def fill(self, label: str, value: str, *, within: Locator | None = None) -> None:
        """Type into the field under a label."""
        self._type(self.field(label, within=within).first, value)

    def type_into(self, box: Locator, value: str) -> None:
        """Type into a field that was found otherwise."""
        self._type(box, value)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose from the list under a label the entry that begins with the words, by the arrows."""
        self.choose_in(self.field(label, within=within).first, option)

    def choose_in(self, box: Locator, option: str) -> None:
        """Choose by the arrows in a list that was found otherwise."""
        entries = [text.strip() for text in box.locator("option").all_inner_texts()]
        wanted = next(at for at, text in enumerate(entries) if text.startswith(option))
        self.reach(box)
        now = box.evaluate("(one) => one.selectedIndex")
        for _step in range(abs(wanted - now)):
            self.page.keyboard.press("ArrowDown" if wanted > now else "ArrowUp")
        assert box.evaluate("(one) => one.selectedIndex") == wanted, f"the arrows do not choose {option}"

    def tick(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box by the space bar."""
        self.turn((within or self.page).get_by_label(label).first, on=True)

    def turn(self, box: Locator, *, on: bool) -> None:
        """Tick a box, or take the tick away."""
        if box.is_checked() != on:
            self.reach(box)
            self.page.keyboard.press("Space")
        assert box.is_checked() == on

    def take(self, link: Locator) -> Path:
        """Take a file behind a link by Enter."""
        self.reach(link)
        with self.page.expect_download() as waiting:
            self.page.keyboard.press("Enter")
        stays(self.page)
        target = self.downloads / waiting.value.suggested_filename.replace("/", "-")
        waiting.value.save_as(target)
        return target

    def _enter(self, one: Locator) -> None:
        self.reach(one)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _type(self, box: Locator, value: str) -> None:
        self.reach(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)
