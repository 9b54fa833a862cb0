"""Addresses of this room."""

from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.run_list, name="list"),
    path("<int:pk>/", views.run_page, name="run"),
    path("<int:pk>/progress/", views.progress, name="progress"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/failures/", views.failures, name="failures"),
]
