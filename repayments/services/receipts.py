"""Issuing receipts: one for each receipt of money (R-REPAY-09), in the order in which the money came."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from documents import services as documents
from documents.models import Document
from loans.models import Contract
from projects.rules import State, Step
from projects.services import advance
from repayments import letters
from repayments.models import BankLine, Receipt
from repayments.services.corrections import print_correction
from repayments.services.replays import Replayed, close_if_paid_off, replay_locked, split_lines
from thai.dates import fiscal_year_be
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

MOST_AT_ONCE = 60  # each receipt is numbered, booked and printed in the same transaction


class NotMatched(Refusal):
    """A line has no contract yet, or is no payment."""


class TooMany(Refusal):
    """More lines than one transaction should hold."""


@transaction.atomic
def issue_receipts(
    *, province, line_ids: Iterable[int] | None = None, by: Any, on: date, posting_on: date | None = None
) -> list[Receipt]:
    """Issue the receipts of matched lines, all or none: number, split, ledger entry, paper; close what is paid off.

    Lines are taken by value date, the bank's time and their identity, so that order of entry never matters. A line that
    has its receipt by now is passed over: two people at once issue one receipt each line.

    :param line_ids: only these lines; all matched lines of the province (the oldest sixty) when left out.
    :param posting_on: the day on which to post; the first open day from ``on`` when left out.
    :raises NotMatched: one of the lines waits for a person, is a reversal, or is not the province's.
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
    waiting = list(
        lines.filter(state=BankLine.State.MATCHED)
        .select_for_update(of=("self",))
        .order_by("value_on", "time", "identity", "occurrence")[:MOST_AT_ONCE]
    )
    day = posting_on or treasury.first_open_day(province=code, on=on)
    contracts = {
        contract.pk: contract
        for contract in Contract.objects.select_for_update(of=("self",))
        .select_related("proposal", "province")
        .filter(pk__in={line.contract_id for line in waiting})
        .order_by("pk")
    }
    return [
        _issue(line, contracts[line.contract_id], by=by, on=on, day=day, posting_on=posting_on)  # type: ignore[index]
        for line in waiting
    ]


def _issue(line: BankLine, contract: Contract, *, by: Any, on: date, day: date, posting_on: date | None) -> Receipt:
    year = fiscal_year_be(day)
    receipt = Receipt.objects.create(
        province_id=contract.province_id,
        amphoe_id=contract.amphoe_id,
        tambon_id=contract.tambon_id,
        number=documents.take_number(series=f"receipt:{contract.province_id}", year_be=year),
        fiscal_year_be=year,
        contract=contract,
        bank_line=line,
        amount=line.amount,
        value_on=line.value_on,
        posting_on=day,
        issued_by=by,
    )
    line.state = BankLine.State.RECEIPTED
    line.save(update_fields=["state"])
    replayed = replay_locked(contract=contract, on=on, by=by, posting_on=posting_on)
    rows = replayed.rows[receipt.pk]
    treasury.post(
        province=contract.province_id,
        posting_on=day,
        value_on=line.value_on,
        kind=JournalEntry.Kind.RECEIPT,
        memo=f"รับชำระคืน สัญญา {contract.label} ใบเสร็จเลขที่ {receipt}",  # stays Thai: kept in the books
        source=f"receipt:{receipt.pk}",
        lines=[
            treasury.Line(chart.SUSPENSE, line.amount, f"bank_line:{line.pk}"),
            *split_lines(rows, party=f"contract:{contract.pk}"),
        ],
        by=by,
    )
    _print_receipt(receipt, contract, replayed, by=by, on=on)
    corrected = [change for change in replayed.changes if change.is_correction]
    if corrected:
        print_correction(contract, corrected, by=by, on=on)
    if contract.proposal.state in (State.TRANSFERRED, State.STARTED):
        note = f"ใบเสร็จเลขที่ {receipt}"  # stays Thai: kept in the history
        advance(proposal=contract.proposal, step=Step.FIRST_REPAYMENT, by=by, on=on, note=note)
    close_if_paid_off(contract=contract, replayed=replayed, on=on, by=by)
    return receipt


def _print_receipt(receipt: Receipt, contract: Contract, replayed: Replayed, *, by: Any, on: date) -> None:
    office = office_of(province=contract.province_id)
    documents.issue(
        kind=Document.Kind.RECEIPT,
        number=str(receipt),
        subject=f"receipt:{receipt.pk}",
        title=f"ใบเสร็จรับเงินเลขที่ {receipt} สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.RECEIPT_TEMPLATE,
        context=letters.receipt_context(
            receipt=receipt,
            contract=contract,
            rows=replayed.rows[receipt.pk],
            principal_left=replayed.allocation.principal_left,
            as_of=replayed.allocation.as_of,
            office=office,
            signature=signature_context(office=office, purpose=Signatory.Purpose.RECEIPT, on=on),
            on=on,
        ),
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=receipt.value_on,
        issued_on=on,
        by=by,
    )
