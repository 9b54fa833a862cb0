"""Addresses of this room."""

from django.urls import path

from debt_followup import views
from debt_followup.views import old_agreements, old_registers

app_name = "debt_followup"
urlpatterns = [
    path("", views.debtors, name="list"),
    path("contracts/<int:pk>/", views.debtor, name="debtor"),
    path("confirmations/", views.confirmations, name="confirmations"),
    path("confirmations/start/", views.start_confirmations, name="start_confirmations"),
    path("confirmations/<int:pk>/", views.confirmation_run, name="confirmation_run"),
    path("confirmations/<int:pk>/progress/", views.progress, name="progress"),
    path("old/", old_registers.old_registers, name="old_registers"),
    path("old/new/", old_registers.new_old_register, name="new_old_register"),
    path("old/template/<slug:kind>/", old_registers.old_register_template, name="old_register_template"),
    path("old/link/", old_registers.link_debtors, name="link_old_debtors"),
    path("old/files/<int:pk>/", old_registers.old_register, name="old_register"),
    path("old/files/<int:pk>/confirm/", old_registers.confirm_old_register, name="confirm_old_register"),
    path("old/files/<int:pk>/cancel/", old_registers.cancel_old_register, name="cancel_old_register"),
    path("old/files/<int:pk>/stop/", old_registers.stop_old_register, name="stop_old_register"),
    path("old/files/<int:pk>/progress/", old_registers.old_register_progress, name="old_register_progress"),
    path("old/files/<int:pk>/refused/", old_registers.old_register_refused, name="old_register_refused"),
    path("old/agreement/", old_agreements.old_agreement, name="old_agreement"),
    path("old/agreement/sign/", old_agreements.sign_old_agreement, name="sign_old_agreement"),
    path("old/controls/", old_agreements.old_controls, name="old_controls"),
]
