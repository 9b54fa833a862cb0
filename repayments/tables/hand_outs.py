"""Bundles of receipts, and how far each receipt has come to its member."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import Amphoe
from jobs import selectors as run_selectors
from jobs.models import JobRun
from repayments.models import BundledReceipt, HandOut
from repayments.selectors import Page

from .cells import contract_cell, day, money, paging

Step = HandOut.Step


def to_bundle_table(waiting: Iterable[tuple[Amphoe, int, date]]) -> dict[str, Any]:
    """The amphoe whose receipts wait to be bundled."""
    return {
        "caption": _("ใบเสร็จที่ยังไม่ได้จัดชุด"),
        "columns": [
            {"label": _("อำเภอ")},
            {"label": _("ใบเสร็จ"), "kind": "number"},
            {"label": _("ตั้งแต่วันที่"), "kind": "date"},
        ],
        "rows": [
            {"cells": [str(amphoe), {"value": number, "kind": "number"}, day(since)]}
            for amphoe, number, since in waiting
        ],
        "empty": _("ใบเสร็จทุกฉบับจัดชุดแล้ว"),
    }


def bundles_table(page: Page, *, url: str) -> dict[str, Any]:
    """The bundles, newest first, with how many of their receipts came how far."""
    return {
        "caption": _("ชุดใบเสร็จที่จัดแล้ว"),
        "columns": [
            {"label": _("ชุดที่")},
            {"label": _("อำเภอ")},
            {"label": _("วันที่จัดชุด"), "kind": "date"},
            {"label": _("ใบเสร็จ"), "kind": "number"},
            {"label": _("ส่งให้อำเภอแล้ว"), "kind": "number"},
            {"label": _("ส่งให้ตำบลแล้ว"), "kind": "number"},
            {"label": _("ถึงสมาชิกแล้ว"), "kind": "number"},
        ],
        "rows": [
            {
                "url": reverse("repayments:bundle", args=[bundle.pk]),
                "tone": "" if bundle.member_count == bundle.count else "waiting",
                "cells": [
                    str(bundle),
                    {"value": str(bundle.amphoe), "kind": "text"},
                    day(bundle.made_on),
                    {"value": bundle.count, "kind": "number"},
                    {"value": bundle.amphoe_count, "kind": "number"},
                    {"value": bundle.tambon_count, "kind": "number"},
                    {"value": bundle.member_count, "kind": "number"},
                ],
            }
            for bundle in page.rows
        ],
        "empty": _("ยังไม่มีชุดใบเสร็จ"),
        **paging(page, url),
    }


def bundle_table(items: Iterable[BundledReceipt | Any], *, steps: Iterable[HandOut.Step]) -> dict[str, Any]:
    """The receipts of a bundle, each with who received it when at each step of the province."""
    ways = tuple(steps)
    heads = {Step.AMPHOE: _("ส่งให้ อกส.อ."), Step.TAMBON: _("ส่งให้ตำบล"), Step.MEMBER: _("ถึงสมาชิก")}
    return {
        "caption": _("ใบเสร็จในชุด"),
        "columns": [
            {"label": _("ที่"), "kind": "number"},
            {"label": _("ใบเสร็จ")},
            {"label": _("สัญญา")},
            {"label": _("ตำบล")},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            *({"label": heads[step]} for step in ways),
        ],
        "rows": [
            {
                "tone": "neutral" if item.is_reversed else "",
                "cells": [
                    {"value": item.position, "kind": "number"},
                    {
                        "value": str(item.receipt),
                        "kind": "text",
                        "url": reverse("repayments:receipt", args=[item.receipt_id]),
                        "note": _("ยกเลิกแล้ว") if item.is_reversed else "",
                    },
                    contract_cell(item.receipt.contract),
                    str(item.receipt.tambon),
                    money(item.receipt.amount),
                    *(_given(item, step) for step in ways),
                ],
            }
            for item in items
        ],
        "empty": _("ชุดนี้ไม่มีใบเสร็จ"),
    }


def _given(item: Any, step: str) -> dict[str, Any]:
    name = step.lower()
    return {**day(getattr(item, f"{name}_on")), "note": getattr(item, f"{name}_to") or ""}


def hand_out_events(rows: Iterable[HandOut]) -> list[dict[str, Any]]:
    """The way of one receipt, newest first, as ``components/timeline.html`` shows it."""
    return [
        {
            "on": row.given_on,
            "who": row.recipient,
            "what": str(row.get_step_display()),
            "why": _("บันทึกโดย %(name)s") % {"name": row.recorded_by},
            "tone": "good" if row.step == Step.MEMBER else "active",
            "icon": "person-check" if row.step == Step.MEMBER else "arrow-right",
        }
        for row in reversed(list(rows))
    ]


def print_runs_table(runs: Iterable[JobRun], amphoe: Mapping[str, str]) -> dict[str, Any]:
    """The printings of whole amphoe, newest first."""
    return {
        "caption": _("งานพิมพ์ทั้งอำเภอ"),
        "columns": [
            {"label": _("งานพิมพ์")},
            {"label": _("อำเภอ")},
            {"label": _("งวดที่ครบกำหนดถึง"), "kind": "date"},
            {"label": _("สั่งเมื่อ"), "kind": "date"},
            {"label": _("เอกสาร"), "kind": "number"},
            {"label": _("สถานะ")},
        ],
        "rows": [
            {
                "url": reverse("repayments:print_job", args=[run.pk]),
                "cells": [
                    run_selectors.title_of(run),
                    amphoe.get(run.parameters["amphoe"], run.parameters["amphoe"]),
                    day(date.fromisoformat(run.parameters["due_by"]) if run.parameters.get("due_by") else None),
                    day(run.business_on),
                    {"value": run.result.get("papers"), "kind": "number"},
                    {
                        "value": run.get_state_display(),
                        "kind": "state",
                        "tone": run_selectors.TONES[JobRun.State(run.state)],
                    },
                ],
            }
            for run in runs
        ],
        "empty": _("ยังไม่เคยพิมพ์ทั้งอำเภอ"),
    }
