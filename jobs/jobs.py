"""The work that no room above has: the keys of forms that were sent are forgotten after their days."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy

from areas import once
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due


class ForgetSentForms:
    """Delete the keys of forms that were sent long ago (``areas.once``)."""

    name = "jobs.forget_sent_forms"
    title = gettext_lazy("ลบรหัสคำขอของแบบที่ส่งไว้นานแล้ว")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day where some key is old."""
        if once.old_keys(on=on).exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """Count the keys, those deleted before a fault with them."""
        return run.done + once.old_keys(on=run.business_on).count()

    def step(self, *, run: JobRun) -> bool:
        """Delete the next ones."""
        gone = once.forget_old_keys(on=run.business_on)
        run.done += gone
        run.total = max(run.total, run.done)
        return gone == 0


registry.register(ForgetSentForms())
