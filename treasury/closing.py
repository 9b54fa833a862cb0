"""What must be in order before a month is closed. Rooms above add their own checks here when they are loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from thai.baht import with_commas
from treasury import chart, selectors


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: whether it is in order, and a sentence that says what stands open if not.

    ``blocks`` tells whether the month stays open until it is; what does not block is pointed out to whoever confirms.
    """

    code: str
    label: str
    is_met: bool
    detail: str
    url: str = ""
    blocks: bool = True


Checks = Callable[..., list[Check]]
_checks: list[Checks] = []


def register_checks(checks: Checks) -> Checks:
    """Have ``checks(province=, from_on=, to_on=)`` asked at every close of a month."""
    if checks not in _checks:
        _checks.append(checks)
    return checks


def checklist(*, province, month_on: date) -> list[Check]:
    """The checklist of a month: that of the ledger first, then what other rooms added."""
    from_on, to_on = selectors.period_of(month_on)
    found = _checks_of_the_ledger(province=province, from_on=from_on, to_on=to_on)
    for checks in _checks:
        found += checks(province=province, from_on=from_on, to_on=to_on)
    return found


def _checks_of_the_ledger(*, province, from_on: date, to_on: date) -> list[Check]:
    trial = selectors.trial_balance(province=province, from_on=from_on, to_on=to_on)
    sums = trial.totals
    closing = {row.code: row.closing for row in trial.rows}
    apart = [
        account
        for account in (chart.TREASURY_DEPOSIT, chart.BANK)
        if selectors.register(province=province, account=account, from_on=from_on, to_on=to_on).closing
        != closing.get(account, selectors.NOTHING)
    ]
    left = selectors.to_remit(province=province, as_of=to_on)
    remitted = selectors.remittance_of(province=province, month_on=from_on)
    return [
        Check(
            code="TRIAL_BALANCE",
            label=_("งบทดลองลงตัว"),
            is_met=trial.is_balanced,
            detail=_("เดบิตและเครดิตปลายเดือนฝั่งละ %(total)s บาท") % {"total": with_commas(sums["closing_debit"])},
        ),
        Check(
            code="REGISTERS",
            label=_("ทะเบียนคุมเงินฝากคลังและเงินฝากธนาคารตรงกับบัญชีแยกประเภท"),
            is_met=not apart,
            detail=_("ยอดไม่ตรง: บัญชี %(accounts)s") % {"accounts": ", ".join(apart)}
            if apart
            else _("ยอดตรงกันทั้งสองทะเบียน"),
        ),
        Check(
            code="REMITTANCE",
            label=_("นำส่งเงินรับชำระเข้าเงินฝากคลังแล้ว"),
            is_met=remitted is not None or not left,
            detail=_remittance_detail(remitted, left),
        ),
    ]


def _remittance_detail(remitted, left) -> str:
    if remitted is not None and left:
        return _("นำส่งแล้วตามรายการ %(number)s เงินรับหลังจากนั้น %(left)s บาทรวมไปกับเดือนถัดไป") % {
            "number": f"{remitted.number}/{remitted.year_be}",
            "left": with_commas(left),
        }
    if remitted is not None:
        return _("นำส่งแล้วตามรายการ %(number)s") % {"number": f"{remitted.number}/{remitted.year_be}"}
    if left:
        return _("ยังไม่ได้นำส่ง %(left)s บาท") % {"left": with_commas(left)}
    return _("เดือนนี้ไม่มีเงินต้องนำส่ง")
