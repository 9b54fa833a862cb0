"""A bank file of many thousand lines on its whole way: read, matched, receipted, allocated, posted."""

import multiprocessing
import os
import random
import time as time_module
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db import connection

from bench.machine import Report, clocked, seconds_of
from bench.money.days import TODAY

BACKDATED = (
    2_000  # lines of a file of its own, with value dates up to two years back, each with its notice of correction
)
LEAST_LINES_A_SECOND = 2_000
_NEXT_UNPAID = """
    SELECT c.id, c.ref1, c.province_id, c.contract_on, i.number, i.principal + i.interest, p.name
    FROM loans_contract c
    JOIN LATERAL (
        SELECT MIN(s.number) AS number FROM repayments_duespan s
        WHERE s.contract_id = c.id AND s.until_on = DATE '9999-12-31'
    ) unpaid ON unpaid.number IS NOT NULL
    JOIN loans_instalment i ON i.contract_id = c.id AND i.number = unpaid.number
    JOIN loans_party p ON p.contract_id = c.id AND p.position = 1
    WHERE c.state = 'IN_FORCE' ORDER BY c.id"""


@dataclass(frozen=True, slots=True)
class File:
    """A file as a bank would send it, and how many of its lines there are up to the last one of each province."""

    content: bytes
    last_line: dict[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file took, in seconds: a bare COPY of it, and all of its way."""

    lines: int
    copied: float
    took: float


def files(*sizes: int, days: tuple[int, int] = (0, 2), first: Container[int] = ()) -> Iterator[File]:
    """Files of so many lines each, every line of another contract: the next instalment, paid so many days ago.

    :param first: keys of contracts that come before others; half of the lines are theirs, as far as there are so many.
    """
    from reports.demo.bank_file import Account, Paid, write
    from treasury.models import BankAccount

    dice = random.Random(100_000)
    numbers = dict(BankAccount.objects.filter(kind="SAVINGS").values_list("province_id", "account_number"))
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_UNPAID)
        rows = cursor.fetchall()
    dice.shuffle(rows)
    if first:
        wanted = [row for row in rows if row[0] in first]
        others = [row for row in rows if row[0] not in first]
        half = sizes[0] // 2
        rows = wanted[:half] + others + wanted[half:]
    for size in sizes:
        drawn, rows = rows[:size], rows[size:]
        by_province: dict[str, list[Any]] = {}
        for _key, ref1, province, lent_on, number, amount, name in drawn:
            paid = Paid(
                value_on=max(TODAY - timedelta(days=dice.randrange(*days)), lent_on + timedelta(days=1)),
                time=time(dice.randrange(8, 20), dice.randrange(60), dice.randrange(60)),
                name=name[:40],
                ref1=ref1,
                ref2=f"{number:02}",
                amount=Decimal(amount),
            )
            by_province.setdefault(province, []).append(paid)
        content = write(
            Account(number=numbers[code], company="กองทุนพัฒนาบทบาทสตรี", paid=tuple(paid), effective_on=TODAY)
            for code, paid in sorted(by_province.items())
        )
        last = accumulate(len(paid) for _code, paid in sorted(by_province.items()))
        yield File(content, dict(zip(sorted(by_province), last, strict=True)))


class Workers:
    """Worker processes that wait for work, as those of an installation do: the project is loaded once, beforehand."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __enter__(self) -> "Workers":
        import jobs.services

        jobs.services.wake = lambda *, run_id: None  # there is no broker, and letters are not what is measured
        connection.close()
        self.pool = multiprocessing.get_context("spawn").Pool(self.count, initializer=_begin)
        self.pids = sorted(set(self.pool.map(_loaded, range(self.count * 4), chunksize=1)))
        return self

    def __exit__(self, *_exception: object) -> None:
        self.pool.close()
        self.pool.join()

    def receipts(self, provinces: list[str], *, by: int, on: date) -> None:
        """Issue what waits, a province at a time."""
        connection.close()
        for _done in self.pool.imap_unordered(_of_province, [(code, by, on) for code in provinces]):
            pass

    def all_of(self, run: int, last_line: dict[str, int], *, by: int, on: date) -> float:
        """Import a file by its run; each province issues its receipts once its lines are in. Return when all were in.

        The run has one worker, the receipts the others; all have them when the run is done.
        """
        began, waiting = time_module.monotonic(), dict(last_line)
        importing, issuing, imported = self.pool.apply_async(_import, [run]), [], 0.0
        while waiting:
            if importing.ready():
                importing.get()
                imported = imported or time_module.monotonic() - began
            done = max(waiting.values()) if importing.ready() else _imported(run)
            for code in [code for code, last in waiting.items() if last <= done]:
                del waiting[code]
                issuing.append(self.pool.apply_async(_of_province, [(code, by, on)]))
            time_module.sleep(0.1)
        importing.get()
        imported = imported or time_module.monotonic() - began
        for one in issuing:
            one.get()
        return imported


def measure(say: Report, *, sizes: tuple[int, int], server: int, workers: Workers) -> None:
    """Take a small file and a large one through everything; hold the pace and its growth against the targets."""
    outcomes = [
        _one(say, file, size, server=server, workers=workers) for size, file in zip(sizes, files(*sizes), strict=True)
    ]
    small, large = outcomes
    pace = large.lines / large.took
    say.target("seconds for 2,000 lines of the large file", LEAST_LINES_A_SECOND / pace, 1.0, " s")
    say(f"growth: {large.lines / small.lines:.1f} times the lines took {large.took / small.took:.1f} times as long")
    say.target("  time a line, large file to small", (large.took / large.lines) / (small.took / small.lines), 1.15)


def backdate(say: Report, *, workers: Workers, first: Container[int] = ()) -> set[int]:
    """Take in a file of payments that the bank dates far back; return the contracts.

    Whole contracts are replayed, notices written.

    :param first: keys of contracts of which half of the payments are.
    """
    from django.db.models import Max

    from repayments.models import Receipt
    from repayments.services import import_bank_file

    by, before = _officer(), Receipt.objects.aggregate(last=Max("pk"))["last"]
    (file,) = files(BACKDATED, days=(30, 700), first=first)
    took = seconds_of(lambda: import_bank_file(name="bench-back.txt", content=file.content, by=by, on=TODAY))
    took += seconds_of(lambda: workers.receipts(_waiting(), by=by.pk, on=TODAY))
    issued = list(Receipt.objects.filter(pk__gt=before).values_list("contract_id", flat=True))
    say(
        f"\nfile of {BACKDATED:,} lines with value dates up to two years back: {len(issued):,} receipts in {took:.1f} s"
    )
    return set(issued)


def _one(say: Report, file: File, size: int, *, server: int, workers: Workers) -> Outcome:
    """One file the whole way of one that a province hands in: kept, confirmed, imported by a run, receipted."""
    from repayments.models import Receipt
    from repayments.services import confirm_upload, keep_upload

    by, name, told = _officer(), f"bench-{size}.txt", {"handed_in": 0.0, "imported": 0.0}
    copied = seconds_of(lambda: _bare_copy(file.content))
    before = Receipt.objects.count()

    def whole_way() -> None:
        began = time_module.monotonic()
        kept = keep_upload(name=name, content=file.content, by=by, on=TODAY)
        confirmed, _imported = confirm_upload(upload=kept, by=by, on=TODAY)
        told["handed_in"] = time_module.monotonic() - began
        if confirmed.run_id is None:  # a small file is imported while the person waits
            workers.receipts(_waiting(), by=by.pk, on=TODAY)
        else:
            told["imported"] = workers.all_of(confirmed.run_id, file.last_line, by=by.pk, on=TODAY)

    took, cpu = clocked(server, whole_way, beside=workers.pids)
    issued = Receipt.objects.count() - before
    outcome = Outcome(lines=size, copied=copied, took=took)
    say(f"\nfile of {size:,} lines, {len(file.content) / 1e6:.1f} MB: {dict(_states(name))}; {issued:,} receipts")
    say(
        f"  read, checked and confirmed {told['handed_in']:.1f} s, matched, kept and booked {told['imported']:.1f} s, "
        f"receipted, allocated and booked beside it and after it, all in {took:.1f} s "
        f"by {workers.count} workers: {size / took:,.0f} lines/s"
    )
    each = cpu / size
    say(f"  {each * 1e6:.0f} microseconds of processor a line: {2 / each:,.0f} lines/s on two free cores")
    say(f"  bare COPY of the same lines: {copied:.2f} s; ratio {outcome.took / copied:.0f}")
    say.target("  lines of the file without receipt", size - issued, 0)
    return outcome


def _states(name: str) -> list[tuple[str, int]]:
    from django.db.models import Count

    from repayments.models import BankLine

    return list(BankLine.objects.filter(file__name=name).values_list("state").annotate(count=Count("pk")).order_by())


def _waiting() -> list[str]:
    from repayments.models import BankLine

    return sorted(set(BankLine.objects.filter(state="MATCHED").values_list("province_id", flat=True)))


def _officer() -> Any:
    """One who may import for every province, as an office that several provinces share."""
    from areas.models import Province, RoleAssignment, User
    from areas.roles import Role

    user, created = User.objects.get_or_create(username="bench-accountant")
    if created:
        RoleAssignment.objects.bulk_create(
            RoleAssignment(user=user, role=Role.ACCOUNTANT, province=province, valid_from=date(2013, 1, 1))
            for province in Province.objects.all()
        )
    return user


def _bare_copy(content: bytes) -> None:
    connection.ensure_connection()
    raw: Any = connection.connection
    text = content.decode("cp874").replace("\r\n", "\n")
    with raw.transaction(force_rollback=True), raw.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (line text)")
        with cursor.copy("COPY bare FROM STDIN") as copy:
            copy.write(text)


def _begin() -> None:
    import django

    django.setup()
    import jobs.services

    jobs.services.wake = lambda *, run_id: None


def _loaded(_number: int) -> int:
    """The worker that answers, once it has a moment."""
    import repayments.services  # noqa: F401 - loaded now and not in the first province

    time_module.sleep(0.1)
    return os.getpid()


def _import(run: int) -> None:
    from jobs.models import JobRun
    from jobs.services import work

    work(run_id=run)
    ended = JobRun.objects.get(pk=run)
    if ended.state != JobRun.State.DONE:
        raise RuntimeError(f"the import ended as {ended.state}: {ended.message}")


def _imported(run: int) -> int:
    """How many lines of a file are in."""
    from jobs.models import JobRun

    return JobRun.objects.values_list("done", flat=True).get(pk=run)


def _of_province(what: tuple[str, int, date]) -> int:
    from areas.models import User
    from repayments.services import record_receipts

    code, by, on = what
    user, done = User.objects.get(pk=by), 0
    while issued := record_receipts(province=code, by=user, on=on):
        done += len(issued)
    return done
