"""The tests' own servers: one throw-away PostgreSQL and Valkey for the whole run, shared by all its processes."""

import gc
import os
from urllib.parse import unquote

import hypothesis
import pytest

from config.broker import celery_broker_url

# A law is broken by an example, never by a machine that has other work beside it.
hypothesis.settings.register_profile("house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("house")

pytest_plugins = ["tests.chromium", "tests.papers", "tests.requirements_plugin", "tests.scenario"]
SERVERS = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django is set up; the workers of a parallel run find them in their environment."""
    if config.option.collectonly or config.option.requirements:
        return
    if hasattr(config, "workerinput"):
        _point_settings_at_servers()
        return
    if os.environ.get("DATABASE_URL_TEST"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_URL_TEST"]
    else:
        from config.embedded.throwaway import ThrowawayServers

        servers = config.stash[SERVERS] = ThrowawayServers().start()
        os.environ["DATABASE_URL"] = servers.cluster.url
        os.environ["REDIS_URL"] = servers.broker.url
        os.environ["WEF_OWNER_URL"] = servers.cluster.owner_url
        _count_no_rows(servers.cluster.owner_url)
    _point_settings_at_servers()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs Chromium, so that a machine without it can leave it out: ``-m "not browser"``."""
    for item in items:
        if {"chromium", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Look for circles rarely, and never among what was loaded to begin with: a sixth of a run went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and delete all that they held."""
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        from django.db import connections

        connections.close_all()
        servers.stop()


def _count_no_rows(owner_url: str) -> None:
    """Keep autovacuum away: between tests that roll back it finds every table empty, and plans are made for that."""
    import psycopg

    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("ALTER SYSTEM SET autovacuum = off")
        owner.execute("SELECT pg_reload_conf()")


def _point_settings_at_servers() -> None:
    """Correct the settings, which pytest-django has read before any of our files was loaded."""
    import environ
    from django.conf import settings

    found = environ.Env().db_url("DATABASE_URL")
    settings.DATABASES["default"].update(found, HOST=unquote(found["HOST"]))
    if "REDIS_URL" in os.environ:
        # each process of a parallel run has a database of its own on the shared broker
        number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15 + 1
        server, is_socket, _options = os.environ["REDIS_URL"].partition("?db=")
        settings.REDIS_URL = f"{server}?db={number}" if is_socket else f"{server.rpartition('/')[0]}/{number}"
        settings.CELERY_BROKER_URL = celery_broker_url(settings.REDIS_URL)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Make the test database of this process, and delete it at the end."""
    from django.conf import settings
    from django.db import connection

    from tests.kept_copy import put_back_after_commits
    from tests.scenario import load_what_every_test_finds
    from tests.schema_cache import make_database

    old_name = connection.settings_dict["NAME"]
    creation = connection.creation

    def migrate() -> None:
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)

    def create() -> None:
        creation._create_test_db(verbosity=0, autoclobber=True)
        connection.close()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name

    name = creation._get_test_db_name()
    owner_url = os.environ.get("WEF_OWNER_URL")
    with django_db_blocker.unblock():
        if owner_url:
            make_database(name, owner_url=owner_url, create=create, migrate=migrate)
        else:
            migrate()
        load_what_every_test_finds()
        drop_copy = put_back_after_commits()
    yield
    with django_db_blocker.unblock():
        drop_copy()
        with connection.cursor() as cursor:  # a page that Playwright still held may have left a session behind
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        creation.destroy_test_db(old_name, verbosity=0)


@pytest.fixture
def business_date(settings):
    """Give a function that sets the business date of this test: ``business_date(date(2018, 1, 10))``."""

    def set_to(day) -> None:
        settings.BUSINESS_DATE = day if isinstance(day, str) else day.isoformat()

    return set_to
