"""What the pages of the register show: tables and panels as data for the components."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from areas import business_date
from areas.models import User
from areas.scope import holds
from areas.selectors import accesses_to
from members import rules, selectors
from members.models import Member
from members.rules import Answer

TONES = {
    Member.Status.ACTIVE: "good",
    Member.Status.LEFT: "neutral",
    Member.Status.DECEASED: "neutral",
    Member.Status.BARRED: "bad",
}
_ANSWER_TONES = {Answer.OK: "good", Answer.WARN: "warning", Answer.BLOCK: "bad"}
_HISTORY = 30


def list_table(request: HttpRequest, page: selectors.Page) -> dict[str, Any]:
    """The list of members with the addresses of the neighbouring pages."""
    return {
        "caption": _("ทะเบียนสมาชิก"),
        "columns": [
            {"label": _("ชื่อ-สกุล"), "kind": "text"},
            {"label": _("เลขที่สมาชิก"), "kind": "text"},
            {"label": _("เลขประจำตัวประชาชน"), "kind": "text"},
            {"label": _("ตำบล"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("members:detail", args=[member.member_number]),
                "cells": [
                    {"value": member.full_name, "kind": "text"},
                    member.member_number,
                    {"value": member.national_id_masked, "kind": "text"},
                    str(member.tambon),
                    str(member.amphoe),
                    _status(member),
                ],
            }
            for member in page.rows
        ],
        "empty": _("ไม่พบสมาชิกตามเงื่อนไขนี้ในพื้นที่ของท่าน"),
        "empty_actions": _register_action(request.user),
        "next_url": _turned(request, "after", page.after),
        "prev_url": _turned(request, "before", page.before),
    }


def detail_context(request: HttpRequest, member: Member, *, revealed: str = "") -> dict[str, Any]:
    """All that the page of one member shows to this user."""
    user = request.user
    on = business_date.today()
    verdict = selectors.verdicts(members=[member], on=on)[member.pk]
    return {
        "member": member,
        "status_tone": TONES[Member.Status(member.status)],
        "facts": _facts(member, on),
        "masked": member.national_id_masked,
        "revealed": revealed,
        "reveal_url": _url("members:reveal", member) if holds(user, "members.reveal_id") else "",
        "edit_url": _url("members:edit", member) if holds(user, "members.register") else "",
        "verdict": verdict,
        "on": on,
        "findings": findings_table(verdict),
        "borrowings": _borrowings_table(member),
        "events": _history(member),
        "accesses": _accesses(member) if holds(user, "audit.view") else None,
    }


def findings_table(verdict: rules.Verdict) -> dict[str, Any]:
    """The conditions of borrowing, each with its answer and its reason."""
    answers = {Answer.OK: _("ผ่าน"), Answer.WARN: _("ต้องพิจารณา"), Answer.BLOCK: _("ไม่ผ่าน")}
    return {
        "caption": _("เงื่อนไขของผู้กู้"),
        "columns": [{"label": _("เงื่อนไข")}, {"label": _("ผล"), "kind": "state"}, {"label": _("เหตุผล")}],
        "rows": [
            {
                "cells": [
                    {"value": _(rules.CONDITION_LABELS[finding.condition]), "kind": "text"},
                    {"value": answers[finding.answer], "kind": "state", "tone": _ANSWER_TONES[finding.answer]},
                    {"value": finding.sentence, "kind": "text"},
                ]
            }
            for finding in verdict.findings
        ],
    }


def likely_table(members: Iterable[Member]) -> dict[str, Any]:
    """The members who are probably the person being registered."""
    return {
        "caption": _("สมาชิกที่อาจเป็นคนเดียวกัน"),
        "columns": [
            {"label": _("ชื่อ-สกุล")},
            {"label": _("เลขที่สมาชิก")},
            {"label": _("เลขประจำตัวประชาชน")},
            {"label": _("วันเกิด"), "kind": "date"},
            {"label": _("ตำบล")},
        ],
        "rows": [
            {
                "url": _url("members:detail", member),
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


def _facts(member: Member, on: Any) -> list[dict[str, Any]]:
    years = rules.age_on(member.birth_on, on)
    return [
        {"label": _("เลขที่สมาชิก"), "value": member.member_number},
        {"label": _("วันเกิด"), "value": member.birth_on, "kind": "date", "help": _("อายุ %s ปี") % years},
        {"label": _("ที่อยู่"), "value": f"{member.address} {member.area_label}"},
        {"label": _("อยู่ในพื้นที่ตั้งแต่"), "value": member.residence_since_on, "kind": "date"},
        {"label": _("อาชีพ"), "value": member.occupation},
        {"label": _("โทรศัพท์"), "value": member.telephone},
        {"label": _("วันที่ขึ้นทะเบียน"), "value": member.registered_on, "kind": "date"},
        *([{"label": _("เหตุผลของสถานะ"), "value": member.status_reason}] if member.status_reason else []),
    ]


def _borrowings_table(member: Member) -> dict[str, Any]:
    rows = member.borrowings.select_related("proposal", "proposal__contract").order_by("-proposal__applied_on", "-pk")
    return {
        "caption": _("โครงการและสัญญาที่ร่วมกู้"),
        "columns": [
            {"label": _("โครงการ")},
            {"label": _("ฐานะ")},
            {"label": _("วงเงิน"), "kind": "money"},
            {"label": _("สถานะโครงการ")},
            {"label": _("สัญญา")},
        ],
        "rows": [_borrowing(row) for row in rows[:50]],
        "empty": _("ยังไม่เคยร่วมเสนอโครงการกู้"),
    }


def _borrowing(row: Any) -> dict[str, Any]:
    proposal = row.proposal
    contract = getattr(proposal, "contract", None)
    return {
        "cells": [
            {"value": f"{proposal.reference} {proposal.title}", "url": _link("projects:proposal", proposal.reference)},
            row.get_role_display(),
            {"value": proposal.amount, "kind": "money"},
            str(proposal.get_state_display()),
            {"value": contract.label, "url": _link("loans:contract", contract.pk)} if contract else "",
        ]
    }


def _history(member: Member) -> list[dict[str, Any]]:
    """What was changed in the row of the member, when and by whom, the newest first."""
    rows = list(member.events.select_related("pgh_context").order_by("-pgh_created_at", "-pgh_id")[: _HISTORY + 1])
    known = {row.pgh_context.metadata.get("user") for row in rows if row.pgh_context}
    people = User.objects.in_bulk([key for key in known if key])
    events = []
    for number, row in enumerate(rows[:_HISTORY]):
        earlier = rows[number + 1] if number + 1 < len(rows) else None
        by = row.pgh_context.metadata.get("user") if row.pgh_context else None
        events.append(
            {
                "at": row.pgh_created_at,
                "who": str(people[by]) if by in people else "",
                "what": _("ขึ้นทะเบียน") if row.pgh_label == "insert" else _("แก้ไขข้อมูล"),
                "why": ", ".join(_changed(row, earlier)) if earlier else "",
                "tone": "good" if row.pgh_label == "insert" else "neutral",
            }
        )
    return events


def _changed(row: Any, earlier: Any) -> list[str]:
    ignored = {"name_key", "national_id_hash", "member_number"}
    return [
        str(field.verbose_name)
        for field in Member._meta.concrete_fields
        if field.name not in ignored
        and hasattr(row, field.attname)
        and getattr(row, field.attname) != getattr(earlier, field.attname)
    ]


def _accesses(member: Member) -> list[dict[str, Any]]:
    return [
        {
            "at": row.at,
            "who": str(row.user),
            "what": row.get_action_display(),
            "why": row.reason,
            "tone": "warning" if row.action == row.Action.REVEAL else "neutral",
        }
        for row in accesses_to(subject=f"member:{member.pk}")[:_HISTORY]
    ]


def _status(member: Member) -> dict[str, Any]:
    return {
        "value": member.get_status_display(),
        "kind": "state",
        "tone": TONES[Member.Status(member.status)],
    }


def _register_action(user: User) -> list[dict[str, str]]:
    if not holds(user, "members.register"):
        return []
    return [{"url": reverse("members:register"), "label": _("ขึ้นทะเบียนสมาชิกใหม่")}]


def _url(name: str, member: Member) -> str:
    return reverse(name, args=[member.member_number])


def _link(name: str, *args: Any) -> str:
    """An address in a room above, which need not have such a page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _turned(request: HttpRequest, name: str, place: str) -> str:
    if not place:
        return ""
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    query[name] = place
    return f"?{query.urlencode()}"
