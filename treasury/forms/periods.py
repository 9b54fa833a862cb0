"""Which period of the books a page shows."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from thai.dates import month_long
from thai.forms import ThaiDateField
from thai.refusals import reader_is_english
from treasury.models import JournalEntry


def month_label(month: date) -> str:
    """The month as the reader's language names it."""
    return month_long(month.year, month.month, thai_digits=False, english=reader_is_english())


class PeriodForm(forms.Form):
    """Which month of which province the page shows."""

    month = forms.ChoiceField(label=_("เดือน"), required=False)
    province = forms.ChoiceField(label=_("จังหวัด"), required=False)

    def __init__(self, *args, months: list[date], provinces: list[Province], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = ThaiDateField(label=_("หรือตั้งแต่วันที่"), required=False)
        self.fields["to"] = ThaiDateField(label=_("ถึงวันที่"), required=False)
        self.fields["month"].choices = [(f"{month:%Y-%m}", month_label(month)) for month in months]
        if len(provinces) > 1:
            self.fields["province"].choices = [(province.pk, str(province)) for province in provinces]
        else:
            del self.fields["province"]

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        given = super().clean() or {}
        if given.get("from") and given.get("to") and given["from"] > given["to"]:
            self.add_error("to", _("วันที่สิ้นสุดต้องไม่ก่อนวันที่เริ่ม"))
        return given


class JournalForm(PeriodForm):
    """Which entries of the journal to list."""

    kind = forms.ChoiceField(label=_("ประเภท"), required=False)
    words = forms.CharField(label=_("คำในรายการหรือเลขที่"), required=False, max_length=60)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("ทุกประเภท")), *JournalEntry.Kind.choices]
