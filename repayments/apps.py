from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepaymentsConfig(AppConfig):
    name = "repayments"
    verbose_name = _("การชำระคืน")

    def ready(self) -> None:
        """Have the close of a month ask this room's checks, and the register of members who is late."""
        from members.loan_facts import provide
        from repayments import closing  # noqa: F401
        from repayments.selectors.borrowers import overdue_contracts

        provide(overdue_contracts)
