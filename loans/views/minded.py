"""What whoever approves a batch minds: the day, the terms, the accounts, what came back before, the money at hand."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from areas.selectors import office_calendar
from loans import selectors, services, tables
from loans.models import Contract, Grant, TransferBatch
from treasury import chart
from treasury.selectors import lowest_balance


def notes_of(batch: TransferBatch, lines: list[Any]) -> dict[int, str]:
    """What is to be minded of each line, short: what came back before, another account, the month rule (A-24)."""
    again = again_of(batch, lines)
    found = {}
    for line in lines:
        said = [again[line.pk]] if line.pk in again else []
        if line.contract_id and selectors.is_other_month(line.approved_on, batch.transfer_on):
            approved = {"approved": tables.day(line.approved_on)}
            said.append(_("อนุมัติ %(approved)s คนละเดือนกับที่โอน") % approved)
        if said:
            found[line.pk] = " · ".join(said)
    return found


def again_of(batch: TransferBatch, lines: list[Any]) -> dict[int, str]:
    """Of each line that pays anew, or to another account than was signed: when it came back, and both accounts."""
    if batch.state not in (TransferBatch.State.MADE, TransferBatch.State.APPROVED):
        return {}
    before = selectors.refusals_before(lines)
    found = {}
    for line in lines:
        said, back = [], before.get((line.contract_id, line.grant_id))
        if back:
            parts = {"day": tables.day(back.rejected_on), "batch": back.batch_id, "why": back.rejected_reason}
            said.append(_("ธนาคารเคยส่งคืน %(day)s (ชุดที่ %(batch)s): %(why)s") % parts)
        if changed := selectors.account_changed(line):
            accounts = {"was": changed[0], "now": changed[1]}
            said.append(
                _("บัญชีต่างจากฉบับที่ลงนาม เดิม %(was)s ใหม่ %(now)s") % accounts
                if line.contract_id
                else _("บัญชีต่างจากที่เคยโอน เดิม %(was)s ใหม่ %(now)s") % accounts
            )
        if said:
            found[line.pk] = " · ".join(said)
    return found


def warnings_of(batch: TransferBatch, lines: list[Any]) -> list[dict[str, str]]:
    """What the approver minds: what came back, the last day (P-14), the month rule (A-24), the terms, the money."""
    terms = selectors.terms_in_force(province=batch.province_id, on=batch.transfer_on)
    contracts = [line.contract for line in lines if line.contract]
    found = [_bad(str(why)) for contract in contracts for why in services.signed_otherwise(contract, terms)]
    again = again_of(batch, lines)
    found += [
        _warning(f"{(line.contract or line.grant).label}: {again[line.pk]}") for line in lines if line.pk in again
    ]
    found += _last_day(batch, lines, terms)
    if any(line.contract and selectors.is_other_month(line.approved_on, batch.transfer_on) for line in lines):
        found.append(_warning(_("การโอนอยู่คนละเดือนกับการอนุมัติโครงการ โอนได้ เหตุผลของสัญญาที่ลงนามคนละเดือนอยู่ในหน้าสัญญา")))
    if any(contract.planned_transfer_on != batch.transfer_on for contract in contracts):
        found.append(
            _warning(_("วันโอนต่างจากที่คาดไว้ วันครบกำหนดคงเดิมตามฉบับที่ลงนาม ดอกเบี้ยคำนวณใหม่จากวันโอนจริงและพิมพ์เอกสารแนบท้ายใหม่"))
        )
    held = lowest_balance(province=batch.province_id, account=chart.TREASURY_DEPOSIT, since=batch.transfer_on)
    drawn = selectors.sent_back_before(lines)
    new = [line.amount for line in lines if (line.contract_id, line.grant_id) not in drawn]
    total = sum(new, Decimal("0.00"))
    if held < total:
        money = {"held": f"{held:,.2f}", "total": f"{total:,.2f}"}
        found.append(_bad(_("เงินฝากคลังมี %(held)s บาท ไม่พอโอน %(total)s บาท") % money))
    return found


def _last_day(batch: TransferBatch, lines: list[Any], terms: selectors.TermsInForce) -> list[dict[str, str]]:
    calendar = office_calendar(province=batch.province_id)
    limits = [
        selectors.last_day_of_transfer(line.arrived_on, terms.transfer_limit, calendar)
        for line in lines
        if line.contract_id
    ]
    first = min((limit for limit in limits if limit), key=lambda limit: limit.last_on, default=None)
    if first is None:
        return []
    said = _("ต้องโอนภายในวันที่ %(day)s") % {"day": tables.day(first.last_on)}
    if first.is_shifted:
        said += " " + _("(วันที่ %(day)s เป็นวันหยุด)") % {"day": tables.day(first.nominal_on)}
    if first.is_missed(on=batch.transfer_on):
        return [_bad(_("เกินกำหนดโอนแล้ว: ") + said)]
    return [{"text": said, "tone": "info"}]


def until_its_day(batch: TransferBatch) -> list[dict[str, str]]:
    """That an approved batch may still be taken back."""
    day = {"day": tables.day(batch.transfer_on)}
    return [{"text": _("เงินจะออกในวันโอน %(day)s ก่อนถึงวันนั้นผู้มีอำนาจอนุมัติถอนคืนชุดนี้ได้") % day, "tone": "info"}]


def by_other_way(paid: Iterable[Contract | Grant]) -> list[dict[str, str]]:
    """What the bank's text file does not hold, so that it is not forgotten."""
    missing = [(one, why) for one in paid if (why := selectors.why_not_by_text(one))]
    if not missing:
        return []
    names = "; ".join(f"{one.label} {one.account_bank} {one.account_number} ({why})" for one, why in missing)
    text = _("ไฟล์ข้อความสำหรับธนาคารไม่มี %(count)s รายการต่อไปนี้ ต้องโอนตามบัญชีรายการ XLSX หรือวิธีอื่นของธนาคาร: %(names)s")
    return [_warning(text % {"count": len(missing), "names": names})]


def _warning(text: str) -> dict[str, str]:
    return {"text": text, "tone": "warning"}


def _bad(text: str) -> dict[str, str]:
    return {"text": text, "tone": "bad"}
