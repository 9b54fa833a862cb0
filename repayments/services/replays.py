"""Working out anew what the receipts of a contract paid, and booking what changed by it.

Receipts never change. A replay that splits an earlier receipt otherwise writes superseding rows under a higher number
and one correcting entry; what was printed can be printed again as it was.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from loans.models import Contract
from loans.selectors import versions_of
from loans.services import close_contract
from repayments import rules, selectors
from repayments.models import Allocation, Receipt
from repayments.rules import AllocationLine
from repayments.selectors import Key, Split
from repayments.services.courses import Kept, kept_spans, leave_alone, open_ends, write_courses
from repayments.services.write_offs import book_recoveries
from repayments.services.writing import Row, write_allocations
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


_NO_COURSE = rules.Course()
_ACCOUNT_OF = {component.value: account for component, account in ACCOUNTS.items()}


class CreditRefunded(Refusal):
    """The credit that the debtor was paid back would be gone."""


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
class NewMoney:
    """Receipts just written of a contract whose course was up to date before them.

    ``since`` is the first day of the money, ``payments`` are told by the keys of their receipts. Where ``is_latest``,
    nothing but payments ever happened to the contract, and all others have an earlier day; ``replay`` is then the
    number of its newest replay, 0 where there is none, and ``credit`` what waits by the rows of that.
    """

    since: date
    payments: dict[int, rules.Payment]
    is_latest: bool
    replay: int
    credit: Decimal


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay found as of a day, the rows that it wrote by receipt, and the earlier receipts that changed."""

    as_of: date
    principal_left: Decimal
    is_paid_off: bool
    number: int
    rows: dict[int, tuple[Row, ...]]
    changes: tuple[Change, ...]
    outcome: "_Outcome"

    def principal_after(self) -> dict[int, Decimal]:
        """The principal left after each receipt that was replayed, by its key; worked out when it is asked."""
        paid, returned = self.outcome.paid, self.outcome.returned
        left = rules.principal_after(
            list(paid.values()), principal_left=self.principal_left, as_of=self.as_of, returned=returned
        )
        return dict(zip(paid, left, strict=True))


@transaction.atomic
def replay(*, contract: Contract, on: date, by: Any) -> Replayed:
    """Replay a contract as of a day and book what changed: a credit whose instalment fell due, a new schedule.

    A contract that its credit pays off is closed. Run again on the same day it changes nothing. The books are taken
    before the contract, as the issue of receipts takes them.
    """
    treasury.lock_books(province=contract.province_id)
    locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
    replayed = replay_locked(contract=locked, on=on, by=by)
    book_recoveries(contract_ids=[locked.pk], on=on, by=by)
    close_if_paid_off(contract=locked, replayed=replayed, on=on, by=by)
    return replayed


def close_if_paid_off(*, contract: Contract, replayed: Replayed, on: date, by: Any) -> None:
    """Close a contract in force on which a replay found nothing left to pay (R-REPAY-16)."""
    if replayed.is_paid_off and contract.state == Contract.State.IN_FORCE:
        close_contract(contract=contract, by=by, on=on)


def replay_locked(*, contract: Contract, on: date, by: Any, posting_on: date | None = None) -> Replayed:
    """Replay a contract whose row the caller holds, and write rows and correcting entry; as ``replay_many``."""
    return replay_many(contracts=[contract], on=on, by=by, posting_on=posting_on)[contract.pk]


def replay_many(
    *,
    contracts: Sequence[Contract],
    on: date,
    by: Any,
    posting_on: date | None = None,
    new_money: Mapping[int, NewMoney] | None = None,
) -> dict[int, Replayed]:
    """Replay contracts whose rows the caller holds, and write rows and correcting entries; a few queries for all.

    The caller holds the books of their provinces as well. Money that came after all other goes on from the open ends of
    the course, whatever else is replayed from its beginning; both find the same.

    :param new_money: contracts whose course was up to date, with what was receipted of them since.
    :raises treasury.services.MonthClosed: an explicit ``posting_on`` lies in a closed month.
    :raises CreditRefunded: a refund would have no credit behind it any more.
    """
    by_key, new_money = {contract.pk: contract for contract in contracts}, new_money or {}
    since = {key: money.since for key, money in new_money.items()}
    kept = kept_spans(sorted(by_key), since=since)
    found = _continued(by_key, new_money, kept, on=on)
    found |= _from_the_beginning([contract for key, contract in by_key.items() if key not in found], on=on)
    found = {key: found[key] for key in by_key}
    changes = _changes(found)
    replayed = {
        key: Replayed(
            as_of=outcome.as_of,
            principal_left=outcome.principal_left,
            is_paid_off=outcome.is_paid_off,
            number=outcome.number,
            rows=outcome.rows(),
            changes=changes.get(key, ()),
            outcome=outcome,
        )
        for key, outcome in found.items()
    }
    write_allocations(row for one in replayed.values() for rows in one.rows.values() for row in rows)
    write_courses({key: outcome.course for key, outcome in found.items()}, since=since, kept=kept)
    _book_changes(by_key, replayed, on=on, by=by, posting_on=posting_on)
    return replayed


@dataclass(frozen=True, slots=True)
class Apart:
    """A replay that wrote nothing: whether the newest rows are other ones, and what is left of the principal."""

    differs: bool
    principal_left: Decimal


def replayed_apart(*, contracts: Sequence[Contract], on: date) -> dict[int, Apart]:
    """Replay contracts without writing anything, and hold the newest rows of each against it; a few queries for all."""
    by_key = {contract.pk: contract for contract in contracts}
    histories = selectors.histories(contracts=contracts)
    splits = selectors.newest_splits(by_key)
    found = {}
    for key, history in histories.items():
        told = rules.allocate(as_of=_as_of(history.payments, on=on), **history.told())
        outcome = _Outcome(by_key[key], told, history.receipts, splits.get(key))
        found[key] = Apart(differs=bool(outcome.rows()), principal_left=outcome.principal_left)
    return found


def _as_of(payments: Iterable[rules.Payment], *, on: date) -> date:
    return max([on, *(payment.value_on for payment in payments)])


def _from_the_beginning(contracts: Sequence[Contract], *, on: date) -> "dict[int, _Outcome]":
    """Replay the whole life of contracts, and hold what their newest rows say against it."""
    if not contracts:
        return {}
    histories = selectors.histories(contracts=contracts)
    splits = selectors.newest_splits(histories)
    found = {}
    for contract in contracts:
        history = histories[contract.pk]
        told, course = rules.allocate_with_course(as_of=_as_of(history.payments, on=on), **history.told())
        if told.refund_short:
            raise CreditRefunded(
                _("สัญญา %(contract)s คืนเงินรับล่วงหน้าให้ลูกหนี้ไปแล้ว เกินยอดที่เหลืออยู่ %(short)s บาท จึงทำรายการนี้ไม่ได้"),
                contract=contract.label,
                short=f"{told.refund_short:,.2f}",
            )
        found[contract.pk] = _Outcome(
            contract, told, history.receipts, splits.get(contract.pk), course, history.terms.returned
        )
    return found


def _continued(
    contracts: Mapping[int, Contract], new_money: Mapping[int, NewMoney], kept: Kept, *, on: date
) -> "dict[int, _Outcome]":
    """Replay the new money alone of those contracts whose open spans tell enough; what others paid stays as it is."""
    latest = {key: money for key, money in new_money.items() if money.is_latest}
    ends = {key: spans for key, spans in open_ends(kept, of=latest).items() if _is_booked(spans[0], latest[key])}
    paid_ahead = versions_of([key for key, (whole, _due) in ends.items() if rules.credit_waits(whole)])
    found, untouched = {}, set()
    for key, (whole, due) in ends.items():
        contract, money = contracts[key], latest[key]
        told = rules.continue_course(
            whole=whole,
            due=due,
            payments=money.payments.values(),
            as_of=_as_of(money.payments.values(), on=on),
            terms=selectors.terms_of(contract, events=(), versions=()),
            instalments=paid_ahead[key][0].instalments if key in paid_ahead else (),
        )
        if told is not None:
            receipts = {str(payment.line_id): pk for pk, payment in money.payments.items()}
            found[key] = _Outcome(contract, told, receipts, Split(money.replay, {}), told.course)
            untouched.update((key, number) for number in told.untouched)
    leave_alone(kept, untouched)
    return found


def _is_booked(whole: Iterable[rules.DebtSpan], money: NewMoney) -> bool:
    """Whether the rows of the receipts say of the credit what the course says.

    The course foresees what an instalment takes when it opens; rows and books follow by the next replay, for which new
    money must not stand in.
    """
    return min((span.from_on, span.credit) for span in whole)[1] == money.credit


class _Outcome:
    """What the replay of one contract found, held against what its newest rows say."""

    def __init__(
        self,
        contract: Contract,
        told: rules.Allocation | rules.Continued,
        receipts: Mapping[str, int],
        split: Split | None,
        course: rules.Course = _NO_COURSE,
        returned: Sequence[rules.Return] = (),
    ) -> None:
        self.contract, self.course, self.as_of = contract, course, told.as_of
        self.principal_left, self.is_paid_off = told.principal_left, told.is_paid_off
        self.before = split.receipts if split else {}
        self.paid = {receipts[str(paid.payment.line_id)]: paid for paid in told.payments}
        self.returned = returned
        self.changed = [pk for pk, keys in self.before.items() if keys != _keys(self.paid[pk])]
        current = split.number if split else 0
        self.number = current + 1 if self.changed else max(current, 1)

    def rows(self) -> dict[int, tuple[Row, ...]]:
        """The rows to be written: of every receipt where an earlier one changed, else of those that have none."""
        return {pk: self.rows_of(pk) for pk in self.paid if self.changed or pk not in self.before}

    def rows_of(self, receipt_id: int) -> tuple[Row, ...]:
        return _rows(self.contract, receipt_id, self.paid[receipt_id], self.number)


def _changes(found: Mapping[int, _Outcome]) -> dict[int, tuple[Change, ...]]:
    changed = {key: outcome for key, outcome in found.items() if outcome.changed}
    if not changed:
        return {}
    receipts = Receipt.objects.in_bulk([pk for outcome in changed.values() for pk in outcome.changed])
    before: dict[int, list[Allocation]] = {}
    for row in selectors.current_allocations(changed):
        before.setdefault(row.receipt_id, []).append(row)
    return {
        key: tuple(
            Change(
                receipt=receipts[pk],
                before=tuple(before[pk]),
                after=tuple(row.as_model() for row in outcome.rows_of(pk)),
            )
            for pk in outcome.changed
        )
        for key, outcome in changed.items()
    }


def _keys(paid: rules.PaymentAllocation) -> list[Key]:
    keys: list[Key] = [(part.instalment, part.component.value, part.amount) for part in paid.lines]
    if paid.credit:
        keys.append((None, Component.CREDIT.value, paid.credit))
    if paid.refunded:
        keys.append((None, Component.REFUND.value, paid.refunded))
    return keys


def _rows(contract: Contract, receipt_id: int, paid: rules.PaymentAllocation, number: int) -> tuple[Row, ...]:
    workings, key = [_working(part) for part in paid.lines], contract.pk
    return tuple(
        Row(key, receipt_id, number, line, *told, workings[line - 1] if line <= len(workings) else {})
        for line, told in enumerate(_keys(paid), start=1)
    )


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


def _key(row: Allocation) -> Key:
    return row.instalment_number, str(row.component), row.amount


def by_account(rows: Sequence[Allocation | Row]) -> dict[str, Decimal]:
    """What some rows come to on each account of the ledger, in baht."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        account = _ACCOUNT_OF[row.component]
        sums[account] = sums.get(account, Decimal("0.00")) + row.amount
    return sums


def split_lines(rows: Sequence[Allocation | Row], *, party: str) -> list[treasury.Line]:
    """The credits of a receipt's entry: each component to its account, the loan and the advance by contract."""
    return [treasury.Line(account, -amount, party) for account, amount in by_account(rows).items()]


def _book_changes(
    contracts: Mapping[int, Contract],
    replayed: Mapping[int, Replayed],
    *,
    on: date,
    by: Any,
    posting_on: date | None,
) -> None:
    entries: dict[str, list[treasury.NewEntry]] = {}
    for key, one in replayed.items():
        contract, party = contracts[key], f"contract:{key}"
        if lines := _difference(one.changes, party=party):
            province = contract.province_id
            entries.setdefault(province, []).append(
                treasury.NewEntry(
                    posting_on=posting_on or treasury.first_open_day(province=province, on=on),
                    value_on=min(change.receipt.value_on for change in one.changes),
                    kind=JournalEntry.Kind.REALLOCATION,
                    memo=_memo(contract, one.number),
                    source=f"{party}:replay:{one.number}",
                    lines=lines,
                )
            )
    for province, written in sorted(entries.items()):
        treasury.post_many(province=province, entries=written, by=by)


def _memo(contract: Contract, number: int) -> str:
    return f"ปรับการตัดชำระ สัญญา {contract.label} การคำนวณครั้งที่ {number}"  # stays Thai: kept in the books


def _difference(changes: tuple[Change, ...], *, party: str) -> tuple[treasury.Line, ...]:
    sums: dict[str, Decimal] = {}
    for change in changes:
        for account, amount in by_account(change.before).items():
            sums[account] = sums.get(account, Decimal("0.00")) + amount
        for account, amount in by_account(change.after).items():
            sums[account] = sums.get(account, Decimal("0.00")) - amount
    return tuple(treasury.Line(account, amount, party) for account, amount in sums.items() if amount)
