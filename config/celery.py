"""The Celery application: one beat that asks which work is due, workers that do it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
app = Celery("fund")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    # One entry only: which runs are due is a question of dates, asked of the database (jobs.services.start_due_runs).
    "start-due-runs": {"task": "jobs.tasks.start_due_runs", "schedule": 60.0},
}
app.autodiscover_tasks()
