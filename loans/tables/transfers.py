"""The tables about paying out: the batches, the lines of one, the list that the bank gets."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import TransferBatch, TransferLine
from loans.tables.contracts import NOTHING, day, money

BATCH_TONES = {"MADE": "waiting", "APPROVED": "good", "REFUSED": "bad", "WITHDRAWN": "neutral"}


def batches_table(batches: Iterable[Any]) -> dict[str, Any]:
    """The transfer batches, the newest first."""
    return {
        "caption": _("ชุดล่าสุดอยู่บน"),
        "columns": [
            {"label": _("ชุดที่"), "kind": "text"},
            {"label": _("วันที่โอน"), "kind": "date"},
            {"label": _("จำนวนรายการ"), "kind": "number"},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("ผู้ทำรายการ"), "kind": "text"},
            {"label": _("ผู้อนุมัติ"), "kind": "text"},
            {"label": _("สถานะ"), "kind": "state"},
        ],
        "rows": [
            {
                "url": reverse("loans:transfer", args=[batch.pk]),
                "cells": [
                    {"value": str(batch.pk), "kind": "text", "note": str(batch.province)},
                    {"value": batch.transfer_on, "kind": "date"},
                    {"value": batch.line_count, "kind": "number"},
                    money(batch.total),
                    str(batch.made_by),
                    str(batch.decided_by or ""),
                    {
                        "value": batch.get_state_display(),
                        "kind": "state",
                        "tone": BATCH_TONES[batch.state],
                        **_sent_back(batch),
                    },
                ],
            }
            for batch in batches
        ],
        "empty": _("ยังไม่มีชุดโอนเงิน"),
    }


def _sent_back(batch: Any) -> dict[str, str]:
    if not batch.rejected_count:
        return {}
    return {"note": _("ธนาคารโอนไม่สำเร็จ %(count)s รายการ") % {"count": batch.rejected_count}}


def batch_lines_table(lines: Iterable[TransferLine], *, notes: dict[int, str]) -> dict[str, Any]:
    """The lines of a batch: to whom, to which account, how much, what to mind, and what the bank sent back."""
    rows = list(lines)
    return {
        "caption": _("บัญชีผู้รับเงินของแต่ละรายการ"),
        "columns": [
            {"label": _("รายการ"), "kind": "text"},
            {"label": _("ผู้รับเงิน"), "kind": "text"},
            {"label": _("อำเภอ"), "kind": "text"},
            {"label": _("บัญชีผู้รับเงิน"), "kind": "text"},
            {"label": _("จำนวนเงิน"), "kind": "money"},
            {"label": _("อากรแสตมป์"), "kind": "money"},
        ],
        "rows": [_batch_line(line, note=notes.get(line.pk, "")) for line in rows],
        "totals": [
            {"value": _("รวม"), "kind": "text"},
            {"value": _("%(count)s รายการ") % {"count": f"{len(rows):,}"}, "kind": "text"},
            "",
            "",
            money(sum((line.amount for line in rows), NOTHING)),
            money(sum((line.contract.stamp_duty for line in rows if line.contract), NOTHING)),
        ],
    }


def _batch_line(line: TransferLine, *, note: str) -> dict[str, Any]:
    paid = line.contract or line.grant
    if line.rejected_on:
        note = _("ธนาคารโอนไม่สำเร็จ %(day)s: %(why)s") % {"day": day(line.rejected_on), "why": line.rejected_reason}
    return {
        "url": reverse("loans:contract", args=[line.contract_id])
        if line.contract_id
        else reverse("loans:grant", args=[line.grant_id]),
        "tone": "bad" if line.rejected_on else "",
        "cells": [
            {"value": paid.label, "kind": "text", "note": note},
            receiver_of(line),
            str(paid.amphoe),
            {
                "value": f"{paid.account_bank} {paid.account_number}",
                "kind": "text",
                "note": paid.account_name,
            },
            money(line.amount),
            money(line.contract.stamp_duty if line.contract else None),
        ],
    }


def receiver_of(line: Any) -> str:
    """Who receives the money of a line: the group's representative, or the organisation."""
    if line.contract_id:
        return line.representative or ""
    organisation = line.grant.proposal.organisation
    return organisation.member.full_name if organisation else ""


def bank_list(batch: TransferBatch, lines: Sequence[Any]) -> dict[str, Any]:
    """The list of a batch that goes to the bank, as a file: columns and rows of plain values."""
    columns = [
        {"key": "at", "label": _("ลำดับ"), "kind": "number", "width": "10mm"},
        {"key": "number", "label": _("เลขที่"), "kind": "text", "width": "30mm"},
        {"key": "name", "label": _("ชื่อบัญชี"), "kind": "text"},
        {"key": "bank", "label": _("ธนาคาร"), "kind": "text", "width": "38mm"},
        {"key": "branch", "label": _("สาขา"), "kind": "text", "width": "26mm"},
        {"key": "account", "label": _("เลขที่บัญชี"), "kind": "text", "width": "28mm"},
        {"key": "amount", "label": _("จำนวนเงิน"), "kind": "money", "width": "28mm"},
    ]
    rows = []
    for at, line in enumerate(lines, start=1):
        paid = line.contract or line.grant
        rows.append(
            {
                "at": at,
                "number": paid.label,
                "name": paid.account_name,
                "bank": paid.account_bank,
                "branch": paid.account_branch,
                "account": paid.account_number,
                "amount": line.amount,
            }
        )
    return {"columns": columns, "rows": rows, "total": sum((line.amount for line in lines), NOTHING)}
