"""The first page, at the root of the site, and the search of the shell."""

from django.urls import path

from reports import views

urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("search/", views.search, name="search"),
]
