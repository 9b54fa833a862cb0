"""A browser that gets the pages from memory and the static files from their folders."""

import mimetypes
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ADDRESS = "http://fund.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'"
)


@pytest.fixture
def show(chromium):
    """Give a function that opens HTML at a width under the strict policy: ``show(html, width=360)`` is the page."""
    opened = []

    def open_page(html, *, width=1280, script=True):
        page = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=script, bypass_csp=False
        ).new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))

        def answer(route):
            path = route.request.url.removeprefix(ADDRESS).split("?")[0].split("#")[0]
            if path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                if not found:
                    route.fulfill(status=404)
                    return
                kind = mimetypes.guess_type(found)[0] or "font/woff2"
                route.fulfill(body=Path(found).read_bytes(), content_type=kind)
            else:
                route.fulfill(
                    body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY}
                )

        page.route("**/*", answer)
        page.goto(ADDRESS + "/loans/12/")
        if script:
            page.evaluate("document.fonts.ready.then(() => true)")  # sizes are judged in Sarabun, not in its stand-in
        opened.append(page)
        return page

    yield open_page
    for page in opened:
        page.context.close()


@pytest.fixture(autouse=True)
def own_addresses(settings):
    """The shell's own addresses, a fixed business date, no database."""
    settings.ROOT_URLCONF = "tests.ui.urls"
    settings.BUSINESS_DATE = "2018-12-31"
