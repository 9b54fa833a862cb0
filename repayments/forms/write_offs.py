"""What the page that asks for a write-off asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import UploadField
from repayments.models import WriteOff
from thai.forms import ThaiDateField


class WriteOffForm(forms.Form):
    """On which ground, by which decision, and why."""

    ground = forms.ChoiceField(label=_("เหตุ"), choices=WriteOff.Ground.choices)
    decision_number = forms.CharField(label=_("เลขที่มติหรือคำสั่ง"), max_length=100)
    decided_on = ThaiDateField(label=_("มติลงวันที่"))
    reason = forms.CharField(label=_("คำอธิบาย"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    file = UploadField(label=_("สำเนามติ"), required=False)
