"""The conditions that persons and organisations share: time in the place, work, discipline, other loans."""

from datetime import date

from members.rules.findings import Answer, Condition, Finding
from thai.dates import add_months
from thai.refusals import sentence as _

RESIDENCE_MONTHS = 6


def residence(*, since_on: date, on: date) -> Finding:
    """Whether six months in the place are over, counted to the same day of the sixth month. Source: R-MEM-03."""
    reached_on = add_months(since_on, RESIDENCE_MONTHS)
    if on < reached_on:
        values = (("since", since_on), ("reached_on", reached_on))
        said = _("อยู่ในพื้นที่ตั้งแต่ %(since)s ยังไม่ครบหกเดือน จะครบวันที่ %(reached_on)s")
        return Finding(Condition.RESIDENCE, Answer.BLOCK, said, values)
    said = _("อยู่ในพื้นที่ตั้งแต่ %(since)s ครบหกเดือนแล้ว")
    return Finding(Condition.RESIDENCE, Answer.OK, said, (("since", since_on),))


def work(*, has_work: bool | None) -> Finding:
    """Whether work or results in the occupation were attested; to be weighed while nobody was asked (R-MEM-04)."""
    here = Condition.WORK
    if has_work is None:
        return Finding(here, Answer.WARN, _("ต้องตรวจว่ามีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอ"))
    if has_work:
        return Finding(here, Answer.OK, _("มีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอ"))
    return Finding(here, Answer.BLOCK, _("ไม่มีการดำเนินงานหรือผลงานเกี่ยวข้องกับอาชีพที่ขอ"))


def discipline(*, overdue: tuple[str, ...], is_of_good_standing: bool | None) -> Finding:
    """Whether nothing is overdue and good standing was attested. Source: R-MEM-05, A-29."""
    here = Condition.DISCIPLINE
    if overdue:
        values = (("contracts", ", ".join(overdue)),)
        return Finding(here, Answer.BLOCK, _("มีหนี้ค้างชำระเกินกำหนดตามสัญญา %(contracts)s"), values)
    if is_of_good_standing is None:
        return Finding(here, Answer.WARN, _("ไม่มีหนี้ค้างกับกองทุน ต้องตรวจประวัติและวินัยทางการเงินอื่น"))
    if is_of_good_standing:
        return Finding(here, Answer.OK, _("ไม่มีประวัติเสื่อมเสียและไม่ขาดวินัยทางการเงิน"))
    return Finding(here, Answer.BLOCK, _("มีประวัติเสื่อมเสียหรือขาดวินัยทางการเงิน"))


def other_loan(*, still_open: tuple[str, ...], overdue: tuple[str, ...]) -> Finding:
    """Whether another loan is still open; an overdue one is not told twice. Source: A-29 (warns only)."""
    others = tuple(label for label in still_open if label not in overdue)
    if not others:
        return Finding(Condition.OTHER_LOAN, Answer.OK, _("ไม่มีสัญญาอื่นที่ยังไม่ปิด"))
    values = (("contracts", ", ".join(others)),)
    return Finding(Condition.OTHER_LOAN, Answer.WARN, _("ยังมีสัญญาที่ไม่ปิด: %(contracts)s"), values)
