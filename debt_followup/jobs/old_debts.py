"""Writing a confirmed file of an old register, and finding old debtors among the members."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from debt_followup.imports import files
from debt_followup.models import OldDebtor, OldRegister
from debt_followup.services.old_debts import link_old_debtors
from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due

LINK = "debt_followup.link_old_debtors"


class WriteRegister:
    """Write a confirmed file (R-DEBT-01); started by whoever confirms it."""

    name = files.JOB
    title = _("บันทึกทะเบียนลูกหนี้เดิม")

    def due(self, *, on: date) -> list[Due]:
        """Nothing: no file is written unasked."""
        return []

    def total(self, *, run: JobRun) -> int:
        """The debts of the file that can be taken in."""
        return OldRegister.objects.values_list("contracts", flat=True).get(pk=run.parameters["register"])

    def step(self, *, run: JobRun) -> bool:
        """Write the next debts."""
        return files.write_next(run=run)


class LinkOldDebtors:
    """Find those who owe under an old contract among the members, once a day while some are not found."""

    name = LINK
    title = _("จับคู่ลูกหนี้เดิมกับทะเบียนสมาชิก")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the run of this day, while somebody is known by her name only."""
        if OldDebtor.objects.filter(party__member__isnull=True).exists():
            yield Due(province=None, period=on.isoformat())

    def total(self, *, run: JobRun) -> int:
        """One pass over those who are not found."""
        return 1

    def step(self, *, run: JobRun) -> bool:
        """Link whom the register of members knows by now."""
        run.result = {"linked": link_old_debtors()}
        run.done = 1
        return True


registry.register(WriteRegister())
registry.register(LinkOldDebtors())
