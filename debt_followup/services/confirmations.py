"""Commands of this room: starting the September confirmation by hand."""

from datetime import date

from django.db import transaction

from areas.models import User
from areas.selectors import office_of
from debt_followup import jobs, selectors
from jobs.models import JobRun
from jobs.services import ensure_run
from loans.models import Contract
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NotYet(Refusal):
    """Balances are confirmed as of a day that has come."""


class BeforeService(Refusal):
    """The province did not use the system on that day yet."""


class NotThatDay(Refusal):
    """Balances are confirmed as of 30 September."""


class AllConfirmed(Refusal):
    """Every open debtor has her letter as of that day."""


def start_confirmations(*, province: str, as_of: date, by: User, on: date) -> JobRun:
    """Start the confirmation of a province as of 30 September, or let the run that is there go on.

    After a finished or a cancelled run the next revision writes the letters that are still missing.

    :raises NotThatDay: the day is no 30 September.
    :raises NotYet: the day has not come.
    :raises BeforeService: the province was not in service on that day.
    :raises AllConfirmed: a run is done and no contract waits for a letter.
    :raises areas.selectors.OfficeMissing: the province has no office yet.
    Source: R-DEBT-07, DL-24, A-32.
    """
    if (as_of.month, as_of.day) != (9, 30):
        raise NotThatDay(_("ยืนยันยอดหนี้ได้ ณ วันที่ 30 กันยายนเท่านั้น"))
    if as_of > on:
        raise NotYet(_("ยังไม่ถึงวันที่ %(as_of)s จึงยืนยันยอดหนี้ของวันนั้นไม่ได้"), as_of=as_of)
    office = office_of(province=province)
    if as_of < office.in_service_on:
        raise BeforeService(
            _("%(office)s เริ่มใช้ระบบวันที่ %(since)s จึงยืนยันยอดหนี้ก่อนวันนั้นไม่ได้"),
            office=office.name,
            since=office.in_service_on,
        )
    with transaction.atomic():
        last = selectors.runs(province=province, as_of=as_of).order_by("-revision").first()
        revision = last.revision if last else 1
        if last is not None and last.state in (JobRun.State.DONE, JobRun.State.CANCELLED):
            if not selectors.unconfirmed(contracts=Contract.objects.filter(province=province), as_of=as_of):
                raise AllConfirmed(_("ออกหนังสือยืนยันยอดหนี้ ณ วันที่ %(as_of)s ครบทุกสัญญาแล้ว"), as_of=as_of)
            revision += 1
        return ensure_run(job=jobs.NAME, province=province, period=as_of.isoformat(), on=on, revision=revision, by=by)
