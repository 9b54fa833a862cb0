"""Binds the request's user to every row change that the database triggers record."""

import pghistory
from django.http import HttpRequest, HttpResponse


class AuditContextMiddleware:
    """Attach who and where to the history rows written during a request."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with pghistory.context(user=user, url=request.path):
            return self.get_response(request)
