"""What becomes of a letter that asks a debtor to confirm her balance: answers, chasing, sums for the auditors. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from thai.refusals import Refusal
from thai.refusals import sentence as _

NOTHING = Decimal("0.00")
_CODE = re.compile(r"(?:C[0-9]{11,14}|[0-9]{5,20}-[0-9]{4})")


class Answer(StrEnum):
    """What came back of a letter, or that nothing did and it is left at that."""

    AGREES = "AGREES"
    DIFFERS = "DIFFERS"
    UNDELIVERED = "UNDELIVERED"
    NO_ANSWER = "NO_ANSWER"


ANSWER_LABELS: dict[Answer, str] = {
    Answer.AGREES: _("ยอดถูกต้อง"),
    Answer.DIFFERS: _("ยอดไม่ถูกต้อง"),
    Answer.UNDELIVERED: _("ส่งไม่ถึง"),
    Answer.NO_ANSWER: _("ไม่ตอบ ยุติการติดตาม"),
}


class Settlement(StrEnum):
    """How a difference ended."""

    FUND_RIGHT = "FUND_RIGHT"
    DEBTOR_RIGHT = "DEBTOR_RIGHT"
    PARTLY = "PARTLY"
    SUPERSEDED = "SUPERSEDED"


SETTLEMENT_LABELS: dict[Settlement, str] = {
    Settlement.FUND_RIGHT: _("บัญชีของกองทุนถูกต้อง"),
    Settlement.DEBTOR_RIGHT: _("ลูกหนี้แจ้งถูกต้อง แก้ไขบัญชีแล้ว"),
    Settlement.PARTLY: _("ถูกต้องบางส่วน แก้ไขบัญชีแล้ว"),
    Settlement.SUPERSEDED: _("มีคำตอบใหม่แทน"),
}


class Chase(StrEnum):
    """By which list a letter is chased: nothing came back of it in time, or the letter itself did."""

    UNANSWERED = "UNANSWERED"
    UNDELIVERED = "UNDELIVERED"


CHASE_LABELS: dict[Chase, str] = {
    Chase.UNANSWERED: _("พ้นกำหนดตอบ ยังไม่มีคำตอบ"),
    Chase.UNDELIVERED: _("ส่งไม่ถึง"),
}


class CodeWrong(Refusal):
    """Something was read that is no code of a return slip."""


class AnswerIncomplete(Refusal):
    """What an answer has to say is missing, or says what the letter said."""


class DayWrong(Refusal):
    """An answer before the letter, or ahead."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is recorded: what it says, by how much, why."""

    answer: Answer
    amount: Decimal | None = None
    why: str = ""
    return_reason: str = ""
    is_signed: bool = False


def slip_code(*, province: str, year_be: int, running: int) -> str:
    """The code on a return slip: C, province, year, number of the letter. Digits only after the C, always as long.

    The number is that of the office's series of letters, which no two letters of a year share.
    """
    return f"C{province}{year_be % 100:02}{running:07}"


def read_code(text: str) -> str:
    """Return a scanned code as it is kept: capitals, no spaces.

    :raises CodeWrong: as the name says.
    """
    typed = "".join(text.split()).upper()
    if not typed.isascii() or not _CODE.fullmatch(typed):
        raise CodeWrong(
            _("“%(code)s” ไม่ใช่รหัสใบตอบรับ รหัสขึ้นต้นด้วย C ตามด้วยตัวเลข 11 ตัว เช่น C57610000012"), code=text.strip()[:30]
        )
    return typed


def check_answer(*, said: Said, balance: Decimal) -> None:
    """Refuse an answer that is not whole.

    :param balance: what the letter said is owed.
    :raises AnswerIncomplete: a difference without its amount or reason, or of nothing; no word where one is needed.
    """
    if isinstance(said.amount, float):
        raise TypeError("money is Decimal")
    if said.answer is Answer.DIFFERS:
        if said.amount is None or said.amount < 0:
            raise AnswerIncomplete(_("ระบุยอดหนี้ที่ลูกหนี้แจ้งว่าถูกต้อง"))
        if said.amount == balance:
            raise AnswerIncomplete(_("ยอดที่ลูกหนี้แจ้งเท่ากับยอดในหนังสือ ให้บันทึกว่ายอดถูกต้อง"))
        if not said.why:
            raise AnswerIncomplete(_("ระบุว่ายอดไม่ถูกต้องเพราะเหตุใด"))
    elif said.amount is not None:
        raise AnswerIncomplete(_("ระบุยอดเฉพาะเมื่อลูกหนี้แจ้งว่ายอดไม่ถูกต้อง"))
    if said.answer is Answer.UNDELIVERED and not said.return_reason:
        raise AnswerIncomplete(_("ระบุเหตุที่ส่งไม่ถึง"))
    if said.answer is Answer.NO_ANSWER and not said.why:
        raise AnswerIncomplete(_("ระบุว่าติดตามแล้วอย่างไร จึงยุติการติดตาม"))
    if said.is_signed and said.answer not in (Answer.AGREES, Answer.DIFFERS):
        raise AnswerIncomplete(_("หนังสือที่ไม่มีคำตอบไม่มีลายมือชื่อ"))


def check_day(*, day: date, issued_on: date, today: date) -> None:
    """Refuse an answer before its letter, or ahead.

    :raises DayWrong: as the name says.
    """
    if not issued_on <= day <= today:
        raise DayWrong(_("วันที่ได้รับคำตอบต้องอยู่ระหว่างวันที่ในหนังสือ %(first)s ถึงวันนี้ %(last)s"), first=issued_on, last=today)


def last_september(on: date) -> date:
    """The 30 September that a day is, or that came last before it."""
    year = on.year if (on.month, on.day) >= (9, 30) else on.year - 1
    return date(year, 9, 30)


# -- for the auditors ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Letter:
    """One letter for the sums: of which contract, how much it said, what was answered."""

    contract: int
    place: str
    balance: Decimal
    answer: Answer | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """Some letters: how many there are, of how many contracts, with which balance; by which amount they differ."""

    letters: int = 0
    contracts: int = 0
    balance: Decimal = NOTHING
    difference: Decimal = NOTHING

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(
            self.letters + other.letters,
            self.contracts + other.contracts,
            self.balance + other.balance,
            self.difference + other.difference,
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """The letters of a place by what was answered; None stands for those that nobody answered yet."""

    place: str
    by_answer: dict[Answer | None, Sum] = field(default_factory=dict)

    def of(self, *answers: Answer | None) -> Sum:
        """The sum of those with one of these answers."""
        return sum((self.by_answer.get(one, Sum()) for one in answers), Sum())

    @property
    def sent(self) -> Sum:
        return self.of(None, *Answer)

    @property
    def answered(self) -> Sum:
        return self.of(Answer.AGREES, Answer.DIFFERS)

    @property
    def unanswered(self) -> Sum:
        return self.of(None, Answer.NO_ANSWER)


def of_contract(answers: Sequence[Answer | None]) -> Answer | None:
    """What the signers of one contract answered together: who differs counts first, then who agrees.

    Undelivered is a contract none of whose letters arrived; unanswered is what is left.
    """
    for one in (Answer.DIFFERS, Answer.AGREES):
        if one in answers:
            return one
    for one in (Answer.UNDELIVERED, Answer.NO_ANSWER):
        if answers and all(answer is one for answer in answers):
            return one
    return None


def summaries(letters: Iterable[Letter]) -> list[Summary]:
    """Sum up letters by place, in the order in which the places come; a contract's balance counts once.

    Letters are counted by their own answer, contracts and baht by that of the contract. Of several signers who differ
    the first one's amount counts.

    Source: R-DEBT-07, R-FORM-11.
    """
    places: dict[str, dict[int, list[Letter]]] = {}
    for one in letters:
        places.setdefault(one.place, {}).setdefault(one.contract, []).append(one)
    found = []
    for place, contracts in places.items():
        sums: dict[Answer | None, Sum] = {}
        for rows in contracts.values():
            for one in rows:
                sums[one.answer] = sums.get(one.answer, Sum()) + Sum(letters=1)
            said = of_contract([one.answer for one in rows])
            amount = next((one.amount for one in rows if one.answer is said and one.amount is not None), None)
            differs = amount - rows[0].balance if said is Answer.DIFFERS and amount is not None else NOTHING
            whole = Sum(contracts=1, balance=rows[0].balance, difference=differs)
            sums[said] = sums.get(said, Sum()) + whole
        found.append(Summary(place, sums))
    return found


def together(parts: Iterable[Summary], *, place: str) -> Summary:
    """Add up the summaries of several places."""
    sums: dict[Answer | None, Sum] = {}
    for part in parts:
        for answer, one in part.by_answer.items():
            sums[answer] = sums.get(answer, Sum()) + one
    return Summary(place, sums)
