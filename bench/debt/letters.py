"""The letters of September as the job writes them, all in, beside one render a letter; and whether they are right."""

import multiprocessing
import os
import random
import re
import resource
import subprocess
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.machine import Report, clocked

LEAST, AIM = 15.0, 40.0  # letters a second
SAMPLE = 50
NAIVE = 20
AS_OF = date(2018, 9, 30)
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))  # how long each worker writes


def measure(say: Report, *, cluster: Any, workers: int) -> None:
    """Let as many workers as cores write the letters of the largest provinces for a minute, and read some of them."""
    from django.db import connections
    from django.db.models import Count

    from debt_followup.models import Confirmation
    from loans.models import Contract

    counted = Contract.objects.filter(contract_on__isnull=False).order_by().values("province").annotate(n=Count("pk"))
    largest = [row["province"] for row in counted.order_by("-n")[:workers]]
    naive, naive_processor = _naive(largest[0])
    connections.close_all()
    found: list[tuple[int, float, float, float]] = []

    def write() -> None:
        with multiprocessing.get_context("fork").Pool(workers) as pool:
            found.extend(pool.map(_write, largest))
            pool.close()
            pool.join()

    taken, processor = clocked(cluster.pid or 0, write)
    letters = Confirmation.objects.filter(as_of=AS_OF).count()
    say(f"{workers} workers, a province each, chunks of one transaction, every letter finished and stored:")
    say("| province | letters | seconds | letters a second | resident MB after the first chunk | at the end |")
    say("|---|---|---|---|---|---|")
    for province, (count, seconds, first, last) in zip(largest, found, strict=True):
        say(f"| {province} | {count:,} | {seconds:.1f} | {count / seconds:.1f} | {first:.0f} | {last:.0f} |")
    together = sum(count / seconds for count, seconds, _first, _last in found)
    say(f"together {together:.1f} letters a second, {letters:,} letters in {taken:.0f} s")
    each = processor * 1000 / max(letters, 1)
    say(f"{each:.1f} ms of processor a letter, the server's part in it; load of the machine {os.getloadavg()[0]:.1f}")
    say(f"one render a letter, one worker: {naive:.1f} a second, so {naive * workers:.1f} for {workers};")
    say(f"{naive_processor:.1f} ms of processor a letter, nothing stored")
    say(f"aim of {AIM:.0f} a second: {'reached' if together >= AIM else 'not reached'}")
    if together < LEAST:
        say.missed.append(f"{together:.1f} letters a second, at least {LEAST:.0f} are wanted")
    if any(last > first * 1.25 + 20 for _count, _seconds, first, last in found):
        say.missed.append("the memory of a worker grows with its letters")
    _join(say)
    wrong = _read(SAMPLE)
    say(f"text layer of {min(SAMPLE, letters)} letters drawn by chance against their rows: {len(wrong)} differ")
    if wrong:
        say.missed.append(f"letters that say something else: {wrong[:3]}")


def _write(province: str) -> tuple[int, float, float, float]:
    """Write letters of a province for a while; how many, in how many seconds, memory after the first chunk and last."""
    from areas.models import User
    from debt_followup.models import Confirmation
    from debt_followup.services import start_confirmations
    from jobs import services

    services.wake = lambda *, run_id: None
    run = start_confirmations(province=province, as_of=AS_OF, by=User.objects.first(), on=AS_OF)
    services._begin(run.pk)
    services._chunk(run.pk)  # takes the moment
    services._chunk(run.pk)  # the layouts are made here; a run of a province makes them once
    first, before = _resident(), Confirmation.objects.filter(run=run).count()
    start = time.monotonic()
    while time.monotonic() - start < SECONDS:
        run.refresh_from_db(fields=["cursor", "state"])
        if run.cursor.get("joining") or run.state != run.State.RUNNING:
            break
        services._chunk(run.pk)
    seconds = time.monotonic() - start
    written = Confirmation.objects.filter(run=run).count() - before
    return written, seconds, first, _resident()


def _join(say: Report) -> None:
    """Put the letters of one file together, as the job does when all are written."""
    from debt_followup.jobs.confirmations import MOST_IN_A_FILE, _pdfs
    from debt_followup.models import Confirmation
    from documents.rendering import join_pdfs

    rows = Confirmation.objects.filter(as_of=AS_OF).order_by("pk")
    ids = list(rows.values_list("document_id", flat=True)[:MOST_IN_A_FILE])
    before, start = _resident(), time.monotonic()
    joined = join_pdfs(_pdfs(ids))
    say(
        f"one PDF of {len(ids)} letters for an amphoe: {time.monotonic() - start:.1f} s, {len(joined) / 2**20:.1f} MB, "
        f"{_resident() - before:.0f} MB more resident"
    )


def _naive(province: str) -> tuple[float, float]:
    """How many letters a second one worker lays out one by one, and milliseconds of processor of each; none stored."""
    from areas.models import Office
    from debt_followup import letters, selectors
    from debt_followup.letters import confirmations as papers
    from documents.rendering import render_pdf
    from loans.models import Contract
    from repayments.selectors import standings

    rows = selectors.in_force_on(Contract.objects.filter(province_id=province), as_of=AS_OF)[: NAIVE * 2]
    owed = standings(contracts=rows, as_of=AS_OF)
    open_ones = [row for row in rows if row.pk in owed and selectors.is_owed(owed[row.pk])][:NAIVE]
    named = selectors.addressees_of([row.pk for row in open_ones])
    office = Office.objects.get(province=province, amphoe=None)
    shared = papers.shared(
        office=office,
        signature={"name": "นางผู้ลงนาม แทน", "position": "พัฒนาการจังหวัด"},
        issued_on=AS_OF,
        as_of=AS_OF,
        known_at=AS_OF.isoformat(),
        reply_by=date(2018, 10, 30),
    )
    start, used = time.monotonic(), time.process_time()
    for at, row in enumerate(open_ones):
        context = letters.confirmation(
            shared=shared,
            contract=row,
            to=named[row.pk][0],
            standing=owed[row.pk],
            number=f"{office.letter_code}/{at}",
            code=f"C{province}6199{at:05}",
        )
        render_pdf(template=papers.TEMPLATE, context=context)
    used = time.process_time() - used
    return len(open_ones) / (time.monotonic() - start), used * 1000 / max(len(open_ones), 1)


def _read(count: int) -> list[str]:
    """The codes of letters drawn by chance whose text layer does not say what their rows say."""
    from debt_followup.models import Confirmation
    from documents.models import DocumentFile
    from thai.digits import to_thai

    keys = list(Confirmation.objects.filter(as_of=AS_OF).order_by("pk").values_list("pk", flat=True))
    drawn = random.Random(2561).sample(keys, min(count, len(keys)))
    wrong = []
    for row in Confirmation.objects.filter(pk__in=drawn).select_related("document", "contract"):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "letter.pdf"
            file.write_bytes(bytes(DocumentFile.objects.get(pk=row.document_id).pdf))
            done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True)
        # the typesetter draws sara am as the two signs that it is made of
        text = re.sub("\u0e4d([\u0e48-\u0e4b]?)\u0e32", "\\1\u0e33", "".join(done.stdout.split()))
        says = [to_thai(f"{amount:,.2f}") for amount in (row.principal, row.default_interest, row.total)]
        says += [row.code, to_thai(row.document.number), to_thai(row.contract.label), row.document.addressee]
        if not all("".join(part.split()) in text for part in says) or row.document.pages != 1:
            wrong.append(row.code)
    return wrong


def _resident() -> float:
    """Megabytes that this process holds now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
