"""What is asked of whoever wants an entry taken back that was recorded wrongly."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.rules.voids import LEAST_REASON, STATE_LABELS
from thai.forms import ThaiDateField


class AskVoidForm(forms.Form):
    """What is wrong and how it is known; of a signature the day on which she really signed, where she did."""

    reason = forms.CharField(
        label=_("รายการนี้ผิดอย่างไร และรู้ได้อย่างไร"),
        min_length=LEAST_REASON,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    right_on = ThaiDateField(
        label=_("วันที่ลงนามที่ถูกต้อง"),
        required=False,
        help_text=_("ระบุเมื่อผู้นี้ลงนามจริงแต่บันทึกวันผิด เว้นว่างเมื่อผู้นี้ไม่ได้ลงนาม การลงนามจะถูกยกเลิกทั้งรายการ"),
    )

    def __init__(self, *args: Any, is_signature: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_signature:
            del self.fields["right_on"]


class VoidFilter(forms.Form):
    """Which requests to list."""

    state = forms.ChoiceField(
        label=_("สถานะ"),
        required=False,
        choices=[("", _("ทั้งหมด")), *((str(key), _(words)) for key, words in STATE_LABELS.items())],
    )

    def asked(self) -> dict[str, str]:
        """Return what was chosen; nothing where it is none of the choices."""
        return {"state": self.cleaned_data["state"]} if self.is_bound and self.is_valid() else {"state": ""}
