"""What the rows of a file of control totals say; a file with a fault is refused as a whole (R-DEBT-02)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from areas.models import Amphoe
from debt_followup.imports.cells import Cells, Faults
from debt_followup.imports.columns import CONTROLS
from documents.spreadsheets import read_sheet
from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST = 999_999
AMOUNTS = ("contracts", "open_contracts", "approved", "received", "remaining")


class BadControls(Refusal):
    """A row of control totals cannot be read, or stands there twice."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control figure: of a year, of an amphoe in it, or of one contract. What is None is not known."""

    approval_year_be: int
    amphoe: str
    register_number: str
    contracts: int | None = None
    open_contracts: int | None = None
    approved: Decimal | None = None
    received: Decimal | None = None
    remaining: Decimal | None = None

    @property
    def key(self) -> tuple[int, str, str]:
        return (self.approval_year_be, self.amphoe, self.register_number)


def read_controls(*, name: str, content: bytes, province: str) -> list[Control]:
    """Read the control totals of a province.

    :raises BadControls: a row has a fault, the first of which is named.
    :raises debt_followup.imports.columns.WrongHeadings: the columns are not those of the file.
    :raises documents.spreadsheets.UnreadableSheet: no such file.
    """
    sheet = read_sheet(name=name, content=content)
    places, faults = CONTROLS.places(sheet.headings), Faults(CONTROLS)
    known = {"", *Amphoe.objects.filter(province=province).values_list("code", flat=True)}
    found: dict[tuple[int, str, str], Control] = {}
    for row in sheet.rows:
        cells = Cells(row, places, faults)
        amphoe = cells.text("amphoe")
        if amphoe not in known:
            cells.wrong("amphoe", gettext("ไม่พบรหัสอำเภอนี้ในจังหวัด"))
        one = Control(
            approval_year_be=cells.year("approval_year") or 0,
            amphoe=amphoe,
            register_number=cells.text("number", most=40),
            contracts=_count(cells, "contracts"),
            open_contracts=_count(cells, "open_contracts"),
            approved=cells.money("approved"),
            received=cells.money("received"),
            remaining=cells.money("remaining"),
        )
        if one.key in found:
            cells.wrong("approval_year", gettext("ยอดคุมนี้ซ้ำกันในไฟล์"))
        if all(getattr(one, name) is None for name in AMOUNTS):
            cells.wrong("approved", gettext("ต้องมีอย่างน้อยหนึ่งยอด"))
        found[one.key] = one
    if not sheet.rows:
        raise BadControls(_("ไฟล์มีแต่หัวคอลัมน์ ไม่มีรายการ"))
    for number, said in sorted(faults.of_row.items()):
        heading, sentence = said[0]
        raise BadControls(
            _("แถวที่ %(row)s คอลัมน์ %(column)s: %(said)s"), row=number, column=heading or "–", said=sentence
        )
    return list(found.values())


def _count(cells: Cells, field: str) -> int | None:
    return 0 if cells.text(field).strip() == "0" else cells.whole(field, most=MOST)
