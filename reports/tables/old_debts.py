"""Tables of the arrears by year, of what was collected of old debts, of the classed register and of old subsidies."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from areas.models import Province
from debt_followup.models import OldSubsidy
from debt_followup.rules import Collection, YearOfArrears
from reports.selectors.old_debts import ArrearsByYear, Collected
from reports.tables.listing import Table, columns, day, money, number, percent, text

NOTHING = Decimal("0.00")


def arrears_by_year(found: ArrearsByYear) -> Table:
    """What was approved in each year, received and left (R-DEBT-14)."""
    return {
        "caption": _("ลูกหนี้คงเหลือตามปีงบประมาณที่อนุมัติ"),
        "title": _("ตามปีที่อนุมัติ"),
        "columns": columns(
            (_("ปีงบประมาณ"), "text"),
            (_("โครงการที่ได้รับอนุมัติ"), "number"),
            (_("จำนวนเงินที่อนุมัติ"), "money"),
            (_("จำนวนเงินที่รับชำระ"), "money"),
            (_("รับชำระร้อยละ"), "percent"),
            (_("ลูกหนี้คงเหลือ (โครงการ)"), "number"),
            (_("ลูกหนี้คงเหลือ (บาท)"), "money"),
            (_("คงเหลือร้อยละ"), "percent"),
        ),
        "rows": [{"cells": _year(row, str(row.year_be))} for row in found.years],
        "totals": _year(found.total, _("รวม")) if found.years else None,
        "empty": _("ยังไม่มีสัญญา ณ วันนี้"),
    }


def _year(row: YearOfArrears, label: str) -> list[dict[str, Any]]:
    return [
        text(label),
        number(row.projects),
        money(row.approved),
        money(row.received),
        percent(row.received_percent),
        number(row.remaining_projects),
        money(row.remaining),
        percent(row.remaining_percent),
    ]


def arrears_bars(found: ArrearsByYear) -> dict[str, Any]:
    """What is left of each year."""
    return {
        "caption": _("ลูกหนี้คงเหลือของแต่ละปี"),
        "bars": [
            {"label": str(row.year_be), "value": row.remaining, "shown": f"{row.remaining:,.2f}", "tone": "warning"}
            for row in found.years
        ],
        "max": max((row.remaining for row in found.years), default=NOTHING),
        "unit": _("บาท"),
    }


# -- sixty per cent ----------------------------------------------------------------------------------------------------
def readings(found: Collected) -> Table:
    """The two readings of the aim beside what was collected (I-09), each of the base and of the aim (I-12)."""
    one = found.counted
    return {
        "caption": _("เป้าหมายร้อยละ 60 สองความหมาย"),
        "title": _("สองความหมาย"),
        "columns": columns(
            (_("ความหมาย"), "text"),
            (_("เป้าหมายที่ต้องเก็บ"), "money"),
            (_("เก็บได้แล้ว"), "money"),
            (_("ร้อยละของฐาน"), "percent"),
            (_("ร้อยละของเป้าหมาย"), "percent"),
            (_("ยังขาด"), "money"),
        ),
        "rows": [
            {
                "cells": [
                    text(_("เก็บให้ได้ร้อยละ %(rate)s ของฐาน") % {"rate": f"{one.rate * 100:.0f}"}),
                    money(one.to_collect),
                    money(one.collected),
                    percent(one.of_base),
                    percent(one.of_target),
                    money(one.still_to_collect),
                ]
            },
            {
                "cells": [
                    text(_("ลดหนี้ให้เหลือร้อยละ %(rate)s ของฐาน") % {"rate": f"{one.rate * 100:.0f}"}),
                    money(one.to_collect_by_falling),
                    money(one.collected),
                    percent(one.of_base),
                    percent(one.of_falling),
                    money(one.still_to_fall),
                ]
            },
        ],
    }


def months(found: Collected) -> Table:
    """What was collected month by month from May 2559 on."""
    return {
        "caption": _("ผลการชำระคืนหนี้เดิมรายเดือน"),
        "title": _("รายเดือน"),
        "columns": columns(
            (_("ถึงวันที่"), "date"),
            (_("เก็บได้ในเดือน"), "money"),
            (_("สะสม"), "money"),
            (_("ร้อยละของฐาน"), "percent"),
            (_("ร้อยละของเป้าหมาย"), "percent"),
            (_("คงเหลือ"), "money"),
        ),
        "rows": [
            {
                "cells": [
                    day(month.until),
                    money(month.collected),
                    money(month.whole.collected),
                    percent(month.whole.of_base),
                    percent(month.whole.of_target),
                    money(month.whole.balance),
                ]
            }
            for month in found.months
        ],
        "empty": _("ยังไม่มีเดือนที่นับ"),
    }


def provinces(found: Collected, names: Mapping[str, Province]) -> Table:
    """What each province collected."""
    return {
        "caption": _("ผลการชำระคืนหนี้เดิมรายจังหวัด"),
        "title": _("รายจังหวัด"),
        "columns": columns(
            (_("จังหวัด"), "text"),
            (_("โครงการ"), "number"),
            (_("ฐานหนี้"), "money"),
            (_("เก็บได้แล้ว"), "money"),
            (_("ร้อยละของฐาน"), "percent"),
            (_("ร้อยละของเป้าหมาย"), "percent"),
        ),
        "rows": [
            {"cells": _province(str(names.get(row.code, row.code)), row.projects, row.whole)} for row in found.provinces
        ],
        "totals": _province(_("รวม"), found.projects, found.counted),
    }


def _province(label: str, projects: int, whole: Collection) -> list[dict[str, Any]]:
    return [
        text(label),
        number(projects),
        money(whole.base),
        money(whole.collected),
        percent(whole.of_base),
        percent(whole.of_target),
    ]


def collected_figures(found: Collected) -> list[dict[str, Any]]:
    """The base, what was collected of it, and the share of it, in large."""
    one = found.counted
    figures = [
        {
            "label": _("ฐานหนี้ ณ 30 เม.ย. 2559"),
            "value": one.base,
            "kind": "money",
            "help": _("%(count)s โครงการ") % {"count": f"{found.projects:,}"},
        },
        {"label": _("เก็บได้ในช่วงที่นับ"), "value": one.collected, "kind": "money", "help": _("พ.ค. 2559 ถึง ก.ย. 2560")},
        {"label": _("ร้อยละของฐาน"), "value": one.of_base, "kind": "percent"},
        {"label": _("ร้อยละของเป้าหมาย"), "value": one.of_target, "kind": "percent"},
    ]
    if found.is_over:
        figures.append(
            {
                "label": _("เก็บได้ทั้งหมดถึงวันนี้"),
                "value": found.so_far.collected,
                "kind": "money",
                "help": _("ร้อยละ %(share)s ของฐาน") % {"share": found.so_far.of_base}
                if found.so_far.of_base is not None
                else "",
            }
        )
    return figures


# -- old subsidies -----------------------------------------------------------------------------------------------------
_SUBSIDY_SUMS = ("approved", "paid", "used", "returned")


def subsidies_by_year(rows: Sequence[OldSubsidy]) -> Table:
    """The subsidies of each year in sums."""
    years = sorted({row.fiscal_year_be for row in rows})
    return {
        "caption": _("เงินอุดหนุนตามปีงบประมาณ"),
        "title": _("ตามปี"),
        "columns": columns((_("ปีงบประมาณ"), "text"), (_("โครงการ"), "number"), *_subsidy_columns()),
        "rows": [
            {"cells": _subsidy_sums(str(year), [row for row in rows if row.fiscal_year_be == year])} for year in years
        ],
        "totals": _subsidy_sums(_("รวม"), rows) if rows else None,
        "empty": _("ยังไม่ได้นำเข้าข้อมูลเงินอุดหนุน"),
    }


def _subsidy_columns() -> list[tuple[str, str]]:
    return [
        (_("เงินที่อนุมัติ"), "money"),
        (_("เงินที่จ่าย"), "money"),
        (_("เงินที่ใช้"), "money"),
        (_("เงินที่ส่งคืน"), "money"),
        (_("ยังไม่มีหลักฐาน"), "money"),
    ]


def _subsidy_sums(label: str, rows: Sequence[OldSubsidy]) -> list[dict[str, Any]]:
    sums = {name: sum((getattr(row, name) for row in rows), NOTHING) for name in _SUBSIDY_SUMS}
    return [
        text(label),
        number(len(rows)),
        *(money(sums[name]) for name in _SUBSIDY_SUMS),
        money(sums["paid"] - sums["used"] - sums["returned"]),
    ]


def subsidies(rows: Sequence[OldSubsidy]) -> Table:
    """Every subsidy, as the State Audit Office asks for it."""
    return {
        "caption": _("ข้อมูลเงินอุดหนุนรายโครงการ"),
        "title": _("รายโครงการ"),
        "columns": columns(
            (_("ปีงบประมาณ"), "text"),
            (_("เลขที่"), "text"),
            (_("องค์กรหรือกลุ่ม"), "text"),
            (_("โครงการ"), "text"),
            (_("อำเภอ"), "text"),
            (_("วันที่จ่าย"), "date"),
            *_subsidy_columns(),
            (_("รายงานผล"), "text"),
        ),
        "rows": [
            {
                "cells": [
                    text(row.fiscal_year_be),
                    text(row.number),
                    text(row.organisation),
                    text(row.title),
                    text(row.amphoe.name_th),
                    day(row.paid_on),
                    *(money(getattr(row, name)) for name in _SUBSIDY_SUMS),
                    money(row.paid - row.used - row.returned),
                    text({True: _("มี"), False: _("ไม่มี")}.get(row.has_report, _("ไม่ทราบ"))),
                ]
            }
            for row in rows
        ],
        "empty": _("ยังไม่ได้นำเข้าข้อมูลเงินอุดหนุน"),
    }
