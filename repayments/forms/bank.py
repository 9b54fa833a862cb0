"""What the pages of bank files and their lines ask."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from loans.models import Contract
from repayments.bank_files import MOST_BYTES
from repayments.models import BankLine, DateForm
from repayments.services import Part
from thai.dates import format_short
from thai.forms import BahtField
from thai.refusals import reader_is_english
from treasury.models import BankAccount


class UploadForm(forms.Form):
    """A bank's file, as the bank gave it."""

    file = forms.FileField(
        label=_("ไฟล์รับชำระจากธนาคาร"),
        help_text=_("ไฟล์ Bill Payment กว้าง 256 ตัวอักษรต่อบรรทัด หรือตาราง XLSX หรือ CSV ตามที่ดาวน์โหลดจากธนาคาร"),
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too big before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("ไฟล์ใหญ่เกินไป ให้แบ่งเป็นหลายไฟล์"))
        return file


class ColumnsForm(forms.Form):
    """Which column of a bank's table holds what, and whose account it is."""

    account = forms.ModelChoiceField(label=_("บัญชีรับเงินของไฟล์นี้"), queryset=BankAccount.objects.none(), empty_label=None)
    date_form = forms.ChoiceField(label=_("วันที่ในไฟล์เขียนแบบ"), choices=DateForm.choices)

    def __init__(self, *args: Any, accounts: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined]
        choices = [("", _("ไม่มีในไฟล์")), *((heading, heading) for heading in headings if heading)]
        for name, label, help_text in COLUMNS:
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, help_text=help_text)

    def columns(self) -> dict[str, str]:
        """What was chosen, by field."""
        chosen = {name: self.cleaned_data[name] for name, _label, _help in COLUMNS if self.cleaned_data[name]}
        if "account_number" in chosen:
            chosen["account"] = chosen.pop("account_number")
        return chosen

    @staticmethod
    def named(columns: dict[str, str]) -> dict[str, str]:
        """Columns as the fields of this form begin with them."""
        return {("account_number" if name == "account" else name): heading for name, heading in columns.items()}


COLUMNS = (
    ("value_on", _("วันที่ชำระ"), _("จะมีเวลาต่อท้ายก็ได้")),
    ("time", _("เวลา"), ""),
    ("customer_name", _("ชื่อผู้ชำระ"), ""),
    ("ref1", _("อ้างอิง 1"), ""),
    ("ref2", _("อ้างอิง 2"), ""),
    ("ref3", _("อ้างอิง 3"), ""),
    ("amount", _("จำนวนเงิน"), _("ถ้าเงินเข้าและเงินออกอยู่คนละคอลัมน์ เว้นช่องนี้แล้วระบุสองช่องถัดไป")),
    ("credit", _("เงินเข้า"), ""),
    ("debit", _("เงินออก (ธนาคารกลับรายการ)"), ""),
    ("kind", _("ชนิดรายการ"), _("C หรือเครดิตเป็นเงินเข้า D หรือเดบิตเป็นรายการที่ธนาคารเรียกคืน")),
    ("account_number", _("เลขที่บัญชี"), _("ใช้เมื่อไฟล์เดียวมีหลายบัญชี")),
)


class ContractChoice(forms.ModelChoiceField):
    """A choice among contracts, each with its number, its representative and its project."""

    def label_from_instance(self, obj: Contract) -> str:
        """The line that a person chooses by."""
        names = ", ".join(party.name for party in obj.parties.all()[:1])
        return f"{obj.label} · {names} · {obj.project_title}"


class PaymentChoice(forms.ModelChoiceField):
    """A choice among the bank's lines of money that came in."""

    def label_from_instance(self, obj: BankLine) -> str:
        """The line that a person chooses by."""
        return _("%(day)s เวลา %(time)s %(name)s อ้างอิง %(ref1)s / %(ref2)s") % {
            "day": format_short(obj.value_on, english=reader_is_english()),
            "time": f"{obj.time:%H:%M}",
            "name": obj.customer_name,
            "ref1": obj.ref1 or "-",
            "ref2": obj.ref2 or "-",
        }


class NetOffForm(forms.Form):
    """Which waiting payment a reversal of the bank undoes, and why."""

    paid = PaymentChoice(
        label=_("เงินที่ธนาคารเรียกคืน"), queryset=BankLine.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(label=_("เหตุผลและหลักฐาน"), max_length=200)

    def __init__(self, *args: Any, payments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["paid"].queryset = payments  # type: ignore[attr-defined]


class MatchForm(forms.Form):
    """Which contract a line belongs to, and why."""

    contract = ContractChoice(
        label=_("สัญญา"), queryset=Contract.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(label=_("เหตุผลและหลักฐาน"), max_length=200)

    def __init__(self, *args: Any, contracts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """A search within the page."""

    find = forms.CharField(
        label=_("ค้นหาสัญญา"),
        help_text=_("เลขที่สัญญา ชื่อผู้กู้ หรือเลขอ้างอิง 1"),
        required=False,
        max_length=100,
    )


class QueueFilter(forms.Form):
    """Which lines of the queue are shown."""

    show = forms.ChoiceField(
        label=_("แสดง"),
        required=False,
        choices=[
            ("", _("ทุกรายการ")),
            ("DOUBTFUL", _("มีข้อเสนอให้ยืนยัน")),
            ("UNKNOWN", _("ไม่ทราบเจ้าของ")),
            ("TAKEN_BACK", _("ธนาคารเรียกเงินคืน")),
            ("PERHAPS_SAME", _("อาจซ้ำกับรายการอื่น")),
            ("HELD", _("พักไว้")),
            ("UNDO_ASKED", _("มีคำขอถอนการตัดสิน")),
            ("UNDONE", _("ถอนการตัดสินแล้ว")),
        ],
    )
    find = forms.CharField(label=_("ชื่อผู้ชำระ เลขอ้างอิง หรือยอดเงิน"), required=False, max_length=60)


class SplitForm(forms.Form):
    """Over which contracts a line is divided; contracts by their number, at most eight."""

    ROWS = 8
    reason = forms.CharField(label=_("เหตุผลและหลักฐาน"), max_length=200)

    def __init__(self, *args: Any, contracts: Any, line: BankLine, open_amount: Decimal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.contracts, self.line, self.open_amount = contracts, line, open_amount
        for row in range(1, self.ROWS + 1):
            self.fields[f"contract_{row}"] = forms.CharField(
                label=_("สัญญาเลขที่ ลำดับที่ %(row)s") % {"row": row},
                required=False,
                max_length=20,
                widget=forms.TextInput({"placeholder": "12/2561", "list": "contracts"}),
            )
            self.fields[f"amount_{row}"] = BahtField(
                label=_("จำนวนเงิน ลำดับที่ %(row)s") % {"row": row}, required=False, min_value=Decimal("0.01")
            )
            self.fields[f"amount_{row}"].widget.attrs["data-sum"] = "split"

    def rows(self) -> list[tuple[Any, Any]]:
        """The fields of each row."""
        return [(self[f"contract_{row}"], self[f"amount_{row}"]) for row in range(1, self.ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """Find the contracts; a row with one half is refused at its field."""
        found = super().clean() or {}
        parts = []
        for row in range(1, self.ROWS + 1):
            typed, amount = (found.get(f"contract_{row}") or "").strip(), found.get(f"amount_{row}")
            if not typed and amount is None:
                continue
            contract = self._contract(typed)
            if contract is None:
                self.add_error(f"contract_{row}", _("ไม่พบสัญญาที่อยู่ระหว่างผ่อนชำระเลขที่นี้ในจังหวัด กรอกเช่น 12/2561"))
            elif amount is None:
                if f"amount_{row}" not in self.errors:
                    self.add_error(f"amount_{row}", _("ต้องระบุจำนวนเงิน"))
            else:
                parts.append(Part(contract, amount))
        found["parts"] = parts
        return found

    def _contract(self, typed: str) -> Contract | None:
        found: Contract | None = self.contracts.labelled(typed).first() if typed else None
        return found
