"""What the pages of bills and demands ask."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import User
from areas.selectors import amphoe_within
from debt_followup.models.notices import KINDS, RETURNS, STATES
from debt_followup.rules.deliveries import DeliveryStep
from debt_followup.rules.notices import IN_BATCHES
from thai.forms import ThaiDateField

SCANNED = (DeliveryStep.POST, DeliveryStep.GIVE, DeliveryStep.RECEIVE, DeliveryStep.RETURN, DeliveryStep.HAND_OVER)
_ASKED_OF = {
    "registration_number": {DeliveryStep.POST},
    "received_by": {DeliveryStep.RECEIVE, DeliveryStep.HAND_OVER},
    "return_reason": {DeliveryStep.RETURN},
    "said": {DeliveryStep.RECEIVE, DeliveryStep.RETURN, DeliveryStep.HAND_OVER},
}


class NoticeFilter(forms.Form):
    """Which letters the list shows."""

    kind = forms.ChoiceField(label=_("หนังสือ"), required=False, choices=[("", _("ทั้งหมด")), *KINDS])
    state = forms.ChoiceField(label=_("สถานะ"), required=False, choices=[("", _("ทั้งหมด")), *STATES])
    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=None, required=False, empty_label=_("ทุกอำเภอ"))
    find = forms.CharField(label=_("สัญญา ชื่อ รหัส หรือเลขลงทะเบียน"), required=False, max_length=100)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].queryset = amphoe_within(user=user, permission="debt.view").order_by("code")

    def asked(self) -> dict[str, str]:
        """Return what was chosen, as ``selectors.notices.deliveries`` takes it."""
        if not self.is_valid():
            return {}
        amphoe = self.cleaned_data["amphoe"]
        chosen = {name: self.cleaned_data[name] for name in ("kind", "state", "find")}
        return {**chosen, "amphoe": amphoe.pk if amphoe else ""}


class StartNoticesForm(forms.Form):
    """Which letters are to be written in which amphoe."""

    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=None)
    kind = forms.ChoiceField(label=_("หนังสือ"), choices=[row for row in KINDS if row[0] in IN_BATCHES])

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].queryset = amphoe_within(user=user, permission="debt.notices").order_by("code")


class NewNoticeForm(forms.Form):
    """Which letter is to be written to one debtor, and why it comes before its turn."""

    kind = forms.ChoiceField(label=_("หนังสือ"), choices=[row for row in KINDS if row[0] in IN_BATCHES])
    reason = forms.CharField(
        label=_("เหตุผลที่ออกก่อนลำดับหรือก่อนกำหนด"),
        required=False,
        max_length=300,
        help_text=_("กรอกเฉพาะเมื่อยังไม่ถึงลำดับหรือวันของหนังสือฉบับนี้"),
        widget=forms.Textarea({"rows": 2}),
    )


class RecordDeliveryForm(forms.Form):
    """One letter that was scanned or typed, and what became of it; only what the step asks."""

    happened_on = ThaiDateField(label=_("วันที่"))
    code = forms.CharField(
        label=_("รหัสหนังสือหรือรหัสซอง"),
        max_length=40,
        help_text=_("สแกนบาร์โค้ดบนซองหรือท้ายหนังสือ หรือพิมพ์ เช่น N57610001201P"),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )
    registration_number = forms.CharField(
        label=_("เลขลงทะเบียน"),
        max_length=30,
        help_text=_("เลข 13 ตัวบนใบรับฝาก เช่น RB473124829TH"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    received_by = forms.CharField(
        label=_("ผู้รับ"), max_length=150, help_text=_("ชื่อผู้ลงลายมือชื่อรับ และความเกี่ยวข้องหากไม่ใช่ผู้รับตามจ่าหน้า")
    )
    return_reason = forms.ChoiceField(label=_("เหตุที่ส่งไม่ถึง"), choices=[("", _("เลือกเหตุ")), *RETURNS])
    said = forms.CharField(label=_("หมายเหตุ"), required=False, max_length=300)

    def __init__(self, *args: Any, step: DeliveryStep, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["happened_on"].initial = on
        for name, steps in _ASKED_OF.items():
            if step not in steps:
                del self.fields[name]
