"""A bank's table, CSV or XLSX, read by a layout that a person named once: which column holds what. Pure.

Banks give such tables in many shapes, so the columns are data. A fault of a row refuses the whole file, as in any other
profile, and a row of totals is held against the sum of the rows above it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Protocol

from thai import dates
from thai.digits import to_arabic
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .content import NOTHING, BankFileContent, Block, FileLine, LineFault, refuse_if
from .fixed_width import day_of
from .headings import CREDITS, DEBITS, TOTAL, Field

PROFILE = "TABLE"
LONGEST_NAME, LONGEST_REF = 60, 20
_SATANG = Decimal("0.01")


class LayoutWrong(Refusal):
    """The columns that were named cannot make lines of money."""


class SheetRow(Protocol):
    """A row of a sheet: its number in the file, its cells as text, what is wrong with a cell by its place."""

    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> tuple[str, ...]: ...
    @property
    def faults(self) -> tuple[tuple[int, str], ...]: ...


@dataclass(frozen=True, slots=True)
class Layout:
    """Which heading each field stands under, how days are written, and the account where no column names it."""

    columns: Mapping[str, str]
    date_form: str
    bank_code: str
    account: str


_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_ISO = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?")


def require_columns(*, columns: Mapping[str, str], headings: Sequence[str]) -> None:
    """Refuse columns that cannot make lines of money.

    :raises LayoutWrong: no day, no amount, an amount told twice, what came in without what went out, one column for two
        things, or none of the table's.
    """
    used = [heading for heading in columns.values() if heading]
    if not columns.get(Field.VALUE_ON):
        raise LayoutWrong(_("ต้องระบุคอลัมน์วันที่ชำระ"))
    if not columns.get(Field.AMOUNT) and not columns.get(Field.CREDIT):
        raise LayoutWrong(_("ต้องระบุคอลัมน์จำนวนเงิน หรือคอลัมน์เงินเข้า"))
    if columns.get(Field.AMOUNT) and (columns.get(Field.CREDIT) or columns.get(Field.DEBIT)):
        raise LayoutWrong(_("ระบุคอลัมน์จำนวนเงินอย่างเดียว หรือคอลัมน์เงินเข้าและเงินออก อย่างใดอย่างหนึ่ง"))
    if bool(columns.get(Field.CREDIT)) != bool(columns.get(Field.DEBIT)):
        raise LayoutWrong(_("ต้องระบุทั้งคอลัมน์เงินเข้าและเงินออก ไฟล์ที่มีเงินเข้าอย่างเดียวให้ระบุเป็นคอลัมน์จำนวนเงิน"))
    if len(set(used)) != len(used):
        raise LayoutWrong(_("คอลัมน์หนึ่งใช้ได้อย่างเดียว"))
    if missing := [heading for heading in used if heading not in headings]:
        raise LayoutWrong(_("ไฟล์ไม่มีคอลัมน์ %(headings)s"), headings=", ".join(missing))


def read_table(*, headings: Sequence[str], rows: Sequence[SheetRow], layout: Layout) -> BankFileContent:
    """The lines of a table, an account's block after the other.

    :raises LayoutWrong: the layout is not one of this table.
    :raises repayments.bank_files.BankFileRefused: a cell that cannot be read, or a total that is not the sum; all
        faults are named with row and column.
    Source: R-REPAY-06, R-SYS-03.
    """
    require_columns(columns=layout.columns, headings=headings)
    reader = _Reader(headings, layout)
    for row in rows:
        reader.read(row)
    refuse_if(reader.faults)
    accounts = dict.fromkeys(line.account for line in reader.lines)
    return BankFileContent(
        blocks=tuple(
            Block(
                bank_code=layout.bank_code,
                account=account,
                company_name="",
                effective_on=None,
                service_code="",
                lines=tuple(line for line in reader.lines if line.account == account),
            )
            for account in accounts
        )
    )


class _Reader:
    """Reads rows one after another and collects what is wrong with them."""

    def __init__(self, headings: Sequence[str], layout: Layout) -> None:
        self.layout = layout
        self.headings = headings
        self.places = {name: headings.index(heading) for name, heading in layout.columns.items() if heading}
        self.lines: list[FileLine] = []
        self.faults: list[LineFault] = []

    def fault(self, said: str, row: SheetRow, name: str, /, **values: object) -> None:
        self.faults.append(LineFault(said, row=row.number, column=self.layout.columns.get(name, ""), **values))

    def cell(self, row: SheetRow, name: str) -> str:
        place = self.places.get(name)
        return row.cells[place].strip() if place is not None else ""

    def read(self, row: SheetRow) -> None:
        if not self.cell(row, Field.VALUE_ON) and any(TOTAL.search(cell) for cell in row.cells):
            self._total(row)
            return
        if Field.CREDIT in self.places and not self.cell(row, Field.CREDIT) and not self.cell(row, Field.DEBIT):
            return  # a balance brought forward, or a remark
        faults = len(self.faults)
        used = set(self.places.values())
        for place, said in row.faults:
            if place in used:
                self.faults.append(
                    LineFault(
                        _("แถวที่ %(row)s คอลัมน์ “%(column)s”: %(said)s"),
                        row=row.number,
                        column=self.headings[place],
                        said=said,
                    )
                )
        value_on, at = self._moment(row)
        kind, amount = self._money(row)
        refs = [self._ref(row, name) for name in (Field.REF1, Field.REF2, Field.REF3)]
        if len(self.faults) > faults or value_on is None or amount is None:
            return
        ref2 = refs[1].zfill(2) if refs[1].isdecimal() else refs[1]  # a spreadsheet takes the nought off 01
        self.lines.append(
            FileLine(
                line_number=row.number,
                sequence=row.number,
                bank_code=self.layout.bank_code,
                account=_digits(self.cell(row, Field.ACCOUNT)) or self.layout.account,
                value_on=value_on,
                time=at,
                customer_name=" ".join(self.cell(row, Field.CUSTOMER_NAME).split())[:LONGEST_NAME],
                ref1=refs[0],
                ref2=ref2,
                ref3=refs[2],
                branch="",
                teller="",
                kind=kind,
                transaction_code="",
                cheque_number="",
                amount=amount,
                biller_id="",
                sending_bank="",
            )
        )

    def _total(self, row: SheetRow) -> None:
        """A row of totals must say what the rows above it add up to."""
        for name, kinds in ((Field.AMOUNT, "CD"), (Field.CREDIT, "C"), (Field.DEBIT, "D")):
            written = self.cell(row, name)
            if not written:
                continue
            said = self._amount(row, name)
            sums = {kind: sum((ln.amount for ln in self.lines if ln.kind == kind), NOTHING) for kind in "CD"}
            fits = {sums["C"] - sums["D"], sums["C"] + sums["D"], sums["C"]} if kinds == "CD" else {sums[kinds]}
            if said is not None and not self.faults and said not in fits:
                self.fault(
                    _("แถวที่ %(row)s คอลัมน์ “%(column)s”: ยอดรวม %(said)s บาท ไม่ตรงกับผลรวม %(total)s บาท"),
                    row,
                    name,
                    said=said,
                    total=sums["C"] - sums["D"] if kinds == "CD" else sums[kinds],
                )

    def _moment(self, row: SheetRow) -> tuple[date | None, time]:
        written, _space, rest = to_arabic(self.cell(row, Field.VALUE_ON)).partition(" ")
        clock = to_arabic(self.cell(row, Field.TIME))
        if not clock and _TIME.fullmatch(rest.strip()):
            clock = rest.strip()
        elif rest.strip() and not _TIME.fullmatch(rest.strip()):
            written = f"{written} {rest.strip()}"
        at = time(0, 0) if not clock else _clock(clock)
        if at is None:
            self.fault(_("แถวที่ %(row)s คอลัมน์ “%(column)s”: เวลา “%(written)s” อ่านไม่ได้"), row, Field.TIME, written=clock)
        value_on = _day(written, self.layout.date_form)
        if value_on is None:
            self.fault(
                _("แถวที่ %(row)s คอลัมน์ “%(column)s”: วันที่ “%(written)s” อ่านไม่ได้ตามรูปแบบที่กำหนด"),
                row,
                Field.VALUE_ON,
                written=written[:40],
            )
        return value_on, at or time(0, 0)

    def _money(self, row: SheetRow) -> tuple[str, Decimal | None]:
        """Whether the row is a payment or its reversal, and its amount."""
        if Field.CREDIT in self.places:
            came, went = self._amount(row, Field.CREDIT), self._amount(row, Field.DEBIT)
            if came and went:
                self.fault(_("แถวที่ %(row)s: มีทั้งเงินเข้าและเงินออก"), row, Field.CREDIT)
                return "C", None
            amount, kind = (went, "D") if went else (came, "C")
        else:
            amount, kind = self._amount(row, Field.AMOUNT), self._kind(row)
            if amount is not None and amount < 0:
                amount, kind = -amount, "D"
        if amount is not None and amount <= 0:
            self.fault(_("แถวที่ %(row)s: จำนวนเงินต้องมากกว่าศูนย์"), row, Field.AMOUNT)
            return kind, None
        return kind, amount

    def _kind(self, row: SheetRow) -> str:
        written = self.cell(row, Field.KIND).upper()
        if not written or written in CREDITS:
            return "C"
        if written not in DEBITS:
            self.fault(
                _("แถวที่ %(row)s คอลัมน์ “%(column)s”: ชนิดรายการ “%(written)s” ต้องเป็นเครดิตหรือเดบิต"),
                row,
                Field.KIND,
                written=written[:40],
            )
        return "D"

    def _amount(self, row: SheetRow, name: str) -> Decimal | None:
        written = to_arabic(self.cell(row, name)).replace(",", "").replace(" ", "")
        if written in ("", "-") and name in (Field.CREDIT, Field.DEBIT):
            return NOTHING
        if written.startswith("(") and written.endswith(")"):
            written = "-" + written[1:-1]
        try:
            amount = Decimal(written)
            if amount.is_finite() and amount == amount.quantize(_SATANG):
                return amount.quantize(_SATANG)
        except InvalidOperation:
            pass
        self.fault(
            _("แถวที่ %(row)s คอลัมน์ “%(column)s”: จำนวนเงิน “%(written)s” อ่านไม่ได้"), row, name, written=written[:40]
        )
        return None

    def _ref(self, row: SheetRow, name: str) -> str:
        written = "".join(self.cell(row, name).split()).upper()
        if len(written) > LONGEST_REF:
            self.fault(_("แถวที่ %(row)s คอลัมน์ “%(column)s”: เลขอ้างอิงยาวเกิน %(most)s ตัว"), row, name, most=LONGEST_REF)
        return written


def _day(written: str, form: str) -> date | None:
    if form == "EIGHT_DIGITS" and not _ISO.fullmatch(written):
        return day_of(written)
    if form == "MONTH_FIRST" and (found := _MONTH_FIRST.fullmatch(written)):
        written = f"{found[3]}-{found[1]}-{found[2]}"
    elif form in ("MONTH_FIRST", "YEAR_FIRST") and not _ISO.fullmatch(written):
        return None
    try:
        return dates.parse(written)
    except Refusal:
        return None


def _clock(written: str) -> time | None:
    found = _TIME.fullmatch(written)
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    except ValueError:
        return None


def _digits(written: str) -> str:
    return "".join(letter for letter in to_arabic(written) if letter.isdecimal())
