"""What the pages of the books ask."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Province
from thai.dates import month_long
from thai.forms import BahtField, ThaiDateField
from thai.refusals import reader_is_english


def month_label(month: date) -> str:
    """The month as the reader's language names it."""
    return month_long(month.year, month.month, thai_digits=False, english=reader_is_english())


class PeriodForm(forms.Form):
    """Which month of which province the page shows."""

    month = forms.ChoiceField(label=_("เดือน"), required=False)
    province = forms.ChoiceField(label=_("จังหวัด"), required=False)

    def __init__(self, *args, months: list[date], provinces: list[Province], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(f"{month:%Y-%m}", month_label(month)) for month in months]
        if len(provinces) > 1:
            self.fields["province"].choices = [(province.pk, str(province)) for province in provinces]
        else:
            del self.fields["province"]


class MoneyForm(forms.Form):
    """An amount moved on the strength of a paper: capital received, or money drawn."""

    reference = forms.CharField(label=_("เลขที่หนังสือหรือฎีกา"), max_length=40)
    on = ThaiDateField(label=_("วันที่"))
    amount = BahtField(label=_("จำนวนเงิน"))

    def __init__(self, *args, today: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """Refuse a day that has not come: the bank and the treasury have not moved the money yet."""
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return self.cleaned_data["on"]
