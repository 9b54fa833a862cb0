"""The demo's province with its chart and its two accounts, and the people of its finance office."""

import pytest

from areas.models import Province


@pytest.fixture
def chiang_rai(db):
    return Province.objects.get(pk="57")


@pytest.fixture
def accountant(users):
    return users["accountant"]


@pytest.fixture
def chief(users):
    return users["chief"]
