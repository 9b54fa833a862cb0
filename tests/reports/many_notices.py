"""What the pages of bills and demands show, one batch with its letters and as many more as one wants."""

from collections.abc import Callable
from datetime import date, timedelta

from debt_followup.models import DeliveryEvent, Notice
from debt_followup.rules.deliveries import DeliveryStep
from debt_followup.rules.notices import NoticeKind
from debt_followup.services import deliveries, notices
from jobs.services import work

ON = date(2018, 9, 30)
LONG_AGO = date(2010, 1, 1)


class Notices:
    """A batch of bills that is done, one of whose letters was given to the amphoe."""

    def __init__(self, province) -> None:
        by, debtor = province.users["secretary"], province.debtor
        self.batch = notices.start_notices(amphoe=debtor.amphoe, kind=NoticeKind.INVOICE, by=by, on=ON)
        work(run_id=self.batch.run_id)
        self.batch.refresh_from_db()
        self.bill = Notice.objects.filter(batch=self.batch).select_related("document").first()
        self.by_post = self.bill.deliveries.get(route="POST")
        self.given = deliveries.take_delivery_step(
            delivery=self.bill.deliveries.get(route="AMPHOE"), step=DeliveryStep.GIVE, by=by, happened_on=ON, on=ON
        )

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many letters of the batch, each with its way and its steps."""
        papers = dict(zip(numbers, alike(self.bill.document, numbers, number=lambda n: f"copy bill {n}"), strict=True))
        bills = alike(
            self.bill,
            numbers,
            code=lambda n: f"N5799{n:07}",
            document_id=lambda n: papers[n].pk,
            issued_on=lambda n: LONG_AGO + timedelta(days=n),
            reply_by=lambda n: LONG_AGO + timedelta(days=n + 15),
        )
        by_number = dict(zip(numbers, bills, strict=True))
        alike(self.by_post, numbers, notice_id=lambda n: by_number[n].pk)
        alike(DeliveryEvent.objects.filter(delivery=self.given).first(), numbers)
        alike(self.batch, numbers, run_id=lambda n: None, letters_id=lambda n: None, sheets_id=lambda n: None)
