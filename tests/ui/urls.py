"""The addresses that the shell knows by name, without the rooms behind them."""

from django.http import HttpResponse
from django.urls import include, path


def nothing(request):
    """Answer with nothing."""
    return HttpResponse("")


urlpatterns = [
    path("", nothing, name="my_work"),
    path("search/", nothing, name="search"),
    path("accounts/log-in/", nothing, name="log_in"),
    path("accounts/log-out/", nothing, name="log_out"),
    path("accounts/password/", nothing, name="change_password"),
    path("accounts/business-date/", nothing, name="set_business_date"),
    path("i18n/", include("django.conf.urls.i18n")),
]
