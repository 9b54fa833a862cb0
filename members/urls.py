"""Addresses of this room."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("", views.member_list, name="list"),
    path("new/", views.register, name="register"),
    path("new/organisation/", views.register_organisation, name="register_organisation"),
    path("export/", views.export, name="export"),
    path("imports/", views.imports, name="imports"),
    path("imports/template.xlsx", views.import_template, name="import_template"),
    path("imports/<int:pk>/", views.import_file, name="import_file"),
    path("imports/<int:pk>/confirm/", views.confirm_import, name="confirm_import"),
    path("imports/<int:pk>/progress/", views.import_progress, name="import_progress"),
    path("imports/<int:pk>/stop/", views.stop_import, name="stop_import"),
    path("imports/<int:pk>/cancel/", views.cancel_import, name="cancel_import"),
    path("imports/<int:pk>/refused.xlsx", views.import_refused, name="import_refused"),
    path("key/<int:pk>/", views.by_key, name="by_key"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/reveal/", views.reveal, name="reveal"),
    path("<str:number>/edit/", views.edit, name="edit"),
    path("<str:number>/move/", views.move, name="move"),
    path("<str:number>/standing/", views.standing, name="standing"),
    path("<str:number>/officers/", views.appoint, name="appoint"),
    path("<str:number>/officers/<int:pk>/end/", views.end_officer, name="end_officer"),
    path("<str:number>/merge/", views.merge, name="merge"),
    path("<str:number>/seen/", views.seen, name="seen"),
]
