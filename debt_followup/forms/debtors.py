"""What the lists of debtors are narrowed to."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Province, User, place_name
from areas.selectors import amphoe_within, provinces_within
from debt_followup.rules import AGE_CLASSES, ALERT_DAYS, STATUSES, TERMS, LimitationStatus, alert_range
from thai.dates import fiscal_year_be
from thai.forms import ThaiDateField

VIEW = "debt.view"
YEARS = 6  # fiscal years offered: the running one, the next, and those before


class DebtorFilter(forms.Form):
    """A day that has come, and the conditions on a debt: class of arrears, limitation, term, fraud, place, name.

    Who sees several provinces chooses one before an amphoe: a thousand of them in every list would be most of its page.
    """

    q = forms.CharField(label=_("ชื่อหรือเลขที่สัญญา"), required=False, max_length=100)
    as_of = ThaiDateField(label=_("ณ วันที่"), required=False)
    province = forms.ChoiceField(label=_("จังหวัด"), required=False)
    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=None, required=False, empty_label=_("ทุกอำเภอ"))
    age = forms.ChoiceField(label=_("ค้างชำระ"), required=False)
    status = forms.ChoiceField(label=_("อายุความ"), required=False)
    within = forms.ChoiceField(label=_("จะขาดอายุความใน"), required=False)
    term = forms.ChoiceField(label=_("ระยะ"), required=False)
    fraud = forms.ChoiceField(label=_("ประเภทหนี้"), required=False)

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["as_of"].initial = on
        self._places(user)
        self.fields["age"].choices = [("", _("ทุกช่วง")), *((age.code, _(age.label)) for age in AGE_CLASSES)]
        running = [status for status in STATUSES if status != LimitationStatus.NOT_RUNNING]
        self.fields["status"].choices = [("", _("ทุกสถานะ")), *((one.value, _(STATUSES[one])) for one in running)]
        self.fields["within"].choices = [
            ("", _("ไม่จำกัด")),
            *(
                (str(days), _("%(least)s-%(most)s วัน") % dict(zip(("least", "most"), alert_range(days), strict=True)))
                for days in sorted(ALERT_DAYS)
            ),
        ]
        self.fields["term"].choices = [("", _("ทุกระยะ")), *((term.value, _(label)) for term, label in TERMS.items())]
        self.fields["fraud"].choices = [
            ("", _("ทุกประเภท")),
            ("no", _("หนี้ตามสัญญา")),
            ("yes", _("หนี้ทุจริต")),
        ]

    def clean_as_of(self) -> date:
        chosen = self.cleaned_data["as_of"] or self.on
        if chosen > self.on:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return chosen

    def _places(self, user: User) -> None:
        codes = provinces_within(user=user, permission=VIEW)
        amphoe = amphoe_within(user=user, permission=VIEW).order_by("code")
        if len(codes) > 1:
            chosen = self.data.get("province") or self.data.get("amphoe", "")[:2]
            provinces = Province.objects.filter(code__in=codes).order_by("name_th")
            named = ((code, place_name(*names)) for code, *names in provinces.values_list("code", "name_th", "name_en"))
            self.fields["province"].choices = [("", _("ทุกจังหวัด")), *named]
            self.fields["province"].initial = chosen
            amphoe = amphoe.filter(province=chosen)
        else:
            chosen = "".join(codes)
            del self.fields["province"]
        self.fields["amphoe"].queryset = amphoe
        if not chosen:
            del self.fields["amphoe"]

    def asked(self) -> dict[str, str]:
        """Return what was chosen as ``selectors.debtors_sought`` takes it; of a form that is valid."""
        given = self.cleaned_data
        amphoe = given.get("amphoe")
        chosen = {name: given.get(name) or "" for name in ("q", "province", "age", "status", "within", "term", "fraud")}
        return {**chosen, "amphoe": amphoe.pk if amphoe else ""}


class PlaceFilter(forms.Form):
    """A province out of those that the user sees, where there are several, and an amphoe."""

    province = forms.ChoiceField(label=_("จังหวัด"), required=False)
    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=None, required=False, empty_label=_("ทุกอำเภอ"))

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        codes = provinces_within(user=user, permission=VIEW)
        self.provinces = {one.code: one for one in Province.objects.filter(code__in=codes).order_by("name_th")}
        amphoe = amphoe_within(user=user, permission=VIEW).order_by("code")
        if len(self.provinces) > 1:
            self.fields["province"].choices = [(code, str(one)) for code, one in self.provinces.items()]
            chosen = self.data.get("province") or next(iter(self.provinces))
            amphoe = amphoe.filter(province=chosen)
        else:
            del self.fields["province"]
        self.fields["amphoe"].queryset = amphoe

    def chosen_province(self) -> Province | None:
        """Return the province asked for, or the first one; None for somebody who sees none."""
        code = self.cleaned_data.get("province") if self.is_bound and self.is_valid() else ""
        return self.provinces.get(code or "") or next(iter(self.provinces.values()), None)


class RegisterFilter(PlaceFilter):
    """Of which day the classed register is."""

    as_of = ThaiDateField(label=_("ณ วันที่"), required=False)

    def clean_as_of(self) -> date:
        chosen = self.cleaned_data["as_of"] or self.on
        if chosen > self.on:
            raise forms.ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return chosen


class ExpiringFilter(PlaceFilter):
    """In which fiscal year the claims expire."""

    year = forms.TypedChoiceField(label=_("ปีงบประมาณ"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        running = fiscal_year_be(on)
        years = range(running + YEARS - 1, running - 2, -1)
        self.fields["year"].choices = [("", _("ปีนี้ (%(year)s)") % {"year": running}), *((one, one) for one in years)]

    def clean_year(self) -> int:
        return self.cleaned_data["year"] or fiscal_year_be(self.on)
