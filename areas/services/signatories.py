"""Who signs for an office, and what its letters print round their text."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from areas.models import LetterSetting, Office, Signatory, User
from thai.refusals import Refusal
from thai.refusals import sentence as _


class SignatoryWrong(Refusal):
    """An appointment of a signatory that says too little, ends before it begins, or doubles another."""


class LetterWrong(Refusal):
    """What stands round a letter's text is not whole."""


def appoint_signatory(
    *,
    office: Office,
    purposes: Iterable[str],
    kind: str,
    name: str,
    position: str,
    for_position: str = "",
    order_number: str = "",
    valid_from: date,
    valid_to: date | None = None,
    by: User,
) -> list[Signatory]:
    """Appoint somebody to sign some kinds of paper for an office, in her own right, acting or as a delegate.

    Whoever was appointed last signs; papers that were issued keep the signatory that they show.

    :raises SignatoryWrong: no purpose, name or position; acting or delegated without the order's number or in whose
        stead; an end before the beginning; a second holder, or the same person twice, for one purpose at a time.
    Source: R-ACT-16..18.
    """
    wanted = [Signatory.Purpose(purpose) for purpose in dict.fromkeys(purposes)]
    who = " ".join(name.split())
    if not wanted or not who or not position.strip():
        raise SignatoryWrong(_("ต้องระบุเอกสารที่ลงนาม ชื่อ และตำแหน่งให้ครบ"))
    is_holder = Signatory.Kind(kind) is Signatory.Kind.HOLDER
    if not is_holder and not (order_number.strip() and for_position.strip()):
        raise SignatoryWrong(_("ผู้รักษาราชการแทนหรือปฏิบัติราชการแทนต้องมีเลขที่คำสั่งและตำแหน่งที่แทน"))
    if valid_to is not None and valid_to < valid_from:
        raise SignatoryWrong(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"))
    with transaction.atomic():
        Office.objects.select_for_update(no_key=True).get(pk=office.pk)
        running = Signatory.objects.filter(office=office, purpose__in=wanted).filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)
        )
        if valid_to is not None:
            running = running.filter(valid_from__lte=valid_to)
        for row in running:
            if row.name == who or (is_holder and row.kind == Signatory.Kind.HOLDER):
                raise SignatoryWrong(
                    _("“%(purpose)s” มี %(name)s ลงนามอยู่แล้วตั้งแต่ %(since)s ให้สิ้นสุดรายการเดิมก่อน"),
                    purpose=row.get_purpose_display(),
                    name=row.name,
                    since=row.valid_from,
                )
        return [
            Signatory.objects.create(
                office=office,
                purpose=purpose,
                kind=kind,
                name=who,
                position=position.strip(),
                for_position="" if is_holder else for_position.strip(),
                order_number=order_number.strip(),
                valid_from=valid_from,
                valid_to=valid_to,
            )
            for purpose in wanted
        ]


def end_signatory(*, signatory: Signatory, last_on: date, by: User, on: date) -> Signatory:
    """End an appointment with its last day, which may lie ahead.

    :raises SignatoryWrong: it is over already, or would end before it began.
    """
    with transaction.atomic():
        row = Signatory.objects.select_for_update().get(pk=signatory.pk)
        if row.valid_to is not None and row.valid_to < on:
            raise SignatoryWrong(_("รายการนี้สิ้นสุดแล้วเมื่อ %(last)s"), last=row.valid_to)
        if last_on < row.valid_from:
            raise SignatoryWrong(_("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"))
        row.valid_to = last_on
        row.save(update_fields=["valid_to"])
    return row


def set_letter(
    *,
    office: Office,
    letter: str,
    effective_from: date,
    urgency: str,
    references: list[str],
    enclosures: list[dict[str, Any]],
    instructions: list[str],
    closing: str,
    source: str,
    by: User,
) -> LetterSetting:
    """Enter what an office prints round the text of one kind of letter from a day on; a day's entry can be replaced.

    Letters that were issued keep what they printed.

    :raises LetterWrong: without a source, or an enclosure without its text.
    Source: R-LET-01, R-LET-02, R-LET-06..09.
    """
    if not source.strip():
        raise LetterWrong(_("ต้องระบุที่มาของข้อความ เช่น เลขที่คำสั่งหรือหนังสือสั่งการ"))
    if any(not row.get("text") for row in enclosures):
        raise LetterWrong(_("สิ่งที่ส่งมาด้วยต้องมีชื่อเอกสารทุกรายการ"))
    with transaction.atomic():
        row, _created = LetterSetting.objects.update_or_create(
            office=office,
            letter=LetterSetting.Letter(letter),
            effective_from=effective_from,
            defaults={
                "urgency": urgency,
                "references": references,
                "enclosures": enclosures,
                "instructions": instructions,
                "closing": closing.strip(),
                "source": source.strip(),
            },
        )
    return row
