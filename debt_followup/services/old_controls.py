"""The control totals of old debts, and who stands for the agreement with them by name (R-DEBT-02)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from areas.models import Amphoe
from debt_followup.imports.controls import AMOUNTS, Control
from debt_followup.models import OldDebt, OldDebtAgreement, OldDebtControl, OldRegister
from debt_followup.selectors.old_debts import agreement
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import services as treasury


class ControlWrong(Refusal):
    """A control total says nothing, or names a place outside its province."""


class SourceMissing(Refusal):
    """No paper was named that proves the control totals."""


class NothingToSign(Refusal):
    """There are no control totals, or no debts, of the day."""


class OwnRegister(Refusal):
    """Who took a register in, or keyed its control totals, does not stand for them as well."""


class ExplanationMissing(Refusal):
    """The figures differ, and nobody says why."""


class NameMissing(Refusal):
    """Who stands for the agreement did not write her name and position."""


@transaction.atomic
def set_controls(
    *, province: str, base_on: date, controls: Sequence[Control], source: str, by: Any, on: date
) -> list[OldDebtControl]:
    """Keep control totals of a province, keyed or read from a file; one that is there is replaced, none is removed.

    The same figures sent again change nothing. What stood there before stays in the row's history.

    :param source: the paper that proves them, such as the financial report of 30 April 2559.
    :raises SourceMissing, ControlWrong: as the names say.
    Source: R-DEBT-02.
    """
    if not source.strip():
        raise SourceMissing(_("ต้องระบุหลักฐานของยอดคุม"))
    treasury.lock_books(province=province)
    known = {"", *Amphoe.objects.filter(province=province).values_list("code", flat=True)}
    rows = []
    for control in controls:
        values = {name: getattr(control, name) for name in AMOUNTS}
        if control.amphoe not in known or all(value is None for value in values.values()):
            raise ControlWrong(_("ยอดคุมของปี %(year)s ไม่มียอด หรือไม่ใช่ของจังหวัดนี้"), year=control.approval_year_be)
        key = {
            "province_id": province,
            "base_on": base_on,
            "approval_year_be": control.approval_year_be,
            "amphoe_id": control.amphoe or None,
            "register_number": control.register_number,
        }
        there = OldDebtControl.objects.filter(**key).first()
        if there is not None and all(getattr(there, name) == value for name, value in values.items()):
            rows.append(there)
            continue
        row, _created = OldDebtControl.objects.update_or_create(
            **key, defaults={**values, "source": source.strip()[:200], "keyed_by": by, "keyed_on": on}
        )
        rows.append(row)
    return rows


@transaction.atomic
def sign_agreement(
    *, province: str, base_on: date, name: str, position: str, explanation: str, by: Any, on: date
) -> OldDebtAgreement:
    """Stand by name for the agreement of old debts with their control totals; the figures are kept as they stood.

    Signed again while nothing changed, it stays the signature that is there.

    :raises NothingToSign: no control totals, or no debts, of the day; or a file of it is being written.
    :raises OwnRegister: the one who signs took a register in or keyed the totals.
    :raises ExplanationMissing: something differs, and no explanation was written.
    :raises NameMissing: no name or no position was written.
    Source: R-DEBT-01, R-DEBT-02.
    """
    treasury.lock_books(province=province)
    found = agreement(province=province, base_on=base_on)
    if not found.rows or not found.totals["contracts"]:
        raise NothingToSign(_("ยังไม่มียอดคุมหรือทะเบียนลูกหนี้ของวันนี้ จึงยังรับรองไม่ได้"))
    if OldRegister.objects.filter(province=province, base_on=base_on, state=OldRegister.State.WRITING).exists():
        raise NothingToSign(_("กำลังบันทึกทะเบียนอยู่ รอให้เสร็จก่อนจึงรับรองได้"))
    took_in = OldDebt.objects.filter(province=province, base_on=base_on, register__made_by=by)
    keyed = OldDebtControl.objects.filter(province=province, base_on=base_on, keyed_by=by)
    if took_in.exists() or keyed.exists():
        raise OwnRegister(_("ผู้นำเข้าทะเบียนหรือบันทึกยอดคุมรับรองเองไม่ได้ ต้องให้ผู้อื่นรับรอง"))
    if not name.strip() or not position.strip():
        raise NameMissing(_("ต้องระบุชื่อและตำแหน่งผู้รับรอง"))
    if found.difference_count and not explanation.strip():
        raise ExplanationMissing(_("มีผลต่าง %(count)s รายการ ต้องอธิบายก่อนรับรอง"), count=found.difference_count)
    last = OldDebtAgreement.objects.filter(province=province, base_on=base_on).order_by("-pk").first()
    figures, said = found.figures, explanation.strip()[:1000]
    if last is not None and last.signed_by_id == by.pk and last.figures == figures and last.explanation == said:
        return last
    return OldDebtAgreement.objects.create(
        province_id=province,
        base_on=base_on,
        figures=figures,
        differences=found.difference_count,
        explanation=said,
        signed_name=name.strip()[:150],
        signed_position=position.strip()[:200],
        signed_by=by,
        signed_on=on,
    )
