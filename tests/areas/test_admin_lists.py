"""The admin's lists of what grows without end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["areas_personaldataaccess", "jobs_jobrun"])
def test_a_log_of_years_is_never_counted_to_its_end(client, name):
    client.force_login(User.objects.create_superuser(username="inspector"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == 200
    counts = [each["sql"] for each in asked if "COUNT(*)" in each["sql"] and name in each["sql"]]
    assert counts
    assert all("LIMIT 10000" in sql for sql in counts)
