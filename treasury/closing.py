"""What must be in order before a month is closed. Rooms above add their own checks here when they are loaded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from thai.baht import with_commas
from thai.dates import add_months, fiscal_year_bounds
from treasury import chart, selectors
from treasury.models import BankAccount


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
        *_checks_of_the_statements(province=province, to_on=to_on),
        Check(
            code="REMITTANCE",
            label=_("นำส่งเงินรับชำระเข้าเงินฝากคลังแล้ว"),
            is_met=remitted is not None or not left,
            detail=_remittance_detail(remitted, left),
        ),
    ]


def _checks_of_the_statements(*, province, to_on: date) -> list[Check]:
    """Whether the bank's statement and the GFMIS movement of the month's end are there and agree with the books.

    A paper that is not there yet is pointed out; a difference that nobody explained keeps the month open.
    """
    url = reverse("treasury:statements") + f"?province={selectors.code_of(province)}"
    labels = {
        BankAccount.Kind.SAVINGS.value: _("กระทบยอดเงินฝากธนาคารกับรายงานธนาคารแล้ว"),
        BankAccount.Kind.TREASURY_DEPOSIT.value: _("กระทบยอดเงินฝากคลังกับรายงาน GFMIS แล้ว"),
    }
    found = selectors.unexplained_by(province=province, as_of=to_on)
    checks = []
    for kind, label in labels.items():
        left = found[kind]
        if left is None:
            detail = _("ยังไม่ได้บันทึกรายงาน ณ วันสิ้นเดือน")
        elif left:
            detail = _("ผลต่างที่ยังไม่ทราบสาเหตุ %(left)s บาท") % {"left": with_commas(left)}
        else:
            detail = _("ยอดตรงกัน หรือทราบสาเหตุของผลต่างครบแล้ว")
        checks.append(
            Check(
                code=f"STATEMENT_{kind}",
                label=label,
                is_met=left is not None and not left,
                detail=detail,
                url=url,
                blocks=left is not None,
            )
        )
    return checks


def year_checklist(*, province, fiscal_year_be: int) -> list[Check]:
    """What must be in order before a fiscal year is closed: its months are confirmed, its budget is given back."""
    from_on, to_on = fiscal_year_bounds(fiscal_year_be)
    code = selectors.code_of(province)
    first = selectors.first_month(province=code)
    months = []
    month = max(first, from_on) if first else from_on
    while first is not None and month <= to_on:
        months.append(month)
        month = add_months(month, 1)
    confirmed = selectors.confirmed_months(province=code, from_on=from_on, to_on=to_on)
    waiting = [month for month in months if month not in confirmed]
    budget = selectors.budget(province=code, fiscal_year_be=fiscal_year_be)
    undrawn = budget.undrawn
    earlier = first is None or first >= from_on
    earlier = earlier or selectors.is_year_closed(province=code, fiscal_year_be=fiscal_year_be - 1)
    return [
        Check(
            code="MONTHS",
            label=_("ปิดและยืนยันครบทุกเดือนของปี"),
            is_met=bool(months) and not waiting,
            detail=_("ยังค้าง %(count)s เดือน") % {"count": len(waiting)} if waiting else _("ยืนยันครบแล้ว"),
            url=reverse("treasury:books") + f"?province={code}",
        ),
        Check(
            code="EARLIER_YEAR",
            label=_("ปิดบัญชีปีก่อนแล้ว"),
            is_met=earlier,
            detail=_("ไม่มีปีก่อนที่ค้าง") if earlier else _("ปีงบประมาณ %s ยังไม่ได้ปิด") % (fiscal_year_be - 1),
            url=reverse("treasury:years") + f"?province={code}",
        ),
        Check(
            code="BUDGET",
            label=_("ส่งคืนงบประมาณที่ไม่ได้เบิกให้กรมแล้ว"),
            is_met=not undrawn,
            detail=_("คงเหลือ %(left)s บาท") % {"left": with_commas(undrawn)} if undrawn else _("ไม่มียอดคงเหลือ"),
            url=reverse("treasury:budget") + f"?province={code}&year={fiscal_year_be}",
            blocks=False,
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
