"""Working out anew what the receipts of a contract paid, and booking what changed by it.

Receipts never change. A replay that splits an earlier receipt otherwise writes superseding rows under a higher number
and one correcting entry; what was printed can be printed again as it was.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from loans.models import Contract
from loans.services import close_contract
from repayments import rules, selectors
from repayments.models import Allocation, Receipt
from repayments.rules import AllocationLine
from repayments.services.courses import write_courses
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

Component = Allocation.Component
ACCOUNTS = {
    Component.COSTS: chart.ADMINISTRATION,
    Component.DEFAULT_INTEREST: chart.DEFAULT_INTEREST,
    Component.CONTRACT_INTEREST: chart.CONTRACT_INTEREST,
    Component.PRINCIPAL: chart.LOANS,
    Component.CREDIT: chart.BORROWER_CREDIT,
    Component.REFUND: chart.BORROWER_CREDIT,  # the entry of the refund takes it out again
}


class CreditRefunded(Refusal):
    """The credit that the debtor was paid back would be gone."""


_Key = tuple[int | None, str, Decimal]


@dataclass(frozen=True, slots=True)
class Change:
    """One earlier receipt whose split changed: its rows before and after."""

    receipt: Receipt
    before: tuple[Allocation, ...]
    after: tuple[Allocation, ...]

    @property
    def is_correction(self) -> bool:
        """Whether something that was printed no longer holds; a credit that was spent or paid back is none."""
        printed = Counter(_key(row) for row in self.before if row.component not in (Component.CREDIT, Component.REFUND))
        return bool(printed - Counter(_key(row) for row in self.after))


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found: the allocation, the rows of each receipt by its key, the earlier receipts that changed."""

    allocation: rules.Allocation
    number: int
    rows: dict[int, tuple[Allocation, ...]]
    changes: tuple[Change, ...]


@transaction.atomic
def replay(*, contract: Contract, on: date, by: Any) -> Replayed:
    """Replay a contract as of a day and book what changed: a credit whose instalment fell due, a new schedule.

    A contract that its credit pays off is closed. Run again on the same day it changes nothing. The books are taken
    before the contract, as the issue of receipts takes them.
    """
    treasury.lock_books(province=contract.province_id)
    locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
    replayed = replay_locked(contract=locked, on=on, by=by)
    close_if_paid_off(contract=locked, replayed=replayed, on=on, by=by)
    return replayed


def close_if_paid_off(*, contract: Contract, replayed: Replayed, on: date, by: Any) -> None:
    """Close a contract in force on which a replay found nothing left to pay (R-REPAY-16)."""
    if replayed.allocation.is_paid_off and contract.state == Contract.State.IN_FORCE:
        close_contract(contract=contract, by=by, on=on)


def replay_locked(*, contract: Contract, on: date, by: Any, posting_on: date | None = None) -> Replayed:
    """Replay a contract whose row the caller holds, and write rows and correcting entry.

    :raises treasury.services.MonthClosed: an explicit ``posting_on`` lies in a closed month.
    :raises CreditRefunded: a refund would have no credit behind it any more.
    """
    receipts = {
        selectors.line_id(receipt.bank_line.identity, receipt.bank_line.occurrence, receipt.share): receipt
        for receipt in Receipt.objects.in_force().filter(contract=contract).select_related("bank_line")
    }
    history = selectors.histories(contracts=[contract])[contract.pk]
    as_of = max([on, *(payment.value_on for payment in history.payments)])
    allocation, course = rules.allocate_with_course(as_of=as_of, **history.told())
    if allocation.refund_short:
        raise CreditRefunded(
            _("สัญญา %(contract)s คืนเงินรับล่วงหน้าให้ลูกหนี้ไปแล้ว เกินยอดที่เหลืออยู่ %(short)s บาท จึงทำรายการนี้ไม่ได้"),
            contract=contract.label,
            short=f"{allocation.refund_short:,.2f}",
        )
    current = selectors.current_replay(contract.pk)
    before: dict[int, list[Allocation]] = {}
    for row in selectors.current_allocations([contract.pk]):
        before.setdefault(row.receipt_id, []).append(row)
    after = {
        receipts[str(paid.payment.line_id)].pk: _rows(contract, receipts[str(paid.payment.line_id)], paid)
        for paid in allocation.payments
    }
    by_key = {receipt.pk: receipt for receipt in receipts.values()}
    changes = tuple(
        Change(receipt=by_key[pk], before=tuple(old), after=after[pk])
        for pk, old in before.items()
        if [_key(row) for row in old] != [_key(row) for row in after[pk]]
    )
    number = current + 1 if changes else max(current, 1)
    new_rows = [row for pk, rows in after.items() if changes or pk not in before for row in rows]
    for row in new_rows:
        row.replay = number
    Allocation.objects.bulk_create(new_rows)
    _book_changes(contract, number, changes, on=on, by=by, posting_on=posting_on)
    write_courses({contract.pk: course})
    return Replayed(allocation=allocation, number=number, rows=after, changes=changes)


def _rows(contract: Contract, receipt: Receipt, paid: rules.PaymentAllocation) -> tuple[Allocation, ...]:
    rows = [
        Allocation(
            contract=contract,
            receipt=receipt,
            line=line,
            instalment_number=part.instalment,
            component=str(part.component),
            amount=part.amount,
            working=_working(part),
        )
        for line, part in enumerate(paid.lines, start=1)
    ]
    for component, amount in ((Component.CREDIT, paid.credit), (Component.REFUND, paid.refunded)):
        if amount:
            rows.append(
                Allocation(
                    contract=contract,
                    receipt=receipt,
                    line=len(rows) + 1,
                    component=component,
                    amount=amount,
                    working={},
                )
            )
    return tuple(rows)


def _working(part: AllocationLine) -> dict[str, Any]:
    return {
        "applied_on": part.applied_on.isoformat(),
        "lines": [
            {
                "from_on": line.since_on.isoformat(),
                "to_on": line.until_on.isoformat(),
                "days": line.days,
                "principal": str(line.principal),
                "annual_rate": str(line.annual_rate),
                "day_basis": line.day_basis,
                "amount": str(line.amount),
            }
            for line in part.working
        ],
    }


def _key(row: Allocation) -> _Key:
    return row.instalment_number, str(row.component), row.amount


def by_account(rows: tuple[Allocation, ...]) -> dict[str, Decimal]:
    """What some rows come to on each account of the ledger, in baht."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        account = ACCOUNTS[Component(row.component)]
        sums[account] = sums.get(account, Decimal("0.00")) + row.amount
    return sums


def split_lines(rows: tuple[Allocation, ...], *, party: str) -> list[treasury.Line]:
    """The credits of a receipt's entry: each component to its account, the loan and the advance by contract."""
    return [treasury.Line(account, -amount, party) for account, amount in by_account(rows).items()]


def _book_changes(
    contract: Contract, number: int, changes: tuple[Change, ...], *, on: date, by: Any, posting_on: date | None
) -> None:
    party = f"contract:{contract.pk}"
    sums: dict[str, Decimal] = {}
    for change in changes:
        for account, amount in by_account(change.before).items():
            sums[account] = sums.get(account, Decimal("0.00")) + amount
        for account, amount in by_account(change.after).items():
            sums[account] = sums.get(account, Decimal("0.00")) - amount
    lines = [treasury.Line(account, amount, party) for account, amount in sums.items() if amount]
    if not lines:
        return
    treasury.post(
        province=contract.province_id,
        posting_on=posting_on or treasury.first_open_day(province=contract.province_id, on=on),
        value_on=min(change.receipt.value_on for change in changes),
        kind=JournalEntry.Kind.REALLOCATION,
        memo=f"ปรับการตัดชำระ สัญญา {contract.label} การคำนวณครั้งที่ {number}",  # stays Thai: kept in the books
        source=f"{party}:replay:{number}",
        lines=lines,
        by=by,
    )
