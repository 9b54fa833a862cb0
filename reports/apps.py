from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("รายงาน")

    def ready(self) -> None:
        from reports.selectors import doubtful, hand_over, subjects

        doubtful.register()
        hand_over.register()
        subjects.register()
        if settings.BUSINESS_DATE_MOVABLE:
            from reports.demo.provinces import job

            job.register()
