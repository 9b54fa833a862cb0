"""Money in and out of a period: receipts and payments, repayments by amphoe, the revolving money, receipts, debtors."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from loans.models import TransferLine
from repayments.models import BankLine
from reports.selectors import cash, debtors, movements, revolving
from reports.tables.listing import Table, columns, day, money, number, text

NOTHING = Decimal("0.00")


def cash_report(report: cash.CashReport) -> Table:
    """The report of receipts and payments: opening, received, paid, closing (R-REP-11)."""
    rows: list[dict[str, Any]] = []

    def held(label: str, lines: Sequence[tuple[str, Decimal]], total: Decimal) -> None:
        rows.extend({"cells": [text(name), money(amount), ""]} for name, amount in lines)
        rows.append({"tone": "neutral", "cells": [text(label), money(total), ""]})

    def moved(label: str, lines: Sequence[cash.CashLine]) -> None:
        rows.extend({"cells": [text(_(row.text)), money(row.amount), money(row.year_to_date)]} for row in lines)
        sums = (sum((row.amount for row in lines), NOTHING), sum((row.year_to_date for row in lines), NOTHING))
        rows.append({"tone": "neutral", "cells": [text(label), *map(money, sums)]})

    held(_("รวมยอดยกมา"), report.opening, report.opening_total)
    moved(_("รวมรับ"), report.receipts)
    moved(_("รวมจ่าย"), report.payments)
    rows.extend({"cells": [text(name), money(amount), ""]} for name, amount in report.closing)
    return {
        "title": _("รายงานการรับ-จ่ายเงินกองทุน"),
        "caption": _("รายงานการรับ-จ่ายเงินกองทุน"),
        "columns": columns((_("รายการ"), "text"), (_("ในงวด"), "money"), (_("สะสมตั้งแต่ต้นปีงบประมาณ"), "money")),
        "rows": rows,
        "totals": [_("รวมยอดคงเหลือยกไป"), money(report.closing_total), ""],
    }


_REPAID = ("due", "principal", "contract_interest", "default_interest", "recovered", "received", "outstanding")


def repayments(rows: Sequence[cash.AmphoeRepayment]) -> Table:
    """The repayments of a period, amphoe by amphoe (R-REG-06, R-REPAY-12)."""
    return {
        "title": _("สรุปผลการชำระคืนเงิน"),
        "caption": _("สรุปผลการชำระคืนเงินแยกตามอำเภอ"),
        "columns": columns(
            (_("อำเภอ"), "text"),
            (_("สัญญา"), "number"),
            (_("ถึงกำหนดในงวด"), "money"),
            (_("รับเงินต้น"), "money"),
            (_("รับดอกเบี้ยเงินกู้"), "money"),
            (_("รับเบี้ยปรับ"), "money"),
            (_("รับหนี้ที่ตัดสูญแล้ว"), "money"),
            (_("รวมรับ"), "money"),
            (_("เงินต้นคงเหลือ"), "money"),
        ),
        "rows": [
            {"cells": [text(row.amphoe), number(row.contracts), *(money(getattr(row, name)) for name in _REPAID)]}
            for row in rows
        ],
        "totals": [
            _("รวม"),
            number(sum(row.contracts for row in rows)),
            *(money(sum((getattr(row, name) for row in rows), NOTHING)) for name in _REPAID),
        ],
        "empty": _("ไม่มีสัญญาที่เคลื่อนไหวในงวดนี้"),
    }


def revolving_register(found: revolving.RevolvingRegister) -> Table:
    """The register of the revolving money: what came, what was lent, what came back, what may be lent (R-REG-05)."""
    first = {
        "cells": [
            day(found.from_on),
            "",
            text(_("ยอดยกมา")),
            money(None),
            money(None),
            money(None),
            money(found.opening),
            money(found.loans_opening),
        ]
    }
    return {
        "title": _("ทะเบียนคุมเงินหมุนเวียน"),
        "caption": _("ทะเบียนคุมเงินหมุนเวียน"),
        "columns": columns(
            (_("วันที่ลงบัญชี"), "date"),
            (_("เลขที่"), "text"),
            (_("รายการ"), "text"),
            (_("ทุนรับ (ส่งคืน)"), "money"),
            (_("จ่ายเงินกู้"), "money"),
            (_("รับคืนเงินต้น"), "money"),
            (_("เงินหมุนเวียนคงเหลือ"), "money"),
            (_("ลูกหนี้คงเหลือ"), "money"),
        ),
        "rows": [
            first,
            *(
                {
                    "url": reverse("treasury:entry", args=[row.entry_id]),
                    "cells": [
                        day(row.on),
                        row.number,
                        text(row.text),
                        money(row.capital or None),
                        money(row.lent or None),
                        money(row.repaid or None),
                        money(row.balance),
                        money(row.loans),
                    ],
                }
                for row in found.rows
            ),
        ],
        "totals": [
            "",
            "",
            _("รวม / ยกไป"),
            money(found.total("capital")),
            money(found.total("lent")),
            money(found.total("repaid")),
            money(found.closing),
            money(found.loans_closing),
        ],
    }


_DEBTS = (
    "opening",
    "lent",
    "principal",
    "contract_interest",
    "default_interest",
    "others",
    "closing",
    "credit",
)


def _debt_labels() -> list[tuple[str, str]]:
    labels = (
        _("เงินต้นยกมา"),
        _("จ่ายเงินกู้"),
        _("รับเงินต้น"),
        _("รับดอกเบี้ยเงินกู้"),
        _("รับเบี้ยปรับ"),
        _("ปรับอื่น"),
        _("เงินต้นยกไป"),
        _("รับล่วงหน้า"),
    )
    return [(label, "money") for label in labels]


def debtors_by_amphoe(rows: list[debtors.DebtorRow]) -> Table:
    """The control of debtors by amphoe."""
    sums = debtors.sums_of(rows)
    return {
        "title": _("ลูกหนี้รายอำเภอ"),
        "caption": _("ลูกหนี้เงินกู้แยกตามอำเภอ"),
        "columns": columns((_("อำเภอ"), "text"), (_("สัญญา"), "number"), *_debt_labels()),
        "rows": [
            {"cells": [text(row.amphoe), number(row.contracts), *(money(getattr(row, name)) for name in _DEBTS)]}
            for row in rows
        ],
        "totals": [_("รวม"), number(sums["contracts"]), *(money(sums[name]) for name in _DEBTS)],
        "empty": _("ไม่มีลูกหนี้ในงวดนี้"),
    }


def debtors_each(rows: list[debtors.DebtorRow]) -> Table:
    """The control of debtors, contract by contract: for the workbook."""
    sums = debtors.sums_of(rows)
    return {
        "title": _("ลูกหนี้รายสัญญา"),
        "caption": _("ลูกหนี้เงินกู้รายสัญญา"),
        "columns": columns(
            (_("สัญญา"), "text"), (_("อำเภอ"), "text"), (_("ผู้แทนกลุ่ม"), "text"), (_("วันที่โอน"), "date"), *_debt_labels()
        ),
        "rows": [
            [row.label, row.amphoe, row.name, day(row.contract_on), *(money(getattr(row, name)) for name in _DEBTS)]
            for row in rows
        ],
        "totals": [_("รวม"), "", "", "", *(money(sums[name]) for name in _DEBTS)],
        "empty": _("ไม่มีลูกหนี้ในงวดนี้"),
    }


_SPLIT = ("amount", "principal", "contract_interest", "default_interest", "credit")


def receipts(rows: list[debtors.ReceiptRow]) -> Table:
    """The receipts of a period with the split that each was printed with; those taken back stay, and do not count."""
    in_force = [row for row in rows if row.reversed_on is None]
    return {
        "title": _("ใบเสร็จรับเงิน"),
        "caption": _("ใบเสร็จรับเงินที่ลงบัญชีในงวด"),
        "columns": columns(
            (_("เลขที่"), "text"),
            (_("วันที่ชำระ"), "date"),
            (_("วันที่ลงบัญชี"), "date"),
            (_("สัญญา"), "text"),
            (_("ผู้แทนกลุ่ม"), "text"),
            (_("รับเงิน"), "money"),
            (_("เงินต้น"), "money"),
            (_("ดอกเบี้ยเงินกู้"), "money"),
            (_("เบี้ยปรับ"), "money"),
            (_("รับล่วงหน้า"), "money"),
            (_("ยกเลิกเมื่อ"), "date"),
            (_("เลขที่ SARA"), "text"),
        ),
        "rows": [
            {
                "cells": [
                    text(row.number, url=reverse("repayments:receipt", args=[row.pk])),
                    day(row.value_on),
                    day(row.posting_on),
                    row.contract,
                    row.name,
                    *(money(getattr(row, name)) for name in _SPLIT),
                    day(row.reversed_on),
                    row.sara,
                ]
            }
            for row in rows
        ],
        "totals": [
            _("รวม (ไม่นับฉบับที่ยกเลิก)"),
            *([""] * 4),
            *(money(sum((getattr(row, name) for row in in_force), NOTHING)) for name in _SPLIT),
            "",
            "",
        ],
        "empty": _("ไม่มีใบเสร็จในงวดนี้"),
    }


def transfers(lines: Iterable[TransferLine]) -> Table:
    """The lines of the transfers of a period; one that the bank rejected says why."""
    return {
        "title": _("การโอนเงินให้สมาชิก"),
        "caption": _("การโอนเงินให้สมาชิก"),
        "columns": columns(
            (_("วันที่โอน"), "date"),
            (_("สัญญาหรือเงินอุดหนุน"), "text"),
            (_("อำเภอ"), "text"),
            (_("ผู้รับ"), "text"),
            (_("จำนวนเงิน"), "money"),
            (_("ผล"), "text"),
        ),
        "rows": (
            [
                day(line.batch.transfer_on),
                (line.contract or line.grant).label,
                (line.contract or line.grant).amphoe.name_th,
                line.payee or "",
                money(line.amount),
                line.rejected_reason if line.rejected_on else _("โอนแล้ว"),
            ]
            for line in lines
        ),
    }


def bank_lines(lines: Iterable[BankLine]) -> Table:
    """The lines of the bank of a period with what became of each."""
    return {
        "title": _("รายการธนาคาร"),
        "caption": _("รายการธนาคารตามวันที่ชำระ"),
        "columns": columns(
            (_("วันที่ชำระ"), "date"),
            (_("เวลา"), "text"),
            (_("ผู้ชำระ"), "text"),
            (_("อ้างอิง 1"), "text"),
            (_("อ้างอิง 2"), "text"),
            (_("จำนวนเงิน"), "money"),
            (_("สถานะ"), "text"),
            (_("สัญญา"), "text"),
            (_("เหตุผล"), "text"),
        ),
        "rows": (
            [
                day(line.value_on),
                f"{line.time:%H:%M}",
                line.customer_name,
                line.ref1,
                line.ref2,
                money(line.amount if line.kind == "C" else -line.amount),
                str(line.State(line.state).label),
                line.contract.label if line.contract and line.contract.number else "",
                line.why,
            ]
            for line in lines
        ),
    }


def journal(lines: Iterable[movements.JournalLine]) -> Table:
    """The journal of a period, line by line."""
    return {
        "title": _("สมุดรายวัน"),
        "caption": _("สมุดรายวัน"),
        "columns": columns(
            (_("วันที่ลงบัญชี"), "date"),
            (_("วันที่มีผล"), "date"),
            (_("เลขที่"), "text"),
            (_("ประเภท"), "text"),
            (_("รายการ"), "text"),
            (_("รหัส"), "text"),
            (_("บัญชี"), "text"),
            (_("คู่บัญชี"), "text"),
            (_("เดบิต"), "money"),
            (_("เครดิต"), "money"),
        ),
        "rows": (
            [
                day(line.on),
                day(line.value_on),
                line.number,
                line.kind,
                line.memo,
                line.account,
                line.account_name,
                line.party,
                money(line.amount if line.amount > 0 else None),
                money(-line.amount if line.amount < 0 else None),
            ]
            for line in lines
        ),
    }
