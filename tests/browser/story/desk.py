"""The one desk at which everybody of the story sits down in turn: what can be clicked, typed, read and taken away."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page

from areas.demo import PASSWORD
from tests.browser.story.arrival import arrived, stays
from tests.browser.story.gallery import Gallery
from thai.dates import format_numeric, format_short

OPTIONAL = r"( \(ไม่บังคับ\))?"


@dataclass
class Desk:
    """A browser on the running system. Everything is found by the words that a person reads."""

    page: Page
    url: str
    gallery: Gallery
    downloads: Path
    today: date | None = None
    who: str = ""
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda fault: self.complaints.append(f"{self.page.url}: {fault}"))
        self.page.on("console", self._listen)
        self.page.on("response", self._notice)

    # -- who sits here, and when ---------------------------------------------------------------------------------------
    def sit_down(self, username: str) -> None:
        """Log out whoever sits here and log in as somebody else."""
        if self.who == username:
            return
        if self.who:
            self.get_up()
        self.fill("ชื่อผู้ใช้", username)
        self.fill("รหัสผ่าน", PASSWORD)
        self.page.locator("main, body").get_by_role("button", name="เข้าสู่ระบบ", exact=True).click()
        self.sees_heading("งานของฉัน")
        self.who = username

    def get_up(self) -> None:
        """Log out by the menu with one's own name."""
        self.page.locator("summary").filter(has=self.page.locator(".who-words")).click()
        self.press("ออกจากระบบ")
        self.sees_heading("เข้าสู่ระบบ")
        self.who = ""

    def move_to(self, day: date) -> None:
        """Move the whole system to another day by the strip at the top."""
        self.page.get_by_label("วันทำการ", exact=True).and_(self.page.get_by_role("textbox")).fill(
            format_numeric(day, padded=False)
        )
        self.press("เปลี่ยนวัน")
        self.is_told(format_short(day))
        self.today = day

    @property
    def is_telephone(self) -> bool:
        """Whether this is the screen of a telephone."""
        return (self.page.viewport_size or {"width": 1280})["width"] < 500

    # -- moving about --------------------------------------------------------------------------------------------------
    def go_to(self, room: str) -> None:
        """Enter a room by the menu on the left, which a telephone keeps behind a button."""
        if self.is_telephone:
            self.page.locator(".menu-button").click()
        self.page.get_by_role("navigation", name="ห้องทำงาน").get_by_role("link", name=room, exact=True).click()
        arrived(self.page)

    def follow(self, name: str, *, within: Locator | None = None, exact: bool = False) -> None:
        """Follow a link."""
        (within or self.main).get_by_role("link", name=name, exact=exact).first.click()
        arrived(self.page)

    def press(self, name: str, *, within: Locator | None = None, seconds: int = 20) -> None:
        """Press a button, and wait for at most so long for what it does."""
        (within or self.page).get_by_role("button", name=name, exact=True).first.click(timeout=1000 * seconds)
        arrived(self.page, seconds)

    @property
    def main(self) -> Locator:
        """The page without its frame."""
        return self.page.get_by_role("main")

    # -- typing --------------------------------------------------------------------------------------------------------
    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """The field under a label, whether it must be filled in or not."""
        return (within or self.page).get_by_label(re.compile(rf"^\s*{re.escape(label)}{OPTIONAL}\s*$"))

    def fill(self, label: str, value: str, *, within: Locator | None = None) -> None:
        """Type into the field under a label."""
        self.field(label, within=within).first.fill(value)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose from the list under a label the entry that begins with the words."""
        box = self.field(label, within=within).first
        wanted = box.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(option)}")).first
        box.select_option(value=wanted.get_attribute("value"))

    def tick(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box or a round button."""
        (within or self.page).get_by_label(label).first.check()

    # -- reading -------------------------------------------------------------------------------------------------------
    def sees_heading(self, words: str | re.Pattern[str]) -> None:
        """The page's own heading says so."""
        self.page.get_by_role("heading", level=1).filter(has_text=words).wait_for()

    def sees(self, *texts: str, within: Locator | None = None) -> None:
        """Every one of these stands on the page."""
        for text in texts:
            (within or self.main).filter(has_text=text).first.wait_for()

    def is_told(self, words: str) -> None:
        """The page answers what was done, with these words."""
        self.page.locator("#messages").filter(has_text=words).wait_for(state="attached")

    def is_refused(self, *words: str) -> None:
        """The page says no, with these words, where a screen reader reads it out."""
        for part in words:
            self.page.get_by_role("alert").filter(has_text=part).first.wait_for()

    def row(self, *texts: str) -> Locator:
        """The row of a table that holds all these words."""
        found = self.main.get_by_role("row")
        for text in texts:
            found = found.filter(has_text=text)
        return found.first

    # -- papers --------------------------------------------------------------------------------------------------------
    def take(self, link: Locator) -> Path:
        """Click a link or button that gives a file, and keep the file."""
        with self.page.expect_download() as waiting:
            link.click()
        file = waiting.value
        stays(self.page)
        target = self.downloads / file.suggested_filename.replace("/", "-")
        file.save_as(target)
        return target

    def take_link(self, name: str, *, within: Locator | None = None, exact: bool = False) -> Path:
        """Take the paper behind a link with these words."""
        return self.take((within or self.main).get_by_role("link", name=name, exact=exact).first)

    def take_paper(self, title: str) -> Path:
        """Take an issued paper from the page's list of papers."""
        return self.take_link(title, within=self.main.locator("ul.papers"))

    def take_whole(self, link: Locator, *, reason: str) -> Path:
        """Take a paper with whole card numbers: say why on the page that asks, and come back."""
        address = self.page.url
        link.click()
        self.sees_heading("เอกสารที่มีเลขประจำตัวประชาชน")
        self.fill("เหตุผล", reason)
        file = self.take(self.main.get_by_role("button", name="เปิดเอกสารฉบับเต็ม"))
        self.page.goto(address)
        return file

    # -- pictures ------------------------------------------------------------------------------------------------------
    def picture(self, name: str, thai: str, english: str, *, telephone: bool = False, of: str | None = None) -> None:
        """Keep a picture of the page; a desk on a telephone takes it as it is there."""
        self.gallery.page(self.page, name, thai, english, telephone=telephone or self.is_telephone, of=of)

    def close(self) -> None:
        """End the day: no script failed, no page was refused by the server, and none was found wanting."""
        self.gallery.write_index()
        assert not self.complaints, "\n".join(self.complaints)
        assert not self.gallery.faults, "\n".join(self.gallery.faults)

    def wait_for(self, is_so: Callable[[], bool], *, seconds: float, why: str, reload: bool = True) -> None:
        """Look at the page again and again until something is so."""
        for _turn in range(int(seconds * 2)):
            if is_so():
                return
            self.page.wait_for_timeout(500)
            if reload:
                self.page.reload()
        raise AssertionError(f"{why}: not within {seconds} s on {self.page.url}\n{self.main.inner_text()[:1500]}")

    def _listen(self, message) -> None:
        # A newer request that takes the place of one under way ends it on purpose; htmx speaks of both as errors.
        # A request that really failed says htmx:sendError or htmx:responseError too.
        on_purpose = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
        if message.type == "error" and not any(said in message.text for said in on_purpose):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _notice(self, response) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            self.complaints.append(f"{response.request.method} {response.url}: {response.status}")
