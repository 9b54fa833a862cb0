"""Setting the bank's and the treasury's own papers beside the books (R-REP-10, R-SYS-02)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from documents.uploads import keep_file
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount, Statement, StatementDifference, StatementLine

from .ledger import AmountNotPositive, ReasonMissing, TooEarly, lock_books


class StatementDoesNotAddUp(Refusal):
    """Opening and movements do not make the closing balance, or a movement lies outside the period."""


class StatementSuperseded(Refusal):
    """A newer revision of the statement is there."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """One movement of a statement as it was keyed or read; money in is positive."""

    on: date
    amount: Decimal
    reference: str = ""
    text: str = ""


@transaction.atomic
def record_statement(
    *,
    bank_account: BankAccount,
    from_on: date,
    as_of: date,
    opening: Decimal,
    balance: Decimal,
    by: Any,
    on: date,
    upload: Any = None,
    lines: Sequence[NewLine] = (),
    source_name: str = "",
) -> Statement:
    """Record what a paper of the bank or of GFMIS says of an account; one of the same day before it is superseded.

    :param upload: the paper's copy as an upload, kept with the record.
    :param lines: its movements, where they were keyed or read from a file; they must add up.
    :raises TooEarly: the period is not over.
    :raises StatementDoesNotAddUp: the period runs backwards, a line lies outside it, or the sums differ.
    Source: R-REP-10, R-SYS-02, C-07.
    """
    if as_of > on:
        raise TooEarly(_("ยังไม่ถึงวันที่ %(day)s จึงบันทึกรายงานของวันนั้นไม่ได้"), day=as_of)
    if from_on > as_of:
        raise StatementDoesNotAddUp(_("วันที่เริ่มต้องไม่หลังวันที่สิ้นสุด"))
    outside = [line for line in lines if not from_on <= line.on <= as_of]
    if outside:
        raise StatementDoesNotAddUp(_("มีรายการวันที่ %(day)s อยู่นอกช่วงของรายงาน"), day=outside[0].on)
    opened, closed = require_money(opening), require_money(balance)
    summed = opened + sum((require_money(line.amount) for line in lines), Decimal("0.00"))
    if lines and summed != closed:
        raise StatementDoesNotAddUp(
            _("ยอดยกมารวมรายการเคลื่อนไหวได้ %(summed)s บาท ไม่ตรงกับยอดคงเหลือ %(closed)s บาท"),
            summed=summed,
            closed=closed,
        )
    lock_books(province=bank_account.province_id)
    before = Statement.objects.filter(bank_account=bank_account, as_of=as_of).order_by("-revision").first()
    statement = Statement.objects.create(
        bank_account=bank_account,
        province_id=bank_account.province_id,
        from_on=from_on,
        as_of=as_of,
        revision=before.revision + 1 if before else 1,
        opening=opened,
        balance=closed,
        file=keep_file(upload=upload, by=by) if upload else None,
        source_name=source_name[:200],
        recorded_by=by,
        recorded_on=on,
    )
    StatementLine.objects.bulk_create(
        StatementLine(
            statement=statement,
            number=number,
            on=line.on,
            reference=line.reference,
            text=line.text,
            amount=require_money(line.amount),
        )
        for number, line in enumerate(lines, start=1)
    )
    return statement


@transaction.atomic
def explain_difference(*, statement: Statement, amount: Decimal, reason: str, by: Any, on: date) -> StatementDifference:
    """List an amount by which the statement is more (or, negative, less) than the books, with the reason.

    :raises ReasonMissing: without a reason.
    :raises AmountNotPositive: of nothing.
    :raises StatementSuperseded: a newer revision of the statement is there.
    """
    money = require_money(amount)
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุสาเหตุของผลต่าง"))
    if not money:
        raise AmountNotPositive(_("ผลต่างต้องไม่เป็นศูนย์"))
    lock_books(province=statement.province_id)
    newer = Statement.objects.filter(
        bank_account=statement.bank_account_id, as_of=statement.as_of, revision__gt=statement.revision
    )
    if newer.exists():
        raise StatementSuperseded(_("มีรายงานฉบับใหม่ของวันเดียวกันแล้ว ให้บันทึกที่ฉบับใหม่"))
    return StatementDifference.objects.create(
        statement=statement, amount=money, reason=reason.strip()[:300], recorded_by=by, recorded_on=on
    )
