from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("รายงาน")

    def ready(self) -> None:
        from documents import numbers
        from documents.models import Document
        from reports.selectors import doubtful, hand_over, letter_numbers, subjects

        numbers.provide("letter", title=_("หนังสือออกของสำนักงาน"), find=letter_numbers.found)
        reversals = numbers.of_papers(Document.Kind.RECEIPT_REVERSAL)
        numbers.provide("receipt_reversal", title=_("บันทึกยกเลิกใบเสร็จ"), find=reversals)
        doubtful.register()
        hand_over.register()
        subjects.register()
        if settings.BUSINESS_DATE_MOVABLE:
            from reports.demo.provinces import job

            job.register()
