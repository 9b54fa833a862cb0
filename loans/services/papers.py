"""The contract on paper: the original at preparation and at transfer, its copies, and the members' voucher.

The papers of a transfer are frozen with it and drawn by a worker after it.
"""

from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Office, PersonalDataAccess, Signatory
from areas.selectors import office_of, signature_context
from areas.services import log_personal_data, log_reveal
from documents import rendering, whole
from documents.models import Document, PaperToDraw
from loans import letters, selectors
from loans.models import Contract, Grant, Party
from loans.rules import Instalment
from members import identity
from projects.models import Borrower
from projects.rules import BANGKOK
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NotComplete(Refusal):
    """A contract lacks something that the command needs."""


class BeingMade(Refusal):
    """A paper of the transfer is still being drawn; it is there in a moment."""


def contract_paper(
    *,
    contract: Contract,
    schedule: tuple[Instalment, ...],
    kind: str,
    number: str,
    title: str,
    by: Any,
    on: date,
    is_draft: bool = False,
    extra: dict[str, Any] | None = None,
    addressee: str = letters.ORIGINAL,
) -> PaperToDraw:
    """Freeze the original of the contract, to be drawn at once or later (``documents.drawing``); nothing is kept yet.

    The register keeps masked card numbers, the paper has the whole ones (``with_whole_numbers``).
    """
    office = office_of(province=contract.province_id)
    frozen = letters.contract_context(
        contract=contract,
        office=office,
        place=_signing_place(contract) or office,
        approval=selectors.approval_of(proposal=contract.proposal),
        parties=parties_of(contract),
        witnesses=list(contract.witnesses.all()),
        schedule=schedule,
        terms=contract.terms,
        on=on,
    )
    return PaperToDraw(
        kind=kind,
        number=number,
        addressee=addressee,
        subject=f"contract:{contract.pk}",
        title=title,
        template=letters.CONTRACT_TEMPLATE,
        context=frozen | {"number": number, **(extra or {})},
        province_id=contract.province_id,
        amphoe_id=contract.amphoe_id,
        as_of=on,
        issued_on=on,
        issued_by=by,
        is_draft=is_draft,
    )


def with_whole_numbers(paper: PaperToDraw) -> dict[str, Any]:
    """The context of a contract with the whole card numbers, for the moment of drawing alone.

    The look at them is recorded with the one who issues the paper.
    """
    contract = Contract.objects.get(pk=int(paper.subject.partition(":")[2]))
    _record_print(contract, by=paper.issued_by, reason="พิมพ์สัญญา")  # stays Thai: kept in the log of access
    return letters.with_card_numbers(paper.context, parties_of(contract))


def parties_of(contract: Contract) -> list[Party]:
    """The signers in order, the representative first, with their members."""
    return list(contract.parties.select_related("member").order_by("position"))


def persons_on(subject: str) -> list[str]:
    """Whose card numbers the papers of a contract show: the subjects of the log of access, from "contract:12"."""
    key = int(subject.partition(":")[2])
    rows = Party.objects.filter(contract=key, member__isnull=False).order_by("position")
    return [f"member:{member}" for member in rows.values_list("member_id", flat=True)]


def check_printable(contract: Contract) -> None:
    """Refuse what is printed of a contract in force before it is.

    :raises NotComplete: the money has not left.
    """
    if contract.contract_on is None:
        raise NotComplete(_("สัญญา %(contract)s ยังไม่ได้โอนเงิน จึงยังพิมพ์เอกสารนี้ไม่ได้"), contract=contract.label)


def check_copyable(contract: Contract) -> Document:
    """The original of which copies are made.

    :raises NotComplete: the money has not left.
    :raises BeingMade: it has, and the original is still being drawn.
    """
    check_printable(contract)
    if selectors.is_paper_being_made(contract):
        raise BeingMade(_("กำลังจัดทำสัญญา %(contract)s เป็นเอกสาร เปิดหน้านี้อีกครั้งในอีกสักครู่"), contract=contract.label)
    original = Document.objects.about(f"contract:{contract.pk}").filter(kind=Document.Kind.CONTRACT).first()
    if original is None:
        raise NotComplete(_("สัญญา %(contract)s ยังไม่ได้โอนเงิน จึงยังพิมพ์เอกสารนี้ไม่ได้"), contract=contract.label)
    return original


def contract_copies(*, contract: Contract, by: Any, reason: str = "") -> bytes:
    """The two copies of a contract in force, made from the frozen paper of its original, each marked for whom.

    With the whole card numbers where a reason is given, else masked; either look is recorded with the one who prints.
    Whether she may see the numbers is asked by the caller.

    :raises NotComplete: the money has not left.
    :raises BeingMade: it has, and the original is still being drawn.
    """
    frozen = check_copyable(contract).context
    if reason:
        frozen = letters.with_card_numbers(frozen, parties_of(contract))
    with transaction.atomic():
        _record_look(contract, by=by, paper="พิมพ์สำเนาสัญญา", reason=reason)  # stays Thai: kept in the log of access
    return rendering.join_pdfs(
        _drawn(letters.CONTRACT_TEMPLATE, {**frozen, "copy_label": label}, is_whole=bool(reason))
        for label in letters.copies(contract.province_id)
    )


def payment_voucher(*, contract: Contract, by: Any, reason: str = "") -> bytes:
    """The receipt voucher that the members sign twice when the money has come (R-DISB-04, R-DISB-07).

    Whole or masked as the copies are.

    :raises NotComplete: the money has not left.
    """
    check_printable(contract)
    with transaction.atomic():
        _record_look(contract, by=by, paper="พิมพ์ใบสำคัญรับเงิน", reason=reason)  # stays Thai: kept in the log of access
    representative, *_others = parties_of(contract)
    office = office_of(province=contract.province_id)
    context = letters.voucher_context(
        contract=contract,
        office=office,
        place=_signing_place(contract) or office,
        representative=representative,
        on=contract.contract_on,
        lender=contract.terms["lender"],
        is_whole=bool(reason),
    )
    return _drawn(letters.VOUCHER_TEMPLATE, context, is_whole=bool(reason))


def check_grant_printable(grant: Grant) -> Borrower:
    """Who acts for the organisation on the voucher of a subsidy that was paid.

    :raises NotComplete: the money has not left, or nobody acts for the organisation.
    """
    if grant.paid_on is None:
        raise NotComplete(_("เงินอุดหนุน %(grant)s ยังไม่ได้โอนเงิน จึงยังพิมพ์ใบสำคัญรับเงินไม่ได้"), grant=grant.label)
    acting = grant.proposal.borrowers.select_related("member__tambon", "member__amphoe", "member__province").first()
    if acting is None:
        raise NotComplete(_("โครงการ %(reference)s ไม่มีผู้กระทำการแทนองค์กร"), reference=grant.proposal.reference)
    return acting


def grant_voucher(*, grant: Grant, by: Any, reason: str = "") -> bytes:
    """The receipt voucher that an organisation signs twice for its subsidy (R-DISB-04, A-36).

    Whole or masked as the copies of a contract are.

    :raises NotComplete: the money has not left, or nobody acts for the organisation.
    """
    acting = check_grant_printable(grant)
    with transaction.atomic():
        title = "พิมพ์ใบสำคัญรับเงินอุดหนุน"  # stays Thai: kept in the log of access
        log_personal_data(
            user=by,
            action=PersonalDataAccess.Action.EXPORT,
            subject=f"grant:{grant.pk}",
            reason=f"{reason} · {title}" if reason else title,
        )
        if reason:
            log_reveal(user=by, subjects=[f"member:{acting.member_id}"], reason=f"{reason} · {title} {grant.label}")
    office = office_of(province=grant.province_id)
    house, member = letters.organisation_name(grant.proposal), acting.member
    context = letters.grant_voucher_context(
        grant=grant,
        office=office,
        receiver={
            "name": f"{house} โดย {member.full_name}",  # stays Thai: on paper
            "national_id": identity.decrypt(member.national_id_encrypted) if reason else member.national_id_masked,
            "address": acting.current_address or member.address,
            "telephone": member.telephone,
        },
        payer=signature_context(office=office, purpose=Signatory.Purpose.CONTRACT, on=grant.paid_on),
    )
    return _drawn(letters.VOUCHER_TEMPLATE, context, is_whole=bool(reason))


def _drawn(template: str, context: dict[str, Any], *, is_whole: bool) -> bytes:
    if is_whole:
        return rendering.render_pdf(template=template, context=context)
    return whole.masked(template=template, context=context)


def _signing_place(contract: Contract) -> Office | None:
    """The secretariat of the contract's amphoe, where it has been entered (R-CONT-10); Bangkok has none (R-ACT-13)."""
    if contract.province_id == BANGKOK:
        return None
    return Office.objects.filter(province_id=contract.province_id, amphoe_id=contract.amphoe_id).first()


def _record_look(contract: Contract, *, by: Any, paper: str, reason: str) -> None:
    _record_print(contract, by=by, reason=f"{reason} · {paper}" if reason else paper)
    if reason:
        log_reveal(
            user=by, subjects=persons_on(f"contract:{contract.pk}"), reason=f"{reason} · {paper} {contract.label}"
        )


def _record_print(contract: Contract, *, by: Any, reason: str) -> None:
    log_personal_data(
        user=by, action=PersonalDataAccess.Action.EXPORT, subject=f"contract:{contract.pk}", reason=reason
    )
