"""Paying out: a batch is made by one person and approved by another; with the approval everything freezes at once."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from areas.once import KeyReused
from areas.rules import IsBusinessDay
from areas.selectors import business_calendar, sara_leads
from loans import selectors, signed_terms
from loans.models import Contract, Grant, LineRejection, TransferBatch, TransferLine
from loans.rules import MOST_DAYS_AHEAD, BadDueDates, last_transfer_day
from loans.services.changes import ReasonMissing, SamePerson
from loans.services.papers import NotComplete
from loans.services.paying import pay_out
from loans.services.preparation import DayPassed, agreed_due_dates, check_not_paid_after_all
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury

MOST_LINES = 60  # a batch is numbered and booked in one transaction; its papers are drawn after it


class AlreadyPaidOut(Refusal):
    """A contract is in a live batch."""


class EmptyBatch(Refusal):
    """A batch without contracts and grants, with too many, or with some of another province."""


class AlreadyDecided(Refusal):
    """The batch was approved or refused before."""


class NotABankDay(Refusal):
    """No bank transfers money on that day."""


class DoesNotFit(BadDueDates):
    """A contract's due dates are not allowed for the day of the transfer."""


class SignedOtherwise(Refusal):
    """The terms of the day of the transfer bind the borrowers to something else than they signed."""


class TooFarAhead(Refusal):
    """The day lies further ahead than a transfer is ordered."""


def make_transfer(
    *,
    province: str,
    contract_ids: Iterable[int],
    transfer_on: date,
    request_key: UUID,
    by: Any,
    on: date,
    grant_ids: Iterable[int] = (),
) -> TransferBatch:
    """Make a batch of complete contracts and prepared grants of one province, to be paid out on a day.

    Nothing is booked yet. The same ``request_key`` gives the same batch, so a form sent twice makes one.

    :raises KeyReused: the key was sent before with something else.
    :raises EmptyBatch: nothing, more than sixty, or one that the province does not have.
    :raises NotComplete: one lacks something; the sentence names the contract and what it lacks.
    :raises AlreadyPaidOut: one is in another live batch.
    :raises DayPassed: the day has passed, or lies before a signing.
    :raises DoesNotFit: the policies do not allow the due dates of one for that day; the sentence names it.
    :raises SignedOtherwise: the terms of that day are not those that were signed; the sentence names what differs.
    :raises NotReady: somebody asks to take back that the bank sent one back.
    :raises NotABankDay: banks or offices are closed on the day.
    :raises TooFarAhead: the day is not among the next business days for which a transfer is ordered.
    Source: R-DISB-01, R-DISB-02, C-04, A-36.
    """
    wanted = sorted({int(key) for key in contract_ids}), sorted({int(key) for key in grant_ids})
    known = _known(request_key, wanted=wanted, transfer_on=transfer_on)
    if known is not None:
        return known
    if transfer_on < on:
        raise DayPassed(_("วันที่โอน %(day)s ผ่านไปแล้ว"), day=transfer_on)
    is_business_day = business_calendar(province=province)
    if not is_business_day(transfer_on):
        raise NotABankDay(_("วันที่ %(day)s เป็นวันหยุด ธนาคารไม่โอนเงิน"), day=transfer_on)
    _check_not_too_far(transfer_on, is_business_day=is_business_day, on=on)
    chosen = sum(map(len, wanted))
    if not 1 <= chosen <= MOST_LINES:
        raise EmptyBatch(_("ต้องเลือกสัญญา 1 ถึง %(most)s ฉบับต่อชุด เลือกแล้ว %(chosen)s ฉบับ"), most=MOST_LINES, chosen=chosen)
    try:
        with transaction.atomic():
            contracts, grants = lock_contracts(wanted[0]), lock_grants(wanted[1])
            found = [*contracts, *grants]
            if len(found) != chosen or any(one.province_id != province for one in found):
                raise EmptyBatch(_("ชุดโอนต้องมีเฉพาะสัญญาของจังหวัดเดียวกัน"))
            _check_not_paid(contracts, grants)
            _check_nothing_is_undone(contracts, grants)
            _check_complete(contracts, transfer_on=transfer_on)
            _check_schedules(contracts, transfer_on=transfer_on, is_business_day=is_business_day)
            _check_grants(grants, transfer_on=transfer_on)
            batch = TransferBatch.objects.create(
                province_id=province, transfer_on=transfer_on, made_by=by, request_key=request_key
            )
            TransferLine.objects.bulk_create(
                [
                    *(TransferLine(batch=batch, contract=one, amount=one.principal) for one in contracts),
                    *(TransferLine(batch=batch, grant=one, amount=one.amount) for one in grants),
                ]
            )
    except IntegrityError:  # the same form arrived twice at the same moment
        known = _known(request_key, wanted=wanted, transfer_on=transfer_on)
        if known is None:
            raise
        return known
    return batch


def _known(request_key: UUID, *, wanted: tuple[list[int], list[int]], transfer_on: date) -> TransferBatch | None:
    """The batch that this key made before, if it was asked for the same."""
    batch = TransferBatch.objects.filter(request_key=request_key).first()
    if batch is None:
        return None
    rows = list(batch.lines.values_list("contract_id", "grant_id"))
    had = sorted(one for one, _grant in rows if one), sorted(one for _contract, one in rows if one)
    if had != wanted or batch.transfer_on != transfer_on:
        raise KeyReused(
            _("คำขอนี้ทำรายการโอนเงินชุดที่ %(batch)s ไปแล้วด้วยข้อมูลอื่น ให้เปิดหน้าโอนเงินใหม่แล้วทำรายการอีกครั้ง"), batch=batch.pk
        )
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


def withdraw_transfer(*, batch: TransferBatch, reason: str, by: Any, on: date) -> TransferBatch:
    """Take a batch back before it was decided; only its maker does. Its contracts wait for another one.

    :raises ReasonMissing, AlreadyDecided: as the names say.
    :raises SamePerson: somebody else made it; who approves refuses it instead.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ถอนคืน"))
    with transaction.atomic():
        locked = _waiting(batch)
        if locked.made_by_id != by.pk:
            raise SamePerson(_("ถอนคืนได้เฉพาะผู้ทำรายการ ผู้อนุมัติใช้คำสั่งไม่อนุมัติ"))
        locked.lines.update(is_live=False)
        locked.state, locked.decided_at = TransferBatch.State.WITHDRAWN, timezone.now()
        locked.reason = reason.strip()[:300]
        locked.save(update_fields=["state", "decided_at", "reason"])
    return locked


def approve_transfer(*, batch: TransferBatch, by: Any, on: date) -> TransferBatch:
    """Approve a batch made by somebody else: the money leaves, and with it every contract of the batch is in force.

    In one transaction: number of the province's series and BE year, contract date = transfer date, terms in force and
    schedule of that day, reference of the Bill Payment, drawing and disbursement in the ledger, the words of the
    original. Its typesetting follows in a run of a worker, started on the commit (``documents.drawing``).
    What the bank had sent back keeps its number, gets a new version of its schedule, and is paid from the money that
    is still in the savings account. A grant is numbered and booked as a subsidy.

    :raises AlreadyDecided: of two who approve at once, the second.
    :raises SamePerson: the maker cannot approve.
    :raises DayPassed: the day of the transfer has passed; refuse the batch and make another.
    :raises TooFarAhead: the day lies too far ahead.
    :raises NotComplete: a contract lacks something by now.
    :raises DoesNotFit: the policies do not allow the due dates of a contract for that day any more.
    :raises SignedOtherwise: a policy changed since a contract was signed.
    :raises treasury.services.MonthClosed, treasury.services.NotEnoughMoney: what the books say.
    Source: R-DISB-01, R-DISB-02, R-CONT-06, R-CONT-13, A-09, A-24, A-36.
    """
    with transaction.atomic():
        treasury.lock_books(province=batch.province_id)  # before the contracts, as every command that books
        locked = _undecided(batch, by=by)
        if locked.transfer_on < on:
            raise DayPassed(_("วันที่โอน %(day)s ผ่านไปแล้ว ให้ไม่อนุมัติชุดนี้แล้วทำรายการใหม่"), day=locked.transfer_on)
        is_business_day = business_calendar(province=locked.province_id)
        _check_not_too_far(locked.transfer_on, is_business_day=is_business_day, on=on)
        lines = list(selectors.lines_of(locked))
        contracts = lock_contracts([line.contract_id for line in lines if line.contract_id])
        grants = lock_grants([line.grant_id for line in lines if line.grant_id])
        _check_complete(contracts, transfer_on=locked.transfer_on)
        _check_schedules(contracts, transfer_on=locked.transfer_on, is_business_day=is_business_day)
        _check_grants(grants, transfer_on=locked.transfer_on)
        _decide(locked, TransferBatch.State.APPROVED, by=by)
        pay_out(locked, lines, contracts=contracts, grants=grants, by=by)
    batch.refresh_from_db()
    return locked


# -- the parts ---------------------------------------------------------------------------------------------------------
def lock_contracts(keys: Sequence[int]) -> list[Contract]:
    """Lock contracts in the order of their keys, so that two batches never wait for each other."""
    return list(
        Contract.objects.select_for_update(of=("self",)).select_related("proposal").filter(pk__in=keys).order_by("pk")
    )


def lock_grants(keys: Sequence[int]) -> list[Grant]:
    """Lock grants in the order of their keys, after the contracts."""
    return list(
        Grant.objects.select_for_update(of=("self",)).select_related("proposal").filter(pk__in=keys).order_by("pk")
    )


def _check_not_too_far(transfer_on: date, *, is_business_day: IsBusinessDay, on: date) -> None:
    last = last_transfer_day(on=on, is_business_day=is_business_day)
    if transfer_on > last:
        raise TooFarAhead(
            _("วันที่โอน %(day)s อยู่ล่วงหน้าเกิน %(days)s วันทำการ ทำรายการวันนี้โอนได้ไม่เกินวันที่ %(last)s ให้ตรวจวันที่อีกครั้ง"),
            day=transfer_on,
            days=MOST_DAYS_AHEAD,
            last=last,
        )


def _check_not_paid(contracts: list[Contract], grants: list[Grant]) -> None:
    live = TransferLine.objects.filter(is_live=True)
    for line in live.filter(contract__in=contracts).select_related("contract__proposal"):
        raise AlreadyPaidOut(_("สัญญา %(contract)s อยู่ในชุดโอนเงินแล้ว"), contract=line.contract.label)
    for line in live.filter(grant__in=grants).select_related("grant__proposal"):
        raise AlreadyPaidOut(_("เงินอุดหนุน %(grant)s อยู่ในชุดโอนเงินแล้ว"), grant=line.grant.label)


def _check_nothing_is_undone(contracts: list[Contract], grants: list[Grant]) -> None:
    asked = LineRejection.objects.filter(state=LineRejection.State.UNDO_ASKED)
    asked = asked.filter(Q(line__contract__in=contracts) | Q(line__grant__in=grants))
    for rejection in asked.select_related("line__contract__proposal", "line__grant__proposal")[:1]:
        check_not_paid_after_all(rejection.line.contract or rejection.line.grant)


def _check_grants(grants: list[Grant], *, transfer_on: date) -> None:
    for grant in grants:
        if grant.state != Grant.State.PREPARED:
            raise AlreadyPaidOut(_("เงินอุดหนุน %(grant)s โอนเงินแล้วหรือถูกยกเลิก จึงโอนอีกไม่ได้"), grant=grant.label)
        if transfer_on < grant.prepared_on:
            raise DayPassed(
                _("วันที่โอน %(day)s อยู่ก่อนวันที่จัดทำเงินอุดหนุน %(grant)s (%(prepared)s)"),
                day=transfer_on,
                grant=grant.label,
                prepared=grant.prepared_on,
            )


def _check_complete(contracts: list[Contract], *, transfer_on: date) -> None:
    _check_in_sara(contracts, transfer_on=transfer_on)
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


def _check_schedules(contracts: list[Contract], *, transfer_on: date, is_business_day: IsBusinessDay) -> None:
    """Check that each is lent on what was signed: the terms, and a schedule from that day on. Two queries for all."""
    if not contracts:
        return
    terms = selectors.terms_in_force(province=contracts[0].province_id, on=transfer_on)
    for contract in contracts:
        for why in signed_otherwise(contract, terms):
            raise why
        try:
            terms.schedule(
                principal=contract.principal,
                transfer_on=transfer_on,
                instalment_count=contract.instalment_count,
                months_between=contract.months_between,
                is_business_day=is_business_day,
                due_dates=agreed_due_dates(contract),
            )
        except BadDueDates as why:
            raise DoesNotFit(
                _(
                    "สัญญา %(contract)s โอนวันที่ %(day)s ไม่ได้: %(why)s "
                    "ให้เลือกวันโอนอื่น หรือเปิดหน้าสัญญาแล้วกลับไปจัดทำเพื่อแก้งวดชำระและลงนามใหม่"
                ),
                contract=contract.label,
                day=transfer_on,
                why=why,
            ) from None


def signed_otherwise(contract: Contract, terms: selectors.TermsInForce) -> list[SignedOtherwise]:
    """What stands between a contract and a transfer on the day of some terms, because it was signed on others."""
    return [
        SignedOtherwise(
            _(
                "สัญญา %(contract)s ลงนามไว้ว่า%(what)s %(signed)s แต่ในวันโอน %(day)s เป็น %(now)s จึงโอนไม่ได้ "
                "ให้เปิดหน้าสัญญาแล้วกลับไปจัดทำสัญญา เพื่อพิมพ์และลงนามใหม่"
            ),
            contract=contract.label,
            what=one.what,
            signed=one.signed,
            day=terms.on,
            now=one.now,
        )
        for one in signed_terms.differences(signed=contract.terms, now=terms.snapshot())
    ]


def _check_in_sara(contracts: list[Contract], *, transfer_on: date) -> None:
    """Where SARA leads, no money leaves on a contract that SARA does not have (R-SYS-01, A-22)."""
    missing = next((contract for contract in contracts if not contract.sara_number), None)
    if missing is not None and sara_leads(province=missing.province_id, on=transfer_on):
        raise NotComplete(
            _("สัญญา %(contract)s ยังไม่มีเลขที่ในระบบ SARA จังหวัดนี้ใช้ SARA เป็นระบบหลัก จึงต้องบันทึกเลขที่ก่อนโอนเงิน"),
            contract=missing.label,
        )


def _waiting(batch: TransferBatch) -> TransferBatch:
    locked = TransferBatch.objects.select_for_update().get(pk=batch.pk)
    if locked.state != TransferBatch.State.MADE:
        raise AlreadyDecided(_("ชุดโอนเงินนี้พิจารณาไปแล้ว: %(state)s"), state=str(locked.get_state_display()))
    return locked


def _undecided(batch: TransferBatch, *, by: Any) -> TransferBatch:
    locked = _waiting(batch)
    if locked.made_by_id == by.pk:
        raise SamePerson(_("ผู้ทำรายการโอนเงินพิจารณารายการของตนเองไม่ได้ ต้องให้ผู้อื่นเป็นผู้อนุมัติ"))
    return locked


def _decide(batch: TransferBatch, state: str, *, by: Any, reason: str = "") -> TransferBatch:
    batch.state, batch.decided_by, batch.decided_at, batch.reason = state, by, timezone.now(), reason
    batch.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return batch
