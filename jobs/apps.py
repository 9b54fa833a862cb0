from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = "งานเบื้องหลัง"

    def ready(self) -> None:
        autodiscover_modules("jobs")  # every room's jobs.py registers what it does on a date
