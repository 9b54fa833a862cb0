"""A test that clicks looks at the page it asked for, however slow it comes, and not at the one it leaves."""

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.browser.story.arrival import WATCH, arrived, stays
from tests.browser.story.gallery import look_over

FIRST = "<html lang='th'><title>หนึ่ง</title><main><h1>หนึ่ง</h1><a href='/next'>ต่อไป</a> <a href='/file'>ไฟล์</a></main>"
NEXT = "<html lang='th'><title>สอง</title><main><h1>สอง</h1><input type='text'></main></html>"


class Slow(BaseHTTPRequestHandler):
    """Gives the second page after half a second."""

    def do_GET(self) -> None:
        if self.path == "/next":
            time.sleep(0.5)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path == "/file":
            self.send_header("Content-Disposition", "attachment; filename=file.txt")
        self.end_headers()
        self.wfile.write((NEXT if self.path == "/next" else FIRST).encode())

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def slow() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_the_page_behind_a_link_is_looked_at_and_not_the_one_before(page, slow: str):
    page.add_init_script(WATCH)
    page.goto(slow)
    # nothing but the page's own word tells that it is being left
    assert page.evaluate("(document.querySelector('a').click(), window.isBeingLeft)") is True
    faults = look_over(page, "next")
    assert "axe label" in faults[0]
    assert page.locator("h1").inner_text() == "สอง"


def test_a_link_to_a_file_leaves_the_page_where_it_is(page, slow: str):
    page.add_init_script(WATCH)
    page.goto(slow)
    with page.expect_download():
        page.get_by_role("link", name="ไฟล์").click()
    stays(page)
    arrived(page, seconds=1)


def test_a_page_that_never_comes_is_told(page, slow: str):
    page.goto(slow)
    page.evaluate("window.isBeingLeft = true")
    with pytest.raises(AssertionError, match="no page arrived"):
        arrived(page, seconds=0.2)
