"""How late every contract is and until when to sue, against a bare scan; and whether it is what the rules say."""

import random
import statistics
import time
from collections.abc import Callable, Collection
from datetime import date, timedelta
from typing import Any

from django.db import connection

from bench.machine import Report
from bench.money.days import BEGINS_ON, TODAY
from bench.money.owed import drawn_by_chance

BASELINE = "SELECT SUM(principal), SUM(interest) FROM loans_instalment"
TURNS = 7
MOST = 3.0
DICE = random.Random(2562)
PAST = tuple(sorted(BEGINS_ON + timedelta(days=DICE.randrange(400, (TODAY - BEGINS_ON).days)) for _each in range(3)))
LATER = date(2021, 9, 30)  # a day on which many claims are barred, if nothing more is paid


def measure(say: Report, *, cold: Callable[[], None]) -> None:
    """Time ageing and limitation of everything on five days against the scan, turn by turn, warm and cold."""
    statements: dict[str, tuple[str, dict[str, Any]]] = {"bare scan": (BASELINE, {})}
    for name, day in [("today", TODAY), *((f"as of {day}", day) for day in PAST), (f"as of {LATER}", LATER)]:
        statements[name] = classed(day)
    say(f"baseline: {BASELINE}")
    first: dict[str, float] = {}
    for name, (sql, values) in statements.items():
        cold()
        first[name] = seconds(sql, values)
    times: dict[str, list[float]] = {name: [] for name in statements}
    for _turn in range(TURNS):
        for name, (sql, values) in statements.items():
            times[name].append(seconds(sql, values))
    base = statistics.median(times["bare scan"])
    say("| statement | median s | best s | first after a restart s | ratio to the bare scan | cold ratio |")
    say("|---|---|---|---|---|---|")
    for name, taken in times.items():
        median = statistics.median(taken)
        ratios = f"{median / base:.2f} | {first[name] / first['bare scan']:.2f}"
        say(f"| {name} | {median:.3f} | {min(taken):.3f} | {first[name]:.3f} | {ratios} |")
    worst = max(statistics.median(taken) for name, taken in times.items() if name != "bare scan")
    say.target("ageing and limitation of all on any day, times the bare scan", worst / base, MOST)
    say("\nPlans:")
    for name in ("bare scan", "today", f"as of {PAST[1]}"):
        say(f"\n{name}")
        for line in _plan(*statements[name]):
            say(f"    {line}")


def compare(say: Report, *, what: str, seed: int, first: Collection[int] = ()) -> None:
    """Hold the spans of contracts drawn by chance against rule LR itself, debtor by debtor, on five days.

    :param first: contracts of which up to half of those drawn are, because something happened to them.
    """
    from debt_followup import selectors
    from debt_followup.models import StaleArrears
    from loans.models import Contract

    dice = random.Random(seed)
    keys = list(Contract.objects.filter(contract_on__isnull=False).order_by("pk").values_list("pk", flat=True))
    drawn = drawn_by_chance(keys, dice=dice, first=first)
    stale = StaleArrears.objects.filter(contract__in=drawn).count()
    days = [
        TODAY,
        *(BEGINS_ON + timedelta(days=dice.randrange(200, (TODAY - BEGINS_ON).days)) for _n in range(3)),
        LATER,
    ]
    different = running = 0
    for day in days:
        by_rules = _by_rules(drawn, day)
        found = selectors.arrears_of(drawn, as_of=day)
        by_sql = {
            key: (one.days_past_due(day), one.representative_until, one.earliest_until, one.status(day))
            for key, one in found.items()
        }
        running += len(by_rules)
        different += sum(by_rules.get(key) != by_sql.get(key) for key in by_rules.keys() | by_sql.keys())
    named = ", ".join(str(day) for day in days)
    chosen = f", {len(set(drawn) & set(first)):,} with backdated payments" if first else ""
    say(f"{what}: {len(drawn):,} contracts on {named} against rules.py, {running:,} periods run")
    say(f"  {stale} of them out of date{chosen}")
    say.target("  contracts that differ from rules.py", different, 0)


def _by_rules(keys: list[int], on: date) -> dict[int, tuple[Any, ...]]:
    """Days past due, last days to sue and status of each contract: replayed, then rule LR for every debtor."""
    from debt_followup import rules, selectors
    from debt_followup.selectors.limitation import clause_of, events_of_party, years_of
    from loans.models import Contract, Party
    from repayments.selectors import standings

    contracts = {one.pk: one for one in Contract.objects.filter(pk__in=keys, contract_on__lte=on)}
    events = selectors.interruptions(contracts, on=on)
    parties: dict[int, list[Party]] = {}
    for party in Party.objects.filter(contract_id__in=list(contracts)).order_by("position"):
        parties.setdefault(party.contract_id, []).append(party)
    years, found = years_of(), {}
    for key, standing in standings(contracts=contracts.values(), as_of=on).items():
        unpaid = [owed.nominal_due_on for owed in standing.instalments if owed.total and owed.nominal_due_on <= on]
        if not unpaid:
            continue
        lasts, after = [], []
        for party in parties[key]:
            own = events_of_party(events.get(key, ()), party_id=party.pk, role=party.role)
            ends = rules.limitation_ends(unpaid_due_dates=unpaid, interruptions=own, years=years(contracts[key]), on=on)
            both = rules.readings(ends=ends, has_clause=clause_of(contracts[key]), interruptions=own)
            lasts.append(both.whole_on)
            after.append(both.barred_after)
        status = rules.limitation_status(earliest_until=min(lasts), barred_from=max(after) + timedelta(days=1), on=on)
        found[key] = (standing.days_past_due, lasts[0], min(lasts), status)
    return found


def announce(say: Report) -> None:
    """Announce the last days to sue that lie within a year, as the daily job does."""
    from debt_followup.services import announce_limits

    began = time.monotonic()
    count = announce_limits(on=TODAY)
    say(f"{count:,} last days to sue announced in {time.monotonic() - began:.2f} s")


def announced() -> set[int]:
    """The keys of the contracts of which a last day to sue is announced."""
    from debt_followup.models import AnnouncedLimit

    return set(AnnouncedLimit.objects.values_list("contract_id", flat=True))


def moves(say: Report) -> None:
    """Say how many announced days the backdated payments have moved, and hold that each names the payment.

    Half of the payments are of announced contracts: not one move would be a fault of the measurement or of the alert.
    """
    from areas.models import User
    from debt_followup import selectors
    from debt_followup.models import AnnouncedLimit

    began = time.monotonic()
    found = selectors.moves(list(selectors.moved(user=User.objects.get(username="bench-accountant"))))
    took = time.monotonic() - began
    named = sum(one.event is not None for one in found)
    say(f"{len(found):,} of {AnnouncedLimit.objects.count():,} announced days moved, found in {took:.2f} s")
    say.target("  moves that do not name the payment", len(found) - named, 0)
    if not found:
        say.missed.append("no announced day moved")


def refresh(say: Report) -> None:
    """Write what became stale, and say how long that takes."""
    from debt_followup.models import StaleArrears
    from debt_followup.services import refresh_arrears

    count, began = StaleArrears.objects.count(), time.monotonic()
    refresh_arrears()
    took = time.monotonic() - began
    say(f"spans of {count:,} contracts that had become stale written anew in {took:.1f} s, by one worker")


def classed(day: date) -> tuple[str, dict[str, Any]]:
    """The statement that classes every contract by arrears and limitation; only the sums are sent to this side."""
    from debt_followup.selectors import arrears_sql
    from debt_followup.selectors.ageing import age_sql

    columns = "due_on, earliest_until, barred_from, principal"
    sql, values = arrears_sql(as_of=day, columns=columns)
    status = (
        "CASE WHEN earliest_until >= %(as_of)s + 365 THEN 'RUNNING' WHEN earliest_until >= %(as_of)s THEN 'EXPIRING' "
        "WHEN barred_from > %(as_of)s THEN 'PARTLY' ELSE 'BARRED' END"
    )
    age = f"CASE WHEN due_on >= %(as_of)s THEN '' ELSE {age_sql('due_on')} END"
    return (
        f"SELECT {age}, {status}, COUNT(*), SUM(principal), MIN(earliest_until), MAX(%(as_of)s - due_on) "
        f"FROM ({sql}) s GROUP BY 1, 2",
        values,
    )


def seconds(sql: str, values: dict[str, Any]) -> float:
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
