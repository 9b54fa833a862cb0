"""Every page of members, projects, files, imports, hand-over and audit, looked over at a desk and on a telephone.

The pages come from the site itself, inside one transaction: what the browser asks for, Django's test client answers.
"""

import mimetypes
import re
from collections.abc import Callable, Iterator
from contextvars import copy_context
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, Route

from documents.models import Document
from projects import services
from projects.models import AgendaItem, Proposal
from tests.browser.captions import CHAPTER, PAGES_SHOWN
from tests.browser.story.gallery import OFFICE, TELEPHONE, Gallery, axe_faults, clipped, look_over
from tests.house.test_pictures import NOT_SHOWN
from tests.projects import entries
from tests.reports.many_rows import ON, Province
from tests.reports.test_query_counts import PAGES, QUESTIONS, standing_on

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
ROOMS = ("members:", "projects:", "documents:", "jobs:", "hand_over", "audit", "my_work", "search", "reports:members")
HERE = [page for page in PAGES if page[0].startswith(ROOMS) and page[0] not in NOT_SHOWN]
KEYS = [f"{name}-{user}-{at}" for at, (name, user, _arguments) in enumerate(HERE)]
SITE = "http://localhost:9"  # a browser trusts this name; nobody listens there
A_FEW = 4


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker) -> Iterator[Province]:
    """A province with some of everything, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), standing_on(ON):
        province = Province()
        province.grow(A_FEW)
        yield province
        transaction.set_rollback(True)


@pytest.fixture
def visit(province: Province, browser_context) -> Callable[..., Page]:
    """Give a function that opens a page of the site as somebody: ``visit("projects:board", "khuntan", [])``."""
    client = Client()
    here = copy_context()  # the browser calls back from a context of its own, which has another connection

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE)
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/").split("?")[0])
            kind = mimetypes.guess_type(found or "")[0] or "font/woff2"
            route.fulfill(
                status=200 if found else 404, body=Path(found).read_bytes() if found else b"", content_type=kind
            )
            return
        asked = {name: value for name, value in route.request.headers.items() if name.startswith("hx-")}
        said = here.run(client.get, path, headers=asked)
        body = b"".join(said.streaming_content) if said.streaming else said.content
        route.fulfill(status=said.status_code, headers=dict(said.items()), body=body)

    def open_page(name: str, user: str, arguments: list) -> Page:
        client.force_login(province.users[user])
        page = browser_context.new_page()
        page.complaints = []
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.route(re.compile("^http"), answer)
        question = f"?{urlencode(QUESTIONS[name])}" if name in QUESTIONS else ""
        got = page.goto(f"{SITE}{reverse(name, args=arguments)}{question}")
        assert got is not None
        assert got.status == 200, f"{name}: {got.status}"
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    return open_page


@pytest.mark.parametrize(("name", "user", "arguments"), HERE, ids=KEYS)
def test_a_page_is_accessible_and_whole_at_a_desk_and_on_a_telephone(
    province: Province, visit: Callable[..., Page], gallery: Gallery, name: str, user: str, arguments: Callable
):
    page = visit(name, user, arguments(province))
    faults = look_over(page, name)
    faults += [f"{name}: cut off at a desk: {words}" for words in clipped(page)]
    page.set_viewport_size(TELEPHONE)
    faults += axe_faults(page, f"{name} on a telephone")
    faults += [f"{name}: cut off on a telephone: {words}" for words in clipped(page)]
    page.set_viewport_size(OFFICE)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "th"
    if name in PAGES_SHOWN and gallery.is_kept and not gallery.has(name):
        thai, english = PAGES_SHOWN[name]
        with gallery.chapter(CHAPTER):
            gallery.page(page, name.replace(":", "-").replace("_", "-"), thai, english)
        gallery.write_index()
    faults += page.complaints
    assert not faults, "\n".join(faults)


# Name of the picture, what it shows, who takes the paper away, its address and arguments, the captions.
PAPERS = [
    (
        "paper-version",
        ("projects:version_form",),
        "khuntan",
        lambda p: reverse("projects:version_form", args=[_returned(p).reference, 1]),
        ("แบบเสนอโครงการของฉบับที่ส่งแล้ว", "The proposal form of a version that was sent"),
    ),
    (
        "paper-progress-report",
        ("papers/progress_report.html", "PROGRESS_REPORT", "projects:report_paper"),
        "khuntan",
        lambda p: reverse("projects:report_paper", args=[p.reports.first.pk]),
        ("แบบรายงานผลการปฏิบัติงาน (กส.๓/๒)", "Progress report of the members (KS 3/2)"),
    ),
    (
        "paper-amphoe-summary",
        ("papers/amphoe_summary.html", "AMPHOE_SUMMARY", "projects:summary_draft"),
        "khuntan",
        lambda p: reverse("projects:summary_draft", args=["5714", "2018-09-30"]),
        ("แบบสรุปรายงานของอำเภอ (กส.๔/๒)", "Half-yearly summary of a district (KS 4/2)"),
    ),
    (
        "paper-follow-up-plan",
        ("papers/follow_up_plan.html", "FOLLOW_UP_PLAN", "projects:visits_paper"),
        "khuntan",
        lambda p: reverse("projects:visits_paper"),
        ("แผน/ผลการติดตามประจำปีของอำเภอ", "The year's plan and results of following up"),
    ),
    (
        "paper-register",
        ("papers/register.html", "projects:list_pdf"),
        "secretary",
        lambda p: reverse("projects:list_pdf"),
        ("ทะเบียนโครงการตามตัวกรอง", "Register of the projects that a filter shows"),
    ),
    (
        "paper-revision-letter",
        ("papers/proposer_letter.html", "REVISION_LETTER"),
        "khuntan",
        lambda p: reverse("documents:open", args=[_revision_letter(p)]),
        ("หนังสือแจ้งให้ปรับปรุงโครงการ", "Letter that asks a proposer to revise"),
    ),
]


@pytest.mark.parametrize(("name", "of", "user", "address", "captions"), PAPERS, ids=[paper[0] for paper in PAPERS])
def test_a_paper_that_no_story_takes_away_is_a_pdf(province, gallery, tmp_path, name, of, user, address, captions):
    client = Client()
    client.force_login(province.users[user])
    answer = client.get(address(province))
    assert answer.status_code == 200
    file = tmp_path / "paper.pdf"
    file.write_bytes(b"".join(answer.streaming_content) if answer.streaming else answer.content)
    assert file.read_bytes().startswith(b"%PDF-")
    with gallery.chapter(CHAPTER):
        gallery.paper(file, name, of, *captions)
    gallery.write_index()


@cache
def _returned(province: Province) -> Proposal:
    return entries.returned(province.people, group=5)


def _revision_letter(province: Province) -> int:
    proposal = _returned(province)
    meeting = AgendaItem.objects.get(version__proposal=proposal).meeting
    services.issue_revision_letters(meeting=meeting, by=province.users["khuntan"], on=entries.MET_ON)
    return Document.objects.get(kind=Document.Kind.REVISION_LETTER, subject=f"proposal:{proposal.pk}").pk
