"""The day of signing, and the papers that reach the province afterwards."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from loans import checklist, selectors
from loans.models import AttachedFile, Contract, SigningCheck
from loans.services.filing import attach_file, file_papers
from loans.services.preparation import DayPassed, NotReady
from projects.rules import Step
from projects.services import advance
from thai.refusals import sentence as _

AT_PROVINCE = ("ORIGINAL", "PASSBOOK")  # what C-04 sees arrive, as the list of papers calls it


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
    :param note: why it was not done in the month of the approval, or anything else; goes into the timeline.
    :raises NotReady: it was signed before, or cancelled.
    :raises DayPassed: the day lies ahead, or before the approval.
    :raises loans.checklist.SomebodyAbsent, loans.checklist.ChecklistIncomplete: who or what is missing.
    Source: C-03, R-ACT-04, R-ACT-05, R-CONT-10..12, A-24.
    """
    with transaction.atomic():
        locked = _locked(contract)
        if locked.state != Contract.State.PREPARED:
            raise NotReady(_("สัญญา %(contract)s บันทึกการลงนามไปแล้วหรือถูกยกเลิก"), contract=locked.label)
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
        )
        locked.state = Contract.State.SIGNED
        locked.signed_on = signed_on
        locked.signing_recorded_by = by
        locked.save(update_fields=["state", "signed_on", "signing_recorded_by"])
        _tick([locked], [item.code for item in checklist.SIGNING], by=by)
        if passbook is not None:
            attach_file(of=locked, code=AttachedFile.Code.PASSBOOK, upload=passbook, by=by, on=on)
        advance(proposal=locked.proposal, step=Step.SIGN, by=by, on=on, note=note)
    return locked


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
