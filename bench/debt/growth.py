"""The same questions while the portfolio grows: what may grow with it, and what may not."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.debt.arrears import BASELINE, PAST, TODAY, classed, seconds
from bench.debt.pages import timed
from bench.machine import Report

TURNS = 7
PAGES = (("national", "list"), ("accountant", "list"), ("national", "sums"), ("national", "calendar"))
MOST = 2.0  # times as long, of a page, from the smallest portfolio to the largest


def stages(everything: Sequence[Any], sizes: Sequence[int]) -> Iterator[list[Any]]:
    """The provinces in parts, so that after each part about as many contracts are there as the next size says."""
    waiting, there = list(everything), 0
    for size in sizes[:-1]:
        part = []
        while waiting and (not part and not there or there + waiting[0].contracts <= size):
            part.append(waiting.pop(0))
            there += part[-1].contracts
        if part:
            yield part
    yield waiting


@dataclass(frozen=True, slots=True)
class Point:
    """What was found at one size: the statements in seconds, the middle of each page in milliseconds."""

    contracts: int
    scan: float
    today: float
    past: float
    pages: tuple[float, ...]


class Growth:
    """What was found at each size."""

    def __init__(self) -> None:
        self.points: list[Point] = []

    def measure(self, *, contracts: int) -> None:
        """Ask the same at the size that the portfolio has now."""
        statements = ((BASELINE, {}), classed(TODAY), classed(PAST[1]))
        times: list[list[float]] = [[] for _each in statements]
        for _turn in range(TURNS):
            for taken, (sql, values) in zip(times, statements, strict=True):
                taken.append(seconds(sql, values))
        scan, today, past = (statistics.median(taken) for taken in times)
        found = tuple(timed(user, name)[0] for user, name in PAGES)
        self.points.append(Point(contracts, scan, today, past, found))

    def tell(self, say: Report) -> None:
        """Write it down; hold a page of the largest portfolio against that of the smallest, sums against the scan."""
        pages = " | ".join(f"{name} ({user}) p50 ms" for user, name in PAGES)
        say(f"| contracts | bare scan s | today s | as of {PAST[1]} s | today to the scan | {pages} |")
        say("|---|---|---|---|---|" + "---|" * len(PAGES))
        for one in self.points:
            told = " | ".join(f"{taken:.0f}" for taken in one.pages)
            ratio = one.today / one.scan
            say(f"| {one.contracts:,} | {one.scan:.4f} | {one.today:.4f} | {one.past:.4f} | {ratio:.2f} | {told} |")
        first, last = self.points[0], self.points[-1]
        if last.contracts > first.contracts:
            times = last.contracts / first.contracts
            for (user, name), before, after in zip(PAGES, first.pages, last.pages, strict=True):
                what = f"{name} ({user}) of {times:.0f} times the contracts, times as long"
                # a page stops after its rows; a sum reads all who are late, as the scan reads all instalments
                say.target(what, after / before, last.scan / first.scan if name == "sums" else MOST)
