"""What the log of contacts asks, on a telephone."""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.models import NoticeDelivery
from debt_followup.rules.visits import CHANNELS, MET, OUTCOMES, Channel, Met, Outcome
from documents.forms import UploadField
from loans.models import Party
from thai.forms import BahtField, ThaiDateField

PICTURES = frozenset({"JPEG", "PNG"})
PARTY = "party-"


class LetterField(forms.ModelChoiceField):
    """A letter under way, by what it is, its number and whom it is for."""

    def label_from_instance(self, obj: Any) -> str:
        """Say which letter it is."""
        notice = obj.notice
        return f"{notice.get_kind_display()} {notice.document.number} · {notice.party.name}"


class VisitForm(forms.Form):
    """One contact: how and when, who was met, what came of it, what was promised; the rest where there is something."""

    channel = forms.ChoiceField(
        label=_("วิธีติดต่อ"),
        choices=[(one.value, _(said)) for one, said in CHANNELS.items()],
        widget=forms.RadioSelect,
    )
    happened_on = ThaiDateField(label=_("วันที่"))
    at = forms.TimeField(label=_("เวลา"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    who = forms.ChoiceField(label=_("พบใคร"), widget=forms.RadioSelect)
    met_name = forms.CharField(label=_("ชื่อผู้ที่พบ (ถ้าไม่ใช่ลูกหนี้)"), required=False, max_length=150)
    is_demand = forms.BooleanField(
        label=_("ครั้งนี้ทวงถามให้ชำระหนี้"),
        required=False,
        help_text=_("ไม่ต้องเลือก หากเพียงเยี่ยม รับเอกสาร หรือให้คำแนะนำ ซึ่งไม่นับเป็นการทวงถาม"),
    )
    outcome = forms.ChoiceField(label=_("ผล"), choices=[(one.value, _(said)) for one, said in OUTCOMES.items()])
    promise_on = ThaiDateField(label=_("รับปากว่าจะชำระภายในวันที่"), required=False)
    promise_amount = BahtField(label=_("จำนวนเงินที่รับปาก"), required=False, min_value=Decimal("0.01"))
    note = forms.CharField(label=_("รายละเอียด"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3}))
    photo = UploadField(label=_("ภาพถ่าย"), required=False, camera=True, allow=PICTURES)
    override_reason = forms.CharField(
        label=_("เหตุผลที่ทวงถามนอกเวลาหรือเกินครั้ง"),
        required=False,
        max_length=300,
        help_text=_("กรอกเฉพาะเมื่อจำเป็น เหตุผลถูกเก็บไว้กับบันทึกนี้"),
    )
    delivery = LetterField(
        label=_("หนังสือที่มอบ"),
        queryset=NoticeDelivery.objects.none(),
        required=False,
        empty_label=_("ไม่ได้มอบหนังสือของระบบ"),
    )
    slip = UploadField(label=_("ภาพหลักฐานการชำระที่ลูกหนี้แสดง"), required=False, camera=True)
    slip_paid_on = ThaiDateField(label=_("วันที่ชำระตามหลักฐาน"), required=False)
    slip_amount = BahtField(label=_("จำนวนเงินตามหลักฐาน"), required=False, min_value=Decimal("0.01"))
    latitude = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    longitude = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    MAIN = ("channel", "happened_on", "at", "who", "met_name", "is_demand", "outcome")
    PROMISE = ("promise_on", "promise_amount")
    MORE = ("note", "photo")
    SLIP = ("slip", "slip_paid_on", "slip_amount")

    def __init__(
        self, *args: Any, parties: Sequence[Party], deliveries: Any, on: date, at: time, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {f"{PARTY}{party.pk}": party for party in parties}
        self.fields["who"].choices = [
            *((key, f"{party.name} · {party.get_role_display()}") for key, party in self.parties.items()),
            *((met.value, _(MET[met])) for met in Met if met is not Met.DEBTOR),
        ]
        self.fields["delivery"].queryset = deliveries
        self.initial.setdefault("channel", Channel.VISIT)
        self.initial.setdefault("happened_on", on)
        self.initial.setdefault("at", f"{at:%H:%M}")
        self.initial.setdefault("who", next(iter(self.parties), Met.NOBODY))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        latitude, longitude = given.pop("latitude", ""), given.pop("longitude", "")
        given["place"] = _place(latitude, longitude)
        return given

    def told(self) -> dict[str, Any]:
        """Return what was told, as ``services.record_contact`` takes it; of a form that is valid."""
        given = dict(self.cleaned_data)
        who = given.pop("who")
        party = self.parties.get(who)
        return {
            **given,
            "channel": Channel(given["channel"]),
            "outcome": Outcome(given["outcome"]),
            "met": Met.DEBTOR if party else Met(who),
            "party": party,
        }


def _place(latitude: str, longitude: str) -> tuple[Decimal, Decimal] | None:
    """The place that the browser gave; anything else than two numbers on the globe is no place."""
    try:
        north, east = Decimal(latitude), Decimal(longitude)
    except InvalidOperation:
        return None
    if not (north.is_finite() and east.is_finite() and abs(north) <= 90 and abs(east) <= 180):
        return None
    return round(north, 6), round(east, 6)
