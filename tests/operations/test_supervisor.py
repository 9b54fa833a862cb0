"""The supervisor restarts what dies, ends everything in order, and says what it does."""

import os
import signal
import subprocess
import sys
import time

import pytest

from config.embedded import supervisor as module
from config.embedded.supervisor import Child, StopRequested, Supervisor

pytestmark = pytest.mark.slow
SLEEP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(60)"]


def wait_until(holds, look=lambda: None, seconds=20):
    deadline = time.monotonic() + seconds
    while not holds():
        look()
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def said():
    return []


def test_a_child_that_died_is_started_again_after_a_pause_and_its_last_lines_are_shown(said, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "FIRST_PAUSE", 0.1)
    child = Child(SLEEP, tmp_path / "web.log")
    with Supervisor(said.append) as supervisor:
        supervisor.watch("The web server", child)
        supervisor._watched[0].pause = 0.1
        wait_until(lambda: "here" in child.log.read_text())
        first = child.pid
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: child.pid not in (None, first), supervisor.look)
    assert "The web server ended unexpectedly" in said[0]
    assert "    here" in said[0]
    assert said[1] == "The web server was started again."
    assert child.pid is None


def test_a_child_that_keeps_dying_waits_longer_each_time(said, tmp_path):
    child = Child([sys.executable, "-c", "raise SystemExit('broken')"], tmp_path / "web.log")
    with Supervisor(said.append) as supervisor:
        supervisor.watch("The web server", child)
        watched = supervisor._watched[0]
        pauses = []
        for _ in range(7):
            wait_until(lambda: child.pid is None)
            supervisor.look()
            pauses.append(watched.due - time.monotonic())
            watched.due = 0.0
            supervisor.look()
    assert [round(pause) for pause in pauses] == [1, 2, 4, 8, 16, 30, 30]


def test_things_end_in_the_reverse_order_of_their_start(said, tmp_path):
    ended = []

    class Server:
        log = tmp_path / "none"
        pid = 1

        def __init__(self, name):
            self.name = name

        def restart(self):
            return ""

        def stop(self):
            ended.append(self.name)

    with Supervisor(said.append) as supervisor:
        for name in ("database", "broker", "web"):
            supervisor.watch(name, Server(name))
    assert ended == ["web", "broker", "database"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_and_its_kin_stop_the_run(number, said, tmp_path):
    before = signal.getsignal(number)
    child = Child(SLEEP, tmp_path / "web.log")

    def run_until_asked_to_stop():
        with Supervisor(said.append) as supervisor:
            supervisor.watch("The web server", child)
            os.kill(os.getpid(), number)
            supervisor.run()

    with pytest.raises(StopRequested):
        run_until_asked_to_stop()
    assert child.pid is None
    assert signal.getsignal(number) is before


def test_a_child_that_does_not_listen_is_killed_with_all_that_it_started(tmp_path):
    script = (
        "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)"
    )
    child = Child([sys.executable, "-c", script], tmp_path / "deaf.log", grace=0.2)
    child.restart()
    wait_until(lambda: child.log.read_text().strip())
    grandchild = int(child.log.read_text())
    child.stop()
    wait_until(lambda: ended(grandchild))


def ended(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_children_end_when_the_supervisor_is_killed(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from config.embedded.supervisor import Child;"
        "c = Child(['sleep', '60'], Path(sys.argv[1]) / 'log'); c.restart(); print(c.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        pid = int(owner.stdout.readline())
        time.sleep(0.2)
        owner.kill()
    wait_until(lambda: ended(pid))
