"""Addresses of this room."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.paper_list, name="list"),
    path("exports/", views.exports, name="exports"),
    path("exports/<int:pk>/", views.export, name="export"),
    path("exports/<int:pk>/progress/", views.export_progress, name="export_progress"),
    path("exports/<int:pk>/file/", views.export_file, name="export_file"),
    path("<int:pk>/", views.open_paper, name="open"),
    path("<int:pk>/download/", views.download, name="download"),
]
