"""What every test finds in the database: reference data and the demo's people, loaded once for the whole run.

They are committed right after the migrations, so that a test's own transaction only adds to them. A test that commits
(``transaction=True``, the browser tests) ends with putting back a copy of the database as it was (``kept_copy``).

A longer story is costly to play for each test. ``kept_for_module`` plays it once for a test file:

    round_done = kept_for_module(lambda: proposals.play())

    def test_something(db, round_done): ...
"""

from collections.abc import Callable, Iterator
from datetime import date

import pytest


def load_what_every_test_finds() -> None:
    """Load reference data and people into the new test database."""
    from areas import reference
    from reports.demo import people

    reference.load_all()
    people.load()


@pytest.fixture
def people(db):
    """Give the demo's people: users, offices, groups, spare members, committees."""
    from reports.demo import people as demo

    return demo.read()


@pytest.fixture
def users(people):
    """Give the demo's users by name: ``users["khuntan"]``."""
    return people.users


@pytest.fixture
def log_in(client, people) -> Callable:
    """Give a function that logs the test's client in as a user of the demo: ``log_in("khuntan").get("/")``."""

    def as_user(username: str):
        client.force_login(people.users[username])
        return client

    return as_user


@pytest.fixture
def in_2017(business_date) -> date:
    """Stand on the first day of the demo's story."""
    day = date(2017, 12, 12)
    business_date(day)
    return day


def kept_for_module(play: Callable[[], object]) -> Callable:
    """Make a fixture that plays a story once for a test file and takes it back afterwards.

    Every test of the file runs in a savepoint of its own inside it. Not for tests that commit.
    """

    @pytest.fixture(scope="module")
    def story(django_db_setup, django_db_blocker) -> Iterator[object]:
        from django.db import transaction

        with django_db_blocker.unblock(), transaction.atomic():
            yield play()
            transaction.set_rollback(True)

    return story
