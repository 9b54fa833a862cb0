"""Projects with money, reports, a summary and visits, and as many more like them as one wants."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from areas.models import Amphoe
from projects.models import ProgressPhoto, StateChange
from projects.selectors.progress import PAID_OUT, half_year
from projects.services import progress, summaries, visits
from tests.projects import paid

MARCH, MET_ON = date(2018, 3, 31), date(2018, 4, 9)
PHOTOS = 20


class Reports:
    """One of everything after the money: ``grow`` adds projects like the given one with a report and a visit each."""

    def __init__(self, province: Any) -> None:
        self.user = province.users["khuntan"]
        self.project = province.debtor.proposal
        self.first = paid.first_report(province.people, self.project)
        self.half = paid.half_year_report(province.people, self.project)
        amphoe = Amphoe.objects.select_related("province").get(code=self.project.amphoe_id)
        progress.forward_reports(reports=[self.half], forwarded_on=MET_ON, by=self.user, on=MET_ON)
        self.summary = summaries.send_summary(amphoe=amphoe, period=half_year(MARCH), by=self.user, on=MET_ON)
        (self.visit,) = visits.plan_visits(
            amphoe=amphoe, fiscal_year_be=2561, phase="DURING", activity="เยี่ยมกลุ่ม", planned_on=MET_ON,
            proposals=[self.project], request_key=uuid4(), by=self.user,
        )  # fmt: skip
        self.photo = self.first.photos.get()
        self._pay([row for state, row in province.in_state.items() if state in PAID_OUT])

    def grow(self, proposals: list, numbers: range, alike: Callable) -> None:
        """Give each of the new proposals its money, a report that waits and a visit."""
        self._pay(proposals)
        by_number = dict(zip(numbers, proposals, strict=True))
        alike(self.first, numbers, proposal_id=lambda n: by_number[n].pk)
        alike(self.visit, numbers, proposal_id=lambda n: by_number[n].pk, request_key=lambda n: uuid4())
        if self.first.photos.count() < PHOTOS:
            files = alike(self.photo.file, range(PHOTOS - 1), sha256=lambda n: f"{n:064}")
            ProgressPhoto.objects.bulk_create(
                ProgressPhoto(report=self.first, file=file, added_by=self.user, added_on=MET_ON) for file in files
            )

    def _pay(self, proposals: list) -> None:
        StateChange.objects.bulk_create(
            StateChange(
                proposal=row, step="TRANSFER", from_state="CONTRACT_SIGNED", to_state="TRANSFERRED", on=paid.PAID_ON
            )
            for row in proposals
        )
