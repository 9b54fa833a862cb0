"""The rows of a work plan and a budget as they are typed: added, removed and read without losing what was typed.

And the forms about a changed plan.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Meeting, PlanChange
from projects.rules import BudgetTotals, PlannedLine, PlannedStep, budget_totals
from projects.rules.plan import MOST_LINES
from projects.selectors.plans import Plan
from thai import baht, dates
from thai.digits import to_arabic
from thai.forms import ThaiDateField
from thai.refusals import Refusal, sentence

STEP_FIELDS = ("activity", "from", "until", "by")
LINE_FIELDS = ("item", "quantity", "unit", "price", "asked")
_LARGEST = Decimal(10) ** 12
LONGEST = {"activity": 300, "by": 150, "item": 300, "unit": 40}


@dataclass(slots=True)
class TypedRow:
    """One row as typed, with what is wrong in each of its boxes, and what it says where nothing is."""

    typed: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)
    read: PlannedStep | PlannedLine | None = None

    @property
    def is_empty(self) -> bool:
        return not any(self.typed.values())

    @property
    def amount(self) -> Decimal | None:
        """What a line of the budget costs, once it can be read."""
        return self.read.amount if isinstance(self.read, PlannedLine) else None

    @property
    def own(self) -> Decimal | None:
        """What the proposer pays of it herself."""
        return self.read.own if isinstance(self.read, PlannedLine) else None


@dataclass(slots=True)
class TypedPlan:
    """Both lists as the form holds them. ``added`` is the list that has a new empty row to type in."""

    steps: list[TypedRow]
    lines: list[TypedRow]
    added: str = ""

    @property
    def plan(self) -> Plan:
        """What was read; rows that are empty or wrong are left out."""
        return (
            [row.read for row in self.steps if isinstance(row.read, PlannedStep)],
            [row.read for row in self.lines if isinstance(row.read, PlannedLine)],
        )

    @property
    def wrong(self) -> list[str]:
        """Every fault as a sentence that names its row."""
        said = []
        for rows, label in (
            (self.steps, _("แผนงานกิจกรรมที่ %(at)s: %(wrong)s")),
            (self.lines, _("งบประมาณรายการที่ %(at)s: %(wrong)s")),
        ):
            for at, row in enumerate(rows, start=1):
                said += [label % {"at": at, "wrong": wrong} for wrong in row.wrong.values()]
        return said

    @property
    def totals(self) -> BudgetTotals:
        """The sums of the lines that can be read."""
        return budget_totals(budget=self.plan[1])


def typed_of(plan: Plan) -> TypedPlan:
    """Return a stored plan as the form shows it."""
    steps, lines = plan
    return TypedPlan(
        steps=[
            TypedRow(
                {
                    "activity": step.activity,
                    "from": dates.format_numeric(step.from_on, padded=False),
                    "until": dates.format_numeric(step.until_on, padded=False),
                    "by": step.responsible,
                },
                read=step,
            )
            for step in steps
        ],
        lines=[
            TypedRow(
                {
                    "item": line.item,
                    "quantity": f"{line.quantity.normalize():,f}",
                    "unit": line.unit,
                    "price": baht.with_commas(line.unit_price),
                    "asked": baht.with_commas(line.asked),
                },
                read=line,
            )
            for line in lines
        ],
    )


def plan_in(data: QueryDict) -> TypedPlan:
    """Return the plan as the form holds it, after the button beside it where one was pressed.

    The button ``plan`` is add-step, add-line, remove-step-2 or remove-line-0; rows beyond the most a form holds are
    kept and refused when the proposal is saved, so nothing typed is lost.
    """
    typed = TypedPlan(
        steps=_rows(data, "step", STEP_FIELDS, _read_step), lines=_rows(data, "line", LINE_FIELDS, _read_line)
    )
    pressed, _dash, rest = data.get("plan", "").partition("-")
    which, _dash, at = rest.partition("-")
    rows = {"step": typed.steps, "line": typed.lines}.get(which)
    if rows is None:
        return typed
    if pressed == "add" and len(rows) < MOST_LINES:
        rows.append(TypedRow(dict.fromkeys(STEP_FIELDS if which == "step" else LINE_FIELDS, "")))
        typed.added = which
    elif pressed == "remove" and at.isascii() and at.isdigit() and int(at) < len(rows):
        del rows[int(at)]
    return typed


def _rows(data: QueryDict, name: str, fields: Sequence[str], read: Callable[[TypedRow], Any]) -> list[TypedRow]:
    columns = [data.getlist(f"{name}-{one}") for one in fields]
    rows = []
    for values in zip(*columns, strict=False):
        row = TypedRow({one: " ".join(value.split()) for one, value in zip(fields, values, strict=True)})
        if not row.is_empty:
            for one, most in LONGEST.items():
                if len(row.typed.get(one, "")) > most:
                    row.wrong[one] = _("ยาวเกิน %(most)s ตัวอักษร") % {"most": most}
            read(row)
        rows.append(row)
    return rows


def _read_step(row: TypedRow) -> None:
    if not row.typed["activity"]:
        row.wrong["activity"] = _("ยังไม่ได้กรอกกิจกรรม")
    from_on = _read(row, "from", _day, _("ยังไม่ได้กรอกวันเริ่ม"))
    until_on = _read(row, "until", _day, _("ยังไม่ได้กรอกวันสิ้นสุด"))
    if from_on and until_on and until_on < from_on:
        row.wrong["until"] = _("สิ้นสุดก่อนวันเริ่ม")
    if not row.wrong:
        row.read = PlannedStep(
            activity=row.typed["activity"], from_on=from_on, until_on=until_on, responsible=row.typed["by"]
        )


def _read_line(row: TypedRow) -> None:
    for one, said in (("item", _("ยังไม่ได้กรอกชื่อรายการ")), ("unit", _("ยังไม่ได้กรอกหน่วย"))):
        if not row.typed[one]:
            row.wrong[one] = said
    quantity = _read(row, "quantity", _quantity, _("ยังไม่ได้กรอกจำนวน"))
    price = _read(row, "price", baht.parse, _("ยังไม่ได้กรอกราคาต่อหน่วย"))
    asked = _read(row, "asked", baht.parse, _("ยังไม่ได้กรอกเงินที่ขอจากกองทุน"))
    if not row.wrong:
        row.read = PlannedLine(
            item=row.typed["item"], quantity=quantity, unit=row.typed["unit"], unit_price=price, asked=asked
        )


def _read(row: TypedRow, name: str, parse: Callable[[str], Any], empty: str) -> Any:
    if not row.typed[name]:
        row.wrong[name] = empty
        return None
    try:
        return parse(row.typed[name])
    except Refusal as refused:
        row.wrong[name] = str(refused)
    return None


def _day(text: str) -> date:
    return dates.parse(text)


class NotAQuantity(Refusal):
    """What stands in the box of a quantity is no number with at most two decimals."""


def _quantity(text: str) -> Decimal:
    plain = to_arabic(text).replace(",", "")
    try:
        number = Decimal(plain) if len(plain) <= 20 else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite() or abs(number) >= _LARGEST or number != round(number, 2):
        raise NotAQuantity(sentence("อ่านจำนวน “%(typed)s” ไม่ได้ กรุณากรอกเป็นตัวเลข เช่น 12 หรือ 2.5"), typed=text[:20])
    return number


class ChangeForm(forms.Form):
    """Why the plan is to change; the plan itself is typed below."""

    reason = forms.CharField(
        label=gettext_lazy("เหตุผลที่ขอแก้ไข"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4_000
    )


class DecisionForm(forms.Form):
    """What อกส.จ. resolved about a changed plan."""

    outcome = forms.ChoiceField(label=gettext_lazy("มติ"), choices=PlanChange.Outcome.choices, widget=forms.RadioSelect)
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        label=gettext_lazy("การประชุม"),
        required=False,
        empty_label=gettext_lazy("นอกการประชุมในระบบ (ระบุวันที่และเหตุผล)"),
    )
    decided_on = ThaiDateField(label=gettext_lazy("วันที่มีมติ (เมื่อไม่ได้เลือกการประชุม)"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("เหตุผลของมติ"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4_000
    )

    def __init__(self, *args: Any, meetings: Any, committee: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = _("มติ %(organ)s") % {"organ": committee}
        self.fields["meeting"].queryset = meetings
