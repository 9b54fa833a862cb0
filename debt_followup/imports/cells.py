"""Cells read as what they should be; what is wrong with one is noted with its row and column, and reading goes on."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from debt_followup.imports.columns import Columns
from documents.spreadsheets import Row
from thai import baht, dates
from thai.digits import to_arabic
from thai.refusals import Refusal

_YES = {"มี", "ใช่", "yes", "true", "1"}  # stays Thai: what people type
_NO = {"ไม่มี", "ไม่ใช่", "no", "false", "0"}  # stays Thai: what people type
_YEAR = re.compile(r"25[0-9]{2}")


class Faults:
    """What is wrong with rows of a file: by the row's number, the heading of the column and the sentence."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.of_row: dict[int, list[tuple[str, str]]] = {}

    def add(self, row: Row, field: str, said: str) -> None:
        """Note a fault; the same one once."""
        fault = (self.columns.headings.get(field, ""), said)
        noted = self.of_row.setdefault(row.number, [])
        if fault not in noted:
            noted.append(fault)


class Cells:
    """The cells of one row by field."""

    def __init__(self, row: Row, places: Mapping[str, int], faults: Faults) -> None:
        self.row, self.places, self.faults = row, places, faults
        at = {place: field for field, place in places.items()}
        for place, said in row.faults:
            faults.add(row, at.get(place, ""), said)

    def text(self, field: str, *, most: int = 300) -> str:
        """The text of a cell, spaces drawn together; nothing where the file has no such column."""
        place = self.places.get(field)
        found = " ".join(self.row.cells[place].split()) if place is not None else ""
        if len(found) > most:
            self.wrong(field, gettext("ยาวเกิน %(most)s ตัวอักษร") % {"most": most})
            return ""
        return found

    def wrong(self, field: str, said: str) -> None:
        """Note a fault of this row."""
        self.faults.add(self.row, field, said)

    def needed(self, field: str, *, most: int = 300) -> str:
        """The text of a cell that must not be empty."""
        found = self.text(field, most=most)
        if not found:
            self.wrong(field, gettext("ต้องกรอก"))
        return found

    def money(self, field: str, *, empty: Decimal | None = None) -> Decimal | None:
        """An amount in baht, not below nothing; ``empty`` for an empty cell."""
        typed = self.text(field)
        if typed in ("", "-"):
            return empty
        try:
            amount = baht.parse(typed)
        except Refusal as refused:
            self.wrong(field, str(refused))
            return None
        if amount < 0:
            self.wrong(field, gettext("จำนวนเงินติดลบไม่ได้"))
            return None
        return amount

    def day(self, field: str) -> date | None:
        """A day; None for an empty cell."""
        typed = self.text(field)
        if not typed:
            return None
        try:
            return dates.parse(typed)
        except Refusal as refused:
            self.wrong(field, str(refused))
            return None

    def year(self, field: str) -> int | None:
        """A Buddhist year."""
        typed = to_arabic(self.needed(field))
        if typed and not _YEAR.fullmatch(typed):
            self.wrong(field, gettext("ต้องเป็นปี พ.ศ. สี่หลัก เช่น 2556"))
            return None
        return int(typed) if typed else None

    def whole(self, field: str, *, most: int) -> int | None:
        """A whole number from one; None for an empty cell."""
        typed = to_arabic(self.text(field)).replace(",", "")
        if not typed:
            return None
        if not typed.isdecimal() or len(typed) > 9 or not 1 <= int(typed) <= most:
            self.wrong(field, gettext("ต้องเป็นจำนวนเต็ม 1 ถึง %(most)s") % {"most": f"{most:,}"})
            return None
        return int(typed)

    def rate(self, field: str, *, highest: Decimal) -> Decimal | None:
        """A rate written in per cent a year, as a yearly fraction; None for an empty cell."""
        typed = to_arabic(self.text(field)).removesuffix("%").strip()
        if typed in ("", "-"):
            return None
        if not re.fullmatch(r"\d{1,2}(\.\d{1,4})?", typed):
            self.wrong(field, gettext("ต้องเป็นร้อยละต่อปี เช่น 3 หรือ 7.5"))
            return None
        rate = Decimal(typed) / 100
        if rate > highest or 0 < rate < Decimal("0.005"):
            self.wrong(field, gettext("ต้องเป็นร้อยละต่อปี ไม่เกิน %(most)s เช่น 3 หรือ 7.5") % {"most": f"{highest * 100:f}"})
            return None
        return rate

    def yes_no(self, field: str) -> bool | None:
        """Whether something is there; None where nobody knows."""
        typed = self.text(field).lower()
        if typed in _YES:
            return True
        if typed in _NO:
            return False
        if typed:
            self.wrong(field, gettext("ต้องเป็น มี ไม่มี หรือว่างไว้ถ้าไม่ทราบ"))
        return None

    def code(self, field: str, known: Collection[str], *, said: str) -> str:
        """The code of a place that is known; nothing with a fault where it is not."""
        typed = to_arabic(self.needed(field)).replace(" ", "")
        if typed and typed not in known:
            self.wrong(field, said)
            return ""
        return typed
