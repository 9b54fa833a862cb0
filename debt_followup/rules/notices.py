"""Bills and demands to a debtor in default: which letter is next, from which day, until when it is to be answered.

The ladder: ใบแจ้งหนี้, the first, the second and the final demand, the call for the whole debt. It begins anew with each
new default: letters older than the oldest unpaid due date were about a debt that is paid.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from areas.rules import IsBusinessDay, deadline, require_day, require_whole
from repayments.rules import AccruedInterest
from thai.baht import half_up
from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST_DAYS = 3_660


class NotOverdue(Refusal):
    """Nothing is past due, so there is nothing to demand."""


class NotYetTheTurn(Refusal):
    """An earlier letter of the ladder is missing, or its days have not passed."""


class OnceADay(Refusal):
    """The debtor was written to today already."""


class TimeBarred(Refusal):
    """Nothing of the debt can be sued for any more, and the letter would say that it will be."""


class Paused(Refusal):
    """The debtor keeps the plan that she signed, a court deals with the debt, or it was accepted after expiry."""


class NoticeKind(StrEnum):
    INVOICE = "INVOICE"
    FIRST = "FIRST"
    SECOND = "SECOND"
    FINAL = "FINAL"
    CALL_IN = "CALL_IN"


KIND_LABELS: dict[NoticeKind, str] = {
    NoticeKind.INVOICE: _("ใบแจ้งหนี้"),
    NoticeKind.FIRST: _("หนังสือทวงถามครั้งที่ 1"),
    NoticeKind.SECOND: _("หนังสือทวงถามครั้งที่ 2"),
    NoticeKind.FINAL: _("หนังสือทวงถามครั้งสุดท้าย"),
    NoticeKind.CALL_IN: _("หนังสือเรียกให้ชำระหนี้ทั้งหมด"),
}
LADDER = tuple(NoticeKind)
IN_BATCHES = LADDER[:-1]  # a whole debt is called in one by one, each with its reason


class Addressees(StrEnum):
    """Who is written to before the final demand: a policy (P-30)."""

    REPRESENTATIVE = "REPRESENTATIVE"
    ALL_SIGNERS = "ALL_SIGNERS"


class Route(StrEnum):
    """How a letter goes to its addressee."""

    POST = "POST"
    AMPHOE = "AMPHOE"


ROUTE_LABELS: dict[Route, str] = {
    Route.POST: _("ส่งถึงสมาชิกโดยตรง (ไปรษณีย์ลงทะเบียน)"),
    Route.AMPHOE: _("ส่งผ่านสำนักงานเลขานุการ อกส.อ."),
}


class Pause(StrEnum):
    """Why no letter is proposed to a debtor who is late."""

    PLAN = "PLAN"  # every part of her acknowledged plan was paid in its time
    SUIT = "SUIT"
    ACCEPTED = "ACCEPTED"  # her claim was barred, and she accepted her liability: case by case, as of barred debts


PAUSE_LABELS: dict[Pause, str] = {
    Pause.PLAN: _("ชำระตามแผน"),
    Pause.SUIT: _("อยู่ระหว่างคดี"),
    Pause.ACCEPTED: _("รับสภาพความรับผิดแล้ว"),
}
_PAUSED: dict[Pause, str] = {
    Pause.PLAN: _("ลูกหนี้ชำระตามแผนในหนังสือรับสภาพหนี้อยู่ จึงไม่ทวงถาม หากต้องออกหนังสือ ให้ระบุเหตุผลและออกเป็นรายสัญญา"),
    Pause.SUIT: _("หนี้นี้ฟ้องคดีแล้วและศาลยังไม่ตัดสิน จึงไม่ทวงถาม หากต้องออกหนังสือ ให้ระบุเหตุผลและออกเป็นรายสัญญา"),
    Pause.ACCEPTED: _("ลูกหนี้รับสภาพความรับผิดหลังขาดอายุความแล้ว จึงพิจารณาเป็นราย หากต้องออกหนังสือ ให้ระบุเหตุผลและออกเป็นรายสัญญา"),
}


@dataclass(frozen=True, slots=True)
class NoticeDays:
    """Calendar days until each letter: of the bill from the due date, of the others from the letter before (P-31)."""

    invoice: int
    first: int
    second: int
    final: int
    call_in: int

    def before(self, kind: NoticeKind) -> int:
        """The days that must have passed before a letter of this kind.

        :raises areas.rules.NotAWholeNumber: the policy is no number of days.
        """
        days = {
            NoticeKind.INVOICE: self.invoice,
            NoticeKind.FIRST: self.first,
            NoticeKind.SECOND: self.second,
            NoticeKind.FINAL: self.final,
            NoticeKind.CALL_IN: self.call_in,
        }[kind]
        return require_whole(days, least=0, most=MOST_DAYS)


@dataclass(frozen=True, slots=True)
class MadeNotice:
    """A letter that was made: its kind, its date, and the day until which it was to be answered."""

    kind: NoticeKind
    issued_on: date
    reply_by: date


@dataclass(frozen=True, slots=True)
class NextNotice:
    """The letter that is next, and the first day on which it may be made."""

    kind: NoticeKind
    due_on: date

    def is_ripe(self, *, on: date) -> bool:
        """Whether the letter may be made on a day."""
        return on >= self.due_on


def next_notice(*, oldest_due_on: date, made: Iterable[MadeNotice], days: NoticeDays) -> NextNotice | None:
    """The next letter to a debtor in default; None after the call for the whole debt.

    The bill comes so many days after the oldest unpaid effective due date; each further letter so many days after the
    one before, and never before its answer was due. Letters of an earlier default do not count; of several letters the
    one highest on the ladder does, and of its kind the latest. The order in which they are given is irrelevant.

    :param oldest_due_on: the oldest effective due date with something unpaid.
    :raises areas.rules.NotADay, areas.rules.NotAWholeNumber: when the input is out of range.
    Source: R-REPAY-10, R-FORM-06, P-31.
    """
    since = require_day(oldest_due_on)
    counted = [one for one in made if one.issued_on > since]
    if not counted:
        return NextNotice(NoticeKind.INVOICE, since + timedelta(days=days.before(NoticeKind.INVOICE)))
    last = max(counted, key=lambda one: (LADDER.index(one.kind), one.issued_on))
    at = LADDER.index(last.kind) + 1
    if at == len(LADDER):
        return None
    due_on = last.issued_on + timedelta(days=days.before(LADDER[at]))
    return NextNotice(LADDER[at], max(due_on, last.reply_by + timedelta(days=1)))


def check_turn(
    *, kind: NoticeKind, upcoming: NextNotice | None, last_issued_on: date | None, on: date, reason: str = ""
) -> None:
    """Refuse a letter out of its turn: a second one on a day, one too early on the ladder, one before its day.

    A letter of a rung that was used already may be made again any day; one ahead of its turn or its day needs a reason.

    :param upcoming: as ``next_notice`` gives it.
    :param last_issued_on: the date of the newest letter of any kind to this debtor.
    :raises OnceADay, NotYetTheTurn: as the names say.
    Source: L-10, P-27, P-31.
    """
    if last_issued_on is not None and last_issued_on >= on:
        raise OnceADay(_("วันนี้ออกหนังสือถึงลูกหนี้รายนี้ไปแล้ว กฎหมายให้ทวงถามได้ไม่เกินวันละหนึ่งครั้ง"))
    if upcoming is None or reason.strip() or LADDER.index(kind) < LADDER.index(upcoming.kind):
        return
    if kind != upcoming.kind:
        raise NotYetTheTurn(
            _("หนังสือฉบับถัดไปคือ “%(kind)s” หากต้องออกฉบับอื่นก่อน ให้ระบุเหตุผล"), kind=KIND_LABELS[upcoming.kind]
        )
    if not upcoming.is_ripe(on=on):
        raise NotYetTheTurn(
            _("“%(kind)s” ออกได้ตั้งแต่วันที่ %(day)s หากต้องออกก่อน ให้ระบุเหตุผล"),
            kind=KIND_LABELS[kind],
            day=upcoming.due_on,
        )


def check_enforceable(*, kind: NoticeKind, is_barred: bool) -> None:
    """Refuse a letter that points at the court where every claim is barred; a bill and a reminder may still ask.

    :param is_barred: nothing that is due can be sued for, of any debtor.
    :raises TimeBarred: as the name says.
    Source: A-15, CCC 193/10.
    """
    if is_barred and kind in (NoticeKind.FINAL, NoticeKind.CALL_IN):
        raise TimeBarred(
            _("หนี้ขาดอายุความแล้วทุกงวดและทุกคน จึงไม่ออก “%(kind)s” ซึ่งอ้างการดำเนินคดี ออกใบแจ้งหนี้หรือหนังสือทวงถามครั้งที่ 1-2 ได้"),
            kind=KIND_LABELS[kind],
        )


def check_pause(*, pause: Pause | None, reason: str = "") -> None:
    """Refuse a letter to a debtor to whom none is proposed; by hand, with a reason, it may still be written.

    :raises Paused: as the name says.
    Source: R-ACK-06, A-15, docs/decisions.md.
    """
    if pause is not None and not reason.strip():
        raise Paused(_PAUSED[pause])


def goes_to_all(*, kind: NoticeKind, policy: Addressees) -> bool:
    """Whether a letter goes to every signer: what comes before a lawsuit always, the rest as the policy says (L-08)."""
    return kind in (NoticeKind.FINAL, NoticeKind.CALL_IN) or policy is Addressees.ALL_SIGNERS


def routes(*, kind: NoticeKind, has_amphoe: bool) -> tuple[Route, ...]:
    """How a letter goes out: the bill to the member and through อกส.อ. too, the others to the member.

    :param has_amphoe: Bangkok has no อกส.อ. (R-ACT-13).
    Source: R-REPAY-11.
    """
    return (Route.POST, Route.AMPHOE) if kind is NoticeKind.INVOICE and has_amphoe else (Route.POST,)


def reply_by(*, issued_on: date, rule: dict[str, Any], is_business_day: IsBusinessDay) -> date:
    """The day until which a letter is to be answered; a last day on a holiday moves to the next business day.

    :raises areas.rules.BadDueRule: the policy cannot be computed.
    Source: P-32, L-07.
    """
    return deadline(rule=rule, start=issued_on, is_business_day=is_business_day).last_on


def interest_a_day(*, working: Iterable[AccruedInterest], as_of: date) -> Decimal:
    """The default interest that each further day adds, in baht, rounded once: of the lines that run to the day.

    Source: R-DEF-07, A-03.
    """
    running = (one.line for one in working if not one.is_posted and one.line.until_on == as_of)
    return half_up(sum((line.principal * line.annual_rate / line.day_basis for line in running), Decimal(0)))
