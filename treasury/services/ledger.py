"""Writing entries and reversing them.

Entries of one province take turns (an advisory lock), as do the closes of its months: numbers have no gaps, a source is
posted once, and no entry slips into a month while it is being closed. The database's triggers hold the same laws.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from documents.services import take_number
from thai.baht import require_money
from thai.dates import fiscal_year_be, month_long
from thai.refusals import Refusal, reader_is_english
from thai.refusals import sentence as _
from treasury import selectors
from treasury.models import BudgetLine, JournalEntry, Posting

_POSTERS_LOCK = 7_303


class MonthClosed(Refusal):
    """The month of a posting date is closed."""


class NotBalanced(Refusal):
    """The lines of an entry do not sum to zero, or are none."""


class AlreadyPosted(Refusal):
    """The same source was posted before, with other lines."""


class OwnClose(Refusal):
    """The one who confirms a close is the one who made it."""


class NothingToClose(Refusal):
    """There is no month, or no close, on which the command could work."""


class NotReadyToClose(Refusal):
    """A line of the checklist stands open."""


class NotEnoughMoney(Refusal):
    """An account would be drawn below nothing."""


class NothingToRemit(Refusal):
    """No money of borrowers waits to be moved to the treasury deposit."""


class TooEarly(Refusal):
    """A day has not come on which the command may be given."""


class AmountNotPositive(Refusal):
    """An amount of nothing or less."""


class ReasonMissing(Refusal):
    """A command that changes what was settled needs its reason in words."""


@dataclass(frozen=True, slots=True)
class MonthName:
    """A month within a refusal, written in the language of whoever reads it."""

    day: date

    def __str__(self) -> str:
        return month_long(self.day.year, self.day.month, thai_digits=False, english=reader_is_english())


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry: the account's code, baht (a debit positive, a credit negative) and whom it concerns.

    ``party`` is a reference such as ``contract:12``, or nothing.
    """

    account: str
    amount: Decimal
    party: str = ""


def first_open_day(*, province, on: date) -> date:
    """The day itself when its month is open, else the first day of the first open month after it."""
    return selectors.first_open_day(province=province, on=on)


def lock_books(*, province) -> None:
    """Take the province's turn at its books until the transaction ends; entries of others wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_POSTERS_LOCK, int(selectors.code_of(province))])


@transaction.atomic
def post(
    *,
    province,
    posting_on: date,
    value_on: date,
    kind: str,
    memo: str,
    source: str,
    lines: Iterable[Line],
    by: Any,
    reverses: JournalEntry | None = None,
) -> JournalEntry:
    """Write one entry, or return the one that this source and kind already has.

    Two lines of one account and party are added up, lines of nothing are left out. Idempotent: the same source, kind,
    value date and lines give the entry that is there, whatever its posting date.

    :param province: the province or its code.
    :param source: what caused it, such as ``receipt:12``; unique together with ``kind``.
    :raises MonthClosed: the month of ``posting_on`` is closed.
    :raises NotBalanced: fewer than two lines, or a sum other than zero.
    :raises AlreadyPosted: the source was posted with other lines.
    :raises thai.baht.NotMoney: a float, or parts of a satang.
    """
    code = selectors.code_of(province)
    wanted = netted(lines)
    lock_books(province=code)
    existing = JournalEntry.objects.filter(source=source, kind=kind).first()
    if existing is not None:
        if existing.province_id == code and existing.value_on == value_on and _lines_of(existing) == wanted:
            return existing
        raise already_posted(existing)
    require_balanced(wanted)
    if selectors.is_closed(province=code, day=posting_on):
        raise month_closed(posting_on)
    year = fiscal_year_be(posting_on)
    entry = JournalEntry.objects.create(
        province_id=code,
        number=take_number(series=f"journal:{code}", year_be=year),
        year_be=year,
        posting_on=posting_on,
        value_on=value_on,
        kind=kind,
        memo=memo[:300],
        source=source,
        created_by=by,
        reverses=reverses,
    )
    Posting.objects.bulk_create(
        Posting(entry=entry, account_id=account, amount=amount, party=party)
        for (account, party), amount in wanted.items()
    )
    return entry


def netted(lines: Iterable[Line]) -> dict[tuple[str, str], Decimal]:
    """The lines with those of one account and party added up, and those of nothing left out.

    :raises thai.baht.NotMoney: a float, or parts of a satang.
    """
    sums: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        key = (line.account, line.party)
        sums[key] = sums.get(key, Decimal("0.00")) + require_money(line.amount)
    return {key: amount for key, amount in sums.items() if amount}


def require_balanced(wanted: dict[tuple[str, str], Decimal]) -> None:
    """Refuse lines that are fewer than two or do not sum to zero.

    :raises NotBalanced: as the name says.
    """
    if len(wanted) < 2 or sum(wanted.values()):
        raise NotBalanced(
            _("เดบิตและเครดิตไม่เท่ากัน ต่างกัน %(difference)s บาท จึงลงบัญชีไม่ได้"),
            difference=abs(sum(wanted.values(), Decimal("0.00"))),
        )


def already_posted(existing: JournalEntry | None, *, source: str = "") -> AlreadyPosted:
    """The refusal of a source that has other lines already, or stands twice in one batch."""
    return AlreadyPosted(
        _("รายการ %(source)s ลงบัญชีไปแล้วด้วยจำนวนเงินอื่น (รายการที่ %(number)s)"),
        source=existing.source if existing else source,
        number=f"{existing.number}/{existing.year_be}" if existing else "-",
    )


def month_closed(day: date) -> MonthClosed:
    """The refusal of a posting date whose month is closed."""
    return MonthClosed(_("เดือน%(month)s ปิดบัญชีแล้ว ลงรายการวันที่ %(day)s ไม่ได้"), month=MonthName(day), day=day)


def _lines_of(entry: JournalEntry) -> dict[tuple[str, str], Decimal]:
    return {(posting.account_id, posting.party): posting.amount for posting in entry.postings.all()}


@transaction.atomic
def reverse(*, entry: JournalEntry, on: date, by: Any, reason: str, value_on: date | None = None) -> JournalEntry:
    """Undo an entry by another of opposite lines, in the first open month; done twice it stays one reversal.

    :param value_on: the day on which the bank moved the money back; the entry's own where no money moved.
    :raises ReasonMissing: no reason was given.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการกลับรายการ"))
    undone = post(
        province=entry.province_id,
        posting_on=first_open_day(province=entry.province_id, on=on),
        value_on=value_on or entry.value_on,
        kind=JournalEntry.Kind.REVERSAL,
        memo=f"กลับรายการ {entry.number}/{entry.year_be}: {reason.strip()}",  # stays Thai: kept in the books
        source=f"entry:{entry.pk}",
        lines=[Line(posting.account_id, -posting.amount, posting.party) for posting in entry.postings.all()],
        by=by,
        reverses=entry,
    )
    budgeted = BudgetLine.objects.filter(entry=entry).first()
    if budgeted is not None:
        write_budget_line(
            entry=undone,
            plan=budgeted.plan,
            kind=budgeted.kind,
            amount=-budgeted.amount,
            fiscal_year_be=budgeted.fiscal_year_be,
        )
    return undone


def write_budget_line(
    *, entry: JournalEntry, plan: str, kind: str, amount: Decimal, fiscal_year_be: int | None = None
) -> BudgetLine:
    """Give an entry its line of the budget, once; the fiscal year is the entry's own unless another is named."""
    line, _created = BudgetLine.objects.get_or_create(
        entry=entry,
        defaults={
            "province_id": entry.province_id,
            "fiscal_year_be": fiscal_year_be or entry.year_be,
            "plan": plan,
            "kind": kind,
            "amount": amount,
        },
    )
    return line
