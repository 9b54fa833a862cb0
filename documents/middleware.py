"""A request that is too large is refused by its length, before anything of it is kept or unpacked."""

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

_PIECE = 65_536
_SECONDS = 10  # a browser shows the answer only when it has sent all: so much is let past it, then the line is cut


class LargeRequestMiddleware:
    """Answer a request over ``settings.UPLOAD_MAX_REQUEST_BYTES`` with a page that says the limit (413)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) <= settings.UPLOAD_MAX_REQUEST_BYTES:
            return self.get_response(request)
        _let_past(request, most=4 * settings.UPLOAD_MAX_REQUEST_BYTES)
        context = {"most": settings.UPLOAD_MAX_REQUEST_BYTES // 1_048_576, "back_url": request.get_full_path()}
        context["most_one"] = settings.UPLOAD_MAX_BYTES // 1_048_576
        return HttpResponse(render_to_string("413.html", context), status=413)


def _let_past(request: HttpRequest, *, most: int) -> None:
    """Read what still arrives, piece by piece, and throw it away."""
    until = time.monotonic() + _SECONDS
    try:
        while most > 0 and time.monotonic() < until and (piece := request.read(_PIECE)):
            most -= len(piece)
    except OSError:  # the sender gave up
        return
