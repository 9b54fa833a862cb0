"""What is measured: the register's page and the searches, each through the selector and through the whole page."""

import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from areas.models import RoleAssignment, User
from areas.roles import Role
from members import identity, selectors
from members.models import Member
from thai import national_id

SAMPLES = 100
WARM = 10
PERMISSION = "members.view"


@dataclass(frozen=True, slots=True)
class Timing:
    """One search at one size: times in milliseconds, in order, by the clock and of the processors alone.

    The second is what the search itself costs, on a machine that others use as well: this process and its backend.
    """

    name: str
    who: str
    through: str
    times: list[float]
    work: list[float]
    empty: int

    @property
    def p50(self) -> float:
        return self.times[len(self.times) // 2]

    @property
    def p95(self) -> float:
        return _p95(self.times)

    @property
    def work_p50(self) -> float:
        return self.work[len(self.work) // 2]

    @property
    def work_p95(self) -> float:
        return _p95(self.work)


class Questions:
    """What one user asks: words of members of her area, drawn by chance, the same for every run."""

    def __init__(self, *, most: int, user: User) -> None:
        self.user = user
        self.dice = random.Random(20_180_110)
        wanted = SAMPLES + WARM
        province = next((code for code in selectors.areas_of(user, PERMISSION) if code), "")
        drawn = [self.dice.randrange(1, most + 1) for _each in range(wanted * (150 if province else 2))]
        rows = Member.objects.filter(pk__in=drawn)
        self.members = list(
            (rows.filter(province_id=province) if province else rows).order_by("national_id_hash")[:wanted]
        )
        self.cards = [identity.decrypt(one.national_id_encrypted) for one in self.members]

    def part(self, member: Member, letters: int) -> str:
        """So many letters out of the middle of a first or a last name."""
        word = max(self.dice.sample([member.first_name, member.last_name], 2), key=lambda one: len(one) >= letters)
        start = self.dice.randrange(max(1, len(word) - letters + 1))
        return word[start : start + letters]

    def searches(self) -> dict[str, list[dict[str, Any]]]:
        """The arguments of each search."""
        return {
            "registry, first page": [{"text": ""} for _each in self.members],
            "full name": [{"text": f"{one.first_name} {one.last_name}"} for one in self.members],
            "part of a name, 3 letters": [{"text": self.part(one, 3)} for one in self.members],
            "part of a name, 4 to 7 letters": [
                {"text": self.part(one, self.dice.randrange(4, 8))} for one in self.members
            ],
            "two-letter prefix": [{"text": one.first_name[:2]} for one in self.members],
            "card number": [{"text": card} for card in self.cards],
            "member number": [{"text": one.member_number} for one in self.members],
            "part of a name in a tambon": [
                {"text": self.part(one, 3), "tambon": one.tambon_id} for one in self.members
            ],
        }


def users() -> dict[str, User]:
    """An officer of the nation's office, and one of a province."""
    made = {}
    for name, role, area in (
        ("nation", Role.NATIONAL_OFFICE, {}),
        ("province", Role.PROVINCE_SECRETARY, {"province_id": "57"}),
    ):
        user, _created = User.objects.get_or_create(username=f"bench-{name}")
        RoleAssignment.objects.get_or_create(user=user, role=role, valid_from=date(2016, 1, 1), **area)
        made[name] = user
    return made


def timings(asking: dict[str, Questions]) -> Iterator[Timing]:
    """Ask every question, the first ones unmeasured."""
    for who, questions in asking.items():
        searches = questions.searches()
        for name, asked in searches.items():
            yield _timed(name, who, "selector", asked, lambda words, user=questions.user: _page(user, words))
        client = Client()
        client.force_login(questions.user)
        for name in ("registry, first page", "part of a name, 3 letters", "card number"):
            yield _timed(name, who, "whole page", searches[name], lambda words, client=client: _view(client, words))


def plans(questions: Questions) -> Iterator[tuple[str, list[str]]]:
    """For each search the statements of one question with their plans in short."""
    for name, asked in questions.searches().items():
        statements: list[tuple[str, Any]] = []
        with _kept(statements):
            _page(questions.user, asked[0])
        lines = []
        for sql, values in statements:
            if "members_member" not in sql:
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) {sql}", values)
                lines += [_short(line) for (line,) in cursor.fetchall() if "->" in line or "Execution" in line]
        yield name, lines


def probe() -> tuple[float, float]:
    """The machine's own speed now: a fixed piece of work in Python and in PostgreSQL, milliseconds, best of seven."""
    python, database = [], []
    for _each in range(7):
        began = time.perf_counter()
        sum(int(national_id.check_digit(f"{number:012d}")) for number in range(5_000))
        python.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(sqrt(i)) FROM generate_series(1, 500000) i")
        database.append((time.perf_counter() - began) * 1000)
    return min(python), min(database)


def _page(user: User, words: dict[str, Any]) -> int:
    return len(selectors.registry_page(user=user, permission=PERMISSION, **words).rows)


def _view(client: Client, words: dict[str, Any]) -> int:
    answer = client.get("/members/", {"q": words["text"]})
    if answer.status_code != 200:
        raise RuntimeError(f"the page answered {answer.status_code}")
    return len(answer.content)


def _timed(
    name: str, who: str, through: str, asked: list[dict[str, Any]], ask: Callable[[dict[str, Any]], int]
) -> Timing:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pids = ("self", cursor.fetchone()[0])
    times, work, empty = [], [], 0
    for at, words in enumerate(asked):
        before, began = _worked(pids), time.perf_counter()
        found = ask(words)
        took, did = time.perf_counter() - began, _worked(pids) - before
        if at >= WARM:
            times.append(took * 1000)
            work.append(did * 1000)
            empty += not found
    return Timing(name, who, through, sorted(times), sorted(work), empty)


def _worked(pids: Iterable[object]) -> float:
    """Seconds that these processes have been on a processor, to the microsecond."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids) / 1e9


def _p95(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.95))]


def _short(line: str) -> str:
    return line[:150]


@contextmanager
def _kept(statements: list[tuple[str, Any]]) -> Iterator[None]:
    def keep(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        statements.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(keep):
        yield
