"""The shapes of what is typed about who sits on a committee."""

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import CommitteeMember
from thai.forms import ThaiDateField


class RosterForm(forms.Form):
    """An appointment to a committee."""

    name = forms.CharField(label=_("ชื่อ-สกุล"), max_length=150)
    position = forms.CharField(
        label=_("ตำแหน่งในองค์คณะ"), max_length=150, help_text=_("เช่น ประธาน กรรมการ กรรมการและเลขานุการ")
    )
    order_number = forms.CharField(label=_("เลขที่คำสั่งแต่งตั้ง"), max_length=60)
    term_from = ThaiDateField(label=_("ดำรงตำแหน่งตั้งแต่"))
    term_to = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างไว้เมื่อยังไม่มีกำหนด"))


class CorrectionForm(forms.Form):
    """What was misspelt in an appointment."""

    name = forms.CharField(label=_("ชื่อ-สกุล"), max_length=150)
    position = forms.CharField(label=_("ตำแหน่งในองค์คณะ"), max_length=150)
    order_number = forms.CharField(label=_("เลขที่คำสั่งแต่งตั้ง"), max_length=60)

    @staticmethod
    def of(member: CommitteeMember) -> dict[str, str]:
        """What stands there now."""
        return {"name": member.name, "position": member.position, "order_number": member.order_number}


class LastDayForm(forms.Form):
    """The last day of a term or an appointment."""

    last_on = ThaiDateField(label=_("วันสุดท้าย"))
