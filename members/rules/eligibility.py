"""Who may borrow: the conditions for one member and for a group, each answered with a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.rules.conditions import discipline, other_loan, residence, work
from members.rules.findings import Answer, Condition, Finding, Verdict
from members.rules.persons import LEAST_AGE, age_on
from members.rules.standing import Standing, Status, membership
from thai.dates import add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _


class GroupTooSmall(Refusal):
    """The group has fewer persons than the policy of the day asks for."""


class MemberTwice(Refusal):
    """The same member stands in the group more than once."""


class NotAGroupSize(Refusal):
    """The number of persons, or the least number, is no whole number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What is known about a member on a day. Contracts are named by their labels, such as 12/2561.

    ``has_work`` and ``is_of_good_standing`` are attestations of the proposal; None where nobody has been asked yet.
    An organisation has no birthday; it never stands in a group.
    """

    birth_on: date | None
    residence_since_on: date
    status: str = Status.ACTIVE
    status_reason: str = ""
    status_since_on: date | None = None
    status_until_on: date | None = None
    merged_into: str = ""
    overdue_contracts: tuple[str, ...] = ()
    open_contracts: tuple[str, ...] = ()
    has_work: bool | None = None
    is_of_good_standing: bool | None = None

    @property
    def standing(self) -> Standing:
        """Her status with its days."""
        return Standing(
            status=self.status,
            reason=self.status_reason,
            since_on=self.status_since_on,
            until_on=self.status_until_on,
            merged_into=self.merged_into,
        )


def eligibility(*, applicant: Applicant, on: date) -> Verdict:
    """Whether a member may borrow on a day, condition by condition.

    - a member in good standing of the register (R-ACT-01, R-MEM-05);
    - fifteen years old or more;
    - six months in the area, counted to the same day of the sixth month (R-MEM-03);
    - work or results in the occupation, where attested (R-MEM-04);
    - attested discipline, and no overdue loan anywhere in the nation (R-MEM-05, A-29: blocks);
    - another open loan only warns (A-29).

    A bar blocks from its first to its last day only. An organisation is refused with one sentence: it proposes in its
    own name, never as one of a group (R-ACT-01, R-ACT-02).
    """
    if applicant.birth_on is None:
        said = _("องค์กรสตรียื่นโครงการในนามองค์กร ไม่ร่วมเป็นผู้กู้ในกลุ่มบุคคลธรรมดา")
        return Verdict((Finding(Condition.MEMBERSHIP, Answer.BLOCK, said),))
    return Verdict(
        (
            membership(standing=applicant.standing, on=on),
            _age(applicant.birth_on, on),
            residence(since_on=applicant.residence_since_on, on=on),
            work(has_work=applicant.has_work),
            discipline(overdue=applicant.overdue_contracts, is_of_good_standing=applicant.is_of_good_standing),
            other_loan(still_open=applicant.open_contracts, overdue=applicant.overdue_contracts),
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


def _age(birth_on: date, on: date) -> Finding:
    of_age_on = add_years(birth_on, LEAST_AGE)
    if on < of_age_on:
        values = (("least", LEAST_AGE), ("of_age_on", of_age_on))
        return Finding(Condition.AGE, Answer.BLOCK, _("อายุยังไม่ครบ %(least)s ปี จะครบวันที่ %(of_age_on)s"), values)
    return Finding(Condition.AGE, Answer.OK, _("อายุ %(years)s ปี"), (("years", age_on(birth_on, on)),))
