"""The tables about paying out: the batches, the lines of one, the list that the bank gets."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans import selectors
from loans.models import TransferBatch, TransferLine
from loans.tables.contracts import NOTHING, day, money

BATCH_TONES = {"MADE": "waiting", "APPROVED": "good", "REFUSED": "bad", "WITHDRAWN": "neutral", "RECALLED": "neutral"}


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
            {"value": _("รวมตามที่อนุมัติ") if any(line.rejected_on for line in rows) else _("รวม"), "kind": "text"},
            {"value": _("%(count)s รายการ") % {"count": f"{len(rows):,}"}, "kind": "text"},
            "",
            "",
            money(sum((line.amount for line in rows), NOTHING)),
            money(sum((line.contract.stamp_duty for line in rows if line.contract), NOTHING)),
        ],
    }


def sums_of_lines(lines: Iterable[Any]) -> list[dict[str, Any]]:
    """The sums of a batch as facts: one, or, where the bank sent something back, three."""
    return [{"label": one["label"], "value": one["amount"], "kind": "money"} for one in _sums(lines)]


def _batch_line(line: TransferLine, *, note: str) -> dict[str, Any]:
    paid, account = line.contract or line.grant, _account_of(line)
    return {
        "url": reverse("loans:contract", args=[line.contract_id])
        if line.contract_id
        else reverse("loans:grant", args=[line.grant_id]),
        "tone": "bad" if line.rejected_on else "",
        "cells": [
            {"value": paid.label, "kind": "text", "note": _said_by_the_bank(line) or note},
            receiver_of(line),
            str(paid.amphoe),
            {
                "value": " ".join(dict.fromkeys((account["bank"], account["number"]))),
                "kind": "text",
                "note": account["name"],
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


def bank_list(batch: TransferBatch, lines: Sequence[Any], *, notes: Mapping[int, str] | None = None) -> dict[str, Any]:
    """The list of a batch that goes to the bank, as a file: columns, rows and sums of plain values.

    Of every line that was approved it is the print that shows what was signed: what the bank sent back is marked, with
    the account as it was, and counted beside what still stands. What the text file has no room for says so.

    :param lines: of ``selectors.lines_of``: all for a print, only live ones for what the bank is to pay.
    :param notes: what whoever signs the print minds of each line, by its key.
    """
    columns = [
        {"key": "at", "label": _("ลำดับ"), "kind": "number", "width": "10mm"},
        {"key": "number", "label": _("เลขที่"), "kind": "text", "width": "26mm"},
        {"key": "name", "label": _("ชื่อบัญชี"), "kind": "text"},
        {"key": "bank", "label": _("ธนาคาร"), "kind": "text", "width": "38mm"},
        {"key": "branch", "label": _("สาขา"), "kind": "text", "width": "26mm"},
        {"key": "account", "label": _("เลขที่บัญชี"), "kind": "text", "width": "34mm"},
        {"key": "amount", "label": _("จำนวนเงิน"), "kind": "money", "width": "28mm"},
    ]
    rows = [_bank_row(at, line, note=(notes or {}).get(line.pk, "")) for at, line in enumerate(lines, start=1)]
    if any(row["note"] for row in rows):
        columns.append({"key": "note", "label": _("หมายเหตุ"), "kind": "text", "width": "44mm"})
    return {"columns": columns, "rows": rows, "sums": _sums(lines)}


def _bank_row(at: int, line: Any, *, note: str) -> dict[str, Any]:
    paid, account = line.contract or line.grant, _account_of(line)
    why = None if line.rejected_on else selectors.why_not_by_text(paid)
    return {
        "at": at,
        "number": paid.label,
        "name": account["name"],
        "bank": account["bank"],
        "branch": account["branch"],
        "account": account["number"],
        "amount": line.amount,
        "note": _said_by_the_bank(line)
        or " · ".join(part for part in (note, _("ไม่อยู่ในไฟล์ข้อความ: %(why)s") % {"why": why} if why else "") if part),
        "struck": line.rejected_on is not None,
    }


def _account_of(line: Any) -> dict[str, str]:
    """The account of a line: of what was undone the one to which its money went, never one corrected since."""
    paid, parts = line.contract or line.grant, ("bank", "branch", "number", "name")
    if line.account_then:
        return {part: line.account_then[part] for part in parts}
    return {part: "-" if line.rejected_on else getattr(paid, f"account_{part}") for part in parts}


def _sums(lines: Iterable[Any]) -> list[dict[str, Any]]:
    """What was approved, and, where the bank sent something back, how much that is and what stands."""
    rows = list(lines)
    back = [line for line in rows if line.rejected_on]
    parts = [(_("รวมตามที่อนุมัติ %(count)s รายการ") if back else _("รวม %(count)s รายการ"), rows)]
    if back:
        stand = [line for line in rows if not line.rejected_on]
        parts += [(_("ธนาคารโอนไม่สำเร็จ %(count)s รายการ"), back), (_("คงเหลือที่โอน %(count)s รายการ"), stand)]
    return [
        {"label": label % {"count": len(of)}, "amount": sum((line.amount for line in of), NOTHING)}
        for label, of in parts
    ]


def _said_by_the_bank(line: TransferLine) -> str:
    if not line.rejected_on:
        return ""
    return _("ธนาคารโอนไม่สำเร็จ %(day)s: %(why)s") % {"day": day(line.rejected_on), "why": line.rejected_reason}
