"""What the browser tests stand on: Debian's Chromium, a web server, a real worker and a real scheduler."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, BrowserContext, Page

from config.embedded.postgres import tail
from config.embedded.supervisor import Child
from tests.browser.story.arrival import WATCH
from tests.browser.story.desk import Desk
from tests.browser.story.gallery import OFFICE, Gallery
from tests.chromium import FLAGS

# Playwright's synchronous calls keep an event loop in this thread, which Django would take for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
os.environ.setdefault("DJANGO_LIVE_TEST_SERVER_ADDRESS", "127.0.0.1")

START_SECONDS = 60


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One process of a parallel run takes all that needs the whole system, one test after another."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture
def browser_context(chromium: Browser) -> Iterator[BrowserContext]:
    """A visitor without history: Thai, in Bangkok, on an office screen."""
    context = chromium.new_context(
        locale="th-TH",
        timezone_id="Asia/Bangkok",
        viewport={"width": 1280, "height": 900},
        accept_downloads=True,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """A tab of that visitor; a fault in a script or a refused resource fails the test at its end."""
    return browser_context.new_page()


@pytest.fixture(scope="session")
def album(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """The one gallery of a run; ``WEF_PICTURES`` names the folder that keeps it."""
    kept = os.environ.get("WEF_PICTURES", "")
    return Gallery(Path(kept) if kept else tmp_path_factory.mktemp("pictures"), is_kept=bool(kept))


@pytest.fixture
def gallery(album: Gallery) -> Gallery:
    """The gallery, with nothing to find fault with yet."""
    album.faults.clear()
    return album


@pytest.fixture
def first_day(transactional_db) -> None:
    """The system stands on a day in 2560 before anything runs, so that nothing of later years falls due."""
    from areas.models import BusinessDate

    BusinessDate.objects.update_or_create(pk=1, defaults={"on": date(2017, 12, 1)})


@pytest.fixture
def desk_of(live_site: "Site", chromium: Browser, gallery: Gallery, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    """Give a function that sets up a desk of a size: ``desk_of(TELEPHONE)``; its browser keeps papers as files."""
    opened = []

    def set_up(viewport: dict | None = None, **more: object) -> Desk:
        profile = tmp_path / f"profile-{len(opened)}"
        (profile / "Default").mkdir(parents=True)
        preferences = {"plugins": {"always_open_pdf_externally": True}}
        (profile / "Default" / "Preferences").write_text(json.dumps(preferences))
        context = chromium.browser_type.launch_persistent_context(
            profile,
            executable_path="/usr/bin/chromium",
            args=FLAGS,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            viewport=viewport or OFFICE,
            accept_downloads=True,
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        opened.append(context)
        return Desk(page=context.new_page(), url=live_site.url, gallery=gallery, downloads=tmp_path)

    yield set_up
    for context in opened:
        context.close()


@pytest.fixture
def desk(desk_of: Callable[..., Desk]) -> Desk:
    """The desk of an office, at which everybody of a story sits down in turn."""
    return desk_of()


@dataclass
class Site:
    """The running system: its address, its processes, and the day it stands on."""

    url: str
    logs: Path
    children: dict[str, Child] = field(default_factory=dict)

    def stand_on(self, day: date) -> None:
        """Move the business date of web, worker and scheduler alike."""
        from areas.models import BusinessDate

        BusinessDate.objects.update_or_create(pk=1, defaults={"on": day})

    def log(self, name: str) -> str:
        """The last lines that ``worker`` or ``beat`` wrote."""
        return tail(self.children[name].log, 40)

    def kill(self, name: str) -> None:
        """End a process as a power cut would, without a chance to tidy up."""
        process = self.children[name].process
        if process is not None and process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()

    def start(self, name: str) -> None:
        """Start a process again after it was killed."""
        self.children[name].restart()


@pytest.fixture
def live_site(first_day, live_server, settings, tmp_path: Path) -> Iterator[Site]:
    """Web server, Celery worker and beat on the test's database and on a broker database of its own."""
    from django.db import connection

    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.flushdb()
    attachments = tmp_path / "attachments"
    attachments.mkdir()
    settings.MEDIA_ROOT = str(attachments)
    # the test database has another name than the one in DATABASE_URL
    database_url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/" + connection.settings_dict["NAME"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": database_url,
        "REDIS_URL": settings.REDIS_URL,
        "ATTACHMENT_ROOT": str(attachments),
        "DUE_RUNS_SECONDS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    celery = [sys.executable, "-m", "celery", "--app", "config"]
    worker = [*celery, "worker", "--concurrency", "1", "--loglevel", "INFO", "--without-mingle", "--without-gossip"]
    beat = [*celery, "beat", "--schedule", tmp_path / "beat", "--pidfile=", "--max-interval", "1"]
    site = Site(url=live_server.url, logs=tmp_path)
    try:
        for name, command in (("worker", worker), ("beat", beat)):
            child = site.children[name] = Child(command, tmp_path / f"{name}.log", environment, grace=5)
            child.restart()
        wait_for_worker(site)
        yield site
    finally:
        for name in site.children:
            site.kill(name)  # they lose nothing by it: the database is put back, and the broker is emptied


def wait_for_worker(site: Site) -> None:
    """Wait until the worker listens; a worker that cannot start fails the test with its own words."""
    deadline = time.monotonic() + START_SECONDS
    while "ready." not in site.log("worker"):
        dead = [name for name, child in site.children.items() if child.pid is None]
        if dead or time.monotonic() > deadline:
            pytest.fail(f"The worker did not start:\n{site.log('worker')}\n{site.log('beat')}")
        time.sleep(0.1)


def pdf_text(path: Path) -> str:
    """The text of a downloaded PDF, laid out as on paper."""
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout
