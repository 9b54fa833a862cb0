"""Paying out: a batch is made by one person and approved by another; with the approval everything freezes at once."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from areas.rules import IsBusinessDay
from areas.selectors import business_calendar
from documents.models import Document
from documents.services import take_number
from loans import references, selectors
from loans.models import Contract, Instalment, TransferBatch, TransferLine
from loans.services.papers import NotComplete, issue_contract_paper
from loans.services.preparation import DayPassed, fixed_due_dates
from projects.rules import Step
from projects.services import advance_many
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

MOST_LINES = 60  # a batch is numbered, printed and booked in one transaction


class AlreadyPaidOut(Refusal):
    """A contract is in a live batch."""


class EmptyBatch(Refusal):
    """A batch without contracts, with too many, or with some of another province."""


class AlreadyDecided(Refusal):
    """The batch was approved or refused before."""


class SamePerson(Refusal):
    """The one who approves is the one who made the batch."""


class NotABankDay(Refusal):
    """No bank transfers money on that day."""


class ReasonMissing(Refusal):
    """A batch is refused with a reason only."""


def make_transfer(
    *, province: str, contract_ids: Iterable[int], transfer_on: date, request_key: UUID, by: Any, on: date
) -> TransferBatch:
    """Make a batch of signed and complete contracts of one province, to be paid out on a day. Nothing is booked yet.

    The same ``request_key`` gives the same batch, so a form sent twice makes one.

    :raises EmptyBatch: no contract, more than sixty, or one that the province does not have.
    :raises NotComplete: one lacks something; the sentence names the contract and what it lacks.
    :raises AlreadyPaidOut: one is in another live batch.
    :raises DayPassed: the day has passed, or lies before a signing.
    :raises NotABankDay: banks or offices are closed on the day.
    Source: R-DISB-01, R-DISB-02, C-04.
    """
    known = TransferBatch.objects.filter(request_key=request_key).first()
    if known is not None:
        return known
    if transfer_on < on:
        raise DayPassed(_("วันที่โอน %(day)s ผ่านไปแล้ว"), day=transfer_on)
    if not business_calendar(province=province)(transfer_on):
        raise NotABankDay(_("วันที่ %(day)s เป็นวันหยุด ธนาคารไม่โอนเงิน"), day=transfer_on)
    wanted = sorted({int(key) for key in contract_ids})
    if not 1 <= len(wanted) <= MOST_LINES:
        raise EmptyBatch(
            _("ต้องเลือกสัญญา 1 ถึง %(most)s ฉบับต่อชุด เลือกแล้ว %(chosen)s ฉบับ"), most=MOST_LINES, chosen=len(wanted)
        )
    try:
        with transaction.atomic():
            contracts = _locked(wanted)
            if len(contracts) != len(wanted) or any(one.province_id != province for one in contracts):
                raise EmptyBatch(_("ชุดโอนต้องมีเฉพาะสัญญาของจังหวัดเดียวกัน"))
            _check_not_paid(contracts)
            _check_complete(contracts, transfer_on=transfer_on)
            batch = TransferBatch.objects.create(
                province_id=province, transfer_on=transfer_on, made_by=by, request_key=request_key
            )
            TransferLine.objects.bulk_create(
                TransferLine(batch=batch, contract=contract, amount=contract.principal) for contract in contracts
            )
    except IntegrityError:  # the same form arrived twice at the same moment
        known = TransferBatch.objects.filter(request_key=request_key).first()
        if known is None:
            raise
        return known
    return batch


def refuse_transfer(*, batch: TransferBatch, reason: str, by: Any, on: date) -> TransferBatch:
    """Refuse a batch with a reason; its contracts wait for another one.

    :raises ReasonMissing, AlreadyDecided, SamePerson: as the names say.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    with transaction.atomic():
        locked = _undecided(batch, by=by)
        locked.lines.update(is_live=False)
        return _decide(locked, TransferBatch.State.REFUSED, by=by, reason=reason.strip()[:300])


def approve_transfer(*, batch: TransferBatch, by: Any, on: date) -> TransferBatch:
    """Approve a batch made by somebody else: the money leaves, and with it every contract of the batch is in force.

    In one transaction: number of the province's series and BE year, contract date = transfer date, terms in force and
    schedule of that day, reference of the Bill Payment, drawing and disbursement in the ledger, the original on paper.

    :raises AlreadyDecided: of two who approve at once, the second.
    :raises SamePerson: the maker cannot approve.
    :raises DayPassed: the day of the transfer has passed; refuse the batch and make another.
    :raises NotComplete: a contract lacks something by now.
    :raises loans.rules.BadDueDates: the policies do not allow the due dates for that day.
    :raises treasury.services.MonthClosed, treasury.services.NotEnoughMoney: what the books say.
    Source: R-DISB-01, R-DISB-02, R-CONT-06, R-CONT-13, A-09, A-24.
    """
    with transaction.atomic():
        locked = _undecided(batch, by=by)
        if locked.transfer_on < on:
            raise DayPassed(_("วันที่โอน %(day)s ผ่านไปแล้ว ให้ไม่อนุมัติชุดนี้แล้วทำรายการใหม่"), day=locked.transfer_on)
        lines = list(selectors.lines_of(locked))
        contracts = {one.pk: one for one in _locked([line.contract_id for line in lines])}
        _check_complete(list(contracts.values()), transfer_on=locked.transfer_on)
        _decide(locked, TransferBatch.State.APPROVED, by=by)
        _book(locked, lines, by=by)
        is_business_day = business_calendar(province=locked.province_id)
        terms = selectors.terms_in_force(province=locked.province_id, on=locked.transfer_on)
        for line in lines:
            _put_in_force(
                contracts[line.contract_id],
                terms=terms,
                transfer_on=locked.transfer_on,
                is_business_day=is_business_day,
                by=by,
            )
        advance_many(
            proposals=[one.proposal for one in contracts.values()], step=Step.TRANSFER, by=by, on=locked.transfer_on
        )
    batch.refresh_from_db()
    return locked


# -- the parts ---------------------------------------------------------------------------------------------------------
def _locked(keys: list[int]) -> list[Contract]:
    """Lock contracts in the order of their keys, so that two batches never wait for each other."""
    return list(
        Contract.objects.select_for_update(of=("self",)).select_related("proposal").filter(pk__in=keys).order_by("pk")
    )


def _check_not_paid(contracts: list[Contract]) -> None:
    taken = TransferLine.objects.filter(contract__in=contracts, is_live=True).select_related("contract__proposal")
    for line in taken:
        raise AlreadyPaidOut(_("สัญญา %(contract)s อยู่ในชุดโอนเงินแล้ว"), contract=line.contract.label)


def _check_complete(contracts: list[Contract], *, transfer_on: date) -> None:
    ticked = selectors.ticks_of([contract.pk for contract in contracts])
    for contract in contracts:
        if contract.state in (Contract.State.IN_FORCE, Contract.State.CLOSED):
            raise AlreadyPaidOut(_("สัญญา %(contract)s โอนเงินแล้ว"), contract=contract.label)
        lacking = selectors.lacking(contract, ticked.get(contract.pk, frozenset()))
        if lacking:
            raise NotComplete(
                _("สัญญา %(contract)s ยังไม่ครบถ้วน จึงโอนเงินไม่ได้ ขาด: %(item)s"), contract=contract.label, item=lacking[0]
            )
        if contract.signed_on and transfer_on < contract.signed_on:
            raise DayPassed(
                _("วันที่โอน %(day)s อยู่ก่อนวันลงนามสัญญา %(contract)s (%(signed)s)"),
                day=transfer_on,
                contract=contract.label,
                signed=contract.signed_on,
            )


def _undecided(batch: TransferBatch, *, by: Any) -> TransferBatch:
    locked = TransferBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != TransferBatch.State.MADE:
        raise AlreadyDecided(_("ชุดโอนเงินนี้พิจารณาไปแล้ว: %(state)s"), state=str(locked.get_state_display()))
    if locked.made_by_id == by.pk:
        raise SamePerson(_("ผู้ทำรายการโอนเงินพิจารณารายการของตนเองไม่ได้ ต้องให้ผู้อื่นเป็นผู้อนุมัติ"))
    return locked


def _decide(batch: TransferBatch, state: str, *, by: Any, reason: str = "") -> TransferBatch:
    batch.state, batch.decided_by, batch.decided_at, batch.reason = state, by, timezone.now(), reason
    batch.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return batch


def _book(batch: TransferBatch, lines: list[TransferLine], *, by: Any) -> None:
    """Draw the sum from the treasury deposit to the savings account, then lend it from there (R-DISB-01)."""
    total = sum((line.amount for line in lines), Decimal("0.00"))
    reference = f"ชุดโอน {batch.pk}"  # stays Thai: kept in the books
    treasury.draw(province=batch.province_id, amount=total, reference=reference, on=batch.transfer_on, by=by)
    for line in lines:
        party = f"contract:{line.contract_id}"
        treasury.post(
            province=batch.province_id,
            posting_on=batch.transfer_on,
            value_on=batch.transfer_on,
            kind=JournalEntry.Kind.DISBURSEMENT,
            memo=f"โอนเงินกู้ โครงการ{line.contract.proposal.title}"[:300],  # stays Thai: kept in the books
            source=party,
            lines=[
                treasury.Line(chart.LOANS, line.amount, party),
                treasury.Line(chart.BANK, -line.amount, party),
            ],
            by=by,
        )


def _put_in_force(
    contract: Contract,
    *,
    terms: selectors.TermsInForce,
    transfer_on: date,
    is_business_day: IsBusinessDay,
    by: Any,
) -> None:
    due_dates = fixed_due_dates(contract)
    schedule = terms.schedule(
        principal=contract.principal,
        transfer_on=transfer_on,
        instalment_count=contract.instalment_count,
        months_between=contract.months_between,
        is_business_day=is_business_day,
        due_dates=due_dates,
    )
    contract.year_be = be_year(transfer_on)
    contract.number = take_number(series=f"contract:{contract.province_id}", year_be=contract.year_be)
    contract.ref1 = references.make_ref1(
        contract_key=references.contract_key(
            province=contract.province_id, year_be=contract.year_be, number=contract.number
        )
    )
    contract.contract_on = transfer_on
    contract.state = Contract.State.IN_FORCE
    contract.annual_rate = terms.annual_rate
    contract.terms = terms.snapshot(
        lender=contract.terms["lender"], due_dates=[day.isoformat() for day in due_dates or ()]
    )
    contract.save(
        update_fields=["number", "year_be", "ref1", "contract_on", "state", "annual_rate", "terms"],
    )
    Instalment.objects.bulk_create(
        Instalment(
            contract=contract,
            version=1,
            number=line.number,
            nominal_due_on=line.nominal_due_on,
            effective_due_on=line.effective_due_on,
            days=line.days,
            opening_principal=line.opening_principal,
            principal=line.principal,
            interest=line.interest,
        )
        for line in schedule
    )
    draft = Document.objects.about(f"contract:{contract.pk}").filter(kind=Document.Kind.CONTRACT_DRAFT).first()
    issue_contract_paper(
        contract=contract,
        schedule=schedule,
        kind=Document.Kind.CONTRACT,
        number=contract.label,
        title=f"สัญญาเงินกู้เลขที่ {contract.label} โครงการ{contract.proposal.title}"[:300],  # stays Thai: names a paper
        by=by,
        on=transfer_on,
        extra={"replaces": draft.number} if draft else None,
    )
