from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepaymentsConfig(AppConfig):
    name = "repayments"
    verbose_name = _("การชำระคืน")

    def ready(self) -> None:
        """Have the close of a month ask this room's checks, the members' register who is late, auditors the numbers."""
        from areas import holidays
        from documents import numbers
        from documents.models import Document
        from loans import bank_lines
        from members.loan_facts import provide
        from repayments import closing, exports, verification  # noqa: F401
        from repayments.models import Receipt, ReceiptBundle
        from repayments.selectors.borrowers import overdue_contracts
        from repayments.services import unused_money
        from repayments.services.due_dates import follow_at_once

        provide(overdue_contracts)
        bank_lines.provide(unused_money)
        holidays.register_follower(follow_at_once)
        exports.register()
        numbers.provide("receipt", title=_("ใบเสร็จรับเงิน"), find=numbers.of_model(Receipt, year="fiscal_year_be"))
        numbers.provide("receipt_bundle", title=_("ชุดใบเสร็จ"), find=numbers.of_model(ReceiptBundle, year="year_be"))
        for prefix, kind in (("bill", Document.Kind.BILL_PAYMENT), ("card", Document.Kind.BARCODE_CARD)):
            numbers.provide(prefix, title=kind.label, find=numbers.of_papers(kind))
