from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreasuryConfig(AppConfig):
    name = "treasury"
    verbose_name = _("การเงินและบัญชี")

    def ready(self) -> None:
        """Tell the report of numbers where those of the journal are found, and which lists are taken away as files."""
        from documents import numbers
        from treasury import exports
        from treasury.models import JournalEntry

        find = numbers.of_model(JournalEntry, year="year_be")
        numbers.provide("journal", title=_("รายการบัญชี (สมุดรายวัน)"), find=find)
        exports.register()
