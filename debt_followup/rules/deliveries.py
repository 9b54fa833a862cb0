"""The way of a letter to its addressee: one table of steps, and the codes by which it is found again. Pure."""

import re
from datetime import date
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _

from .machines import Edge, Machine
from .notices import Route

_REGISTERED = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)  # of the eight digits before the check digit, standard S10 of the postal union
_CODE = re.compile(r"(N[0-9]{11,13})([PA]?)([0-9]{0,2})")
_MARKS = {Route.POST: "P", Route.AMPHOE: "A"}


class DeliveryState(StrEnum):
    MADE = "MADE"
    WITH_AMPHOE = "WITH_AMPHOE"
    POSTED = "POSTED"
    RECEIVED = "RECEIVED"
    RETURNED = "RETURNED"
    LOOKED_INTO = "LOOKED_INTO"
    WITHDRAWN = "WITHDRAWN"


STATE_LABELS: dict[StrEnum, str] = {
    DeliveryState.MADE: _("ออกหนังสือแล้ว รอส่ง"),
    DeliveryState.WITH_AMPHOE: _("อยู่ที่ อกส.อ. รอนำส่ง"),
    DeliveryState.POSTED: _("ส่งไปรษณีย์แล้ว"),
    DeliveryState.RECEIVED: _("มีผู้รับแล้ว"),
    DeliveryState.RETURNED: _("ส่งไม่ถึง/ตีกลับ"),
    DeliveryState.LOOKED_INTO: _("ตรวจสอบหนังสือตีกลับแล้ว"),
    DeliveryState.WITHDRAWN: _("งดส่ง"),
}


class DeliveryStep(StrEnum):
    GIVE = "GIVE"
    POST = "POST"
    HAND_OVER = "HAND_OVER"
    RECEIVE = "RECEIVE"
    RETURN = "RETURN"
    LOOK_INTO = "LOOK_INTO"
    WITHDRAW = "WITHDRAW"
    CORRECT = "CORRECT"


STEP_LABELS: dict[StrEnum, str] = {
    DeliveryStep.GIVE: _("ส่งให้ อกส.อ. นำส่ง"),
    DeliveryStep.POST: _("ส่งไปรษณีย์ลงทะเบียน"),
    DeliveryStep.HAND_OVER: _("มอบให้ผู้รับที่สำนักงาน"),
    DeliveryStep.RECEIVE: _("บันทึกผู้รับ"),
    DeliveryStep.RETURN: _("บันทึกตีกลับ/ส่งไม่ถึง"),
    DeliveryStep.LOOK_INTO: _("ตรวจสอบหนังสือตีกลับ"),
    DeliveryStep.WITHDRAW: _("งดส่ง"),
    DeliveryStep.CORRECT: _("บันทึกผิด เริ่มการส่งใหม่"),
}


class ReturnReason(StrEnum):
    MOVED = "MOVED"
    NOT_KNOWN = "NOT_KNOWN"
    NOT_CLAIMED = "NOT_CLAIMED"
    REFUSED = "REFUSED"
    NOBODY_HOME = "NOBODY_HOME"
    BAD_ADDRESS = "BAD_ADDRESS"
    DEAD = "DEAD"
    OTHER = "OTHER"


RETURN_LABELS: dict[ReturnReason, str] = {
    ReturnReason.MOVED: _("ย้ายที่อยู่"),
    ReturnReason.NOT_KNOWN: _("ไม่มีผู้รับตามจ่าหน้า"),
    ReturnReason.NOT_CLAIMED: _("ไม่มารับภายในกำหนด"),
    ReturnReason.REFUSED: _("ไม่ยอมรับ"),
    ReturnReason.NOBODY_HOME: _("ไม่มีผู้รับ บ้านปิด"),
    ReturnReason.BAD_ADDRESS: _("จ่าหน้าไม่ชัดเจนหรือไม่พบที่อยู่"),
    ReturnReason.DEAD: _("ผู้รับเสียชีวิต"),
    ReturnReason.OTHER: _("อื่น ๆ"),
}

S, T = DeliveryState, DeliveryStep
NOTICES, DELIVER = "debt.notices", "debt.deliver"
DELIVERY = Machine(
    title="The way of a bill or a demand",
    first=S.MADE,
    labels=STATE_LABELS,
    step_labels=STEP_LABELS,
    table={
        (S.MADE, T.GIVE): Edge(S.WITH_AMPHOE, DELIVER),
        (S.MADE, T.POST): Edge(S.POSTED, DELIVER),
        (S.MADE, T.HAND_OVER): Edge(S.RECEIVED, DELIVER),
        (S.WITH_AMPHOE, T.RECEIVE): Edge(S.RECEIVED, DELIVER),
        (S.WITH_AMPHOE, T.RETURN): Edge(S.RETURNED, DELIVER),
        (S.POSTED, T.RECEIVE): Edge(S.RECEIVED, DELIVER),
        (S.POSTED, T.RETURN): Edge(S.RETURNED, DELIVER),
        (S.RETURNED, T.LOOK_INTO): Edge(S.LOOKED_INTO, NOTICES),
        (S.MADE, T.WITHDRAW): Edge(S.WITHDRAWN, NOTICES),
        (S.WITH_AMPHOE, T.WITHDRAW): Edge(S.WITHDRAWN, NOTICES),
        # What was recorded of the wrong letter: its way begins anew, and the mistake stays readable.
        (S.WITH_AMPHOE, T.CORRECT): Edge(S.MADE, NOTICES),
        (S.POSTED, T.CORRECT): Edge(S.MADE, NOTICES),
        (S.RECEIVED, T.CORRECT): Edge(S.MADE, NOTICES),
        (S.RETURNED, T.CORRECT): Edge(S.MADE, NOTICES),
        (S.WITHDRAWN, T.CORRECT): Edge(S.MADE, NOTICES),
    },
)
OF_ROUTE = {Route.POST: frozenset({T.GIVE}), Route.AMPHOE: frozenset({T.POST})}  # steps that a route does not have


class RegistrationWrong(Refusal):
    """A registration number that the post has not given out."""


class CodeWrong(Refusal):
    """Something was read that is no code of a letter."""


class DayWrong(Refusal):
    """A day of a delivery that cannot be: ahead, or before the step that it follows."""


class Missing(Refusal):
    """What a step has to say is missing: a number, a person, a reason."""


def is_open(*, state: str, step: DeliveryStep, route: str) -> bool:
    """Whether a step leads on from a state for a letter that goes this way."""
    return DELIVERY.is_open(state, step) and step not in OF_ROUTE[Route(route)]


def registration_number(text: str) -> str:
    """A number of registered post as the post writes it: two letters, nine digits, two letters; spaces left out.

    The ninth digit is a check digit, so that a slip of the finger is found (UPU S10).

    :raises RegistrationWrong: as the name says.
    """
    number = "".join(text.split()).upper()
    if not number.isascii() or not _REGISTERED.fullmatch(number):
        raise RegistrationWrong(
            _("เลขลงทะเบียน “%(number)s” ต้องเป็นอักษร 2 ตัว ตัวเลข 9 หลัก และ TH เช่น RB123456785TH"), number=text.strip()[:30]
        )
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[2:10], strict=True))
    check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
    if int(number[10]) != check:
        raise RegistrationWrong(_("เลขลงทะเบียน “%(number)s” ไม่ถูกต้อง ตรวจตัวเลขอีกครั้ง"), number=number)
    return number


def letter_code(*, province: str, year_be: int, running: int, addressee: int) -> str:
    """The code on a letter: N, province, year, number of the series, which of its addressees. Digits only after the N.

    :param addressee: from 1, in the order of the signers.
    """
    return f"N{province}{year_be % 100:02}{running:05}{addressee:02}"


def delivery_code(*, letter: str, route: str, number: int) -> str:
    """The code on an envelope: that of the letter, the way it goes, and from the second time on which time it is."""
    return f"{letter}{_MARKS[Route(route)]}{number if number > 1 else ''}"


def read_code(text: str) -> tuple[str, Route | None, int | None]:
    """Take a scanned code apart: the letter's code, the route, which time; None for what it does not say.

    :raises CodeWrong: as the name says.
    """
    typed = "".join(text.split()).upper()
    found = _CODE.fullmatch(typed) if typed.isascii() else None
    if found is None or (found[3] and not found[2]):
        raise CodeWrong(_("“%(code)s” ไม่ใช่รหัสหนังสือของระบบนี้ รหัสขึ้นต้นด้วย N เช่น N57610001201"), code=text.strip()[:30])
    route = next((way for way, mark in _MARKS.items() if mark == found[2]), None)
    return found[1], route, (int(found[3]) if found[3] else 1) if route else None


def check_day(*, day: date, earliest: date, today: date) -> None:
    """Refuse a day ahead, or before the step that it follows.

    :raises DayWrong: as the name says.
    """
    if day > today:
        raise DayWrong(_("วันที่ %(day)s ยังมาไม่ถึง"), day=day)
    if day < earliest:
        raise DayWrong(_("วันที่ %(day)s อยู่ก่อนวันที่ %(earliest)s ของขั้นก่อนหน้า"), day=day, earliest=earliest)
