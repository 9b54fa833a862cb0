"""What the reports ask: of which province, of which days."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from thai.dates import fiscal_year_be, month_start
from thai.forms import ThaiDateField

YEARS = 6  # fiscal years offered, the running one included


class AreaForm(forms.Form):
    """A province out of those that the user sees; where she sees one only, it is not asked."""

    province = forms.ChoiceField(label=_("จังหวัด"), required=False)

    def __init__(self, *args: Any, provinces: dict[str, Province], may_be_all: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provinces = provinces
        if len(provinces) < 2:
            del self.fields["province"]
            return
        named = sorted(provinces.values(), key=lambda row: row.name_th)
        first = [("", _("ทุกจังหวัดในพื้นที่ของท่าน"))] if may_be_all else []
        self.fields["province"].choices = [*first, *((row.code, str(row)) for row in named)]


class AsOfForm(AreaForm):
    """A report of a day that has come."""

    as_of = ThaiDateField(label=_("ณ วันที่"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean_as_of(self) -> date:
        """Take today where no day was chosen; refuse a day that has not come."""
        chosen = self.cleaned_data["as_of"] or self.on
        if chosen > self.on:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return chosen


class PeriodForm(AreaForm):
    """A report over a period; left out it is the running month."""

    from_on = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    to_on = ThaiDateField(label=_("ถึงวันที่"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """Fill in the running month, and refuse a period that runs backwards or into the days to come."""
        found = super().clean() or self.cleaned_data
        if self.errors:
            return found
        found["to_on"] = found.get("to_on") or self.on
        found["from_on"] = found.get("from_on") or month_start(found["to_on"])
        if found["to_on"] > self.on:
            self.add_error("to_on", _("เลือกวันที่ไม่เกินวันนี้"))
        if found["from_on"] > found["to_on"]:
            self.add_error("from_on", _("วันเริ่มต้องไม่หลังวันสิ้นสุด"))
        return found


class YearForm(AreaForm):
    """A report of a fiscal year."""

    year = forms.TypedChoiceField(label=_("ปีงบประมาณ"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.running = fiscal_year_be(on)
        self.fields["year"].choices = [(year, str(year)) for year in range(self.running, self.running - YEARS, -1)]

    def clean_year(self) -> int:
        """Take the running fiscal year where none was chosen."""
        return self.cleaned_data["year"] or self.running


class SentForm(forms.Form):
    """How a pack went out: to whom, under which number, when."""

    sent_to = forms.CharField(label=_("ส่งถึง"), max_length=200)
    sent_reference = forms.CharField(
        label=_("เลขที่ส่งหรือเลขทะเบียนรับ"),
        max_length=60,
        required=False,
        help_text=_("เลขทะเบียนรับของกรม เลขพัสดุ หรือเลขที่รายการในระบบสารบรรณ"),
    )
    sent_on = ThaiDateField(label=_("วันที่ส่ง"))

    def __init__(self, *args: Any, on: date, made_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.made_on = on, made_on

    def clean_sent_on(self) -> date:
        """Refuse a day that has not come, and one before the pack was made."""
        chosen = self.cleaned_data["sent_on"]
        if chosen > self.on:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        if chosen < self.made_on:
            raise forms.ValidationError(_("วันที่ส่งต้องไม่ก่อนวันที่จัดทำชุดรายงาน"))
        return chosen
