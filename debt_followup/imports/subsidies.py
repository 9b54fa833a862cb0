"""What the rows of a register of subsidies say, one subsidy a row, or every fault in it (R-REP-13, R-ACT-24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from areas.models import Amphoe
from debt_followup.imports.cells import Cells, Faults
from debt_followup.imports.columns import SUBSIDIES
from debt_followup.models import OldSubsidy
from documents.spreadsheets import Sheet
from thai.baht import with_commas
from thai.dates import fiscal_year_be

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Subsidy:
    """One subsidy that can be taken in."""

    row: int
    fiscal_year_be: int
    number: str
    organisation: str
    title: str
    amphoe: str
    approved: Decimal
    paid: Decimal
    paid_on: date | None
    used: Decimal
    returned: Decimal
    has_report: bool | None

    @property
    def rows(self) -> tuple[int, ...]:
        return (self.row,)


@dataclass(frozen=True, slots=True)
class ReadSubsidies:
    """What a file says: subsidies that can be taken in, and the faults of the other rows."""

    debts: tuple[Subsidy, ...]
    faults: Mapping[int, Sequence[tuple[str, str]]]


def read_subsidies(sheet: Sheet, *, province: str, base_on: date) -> ReadSubsidies:
    """Judge every row of a register of subsidies of a province; nothing is written.

    :raises debt_followup.imports.columns.WrongHeadings: the columns are not those of the file.
    """
    places, faults = SUBSIDIES.places(sheet.headings), Faults(SUBSIDIES)
    known = set(Amphoe.objects.filter(province=province).values_list("code", flat=True))
    there = set(OldSubsidy.objects.filter(province=province).values_list("fiscal_year_be", "number"))
    found, seen = [], set()
    for row in sheet.rows:
        cells = Cells(row, places, faults)
        one = _subsidy(cells, known, base_on)
        key = (one.fiscal_year_be, one.number)
        if key in there:
            cells.wrong("number", gettext("โครงการเลขที่นี้มีในระบบแล้ว ไม่มีสิ่งใดถูกบันทึกซ้ำ"))
        elif key in seen:
            cells.wrong("number", gettext("เลขที่โครงการซ้ำกันในไฟล์"))
        seen.add(key)
        if row.number not in faults.of_row:
            found.append(one)
    return ReadSubsidies(debts=tuple(found), faults=faults.of_row)


def _subsidy(cells: Cells, known: set[str], base_on: date) -> Subsidy:
    year, paid_on = cells.year("fiscal_year"), cells.day("paid_on")
    if year is not None and year > fiscal_year_be(base_on):
        cells.wrong("fiscal_year", gettext("อยู่หลังวันของทะเบียน"))
    if paid_on is not None and paid_on > base_on:
        cells.wrong("paid_on", gettext("อยู่หลังวันของทะเบียน"))
    approved, paid = cells.money("approved"), cells.money("paid", empty=NOTHING)
    used, returned = cells.money("used", empty=NOTHING), cells.money("returned", empty=NOTHING)
    if approved is None:
        cells.needed("approved")
    elif not approved:
        cells.wrong("approved", gettext("ต้องมากกว่าศูนย์"))
    elif paid is not None and paid > approved:
        cells.wrong("paid", gettext("มากกว่าเงินที่อนุมัติ %s บาท") % with_commas(approved))
    if None not in (paid, used, returned) and (used or NOTHING) + (returned or NOTHING) > (paid or NOTHING):
        cells.wrong("used", gettext("เงินที่ใช้และที่ส่งคืนรวมกันมากกว่าเงินที่จ่าย"))
    return Subsidy(
        row=cells.row.number,
        fiscal_year_be=year or 0,
        number=cells.needed("number", most=40),
        organisation=cells.needed("organisation", most=200),
        title=cells.needed("title"),
        amphoe=cells.code("amphoe", known, said=gettext("ไม่พบรหัสอำเภอนี้ในจังหวัด")),
        approved=approved or NOTHING,
        paid=paid or NOTHING,
        paid_on=paid_on,
        used=used or NOTHING,
        returned=returned or NOTHING,
        has_report=cells.yes_no("has_report"),
    )
