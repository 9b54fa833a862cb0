"""Bill Payment forms and barcode cards of a whole amphoe, printed by a worker (R-REPAY-15)."""

from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Amphoe
from jobs.models import JobRun
from jobs.services import ensure_run
from repayments import selectors
from thai.refusals import Refusal
from thai.refusals import sentence as _

PRINT_BILLS = "repayments.print_bills"
PRINT_CARDS = "repayments.print_cards"


class NothingToPrint(Refusal):
    """No contract of the amphoe has an instalment for which a form is asked."""


@transaction.atomic
def print_bills(*, amphoe: Amphoe, due_by: date, by: Any, on: date) -> JobRun:
    """Have the Bill Payment forms of an amphoe printed: what each contract owes, and every instalment due by a day.

    Asked again after the former run ended it is a new one, which takes unchanged forms as they were issued.

    :raises NothingToPrint: as the name says.
    Source: R-REPAY-01, R-REPAY-15.
    """
    if not selectors.contracts_to_bill(amphoe=amphoe.pk, due_by=due_by).exists():
        raise NothingToPrint(_("อำเภอนี้ไม่มีงวดที่ครบกำหนดถึงวันที่ %(day)s"), day=due_by)
    return _start(
        job=PRINT_BILLS,
        period=f"{amphoe.pk} {due_by:%Y-%m-%d}",
        parameters={"amphoe": amphoe.pk, "due_by": due_by.isoformat()},
        amphoe=amphoe,
        by=by,
        on=on,
    )


@transaction.atomic
def print_cards(*, amphoe: Amphoe, by: Any, on: date) -> JobRun:
    """Have the barcode cards of all contracts in force of an amphoe printed, as ``print_bills``.

    :raises NothingToPrint: no contract is in force.
    """
    if not selectors.contracts_to_bill(amphoe=amphoe.pk).exists():
        raise NothingToPrint(_("อำเภอนี้ไม่มีสัญญาที่อยู่ระหว่างผ่อนชำระ"))
    return _start(job=PRINT_CARDS, period=amphoe.pk, parameters={"amphoe": amphoe.pk}, amphoe=amphoe, by=by, on=on)


def _start(*, job: str, period: str, parameters: dict[str, Any], amphoe: Amphoe, by: Any, on: date) -> JobRun:
    last = JobRun.objects.filter(job=job, province_id=amphoe.province_id, period=period).order_by("-revision").first()
    revision = 1 if last is None else last.revision
    if last is not None and last.state in (JobRun.State.DONE, JobRun.State.CANCELLED):
        revision += 1
    return ensure_run(
        job=job,
        province=amphoe.province_id,
        period=period,
        on=on,
        revision=revision,
        parameters=parameters,
        by=by,
    )
