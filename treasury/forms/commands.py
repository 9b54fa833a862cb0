"""What the commands of the books ask."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import UploadField
from documents.spreadsheets import MOST_BYTES
from thai.forms import BahtField, ThaiDateField
from treasury.models import BankAccount, BudgetLine


class _Dated(forms.Form):
    """A command with a day that has come."""

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Refuse a day that has not come: the bank and the treasury have not moved the money yet."""
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return self.cleaned_data["on"]


class MoneyForm(_Dated):
    """An amount moved on the strength of a paper."""

    reference = forms.CharField(label=_("เลขที่หนังสือหรือฎีกา"), max_length=35)
    on = ThaiDateField(label=_("วันที่"))
    amount = BahtField(label=_("จำนวนเงิน"))


class PlanMoneyForm(MoneyForm):
    """An amount of one plan of a fiscal year's budget."""

    fiscal_year_be = forms.TypedChoiceField(label=_("ปีงบประมาณ"), coerce=int, required=False, empty_value=None)
    plan = forms.ChoiceField(label=_("แผนงบประมาณ"), choices=BudgetLine.Plan.choices, required=False)
    field_order = ["fiscal_year_be", "plan", "reference", "on", "amount"]

    def __init__(self, *args, years: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year_be"].choices = [(year, str(year)) for year in years]

    def clean_plan(self) -> str:
        """Take the revolving money where no plan is named."""
        return self.cleaned_data["plan"] or BudgetLine.Plan.REVOLVING


class DrawForm(PlanMoneyForm):
    """Money to be lent or given; what the administration costs is paid out of the deposit itself."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        plans = [plan for plan in BudgetLine.Plan.choices if plan[0] != BudgetLine.Plan.ADMINISTRATION]
        self.fields["plan"].choices = plans


class MovedOnForm(_Dated):
    """The day on which the bank moved the money; today where none is said."""

    on = ThaiDateField(label=_("วันที่ธนาคารโอนเงิน"), required=False)

    def clean_on(self) -> date:
        """Take today where the field is left out, and refuse a day that has not come."""
        self.cleaned_data["on"] = self.cleaned_data["on"] or self.today
        return super().clean_on()


class SpendForm(MoneyForm):
    """What the administration cost."""

    fiscal_year_be = forms.TypedChoiceField(label=_("ปีงบประมาณ"), coerce=int, required=False, empty_value=None)
    text = forms.CharField(label=_("จ่ายเป็นค่า"), max_length=200)
    field_order = ["fiscal_year_be", "text", "reference", "on", "amount"]

    def __init__(self, *args, years: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fiscal_year_be"].choices = [(year, str(year)) for year in years]


class StatementForm(_Dated):
    """What a paper of the bank or of GFMIS says of an account."""

    bank_account = forms.ModelChoiceField(label=_("บัญชี"), queryset=BankAccount.objects.none(), empty_label=None)
    from_on = ThaiDateField(label=_("ตั้งแต่วันที่"))
    as_of = ThaiDateField(label=_("ถึงวันที่"))
    opening = BahtField(label=_("ยอดยกมาตามรายงาน"), min_value=None)
    balance = BahtField(label=_("ยอดคงเหลือตามรายงาน"), min_value=None)
    copy = UploadField(label=_("สำเนารายงาน"), required=False)
    movements = forms.FileField(
        label=_("ไฟล์รายการเคลื่อนไหว"),
        required=False,
        help_text=_("XLSX หรือ CSV มีคอลัมน์ วันที่ เลขที่เอกสาร รายการ รับ จ่าย ไม่มีไฟล์ให้บันทึกเฉพาะยอด หรือคีย์รายการในช่องด้านล่าง"),
    )
    keyed = forms.CharField(
        label=_("หรือคีย์รายการ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("บรรทัดละรายการ คั่นด้วย | : วันที่ | เลขที่เอกสาร | รายการ | รับ | จ่าย"),
    )

    def __init__(self, *args, province: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        accounts = BankAccount.objects.filter(province=province).order_by("kind")
        self.fields["bank_account"].queryset = accounts

    def clean(self) -> dict[str, Any]:
        """Take the movements from a file or as keyed, not both."""
        given = super().clean() or {}
        if given.get("movements") and given.get("keyed", "").strip():
            self.add_error("keyed", _("เลือกอย่างใดอย่างหนึ่ง: แนบไฟล์รายการ หรือคีย์รายการ"))
        file = given.get("movements")
        if file is not None and file.size > MOST_BYTES:
            self.add_error("movements", _("ไฟล์ใหญ่เกินที่รับได้"))
        return given


class DrawingUndoForm(forms.Form):
    """Why a typed drawing is to be taken back, and what was drawn in truth."""

    reason = forms.CharField(label=_("เหตุผลที่ขอกลับรายการ"), max_length=300)
    instead = BahtField(
        label=_("จำนวนเงินที่ถูกต้อง"),
        required=False,
        help_text=_("เว้นว่างเมื่อฎีกานี้ไม่ได้เบิกเงินเลย ถ้าพิมพ์จำนวนผิด ให้ระบุจำนวนที่เบิกจริง"),
    )


class DifferenceForm(forms.Form):
    """An amount by which the statement differs from the books, and why."""

    amount = BahtField(label=_("ผลต่าง (รายงานมากกว่าบัญชีเป็นบวก น้อยกว่าเป็นลบ)"), min_value=None)
    reason = forms.CharField(label=_("สาเหตุ"), max_length=300)


class OpeningForm(forms.Form):
    """A file of opening balances."""

    as_of = ThaiDateField(label=_("ยอด ณ สิ้นวันที่"))
    reference = forms.CharField(
        label=_("หลักฐานอ้างอิง"), max_length=200, help_text=_("เช่น งบทดลองของระบบเดิมที่ผู้มีอำนาจลงนามรับรอง")
    )
    file = forms.FileField(label=_("ไฟล์ยอดยกมา"), help_text=_("XLSX หรือ CSV มีคอลัมน์ รหัสบัญชี คู่บัญชี เดบิต เครดิต"))

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be one of balances."""
        if self.cleaned_data["file"].size > MOST_BYTES:
            raise forms.ValidationError(_("ไฟล์ใหญ่เกินที่รับได้"))
        return self.cleaned_data["file"]


class DayForm(forms.Form):
    """The day whose debts count."""

    as_of = ThaiDateField(label=_("ณ วันที่"))


class GapForm(forms.Form):
    """Why a number is used by nothing that is found."""

    series = forms.CharField(widget=forms.HiddenInput, max_length=80)
    year_be = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=300)
