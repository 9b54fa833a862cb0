"""What waits of contracts, transfers, subsidies and returned money, counted with what waits of the other rooms."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.rules import NoPolicy
from areas.scope import holds
from areas.waiting import Waiting
from loans import rules, selectors
from loans.models import Contract, Grant, LineRejection, SigningCheck, TransferBatch, TransferLine
from loans.selectors import lists
from loans.selectors.registers import TAKEN, approved_on_of
from projects.selectors.progress import ReportDays
from reports.selectors.counting import Asked, Found, Kinds, kind, province_of
from thai.dates import month_end

SIGN, TRANSFER, PREPARE, RECEIVE = "loans.sign", "loans.make_transfer", "loans.prepare", "repayments.receipt"
APPROVE, DECIDE = "loans.approve_transfer", "repayments.approve"
State, Rejection = Contract.State, LineRejection.State


def asked(*, user: User, on: date, days: ReportDays) -> Asked:
    """Return what is to be counted for a user on a day, and what is then told; ``days`` is read once for the page."""
    return _kinds(user, on), partial(_told, user, on, days)


def _told(user: User, on: date, days: ReportDays, found: Found) -> Iterator[Waiting]:
    for name, row in found.items():
        yield _TOLD[name](user, row, on, days)


def _kinds(user: User, on: date) -> Kinds:
    kinds = []
    if holds(user, SIGN):
        mine = Contract.objects.visible_to(user, SIGN)
        prepared = mine.filter(state=State.PREPARED).annotate(approved_on=approved_on_of("proposal_id"))
        kinds.append(kind("PREPARED", prepared, since="appointment_on", until="approved_on"))
        arrived = SigningCheck.objects.filter(contract=OuterRef("pk"), code="ORIGINAL_HERE")
        kinds.append(kind("TO_PROVINCE", mine.filter(~Exists(arrived), state=State.SIGNED), since="signed_on"))
        kinds.append(kind("VOUCHERS", lists.awaiting_vouchers(mine, on=on), since="contract_on"))
        paid = Grant.objects.visible_to(user, SIGN).filter(state=Grant.State.PAID)
        kinds.append(kind("GRANT_USE", paid, since="paid_on"))
    if holds(user, TRANSFER):
        signed = Contract.objects.visible_to(user, TRANSFER).filter(state=State.SIGNED)
        signed = signed.filter(~Exists(TransferLine.objects.filter(TAKEN, contract=OuterRef("pk"))))
        first = signed.filter(number__isnull=True).annotate(arrived_on=selectors.arrived_on_of("pk"))
        kinds.append(kind("SIGNED", first, since="arrived_on"))
        kinds.append(kind("SENT_BACK", signed.filter(number__isnull=False)))
        kinds.append(kind("GRANT_PAY", selectors.grants_awaiting_transfer(user=user, permission=TRANSFER)))
    if holds(user, PREPARE):
        kinds.append(kind("GRANT_NEW", selectors.grants_to_prepare(user=user, permission=PREPARE)))
    if holds(user, APPROVE):
        made = TransferBatch.objects.visible_to(user, APPROVE).exclude(made_by=user)
        kinds.append(kind("BATCH", made.filter(state=TransferBatch.State.MADE), until="transfer_on"))
        declared = LineRejection.objects.visible_to(user, APPROVE)
        asked, undo = (declared.filter(state=state) for state in (Rejection.ASKED, Rejection.UNDO_ASKED))
        kinds.append(kind("LINE_REJECTED", asked.exclude(asked_by=user), since="asked_on"))
        kinds.append(kind("LINE_REJECTION_UNDO", undo.exclude(undo_asked_by=user), since="undo_asked_on"))
    if holds(user, DECIDE):
        kinds.append(kind("RETURN_DECIDE", selectors.returns_to_decide(user=user)))
    for permission in (RECEIVE, SIGN):
        if holds(user, permission):
            back = selectors.announced_returns(user=user, permission=permission)
            kinds.append(kind("RETURNS", back, since="contract_on"))
            break
    return kinds


def _prepared(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    """The appointment, or the end of the month of the approval where that comes first (DL-08)."""
    due = [day for day in (row["since"], month_end(row["until"]) if row["until"] else None) if day]
    url = f"{reverse('loans:list')}?state={State.PREPARED.value}"
    return _task(_("สัญญารอลงนาม"), row, url, one="loans:contract", due_on=min(due, default=None))


def _to_province(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    """By when the signed contracts must be back at the province (P-13, DL-09)."""
    due_on = _limit(days, "contract_return_days", province_of(user, SIGN), row["since"], on)
    url = f"{reverse('loans:list')}?state={State.SIGNED.value}"
    return _task(_("สัญญาที่ลงนามแล้ว รอต้นฉบับถึงจังหวัด"), row, url, one="loans:contract", due_on=due_on)


def _vouchers(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    url = f"{reverse('loans:register', args=['papers'])}?waits=1"
    title = _("สัญญาที่โอนเงินใน %(days)s วันที่ผ่านมา รอใบสำคัญรับเงิน") % {"days": lists.VOUCHER_DAYS}
    return _task(title, row, url, one="loans:papers")


def _signed(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    """The last day of transfer of the contract that came to the province first (P-14, DL-10, DL-11)."""
    due_on = _limit(days, "transfer_limit", province_of(user, TRANSFER), row["since"], on)
    return _task(_("สัญญาที่ลงนามแล้ว รอทำรายการโอนเงิน"), row, reverse("loans:transfers"), due_on=due_on)


def _sent_back(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    title = _("ธนาคารโอนไม่สำเร็จ รอแก้บัญชีและโอนใหม่")
    return _task(title, row, reverse("loans:transfers"), one="loans:contract", tone="warning")


def _returns(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    """The last day on which unused money comes back without interest (P-18, DL-14)."""
    province = province_of(user, RECEIVE) or province_of(user, SIGN)
    due_on = _limit(days, "return_unused_money_days", province, row["since"], on)
    url = f"{reverse('loans:list')}?state={State.IN_FORCE.value}"
    return _task(_("กลุ่มแจ้งคืนเงินกู้ รอเงินกลับ"), row, url, one="loans:money_back", due_on=due_on)


def _grant_new(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    return _task(_("เงินอุดหนุนรอบันทึกบัญชีรับเงิน"), row, reverse("loans:grants"), one="loans:prepare_grant")


def _grant_pay(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    return _task(_("เงินอุดหนุนรอทำรายการโอนเงิน"), row, reverse("loans:transfers"))


def _grant_use(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    """The end of the fiscal year of the subsidy that was paid first (R-BUD-05)."""
    due_on = rules.evidence_due_on(paid_on=row["since"]) if row["since"] else None
    url = f"{reverse('loans:grants')}?state={Grant.State.PAID.value}"
    return _task(_("เงินอุดหนุนที่รอหลักฐานการใช้จ่ายหรือรอปิด"), row, url, one="loans:grant", due_on=due_on)


def _batch(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    return _task(_("ชุดโอนเงินรออนุมัติ"), row, reverse("loans:transfers"), one="loans:transfer", due_on=row["until"])


def _return_decide(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    return _task(_("การรับคืนเงินที่ไม่ได้ใช้รออนุมัติ"), row, reverse("loans:money_returns"), one="loans:money_return")


def _rejected(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    title = _("แจ้งว่าธนาคารโอนไม่สำเร็จ รอยืนยัน")
    return _task(title, row, reverse("loans:transfers"), one="loans:rejection", tone="warning")


def _rejected_undo(user: User, row: dict, on: date, days: ReportDays) -> Waiting:
    title = _("ขอเพิกถอนการบันทึกว่าโอนไม่สำเร็จ รออนุมัติ")
    return _task(title, row, reverse("loans:transfers"), one="loans:rejection", tone="warning")


_TOLD = {
    "BATCH": _batch,
    "LINE_REJECTED": _rejected,
    "LINE_REJECTION_UNDO": _rejected_undo,
    "PREPARED": _prepared,
    "TO_PROVINCE": _to_province,
    "VOUCHERS": _vouchers,
    "SIGNED": _signed,
    "SENT_BACK": _sent_back,
    "RETURNS": _returns,
    "RETURN_DECIDE": _return_decide,
    "GRANT_NEW": _grant_new,
    "GRANT_PAY": _grant_pay,
    "GRANT_USE": _grant_use,
}


def _task(title: str, row: dict, url: str, *, one: str = "", due_on: date | None = None, tone: str = "") -> Waiting:
    """A task that leads to the case itself where there is only one."""
    address = reverse(one, args=[row["first"]]) if one and row["task_count"] == 1 else url
    return Waiting(title=title, url=address, count=row["task_count"], due_on=due_on, tone=tone)


def _limit(days: ReportDays, key: str, province: str | None, start: date | None, on: date) -> date | None:
    if province is None or start is None:
        return None
    try:
        return days.limit(key=key, province=province, start=start, on=on).last_on
    except NoPolicy:
        return None
