"""Forms of the register of members."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Tambon, User
from members import selectors
from members.models import Member, OrganisationOfficer
from thai import juristic_number, national_id
from thai.digits import to_arabic
from thai.forms import NationalIdField, ThaiDateField
from thai.refusals import Refusal

# The commonest titles of women, offered while typing; ranks and degrees are typed.
TITLES = ("นาง", "นางสาว", "ว่าที่ร้อยตรีหญิง", "แพทย์หญิง", "ดร.", "หม่อมหลวง")  # stays Thai: part of a name
YES_NO = (("yes", _("เป็นนิติบุคคล")), ("no", _("ไม่เป็นนิติบุคคล")))


class SuggestingInput(forms.TextInput):
    """A text box that offers some texts while one types; any other text is as good."""

    def __init__(self, suggestions: Iterable[str]) -> None:
        self.suggestions = tuple(suggestions)
        super().__init__({"autocomplete": "off"})

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The box followed by its list."""
        key = f"{(attrs or {}).get('id', name)}_list"
        box = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((text,) for text in self.suggestions))
        return format_html('{}<datalist id="{}">{}</datalist>', box, key, options)


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

    title = forms.CharField(label=_("คำนำหน้า"), max_length=20, widget=SuggestingInput(TITLES))
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
    """A person whose facts were written down wrongly."""


class OrganisationFacts(forms.Form):
    """What is written down about an organisation at registration and may be corrected later."""

    name = forms.CharField(label=_("ชื่อองค์กร"), max_length=200)
    is_legal_person = forms.ChoiceField(label=_("สภาพบุคคล"), choices=YES_NO, widget=forms.RadioSelect, initial="no")
    registration_number = forms.CharField(
        label=_("เลขทะเบียนนิติบุคคล"),
        required=False,
        max_length=40,
        help_text=_("13 หลัก ขึ้นต้นด้วย 0 เว้นว่างถ้าไม่เป็นนิติบุคคล"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    founded_on = ThaiDateField(label=_("วันที่ก่อตั้ง"), required=False)
    tambon = TambonField(label=_("ตำบลที่ตั้งสำนักงาน"))
    address = forms.CharField(label=_("ที่ตั้งสำนักงาน (เลขที่ หมู่ ถนน)"), max_length=200)
    residence_since_on = ThaiDateField(label=_("สำนักงานอยู่ที่นี่ตั้งแต่"), help_text=_("ใช้ตรวจเงื่อนไขอยู่ในท้องที่ไม่น้อยกว่าหกเดือน"))
    occupation = forms.CharField(label=_("กิจกรรมหรืออาชีพขององค์กร"), max_length=100, required=False)
    telephone = forms.CharField(
        label=_("โทรศัพท์"), max_length=40, required=False, widget=forms.TextInput({"inputmode": "tel"})
    )

    def __init__(self, *args: Any, tambon: Iterable[Tambon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tambon"].offer(tambon)

    def clean_is_legal_person(self) -> bool:
        return bool(self.cleaned_data["is_legal_person"] == "yes")

    def clean(self) -> dict[str, Any]:
        """Put the refusal of a registration number beside its field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_legal_person"):
            try:
                cleaned["registration_number"] = juristic_number.require_valid(cleaned.get("registration_number", ""))
            except Refusal as refused:
                self.add_error("registration_number", str(refused))
        return cleaned


class PersonField(forms.CharField):
    """A natural person of the register: her member number in one's own area, or her whole card number anywhere."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("เลขที่สมาชิก หรือเลขประจำตัวประชาชน 13 หลัก"))
        super().__init__(max_length=40, **kwargs)

    def for_user(self, user: User) -> None:
        """Look within the area where this user registers members."""
        self.user = user

    def clean(self, value: Any) -> Member | None:
        """Return the member.

        :raises ValidationError: nobody fits.
        """
        typed = super().clean(value)
        if not typed:
            return None
        if national_id.is_valid(typed):
            found = selectors.find_by_national_id(typed)
        else:
            rows = selectors.registry_page(user=self.user, permission="members.register", text=typed, size=1).rows
            found = next((row for row in rows if row.member_number == to_arabic(typed)), None)
        if found is None:
            raise ValidationError(gettext("ไม่พบสมาชิกตามเลขนี้ ใส่เลขที่สมาชิกในพื้นที่ของท่าน หรือเลขประจำตัวประชาชนของสมาชิก"))
        return found


class RegisterOrganisationForm(OrganisationFacts):
    """A new organisation with its president."""

    president = PersonField(
        label=_("ประธานขององค์กร"),
        required=False,
        help_text=_("เลขที่สมาชิก หรือเลขประจำตัวประชาชน 13 หลัก เว้นว่างได้ถ้ายังไม่ทราบ แต่ยังยื่นโครงการไม่ได้จนกว่าจะมีประธาน"),
    )
    president_since_on = ThaiDateField(label=_("เป็นประธานตั้งแต่"), required=False, help_text=_("เว้นว่างหมายถึงวันนี้"))
    is_known_other = forms.BooleanField(
        label=_("ตรวจแล้ว เป็นคนละองค์กรกับที่แสดงไว้"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["president"].for_user(user)

    def ask_whether_same(self) -> None:
        """Show the box that says "another organisation", after a likely duplicate was found."""
        self.fields["is_known_other"].widget = forms.CheckboxInput()


class EditOrganisationForm(OrganisationFacts):
    """An organisation whose facts were written down wrongly."""


class OfficerForm(forms.Form):
    """Somebody who is to act for an organisation."""

    member = PersonField(label=_("สมาชิก"))
    duty = forms.ChoiceField(label=_("หน้าที่"), choices=OrganisationOfficer.Duty.choices)
    authority = forms.CharField(
        label=_("หนังสือมอบอำนาจ"),
        required=False,
        max_length=200,
        help_text=_("ของผู้แทน ระบุเลขที่และวันที่ของหนังสือ ประธานเว้นว่าง"),
    )
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"))
    valid_to = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างถ้าไม่มีกำหนด"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].for_user(user)


class EndOfficerForm(forms.Form):
    """The last day on which somebody acts for an organisation."""

    valid_to = ThaiDateField(label=_("ทำหน้าที่ถึงวันที่"))


class MoveForm(forms.Form):
    """Where a member, or the office of an organisation, moved to."""

    tambon = forms.CharField(
        label=_("ตำบลที่ย้ายไป"),
        max_length=120,
        help_text=_("พิมพ์ชื่อตำบล อำเภอ จังหวัด เช่น ยางฮอม ขุนตาล เชียงราย หรือรหัสตำบล 6 หลัก"),
    )
    address = forms.CharField(label=_("บ้านเลขที่ หมู่ ถนน"), max_length=200)
    moved_on = ThaiDateField(label=_("วันที่ย้าย"), help_text=_("ย้ายไปตำบลอื่น เริ่มนับหกเดือนใหม่ตั้งแต่วันนี้"))

    def clean_tambon(self) -> Tambon:
        found = selectors.tambon_typed(self.cleaned_data["tambon"])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(gettext("ไม่พบตำบลนี้ พิมพ์ชื่อตำบลตามด้วยอำเภอและจังหวัด"))
        names = ", ".join(f"{row.name_th} {row.amphoe.name_th} {row.amphoe.province.name_th}" for row in found[:8])
        raise ValidationError(gettext("มีหลายตำบลตามชื่อนี้ พิมพ์อำเภอหรือจังหวัดต่อท้าย: %s") % names)


class StandingForm(forms.Form):
    """How a member stands from a day on."""

    status = forms.ChoiceField(label=_("สถานะ"), choices=())
    status_reason = forms.CharField(
        label=_("เหตุผล"), max_length=300, required=False, help_text=_("ต้องระบุเมื่อระงับสิทธิหรือให้กลับเป็นสมาชิก")
    )
    since_on = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False, help_text=_("เว้นว่างหมายถึงวันนี้"))
    until_on = ThaiDateField(
        label=_("ระงับสิทธิถึงวันที่"), required=False, help_text=_("เฉพาะการระงับสิทธิ เว้นว่างถ้าไม่มีกำหนด พ้นวันนี้แล้วกู้ได้ตามปกติ")
    )

    def __init__(self, *args: Any, is_organisation: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        status = Member.Status
        left_out = {status.MERGED, *([status.DECEASED] if is_organisation else [])}
        self.fields["status"].choices = [choice for choice in status.choices if choice[0] not in left_out]


class OtherRecordForm(forms.Form):
    """Which other record may be the same."""

    q = forms.CharField(
        label=_("ชื่อ เลขที่สมาชิก หรือเลขประจำตัวประชาชนของอีกระเบียน"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
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
    kind = forms.ChoiceField(label=_("ประเภท"), required=False, choices=[("", _("ทั้งหมด")), *Member.Kind.choices])
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
