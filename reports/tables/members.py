"""Table T-04: members by kind and by province."""

from typing import Any

from django.utils.translation import gettext as _

from members.models import Member
from reports.selectors.member_counts import MemberTable
from thai.dates import format_short
from thai.refusals import reader_is_english


def member_kinds(found: MemberTable) -> dict[str, Any]:
    """Return table T-04: a line for each kind of member."""
    return {
        "caption": _("จำนวนสมาชิก ณ วันที่ %(as_of)s ปีงบประมาณ %(year)s")
        % {"as_of": format_short(found.as_of, english=reader_is_english()), "year": found.fiscal_year},
        "columns": [
            {"label": _("ประเภทสมาชิก"), "kind": "text"},
            {"label": _("ฐานเดิม (ราย)"), "kind": "number"},
            {"label": _("เป้าหมาย (ราย)"), "kind": "number"},
            {"label": _("ผล (ราย)"), "kind": "number"},
            {"label": _("ร้อยละของเป้าหมาย"), "kind": "percent"},
        ],
        "rows": [
            {
                "cells": [
                    str(Member.Kind(row.kind).label),
                    {"value": row.base, "kind": "number"},
                    {"value": row.target, "kind": "number"},
                    {"value": row.result, "kind": "number"},
                    {"value": row.percent, "kind": "percent"},
                ]
            }
            for row in found.kinds
        ],
    }


def member_provinces(found: MemberTable) -> dict[str, Any]:
    """Return the members of every province with the totals."""
    return {
        "caption": _("สมาชิกแยกตามจังหวัด"),
        "columns": [
            {"label": _("จังหวัด"), "kind": "text"},
            {"label": _("บุคคลธรรมดา (ราย)"), "kind": "number"},
            {"label": _("องค์กรสตรี (ราย)"), "kind": "number"},
        ],
        "rows": [
            {
                "url": f"?province={row.province.code}",
                "cells": [
                    {"value": str(row.province), "kind": "text"},
                    {"value": row.persons, "kind": "number"},
                    {"value": row.organisations, "kind": "number"},
                ],
            }
            for row in found.provinces
        ],
        "totals": [
            {"value": _("รวม"), "kind": "text"},
            {"value": sum(row.persons for row in found.provinces), "kind": "number"},
            {"value": sum(row.organisations for row in found.provinces), "kind": "number"},
        ],
    }
