"""What the log of contacts asks, on a telephone."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.models import NoticeDelivery
from debt_followup.rules.visits import (
    CHANNELS,
    MET,
    OUTCOMES,
    Channel,
    ContactRefused,
    Met,
    Outcome,
    Stands,
    check_deceased,
    check_outcome,
)
from debt_followup.selectors.replaced import Replaced
from documents.forms import UploadField
from loans.models import Party
from thai.forms import BahtField, ThaiDateField

PICTURES = frozenset({"JPEG", "PNG"})
PARTY, STAND_IN = "party-", "stand-"


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
        help_text=_(
            "ไม่ต้องเลือก หากเพียงเยี่ยม รับเอกสาร หรือให้คำแนะนำ ซึ่งไม่นับเป็นการทวงถาม "
            "ผลที่เป็นคำตอบของการทวงถาม (รับปาก ปฏิเสธ หรือยังชำระไม่ได้) นับเป็นการทวงถามเสมอ เว้นแต่ลูกหนี้มาติดต่อเอง"
        ),
    )
    outcome = forms.ChoiceField(label=_("ผล"), choices=[(one.value, _(said)) for one, said in OUTCOMES.items()])
    deceased = forms.ChoiceField(
        label=_("ผู้ที่ถูกแจ้งว่าถึงแก่กรรม"), required=False, help_text=_("เฉพาะเมื่อผลคือแจ้งว่าลูกหนี้ถึงแก่กรรม")
    )
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
    slip_payer = forms.ChoiceField(
        label=_("ลูกหนี้ผู้ชำระ"),
        required=False,
        help_text=_("เลือกเฉพาะเมื่อหลักฐานหรือผู้นำมาแสดงบอกได้ อายุความเริ่มนับใหม่เฉพาะผู้ชำระ"),
    )
    latitude = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    longitude = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    MAIN = ("channel", "happened_on", "at", "who", "met_name", "is_demand", "outcome", "deceased")
    PROMISE = ("promise_on", "promise_amount")
    MORE = ("note", "photo")
    SLIP = ("slip", "slip_paid_on", "slip_amount", "slip_payer")

    def __init__(
        self,
        *args: Any,
        parties: Sequence[Party],
        replaced: Mapping[int, Replaced],
        deliveries: Any,
        is_late: bool,
        since: date,
        on: date,
        at: time,
        **kwargs: Any,
    ) -> None:
        """Ask for a contact; ``since`` is the first day that may be told, on which who died later was still met."""
        super().__init__(*args, **kwargs)
        dead = {key: found for key, found in replaced.items() if found.stands is Stands.DEAD}
        met = [party for party in parties if party.pk not in dead or not dead[party.pk].by_law.binds(since)]
        self.parties = {f"{PARTY}{party.pk}": party for party in met}
        self.living = {key: party for key, party in self.parties.items() if party.pk not in dead}
        self.stand_ins = {f"{STAND_IN}{one.pk}": one for found in replaced.values() for one in found.stand_ins}
        stand_for = {one.pk: found.party.name for found in replaced.values() for one in found.stand_ins}
        named = [(key, f"{party.name} · {party.get_role_display()}") for key, party in self.living.items()]
        self.fields["who"].choices = [
            *named,
            *(
                (key, _("%(name)s (เฉพาะการติดต่อก่อนถึงแก่กรรม)") % {"name": party.name})
                for key, party in self.parties.items()
                if key not in self.living
            ),
            *(
                (key, _("%(who)s แทน %(debtor)s") % {"who": one, "debtor": stand_for[one.pk]})
                for key, one in self.stand_ins.items()
            ),
            *((met.value, _(MET[met])) for met in Met if met not in (Met.DEBTOR, Met.STAND_IN)),
        ]
        self.fields["deceased"].choices = [("", _("ไม่มี")), *named]
        if not named:  # all are dead by their files: nothing is left to report
            outcomes = self.fields["outcome"].choices
            self.fields["outcome"].choices = [one for one in outcomes if one[0] != Outcome.DEAD]
        self.signers = {f"{PARTY}{party.pk}": party for party in parties}
        if len(parties) < 2:
            del self.fields["slip_payer"]
        else:
            signers = [(key, party.name) for key, party in self.signers.items()]
            self.fields["slip_payer"].choices = [("", _("ไม่ทราบว่าใครเป็นผู้ชำระ")), *signers]
        self.fields["delivery"].queryset = deliveries
        self.initial.setdefault("channel", Channel.VISIT)
        self.initial.setdefault("is_demand", is_late)
        self.initial.setdefault("happened_on", on)
        self.initial.setdefault("at", f"{at:%H:%M}")
        self.initial.setdefault("who", next(iter(self.living), Met.NOBODY))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        latitude, longitude = given.pop("latitude", ""), given.pop("longitude", "")
        given["place"] = _place(latitude, longitude)
        if "who" in given and "channel" in given:
            self._beside("outcome", check_outcome, met=self._met(given["who"]), channel=Channel(given["channel"]))
        self._beside("deceased", check_deceased, deceased=self._key("deceased"), met=self._key("who"))
        return given

    def _beside(self, field: str, check: Callable[..., None], **told: Any) -> None:
        """Say beside its field what the rule has against the outcome as it was told; the command says it once more."""
        if field in self.errors or "outcome" in self.errors:
            return
        try:
            check(outcome=Outcome(self.cleaned_data["outcome"]), **told)
        except ContactRefused as refused:
            self.add_error(field, str(refused))

    def _met(self, who: str) -> Met:
        return Met.DEBTOR if who in self.parties else Met.STAND_IN if who in self.stand_ins else Met(who)

    def _key(self, field: str) -> int | None:
        party = self.parties.get(self.cleaned_data.get(field, ""))
        return party.pk if party else None

    def told(self) -> dict[str, Any]:
        """Return what was told, as ``services.record_contact`` takes it; of a form that is valid."""
        given = dict(self.cleaned_data)
        who, deceased = given.pop("who"), given.pop("deceased")
        party, stand_in = self.parties.get(who), self.stand_ins.get(who)
        return {
            **given,
            "channel": Channel(given["channel"]),
            "outcome": Outcome(given["outcome"]),
            "met": self._met(who),
            "party": party,
            "stand_in": stand_in,
            "deceased": self.parties.get(deceased),
            "slip_payer": self.signers.get(given.get("slip_payer", "")),
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
