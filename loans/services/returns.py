"""A group that cannot do its project sends the money back: the announcement, then the money itself (R-DISB-08)."""

from datetime import date
from typing import Any

from django.db import transaction

from loans import bank_lines, selectors
from loans.bank_lines import NoSuchLine
from loans.models import Contract, ContractChange
from loans.returns import ReturnQuote
from loans.services.changes import record_event
from loans.services.closing import close_contract
from loans.services.preparation import NotReady
from projects.rules import State, Step
from projects.services import advance
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

Kind = ContractChange.Kind


class RepaymentsReceived(Refusal):
    """Instalments were paid already, so the loan is settled early instead of being returned."""


class WrongSum(Refusal):
    """What the bank received is not what has to come back."""


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


def record_money_return(
    *,
    contract: Contract,
    reason: str,
    by: Any,
    on: date,
    line_key: int | None = None,
    deposited_on: date | None = None,
    reference: str = "",
    file: Any = None,
) -> tuple[ContractChange, ReturnQuote]:
    """Record that the whole loan came back unused, book it and close the contract; no contract interest is asked.

    The money is a line of the bank that waits for an owner, or was paid straight into the treasury deposit under a
    ``reference``. Where it comes late and the national board has fixed a rate, the sum must hold the interest of the
    days after the last day; without a rate nothing is computed, and the quote says so (A-21).

    :param line_key: the bank's line; its day is the day of the return.
    :param deposited_on: the day of the treasury deposit, where there is no line.
    :raises RepaymentsReceived, WrongSum: as the names say.
    :raises loans.bank_lines.NoSuchLine: the line does not wait for an owner.
    :raises Refusal: as ``record_event``.
    Source: R-DISB-08, R-DISB-09, A-21.
    """
    with transaction.atomic():
        treasury.lock_books(province=contract.province_id)
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        _refuse_repaid(locked)
        if locked.contract_on is None:
            raise NotReady(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=locked.label)
        if line_key is not None:
            line = bank_lines.take(
                key=line_key,
                province=locked.province_id,
                returned=bank_lines.Returned.LOAN,
                label=locked.label,
                by=by,
            )
            returned_on, paid, account, party = line.value_on, line.amount, chart.SUSPENSE, line.party
        elif deposited_on is not None and reference.strip():
            quote = selectors.quote_of_return(contract=locked, on=deposited_on)
            returned_on, paid, account, party = deposited_on, quote.total, chart.TREASURY_DEPOSIT, ""
        else:
            raise NoSuchLine(_("เลือกรายการธนาคาร หรือระบุวันที่และเลขที่ใบนำฝากเข้าเงินฝากคลัง"))
        quote = selectors.quote_of_return(contract=locked, on=returned_on)
        if paid != quote.total:
            raise WrongSum(_("เงินที่ได้รับ %(paid)s บาท ไม่ตรงกับที่ต้องคืน %(total)s บาท"), paid=paid, total=quote.total)
        event = record_event(
            contract=locked,
            kind=Kind.MONEY_RETURNED,
            effective_on=returned_on,
            amount=quote.principal,
            reason=reason,
            decision_number=reference,
            by=by,
            on=on,
            file=file,
        )
        _book(locked, event, quote, account=account, party=party, by=by, on=on)
        _close(locked, by=by, on=on)
    return event, quote


def _refuse_repaid(contract: Contract) -> None:
    if contract.is_old:
        raise NotReady(_("สัญญา %(contract)s มาจากทะเบียนลูกหนี้เดิม จึงคืนเป็นเงินที่ไม่ได้ใช้ไม่ได้"), contract=contract.label)
    if selectors.has_repaid(contract):
        raise RepaymentsReceived(
            _("สัญญา %(contract)s ชำระคืนแล้วบางส่วน จึงใช้การขอปิดบัญชีก่อนกำหนดแทนการคืนเงินที่ไม่ได้ใช้"), contract=contract.label
        )


def _book(
    contract: Contract, event: ContractChange, quote: ReturnQuote, *, account: str, party: str, by: Any, on: date
) -> None:
    own = f"contract:{contract.pk}"
    lines = [treasury.Line(account, quote.total, party), treasury.Line(chart.LOANS, -quote.principal, own)]
    if quote.interest:
        lines.append(treasury.Line(chart.LATE_RETURN_INTEREST, -quote.interest, own))
    treasury.post(
        province=contract.province_id,
        posting_on=treasury.first_open_day(province=contract.province_id, on=on),
        value_on=event.effective_on,
        kind=JournalEntry.Kind.MONEY_BACK,
        memo=f"รับคืนเงินกู้ที่ไม่ได้ใช้ สัญญา {contract.label}",  # stays Thai: kept in the books
        source=f"{own}:returned:{event.pk}",
        lines=lines,
        by=by,
    )


def _close(contract: Contract, *, by: Any, on: date) -> None:
    if contract.proposal.state in (State.TRANSFERRED, State.STARTED):
        note = "คืนเงินที่ไม่ได้ใช้ทั้งหมด"  # stays Thai: kept in the history
        advance(proposal=contract.proposal, step=Step.FIRST_REPAYMENT, by=by, on=on, note=note)
    close_contract(contract=contract, on=on, by=by)
