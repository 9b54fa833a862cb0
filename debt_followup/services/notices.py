"""Writing bills and demands: one by one, or to all whose turn it is in an amphoe by a run (``jobs.notices``).

A debtor is written to while her contract is held, so a payment is either in the letter or was booked after it; each
letter says at which moment its figures were known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.models import Amphoe, Office, Signatory
from areas.selectors import business_calendar, office_of, signature_context
from debt_followup.letters import notices as letters
from debt_followup.letters.notices import Recipient
from debt_followup.models import Notice, NoticeBatch, NoticeDelivery, NoticeItem
from debt_followup.rules import notices as rules
from debt_followup.rules.deliveries import letter_code
from debt_followup.rules.notices import IN_BATCHES, KIND_LABELS, NoticeKind, Route
from debt_followup.selectors import notices as reads
from debt_followup.selectors.arrears import barred_among
from debt_followup.selectors.confirmations import chosen_addressees
from debt_followup.selectors.legal import Addressee, addressees_of
from debt_followup.selectors.paused import pauses
from documents import services as documents
from documents.models import Document
from jobs.models import JobRun
from jobs.services import ensure_run
from loans.models import Contract, Party
from projects.rules import BANGKOK
from repayments.bill_payment import BillerIdWrong
from repayments.called_in import CallTo
from repayments.selectors import Standing, standings
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount

JOB = "debt_followup.notices"
NOTHING = Decimal("0.00")
OPEN_RUNS = (JobRun.State.WAITING, JobRun.State.RUNNING, JobRun.State.FAILED)


class NobodysTurn(Refusal):
    """No debtor of the amphoe is to get such a letter now."""


class NotInBatches(Refusal):
    """A letter of this kind is decided upon one by one."""


class NotBeingRepaid(Refusal):
    """The contract is not in force, so there is nobody to write to."""


class NobodyToWriteTo(Refusal):
    """Every debtor died or is bankrupt, and the files name nobody in their place yet."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every letter of a day needs: who writes, who signs, by when it is to be answered, how it can be paid."""

    office: Office
    signature: dict[str, Any]
    account: BankAccount | None
    policies: reads.NoticePolicies
    on: date
    known_on: date
    reply_by: date


def desk_of(*, province: str, on: date, known_on: date | None = None) -> Desk:
    """Return what the letters of a province need that bear a day.

    :param known_on: today, where a batch goes on after the day that its letters bear.
    :raises areas.selectors.OfficeMissing, areas.selectors.SignatoryMissing, areas.rules.NoPolicy: as the names say.
    """
    office = office_of(province=province)
    found = reads.notice_policies(province=province, on=on)
    calendar = business_calendar(province=province)
    return Desk(
        office=office,
        signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
        account=BankAccount.objects.filter(province_id=province, kind=BankAccount.Kind.SAVINGS).first(),
        policies=found,
        on=on,
        known_on=known_on or on,
        reply_by=rules.reply_by(issued_on=on, rule=found.reply, is_business_day=calendar),
    )


@transaction.atomic
def issue_notice(
    *, contract: Contract, kind: NoticeKind, by: Any, on: date, known_at: datetime, reason: str = ""
) -> list[Notice]:
    """Write one bill or demand, to the representative or to every signer as its kind and the policy say.

    :param known_at: the moment of the command, printed on the letter.
    :param reason: why it comes before its turn or its day, or goes out though none is proposed; kept with the letter.
    :raises NotInBatches: a call for the whole debt is the repayments' own command.
    :raises NotBeingRepaid: the contract is not in force.
    :raises NobodyToWriteTo: as the name says.
    :raises debt_followup.rules.notices.NotOverdue: nothing is late.
    :raises debt_followup.rules.notices.OnceADay, debt_followup.rules.notices.NotYetTheTurn: as the names say.
    :raises debt_followup.rules.notices.TimeBarred: as the name says.
    :raises debt_followup.rules.notices.Paused: she keeps her plan, was sued or accepted, and no reason is given.
    Source: R-REPAY-10, R-REPAY-11, R-FORM-06, R-ACK-06, A-15, L-10.
    """
    if kind not in IN_BATCHES:
        raise NotInBatches(_("การเรียกชำระหนี้ทั้งหมดให้ทำที่หน้าการชำระคืนของสัญญา"))
    [locked] = locked_contracts([contract.pk])
    desk = desk_of(province=locked.province_id, on=on)
    standing = standings(contracts=[locked], as_of=on).get(locked.pk)
    oldest_due_on = check_overdue(locked, standing)
    is_barred = locked.pk in barred_among([locked.pk], as_of=on)
    rules.check_enforceable(kind=kind, is_barred=is_barred)
    paused = pauses([locked.pk], behind_since={locked.pk: oldest_due_on})
    rules.check_pause(pause=paused.get(locked.pk), reason=reason)
    made = reads.made_for([locked.pk]).get(locked.pk, ())
    upcoming = (
        None
        if reads.demands_ended([locked.pk])
        else rules.next_notice(oldest_due_on=oldest_due_on, made=made, days=desk.policies.days)
    )
    rules.check_turn(
        kind=kind,
        upcoming=upcoming,
        last_issued_on=reads.newest_days([locked.pk]).get(locked.pk),
        on=on,
        reason=reason,
    )
    return write_notices(
        kind=kind, contract=locked, standing=standing, named=addressees_of([locked.pk]).get(locked.pk, ()), desk=desk,
        before=reads.letter_before([locked.pk]).get(locked.pk), known_at=known_at, by=by, reason=reason,
        is_barred=is_barred,
    )  # fmt: skip


@transaction.atomic
def start_notices(*, amphoe: Amphoe, kind: NoticeKind, by: Any, on: date) -> NoticeBatch:
    """Have the letters of one kind written to all debtors of an amphoe whose turn it is; a worker does it.

    While a batch of the same kind and amphoe is not done, that one is returned and goes on; so two who start at the
    same time start one.

    :raises NotInBatches: the kind is decided upon one by one.
    :raises NobodysTurn: as the name says.
    Source: R-REPAY-10, P-31.
    """
    if kind not in IN_BATCHES:
        raise NotInBatches(_("“%(kind)s” ออกเป็นรายสัญญา ไม่ออกเป็นชุด"), kind=KIND_LABELS[kind])
    Amphoe.objects.select_for_update(of=("self",)).get(pk=amphoe.pk)  # whoever starts the same waits here
    going = NoticeBatch.objects.filter(amphoe=amphoe, kind=kind, run__state__in=OPEN_RUNS).select_related("run").first()
    if going is not None:
        _run(going, by=by)
        return going
    days = reads.notice_policies(province=amphoe.province_id, on=on).days
    ripe = reads.proposals(Contract.objects.filter(amphoe=amphoe), days=days, on=on)
    wanted = [one.contract_id for one in ripe if one.next.kind is kind]
    if not wanted:
        raise NobodysTurn(_("%(amphoe)s ไม่มีลูกหนี้ที่ถึงกำหนดออก “%(kind)s”"), amphoe=amphoe.label, kind=KIND_LABELS[kind])
    batch = NoticeBatch.objects.create(
        kind=kind, province_id=amphoe.province_id, amphoe=amphoe, issued_on=on, made_by=by
    )
    in_order = Contract.objects.filter(pk__in=wanted).order_by("tambon_id", "pk").values_list("pk", flat=True)
    NoticeItem.objects.bulk_create(
        NoticeItem(batch=batch, contract_id=pk, position=at) for at, pk in enumerate(in_order, start=1)
    )
    batch.run = _run(batch, by=by)
    batch.save(update_fields=["run"])
    return batch


def write_notices(
    *,
    kind: NoticeKind,
    contract: Contract,
    standing: Standing,
    named: Sequence[Addressee],
    desk: Desk,
    before: Notice | None,
    known_at: datetime,
    by: Any,
    batch: NoticeBatch | None = None,
    reason: str = "",
    is_barred: bool = False,
) -> list[Notice]:
    """Write one letter to a contract's debtors in the caller's transaction: number, papers, rows, ways to go.

    The caller holds the contract and has asked the rules. All who get the letter share its number.

    :param named: who is lawfully written to about the contract (``selectors.addressees_of``).
    :raises NobodyToWriteTo: as the name says.
    """
    to = recipients(contract, named, kind=kind, policy=desk.policies.addressees)
    running = documents.take_number(series=desk.office.letter_series, year_be=be_year(desk.on))
    mark = "ว " if len(to) > 1 else ""  # stays Thai: names a paper
    return [
        _write(
            kind=kind, contract=contract, to=one, filed_as=filed_as, standing=standing, desk=desk,
            number=f"{desk.office.letter_code}/{mark}{running}", before=before, known_at=known_at, by=by, batch=batch,
            reason=reason.strip()[:300], is_barred=is_barred,
            code=letter_code(province=contract.province_id, year_be=be_year(desk.on), running=running, addressee=at),
        )
        for at, (one, filed_as) in enumerate(zip(to, _told_apart(to), strict=True), start=1)
    ]  # fmt: skip


def call_in_to(*, contract: Contract, running: int, on: date) -> list[CallTo]:
    """Return to whom the letters of a call for the whole debt go, each with the code by which it is found again.

    :raises NobodyToWriteTo: as the name says.
    :raises debt_followup.rules.notices.TimeBarred: as the name says.
    """
    is_barred = contract.pk in barred_among([contract.pk], as_of=on)
    rules.check_enforceable(kind=NoticeKind.CALL_IN, is_barred=is_barred)
    named = addressees_of([contract.pk]).get(contract.pk, ())
    to = recipients(contract, named, kind=NoticeKind.CALL_IN, policy=rules.Addressees.ALL_SIGNERS)
    return [
        CallTo(
            party=one.party,
            name=one.name,
            note=one.note,
            filed_as=filed_as,
            stands_for=one.stands_for,
            remark=one.remark,
            stand_in_id=one.stand_in_id,
            code=letter_code(province=contract.province_id, year_be=be_year(on), running=running, addressee=at),
        )
        for at, (one, filed_as) in enumerate(zip(to, _told_apart(to), strict=True), start=1)
    ]


def follow_call_in(
    *, contract: Contract, papers: Sequence[tuple[CallTo, Document]], standing: Standing, by: Any, on: date, reason: str
) -> None:
    """Put the letters of a call for the whole debt on their way, as any demand, in the transaction of the call."""
    desk_reply = rules.reply_by(
        issued_on=on,
        rule=reads.notice_policies(province=contract.province_id, on=on).reply,
        is_business_day=business_calendar(province=contract.province_id),
    )
    amount = standing.total - standing.credit
    if amount <= NOTHING or not standing.overdue:
        return
    for to, paper in papers:
        notice = Notice.objects.create(
            kind=NoticeKind.CALL_IN, contract=contract, party=to.party, stand_in_id=to.stand_in_id,
            province_id=contract.province_id, amphoe_id=contract.amphoe_id, tambon_id=contract.tambon_id,
            document=paper, issued_on=on, code=to.code, reply_by=desk_reply, known_at=paper.issued_at,
            oldest_due_on=standing.overdue[0].effective_due_on, principal=standing.principal,
            contract_interest=standing.contract_interest, default_interest=standing.default_interest,
            costs=standing.costs, credit=standing.credit, amount=amount, reason=reason[:300], made_by=by,
        )  # fmt: skip
        _on_its_way(notice, [Route.POST])


def locked_contracts(contract_ids: Sequence[int]) -> list[Contract]:
    """Hold contracts by key, with what a letter shows of them."""
    rows = Contract.objects.select_for_update(of=("self",)).select_related("proposal", "amphoe").order_by("pk")
    return list(rows.filter(pk__in=contract_ids).prefetch_related("parties"))


def check_overdue(contract: Contract, standing: Standing | None) -> date:
    """Return the oldest due date of what is late and unpaid.

    :raises NotBeingRepaid: the contract is not in force.
    :raises debt_followup.rules.notices.NotOverdue: nothing is late, or money paid in advance covers it.
    """
    if contract.state != Contract.State.IN_FORCE or standing is None:
        raise NotBeingRepaid(_("สัญญา %(contract)s ปิดแล้วหรือไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=contract.label)
    if not standing.overdue or standing.due_total <= standing.credit:
        raise rules.NotOverdue(_("สัญญา %(contract)s ไม่มียอดเกินกำหนดแล้ว จึงไม่ออกหนังสือ"), contract=contract.label)
    return min(owed.effective_due_on for owed in standing.overdue)


def recipients(
    contract: Contract, named: Sequence[Addressee], *, kind: NoticeKind, policy: rules.Addressees
) -> list[Recipient]:
    """Return who gets a letter, in the order of the signers: all who are named, or those of the representative.

    Where she died or is bankrupt, those who stand in her place; where nobody does yet, the next signer, for each owes
    the whole (CCC 291).

    :raises NobodyToWriteTo: as the name says.
    Source: L-08, docs/decisions.md.
    """
    parties = {party.pk: party for party in contract.parties.all()}
    chosen = list(named)
    if not rules.goes_to_all(kind=kind, policy=policy):
        first = next((one for one in parties.values() if one.role == Party.Role.REPRESENTATIVE), None)
        chosen = list(chosen_addressees(named, representative=first))
    if not chosen:
        raise NobodyToWriteTo(_("ลูกหนี้ทุกคนเสียชีวิตหรือล้มละลาย และแฟ้มคดียังไม่ได้ระบุผู้รับแทน"))
    return [letters.recipient(contract=contract, party=parties[one.party_id], to=one) for one in chosen]


# -- the inside --------------------------------------------------------------------------------------------------------
def _run(batch: NoticeBatch, *, by: Any) -> JobRun:
    return ensure_run(
        job=JOB,
        province=batch.province_id,
        period=f"notices {batch.pk}",
        on=batch.issued_on,
        parameters={"batch": batch.pk},
        by=by,
    )


def _told_apart(to: Sequence[Recipient]) -> list[str]:
    """The names under which papers with one number are told apart: two of one name get their place."""
    names = [one.name for one in to]
    return [name if names.count(name) == 1 else f"{name} ({at})" for at, name in enumerate(names, start=1)]


def _write(
    *,
    kind: NoticeKind,
    contract: Contract,
    to: Recipient,
    filed_as: str,
    standing: Standing,
    desk: Desk,
    number: str,
    before: Notice | None,
    known_at: datetime,
    by: Any,
    batch: NoticeBatch | None,
    reason: str,
    is_barred: bool,
    code: str,
) -> Notice:
    given: dict[str, Any] = {
        "kind": kind, "contract": contract, "to": to, "standing": standing, "office": desk.office,
        "signature": desk.signature, "on": desk.on, "reply_by": desk.reply_by,
        "known_at": letters.moment(on=desk.known_on, at=known_at),
        "code": code, "before": before, "is_barred": is_barred,
    }  # fmt: skip
    try:
        context = letters.notice_context(account=desk.account, **given)
    except BillerIdWrong:  # the letter goes out all the same; it names the office and the reference
        context = letters.notice_context(account=None, **given)
    is_bill = kind is NoticeKind.INVOICE
    document = documents.issue(
        kind=Document.Kind.NOTICE if is_bill else Document.Kind.DEMAND,
        number=number,
        addressee=filed_as[:200],
        subject=f"contract:{contract.pk}",
        title=f"{KIND_LABELS[kind]} สัญญา {contract.label} ถึง {to.name}",  # stays Thai: names a paper
        template=letters.NOTICE_TEMPLATES[kind],
        context=context,
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=desk.on,
        issued_on=desk.on,
        by=by,
    )
    notice = Notice.objects.create(
        kind=kind, contract=contract, party=to.party, stand_in_id=to.stand_in_id, province_id=contract.province_id,
        amphoe_id=contract.amphoe_id, tambon_id=contract.tambon_id, batch=batch, document=document, code=code,
        issued_on=desk.on,
        reply_by=desk.reply_by, known_at=known_at,
        oldest_due_on=min(owed.effective_due_on for owed in standing.overdue),
        principal=standing.principal_due, contract_interest=standing.contract_interest,
        default_interest=standing.default_interest, costs=standing.costs, credit=standing.credit,
        amount=standing.due_total - standing.credit, reason=reason, made_by=by,
    )  # fmt: skip
    _on_its_way(notice, rules.routes(kind=kind, has_amphoe=contract.province_id != BANGKOK))
    return notice


def _on_its_way(notice: Notice, routes: Sequence[Route]) -> None:
    NoticeDelivery.objects.bulk_create(
        NoticeDelivery(
            notice=notice, province_id=notice.province_id, amphoe_id=notice.amphoe_id, tambon_id=notice.tambon_id,
            route=route, kind=notice.kind,
        )
        for route in routes
    )  # fmt: skip
