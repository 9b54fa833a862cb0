"""The end of a fiscal year, and what must agree with the treasury: as tables."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from areas.models import Province, User
from projects.rules import organ_name
from reports.selectors.agreement import Compared
from reports.selectors.year_end import Open, YearEnd
from reports.tables.listing import Table, columns, day, money, number, page_of, state, text
from thai.dates import format_short
from thai.refusals import reader_is_english
from treasury.models import BankAccount, YearClose


def work(found: YearEnd, *, user: User, province: Province, on: date) -> Table:
    """What is open, by when it should be done, and where it is done."""
    labels = {
        "APPROVE": _("โครงการที่ยังไม่มีมติ %(organ)s")
        % {"organ": _(organ_name(organ="SUBCOMMITTEE", province=province.code))},
        "TRANSFER": _("อนุมัติแล้วยังไม่ได้โอนเงิน"),
        "PLANS": _("แผนงบที่ยังเบิกหรือส่งคืนไม่ครบ"),
        "EVIDENCE": _("เงินอุดหนุนที่หลักฐานการใช้เงินยังไม่ครบ"),
        "LINES": _("รายการธนาคารที่ยังไม่เป็นใบเสร็จ"),
        "MONTHS": _("เดือนที่ยังไม่ยืนยันการปิดบัญชี"),
        "PACKS": _("ชุดรายงานประจำเดือนที่ยังไม่ได้ส่ง"),
    }
    return {
        "title": _("งานที่ต้องเสร็จในปีงบประมาณ"),
        "caption": _("งานที่ต้องเสร็จในปีงบประมาณ %(year)s") % {"year": found.year},
        "columns": columns(
            (_("งาน"), "text"),
            (_("ภายในวันที่"), "date"),
            (_("ค้างอยู่"), "number"),
            (_("จำนวนเงิน"), "money"),
            (_("ผล"), "state"),
        ),
        "rows": [
            {
                "tone": "bad" if _is_late(row, on) else "",
                "cells": [
                    text(labels[row.code], url=_page(row.code, user=user, province=province, found=found)),
                    day(row.due_on),
                    number(row.count),
                    money(row.amount or None),
                    _result(row, on),
                ],
            }
            for row in found.work
        ],
    }


def _is_late(row: Open, on: date) -> bool:
    return not row.is_done and on > row.due_on


def _result(row: Open, on: date) -> dict[str, Any]:
    if row.is_done:
        return state(_("เรียบร้อย"), "good")
    days = (row.due_on - on).days
    if days < 0:
        return state(_("เลยกำหนด %(days)s วัน") % {"days": f"{-days:,}"}, "bad")
    return state(_left(days), "warning" if days <= 30 else "waiting")


def _left(days: int) -> str:
    return _("เหลือ %(days)s วัน") % {"days": f"{days:,}"} if days else _("ครบกำหนดวันนี้")


def _page(code: str, *, user: User, province: Province, found: YearEnd) -> str:
    """Where a kind of work is done, for who may open it."""
    pages = {
        "APPROVE": ("projects.view", "projects:board"),
        "TRANSFER": ("loans.view", "loans:transfers"),
        "EVIDENCE": ("loans.view", "loans:grants"),
        "LINES": ("repayments.view", "repayments:queue"),
        "MONTHS": ("treasury.view", "treasury:books"),
        "PACKS": ("reports.view", "reports:packs"),
    }
    if code == "PLANS":
        return page_of(user, "treasury.view", "treasury:budget", province=province.code, year=found.year)
    return page_of(user, *pages[code])


def figures(found: YearEnd, *, on: date) -> list[dict[str, Any]]:
    """The days left, how much of the budget is drawn, and the close of the year."""
    total = found.budget.total
    closed = _close(found.close)
    return [
        _days_left(_("อนุมัติโครงการภายใน"), found.approve_by, on),
        _days_left(_("โอนเงินและเบิกจ่ายภายใน"), found.last, on),
        {
            "label": _("เบิกจ่ายแล้ว"),
            "value": total.percent,
            "kind": "percent",
            "help": _("ของงบที่ได้รับจัดสรรทั้งสามแผน"),
            "tone": "good" if total.allocated and not total.remaining else "",
        },
        {"label": _("ปิดบัญชีปี"), "value": closed[0], "tone": closed[1]},
    ]


def _days_left(label: str, last: date, on: date) -> dict[str, Any]:
    days = (last - on).days
    said = format_short(last, english=reader_is_english())
    if days < 0:
        return {"label": label, "value": said, "help": _("ผ่านมาแล้ว %(days)s วัน") % {"days": f"{-days:,}"}}
    tone = "warning" if days <= 30 else ""
    return {"label": label, "value": said, "help": _left(days), "tone": tone}


def _close(close: YearClose | None) -> tuple[str, str]:
    if close is None:
        return _("ยังไม่ปิด"), "waiting"
    tones = {YearClose.State.CLOSED: "waiting", YearClose.State.SIGNED: "good", YearClose.State.REOPENED: "warning"}
    return close.get_state_display(), tones[YearClose.State(close.state)]


def agreement(rows: list[Compared], *, user: User, province: Province) -> Table:
    """The pairs of figures that must agree."""
    labels = {
        "ADMINISTRATION": _("งบบริหาร: เบิกตามแผน กับค่าใช้จ่ายในบัญชีเงินฝากคลัง"),
        "SUBSIDY": _("งบอุดหนุน: เบิกตามแผน กับค่าใช้จ่ายในบัญชี"),
        BankAccount.Kind.TREASURY_DEPOSIT: _("เงินฝากคลัง: ทะเบียนคุม กับรายงาน GFMIS"),
        BankAccount.Kind.SAVINGS: _("เงินฝากธนาคาร: ทะเบียนคุม กับรายงานของธนาคาร"),
        "DEBTORS": _("ลูกหนี้: รวมรายสัญญา กับบัญชีแยกประเภท"),
        "LINES": _("รายการธนาคารที่ยังไม่เป็นใบเสร็จ"),
        "MONTHS": _("เดือนที่ยังไม่ยืนยันการปิดบัญชี"),
    }
    return {
        "title": _("ความเป็นปัจจุบันของข้อมูล"),
        "caption": _("ข้อมูลในระบบเทียบกับเงินฝากคลัง ธนาคาร และบัญชี"),
        "columns": columns(
            (_("รายการ"), "text"),
            (_("ในระบบ"), "money"),
            (_("อีกฝั่ง"), "money"),
            (_("ผลต่างที่ยังไม่ทราบสาเหตุ"), "money"),
            (_("ผล"), "state"),
        ),
        "rows": [
            {
                "tone": "" if row.agrees else "warning",
                "cells": [
                    text(labels[row.code], url=_source(row, user, province), note=_since(row)),
                    _figure(row.ours),
                    money(row.other),
                    _figure(row.difference) if row.other is not None else money(None),
                    _verdict(row),
                ],
            }
            for row in rows
        ],
    }


def _figure(value: Any) -> dict[str, Any]:
    return money(value) if value is None or isinstance(value, Decimal) else number(value)


def _since(row: Compared) -> str:
    return format_short(row.on, english=reader_is_english()) if row.on else ""


def _verdict(row: Compared) -> dict[str, Any]:
    if row.difference is None:
        return state(_("ยังไม่มีรายงานของเดือน"), "waiting")
    if row.agrees:
        return state(_("ตรงกัน") if row.other is not None else _("ไม่มีค้าง"), "good")
    return state(_("ไม่ตรง") if row.other is not None else _("มีค้าง"), "warning")


def _source(row: Compared, user: User, province: Province) -> str:
    if row.code == "DEBTORS":
        return page_of(user, "treasury.view", "reports:report", "debtors", province=province.code)
    if row.code == "LINES":
        return page_of(user, "repayments.view", "repayments:queue")
    if row.code in BankAccount.Kind.values:
        if row.pk:
            return page_of(user, "treasury.view", "treasury:statement", row.pk)
        return page_of(user, "treasury.view", "treasury:statements", province=province.code)
    if row.code == "MONTHS":
        return page_of(user, "treasury.view", "treasury:books", province=province.code)
    return page_of(user, "treasury.view", "treasury:budget", province=province.code)
