"""Recording what becomes of a letter on its way: given to อกส.อ., posted, received, returned, looked into."""

from datetime import date
from typing import Any

from django.db import transaction

from debt_followup.models import DeliveryEvent, Notice, NoticeDelivery
from debt_followup.rules import deliveries as rules
from debt_followup.rules.deliveries import DELIVERY, RETURN_LABELS, DeliveryState, DeliveryStep, Missing, ReturnReason
from debt_followup.rules.notices import Route
from projects.rules import BANGKOK
from thai.refusals import Refusal
from thai.refusals import sentence as _

Step = DeliveryStep
_MOVING = (
    "state",
    "given_on",
    "posted_on",
    "registration_number",
    "received_on",
    "received_by",
    "returned_on",
    "return_reason",
)
_NEED_WORDS = {
    Step.LOOK_INTO: _("ระบุว่าตรวจสอบแล้วพบอะไร และจะทำอย่างไรต่อ"),
    Step.WITHDRAW: _("ระบุเหตุผลที่งดส่ง"),
    Step.CORRECT: _("ระบุว่าบันทึกผิดอย่างไร"),
}


class NotYours(Refusal):
    """The step is another role's."""


class StillOnItsWay(Refusal):
    """The letter is still under way by this route."""


class NumberUsed(Refusal):
    """Another letter bears the registration number."""


@transaction.atomic
def take_delivery_step(
    *,
    delivery: NoticeDelivery,
    step: DeliveryStep,
    by: Any,
    happened_on: date,
    on: date,
    registration_number: str = "",
    received_by: str = "",
    return_reason: str = "",
    said: str = "",
) -> NoticeDelivery:
    """Record one step of a letter's way; what must be said of it is checked, and the day with those before it.

    :param happened_on: the day of the step; ``on`` is today.
    :raises NotYours: the person does not hold the step's permission.
    :raises debt_followup.rules.machines.StepNotOpen: the letter is not in a state from which the step leads on.
    :raises debt_followup.rules.deliveries.DayWrong: the day is ahead or too early.
    :raises debt_followup.rules.deliveries.Missing: a number, a person or a reason is missing.
    :raises debt_followup.rules.deliveries.RegistrationWrong: the number is none of the post's.
    :raises NumberUsed: another letter bears it.
    Source: R-REPAY-11.
    """
    locked = NoticeDelivery.objects.select_for_update(of=("self",)).select_related("notice").get(pk=delivery.pk)
    edge = DELIVERY.edge(locked.state, step)
    if not rules.is_open(state=locked.state, step=step, route=locked.route):
        raise Missing(_("หนังสือฉบับนี้ส่งอีกทางหนึ่ง จึงไม่มีขั้นนี้"))
    if edge.permission is not None and not _may(by, edge.permission, locked):
        raise NotYours(_("ขั้นนี้เป็นหน้าที่ของผู้อื่น"))
    rules.check_day(day=happened_on, earliest=_earliest(locked), today=on)
    was, words = locked.state, said.strip()[:300]
    if step in _NEED_WORDS and not words:
        raise Missing(_NEED_WORDS[step])
    words = _fill(locked, step, happened_on, registration_number, received_by, return_reason, words)
    locked.state = edge.to
    locked.save(update_fields=_MOVING)
    DeliveryEvent.objects.create(
        delivery=locked, step=step, was=was, now=edge.to, on=happened_on, said=words, recorded_by=by
    )
    return locked


@transaction.atomic
def send_again(*, notice: Notice, route: Route, by: Any) -> NoticeDelivery:
    """Let a letter go out once more, by post or through อกส.อ.; the same paper, its own envelope.

    :raises StillOnItsWay: by this route it has neither arrived nor come back.
    """
    held = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if route is Route.AMPHOE and held.province_id == BANGKOK:
        raise StillOnItsWay(_("กรุงเทพมหานครไม่มี อกส.อ. ให้ส่งถึงสมาชิกโดยตรง"))
    earlier = list(held.deliveries.filter(route=route).order_by("number"))
    on_its_way = (DeliveryState.MADE, DeliveryState.POSTED, DeliveryState.WITH_AMPHOE)
    if any(one.state in on_its_way for one in earlier):
        raise StillOnItsWay(_("หนังสือฉบับนี้ยังอยู่ระหว่างส่งทางนี้"))
    return NoticeDelivery.objects.create(
        notice=held,
        province_id=held.province_id,
        amphoe_id=held.amphoe_id,
        tambon_id=held.tambon_id,
        kind=held.kind,
        route=route,
        number=len(earlier) + 1,
    )


# -- the inside --------------------------------------------------------------------------------------------------------
def _fill(
    delivery: NoticeDelivery,
    step: DeliveryStep,
    day: date,
    registration_number: str,
    received_by: str,
    return_reason: str,
    words: str,
) -> str:
    """Write into the row what a step says; return the words of its event."""
    match step:
        case Step.GIVE:
            delivery.given_on = day
        case Step.POST:
            delivery.posted_on = day
            delivery.registration_number = _free_number(delivery, registration_number)
            return delivery.registration_number
        case Step.RECEIVE | Step.HAND_OVER:
            if not received_by.strip():
                raise Missing(_("ระบุว่าใครเป็นผู้รับ"))
            delivery.received_on, delivery.received_by = day, " ".join(received_by.split())[:150]
            return delivery.received_by + (f" · {words}" if words else "")
        case Step.RETURN:
            if return_reason not in set(ReturnReason):
                raise Missing(_("ระบุเหตุที่ส่งไม่ถึง"))
            delivery.returned_on, delivery.return_reason = day, return_reason
            label = RETURN_LABELS[ReturnReason(return_reason)]
            return f"{label} · {words}"[:300] if words else label
        case Step.CORRECT:
            delivery.given_on = delivery.posted_on = delivery.received_on = delivery.returned_on = None
            delivery.registration_number = delivery.received_by = delivery.return_reason = ""
    return words


def _free_number(delivery: NoticeDelivery, typed: str) -> str:
    if not typed.strip():
        raise Missing(_("ระบุเลขลงทะเบียนของไปรษณีย์"))
    number = rules.registration_number(typed)
    if NoticeDelivery.objects.filter(registration_number=number).exclude(pk=delivery.pk).exists():
        raise NumberUsed(_("เลขลงทะเบียน %(number)s ใช้กับหนังสือฉบับอื่นแล้ว"), number=number)
    return number


def _earliest(delivery: NoticeDelivery) -> date:
    days = (delivery.notice.issued_on, delivery.given_on, delivery.posted_on, delivery.returned_on)
    return max(day for day in days if day is not None)


def _may(user: Any, permission: str, delivery: NoticeDelivery) -> bool:
    """Whether a person may take a step at the place of the letter."""
    return NoticeDelivery.objects.visible_to(user, permission).filter(pk=delivery.pk).exists()
