"""Daily work of this room: which subsidies still lack the evidence of their use when their fiscal year ends."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy

from jobs import registry
from jobs.models import JobRun
from jobs.registry import Due
from jobs.services import note_failure
from loans import rules, selectors
from loans.models import Grant
from thai.dates import fiscal_year_be, fiscal_year_bounds
from thai.refusals import Refusal
from thai.refusals import sentence as _

EVIDENCE = "loans.subsidy_evidence"
CHUNK = 200


class NotProved(Refusal):
    """A subsidy whose use was not proved in time, as a sentence."""


class WatchSubsidies:
    """Once its fiscal year is over, list every subsidy of a province whose use is not proved (R-BUD-05).

    One run a province and fiscal year; what is missing stands in it as rows with their sentences, to be taken away as a
    file. Until then the same subsidies wait in the work of whoever collects the evidence, with their last day.
    """

    name = EVIDENCE
    title = gettext_lazy("เงินอุดหนุนที่ยังขาดหลักฐานเมื่อสิ้นปีงบประมาณ")

    def due(self, *, on: date) -> Iterable[Due]:
        """Return the run of each province and fiscal year that is over and has a subsidy not proved; one query."""
        rows = Grant.objects.filter(state=Grant.State.PAID, paid_on__lte=_last_year_end(on)).order_by()
        paid = rows.values_list("province_id", "paid_on").distinct()
        for province, year in sorted({(province, fiscal_year_be(paid_on)) for province, paid_on in paid}):
            yield Due(province=province, period=str(year))

    def total(self, *, run: JobRun) -> int:
        """Count the subsidies of the year that are not proved."""
        return run.done + _unproved(run).count()

    def step(self, *, run: JobRun) -> bool:
        """Write down the next subsidies with what they lack; the cursor walks up their keys."""
        rows = list(_unproved(run).select_related("proposal__organisation__member")[:CHUNK])
        uses = selectors.use_of([row.pk for row in rows])
        for row in rows:
            missing = NotProved(
                _("%(organisation)s ยังขาดหลักฐานหรือเงินคืน %(open)s บาท ครบกำหนดเมื่อ %(day)s"),
                organisation=row.proposal.organisation.member.full_name,
                open=uses[row.pk].open,
                day=rules.evidence_due_on(paid_on=row.paid_on),
            )
            note_failure(run=run, item=row.label, sentence=str(missing))
            run.cursor = {"last": row.pk}
            run.done += 1
        run.total = max(run.total, run.done)
        return len(rows) < CHUNK


def _unproved(run: JobRun):
    bounds = fiscal_year_bounds(int(run.period))
    rows = Grant.objects.filter(province=run.province_id, state=Grant.State.PAID, paid_on__range=bounds)
    return rows.filter(pk__gt=run.cursor.get("last", 0)).order_by("pk")


def _last_year_end(on: date) -> date:
    return fiscal_year_bounds(fiscal_year_be(on) - 1)[1]


registry.register(WatchSubsidies())
