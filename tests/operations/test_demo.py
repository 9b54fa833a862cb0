"""`make demo` as a person meets it: one address, one demo at a time, Ctrl-C ends all of it, and reset takes it away."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from config.embedded import demo as module
from config.embedded.account import ServerProblem
from config.embedded.demo import Demo, free_port
from config.embedded.demo_secrets import demo_secrets
from tests.schema_cache import FOLDER

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60

# The demo with the tests' own schema in place of its data: what is loaded into it is tested elsewhere.
RUN = """
import sys
from pathlib import Path
from config.embedded import demo, postgres
from tests.schema_cache import run

class Quick(demo.Demo):
    def _prepare(self, environment):
        if not (self.place / "logins.txt").exists():
            owner = environment["DATABASE_URL"]
            run("psql", "--no-psqlrc", "--quiet", "-f", sys.argv[3], owner)
            (self.place / "logins.txt").write_text("เจ้าหน้าที่อำเภอ: officer / password", encoding="utf-8")

place = Quick(Path(sys.argv[1]))
sys.exit(place.reset() if sys.argv[2] == "reset" else place.run(port=int(sys.argv[2])))
"""


@pytest.fixture
def place():
    """The demo's folder, where the servers' own account can reach it."""
    folder = Path(tempfile.mkdtemp(prefix="wef-demo-test-"))
    folder.chmod(0o711)
    yield folder / "demo"
    shutil.rmtree(folder, ignore_errors=True)


def some_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """A demo in a process of its own, and what it printed so far."""

    def __init__(self, place, port):
        dump = max(FOLDER.glob("*.sql"), key=lambda path: path.stat().st_mtime)
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN, str(place), str(port), str(dump)],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.printed = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.printed += line

    def wait_for(self, words):
        deadline = time.monotonic() + START_SECONDS
        while words not in self.printed:
            assert self.process.poll() is None or words in self.printed, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.05)

    def ends(self):
        status = self.process.wait(START_SECONDS)
        time.sleep(0.1)
        return status


def processes_of(place):
    """The command lines of all living processes that belong to this demo."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode(errors="replace").replace("\0", " ")
            environment = (folder / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if int(folder.name) != os.getpid() and (str(place) in words or f"ATTACHMENT_ROOT={place}" in environment):
            found.append(words)
    return found


def children_of(pid):
    """The numbers of the living processes that a process started."""
    parent = f"PPid:\t{pid}\n".encode()
    return [int(folder.name) for folder in Path("/proc").glob("[0-9]*") if parent in read(folder / "status")]


def until_gone(pids):
    deadline = time.monotonic() + START_SECONDS
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, pids
        time.sleep(0.05)


def page(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.status


@pytest.mark.slow
@pytest.mark.django_db  # the schema's dump is made with the test database
def test_a_demo_runs_once_survives_a_killed_web_server_and_leaves_nothing(place):
    port = some_free_port()
    first = Running(place, port)
    try:
        first.wait_for("Ctrl-C stops everything")
        address = re.search(r"Open (\S+) \(", first.printed).group(1)
        assert address == f"http://127.0.0.1:{port}/"
        assert "officer / password" in first.printed
        assert page(address) == 200

        second = Running(place, port)
        assert second.ends() == 0
        assert f"The demo already runs at {address}" in second.printed

        web = next(
            int(folder.name)
            for folder in Path("/proc").glob("[0-9]*")
            if f"ATTACHMENT_ROOT={place}".encode() in read(folder / "environ")
            and b"gunicorn" in read(folder / "cmdline")
            and f"PPid:\t{first.process.pid}".encode() in read(folder / "status")
        )
        orphans = children_of(web)
        os.kill(web, signal.SIGKILL)
        first.wait_for("The web server was started again.")
        until_gone(orphans)  # they listen for a moment longer than their parent lives
        assert page(address) == 200

        first.process.send_signal(signal.SIGINT)
        assert first.ends() == 0
        assert "its data is kept" in first.printed
        assert processes_of(place) == []

        again = Running(place, port)
        again.wait_for("Ctrl-C stops everything")
        reset = Running(place, "reset")
        assert reset.ends() == 0
        assert again.ends() == 0
        assert "Stopping the demo that runs now" in reset.printed
        assert processes_of(place) == []
        assert not place.exists()
    finally:
        for running in (first, locals().get("again")):
            if running is not None and running.process.poll() is None:
                running.process.terminate()
                running.process.wait(START_SECONDS)


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_a_port_in_use_is_said_and_the_next_free_one_taken(capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with free_port(taken) as chosen:
            assert chosen.getsockname()[1] > taken
    assert capsys.readouterr().out.startswith(f"Port {taken} is in use by another program; the demo takes port ")


def test_where_every_port_is_taken_the_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setattr(module, "PORTS_TRIED", 1)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(ServerProblem, match="choose another: make demo PORT="):
            free_port(other.getsockname()[1])


def test_a_demo_that_is_still_being_started_is_waited_for(place, capsys):
    with Demo(place)._lock() as state:
        state.write(address="http://127.0.0.1:8000/", ready=False)
        assert Demo(place).run(port=None) == 1
    assert "is being started by process" in capsys.readouterr().out


def test_reset_without_a_demo_says_so_and_deletes_nothing_else(place, capsys):
    beside = place.parent / "kept"
    beside.write_text("kept")
    assert Demo(place).reset() == 0
    place.mkdir()
    (place / "secrets.env").write_text("x")
    assert Demo(place).reset() == 0
    assert not place.exists()
    assert beside.read_text() == "kept"
    assert capsys.readouterr().out.startswith("There is no demo data to delete.")


def test_missing_system_libraries_stop_the_start_with_the_packages_names(place, capsys, monkeypatch):
    monkeypatch.setattr(module.system_libraries, "NEEDED", {"none": ("libnone-of-this-kind.so.0", "libnone0")})
    monkeypatch.setattr(module.system_libraries, "INSTALLER", Path("/bin/false"))
    assert Demo(place).run(port=some_free_port()) == 1
    assert "The system cannot make papers without libnone0." in capsys.readouterr().out


def test_the_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    path = tmp_path / "secrets.env"
    secrets = demo_secrets(path)
    assert set(secrets) == {"SECRET_KEY", "NATIONAL_ID_KEYS", "NATIONAL_ID_HASH_KEY"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert demo_secrets(path) == secrets
    assert demo_secrets(tmp_path / "another")["SECRET_KEY"] != secrets["SECRET_KEY"]
