"""What every contract owes, against a bare sum; and whether it is what the rules say, satang for satang."""

import random
import statistics
import time
from collections.abc import Callable, Collection, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from bench.machine import Report
from bench.money.days import BEGINS_ON, TODAY

BASELINE = "SELECT SUM(principal), SUM(interest) FROM loans_instalment"
TURNS = 7
MOST_TODAY, MOST_THEN = 1.5, 4.0
SAMPLE = 2_000
DICE = random.Random(2561)
PAST = tuple(BEGINS_ON + timedelta(days=DICE.randrange(200, (TODAY - BEGINS_ON).days)) for _each in range(3))


def measure(say: Report, *, cold: Callable[[], None], limits: bool = True) -> None:
    """Time the balances of today and of three past days against the sum, turn by turn, warm and from a cold start.

    :param cold: starts the server anew.
    :param limits: whether the ratios are held against the targets.
    """
    statements: dict[str, tuple[str, dict[str, Any]]] = {
        "bare sum": (BASELINE, {}),
        "bare sum by contract": (
            f"SELECT COUNT(*) FROM ({BASELINE.replace('SELECT', 'SELECT contract_id,', 1)} GROUP BY contract_id) x",
            {},
        ),
    }
    for name, day in [("today", TODAY), *((f"as of {day}", day) for day in sorted(PAST))]:
        statements[name] = _summed(day)
    say(f"baseline: {BASELINE}")
    first: dict[str, float] = {}
    for name, (sql, values) in statements.items():
        cold()
        first[name] = _seconds(sql, values)
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _turn in range(TURNS):
        for name, (sql, values) in statements.items():
            times[name].append(_seconds(sql, values))
    say("| statement | median s | best s | first after a restart s | ratio to the bare sum | cold ratio |")
    say("|---|---|---|---|---|---|")
    base = statistics.median(times["bare sum"])
    for name, taken in times.items():
        median = statistics.median(taken)
        ratios = f"{median / base:.2f} | {first[name] / first['bare sum']:.2f}"
        say(f"| {name} | {median:.3f} | {min(taken):.3f} | {first[name]:.3f} | {ratios} |")
    if limits:
        say.target("today, times the bare sum", statistics.median(times["today"]) / base, MOST_TODAY)
        worst = max(statistics.median(taken) for name, taken in times.items() if name.startswith("as of"))
        say.target("any past day, times the bare sum", worst / base, MOST_THEN)
    began = time.monotonic()
    from repayments.selectors import balances

    count = sum(1 for _each in balances(as_of=TODAY))
    say(f"every balance of today as a row in Python: {count:,} contracts in {time.monotonic() - began:.1f} s")
    say("\nPlans:")
    for name in ("bare sum", "today", f"as of {sorted(PAST)[1]}"):
        say(f"\n{name}")
        for line in _plan(*statements[name]):
            say(f"    {line}")


def drawn_by_chance(keys: Sequence[int], *, dice: random.Random, first: Collection[int] = ()) -> list[int]:
    """So many keys as are held against the rules, drawn by chance; up to half of them among ``first``."""
    chosen = set(dice.sample(sorted(first), min(SAMPLE // 2, len(first))))
    others = [key for key in keys if key not in chosen]
    return sorted(chosen | set(dice.sample(others, min(SAMPLE - len(chosen), len(others)))))


def compare(say: Report, *, what: str, seed: int, first: Collection[int] = ()) -> None:
    """Hold the balances of contracts drawn by chance against the rules, today and on three past days.

    :param first: contracts of which up to half of those drawn are, because something happened to them.
    """
    from loans.models import Contract
    from repayments.models import StaleCourse
    from repayments.selectors import balances_of, standings
    from repayments.selectors.portfolio import balance_of

    dice = random.Random(seed)
    keys = list(Contract.objects.order_by("pk").values_list("pk", flat=True))
    drawn = drawn_by_chance(keys, dice=dice, first=first)
    contracts = list(Contract.objects.filter(pk__in=drawn))
    stale = StaleCourse.objects.filter(contract__in=drawn).count()
    different = 0
    days = [TODAY, *(BEGINS_ON + timedelta(days=dice.randrange(100, (TODAY - BEGINS_ON).days)) for _n in range(3))]
    for day in days:
        in_force = [one for one in contracts if one.contract_on and one.contract_on <= day]
        by_rules = {key: balance_of(standing) for key, standing in standings(contracts=in_force, as_of=day).items()}
        by_sql = balances_of(drawn, as_of=day)
        different += sum(by_rules.get(key) != by_sql.get(key) for key in by_rules.keys() | by_sql.keys())
    named = ", ".join(str(day) for day in days)
    chosen = f", {len(set(drawn) & set(first)):,} of them with backdated payments" if first else ""
    say(f"{what}: {len(drawn):,} contracts on {named} against rules.py, {stale} of them out of date{chosen}")
    say.target("  balances that differ from rules.py", different, 0)


def _summed(day: date) -> tuple[str, dict[str, Any]]:
    """The statement of the balances, each worked out, only their sums sent to this side."""
    from repayments.selectors.portfolio import balances_sql

    sql, values = balances_sql(as_of=day)
    columns = ("principal", "principal_due", "contract_interest", "default_interest", "costs", "credit")
    sums = ", ".join(f"SUM(b.{name})" for name in columns)
    return f"SELECT COUNT(*), {sums}, MIN(b.oldest_due_on) FROM ({sql}) b", values


def _seconds(sql: str, values: dict[str, Any]) -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        began = time.perf_counter()
        cursor.execute(sql, values)
        cursor.fetchall()
        return time.perf_counter() - began


def _plan(sql: str, values: dict[str, Any]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF, SUMMARY ON) {sql}", values)
        return [line[:150] for (line,) in cursor.fetchall()]
