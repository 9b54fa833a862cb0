"""The page of a contract that was taken over from an old register of debtors: its own terms, no project behind it."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.views.sara import sara_panel
from documents.models import Document
from loans import selectors, tables
from loans.models import Contract


def contract_in_sara(user: Any, row: Contract) -> dict[str, Any]:
    """The number of a contract in SARA as ``components/sara_number.html`` shows it."""
    return sara_panel(user, row, url=reverse("loans:sara", args=[row.pk]), label=_("เลขที่สัญญาในระบบ SARA"))


def old_contract_context(row: Contract, *, user: Any, events: list[dict[str, Any]]) -> dict[str, Any]:
    """What the page shows: the terms as the register knows them, what was left of each instalment, who signed."""
    lines = selectors.schedule_of(row)
    known = row.register_received
    return {
        "contract": row,
        "state_label": row.get_state_display(),
        "state_tone": tables.STATE_TONES[row.state],
        "facts": _facts(row),
        "schedule": tables.schedule_table(
            [line for line in lines if line.total], caption=_("ส่วนที่เหลือของแต่ละงวด ณ วันตั้งทะเบียน")
        ),
        "is_paid": not any(line.total for line in lines),
        "base_on": known.on if known else None,
        "parties": parties_table(row),
        "papers": [
            {
                "title": paper.get_kind_display(),
                "number": paper.number,
                "on": paper.issued_on,
                "url": reverse("documents:open", args=[paper.pk]),
            }
            for paper in Document.objects.about(f"contract:{row.pk}")[:20]
        ],
        "events": events,
        "sara": contract_in_sara(user, row),
    }


def _facts(row: Contract) -> list[dict[str, Any]]:
    register = row.terms.get("register", {})
    known = row.register_received
    return [
        {"label": _("โครงการ"), "value": row.register_title, "help": register.get("group", "")},
        {"label": _("พื้นที่"), "value": f"{row.tambon} · {row.amphoe} · {row.province}"},
        {"label": _("ปีที่อนุมัติ"), "value": str(register.get("approval_year_be", ""))},
        {"label": _("วันที่ในสัญญา"), "value": row.contract_on, "kind": "date"},
        {"label": _("เงินที่อนุมัติ"), "value": row.principal, "kind": "money"},
        {
            "label": _("รับชำระแล้วถึงวันตั้งทะเบียน"),
            "value": known.received if known else None,
            "kind": "money",
            "help": _("ณ วันที่ %(day)s") % {"day": tables.day(known.on)} if known else "",
        },
        {
            "label": _("ดอกเบี้ยตามสัญญา"),
            "value": row.annual_rate,
            "kind": "rate",
            "help": _("ต่อปี ลดต้นลดดอก ปีละ %(days)s วัน") % {"days": row.terms["contract_day_basis"]},
        },
        _default_rate(row),
        {"label": _("ข้อตกลงผิดนัดงวดหนึ่งถือว่าผิดนัดทั้งหมด"), "value": _clause(row)},
        {"label": _("วิธีชำระ"), "value": _repayment(register.get("repayment", ""))},
        {"label": _("รหัสอ้างอิงธนาคาร (Ref.1)"), "value": row.ref1},
        {"label": _("เลขที่ในระบบ SARA"), "value": row.sara_number},
    ]


def _default_rate(row: Contract) -> dict[str, Any]:
    label, rate = _("ดอกเบี้ยผิดนัด"), row.terms.get("default_rate")
    if rate is None:
        return {
            "label": label,
            "value": _("สัญญาไม่ได้ระบุ ใช้อัตราตามกฎหมาย"),
            "help": _("ร้อยละ 7.5 ถึง 10 เม.ย. 2564 แล้วร้อยละ 5"),
        }
    return {
        "label": label,
        "value": Decimal(rate),
        "kind": "rate",
        "help": _("ต่อปีของเงินต้นงวดที่ผิดนัด ปีละ %(days)s วัน") % {"days": row.terms["day_basis"]},
    }


def _clause(row: Contract) -> str:
    return {
        True: _("มี"),
        False: _("ไม่มี"),
    }.get(row.terms.get("acceleration_clause"), _("ไม่ทราบ ระบบใช้วันที่มาก่อนเตือนอายุความ"))


def _repayment(kind: str) -> str:
    return {"INSTALMENTS": _("ผ่อนเป็นงวด"), "SINGLE": _("ชำระครั้งเดียว")}.get(kind, _("ไม่ทราบ"))


def parties_table(row: Contract) -> dict[str, Any]:
    """Who signed; somebody who is no member is known by her name only."""
    return {
        "caption": _("ผู้กู้ทุกคนรับผิดร่วมกัน"),
        "columns": [
            {"label": _("ชื่อ"), "kind": "text"},
            {"label": _("ฐานะ"), "kind": "text"},
            {"label": _("ทะเบียนสมาชิก"), "kind": "text"},
            {"label": _("ที่อยู่สำหรับบอกกล่าว"), "kind": "text"},
        ],
        "rows": [
            {
                "cells": [
                    party.name,
                    party.get_role_display(),
                    party.member.national_id_masked if party.member else _("ไม่พบในทะเบียนสมาชิก"),
                    party.address or "–",
                ]
            }
            for party in row.parties.select_related("member").order_by("position")
        ],
    }
