"""Forms of logging in, of the second factor and of the audit page."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from areas.models import PersonalDataAccess
from thai.digits import to_arabic
from thai.forms import ThaiDateField


class LogInForm(AuthenticationForm):
    """User name and password, refused with sentences of our own."""

    error_messages = {
        "invalid_login": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์เล็กใหญ่และภาษาของแป้นพิมพ์"),
        "inactive": _("บัญชีนี้ถูกปิดการใช้งานแล้ว ติดต่อผู้ดูแลระบบ"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("ชื่อผู้ใช้")
        self.fields["password"].label = _("รหัสผ่าน")


class TokenForm(forms.Form):
    """The six digits that the authenticator shows."""

    token = forms.CharField(
        label=_("รหัส 6 หลัก"),
        max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )

    def clean_token(self) -> str:
        token = to_arabic(self.cleaned_data["token"]).replace(" ", "")
        if not (token.isascii() and token.isdigit() and len(token) == 6):
            raise forms.ValidationError(_("รหัสต้องเป็นตัวเลข 6 หลัก"))
        return token


class BusinessDateForm(forms.Form):
    """The day that the demo shall stand on."""

    business_date = ThaiDateField(label=_("วันทำการ"))


class AuditFilter(forms.Form):
    """Which accesses to personal data to list."""

    who = forms.CharField(label=_("ชื่อผู้ใช้"), required=False, max_length=150)
    action = forms.ChoiceField(
        label=_("การกระทำ"), required=False, choices=[("", _("ทั้งหมด")), *PersonalDataAccess.Action.choices]
    )
    subject = forms.CharField(label=_("ข้อมูลของ"), required=False, max_length=60)
    from_on = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    to_on = ThaiDateField(label=_("ถึงวันที่"), required=False)
