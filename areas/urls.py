"""Addresses of this room; they have no namespace, because Django and the shell ask for them by their bare names."""

from django.urls import path

from areas.views import entering, hand_over, reading

urlpatterns = [
    path("log-in/", entering.log_in, name="log_in"),
    path("log-out/", entering.log_out, name="log_out"),
    path("password/", entering.change_password, name="change_password"),
    path("password/changed/", entering.password_changed, name="password_changed"),
    path("second-factor/", entering.second_factor, name="second_factor"),
    path("second-factor/set-up/", entering.set_up_second_factor, name="set_up_second_factor"),
    path("language/", entering.set_language, name="set_language"),
    path("business-date/", entering.set_business_date, name="set_business_date"),
    path("health", entering.health, name="health"),
    path("hand-over/", hand_over.officers, name="hand_over"),
    path("hand-over/<int:pk>/", hand_over.hand_over, name="hand_over_from"),
    path("hand-over/<int:pk>/waiting/", hand_over.waiting, name="hand_over_waiting"),
    path("audit/", reading.audit, name="audit"),
    path("policies/", reading.policies, name="policies"),
]
