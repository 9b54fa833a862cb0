"""A worker and a web request whose database dies under them: what each does then, until all is done.

``python -m tests.faults.survivor WHAT ARGUMENT``. A run is woken again as the beat does it; a request that was lost is
sent again as its sender does it, because she got no answer.
"""

import os
import signal
import sys
import time

from tests.faults import worker

TURNS = 60  # of a month: closed, confirmed and opened again so often
BLOWS = 3


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
    """Remit, close, confirm and open again, command by command; one that got no answer is sent again.

    A few closes lose their server by themselves, when their row is written and not committed.
    """
    from django.db import connection

    from reports.demo import people
    from treasury import services as treasury

    users, blows = {}, BLOWS
    while not _answered(lambda: users.update(people.read().users)):
        time.sleep(0.02)

    def watched(execute, sql, values, many, context):
        nonlocal blows
        answer = execute(sql, values, many, context)
        if blows and sql.startswith('INSERT INTO "treasury_monthclose"'):
            blows -= 1
            print("a close was written and not committed", file=sys.stderr)
            os.kill(connection.connection.info.backend_pid, signal.SIGKILL)
        return answer

    for _turn in range(TURNS):
        for _name, command in worker.commands_of_a_close(users, month):
            tries = 0

            def sent(command=command) -> None:
                nonlocal tries
                tries += 1
                try:
                    with connection.execute_wrapper(watched):
                        command()
                except (treasury.MonthClosed, treasury.NothingToClose):
                    if tries == 1:  # a second one finds done what was done before the answer was lost
                        raise

            while not _answered(sent):
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
