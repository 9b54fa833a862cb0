"""Commands of the ledger. Whatever happens to the fund's money, it is written here and nowhere else.

Entries of one province take turns (an advisory lock), as do the closes of its months: numbers have no gaps, a source is
posted once, and no entry slips into a month while it is being closed. The database's triggers hold the same laws.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from areas.rules import last_business_day_of_month
from areas.selectors import business_calendar
from documents.services import take_number
from thai.baht import require_money
from thai.dates import fiscal_year_be, month_end, month_long, month_start
from thai.refusals import Refusal, reader_is_english
from thai.refusals import sentence as _
from treasury import chart, closing, selectors
from treasury.models import JournalEntry, MonthClose, Posting

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
    wanted = _netted(lines)
    lock_books(province=code)
    existing = JournalEntry.objects.filter(source=source, kind=kind).first()
    if existing is not None:
        if existing.province_id == code and existing.value_on == value_on and _lines_of(existing) == wanted:
            return existing
        raise AlreadyPosted(
            _("รายการ %(source)s ลงบัญชีไปแล้วด้วยจำนวนเงินอื่น (รายการที่ %(number)s)"),
            source=source,
            number=f"{existing.number}/{existing.year_be}",
        )
    if len(wanted) < 2 or sum(wanted.values()):
        raise NotBalanced(
            _("เดบิตและเครดิตไม่เท่ากัน ต่างกัน %(difference)s บาท จึงลงบัญชีไม่ได้"),
            difference=abs(sum(wanted.values(), Decimal("0.00"))),
        )
    if selectors.is_closed(province=code, day=posting_on):
        raise MonthClosed(
            _("เดือน%(month)s ปิดบัญชีแล้ว ลงรายการวันที่ %(day)s ไม่ได้"),
            month=MonthName(posting_on),
            day=posting_on,
        )
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


def _netted(lines: Iterable[Line]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        key = (line.account, line.party)
        sums[key] = sums.get(key, Decimal("0.00")) + require_money(line.amount)
    return {key: amount for key, amount in sums.items() if amount}


def _lines_of(entry: JournalEntry) -> dict[tuple[str, str], Decimal]:
    return {(posting.account_id, posting.party): posting.amount for posting in entry.postings.all()}


@transaction.atomic
def reverse(*, entry: JournalEntry, on: date, by: Any, reason: str) -> JournalEntry:
    """Undo an entry by another of opposite lines, in the first open month; done twice it stays one reversal.

    :raises ReasonMissing: no reason was given.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการกลับรายการ"))
    return post(
        province=entry.province_id,
        posting_on=first_open_day(province=entry.province_id, on=on),
        value_on=entry.value_on,
        kind=JournalEntry.Kind.REVERSAL,
        memo=f"กลับรายการ {entry.number}/{entry.year_be}: {reason.strip()}",
        source=f"entry:{entry.pk}",
        lines=[Line(posting.account_id, -posting.amount, posting.party) for posting in entry.postings.all()],
        by=by,
        reverses=entry,
    )


# -- the fund's capital on its way to the members (R-DISB-01) ---------------------------------------------------------
@transaction.atomic
def allocate_capital(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book revolving capital that the fund allocated to the province's treasury deposit.

    :param reference: number of the allocation paper; the same paper is booked once.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01.
    """
    return post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=JournalEntry.Kind.ALLOCATION,
        memo=f"รับจัดสรรเงินทุนหมุนเวียน ตามหนังสือ {reference}",
        source=_source("allocation", province, reference),
        lines=_moved(amount, debit=chart.TREASURY_DEPOSIT, credit=chart.FUND_CAPITAL),
        by=by,
    )


@transaction.atomic
def draw(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book money moved from the treasury deposit to the savings account, to be lent from there.

    :param reference: number of the drawing paper; the same paper is booked once.
    :raises NotEnoughMoney: the treasury deposit holds less on that day.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01.
    """
    lock_books(province=province)
    source = _source("drawing", province, reference)
    if not JournalEntry.objects.filter(source=source, kind=JournalEntry.Kind.DRAWING).exists():
        held = selectors.balance(province=province, account=chart.TREASURY_DEPOSIT, as_of=on)
        if require_money(amount) > held:
            raise NotEnoughMoney(
                _("เงินฝากคลังมี %(held)s บาท ไม่พอเบิก %(amount)s บาท"), held=held, amount=require_money(amount)
            )
    return post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=JournalEntry.Kind.DRAWING,
        memo=f"เบิกจากเงินฝากคลังเข้าบัญชีออมทรัพย์ ตามฎีกา {reference}",
        source=source,
        lines=_moved(amount, debit=chart.BANK, credit=chart.TREASURY_DEPOSIT),
        by=by,
    )


@transaction.atomic
def remit_month(*, province, on: date, by: Any, month_on: date | None = None) -> JournalEntry:
    """Move what borrowers paid back to the treasury deposit, once a month, from its last business day on.

    All receipts posted up to the day (or up to the month's end when remitted later) that no remittance took before;
    receipts after it go with the next month's. Done again it returns the entry that is there.

    :param month_on: a day of the month meant; that of ``on`` when left out.
    :raises TooEarly: the month's last business day has not come.
    :raises NothingToRemit: nothing was received since the last remittance.
    Source: R-REPAY-13, DL-16, A-31.
    """
    code, month = selectors.code_of(province), month_start(month_on or on)
    lock_books(province=code)
    existing = selectors.remittance_of(province=code, month_on=month)
    if existing is not None:
        return existing
    last = last_business_day_of_month(
        year=month.year, month=month.month, is_business_day=business_calendar(province=code)
    )
    if on < last:
        raise TooEarly(_("นำส่งเงินของเดือนได้ตั้งแต่วันทำการสุดท้ายของเดือน คือวันที่ %(last)s"), last=last)
    amount = selectors.to_remit(province=code, as_of=min(on, month_end(month)))
    if amount <= 0:
        raise NothingToRemit(_("เดือน%(month)s ไม่มีเงินรับชำระที่ต้องนำส่ง"), month=MonthName(month))
    return post(
        province=code,
        posting_on=first_open_day(province=code, on=on),
        value_on=on,
        kind=JournalEntry.Kind.REMITTANCE,
        memo=f"นำส่งเงินรับชำระคืนเข้าเงินฝากคลัง เดือน{month_long(month.year, month.month, thai_digits=False)}",
        source=f"remittance:{code}:{month:%Y-%m}",
        lines=_moved(amount, debit=chart.TREASURY_DEPOSIT, credit=chart.BANK),
        by=by,
    )


def _moved(amount: Decimal, *, debit: str, credit: str) -> list[Line]:
    money = require_money(amount)
    if money <= 0:
        raise AmountNotPositive(_("จำนวนเงินต้องมากกว่าศูนย์"))
    return [Line(debit, money), Line(credit, -money)]


def _source(what: str, province, reference: str) -> str:
    text = " ".join(reference.split())
    if not text:
        raise ReasonMissing(_("ต้องระบุเลขที่เอกสารอ้างอิง"))
    return f"{what}:{selectors.code_of(province)}:{text}"[:60]


# -- closing a month --------------------------------------------------------------------------------------------------
@transaction.atomic
def close_month(*, province, month_on: date, by: Any, on: date) -> MonthClose:
    """Close a month after its last day: from then on it takes no entry. Another person confirms it afterwards.

    :raises MonthClosed: it is closed already.
    :raises TooEarly: the month is not over.
    :raises NothingToClose: the province's books begin later, or a month before it is still open.
    :raises NotReadyToClose: a line of the checklist stands open; the sentence names it.
    Source: R-REP-07.
    """
    code, month = selectors.code_of(province), month_start(month_on)
    lock_books(province=code)
    name = MonthName(month)
    if selectors.is_closed(province=code, day=month):
        raise MonthClosed(_("เดือน%(month)s ปิดบัญชีไปแล้ว"), month=name)
    if on <= month_end(month):
        raise TooEarly(_("เดือน%(month)s ยังไม่สิ้นสุด ปิดบัญชีได้หลังวันที่ %(last)s"), month=name, last=month_end(month))
    first = selectors.first_month(province=code)
    if first is None or month < first:
        raise NothingToClose(_("เดือน%(month)s ยังไม่มีบัญชีให้ปิด"), month=name)
    earlier = [open_on for open_on in selectors.open_months(province=code, until=month) if open_on < month]
    if earlier:
        raise NothingToClose(
            _("ต้องปิดเดือน%(earlier)s ก่อน จึงจะปิดเดือน%(month)s ได้"),
            earlier=MonthName(earlier[0]),
            month=name,
        )
    for check in closing.checklist(province=code, month_on=month):
        if not check.is_met:
            raise NotReadyToClose(
                _("ยังปิดเดือน%(month)s ไม่ได้: %(label)s — %(detail)s"),
                month=name,
                label=check.label,
                detail=check.detail,
            )
    before = selectors.close_of(province=code, month_on=month)
    return MonthClose.objects.create(
        province_id=code,
        month_on=month,
        revision=before.revision + 1 if before else 1,
        closed_by=by,
        closed_on=on,
    )


@transaction.atomic
def confirm_close(*, province, month_on: date, by: Any, on: date) -> MonthClose:
    """Confirm a close that somebody else made.

    :raises NothingToClose: the month is not closed, or was confirmed before.
    :raises OwnClose: it was closed by the same person.
    """
    close = _locked_close(province=province, month_on=month_on, states=[MonthClose.State.CLOSED])
    if close.closed_by_id == by.pk:
        raise OwnClose(_("ผู้ปิดกับผู้ยืนยันต้องเป็นคนละคน"))
    close.state, close.confirmed_by, close.confirmed_on = MonthClose.State.CONFIRMED, by, on
    close.save(update_fields=["state", "confirmed_by", "confirmed_on"])
    return close


@transaction.atomic
def reopen_month(*, province, month_on: date, by: Any, on: date, reason: str) -> MonthClose:
    """Open a closed month again, by name and reason; only the last closed one, so that the order of months holds.

    :raises ReasonMissing: no reason was given.
    :raises NothingToClose: the month is not closed, or a later one is closed.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่เปิดเดือนใหม่"))
    close = _locked_close(
        province=province, month_on=month_on, states=[MonthClose.State.CLOSED, MonthClose.State.CONFIRMED]
    )
    later = (
        MonthClose.objects.filter(province_id=close.province_id, month_on__gt=close.month_on)
        .exclude(state=MonthClose.State.REOPENED)
        .order_by("-month_on")
        .first()
    )
    if later is not None:
        raise NothingToClose(
            _("ต้องเปิดเดือน%(later)s ก่อน เพราะปิดอยู่หลังเดือนนี้"),
            later=MonthName(later.month_on),
        )
    close.state, close.reopened_by, close.reopened_on = MonthClose.State.REOPENED, by, on
    close.reason = reason.strip()[:300]
    close.save(update_fields=["state", "reopened_by", "reopened_on", "reason"])
    return close


def _locked_close(*, province, month_on: date, states: list[str]) -> MonthClose:
    month = month_start(month_on)
    lock_books(province=province)
    close = (
        MonthClose.objects.select_for_update()
        .filter(province_id=selectors.code_of(province), month_on=month, state__in=states)
        .first()
    )
    if close is None:
        raise NothingToClose(_("เดือน%(month)s ไม่มีการปิดบัญชีที่รอคำสั่งนี้"), month=MonthName(month))
    return close
