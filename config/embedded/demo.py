"""`make demo`: everything on one's own machine, from nothing to the first page, and away again."""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from config.embedded import messages, postgres, system_libraries, valkey
from config.embedded.account import Account, ServerProblem, command_line, make_passable, private_home
from config.embedded.demo_secrets import demo_secrets
from config.embedded.postgres import Cluster, tail
from config.embedded.supervisor import Child, StopRequested, Supervisor
from config.embedded.valkey import Broker

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_PORT = 8000
PORTS_TRIED = 50
FIRST_PAGE_SECONDS = 90
STOP_SECONDS = 90


class AlreadyRunning(Exception):
    """The demo of this checkout is run by another process; the text is the sentence to print."""

    def __init__(self, sentence: str, *, ready: bool) -> None:
        super().__init__(sentence)
        self.ready = ready


def say(sentence: str) -> None:
    """Print a sentence for the person at the terminal, at once."""
    print(sentence, flush=True)


class Demo:
    """The demo of one checkout.

    :param place: its folder, ``.var/demo``; the servers' data lies below it, or below /var/lib where the database
        server's own account could not reach it.
    """

    def __init__(self, place: Path | None = None) -> None:
        self.place = place or ROOT / ".var" / "demo"

    # -- commands ------------------------------------------------------------------------------------------------
    def run(self, *, port: int | None) -> int:
        """Start everything, print the address and the log-ins, and keep it running until Ctrl-C.

        :returns: the exit status: 0 also where the demo already runs, 1 where it could not be started.
        """
        began = time.monotonic()
        try:
            with (
                self._lock() as state,
                Supervisor(say) as supervisor,
                # held open here: a web server that is started again takes it over as the first one did
                self._start(supervisor, state, port=port, began=began),
            ):
                supervisor.run()
        except AlreadyRunning as running:
            say(str(running))
            return 0 if running.ready else 1
        except ServerProblem as problem:
            say(str(problem))
            return 1
        except StopRequested:
            say("The demo has stopped; its data is kept. Start it again with `make demo`.")
        return 0

    def reset(self) -> int:
        """Stop the demo if it runs, and delete its data and nothing else."""
        if self._running() is not None:
            say("Stopping the demo that runs now ...")
        deadline = time.monotonic() + STOP_SECONDS
        while (running := self._running()) is not None:
            pid = running.get("pid")
            if isinstance(pid, int) and "config.embedded" in " ".join(command_line(pid)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            if time.monotonic() > deadline:
                say(f"The demo (process {pid}) does not stop; its data was left alone.")
                return 1
            time.sleep(0.5)
        servers = self._servers()
        postgres.end_left_over_server(servers / "postgres" / "data")
        valkey.end_left_over_server(servers / "valkey")
        existed = self.place.exists()
        for folder in (servers if servers.is_relative_to(self.place) else servers.parent, self.place):
            if folder.exists():
                try:
                    shutil.rmtree(folder)
                except PermissionError:
                    say(f"{folder} belongs to another user: run `make demo-reset` as the one who started the demo.")
                    return 1
        say("The demo's data is deleted; `make demo` begins anew." if existed else "There is no demo data to delete.")
        return 0

    # -- steps ---------------------------------------------------------------------------------------------------
    def _start(self, supervisor: Supervisor, state: "State", *, port: int | None, began: float) -> socket.socket:
        """Start everything; give the socket on which the web server listens."""
        system_libraries.ensure()
        listener = free_port(port)
        number = listener.getsockname()[1]
        address = f"http://127.0.0.1:{number}/"
        state.write(address=address, ready=False)
        messages.compile_all(ROOT / "locale")

        say("Starting the database and the broker ...")
        servers = self._servers()
        make_passable(servers)
        cluster, broker = Cluster(servers / "postgres"), Broker(servers / "valkey")
        supervisor.watch("The database", cluster, start=cluster.start)
        supervisor.watch("The broker", broker, start=broker.start)

        environment = self._environment(cluster, broker)
        self._prepare(environment)

        say("Starting web server, worker and scheduler ...")
        listener.listen(128)  # a browser that comes early waits, instead of being refused
        python, logs = [sys.executable, "-m"], self.place / "logs"
        web: list[str | Path] = [*python, "gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}"]
        web += ["--workers", "2", "--threads", "4", "--timeout", "120", "--graceful-timeout", "5"]
        web += ["--config", "python:config.gunicorn"]
        worker: list[str | Path] = [*python, "celery", "--app", "config", "worker", "--concurrency", "2"]
        worker += ["--loglevel", "INFO", "--without-mingle"]
        beat: list[str | Path] = [*python, "celery", "--app", "config", "beat", "--loglevel", "INFO"]
        beat += ["--schedule", self.place / "beat", "--pidfile="]
        files = [listener.fileno()]
        supervisor.watch("The web server", Child(web, logs / "web.log", environment, grace=10, files=files))
        await_first_page(address, supervisor, log=logs / "web.log")
        # only now: on two cores they would make the first page wait
        supervisor.watch("The worker", Child(worker, logs / "worker.log", environment))
        supervisor.watch("The scheduler", Child(beat, logs / "beat.log", environment))
        state.write(address=address, ready=True)
        logins = self.place / "logins.txt"
        if logins.exists():
            say("\n" + logins.read_text(encoding="utf-8").rstrip())
        say(f"\nOpen {address} (ready after {time.monotonic() - began:.0f} s). Ctrl-C stops everything.")
        return listener

    def _environment(self, cluster: Cluster, broker: Broker) -> dict[str, str]:
        attachments = self.place / "attachments"
        attachments.mkdir(mode=0o700, exist_ok=True)
        return (
            os.environ
            | demo_secrets(self.place / "secrets.env")
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings.demo",
                "DATABASE_URL": cluster.url,
                "REDIS_URL": broker.url,
                "ATTACHMENT_ROOT": str(attachments),
                "PYTHONUNBUFFERED": "1",
            }
        )

    def _prepare(self, environment: dict[str, str]) -> None:
        prepared, version = self.place / "prepared", version_of_database()
        if prepared.exists() and prepared.read_text() == version:
            return  # Django's own check would cost the second start two seconds
        log = self.place / "logs" / "prepare.log"
        log.parent.mkdir(exist_ok=True)
        with open(log, "wb") as errors:
            preparing = subprocess.Popen(  # noqa: S603 - our own module
                Account(uid=None).command(
                    [sys.executable, "-m", "config.embedded.prepare", self.place], at_parents_death=signal.SIGTERM
                ),
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
            try:
                status = preparing.wait()
            except BaseException:
                preparing.terminate()
                preparing.wait()
                raise
        if status != 0:
            raise ServerProblem(f"The database could not be prepared. Last lines of {log}:\n{tail(log)}")
        prepared.write_text(version)

    # -- one demo per checkout -------------------------------------------------------------------------------------
    def _servers(self) -> Path:
        return private_home(self.place / "servers")

    @contextlib.contextmanager
    def _lock(self) -> Iterator["State"]:
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            self.place.mkdir(mode=mode, parents=True, exist_ok=True)
            self.place.chmod(mode)
            file = open(self.place / "lock", "a+")  # noqa: SIM115 - held as long as the demo runs
        except PermissionError as refused:
            raise ServerProblem(
                f"{self.place} belongs to another user: go on as that user, or let that user run `make demo-reset`."
            ) from refused
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise self._already_running() from None
            state = State(self.place / "running.json")
            state.write(address="", ready=False)
            try:
                yield state
            finally:
                state.path.unlink(missing_ok=True)

    def _already_running(self) -> AlreadyRunning:
        running = State(self.place / "running.json").read()
        address, pid = running.get("address"), running.get("pid")
        if running.get("ready"):
            sentence = f"The demo already runs at {address} (process {pid}): open it there, or stop it with Ctrl-C."
            return AlreadyRunning(sentence, ready=True)
        return AlreadyRunning(f"The demo is being started by process {pid} at this moment: wait for it.", ready=False)

    def _running(self) -> dict[str, object] | None:
        try:
            with open(self.place / "lock") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return None
        except BlockingIOError:
            return State(self.place / "running.json").read()
        return None


class State:
    """What the running demo tells a second command: who runs it, where, and whether its first page answers."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, *, address: str, ready: bool) -> None:
        """Replace the file in one step, so that nobody reads half of it."""
        making = self.path.with_suffix(".making")
        making.write_text(json.dumps({"pid": os.getpid(), "address": address, "ready": ready}))
        making.replace(self.path)

    def read(self) -> dict[str, object]:
        """Give what the running demo wrote, or nothing where it has not yet."""
        try:
            found = json.loads(self.path.read_text())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def version_of_database() -> str:
    """Give a hash over all that decides what is in the demo's database: migrations, loading commands, their data."""
    files = [ROOT / "requirements.lock"]
    for pattern in ("*/migrations/*.py", "*/management/commands/*.py", "*/data/**/*", "*/seeds/**/*"):
        files += sorted(path for path in ROOT.glob(pattern) if path.is_file())
    summary = hashlib.sha256()
    for path in files:
        summary.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return summary.hexdigest()


def free_port(asked: int | None) -> socket.socket:
    """Take the port that was asked for (or 8000), or the next free one, saying so.

    :raises ServerProblem: where fifty ports in a row are taken.
    """
    first = asked or FIRST_PORT
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        taken = socket.socket()
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", port))
            taken.listen(1)  # binding alone does not show another listener that allows address reuse
        except PermissionError as refused:
            taken.close()
            raise ServerProblem(f"Port {port} needs root; choose one above 1023: make demo PORT=8000.") from refused
        except OSError:
            taken.close()
            continue
        if port != first:
            say(f"Port {first} is in use by another program; the demo takes port {port}.")
        return taken
    raise ServerProblem(
        f"Ports {first} to {first + PORTS_TRIED - 1} are all in use; choose another: make demo PORT=9000."
    )


def await_first_page(address: str, supervisor: Supervisor, *, log: Path) -> None:
    """Wait until the address answers with a page.

    :raises ServerProblem: with the last lines of the web server's log.
    """
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + FIRST_PAGE_SECONDS
    while True:
        supervisor.look()
        try:
            with opener.open(address, timeout=10):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
            said = f"answers {answer.code}"
        except OSError as refused:
            said = f"does not answer ({refused})"
        if time.monotonic() > deadline:
            raise ServerProblem(f"The web server {said}. Last lines of {log}:\n{tail(log)}")
        time.sleep(0.1)
