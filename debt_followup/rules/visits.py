"""Contacts with a debtor: when a demand may be made, to whom and how often, and which promises were kept. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from areas.rules import require_day, require_whole
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _

NOTHING = Decimal("0.00")
MOST_A_DAY = 100


class ContactRefused(Refusal):
    """The contact cannot be recorded like this."""


class OutsideHours(Refusal):
    """A demand at a time of day at which the law forbids one."""


class TooOften(Refusal):
    """A demand more on a day on which the debtor had as many as the law lets her have."""


class NotToOthers(Refusal):
    """A debt is spoken of with its debtors only."""


class NotHerself(Refusal):
    """A debtor who does not act for herself any more."""


class Stands(StrEnum):
    """How a debtor stands to the law who does not act for herself any more."""

    DEAD = "DEAD"
    BANKRUPT = "BANKRUPT"


# By how she stands, whether a file says so, and whether it names who stands in her place.
_NOT_HERSELF: dict[tuple[Stands, bool, bool], str] = {
    (Stands.DEAD, True, True): _(
        "%(name)s ถึงแก่กรรมแล้วตามแฟ้มคดีเลขที่ %(file)s ทวงถามหรือรับคำมั่นจากผู้ตายไม่ได้ ให้ติดต่อ %(instead)s"
    ),
    (Stands.DEAD, True, False): _(
        "%(name)s ถึงแก่กรรมแล้วตามแฟ้มคดีเลขที่ %(file)s ทวงถามหรือรับคำมั่นจากผู้ตายไม่ได้ "
        "แฟ้มยังไม่ได้ระบุทายาทหรือผู้จัดการมรดก ให้แจ้งเลขานุการ อกส.จ. เมื่อทราบ"
    ),
    (Stands.DEAD, False, False): _(
        "%(name)s ถึงแก่กรรมแล้วตามทะเบียนสมาชิก ทวงถามหรือรับคำมั่นจากผู้ตายไม่ได้ ให้แจ้งเลขานุการ อกส.จ. เปิดแฟ้มคดี"
    ),
    (Stands.BANKRUPT, True, True): _(
        "%(name)s อยู่ในแฟ้มคดีล้มละลายเลขที่ %(file)s ทวงถามไม่ได้ ให้ยื่นคำขอรับชำระหนี้ต่อ %(instead)s"
    ),
    (Stands.BANKRUPT, True, False): _(
        "%(name)s อยู่ในแฟ้มคดีล้มละลายเลขที่ %(file)s ทวงถามไม่ได้ ให้ยื่นคำขอรับชำระหนี้ต่อเจ้าพนักงานพิทักษ์ทรัพย์"
    ),
}


class Channel(StrEnum):
    VISIT = "VISIT"
    CALL = "CALL"
    LETTER = "LETTER"
    WALK_IN = "WALK_IN"


CHANNELS: dict[Channel, str] = {
    Channel.VISIT: _("เยี่ยมที่บ้านหรือที่ทำงาน"),
    Channel.CALL: _("โทรศัพท์"),
    Channel.LETTER: _("มอบหนังสือด้วยตนเอง"),
    Channel.WALK_IN: _("ลูกหนี้มาติดต่อเอง"),
}


class Met(StrEnum):
    DEBTOR = "DEBTOR"
    STAND_IN = "STAND_IN"
    HOUSEHOLD = "HOUSEHOLD"
    OTHER = "OTHER"
    NOBODY = "NOBODY"


MET: dict[Met, str] = {
    Met.DEBTOR: _("ลูกหนี้ (ผู้ลงนามในสัญญา)"),
    Met.STAND_IN: _("ผู้แทนลูกหนี้ตามแฟ้มคดี"),
    Met.HOUSEHOLD: _("คนในครัวเรือน"),
    Met.OTHER: _("บุคคลอื่น"),
    Met.NOBODY: _("ไม่พบใคร"),
}


class Outcome(StrEnum):
    PROMISED = "PROMISED"
    PAID = "PAID"
    CANNOT_PAY = "CANNOT_PAY"
    DISPUTES = "DISPUTES"
    REFUSED = "REFUSED"
    LETTER_TAKEN = "LETTER_TAKEN"
    NOT_MET = "NOT_MET"
    MOVED = "MOVED"
    DEAD = "DEAD"
    OTHER = "OTHER"


OUTCOMES: dict[Outcome, str] = {
    Outcome.PROMISED: _("รับปากว่าจะชำระ"),
    Outcome.PAID: _("แจ้งว่าชำระแล้ว"),
    Outcome.CANNOT_PAY: _("ยังชำระไม่ได้ ขอคำปรึกษา"),
    Outcome.DISPUTES: _("โต้แย้งยอดหนี้"),
    Outcome.REFUSED: _("ปฏิเสธการชำระ"),
    Outcome.LETTER_TAKEN: _("รับหนังสือไว้"),
    Outcome.NOT_MET: _("ไม่พบลูกหนี้"),
    Outcome.MOVED: _("ย้ายที่อยู่"),
    Outcome.DEAD: _("แจ้งว่าลูกหนี้ถึงแก่กรรม"),
    Outcome.OTHER: _("อื่น ๆ"),
}


# What somebody said or did: where nobody was met it cannot have happened.
BY_SOMEBODY = frozenset(
    {
        Outcome.PROMISED,
        Outcome.PAID,
        Outcome.CANNOT_PAY,
        Outcome.DISPUTES,
        Outcome.REFUSED,
        Outcome.LETTER_TAKEN,
    }
)
# What a debtor answers to a demand: whoever heard it has asked her to pay.
ANSWERS = frozenset({Outcome.PROMISED, Outcome.REFUSED, Outcome.CANNOT_PAY})


# -- when the law lets a debtor be asked for money ---------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ContactHours:
    """From when until when a debtor may be asked to pay, both ends included: on weekdays and on holidays (P-26)."""

    workday: tuple[time, time]
    holiday: tuple[time, time]

    def on(self, *, is_workday: bool) -> tuple[time, time]:
        """The hours of a day."""
        return self.workday if is_workday else self.holiday


def hours_of(value: Mapping[str, Sequence[str]]) -> ContactHours:
    """The hours as the policy has them: ``{"workday": ["08:00", "20:00"], "holiday": ["08:00", "18:00"]}``.

    :raises ContactRefused: the policy has no such hours.
    """

    def span(name: str) -> tuple[time, time]:
        try:
            first, last = (time.fromisoformat(text.zfill(5)) for text in value[name])
        except (KeyError, ValueError) as error:
            raise ContactRefused(_("นโยบายเวลาติดต่อลูกหนี้ไม่ถูกต้อง ให้แจ้งผู้ดูแลระบบ")) from error
        return first, last

    return ContactHours(workday=span("workday"), holiday=span("holiday"))


def counts_as_demand(*, told: bool, channel: Channel, met: Met, outcome: Outcome) -> bool:
    """Whether a contact is a demand: one that is told to be, and one that was answered as a demand is.

    A debtor who came by herself was asked by nobody, whatever she says; where nobody was met nobody was asked.

    :param told: whether who was there calls it a demand.
    Source: L-10, A-38, docs/decisions.md.
    """
    if met is Met.NOBODY:
        return False
    return told or (outcome in ANSWERS and channel is not Channel.WALK_IN)


def check_demand(
    *,
    on: date,
    at: time,
    hours: ContactHours,
    is_workday: Callable[[date], bool],
    earlier: int,
    most: int,
    met: Met,
    override: str = "",
) -> None:
    """Refuse a demand to others than a debtor; outside the lawful hours, or one too many, without a reason.

    What is no demand is not asked here: a visit to take papers or to help does not count.

    :param is_workday: whether a day is neither Saturday, Sunday nor an official holiday.
    :param earlier: demands that this debtor had on that day, letters included.
    :raises NotToOthers, OutsideHours, TooOften: as the names say; no reason helps against the first.
    Source: L-10, P-26, P-27, A-38.
    """
    require_day(on)
    if met is Met.STAND_IN:
        raise NotToOthers(_("ทายาท ผู้จัดการมรดก และเจ้าพนักงานพิทักษ์ทรัพย์ให้เรียกร้องเป็นหนังสือจากแฟ้มคดี ไม่ทวงถามด้วยการติดต่อ"))
    if met is not Met.DEBTOR:
        raise NotToOthers(_("ทวงถามได้เฉพาะลูกหนี้ผู้ลงนามในสัญญา ห้ามแจ้งหนี้แก่บุคคลอื่น ให้บันทึกเป็นการติดต่อที่ไม่ใช่การทวงถาม"))
    if override.strip():
        return
    first, last = hours.on(is_workday=is_workday(on))
    if not first <= at <= last:
        raise OutsideHours(
            _("เวลา %(at)s น. อยู่นอกเวลาที่กฎหมายให้ทวงถาม (วันนี้ %(first)s-%(last)s น.) หากมีเหตุจำเป็น ให้ระบุเหตุผล"),
            at=f"{at:%H:%M}",
            first=f"{first:%H:%M}",
            last=f"{last:%H:%M}",
        )
    if earlier >= require_whole(most, least=1, most=MOST_A_DAY):
        raise TooOften(_("วันนี้ทวงถามลูกหนี้รายนี้ครบ %(most)s ครั้งตามที่กฎหมายให้แล้ว หากมีเหตุจำเป็น ให้ระบุเหตุผล"), most=most)


def check_promise(*, outcome: Outcome, promise_on: date | None, amount: Decimal | None, met: Met, on: date) -> None:
    """Refuse half a promise, one of nothing, one before the contact, and one of somebody who owes nothing.

    :raises ContactRefused: as said.
    :raises thai.baht.NotMoney: a float or parts of a satang.
    """
    if (promise_on is None) != (amount is None):
        raise ContactRefused(_("คำมั่นต้องมีทั้งวันที่และจำนวนเงิน"))
    if outcome is Outcome.PROMISED and promise_on is None:
        raise ContactRefused(_("ผลคือรับปากว่าจะชำระ ให้ระบุวันที่และจำนวนเงิน"))
    if promise_on is None or amount is None:
        return
    if met is not Met.DEBTOR:
        raise ContactRefused(_("คำมั่นเป็นของลูกหนี้เท่านั้น ไม่รับคำมั่นจากบุคคลอื่น"))
    if promise_on < on:
        raise ContactRefused(_("วันที่รับปากว่าจะชำระต้องไม่ก่อนวันที่ติดต่อ"))
    if require_money(amount) <= 0:
        raise ContactRefused(_("จำนวนเงินที่รับปากต้องมากกว่าศูนย์"))


def check_herself(*, stands: Stands, name: str, file: str, instead: str, is_demand: bool) -> None:
    """Refuse a contact with the dead, and a demand to who is under receivership.

    :param file: the number of the legal file, "" where the register of members says that she died.
    :param instead: who stands in her place, "" where nobody is named yet.
    :raises NotHerself: as said, with to whom to turn.
    Source: docs/decisions.md, CCC 1600, Bankruptcy Act sections 22, 24.
    """
    if stands is Stands.DEAD or is_demand:
        raise NotHerself(
            _NOT_HERSELF[stands, bool(file), bool(file and instead)], name=name, file=file, instead=instead
        )


def check_outcome(*, outcome: Outcome, met: Met, channel: Channel) -> None:
    """Refuse an outcome that takes somebody where nobody was met, and a debtor's own answer from another.

    :raises ContactRefused: as said.
    """
    if met is Met.NOBODY and outcome in BY_SOMEBODY:
        raise ContactRefused(_("ไม่พบใคร จึงไม่มีผู้รับหนังสือหรือผู้ให้คำตอบ ให้เลือกผู้ที่พบ หรือเลือกผล “ไม่พบลูกหนี้”"))
    if outcome in ANSWERS and met is not Met.DEBTOR and channel is not Channel.WALK_IN:
        raise ContactRefused(
            _("ผลนี้เป็นคำตอบของลูกหนี้ต่อการทวงถาม จึงบันทึกได้เมื่อพบลูกหนี้เอง หากผู้อื่นเป็นผู้บอก ให้เลือกผล “อื่น ๆ” และเขียนรายละเอียด")
        )


def check_deceased(*, outcome: Outcome, deceased: int | None, met: int | None) -> None:
    """Refuse a report of a death that does not say whose, or that she gave herself.

    :param deceased: the key of the signer who is said to have died; ``met`` that of the signer who was met.
    :raises ContactRefused: as said.
    Source: docs/decisions.md, CCC 1754.
    """
    if outcome is Outcome.DEAD and deceased is None:
        raise ContactRefused(_("ผลคือแจ้งว่าลูกหนี้ถึงแก่กรรม ให้ระบุว่าเป็นลูกหนี้คนใด"))
    if outcome is not Outcome.DEAD and deceased is not None:
        raise ContactRefused(_("ระบุผู้ที่ถูกแจ้งว่าถึงแก่กรรมเฉพาะเมื่อผลคือแจ้งว่าลูกหนี้ถึงแก่กรรม"))
    if deceased is not None and deceased == met:
        raise ContactRefused(_("ผู้ที่พบไม่ใช่ผู้ที่ถูกแจ้งว่าถึงแก่กรรม ให้เลือกลูกหนี้ให้ถูกคน"))


# -- promises: kept or not, read from the money that came --------------------------------------------------------------
class PromiseState(StrEnum):
    WAITING = "WAITING"
    KEPT = "KEPT"
    PARTLY = "PARTLY"
    BROKEN = "BROKEN"


PROMISE_STATES: dict[PromiseState, str] = {
    PromiseState.WAITING: _("รอถึงวันที่รับปาก"),
    PromiseState.KEPT: _("ชำระตามที่รับปาก"),
    PromiseState.PARTLY: _("ชำระบางส่วน"),
    PromiseState.BROKEN: _("ไม่ชำระตามที่รับปาก"),
}


@dataclass(frozen=True, slots=True)
class Promise:
    """What a debtor promised to pay until when, and the day of the promise; ``key`` says which it is."""

    key: int
    made_on: date
    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Paid:
    """Money of a contract by its value date."""

    value_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Judged:
    """How a promise stands: what came of it in its time."""

    promise: Promise
    paid: Decimal
    state: PromiseState

    @property
    def left(self) -> Decimal:
        """What of it has not come."""
        return self.promise.amount - self.paid


def judge(*, promises: Iterable[Promise], paid: Iterable[Paid], on: date) -> list[Judged]:
    """How the promises of one contract stand on a day, in the order in which they fall due.

    Money with a value date from the day of a promise until its due day keeps it; each satang keeps one promise, the one
    that falls due first. The value date counts, so what the bank tells later still keeps a promise made in time.
    The order in which promises and money are given is irrelevant.

    :raises thai.baht.NotMoney: a float or parts of a satang.
    Source: R-DEBT-11.
    """
    money: Any = sorted((one.value_on, require_money(one.amount)) for one in paid if one.value_on <= on)
    left = [amount for _day, amount in money]
    found = []
    for promise in sorted(promises, key=lambda one: (one.due_on, one.made_on, one.key)):
        wanted, got = require_money(promise.amount), NOTHING
        for at, (value_on, _amount) in enumerate(money):
            if promise.made_on <= value_on <= promise.due_on and got < wanted and left[at] > 0:
                part = min(left[at], wanted - got)
                left[at] -= part
                got += part
        found.append(Judged(promise, got, _state(got, wanted, due_on=promise.due_on, on=on)))
    return found


def _state(got: Decimal, wanted: Decimal, *, due_on: date, on: date) -> PromiseState:
    if got >= wanted:
        return PromiseState.KEPT
    if on <= due_on:
        return PromiseState.WAITING
    return PromiseState.PARTLY if got else PromiseState.BROKEN
