"""Files of debts of fraud: opened with reasons, decided by a resolution that another person records."""

from datetime import date
from typing import Any

from django.db import transaction

from areas.models import User
from debt_followup.models import FraudCase, FraudPaper
from debt_followup.rules import FRAUD_FILE, FraudState, FraudStep
from documents.uploads import keep_file
from loans.models import Contract
from thai.refusals import Refusal
from thai.refusals import sentence as _


class FraudRefused(Refusal):
    """The file cannot be opened, decided or ended so."""


class OwnFraudFile(Refusal):
    """Who opened a file does not record what was decided of it."""


@transaction.atomic
def open_fraud(
    *, contract: Contract, opened_on: date, reasons: str, by: User, on: date, title: str = "", file: Any = None
) -> FraudCase:
    """Open the file of a suspicion of fraud, with its reasons and perhaps a first paper.

    :raises FraudRefused: without reasons, dated before the contract or ahead, or while a file of it is running.
    Source: R-DEBT-04.
    """
    if not reasons.strip():
        raise FraudRefused(_("ต้องระบุข้อเท็จจริงและเหตุที่สงสัย"))
    locked = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    if locked.contract_on is None:
        raise FraudRefused(_("สัญญา %(contract)s ยังไม่ได้โอนเงิน"), contract=locked.label)
    if not locked.contract_on <= opened_on <= on:
        raise FraudRefused(_("วันที่เปิดเรื่อง %(day)s ต้องไม่ก่อนวันที่ในสัญญาและไม่หลังวันนี้"), day=opened_on)
    if FraudCase.objects.filter(contract=locked, state__in=[FraudState.OPENED, FraudState.CONFIRMED]).exists():
        raise FraudRefused(_("สัญญา %(contract)s มีแฟ้มหนี้ทุจริตที่ยังไม่สิ้นสุดอยู่แล้ว"), contract=locked.label)
    case = FraudCase.objects.create(contract=locked, opened_on=opened_on, reasons=reasons.strip()[:2000], opened_by=by)
    if file:
        _keep(case, title=title or case.get_state_display(), file=file, by=by, on=on)
    return case


@transaction.atomic
def decide_fraud(
    *,
    case: FraudCase,
    step: FraudStep,
    decision_number: str,
    decided_on: date,
    decision: str,
    by: User,
    on: date,
    file: Any = None,
) -> FraudCase:
    """Record that a file was found to be fraud, or not, by a resolution.

    :raises OwnFraudFile: by whoever opened it.
    :raises debt_followup.rules.machines.StepNotOpen: the file is in no state for it.
    :raises FraudRefused: without the number of the resolution, dated before the file or ahead.
    """
    locked = _locked(case)
    edge = FRAUD_FILE.edge(locked.state, step)
    if step == FraudStep.SETTLE:
        raise FraudRefused(_("การสิ้นสุดของเรื่องบันทึกแยกต่างหาก"))
    if locked.opened_by_id == by.pk:
        raise OwnFraudFile(_("ผู้เปิดเรื่องบันทึกผลการวินิจฉัยเองไม่ได้ ต้องให้ผู้อื่นบันทึก"))
    if not decision_number.strip() or not decision.strip():
        raise FraudRefused(_("ต้องระบุเลขที่มติหรือคำสั่งและสรุปผลการวินิจฉัย"))
    if not max(locked.opened_on, locked.decided_on or locked.opened_on) <= decided_on <= on:
        raise FraudRefused(_("วันที่ของมติ %(day)s ต้องไม่ก่อนวันที่เปิดเรื่องหรือมติก่อนหน้า และไม่หลังวันนี้"), day=decided_on)
    locked.state, locked.decision_number = edge.to, decision_number.strip()[:100]
    locked.decided_on, locked.decision, locked.decision_recorded_by = decided_on, decision.strip()[:1000], by
    locked.save(update_fields=["state", "decision_number", "decided_on", "decision", "decision_recorded_by"])
    if file:
        _keep(locked, title=locked.decision_number, file=file, by=by, on=on)
    return locked


@transaction.atomic
def settle_fraud(*, case: FraudCase, ended_on: date, ended_reason: str, by: User, on: date) -> FraudCase:
    """Record that the matter of a fraud ended, such as by a judgment that was satisfied.

    :raises debt_followup.rules.machines.StepNotOpen: it was not found to be fraud, or has ended.
    :raises FraudRefused: without a reason, dated before the resolution or ahead.
    """
    locked = _locked(case)
    edge = FRAUD_FILE.edge(locked.state, FraudStep.SETTLE)
    if not ended_reason.strip():
        raise FraudRefused(_("ต้องระบุเหตุที่เรื่องสิ้นสุด"))
    if locked.decided_on is None or not locked.decided_on <= ended_on <= on:
        raise FraudRefused(_("วันที่สิ้นสุด %(day)s ต้องไม่ก่อนวันที่ของมติและไม่หลังวันนี้"), day=ended_on)
    locked.state, locked.ended_on, locked.ended_reason = edge.to, ended_on, ended_reason.strip()[:500]
    locked.save(update_fields=["state", "ended_on", "ended_reason"])
    return locked


@transaction.atomic
def add_fraud_paper(*, case: FraudCase, title: str, file: Any, by: User, on: date) -> FraudPaper:
    """Keep one more paper of a file.

    :raises FraudRefused: the same file was kept before, or the matter has ended.
    :raises documents.uploads.FileTooBig, documents.uploads.NotWhatItSays: what the upload is refused for.
    """
    locked = _locked(case)
    if locked.state in FRAUD_FILE.ends():
        raise FraudRefused(_("แฟ้มนี้สิ้นสุดแล้ว แนบเอกสารเพิ่มไม่ได้"))
    return _keep(locked, title=title, file=file, by=by, on=on)


def _keep(case: FraudCase, *, title: str, file: Any, by: User, on: date) -> FraudPaper:
    kept = keep_file(upload=file, by=by)
    if case.papers.filter(file__sha256=kept.sha256).exists():
        raise FraudRefused(_("ไฟล์นี้แนบไว้ในแฟ้มแล้ว"))
    return FraudPaper.objects.create(
        case=case, title=title.strip()[:200] or kept.name, file=kept, added_by=by, added_on=on
    )


def _locked(case: FraudCase) -> FraudCase:
    return FraudCase.objects.select_for_update(of=("self",)).select_related("contract").get(pk=case.pk)
