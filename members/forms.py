"""Forms of the register of members."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Tambon
from members.models import Member
from thai.forms import NationalIdField, ThaiDateField

TITLES = (("นาง", "นาง"), ("นางสาว", "นางสาว"), ("นาย", "นาย"))  # stays Thai: part of a name


class TambonField(forms.ModelChoiceField):
    """A tambon inside the user's area, in a list with a heading for each amphoe."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Tambon.objects.none(), empty_label=_("เลือกตำบล"), **kwargs)

    def offer(self, tambon: Iterable[Tambon]) -> None:
        """Offer these tambon; any other is refused as a choice that does not exist."""
        rows = sorted(tambon, key=lambda row: row.code)
        self.queryset = Tambon.objects.select_related("amphoe").filter(pk__in=[row.pk for row in rows])
        groups = groupby(rows, key=lambda row: row.amphoe)
        self.widget.choices = [
            ("", self.empty_label),
            *((amphoe.label, [(row.pk, str(row)) for row in inside]) for amphoe, inside in groups),
        ]


class MemberFacts(forms.Form):
    """What is written down about a member at registration and may be corrected later."""

    title = forms.ChoiceField(label=_("คำนำหน้า"), choices=TITLES)
    first_name = forms.CharField(label=_("ชื่อ"), max_length=80)
    last_name = forms.CharField(label=_("นามสกุล"), max_length=80)
    birth_on = ThaiDateField(label=_("วันเกิด"), help_text=_("ตามบัตรประจำตัวประชาชน"))
    tambon = TambonField(label=_("ตำบลที่อยู่"))
    address = forms.CharField(label=_("บ้านเลขที่ หมู่ ถนน"), max_length=200)
    residence_since_on = ThaiDateField(label=_("อยู่ในพื้นที่ตั้งแต่"), help_text=_("ใช้ตรวจเงื่อนไขอยู่ในท้องที่ไม่น้อยกว่าหกเดือน"))
    occupation = forms.CharField(label=_("อาชีพ"), max_length=100, required=False)
    telephone = forms.CharField(
        label=_("โทรศัพท์"), max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )

    def __init__(self, *args: Any, tambon: Iterable[Tambon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tambon"].offer(tambon)


class RegisterForm(MemberFacts):
    """A new member."""

    national_id = NationalIdField(label=_("เลขประจำตัวประชาชน"), help_text=_("13 หลัก ใส่ขีดหรือไม่ใส่ก็ได้"))
    is_known_other_person = forms.BooleanField(
        label=_("ตรวจแล้ว เป็นคนละคนกับสมาชิกที่แสดงไว้"), required=False, widget=forms.HiddenInput
    )
    field_order = ("national_id",)

    def ask_whether_same_person(self) -> None:
        """Show the box that says "another person", after a likely duplicate was found."""
        self.fields["is_known_other_person"].widget = forms.CheckboxInput()


class EditForm(MemberFacts):
    """A member whose facts or standing changed."""

    status = forms.ChoiceField(label=_("สถานะ"), choices=Member.Status.choices)
    status_reason = forms.CharField(
        label=_("เหตุผลของสถานะ"), max_length=300, required=False, help_text=_("ต้องระบุเมื่อระงับสิทธิ")
    )


class MemberFilter(forms.Form):
    """Which members to list."""

    q = forms.CharField(
        label=_("ชื่อ เลขที่สมาชิก หรือเลขประจำตัวประชาชน"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    tambon = TambonField(label=_("ตำบล"), required=False)
    status = forms.ChoiceField(label=_("สถานะ"), required=False, choices=[("", _("ทั้งหมด")), *Member.Status.choices])

    def __init__(self, *args: Any, tambon: Iterable[Tambon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(tambon)
        if rows:
            self.fields["tambon"].empty_label = _("ทุกตำบล")
            self.fields["tambon"].offer(rows)
        else:
            del self.fields["tambon"]


class RevealForm(forms.Form):
    """Why somebody needs to see the whole card number."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=300, error_messages={"required": _("กรุณาระบุเหตุผล")})
