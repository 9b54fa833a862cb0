"""All addresses. Every view behind them declares its permission; a test walks this tree."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("reports.urls_my_work")),
    path("accounts/", include("areas.urls")),
    path("members/", include("members.urls")),
    path("projects/", include("projects.urls")),
    path("loans/", include("loans.urls")),
    path("repayments/", include("repayments.urls")),
    path("treasury/", include("treasury.urls")),
    path("debt/", include("debt_followup.urls")),
    path("reports/", include("reports.urls")),
    path("documents/", include("documents.urls")),
    path("jobs/", include("jobs.urls")),
    path("admin/", admin.site.urls),
]
