"""Forms of logging in, of the second factor, of the audit page and of handing over."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import PersonalDataAccess, RoleAssignment, User
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


class OwnPasswordForm(PasswordChangeForm):
    """A new password of one's own; what it must be like, and why one is refused, in our words."""

    error_messages = {
        "password_incorrect": _("รหัสผ่านเดิมไม่ถูกต้อง"),
        "password_mismatch": _("รหัสผ่านใหม่ที่กรอกสองครั้งไม่ตรงกัน"),
    }
    REFUSED = {
        "password_too_short": _("รหัสผ่านสั้นเกินไป ต้องมีอย่างน้อย 12 ตัวอักษร"),
        "password_too_common": _("รหัสผ่านนี้มีผู้ใช้กันทั่วไป เดาได้ง่าย"),
        "password_too_similar": _("รหัสผ่านคล้ายชื่อหรือข้อมูลของท่านเกินไป"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (_("รหัสผ่านเดิม"), _("รหัสผ่านใหม่"), _("รหัสผ่านใหม่อีกครั้ง"))
        for name, label in zip(("old_password", "new_password1", "new_password2"), labels, strict=True):
            self.fields[name].label = label
            self.fields[name].help_text = ""
        self.fields["new_password1"].help_text = _("อย่างน้อย 12 ตัวอักษร ไม่ใช่คำที่เดาง่าย และไม่คล้ายชื่อของท่าน")

    def add_error(self, field: str | None, error: Any) -> None:
        """Say our sentence where the framework's own would be English."""
        found = error.error_list if isinstance(error, ValidationError) and not hasattr(error, "error_dict") else []
        if any(one.code in self.REFUSED for one in found):
            error = ValidationError([self.REFUSED.get(one.code, one) for one in found])
        super().add_error(field, error)


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


class OfficerFilter(forms.Form):
    """Which officers to list."""

    who = forms.CharField(label=_("ชื่อหรือตำแหน่ง"), required=False, max_length=150)


class HandOverForm(forms.Form):
    """Which roles pass to whom from which day, by which order; with an end, for an acting officer."""

    assignments = forms.ModelMultipleChoiceField(
        RoleAssignment.objects.none(), label=_("บทบาทที่ส่งมอบ"), widget=forms.CheckboxSelectMultiple
    )
    successor = forms.ModelChoiceField(User.objects.none(), label=_("ผู้รับมอบ"), empty_label="—")
    order_number = forms.CharField(label=_("เลขที่คำสั่ง"), max_length=60)
    from_on = ThaiDateField(label=_("วันเริ่มของผู้รับมอบ"))
    until = ThaiDateField(
        label=_("รักษาการถึงวันที่"),
        required=False,
        help_text=_("เว้นว่างเมื่อรับมอบถาวร เมื่อพ้นวันนี้บทบาทกลับไปเป็นของผู้ส่งมอบ"),
    )
    last_on = ThaiDateField(
        label=_("วันสุดท้ายของผู้ส่งมอบ"),
        required=False,
        help_text=_("เว้นว่างไว้คือวันก่อนวันเริ่มของผู้รับมอบ กรอกเฉพาะเมื่อต้องการให้ทำงานซ้อนกันหรือเว้นว่างช่วง"),
    )

    def __init__(
        self, *args: Any, assignments: QuerySet[RoleAssignment], successors: QuerySet[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignments"].queryset = assignments
        self.fields["assignments"].label_from_instance = lambda row: f"{row.get_role_display()} · {row.area_label}"
        self.fields["successor"].queryset = successors
        self.fields["successor"].label_from_instance = lambda user: (
            f"{user} · {user.position}" if user.position else str(user)
        )
