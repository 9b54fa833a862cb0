"""One row of a file of members: what it says, or every fault in it with its column."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from members import rules
from members.imports.columns import FIELDS, HEADINGS
from members.models import Member
from thai import dates, juristic_number, national_id
from thai.digits import to_arabic
from thai.refusals import Refusal
from thai.refusals import sentence as _

KINDS = {
    "": Member.Kind.PERSON,
    "บุคคลธรรมดา": Member.Kind.PERSON,  # stays Thai: what people type
    "บุคคล": Member.Kind.PERSON,  # stays Thai: what people type
    "PERSON": Member.Kind.PERSON,
    "องค์กรสตรี": Member.Kind.ORGANISATION,  # stays Thai: what people type
    "องค์กร": Member.Kind.ORGANISATION,  # stays Thai: what people type
    "ORGANISATION": Member.Kind.ORGANISATION,
}
MOST_LETTERS = {
    "title": 20, "first_name": 80, "last_name": 80, "address": 200, "occupation": 100, "telephone": 40,
}  # fmt: skip
_MOST_LETTERS_OF_ORGANISATION = 200
_UNSEEN = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD))
_INDEX = {name: at for at, name in enumerate(FIELDS)}


class Person(NamedTuple):
    """A natural person as a row says it; area as codes."""

    national_id: str
    title: str
    first_name: str
    last_name: str
    birth_on: date
    tambon: str
    amphoe: str
    province: str
    address: str
    residence_since_on: date
    occupation: str
    telephone: str
    registered_on: date


class OfOrganisation(NamedTuple):
    """A women's organisation as a row says it; without a registration number it is no legal person."""

    name: str
    tambon: str
    amphoe: str
    province: str
    address: str
    residence_since_on: date
    occupation: str
    telephone: str
    registered_on: date
    registration_number: str
    founded_on: date | None


class Fault(NamedTuple):
    """What is wrong with one cell; an empty field means the row as a whole."""

    field: str
    refusal: Refusal


def sentence_of(faults: Sequence[Fault]) -> str:
    """Return the faults of a row in one line, each with its column."""
    return in_one_line((HEADINGS.get(one.field, ""), str(one.refusal)) for one in faults)


def in_one_line(faults: Iterable[tuple[str, str]]) -> str:
    """Return sentences in one line, each with its column where it has one."""
    return "; ".join(f"{column}: {said}" if column else said for column, said in faults)


class CellRefused(Refusal):
    """A cell cannot be taken."""


class RowRefused(Exception):
    """The row cannot be taken; ``faults`` are all that was found in it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


class RowChecker:
    """Judges rows on a day.

    :param tambon: amphoe and province of every tambon, by its code.
    :param provinces: where the user may import; None is everywhere.
    """

    def __init__(
        self, *, tambon: Mapping[str, tuple[str, str]], on: date, provinces: Collection[str] | None = None
    ) -> None:
        self.tambon = tambon
        self.on = on
        self.provinces = None if provinces is None else frozenset(provinces)
        self._oldest = dates.add_years(on, -rules.OLDEST)

    def check(self, cells: Sequence[str]) -> Person | OfOrganisation:
        """Return what the row says; ``cells`` stand in the order of ``FIELDS``.

        :raises RowRefused: with every fault of the row.
        """
        kind = KINDS.get(cells[0].strip())
        if kind is None:
            raise RowRefused([_fault("kind", _("ไม่รู้จักประเภทสมาชิก ใช้ได้เฉพาะ บุคคลธรรมดา หรือ องค์กรสตรี"))])
        return self.person(cells) if kind is Member.Kind.PERSON else self.organisation(cells)

    def person(self, cells: Sequence[str]) -> Person:
        """Return what the row of a natural person says; the quick way for a row without a fault.

        :raises RowRefused: with every fault of the row.
        """
        digits = cells[1]
        place = self.tambon.get(cells[6])
        title, first, last = (" ".join(cell.split()) for cell in cells[2:5])
        address, occupation, telephone = " ".join(cells[7].split()), cells[9].strip(), cells[10].strip()
        birth, since = day(cells[5]), day(cells[8])
        registered = day(cells[11]) if cells[11] else self.on
        if (
            is_card(digits)
            and place is not None
            and (self.provinces is None or place[1] in self.provinces)
            and type(birth) is date
            and type(since) is date
            and type(registered) is date
            and birth <= since <= self.on
            and self._oldest <= birth
            and of_age_on(birth) <= registered <= self.on
            and 0 < len(first) <= 80
            and 0 < len(last) <= 80
            and 0 < len(address) <= 200
            and 0 < len(title) <= 20
            and len(occupation) <= 100
            and len(telephone) <= 40
            and not cells[12]
            and not cells[13]
            and title not in rules.MENS_TITLES
            and f"{title}{first}{last}{address}{occupation}{telephone}".isprintable()
        ):
            return Person(
                digits, title, first, last, birth, cells[6], *place, address, since, occupation, telephone, registered
            )
        return self._person_slowly(cells)

    def organisation(self, cells: Sequence[str]) -> OfOrganisation:
        """Return what the row of an organisation says.

        :raises RowRefused: with every fault of the row.
        """
        asked = _Asked(cells)
        for name in ("national_id", "title", "last_name", "birth_on"):
            if asked.text(name):
                asked.refuse(name, CellRefused(_("องค์กรไม่มีข้อมูลนี้ ให้เว้นว่าง")))
        name = asked.text("first_name", needed=True, most=_MOST_LETTERS_OF_ORGANISATION)
        place = self._place(asked)
        address = asked.text("address", needed=True)
        occupation, telephone = asked.text("occupation"), asked.text("telephone")
        since = asked.day("residence_since_on")
        founded = asked.day("founded_on") if asked.text("founded_on") else None
        registered = self._registered(asked)
        number = asked.text("registration_number")
        if number:
            try:
                number = juristic_number.require_valid(number)
            except Refusal as refused:
                asked.refuse("registration_number", refused)
        if since is not None:
            try:
                rules.check_founding(founded_on=founded, office_since_on=since, on=self.on)
            except Refusal as refused:
                asked.refuse("founded_on" if founded else "residence_since_on", refused)
        if asked.faults or since is None or registered is None:
            raise RowRefused(asked.faults)
        return OfOrganisation(name, *place, address, since, occupation, telephone, registered, number, founded)

    def _person_slowly(self, cells: Sequence[str]) -> Person:
        """The same with every fault named, and with what the quick way leaves aside: dashes, unseen characters."""
        asked = _Asked(cells)
        digits = asked.text("national_id", needed=True)
        if digits:
            try:
                digits = national_id.require_valid(digits)
            except Refusal as refused:
                asked.refuse("national_id", refused)
        title = asked.text("title", needed=True)
        first = asked.text("first_name", needed=True)
        last = asked.text("last_name", needed=True)
        place = self._place(asked)
        address = asked.text("address", needed=True)
        occupation, telephone = asked.text("occupation"), asked.text("telephone")
        birth, since = asked.day("birth_on"), asked.day("residence_since_on")
        registered = self._registered(asked)
        for name in ("registration_number", "founded_on"):
            if asked.text(name):
                asked.refuse(name, CellRefused(_("บุคคลธรรมดาไม่มีข้อมูลนี้ ให้เว้นว่าง")))
        try:
            rules.check_title(title=title)
        except Refusal as refused:
            asked.refuse("title", refused)
        if birth is not None:
            try:
                rules.check_dates(birth_on=birth, residence_since_on=since or self.on, on=self.on)
                if registered is not None:
                    rules.check_age(birth_on=birth, on=registered)
            except Refusal as refused:
                asked.refuse("birth_on", refused)
        elif since is not None and since > self.on:
            asked.refuse("residence_since_on", CellRefused(_("วันที่เริ่มอยู่ในพื้นที่ต้องไม่หลังวันที่ %(on)s"), on=self.on))
        if asked.faults or birth is None or since is None or registered is None:
            raise RowRefused(asked.faults)
        return Person(digits, title, first, last, birth, *place, address, since, occupation, telephone, registered)

    def _place(self, asked: "_Asked") -> tuple[str, str, str]:
        code = to_arabic(asked.text("tambon", needed=True))
        place = self.tambon.get(code)
        if place is None:
            if code:
                asked.refuse("tambon", CellRefused(_("ไม่มีตำบลรหัส %(code)s ให้ใช้รหัส 6 หลัก"), code=code[:12]))
            return code, "", ""
        if self.provinces is not None and place[1] not in self.provinces:
            asked.refuse("tambon", CellRefused(_("ตำบลรหัส %(code)s อยู่นอกจังหวัดที่ท่านรับผิดชอบ"), code=code))
        return code, *place

    def _registered(self, asked: "_Asked") -> date | None:
        if not asked.text("registered_on"):
            return self.on
        found = asked.day("registered_on")
        if found is not None and found > self.on:
            asked.refuse("registered_on", CellRefused(_("วันที่ขึ้นทะเบียนต้องไม่หลังวันที่ %(on)s"), on=self.on))
        return found


class _Asked:
    """The cells of a row by field, and the faults found so far."""

    def __init__(self, cells: Sequence[str]) -> None:
        self._cells = cells
        self.faults: list[Fault] = []

    def text(self, name: str, *, needed: bool = False, most: int = 0) -> str:
        text = " ".join(self._cells[_INDEX[name]].translate(_UNSEEN).split())
        most = most or MOST_LETTERS.get(name, 60)
        if needed and not text:
            self.refuse(name, CellRefused(_("ต้องไม่เว้นว่าง")))
        if len(text) > most:
            self.refuse(name, CellRefused(_("ยาวเกิน %(most)s ตัวอักษร"), most=most))
        elif not text.isprintable():
            self.refuse(name, CellRefused(_("มีอักขระที่พิมพ์ไม่ได้")))
        return text

    def day(self, name: str) -> date | None:
        text = self.text(name)
        if not text:
            self.refuse(name, CellRefused(_("ต้องไม่เว้นว่าง")))
            return None
        found = day(text)
        if isinstance(found, Refusal):
            self.refuse(name, found)
            return None
        return found

    def refuse(self, name: str, refusal: Refusal) -> None:
        if not any(fault.field == name for fault in self.faults):
            self.faults.append(Fault(name, refusal))


def _fault(field: str, said: str) -> Fault:
    return Fault(field, CellRefused(said))


def is_card(digits: str) -> bool:
    """Tell whether a text is thirteen Arabic digits with the right check digit: ``thai.national_id`` in one step."""
    if len(digits) != 13 or not digits.isascii() or not digits.isdigit():
        return False
    a, b, c, d, e, f, g, h, i, j, k, m, last = digits.encode()
    total = 13 * a + 12 * b + 11 * c + 10 * d + 9 * e + 8 * f + 7 * g + 6 * h + 5 * i + 4 * j + 3 * k + 2 * m
    return (11 - (total - 4320) % 11) % 10 == last - 48  # 4320 = 48 for the digit 0, times 90, the sum of the weights


@lru_cache(maxsize=200_000)
def day(text: str) -> date | Refusal:
    """Return the day that a cell says, or why it says none."""
    try:
        return dates.parse(text)
    except Refusal as refused:
        return refused


@lru_cache(maxsize=100_000)
def of_age_on(birth_on: date) -> date:
    """Return the day from which somebody is old enough for a member."""
    return dates.add_years(birth_on, rules.LEAST_AGE)
