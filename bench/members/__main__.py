"""``python -m bench.members``: load a million members, then the nation's, and measure both, on a server of its own.

BENCH_MEMBERS names the sizes (default 1000000,13500000), BENCH_FOLDER where the files and the server lie; both are
deleted at the end. The report is printed and, with BENCH_REPORT, written to that file.
"""

import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.machine import Report, clocked, most_memory

SIZES = [int(size) for size in os.environ.get("BENCH_MEMBERS", "1000000,13500000").split(",")]
TARGET_MS = 100
MEMORY = {"shared_buffers": "2GB", "effective_cache_size": "8GB", "max_wal_size": "8GB", "checkpoint_timeout": "1h"}


def main() -> int:
    """Run all of it; 1 where a target was missed."""
    # before anything of the project is loaded: the keys of the tests, and their day
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ.setdefault("BUSINESS_DATE", "2018-01-10")
    from config.embedded import postgres
    from config.embedded.throwaway import clear_abandoned, temporary_folder

    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))  # ended from outside, it clears up all the same
    clear_abandoned()
    folder = Path(tempfile.mkdtemp(prefix="wef-bench-", dir=os.environ.get("BENCH_FOLDER") or temporary_folder()))
    folder.chmod(0o711)
    postgres.THROWAWAY.update(MEMORY)
    cluster = postgres.Cluster(folder / "postgres", throwaway=True)
    try:
        os.environ["DATABASE_URL"] = cluster.start()
        return _measure(folder, cluster.pid or 0)
    finally:
        from django.db import connections

        connections.close_all()
        cluster.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, server: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from areas.models import Tambon
    from bench.members import measure, people

    say = Report()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference_data", verbosity=0)
    tambon = list(Tambon.objects.order_by("code").values_list("code", flat=True))
    users = measure.users()
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        say(f"# {os.cpu_count()} cores, {cursor.fetchone()[0].split(' on ')[0]}, fsync off, shared_buffers 2 GB")
    there, results, missed = 0, {}, []
    for size in SIZES:
        say(f"\n## {size:,} members")
        _noise(say)
        file = folder / f"members-{size}.csv"
        began = time.monotonic()
        people.write(file, size - there, tambon=tambon, first=there)
        seconds = time.monotonic() - began
        say(f"file of {size - there:,} rows, {file.stat().st_size / 1e6:,.0f} MB, written in {seconds:.0f} s")
        bare, bare_cpu = clocked(server, lambda file=file: _bare_copy(file))
        outcome: list[Any] = []
        took, cpu = clocked(server, lambda file=file, outcome=outcome: outcome.append(_import(file)))
        rows = size - there
        phases = ", ".join(f"{name} {value:.1f} s" for name, value in outcome[0].seconds.items())
        say(f"import: {rows / took:,.0f} rows/s all in ({took:.1f} s: {phases}); refused {outcome[0].refused:,}")
        say(f"  {cpu / rows * 1e6:.1f} microseconds of processor a row: {2 * rows / cpu:,.0f} rows/s on two free cores")
        say(f"bare COPY of it: {rows / bare:,.0f} rows/s ({bare:.1f} s, {bare_cpu / rows * 1e6:.1f} us a row)")
        say(f"  ratio: {took / bare:.1f} times as long, {cpu / bare_cpu:.1f} times the processor")
        mine, of_worker = most_memory(resource.RUSAGE_SELF), most_memory(resource.RUSAGE_CHILDREN)
        say(f"  most memory of the command {mine} MB, of a worker {of_worker} MB")
        file.unlink()
        there = size
        _sizes(say)
        asking = {who: measure.Questions(most=size, user=user) for who, user in users.items()}
        say("\n| search | who | through | p50 ms | p95 ms | most ms | processor p50 ms | p95 ms | nothing found |")
        say("|---|---|---|---|---|---|---|---|---|")
        for one in measure.timings(asking):
            results[size, one.name, one.who, one.through] = one
            clock = f"{one.p50:.1f} | {one.p95:.1f} | {one.times[-1]:.1f}"
            work = f"{one.work_p50:.1f} | {one.work_p95:.1f}"
            say(f"| {one.name} | {one.who} | {one.through} | {clock} | {work} | {one.empty} of {len(one.times)} |")
            if one.p95 > TARGET_MS:
                missed.append(f"{one.name} ({one.who}, {one.through}) at {size:,}: p95 {one.p95:.0f} ms")
        _noise(say)
        say("\nPlans (nation, one question each):")
        for name, lines in measure.plans(asking["nation"]):
            say(f"\n{name}\n" + "\n".join(lines))
    if len(SIZES) > 1:
        say("\n## Growth of the exact and the prefix look-ups, last size to first")
        for name in ("card number", "member number", "full name", "two-letter prefix"):
            for who in users:
                first, last = results[SIZES[0], name, who, "selector"], results[SIZES[-1], name, who, "selector"]
                clock = f"p50 {last.p50 / first.p50:.2f}, p95 {last.p95 / first.p95:.2f}"
                work = f"p50 {last.work_p50 / first.work_p50:.2f}, p95 {last.work_p95 / first.work_p95:.2f}"
                say(f"{name} ({who}): {clock} by the clock; {work} of the processors")
    say("\nmissed: " + ("; ".join(missed) or "nothing"))
    return 1 if missed else 0


def _import(file: Path) -> Any:
    from areas import business_date
    from members.imports import bulk

    return bulk.load(
        path=file, on=business_date.today(), workers=os.cpu_count() or 1, say=lambda line: print(line, flush=True)
    )


def _bare_copy(file: Path) -> None:
    """The same file into a table of texts, without any check, index or key."""
    from django.db import connection

    connection.ensure_connection()
    raw: Any = connection.connection
    with open(file, "rb") as source:
        width = source.readline().count(b",") + 1
        columns = ", ".join(f"c{at} text" for at in range(width))
        with raw.transaction(), raw.cursor() as cursor:
            cursor.execute(f"CREATE TABLE bare ({columns})")
            with cursor.copy("COPY bare FROM STDIN (FORMAT csv)") as copy:
                while content := source.read(2**20):
                    copy.write(content)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare")


def _sizes(say: Callable[[str], None]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, pg_relation_size(c.oid) / 1000000 FROM pg_class c "
            "LEFT JOIN pg_index i ON i.indexrelid = c.oid "
            "WHERE c.oid = 'members_member'::regclass OR i.indrelid = 'members_member'::regclass ORDER BY 2 DESC"
        )
        say("sizes: " + ", ".join(f"{name} {size:,} MB" for name, size in cursor.fetchall()))


def _noise(say: Callable[[str], None]) -> None:
    from bench.members import measure

    python, database = measure.probe()
    load = os.getloadavg()[0]
    say(f"probe: Python {python:.0f} ms, PostgreSQL {database:.0f} ms, load of the machine {load:.1f}")


if __name__ == "__main__":
    sys.exit(main())
