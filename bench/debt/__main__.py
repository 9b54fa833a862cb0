"""``python -m bench.debt``: build the nation's loans on a server of its own, a good third of them late, and read them.

BENCH_CONTRACTS is their number (default 250000), BENCH_FOLDER where the server lies; it is deleted at the end. On the
way, at a sixteenth and a quarter of them, what grows is timed too. The report is printed and, with BENCH_REPORT, kept.
BENCH_PARTS=arrears or letters does one of the two parts.
"""

import os
import sys
import time
from collections import Counter
from typing import Any

from bench.machine import Report
from bench.server import lay_out, own_server, owner_url, restarted

CONTRACTS = int(os.environ.get("BENCH_CONTRACTS", "250000"))
PARTS = os.environ.get("BENCH_PARTS", "arrears,letters").split(",")
WORKERS = os.cpu_count() or 1
STOPS = "0.045"  # of the chance at each instalment that a group pays no more: 36 of 100 contracts are late
LEAST_LATE = 0.36
STAGES = (16, 4, 1)  # of this part of the contracts what grows is timed


def main() -> int:
    """Run all of it; 1 where a target was missed."""
    os.environ.setdefault("BENCH_STOPS", STOPS)  # before anything of the project is loaded
    with own_server() as cluster:
        return _measure(cluster)


def _measure(cluster: Any) -> int:
    from django.db import connection

    from bench.debt import arrears, growth, letters, pages
    from bench.money import build, incoming, tables
    from bench.money.province import KEPT_WITH_INDEXES, TABLES

    say, began = Report(), time.monotonic()
    owner, cold = owner_url(cluster), restarted(cluster)
    lay_out(say, workers=WORKERS)

    say("\n## The portfolio")
    everything = build.places(contracts=CONTRACTS)
    connection.close()
    took, rows, grown = 0.0, Counter(), growth.Growth()
    for stage in growth.stages(everything, [CONTRACTS // part for part in STAGES] if "arrears" in PARTS else []):
        start = time.monotonic()
        with tables.without_indexes(owner, [name for name in TABLES if name not in KEPT_WITH_INDEXES]):
            rows += build.fill(owner_url=owner, everything=stage, workers=WORKERS)
        tables.settle(owner, TABLES)
        took += time.monotonic() - start
        if "arrears" in PARTS:
            grown.measure(contracts=rows["loans_contract"])
    start = time.monotonic()
    build.add_up(owner)
    say(f"written, with indexes and statistics, in {took + time.monotonic() - start:.0f} s:")
    for name, count in sorted(rows.items()):
        say(f"  {name} {count:,}")
    late = _late()
    say(f"  late today: {late:,}")
    if late < CONTRACTS * LEAST_LATE:
        say.missed.append(f"only {late:,} contracts are late")

    if "arrears" in PARTS:
        say("\n## How late every contract is, and until when it can be sued")
        arrears.measure(say, cold=cold)
        arrears.compare(say, what="\nas it was built", seed=1)
        say("\n## The list of debtors")
        pages.measure(say)
        say("\n## How that grows")
        grown.tell(say)
        say("\n## Payments that come in, dated back up to two years")
        arrears.announce(say)
        with incoming.Workers(WORKERS) as workers:
            backdated = incoming.backdate(say, workers=workers, first=arrears.announced())
        arrears.compare(say, what="\nbefore a worker wrote the spans anew", seed=2, first=backdated)
        arrears.refresh(say)
        arrears.compare(say, what="and afterwards", seed=2, first=backdated)
        arrears.moves(say)
    if "letters" in PARTS:
        say("\n## The letters of September")
        letters.measure(say, cluster=cluster, workers=WORKERS)

    say(f"\nall of it in {(time.monotonic() - began) / 60:.1f} minutes")
    say("missed: " + ("; ".join(say.missed) or "nothing"))
    return 1 if say.missed else 0


def _late() -> int:
    from bench.money.days import TODAY
    from debt_followup import selectors
    from loans.models import Contract

    return sum(row.contracts for row in selectors.behind(Contract.objects.all(), as_of=TODAY))


if __name__ == "__main__":
    sys.exit(main())
