"""Forms of old debts: a file to be checked, control totals, the signature under the agreement."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from debt_followup import rules
from debt_followup.imports.controls import Control
from debt_followup.models import OldRegister
from documents.spreadsheets import MOST_BYTES
from thai.forms import ThaiDateField

YEARS = (2556, 2557, 2558, 2559)
COUNTS = ("contracts", "open_contracts")
SUMS = ("approved", "received", "remaining")


class OfProvince(forms.Form):
    """What is asked of one province as of a day; where she has one only, the province is not asked."""

    province = forms.ChoiceField(label=_("จังหวัด"))
    base_on = ThaiDateField(
        label=_("ยอด ณ วันที่"), initial=rules.BASE_ON, help_text=_("ยอด ณ วันควบรวมกองทุนคือ 30 เม.ย. 2559")
    )

    def __init__(self, *args: Any, provinces: list[Province], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.provinces = on, {province.code: province for province in provinces}
        if len(provinces) == 1:
            del self.fields["province"]
        else:
            self.fields["province"].choices = [(one.code, str(one)) for one in provinces]

    def clean_base_on(self) -> date:
        """Refuse a day that has not come."""
        chosen: date = self.cleaned_data["base_on"]
        if chosen > self.on:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return chosen

    @property
    def chosen(self) -> str:
        """The code of the province that is meant."""
        return str(self.cleaned_data.get("province") or next(iter(self.provinces)))


def _sheet_field(**more: Any) -> forms.FileField:
    return forms.FileField(
        label=_("ไฟล์ XLSX หรือ CSV"),
        help_text=_("ไม่เกิน 50,000 แถว แถวแรกเป็นหัวคอลัมน์ตามแบบไฟล์ ไม่มีช่องที่ผสานกัน"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
        error_messages={"empty": _("ไฟล์ว่าง ไม่มีข้อมูล")},
        **more,
    )


def _require_size(upload: Any) -> Any:
    if upload is not None and upload.size > MOST_BYTES:
        raise forms.ValidationError(
            _("ไฟล์ใหญ่ %(size)s MB เกินที่รับได้ %(most)s MB กรุณาแบ่งไฟล์"),
            params={"size": upload.size // 2**20, "most": MOST_BYTES // 2**20},
        )
    return upload


class OldRegisterForm(OfProvince):
    """A file of an old register, to be checked."""

    kind = forms.ChoiceField(label=_("ทะเบียน"), choices=OldRegister.Kind.choices, initial=OldRegister.Kind.DEBTS)
    file = _sheet_field()
    field_order = ("kind", "province", "base_on", "file")

    def clean_file(self) -> Any:
        """Refuse a file by its size before it is read."""
        return _require_size(self.cleaned_data["file"])


class ControlsForm(OfProvince):
    """Control totals of a province: keyed by year, or a file with amphoe or contracts too."""

    source = forms.CharField(
        label=_("หลักฐาน"), max_length=200, help_text=_("เช่น รายงานฐานะการเงิน ณ 30 เม.ย. 2559 เลขที่หนังสือ")
    )
    file = _sheet_field(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for year in YEARS:
            for name in COUNTS:
                self.fields[f"{name}_{year}"] = forms.IntegerField(required=False, min_value=0, max_value=999_999)
            for name in SUMS:
                self.fields[f"{name}_{year}"] = forms.DecimalField(
                    required=False, min_value=Decimal(0), max_digits=16, decimal_places=2
                )
        labels = {
            "contracts": _("สัญญา"),
            "open_contracts": _("ยังเหลือหนี้"),
            "approved": _("เงินที่อนุมัติ"),
            "received": _("รับชำระแล้ว"),
            "remaining": _("คงเหลือ"),
        }
        for year in YEARS:
            for name, label in labels.items():
                self.fields[f"{name}_{year}"].label = f"{label} {year}"

    def clean_file(self) -> Any:
        """Refuse a file by its size before it is read."""
        return _require_size(self.cleaned_data.get("file"))

    def clean(self) -> dict[str, Any]:
        """Take the years of which something was keyed; one way of giving the totals, not both."""
        found = super().clean() or self.cleaned_data
        controls = []
        for year in YEARS:
            values = {name: found.get(f"{name}_{year}") for name in (*COUNTS, *SUMS)}
            if any(value is not None for value in values.values()):
                controls.append(Control(year, "", "", **values))
        if not self.errors and bool(controls) == bool(found.get("file")):
            raise forms.ValidationError(_("กรอกยอดคุมอย่างน้อยหนึ่งปี หรือเลือกไฟล์ อย่างใดอย่างหนึ่ง"))
        found["controls"] = controls
        return found

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """The keyed fields by year, as the grid shows them."""
        return [(year, [self[f"{name}_{year}"] for name in (*COUNTS, *SUMS)]) for year in YEARS]


class SignForm(forms.Form):
    """The name under the agreement."""

    name = forms.CharField(label=_("ชื่อผู้รับรอง"), max_length=150)
    position = forms.CharField(label=_("ตำแหน่ง"), max_length=200)
    explanation = forms.CharField(
        label=_("คำอธิบายผลต่าง"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("จำเป็นเมื่อมีรายการที่ต่าง"),
    )
