"""Issuing receipts: one for each receipt of money (R-REPAY-09), in the order in which the money came.

A few are issued together with their papers, in one transaction. Thousands are recorded set by set, and their papers
printed afterwards (``receipt_papers``); both write the same rows by the same code.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from documents.services import take_numbers
from jobs.copying import NOTHING, array_of, copy_text, new_keys, rows_of
from jobs.models import JobRun
from jobs.services import ensure_run
from loans.models import Contract
from loans.services import close_contracts
from projects.models import Proposal
from projects.rules import State, Step
from projects.services import advance_many
from repayments import selectors
from repayments.models import BankLine, Receipt
from repayments.rules import Payment
from repayments.services.claims import Claim, Line, claims_of, first_days
from repayments.services.corrections import corrections_in, tell_corrections
from repayments.services.notices import settle_notices
from repayments.services.payers import ask_again
from repayments.services.receipt_papers import print_receipts, require_signatory
from repayments.services.replays import NewMoney, Replayed, replay_many, split_lines
from repayments.services.write_offs import book_recoveries
from repayments.services.writing import without_collecting
from thai.dates import fiscal_year_be
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

MOST_AT_ONCE = 60  # each receipt is printed in the same transaction
MOST_RECORDED = 2_000  # receipts without their papers, of one transaction
# what is asked of every contract that is paid; of the few that need more it is read anew
_ASKED = (
    "origin",
    "register_number",
    "proposal",
    "province",
    "amphoe",
    "tambon",
    "state",
    "number",
    "year_be",
    "contract_on",
    "annual_rate",
    "terms",
)
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


_TURNS = """
SELECT bank_line_id, share, MAX(turn) FROM repayments_receipt
WHERE bank_line_id = ANY(%(lines)s::bigint[]) GROUP BY bank_line_id, share
"""


class NotMatched(Refusal):
    """A line has no contract yet, or is no payment."""


class TooMany(Refusal):
    """More lines than one transaction should hold."""


class Issued(NamedTuple):
    """A receipt that was written, by what is told of it on the way."""

    pk: int
    number: int
    fiscal_year_be: int
    contract_id: int
    bank_line_id: int
    amount: Decimal
    value_on: date
    posting_on: date
    turn: int

    def __str__(self) -> str:
        return f"{self.number}/{self.fiscal_year_be}"


@dataclass(frozen=True, slots=True)
class _Recorded:
    """Receipts that were written, the contracts they are of, and what the replay of each contract found."""

    receipts: list[Issued]
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
    written = Receipt.objects.select_related(
        "contract__proposal", "contract__province", "bank_line__bank_account"
    ).in_bulk([receipt.pk for receipt in found.receipts])
    receipts = [written[receipt.pk] for receipt in found.receipts]
    left = {key: replayed.principal_after() for key, replayed in found.replayed.items()}
    print_receipts(
        receipts=[
            (
                receipt,
                receipt.contract,
                found.replayed[receipt.contract_id].rows[receipt.pk],
                left[receipt.contract_id][receipt.pk],
            )
            for receipt in receipts
        ],
        province=code,
        by=by,
        on=on,
    )
    return receipts


@without_collecting()
@transaction.atomic
def record_receipts(
    *, province, by: Any, on: date, posting_on: date | None = None, most: int = MOST_RECORDED, up_to: int | None = None
) -> list[Issued]:
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
    waiting = [
        Line(*row)
        for row in lines.filter(state=BankLine.State.MATCHED)
        .select_for_update()
        .order_by("value_on", "time", "identity", "occurrence")
        .values_list(*Line._fields)[:most]
    ]
    if not waiting:
        return _Recorded([], {}, {})
    require_signatory(province=province, on=on)
    claims = claims_of(waiting)
    since = first_days(claims)
    held = Contract.objects.select_for_update(of=("self",)).filter(pk__among=since).order_by("pk").only(*_ASKED)
    contracts = {contract.pk: contract for contract in held}
    _require_owing(contracts.values())
    day = posting_on or treasury.first_open_day(province=province, on=on)
    known = selectors.known_before(since)
    receipts = _write(province, claims, contracts, day=day, by=by)
    _set_receipted(waiting)
    replayed = replay_many(
        contracts=list(contracts.values()),
        on=on,
        by=by,
        posting_on=posting_on,
        new_money=_new_money(claims, receipts, since, known),
    )
    entries = [_entry(receipt, contracts, replayed) for receipt in receipts]
    treasury.book_many(province=province, entries=entries, by=by, sources_are_new=True)
    book_recoveries(contract_ids=contracts, on=on, by=by, posting_on=posting_on)
    settle_notices(receipts=receipts)
    ask_again(receipt_ids=[receipt.pk for receipt in receipts if receipt.turn > 1], on=on)
    _tell_and_go_on(receipts, contracts, replayed, by=by, on=on)
    return _Recorded(receipts, contracts, replayed)


def _new_money(
    claims: Sequence[Claim],
    receipts: Sequence[Issued],
    since: dict[int, date],
    known: dict[int, selectors.Known],
) -> dict[int, NewMoney]:
    """What was just receipted of the contracts whose course held until then."""
    found = {
        key: NewMoney(
            since=since[key],
            payments={},
            is_latest=not one.happened and (one.last_on is None or one.last_on < since[key]),
            replay=one.replay,
            credit=one.credit,
        )
        for key, one in known.items()
    }
    for claim, receipt in zip(claims, receipts, strict=True):
        money, line = found.get(claim.contract_id), claim.line
        if money is not None:
            name = selectors.line_id(line.identity, line.occurrence, claim.share)
            money.payments[receipt.pk] = Payment(line.value_on, line.time, name, claim.amount)
    return found


def _set_receipted(lines: Iterable[Line]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE repayments_bankline SET state = %s WHERE id = ANY(%s::bigint[])",
            [BankLine.State.RECEIPTED.value, array_of(line.pk for line in lines)],
        )


def _require_owing(contracts: Iterable[Contract]) -> None:
    """Refuse money for a contract that owes none: its transfer came back from the bank after a line was matched."""
    for contract in contracts:
        if contract.state not in selectors.OWING:
            raise NotMatched(
                _("สัญญา %(contract)s ยังไม่ได้โอนเงินกู้ ถอนการจับคู่ของรายการก่อน จึงออกใบเสร็จได้"), contract=contract.label
            )


def _write(
    province: str, claims: Sequence[Claim], contracts: dict[int, Contract], *, day: date, by: Any
) -> list[Issued]:
    year, count, issued_at = fiscal_year_be(day), len(claims), timezone.now().isoformat()
    numbers = take_numbers(series=f"receipt:{province}", year_be=year, count=count)
    turns = {
        (line, share): turn for line, share, turn in rows_of(_TURNS, {"lines": array_of(one.line.pk for one in claims)})
    }
    who = NOTHING if by is None else by.pk
    receipts, rows = [], []
    for claim, number, key in zip(claims, numbers, new_keys(Receipt, count), strict=True):
        line, contract = claim.line, contracts[claim.contract_id]
        turn = turns.get((line.pk, claim.share), 0) + 1
        receipts.append(Issued(key, number, year, contract.pk, line.pk, claim.amount, line.value_on, day, turn))
        rows.append(
            f"{key}\t{province}\t{contract.amphoe_id}\t{contract.tambon_id}\t{number}\t{year}\t{contract.pk}\t{line.pk}\t"
            f"{claim.share}\t{turn}\t{claim.amount}\t{line.value_on}\t{day}\t{who}\t{issued_at}"
        )
    copy_text(Receipt, _COLUMNS, rows)
    return receipts


def _entry(receipt: Issued, contracts: dict[int, Contract], replayed: dict[int, Replayed]) -> treasury.NewEntry:
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
    receipts: Sequence[Issued],
    contracts: dict[int, Contract],
    replayed: dict[int, Replayed],
    *,
    by: Any,
    on: date,
) -> None:
    """Tell debtors what changed, take projects to their first repayment, close what is paid off."""
    corrected = {key: found for key, one in replayed.items() if (found := corrections_in(one.changes))}
    whole = Contract.objects.select_related("proposal").in_bulk(list(corrected))
    tell_corrections(corrected=[(whole[key], found) for key, found in corrected.items()], by=by, on=on)
    first = {contracts[receipt.contract_id].proposal_id: receipt for receipt in reversed(receipts)}
    not_begun = Proposal.objects.filter(pk__among=first, state__in=[State.TRANSFERRED, State.STARTED])
    begun = list(not_begun.only("state"))
    notes = {one.pk: f"ใบเสร็จเลขที่ {first[one.pk]}" for one in begun}  # stays Thai: kept in the history
    advance_many(proposals=begun, step=Step.FIRST_REPAYMENT, by=by, on=on, notes=notes)
    paid_off = [
        contract
        for key, contract in contracts.items()
        if replayed[key].is_paid_off and contract.state == Contract.State.IN_FORCE
    ]
    close_contracts(contracts=paid_off, on=on, by=by)  # R-REPAY-16
