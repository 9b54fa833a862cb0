"""What every benchmark needs of the machine: a report that is kept, clocks, how loaded the machine is."""

import os
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path


class Report:
    """What is printed as it comes, and kept in the file that BENCH_REPORT names."""

    def __init__(self) -> None:
        self.path = Path(os.environ["BENCH_REPORT"]) if os.environ.get("BENCH_REPORT") else None
        self.missed: list[str] = []
        if self.path:
            self.path.write_text("")

    def __call__(self, line: str = "") -> None:
        print(line, flush=True)
        if self.path:
            with open(self.path, "a", encoding="utf-8") as file:
                file.write(f"{line}\n")

    def target(self, what: str, found: float, most: float, unit: str = "") -> None:
        """Write down a figure that must not be above another, and whether it is."""
        verdict = "held" if found <= most else "MISSED"
        self(f"{what}: {found:,.2f}{unit} (target at most {most:,.2f}{unit}): {verdict}")
        if found > most:
            self.missed.append(f"{what}: {found:,.2f}{unit}, not {most:,.2f}{unit}")


def seconds_of(work: Callable[[], object]) -> float:
    """Do it and return the seconds by the clock."""
    began = time.monotonic()
    work()
    return time.monotonic() - began


def clocked(server: int, work: Callable[[], object], *, beside: Iterable[int] = ()) -> tuple[float, float]:
    """Do it; return seconds by the clock and seconds of processor, of this process, its children and the server.

    :param beside: children that were there before and stay, such as workers that wait.
    """
    from django.db import connections

    connections.close_all()
    time.sleep(0.3)
    living = list(beside)
    before = processor(server, beside=living)
    took = seconds_of(work)
    connections.close_all()
    time.sleep(0.3)  # a backend that ended is counted with the server then
    return took, processor(server, beside=living) - before


def processor(server: int, *, beside: Iterable[int] = ()) -> float:
    """Seconds of processor so far: of this process, its ended children and those beside, the server, its backends."""
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    tick = os.sysconf("SC_CLK_TCK")
    for pid in (server, *children(server), *beside):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += sum(int(value) for value in fields[11:15]) / tick  # own and ended children's, user and system
    return used


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def most_memory(who: int) -> int:
    """The most memory that this process or its children ever held, in megabytes."""
    return resource.getrusage(who).ru_maxrss // 1024
