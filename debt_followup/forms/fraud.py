"""What the pages of a fraud file ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.rules import FRAUD_FILE, FraudStep
from documents.forms import UploadField
from thai.forms import ThaiDateField


class FraudForm(forms.Form):
    """Since when, and why it is suspected; a first paper may come with it."""

    opened_on = ThaiDateField(label=_("เปิดเรื่องวันที่"))
    reasons = forms.CharField(label=_("ข้อเท็จจริงและเหตุที่สงสัย"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    title = forms.CharField(label=_("ชื่อเอกสารที่แนบ"), max_length=200, required=False)
    file = UploadField(label=_("เอกสารที่แนบ"), required=False)


class FraudDecisionForm(forms.Form):
    """What was found, by which decision."""

    step = forms.ChoiceField(label=_("ผล"))
    decision_number = forms.CharField(label=_("เลขที่มติหรือคำสั่ง"), max_length=100)
    decided_on = ThaiDateField(label=_("มติลงวันที่"))
    decision = forms.CharField(label=_("สรุปผลการวินิจฉัย"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    file = UploadField(label=_("สำเนามติหรือคำสั่ง"), required=False)

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps = [step for step in (FraudStep.CONFIRM, FraudStep.DISMISS) if FRAUD_FILE.is_open(state, step)]
        self.fields["step"].choices = [(step.value, _(FRAUD_FILE.step_labels[step])) for step in steps]


class FraudEndForm(forms.Form):
    """When and how the matter ended."""

    ended_on = ThaiDateField(label=_("สิ้นสุดวันที่"))
    ended_reason = forms.CharField(label=_("เหตุที่สิ้นสุด"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FraudPaperForm(forms.Form):
    """One more paper of the file."""

    title = forms.CharField(label=_("ชื่อเอกสาร"), max_length=200)
    file = UploadField(label=_("ไฟล์"))
