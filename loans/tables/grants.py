"""The tables about subsidies: what waits, the list, and how one was used."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import Grant, GrantRecord
from loans.rules import evidence_due_on
from loans.tables.contracts import money
from projects.rules import organ_name
from projects.tables.places import place_of

GRANT_TONES = {
    Grant.State.PREPARED: "waiting",
    Grant.State.PAID: "active",
    Grant.State.EVIDENCED: "done",
    Grant.State.CANCELLED: "bad",
}


def subsidies_table(proposals: Sequence[Any], *, may_prepare: bool) -> dict[str, Any]:
    """Approved subsidies that wait for the organisation's account."""
    secretary = organ_name(organ="SUBCOMMITTEE", province=place_of(row.province_id for row in proposals))
    return {
        "caption": _("เปิดโครงการเพื่อบันทึกบัญชีรับเงิน")
        if may_prepare
        else _("รอเลขานุการ %(organ)s บันทึกบัญชีรับเงิน") % {"organ": _(secretary)},
        "columns": [
            {"label": _("โครงการ"), "kind": "text"},
            {"label": _("องค์กร"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("อนุมัติเมื่อ"), "kind": "date"},
            {"label": _("วงเงิน"), "kind": "money"},
        ],
        "rows": [
            {
                "url": reverse("loans:prepare_grant", args=[row.pk]) if may_prepare else "",
                "cells": [
                    {"value": row.title, "kind": "text", "note": row.reference},
                    row.organisation.member.full_name if row.organisation else "",
                    str(row.amphoe),
                    {"value": row.approved_on, "kind": "date"},
                    money(row.amount),
                ],
            }
            for row in proposals
        ],
        "empty": _("ไม่มีโครงการเงินอุดหนุนที่รอบันทึกบัญชี"),
        "queue": True,
    }


def grants_table(grants: Iterable[Any], *, next_url: str, prev_url: str) -> dict[str, Any]:
    """The subsidies, the newest first, each with what of it is accounted for."""
    return {
        "caption": _("รายการล่าสุดอยู่บน"),
        "columns": [
            {"label": _("เลขที่"), "kind": "text"},
            {"label": _("องค์กร"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("วันที่โอนเงิน"), "kind": "date"},
            {"label": _("ส่งหลักฐานภายใน"), "kind": "date"},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("มีหลักฐาน"), "kind": "money"},
            {"label": _("ส่งคืน"), "kind": "money"},
            {"label": _("ยังขาด"), "kind": "money"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("loans:grant", args=[grant.pk]),
                "cells": [
                    {"value": grant.label, "kind": "text", "note": grant.proposal.title},
                    grant.proposal.organisation.member.full_name,
                    str(grant.amphoe),
                    {"value": grant.paid_on, "kind": "date"},
                    {"value": evidence_due_on(paid_on=grant.paid_on) if grant.paid_on else None, "kind": "date"},
                    money(grant.amount),
                    money(grant.used),
                    money(grant.back),
                    money(grant.amount - grant.used - grant.back if grant.paid_on else None),
                    {"value": grant.get_state_display(), "kind": "state", "tone": GRANT_TONES[grant.state]},
                ],
            }
            for grant in grants
        ],
        "empty": _("ยังไม่มีเงินอุดหนุนตามตัวกรองนี้"),
        "next_url": next_url,
        "prev_url": prev_url,
        "queue": True,
    }


def records_table(records: Iterable[GrantRecord]) -> dict[str, Any]:
    """How a subsidy was used and what came back; a withdrawn row stays and says so."""
    return {
        "caption": _("ใบสำคัญและเงินส่งคืน"),
        "columns": [
            {"label": _("วันที่"), "kind": "date"},
            {"label": _("รายการ"), "kind": "text"},
            {"label": _("เลขที่เอกสาร"), "kind": "text"},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ประเภท"), "kind": "state"},
            {"label": _("ผู้บันทึก"), "kind": "text"},
        ],
        "rows": [_record(row) for row in records],
        "empty": _("ยังไม่มีหลักฐานการใช้จ่าย"),
    }


def _record(row: GrantRecord) -> dict[str, Any]:
    taken_back = getattr(row, "withdrawal", None)
    tones = {GrantRecord.Kind.USE: "good", GrantRecord.Kind.RETURN: "active", GrantRecord.Kind.WITHDRAWN: "bad"}
    return {
        "tone": "bad" if taken_back else "",
        "cells": [
            {"value": row.happened_on, "kind": "date"},
            {
                "value": row.text,
                "kind": "text",
                "url": reverse("loans:grant_file", args=[row.grant_id, row.pk]) if row.file_id else "",
                "note": _("เพิกถอนแล้ว: %(why)s") % {"why": taken_back.text} if taken_back else "",
            },
            row.reference,
            money(row.amount),
            {"value": row.get_kind_display(), "kind": "state", "tone": tones[row.kind]},
            str(row.recorded_by),
        ],
    }
