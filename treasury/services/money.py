"""The fund's money between its accounts: capital to the province, the monthly remittance back (R-DISB-01)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.rules import last_business_day_of_month
from areas.selectors import business_calendar
from thai.baht import require_money
from thai.dates import month_end, month_long, month_start
from thai.refusals import sentence as _
from treasury import chart, selectors
from treasury.models import JournalEntry

from .ledger import (
    AmountNotPositive,
    Line,
    MonthName,
    NotEnoughMoney,
    NothingToRemit,
    ReasonMissing,
    TooEarly,
    first_open_day,
    lock_books,
    post,
)


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
        memo=f"รับจัดสรรเงินทุนหมุนเวียน ตามหนังสือ {reference}",  # stays Thai: kept in the books
        source=_source("allocation", province, reference),
        lines=_moved(amount, debit=chart.TREASURY_DEPOSIT, credit=chart.FUND_CAPITAL),
        by=by,
    )


@transaction.atomic
def draw(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book money moved from the treasury deposit to the savings account, to be lent from there.

    :param reference: number of the drawing paper; the same paper is booked once.
    :raises NotEnoughMoney: the treasury deposit holds less on that day, or on a later one for which entries are booked.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01.
    """
    lock_books(province=province)
    source = _source("drawing", province, reference)
    if not JournalEntry.objects.filter(source=source, kind=JournalEntry.Kind.DRAWING).exists():
        held = selectors.lowest_balance(province=province, account=chart.TREASURY_DEPOSIT, since=on)
        if require_money(amount) > held:
            raise NotEnoughMoney(
                _("เงินฝากคลังมี %(held)s บาท ไม่พอเบิก %(amount)s บาท"), held=held, amount=require_money(amount)
            )
    return post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=JournalEntry.Kind.DRAWING,
        memo=f"เบิกจากเงินฝากคลังเข้าบัญชีออมทรัพย์ ตามฎีกา {reference}",  # stays Thai: kept in the books
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
    name = month_long(month.year, month.month, thai_digits=False)
    return post(
        province=code,
        posting_on=first_open_day(province=code, on=on),
        value_on=on,
        kind=JournalEntry.Kind.REMITTANCE,
        memo=f"นำส่งเงินรับชำระคืนเข้าเงินฝากคลัง เดือน{name}",  # stays Thai: kept in the books
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
