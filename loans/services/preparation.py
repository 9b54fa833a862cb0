"""Preparing a contract: terms, parties, the members' account, witnesses, and the paper to be signed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from areas.models import Province, Signatory
from areas.rules import IsBusinessDay
from areas.selectors import business_calendar, office_of, signature_context
from areas.services.sara import typed_number
from documents import drawing
from documents.models import Document
from loans import account, rules, selectors
from loans.models import Contract, Grant, Party, Witness
from loans.rules import Instalment
from loans.services.papers import contract_paper
from loans.services.sara import require_free_in_sara
from projects.models import Borrower, Proposal
from projects.rules import State, Step
from projects.services import advance
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NotReady(Refusal):
    """The proposal or the contract is not in the state that the command needs."""


class AlreadyPrepared(Refusal):
    """The project has its contract."""


class AccountInUse(Refusal):
    """Another project has the account (R-CONT-02)."""


class DayPassed(Refusal):
    """A day that should lie ahead has passed, or two days stand in the wrong order."""


class GroupIncomplete(Refusal):
    """The proposal has no representative."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """What the secretariat fixes for a contract (R-CONT-01..05, R-CONT-08).

    :param holder_ids: the members who hold the account; the representative counts whether named or not.
    :param account_name: of the account that an organisation has (R-CONT-05); a group's follows from its holders.
    :param due_dates: the due dates, if the secretariat fixes others than the proposed ones.
    """

    instalment_count: int
    months_between: int
    planned_transfer_on: date
    account_bank: str
    account_number: str
    holder_ids: Sequence[int]
    witness_names: Sequence[str]
    account_branch: str = ""
    account_kind: str = account.SAVINGS
    withdrawal_persons: int = account.MIN_HOLDERS
    appointment_on: date | None = None
    sara_number: str = ""
    account_name: str = ""
    due_dates: Sequence[date] | None = None


def prepare_contract(*, proposal: Proposal, by: Any, on: date, **preparation: Any) -> Contract:
    """Prepare the contract of an approved and notified proposal, and issue the paper to be signed.

    Terms, parties and account are written down as they are on the day; the contract has neither number nor date before
    the transfer. A second call for the same proposal is refused, so a form sent twice makes one contract.

    :param preparation: the fields of ``Preparation``.
    :raises NotReady: the proposal was not notified, or was cancelled.
    :raises AlreadyPrepared, AccountInUse, DayPassed, GroupIncomplete: as the names say.
    :raises areas.services.sara.NumberRefused: another contract of the province has the number in SARA.
    :raises loans.account.BadAccount, loans.account.WrongWitnesses: what the fund asks of both.
    :raises loans.rules.BadDueDates: P-05..P-07 do not allow the instalments.
    :raises areas.selectors.SignatoryMissing: nobody is appointed to lend on the day.
    Source: R-CONT-01..11, R-ACT-03..05, R-ACT-16, R-STMP-01, A-08, A-10, A-24, A-27.
    """
    with transaction.atomic():
        locked = Proposal.objects.select_for_update().get(pk=proposal.pk)
        if Contract.objects.filter(proposal=locked).exists():
            raise AlreadyPrepared(_("โครงการ %(reference)s จัดทำสัญญาไว้แล้ว"), reference=locked.reference)
        if locked.support != Proposal.Support.LOAN:
            raise NotReady(_("โครงการ %(reference)s เป็นเงินอุดหนุน จึงไม่มีสัญญากู้ยืมเงิน"), reference=locked.reference)
        if locked.state != State.NOTIFIED:
            raise NotReady(_("โครงการ %(reference)s ยังจัดทำสัญญาไม่ได้ ต้องได้รับอนุมัติและแจ้งผลแล้ว"), reference=locked.reference)
        contract = Contract(
            proposal=locked,
            province_id=locked.province_id,
            amphoe_id=locked.amphoe_id,
            tambon_id=locked.tambon_id,
            principal=locked.amount,
            prepared_by=by,
        )
        schedule = _fill(contract, Preparation(**preparation), by=by, on=on)
        advance(proposal=locked, step=Step.OPEN_ACCOUNT, by=by, on=on)
        _issue_draft(contract, schedule, by=by, on=on)
    return contract


def update_preparation(*, contract: Contract, by: Any, on: date, **preparation: Any) -> Contract:
    """Change a prepared contract before it is signed; the paper to be signed is issued anew, the earlier one is kept.

    :raises NotReady: it was signed already, or cancelled.
    :raises Refusal: as ``prepare_contract``.
    """
    with transaction.atomic():
        locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
        if locked.state != Contract.State.PREPARED:
            raise NotReady(_("สัญญา %(contract)s ลงนามแล้ว จึงแก้ไขไม่ได้"), contract=locked.label)
        schedule = _fill(locked, Preparation(**preparation), by=by, on=on)
        _issue_draft(locked, schedule, by=by, on=on)
    return locked


def planned_schedule(
    *, contract: Contract, is_business_day: IsBusinessDay | None = None, transfer_on: date | None = None
) -> tuple[Instalment, ...]:
    """The schedule of a contract whose money has not left, for its planned day or another one.

    The due dates are those that were agreed, whatever the day; the interest runs from the day.

    :raises loans.rules.BadDueDates: the policies do not allow it for that day.
    """
    day = transfer_on or contract.planned_transfer_on
    terms = selectors.terms_in_force(province=contract.province_id, on=day)
    return terms.schedule(
        principal=contract.principal,
        transfer_on=day,
        instalment_count=contract.instalment_count,
        months_between=contract.months_between,
        is_business_day=is_business_day or business_calendar(province=contract.province_id),
        due_dates=agreed_due_dates(contract),
    )


def agreed_due_dates(contract: Contract) -> tuple[date, ...]:
    """The due dates on the paper that was signed: those that were fixed, or those proposed for the planned transfer.

    A transfer on another day lends on these and no others.

    :raises loans.rules.BadDueDates: the terms of the paper do not allow them.
    Source: R-CONT-08, A-08, docs/decisions.md.
    """
    return fixed_due_dates(contract) or rules.propose_due_dates(
        disbursed_on=contract.planned_transfer_on,
        instalments=contract.instalment_count,
        months_between=contract.months_between,
        due_day=contract.terms.get("due_day", rules.DUE_DAY),
        term_max_months=contract.terms.get("term_max_months", rules.TERM_MAX_MONTHS),
    )


def fixed_due_dates(contract: Contract) -> tuple[date, ...] | None:
    """The due dates that the secretariat fixed itself; None where the proposed ones stand."""
    days = contract.terms.get("due_dates")
    return tuple(date.fromisoformat(day) for day in days) if days else None


def check_not_paid_after_all(paid: Contract | Grant) -> None:
    """Refuse a step with what the bank is said to have sent back, while somebody asks to take that back.

    :raises NotReady: as said above.
    """
    if selectors.undo_waits(paid):
        raise NotReady(_("%(paid)s มีคำขอเพิกถอนการบันทึกว่าธนาคารโอนไม่สำเร็จ ต้องรอผู้อนุมัติพิจารณาคำขอนั้นก่อน"), paid=paid.label)


# -- the parts ---------------------------------------------------------------------------------------------------------
def _fill(contract: Contract, given: Preparation, *, by: Any, on: date) -> tuple[Instalment, ...]:
    """Check everything, then write the contract, its parties and its witnesses; return the planned schedule."""
    _check_days(given, on=on)
    terms = selectors.terms_in_force(province=contract.province_id, on=given.planned_transfer_on)
    due_dates = tuple(given.due_dates) if given.due_dates else None
    schedule = terms.schedule(
        principal=contract.principal,
        transfer_on=given.planned_transfer_on,
        instalment_count=given.instalment_count,
        months_between=given.months_between,
        is_business_day=business_calendar(province=contract.province_id),
        due_dates=due_dates,
    )
    representative, co_borrowers = _group(contract.proposal)
    holders = {int(key) for key in given.holder_ids} | {representative.member_id}
    contract.is_own_account = contract.proposal.organisation_id is not None
    if contract.is_own_account:
        contract.account_name = account.check_own_account(
            kind=given.account_kind, name=given.account_name, withdrawal_persons=given.withdrawal_persons
        )
    else:
        contract.account_name = account.check_account(
            kind=given.account_kind,
            representative=_as_person(representative),
            co_borrowers=[_as_person(one) for one in co_borrowers],
            holder_keys=sorted(holders),
            withdrawal_persons=given.withdrawal_persons,
            min_holders=terms.min_holders,
        )
    contract.account_number = account.account_number(given.account_number)
    contract.account_bank = given.account_bank
    check_account_is_free(contract)
    lender = _lender(contract, on=on)
    witnesses = account.check_witnesses(
        names=given.witness_names,
        signers=[lender["name"], *(one.member.full_name for one in (representative, *co_borrowers))],
    )
    contract.annual_rate = terms.annual_rate
    contract.terms = terms.snapshot(lender=lender, due_dates=[day.isoformat() for day in due_dates or ()])
    contract.stamp_duty = terms.stamp_duty(principal=contract.principal)
    contract.instalment_count = len(schedule)
    contract.months_between = given.months_between
    contract.planned_transfer_on = given.planned_transfer_on
    contract.account_kind = given.account_kind
    contract.account_branch = given.account_branch
    contract.withdrawal_persons = given.withdrawal_persons
    contract.appointment_on = given.appointment_on
    contract.sara_number = typed_number(given.sara_number)
    require_free_in_sara(contract=contract)
    contract.lender_name = lender["name"]
    contract.lender_position = lender_position(lender)
    with account_is_ours(contract):
        contract.save()
    _write_people(contract, [representative, *co_borrowers], holders, witnesses)
    return schedule


def _check_days(given: Preparation, *, on: date) -> None:
    if given.planned_transfer_on < on:
        raise DayPassed(_("วันที่คาดว่าจะโอน %(day)s ผ่านไปแล้ว"), day=given.planned_transfer_on)
    if given.appointment_on is None:
        return
    if given.appointment_on < on:
        raise DayPassed(_("วันนัดลงนาม %(day)s ผ่านไปแล้ว"), day=given.appointment_on)
    if given.planned_transfer_on < given.appointment_on:
        raise DayPassed(
            _("วันที่คาดว่าจะโอน %(transfer)s ต้องไม่ก่อนวันนัดลงนาม %(appointment)s"),
            transfer=given.planned_transfer_on,
            appointment=given.appointment_on,
        )


def _group(proposal: Proposal) -> tuple[Borrower, list[Borrower]]:
    group = list(
        proposal.borrowers.select_related("member__tambon", "member__amphoe", "member__province").order_by("position")
    )
    leading = [one for one in group if one.role == Borrower.Role.REPRESENTATIVE]
    if not leading:
        raise GroupIncomplete(_("โครงการ %(reference)s ไม่มีผู้แทนกลุ่ม"), reference=proposal.reference)
    return leading[0], [one for one in group if one is not leading[0]]


def _as_person(borrower: Borrower) -> account.Person:
    return account.Person(key=borrower.member_id, name=borrower.member.full_name)


def check_account_is_free(contract: Contract) -> None:
    """Refuse an account that another project has, but for an organisation's own.

    :raises AccountInUse: as the name says.
    Source: R-CONT-02.
    """
    if contract.is_own_account:
        return
    others = Contract.objects.filter(account_bank=contract.account_bank, account_number=contract.account_number)
    others = others.filter(is_own_account=False)
    if others.exclude(state=Contract.State.CANCELLED).exclude(pk=contract.pk).exists():
        raise _in_use(contract)


@contextmanager
def account_is_ours(contract: Contract) -> Iterator[None]:
    """Save a contract within; where another took the account at the same moment, it is refused like any other.

    :raises AccountInUse: the database found it with another project.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if "one_project_one_account" in str(fault):
            raise _in_use(contract) from None
        raise


def _in_use(contract: Contract) -> AccountInUse:
    return AccountInUse(
        _("บัญชี %(bank)s เลขที่ %(number)s ใช้กับโครงการอื่นแล้ว ต้องเปิดบัญชีใหม่ 1 โครงการ 1 บัญชี"),
        bank=contract.account_bank,
        number=contract.account_number,
    )


def _lender(contract: Contract, *, on: date) -> dict[str, Any]:
    office = office_of(province=contract.province_id)
    lender = signature_context(office=office, purpose=Signatory.Purpose.CONTRACT, on=on)
    if lender.get("order"):
        number = lender["order"].removeprefix("คำสั่งที่").strip()  # stays Thai: as typed
        lender["order"] = f"คำสั่งที่ {number}"  # stays Thai: printed on the contract
    return lender


def lender_position(lender: dict[str, Any]) -> str:
    """The lender's position in one line, with the wording of a delegate or an acting officer (R-ACT-16)."""
    words = [lender["position"]]
    if lender.get("acting"):
        words.append(f"{lender['acting']}{lender.get('acting_for', '')}")
    if lender.get("order"):
        words.append(f"ตาม{lender['order']}")  # stays Thai: printed on the contract
    return " ".join(words)[:300]


def _write_people(contract: Contract, group: list[Borrower], holders: set[int], witnesses: tuple[str, str]) -> None:
    kept = {party.member_id: party for party in contract.parties.all()}
    for position, borrower in enumerate(group, start=1):
        party = kept.pop(borrower.member_id, None) or Party(contract=contract, member=borrower.member)
        party.role = borrower.role
        party.position = position
        party.name = borrower.member.full_name
        party.address = _address(borrower)
        party.holds_account = borrower.member_id in holders
        party.save()
    for gone in kept.values():
        gone.delete()
    for position, name in enumerate(witnesses, start=1):
        Witness.objects.update_or_create(contract=contract, position=position, defaults={"name": name})


_BANGKOK_WORDS = ("แขวง", "เขต", "")  # stays Thai: printed on the contract
_PROVINCE_WORDS = ("ตำบล", "อำเภอ", "จังหวัด")  # stays Thai: printed on the contract


def _address(borrower: Borrower) -> str:
    """The address for notices: the present one if it differs from the card's."""
    if borrower.current_address:
        return borrower.current_address
    member = borrower.member
    part, whole, province = _BANGKOK_WORDS if member.province_id == Province.BANGKOK else _PROVINCE_WORDS
    places = f"{part}{member.tambon.name_th} {whole}{member.amphoe.name_th} {province}{member.province.name_th}"
    return f"{member.address} {places}"[:400]


def _issue_draft(contract: Contract, schedule: tuple[Instalment, ...], *, by: Any, on: date) -> Document:
    """Issue the paper to be signed: no date, marked as prepared for signature."""
    subject = f"contract:{contract.pk}"
    made = Document.objects.filter(subject=subject, kind=Document.Kind.CONTRACT_DRAFT).count()
    number = f"{contract.proposal.reference}/{made + 1}"
    return drawing.draw(
        contract_paper(
            contract=contract,
            schedule=schedule,
            kind=Document.Kind.CONTRACT_DRAFT,
            number=number,
            title=f"สัญญาฉบับเตรียมลงนาม โครงการ{contract.project_title}"[:300],  # stays Thai: names a paper
            by=by,
            on=on,
            is_draft=True,
        )
    )
