"""Keeps a few processes running together: starts them, restarts what dies, ends all of them in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Protocol

from config.embedded.account import Account, ServerProblem
from config.embedded.postgres import LOG_LIMIT, tail

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a restart; doubled while it keeps dying
STEADY_SECONDS = 60  # after this long a death counts as the first one again
LOOK_SECONDS = 0.2


class StopRequested(BaseException):
    """Ctrl-C or a signal to end; raised in the main thread wherever it is."""


class Server(Protocol):
    """PostgreSQL or Valkey: they start by their own rules."""

    log: Path
    pid: int | None

    def restart(self) -> str: ...

    def stop(self) -> None: ...


@dataclass
class Child:
    """One process of ours, with its log file."""

    command: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    grace: float = 20  # seconds from SIGTERM to SIGKILL
    files: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process number, while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def restart(self) -> str:
        """Start the process; its output is added to the log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own commands
                Account(uid=None).command(self.command, at_parents_death=signal.SIGTERM),
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone
                pass_fds=self.files,
            )
        return ""

    def stop(self) -> None:
        """Ask the process to end, wait its grace, then kill it with all that it started."""
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(self.grace)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@dataclass
class _Watched:
    name: str
    server: Server
    started: float
    pause: float = FIRST_PAUSE
    due: float | None = None


class Supervisor:
    """Watches servers and children; ``say`` gets one plain sentence for everything that happens."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self._watched: list[_Watched] = []
        self._old_handlers: dict[int, signal.Handlers | Callable[[int, FrameType | None], object] | int | None] = {}

    def __enter__(self) -> "Supervisor":
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._old_handlers[number] = signal.signal(number, _request_stop)
        return self

    def __exit__(self, *_exception: object) -> None:
        # from here a second Ctrl-C is ignored: ending in order takes a few seconds and must not be cut short
        for number in self._old_handlers:
            signal.signal(number, signal.SIG_IGN)
        for watched in reversed(self._watched):
            watched.server.stop()
        for number, handler in self._old_handlers.items():
            signal.signal(number, handler)

    def watch(self, name: str, server: Server, *, start: Callable[[], object] | None = None) -> None:
        """Start something and keep it running; things end in the reverse order of their start."""
        self._watched.append(_Watched(name, server, time.monotonic()))
        (start or server.restart)()

    def run(self) -> None:
        """Watch until Ctrl-C or a signal; returns by StopRequested only."""
        while True:
            self.look()
            time.sleep(LOOK_SECONDS)

    def look(self) -> None:
        """Look once after everything, and restart what died when its pause is over."""
        for watched in self._watched:
            now = time.monotonic()
            if watched.server.pid is not None:
                continue
            if watched.due is None:
                if now - watched.started > STEADY_SECONDS:
                    watched.pause = FIRST_PAUSE
                watched.due = now + watched.pause
                last = "\n".join(f"    {line}" for line in tail(watched.server.log, 8).splitlines())
                self.say(
                    f"{watched.name} ended unexpectedly and will be started again in {watched.pause:.0f} s. "
                    f"Last lines of {watched.server.log}:\n{last}"
                )
                watched.pause = min(watched.pause * 2, LONGEST_PAUSE)
            elif now >= watched.due:
                watched.due = None
                watched.started = now
                try:
                    watched.server.restart()
                except ServerProblem as problem:
                    self.say(str(problem))
                else:
                    self.say(f"{watched.name} was started again.")


def _request_stop(_number: int, _frame: FrameType | None) -> None:
    raise StopRequested
