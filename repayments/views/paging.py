"""Where a page of a list begins."""

from django.http import HttpRequest


def after(request: HttpRequest) -> int | None:
    """The key after which a page begins, as the address says; none for the first page."""
    asked = request.GET.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 19 else None
