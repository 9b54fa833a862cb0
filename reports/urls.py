"""Addresses of this room."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("auditors/", views.assurance, name="assurance"),
    path("members/", views.members, name="members"),
    path("members/xlsx/", views.members_xlsx, name="members_xlsx"),
    path("packs/", views.packs, name="packs"),
    path("packs/make/", views.make_pack, name="make_pack"),
    path("packs/<int:pk>/sent/", views.mark_sent, name="mark_sent"),
    path("packs/<int:pk>/workbook/", views.workbook, name="workbook"),
    path("packs/runs/<int:pk>/progress/", views.progress, name="progress"),
    path("of/<slug:name>/", views.report, name="report"),
    path("of/<slug:name>/<slug:kind>/", views.report_file, name="report_file"),
]
