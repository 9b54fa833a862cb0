"""Throw-away servers for one run of the tests, in one folder that goes with them.

The folder is held by a file lock, which the kernel lets go when its owner ends, however it ended: the next run
finds the folders without an owner and clears them away.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path
from typing import IO

from config.embedded import postgres, valkey
from config.embedded.account import open_to_others

PREFIX = "wef-test-"


class ThrowawayServers:
    """PostgreSQL and Valkey for one run; use ``start`` and ``stop``, or as a context manager."""

    def __init__(self) -> None:
        making = Path(tempfile.mkdtemp(prefix="wef-making-", dir=temporary_folder()))
        making.chmod(0o711)  # the servers' own account passes through; each server's folder is 0700
        self._lock: IO[str] | None = open(making / "owner", "w")  # noqa: SIM115 - held until stop
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        # it carries the name that others clear by only once it is locked
        self.home = making.rename(making.with_name(making.name.replace("wef-making-", PREFIX)))
        self.cluster = postgres.Cluster(self.home / "postgres", throwaway=True)
        self.broker = valkey.Broker(self.home / "valkey", throwaway=True)

    def start(self) -> "ThrowawayServers":
        """Clear what killed runs left, then start both servers."""
        clear_abandoned()
        try:
            self.cluster.start()
            self.broker.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop both servers and delete the folder."""
        self.broker.destroy()
        self.cluster.destroy()
        if self._lock is not None:
            shutil.rmtree(self.home, ignore_errors=True)
            self._lock.close()
            self._lock = None

    def __enter__(self) -> "ThrowawayServers":
        return self.start()

    def __exit__(self, *_exception: object) -> None:
        self.stop()


def temporary_folder() -> Path:
    """The system's folder for temporary files, or /var/tmp where root has one of its own that others cannot enter."""
    folder = Path(tempfile.gettempdir())
    return folder if os.geteuid() != 0 or open_to_others(folder / "any") else Path("/var/tmp")  # noqa: S108


def clear_abandoned(folder: Path | None = None) -> list[Path]:
    """Clear the folders of runs whose owner is dead, with any server that still runs on them; give what was cleared."""
    cleared = []
    for home in sorted((folder or temporary_folder()).glob(f"{PREFIX}*")):
        try:
            if home.stat().st_uid != os.geteuid():
                continue
            with open(home / "owner") as owner:
                fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
                postgres.end_left_over_server(home / "postgres" / "data")
                valkey.end_left_over_server(home / "valkey")
                shutil.rmtree(home, ignore_errors=True)
                cleared.append(home)
        except OSError:
            continue  # another run's, alive, or cleared by a third at this moment
    return cleared
