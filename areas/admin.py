"""Users and roles, policies, holidays, offices and signatories in the admin; territory and audit to be read only."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from areas import business_date, holidays
from areas.models import (
    Amphoe,
    Holiday,
    Office,
    PersonalDataAccess,
    Policy,
    Province,
    RoleAssignment,
    Signatory,
    Tambon,
    User,
)
from thai.forms import ThaiDateField, ThaiDateInput

_LARGEST_EMBLEM = 300_000
# Dates are typed and shown in the Buddhist era here too.
THAI_DATES = {models.DateField: {"form_class": ThaiDateField, "widget": ThaiDateInput}}


admin.site.unregister(Group)  # permissions come from the table of roles, never from groups


class FirstRowsPaginator(Paginator):
    """Pages through the first ten thousand rows: a log of years is searched, not counted."""

    MOST = 10_000

    @cached_property
    def count(self) -> int:
        return self.object_list[: self.MOST].count()


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked up, never changed here."""

    paginator = FirstRowsPaginator
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class KeptAdmin(admin.ModelAdmin):
    """Rows that papers and decisions rest on: added and ended, never deleted."""

    formfield_overrides = THAI_DATES
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Province)
class ProvinceAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_th", "name_en")
    search_fields = ("code", "name_th", "name_en")


@admin.register(Amphoe)
class AmphoeAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_th", "name_en", "province")
    list_select_related = ("province",)
    search_fields = ("code", "name_th", "name_en", "province__name_th")


@admin.register(Tambon)
class TambonAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_th", "amphoe", "province", "postcode")
    list_select_related = ("amphoe", "province")
    search_fields = ("code", "name_th", "name_en", "amphoe__name_th")


class RoleForm(forms.ModelForm):
    """A role with the parts of its area in agreement."""

    class Meta:
        model = RoleAssignment
        fields = ("user", "role", "province", "amphoe", "tambon", "valid_from", "valid_to", "order_number")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        province, amphoe, tambon = found.get("province"), found.get("amphoe"), found.get("tambon")
        if amphoe and amphoe.province_id != getattr(province, "pk", None):
            self.add_error("amphoe", _("อำเภอต้องอยู่ในจังหวัดที่เลือก"))
        if tambon and tambon.amphoe_id != getattr(amphoe, "pk", None):
            self.add_error("tambon", _("ตำบลต้องอยู่ในอำเภอที่เลือก"))
        return found


class RoleInline(admin.StackedInline):
    model = RoleAssignment
    form = RoleForm
    formfield_overrides = THAI_DATES
    fields = (("role", "order_number"), ("province", "amphoe", "tambon"), ("valid_from", "valid_to"))
    extra = 0
    can_delete = False
    autocomplete_fields = ("province", "amphoe", "tambon")


@admin.register(User)
class FundUserAdmin(UserAdmin):
    """Accounts with their roles. What somebody may do comes from the roles alone, so groups are left out."""

    show_full_result_count = False
    list_display = ("username", "display_name", "position", "is_active", "last_login")
    list_filter = ("is_active", "is_staff")
    search_fields = ("username", "display_name", "position")
    inlines = (RoleInline,)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("บุคคล"), {"fields": ("display_name", "position", "email")}),
        (_("บัญชี"), {"fields": ("is_active", "is_staff", "is_superuser", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "display_name", "position", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RoleAssignment)
class RoleAssignmentAdmin(KeptAdmin):
    form = RoleForm
    list_display = ("user", "role", "province", "amphoe", "tambon", "valid_from", "valid_to", "order_number")
    list_filter = ("role",)
    list_select_related = ("user", "province", "amphoe", "tambon")
    search_fields = ("user__username", "user__display_name")
    autocomplete_fields = ("user", "province", "amphoe", "tambon")


@admin.register(Policy)
class PolicyAdmin(KeptAdmin):
    list_display = ("policy_no", "label", "value_text", "province", "effective_from", "source")
    list_filter = ("key",)
    list_select_related = ("province",)
    search_fields = ("policy_no", "key", "source")
    autocomplete_fields = ("province",)


@admin.register(Holiday)
class HolidayAdmin(admin.ModelAdmin):
    """Holidays; what hangs on them follows at once, whatever was done here."""

    formfield_overrides = THAI_DATES
    show_full_result_count = False
    list_display = ("on", "name_th", "province", "closes_government", "closes_banks", "source")
    list_filter = ("closes_government", "closes_banks")
    list_select_related = ("province",)
    search_fields = ("name_th", "name_en")
    date_hierarchy = "on"
    autocomplete_fields = ("province",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save a holiday, and tell those who follow the calendar."""
        super().save_model(request, obj, form, change)
        holidays.changed(by=request.user, on=business_date.today())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete a holiday, and tell those who follow the calendar."""
        super().delete_model(request, obj)
        holidays.changed(by=request.user, on=business_date.today())

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete chosen holidays, and tell those who follow the calendar."""
        super().delete_queryset(request, queryset)
        holidays.changed(by=request.user, on=business_date.today())


class OfficeForm(forms.ModelForm):
    """An office; its emblem is uploaded as a picture and kept in the database."""

    emblem_file = forms.FileField(label=_("ตราครุฑ (PNG หรือ SVG)"), required=False)

    class Meta:
        model = Office
        fields = (
            "province",
            "amphoe",
            "name",
            "parent_name",
            "letter_code",
            "address",
            "owner_of_matter",
            "telephone",
            "in_service_on",
        )

    def clean_emblem_file(self) -> Any:
        uploaded = self.cleaned_data["emblem_file"]
        if not uploaded:
            return None
        content = uploaded.read(_LARGEST_EMBLEM + 1)
        if len(content) > _LARGEST_EMBLEM:
            raise forms.ValidationError(_("ภาพใหญ่เกิน 300 กิโลไบต์"))
        is_svg = content.lstrip()[:5] in (b"<?xml", b"<svg ") and b"<script" not in content.lower()
        if not (content.startswith(b"\x89PNG\r\n\x1a\n") or is_svg):
            raise forms.ValidationError(_("ต้องเป็นภาพ PNG หรือ SVG"))
        return content

    def save(self, commit: bool = True) -> Office:
        content = self.cleaned_data.get("emblem_file")
        if content:
            self.instance.emblem = content
        return super().save(commit)


class SignatoryInline(admin.StackedInline):
    model = Signatory
    formfield_overrides = THAI_DATES
    fields = (
        ("purpose", "kind"),
        ("name", "position"),
        ("for_position", "order_number"),
        ("valid_from", "valid_to"),
    )
    extra = 0
    can_delete = False


@admin.register(Office)
class OfficeAdmin(KeptAdmin):
    form = OfficeForm
    list_display = ("name", "province", "amphoe", "letter_code", "in_service_on")
    list_select_related = ("province", "amphoe")
    search_fields = ("name", "letter_code")
    autocomplete_fields = ("province", "amphoe")
    inlines = (SignatoryInline,)


@admin.register(Signatory)
class SignatoryAdmin(KeptAdmin):
    list_display = ("name", "position", "purpose", "kind", "office", "valid_from", "valid_to")
    list_filter = ("purpose", "kind")
    list_select_related = ("office",)
    search_fields = ("name", "position")
    autocomplete_fields = ("office",)


@admin.register(PersonalDataAccess)
class PersonalDataAccessAdmin(ReadOnlyAdmin):
    list_display = ("at", "user", "action", "subject", "reason")
    list_filter = ("action",)
    list_select_related = ("user",)
    search_fields = ("subject",)
