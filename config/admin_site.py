"""Django's admin for administrators: our log-in page in front of it, and the second factor where it is required."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class FundAdminSite(AdminSite):
    """Grants roles and keeps the tables of settings; so it asks no less than the pages that move money do."""

    site_header = _("ตั้งค่าระบบกองทุนพัฒนาบทบาทสตรี")
    site_title = _("ตั้งค่าระบบ")
    index_title = _("ผู้ใช้ บทบาท นโยบาย และวันหยุด")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let staff in, with the second factor where the settings ask for it."""
        verified = not settings.REQUIRE_TOTP or request.user.is_verified()
        return super().has_permission(request) and verified

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send a visitor to our own log-in, and a logged-in one without the second factor to that."""
        target = "second_factor" if request.user.is_authenticated and request.user.is_staff else "log_in"
        if target == "log_in" and request.user.is_authenticated:
            target = "my_work"
        return redirect(f"{reverse(target)}?{urlencode({'next': request.GET.get('next', reverse('admin:index'))})}")


class FundAdminConfig(AdminConfig):
    """Puts our site in the place of Django's own."""

    default_site = "config.admin_site.FundAdminSite"
