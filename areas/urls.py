"""Addresses of this room; they have no namespace, because Django and the shell ask for them by their bare names."""

from django.urls import path

from areas import views

urlpatterns = [
    path("log-in/", views.log_in, name="log_in"),
    path("log-out/", views.log_out, name="log_out"),
    path("password/", views.change_password, name="change_password"),
    path("password/changed/", views.password_changed, name="password_changed"),
    path("second-factor/", views.second_factor, name="second_factor"),
    path("second-factor/set-up/", views.set_up_second_factor, name="set_up_second_factor"),
    path("language/", views.set_language, name="set_language"),
    path("business-date/", views.set_business_date, name="set_business_date"),
    path("health", views.health, name="health"),
    path("audit/", views.audit, name="audit"),
    path("policies/", views.policies, name="policies"),
]
