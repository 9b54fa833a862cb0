"""Money drawn from the treasury deposit, and drawn money that goes back; one typed wrongly is taken back by two."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q

from thai.baht import require_money
from thai.dates import fiscal_year_be as fiscal_year_of
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart, selectors, sources
from treasury.models import BudgetLine, DrawingUndo, JournalEntry

from .debts import SamePerson
from .ledger import NotEnoughMoney, ReasonMissing, first_open_day, lock_books, post, reverse, write_budget_line
from .money import NotTyped, Plan, first_source, moved, paper_source, require_budget, require_deposit
from .openings import AlreadyDecided

State = DrawingUndo.State
_Kind = JournalEntry.Kind
NOTHING = Decimal("0.00")


class NotDrawn(Refusal):
    """Money of this plan is not moved to the savings account."""


class NothingChanges(Refusal):
    """What was drawn instead is what is in the books."""


@transaction.atomic
def draw(
    *,
    province,
    amount: Decimal,
    reference: str,
    on: date,
    by: Any,
    plan: str = Plan.REVOLVING,
    fiscal_year_be: int | None = None,
) -> JournalEntry:
    """Book money moved from the treasury deposit to the savings account, to be lent or given from there.

    Of the revolving plan more may be drawn than the year's allocation, because what borrowers paid back is lent again;
    of a subsidy no more than remains of the plan, once its allocation is in the books.

    :param reference: number of the drawing paper; the same paper is booked once.
    :raises NotEnoughMoney: the treasury deposit holds less on that day, or on a later one for which entries are booked.
    :raises BudgetExceeded: less remains of the subsidy's plan.
    :raises NotDrawn: the administration's costs are paid out of the deposit itself: ``spend_administration``.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01, R-BUD-02.
    """
    chosen = _drawn_plan(plan)
    lock_books(province=province)
    source = paper_source(_Kind.DRAWING, "drawing", province, reference, plan=chosen)
    if not JournalEntry.objects.filter(source=source, kind=_Kind.DRAWING).exists():
        require_deposit(province=province, amount=amount, on=on)
        year = fiscal_year_be or fiscal_year_of(on)
        if chosen == Plan.SUBSIDY and selectors.budget(province=province, fiscal_year_be=year).of(chosen).allocated:
            require_budget(province=province, plan=chosen, amount=amount, fiscal_year=fiscal_year_be, on=on)
    entry = post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=_Kind.DRAWING,
        memo=f"เบิกจากเงินฝากคลังเข้าบัญชีออมทรัพย์ ตามฎีกา {reference}",  # stays Thai: kept in the books
        source=source,
        lines=moved(amount, debit=chart.BANK, credit=chart.TREASURY_DEPOSIT),
        by=by,
    )
    write_budget_line(
        entry=entry,
        plan=chosen,
        kind=BudgetLine.Kind.DRAWN,
        amount=require_money(amount),
        fiscal_year_be=fiscal_year_be,
    )
    return entry


@transaction.atomic
def draw_for_refund(*, province, amount: Decimal, reference: str, on: date, by: Any) -> JournalEntry:
    """Book money drawn to be refunded to who paid it, after it was remitted: it is of no plan's budget.

    What is not refunded by the end of the month is remitted again.

    :param reference: number of the drawing paper; the same paper is booked once.
    :raises NotEnoughMoney: as ``draw``.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01, R-REPAY-13, A-31.
    """
    lock_books(province=province)
    source = paper_source(_Kind.REFUND_DRAW, "refund_drawing", province, reference)
    if not JournalEntry.objects.filter(source=source, kind=_Kind.REFUND_DRAW).exists():
        require_deposit(province=province, amount=amount, on=on)
    return post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=_Kind.REFUND_DRAW,
        memo=f"เบิกจากเงินฝากคลังเพื่อคืนเงินให้ผู้ชำระ ตามฎีกา {reference}",  # stays Thai: kept in the books
        source=source,
        lines=moved(amount, debit=chart.BANK, credit=chart.TREASURY_DEPOSIT),
        by=by,
    )


@transaction.atomic
def give_back_drawn(
    *,
    province,
    amount: Decimal,
    reference: str,
    on: date,
    by: Any,
    plan: str = Plan.REVOLVING,
    fiscal_year_be: int | None = None,
) -> JournalEntry:
    """Book drawn money that was not lent or given and goes from the savings account back to the treasury deposit.

    It is drawn of its plan no more. Only what was drawn by hand is given back here: a transfer draws what it pays by
    itself, and money that the bank sent back of it waits for that payment or goes back with its contract.

    :param reference: number of the paper; the same paper of the same plan is booked once.
    :param fiscal_year_be: the fiscal year of whose budget it was drawn; that of ``on`` when left out.
    :raises NotDrawn: money of this plan is not moved to the savings account.
    :raises NotEnoughMoney: less was drawn of the plan in that year by hand, or the savings account holds less of drawn
        money, on that day or today.
    :raises AmountNotPositive, MonthClosed, AlreadyPosted: as the names say.
    Source: R-DISB-01, R-BUD-02.
    """
    chosen = _drawn_plan(plan)
    lock_books(province=province)
    source = paper_source(_Kind.DRAWING, "undrawn", province, reference, plan=chosen)
    if not JournalEntry.objects.filter(source=source, kind=_Kind.DRAWING).exists():
        year = fiscal_year_be or fiscal_year_of(on)
        kept = min(
            selectors.typed_and_kept(province=province, plan=chosen, fiscal_year_be=year),
            selectors.drawn_and_kept(province=province, as_of=on),
            selectors.drawn_and_kept(province=province, as_of=date.max),
            selectors.lowest_balance(province=province, account=chart.BANK, since=on),
        )
        if kept < require_money(amount):
            raise NotEnoughMoney(
                _("บัญชีออมทรัพย์มีเงินที่เบิกด้วยมือจากแผนนี้และยังไม่จ่าย %(kept)s บาท ส่งคืนเงินฝากคลังมากกว่านี้ไม่ได้"),
                kept=max(kept, NOTHING),
            )
    entry = post(
        province=province,
        posting_on=on,
        value_on=on,
        kind=_Kind.DRAWING,
        memo=f"ส่งคืนเงินฝากคลัง เงินที่เบิกมาและไม่ได้จ่าย ตามหนังสือ {reference}",  # stays Thai: kept in the books
        source=source,
        lines=moved(amount, debit=chart.TREASURY_DEPOSIT, credit=chart.BANK),
        by=by,
    )
    write_budget_line(
        entry=entry,
        plan=chosen,
        kind=BudgetLine.Kind.DRAWN,
        amount=-require_money(amount),
        fiscal_year_be=fiscal_year_be,
    )
    return entry


@transaction.atomic
def undo_drawing(*, province, reference: str, plan: str, by: Any, reason: str) -> JournalEntry | None:
    """Undo the drawing of a paper by which nothing was drawn after all; None where it drew nothing.

    It stands on the day of the drawing itself, so that the accounts hold on no day what never moved; where that month
    was closed meanwhile, in the first open one after it.

    :param reference: number of the drawing paper, as it was given to ``draw``.
    :raises ReasonMissing: no reason was given.
    """
    lock_books(province=province)
    source = first_source("drawing", province, reference, plan=Plan(plan))
    drawn = JournalEntry.objects.filter(kind=_Kind.DRAWING, reversed_by__isnull=True)
    entry = drawn.filter(Q(source=source) | Q(source__startswith=f"{source} #")).first()
    return entry and reverse(entry=entry, on=entry.posting_on, by=by, reason=reason)


# What a person types of drawings: by what its source begins, the command that books it.
_TYPED_BY = {"drawing": draw, "refund_drawing": draw_for_refund, "undrawn": give_back_drawn}


def is_typed_drawing(entry: JournalEntry) -> bool:
    """Tell whether a person typed a drawing; one of a transfer belongs to it and is taken back with it."""
    if entry.kind not in (_Kind.DRAWING, _Kind.REFUND_DRAW) or entry.source.partition(":")[0] not in _TYPED_BY:
        return False
    return not sources.is_of_transfer(entry.source)


@transaction.atomic
def ask_drawing_undo(
    *, entry: JournalEntry, reason: str, by: Any, on: date, instead: Decimal | None = None
) -> DrawingUndo:
    """Ask that a typed drawing be taken back; another person decides.

    :param instead: what the paper drew in truth, in baht; nothing when left out.
    :raises NotTyped: it is no drawing, or a transfer drew it.
    :raises ReasonMissing: no reason was given.
    :raises NothingChanges: the amount in the books is named.
    :raises AlreadyDecided: it was taken back before, or that was asked.
    Source: R-DISB-01, R-BUD-02.
    """
    if not is_typed_drawing(entry):
        raise NotTyped(_("รายการนี้กลับที่หน้านี้ไม่ได้ ให้แก้ที่เอกสารต้นทาง"))
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลของการกลับรายการ"))
    right = require_money(instead or NOTHING)
    if right == _drawn(entry):
        raise NothingChanges(_("จำนวนเงินที่ถูกต้องเท่ากับที่บันทึกไว้ จึงไม่มีอะไรต้องกลับรายการ"))
    lock_books(province=entry.province_id)
    asked = DrawingUndo.objects.filter(entry=entry, state=State.ASKED)
    if asked.exists() or JournalEntry.objects.filter(reverses=entry).exists():
        raise AlreadyDecided(_("รายการเบิกนี้ขอกลับรายการหรือกลับรายการไปแล้ว"))
    return DrawingUndo.objects.create(
        province_id=entry.province_id,
        entry=entry,
        instead=right,
        reason=reason.strip()[:300],
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def undo_typed_drawing(*, undo: DrawingUndo, by: Any, on: date) -> JournalEntry:
    """Reverse a drawing that somebody else asked to take back, and draw what is right instead, in one step.

    Both stand on the day of the drawing itself, or in the first open month after it: the accounts hold on no day what
    never moved, and what was paid out of the right amount since stays paid.

    :returns: the reversal.
    :raises SamePerson: the one who asked.
    :raises AlreadyDecided: it was decided before.
    :raises NotEnoughMoney: an account would hold less than nothing.
    :raises BudgetExceeded: as the command that books it.
    """
    locked = _asked(undo, by=by)
    entry = locked.entry
    budgeted = BudgetLine.objects.filter(entry=entry).first()
    of_plan = {"plan": budgeted.plan, "fiscal_year_be": budgeted.fiscal_year_be} if budgeted else {}
    undone = reverse(entry=entry, on=entry.posting_on, by=by, reason=locked.reason)
    day = first_open_day(province=entry.province_id, on=entry.posting_on)
    if locked.instead:
        _TYPED_BY[entry.source.partition(":")[0]](
            province=entry.province_id,
            amount=locked.instead,
            reference=sources.reference_of(entry.source),
            on=day,
            by=by,
            **of_plan,
        )
    if locked.instead < _drawn(entry):
        _require_what_went_on(entry, day)
    if budgeted:
        _require_plan(entry, budgeted)
    _decide(locked, state=State.UNDONE, by=by, on=on)
    return undone


@transaction.atomic
def keep_drawing(*, undo: DrawingUndo, by: Any, on: date) -> DrawingUndo:
    """Leave a drawing as it is that somebody else asked to take back.

    :raises SamePerson, AlreadyDecided: as ``undo_typed_drawing``.
    """
    return _decide(_asked(undo, by=by), state=State.REFUSED, by=by, on=on)


def _drawn_plan(plan: str) -> Plan:
    """Return the plan, unless its money never comes to the savings account."""
    chosen = Plan(plan)
    if chosen == Plan.ADMINISTRATION:
        raise NotDrawn(_("ค่าใช้จ่ายงบบริหารจ่ายจากเงินฝากคลังโดยตรง ให้บันทึกที่หน้าค่าใช้จ่ายในการบริหาร"))
    return chosen


def _require_what_went_on(entry: JournalEntry, day: date) -> None:
    """Refuse to take back what was paid out since of the account to which it had come."""
    short = {
        account: -selectors.lowest_balance(province=entry.province_id, account=account, since=day)
        for account in (chart.BANK, chart.TREASURY_DEPOSIT)
    }
    if entry.kind == _Kind.DRAWING:  # what borrowers paid does not stand for what was drawn
        kept = (selectors.drawn_and_kept(province=entry.province_id, as_of=one) for one in (day, date.max))
        short[chart.BANK] = max(short[chart.BANK], *(-amount for amount in kept))
    if short[chart.BANK] > 0:
        raise NotEnoughMoney(
            _("เงินที่เบิกนี้จ่ายออกไปแล้ว บัญชีออมทรัพย์จะขาด %(short)s บาท ให้ระบุจำนวนที่เบิกจริง"), short=short[chart.BANK]
        )
    if short[chart.TREASURY_DEPOSIT] > 0:
        raise NotEnoughMoney(
            _("เงินที่ส่งคืนนี้เบิกไปใช้แล้ว เงินฝากคลังจะขาด %(short)s บาท ให้ระบุจำนวนที่ส่งคืนจริง"),
            short=short[chart.TREASURY_DEPOSIT],
        )


def _require_plan(entry: JournalEntry, budgeted: BudgetLine) -> None:
    """Refuse a plan of which more was given back than drawn by hand, or more drawn than allocated."""
    of_plan = {"province": entry.province_id, "fiscal_year_be": budgeted.fiscal_year_be}
    if selectors.typed_and_kept(plan=budgeted.plan, **of_plan) < 0:
        raise NotEnoughMoney(_("เงินที่เบิกนี้ส่งคืนเงินฝากคลังแล้ว ให้ขอกลับรายการส่งคืนก่อน"))
    if budgeted.plan == Plan.SUBSIDY and selectors.budget(**of_plan).of(Plan.SUBSIDY).allocated:
        require_budget(
            province=entry.province_id,
            plan=Plan.SUBSIDY,
            amount=NOTHING,
            fiscal_year=budgeted.fiscal_year_be,
            on=entry.posting_on,
        )


def _drawn(entry: JournalEntry) -> Decimal:
    return abs(entry.postings.get(account_id=chart.BANK).amount)


def _asked(undo: DrawingUndo, *, by: Any) -> DrawingUndo:
    lock_books(province=undo.province_id)
    locked = DrawingUndo.objects.select_for_update(of=("self",)).select_related("entry").get(pk=undo.pk)
    if locked.state != State.ASKED:
        raise AlreadyDecided(_("คำขอนี้พิจารณาไปแล้ว: %(state)s"), state=str(locked.get_state_display()))
    if locked.asked_by_id == by.pk:
        raise SamePerson(_("ผู้ขอกลับรายการพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked


def _decide(undo: DrawingUndo, *, state: str, by: Any, on: date) -> DrawingUndo:
    undo.state, undo.decided_by, undo.decided_on = state, by, on
    undo.save(update_fields=["state", "decided_by", "decided_on"])
    return undo
