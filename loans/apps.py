from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LoansConfig(AppConfig):
    name = "loans"
    verbose_name = _("สัญญาเงินกู้")

    def ready(self) -> None:
        """Tell the members' register who has a contract, the report of numbers where they are, and how one is drawn."""
        from documents import drawing, numbers, whole
        from loans import exports
        from loans.letters import CONTRACT_TEMPLATE
        from loans.models import Contract, Grant
        from loans.selectors import open_contracts
        from loans.services.papers import persons_on, with_whole_numbers
        from members.loan_facts import provide

        provide(open_contracts)
        exports.register()
        drawing.provide(CONTRACT_TEMPLATE, with_whole_numbers)
        whole.provide(CONTRACT_TEMPLATE, persons_on)
        # those taken over from an old register are numbered in a series of their own
        of_rounds = numbers.of_model(Contract, year="year_be", origin=Contract.Origin.ROUND)
        numbers.provide("contract", title=_("สัญญาเงินกู้"), find=of_rounds)
        numbers.provide("grant", title=_("สัญญาเงินอุดหนุน"), find=numbers.of_model(Grant, year="year_be"))
