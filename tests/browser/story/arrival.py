"""Waits until the page that was asked for is there, so that nobody looks at the page that is just being left."""

import time

from playwright.sync_api import Error, Page

SECONDS = 20

# A click answers before the browser has asked the server: only the page itself knows at once that it will be left.
WATCH = """navigation.addEventListener("navigate", (asked) => {
  if (!asked.destination.sameDocument && asked.downloadRequest === null) { window.isBeingLeft = true; }
});"""
_STANDS = "!window.isBeingLeft && document.readyState === 'complete' && !document.querySelector('.htmx-request')"


def arrived(page: Page, seconds: float = SECONDS) -> None:
    """Wait until the page is whole, is not being left for another and waits for no part of itself.

    :raises AssertionError: when it is not so within the seconds.
    """
    until = time.monotonic() + seconds
    while not _stands(page):
        assert time.monotonic() < until, f"no page arrived within {seconds} s: {page.url}"
        page.wait_for_timeout(20)


def stays(page: Page) -> None:
    """What was asked for came as a file, so the page is not left after all."""
    page.evaluate("window.isBeingLeft = false")


def _stands(page: Page) -> bool:
    try:
        return page.evaluate(_STANDS)
    except Error:  # it was left in this very moment
        return False
