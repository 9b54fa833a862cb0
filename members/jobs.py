"""Daily work of this room: the members are counted, so that reports need not."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from members.models import Member, MemberCount
from members.services.counting import count_members


class CountMembers:
    """Count the members of the nation (R-MEM-09); a day that is counted, or an empty register, makes no run."""

    name = "members.count"
    title = _("นับจำนวนสมาชิก")

    def due(self, *, on: date) -> Iterator[Due]:
        """Return the run of this day."""
        if not MemberCount.objects.filter(as_of=on).exists() and Member.objects.exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """One pass over the register."""
        return 1

    def step(self, *, run: JobRun) -> bool:
        """Count everything at once; a run that is taken up again only replaces the same figures."""
        count_members(on=run.business_on)
        run.done = 1
        return True


registry.register(CountMembers())
