"""What the page of one member shows, a person or an organisation: tables and panels as data for the components."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from areas import business_date
from areas.scope import holds
from members import rules, selectors
from members.models import Member, Organisation
from members.pages.history import accesses, history
from members.pages.lists import link, page_of, standing_shown, url_of
from members.rules import Answer

_ANSWER_TONES = {Answer.OK: "good", Answer.WARN: "warning", Answer.BLOCK: "bad"}


def detail_context(request: HttpRequest, member: Member, *, revealed: str = "") -> dict[str, Any]:
    """All that the page of one member shows to this user."""
    on = business_date.today()
    ids = selectors.ids_of(member)
    label, tone = standing_shown(member, on=on)
    organisation = _organisation(member)
    if organisation is not None:
        verdict = selectors.organisation_verdict(organisation=organisation, on=on)
    else:
        verdict = selectors.verdicts(members=[member], on=on)[member.pk]
    return {
        "member": member,
        "organisation": organisation,
        "status_label": label,
        "status_tone": tone,
        "kept": selectors.kept_record_of(member),
        "merged": _merged_table(member) if len(ids) > 1 else None,
        "facts": _organisation_facts(organisation) if organisation else _facts(member, on),
        "standing": _standing_facts(member),
        "masked": member.national_id_masked,
        "revealed": revealed,
        "verdict": verdict,
        "on": on,
        "findings": findings_table(verdict),
        "officers": officers_table(organisation, member, on=on, user=request.user) if organisation else None,
        "borrowings": _borrowings_table(ids, organisation),
        "addresses": _addresses_table(ids),
        "events": history(ids),
        "accesses": accesses(member) if holds(request.user, "members.accesses.view") else None,
        **_addresses(request, member),
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


def officers_table(organisation: Organisation, member: Member, *, on: date, user: Any) -> dict[str, Any]:
    """Everybody who acts or acted for an organisation, with the way to end a term that runs."""
    may = holds(user, "members.register") and not member.merged_into_id
    rows = []
    for officer in selectors.all_officers_of(organisation):
        acts = officer.valid_from <= on and (officer.valid_to is None or officer.valid_to >= on)
        label, tone = (_("ปฏิบัติหน้าที่"), "good") if acts else (_("พ้นหน้าที่แล้ว"), "done")
        ends = may and officer.valid_to is None
        rows.append(
            {
                "cells": [
                    {"value": officer.get_duty_display(), "kind": "text", "note": officer.authority},
                    {"value": officer.member.full_name, "kind": "text", "url": page_of(officer.member)},
                    {"value": officer.valid_from, "kind": "date"},
                    {"value": officer.valid_to, "kind": "date"},
                    {"value": label, "kind": "state", "tone": tone},
                    {
                        "value": _("ให้พ้นหน้าที่") if ends else "",
                        "kind": "text",
                        "url": link("members:end_officer", member.member_number, officer.pk) if ends else "",
                    },
                ]
            }
        )
    return {
        "caption": _("ประธานและผู้แทนขององค์กร"),
        "columns": [
            {"label": _("หน้าที่")},
            {"label": _("ชื่อ-สกุล")},
            {"label": _("ตั้งแต่"), "kind": "date"},
            {"label": _("ถึง"), "kind": "date"},
            {"label": _("สถานะ"), "kind": "state"},
            {"label": _("การดำเนินการ")},
        ],
        "rows": rows,
        "empty": _("ยังไม่มีประธานหรือผู้แทนในทะเบียน องค์กรจึงยังยื่นโครงการไม่ได้"),
    }


def _organisation(member: Member) -> Organisation | None:
    if not member.is_organisation:
        return None
    organisation = Organisation.objects.get(pk=member.pk)
    organisation.member = member
    return organisation


def _addresses(request: HttpRequest, member: Member) -> dict[str, str]:
    """Where this user may go on from the page; a merged record stays as it is."""
    may_change = holds(request.user, "members.register") and not member.merged_into_id
    may_merge = holds(request.user, "members.merge") and not member.merged_into_id
    may_reveal = holds(request.user, "members.reveal_id") and not member.is_organisation
    return {
        "reveal_url": url_of("members:reveal", member) if may_reveal else "",
        "edit_url": url_of("members:edit", member) if may_change else "",
        "move_url": url_of("members:move", member) if may_change else "",
        "standing_url": url_of("members:standing", member) if may_change else "",
        "appoint_url": url_of("members:appoint", member) if may_change and member.is_organisation else "",
        "merge_url": url_of("members:merge", member) if may_merge else "",
        "seen_url": url_of("members:seen", member) if holds(request.user, "members.accesses.view") else "",
    }


def _facts(member: Member, on: date) -> list[dict[str, Any]]:
    years = rules.age_on(member.birth_on, on) if member.birth_on else 0
    return [
        {"label": _("เลขที่สมาชิก"), "value": member.member_number},
        {"label": _("ประเภทสมาชิก"), "value": member.get_kind_display()},
        {"label": _("วันเกิด"), "value": member.birth_on, "kind": "date", "help": _("อายุ %s ปี") % years},
        {"label": _("ที่อยู่"), "value": f"{member.address} {member.area_label}".strip()},
        {"label": _("อยู่ในพื้นที่ตั้งแต่"), "value": member.residence_since_on, "kind": "date"},
        {"label": _("อาชีพ"), "value": member.occupation},
        {"label": _("โทรศัพท์"), "value": member.telephone},
        {"label": _("วันที่ขึ้นทะเบียน"), "value": member.registered_on, "kind": "date"},
    ]


def _organisation_facts(organisation: Organisation) -> list[dict[str, Any]]:
    member = organisation.member
    legal = _("เป็นนิติบุคคล") if organisation.is_legal_person else _("ไม่เป็นนิติบุคคล")
    number = organisation.registration_number
    return [
        {"label": _("เลขที่สมาชิก"), "value": member.member_number},
        {"label": _("ประเภทสมาชิก"), "value": member.get_kind_display()},
        {"label": _("สภาพบุคคล"), "value": legal},
        *([{"label": _("เลขทะเบียนนิติบุคคล"), "value": number}] if number else []),
        {"label": _("วันที่ก่อตั้ง"), "value": organisation.founded_on, "kind": "date"},
        {"label": _("ที่ตั้งสำนักงาน"), "value": f"{member.address} {member.area_label}".strip()},
        {"label": _("สำนักงานอยู่ที่นี่ตั้งแต่"), "value": member.residence_since_on, "kind": "date"},
        {"label": _("กิจกรรมหรืออาชีพขององค์กร"), "value": member.occupation},
        {"label": _("โทรศัพท์"), "value": member.telephone},
        {"label": _("วันที่ขึ้นทะเบียน"), "value": member.registered_on, "kind": "date"},
    ]


def _standing_facts(member: Member) -> list[dict[str, Any]]:
    """The reason and the days of a standing that is not simply good."""
    if member.status == Member.Status.ACTIVE and not member.status_reason:
        return []
    facts: list[dict[str, Any]] = [{"label": _("เหตุผลของสถานะ"), "value": member.status_reason}]
    if member.status_since_on:
        facts.append({"label": _("สถานะตั้งแต่วันที่"), "value": member.status_since_on, "kind": "date"})
    if member.status == Member.Status.BARRED:
        until = (
            {"value": member.status_until_on, "kind": "date"} if member.status_until_on else {"value": _("ไม่มีกำหนด")}
        )
        facts.append({"label": _("ระงับสิทธิถึงวันที่"), **until})
    return facts


def _merged_table(member: Member) -> dict[str, Any]:
    return {
        "caption": _("ระเบียนที่รวมเข้ากับระเบียนนี้"),
        "columns": [
            {"label": _("เลขที่สมาชิก")},
            {"label": _("ชื่อ")},
            {"label": _("รวมเมื่อ"), "kind": "date"},
            {"label": _("ผู้รวม")},
            {"label": _("เหตุผล")},
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.absorbed.member_number, "url": page_of(row.absorbed), "kind": "text"},
                    row.absorbed.full_name,
                    {"value": row.merged_on, "kind": "date"},
                    str(row.merged_by),
                    row.reason,
                ]
            }
            for row in selectors.merges_into(member)
        ],
    }


def _addresses_table(ids: list[int]) -> dict[str, Any] | None:
    rows = list(selectors.former_addresses(ids)[:50])
    if not rows:
        return None
    return {
        "caption": _("ที่อยู่เดิม"),
        "columns": [
            {"label": _("ที่อยู่")},
            {"label": _("ตั้งแต่"), "kind": "date"},
            {"label": _("ถึง"), "kind": "date"},
            {"label": _("รหัสตำบล")},
            {"label": _("ผู้บันทึก")},
        ],
        "rows": [
            {
                "cells": [
                    f"{row.address} {row.tambon.label} {row.tambon.amphoe.label} {row.tambon.province.label}".strip(),
                    {"value": row.from_on, "kind": "date"},
                    {"value": row.until_on, "kind": "date"},
                    row.tambon_id,
                    str(row.recorded_by or ""),
                ]
            }
            for row in rows
        ],
    }


def _borrowings_table(ids: list[int], organisation: Organisation | None) -> dict[str, Any]:
    """Where the member, or a record merged into hers, borrowed; of an organisation, what it proposed itself."""
    return {
        "caption": _("โครงการและสัญญา"),
        "columns": [
            {"label": _("โครงการ")},
            {"label": _("ฐานะ")},
            {"label": _("วงเงิน"), "kind": "money"},
            {"label": _("สถานะโครงการ")},
            {"label": _("สัญญา")},
        ],
        "rows": [_borrowing(proposal, role) for proposal, role in (_proposed(ids) if organisation else _borrowed(ids))],
        "empty": _("ยังไม่เคยเสนอโครงการ") if organisation else _("ยังไม่เคยร่วมเสนอโครงการกู้"),
    }


def _borrowed(ids: list[int]) -> list[tuple[Any, str]]:
    borrowings = Member._meta.get_field("borrowings").related_model.objects.filter(member__in=ids)
    rows = borrowings.select_related("proposal", "proposal__contract").order_by("-proposal__applied_on", "-pk")
    return [(row.proposal, str(row.get_role_display())) for row in rows[:50]]


def _proposed(ids: list[int]) -> list[tuple[Any, str]]:
    proposals = Organisation._meta.get_field("proposals").related_model.objects.filter(organisation__in=ids)
    rows = proposals.select_related("contract").order_by("-applied_on", "-pk")
    return [(row, str(row.get_support_display())) for row in rows[:50]]


def _borrowing(proposal: Any, role: str) -> dict[str, Any]:
    contract = getattr(proposal, "contract", None)
    return {
        "cells": [
            {"value": f"{proposal.reference} {proposal.title}", "url": link("projects:proposal", proposal.reference)},
            role,
            {"value": proposal.amount, "kind": "money"},
            str(proposal.get_state_display()),
            {"value": contract.label, "url": link("loans:contract", contract.pk)} if contract else "",
        ]
    }
