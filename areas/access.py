"""What every view declares: the permission it needs, or that it is public."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

from areas import business_date, once
from areas.roles import PERMISSIONS, ROLES, Role
from areas.scope import holds

View = Callable[..., HttpResponse]


def permission(name: str) -> Callable[[View], View]:
    """Declare the permission a view needs; without it the answer is 403.

    A user whose role moves money is first sent to the second factor where settings.REQUIRE_TOTP says so. What is sent
    to the view is done once a key, in one transaction (``areas.once``).
    """
    PERMISSIONS[name]

    def declare(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not holds(request.user, name):
                raise PermissionDenied
            if needs_second_factor(request.user):
                back = request.get_full_path() if request.method == "GET" else ""
                return redirect(f"{reverse('second_factor')}{'?' + urlencode({'next': back}) if back else ''}")
            if request.method == "POST":
                return once.answered(request, lambda: view(request, *args, **kwargs))
            return view(request, *args, **kwargs)

        checked.permission = name
        checked.is_done_once = True
        return checked

    return declare


def for_everyone_logged_in(view: View) -> View:
    """Declare a view that every logged-in user may open (my work, language, own password)."""
    view.permission = "logged-in"
    return view


def public(view: View) -> View:
    """Declare a view that needs no log-in (log-in page, health)."""
    view = login_not_required(view)
    view.permission = "public"
    return view


def may_open(user: Any, url: str) -> bool:
    """Tell whether a user holds the permission that the page at an address of this system declares."""
    needed = resolve(urlsplit(url).path).func.permission
    return needed in ("public", "logged-in") or holds(user, needed)


def needs_second_factor(user) -> bool:
    """Tell whether the user still owes the second factor in this session."""
    if not settings.REQUIRE_TOTP or user.is_verified():
        return False
    return any(ROLES[Role(row.role)].moves_money for row in user.assignments_on(business_date.today()))
