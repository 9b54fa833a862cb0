"""The registers of the offices as columns and rows of plain values: one shape for screen, paper and file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.exports import more_than
from loans import filing
from loans.models import Contract
from loans.tables.contracts import NOTHING

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its address, what it is called, which requirement asks for it."""

    code: str
    title: Any
    source: str


REGISTERS: dict[str, Register] = {
    row.code: row
    for row in (
        Register("contracts", gettext_lazy("ทะเบียนคุมสัญญาเงินกู้"), "R-REG-01"),
        Register("accounts", gettext_lazy("ทะเบียนคุมบัญชีเงินฝากธนาคารของสมาชิก"), "R-REG-02"),
        Register("papers", gettext_lazy("ทะเบียนที่เก็บเอกสารสัญญา"), "R-REG-08"),
        Register("tambons", gettext_lazy("สรุปสัญญารายตำบล"), "R-REG-09"),
    )
}


def columns_of(code: str) -> list[Row]:
    """The columns of a register."""
    number = {"key": "number", "label": _("สัญญาเลขที่"), "kind": "text", "width": "30mm"}
    name = {"key": "name", "label": _("ผู้แทนกลุ่มหรือองค์กร"), "kind": "text"}
    amphoe = {"key": "amphoe", "label": _("อำเภอ"), "kind": "text", "width": "21mm"}
    principal = {"key": "principal", "label": _("เงินต้น"), "kind": "money", "width": "33mm"}
    state = {"key": "state", "label": _("สถานะ"), "kind": "text", "width": "24mm"}
    if code == "contracts":
        return [
            number,
            {"key": "on", "label": _("วันที่ในสัญญา"), "kind": "date", "width": "22mm"},
            name,
            {"key": "project", "label": _("โครงการ"), "kind": "text"},
            amphoe,
            principal,
            {"key": "rate", "label": _("ดอกเบี้ยต่อปี"), "kind": "rate", "width": "16mm"},
            {"key": "instalments", "label": _("งวด"), "kind": "number", "width": "12mm"},
            {"key": "stamp", "label": _("อากรแสตมป์"), "kind": "money", "width": "20mm"},
            {"key": "sara", "label": _("เลขที่ SARA"), "kind": "text", "width": "21mm"},
            state,
        ]
    if code == "accounts":
        return [
            number,
            name,
            amphoe,
            {"key": "bank", "label": _("ธนาคาร"), "kind": "text", "width": "30mm"},
            {"key": "branch", "label": _("สาขา"), "kind": "text", "width": "20mm"},
            {"key": "account", "label": _("เลขที่บัญชี"), "kind": "text", "width": "26mm"},
            {"key": "holder", "label": _("ชื่อบัญชี"), "kind": "text"},
            {"key": "persons", "label": _("ผู้ลงชื่อถอน (คน)"), "kind": "number", "width": "16mm"},
            principal,
            {"key": "on", "label": _("วันที่โอนเงิน"), "kind": "date", "width": "22mm"},
        ]
    if code == "papers":
        return [
            number,
            name,
            amphoe,
            {"key": "PROVINCE", "label": _("ที่จังหวัด"), "kind": "text", "width": "18mm"},
            {"key": "AMPHOE", "label": _("ที่อำเภอ"), "kind": "text", "width": "18mm"},
            {"key": "MEMBER", "label": _("ที่สมาชิก"), "kind": "text", "width": "18mm"},
            {"key": "VOUCHERS", "label": _("ใบสำคัญรับเงิน"), "kind": "text", "width": "20mm"},
            {"key": "missing", "label": _("ยังขาด"), "kind": "text"},
        ]
    return [
        {**amphoe, "width": None},
        {"key": "tambon", "label": _("ตำบล"), "kind": "text"},
        {"key": "count", "label": _("จำนวนสัญญา"), "kind": "number", "width": "26mm"},
        {**principal, "width": "34mm"},
        {"key": "closed", "label": _("ปิดสัญญาแล้ว"), "kind": "number", "width": "26mm"},
        {"key": "open", "label": _("คงเหลือ"), "kind": "number", "width": "26mm"},
    ]


def rows_of(code: str, found: Iterable[Any], *, as_of: date, there: dict[int, Iterable[str]]) -> list[Row]:
    """The rows of a register, by the keys of its columns; ``url`` is the page of each.

    :param there: of the register of papers: by contract, the codes that lie where they belong.
    """
    if code == "tambons":
        return [
            {
                "amphoe": row["amphoe_name"],
                "tambon": row["tambon_name"],
                "count": row["contracts"],
                "principal": row["principal"],
                "closed": row["closed"],
                "open": row["contracts"] - row["closed"],
                "url": "",
            }
            for row in found
        ]
    make = {"contracts": _contract, "accounts": _account, "papers": _papers}[code]
    return [
        {
            "number": contract.label,
            "name": contract.representative or "",
            "amphoe": contract.amphoe.name_th,
            "principal": contract.principal,
            "url": reverse("loans:papers" if code == "papers" else "loans:contract", args=[contract.pk]),
            **make(contract, as_of, frozenset(there.get(contract.pk, ()))),
        }
        for contract in found
    ]


def _contract(contract: Contract, as_of: date, there: frozenset[str]) -> Row:
    state = Contract.State.CLOSED if contract.was_closed else Contract.State.IN_FORCE
    return {
        "on": contract.left_on,
        "project": contract.project_title,
        "rate": contract.annual_rate,
        "instalments": contract.instalment_count,
        "stamp": contract.stamp_duty,
        "sara": contract.sara_number,
        "state": str(state.label),
    }


def _account(contract: Contract, as_of: date, there: frozenset[str]) -> Row:
    then = contract.account_then or {}
    return {
        "bank": then.get("bank", contract.account_bank),
        "branch": then.get("branch", contract.account_branch),
        "account": then.get("number", contract.account_number),
        "holder": then.get("name", contract.account_name),
        "persons": contract.withdrawal_persons,
        "on": contract.left_on,
    }


def _papers(contract: Contract, as_of: date, there: frozenset[str]) -> Row:
    texts = [_(filing.text_of(item, province=contract.province_id)) for item in filing.missing(there=there)]
    counts = {}
    for place in filing.Place:
        items = filing.at(place)
        here = sum(item.is_kept_by_system or item.code in there for item in items)
        counts[place.value] = f"{here}/{len(items)}"
    return {**counts, "missing": ", ".join(texts) if texts else _("ครบ")}


def register_screen(
    code: str, rows: Sequence[Row], *, totals: dict[str, Any], next_url: str, prev_url: str
) -> dict[str, Any]:
    """A register as ``components/table.html`` takes it, with the totals of the whole of it."""
    columns = [column for column in columns_of(code) if column["key"] != "project"]  # a note below the name
    sums = {"principal": totals["principal"], "count": totals["count"]}
    cells: list[Any] = [{"value": _("รวมทั้งทะเบียน"), "kind": "text"}]
    for column in columns[1:]:
        value = sums.get(column["key"]) if column["kind"] in ("money", "number") else None
        cells.append({"value": value, "kind": column["kind"]} if value is not None else "")
    return {
        "caption": REGISTERS[code].title,
        "columns": [{"label": column["label"], "kind": _on_screen(column)} for column in columns],
        "rows": [
            {
                "url": row["url"],
                "cells": [
                    {
                        "value": row[column["key"]],
                        "kind": _on_screen(column),
                        "note": row.get("project", "") if column["key"] == "name" else "",
                    }
                    for column in columns
                ],
            }
            for row in rows
        ],
        "totals": cells,
        "shown": _("แสดง %(shown)s จาก %(all)s รายการ") % {"shown": len(rows), "all": more_than(totals["rows"])},
        "empty": _("ไม่มีรายการ ณ วันที่นี้"),
        "next_url": next_url,
        "prev_url": prev_url,
        "queue": True,
    }


def _on_screen(column: Row) -> str:
    """The kind of a column on a page, where a state is a badge that does not break."""
    return "state" if column["key"] == "state" else str(column["kind"])


def register_paper(code: str, rows: Sequence[Row], *, as_of: date, known_at: date, issuer: Row | None) -> Row:
    """A register as a paper: ``papers/register.html``."""
    columns = columns_of(code)
    written = [{column["key"]: _plain(row[column["key"]]) for column in columns} for row in rows]
    total = sum((row["principal"] for row in rows), NOTHING) if code != "papers" else None
    return {
        "title": str(REGISTERS[code].title),
        "issuer": issuer or {},
        "landscape": True,
        "columns": [{**column, "kind": "text" if column["kind"] == "rate" else column["kind"]} for column in columns],
        "groups": [{"rows": written}],
        "totals": {
            "label": _("รวม %(count)s รายการ") % {"count": f"{len(rows):,}"},
            **({"principal": str(total)} if total is not None else {}),
        },
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value * 100:.2f}" if value < 1 and value.as_tuple().exponent < -2 else f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
