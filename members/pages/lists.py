"""Tables of members: the register, likely duplicates, and the small pieces every page of the room uses."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from members import selectors
from members.models import Member

TONES = {
    Member.Status.ACTIVE: "good",
    Member.Status.LEFT: "neutral",
    Member.Status.DECEASED: "neutral",
    Member.Status.BARRED: "bad",
    Member.Status.MERGED: "done",
}


def list_table(request: HttpRequest, page: selectors.Page, *, on: date) -> dict[str, Any]:
    """The list of members with the addresses of the neighbouring pages."""
    return {
        "caption": _("ทะเบียนสมาชิก"),
        "columns": [
            {"label": _("ชื่อ"), "kind": "text"},
            {"label": _("ประเภท"), "kind": "text"},
            {"label": _("เลขที่สมาชิก"), "kind": "text"},
            {"label": _("เลขประจำตัวประชาชน"), "kind": "text"},
            {"label": _("ตำบล"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": page_of(member),
                "cells": [
                    {"value": member.full_name, "kind": "text"},
                    str(member.get_kind_display()),
                    member.member_number,
                    {"value": member.national_id_masked, "kind": "text"},
                    str(member.tambon),
                    str(member.amphoe),
                    status_cell(member, on=on),
                ],
            }
            for member in page.rows
        ],
        "empty": _("ไม่พบสมาชิกตามเงื่อนไขนี้ในพื้นที่ของท่าน"),
        "empty_actions": _register_action(request.user),
        "next_url": turned(request, "after", page.after),
        "prev_url": turned(request, "before", page.before),
    }


def likely_table(members: Iterable[Member]) -> dict[str, Any]:
    """The members who are probably the person, or the organisation, being registered."""
    return {
        "caption": _("สมาชิกที่อาจเป็นรายเดียวกัน"),
        "columns": [
            {"label": _("ชื่อ")},
            {"label": _("เลขที่สมาชิก")},
            {"label": _("เลขประจำตัวประชาชน")},
            {"label": _("วันเกิด"), "kind": "date"},
            {"label": _("ตำบล")},
        ],
        "rows": [
            {
                "url": page_of(member),
                "cells": [
                    {"value": member.full_name, "kind": "text"},
                    member.member_number,
                    member.national_id_masked,
                    {"value": member.birth_on, "kind": "date"},
                    str(member.tambon),
                ],
            }
            for member in members
        ],
    }


def status_cell(member: Member, *, on: date) -> dict[str, Any]:
    """The status as a cell; a bar that has run out says so and is no warning any more."""
    label, tone = standing_shown(member, on=on)
    return {"value": label, "kind": "state", "tone": tone}


def standing_shown(member: Member, *, on: date) -> tuple[str, str]:
    """What the badge of a member says, and its tone."""
    label = str(member.get_status_display())
    if member.status == Member.Status.BARRED and not selectors.standing_of(member).is_in_force(on):
        return _("พ้นการระงับสิทธิแล้ว"), "neutral"
    return label, TONES[Member.Status(member.status)]


def page_of(member: Member) -> str:
    """The address of a member's page."""
    return reverse("members:detail", args=[member.member_number])


def url_of(name: str, member: Member) -> str:
    """The address of something done to a member."""
    return reverse(name, args=[member.member_number])


def link(name: str, *args: Any) -> str:
    """An address in a room above, which need not have such a page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def turned(request: HttpRequest, name: str, place: str) -> str:
    """The address of a neighbouring page of the same list, "" where there is none."""
    if not place:
        return ""
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    query[name] = place
    return f"?{query.urlencode()}"


def _register_action(user: User) -> list[dict[str, str]]:
    if not holds(user, "members.register"):
        return []
    return [{"url": reverse("members:register"), "label": _("ขึ้นทะเบียนสมาชิกใหม่")}]
