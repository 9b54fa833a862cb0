"""Form fields for what Thai users type: dates of the Buddhist era, amounts in baht, national IDs."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from thai import baht, dates, national_id
from thai.refusals import Refusal


class ThaiDateInput(forms.TextInput):
    """A text box for a date of the Buddhist era; the picker finds it by ``data-thai-date``."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        standard = {
            "class": "form-control",
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": _("วว/ดด/ปปปป (พ.ศ.)"),
            "data-thai-date": "",
        }
        super().__init__({**standard, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """A date as 5/7/2561; what was typed stays as it was typed."""
        if isinstance(value, date):
            return dates.format_numeric(value, padded=False)
        return None if value is None or value == "" else str(value)


class ThaiDateField(forms.DateField):
    """A date typed in the Buddhist or the common era, in any way that ``thai.dates.parse`` reads."""

    widget = ThaiDateInput

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        typed = str(value or "").strip()
        if not typed:
            return None
        try:
            return dates.parse(typed)
        except Refusal as refused:
            raise ValidationError(str(refused), code="invalid") from None


class BahtInput(forms.TextInput):
    """A text box for an amount; a number is shown with its commas."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        standard = {"class": "form-control text-end", "inputmode": "decimal", "autocomplete": "off", "data-baht": ""}
        super().__init__({**standard, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
            return baht.with_commas(baht.half_up(value))
        return None if value is None or value == "" else str(value)


class BahtField(forms.DecimalField):
    """An amount in baht of whole satang, with or without commas, in Thai or Arabic digits; a Decimal of two places.

    Negative amounts are refused unless ``min_value`` allows them.
    """

    widget = BahtInput
    default_error_messages = {
        "min_value": _("จำนวนเงินต้องไม่น้อยกว่า %(limit_value)s บาท"),
        "max_value": _("จำนวนเงินต้องไม่เกิน %(limit_value)s บาท"),
    }

    def __init__(self, *, max_digits: int = 15, decimal_places: int = 2, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value is None or str(value).strip() == "":
            return None
        try:
            return baht.require_money(value) if isinstance(value, Decimal | int) else baht.parse(value)
        except Refusal as refused:
            raise ValidationError(str(refused), code="invalid") from None


class NationalIdField(forms.CharField):
    """A national ID, with or without dashes, checked by its check digit; the thirteen Arabic digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(
                {
                    "class": "form-control",
                    "inputmode": "numeric",
                    "autocomplete": "off",
                    "placeholder": "x-xxxx-xxxxx-xx-x",
                    "data-national-id": "",
                }
            ),
        )
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return typed or ""
        try:
            return national_id.require_valid(typed)
        except Refusal as refused:
            raise ValidationError(str(refused), code="invalid") from None
