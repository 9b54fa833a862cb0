"""The incoming bill-payment file of a bank: 256 bytes a record, TIS-620 (cp874). Pure.

One profile among several that a bank may agree on; the layout is that of two unrelated public implementations, and no
official specification was seen. A Thai letter is one byte there, so that it never shifts a column. A fault anywhere
refuses the whole file, each fault with its line number.
"""

import re
from datetime import date, time
from decimal import Decimal
from functools import lru_cache

from thai.refusals import sentence as _

from .content import MOST_BYTES, NOTHING, BankFileContent, Block, FileLine, LineFault, refuse_if

PROFILE = "BILL_PAYMENT_256"
WIDTH = 256
ENCODING = "cp874"
_CE_YEARS = range(1990, 2101)
_BEGINS_LIKE_ONE = re.compile(rb"H[0-9]{6}")
_NO_LETTER = re.compile("[\udc80-\udcff]")  # what Python makes of a byte that is none of TIS-620


def is_fixed_width(content: bytes) -> bool:
    """Tell whether a file is meant to be one of these: by its first record, or by the width of its first line."""
    first = content[: WIDTH + 2].split(b"\n", 1)[0].rstrip(b"\r")
    return bool(_BEGINS_LIKE_ONE.match(first)) or (len(first) == WIDTH and first[:1] in (b"H", b"D", b"T"))


def parse(content: bytes) -> BankFileContent:
    """The blocks and lines of a file, read strictly.

    :raises BankFileRefused: a line of another width than 256, a record out of place, a broken sequence, a field that
        cannot be read, a trailer whose sum or count is not that of its rows; all faults are named.
    Source: R-REPAY-06.
    """
    rows = _rows(content)
    refuse_if(_width_faults(rows))
    reader = _Reader()
    for number, row in enumerate(rows, start=1):
        reader.read(number, row)
    reader.finish(len(rows))
    refuse_if(reader.faults)
    return BankFileContent(blocks=tuple(reader.blocks))


def records_by_account(content: bytes) -> dict[tuple[str, str], bytes]:
    """The records of each account of a file that was read without fault, as they came: by bank and account."""
    found: dict[tuple[str, str], list[bytes]] = {}
    records: list[bytes] = []
    for record in content.splitlines(keepends=True):
        if record[:1] == b"H":
            records = found.setdefault((_field(record, 8, 10), _field(record, 11, 20)), [])
        records.append(record)
    return {account: b"".join(of_account) for account, of_account in found.items()}


def _field(record: bytes, first: int, last: int) -> str:
    return record[first - 1 : last].decode(ENCODING).strip(" \x00")


def _rows(content: bytes) -> list[bytes]:
    if not content.strip():
        refuse_if([LineFault(_("ไฟล์ว่างเปล่า"))])
    if len(content) > MOST_BYTES:
        refuse_if([LineFault(_("ไฟล์ใหญ่เกิน %(most)s ไบต์ ให้แบ่งเป็นหลายไฟล์"), most=MOST_BYTES)])
    rows = content.replace(b"\r\n", b"\n").split(b"\n")
    return rows[:-1] if rows[-1] == b"" else rows


def _width_faults(rows: list[bytes]) -> list[LineFault]:
    return [
        LineFault(_("บรรทัดที่ %(line)s กว้าง %(width)s ไบต์ ต้องกว้าง %(needed)s ไบต์"), line=n, width=len(row), needed=WIDTH)
        for n, row in enumerate(rows, start=1)
        if len(row) != WIDTH
    ]


class _Reader:
    """Reads records one after another and collects what is wrong with them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.faults: list[LineFault] = []
        self.sequence = 0
        self.header: dict[str, str] | None = None
        self.lines: list[FileLine] = []
        self.is_readable = True
        self.is_torn = False

    def fault(self, said: str, line: int, /, **values: object) -> None:
        self.faults.append(LineFault(said, line=line, **values))

    def read(self, number: int, record: bytes) -> None:
        row = record.decode(ENCODING, "surrogateescape")  # a letter a byte
        self.is_torn = _NO_LETTER.search(row) is not None
        match row[:1]:
            case "H":
                self._header(number, row)
            case "D":
                self._detail(number, row)
            case "T":
                self._trailer(number, row)
            case _:
                self.fault(_("บรรทัดที่ %(line)s ไม่ได้ขึ้นต้นด้วย H, D หรือ T"), number)

    def finish(self, last: int) -> None:
        if self.header is not None:
            self.fault(_("บรรทัดที่ %(line)s: ไฟล์จบโดยไม่มีบรรทัดท้าย (T)"), last)

    # -- records ------------------------------------------------------------------------------------------------------
    def _header(self, number: int, row: str) -> None:
        if self.header is not None:
            self.fault(_("บรรทัดที่ %(line)s: พบหัวบัญชี (H) ก่อนบรรทัดท้าย (T) ของบัญชีก่อนหน้า"), number)
        self._follow(number, row, starts_anew=True)
        effective = self.text(number, row, 61, 68)
        self.header = {
            "bank_code": self.text(number, row, 8, 10),
            "account": self.text(number, row, 11, 20),
            "company_name": self.text(number, row, 21, 60),
            "effective_on": effective,
            "service_code": self.text(number, row, 69, 76),
        }
        if effective:
            self.day(number, effective)
        self.lines = []

    def _detail(self, number: int, row: str) -> None:
        self._follow(number, row)
        if not self._belongs(number, row):
            return
        kind = self.text(number, row, 153, 153)
        if kind not in ("C", "D"):
            self.fault(_("บรรทัดที่ %(line)s: ชนิดรายการต้องเป็น C หรือ D"), number)
        value_on = self.day(number, self.text(number, row, 21, 28))
        at = self.clock(number, self.text(number, row, 29, 34))
        amount = self.money(number, row, 164, 176)
        if amount is not None and amount <= 0:
            self.fault(_("บรรทัดที่ %(line)s: จำนวนเงินต้องมากกว่าศูนย์"), number)
        if value_on is None or at is None or amount is None:
            self.is_readable = False  # the trailer's sums can no longer be held against the rows
            return
        self.lines.append(
            FileLine(
                line_number=number,
                sequence=self.sequence,
                bank_code=self.text(number, row, 8, 10),
                account=self.text(number, row, 11, 20),
                value_on=value_on,
                time=at,
                customer_name=" ".join(self.text(number, row, 35, 84).split()),
                ref1=self.text(number, row, 85, 104),
                ref2=self.text(number, row, 105, 124),
                ref3=self.text(number, row, 125, 144),
                branch=self.text(number, row, 145, 148),
                teller=self.text(number, row, 149, 152),
                kind=kind,
                transaction_code=self.text(number, row, 154, 156),
                cheque_number=self.text(number, row, 247, 256) or self.text(number, row, 157, 163),
                amount=amount,
                biller_id=self.text(number, row, 197, 211),
                sending_bank=self.text(number, row, 244, 246),
            )
        )

    def _trailer(self, number: int, row: str) -> None:
        self._follow(number, row)
        if not self._belongs(number, row):
            return
        for kind, total_at, count_at in (("D", (21, 33), (34, 39)), ("C", (40, 52), (53, 58))):
            rows = [line for line in self.lines if line.kind == kind]
            total, count = sum((line.amount for line in rows), NOTHING), len(rows)
            said_total, said_count = self.money(number, row, *total_at), self.count(number, row, *count_at)
            if self.is_readable and said_total is not None and said_total != total:
                self.fault(
                    _("บรรทัดที่ %(line)s: ยอดรวมรายการ %(kind)s ท้ายไฟล์ %(said)s บาท ไม่ตรงกับผลรวม %(total)s บาท"),
                    number,
                    kind=kind,
                    said=said_total,
                    total=total,
                )
            if self.is_readable and said_count is not None and said_count != count:
                self.fault(
                    _("บรรทัดที่ %(line)s: จำนวนรายการ %(kind)s ท้ายไฟล์ %(said)s รายการ ไม่ตรงกับที่นับได้ %(count)s รายการ"),
                    number,
                    kind=kind,
                    said=said_count,
                    count=count,
                )
        header = self.header or {}
        self.blocks.append(
            Block(
                bank_code=header["bank_code"],
                account=header["account"],
                company_name=header["company_name"],
                effective_on=day_of(header["effective_on"]),
                service_code=header["service_code"],
                lines=tuple(self.lines),
            )
        )
        self.header, self.lines, self.is_readable = None, [], True

    # -- what holds between records -----------------------------------------------------------------------------------
    def _follow(self, number: int, row: str, *, starts_anew: bool = False) -> None:
        said = self.count(number, row, 2, 7)
        if said is None:
            return
        expected = self.sequence + 1
        if said != expected and not (starts_anew and said == 1):
            self.fault(
                _("บรรทัดที่ %(line)s: ลำดับที่ %(said)s ไม่ต่อเนื่อง ต้องเป็น %(expected)s"), number, said=said, expected=expected
            )
        self.sequence = said

    def _belongs(self, number: int, row: str) -> bool:
        if self.header is None:
            self.fault(_("บรรทัดที่ %(line)s ไม่มีหัวบัญชี (H) อยู่ก่อน"), number)
            return False
        bank, account = self.text(number, row, 8, 10), self.text(number, row, 11, 20)
        if (bank, account) != (self.header["bank_code"], self.header["account"]):
            self.fault(
                _("บรรทัดที่ %(line)s: เลขที่บัญชี %(account)s ไม่ตรงกับหัวบัญชี %(header)s"),
                number,
                account=account,
                header=self.header["account"],
            )
        return True

    # -- fields (columns counted from 1, both ends included) -----------------------------------------------------------
    def text(self, number: int, row: str, first: int, last: int) -> str:
        part = row[first - 1 : last]
        if self.is_torn and _NO_LETTER.search(part):
            self.fault(_("บรรทัดที่ %(line)s คอลัมน์ %(first)s-%(last)s ไม่ใช่ตัวอักษร TIS-620"), number, first=first, last=last)
            return ""
        return part.strip(" \x00")

    def count(self, number: int, row: str, first: int, last: int) -> int | None:
        field = row[first - 1 : last]
        if not (field.isascii() and field.isdigit()):
            self.fault(_("บรรทัดที่ %(line)s คอลัมน์ %(first)s-%(last)s ต้องเป็นตัวเลข"), number, first=first, last=last)
            return None
        return int(field)

    def money(self, number: int, row: str, first: int, last: int) -> Decimal | None:
        satang = self.count(number, row, first, last)
        return None if satang is None else Decimal(satang).scaleb(-2)

    def day(self, number: int, written: str) -> date | None:
        found = day_of(written)
        if found is None:
            self.fault(_("บรรทัดที่ %(line)s: วันที่ “%(written)s” ต้องเป็นวันเดือนปี ค.ศ. แปดหลัก"), number, written=written)
        return found

    def clock(self, number: int, written: str) -> time | None:
        found = _time(written)
        if found is None:
            self.fault(_("บรรทัดที่ %(line)s: เวลา “%(written)s” อ่านไม่ได้"), number, written=written)
        return found


@lru_cache(maxsize=4096)
def _time(written: str) -> time | None:
    try:
        return time(int(written[:2]), int(written[2:4]), int(written[4:6]))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def day_of(written: str) -> date | None:
    """A day written DDMMYYYY in the common era, or nothing: a Buddhist year is no year of a bank's file."""
    if len(written) != 8 or not (written.isascii() and written.isdigit()):
        return None
    try:
        found = date(int(written[4:]), int(written[2:4]), int(written[:2]))
    except ValueError:
        return None
    return found if found.year in _CE_YEARS else None
