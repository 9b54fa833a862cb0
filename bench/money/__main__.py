"""``python -m bench.money``: build the nation's loans on a server of its own and measure what is done with them.

BENCH_CONTRACTS is their number (default 250000), BENCH_LINES the sizes of the two bank files (default 10000,100000),
BENCH_FOLDER where the server lies; it is deleted at the end. The report is printed and, with BENCH_REPORT, kept.
"""

import os
import sys
import time
import timeit
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bench.machine import Report
from bench.server import lay_out, own_server, owner_url, restarted

CONTRACTS = int(os.environ.get("BENCH_CONTRACTS", "250000"))
LINES = tuple(int(size) for size in os.environ.get("BENCH_LINES", "10000,100000").split(","))
WORKERS = os.cpu_count() or 1
MOST_REPLAY_MS = 2.0


def main() -> int:
    """Run all of it; 1 where a target was missed."""
    with own_server() as cluster:
        return _measure(cluster)


def _measure(cluster: Any) -> int:
    from django.db import connection

    from bench.money import build, incoming, owed, pages, tables
    from bench.money.province import KEPT_WITH_INDEXES, TABLES

    say, began = Report(), time.monotonic()
    owner, cold = owner_url(cluster), restarted(cluster)
    lay_out(say, workers=WORKERS)

    say("\n## The portfolio")
    everything = build.places(contracts=CONTRACTS)
    connection.close()
    start = time.monotonic()
    with tables.without_indexes(owner, [name for name in TABLES if name not in KEPT_WITH_INDEXES]):
        rows = build.fill(owner_url=owner, everything=everything, workers=WORKERS)
        say(f"written in {time.monotonic() - start:.0f} s")
    tables.settle(owner, TABLES)
    build.add_up(owner)
    say(f"with its indexes and statistics in {time.monotonic() - start:.0f} s, {len(everything)} provinces:")
    for name, count in sorted(rows.items()):
        say(f"  {name} {count:,}")
    for name, amount in build.totals(owner).items():
        say(f"  {name}: {amount:,}")

    say("\n## What every contract owes")
    owed.measure(say, cold=cold)
    owed.compare(say, what="\nas it was built", seed=1)

    say("\n## A bank file")
    small, large = LINES
    with incoming.Workers(WORKERS) as workers:
        incoming.measure(say, sizes=(small, large), server=cluster.pid or 0, workers=workers)
        backdated = incoming.backdate(say, workers=workers)
    for name, amount in build.totals(owner).items():
        say(f"  {name}: {amount:,}")

    say("\n## What every contract owes, after late and backdated payments")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) repayments_debtspan")
        cursor.execute("VACUUM (ANALYZE) repayments_duespan")
    owed.measure(say, cold=cold)
    owed.compare(say, what="\nafter the files and the backdated payments", seed=2, first=backdated)

    say("\n## One replay")
    _replays(say)

    say("\n## The registers of the largest province")
    pages.registers(say)

    say("\n## The monthly pack of the largest province")
    pages.pack(say)

    say(f"\nall of it in {(time.monotonic() - began) / 60:.1f} minutes")
    say("missed: " + ("; ".join(say.missed) or "nothing"))
    return 1 if say.missed else 0


def _replays(say: Report) -> None:
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
