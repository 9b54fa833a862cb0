"""The project's own PostgreSQL and Valkey: what a crash, a kill or a half-finished start leaves is put right."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from config.embedded import throwaway
from config.embedded.account import SOCKET_PATH_LIMIT, ServerProblem, open_to_others, private_home
from config.embedded.postgres import Cluster, end_left_over_server, serves
from config.embedded.throwaway import ThrowawayServers, clear_abandoned
from config.embedded.valkey import Broker

pytestmark = pytest.mark.slow


@pytest.fixture
def home():
    """A folder that the servers' own account can reach, as pytest's own cannot be."""
    servers = ThrowawayServers()
    yield servers.home
    servers.stop()


@pytest.fixture
def cluster(home):
    cluster = Cluster(home / "postgres", throwaway=True)
    yield cluster
    cluster.destroy()


def ask(url, question):
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]


def wait_until(holds, seconds=20):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_cluster_knows_thai_asks_for_a_password_and_is_not_on_the_network(cluster):
    url = cluster.start()
    assert ask(url, "SELECT 'หญิง' ~ '^[[:alpha:]]+$'")
    assert ask(url, "SHOW listen_addresses") == ""
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url.replace(cluster._password("wef"), "wrong"))
    for private in (cluster.home, cluster.data, cluster._run):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.home / "wef.password").stat().st_mode) == 0o600


def test_a_half_made_cluster_is_made_anew(cluster):
    (cluster.home / "making-1" / "data").mkdir(parents=True)
    cluster.data.mkdir()
    (cluster.data / "postgresql.conf").write_text("half")
    assert ask(cluster.start(), "SELECT 1") == 1
    assert not list(cluster.home.glob("making-*"))


def test_a_killed_server_starts_again_with_its_data(cluster):
    cluster.throwaway = False  # a throw-away one may forget its last second
    url = cluster.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('อยู่ครบ')")
    os.kill(cluster.pid, signal.SIGKILL)
    wait_until(lambda: cluster.pid is None)
    assert cluster.restart() == url
    assert ask(url, "SELECT word FROM kept") == "อยู่ครบ"


def test_a_server_that_a_dead_run_left_is_ended_before_the_next_start(home):
    script = (
        "import os, sys; from pathlib import Path; from config.embedded.postgres import Account, Cluster;"
        "original = Account.command;"  # a server that outlives its owner, as where setpriv cannot tie them together
        "Account.command = lambda self, words, at_parents_death=None: original(self, words);"
        "c = Cluster(Path(sys.argv[1]), throwaway=True); c.start(); print(c.pid, flush=True); os._exit(1)"
    )
    place = home / "postgres"
    left = subprocess.run([sys.executable, "-c", script, str(place)], capture_output=True, text=True)
    pid = int(left.stdout)
    cluster = Cluster(place, throwaway=True)
    assert serves(pid, cluster.data)
    try:
        assert ask(cluster.start(), "SELECT 1") == 1
        assert not serves(pid, cluster.data)
    finally:
        cluster.destroy()


def test_a_stale_pid_that_now_belongs_to_another_program_is_left_alone(cluster):
    cluster.start()
    cluster.stop()
    other = subprocess.Popen(["sleep", "60"])
    try:
        (cluster.data / "postmaster.pid").write_text(f"{other.pid}\n{cluster.data}\n")
        assert ask(cluster.start(), "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_second_start_on_the_same_folder_is_refused(cluster):
    cluster.start()
    with pytest.raises(ServerProblem, match="Another process already runs the database"):
        Cluster(cluster.home).start()
    assert ask(cluster.url, "SELECT 1") == 1


def test_a_server_ends_when_the_process_that_started_it_is_killed(home):
    script = (
        "import sys, time; from pathlib import Path; from config.embedded.postgres import Cluster;"
        "c = Cluster(Path(sys.argv[1]), throwaway=True); c.start(); print(c.pid, flush=True); time.sleep(60)"
    )
    place = home / "postgres"
    with subprocess.Popen([sys.executable, "-c", script, str(place)], stdout=subprocess.PIPE, text=True) as owner:
        pid = int(owner.stdout.readline())
        owner.kill()
    wait_until(lambda: not serves(pid, place / "data"))


def test_what_a_killed_run_left_is_cleared_by_the_next(tmp_path, monkeypatch):
    script = (
        "import os; from config.embedded.throwaway import ThrowawayServers;"
        "s = ThrowawayServers(); s.cluster._password('wef') if s.cluster.home.mkdir() else None; "
        "print(s.home, flush=True); os._exit(1)"
    )
    left = Path(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip())
    living = ThrowawayServers()
    try:
        assert left.name.startswith(throwaway.PREFIX)
        # another run on this machine may have cleared it in the meantime
        assert left in clear_abandoned() or not left.exists()
        assert not left.exists()
        assert living.home.exists()
    finally:
        living.stop()
    assert not living.home.exists()


def test_a_long_path_gets_a_short_folder_for_its_sockets(home):
    long = home / ("a-folder-with-a-name-too-long-for-a-socket-" * 3)
    long.mkdir(mode=0o711)
    broker = Broker(long / "valkey", throwaway=True)
    try:
        url = broker.start()
        path = Path(url.removeprefix("unix://").partition("?")[0])
        assert len(os.fsencode(path)) <= SOCKET_PATH_LIMIT < len(os.fsencode(long))
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        broker.destroy()
    assert not path.parent.exists()


def test_the_broker_keeps_what_it_was_told_through_a_kill(home):
    broker = Broker(home / "valkey")
    try:
        url = broker.start()
        with redis.Redis.from_url(url) as client:
            client.set("kept", "อยู่ครบ")
            assert client.config_get("appendonly") == {"appendonly": "yes"}
            assert client.config_get("port") == {"port": "0"}
        time.sleep(1.2)  # Valkey writes its file through to the disk once a second
        os.kill(broker.pid, signal.SIGKILL)
        wait_until(lambda: broker.pid is None)
        assert broker.restart() == url
        with redis.Redis.from_url(url) as client:
            assert client.get("kept").decode() == "อยู่ครบ"
    finally:
        broker.destroy()
    assert not broker.home.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has folders that the server's account cannot enter")
def test_behind_roots_own_folders_the_data_moves_where_the_server_reaches_it(home):
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    assert not open_to_others(closed / "servers")
    assert private_home(closed / "servers").is_relative_to("/var/lib")
    assert private_home(home / "servers") == home / "servers"


def test_stopping_twice_and_without_a_start_is_harmless(cluster):
    cluster.stop()
    cluster.start()
    cluster.stop()
    cluster.stop()
    end_left_over_server(cluster.data)
    shutil.rmtree(cluster.home)
    end_left_over_server(cluster.data)


def test_a_cluster_of_another_version_is_refused_with_what_to_do(cluster):
    cluster.start()
    cluster.stop()
    (cluster.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(ServerProblem, match="made by PostgreSQL 9, but the programs here are 1[0-9]"):
        cluster.start()
