"""The page on which two records are compared before they become one."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from members import rules, selectors
from members.loan_facts import loan_facts
from members.models import Member
from members.pages.lists import page_of, standing_shown


def candidates_table(member: Member, found: Iterable[Member], *, on: date) -> dict[str, Any]:
    """The records that may be the same; each row goes on to the comparison."""
    return {
        "caption": _("ระเบียนที่อาจซ้ำกัน"),
        "columns": [
            {"label": _("ชื่อ")},
            {"label": _("เลขที่สมาชิก")},
            {"label": _("เลขประจำตัวประชาชน")},
            {"label": _("วันเกิด"), "kind": "date"},
            {"label": _("ตำบล")},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": _comparison_of(member, row),
                "cells": [
                    {"value": row.full_name, "kind": "text"},
                    row.member_number,
                    row.national_id_masked,
                    {"value": row.birth_on, "kind": "date"},
                    str(row.tambon),
                    dict(zip(("value", "tone"), standing_shown(row, on=on), strict=True), kind="state"),
                ],
            }
            for row in found
        ],
        "empty": _("ไม่พบระเบียนอื่นที่อาจซ้ำกันในพื้นที่ของท่าน ค้นด้วยชื่อหรือเลขที่สมาชิกของอีกระเบียนได้"),
    }


def comparison_table(kept: Member, absorbed: Member, *, on: date) -> dict[str, Any]:
    """Both records side by side; what differs is marked."""
    return {
        "caption": _("เปรียบเทียบสองระเบียน"),
        "columns": [
            {"label": _("ข้อมูล")},
            {"label": _("ใช้ต่อ: %s") % kept.member_number},
            {"label": _("รวมเข้า: %s") % absorbed.member_number},
            {"label": _("ผล"), "kind": "state"},
        ],
        "rows": [
            {
                "cells": [
                    label,
                    {"value": mine, "kind": kind},
                    {"value": other, "kind": kind},
                    {"value": _("ตรงกัน"), "kind": "state", "tone": "good"}
                    if mine == other
                    else {"value": _("ต่างกัน"), "kind": "state", "tone": "warning"},
                ]
            }
            for label, kind, mine, other in _compared(kept, absorbed, on)
        ],
    }


def after_merge_sentences(kept: Member, absorbed: Member, *, on: date) -> list[str]:
    """What the officer must know before she merges: what passes over, and what the kept record then owes."""
    said = []
    before, other = selectors.standing_of(kept), selectors.standing_of(absorbed)
    after = rules.standing_after_merge(kept=before, absorbed=other, on=on)
    if after != before:
        label = Member.Status(after.status).label
        said.append(_("หลังรวม ระเบียนที่ใช้ต่อจะมีสถานะ%(status)s ตามระเบียนที่รวมเข้า") % {"status": label})
    facts = loan_facts(member_ids=[kept.pk, absorbed.pk], on=on)
    mine, others = facts[kept.pk].open, facts[absorbed.pk].open
    if others:
        said.append(_("สัญญาที่ยังไม่ปิดของระเบียนที่รวมเข้าจะนับเป็นของระเบียนที่ใช้ต่อ: %s") % ", ".join(others))
    if mine and others:
        said.append(_("ทั้งสองระเบียนมีสัญญาที่ยังไม่ปิด กรุณาตรวจว่าเป็นบุคคลเดียวกันจริง"))
    return said


def _compared(kept: Member, absorbed: Member, on: date) -> list[tuple[str, str, Any, Any]]:
    """Each line: its label, the kind of its cells, and what the two records say."""

    def both(label: str, value: Any, kind: str = "text") -> tuple[str, str, Any, Any]:
        return label, kind, value(kept), value(absorbed)

    name = both(_("ชื่อ"), lambda member: member.full_name)
    rows = [
        both(_("ที่อยู่"), lambda member: member.address),
        both(_("ตำบล อำเภอ จังหวัด"), lambda member: member.area_label),
        both(_("อยู่ในพื้นที่ตั้งแต่"), lambda member: member.residence_since_on, "date"),
        both(_("อาชีพ"), lambda member: member.occupation),
        both(_("โทรศัพท์"), lambda member: member.telephone),
        both(_("สถานะ"), lambda member: standing_shown(member, on=on)[0]),
        both(_("วันที่ขึ้นทะเบียน"), lambda member: member.registered_on, "date"),
    ]
    if kept.is_organisation:
        number = both(_("เลขทะเบียนนิติบุคคล"), lambda member: member.organisation.registration_number or "")
        return [name, number, *rows]
    return [
        name,
        both(_("เลขประจำตัวประชาชน"), lambda member: member.national_id_masked),
        both(_("วันเกิด"), lambda member: member.birth_on, "date"),
        *rows,
    ]


def links(kept: Member, absorbed: Member) -> dict[str, str]:
    """The addresses of both pages, and of the comparison the other way round."""
    return {
        "kept_url": page_of(kept),
        "absorbed_url": page_of(absorbed),
        "turned_url": _comparison_of(absorbed, kept),
    }


def _comparison_of(kept: Member, absorbed: Member) -> str:
    address = reverse("members:merge", args=[kept.member_number])
    return f"{address}?{urlencode({'other': absorbed.member_number})}"
