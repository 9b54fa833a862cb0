"""The first pages of the registers of a large province, and its monthly pack, as their readers get them."""

import time
from datetime import date
from io import BytesIO
from typing import Any

from bench.machine import Report
from bench.money.build import BIGGEST
from bench.money.days import OPEN_MONTH, TODAY

WARM, TIMES = 3, 30
MOST_MS = 100
MOST_PDF, MOST_XLSX = 30.0, 10.0
REGISTERS = (
    ("contracts", "loans:list", ()),
    ("bank files", "repayments:bank_files", ()),
    ("queue of the bank's lines", "repayments:queue", ()),
    ("receipts", "repayments:receipts", ()),
    ("books of the month", "treasury:books", ()),
    ("register of the bank account", "treasury:register", ("1102",)),
    ("register of the loans", "treasury:register", ("1201",)),
    ("debtors who are late", "debt_followup:list", ()),
)


def registers(say: Report) -> None:
    """Time the first page of every register, through the whole web application, as the province's accountant."""
    from django.test import Client
    from django.urls import reverse

    from debt_followup.models import StaleArrears
    from debt_followup.services import refresh_arrears
    from reports.demo import people

    client = Client()
    client.force_login(people.read().users["accountant"])
    say("| first page | p50 ms | p95 ms | most ms | queries |\n|---|---|---|---|---|")
    waiting = list(StaleArrears.objects.filter(contract__province=BIGGEST).values_list("contract_id", flat=True))
    if waiting:
        _timed(say, f"debtors, {len(waiting):,} contracts wait for a worker", client, reverse("debt_followup:list"))
        refresh_arrears(contract_ids=waiting)  # a worker is sent within a minute, and needs some for a file like this
    worst: dict[str, float] = {}
    for name, url_name, args in REGISTERS:
        try:
            worst[name] = _timed(say, name, client, reverse(url_name, args=args))
        except Exception as fault:
            say(f"| {name} | {type(fault).__name__}: {fault} |")
            say.missed.append(f"first page: {name} did not come")
    for name, most in worst.items():
        say.target(f"first page: {name}, p95", most, MOST_MS, " ms")


def _timed(say: Report, name: str, client: Any, url: str) -> float:
    """Ask a page some dozens of times; return the 95th of a hundred of its times, in milliseconds."""
    times = []
    for turn in range(WARM + TIMES):
        began = time.perf_counter()
        answer = client.get(url)
        if turn >= WARM:
            times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
    times.sort()
    p95 = times[int(len(times) * 0.95)]
    say(f"| {name} | {times[len(times) // 2]:.0f} | {p95:.0f} | {times[-1]:.0f} | {_queries(client, url)} |")
    return p95


def pack(say: Report) -> None:
    """Make the pack of the open month as its job does: gather the figures, draw the PDF, fill the workbook."""
    from documents.models import DocumentFile
    from jobs.models import JobRun
    from jobs.services import work
    from loans.models import Contract
    from reports import services
    from reports.demo import people
    from treasury.models import JournalEntry

    contracts = Contract.objects.filter(province=BIGGEST).count()
    after = date(OPEN_MONTH.year, OPEN_MONTH.month + 1, 1)
    moved = JournalEntry.objects.filter(province=BIGGEST, posting_on__gte=OPEN_MONTH, posting_on__lt=after).count()
    by = people.read().users["accountant"]
    timed: dict[str, float] = {}
    with _clocks(timed):
        began = time.monotonic()
        run = services.make_pack(province=BIGGEST, month_on=OPEN_MONTH, by=by, on=TODAY)
        work(run_id=run.pk)
        whole = time.monotonic() - began
    run.refresh_from_db()
    if run.state != JobRun.State.DONE:
        raise RuntimeError(f"the pack ended as {run.state}: {run.message}")
    pdf = DocumentFile.objects.get(document_id=run.result["document"]).pdf
    pages = _pages(bytes(pdf))
    say(f"pack of {contracts:,} contracts and {moved:,} entries in the month: {whole:.1f} s in all, {pages} pages")
    xlsx = timed.get("xlsx", 0.0)
    say.target("  PDF with its figures", whole - xlsx, MOST_PDF, " s")
    say.target("  workbook", xlsx, MOST_XLSX, " s")


class _clocks:
    """Adds up the seconds spent in the workbook of a pack, wherever it is called from."""

    def __init__(self, timed: dict[str, float]) -> None:
        self.timed = timed

    def __enter__(self) -> None:
        from reports import jobs

        self.jobs, self.real = jobs, {name: getattr(jobs, name) for name in ("pack_workbook",) if hasattr(jobs, name)}
        for name, function in self.real.items():
            setattr(jobs, name, self._timed(function))

    def _timed(self, function: Any) -> Any:
        def clocked(*args: Any, **given: Any) -> Any:
            began = time.monotonic()
            try:
                return function(*args, **given)
            finally:
                self.timed["xlsx"] = self.timed.get("xlsx", 0.0) + time.monotonic() - began

        return clocked

    def __exit__(self, *_exception: object) -> None:
        for name, function in self.real.items():
            setattr(self.jobs, name, function)


def _queries(client: Any, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


def _pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(pdf)).pages)
