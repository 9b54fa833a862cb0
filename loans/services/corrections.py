"""Corrections of what the bank sent back, before it is paid again: the account, the due dates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from loans import account, selectors
from loans.models import AttachedFile, Contract, Grant
from loans.rules import Instalment
from loans.services.changes import ReasonMissing
from loans.services.filing import attach_file
from loans.services.preparation import DayPassed, NotReady, account_is_ours, check_account_is_free, planned_schedule
from projects.models import StateChange
from projects.rules import Step
from thai.refusals import sentence as _

NOT_SENT_BACK = _(
    "แก้ได้เฉพาะรายการที่ธนาคารโอนไม่สำเร็จและยังไม่ได้ทำรายการโอนใหม่ สัญญาที่ลงนามแล้วและยังไม่โอนให้ใช้ “กลับไปจัดทำสัญญา” ในหน้าสัญญา"
)


def correct_account(
    *,
    paid: Contract | Grant,
    bank: str,
    branch: str,
    number: str,
    reason: str,
    by: Any,
    on: date,
    name: str = "",
    passbook: Any = None,
) -> Contract | Grant:
    """Correct the account of a contract or a grant that the bank could not pay; the holders stay who they are.

    That of a grant may be corrected at any time before its transfer, because nobody signed it.

    The history of the row keeps what it was; the passbook copy is kept beside it.

    :param name: the account's name, where it is an organisation's own.
    :raises ReasonMissing: no reason was given.
    :raises NotReady: its transfer was not sent back, or it is in another batch already.
    :raises AccountInUse, loans.account.BadAccountNumber: as the names say.
    Source: R-CONT-02, R-CONT-10.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่แก้เลขที่บัญชี"))
    digits = account.account_number(number)
    with transaction.atomic():
        locked = _sent_back(paid)
        locked.account_bank, locked.account_branch, locked.account_number = bank, branch, digits
        changed = ["account_bank", "account_branch", "account_number"]
        if name.strip() and getattr(locked, "is_own_account", True):
            locked.account_name = name.strip()[:400]
            changed.append("account_name")
        if isinstance(locked, Contract):
            check_account_is_free(locked)
            with account_is_ours(locked):
                locked.save(update_fields=changed)
        else:
            locked.save(update_fields=changed)
        if passbook is not None:
            attach_file(of=locked, code=AttachedFile.Code.PASSBOOK, upload=passbook, by=by, on=on)
        note_correction(locked, f"แก้บัญชีรับเงิน: {reason.strip()}", by=by, on=on)  # stays Thai: kept in the history
    return locked


def change_due_dates(
    *,
    contract: Contract,
    planned_transfer_on: date,
    due_dates: Sequence[date],
    reason: str,
    by: Any,
    on: date,
) -> tuple[Contract, tuple[Instalment, ...]]:
    """Fix other due dates for a contract whose transfer the bank sent back; they may lie too near by now.

    The next transfer dates the contract anew and prints its annex anew; both annexes are kept.

    :param due_dates: the days, none for those that the system proposes from the transfer on.
    :raises ReasonMissing: no reason was given.
    :raises NotReady: its transfer was not sent back, or it is in another batch already.
    :raises DayPassed: the day of the transfer has passed.
    :raises loans.rules.BadDueDates: P-05..P-07 do not allow the days.
    Source: R-CONT-08, R-CONT-09, A-10.
    """
    if not reason.strip():
        raise ReasonMissing(_("ต้องระบุเหตุผลที่แก้วันครบกำหนด"))
    if planned_transfer_on < on:
        raise DayPassed(_("วันที่คาดว่าจะโอน %(day)s ผ่านไปแล้ว"), day=planned_transfer_on)
    with transaction.atomic():
        locked = _sent_back(contract)
        locked.planned_transfer_on = planned_transfer_on
        terms = selectors.terms_in_force(province=locked.province_id, on=planned_transfer_on)
        locked.terms = locked.terms | {
            "due_dates": [day.isoformat() for day in sorted(due_dates)],
            "due_day": terms.due_day,
            "term_max_months": terms.term_max_months,
        }
        lines = planned_schedule(contract=locked)
        locked.instalment_count = len(lines)
        locked.save(update_fields=["planned_transfer_on", "terms", "instalment_count"])
        note_correction(locked, f"แก้วันครบกำหนด: {reason.strip()}", by=by, on=on)  # stays Thai: kept in the history
    return locked, lines


def _sent_back(paid: Contract | Grant) -> Any:
    """Lock what waits for another transfer after the bank sent it back, or a grant that waits for its first.

    :raises NotReady: its transfer was not sent back, or it is in another batch already.
    """
    locked = type(paid).objects.select_for_update(of=("self",)).select_related("proposal").get(pk=paid.pk)
    if not selectors.waits_after_refusal(locked):
        raise NotReady(NOT_SENT_BACK)
    return locked


def note_correction(paid: Contract | Grant, note: str, *, by: Any, on: date) -> None:
    """Keep in the history of the project what changed; its state stays."""
    StateChange.objects.create(
        proposal=paid.proposal,
        step=Step.OPEN_ACCOUNT,
        from_state=paid.proposal.state,
        to_state=paid.proposal.state,
        by=by,
        on=on,
        note=note,
    )
