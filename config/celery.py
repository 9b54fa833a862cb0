"""The Celery application: one beat that asks which work is due, workers that do it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("fund")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
