"""What a worker draws after the commands of the story, drawn here and now: the story may be played without one."""

from documents.drawing import DRAW
from jobs.models import JobRun
from jobs.services import work


def draw() -> None:
    """Draw every paper that waits; one that a worker is drawing is left to it."""
    for key in JobRun.objects.unfinished().filter(job=DRAW).order_by("pk").values_list("pk", flat=True):
        work(run_id=key)
