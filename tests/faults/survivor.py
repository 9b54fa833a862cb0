"""A worker and a web request whose database dies under them: what each does then, until all is done.

``python -m tests.faults.survivor WHAT ARGUMENT``. A run is woken again as the beat does it; a request that was lost is
sent again as its sender does it, because she got no answer.
"""

import sys
import time
from datetime import date

from tests.faults import worker

TURNS = 3


def main(what: str, argument: str) -> None:
    """Work until all is done, whatever happens to the connection."""
    import django

    django.setup()
    worker.prepare()
    {"run": work_on_a_run, "close": close_a_month}[what](argument)


def work_on_a_run(run_id: str) -> None:
    """Do a run to its end."""
    while not _answered(lambda: worker.work_on_a_run(run_id)):
        time.sleep(0.02)


def close_a_month(month: str) -> None:
    """Remit, close, confirm and open again, command by command; one that got no answer is sent again."""
    from reports.demo import people
    from thai.refusals import Refusal
    from treasury import services as treasury

    month_on, on, users = date.fromisoformat(month), date(2018, 8, 3), {}
    while not _answered(lambda: users.update(people.read().users)):
        time.sleep(0.02)
    by, chief = users["accountant"], users["chief"]
    given = {"province": "57", "month_on": month_on, "on": on}
    commands = (
        lambda: treasury.close_month(**given, by=by),
        lambda: treasury.confirm_close(**given, by=chief),
        lambda: treasury.reopen_month(**given, by=chief, reason="แก้ไขรายการ"),
    )

    def sent(command) -> None:
        try:
            command()
        except Refusal as refused:  # it was done before the answer was lost
            print(type(refused).__name__, file=sys.stderr)

    for _turn in range(TURNS * 20):
        for command in commands:
            while not _answered(lambda command=command: sent(command)):
                time.sleep(0.02)


def _answered(work) -> bool:
    from django.db import InterfaceError, OperationalError, connection

    try:
        work()
    except (InterfaceError, OperationalError) as lost:
        print(type(lost).__name__, file=sys.stderr)
        connection.close()
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
