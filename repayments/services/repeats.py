"""What a person says about a line that may have come in before: it is the same, or another."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from repayments import selectors
from repayments.models import BankLine, PossibleRepeat
from repayments.reasons import said
from repayments.selectors.incoming import PreviewRow
from repayments.services.lines import LineSettled, ReasonMissing
from repayments.services.taken_back import join
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import JournalEntry

State = BankLine.State


def write_repeats(keys: Sequence[int], rows: Sequence[PreviewRow]) -> None:
    """Write of new lines which other one each may be, where there is one."""
    PossibleRepeat.objects.bulk_create(
        PossibleRepeat(line_id=key, other_id=row.perhaps.pk)
        for key, row in zip(keys, rows, strict=True)
        if row.perhaps is not None
    )


@transaction.atomic
def decide_repeat(*, line: BankLine, is_same: bool, reason: str, by: Any, on: date) -> BankLine:
    """Say whether a line is the one that came in before.

    The same: its entry is reversed on its own day (or the first open day after it), so that the books hold the money
    once and the month agrees with the bank's. Another: it is judged as it would have been at its import.

    :raises ReasonMissing: no reason was given.
    :raises LineSettled: it was decided before, there is nothing to decide, or another line of the same kind of file is
        the one that came in before already.
    Source: docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ตัดสินว่าเป็นรายการเดียวกันหรือไม่"))
    treasury.lock_books(province=line.province_id)
    locked = BankLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if locked.state != State.PERHAPS_SAME:
        raise LineSettled(_("รายการนี้%(state)s เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    if is_same:
        _check_that_no_other_is(locked)
    PossibleRepeat.objects.filter(line=locked).update(
        is_same=is_same, reason=reason.strip()[:300], decided_by=by, decided_on=on
    )
    if is_same:
        _take_out(locked, reason=reason, by=by)
    else:
        (verdict,) = selectors.verdicts(lines=[locked], provinces=[locked.province_id])
        locked.state, locked.contract_id = verdict.finding.value, verdict.contract_id
        locked.score, locked.reason = int(verdict.score), verdict.why
    locked.save(update_fields=["state", "contract", "score", "reason"])
    join([locked])
    locked.refresh_from_db()
    return locked


def _check_that_no_other_is(line: BankLine) -> None:
    """One kind of file writes one payment once: of its lines at most one is the line that came in before."""
    other = BankLine.objects.select_for_update(of=("self",)).get(perhaps_repeated_by=line.pk)
    same = PossibleRepeat.objects.filter(other=other, is_same=True)
    if same.filter(line__file__profile=line.file.profile).exists():
        raise LineSettled(_("อีกรายการหนึ่งเป็นรายการเดียวกับรายการเดิมนี้แล้ว รายการนี้จึงเป็นคนละรายการ"))


def entry_of(line: BankLine) -> JournalEntry:
    """The newest entry of a line's money: of its import, or of when it was found to be no repeat after all."""
    again = line.undo_requests.filter(entry__isnull=False).select_related("entry").order_by("-pk").first()
    if again is not None and again.entry is not None:
        return again.entry
    return JournalEntry.objects.get(source=f"bank_line:{line.pk}", kind=JournalEntry.Kind.UNMATCHED)


def _take_out(line: BankLine, *, reason: str, by: Any) -> None:
    entry = entry_of(line)
    treasury.reverse(
        entry=entry,
        on=entry.posting_on,
        by=by,
        reason=f"รายการซ้ำกับรายการธนาคารอื่น: {reason.strip()}"[:250],  # stays Thai: kept in the books
    )
    line.state = State.SAME
    line.reason = said("SAME", reason=reason.strip())
