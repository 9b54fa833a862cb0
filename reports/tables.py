"""What the screens of this room show of a month, a figure and the first steps of a new province."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from members.models import Member
from reports.selectors.figures import Figures
from reports.selectors.member_counts import MemberTable
from reports.selectors.packs import Month
from thai.dates import format_short
from thai.refusals import reader_is_english
from treasury.models import MonthClose

# The order of a first day: permission, address, icon.
_FIRST_STEPS = (
    ("members.register", "members:register", "person-plus"),
    ("projects.enter", "projects:new", "file-text"),
    ("projects.amphoe_meeting", "projects:meetings", "calendar"),
    ("treasury.post", "treasury:allocate", "bank"),
    ("repayments.import", "repayments:import", "upload"),
    ("projects.record", "projects:record", "inbox"),
    ("treasury.close_month", "treasury:books", "book"),
    ("projects.tambon_opinion", "projects:list", "chat"),
    ("loans.approve_transfer", "loans:transfers", "cash-coin"),
    ("projects.view", "projects:board", "diagram"),
    ("members.view", "members:list", "people"),
    ("debt.view", "debt_followup:list", "flag"),
    ("jobs.view", "jobs:list", "gear"),
    ("audit.view", "audit", "eye"),
)


def first_steps(user: User) -> list[dict[str, str]]:
    """Return the first three things that a user of a new province can do."""
    labels = {
        "members:register": _("ขึ้นทะเบียนสมาชิก"),
        "projects:new": _("บันทึกแบบเสนอโครงการ"),
        "projects:meetings": _("นัดประชุม อกส.อ."),
        "treasury:allocate": _("บันทึกเงินทุนที่ได้รับจัดสรร"),
        "repayments:import": _("นำเข้าไฟล์ธนาคาร"),
        "projects:record": _("บันทึกรับโครงการจากอำเภอ"),
        "treasury:books": _("ดูบัญชีของจังหวัด"),
        "projects:list": _("ดูโครงการที่รอความเห็น"),
        "loans:transfers": _("ดูรายการโอนเงิน"),
        "projects:board": _("ดูกระดานโครงการ"),
        "members:list": _("ค้นหาสมาชิก"),
        "debt_followup:list": _("ดูลูกหนี้ค้างชำระ"),
        "jobs:list": _("ดูงานเบื้องหลัง"),
        "audit": _("ตรวจประวัติการใช้งาน"),
    }
    return [
        {"url": reverse(name), "label": labels[name], "icon": icon}
        for permission, name, icon in _FIRST_STEPS
        if holds(user, permission)
    ][:3]


def figures(found: Figures, *, user: User) -> list[dict[str, Any]]:
    """Return the figures of the area, each leading to where it comes from."""
    cards: list[dict[str, Any]] = [
        {
            "label": _("เงินต้นคงเหลือ"),
            "value": found.outstanding,
            "kind": "money",
            "help": _("สัญญาที่กำลังผ่อน %(contracts)s สัญญา") % {"contracts": f"{found.contracts:,}"},
            "url": reverse("loans:list"),
        }
    ]
    if holds(user, "repayments.view"):
        cards.append(
            {
                "label": _("รับชำระเดือนนี้"),
                "value": found.received,
                "kind": "money",
                "help": _("ตามวันที่ธนาคารรับเงิน"),
                "url": reverse("repayments:receipts"),
            }
        )
    if found.ageing:
        cards.append(
            {
                "label": _("ค้างชำระ"),
                "value": found.arrears,
                "kind": "money",
                "help": _("%(contracts)s สัญญา ไม่รวมเบี้ยปรับ") % {"contracts": f"{found.contracts_behind:,}"},
                "url": reverse("debt_followup:list"),
                "tone": "bad" if found.contracts_behind else "",
            }
        )
    return cards


def paper_url(document_id: int | None) -> str:
    """Return where the PDF of a paper is opened, nothing where there is none."""
    return reverse("documents:open", args=[document_id]) if document_id else ""


def month(row: Month, *, may_make: bool) -> dict[str, Any]:
    """Return a month of the packs' page: its close, its pack, and the next step with its button."""
    close_label, close_tone = _close_state(row)
    label, tone = _pack_state(row)
    pack = row.pack
    return {
        "month_on": row.month_on,
        "key": f"{row.month_on:%Y-%m}",
        "close_label": close_label,
        "close_tone": close_tone,
        "close_url": reverse("treasury:month", args=[f"{row.month_on:%Y-%m}"]),
        "pack_label": label,
        "pack_tone": tone,
        "pack_url": paper_url(pack.document_id) if pack else "",
        "number": pack.document.number if pack else "",
        "dated_on": pack.document.issued_on if pack else None,
        "revision": pack.run.revision if pack else 0,
        "sent_on": pack.sent_on if pack else None,
        "sent_by": str(pack.sent_by) if pack and pack.sent_by else "",
        "error": row.run.message if row.run is not None and row.run.state == "FAILED" else "",
        "may_make": may_make and not row.is_running and not row.has_final,
        "make_label": _("จัดทำฉบับจริง") if row.is_confirmed else _("จัดทำฉบับร่าง"),
        "send_url": reverse("reports:mark_sent", args=[pack.pk])
        if may_make and row.has_final and pack is not None and pack.sent_on is None
        else "",
    }


def _close_state(row: Month) -> tuple[str, str]:
    if row.close is None:
        return _("ยังไม่ปิดบัญชี"), "waiting"
    if row.close.state == MonthClose.State.REOPENED:
        return _("เปิดใหม่"), "warning"
    if row.is_confirmed:
        return _("ปิดและยืนยันแล้ว"), "good"
    return _("ปิดแล้ว รอยืนยัน"), "active"


def _pack_state(row: Month) -> tuple[str, str]:
    if row.is_running:
        return _("กำลังจัดทำ"), "active"
    if row.run is not None and row.run.state == "FAILED":
        return _("จัดทำไม่สำเร็จ"), "bad"
    if row.pack is None:
        return _("ยังไม่ได้จัดทำ"), "waiting"
    if row.pack.is_draft:
        return _("ฉบับร่าง"), "waiting"
    if row.pack.sent_on is not None and not row.is_stale:
        return _("ส่งแล้ว"), "done"
    if row.is_stale:
        return _("บัญชีเปลี่ยนหลังจัดทำ"), "warning"
    return _("พร้อมส่ง"), "good"


def member_kinds(found: MemberTable) -> dict[str, Any]:
    """Return table T-04: a line for each kind of member."""
    return {
        "caption": _("จำนวนสมาชิก ณ วันที่ %(as_of)s ปีงบประมาณ %(year)s")
        % {"as_of": format_short(found.as_of, english=reader_is_english()), "year": found.fiscal_year},
        "columns": [
            {"label": _("ประเภทสมาชิก"), "kind": "text"},
            {"label": _("ฐานเดิม (ราย)"), "kind": "number"},
            {"label": _("เป้าหมาย (ราย)"), "kind": "number"},
            {"label": _("ผล (ราย)"), "kind": "number"},
            {"label": _("ร้อยละของเป้าหมาย"), "kind": "percent"},
        ],
        "rows": [
            {
                "cells": [
                    str(Member.Kind(row.kind).label),
                    {"value": row.base, "kind": "number"},
                    {"value": row.target, "kind": "number"},
                    {"value": row.result, "kind": "number"},
                    {"value": row.percent, "kind": "percent"},
                ]
            }
            for row in found.kinds
        ],
    }


def member_provinces(found: MemberTable) -> dict[str, Any]:
    """Return the members of every province with the totals."""
    return {
        "caption": _("สมาชิกแยกตามจังหวัด"),
        "columns": [
            {"label": _("จังหวัด"), "kind": "text"},
            {"label": _("บุคคลธรรมดา (ราย)"), "kind": "number"},
            {"label": _("องค์กรสตรี (ราย)"), "kind": "number"},
        ],
        "rows": [
            {
                "url": f"?province={row.province.code}",
                "cells": [
                    {"value": str(row.province), "kind": "text"},
                    {"value": row.persons, "kind": "number"},
                    {"value": row.organisations, "kind": "number"},
                ],
            }
            for row in found.provinces
        ],
        "totals": [
            {"value": _("รวม"), "kind": "text"},
            {"value": sum(row.persons for row in found.provinces), "kind": "number"},
            {"value": sum(row.organisations for row in found.provinces), "kind": "number"},
        ],
    }
