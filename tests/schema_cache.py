"""The migrated test database, made once for each state of the migrations and loaded from a dump afterwards.

Running every migration takes Django many seconds of computing for each process of each run; loading takes one.
"""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from config.embedded.postgres import find_binaries

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".var" / "test-schema"
KEPT = 5
DECIDES = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/apps.py",
    "*/roles.py",
    "*/registry.py",
    "areas/migrating.py",
)


def make_database(name: str, *, owner_url: str, create: Callable[[], None], migrate: Callable[[], None]) -> None:
    """Fill a test database: from the dump where there is one of this state, else by its migrations.

    :param name: of the test database.
    :param owner_url: of the cluster's superuser, who may write an extension's comment.
    :param create: makes the database, empty.
    :param migrate: makes the database and runs the migrations.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    dump = FOLDER / f"{state_of_schema()}.sql"
    url = f"{owner_url.rpartition('/')[0]}/{name}"
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait: migrating side by side takes as long for each
        if dump.exists():
            fcntl.flock(lock, fcntl.LOCK_SH)  # others may load it too, and nobody clears it away meanwhile
            create()
            run("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", "-f", dump, url)
            dump.touch()
            return
        migrate()
        making = dump.with_suffix(".making")
        run("pg_dump", f"--file={making}", url)
        making.replace(dump)
        for old in sorted(FOLDER.glob("*.sql"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            old.unlink()


def state_of_schema() -> str:
    """Give a hash over all that decides what a migrated database holds."""
    files = [ROOT / "requirements.lock", ROOT / "config" / "settings" / "base.py"]
    files += sorted(path for pattern in DECIDES for path in ROOT.glob(pattern))
    summary = hashlib.sha256(str(find_binaries()).encode())
    for path in files:
        summary.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return summary.hexdigest()[:24]


def run(program: str, *arguments: str | Path) -> None:
    """Run one of PostgreSQL's programs; what it says on a failure is part of the exception."""
    command = [str(find_binaries() / program), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LC_ALL": "C.UTF-8"})
    if done.returncode != 0:
        raise RuntimeError(f"{program}: {done.stderr.strip()}")
