"""The two tasks that the broker knows: look which runs are due, and work on one."""

from celery import shared_task

from areas import business_date
from jobs import services


@shared_task(name="jobs.tasks.start_due_runs")
def start_due_runs() -> int:
    """Ask which runs are due today and missing, and wake the unfinished ones."""
    return services.start_due_runs(on=business_date.today())


@shared_task(name="jobs.tasks.work_on")
def work_on(run_id: int) -> bool:
    """Work on one run until it is done; delivered twice, the second delivery does nothing."""
    return services.work(run_id=run_id)
