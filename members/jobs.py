"""Work of this room in the background: a file of members is written, and the members are counted each day."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from members.imports import files
from members.models import Member, MemberCount, MemberImport
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


class WriteFile:
    """Write a confirmed file of members into the register (R-MEM-08); started by whoever confirms it."""

    name = files.JOB
    title = _("บันทึกไฟล์สมาชิกเข้าทะเบียน")

    def due(self, *, on: date) -> list[Due]:
        """Nothing: no file is written unasked."""
        return []

    def total(self, *, run: JobRun) -> int:
        """The rows of the file."""
        return MemberImport.objects.values_list("rows", flat=True).get(pk=run.parameters["import"])

    def step(self, *, run: JobRun) -> bool:
        """Write the next rows."""
        return files.write_next(run=run)


registry.register(CountMembers())
registry.register(WriteFile())
