"""The months of the packs' page: their close, their pack, the next step."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from reports.models import MonthlyPack
from reports.selectors.packs import Month
from treasury.models import MonthClose


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
        "sent_to": pack.sent_to if pack else "",
        "sent_reference": pack.sent_reference if pack else "",
        "workbook_url": reverse("reports:workbook", args=[pack.pk]) if pack and row.has_workbook else "",
        "error": row.run.message if row.run is not None and row.run.state == "FAILED" else "",
        "may_make": may_make and not row.is_running and not row.has_final,
        "make_label": _("จัดทำฉบับจริง") if row.is_confirmed else _("จัดทำฉบับร่าง"),
        "send_url": reverse("reports:mark_sent", args=[pack.pk])
        if may_make and row.has_final and pack is not None and pack.sent_on is None
        else "",
    }


def letter_facts(pack: MonthlyPack) -> list[dict[str, Any]]:
    """The covering letter of a pack that is about to be sent."""
    return [
        {"label": _("เลขที่หนังสือ"), "value": pack.document.number, "url": paper_url(pack.document_id)},
        {"label": _("ลงวันที่"), "value": pack.document.issued_on, "kind": "date"},
        {"label": _("เรียน"), "value": pack.document.addressee},
        {"label": _("จำนวนหน้า"), "value": pack.document.pages, "kind": "number"},
    ]


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
    if row.is_reopened:
        return _("บัญชีเปลี่ยนหลังจัดทำ"), "warning"
    if row.is_outgrown:
        return _("มีรายงานธนาคารหรือ GFMIS มาหลังจัดทำ"), "warning"
    return _("พร้อมส่ง"), "good"
