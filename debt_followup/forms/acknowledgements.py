"""What the pages of acknowledgements and waivers ask."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.models import Acknowledgement
from debt_followup.rules.acknowledgements import MOST_INSTALMENTS, MOST_MONTHS_BETWEEN
from debt_followup.rules.acts import ACKNOWLEDGEMENT, WAIVER
from documents.forms import UploadField
from loans.models import Party
from thai.dates import add_months
from thai.forms import BahtField, ThaiDateField


class PlanForm(forms.Form):
    """By how many instalments a debt is promised, from which day, how far apart: what the preview needs."""

    count = forms.IntegerField(label=_("จำนวนงวด"), min_value=1, max_value=MOST_INSTALMENTS, initial=12)
    first_due_on = ThaiDateField(label=_("งวดแรกชำระภายในวันที่"))
    months_between = forms.IntegerField(
        label=_("ระยะห่างงวด (เดือน)"), min_value=1, max_value=MOST_MONTHS_BETWEEN, initial=1
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first_due_on"].initial = add_months(on, 1)


class AcknowledgementForm(PlanForm):
    """The plan, who is to sign, and what the paper says beside."""

    parties = forms.MultipleChoiceField(label=_("ผู้ที่จะลงนาม"), widget=forms.CheckboxSelectMultiple)
    place = forms.CharField(label=_("ทำที่"), max_length=200)
    witness_one = forms.CharField(label=_("พยานคนที่หนึ่ง"), max_length=150, required=False)
    witness_two = forms.CharField(label=_("พยานคนที่สอง"), max_length=150, required=False)
    copies = forms.IntegerField(label=_("คู่ฉบับ (ฉบับ)"), min_value=1, max_value=10, initial=2)
    reason = forms.CharField(
        label=_("ที่มา"), max_length=300, required=False, help_text=_("เช่น ลูกหนี้มาพบที่สำนักงาน หรือจากการลงพื้นที่")
    )
    field_order = [
        "count",
        "first_due_on",
        "months_between",
        "parties",
        "place",
        "witness_one",
        "witness_two",
        "copies",
    ]

    def __init__(self, *args: Any, signers: Sequence[Party], on: date, place: str, **kwargs: Any) -> None:
        super().__init__(*args, on=on, **kwargs)
        self.fields["place"].initial = place
        self.fields["parties"].choices = [
            (str(party.pk), f"{party.name} ({party.get_role_display()})") for party in signers
        ]

    def clean_parties(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["parties"]]


class SignaturesForm(forms.Form):
    """On which day each signer signed, and the scan of the signed paper."""

    file = UploadField(label=_("ฉบับที่ลงนามแล้ว"))

    def __init__(self, *args: Any, acknowledgement: Acknowledgement, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = [one for one in acknowledgement.signers.select_related("party") if one.signed_on is None]
        self.signers = {f"signed_{one.pk}": one for one in waiting}
        days = {
            name: ThaiDateField(
                label=_("วันที่ %(name)s ลงนาม") % {"name": one.party.name},
                required=False,
                help_text=_("เว้นว่างไว้ถ้ายังไม่ลงนาม"),
            )
            for name, one in self.signers.items()
        }
        self.fields = {**days, **self.fields}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        signed = {one.pk: found[name] for name, one in self.signers.items() if found.get(name)}
        if not signed and not self.errors:
            raise forms.ValidationError(_("ระบุวันที่ลงนามอย่างน้อยหนึ่งคน"))
        return {"signed": signed, "file": found.get("file")}


class WaiverForm(forms.Form):
    """How much default interest, by which resolution, and why."""

    amount = BahtField(label=_("เบี้ยปรับที่งดหรือลด"), max_digits=12)
    decision_number = forms.CharField(label=_("เลขที่มติ อกส.จ."), max_length=100)
    decided_on = ThaiDateField(label=_("มติลงวันที่"))
    reason = forms.CharField(label=_("เหตุผล"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    file = UploadField(label=_("สำเนามติ"), required=False)


class WithdrawalForm(forms.Form):
    """By which later resolution a waiver is taken back, and why."""

    decision_number = forms.CharField(label=_("เลขที่มติ อกส.จ. ที่ให้เพิกถอน"), max_length=100)
    reason = forms.CharField(label=_("เหตุผล"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class StateFilter(forms.Form):
    """Which acknowledgements, or which waivers, to list."""

    state = forms.ChoiceField(label=_("สถานะ"), required=False)

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = (ACKNOWLEDGEMENT if of == "acknowledgements" else WAIVER).labels
        self.fields["state"].choices = [("", _("ทั้งหมด")), *((str(key), _(words)) for key, words in labels.items())]

    def asked(self) -> dict[str, str]:
        """Return what was chosen; nothing where it is none of the choices."""
        return {"state": self.cleaned_data["state"]} if self.is_bound and self.is_valid() else {"state": ""}
