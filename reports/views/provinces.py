"""Which provinces a page of this room may show, and which one was asked for."""

from django.http import Http404, HttpRequest

from areas.models import Province, User
from areas.scope import holds
from areas.selectors import provinces_within


def provinces_of(user: User, name: str) -> dict[str, Province]:
    """Return the provinces as a whole that the user sees with a permission; none for somebody of an amphoe."""
    if not holds(user, name):
        return {}
    return Province.objects.in_bulk(provinces_within(user=user, permission=name))


def chosen_province(request: HttpRequest, provinces: dict[str, Province]) -> str | None:
    """Return the province that was asked for, None where none was.

    :raises Http404: it is not one of these.
    """
    chosen = request.GET.get("province") or None
    if chosen is not None and chosen not in provinces:
        raise Http404
    return chosen
