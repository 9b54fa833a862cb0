from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("งานเบื้องหลัง")

    def ready(self) -> None:
        from jobs import lookups

        lookups.register()
        autodiscover_modules("jobs")  # every room's jobs.py registers what it does on a date
