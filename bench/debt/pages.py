"""The list of debtors, and what hangs on it, as their readers get them."""

import html
import re
import time
from typing import Any
from urllib.parse import urlencode

from bench.machine import Report

WARM, TIMES, FEW_TIMES = 3, 30, 5
MOST_MS = 100
PAGES: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("list, a province", "accountant", "list", {}),
    ("list, the nation", "national", "list", {}),
    ("list, the nation, over 365 days", "national", "list", {"age": "over-365"}),
    ("list, the nation, 31-90 days", "national", "list", {"age": "31-90"}),
    ("list, the nation, claims of a year", "national", "list", {"within": "365"}),
    ("list, the nation, long-term", "national", "list", {"term": "LONG"}),
    ("list, a province, by name", "accountant", "list", {"q": "สม"}),
    ("sums after the list, a province", "accountant", "sums", {}),
    ("sums after the list, the nation", "national", "sums", {}),
    ("sums after the list, the nation, 31-90 days", "national", "sums", {"age": "31-90"}),
    ("sums after the list, the nation, long-term", "national", "sums", {"term": "LONG"}),
    ("sums after the list, a province, by name", "accountant", "sums", {"q": "สม"}),
)
OTHERS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("calendar, a province", "accountant", "calendar", {}),
    ("calendar, the nation", "national", "calendar", {}),
    ("claims of the fiscal year, a province", "accountant", "expiring", {}),
    ("classed register, a province", "accountant", "register", {}),
)


def measure(say: Report) -> None:
    """Time the pages through the whole web application; the list and its sums are held against the target."""
    say("| page | p50 ms | p95 ms | most ms | processor of the application ms | queries |\n|---|---|---|---|---|---|")
    worst = {name: _page(say, name, user, url, asked) for name, user, url, asked in PAGES}
    worst["list, the nation, tenth page"] = _tenth(say)
    for name, user, url, asked in OTHERS:
        _page(say, name, user, url, asked, times=FEW_TIMES)
    for name, most in worst.items():
        say.target(f"{name}, p95", most, MOST_MS, " ms")


def _page(say: Report, name: str, user: str, url_name: str, asked: dict[str, Any], *, times: int = TIMES) -> float:
    from django.urls import reverse

    url = reverse(f"debt_followup:{url_name}") + (f"?{urlencode(asked)}" if asked else "")
    return _timed(say, name, _client(user), url, times=times)


def _tenth(say: Report) -> float:
    """The tenth page of the nation's list, reached as a reader does."""
    from django.urls import reverse

    client = _client("national")
    base = reverse("debt_followup:list")
    url = base
    for _page in range(9):
        following = re.search(r'href="(\?[^"]*after=[^"]*)"', client.get(url).content.decode())
        if following is None:
            break
        url = base + html.unescape(following[1])
    return _timed(say, "list, the nation, tenth page", client, url)


def _client(user: str) -> Any:
    from django.test import Client

    from reports.demo import people

    client = Client()
    client.force_login(people.read().users[user])
    return client


def _timed(say: Report, name: str, client: Any, url: str, *, times: int = TIMES) -> float:
    taken, own, questions = _asked(client, url, times)
    p95 = taken[int(len(taken) * 0.95)]
    say(f"| {name} | {taken[len(taken) // 2]:.0f} | {p95:.0f} | {taken[-1]:.0f} | {own:.0f} | {questions} |")
    return p95


def timed(user: str, url_name: str) -> tuple[float, float]:
    """The middle and the 95th of a hundred of a page's times, in milliseconds."""
    from django.urls import reverse

    times, _own, _questions = _asked(_client(user), reverse(f"debt_followup:{url_name}"), TIMES)
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def _asked(client: Any, url: str, count: int) -> tuple[list[float], float, int]:
    """The times of a page in order, how much processor it took of this side, and how many queries, in milliseconds."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    times, used = [], []
    for turn in range(WARM + count):
        began, so_far = time.perf_counter(), time.process_time()
        answer = client.get(url)
        if turn >= WARM:
            times.append((time.perf_counter() - began) * 1000)
            used.append((time.process_time() - so_far) * 1000)  # what other work on the machine lengthens least
        if answer.status_code != 200:
            raise RuntimeError(f"{url} answered {answer.status_code}")
    with CaptureQueriesContext(connection) as questions:
        client.get(url)
    return sorted(times), sorted(used)[len(used) // 2], len(questions)
