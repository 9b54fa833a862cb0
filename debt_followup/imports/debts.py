"""What the rows of a register of debtors say: one debt for each contract number, or every fault in its rows.

The rows of one number are one contract. The first of them says its terms; each may bring one borrower and one
instalment more. What is wrong with one row refuses the whole contract, so that no debt is taken in half.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from areas.models import Tambon
from debt_followup import rules
from debt_followup.imports.cells import Cells, Faults
from debt_followup.imports.columns import DEBTS
from debt_followup.imports.lookups import labels_there, members_of
from debt_followup.models import OldDebt
from documents.spreadsheets import Row, Sheet
from loans.rules import HIGHEST_RATE
from members.models import Member
from thai import national_id
from thai.baht import with_commas
from thai.dates import be_year, fiscal_year_be
from thai.refusals import Refusal

Repayment = OldDebt.Repayment
NOTHING = Decimal("0.00")
HIGHEST_PENALTY = Decimal("0.5")
MOST_COUNT = 120
_REPAYMENTS = {
    "": Repayment.UNKNOWN,
    "ไม่ทราบ": Repayment.UNKNOWN,  # stays Thai: what people type
    "ผ่อนเป็นงวด": Repayment.INSTALMENTS,  # stays Thai: what people type
    "รายงวด": Repayment.INSTALMENTS,  # stays Thai: what people type
    "งวด": Repayment.INSTALMENTS,  # stays Thai: what people type
    "ชำระครั้งเดียว": Repayment.SINGLE,  # stays Thai: what people type
    "งวดเดียว": Repayment.SINGLE,  # stays Thai: what people type
}
_FACTS = tuple(
    name
    for name in DEBTS.headings
    if name not in ("national_id", "borrower", "address", "instalment", "due_on", "principal", "interest")
)


@dataclass(frozen=True, slots=True)
class Borrower:
    """A signer as the register names her; the card number where it is known."""

    name: str
    address: str
    national_id: str = ""
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """One debt that can be taken in, with what was left of its instalments on the day of the register."""

    row: int
    rows: tuple[int, ...]
    approval_year_be: int
    number: str
    contract_on: date
    title: str
    group: str
    tambon: str
    amphoe: str
    approved: Decimal
    received: Decimal
    last_paid_on: date | None
    repayment: str
    instalments: int
    months_between: int
    annual_rate: Decimal
    default_rate: Decimal | None
    clause: bool | None
    called_in_on: date | None
    sara: str
    borrowers: tuple[Borrower, ...]
    left: tuple[rules.Remaining, ...]
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def remaining(self) -> Decimal:
        return self.approved - self.received


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says: debts that can be taken in, and the faults of the rows of those that cannot."""

    debts: tuple[Debt, ...]
    faults: Mapping[int, Sequence[tuple[str, str]]]


def read_debts(sheet: Sheet, *, province: str, base_on: date) -> Read:
    """Judge every row of a register of a province as of a day; a handful of queries, nothing is written.

    :raises debt_followup.imports.columns.WrongHeadings: the columns are not those of the file.
    Source: R-DEBT-01, decisions "Import".
    """
    places, faults = DEBTS.places(sheet.headings), Faults(DEBTS)
    amphoe_of = dict(Tambon.objects.filter(province=province).values_list("code", "amphoe_id"))
    for row in sheet.rows:
        cells = Cells(row, places, faults)
        if not cells.text("number"):
            cells.wrong("number", gettext("ต้องกรอก"))
    groups = rows_of_contracts(sheet.rows, places)
    reader = _Reader(places, faults, amphoe_of, base_on, members_of(sheet.rows, places))
    debts = [debt for rows in groups if (debt := reader.debt(rows)) is not None]
    taken = labels_there(province, {debt.number for debt in debts})
    by_row = {row.number: row for row in sheet.rows}
    good = []
    for debt in debts:
        if debt.number in taken:
            faults.add(by_row[debt.row], "number", gettext("สัญญาเลขที่ %s มีในระบบแล้ว ไม่มีสิ่งใดถูกบันทึกซ้ำ") % debt.number)
            _refuse_with(faults, [by_row[number] for number in debt.rows])
        else:
            good.append(debt)
    return Read(debts=tuple(good), faults=faults.of_row)


def rows_of_contracts(rows: Iterable[Row], places: Mapping[str, int]) -> list[list[Row]]:
    """The rows of each contract, in the order in which the contracts first stand in the file; those without a number
    are left out.

    The same number may stand for a contract of another year; a row that leaves the year out belongs to the last one.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    last: dict[str, str] = {}
    for row in rows:
        number, year = (" ".join(row.cells[places[name]].split()) for name in ("number", "approval_year"))
        if number:
            last[number] = year = year or last.get(number, "")
            found.setdefault((number, year), []).append(row)
    return list(found.values())


def _refuse_with(faults: Faults, rows: Sequence[Row]) -> None:
    """The other rows of a refused contract are refused with it."""
    wrong = [row for row in rows if row.number in faults.of_row]
    for row in rows:
        if row not in wrong:
            faults.add(row, "", gettext("ไม่รับ เพราะแถวที่ %s ของสัญญาเดียวกันผิด") % wrong[0].number)


class _Reader:
    """Reads the rows of one contract after the other."""

    def __init__(
        self,
        places: Mapping[str, int],
        faults: Faults,
        amphoe_of: Mapping[str, str],
        base_on: date,
        members: Mapping[str, Member],
    ) -> None:
        self.places, self.faults, self.amphoe_of, self.base_on = places, faults, amphoe_of, base_on
        self.members = members

    def debt(self, rows: list[Row]) -> Debt | None:
        """The debt that these rows are; None when anything is wrong with one of them."""
        cells = [Cells(row, self.places, self.faults) for row in rows]
        first = cells[0]
        for other in cells[1:]:
            for name in _FACTS:
                said = other.text(name)
                if said and said != first.text(name):
                    other.wrong(name, gettext("ไม่ตรงกับแถวแรกของสัญญานี้ (แถวที่ %s)") % rows[0].number)
        facts = self._facts(first)
        borrowers = self._borrowers(cells)
        planned = self._planned(cells, facts)
        if any(row.number in self.faults.of_row for row in rows):
            _refuse_with(self.faults, rows)
            return None
        try:
            left = rules.left_of(
                approved=facts["approved"],
                received=facts["received"],
                contract_on=facts["contract_on"],
                planned=planned,
                annual_rate=facts["annual_rate"],
            )
        except Refusal as refused:
            first.wrong("", str(refused))
            _refuse_with(self.faults, rows)
            return None
        return Debt(
            row=rows[0].number,
            rows=tuple(row.number for row in rows),
            borrowers=borrowers,
            left=left,
            instalments=self._count(facts, planned),
            given={
                "due_day": facts.pop("due_day"),
                "instalments": [
                    [line.number, line.due_on.isoformat(), str(line.principal), str(line.interest or "")]
                    for line in planned
                ],
            },
            **{name: value for name, value in facts.items() if name not in ("count", "first_due_on")},
        )

    def _facts(self, cells: Cells) -> dict[str, Any]:
        contract_on = cells.day("contract_on")
        if contract_on is None:
            cells.needed("contract_on")
        elif contract_on > self.base_on:
            cells.wrong("contract_on", gettext("อยู่หลังวันของทะเบียน"))
        year = cells.year("approval_year")
        if year is not None and year > fiscal_year_be(self.base_on):
            cells.wrong("approval_year", gettext("อยู่หลังวันของทะเบียน"))
        tambon = cells.code("tambon", self.amphoe_of, said=gettext("ไม่พบรหัสตำบลนี้ในจังหวัด"))
        approved, received = self._amounts(cells)
        number = cells.text("number", most=35)
        return {
            "approval_year_be": year,
            "number": _with_year(number, contract_on),
            "contract_on": contract_on,
            "title": cells.text("title") or cells.text("group") or gettext("โครงการตามสัญญาเดิมเลขที่ %s") % number,
            "group": cells.text("group", most=200),
            "tambon": tambon,
            "amphoe": self.amphoe_of.get(tambon, ""),
            "approved": approved,
            "received": received,
            "last_paid_on": self._last_paid(cells, contract_on, received),
            "repayment": self._repayment(cells),
            "due_day": self._due_day(cells),
            "count": cells.whole("count", most=MOST_COUNT),
            "months_between": cells.whole("between", most=12) or 1,
            "first_due_on": cells.day("first_due_on"),
            "annual_rate": cells.rate("annual_rate", highest=HIGHEST_RATE) or Decimal(0),
            "default_rate": cells.rate("default_rate", highest=HIGHEST_PENALTY),
            "clause": cells.yes_no("clause"),
            "called_in_on": self._called_in(cells, contract_on),
            "sara": cells.text("sara", most=40),
        }

    def _amounts(self, cells: Cells) -> tuple[Decimal | None, Decimal | None]:
        approved, received = cells.money("approved"), cells.money("received", empty=NOTHING)
        if approved is None:
            cells.needed("approved")
        elif not approved:
            cells.wrong("approved", gettext("ต้องมากกว่าศูนย์"))
        elif received is not None and received > approved:
            cells.wrong("received", gettext("มากกว่าเงินที่อนุมัติ %s บาท") % with_commas(approved))
        return approved, received

    def _last_paid(self, cells: Cells, contract_on: date | None, received: Decimal | None) -> date | None:
        paid_on = cells.day("last_paid_on")
        if paid_on is None:
            return None
        if paid_on > self.base_on or (contract_on is not None and paid_on < contract_on):
            cells.wrong("last_paid_on", gettext("ต้องอยู่ระหว่างวันที่ในสัญญากับวันของทะเบียน"))
        elif not received:
            cells.wrong("last_paid_on", gettext("ไม่มียอดรับชำระ จึงไม่มีวันที่ชำระครั้งสุดท้าย"))
        return paid_on

    def _called_in(self, cells: Cells, contract_on: date | None) -> date | None:
        on = cells.day("called_in_on")
        if on is not None and (on > self.base_on or (contract_on is not None and on < contract_on)):
            cells.wrong("called_in_on", gettext("ต้องอยู่ระหว่างวันที่ในสัญญากับวันของทะเบียน"))
        return on

    def _repayment(self, cells: Cells) -> str:
        found = _REPAYMENTS.get(cells.text("repayment"))
        if found is None:
            cells.wrong("repayment", gettext("ต้องเป็น ผ่อนเป็นงวด ชำระครั้งเดียว หรือว่างไว้ถ้าไม่ทราบ"))
        return found or Repayment.UNKNOWN

    def _due_day(self, cells: Cells) -> int | None:
        found = cells.whole("due_day", most=31)
        if found not in (None, 1, 5):
            cells.wrong("due_day", gettext("ต้องเป็น 1 หรือ 5 หรือว่างไว้ถ้าไม่ทราบ"))
        return found

    def _borrowers(self, cells: Sequence[Cells]) -> tuple[Borrower, ...]:
        found: list[Borrower] = []
        seen: set[int | str] = set()
        for one in cells:
            typed, name = one.text("national_id"), one.text("borrower", most=200)
            if not typed and not name:
                continue
            number = national_id.normalise(typed) if typed else ""
            if number and not national_id.is_valid(number):
                one.wrong("national_id", gettext("เลขประจำตัวประชาชนไม่ถูกต้อง"))
                continue
            member = self.members.get(number) if number else None
            if not name and member is None:
                one.wrong("borrower", gettext("ไม่พบเลขประจำตัวนี้ในทะเบียนสมาชิก ต้องมีชื่อผู้กู้"))
                continue
            key = member.pk if member else number or name
            if key in seen:
                one.wrong("borrower", gettext("ผู้กู้คนนี้อยู่ในสัญญานี้แล้ว"))
            seen.add(key)
            address = one.text("address", most=400)
            if member is not None:
                address = address or f"{member.address} {member.area_label}"[:400]
            found.append(
                Borrower(name or member.full_name, address, number, member.pk if member else None)  # type: ignore[union-attr]
            )
        if not found and not any(one.text("national_id") or one.text("borrower") for one in cells):
            cells[0].wrong("borrower", gettext("ต้องมีผู้กู้อย่างน้อยหนึ่งคน"))
        return tuple(found)

    def _planned(self, cells: Sequence[Cells], facts: dict[str, Any]) -> tuple[rules.Planned, ...]:
        listed = self._listed(cells)
        if listed:
            if facts["count"] or facts["first_due_on"]:
                cells[0].wrong("count", gettext("มีตารางรายงวดแล้ว ให้ว่างจำนวนงวดและวันครบกำหนดรวมไว้"))
            found = tuple(sorted(listed, key=lambda line: (line.due_on, line.number)))
        else:
            found = self._equal(cells[0], facts)
        if facts["repayment"] == Repayment.SINGLE and len(found) > 1:
            cells[0].wrong("repayment", gettext("ชำระครั้งเดียวมีได้งวดเดียว"))
        day = facts["due_day"]
        if day is not None and any(line.due_on.day != day for line in found):
            cells[0].wrong("due_day", gettext("มีงวดที่ไม่ได้ครบกำหนดวันที่ %s ของเดือน") % day)
        return found

    def _listed(self, cells: Sequence[Cells]) -> list[rules.Planned]:
        found = []
        for one in cells:
            number, due_on = one.whole("instalment", most=MOST_COUNT), one.day("due_on")
            principal, interest = one.money("principal"), one.money("interest")
            if number is None and due_on is None and principal is None:
                continue
            if due_on is None:
                one.needed("due_on")
            if not principal:
                one.wrong("principal", gettext("ต้องมากกว่าศูนย์"))
            if due_on is not None and principal:
                found.append(rules.Planned(number or len(found) + 1, due_on, principal, interest))
        return found

    def _equal(self, cells: Cells, facts: dict[str, Any]) -> tuple[rules.Planned, ...]:
        """Equal parts, or one sum on one day: all that is known is what is left."""
        first, count, approved = facts["first_due_on"], facts["count"], facts["approved"]
        if not approved or facts["received"] is None:
            return ()
        if first is None:
            if facts["received"] < approved:
                cells.wrong("first_due_on", gettext("ยังมีหนี้คงเหลือ ต้องมีตารางรายงวดหรือวันครบกำหนด"))
            return ()
        try:
            return rules.equal_parts(
                principal=approved, instalments=count or 1, first_due_on=first, months_between=facts["months_between"]
            )
        except Refusal as refused:
            cells.wrong("count", str(refused))
            return ()

    def _count(self, facts: dict[str, Any], planned: Sequence[rules.Planned]) -> int:
        """How many instalments the contract has: one only where it is to be paid in one sum, none where nobody knows.

        The limitation period of one sum is ten years, that of instalments five; the shorter is the safer reading.
        """
        if facts["repayment"] == Repayment.SINGLE:
            return 1
        return len(planned) if len(planned) > 1 else 0


def _with_year(number: str, contract_on: date | None) -> str:
    """The number as it is written, with the year of the contract where it names none."""
    if not number or contract_on is None:
        return number
    year = str(be_year(contract_on))
    return (
        number if "25" in number and any(str(int(year) + near) in number for near in (-1, 0, 1)) else f"{number}/{year}"
    )
