from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("สัญญาเงินกู้")

    def ready(self) -> None:
        """Tell the register of members who has a contract that is not closed."""
        from loans.selectors import open_contracts
        from members.loan_facts import provide

        provide(open_contracts)
