"""Addresses of this room."""

from django.urls import path

from debt_followup import views

app_name = "debt_followup"
urlpatterns = [
    path("", views.debtors, name="list"),
    path("contracts/<int:pk>/", views.debtor, name="debtor"),
    path("confirmations/", views.confirmations, name="confirmations"),
    path("confirmations/start/", views.start_confirmations, name="start_confirmations"),
    path("confirmations/<int:pk>/", views.confirmation_run, name="confirmation_run"),
    path("confirmations/<int:pk>/progress/", views.progress, name="progress"),
]
