"""What ends a debt before its schedule does: the debtor asks to settle, or the fund calls the whole of it in.

Both are events of the contract, never a change of its terms; the replay reads them. They can be withdrawn.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from documents import services as documents
from documents.models import Document
from loans.models import Contract, ContractChange
from loans.services import DayPassed
from loans.services.changes import record_event, withdraw_event
from repayments import called_in, letters, rules, selectors
from repayments.services.corrections import corrections_in, tell_corrections
from repayments.services.replays import Replayed, close_if_paid_off, replay_locked
from repayments.services.write_offs import book_recoveries
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury
from treasury.models import BankAccount

Kind = ContractChange.Kind
OF_THIS_ROOM = (Kind.CALLED_IN, Kind.SETTLEMENT)


class NotInDefault(Refusal):
    """Nothing of the contract is overdue, so that the whole cannot be called in."""


class NoSuchClause(Refusal):
    """The contract does not let one default stand for all."""


class NotWithdrawable(Refusal):
    """The event is of another kind, or its contract has ended by it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A recorded request to settle, the sum that settles on its day, and the letter that tells it."""

    event: ContractChange
    quote: rules.SettlementQuote
    paper: Document


@transaction.atomic
def ask_to_settle(*, contract: Contract, settle_on: date, reason: str, by: Any, on: date) -> Asked:
    """Record that the debtor asked to settle on a day, and issue the letter with what that day asks of her.

    The settlement takes effect only where the money of that day covers the sum; else the schedule goes on. Asked again
    for another day, both letters stand, each for its own day, until their request is withdrawn.

    :raises loans.services.DayPassed: the day is gone; a letter cannot ask for money of yesterday.
    :raises loans.services.NotReady: the contract is not in force.
    :raises loans.services.changes.ReasonMissing: no reason or evidence was given.
    Source: R-REPAY-04, A-23.
    """
    if settle_on < on:
        raise DayPassed(_("วันที่จะชำระปิดบัญชี %(day)s ผ่านไปแล้ว ให้ระบุวันนี้หรือวันข้างหน้า"), day=settle_on)
    treasury.lock_books(province=contract.province_id)
    event = record_event(contract=contract, kind=Kind.SETTLEMENT, effective_on=settle_on, reason=reason, by=by, on=on)
    locked = _locked(contract)
    quote = selectors.settlement(contract=locked, on=settle_on)
    _replay(locked, by=by, on=on)
    office = office_of(province=locked.province_id)
    account = BankAccount.objects.filter(province_id=locked.province_id, kind=BankAccount.Kind.SAVINGS).first()
    number = documents.take_number(series=f"letter:{locked.province_id}", year_be=be_year(on))
    context = letters.settlement_context(
        contract=locked,
        quote=quote,
        account=account,
        office=office,
        signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
        on=on,
    )
    paper = documents.issue(
        kind=Document.Kind.SETTLEMENT_QUOTE,
        number=f"{office.letter_code}/{number}",
        addressee=context["to"],
        subject=f"contract:{locked.pk}",
        title=f"หนังสือแจ้งยอดปิดบัญชี สัญญา {locked.label}",  # stays Thai: names a paper
        template=letters.SETTLEMENT_TEMPLATE,
        context=context,
        province=locked.province_id,
        amphoe=locked.amphoe_id,
        as_of=settle_on,
        issued_on=on,
        by=by,
    )
    return Asked(event=event, quote=quote, paper=paper)


@transaction.atomic
def call_in(*, contract: Contract, reason: str, by: Any, on: date, decision_number: str = "") -> list[Document]:
    """Call the whole debt in from today on, and issue the letter to every signer, or who stands for her.

    From the day of the letter it is one debt: the contract's interest stops, default interest runs on all principal.

    :raises NotInDefault: no instalment is overdue on the day.
    :raises NoSuchClause: the contract's terms say that it has no acceleration clause.
    :raises loans.services.changes.AlreadyRecorded: it was called in before.
    :raises loans.services.NotReady: the contract is not in force.
    Source: A-03, A-07, A-13, R-DEF-06.
    """
    treasury.lock_books(province=contract.province_id)
    locked = _locked(contract)
    if locked.terms.get("acceleration_clause") is False:
        raise NoSuchClause(_("สัญญา %(contract)s ไม่มีข้อตกลงให้เรียกชำระทั้งหมดเมื่อผิดนัดงวดหนึ่ง"), contract=locked.label)
    if locked.state == Contract.State.IN_FORCE and not selectors.standing(contract=locked, as_of=on).overdue:
        raise NotInDefault(_("สัญญา %(contract)s ไม่มีงวดที่เกินกำหนด จึงเรียกชำระทั้งหมดไม่ได้"), contract=locked.label)
    record_event(
        contract=locked,
        kind=Kind.CALLED_IN,
        effective_on=on,
        reason=reason,
        by=by,
        on=on,
        decision_number=decision_number,
    )
    _replay(locked, by=by, on=on)
    standing = selectors.standing(contract=locked, as_of=on)
    office = office_of(province=locked.province_id)
    signature = signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on)
    number = documents.take_number(series=f"letter:{locked.province_id}", year_be=be_year(on))
    to = called_in.addressees(contract=locked, running=number, on=on)
    papers = [
        documents.issue(
            kind=Document.Kind.CALL_IN,
            number=f"{office.letter_code}/ว {number}",  # stays Thai: names a paper
            addressee=one.filed_as[:200],
            subject=f"contract:{locked.pk}",
            title=f"หนังสือเรียกให้ชำระหนี้ทั้งหมด สัญญา {locked.label} ถึง {one.name}",  # stays Thai: names a paper
            template=letters.CALL_IN_TEMPLATE,
            context=letters.call_in_context(
                contract=locked,
                to=one,
                standing=standing,
                reason=reason.strip(),
                office=office,
                signature=signature,
                on=on,
            ),
            province=locked.province_id,
            amphoe=locked.amphoe_id,
            as_of=on,
            issued_on=on,
            by=by,
        )
        for one in to
    ]
    called_in.tell(
        contract=locked,
        papers=list(zip(to, papers, strict=True)),
        standing=standing,
        reason=reason.strip(),
        by=by,
        on=on,
    )
    return papers


@transaction.atomic
def withdraw_change(*, event: ContractChange, reason: str, by: Any, on: date) -> ContractChange:
    """Withdraw a call-in or a request to settle, and replay the contract without it.

    :raises NotWithdrawable: it is something else, or the contract is no longer in force.
    :raises loans.services.changes.ReasonMissing, loans.services.changes.AlreadyRecorded: as the names say.
    """
    contract = event.contract
    treasury.lock_books(province=contract.province_id)
    locked = _locked(contract)
    if event.kind not in OF_THIS_ROOM or locked.state != Contract.State.IN_FORCE:
        raise NotWithdrawable(_("เพิกถอนรายการนี้ไม่ได้ เพราะสัญญาสิ้นสุดแล้วหรือเป็นรายการชนิดอื่น"))
    withdrawal = withdraw_event(event=event, reason=reason, by=by, on=on)
    _replay(locked, by=by, on=on)
    return withdrawal


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).select_related("proposal", "province").get(pk=contract.pk)


def _replay(contract: Contract, *, by: Any, on: date) -> Replayed:
    replayed = replay_locked(contract=contract, on=on, by=by)
    book_recoveries(contract_ids=[contract.pk], on=on, by=by)
    corrected = [(contract, corrections_in(replayed.changes))]
    tell_corrections(corrected=corrected, cause=letters.Cause.EVENT, by=by, on=on)
    close_if_paid_off(contract=contract, replayed=replayed, on=on, by=by)
    return replayed
