"""Addresses of this room."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("", views.member_list, name="list"),
    path("new/", views.register, name="register"),
    path("key/<int:pk>/", views.by_key, name="by_key"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/reveal/", views.reveal, name="reveal"),
    path("<str:number>/edit/", views.edit, name="edit"),
]
