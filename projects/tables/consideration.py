"""Table T-01: for the screen, and as the columns and rows of a file with the sub-totals of each amphoe."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from projects.models import Proposal
from projects.selectors.table import Line, Table, Totals


def consideration(table: Table) -> list[dict[str, Any]]:
    """Return table T-01 for the screen: the lines and sub-totals of each amphoe. Source: T-01, R-MEET-03..05."""
    return [
        {"amphoe": group.amphoe, "lines": [_line_on_screen(line) for line in group.lines], "totals": group.totals}
        for group in table.groups
    ]


def _line_on_screen(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "categories": [line.content["category"] == category for category in range(1, 6)],
        "url": reverse("projects:proposal", args=[line.proposal.reference]),
    }


def consideration_file(table: Table) -> dict[str, Any]:
    """Return the columns and the rows of table T-01: lines, a sub-total for each amphoe, the total.

    Source: T-01, R-MEET-03..07.
    """
    categories = [str(label) for _value, label in Proposal.Category.choices]
    columns = [
        {"label": _("ที่"), "kind": "number"},
        {"label": _("อำเภอ")},
        *({"label": label} for label in categories),
        {"label": _("ชื่อโครงการ")},
        {"label": _("ผู้เสนอโครงการ")},
        {"label": _("สถานที่ดำเนินการ")},
        {"label": _("งบประมาณ"), "kind": "money"},
        {"label": _("งบที่ขอสนับสนุน"), "kind": "money"},
        {"label": _("บุคคล"), "kind": "number"},
        {"label": _("องค์กร"), "kind": "number"},
        {"label": _("คะแนนอำเภอ"), "kind": "number"},
        {"label": _("คะแนนจังหวัด"), "kind": "number"},
        {"label": _("อนุมัติ"), "kind": "number"},
        {"label": _("ไม่อนุมัติ"), "kind": "number"},
        {"label": _("เหตุผล")},
    ]
    rows: list[list[dict[str, Any]]] = []
    for group in table.groups:
        rows += [_line(line) for line in group.lines]
        said = _("%(area)s รวมจำนวน %(count)s โครงการ") % {"area": group.amphoe.label, "count": group.totals.count}
        rows.append(_sums(said, group.totals))
    said = _("รวมเป็นเงินทั้งสิ้น %(count)s โครงการ") % {"count": table.totals.count}
    rows.append(_sums(said, table.totals))
    return {"columns": columns, "rows": rows}


def _line(line: Line) -> list[dict[str, Any]]:
    return [
        _number(line.number),
        _text(line.proposal.amphoe),
        *(_text("✓" if line.content["category"] == category else "") for category in Proposal.Category.values),
        _text(line.content["title"]),
        _text(line.proposer),
        _text(line.content["place"]),
        {"value": line.budget, "kind": "money"},
        {"value": line.amount, "kind": "money"},
        _number(None if line.is_organisation else 1),
        _number(1 if line.is_organisation else None),
        _number(line.amphoe_score),
        _number(line.province_score),
        _number(1 if line.is_approved else None),
        _number(1 if line.is_rejected else None),
        _text(line.reason),
    ]


def _sums(label: str, totals: Totals) -> list[dict[str, Any]]:
    return [
        _number(None),
        _text(label),
        *(_text("") for _category in range(8)),
        {"value": totals.budget, "kind": "money"},
        {"value": totals.asked, "kind": "money"},
        _number(totals.persons),
        _number(totals.organisations),
        _number(None),
        _number(None),
        _number(totals.approved),
        _number(totals.rejected),
        _text(""),
    ]


def _number(value: Any) -> dict[str, Any]:
    return {"value": value, "kind": "number"}


def _text(value: Any) -> dict[str, Any]:
    return {"value": str(value), "kind": "text"}
