"""Waiving default interest by a resolution of the province: asked, approved by another person, told to the debtors."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from debt_followup.letters import acknowledgements as letters
from debt_followup.models import Waiver
from debt_followup.rules.acts import WAIVER, WaiverState, WaiverStep
from debt_followup.selectors.legal import addressees_of
from debt_followup.selectors.waivers import waivable
from debt_followup.services import contract_events as events
from documents import services as documents
from documents.models import Document
from documents.uploads import keep_file
from loans.models import Contract, ContractChange
from thai.baht import require_money
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _


class WaiverRefused(Refusal):
    """The waiver cannot be: no resolution, more than is owed, another one under way, the contract not in force."""


class OwnWaiver(Refusal):
    """The one who decides is the one who asked."""


@transaction.atomic
def ask_waiver(
    *,
    contract: Contract,
    amount: Decimal,
    decision_number: str,
    decided_on: date,
    reason: str,
    by: Any,
    on: date,
    file: Any = None,
) -> Waiver:
    """Ask that default interest be waived as the province resolved; another person approves it.

    :param amount: baht of default interest; at most what is unpaid on the day of the resolution.
    :param file: an upload of the resolution.
    :raises WaiverRefused: as the class says.
    Source: A-34.
    """
    if not reason.strip() or not decision_number.strip():
        raise WaiverRefused(_("การงดหรือลดเบี้ยปรับต้องมีเลขที่มติ อกส.จ. และเหตุผล"))
    held = events.locked(contract.pk)
    if held.state != Contract.State.IN_FORCE:
        raise WaiverRefused(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=held.label)
    if decided_on > on or (held.contract_on and decided_on < held.contract_on):
        raise WaiverRefused(_("วันที่ของมติ %(day)s ต้องไม่ก่อนวันที่ในสัญญาและไม่หลังวันนี้"), day=decided_on)
    if Waiver.objects.filter(contract=held, state__in=[WaiverState.ASKED, WaiverState.WITHDRAWAL_ASKED]).exists():
        raise WaiverRefused(_("สัญญา %(contract)s มีเรื่องงดหรือลดเบี้ยปรับที่ยังรอพิจารณา"), contract=held.label)
    money = _at_most_what_is_owed(held, amount, decided_on)
    return Waiver.objects.create(
        contract=held,
        amount=money,
        decision_number=decision_number.strip()[:100],
        decided_on=decided_on,
        reason=reason.strip()[:300],
        file=keep_file(upload=file, by=by) if file else None,
        asked_by=by,
        asked_on=on,
    )


@transaction.atomic
def approve_waiver(*, waiver: Waiver, by: Any, on: date) -> Waiver:
    """Waive it: the event of the contract from the day of the resolution, the replay, and a letter to each debtor.

    :raises OwnWaiver: the one who asked.
    :raises WaiverRefused: less is owed by now than was to be waived.
    :raises machines.StepNotOpen: it was decided before.
    """
    held, row, edge = _to_decide(waiver, WaiverStep.APPROVE, by=by)
    _at_most_what_is_owed(held, row.amount, row.decided_on)
    row.event = events.record(
        contract=held,
        kind=ContractChange.Kind.WAIVED,
        effective_on=row.decided_on,
        amount=row.amount,
        reason=row.reason,
        decision_number=row.decision_number,
        by=row.asked_by,
        approved_by=by,
        on=on,
    )
    row.state, row.decided_by, row.approved_on = edge.to, by, on
    row.document = _tell(held, row, by=by, on=on, is_withdrawn=False)
    row.save()
    return row


@transaction.atomic
def refuse_waiver(*, waiver: Waiver, by: Any, on: date, note: str) -> Waiver:
    """Refuse a waiver that somebody else asked for, with the reason; the default interest stays owed.

    :raises OwnWaiver, WaiverRefused, machines.StepNotOpen: as ``approve_waiver``.
    """
    if not note.strip():
        raise WaiverRefused(_("ต้องระบุเหตุผลที่ไม่อนุมัติ"))
    _contract, row, edge = _to_decide(waiver, WaiverStep.REFUSE, by=by)
    row.state, row.decided_by, row.approved_on, row.note = edge.to, by, on, note.strip()[:300]
    row.save()
    return row


@transaction.atomic
def ask_withdrawal(*, waiver: Waiver, decision_number: str, reason: str, by: Any, on: date) -> Waiver:
    """Ask that a waiver be taken back by a later resolution; another person approves it.

    :raises WaiverRefused: without the resolution's number or a reason.
    :raises machines.StepNotOpen: it is not in force.
    """
    if not decision_number.strip() or not reason.strip():
        raise WaiverRefused(_("การเพิกถอนต้องมีเลขที่มติ อกส.จ. และเหตุผล"))
    events.locked(waiver.contract_id)
    row = Waiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    row.state = WAIVER.edge(row.state, WaiverStep.ASK_WITHDRAWAL).to
    row.withdrawal_number, row.withdrawal_reason = decision_number.strip()[:100], reason.strip()[:300]
    row.withdrawal_asked_by = by
    row.save()
    return row


@transaction.atomic
def withdraw_waiver(*, waiver: Waiver, by: Any, on: date) -> Waiver:
    """Take a waiver back: its event counts no more, the replay asks the default interest again, the debtors are told.

    :raises OwnWaiver: the one who asked for it.
    :raises machines.StepNotOpen: nobody asked for it.
    """
    held, row, edge = _to_decide(waiver, WaiverStep.WITHDRAW, by=by)
    row.withdrawal = events.withdraw(
        contract=held, event=row.event, reason=row.withdrawal_reason, by=row.withdrawal_asked_by, approved_by=by, on=on
    )
    row.state = edge.to
    row.document = _tell(held, row, by=by, on=on, is_withdrawn=True)
    row.save()
    return row


@transaction.atomic
def keep_waiver(*, waiver: Waiver, by: Any, on: date) -> Waiver:
    """Let a waiver stand that somebody asked to take back.

    :raises OwnWaiver, machines.StepNotOpen: as ``withdraw_waiver``.
    """
    _contract, row, edge = _to_decide(waiver, WaiverStep.KEEP, by=by)
    row.state, row.withdrawal_number, row.withdrawal_reason, row.withdrawal_asked_by = edge.to, "", "", None
    row.save()
    return row


def _to_decide(waiver: Waiver, step: WaiverStep, *, by: Any) -> tuple[Contract, Waiver, Any]:
    held = events.locked(waiver.contract_id)
    row = (
        Waiver.objects.select_for_update(of=("self",))
        .select_related("asked_by", "withdrawal_asked_by", "event")
        .get(pk=waiver.pk)
    )
    edge = WAIVER.edge(row.state, step)
    asked_by = row.withdrawal_asked_by_id if step in (WaiverStep.WITHDRAW, WaiverStep.KEEP) else row.asked_by_id
    if asked_by == by.pk:
        raise OwnWaiver(_("ผู้เสนอพิจารณาเองไม่ได้ ต้องให้ผู้อื่นอนุมัติ"))
    return held, row, edge


def _at_most_what_is_owed(contract: Contract, amount: Decimal, on: date) -> Decimal:
    money, owed = require_money(amount), waivable(contract, on=on)
    if not 0 < money <= owed:
        raise WaiverRefused(
            _("งดหรือลดเบี้ยปรับได้ไม่เกินเบี้ยปรับที่ค้าง ณ วันที่มีมติ %(day)s คือ %(owed)s บาท งดเงินต้นและดอกเบี้ยไม่ได้"),
            day=on,
            owed=owed,
        )
    return money


def _tell(contract: Contract, row: Waiver, *, by: Any, on: date, is_withdrawn: bool) -> Document:
    """Tell every debtor under one circular number; the representative's letter is returned."""
    office = office_of(province=contract.province_id)
    signature = signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on)
    running = documents.take_number(series=office.letter_series, year_be=be_year(on))
    title = "หนังสือแจ้งเพิกถอนการงดหรือลดเบี้ยปรับ" if is_withdrawn else "หนังสือแจ้งการงดหรือลดเบี้ยปรับ"  # stays Thai: a paper
    given = letters.waiver_figures(contract, on=on)
    papers = [
        documents.issue(
            kind=Document.Kind.WAIVER_LETTER,
            number=f"{office.letter_code}/ว {running}",  # stays Thai: names a paper
            addressee=addressee.name,
            subject=f"contract:{contract.pk}",
            title=f"{title} สัญญา {contract.label} ถึง {addressee.name}",  # stays Thai: names a paper
            template=letters.WAIVER_TEMPLATE,
            context=letters.waiver(
                contract=contract,
                waiver=row,
                addressee=addressee,
                figures=given,
                office=office,
                signature=signature,
                on=on,
                is_withdrawn=is_withdrawn,
            ),
            province=contract.province_id,
            amphoe=contract.amphoe_id,
            as_of=on,
            issued_on=on,
            by=by,
        )
        for addressee in addressees_of([contract.pk]).get(contract.pk, ())
    ]
    if not papers:
        raise WaiverRefused(
            _("สัญญา %(contract)s ไม่มีผู้รับหนังสือ ให้บันทึกทายาทหรือผู้จัดการมรดกในแฟ้มคดีก่อน"), contract=contract.label
        )
    return papers[0]
