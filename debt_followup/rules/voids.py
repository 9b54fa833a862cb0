"""Taking back an entry that was recorded wrongly: what may be, by whom, and what has to go before it. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _

from .acts import ACKNOWLEDGE, LEGAL
from .cases import VISIT
from .legal import DAY_LABELS, PROCEEDINGS, Day, FileKind, brought_on
from .requests import RESTRUCTURE

LEAST_REASON = 15  # letters: a word is no reason


class VoidRefused(Refusal):
    """The entry cannot be taken back: it was before, somebody asked already, or it is none that counts."""


class OwnVoid(VoidRefused):
    """Who asked that an entry be taken back does not confirm it."""


class ReasonTooShort(VoidRefused):
    """The reason does not say what is wrong."""


class RestsOn(VoidRefused):
    """Another entry rests on this one and has to be taken back first."""


class VoidKind(StrEnum):
    """What kind of entry is taken back."""

    SIGNATURE = "signature"  # under an acknowledgement of debt
    ACCEPTANCE = "acceptance"  # under an acceptance of liability
    MEMORANDUM = "memorandum"  # under the memorandum of a restructuring
    DAY = "day"  # of the law, in a legal file
    CONTACT = "contact"  # with a debtor, with its demand and its promise


class VoidState(StrEnum):
    ASKED = "ASKED"
    CONFIRMED = "CONFIRMED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


STATE_LABELS: dict[VoidState, str] = {
    VoidState.ASKED: _("รอยืนยันการยกเลิก"),
    VoidState.CONFIRMED: _("ยกเลิกแล้ว"),
    VoidState.REFUSED: _("ไม่ยกเลิก"),
    VoidState.WITHDRAWN: _("ถอนคำขอ"),
}
# Whoever may record an entry may ask that it be taken back.
ASKS: dict[VoidKind, str] = {
    VoidKind.SIGNATURE: ACKNOWLEDGE,
    VoidKind.ACCEPTANCE: LEGAL,
    VoidKind.MEMORANDUM: RESTRUCTURE,
    VoidKind.DAY: LEGAL,
    VoidKind.CONTACT: VISIT,
}


def require_reason(reason: str) -> str:
    """The reason without what stands around it.

    :raises ReasonTooShort: it says nothing.
    """
    said = " ".join(reason.split())
    if len(said) < LEAST_REASON:
        raise ReasonTooShort(_("ระบุเหตุผลอย่างน้อย %(least)s ตัวอักษร ว่ารายการนี้ผิดอย่างไร และรู้ได้อย่างไร"), least=LEAST_REASON)
    return said


def check_rests(*, kind: str, day: str, on: date, known: Mapping[str, Sequence[date]]) -> None:
    """Refuse to take back the day on which something was brought to court while the day of its end stands.

    :param on: the day that is taken back; another one of the same kind carries what came after, unless it had ended.
    :param known: the days of the file that stand, by their code.
    :raises RestsOn: as the name says.
    """
    days = PROCEEDINGS.get(FileKind(kind))
    if days is None or day != days[0]:
        return
    brought, _decided, ended = days
    left = list(known.get(brought, ()))
    if on in left:
        left.remove(on)

    def is_carried(told: date) -> bool:
        before: dict[str, list[date]] = {
            brought: [one for one in left if one <= told],
            ended: [one for one in known.get(ended, ()) if one < told],
        }
        return brought_on(kind=kind, known=before) is not None

    later = next(
        (code for code in days[1:] if any(told >= on and not is_carried(told) for told in known.get(code, ()))), None
    )
    if later is not None:
        raise RestsOn(
            _("%(later)sของเรื่องนี้ยังบันทึกอยู่ ต้องยกเลิกรายการนั้นก่อนยกเลิก%(day)s"),
            later=DAY_LABELS[later],
            day=DAY_LABELS[Day(day)],
        )
