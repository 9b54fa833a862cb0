"""Logging in and out, the second factor, language and business date."""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as change_language
from django_otp import login as mark_as_verified
from django_otp.plugins.otp_totp.models import TOTPDevice

from areas import demo, services
from areas.access import for_everyone_logged_in, public
from areas.forms import BusinessDateForm, LogInForm, OwnPasswordForm, TokenForm
from thai.dates import format_short


class LogIn(auth_views.LoginView):
    """The log-in page; in the demo it offers the invented users."""

    template_name = "registration/login.html"
    authentication_form = LogInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"demo_logins": demo.logins()}


log_in = public(LogIn.as_view())
log_out = for_everyone_logged_in(auth_views.LogoutView.as_view())
change_password = for_everyone_logged_in(
    auth_views.PasswordChangeView.as_view(
        template_name="registration/password_change_form.html",
        form_class=OwnPasswordForm,
        success_url=reverse_lazy("password_changed"),
    )
)
password_changed = for_everyone_logged_in(
    auth_views.PasswordChangeDoneView.as_view(template_name="registration/password_change_done.html")
)


# -- second factor ---------------------------------------------------------------------------------------------------
@for_everyone_logged_in
@never_cache
@sensitive_post_parameters("token")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the authenticator; who has none yet is sent to set one up."""
    device = TOTPDevice.objects.filter(user=request.user, confirmed=True).first()
    if device is None:
        return redirect(_with_next("set_up_second_factor", request))
    if request.user.is_verified():
        return HttpResponseRedirect(_next_of(request))
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _accepts(device, form.cleaned_data["token"]):
            mark_as_verified(request, device)
            return HttpResponseRedirect(_next_of(request))
        form.add_error("token", _("รหัสไม่ถูกต้องหรือหมดเวลา รอรหัสใหม่แล้วลองอีกครั้ง"))
    return render(request, "registration/second_factor.html", {"form": form, "next": _next_of(request, "")})


@for_everyone_logged_in
@never_cache
@sensitive_post_parameters("token")
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """Show the QR code for the authenticator and take the first code; a device in use asks for its own code first."""
    confirmed = TOTPDevice.objects.filter(user=request.user, confirmed=True)
    if confirmed.exists() and not request.user.is_verified():
        return redirect(_with_next("second_factor", request))
    device, _created = TOTPDevice.objects.get_or_create(
        user=request.user, confirmed=False, defaults={"name": request.user.username}
    )
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _accepts(device, form.cleaned_data["token"]):
            confirmed.delete()
            device.confirmed = True
            device.save(update_fields=["confirmed"])
            mark_as_verified(request, device)
            messages.success(request, _("เปิดใช้การยืนยันตัวตนขั้นที่สองแล้ว"))
            return HttpResponseRedirect(_next_of(request))
        form.add_error("token", _("รหัสไม่ถูกต้องหรือหมดเวลา รอรหัสใหม่แล้วลองอีกครั้ง"))
    picture = segno.make(device.config_url, error="m").svg_inline(scale=5, border=2)
    context = {
        "form": form,
        "qr_svg": mark_safe(picture),  # noqa: S308 - drawn by us from the device's own address
        "secret": device.config_url.partition("secret=")[2].partition("&")[0],
        "next": _next_of(request, ""),
    }
    return render(request, "registration/set_up_totp.html", context)


def _accepts(device: TOTPDevice, token: str) -> bool:
    """Whether the device takes the code now; after wrong ones it makes the user wait ever longer."""
    allowed, _reason = device.verify_is_allowed()
    return bool(allowed and device.verify_token(token))


# -- language and business date --------------------------------------------------------------------------------------
@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and go back."""
    return change_language(request)


@for_everyone_logged_in
@require_POST
def set_business_date(request: HttpRequest) -> HttpResponse:
    """Move the day that the demo stands on. Elsewhere there is no such page."""
    if not settings.BUSINESS_DATE_MOVABLE:
        raise Http404
    form = BusinessDateForm(request.POST)
    if form.is_valid():
        services.set_business_date(on=form.cleaned_data["business_date"])
        messages.success(
            request, _("ระบบย้ายมาอยู่วันที่ %(on)s แล้ว") % {"on": format_short(form.cleaned_data["business_date"])}
        )
    else:
        messages.error(request, " ".join(form.errors["business_date"]))
    return HttpResponseRedirect(_next_of(request))


@public
@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Answer whether the web server reaches its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"database": "away"}, status=503)
    return JsonResponse({"database": "ok"})


def _next_of(request: HttpRequest, otherwise: str | None = None) -> str:
    """The address to go on to, if it is one of ours; else the first page, or what the caller says."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse(settings.LOGIN_REDIRECT_URL) if otherwise is None else otherwise


def _with_next(name: str, request: HttpRequest) -> str:
    target = _next_of(request, "")
    query = request.GET.copy()
    query["next"] = target
    return f"{reverse(name)}?{query.urlencode()}" if target else reverse(name)
