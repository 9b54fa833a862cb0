"""Debts acknowledged in writing: worked out, prepared, signed, registered, cancelled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from areas.models import Signatory
from areas.selectors import business_calendar, office_of, signature_context
from debt_followup.letters import acknowledgements as letters
from debt_followup.models import AcknowledgedInstalment, Acknowledgement, AcknowledgementSigner
from debt_followup.rules import acknowledgements as stated
from debt_followup.rules import legal as law
from debt_followup.rules.acknowledgements import NoSigner, PlannedPart
from debt_followup.rules.acts import ACKNOWLEDGEMENT, ActState, ActStep
from debt_followup.selectors import acknowledgements as acknowledged
from debt_followup.selectors.acknowledgements import Balance, SignerLimit, ToAcknowledge
from debt_followup.services import contract_events as events
from debt_followup.services.arrears import follow_courses
from debt_followup.services.plans import end, held_with_contract, required
from debt_followup.services.replacing import TITLES, replace_earlier
from documents import services as documents
from documents.models import Document
from documents.uploads import keep_file
from loans.models import Contract, ContractChange
from repayments.selectors import standing
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _

Kind = Acknowledgement.Kind
PAPERS = {Kind.ACKNOWLEDGEMENT: Document.Kind.ACKNOWLEDGEMENT, Kind.ACCEPTANCE: Document.Kind.LIABILITY}


class NothingToAcknowledge(Refusal):
    """Nothing of the contract is due and unpaid, or the contract is not in force."""


class AnotherPrepared(Refusal):
    """A paper of this kind waits for its signatures already."""


class NotThatDay(Refusal):
    """A signature before the balance was worked out, or ahead."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An acknowledgement as it would be made on a day: balance, plan with its projection, each debtor's limitation."""

    balance: Balance
    parts: tuple[PlannedPart, ...]
    limits: tuple[SignerLimit, ...]

    @property
    def projected_total(self) -> Decimal:
        """What will have been paid in all if the plan is kept to the day (A-18)."""
        return stated.projected_total(debt=self.balance.debt, parts=self.parts)


def draft_acknowledgement(
    *, contract: Contract, found: ToAcknowledge, count: int, first_due_on: date, months_between: int, on: date
) -> Draft:
    """Work out an acknowledgement without writing anything: what the page shows while the form is filled in.

    :param found: what there is to acknowledge on the day, as ``selectors.to_acknowledge`` gives it.
    :raises NothingToAcknowledge: nothing is due and unpaid on the day.
    :raises stated.BadPlan: as ``stated.plan``.
    Source: R-ACK-01, R-ACK-04, R-ACK-05, A-18.
    """
    balance = found.balance
    if not balance.debt.total:
        raise NothingToAcknowledge(_("สัญญา %(contract)s ไม่มีหนี้ที่ถึงกำหนดค้างชำระให้รับสภาพ"), contract=contract.label)
    parts = stated.plan(
        debt=balance.debt,
        as_of=on,
        count=count,
        first_due_on=first_due_on,
        months_between=months_between,
        rates=balance.terms.rate_steps,
        day_basis=balance.terms.day_basis,
        is_business_day=business_calendar(province=contract.province_id),
    )
    limits = tuple(replace(limit, after=limit.after_plan(len(parts))) for limit in found.limits)
    return Draft(balance=balance, parts=parts, limits=limits)


@transaction.atomic
def prepare_acknowledgement(
    *,
    contract: Contract,
    parties: Iterable[int],
    count: int,
    first_due_on: date,
    months_between: int,
    place: str,
    by: Any,
    on: date,
    kind: str = Kind.ACKNOWLEDGEMENT,
    witness_one: str = "",
    witness_two: str = "",
    reason: str = "",
    copies: int = 2,
) -> Acknowledgement:
    """Make the paper that debtors sign to acknowledge what they owe today, by which plan they pay, and who is to sign.

    After the claim against a debtor is barred she cannot acknowledge it; then a legal officer records an acceptance of
    liability, which has a paper and two years of its own. Nothing is changed in the debt before somebody signs.

    :param parties: keys of the signers of the contract who are to sign.
    :param copies: how many copies are printed behind the original.
    :raises NothingToAcknowledge, AnotherPrepared, NoSigner: as the names say.
    :raises stated.AllBarred, stated.NotBarred, stated.BadPlan: as the names say.
    Source: R-ACK-01..R-ACK-05, R-FORM-08, A-12, A-15, A-17, A-18.
    """
    chosen_kind = Kind(kind)
    held = events.locked(contract.pk)
    if held.state != Contract.State.IN_FORCE:
        raise NothingToAcknowledge(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ"), contract=held.label)
    waiting = Acknowledgement.objects.filter(contract=held, kind=chosen_kind, state=ActState.PREPARED).first()
    if waiting is not None:
        raise AnotherPrepared(
            _("หนังสือเลขที่ %(number)s ของสัญญานี้ยังรอลงนาม ให้ขึ้นทะเบียนหรือยกเลิกก่อนจัดทำฉบับใหม่"), number=waiting.label
        )
    draft = draft_acknowledgement(
        contract=held,
        found=acknowledged.to_acknowledge(held, on=on),
        count=count,
        first_due_on=first_due_on,
        months_between=months_between,
        on=on,
    )
    signers = _chosen(draft.limits, parties, on=on, is_acceptance=chosen_kind == Kind.ACCEPTANCE)
    year_be = be_year(on)
    number = documents.take_number(series=f"acknowledgement:{held.province_id}", year_be=year_be)
    people = {"place": place, "witness_one": witness_one.strip()[:150], "witness_two": witness_two.strip()[:150]}
    paper = _paper(held, chosen_kind, f"{number}/{year_be}", draft, signers, people, copies=copies, by=by, on=on)
    debt = draft.balance.debt
    made = Acknowledgement.objects.create(
        contract=held,
        kind=chosen_kind,
        number=number,
        year_be=year_be,
        as_of=on,
        principal=debt.principal,
        contract_interest=debt.contract_interest,
        default_interest=debt.default_interest,
        costs=debt.costs,
        principal_not_due=draft.balance.principal_not_due,
        reason=reason.strip()[:300],
        document=paper,
        prepared_by=by,
        prepared_on=on,
        **people,
    )
    AcknowledgedInstalment.objects.bulk_create(
        AcknowledgedInstalment(
            acknowledgement=made,
            number=part.number,
            due_on=part.due_on,
            effective_due_on=part.effective_due_on,
            principal=part.principal,
            rest=part.rest,
            projected_interest=part.projected_interest,
        )
        for part in draft.parts
    )
    AcknowledgementSigner.objects.bulk_create(
        AcknowledgementSigner(acknowledgement=made, party=limit.party, last_day_before=limit.before)
        for limit in signers
    )
    return made


@transaction.atomic
def register_signatures(
    *, acknowledgement: Acknowledgement, signed: Mapping[int, date], file: Any, by: Any, on: date
) -> Acknowledgement:
    """Register the signed paper: who signed on which day, with the scan; the limitation begins anew for these only.

    With the first signature the acknowledgement is in force: an event of the contract from that day, and an earlier one
    of the same kind is replaced. Who signs later is registered later, with a scan of her own.

    :param signed: the day on which each signer of the paper signed, by the signer's key.
    :param file: an upload of the signed paper.
    :raises NoSigner, NotThatDay: as the names say.
    :raises stated.AllBarred, stated.NotBarred: the claim was barred on the day of the signature, or was not.
    :raises machines.StepNotOpen: the paper was cancelled or replaced.
    Source: R-ACK-02, R-ACK-03, A-12.
    """
    held, row = held_with_contract(acknowledgement)
    if row.state not in (ActState.PREPARED, ActState.IN_FORCE):
        ACKNOWLEDGEMENT.edge(row.state, ActStep.REGISTER)
    waiting = {one.pk: one for one in row.signers.select_related("party") if one.signed_on is None}
    if not signed or not set(signed) <= set(waiting):
        raise NoSigner(_("ระบุวันที่ลงนามของผู้ที่ลงนามแล้วอย่างน้อยหนึ่งคน และเฉพาะผู้ที่ยังไม่ได้ขึ้นทะเบียน"))
    if not file:
        raise NoSigner(_("แนบภาพหรือ PDF ของฉบับที่ลงนามแล้ว"))
    stored = keep_file(upload=file, by=by)
    for key, signed_on in sorted(signed.items()):
        _sign(held, row, waiting[key], signed_on, stored=stored, by=by, on=on)
    if row.state == ActState.PREPARED:
        replace_earlier(row, on=on)
        row.state = ACKNOWLEDGEMENT.edge(row.state, ActStep.REGISTER).to
        row.registered_on = on
        row.save(update_fields=["state", "registered_on"])
        if row.kind == Kind.ACKNOWLEDGEMENT:
            row.event = events.record(
                contract=held,
                kind=ContractChange.Kind.ACKNOWLEDGED,
                effective_on=min(signed.values()),
                reason=f"หนังสือรับสภาพหนี้เลขที่ {row.label}",  # stays Thai: kept with the contract
                decision_number=row.label,
                by=by,
                on=on,
            )
            row.save(update_fields=["event"])
    follow_courses([held.pk])
    return row


@transaction.atomic
def cancel_acknowledgement(*, acknowledgement: Acknowledgement, reason: str, by: Any, on: date) -> Acknowledgement:
    """Cancel a paper that nobody signed; its number stays with it.

    :raises ReasonMissing: without a reason.
    :raises machines.StepNotOpen: it was signed or cancelled before.
    """
    said = required(reason)
    _contract, row = held_with_contract(acknowledgement)
    return end(row, ActStep.CANCEL, reason=said, on=on)


def _sign(
    held: Contract,
    row: Acknowledgement,
    signer: AcknowledgementSigner,
    signed_on: date,
    *,
    stored: Any,
    by: Any,
    on: date,
) -> None:
    if not row.as_of <= signed_on <= on:
        raise NotThatDay(
            _("วันที่ %(name)s ลงนามต้องอยู่ระหว่างวันที่ของยอดหนี้ %(first)s ถึงวันนี้"), name=signer.party.name, first=row.as_of
        )
    limits = acknowledged.signer_limits(held, standing=standing(contract=held, as_of=signed_on), on=signed_on)
    [limit] = _chosen(limits, [signer.party_id], on=signed_on, is_acceptance=row.kind == Kind.ACCEPTANCE)
    is_acceptance = row.kind == Kind.ACCEPTANCE
    signer.last_day_before = limit.before
    after = limit.after_plan(row.instalments.count())
    signer.last_day_after = law.acceptance_last_day(signed_on=signed_on) if is_acceptance else after
    signer.signed_on, signer.file = signed_on, stored
    signer.recorded_by, signer.recorded_on, signer.recorded_at = by, on, timezone.now()
    signer.save()


def _chosen(
    limits: Sequence[SignerLimit], parties: Iterable[int], *, on: date, is_acceptance: bool
) -> list[SignerLimit]:
    wanted = {int(key) for key in parties}
    found = [limit for limit in limits if limit.party.pk in wanted]
    if not found or len(found) != len(wanted):
        raise NoSigner(_("เลือกผู้ลงนามอย่างน้อยหนึ่งคนจากคู่สัญญา"))
    for limit in found:
        limit.check(signed_on=on, is_acceptance=is_acceptance)
    return found


def _paper(
    contract: Contract,
    kind: Acknowledgement.Kind,
    number: str,
    draft: Draft,
    signers: Sequence[SignerLimit],
    people: Mapping[str, str],
    *,
    copies: int,
    by: Any,
    on: date,
) -> Document:
    office = office_of(province=contract.province_id)
    return documents.issue(
        kind=PAPERS[kind],
        number=number,
        addressee=", ".join(limit.party.name for limit in signers)[:200],
        subject=f"contract:{contract.pk}",
        title=f"{TITLES[kind]} เลขที่ {number} สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.ACKNOWLEDGEMENT_TEMPLATES[kind],
        context=letters.acknowledgement(
            contract=contract,
            balance=draft.balance,
            parts=draft.parts,
            projected_total=draft.projected_total,
            signers=signers,
            people=people,
            copies=copies,
            office=office,
            signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
            on=on,
        ),
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=on,
        issued_on=on,
        by=by,
    )
