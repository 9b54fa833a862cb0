"""What waits for its number in SARA: receipts, contracts and projects, a line each with the field beside it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import Contract
from projects.models import Proposal
from repayments.models import Receipt

from .cells import contract_cell, day, money

Row = dict[str, Any]


def receipt_columns() -> list[Row]:
    """Of receipts."""
    return [
        {"label": _("เลขที่")},
        {"label": _("วันที่ชำระ")},
        {"label": _("สัญญา")},
        {"label": _("โครงการ")},
        {"label": _("จำนวนเงิน"), "kind": "money"},
    ]


def receipt_line(row: Receipt) -> Row:
    """One receipt."""
    cells = [str(row), day(row.value_on), contract_cell(row.contract), row.contract.project_title, money(row.amount)]
    return {"name": str(row), "url": reverse("repayments:receipt", args=[row.pk]), "cells": cells}


def contract_columns() -> list[Row]:
    """Of contracts."""
    return [
        {"label": _("เลขที่")},
        {"label": _("วันที่ในสัญญา")},
        {"label": _("อำเภอ")},
        {"label": _("โครงการ")},
        {"label": _("เงินต้น"), "kind": "money"},
    ]


def contract_line(row: Contract) -> Row:
    """One contract."""
    cells = [row.label, day(row.contract_on), row.amphoe.name_th, row.project_title, money(row.principal)]
    return {"name": row.label, "url": reverse("loans:contract", args=[row.pk]), "cells": cells}


def project_columns() -> list[Row]:
    """Of projects."""
    return [
        {"label": _("เลขที่คำขอ")},
        {"label": _("วันที่ยื่น")},
        {"label": _("พื้นที่")},
        {"label": _("โครงการ")},
        {"label": _("วงเงินที่ขอ"), "kind": "money"},
    ]


def project_line(row: Proposal) -> Row:
    """One project."""
    place = {"value": str(row.tambon), "kind": "text", "note": str(row.amphoe)}
    cells = [row.reference, day(row.applied_on), place, row.title, money(row.amount)]
    return {"name": row.reference, "url": reverse("projects:proposal", args=[row.reference]), "cells": cells}


def lines_to_number(
    lines: Iterable[tuple[int, Row]], *, typed: Mapping[int, str], faults: Mapping[int, Any]
) -> list[Row]:
    """The lines with what was typed into each and what is wrong with it.

    :param lines: by the key of what has the number.
    """
    return [
        {**line, "pk": key, "typed": typed.get(key, ""), "fault": str(faults[key]) if key in faults else ""}
        for key, line in lines
    ]
