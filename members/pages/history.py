"""What was done to a record of the register, and who looked at it."""

from typing import Any

from django.utils.translation import gettext as _

from areas.models import PersonalDataAccess, User
from members import selectors
from members.models import Member

_SHOWN = 30
_LOOKS_SHOWN = 8
_IGNORED = {"name_key", "national_id_hash", "member_number"}


def history(ids: list[int]) -> list[dict[str, Any]]:
    """What was changed in a record and in those merged into it, when and by whom, the newest first."""
    events: Any = Member._meta.get_field("events").related_model
    found = events.objects.filter(pgh_obj__in=ids).select_related("pgh_context")
    rows = list(found.order_by("-pgh_created_at", "-pgh_id")[: _SHOWN + 1])
    known = {row.pgh_context.metadata.get("user") for row in rows if row.pgh_context}
    people = User.objects.in_bulk([key for key in known if key])
    shown = []
    for number, row in enumerate(rows[:_SHOWN]):
        earlier = next((other for other in rows[number + 1 :] if other.pgh_obj_id == row.pgh_obj_id), None)
        by = row.pgh_context.metadata.get("user") if row.pgh_context else None
        shown.append(
            {
                "at": row.pgh_created_at,
                "who": str(people[by]) if by in people else "",
                "what": _what(row, earlier, is_own=row.pgh_obj_id == ids[0]),
                "why": ", ".join(_changed(row, earlier)) if earlier else "",
                "tone": _tone(row, earlier),
            }
        )
    return shown


def accesses(member: Member) -> list[dict[str, Any]]:
    """The last looks at a member's data; the whole list has a page of its own."""
    page = selectors.accesses_to_member(member=member, size=_LOOKS_SHOWN)
    return [
        {
            "at": row.at,
            "who": str(row.user),
            "what": row.get_action_display(),
            "why": row.reason,
            "tone": _TONES.get(row.action, "neutral"),
        }
        for row in page.rows
    ]


def accesses_table(page: selectors.AccessPage, *, next_url: str, prev_url: str) -> dict[str, Any]:
    """Who looked at a member's data, in what way and why, the newest first."""
    return {
        "caption": _("ผู้ที่เปิดดูข้อมูล"),
        "columns": [
            {"label": _("เมื่อ"), "kind": "datetime"},
            {"label": _("ผู้ใช้")},
            {"label": _("ตำแหน่ง")},
            {"label": _("การกระทำ")},
            {"label": _("เหตุผลหรือรายการ")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.at, "kind": "datetime"},
                    str(row.user),
                    row.user.position,
                    {
                        "value": row.get_action_display(),
                        "kind": "text",
                        "tone": _TONES.get(row.action, ""),
                    },
                    row.reason,
                ]
            }
            for row in page.rows
        ],
        "empty": _("ยังไม่มีผู้ใดเปิดดูข้อมูลนี้"),
        "next_url": next_url,
        "prev_url": prev_url,
    }


_TONES = {PersonalDataAccess.Action.REVEAL: "warning", PersonalDataAccess.Action.EXPORT: "active"}


def _what(row: Any, earlier: Any, *, is_own: bool) -> str:
    if row.pgh_label == "insert":
        what = _("ขึ้นทะเบียน")
    elif earlier is None:
        what = _("แก้ไขข้อมูล")
    elif row.status != earlier.status:
        what = _("เปลี่ยนสถานะเป็น%s") % Member.Status(row.status).label
    elif row.tambon_id != earlier.tambon_id:
        what = _("เปลี่ยนตำบลที่อยู่")
    else:
        what = _("แก้ไขข้อมูล")
    return what if is_own else f"{row.member_number}: {what}"


def _tone(row: Any, earlier: Any) -> str:
    if row.pgh_label == "insert":
        return "good"
    return "warning" if earlier is not None and row.status != earlier.status else "neutral"


def _changed(row: Any, earlier: Any) -> list[str]:
    return [
        str(field.verbose_name)
        for field in Member._meta.concrete_fields
        if field.name not in _IGNORED
        and hasattr(row, field.attname)
        and getattr(row, field.attname) != getattr(earlier, field.attname)
    ]
