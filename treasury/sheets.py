"""Files of the books read row by row: the movements of a statement, and opening balances. A bad row gets a sentence."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from documents.spreadsheets import Row, column_name, read_sheet
from thai import baht, dates
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import LedgerAccount
from treasury.services.ledger import Line
from treasury.services.statements import NewLine

# The headings, in Thai as the forms of the offices have them; further ones are the English of the same.
MOVEMENT_COLUMNS = {
    "on": ("วันที่", "date"),  # stays Thai: heading of a file
    "reference": ("เลขที่เอกสาร", "document"),  # stays Thai: heading of a file
    "text": ("รายการ", "description"),  # stays Thai: heading of a file
    "received": ("รับ", "in"),  # stays Thai: heading of a file
    "paid": ("จ่าย", "out"),  # stays Thai: heading of a file
}
OPENING_COLUMNS = {
    "account": ("รหัสบัญชี", "account"),  # stays Thai: heading of a file
    "party": ("คู่บัญชี", "party"),  # stays Thai: heading of a file
    "debit": ("เดบิต", "debit"),  # stays Thai: heading of a file
    "credit": ("เครดิต", "credit"),  # stays Thai: heading of a file
}


class ColumnsMissing(Refusal):
    """The file lacks columns without which it cannot be read."""


class BadRows(Refusal):
    """Rows of the file have faults; nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one row: its number in the file, the column where there is one, and a sentence."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Movements:
    """The movements of a file: good rows and faults; it is taken whole or not at all."""

    lines: tuple[NewLine, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Openings:
    """The opening balances of a file: good rows and faults; it is taken whole or not at all."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]

    @property
    def debit(self) -> Decimal:
        return sum((line.amount for line in self.lines if line.amount > 0), Decimal("0.00"))

    @property
    def credit(self) -> Decimal:
        return -sum((line.amount for line in self.lines if line.amount < 0), Decimal("0.00"))

    @property
    def is_good(self) -> bool:
        return not self.faults and bool(self.lines) and self.debit == self.credit


def read_movements(*, name: str, content: bytes) -> Movements:
    """Read the movements of a statement out of XLSX or CSV: วันที่, เลขที่เอกสาร, รายการ, รับ, จ่าย.

    :raises documents.spreadsheets.UnreadableSheet, ColumnsMissing: the file as a whole cannot be read.
    """
    table = _Table(name, content, MOVEMENT_COLUMNS, needed=("on", "received", "paid"))
    lines: list[NewLine] = []
    for row in table.rows:
        on, amount = table.day(row, "on"), table.signed(row, plus="received", minus="paid")
        if on is not None and amount is not None:
            lines.append(
                NewLine(
                    on=on,
                    amount=amount,
                    reference=table.text(row, "reference")[:60],
                    text=table.text(row, "text")[:300],
                )
            )
    return Movements(lines=tuple(lines), faults=tuple(table.faults))


def read_openings(*, name: str, content: bytes) -> Openings:
    """Read opening balances out of XLSX or CSV: รหัสบัญชี, คู่บัญชี, เดบิต, เครดิต.

    :raises documents.spreadsheets.UnreadableSheet, ColumnsMissing: the file as a whole cannot be read.
    """
    table = _Table(name, content, OPENING_COLUMNS, needed=("account", "debit", "credit"))
    known = set(LedgerAccount.objects.values_list("pk", flat=True))
    lines: list[Line] = []
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        account, party = table.text(row, "account"), table.text(row, "party")
        amount = table.signed(row, plus="debit", minus="credit")
        if account not in known:
            table.fault(row, "account", gettext("ไม่มีรหัสบัญชี “%s” ในผังบัญชี") % account[:20])
        elif len(party) > 60:
            table.fault(row, "party", gettext("คู่บัญชียาวเกิน 60 ตัวอักษร"))
        elif (account, party) in seen:
            said = gettext("บัญชีและคู่บัญชีซ้ำกับแถวที่ %s") % seen[(account, party)]
            table.fault(row, "account", said)
        elif amount is not None:
            seen[(account, party)] = row.number
            lines.append(Line(account, amount, party))
    return Openings(lines=tuple(lines), faults=tuple(table.faults))


class _Table:
    """A sheet with its columns found by their headings, and the faults that reading its rows brings."""

    def __init__(
        self, name: str, content: bytes, columns: dict[str, tuple[str, ...]], *, needed: Iterable[str]
    ) -> None:
        sheet = read_sheet(name=name, content=content)
        headings = [heading.strip().lower() for heading in sheet.headings]
        self.rows: Sequence[Row] = sheet.rows
        self.places = {key: headings.index(one) for key, names in columns.items() for one in names if one in headings}
        missing = [columns[key][0] for key in needed if key not in self.places]
        if missing:
            raise ColumnsMissing(_("ไฟล์ขาดคอลัมน์ %(names)s"), names=", ".join(missing))
        self.headings = sheet.headings
        self.faults: list[Fault] = []
        for row in self.rows:
            for place, said in row.faults:
                self.faults.append(Fault(row.number, self._column(place), said))

    def fault(self, row: Row, key: str, said: str) -> None:
        self.faults.append(Fault(row.number, self._column(self.places.get(key, 0)), said))

    def text(self, row: Row, key: str) -> str:
        place = self.places.get(key)
        return row.cells[place] if place is not None else ""

    def day(self, row: Row, key: str) -> date | None:
        typed = self.text(row, key)
        try:
            return dates.parse(typed)
        except Refusal as refused:
            self.fault(row, key, str(refused))
            return None

    def signed(self, row: Row, *, plus: str, minus: str) -> Decimal | None:
        """The amount of the one filled column, negative for ``minus``."""
        found: list[Decimal] = []
        for key, sign in ((plus, 1), (minus, -1)):
            typed = self.text(row, key)
            if typed in ("", "-"):
                continue
            try:
                amount = baht.parse(typed)
            except Refusal as refused:
                self.fault(row, key, str(refused))
                return None
            if amount < 0:
                self.fault(row, key, gettext("จำนวนเงินติดลบ ให้ใส่ในอีกคอลัมน์"))
                return None
            if amount:
                found.append(sign * amount)
        if len(found) != 1:
            self.fault(row, plus, gettext("ต้องมีจำนวนเงินในคอลัมน์ใดคอลัมน์หนึ่งเพียงคอลัมน์เดียว"))
            return None
        return found[0]

    def _column(self, place: int) -> str:
        heading = self.headings[place] if place < len(self.headings) else ""
        return f"{column_name(place)} ({heading})" if heading else column_name(place)


def require_good(faults: Sequence[Fault]) -> None:
    """Refuse a file with faults, naming the first.

    :raises BadRows: there is one.
    """
    if faults:
        first = faults[0]
        raise BadRows(
            _("ไฟล์มีข้อผิดพลาด %(count)s แห่ง แถวที่ %(row)s คอลัมน์ %(column)s: %(said)s"),
            count=len(faults),
            row=first.row,
            column=first.column,
            said=first.sentence,
        )


def read_keyed(*, text: str) -> Movements:
    """Read movements that were keyed, one a line: วันที่ | เลขที่เอกสาร | รายการ | รับ | จ่าย. Empty lines are passed over."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow([names[0] for names in MOVEMENT_COLUMNS.values()])
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        writer.writerow([*cells, *[""] * (len(MOVEMENT_COLUMNS) - len(cells))])
    return read_movements(name="", content=written.getvalue().encode())
