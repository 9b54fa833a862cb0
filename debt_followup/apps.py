from django.apps import AppConfig


class DebtFollowupConfig(AppConfig):
    name = "debt_followup"
    verbose_name = "ติดตามหนี้"
