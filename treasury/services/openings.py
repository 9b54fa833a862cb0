"""The balances with which a province's books begin: read by one person, posted or refused by another."""

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from thai.baht import require_money
from thai.dates import format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import selectors
from treasury.models import JournalEntry, OpeningBalances

from .debts import SamePerson
from .ledger import Line, NotBalanced, ReasonMissing, TooEarly, lock_books, month_closed, post, reverse
from .money import require_deposit, require_deposit_without

State = OpeningBalances.State


class BooksBegun(Refusal):
    """The books of the province hold entries of that day or before it already."""


class ImportedBefore(Refusal):
    """The same file was read in before."""


class AlreadyDecided(Refusal):
    """The opening balances were posted or refused before, or do not wait to be taken back."""


@transaction.atomic
def make_opening(
    *,
    province,
    as_of: date,
    reference: str,
    file_name: str,
    content: bytes,
    lines: Sequence[Line],
    by: Any,
    on: date,
) -> OpeningBalances:
    """Keep the opening balances of a file that was read without a fault, for a second person to post.

    :param as_of: the day at whose end these were the balances.
    :param reference: the paper that proves them.
    :raises TooEarly: the day has not come.
    :raises ReasonMissing: no paper was named.
    :raises NotBalanced: debit and credit differ, or there is no line.
    :raises MonthClosed: the month of the day is closed.
    :raises BooksBegun: the books have begun by that day.
    :raises ImportedBefore: the file was read in before and not refused.
    """
    code = selectors.code_of(province)
    if as_of > on:
        raise TooEarly(_("ยังไม่ถึงวันที่ %(day)s จึงบันทึกยอดของวันนั้นไม่ได้"), day=as_of)
    if not reference.strip():
        raise ReasonMissing(_("ต้องระบุหลักฐานอ้างอิงของยอดยกมา"))
    amounts = [require_money(line.amount) for line in lines]
    if len(amounts) < 2 or sum(amounts):
        raise NotBalanced(
            _("เดบิตและเครดิตไม่เท่ากัน ต่างกัน %(difference)s บาท จึงลงบัญชีไม่ได้"),
            difference=abs(sum(amounts, Decimal("0.00"))),
        )
    lock_books(province=code)
    if selectors.is_closed(province=code, day=as_of):
        raise month_closed(as_of)
    _require_unbegun(code, as_of)
    sha256 = hashlib.sha256(content).hexdigest()
    before = OpeningBalances.objects.filter(province_id=code, sha256=sha256)
    if before.exclude(state__in=[State.REFUSED, State.UNDONE]).exists():
        raise ImportedBefore(_("ไฟล์ “%(name)s” นำเข้าไว้แล้ว"), name=file_name[:100])
    return OpeningBalances.objects.create(
        province_id=code,
        as_of=as_of,
        reference=reference.strip()[:200],
        file_name=file_name[:200],
        sha256=sha256,
        rows=[
            {"account": line.account, "party": line.party, "amount": str(amount)}
            for line, amount in zip(lines, amounts, strict=True)
        ],
        total=sum((amount for amount in amounts if amount > 0), Decimal("0.00")),
        made_by=by,
        made_on=on,
    )


@transaction.atomic
def post_opening(*, opening: OpeningBalances, by: Any, on: date) -> JournalEntry:
    """Post opening balances that somebody else read in, on their own day.

    Where others of the province wait to be taken back, these take their place: the former entry is undone on its own
    day in the same step, so that no day holds both, or neither.

    :raises SamePerson: the one who read them in.
    :raises AlreadyDecided: they were posted or refused before.
    :raises BooksBegun: entries of that day or before it came in between.
    :raises MonthClosed: the month of the day is closed, or that of the entry which is replaced.
    :raises NotEnoughMoney: the treasury deposit would hold less than nothing on some day.
    """
    locked = _undecided(opening, by=by)
    replaced = OpeningBalances.objects.filter(province_id=locked.province_id, state=State.UNDO_ASKED).first()
    if replaced is not None:
        _undo(_asked_to_undo(replaced, by=by), by=by, on=on)
    _require_unbegun(locked.province_id, locked.as_of)
    entry = post(
        province=locked.province_id,
        posting_on=locked.as_of,
        value_on=locked.as_of,
        kind=JournalEntry.Kind.OPENING,
        memo=f"ยอดยกมา ณ วันที่ {format_short(locked.as_of)} ตาม {locked.reference}",  # stays Thai: kept in the books
        source=f"opening:{locked.pk}",
        lines=opening_lines(locked),
        by=by,
    )
    locked.state, locked.entry = State.POSTED, entry
    locked.decided_by, locked.decided_on = by, on
    locked.save(update_fields=["state", "entry", "decided_by", "decided_on"])
    if replaced is not None:
        since = min(replaced.as_of, locked.as_of)
        require_deposit(province=locked.province_id, amount=Decimal("0.00"), on=since)
    return entry


@transaction.atomic
def refuse_opening(*, opening: OpeningBalances, by: Any, on: date, reason: str) -> OpeningBalances:
    """Refuse opening balances that somebody else read in; the file may then be read in again.

    :raises ReasonMissing: no reason was given.
    :raises SamePerson, AlreadyDecided: as ``post_opening``.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    locked = _undecided(opening, by=by)
    locked.state, locked.reason = State.REFUSED, reason.strip()[:300]
    locked.decided_by, locked.decided_on = by, on
    locked.save(update_fields=["state", "reason", "decided_by", "decided_on"])
    return locked


@transaction.atomic
def ask_undo_opening(*, opening: OpeningBalances, by: Any, on: date, reason: str) -> OpeningBalances:
    """Ask that posted opening balances be taken back; another person decides.

    :raises ReasonMissing: no reason was given.
    :raises AlreadyDecided: they are not posted, or it was asked before.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการกลับรายการ"))
    locked = _locked(opening, state=State.POSTED)
    if JournalEntry.objects.filter(reverses=locked.entry_id).exists():
        raise AlreadyDecided(_("รายการบัญชีของยอดยกมานี้กลับรายการไปแล้ว"))
    locked.state, locked.undo_reason = State.UNDO_ASKED, reason.strip()[:300]
    locked.undo_asked_by, locked.undo_asked_on = by, on
    locked.save(update_fields=["state", "undo_reason", "undo_asked_by", "undo_asked_on"])
    return locked


@transaction.atomic
def undo_opening(*, opening: OpeningBalances, by: Any, on: date) -> JournalEntry:
    """Reverse the entry of opening balances that somebody else asked to take back, on its own day.

    Another file may then be read in. Where its money was drawn meanwhile, the other file is read in first: posting it
    takes these back (``post_opening``).

    :raises SamePerson: the one who asked.
    :raises AlreadyDecided: nobody asked, or it was decided before.
    :raises MonthClosed: the month of the entry is closed: its figures were reported.
    :raises NotEnoughMoney: the treasury deposit would hold less than nothing.
    """
    locked = _asked_to_undo(opening, by=by)
    require_deposit_without(entry=locked.entry)
    return _undo(locked, by=by, on=on)


def _undo(opening: OpeningBalances, *, by: Any, on: date) -> JournalEntry:
    entry = opening.entry
    if selectors.is_closed(province=opening.province_id, day=entry.posting_on):
        raise month_closed(entry.posting_on)
    undone = reverse(entry=entry, on=entry.posting_on, by=by, reason=opening.undo_reason)
    opening.state, opening.undone_by, opening.undone_on = State.UNDONE, by, on
    opening.save(update_fields=["state", "undone_by", "undone_on"])
    return undone


@transaction.atomic
def keep_opening(*, opening: OpeningBalances, by: Any, on: date) -> OpeningBalances:
    """Leave opening balances as they are that somebody else asked to take back; the history keeps that it was asked.

    :raises SamePerson, AlreadyDecided: as ``undo_opening``.
    """
    locked = _asked_to_undo(opening, by=by)
    locked.state, locked.undo_reason = State.POSTED, ""
    locked.undo_asked_by = locked.undo_asked_on = None
    locked.save(update_fields=["state", "undo_reason", "undo_asked_by", "undo_asked_on"])
    return locked


def opening_lines(opening: OpeningBalances) -> list[Line]:
    """The lines of opening balances as they will be posted."""
    return [Line(row["account"], Decimal(row["amount"]), row["party"]) for row in opening.rows]


def _undecided(opening: OpeningBalances, *, by: Any) -> OpeningBalances:
    locked = _locked(opening, state=State.MADE)
    if locked.made_by_id == by.pk:
        raise SamePerson(_("ผู้นำเข้ายอดยกมาพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked


def _asked_to_undo(opening: OpeningBalances, *, by: Any) -> OpeningBalances:
    locked = _locked(opening, state=State.UNDO_ASKED)
    if locked.undo_asked_by_id == by.pk:
        raise SamePerson(_("ผู้ขอกลับรายการพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked


def _locked(opening: OpeningBalances, *, state: str) -> OpeningBalances:
    lock_books(province=opening.province_id)
    locked = OpeningBalances.objects.select_for_update(of=("self",)).select_related("entry").get(pk=opening.pk)
    if locked.state != state:
        raise AlreadyDecided(_("ยอดยกมานี้พิจารณาไปแล้ว: %(state)s"), state=str(locked.get_state_display()))
    return locked


def _require_unbegun(province: str, as_of: date) -> None:
    # put right by another file, or about to be
    taken_back = Q(kind=JournalEntry.Kind.OPENING, reversed_by__isnull=False)
    taken_back |= Q(reverses__kind=JournalEntry.Kind.OPENING) | Q(opening__state=State.UNDO_ASKED)
    entries = JournalEntry.objects.filter(province_id=province, posting_on__lte=as_of).exclude(taken_back)
    first = entries.order_by("posting_on", "pk").first()
    if first is not None:
        raise BooksBegun(_("บัญชีของจังหวัดมีรายการตั้งแต่วันที่ %(day)s แล้ว ยอดยกมาต้องเป็นของวันก่อนหน้านั้น"), day=first.posting_on)
