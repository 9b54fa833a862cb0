"""A worker that is killed: a process of its own, which loads the project once and works in children that it kills.

``python -m tests.faults.worker WHAT SEED KILLS ARGUMENT``. Each child works on the test's database as a real worker
would, until SIGKILL ends it at a moment drawn by chance; the last one works to the end. Prints at what it killed them,
and how many. The first children at a close are killed where it hurts most: with something written, and not committed.
"""

import mmap
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

MOST_STATEMENTS = 40  # of a child before it is killed: about as many as a chunk sends
A_MOMENT = 0.005  # seconds after that statement was sent: it may run, or be done, or the next ones may
WRITES = {
    "close": (
        'INSERT INTO "treasury_posting"',
        'INSERT INTO "treasury_monthclose"',
        'UPDATE "treasury_monthclose"',
    )
}

# What a child is at, in memory that its parent reads after its death.
_at = mmap.mmap(-1, 32)


def doing(command: str, *, sent: int = 0) -> None:
    """Say which command is at work, and how many statements of it were sent."""
    _at.seek(0)
    _at.write(f"{command} {sent}".encode().ljust(32))


def main(what: str, seed: int, kills: int, argument: str) -> None:
    """Kill children at work until so many were killed, then let one end it."""
    import django

    django.setup()
    work: Callable[[str], None] = {"run": work_on_a_run, "close": close_a_month}[what]
    prepare()
    dice, killed, writes = random.Random(seed), 0, list(WRITES.get(what, ()))
    while killed < kills:
        write = writes.pop(0) if writes else ""
        child, is_there = begin(work, argument, statement=dice.randint(1, MOST_STATEMENTS), write=write)
        os.read(is_there, 1)  # it has come to its statement, or to its end
        os.close(is_there)
        if not write:
            time.sleep(dice.uniform(0, A_MOMENT))
        os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
        if os.WIFEXITED(status):
            if os.WEXITSTATUS(status) != 0:
                raise SystemExit("a child failed by itself")
            if what == "run":
                break  # all is done: nothing is left to be killed at
        else:
            killed += 1
            print("killed at", bytes(_at[:]).decode().strip(), write, flush=True)
    child, is_there = begin(work, argument)
    os.close(is_there)
    _pid, status = os.waitpid(child, 0)
    if status != 0:
        raise SystemExit("the last child failed")
    print(f"done after {killed}", flush=True)


def begin(work: Callable[[str], None], argument: str, *, statement: int = 0, write: str = "") -> tuple[int, int]:
    """Start a child at work; return its number and the pipe on which it says that it sends a statement that was drawn.

    Statements are counted, not seconds: a fast machine is killed as often, and as far apart, as a slow one.

    :param write: how a statement begins after which the child waits for its death, rather than at one drawn.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        from django.db import connection

        sent = 0

        def count(execute, sql, values, many, context):
            nonlocal sent
            sent += 1
            command, _space, of_it = bytes(_at[:]).decode().strip().partition(" ")
            doing(command, sent=int(of_it) + 1)
            if sent == statement and not write:
                os.write(writing, b"!")
            answer = execute(sql, values, many, context)
            if write and sql.startswith(write):
                os.write(writing, b"!")
                signal.pause()
            return answer

        doing("work")

        with connection.execute_wrapper(count):
            work(argument)
        code = 0
    finally:
        os._exit(code)


def prepare() -> None:
    """Small chunks, so that a moment by chance may lie in any of them; papers are blank pages; nobody is woken."""
    from functools import partial

    import jobs.services
    from debt_followup.jobs import confirmations, notices
    from documents import drawing
    from repayments import services
    from repayments.services import uploads
    from tests.papers import blank_papers

    blank_papers()
    uploads.CHUNK = 20
    notices.CHUNK = 1
    confirmations.CHUNK = 2
    confirmations.MOST_IN_A_FILE = 3
    drawing.CHUNK = 2
    services.record_receipts = partial(services.record_receipts, most=4)
    services.print_missing_papers = partial(services.print_missing_papers, most=4)
    jobs.services.wake = lambda *, run_id: None


def work_on_a_run(run_id: str) -> None:
    """Do a run to its end; the server frees the lock of a dead worker when it notices its death."""
    from jobs.models import JobRun
    from jobs.services import work

    while JobRun.objects.unfinished().filter(pk=int(run_id)).exists():
        if not work(run_id=int(run_id)):
            time.sleep(0.02)


def close_a_month(month: str) -> None:
    """Remit and close a month, confirm the close, and open it again; over and over, as long as nobody ends it."""
    from reports.demo import people
    from treasury import services as treasury

    users = people.read().users
    for _turn in range(3):
        for name, command in commands_of_a_close(users, month):
            doing(name)
            try:
                command()
            except (treasury.MonthClosed, treasury.NothingToClose) as refused:  # a child did it before it was killed
                print(type(refused).__name__, file=sys.stderr)


def commands_of_a_close(users: dict[str, Any], month: str) -> list[tuple[str, Callable[[], Any]]]:
    """What a month goes through, in order, each under its name."""
    from treasury import services as treasury

    by, chief = users["accountant"], users["chief"]
    given = {"province": "57", "month_on": date.fromisoformat(month), "on": date(2018, 8, 3)}
    return [
        ("remit", lambda: treasury.remit_month(**given, by=by)),
        ("close", lambda: treasury.close_month(**given, by=by)),
        ("confirm", lambda: treasury.confirm_close(**given, by=chief)),
        ("reopen", lambda: treasury.reopen_month(**given, by=chief, reason="แก้ไขรายการ")),
    ]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
