"""Addresses of this room."""

from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("", views.paper_list, name="list"),
    path("<int:pk>/", views.open_paper, name="open"),
    path("<int:pk>/download/", views.download, name="download"),
]
