"""From the close of July to the confirmations of 30 September 2561: closed months, monthly packs, letters to debtors.

Every function may be played again: what is done already is left as it is. The jobs are done here and now, without a
worker.
"""

from contextlib import suppress
from datetime import date

from debt_followup import services as debt
from debt_followup.models import Confirmation
from jobs.models import JobRun
from jobs.services import work
from reports import services
from reports.demo import people
from reports.models import MonthlyPack
from reports.selectors import packs as pack_selectors
from thai.dates import month_start
from treasury import services as treasury
from treasury.selectors import open_months

REMITTED_ON = date(2018, 7, 31)  # the last business day of July
CLOSED_ON = date(2018, 8, 1)
PACKED_ON = date(2018, 8, 3)  # the 5th is a Sunday
CONFIRMED_ON = date(2018, 9, 30)
LAST_MONTH = date(2018, 7, 1)


def play() -> None:
    """Play from the remittance of July to the letters of September."""
    close_months()
    packs()
    september()


def close_months(*, until: date = LAST_MONTH, remitted_on: date = REMITTED_ON, on: date = CLOSED_ON) -> list[date]:
    """Remit the month's receipts and close every open month up to it; the chief confirms. Return the months closed."""
    users = people.read().users
    with suppress(treasury.NothingToRemit):
        treasury.remit_month(province=people.PROVINCE, on=remitted_on, by=users["accountant"])
    months = open_months(province=people.PROVINCE, until=until)
    for month in months:
        treasury.close_month(province=people.PROVINCE, month_on=month, by=users["accountant"], on=on)
        treasury.confirm_close(province=people.PROVINCE, month_on=month, by=users["chief"], on=on)
    return months


def packs(*, until: date = LAST_MONTH, on: date = PACKED_ON) -> list[MonthlyPack]:
    """Make the pack of every closed month that has none yet and mark it as sent, all but the last."""
    by = people.read().users["accountant"]
    made = []
    months = pack_selectors.months(province=people.PROVINCE, on=on)
    for month in reversed(months):
        if month.month_on > month_start(until) or not month.is_confirmed or month.has_final:
            continue
        run = services.make_pack(province=people.PROVINCE, month_on=month.month_on, by=by, on=on)
        pack = MonthlyPack.objects.get(run=_done(run))
        if month.month_on < month_start(until):
            services.mark_sent(pack=pack, by=by, on=on)
        made.append(pack)
    return made


def september(*, on: date = CONFIRMED_ON) -> JobRun:
    """Write the confirmation letters of every open debtor as of 30 September, and their batch."""
    done = JobRun.objects.filter(
        pk__in=Confirmation.objects.filter(province=people.PROVINCE, as_of=on).values("run"), state=JobRun.State.DONE
    ).first()
    if done is not None:
        return done
    by = people.read().users["secretary"]
    return _done(debt.start_confirmations(province=people.PROVINCE, as_of=on, by=by, on=on))


def _done(run: JobRun) -> JobRun:
    work(run_id=run.pk)
    run.refresh_from_db()
    if run.state != JobRun.State.DONE:
        raise RuntimeError(f"{run.job} {run.period}: {run.message or run.state}")
    return run
