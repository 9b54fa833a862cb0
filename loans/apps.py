from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("สัญญาเงินกู้")

    def ready(self) -> None:
        """Tell the register of members who has an open contract, and the report of numbers where contracts' are."""
        from documents import numbers
        from loans.models import Contract, Grant
        from loans.selectors import open_contracts
        from members.loan_facts import provide

        provide(open_contracts)
        for prefix, title, model in (
            ("contract", _("สัญญาเงินกู้"), Contract),
            ("grant", _("สัญญาเงินอุดหนุน"), Grant),
        ):
            numbers.provide(prefix, title=title, find=numbers.of_model(model, year="year_be"))
