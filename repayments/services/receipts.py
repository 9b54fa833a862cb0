"""Issuing receipts: one for each receipt of money (R-REPAY-09), in the order in which the money came.

A few are issued together with their papers, in one transaction. Thousands are recorded set by set, and their papers
printed afterwards (``receipt_papers``); both write the same rows by the same code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from documents.services import take_numbers
from jobs.models import JobRun
from jobs.services import ensure_run
from loans.models import Contract
from loans.services import close_contracts
from projects.rules import State, Step
from projects.services import advance_many
from repayments import selectors
from repayments.models import BankLine, LineShare, Receipt
from repayments.services.corrections import corrections_in, tell_corrections
from repayments.services.notices import settle_notices
from repayments.services.receipt_papers import print_receipts, require_signatory
from repayments.services.replays import Replayed, replay_many, split_lines
from repayments.services.write_offs import book_recoveries
from repayments.services.writing import copy_in, new_keys, without_collecting
from thai.dates import fiscal_year_be
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

MOST_AT_ONCE = 60  # each receipt is printed in the same transaction
MOST_RECORDED = 1_000  # receipts without their papers
_COLUMNS = (
    "id",
    "province_id",
    "amphoe_id",
    "tambon_id",
    "number",
    "fiscal_year_be",
    "contract_id",
    "bank_line_id",
    "share",
    "turn",
    "amount",
    "value_on",
    "posting_on",
    "issued_by_id",
    "issued_at",
)


class NotMatched(Refusal):
    """A line has no contract yet, or is no payment."""


class TooMany(Refusal):
    """More lines than one transaction should hold."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """So much of a line, or all of it, for one contract."""

    line: BankLine
    share: int
    contract_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Receipts that were written, the contracts they are of, and what the replay of each contract found."""

    receipts: list[Receipt]
    contracts: dict[int, Contract]
    replayed: dict[int, Replayed]


@transaction.atomic
def issue_receipts(
    *, province, line_ids: Iterable[int] | None = None, by: Any, on: date, posting_on: date | None = None
) -> list[Receipt]:
    """Issue the receipts of matched lines, all or none: number, split, ledger entry, paper; close what is paid off.

    Lines are taken by value date, the bank's time and their identity, so that order of entry never matters. A line that
    has its receipt by now is passed over: two people at once issue one receipt each line. A line that was split has one
    receipt a share.

    :param line_ids: only these lines; all matched lines of the province (the oldest sixty) when left out.
    :param posting_on: the day on which to post; the first open day from ``on`` when left out.
    :raises NotMatched: one of the lines waits for a person, is a reversal, or is not the province's; or its contract
        owes nothing because the transfer came back.
    :raises TooMany: more than sixty lines were chosen.
    :raises treasury.services.MonthClosed: an explicit ``posting_on`` lies in a closed month.
    :raises areas.selectors.SignatoryMissing: nobody is appointed to sign receipts on the day.
    Source: R-REPAY-08, R-REPAY-09, R-REPAY-12, A-07, A-33.
    """
    code = getattr(province, "pk", province)
    treasury.lock_books(province=code)
    lines = BankLine.objects.filter(province_id=code)
    if line_ids is not None:
        chosen = {int(pk) for pk in line_ids}
        if len(chosen) > MOST_AT_ONCE:
            raise TooMany(
                _("ออกใบเสร็จได้ครั้งละไม่เกิน %(most)s ฉบับ เลือกไว้ %(count)s รายการ"), most=MOST_AT_ONCE, count=len(chosen)
            )
        lines = lines.filter(pk__in=chosen)
        ready = lines.filter(state__in=[BankLine.State.MATCHED, BankLine.State.RECEIPTED]).count()
        if ready != len(chosen):
            raise NotMatched(_("มีรายการที่ยังไม่ได้จับคู่กับสัญญา หรือไม่ใช่รายการรับชำระ จึงออกใบเสร็จไม่ได้"))
    found = _record(code, lines, most=MOST_AT_ONCE, by=by, on=on, posting_on=posting_on)
    print_receipts(
        receipts=[
            (
                receipt,
                found.contracts[receipt.contract_id],
                found.replayed[receipt.contract_id].rows[receipt.pk],
                found.replayed[receipt.contract_id].allocation.principal_left,
                found.replayed[receipt.contract_id].allocation.as_of,
            )
            for receipt in found.receipts
        ],
        province=code,
        by=by,
        on=on,
    )
    return found.receipts


@without_collecting()
@transaction.atomic
def record_receipts(
    *, province, by: Any, on: date, posting_on: date | None = None, most: int = MOST_RECORDED, up_to: int | None = None
) -> list[Receipt]:
    """Write the receipts of the oldest matched lines, all or none, as ``issue_receipts`` does but without their papers.

    A few dozen queries whatever ``most`` is. The papers are printed by ``print_missing_papers``, as they would have
    been printed at once. Called again it goes on with the lines that are left; none are when it gives an empty list.

    :param most: how many lines at most, in one transaction.
    :param up_to: only lines up to this key, so that lines which come meanwhile wait for the next time.
    :raises treasury.services.MonthClosed, areas.selectors.SignatoryMissing: as ``issue_receipts``.
    Source: R-REPAY-08, R-REPAY-09, R-REPAY-12.
    """
    code = getattr(province, "pk", province)
    treasury.lock_books(province=code)
    lines = BankLine.objects.filter(province_id=code)
    if up_to is not None:
        lines = lines.filter(pk__lte=up_to)
    return _record(code, lines, most=most, by=by, on=on, posting_on=posting_on).receipts


@transaction.atomic
def start_receipts(*, province, by: Any, on: date) -> JobRun:
    """Have all matched lines of a province receipted in the background, and the papers printed after it.

    Asked again while it goes on, it is the same run; after it, the next one.
    """
    code = getattr(province, "pk", province)
    treasury.lock_books(province=code)
    runs = JobRun.objects.filter(job=selectors.ISSUE_JOB, province_id=code)
    going_on = runs.filter(state__in=[JobRun.State.WAITING, JobRun.State.RUNNING, JobRun.State.FAILED]).first()
    if going_on is not None:
        return ensure_run(
            job=going_on.job, province=code, period=going_on.period, revision=going_on.revision, on=on, by=by
        )
    last = runs.filter(period=on.isoformat()).aggregate(last=Max("revision"))["last"] or 0
    newest = BankLine.objects.filter(province_id=code).aggregate(last=Max("pk"))["last"] or 0
    return ensure_run(
        job=selectors.ISSUE_JOB,
        province=code,
        period=on.isoformat(),
        revision=last + 1,
        on=on,
        parameters={"up_to": newest},
        by=by,
    )


def _record(
    province: str, lines: QuerySet[BankLine], *, most: int, by: Any, on: date, posting_on: date | None
) -> _Recorded:
    """Write receipts, splits and entries of matched lines; the caller holds the books."""
    waiting = list(
        lines.filter(state=BankLine.State.MATCHED)
        .select_for_update(of=("self",))
        .select_related("bank_account")
        .order_by("value_on", "time", "identity", "occurrence")[:most]
    )
    if not waiting:
        return _Recorded([], {}, {})
    require_signatory(province=province, on=on)
    claims = _claims(waiting)
    contracts = {
        contract.pk: contract
        for contract in Contract.objects.select_for_update(of=("self",))
        .select_related("proposal", "province")
        .filter(pk__in={claim.contract_id for claim in claims})
        .order_by("pk")
    }
    _require_owing(contracts.values())
    day = posting_on or treasury.first_open_day(province=province, on=on)
    receipts = _write(province, claims, contracts, day=day, by=by)
    BankLine.objects.filter(pk__in=[line.pk for line in waiting]).update(state=BankLine.State.RECEIPTED)
    replayed = replay_many(contracts=list(contracts.values()), on=on, by=by, posting_on=posting_on)
    treasury.post_many(province=province, entries=[_entry(receipt, contracts, replayed) for receipt in receipts], by=by)
    book_recoveries(contract_ids=contracts, on=on, by=by, posting_on=posting_on)
    settle_notices(receipts=receipts)
    _tell_and_go_on(receipts, contracts, replayed, by=by, on=on)
    return _Recorded(receipts, contracts, replayed)


def _require_owing(contracts: Iterable[Contract]) -> None:
    """Refuse money for a contract that owes none: its transfer came back from the bank after a line was matched."""
    for contract in contracts:
        if contract.state not in selectors.OWING:
            raise NotMatched(
                _("สัญญา %(contract)s ยังไม่ได้โอนเงินกู้ ถอนการจับคู่ของรายการก่อน จึงออกใบเสร็จได้"), contract=contract.label
            )


def _claims(lines: Sequence[BankLine]) -> list[_Claim]:
    """What is to be receipted of the lines, in their order: each whole, or the shares that have no receipt yet."""
    split = [line.pk for line in lines if line.is_split]
    shares: dict[int, list[LineShare]] = {}
    if split:
        done = set(Receipt.objects.in_force().filter(bank_line__in=split).values_list("bank_line_id", "share"))
        for share in LineShare.objects.filter(line__in=split, is_live=True).order_by("line", "position"):
            if (share.line_id, share.position) not in done:
                shares.setdefault(share.line_id, []).append(share)
    claims = []
    for line in lines:
        if line.is_split:
            claims += [_Claim(line, one.position, one.contract_id, one.amount) for one in shares.get(line.pk, ())]
        elif line.contract_id is not None:
            claims.append(_Claim(line, 1, line.contract_id, line.amount))
    return claims


def _write(
    province: str, claims: Sequence[_Claim], contracts: dict[int, Contract], *, day: date, by: Any
) -> list[Receipt]:
    year, count, issued_at = fiscal_year_be(day), len(claims), timezone.now()
    numbers = take_numbers(series=f"receipt:{province}", year_be=year, count=count)
    turns = {
        (line, share): turn
        for line, share, turn in Receipt.objects.filter(bank_line__in=[claim.line.pk for claim in claims])
        .order_by()
        .values_list("bank_line_id", "share")
        .annotate(last=Max("turn"))
    }
    receipts = [
        Receipt(
            pk=key,
            province_id=province,
            amphoe_id=contracts[claim.contract_id].amphoe_id,
            tambon_id=contracts[claim.contract_id].tambon_id,
            number=number,
            fiscal_year_be=year,
            contract=contracts[claim.contract_id],
            bank_line=claim.line,
            share=claim.share,
            turn=turns.get((claim.line.pk, claim.share), 0) + 1,
            amount=claim.amount,
            value_on=claim.line.value_on,
            posting_on=day,
            issued_by=by,
            issued_at=issued_at,
        )
        for claim, number, key in zip(claims, numbers, new_keys(Receipt, count), strict=True)
    ]
    copy_in(Receipt, _COLUMNS, ([getattr(receipt, column) for column in _COLUMNS] for receipt in receipts))
    return receipts


def _entry(receipt: Receipt, contracts: dict[int, Contract], replayed: dict[int, Replayed]) -> treasury.NewEntry:
    contract = contracts[receipt.contract_id]
    rows = replayed[contract.pk].rows[receipt.pk]
    return treasury.NewEntry(
        posting_on=receipt.posting_on,
        value_on=receipt.value_on,
        kind=JournalEntry.Kind.RECEIPT,
        memo=f"รับชำระคืน สัญญา {contract.label} ใบเสร็จเลขที่ {receipt}",  # stays Thai: kept in the books
        source=f"receipt:{receipt.pk}",
        lines=(
            treasury.Line(chart.SUSPENSE, receipt.amount, f"bank_line:{receipt.bank_line_id}"),
            *split_lines(rows, party=f"contract:{contract.pk}"),
        ),
    )


def _tell_and_go_on(
    receipts: Sequence[Receipt],
    contracts: dict[int, Contract],
    replayed: dict[int, Replayed],
    *,
    by: Any,
    on: date,
) -> None:
    """Tell debtors what changed, take projects to their first repayment, close what is paid off."""
    corrected = [(contracts[key], corrections_in(one.changes)) for key, one in replayed.items()]
    tell_corrections(corrected=corrected, by=by, on=on)
    first = {receipt.contract_id: receipt for receipt in reversed(receipts)}
    begun = {
        contract.proposal: f"ใบเสร็จเลขที่ {first[key]}"  # stays Thai: kept in the history
        for key, contract in contracts.items()
        if contract.proposal and contract.proposal.state in (State.TRANSFERRED, State.STARTED)
    }
    notes = {proposal.pk: note for proposal, note in begun.items()}
    advance_many(proposals=begun, step=Step.FIRST_REPAYMENT, by=by, on=on, notes=notes)
    paid_off = [
        contract
        for key, contract in contracts.items()
        if replayed[key].allocation.is_paid_off and contract.state == Contract.State.IN_FORCE
    ]
    close_contracts(contracts=paid_off, on=on, by=by)  # R-REPAY-16
