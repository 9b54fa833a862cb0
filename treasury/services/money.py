"""The fund's money between its accounts: what is allocated, drawn, spent and given back (R-DISB-01, R-BUD-01..03)."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from thai.baht import require_money
from thai.dates import fiscal_year_be as fiscal_year_of
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart, selectors
from treasury.models import BudgetLine, JournalEntry

from .ledger import (
    AmountNotPositive,
    Line,
    NotEnoughMoney,
    ReasonMissing,
    first_open_day,
    lock_books,
    post,
    reverse,
    write_budget_line,
)

Plan = BudgetLine.Plan
MOST_OF_SOURCE = 56  # the field holds 60; the rest is for which time a paper is booked
FUNDS = {
    Plan.ADMINISTRATION: chart.ADMINISTRATION_FUNDS,
    Plan.SUBSIDY: chart.SUBSIDY_FUNDS,
    Plan.REVOLVING: chart.FUND_CAPITAL,
}
_NAMES = {  # stays Thai: kept in the books
    Plan.ADMINISTRATION: "เงินงบบริหาร",  # stays Thai: kept in the books
    Plan.SUBSIDY: "เงินงบอุดหนุน",  # stays Thai: kept in the books
    Plan.REVOLVING: "เงินทุนหมุนเวียน",  # stays Thai: kept in the books
}


_Kind = JournalEntry.Kind
# What a person types in this room, and may take back here.
TYPED = (
    _Kind.ALLOCATION,
    _Kind.ADMIN,
    _Kind.RETURN,
    _Kind.INTEREST,
    _Kind.BANK_FEE,
    _Kind.ALLOWANCE,
)


class NotTyped(Refusal):
    """An entry that is not taken back where it was typed, because nobody typed it here alone."""


class BudgetExceeded(NotEnoughMoney):
    """More would be drawn or returned than remains of a plan."""


@transaction.atomic
def allocate_budget(
    *, province, plan: str, amount: Decimal, reference: str, on: date, by: Any, fiscal_year_be: int | None = None
) -> JournalEntry:
    """Book money of one plan that the fund allocated to the province's treasury deposit.

    :param reference: number of the allocation paper; the same paper of the same plan is booked once.
    :param fiscal_year_be: the fiscal year of the budget; that of ``on`` when left out.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01, R-BUD-01.
    """
    chosen = Plan(plan)
    entry = post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=JournalEntry.Kind.ALLOCATION,
        memo=f"รับจัดสรร{_NAMES[chosen]} ตามหนังสือ {reference}",  # stays Thai: kept in the books
        source=paper_source(JournalEntry.Kind.ALLOCATION, "allocation", province, reference, plan=chosen),
        lines=moved(amount, debit=chart.TREASURY_DEPOSIT, credit=FUNDS[chosen]),
        by=by,
    )
    write_budget_line(
        entry=entry,
        plan=chosen,
        kind=BudgetLine.Kind.ALLOCATED,
        amount=require_money(amount),
        fiscal_year_be=fiscal_year_be,
    )
    return entry


def allocate_capital(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book revolving capital that the fund allocated to the province's treasury deposit; as ``allocate_budget``."""
    return allocate_budget(province=province, plan=Plan.REVOLVING, amount=amount, reference=reference, on=on, by=by)


@transaction.atomic
def spend_administration(
    *, province, amount: Decimal, text: str, reference: str, on: date, by: Any, fiscal_year_be: int | None = None
) -> JournalEntry:
    """Book what the administration of the fund cost, paid out of the treasury deposit.

    :param text: for what, in words.
    :param reference: number of the drawing paper; the same paper is booked once.
    :raises NotEnoughMoney: the treasury deposit holds less.
    :raises BudgetExceeded: less remains of the plan.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted, ReasonMissing: as the names say.
    Source: R-BUD-01, R-REP-14.
    """
    lock_books(province=province)
    source = paper_source(JournalEntry.Kind.ADMIN, "administration", province, reference)
    if not JournalEntry.objects.filter(source=source, kind=JournalEntry.Kind.ADMIN).exists():
        if not text.strip():
            raise ReasonMissing(_("ต้องระบุว่าจ่ายเป็นค่าอะไร"))
        require_deposit(province=province, amount=amount, on=on)
        require_budget(province=province, plan=Plan.ADMINISTRATION, amount=amount, fiscal_year=fiscal_year_be, on=on)
    entry = post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=JournalEntry.Kind.ADMIN,
        memo=f"{text.strip()} ตามฎีกา {reference}",  # stays Thai: kept in the books
        source=source,
        lines=moved(amount, debit=chart.ADMINISTRATION, credit=chart.TREASURY_DEPOSIT),
        by=by,
    )
    write_budget_line(
        entry=entry,
        plan=Plan.ADMINISTRATION,
        kind=BudgetLine.Kind.DRAWN,
        amount=require_money(amount),
        fiscal_year_be=fiscal_year_be,
    )
    return entry


@transaction.atomic
def return_budget(
    *, province, plan: str, amount: Decimal, reference: str, on: date, by: Any, fiscal_year_be: int | None = None
) -> JournalEntry:
    """Book undrawn money of a plan that goes back from the treasury deposit to the department.

    :param reference: number of the paper; the same paper of the same plan is booked once.
    :raises NotEnoughMoney: the treasury deposit holds less.
    :raises BudgetExceeded: less remains of the plan.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-BUD-03.
    """
    chosen = Plan(plan)
    lock_books(province=province)
    source = paper_source(JournalEntry.Kind.RETURN, "return", province, reference, plan=chosen)
    if not JournalEntry.objects.filter(source=source, kind=JournalEntry.Kind.RETURN).exists():
        require_deposit(province=province, amount=amount, on=on)
        require_budget(province=province, plan=chosen, amount=amount, fiscal_year=fiscal_year_be, on=on)
    entry = post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=JournalEntry.Kind.RETURN,
        memo=f"ส่งคืน{_NAMES[chosen]}ให้กรม ตามหนังสือ {reference}",  # stays Thai: kept in the books
        source=source,
        lines=moved(amount, debit=FUNDS[chosen], credit=chart.TREASURY_DEPOSIT),
        by=by,
    )
    write_budget_line(
        entry=entry,
        plan=chosen,
        kind=BudgetLine.Kind.RETURNED,
        amount=require_money(amount),
        fiscal_year_be=fiscal_year_be,
    )
    return entry


@transaction.atomic
def book_bank_interest(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book the interest that the bank paid on the savings account.

    :param reference: what the statement says of it; the same reference is booked once.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    """
    paid = moved(amount, debit=chart.BANK, credit=chart.BANK_INTEREST)
    memo = f"รับดอกเบี้ยเงินฝากธนาคาร {reference}"  # stays Thai: kept in the books
    return _by_the_bank(province, _Kind.INTEREST, "bank_interest", paid, reference=reference, memo=memo, on=on, by=by)


@transaction.atomic
def book_bank_fee(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book a fee that the bank took from the savings account; as ``book_bank_interest``."""
    taken = moved(amount, debit=chart.BANK_FEES, credit=chart.BANK)
    memo = f"ธนาคารหักค่าธรรมเนียม {reference}"  # stays Thai: kept in the books
    return _by_the_bank(province, _Kind.BANK_FEE, "bank_fee", taken, reference=reference, memo=memo, on=on, by=by)


def _by_the_bank(
    province, kind: str, what: str, lines: list[Line], *, reference: str, memo: str, on: date, by: Any
) -> JournalEntry:
    """What the bank did to the savings account by itself, once a reference of its statement."""
    return post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=kind,
        memo=memo,
        source=paper_source(kind, what, province, reference),
        lines=lines,
        by=by,
    )


@transaction.atomic
def take_back(*, entry: JournalEntry, by: Any, reason: str) -> JournalEntry:
    """Undo an entry of a ``TYPED`` kind; money of the treasury deposit that went out since is not taken back.

    It stands on the day of the entry itself, as ``undo_drawing``: what is then typed anew is there once on every day.

    :raises NotTyped: another room booked it, or two persons did (``undo_opening``).
    :raises ReasonMissing: no reason was given.
    :raises NotEnoughMoney: the deposit would hold less than nothing, on that day or on a later one.
    :raises BudgetExceeded: more of an allocation was drawn than would be left of its plan.
    """
    if entry.kind not in TYPED:
        raise NotTyped(_("รายการนี้กลับที่หน้านี้ไม่ได้ ให้แก้ที่เอกสารต้นทาง"))
    lock_books(province=entry.province_id)
    require_deposit_without(entry=entry)
    budgeted = BudgetLine.objects.filter(entry=entry, kind=BudgetLine.Kind.ALLOCATED).first()
    if budgeted is not None and budgeted.plan != Plan.REVOLVING:  # of that one more may be drawn than was allocated
        require_budget(
            province=entry.province_id,
            plan=budgeted.plan,
            amount=budgeted.amount,
            fiscal_year=budgeted.fiscal_year_be,
            on=entry.posting_on,
        )
    return reverse(entry=entry, on=entry.posting_on, by=by, reason=reason)


def require_deposit_without(*, entry: JournalEntry) -> None:
    """Refuse to take an entry back whose money has left the treasury deposit since; the caller holds the books.

    :raises NotEnoughMoney: the deposit would hold less than nothing on the entry's day, or on a later one.
    """
    came_in = sum(
        (line.amount for line in entry.postings.all() if line.account_id == chart.TREASURY_DEPOSIT), Decimal("0.00")
    )
    if came_in > 0:
        day = first_open_day(province=entry.province_id, on=entry.posting_on)
        require_deposit(province=entry.province_id, amount=came_in, on=day)


def require_deposit(*, province, amount: Decimal, on: date) -> None:
    """Refuse to take more from the treasury deposit than it holds on a day and on every later one.

    :raises NotEnoughMoney: it holds less.
    """
    held = selectors.lowest_balance(province=province, account=chart.TREASURY_DEPOSIT, since=on)
    if require_money(amount) > held:
        raise NotEnoughMoney(
            _("เงินฝากคลังมี %(held)s บาท ไม่พอเบิก %(amount)s บาท"), held=held, amount=require_money(amount)
        )


def require_budget(*, province, plan: str, amount: Decimal, fiscal_year: int | None, on: date) -> None:
    """Refuse more than remains of a plan in a fiscal year, that of ``on`` where none is named.

    :raises BudgetExceeded: less remains.
    """
    year = fiscal_year or fiscal_year_of(on)
    remaining = selectors.budget(province=province, fiscal_year_be=year).of(plan).remaining
    if require_money(amount) > remaining:
        raise BudgetExceeded(
            _("%(plan)s ปีงบประมาณ %(year)s เหลือ %(remaining)s บาท ไม่พอสำหรับ %(amount)s บาท"),
            plan=PlanName(plan),
            year=year,
            remaining=remaining,
            amount=require_money(amount),
        )


class PlanName:
    """A plan within a refusal, written in the language of whoever reads it."""

    def __init__(self, plan: str) -> None:
        self.plan = str(plan)

    def __str__(self) -> str:
        return str(Plan(self.plan).label)


def moved(amount: Decimal, *, debit: str, credit: str) -> list[Line]:
    """Give the two lines of an amount that moves from one account to another.

    :raises AmountNotPositive: of nothing or less.
    """
    money = require_money(amount)
    if money <= 0:
        raise AmountNotPositive(_("จำนวนเงินต้องมากกว่าศูนย์"))
    return [Line(debit, money), Line(credit, -money)]


def first_source(what: str, province, reference: str, *, plan: str) -> str:
    """Return the source of the first entry of a paper."""
    text = " ".join(reference.split())
    if not text:
        raise ReasonMissing(_("ต้องระบุเลขที่เอกสารอ้างอิง"))
    of_plan = "" if plan == Plan.REVOLVING else f"{plan}:"  # the papers of one plan have their own numbers
    source = f"{what}:{selectors.code_of(province)}:{of_plan}{text}"
    if len(source) > MOST_OF_SOURCE:  # cut, two papers that differ at their end would be one
        source = f"{source[: MOST_OF_SOURCE - 13]}~{hashlib.sha256(source.encode()).hexdigest()[:12]}"
    return source


def paper_source(kind: str, what: str, province, reference: str, *, plan: str = Plan.REVOLVING) -> str:
    """Return the source of a paper's entry; of one whose entry was reversed a new one, so that it is booked again."""
    source = first_source(what, province, reference, plan=plan)
    lock_books(province=province)
    times = JournalEntry.objects.filter(kind=kind, source__startswith=source, reversed_by__isnull=False)
    undone = sum(1 for one in times if one.source == source or one.source.startswith(f"{source} #"))
    return f"{source} #{undone + 1}" if undone else source
