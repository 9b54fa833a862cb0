"""What happens around every request: its language, who changed a row, a refusal that no view has caught."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render
from django.utils import translation

from areas import business_date
from thai.refusals import Refusal


class BusinessDateMiddleware:
    """Answer a whole request on one business date."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with business_date.held():
            return self.get_response(request)


class ThaiFirstMiddleware(LocaleMiddleware):
    """Show pages in Thai until the user chooses English; the browser's own language does not decide."""

    def process_request(self, request: HttpRequest) -> None:
        """Take the language from the cookie that the language button sets."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = translation.get_language()


class AuditContextMiddleware:
    """Attach who and where to the history rows written during a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        user = request.user.pk if request.user.is_authenticated else None
        with pghistory.context(user=user, url=request.path):
            return self.get_response(request)


class RefusalMiddleware:
    """Show a refusal that no view translated as a page with its sentence (409), never as a fault of the server.

    A refusal may name a page of its own in ``template``; its attributes ``month``, ``action_url`` and ``action_label``
    are handed to that page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal with its page; leave every other exception to Django."""
        if not isinstance(exception, Refusal):
            return None
        context = {name: getattr(exception, name, "") for name in ("month", "action_url", "action_label")}
        context |= {"message": str(exception), "back_url": request.path}
        return render(request, getattr(exception, "template", "409.html"), context, status=409)
