"""Addresses of this room."""

from django.urls import URLPattern

app_name = "repayments"
urlpatterns: list[URLPattern] = []
