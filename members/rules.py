"""Who may borrow: the conditions for one member and for a group, each answered with a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thai.dates import add_months, add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _

RESIDENCE_MONTHS = 6
LEAST_AGE = 15
ACTIVE = "ACTIVE"


class GroupTooSmall(Refusal):
    """The group has fewer persons than the policy of the day asks for."""


class MemberTwice(Refusal):
    """The same member stands in the group more than once."""


class NotAGroupSize(Refusal):
    """The number of persons, or the least number, is no whole number."""


class Condition(StrEnum):
    """What is looked at."""

    MEMBERSHIP = "MEMBERSHIP"
    AGE = "AGE"
    RESIDENCE = "RESIDENCE"
    WORK = "WORK"
    DISCIPLINE = "DISCIPLINE"
    OTHER_LOAN = "OTHER_LOAN"


CONDITION_LABELS = {
    Condition.MEMBERSHIP: _("สถานะสมาชิก"),
    Condition.AGE: _("อายุ"),
    Condition.RESIDENCE: _("อยู่ในพื้นที่ไม่น้อยกว่าหกเดือน"),
    Condition.WORK: _("ผลงานเกี่ยวข้องกับอาชีพ"),
    Condition.DISCIPLINE: _("วินัยทางการเงิน"),
    Condition.OTHER_LOAN: _("สัญญาอื่นที่ยังไม่ปิด"),
}


class Answer(StrEnum):
    """How a condition came out: a BLOCK keeps the member from borrowing, a WARN is for the committee to weigh."""

    OK = "OK"
    WARN = "WARN"
    BLOCK = "BLOCK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What is known about a member on a day. Contracts are named by their labels, such as 12/2561.

    ``has_work`` and ``is_of_good_standing`` are attestations of the proposal; None where nobody has been asked yet.
    """

    birth_on: date
    residence_since_on: date
    status: str = ACTIVE
    status_reason: str = ""
    overdue_contracts: tuple[str, ...] = ()
    open_contracts: tuple[str, ...] = ()
    has_work: bool | None = None
    is_of_good_standing: bool | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition with its answer and the sentence that tells why; ``values`` fill the sentence's placeholders."""

    condition: Condition
    answer: Answer
    said: str
    values: tuple[tuple[str, object], ...] = ()

    @property
    def sentence(self) -> str:
        """The whole sentence, in the reader's language."""
        return str(Refusal(self.said, **dict(self.values)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """All findings about one member."""

    findings: tuple[Finding, ...]

    @property
    def may_borrow(self) -> bool:
        """Whether nothing blocks."""
        return not self.blocks

    @property
    def blocks(self) -> tuple[Finding, ...]:
        """The findings that keep the member from borrowing."""
        return tuple(finding for finding in self.findings if finding.answer is Answer.BLOCK)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings for the committee to weigh."""
        return tuple(finding for finding in self.findings if finding.answer is Answer.WARN)


def eligibility(*, applicant: Applicant, on: date) -> Verdict:
    """Whether a member may borrow on a day, condition by condition.

    - a member in good standing of the register (R-ACT-01, R-MEM-05);
    - fifteen years old or more;
    - six months in the area, counted to the same day of the sixth month (R-MEM-03);
    - work or results in the occupation, where attested (R-MEM-04);
    - attested discipline, and no overdue loan anywhere in the nation (R-MEM-05, A-29: blocks);
    - another open loan only warns (A-29).
    """
    return Verdict(
        (
            _membership(applicant),
            _age(applicant, on),
            _residence(applicant, on),
            _work(applicant),
            _discipline(applicant),
            _other_loan(applicant),
        )
    )


def check_group(*, size: int, least: int, members: Iterable[object] = ()) -> None:
    """Refuse a group smaller than the policy of the day, and one that names a member twice.

    ``least`` is the value of ``group_min_members`` in force on the day of the application: five nationally, three in
    Samut Prakan since the fiscal year 2563.

    :raises GroupTooSmall: too few persons.
    :raises MemberTwice: among ``members``, given by any key that tells them apart.
    Source: R-MEM-01, R-MEM-02, D-01.
    """
    for number in (size, least):
        if isinstance(number, bool) or not isinstance(number, int):
            raise NotAGroupSize(_("จำนวนคนในกลุ่มต้องเป็นจำนวนเต็ม"))
    named = list(members)
    if len(set(named)) != len(named):
        raise MemberTwice(_("มีสมาชิกคนเดียวกันอยู่ในกลุ่มมากกว่าหนึ่งครั้ง"))
    if size < least:
        raise GroupTooSmall(_("กลุ่มต้องมีอย่างน้อย %(least)s คน ขณะนี้มี %(size)s คน"), least=least, size=size)


def _membership(applicant: Applicant) -> Finding:
    here = Condition.MEMBERSHIP
    match applicant.status:
        case "ACTIVE":
            return Finding(here, Answer.OK, _("เป็นสมาชิกกองทุน"))
        case "LEFT":
            return Finding(here, Answer.BLOCK, _("พ้นสมาชิกภาพแล้ว จึงกู้ไม่ได้"))
        case "DECEASED":
            return Finding(here, Answer.BLOCK, _("สมาชิกเสียชีวิตแล้ว"))
    reason = (("reason", applicant.status_reason),)
    return Finding(here, Answer.BLOCK, _("ถูกระงับสิทธิการกู้: %(reason)s"), reason)


def _age(applicant: Applicant, on: date) -> Finding:
    of_age_on = add_years(applicant.birth_on, LEAST_AGE)
    if on < of_age_on:
        values = (("least", LEAST_AGE), ("of_age_on", of_age_on))
        return Finding(Condition.AGE, Answer.BLOCK, _("อายุยังไม่ครบ %(least)s ปี จะครบวันที่ %(of_age_on)s"), values)
    return Finding(Condition.AGE, Answer.OK, _("อายุ %(years)s ปี"), (("years", age_on(applicant.birth_on, on)),))


def _residence(applicant: Applicant, on: date) -> Finding:
    since = applicant.residence_since_on
    reached_on = add_months(since, RESIDENCE_MONTHS)
    if on < reached_on:
        values = (("since", since), ("reached_on", reached_on))
        said = _("อยู่ในพื้นที่ตั้งแต่ %(since)s ยังไม่ครบหกเดือน จะครบวันที่ %(reached_on)s")
        return Finding(Condition.RESIDENCE, Answer.BLOCK, said, values)
    said = _("อยู่ในพื้นที่ตั้งแต่ %(since)s ครบหกเดือนแล้ว")
    return Finding(Condition.RESIDENCE, Answer.OK, said, (("since", since),))


def _work(applicant: Applicant) -> Finding:
    here = Condition.WORK
    if applicant.has_work is None:
        return Finding(here, Answer.WARN, _("ต้องตรวจว่ามีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอ"))
    if applicant.has_work:
        return Finding(here, Answer.OK, _("มีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอ"))
    return Finding(here, Answer.BLOCK, _("ไม่มีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอ"))


def _discipline(applicant: Applicant) -> Finding:
    here = Condition.DISCIPLINE
    if applicant.overdue_contracts:
        values = (("contracts", ", ".join(applicant.overdue_contracts)),)
        return Finding(here, Answer.BLOCK, _("มีหนี้ค้างชำระเกินกำหนดตามสัญญา %(contracts)s"), values)
    if applicant.is_of_good_standing is None:
        return Finding(here, Answer.WARN, _("ไม่มีหนี้ค้างกับกองทุน ต้องตรวจประวัติและวินัยทางการเงินอื่น"))
    if applicant.is_of_good_standing:
        return Finding(here, Answer.OK, _("ไม่มีประวัติเสื่อมเสียและไม่ขาดวินัยทางการเงิน"))
    return Finding(here, Answer.BLOCK, _("มีประวัติเสื่อมเสียหรือขาดวินัยทางการเงิน"))


def _other_loan(applicant: Applicant) -> Finding:
    still_open = tuple(label for label in applicant.open_contracts if label not in applicant.overdue_contracts)
    if not still_open:
        return Finding(Condition.OTHER_LOAN, Answer.OK, _("ไม่มีสัญญาอื่นที่ยังไม่ปิด"))
    values = (("contracts", ", ".join(still_open)),)
    return Finding(Condition.OTHER_LOAN, Answer.WARN, _("ยังมีสัญญาที่ไม่ปิด: %(contracts)s"), values)


def age_on(birth_on: date, on: date) -> int:
    """Whole years of age on a day; somebody born on 29 February is a year older on 28 February of a common year."""
    years = on.year - birth_on.year
    return years if add_years(birth_on, years) <= on else years - 1
