"""Addresses of this room."""

from django.urls import URLPattern

app_name = "debt_followup"
urlpatterns: list[URLPattern] = []
