from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DebtFollowupConfig(AppConfig):
    name = "debt_followup"
    verbose_name = _("ติดตามหนี้")
