"""The tests' own servers: one throw-away PostgreSQL and Valkey for the whole run, shared by all its processes."""

import os
from urllib.parse import unquote

import pytest

from config.broker import celery_broker_url

pytest_plugins = ["tests.requirements_plugin"]
SERVERS = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before Django is set up; the workers of a parallel run find them in their environment."""
    if hasattr(config, "workerinput") or config.option.collectonly or config.option.requirements:
        return
    if os.environ.get("DATABASE_URL_TEST"):
        os.environ["DATABASE_URL"] = os.environ["DATABASE_URL_TEST"]
    else:
        from config.embedded.throwaway import ThrowawayServers

        servers = config.stash[SERVERS] = ThrowawayServers().start()
        os.environ["DATABASE_URL"] = servers.cluster.url
        os.environ["REDIS_URL"] = servers.broker.url
    _point_settings_at_servers()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers and delete all that they held."""
    servers = config.stash.get(SERVERS, None)
    if servers is not None:
        from django.db import connections

        connections.close_all()
        servers.stop()


def _point_settings_at_servers() -> None:
    """Correct the settings, which pytest-django has read before any of our files was loaded."""
    import environ
    from django.conf import settings

    found = environ.Env().db_url("DATABASE_URL")
    settings.DATABASES["default"].update(found, HOST=unquote(found["HOST"]))
    if "REDIS_URL" in os.environ:
        settings.REDIS_URL = os.environ["REDIS_URL"]
        settings.CELERY_BROKER_URL = celery_broker_url(settings.REDIS_URL)


@pytest.fixture
def business_date(settings):
    """Give a function that sets the business date of this test: ``business_date(date(2018, 1, 10))``."""

    def set_to(day) -> None:
        settings.BUSINESS_DATE = day if isinstance(day, str) else day.isoformat()

    return set_to
