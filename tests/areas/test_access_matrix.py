"""Every address of the site for every role: declared, refused without the permission, never a fault of the server."""

import logging
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from areas.models import RoleAssignment, User
from areas.roles import PERMISSIONS, ROLES, Role

OTHERS_OWN = ("admin:",)  # Django's admin asks for staff and the second factor itself
DUMMIES = {"IntConverter": 987654321, "StringConverter": "nothing", "SlugConverter": "nothing"}
DUMMIES |= {"UUIDConverter": "00000000-0000-4000-8000-000000000000", "PathConverter": "nothing/there"}


def addresses(patterns: Any = None, prefix: str = "/", names: str = "") -> Iterator[tuple[str, str, Any]]:
    """Give name, path with dummy arguments and view of every address."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            inside = f"{names}{pattern.namespace}:" if pattern.namespace else names
            yield from addresses(pattern.url_patterns, prefix + filled(pattern), inside)
        elif isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name or ''}", prefix + filled(pattern), pattern.callback


def filled(pattern: Any) -> str:
    """Give a route with something of the right kind in the place of each argument."""
    route = str(pattern.pattern)
    for name, converter in getattr(pattern.pattern, "converters", {}).items():
        kind = type(converter).__name__
        written = converter.to_url(DUMMIES[kind]) if kind in DUMMIES else "1"
        for text in (f"<{name}>", *(f"<{word}:{name}>" for word in ("int", "str", "slug", "uuid", "path"))):
            route = route.replace(text, written)
    return route


OURS = [entry for entry in addresses() if not entry[0].startswith(OTHERS_OWN)]


def test_every_view_declares_what_it_needs():
    undeclared = [name or path for name, path, view in OURS if not hasattr(view, "permission")]
    assert undeclared == []
    assert {view.permission for _name, _path, view in OURS} <= {*PERMISSIONS, "public", "logged-in"}


def test_every_address_has_a_name_of_its_own():
    names = [name for name, _path, _view in OURS]
    assert all(name and not name.endswith(":") for name in names)
    assert len(set(names)) == len(names)


def is_refused(client: Any, path: str) -> bool:
    """Tell whether an address answers 403 before 404, but for a method that it does not know at all (405)."""
    answers = {client.get(path).status_code}
    if answers != {403}:
        answers.add(client.post(path).status_code)
    return 403 in answers <= {403, 405}


@pytest.fixture(autouse=True)
def quiet():
    """Write no log line for the hundreds of refusals."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def holder(db, in_2017):
    """Give a function that makes a user with one role in one province."""

    def make(role: Role) -> User:
        user = User.objects.create(username=f"one-{role}".lower(), display_name="ผู้ทดสอบ")
        RoleAssignment.objects.create(user=user, role=role, province_id="57", valid_from=date(2016, 10, 1))
        return user

    return make


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_refused_everywhere_it_lacks_the_permission(role, holder, client):
    client.force_login(holder(role))
    let_in, refused_wrongly = [], []
    for name, path, view in OURS:
        if view.permission in ("public", "logged-in"):
            continue
        may = view.permission in ROLES[role].may
        if may:  # a POST would act, so only GET is sent
            answer = client.get(path).status_code
            if answer == 403 or answer >= 500:
                refused_wrongly.append((name, answer))
        elif not is_refused(client, path):
            let_in.append(name)
    assert let_in == []
    assert refused_wrongly == []


def test_a_visitor_is_sent_to_the_log_in_from_everywhere_but_the_public_pages(client, db):
    open_to_all = []
    for name, path, view in OURS:
        answer = client.get(path)
        if view.permission != "public" and not (
            answer.status_code == 302 and "/accounts/log-in/" in answer["Location"]
        ):
            open_to_all.append((name, answer.status_code))
    assert open_to_all == []


def test_a_user_without_any_role_opens_nothing_but_her_own_pages(client, db, in_2017):
    client.force_login(User.objects.create(username="nobody"))
    opened = [
        name
        for name, path, view in OURS
        if view.permission not in ("public", "logged-in") and not is_refused(client, path)
    ]
    assert opened == []


def test_a_role_that_has_ended_opens_nothing(client, db, in_2017):
    user = User.objects.create(username="gone")
    RoleAssignment.objects.create(
        user=user, role=Role.AUDITOR, valid_from=date(2016, 10, 1), valid_to=date(2017, 12, 11)
    )
    client.force_login(user)
    assert client.get("/members/").status_code == 403
