"""A group that cannot do its project sends the money back: the announcement, then the money itself (R-DISB-08).

What came back, of a loan or of a subsidy, is asked by one person and approved by another; so is taking it back again.
"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from areas.once import KeyReused
from documents.uploads import keep_file
from loans import bank_lines, selectors
from loans.bank_lines import NoSuchLine
from loans.models import Contract, ContractChange, Grant, MoneyReturn
from loans.returns import ReturnQuote
from loans.services.changes import AlreadyRecorded, ReasonMissing, record_event, withdraw_event
from loans.services.closing import close_contract, reopen_contract
from loans.services.grants import EvidenceMissing, book_grant_return, require_open, undo_grant_return
from loans.services.preparation import DayPassed, NotReady
from projects.rules import State as ProjectState
from projects.rules import Step
from projects.services import advance
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

Kind = ContractChange.Kind
State = MoneyReturn.State
UNDONE = "กลับการรับคืนเงินที่ไม่ได้ใช้"  # stays Thai: kept in the history


class RepaymentsReceived(Refusal):
    """Instalments were paid already, so the loan is settled early instead of being returned."""


class WrongSum(Refusal):
    """What the bank received is not what has to come back."""


class ReturnRefused(Refusal):
    """The return was decided before, or cannot be decided about like this."""


class OwnReturn(Refusal):
    """The one who decides is the one who asked."""


def announce_return(
    *, contract: Contract, announced_on: date, reason: str, by: Any, on: date, file: Any = None
) -> ContractChange:
    """Record that a group cannot do its project and will send the money back; its last day runs from the transfer.

    :raises RepaymentsReceived: it has paid instalments.
    :raises Refusal: as ``record_event``.
    Source: R-DISB-08, DL-14.
    """
    with transaction.atomic():
        _refuse_repaid(contract)
        return record_event(
            contract=contract,
            kind=Kind.RETURN_ANNOUNCED,
            effective_on=announced_on,
            reason=reason,
            by=by,
            on=on,
            file=file,
        )


@transaction.atomic
def ask_return(
    *,
    reason: str,
    by: Any,
    on: date,
    request_key: UUID,
    contract: Contract | None = None,
    grant: Grant | None = None,
    amount: Decimal | None = None,
    line_key: int | None = None,
    deposited_on: date | None = None,
    reference: str = "",
    file: Any = None,
) -> MoneyReturn:
    """Ask that the whole of a loan, or a part of a subsidy, be taken as come back unused; another person approves it.

    The money is a line of the bank that waits for an owner, which nothing else takes meanwhile, or was paid straight
    into the treasury deposit; then the slip is handed in with its number. The same ``request_key`` gives the same row.

    :param amount: of a subsidy; of a loan it is what has to come back on the day, as ``selectors.quote_of_return``.
    :param line_key: the bank's line; its day is the day of the return.
    :param deposited_on: the day of the treasury deposit, where there is no line.
    :param file: an upload; the slip, obligatory where there is no line.
    :raises ReasonMissing, EvidenceMissing, WrongSum, RepaymentsReceived: as the names say.
    :raises loans.bank_lines.NoSuchLine: neither line nor slip, or the line does not wait or is another contract's.
    :raises loans.services.grants.MoreThanGranted: used and returned would be more than the subsidy.
    :raises NotReady, AlreadyRecorded, DayPassed, KeyReused: as the names say.
    Source: R-DISB-08, A-21, A-36, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผล"))
    of = contract or grant
    if of is None:
        raise NotReady(_("ต้องระบุสัญญาหรือเงินอุดหนุน"))
    treasury.lock_books(province=of.province_id)
    if known := _known(request_key, of=of, amount=amount, line_key=line_key):
        return known
    if line_key is not None:
        line = bank_lines.hold(
            key=line_key,
            province=of.province_id,
            contract_id=contract.pk if contract else None,
            label=of.label,
            by=by,
        )
        returned_on, paid = line.value_on, line.amount
    elif deposited_on is None or not reference.strip():
        raise NoSuchLine(_("เลือกรายการธนาคาร หรือระบุวันที่และเลขที่ใบนำฝากเข้าเงินฝากคลัง"))
    elif not file:
        raise EvidenceMissing(_("เมื่อไม่ได้เลือกรายการธนาคาร ต้องแนบไฟล์ใบนำฝากเข้าเงินฝากคลัง"))
    else:
        returned_on, paid = deposited_on, None
    if contract is not None:
        money = _of_loan(contract, returned_on=returned_on, paid=paid, on=on)
    else:
        money = _of_subsidy(grant, returned_on=returned_on, paid=paid, amount=amount, on=on)
    return MoneyReturn.objects.create(
        province_id=of.province_id,
        amphoe_id=of.amphoe_id,
        tambon_id=of.tambon_id,
        contract=contract,
        grant=grant,
        line_key=line_key,
        returned_on=returned_on,
        amount=money,
        reference=reference.strip()[:100],
        reason=reason.strip()[:300],
        file=keep_file(upload=file, by=by) if file else None,
        request_key=request_key,
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def approve_return(*, money_return: MoneyReturn, by: Any, on: date) -> MoneyReturn:
    """Book unused money that came back; a loan is closed by it, and no contract interest is asked.

    Where a loan comes late and the national board has fixed a rate, the sum must hold the interest of the days after
    the last day; without a rate nothing is computed, and the quote says so (A-21).

    :raises OwnReturn: the one who asked.
    :raises ReturnRefused: it was decided before.
    :raises Refusal: as ``ask_return``, where something happened meanwhile.
    Source: R-DISB-08, R-DISB-09, A-21, A-36.
    """
    locked = _to_decide(money_return, by=by)
    account, party = chart.TREASURY_DEPOSIT, ""
    if locked.line_key is not None:
        kind = bank_lines.Returned.LOAN if locked.contract_id else bank_lines.Returned.SUBSIDY
        line = bank_lines.take(
            key=locked.line_key, province=locked.province_id, returned=kind, label=locked.label, by=locked.asked_by
        )
        account, party = chart.SUSPENSE, line.party
    if locked.contract is not None:
        locked.event, locked.entry = _book_loan(locked, account=account, party=party, by=by, on=on)
    else:
        locked.record, locked.entry = book_grant_return(locked, account=account, party=party, on=on)
    locked.state, locked.approved_by, locked.approved_on = State.BOOKED, by, on
    locked.save()
    return locked


@transaction.atomic
def refuse_return(*, money_return: MoneyReturn, by: Any, on: date, note: str) -> MoneyReturn:
    """Refuse what somebody else asked; the bank's line waits for an owner again, and another may be asked.

    :raises ReasonMissing: without a reason.
    :raises OwnReturn, ReturnRefused: as ``approve_return``.
    """
    if not note.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    locked = _to_decide(money_return, by=by)
    locked.state, locked.note = State.REFUSED, note.strip()[:300]
    locked.approved_by, locked.approved_on = by, on
    locked.save()
    if locked.line_key is not None:
        bank_lines.free(key=locked.line_key, freed=bank_lines.Freed.REFUSED, reason=locked.note)
    return locked


@transaction.atomic
def ask_undo_return(*, money_return: MoneyReturn, by: Any, on: date, reason: str) -> MoneyReturn:
    """Ask that a return be taken back, because the money was another's or never came; another person decides.

    :raises ReasonMissing: without a reason.
    :raises ReturnRefused: it does not stand in the books, or was asked before.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่ขอกลับการรับคืน"))
    locked = _locked(money_return, state=State.BOOKED)
    locked.state, locked.undo_reason = State.UNDO_ASKED, reason.strip()[:300]
    locked.undo_asked_by, locked.undo_asked_on = by, on
    locked.save()
    return locked


@transaction.atomic
def undo_return(*, money_return: MoneyReturn, by: Any, on: date) -> MoneyReturn:
    """Take a return back: the entry reversed, the loan or the subsidy open again, the bank's line free, together.

    The entry is reversed on its own day, for the contract was in force and the money another's all the time; in the
    first open month where its month is closed. Event and voucher stay readable and count no more.

    :raises OwnReturn: the one who asked.
    :raises ReturnRefused: nobody asked, or it was decided before.
    :raises treasury.services.NotEnoughMoney: the treasury deposit that took the money does not hold it any more.
    """
    locked = _asked_to_undo(money_return, by=by)
    reason = locked.undo_reason
    treasury.require_deposit_without(entry=locked.entry)
    treasury.reverse(entry=locked.entry, on=locked.entry.posting_on, by=locked.undo_asked_by, reason=reason[:250])
    if locked.line_key is not None:
        bank_lines.free(key=locked.line_key, freed=bank_lines.Freed.UNDONE, reason=reason)
    if locked.contract is not None:
        withdraw_event(
            event=locked.event,
            reason=reason,
            by=locked.undo_asked_by,
            approved_by=by,
            on=on,
            is_entry_reversed=True,
        )
        reopen_contract(contract=locked.contract, on=on, by=by, note=UNDONE)
    else:
        undo_grant_return(locked, by=by, on=on)
    locked.state, locked.undone_by, locked.undone_on = State.UNDONE, by, on
    locked.save()
    return locked


@transaction.atomic
def keep_return(*, money_return: MoneyReturn, by: Any, on: date) -> MoneyReturn:
    """Leave a return as it is that somebody else asked to take back; the history keeps that it was asked.

    :raises OwnReturn, ReturnRefused: as ``undo_return``.
    """
    locked = _asked_to_undo(money_return, by=by)
    locked.state, locked.undo_reason = State.BOOKED, ""
    locked.undo_asked_by = locked.undo_asked_on = None
    locked.save()
    return locked


def _known(request_key: UUID, *, of: Contract | Grant, amount: Decimal | None, line_key: int | None) -> Any:
    """The row that this key made before, if it was sent with the same."""
    row = MoneyReturn.objects.select_related("contract", "grant").filter(request_key=request_key).first()
    if row is None:
        return None
    if (row.contract or row.grant) != of or row.line_key != line_key or (amount is not None and row.amount != amount):
        raise KeyReused(_("แบบนี้ส่งไปแล้วด้วยข้อมูลอื่น จึงไม่บันทึกซ้ำ ให้เปิดหน้าใหม่แล้วกรอกอีกครั้ง"))
    return row


def _of_loan(contract: Contract, *, returned_on: date, paid: Decimal | None, on: date) -> Decimal:
    """What comes back of a loan, where it may: the sum that has to, or the line that holds it."""
    locked = _returnable(contract)
    if not locked.contract_on <= returned_on <= on:
        raise DayPassed(_("วันที่ต้องอยู่ระหว่างวันที่โอน %(first)s ถึง %(last)s"), first=locked.contract_on, last=on)
    if MoneyReturn.objects.filter(contract=locked).exclude(state__in=[State.REFUSED, State.UNDONE]).exists():
        raise AlreadyRecorded(_("สัญญา %(contract)s เสนอหรือรับคืนเงินที่ไม่ได้ใช้ไปแล้ว"), contract=locked.label)
    return _quoted(locked, returned_on=returned_on, paid=paid).total


def _of_subsidy(grant: Grant, *, returned_on: date, paid: Decimal | None, amount: Decimal | None, on: date) -> Decimal:
    money = paid if amount is None else require_money(amount)
    if money is None:
        raise WrongSum(_("ต้องระบุจำนวนเงินที่ส่งคืน"))
    if paid is not None and paid != money:
        raise NoSuchLine(_("รายการธนาคารมี %(paid)s บาท ไม่ใช่ %(amount)s บาท"), paid=paid, amount=money)
    require_open(grant, amount=money, happened_on=returned_on, on=on)
    return money


def _returnable(contract: Contract) -> Contract:
    """The contract, held, if its whole loan can still come back unused."""
    locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
    _refuse_repaid(locked)
    if locked.contract_on is None or locked.state != Contract.State.IN_FORCE:
        raise NotReady(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=locked.label)
    if any(event.kind == Kind.WRITTEN_OFF for event in selectors.events_of([locked.pk]).get(locked.pk, ())):
        raise NotReady(_("สัญญา %(contract)s ตัดหนี้สูญแล้ว เงินที่กลับมาเป็นหนี้สูญได้รับคืน"), contract=locked.label)
    return locked


def _quoted(contract: Contract, *, returned_on: date, paid: Decimal | None) -> ReturnQuote:
    quote = selectors.quote_of_return(contract=contract, on=returned_on)
    if paid is not None and paid != quote.total:
        raise WrongSum(_("เงินที่ได้รับ %(paid)s บาท ไม่ตรงกับที่ต้องคืน %(total)s บาท"), paid=paid, total=quote.total)
    return quote


def _refuse_repaid(contract: Contract) -> None:
    if contract.is_old:
        raise NotReady(_("สัญญา %(contract)s มาจากทะเบียนลูกหนี้เดิม จึงคืนเป็นเงินที่ไม่ได้ใช้ไม่ได้"), contract=contract.label)
    if selectors.has_repaid(contract):
        raise RepaymentsReceived(
            _("สัญญา %(contract)s ชำระคืนแล้วบางส่วน จึงใช้การขอปิดบัญชีก่อนกำหนดแทนการคืนเงินที่ไม่ได้ใช้"), contract=contract.label
        )


def _book_loan(
    found: MoneyReturn, *, account: str, party: str, by: Any, on: date
) -> tuple[ContractChange, JournalEntry]:
    contract = _returnable(found.contract)
    quote = _quoted(contract, returned_on=found.returned_on, paid=found.amount)
    event = record_event(
        contract=contract,
        kind=Kind.MONEY_RETURNED,
        effective_on=found.returned_on,
        amount=quote.principal,
        reason=found.reason,
        decision_number=found.reference,
        by=found.asked_by,
        approved_by=by,
        on=on,
    )
    own = f"contract:{contract.pk}"
    lines = [treasury.Line(account, quote.total, party), treasury.Line(chart.LOANS, -quote.principal, own)]
    if quote.interest:
        lines.append(treasury.Line(chart.LATE_RETURN_INTEREST, -quote.interest, own))
    entry = treasury.post(
        province=contract.province_id,
        posting_on=treasury.first_open_day(province=contract.province_id, on=on),
        value_on=found.returned_on,
        kind=JournalEntry.Kind.MONEY_BACK,
        memo=f"รับคืนเงินกู้ที่ไม่ได้ใช้ สัญญา {contract.label}",  # stays Thai: kept in the books
        source=f"money_return:{found.pk}",
        lines=lines,
        by=found.asked_by,
    )
    _close(contract, by=by, on=on)
    return event, entry


def _close(contract: Contract, *, by: Any, on: date) -> None:
    if contract.proposal.state in (ProjectState.TRANSFERRED, ProjectState.STARTED):
        note = "คืนเงินที่ไม่ได้ใช้ทั้งหมด"  # stays Thai: kept in the history
        advance(proposal=contract.proposal, step=Step.FIRST_REPAYMENT, by=by, on=on, note=note)
    close_contract(contract=contract, on=on, by=by)


def _to_decide(money_return: MoneyReturn, *, by: Any) -> MoneyReturn:
    locked = _locked(money_return, state=State.ASKED)
    if locked.asked_by_id == by.pk:
        raise OwnReturn(_("ผู้เสนอรับคืนเงินพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked


def _asked_to_undo(money_return: MoneyReturn, *, by: Any) -> MoneyReturn:
    locked = _locked(money_return, state=State.UNDO_ASKED)
    if locked.undo_asked_by_id == by.pk:
        raise OwnReturn(_("ผู้ขอกลับการรับคืนพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return locked


def _locked(money_return: MoneyReturn, *, state: str) -> MoneyReturn:
    treasury.lock_books(province=money_return.province_id)
    related = ("contract__proposal", "grant__proposal", "asked_by", "undo_asked_by", "entry", "event", "record")
    rows = MoneyReturn.objects.select_for_update(of=("self",)).select_related(*related)
    locked = rows.get(pk=money_return.pk)
    if locked.state != state:
        raise ReturnRefused(_("คำขอนี้พิจารณาแล้ว (%(state)s) เปลี่ยนแปลงไม่ได้"), state=str(locked.get_state_display()))
    return locked
