"""What comes back of the letters of September: answers, reminders, differences and how they ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.models import Signatory
from areas.selectors import business_calendar, office_of, signature_context
from debt_followup import selectors
from debt_followup.letters import confirmations as papers
from debt_followup.models import (
    Confirmation,
    ConfirmationDifference,
    ConfirmationReminder,
    ConfirmationReply,
)
from debt_followup.rules import confirmations as rules
from debt_followup.rules.confirmations import Answer, Said, Settlement
from debt_followup.rules.deliveries import ReturnReason
from debt_followup.rules.notices import reply_by
from debt_followup.selectors.legal import Addressee
from documents import services as documents
from documents.models import Document
from documents.uploads import keep_file
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _

Kind = ConfirmationReminder.Kind
# Reasons for which a letter comes back from the same address once more.
_NOT_THERE = frozenset({ReturnReason.MOVED, ReturnReason.NOT_KNOWN, ReturnReason.BAD_ADDRESS})


class AlreadyAnswered(Refusal):
    """Another answer stands, and nobody said why it is to be replaced."""


class AnsweredMeanwhile(Refusal):
    """Who has answered is not reminded."""


class NotReturned(Refusal):
    """Only a letter that came back goes out again."""


class NotDelivered(Refusal):
    """Who did not get the letter is not reminded of it, but gets it."""


class SameAddress(Refusal):
    """There is no address, or the letter went to this very one in vain."""


class RemindedToday(Refusal):
    """The debtor was reminded today already."""


class Overtaken(Refusal):
    """A newer letter about the same contract asks for its answer."""


class AddresseeChanged(Refusal):
    """Who was written to is no longer the one to be written to: she died, or is bankrupt."""


class NothingSaid(Refusal):
    """A call without what was said, or a difference without what was found."""


class DifferenceEnded(Refusal):
    """What was found out about the difference stands already."""


@transaction.atomic
def record_reply(
    *,
    confirmation: Confirmation,
    said: Said,
    received_on: date,
    by: Any,
    on: date,
    correction: str = "",
    file: Any = None,
) -> tuple[ConfirmationReply, bool]:
    """Record what came back of a letter; return the answer and whether it is new.

    The same answer recorded twice is one. Another answer replaces the one before only with the reason of the
    correction; both stay. What comes back of a letter that was sent again corrects nothing and needs no reason. An
    answer that differs goes on the work list, and what the one before it had there ends.

    :param file: an upload of the slip, where there is one.
    :raises debt_followup.rules.confirmations.AnswerIncomplete: something the answer has to say is missing.
    :raises debt_followup.rules.confirmations.DayWrong: it came before the letter, or is ahead.
    :raises AlreadyAnswered: as the name says.
    Source: R-DEBT-07, A-32.
    """
    held = Confirmation.objects.select_for_update(of=("self",)).select_related("document").get(pk=confirmation.pk)
    rules.check_answer(said=said, balance=held.total)
    rules.check_day(day=received_on, issued_on=held.document.issued_on, today=on)
    last = selectors.last_reply(held)
    if last is not None and said_by(last) == said and last.received_on == received_on:
        return last, False
    words = correction.strip()[:300] or _words_of_sending(held, last)
    if last is not None and not words:
        raise AlreadyAnswered(
            _("หนังสือฉบับนี้บันทึกคำตอบแล้วเมื่อ %(day)s หากบันทึกผิดหรือมีคำตอบใหม่ ให้ระบุเหตุที่แก้ไข"), day=last.received_on
        )
    reply = ConfirmationReply.objects.create(
        confirmation=held,
        number=last.number + 1 if last else 1,
        answer=said.answer,
        amount=said.amount,
        why=said.why,
        return_reason=said.return_reason,
        is_signed=said.is_signed,
        received_on=received_on,
        correction=words if last else "",
        file=keep_file(upload=file, by=by) if file else None,
        recorded_by=by,
    )
    waiting = ConfirmationDifference.objects.select_for_update().filter(reply__confirmation=held, ending="")
    waiting.update(ending=Settlement.SUPERSEDED, found=words, ended_on=on, ended_by=by)
    if said.answer is Answer.DIFFERS:
        ConfirmationDifference.objects.create(
            reply=reply, province_id=held.province_id, amphoe_id=held.amphoe_id, tambon_id=held.tambon_id
        )
    return reply, True


@transaction.atomic
def note_call(*, confirmation: Confirmation, said: str, by: Any, on: date) -> ConfirmationReminder:
    """Record that a debtor was called about her letter, and what was said.

    :raises NothingSaid, AnsweredMeanwhile, Overtaken, RemindedToday: as the names say.
    Source: R-DEBT-07, L-10.
    """
    if not said.strip():
        raise NothingSaid(_("ระบุว่าติดต่อผู้ใด และได้ความว่าอย่างไร"))
    held = _to_remind(confirmation, on=on)
    return ConfirmationReminder.objects.create(
        confirmation=held, kind=ConfirmationReminder.Kind.CALL, on=on, said=said.strip()[:500], recorded_by=by
    )


@transaction.atomic
def remind_by_letter(*, confirmation: Confirmation, by: Any, on: date) -> ConfirmationReminder:
    """Write a letter that asks once more for the answer, with the same balance and the same slip.

    It goes where the last one went; its balance is the one that was known when the first was written.

    :raises AnsweredMeanwhile, NotDelivered, Overtaken, RemindedToday, AddresseeChanged: as the names say.
    :raises areas.selectors.OfficeMissing, areas.selectors.SignatoryMissing, areas.rules.NoPolicy: as the names say.
    Source: R-DEBT-07, L-10.
    """
    held = _to_remind(confirmation, on=on)
    last = selectors.last_reply(held)
    if last is not None and selectors.sent_again(held, last) is None:
        raise NotDelivered(_("หนังสือฉบับนี้ส่งไม่ถึง ให้ส่งอีกครั้งก่อน"))
    to = _still_written_to(held)
    return _write_again(held, kind=Kind.LETTER, address=_found_since(held) or to.address, by=by, on=on)


@transaction.atomic
def send_again(*, confirmation: Confirmation, address: str, by: Any, on: date) -> ConfirmationReminder:
    """Send a letter that came back once more, under a number of its own: the same balance and the same slip.

    The first letter and that it came back stay; it counts as not delivered until an answer is recorded.

    :param address: where its addressee lives as was found since.
    :raises NotReturned, AnsweredMeanwhile, SameAddress, Overtaken, RemindedToday, AddresseeChanged: as the names say.
    :raises areas.selectors.OfficeMissing, areas.selectors.SignatoryMissing, areas.rules.NoPolicy: as the names say.
    Source: R-DEBT-07, A-32.
    """
    held = _to_remind(confirmation, on=on)
    last = selectors.last_reply(held)
    if last is None:
        raise NotReturned(_("หนังสือฉบับนี้ไม่ได้ตีกลับ"))
    if last.return_reason == ReturnReason.DEAD and not hasattr(last, "denial"):
        raise AddresseeChanged(_("ใบตีกลับแจ้งว่าผู้รับถึงแก่กรรม ให้เปิดแฟ้มหรือตรวจสอบการแจ้งก่อน"))
    to = _still_written_to(held)
    there = " ".join(address.split())[:400]
    before = " ".join((_found_since(held) or held.document.context["debtor"]["address"]).split())
    if not there:
        raise SameAddress(_("ระบุที่อยู่ที่จะส่งถึง %(name)s"), name=to.name)
    if last.return_reason in _NOT_THERE and there == before:
        raise SameAddress(_("หนังสือเคยส่งไปที่อยู่นี้แล้ว ให้ระบุที่อยู่ใหม่ของ %(name)s"), name=to.name)
    return _write_again(held, kind=Kind.AGAIN, address=there, by=by, on=on)


@transaction.atomic
def end_difference(
    *, difference: ConfirmationDifference, ending: Settlement, amount: Decimal | None, found: str, by: Any, on: date
) -> ConfirmationDifference:
    """Record who was right about a balance, and what was found.

    Where the fund was wrong its books are put right by their own commands; this keeps what came out.

    :param amount: the balance that is right; not asked where the fund's or the debtor's own figure stands.
    :raises NothingSaid: nothing is told of what was found, or the amount is missing.
    :raises DifferenceEnded: as the name says.
    Source: R-DEBT-07.
    """
    rows = ConfirmationDifference.objects.select_for_update(of=("self",)).select_related("reply__confirmation")
    held = rows.get(pk=difference.pk)
    if held.ending:
        raise DifferenceEnded(_("ผลต่างนี้ตรวจสอบเสร็จแล้วเมื่อ %(day)s"), day=held.ended_on)
    if ending is Settlement.SUPERSEDED or not found.strip():
        raise NothingSaid(_("ระบุสิ่งที่ตรวจพบและหลักฐาน"))
    right = {
        Settlement.FUND_RIGHT: held.reply.confirmation.total,
        Settlement.DEBTOR_RIGHT: held.reply.amount,
        Settlement.PARTLY: amount,
    }[ending]
    if right is None or right < 0:
        raise NothingSaid(_("ระบุยอดหนี้ที่ถูกต้อง"))
    held.ending, held.amount, held.found = ending, right, found.strip()[:1000]
    held.ended_on, held.ended_by = on, by
    held.save()
    return held


def said_by(reply: ConfirmationReply) -> Said:
    """Return what an answer says."""
    return Said(
        answer=Answer(reply.answer),
        amount=reply.amount,
        why=reply.why,
        return_reason=reply.return_reason,
        is_signed=reply.is_signed,
    )


def _write_again(held: Confirmation, *, kind: Kind, address: str, by: Any, on: date) -> ConfirmationReminder:
    """Number, draw and keep a further letter about the balance that the first one told."""
    office = office_of(province=held.province_id)
    found = selectors.confirmation_policies(province=held.province_id, on=on)
    first = held.document
    is_again = kind is Kind.AGAIN
    title = "ส่งหนังสือยืนยันยอดหนี้อีกครั้ง" if is_again else "เตือนให้ตอบยืนยันยอดหนี้"  # stays Thai: names a paper
    running = documents.take_number(series=office.letter_series, year_be=be_year(on))
    said_in = papers.sent_again if is_again else papers.reminder
    document = documents.issue(
        kind=Document.Kind.CONFIRMATION,
        number=f"{office.letter_code}/{running}",
        addressee=first.addressee,
        subject=first.subject,
        title=f"{title} ตามหนังสือที่ {first.number}",  # stays Thai: names a paper
        template=papers.TEMPLATE,
        context=said_in(
            first=first.context,
            address=address,
            signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
            issued_on=on,
            reply_by=reply_by(
                issued_on=on, rule=found.reply, is_business_day=business_calendar(province=held.province_id)
            ),
        ),
        province=held.province_id,
        amphoe=held.amphoe_id,
        as_of=held.as_of,
        issued_on=on,
        by=by,
    )
    return ConfirmationReminder.objects.create(confirmation=held, kind=kind, on=on, document=document, recorded_by=by)


def _words_of_sending(held: Confirmation, last: ConfirmationReply | None) -> str:
    """Why an answer follows another, where the letter was sent again in between; empty where it was not."""
    again = selectors.sent_again(held, last)
    return f"ส่งอีกครั้งตามหนังสือที่ {again.document.number}" if again and again.document else ""  # stays Thai: kept


def _found_since(held: Confirmation) -> str:
    """The address to which a letter was sent again last; empty where it never was."""
    again = held.reminders.filter(kind=Kind.AGAIN).select_related("document").order_by("-pk").first()
    return again.document.context["debtor"]["address"] if again and again.document else ""


def _to_remind(confirmation: Confirmation, *, on: date) -> Confirmation:
    held = Confirmation.objects.select_for_update(of=("self",)).select_related("document").get(pk=confirmation.pk)
    last = selectors.last_reply(held)
    if last is not None and last.answer != Answer.UNDELIVERED:
        raise AnsweredMeanwhile(_("หนังสือฉบับนี้มีคำตอบแล้ว"))
    if Confirmation.objects.filter(contract=held.contract_id, as_of__gt=held.as_of).exists():
        raise Overtaken(_("มีหนังสือยืนยันยอดหนี้ที่ใหม่กว่าแล้ว ให้ติดตามจากฉบับใหม่"))
    if held.reminders.filter(on=on).exists():
        raise RemindedToday(_("วันนี้ติดตามลูกหนี้รายนี้แล้ว ติดตามได้วันละครั้ง"))
    return held


def _still_written_to(held: Confirmation) -> Addressee:
    """Who gets the letter once more: the one who got it, where she is still written to."""
    named = selectors.addressees_of([held.contract_id]).get(held.contract_id, ())
    same = [one for one in named if one.party_id == held.party_id and one.name[:200] == held.document.addressee]
    if not same:
        raise AddresseeChanged(_("ผู้รับหนังสือฉบับนี้ไม่ใช่ผู้ที่ต้องติดต่อแล้ว ดูผู้รับแทนในแฟ้มคดีของสัญญา"))
    return same[0]
