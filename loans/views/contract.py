"""The page of one contract."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from areas import business_date
from areas.access import permission
from areas.models import PersonalDataAccess
from areas.rules import IsBusinessDay
from areas.scope import holds_at as may
from areas.selectors import business_calendar
from areas.services import log_personal_data
from areas.views.sara import sara_fact
from documents.selectors import being_drawn
from loans import checklist, selectors, services, tables
from loans.models import Contract
from loans.selectors.terms import CONTRACT_DAY_BASIS, TermsInForce
from loans.views.old_contracts import old_contract_context
from loans.views.timelines import happened, steps_of, timeline
from projects.models import StateChange
from projects.rules import BANGKOK, Step
from thai.refusals import Refusal


@permission("loans.view")
@require_GET
def contract(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contract: where it stands, what is next, parties, schedule, stamps, checklist, papers, timeline."""
    row = get_object_or_404(
        Contract.objects.visible_to(request.user, "loans.view")
        .select_related("proposal", "amphoe", "tambon", "province", "prepared_by", "signing_recorded_by")
        .annotate(arrived_on=selectors.arrived_on_of("pk")),
        pk=pk,
    )
    log_personal_data(user=request.user, action=PersonalDataAccess.Action.VIEW, subject=f"contract:{row.pk}")
    if row.is_old:
        context = old_contract_context(row, user=request.user, events=happened(row))
        return render(request, "loans/old_contract.html", context)
    on = business_date.today()
    terms = selectors.terms_in_force(province=row.province_id, on=row.contract_on or row.planned_transfer_on)
    is_business_day = business_calendar(province=row.province_id)
    approval = selectors.approval_of(proposal=row.proposal)
    ticked = selectors.ticks_of([row.pk]).get(row.pk, frozenset())
    line = row.transfer_lines.filter(is_live=True).select_related("batch").first()
    papers, steps = list(selectors.papers_of(row)[:20]), steps_of(row.proposal_id)
    being_made = being_drawn(subject=f"contract:{row.pk}")
    context = {
        "contract": row,
        "state_label": row.get_state_display(),
        "state_tone": tables.STATE_TONES[row.state],
        "stages": _stages(row, ticked=ticked),
        "next": _to_be_changed(request.user, row)
        if row.state == Contract.State.PREPARED and selectors.withdrawn_draft(papers)
        else _next_step(request.user, row, ticked=ticked, line=line, terms=terms, is_business_day=is_business_day),
        "facts": _facts(row, approval=approval),
        "account": _account(row),
        "parties": _parties(row),
        "checks": _checks(row, ticked),
        "warning": _month_warning(row, approved_on=approval.decided_on if approval else None, on=on, steps=steps),
        "papers": being_made + tables.issued_papers(row, papers),
        "is_being_made": bool(being_made),
        "events": happened(row) + timeline(steps),
        "may_edit": row.state == Contract.State.PREPARED and may(request.user, "loans.prepare", row),
        "was_sent_back": selectors.waits_after_refusal(row) and may(request.user, "loans.make_transfer", row),
        "may_annul": row.state == Contract.State.SIGNED and line is None and may(request.user, "loans.prepare", row),
        "may_cancel": row.state in (Contract.State.PREPARED, Contract.State.SIGNED)
        and line is None
        and may(request.user, "projects.record", row),
        "gives_up": [{"name": "cause", "value": Step.GIVE_UP.value}],
        "is_in_force": row.contract_on is not None,
        "stamp": tables.stamp_working(
            principal=row.principal, duty=row.stamp_duty, per=terms.stamp_per, cap=terms.stamp_cap
        ),
        "policies": _policies(row),
        **_schedule(row, is_business_day),
    }
    return render(request, "loans/contract.html", context)


def _schedule(row: Contract, is_business_day: IsBusinessDay) -> dict[str, Any]:
    refusal, caption = "", _("นับจากวันโอนเงินจริง") if row.contract_on else _("นับจากวันที่คาดว่าจะโอน")
    if row.contract_on:
        lines, since = (), row.contract_on
        for version in selectors.versions_of([row.pk]).get(row.pk, ())[-1:]:
            lines, since = version.to_pay, version.agreed_on or row.contract_on
            if version.agreed_on:
                caption = _("ตามบันทึกปรับโครงสร้างหนี้ %(day)s") % {"day": tables.day(version.agreed_on)}
    else:
        since = row.planned_transfer_on
        try:
            lines = services.planned_schedule(contract=row, is_business_day=is_business_day)
        except Refusal as refused:
            lines, refusal = (), str(refused)
    return {
        "schedule": tables.schedule_table(lines, caption=caption),
        "schedule_refusal": refusal,
        "working": tables.interest_working(
            lines,
            transfer_on=since,
            rate=row.annual_rate,
            day_basis=row.terms.get("contract_day_basis", CONTRACT_DAY_BASIS),
        ),
        "interest_total": sum((line.interest for line in lines), Decimal("0.00")),
    }


def _stages(row: Contract, *, ticked: frozenset[str]) -> list[dict[str, Any]]:
    here = {item.code for item in checklist.AT_PROVINCE} <= ticked
    done = [
        (_("จัดทำสัญญา"), True, None),
        (_("ลงนาม"), row.signed_on is not None, row.signed_on),
        (_("เอกสารถึง อกส.กทม.") if row.province_id == BANGKOK else _("เอกสารถึงจังหวัด"), here, None),
        (_("โอนเงิน มีผลบังคับ"), row.contract_on is not None, row.contract_on),
        (_("ชำระครบ"), row.closed_on is not None, row.closed_on),
    ]
    stages, current = [], False
    for label, is_done, on in done:
        state = "done" if is_done else "todo" if current else "current"
        current = current or not is_done
        stages.append({"label": label, "state": state, "on": on})
    if row.state == Contract.State.CANCELLED:
        stages = [{**stage, "state": "refused" if stage["state"] == "current" else stage["state"]} for stage in stages]
    return stages


def _next_step(
    user, row: Contract, *, ticked: frozenset[str], line, terms: TermsInForce, is_business_day: IsBusinessDay
) -> dict[str, Any]:
    """What is to be done now, by when, and the button for whoever may do it."""
    if row.state == Contract.State.PREPARED:
        when = _("นัดลงนามวันที่ %(day)s") % {"day": tables.day(row.appointment_on)} if row.appointment_on else ""
        place = _("คู่สัญญาและพยานลงนามที่สำนักงานเลขานุการ อกส.อ.%(amphoe)s") % {"amphoe": row.amphoe}
        return {
            "text": _("คู่สัญญาและพยานลงนามที่สำนักงานเลขานุการ อกส.กทม.") if row.province_id == BANGKOK else place,
            "when": when,
            "url": reverse("loans:sign", args=[row.pk]) if may(user, "loans.sign", row) else "",
            "label": _("บันทึกการลงนาม"),
        }
    if row.state == Contract.State.SIGNED:
        return _next_of_signed(user, row, ticked=ticked, line=line, terms=terms, is_business_day=is_business_day)
    if row.state == Contract.State.IN_FORCE:
        return {"text": _("อยู่ระหว่างผ่อนชำระตามตาราง"), "when": "", "url": "", "label": ""}
    return {}


def _to_be_changed(user, row: Contract) -> dict[str, Any]:
    return {
        "text": _("แก้ไขสัญญาแล้วบันทึก เพื่อออกฉบับเตรียมลงนามใหม่แทนฉบับที่เพิกถอนการลงนาม"),
        "when": "",
        "url": reverse("loans:edit", args=[row.pk]) if may(user, "loans.prepare", row) else "",
        "label": _("แก้ไขสัญญา"),
    }


def _next_of_signed(user, row: Contract, *, ticked, line, terms: TermsInForce, is_business_day) -> dict[str, Any]:
    limit = selectors.last_day_of_transfer(row.arrived_on, terms.transfer_limit, is_business_day)
    when = _("โอนเงินภายในวันที่ %(day)s") % {"day": tables.day(limit.last_on)} if limit else ""
    if line is not None:
        return {
            "text": _("อยู่ในชุดโอนเงินที่ %(batch)s รออนุมัติ") % {"batch": line.batch_id},
            "when": when,
            "url": reverse("loans:transfer", args=[line.batch_id]),
            "label": _("เปิดชุดโอนเงิน"),
        }
    lacking = selectors.lacking(row, ticked)
    back = selectors.last_day_of_return(row, terms.contract_return, is_business_day) if lacking else None
    if back:
        when = _("สัญญาต้องถึงจังหวัดภายในวันที่ %(day)s") % {"day": tables.day(back.last_on)}
    if lacking:
        return {
            "text": _("ก่อนโอนเงินยังขาด: %(items)s") % {"items": ", ".join(_(item) for item in lacking)},
            "when": when,
            "post_url": reverse("loans:receive", args=[row.pk]) if may(user, "loans.prepare", row) else "",
            "label": _("รับต้นฉบับและสำเนาสมุดบัญชีแล้ว"),
        }
    return {
        "text": _("สัญญาครบถ้วน รอทำรายการโอนเงิน"),
        "when": when,
        "url": reverse("loans:transfers"),
        "label": _("ไปหน้าโอนเงิน"),
    }


def _facts(row: Contract, *, approval) -> list[dict[str, Any]]:
    return [
        {"label": _("โครงการ"), "value": row.proposal.title, "help": row.proposal.reference},
        {"label": _("พื้นที่"), "value": f"{row.tambon} · {row.amphoe} · {row.province}"},
        {"label": _("เงินต้น"), "value": row.principal, "kind": "money"},
        {
            "label": _("ดอกเบี้ยตามสัญญา"),
            "value": row.annual_rate,
            "kind": "rate",
            "help": _("ต่อปี ลดต้นลดดอก ปีละ %(days)s วัน") % {"days": row.terms["contract_day_basis"]},
        },
        {
            "label": _("ดอกเบี้ยผิดนัด"),
            "value": Decimal(row.terms["default_rate"]),
            "kind": "rate",
            "help": _("ต่อปีของเงินต้นงวดที่ผิดนัด ปีละ %(days)s วัน") % {"days": row.terms["day_basis"]},
        },
        {
            "label": _("อนุมัติเมื่อ"),
            "value": approval.decided_on if approval else None,
            "kind": "date",
            "help": str(approval.meeting) if approval and approval.meeting else "",
        },
        {"label": _("วันที่ในสัญญา = วันที่โอนเงิน"), "value": row.contract_on, "kind": "date"}
        if row.contract_on
        else {"label": _("วันที่คาดว่าจะโอนเงิน"), "value": row.planned_transfer_on, "kind": "date"},
        {"label": _("ลงนามเมื่อ"), "value": row.signed_on, "kind": "date"},
        {"label": _("ผู้ให้กู้"), "value": row.lender_name, "help": row.lender_position},
        {"label": _("พยาน"), "value": ", ".join(witness.name for witness in row.witnesses.all())},
        {"label": _("รหัสอ้างอิงธนาคาร (Ref.1)"), "value": row.ref1},
        sara_fact(
            row,
            on=row.contract_on or row.planned_transfer_on,
            leading=_("SARA เป็นระบบหลัก สัญญาในระบบนี้เป็นสำเนาใช้งาน ต้องมีเลขที่ SARA ก่อนโอนเงิน"),
        ),
        {"label": _("ผู้จัดทำ"), "value": str(row.prepared_by)},
        {"label": _("ผู้บันทึกลงนาม"), "value": str(row.signing_recorded_by or "")},
    ]


def _account(row: Contract) -> list[dict[str, Any]]:
    return [
        {"label": _("ธนาคาร"), "value": f"{row.account_bank} {row.account_branch}".strip()},
        {"label": _("เลขที่บัญชี"), "value": row.account_number, "help": row.get_account_kind_display()},
        {"label": _("ชื่อบัญชี"), "value": row.account_name},
        {
            "label": _("เงื่อนไขการถอน"),
            "value": _("ลงชื่อร่วมกัน %(persons)s คน") % {"persons": row.withdrawal_persons},
        },
    ]


def _parties(row: Contract) -> dict[str, Any]:
    return {
        "caption": _("ผู้กู้ทุกคนรับผิดร่วมกัน"),
        "columns": [
            {"label": _("ชื่อ"), "kind": "text"},
            {"label": _("เลขประจำตัวประชาชน"), "kind": "text"},
            {"label": _("ที่อยู่สำหรับบอกกล่าว"), "kind": "text"},
            {"label": _("เจ้าของบัญชี"), "kind": "check"},
        ],
        "rows": [
            {
                "cells": [
                    {"value": party.name, "kind": "name", "note": party.get_role_display()},
                    {"value": party.member.national_id_masked, "kind": "name"},
                    party.address,
                    {"value": party.holds_account, "kind": "check"},
                ]
            }
            for party in row.parties.select_related("member").order_by("position")
        ],
    }


def _checks(row: Contract, ticked: frozenset[str]) -> list[dict[str, Any]]:
    bears_stamps = row.stamp_duty > 0
    asked = {"province": row.province_id, "is_organisation": row.is_own_account, "bears_stamps": bears_stamps}
    return [
        {
            "title": title,
            "items": [
                {"text": _(checklist.text_of(item, **asked)), "is_ticked": item.code in ticked} for item in items
            ],
        }
        for title, items in (
            (_("วันลงนาม"), checklist.signing_items(bears_stamps=bears_stamps)),
            (_("ก่อนโอนเงิน"), checklist.AT_PROVINCE),
        )
    ]


def _month_warning(row: Contract, *, approved_on: date | None, on: date, steps: list[StateChange]) -> str:
    """The month rule warns, it does not stop (A-24)."""
    if row.state not in (Contract.State.PREPARED, Contract.State.SIGNED):
        return ""
    day = row.signed_on or max(on, row.appointment_on or on)
    if not selectors.is_other_month(approved_on, day):
        return ""
    approved = {"approved": tables.day(approved_on)}
    if row.signed_on is None:
        return _("สัญญาควรแล้วเสร็จในเดือนเดียวกับที่อนุมัติ (%(approved)s) ลงนามได้ แต่ต้องระบุเหตุผลเมื่อบันทึกการลงนาม") % approved
    reason = next((step.note for step in steps if step.step == Step.SIGN), "") or _("ไม่ได้ระบุไว้")
    return _("ลงนามคนละเดือนกับที่อนุมัติ (%(approved)s) เหตุผล: %(reason)s") % (approved | {"reason": reason})


def _policies(row: Contract) -> list[dict[str, Any]]:
    return [
        {
            "no": policy["no"],
            "value": " ".join(str(part) for part in policy["value"].values()),
            "from_on": date.fromisoformat(policy["effective_from"]),
            "source": policy["source"],
        }
        for policy in sorted(row.terms.get("policies", []), key=lambda policy: policy["no"])
    ]


@permission("projects.record")
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a contract whose money has not left, because its group changed or does not want it."""
    row = get_object_or_404(Contract.objects.visible_to(request.user, "projects.record"), pk=pk)
    try:
        services.cancel_contract(
            contract=row,
            reason=request.POST.get("reason", ""),
            by=request.user,
            on=business_date.today(),
            gave_up=request.POST.get("cause") == Step.GIVE_UP,
        )
    except Refusal as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("ยกเลิกสัญญาและโครงการแล้ว"))
    return redirect("loans:contract", pk=pk)
