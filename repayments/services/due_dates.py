"""What follows once effective due dates moved with the calendar: courses, the split of receipts, books, letters."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from jobs.models import JobRun
from jobs.services import ensure_run
from loans.models import Contract
from repayments import letters
from repayments.models import MovedDueDate
from repayments.services.corrections import corrections_in, tell_corrections
from repayments.services.replays import close_if_paid_off, replay_locked
from repayments.services.write_offs import book_recoveries
from treasury import services as treasury

FOLLOW = "repayments.follow_holidays"


def follow_at_once(*, by: Any, on: date) -> JobRun:
    """Start the job that follows the calendar; a run that nobody has begun with does it all."""
    runs = JobRun.objects.filter(job=FOLLOW, province=None, period=on.isoformat())
    idle = runs.filter(state=JobRun.State.WAITING).select_for_update(of=("self",), skip_locked=True).first()
    revision = idle.revision if idle is not None else (runs.aggregate(last=Max("revision"))["last"] or 0) + 1
    return ensure_run(job=FOLLOW, province=None, period=on.isoformat(), revision=revision, on=on, by=by)


@transaction.atomic
def follow_due_dates(*, contract: Contract, on: date, by: Any) -> None:
    """Replay a contract by its moved due dates, book what changed, and tell the debtor whose receipts are split anew.

    :raises Refusal: what the replay or the letter lacks; the contract then waits on.
    Source: A-09, R-DEF-06.
    """
    treasury.lock_books(province=contract.province_id)
    rows = Contract.objects.select_for_update(of=("self",)).select_related("proposal", "province")
    locked = rows.get(pk=contract.pk)
    replayed = replay_locked(contract=locked, on=on, by=by)
    book_recoveries(contract_ids=[locked.pk], on=on, by=by)
    corrected = [(locked, corrections_in(replayed.changes))]
    tell_corrections(corrected=corrected, cause=letters.Cause.HOLIDAY, by=by, on=on)
    close_if_paid_off(contract=locked, replayed=replayed, on=on, by=by)
    followed([locked.pk])


def followed(contract_ids: Iterable[int]) -> None:
    """Let contracts wait no longer."""
    MovedDueDate.objects.filter(pk__in=list(contract_ids)).delete()
