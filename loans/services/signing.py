"""The day of signing, and the papers that reach the province afterwards."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from documents.models import Document
from loans import checklist, selectors
from loans.models import AnnulledSigning, AttachedFile, Contract, SigningCheck, TransferLine
from loans.services.changes import ReasonMissing
from loans.services.filing import attach_file, file_papers
from loans.services.preparation import DayPassed, NotReady, check_not_paid_after_all
from projects.rules import Step
from projects.services import advance
from thai.refusals import sentence as _

SIGNED_PAPERS = ("ORIGINAL", "COPY_AMPHOE", "COPY_MEMBER")  # what the list of papers calls what was signed
AT_PROVINCE = ("ORIGINAL", "PASSBOOK")  # what C-04 sees arrive, as the list of papers calls it


class MonthReasonMissing(ReasonMissing):
    """A contract is signed in another month than it was approved, and nobody said why (A-24)."""


def record_signing(
    *,
    contract: Contract,
    checks: Collection[str],
    present_member_ids: Iterable[int],
    witnesses_present: int,
    signed_on: date,
    by: Any,
    on: date,
    note: str = "",
    passbook: Any = None,
) -> Contract:
    """Record that the contract was signed, with what was seen that day. The contract stays undated until the transfer.

    :param checks: the ticked codes of ``checklist.SIGNING``.
    :param present_member_ids: the borrowers who appeared in person; all of them must.
    :param passbook: the copy of the new passbook, where it was handed in as a file (R-CONT-10).
    :param note: why it was not done in the month of the approval, which must then be said, or anything else; goes
        into the timeline.
    :raises NotReady: it was signed before, or cancelled, or its paper is the one of a signing that was annulled.
    :raises DayPassed: the day lies ahead, or before the approval.
    :raises MonthReasonMissing: as the name says.
    :raises loans.checklist.SomebodyAbsent, loans.checklist.ChecklistIncomplete: who or what is missing.
    Source: C-03, R-ACT-04, R-ACT-05, R-CONT-10..12, A-24.
    """
    with transaction.atomic():
        locked = _locked(contract)
        if locked.state != Contract.State.PREPARED:
            raise NotReady(_("สัญญา %(contract)s บันทึกการลงนามไปแล้วหรือถูกยกเลิก"), contract=locked.label)
        withdrawn = selectors.withdrawn_draft(selectors.papers_of(locked))
        if withdrawn:
            raise NotReady(
                _("ฉบับเตรียมลงนามเลขที่ %(paper)s ถูกเพิกถอนการลงนามแล้ว ให้แก้ไขสัญญาเพื่อออกฉบับใหม่ก่อนลงนาม"), paper=withdrawn
            )
        if signed_on > on:
            raise DayPassed(_("วันที่ลงนาม %(day)s ยังมาไม่ถึง"), day=signed_on)
        approval = selectors.approval_of(proposal=locked.proposal)
        if approval is not None and signed_on < approval.decided_on:
            raise DayPassed(
                _("วันที่ลงนาม %(day)s อยู่ก่อนวันอนุมัติโครงการ %(approved)s"), day=signed_on, approved=approval.decided_on
            )
        present = {int(key) for key in present_member_ids}
        absent = [party.name for party in locked.parties.order_by("position") if party.member_id not in present]
        ticked = frozenset(checks) & checklist.CODES
        checklist.check_signing(
            ticked=ticked,
            absent_borrowers=absent,
            witnesses_present=witnesses_present,
            witnesses_named=locked.witnesses.count(),
            province=locked.province_id,
            bears_stamps=locked.stamp_duty > 0,
        )
        if approval is not None and selectors.is_other_month(approval.decided_on, signed_on) and not note.strip():
            raise MonthReasonMissing(
                _("ลงนามวันที่ %(signed)s คนละเดือนกับที่อนุมัติโครงการ (%(approved)s) ต้องระบุเหตุผลที่สัญญาไม่แล้วเสร็จในเดือนที่อนุมัติ"),
                signed=signed_on,
                approved=approval.decided_on,
            )
        locked.state = Contract.State.SIGNED
        locked.signed_on = signed_on
        locked.signing_recorded_by = by
        locked.save(update_fields=["state", "signed_on", "signing_recorded_by"])
        asked = checklist.signing_items(bears_stamps=locked.stamp_duty > 0)
        _tick([locked], [item.code for item in asked], by=by)
        if passbook is not None:
            attach_file(of=locked, code=AttachedFile.Code.PASSBOOK, upload=passbook, by=by, on=on)
        advance(proposal=locked.proposal, step=Step.SIGN, by=by, on=on, note=note)
    return locked


def annul_signing(*, contract: Contract, reason: str, by: Any, on: date) -> AnnulledSigning:
    """Take a signed contract back to its preparation, because something in it has to be corrected before the transfer.

    The signing is kept as it was recorded, its paper and the scans of it are withdrawn, and what was signed lies
    nowhere any more. The contract is changed (``update_preparation``), which issues a new paper, and signed anew. A
    number that it has from a transfer that came back stays.

    :raises ReasonMissing: no reason was given.
    :raises NotReady: it is not signed, its money has left, or it is in a transfer batch.
    Source: R-CONT-06, R-CONT-10, docs/decisions.md.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่เพิกถอนการลงนาม"))
    with transaction.atomic():
        locked = _locked(contract)
        if locked.state != Contract.State.SIGNED:
            raise NotReady(_("สัญญา %(contract)s ยังไม่ได้ลงนามหรือโอนเงินแล้ว"), contract=locked.label)
        line = TransferLine.objects.filter(contract=locked, is_live=True).first()
        if line is not None:
            raise NotReady(
                _("สัญญา %(contract)s อยู่ในชุดโอนเงินที่ %(batch)s ต้องไม่อนุมัติหรือถอนคืนชุดนั้นก่อน"),
                contract=locked.label,
                batch=line.batch_id,
            )
        check_not_paid_after_all(locked)
        file_papers(contract=locked, there=(), of=SIGNED_PAPERS, by=by, on=on)
        ticks = locked.signing_checks.order_by("pk")
        paper = Document.objects.about(f"contract:{locked.pk}").filter(kind=Document.Kind.CONTRACT_DRAFT).first()
        annulled = AnnulledSigning.objects.create(
            contract=locked,
            signed_on=locked.signed_on,
            recorded_by=locked.signing_recorded_by,
            checks=[{"code": code, "by": person} for code, person in ticks.values_list("code", "ticked_by_id")],
            paper_number=paper.number if paper else "",
            last_file=locked.files.order_by("-pk").first(),
            reason=reason.strip()[:300],
            annulled_by=by,
            annulled_on=on,
        )
        ticks.delete()
        locked.state, locked.signed_on, locked.signing_recorded_by = Contract.State.PREPARED, None, None
        locked.save(update_fields=["state", "signed_on", "signing_recorded_by"])
        advance(proposal=locked.proposal, step=Step.ANNUL_SIGNING, by=by, on=on, note=annulled.reason)
    return annulled


def receive_papers(*, contracts: Sequence[Contract], by: Any, on: date) -> int:
    """Record that the stamped originals and the passbook copies of signed contracts have reached the province.

    Done again it changes nothing. Return how many contracts became complete.

    :raises NotReady: one of them is not signed.
    Source: C-04, R-CONT-14, R-STMP-03.
    """
    with transaction.atomic():
        locked = list(
            Contract.objects.select_for_update(of=("self",))
            .select_related("proposal")
            .filter(pk__in=[contract.pk for contract in contracts])
            .order_by("pk")
        )
        for contract in locked:
            if contract.state != Contract.State.SIGNED:
                raise NotReady(_("สัญญา %(contract)s ยังไม่ได้ลงนามหรือโอนเงินแล้ว"), contract=contract.label)
        before = selectors.ticks_of([contract.pk for contract in locked])
        _tick(locked, [item.code for item in checklist.AT_PROVINCE], by=by)
        for contract in locked:
            file_papers(contract=contract, there=AT_PROVINCE, of=AT_PROVINCE, by=by, on=on)
        wanted = {item.code for item in checklist.AT_PROVINCE}
        return sum(not wanted <= before.get(contract.pk, frozenset()) for contract in locked)


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)


def _tick(contracts: Sequence[Contract], codes: Sequence[str], *, by: Any) -> None:
    SigningCheck.objects.bulk_create(
        [SigningCheck(contract=contract, code=code, ticked_by=by) for contract in contracts for code in codes],
        ignore_conflicts=True,
    )
