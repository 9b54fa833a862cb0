"""A database server of its own that is killed: a copy of the test's database, whose backends get SIGKILL at work.

PostgreSQL answers the death of one backend by ending all of them and recovering from its log, so whoever works there
loses her connection in the middle of whatever she did.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import environ
import psycopg
from django.db import connection

from config.embedded.account import command_line
from config.embedded.postgres import APPLICATION, Cluster
from tests.schema_cache import run

RECOVERS_WITHIN = 60  # seconds


class KilledDatabase:
    """A cluster with the test's data, and the way to kill what serves there."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster = cluster
        self.url = f"{cluster.url.rpartition('/')[0]}/{name}"

    def backends(self) -> list[int]:
        """The server's processes that serve somebody now."""
        children = Path(f"/proc/{self.cluster.pid}/task/{self.cluster.pid}/children").read_text().split()
        return [int(pid) for pid in children if f"postgres: {APPLICATION} " in " ".join(command_line(int(pid)))]

    def kill_while(self, worker: subprocess.Popen, *, kills: int, seed: int) -> int:
        """Kill backends at moments drawn by chance until so many were, or the worker ended; give how many."""
        dice, killed = random.Random(seed), 0
        while killed < kills and worker.poll() is None:
            time.sleep(dice.uniform(0.01, 0.1))
            serving = self.backends()
            if not serving:
                continue
            try:
                os.kill(dice.choice(serving), signal.SIGKILL)
            except ProcessLookupError:
                continue
            killed += 1
            self.await_recovery()
            self._await_someone(worker)
        return killed

    def await_recovery(self) -> None:
        """Wait until the server takes connections again."""
        deadline = time.monotonic() + RECOVERS_WITHIN
        while True:
            try:
                psycopg.connect(self.url).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def _await_someone(self, worker: subprocess.Popen) -> None:
        deadline = time.monotonic() + RECOVERS_WITHIN
        while not self.backends() and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)


@contextmanager
def killed_database(home: Path) -> Iterator[KilledDatabase]:
    """Give a server with a copy of the test's database; it is gone afterwards."""
    cluster = Cluster(home, throwaway=True)
    cluster.start()
    try:
        name = connection.settings_dict["NAME"]
        dump = home / "copy.sql"
        here, there = (url.rpartition("/")[0] for url in (os.environ["WEF_OWNER_URL"], cluster.owner_url))
        run("pg_dump", f"--file={dump}", f"{here}/{name}")
        with psycopg.connect(cluster.owner_url, autocommit=True) as owner:
            owner.execute(f'CREATE DATABASE "{name}" OWNER {APPLICATION}')
            # what was answered is to be there after the recovery, as in an installation
            owner.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = on')
        run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "-f", dump, f"{there}/{name}")
        yield KilledDatabase(cluster, name)
    finally:
        cluster.stop()


@contextmanager
def looked_at(database: KilledDatabase) -> Iterator[None]:
    """Read the killed server's data through Django's connection within."""
    connection.close()
    kept = dict(connection.settings_dict)
    found = environ.Env.db_url_config(database.url)
    connection.settings_dict.update(found, HOST=unquote(found["HOST"]))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept)
