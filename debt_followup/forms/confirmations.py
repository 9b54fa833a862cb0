"""What the pages of the September confirmation ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import User
from areas.selectors import amphoe_within
from debt_followup.models.confirmations import ANSWERS, SETTLEMENTS
from debt_followup.models.notices import RETURNS
from debt_followup.rules.confirmations import CHASE_LABELS, Answer, Chase, Said, Settlement
from documents.forms import UploadField
from thai.forms import BahtField, ThaiDateField


class SlipForm(forms.Form):
    """The code of one slip, scanned or typed."""

    code = forms.CharField(
        label=_("รหัสใบตอบรับ"),
        max_length=40,
        help_text=_("สแกนบาร์โค้ดบนใบตอบรับ หรือพิมพ์ เช่น C57610000012"),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )


class ReplyForm(forms.Form):
    """What came back of one letter."""

    answer = forms.ChoiceField(
        label=_("คำตอบ"), choices=ANSWERS, initial=Answer.AGREES.value, widget=forms.RadioSelect({"autofocus": True})
    )
    amount = BahtField(label=_("ยอดหนี้ที่ลูกหนี้แจ้งว่าถูกต้อง"), required=False)
    why = forms.CharField(
        label=_("เหตุผล"),
        required=False,
        max_length=500,
        help_text=_("ยอดไม่ถูกต้องเพราะเหตุใด หรือติดตามแล้วอย่างไรจึงยุติ"),
        widget=forms.Textarea({"rows": 2}),
    )
    return_reason = forms.ChoiceField(label=_("เหตุที่ส่งไม่ถึง"), required=False, choices=[("", _("เลือกเหตุ")), *RETURNS])
    is_signed = forms.BooleanField(label=_("ลูกหนี้ลงลายมือชื่อในใบตอบรับ"), required=False, initial=True)
    received_on = ThaiDateField(label=_("วันที่ได้รับคำตอบ"))
    file = UploadField(label=_("ภาพใบตอบรับ"), required=False, camera=True)
    correction = forms.CharField(label=_("เหตุที่แก้ไขคำตอบเดิม"), required=False, max_length=300)

    def __init__(self, *args: Any, is_answered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_answered:
            del self.fields["correction"]

    def said(self) -> Said:
        """Return what was typed as an answer; what the answer does not have is left out."""
        data = self.cleaned_data
        answer = Answer(data["answer"])
        return Said(
            answer=answer,
            amount=data["amount"] if answer is Answer.DIFFERS else None,
            why=data["why"].strip() if answer in (Answer.DIFFERS, Answer.NO_ANSWER) else "",
            return_reason=data["return_reason"] if answer is Answer.UNDELIVERED else "",
            is_signed=data["is_signed"] and answer in (Answer.AGREES, Answer.DIFFERS),
        )


class EndDifferenceForm(forms.Form):
    """How a difference ended."""

    ending = forms.ChoiceField(
        label=_("ผลการตรวจสอบ"), choices=[row for row in SETTLEMENTS if row[0] != Settlement.SUPERSEDED]
    )
    amount = BahtField(label=_("ยอดหนี้ที่ถูกต้อง"), required=False, help_text=_("กรอกเฉพาะเมื่อถูกต้องบางส่วน"))
    found = forms.CharField(label=_("สิ่งที่ตรวจพบและหลักฐาน"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class ChaseFilter(forms.Form):
    """Which letters are to be chased, of which amphoe."""

    chase = forms.ChoiceField(
        label=_("แสดง"), required=False, choices=[(one.value, _(label)) for one, label in CHASE_LABELS.items()]
    )
    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=None, required=False, empty_label=_("ทุกอำเภอ"))

    def __init__(self, *args: Any, user: User, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].queryset = amphoe_within(user=user, permission=permission).order_by("code")

    def chosen(self) -> str:
        """Return the code of the amphoe that was chosen."""
        amphoe = self.cleaned_data.get("amphoe") if self.is_valid() else None
        return amphoe.pk if amphoe else ""

    def chosen_chase(self) -> Chase:
        """Return which letters were asked for: those without an answer where nothing was chosen."""
        return Chase(self.cleaned_data["chase"] or Chase.UNANSWERED) if self.is_valid() else Chase.UNANSWERED
