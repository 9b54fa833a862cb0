"""Asking for very many keys at once."""

import pytest

from areas.models import RoleAssignment, User
from jobs.models import JobRun

pytestmark = pytest.mark.django_db


def test_keys_are_asked_for_as_one_array_by_key_and_by_foreign_key(people, django_assert_num_queries):
    users = sorted(User.objects.values_list("pk", flat=True))[:3]
    with django_assert_num_queries(1) as asked:
        assert set(User.objects.filter(pk__among=users).values_list("pk", flat=True)) == set(users)
    assert asked[0]["sql"].count("ANY") == 1
    of_users = RoleAssignment.objects.filter(user__among=set(users))
    assert set(of_users) == set(RoleAssignment.objects.filter(user__in=users))
    assert of_users.exists()
    assert set(User.objects.filter(pk__among=[*users, None]).values_list("pk", flat=True)) == set(users)


def test_no_keys_are_nobody_and_no_question(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not list(JobRun.objects.filter(pk__among=[]))
        assert not list(JobRun.objects.filter(pk__among=[None]))
