"""Debts that will not be paid: the allowance for them, their write-off, and what comes back later all the same."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from thai.baht import require_money
from thai.dates import format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart, debts, selectors
from treasury.models import JournalEntry

from .ledger import AmountNotPositive, Line, ReasonMissing, first_open_day, lock_books, post


class SamePerson(Refusal):
    """The one who approves is the one who asked."""


class NothingToAdjust(Refusal):
    """The allowance in the books is the one that the debts need."""


@transaction.atomic
def book_allowance(*, province, as_of: date, on: date, by: Any) -> JournalEntry:
    """Bring the allowance for doubtful debts in the books to what the debts of a day need by the policy in force.

    :param as_of: the day whose debts count; the entry is posted on it, or in the first open month after it.
    :raises areas.rules.NoPolicy: no rates are in force; nothing is computed without them.
    :raises NothingToAdjust: the books hold that allowance already.
    The rates are a dated policy (``allowance_rates``).
    """
    code = selectors.code_of(province)
    lock_books(province=code)
    needed = debts.allowance_report(province=code, as_of=as_of).needed.total
    day = first_open_day(province=code, on=as_of)
    held = -selectors.balance(province=code, account=chart.ALLOWANCE, as_of=max(day, on))
    change = needed - held
    if not change:
        raise NothingToAdjust(_("ค่าเผื่อหนี้สงสัยจะสูญในบัญชี %(held)s บาท ตรงกับที่ต้องตั้งแล้ว"), held=held)
    done = "ตั้งเพิ่ม" if change > 0 else "ลด"  # stays Thai: kept in the books
    times = JournalEntry.objects.filter(
        kind=JournalEntry.Kind.ALLOWANCE, source__startswith=f"allowance:{code}:{as_of.isoformat()}"
    ).count()
    return post(
        province=code,
        posting_on=day,
        value_on=as_of,
        kind=JournalEntry.Kind.ALLOWANCE,
        memo=f"{done}ค่าเผื่อหนี้สงสัยจะสูญ ณ วันที่ {format_short(as_of)}",  # stays Thai: kept in the books
        source=f"allowance:{code}:{as_of.isoformat()}" + (f":{times + 1}" if times else ""),
        lines=[Line(chart.DOUBTFUL_DEBTS, change), Line(chart.ALLOWANCE, -change)],
        by=by,
    )


@transaction.atomic
def write_off(
    *, province, party: str, principal: Decimal, decision_number: str, on: date, source: str, by: Any, approved_by: Any
) -> JournalEntry:
    """Book the principal of a debt as lost; the debtor stays, and what she pays later is a recovery.

    Contract interest and default interest become income on receipt only, so nothing of them is in the books to be lost.

    :param party: whose debt, such as ``contract:12``.
    :param decision_number: number of the authority's decision.
    :param source: what caused it, such as ``event:7``; booked once.
    :raises SamePerson: the approver is the one who asks.
    :raises ReasonMissing: the decision has no number.
    :raises AmountNotPositive, MonthClosed: as the names say.
    """
    if approved_by.pk == by.pk:
        raise SamePerson(_("ผู้อนุมัติตัดหนี้สูญต้องไม่ใช่ผู้เสนอ"))
    if not decision_number.strip():
        raise ReasonMissing(_("ต้องระบุเลขที่คำสั่งหรือมติที่ให้ตัดหนี้สูญ"))
    money = require_money(principal)
    if money <= 0:
        raise AmountNotPositive(_("จำนวนเงินต้องมากกว่าศูนย์"))
    return post(
        province=province,
        posting_on=first_open_day(province=province, on=on),
        value_on=on,
        kind=JournalEntry.Kind.WRITE_OFF,
        memo=f"ตัดหนี้สูญตามมติ {decision_number.strip()}",  # stays Thai: kept in the books
        source=source,
        lines=[Line(chart.WRITTEN_OFF, money, party), Line(chart.LOANS, -money, party)],
        by=by,
    )


def recovery_lines(*, amount: Decimal, party: str, bank_party: str) -> list[Line]:
    """The lines by which money under examination becomes a recovery of a debt that was written off.

    Post them with the kind ``RECOVERY``.

    :param party: whose debt it was, such as ``contract:12``.
    :param bank_party: the money's line, such as ``bank_line:9``.
    """
    money = require_money(amount)
    return [Line(chart.SUSPENSE, money, bank_party), Line(chart.RECOVERIES, -money, party)]
