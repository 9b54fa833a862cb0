"""What the list of debtors is narrowed to."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import User
from areas.selectors import amphoe_within
from debt_followup.rules import AGE_CLASSES, AgeClass
from thai.forms import ThaiDateField


class DebtorFilter(forms.Form):
    """What the list of debtors is narrowed to: a day that has come, an amphoe, a class of arrears."""

    as_of = ThaiDateField(label=_("ณ วันที่"), required=False)
    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=None, required=False, empty_label=_("ทุกอำเภอ"))
    age = forms.ChoiceField(label=_("ค้างชำระ"), required=False)

    def __init__(self, *args, user: User, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["as_of"].initial = on
        self.fields["amphoe"].queryset = amphoe_within(user=user, permission="debt.view").order_by("code")
        self.fields["age"].choices = [("", _("ทุกช่วง")), *((age.code, _(age.label)) for age in AGE_CLASSES)]

    def clean_as_of(self) -> date:
        chosen = self.cleaned_data["as_of"] or self.on
        if chosen > self.on:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return chosen

    def clean_age(self) -> AgeClass | None:
        return next((age for age in AGE_CLASSES if age.code == self.cleaned_data["age"]), None)
