"""A database server of the benchmark's own, with the settings that an installation of that size would have."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SETTINGS = {
    "shared_buffers": "4GB",
    "effective_cache_size": "8GB",
    "work_mem": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1h",
}


@contextmanager
def own_server() -> Iterator[Any]:
    """Start a cluster in a folder of its own (BENCH_FOLDER), load Django on it, and delete both at the end.

    Call it before anything of the project is loaded: it names the settings of the tests and the day of the portfolio.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    os.environ["BUSINESS_DATE"] = "2018-08-03"
    from config.embedded import postgres
    from config.embedded.throwaway import clear_abandoned, temporary_folder

    signal.signal(signal.SIGTERM, lambda *_what: sys.exit(143))  # ended from outside, it clears up all the same
    clear_abandoned()
    folder = Path(tempfile.mkdtemp(prefix="wef-bench-", dir=os.environ.get("BENCH_FOLDER") or temporary_folder()))
    folder.chmod(0o711)
    postgres.THROWAWAY.update(SETTINGS)
    cluster = postgres.Cluster(folder / "postgres", throwaway=True)
    try:
        os.environ["DATABASE_URL"] = cluster.start()
        import django

        django.setup()
        yield cluster
    finally:
        from django.db import connections

        connections.close_all()
        cluster.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def lay_out(say: Callable[[str], None], *, workers: int) -> None:
    """Make the tables and what every installation begins with; tell what machine and server this is."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_reference_data", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        version = cursor.fetchone()[0].split(" on ")[0]
    settings = ", ".join(f"{name} {value}" for name, value in SETTINGS.items())
    say(f"# {workers} cores, load {os.getloadavg()[0]:.1f}, {version}, fsync off, {settings}")


def owner_url(cluster: Any) -> str:
    """The address of the application's database for its owner."""
    from config.embedded.postgres import APPLICATION

    return f"{cluster.owner_url.rpartition('/')[0]}/{APPLICATION}"


def restarted(cluster: Any) -> Callable[[], None]:
    """Return what makes the server cold: every connection closed, stopped and started."""

    def cold() -> None:
        from django.db import connections

        connections.close_all()
        cluster.stop()
        cluster.start()

    return cold
