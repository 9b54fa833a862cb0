"""Every page of members, projects, files, imports, hand-over and audit, looked over at a desk and on a telephone.

The pages come from the site itself, inside one transaction: what the browser asks for, Django's test client answers.
Some three quarters of the time is axe measuring contrast, in every cell of every list, at both sizes.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page

from debt_followup import services as debt
from debt_followup.rules.notices import NoticeKind
from debt_followup.services import notices, restructurings
from documents.models import Document
from documents.services import issue
from jobs.models import JobRun
from jobs.services import work
from projects import services
from repayments import services as repayments
from reports.demo.progress import photograph
from reports.letters import parts
from tests.browser.captions import CHAPTER, PAGES_SHOWN
from tests.browser.story.asked import PagesOf
from tests.browser.story.gallery import OFFICE, TELEPHONE, Gallery, axe_faults, clipped, look_over
from tests.debt_followup import restructured as steps
from tests.house.test_pictures import NOT_SHOWN
from tests.projects import entries
from tests.repayments import factories as money
from tests.reports.many_rows import ON, Province
from tests.reports.test_query_counts import PAGES, QUESTIONS, standing_on
from treasury.models import BankAccount
from treasury.services.statements import record_statement

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("every page")]
ROOMS = (
    "members:",
    "projects:",
    "loans:",
    "repayments:",
    "debt_followup:",
    "documents:",
    "jobs:",
    "hand_over",
    "audit",
    "my_work",
    "search",
    "reports:",
    "treasury:",
)
HERE = [page for page in PAGES if page[0].startswith(ROOMS) and page[0] not in NOT_SHOWN]
KEYS = [f"{name}-{user}-{at}" for at, (name, user, _arguments) in enumerate(HERE)]
A_FEW = 4
INSIDE = re.compile(r"\w+\(\w+=|Decimal\(|datetime\.\w+\(|<\w+ object at|<QuerySet")  # an object where words belong


@pytest.fixture(scope="module")
def province(django_db_setup, django_db_blocker) -> Iterator[Province]:
    """A province with some of everything, taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic(), standing_on(ON):
        province = Province()
        province.grow(A_FEW)
        yield province
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def site(province: Province) -> Iterator[PagesOf]:
    """The site, asked by the browser while the test waits for it."""
    site = PagesOf(province)
    yield site
    site.close()


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One window for all pages: fonts and styles are fetched once."""
    context = chromium.new_context(locale="th-TH", timezone_id="Asia/Bangkok", viewport=OFFICE, reduced_motion="reduce")
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def visit(site: PagesOf, window: BrowserContext) -> Iterator[Callable[..., Page]]:
    """Give a function that opens a page of the site as somebody: ``visit("projects:board", "khuntan", [])``."""
    opened = []

    def open_page(name: str, user: str, arguments: list) -> Page:
        site.log_in(user)
        page = window.new_page()
        opened.append(page)
        page.complaints = []
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        question = f"?{urlencode(QUESTIONS[name])}" if name in QUESTIONS else ""
        got = page.goto(f"{site.url}{reverse(name, args=arguments)}{question}")
        assert got is not None
        assert got.status == 200, f"{name}: {got.status}"
        page.evaluate("document.fonts.ready.then(() => true)")
        return page

    yield open_page
    for page in opened:
        page.close()


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
    faults += [f"{name}: shows what is meant for programs: {said}" for said in INSIDE.findall(page.inner_text("body"))]
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
        lambda p: reverse("projects:version_form", args=[p.returned.reference, 1]),
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
        "paper-repayment-guide",
        ("papers/repayment_guide.html", "loans:guide"),
        "khuntan",
        lambda p: reverse("loans:guide", args=[p.debtor.pk]),
        ("เอกสารแนะนำการชำระคืนเงิน", "Guide to repaying that the member takes home"),
    ),
    (
        "paper-debtor-ledger",
        ("papers/debtor_ledger.html", "repayments:ledger_file"),
        "khuntan",
        lambda p: reverse("repayments:ledger_file", args=[p.debtor.pk, "register"]),
        ("ทะเบียนคุมลูกหนี้รายตัว", "The ledger of a debtor"),
    ),
    (
        "paper-settlement-quote",
        ("papers/settlement_quote.html", "SETTLEMENT_QUOTE"),
        "accountant",
        lambda p: reverse("documents:open", args=[_paper(p, "SETTLEMENT_QUOTE", _ask_to_settle)]),
        ("หนังสือแจ้งยอดปิดบัญชีก่อนกำหนด", "Letter with the sum that settles a loan"),
    ),
    (
        "paper-barcode-card",
        ("papers/barcode_card.html", "BARCODE_CARD", "BILL_BUNDLE"),
        "accountant",
        lambda p: reverse("documents:open", args=[_paper(p, "BILL_BUNDLE", _print_cards)]),
        ("บัตรบาร์โค้ดชำระเงินกู้", "Barcode card for repaying"),
    ),
    (
        "paper-receipt-bundle",
        ("RECEIPT_BUNDLE",),
        "accountant",
        lambda p: reverse("documents:open", args=[_paper(p, "RECEIPT_BUNDLE", _join_bundle)]),
        ("บัญชีส่งมอบใบเสร็จทั้งชุด", "List that leads a bundle of receipts"),
    ),
    (
        "paper-call-in",
        ("papers/call_in.html", "CALL_IN"),
        "accountant",
        lambda p: reverse("documents:open", args=[_paper(p, "CALL_IN", _call_in)]),
        ("หนังสือเรียกให้ชำระหนี้ทั้งหมด", "Letter that calls a whole debt in"),
    ),
    (
        "paper-receipt-reversal",
        ("papers/receipt_reversal.html", "RECEIPT_REVERSAL"),
        "accountant",
        lambda p: reverse("documents:open", args=[_paper(p, "RECEIPT_REVERSAL", _take_back)]),
        ("บันทึกยกเลิกใบเสร็จรับเงิน", "Note that a receipt was taken back"),
    ),
    (
        "paper-statement-copy",
        ("papers/pack/copy.html",),
        "accountant",
        lambda p: reverse("documents:open", args=[_paper(p, "MONTHLY_PACK", _bind_a_photograph)]),
        ("สำเนารายงานธนาคารที่เป็นภาพถ่าย ในชุดรายงาน", "A photographed bank statement as a monthly pack binds it"),
    ),
    (
        "paper-revision-letter",
        ("papers/proposer_letter.html", "REVISION_LETTER"),
        "khuntan",
        lambda p: reverse("documents:open", args=[_revision_letter(p)]),
        ("หนังสือแจ้งให้ปรับปรุงโครงการ", "Letter that asks a proposer to revise"),
    ),
    (
        "paper-acknowledgement",
        ("papers/acknowledgement.html", "ACKNOWLEDGEMENT"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "ACKNOWLEDGEMENT", _acknowledge)]),
        ("หนังสือรับสภาพหนี้ ต้นฉบับและคู่ฉบับ", "Acknowledgement of a debt, original and copies"),
    ),
    (
        "paper-liability",
        ("papers/liability.html", "LIABILITY"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "LIABILITY", _accept)]),
        ("หนังสือรับสภาพความรับผิดหลังขาดอายุความ", "Acceptance of liability after a claim was barred"),
    ),
    (
        "paper-waiver",
        ("papers/waiver.html", "WAIVER_LETTER"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "WAIVER_LETTER", _waive)]),
        ("หนังสือแจ้งการงดหรือลดเบี้ยปรับ", "Letter about a waiver of default interest"),
    ),
    (
        "paper-legal-letter",
        ("papers/legal_letter.html", "LEGAL_LETTER"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "LEGAL_LETTER", _write_to_the_heir)]),
        ("หนังสือถึงทายาทในแฟ้มคดี", "Letter of a legal file to an heir"),
    ),
    (
        "paper-bill",
        ("papers/notice_invoice.html", "papers/notice.html", "NOTICE", "NOTICE_BATCH"),
        "secretary",
        lambda p: reverse("documents:open", args=[_letter(p, "INVOICE", 1)]),
        ("ใบแจ้งหนี้", "Bill to a debtor in default"),
    ),
    (
        "paper-debt-route",
        ("papers/debt_route.html", "debt_followup:route_paper"),
        "debt",
        lambda p: reverse("debt_followup:route_paper"),
        ("เส้นทางปฏิบัติงานภาคสนามของวัน", "The way of a day's visits to debtors"),
    ),
    (
        "paper-demand-first",
        ("papers/demand_first.html", "DEMAND"),
        "secretary",
        lambda p: reverse("documents:open", args=[_letter(p, "FIRST", 2)]),
        ("หนังสือทวงถามครั้งที่ 1", "First demand"),
    ),
    (
        "paper-demand-second",
        ("papers/demand_second.html",),
        "secretary",
        lambda p: reverse("documents:open", args=[_letter(p, "SECOND", 3)]),
        ("หนังสือทวงถามครั้งที่ 2", "Second demand"),
    ),
    (
        "paper-demand-final",
        ("papers/demand_final.html",),
        "secretary",
        lambda p: reverse("documents:open", args=[_letter(p, "FINAL", 4)]),
        ("หนังสือทวงถามครั้งสุดท้าย", "Final demand"),
    ),
    (
        "paper-notice-sheets",
        ("papers/notice_sheets.html", "NOTICE_SHEETS", "debt_followup:notice_sheets"),
        "secretary",
        lambda p: reverse("debt_followup:notice_sheets", args=[p.debtor.amphoe_id]),
        ("บัญชีนำส่งหนังสือและป้ายจ่าหน้าซอง", "Posting list, list for the amphoe and labels"),
    ),
    (
        "paper-demand-heir",
        ("papers/demand_final.html",),
        "secretary",
        lambda p: reverse("documents:open", args=[_letter_to_the_heir(p)]),
        ("หนังสือทวงถามถึงทายาทของลูกหนี้", "Final demand to the heir of a debtor"),
    ),
    (
        "paper-restructuring-request",
        ("papers/restructuring_request.html", "RESTRUCTURE_REQUEST"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "RESTRUCTURE_REQUEST", _restructure)]),
        ("คำขอปรับโครงสร้างหนี้", "Request to restructure a debt"),
    ),
    (
        "paper-restructuring-review",
        ("papers/restructuring_review.html", "RESTRUCTURE_REVIEW"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "RESTRUCTURE_REVIEW", _restructure)]),
        ("แบบประเมินความสามารถในการชำระหนี้", "Assessment of what a household can pay"),
    ),
    (
        "paper-restructuring-deed",
        ("papers/restructuring_deed.html", "RESTRUCTURE_DEED"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "RESTRUCTURE_DEED", _restructure)]),
        ("บันทึกข้อตกลงปรับโครงสร้างหนี้กับตารางใหม่", "Memorandum of a restructuring with its new schedule"),
    ),
    (
        "paper-restructuring-refusal",
        ("papers/restructuring_refusal.html", "RESTRUCTURE_REFUSAL"),
        "secretary",
        lambda p: reverse("documents:open", args=[_paper(p, "RESTRUCTURE_REFUSAL", _restructure)]),
        ("หนังสือแจ้งไม่อนุมัติปรับโครงสร้างหนี้", "Letter that tells of a refusal with its reasons"),
    ),
    (
        "paper-payment-confirmation",
        ("debt_followup:payment_confirmation",),
        "secretary",
        lambda p: reverse("debt_followup:payment_confirmation", args=[p.replies.paid.pk]),
        ("เอกสารยืนยันการชำระหนี้", "Payments for a debtor to confirm"),
    ),
    (
        "paper-confirmation-summary",
        ("debt_followup:confirmation_summary_file",),
        "secretary",
        lambda p: reverse("debt_followup:confirmation_summary_file", args=[p.run.pk, "pdf"]),
        ("สรุปการยืนยันยอดหนี้ประจำปี", "Summary of a year's confirmations"),
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


def _letter(province: Province, kind: str, days: int) -> int:
    """A bill or a demand that was typeset, each on a day of its own."""
    made = notices.issue_notice(
        contract=province.debtor, kind=NoticeKind(kind), by=province.users["secretary"], on=ON + timedelta(days=days),
        known_at=timezone.now(), reason="ตัวอย่าง",
    )  # fmt: skip
    return made[0].document_id


def _revision_letter(province: Province) -> int:
    services.issue_revision_letters(meeting=province.asking, by=province.users["khuntan"], on=entries.MET_ON)
    return Document.objects.get(kind=Document.Kind.REVISION_LETTER, subject=f"proposal:{province.returned.pk}").pk


def _paper(province: Province, kind: str, make: Callable[[Province], object]) -> int:
    """The newest paper of a kind, made for the test."""
    make(province)
    return Document.objects.filter(kind=kind).latest("pk").pk


def _ask_to_settle(p: Province) -> None:
    repayments.ask_to_settle(contract=p.debtor, settle_on=ON, reason="แจ้งด้วยตนเอง", by=p.users["accountant"], on=ON)


def _acknowledge(p: Province) -> None:
    """The paper of the province's own acknowledgement is a blank page, so another is made in its place."""
    _prepare(p, ON)


def _accept(p: Province) -> None:
    _prepare(p, ON.replace(year=2026), kind="ACCEPTANCE")


def _prepare(p: Province, on: date, **changed: str) -> None:
    debt.prepare_acknowledgement(
        contract=p.debtor, parties=[p.debtor.parties.first().pk], count=6, first_due_on=on.replace(month=11),
        months_between=1, place="สำนักงานพัฒนาชุมชนจังหวัดเชียงราย", by=p.users["secretary"], on=on, **changed,
    )  # fmt: skip


def _waive(p: Province) -> None:
    debt.approve_waiver(waiver=p.acts.waiver, by=p.users["chief"], on=ON)


def _write_to_the_heir(p: Province) -> None:
    debt.issue_letter(file=p.acts.death, addressee=p.acts.heir, by=p.users["secretary"], on=ON)


def _letter_to_the_heir(p: Province) -> int:
    """A final demand: it goes to every signer, and to the heir in the place of the one who died."""
    made = notices.issue_notice(
        contract=p.debtor, kind=NoticeKind.FINAL, by=p.users["secretary"], on=ON + timedelta(days=5),
        known_at=timezone.now(), reason="ตัวอย่าง",
    )  # fmt: skip
    return next(one for one in made if one.stand_in).document_id


def _restructure(p: Province) -> None:
    """The province's own request has blank papers: another debtor is refused once, and agrees the second time."""
    if not p.payer.restructurings.exists():
        people = SimpleNamespace(users=p.users)
        refused = steps.decided(people, p.payer, approve=False, by="secretary")
        restructurings.tell_refusal(restructuring=refused, by=p.users["secretary"], on=ON)
        steps.prepared(people, p.payer, by="secretary", count=12)


def _print_cards(p: Province) -> None:
    work(run_id=p.printing.pk)


def _join_bundle(p: Province) -> None:
    work(run_id=JobRun.objects.get(job="repayments.print_bundle", parameters__bundle=p.bundle.pk).pk)


def _call_in(p: Province) -> None:
    repayments.call_in(contract=p.debtor, reason="ผิดนัดงวดที่ 1", by=p.users["accountant"], on=ON)


def _bind_a_photograph(p: Province) -> None:
    account, by = BankAccount.objects.get(province="57", kind=BankAccount.Kind.SAVINGS), p.users["accountant"]
    statement = record_statement(
        bank_account=account, from_on=ON.replace(day=1), as_of=ON, opening=Decimal("0.00"), balance=Decimal("9.00"),
        upload=photograph(number=3), by=by, on=ON,
    )  # fmt: skip
    copy = parts.statement_parts({account.kind: statement}, shared={"issuer": {"office": account.name}})[-1]
    issue(
        kind=Document.Kind.MONTHLY_PACK, number="ภาพถ่าย", subject="run:0", title="สำเนา", province="57", by=by,
        template="papers/monthly_pack.html", context={"parts": [copy]}, as_of=ON, issued_on=ON,
    )  # fmt: skip


def _take_back(p: Province) -> None:
    by = p.users["accountant"]
    [line] = money.imported(p.people, money.paid(p.debtor, "100.00", on=ON), on=ON, name="taken-back.txt")
    [receipt] = repayments.issue_receipts(province="57", line_ids=[line.pk], by=by, on=ON)
    asked = repayments.ask_reversal(receipt=receipt, reason="จับคู่ผิดสัญญา", by=by, on=ON)
    repayments.approve_reversal(reversal=asked, by=p.users["chief"], on=ON)
