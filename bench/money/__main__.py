"""``python -m bench.money``: build the nation's loans on a server of its own and measure what is done with them.

BENCH_CONTRACTS is their number (default 250000), BENCH_LINES the sizes of the two bank files (default 10000,100000),
BENCH_FOLDER where the server lies; it is deleted at the end. The report is printed and, with BENCH_REPORT, kept.
"""

import os
import shutil
import signal
import sys
import tempfile
import time
import timeit
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

CONTRACTS = int(os.environ.get("BENCH_CONTRACTS", "250000"))
LINES = tuple(int(size) for size in os.environ.get("BENCH_LINES", "10000,100000").split(","))
WORKERS = os.cpu_count() or 1
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "8GB",
    "work_mem": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
}
MOST_REPLAY_MS = 2.0


def main() -> int:
    """Run all of it; 1 where a target was missed."""
    # before anything of the project is loaded: the keys of the tests, and the day
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["BUSINESS_DATE"] = "2018-08-03"
    from config.embedded import postgres
    from config.embedded.throwaway import clear_abandoned, temporary_folder

    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))  # ended from outside, it clears up all the same
    clear_abandoned()
    folder = Path(tempfile.mkdtemp(prefix="wef-bench-", dir=os.environ.get("BENCH_FOLDER") or temporary_folder()))
    folder.chmod(0o711)
    postgres.THROWAWAY.update(SETTINGS)
    cluster = postgres.Cluster(folder / "postgres", throwaway=True)
    try:
        os.environ["DATABASE_URL"] = cluster.start()
        return _measure(cluster)
    finally:
        from django.db import connections

        connections.close_all()
        cluster.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def _measure(cluster) -> int:  # type: ignore[no-untyped-def]
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    from bench.machine import Report
    from bench.money import build, incoming, owed, pages, tables
    from bench.money.province import KEPT_WITH_INDEXES, TABLES

    say, began = Report(), time.monotonic()
    owner_url = f"{cluster.owner_url.rpartition('/')[0]}/{postgres_name()}"

    def cold() -> None:
        connections.close_all()
        cluster.stop()
        cluster.start()

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference_data", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        version = cursor.fetchone()[0].split(" on ")[0]
    settings = ", ".join(f"{name} {value}" for name, value in SETTINGS.items())
    say(f"# {WORKERS} cores, load {os.getloadavg()[0]:.1f}, {version}, fsync off, {settings}")

    say("\n## The portfolio")
    everything = build.places(contracts=CONTRACTS)
    connection.close()
    start = time.monotonic()
    with tables.without_indexes(owner_url, [name for name in TABLES if name not in KEPT_WITH_INDEXES]):
        rows = build.fill(owner_url=owner_url, everything=everything, workers=WORKERS)
        say(f"written in {time.monotonic() - start:.0f} s")
    tables.settle(owner_url, TABLES)
    build.add_up(owner_url)
    say(f"with its indexes and statistics in {time.monotonic() - start:.0f} s, {len(everything)} provinces:")
    for name, count in sorted(rows.items()):
        say(f"  {name} {count:,}")
    for name, amount in build.totals(owner_url).items():
        say(f"  {name}: {amount:,}")

    say("\n## What every contract owes")
    owed.measure(say, cold=cold)
    owed.compare(say, what="\nas it was built", seed=1)

    say("\n## A bank file")
    small, large = LINES
    with incoming.Workers(WORKERS) as workers:
        incoming.measure(say, sizes=(small, large), server=cluster.pid or 0, workers=workers)
        incoming.backdate(say, workers=workers)
    for name, amount in build.totals(owner_url).items():
        say(f"  {name}: {amount:,}")

    say("\n## What every contract owes, after late and backdated payments")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) repayments_debtspan")
        cursor.execute("VACUUM (ANALYZE) repayments_duespan")
    owed.measure(say, cold=cold)
    owed.compare(say, what="\nafter the files and the backdated payments", seed=2)

    say("\n## One replay")
    _replays(say)

    say("\n## The registers of the largest province")
    pages.registers(say)

    say("\n## The monthly pack of the largest province")
    pages.pack(say)

    say(f"\nall of it in {(time.monotonic() - began) / 60:.1f} minutes")
    say("missed: " + ("; ".join(say.missed) or "nothing"))
    return 1 if say.missed else 0


def postgres_name() -> str:
    """The name of the application's database on a server of its own."""
    from config.embedded.postgres import APPLICATION

    return APPLICATION


def _replays(say) -> None:  # type: ignore[no-untyped-def]
    """The replay of one contract with 24 instalments and 60 payments, with and without the course it leaves behind."""
    from loans.rules import propose_due_dates, schedule
    from repayments import rules

    lent_on = date(2016, 2, 2)
    instalments = schedule(
        principal=Decimal("200000.00"),
        annual_rate=Decimal("0.03"),
        disbursed_on=lent_on,
        due_dates=propose_due_dates(disbursed_on=lent_on, instalments=24, months_between=1, term_max_months=36),
        is_business_day=lambda day: day.weekday() < 5,
    )
    payments = [
        rules.Payment(lent_on + timedelta(days=40 + 13 * number), None, number, Decimal("3400.00"))
        for number in range(60)
    ]
    told = {
        "instalments": instalments,
        "payments": payments,
        "as_of": date(2018, 8, 3),
        "terms": rules.Terms(annual_rate=Decimal("0.03"), early_days=31),
    }
    for name, replay in (("replay", rules.allocate), ("replay with the course", rules.allocate_with_course)):
        taken = sorted(timeit.repeat(lambda replay=replay: replay(**told), number=20, repeat=15))
        say(f"{name}: median {taken[7] / 20 * 1000:.2f} ms, best {taken[0] / 20 * 1000:.2f} ms")
        say.target(f"  {name} of 24 instalments and 60 payments", taken[7] / 20 * 1000, MOST_REPLAY_MS, " ms")


if __name__ == "__main__":
    sys.exit(main())
