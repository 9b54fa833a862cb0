"""What the pages of a restructuring ask."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.rules.restructuring import MACHINE, METHODS, MOST_INSTALMENTS, Method
from debt_followup.selectors.restructurings import Asked
from loans.models import Party
from thai.forms import BahtField, ThaiDateField

INCOME_ROWS, EXPENSE_ROWS = 6, 8
# what a household in debt mostly earns and spends; every word may be typed over
INCOMES = (_("รายได้จากโครงการที่กู้"), _("เงินเดือนหรือค่าจ้าง"), _("ขายผลผลิต"), _("บุตรหลานส่งให้"))
EXPENSES = (_("อาหารและของใช้"), _("การศึกษาบุตร"), _("ค่าเช่าและสาธารณูปโภค"), _("ต้นทุนการประกอบอาชีพ"), _("ผ่อนหนี้อื่น"))
_MONTHS = [(1, _("ทุกเดือน")), (2, _("ทุก 2 เดือน")), (3, _("ทุก 3 เดือน")), (6, _("ทุก 6 เดือน"))]


def _text(label: Any, *, rows: int = 3, most: int = 500, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class PercentField(forms.DecimalField):
    """A yearly rate typed as a percentage; a fraction."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100, max_digits=6, decimal_places=4, **kwargs)

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        return None if typed is None else typed / 100


class RestructuringFilter(forms.Form):
    """The requests in one state, or all that are under way."""

    state = forms.ChoiceField(label=_("สถานะ"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [
            ("open", _("ที่ยังไม่เสร็จ")),
            ("all", _("ทั้งหมด")),
            *((state.value, _(label)) for state, label in MACHINE.labels.items()),
        ]
        self.fields["state"].widget.attrs["data-autosubmit"] = ""


class SimulationForm(forms.Form):
    """What of the three methods may be moved to and fro; what is empty is proposed by the system."""

    count = forms.IntegerField(label=_("จำนวนงวด"), min_value=1, max_value=MOST_INSTALMENTS, required=False)
    months_between = forms.TypedChoiceField(
        label=_("ชำระ"), choices=_MONTHS, coerce=int, empty_value=1, required=False, initial=1
    )
    first_due_on = ThaiDateField(label=_("งวดแรกครบกำหนด"), required=False)
    default_rate = PercentField(label=_("อัตราเบี้ยปรับใหม่ (ร้อยละต่อปี)"), required=False)
    holiday_months = forms.IntegerField(label=_("พักชำระ (เดือน)"), min_value=1, max_value=24, required=False)

    def asked(self, *, on: date) -> Asked:
        """What was asked, for an agreement on a day; of fields that are wrong, nothing."""
        typed = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return Asked(
            agreed_on=on,
            count=typed.get("count"),
            months_between=typed.get("months_between") or 1,
            first_due_on=typed.get("first_due_on"),
            default_rate=typed.get("default_rate"),
            holiday_months=typed.get("holiday_months"),
        )


class ApplicationForm(forms.Form):
    """Who applies, when, why, and for which method."""

    applicant = forms.TypedChoiceField(label=_("ผู้ยื่นคำขอ"), coerce=int)
    applied_on = ThaiDateField(label=_("ยื่นคำขอวันที่"))
    reason = _text(_("เหตุที่ชำระไม่ได้"))
    wish = forms.ChoiceField(label=_("วิธีที่ขอ"))

    def __init__(self, *args: Any, parties: Sequence[Party], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["applicant"].choices = [
            (party.pk, f"{party.name} ({party.get_role_display()})") for party in parties
        ]
        self.fields["applied_on"].initial = on
        self.fields["wish"].choices = [(method.value, _(label)) for method, label in METHODS.items()]


class AssessmentForm(forms.Form):
    """The household's month, line by line, and what the debt group makes of it."""

    assessed_on = ThaiDateField(label=_("ประเมินวันที่"))
    assessment = _text(_("สรุปผลการตรวจสอบหนี้และความสามารถในการชำระ"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessed_on"].initial = on
        for kind, count, words in (("income", INCOME_ROWS, INCOMES), ("expense", EXPENSE_ROWS, EXPENSES)):
            for place in range(count):
                word = words[place] if place < len(words) else ""
                self.fields[f"{kind}_text_{place}"] = forms.CharField(
                    label=_("รายการที่ %(place)s") % {"place": place + 1}, max_length=150, required=False, initial=word
                )
                amount = BahtField(
                    label=_("บาทต่อเดือน รายการที่ %(place)s") % {"place": place + 1}, max_digits=12, required=False
                )
                amount.widget.attrs["data-sum"] = kind
                self.fields[f"{kind}_amount_{place}"] = amount

    def rows(self, kind: str) -> list[tuple[Any, Any]]:
        """The pairs of fields of a kind, as the page lays them out."""
        count = INCOME_ROWS if kind == "income" else EXPENSE_ROWS
        return [(self[f"{kind}_text_{place}"], self[f"{kind}_amount_{place}"]) for place in range(count)]

    def incomes(self) -> list[tuple[Any, Any]]:
        return self.rows("income")

    def expenses(self) -> list[tuple[Any, Any]]:
        return self.rows("expense")

    def lines(self, kind: str) -> list[tuple[str, Decimal]]:
        """What was filled in of a kind: text and baht; a line without an amount is left out."""
        count = INCOME_ROWS if kind == "income" else EXPENSE_ROWS
        found = [
            (self.cleaned_data[f"{kind}_text_{place}"], self.cleaned_data[f"{kind}_amount_{place}"])
            for place in range(count)
        ]
        return [(text, amount) for text, amount in found if amount is not None]


class ProposalForm(forms.Form):
    """The method and the plan that the joint meeting chose."""

    met_on = ThaiDateField(label=_("ประชุมร่วมวันที่"))
    meeting = forms.CharField(label=_("การประชุมครั้งที่"), max_length=100)
    method = forms.ChoiceField(label=_("วิธี"))
    count = forms.IntegerField(label=_("จำนวนงวด"), min_value=1, max_value=MOST_INSTALMENTS)
    months_between = forms.TypedChoiceField(label=_("ชำระ"), choices=_MONTHS, coerce=int)
    first_due_on = ThaiDateField(label=_("งวดแรกครบกำหนด"))
    default_rate = PercentField(
        label=_("อัตราเบี้ยปรับใหม่ (ร้อยละต่อปี)"), required=False, help_text=_("เฉพาะวิธีลดอัตรา ใช้คำนวณเบี้ยปรับที่ค้างใหม่")
    )
    keeps_rate = forms.BooleanField(
        label=_("ใช้อัตราใหม่ต่อไปแม้ผิดนัดตามตารางใหม่"),
        required=False,
        help_text=_("หากไม่เลือก เมื่อผิดนัดตามตารางใหม่จะกลับไปใช้อัตราตามสัญญา"),
    )
    holiday_from = ThaiDateField(label=_("พักชำระตั้งแต่"), required=False, help_text=_("เฉพาะวิธีพักชำระหนี้"))
    holiday_months = forms.IntegerField(label=_("พักชำระ (เดือน)"), min_value=0, max_value=24, required=False)
    exception_reason = _text(
        _("เหตุผลที่ขอเกินระยะเวลาสูงสุด"), rows=2, most=300, required=False, help_text=_("กรอกเฉพาะเมื่องวดสุดท้ายเกิน 24 เดือน")
    )
    proposal = _text(_("ความเห็นของที่ประชุม"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["met_on"].initial = on
        self.fields["method"].choices = [(method.value, _(label)) for method, label in METHODS.items()]

    def asked(self, *, on: date) -> tuple[Method | None, Asked]:
        """The method and what was typed of its plan so far, for the preview."""
        self.is_valid()
        typed = self.cleaned_data
        method = Method(typed["method"]) if typed.get("method") else None
        is_holiday, is_rate = method is Method.HOLIDAY, method is Method.LOWER_RATE
        return method, Asked(
            agreed_on=on,
            count=typed.get("count"),
            months_between=typed.get("months_between") or 1,
            first_due_on=typed.get("first_due_on"),
            default_rate=typed.get("default_rate") if is_rate else None,
            keeps_rate=bool(typed.get("keeps_rate")) and is_rate,
            holiday_from=typed.get("holiday_from") if is_holiday else None,
            holiday_months=typed.get("holiday_months") if is_holiday else None,
            exception_reason=typed.get("exception_reason", ""),
        )


class OpinionForm(forms.Form):
    """The opinion of the provincial debt group."""

    supports = forms.TypedChoiceField(
        label=_("ความเห็น"),
        choices=[("1", _("เห็นควรอนุมัติ")), ("0", _("ไม่เห็นควรอนุมัติ"))],
        coerce=lambda typed: typed == "1",
    )
    opinion = _text(_("เหตุผลประกอบความเห็น"))
    opined_on = ThaiDateField(label=_("ให้ความเห็นวันที่"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opined_on"].initial = on


class DecisionForm(forms.Form):
    """What อกส.จ. resolved."""

    approve = forms.TypedChoiceField(
        label=_("มติ"),
        choices=[("1", _("อนุมัติ")), ("0", _("ไม่อนุมัติ"))],
        coerce=lambda typed: typed == "1",
    )
    decision_number = forms.CharField(label=_("เลขที่มติ"), max_length=100)
    decided_on = ThaiDateField(label=_("มติลงวันที่"))
    reason = _text(_("เหตุผล"), required=False, help_text=_("ต้องระบุเมื่อไม่อนุมัติ และจะพิมพ์ในหนังสือแจ้งสมาชิก"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decided_on"].initial = on


class AgreementForm(forms.Form):
    """The day for which the memorandum is prepared."""

    agreed_on = ThaiDateField(label=_("ทำบันทึกข้อตกลงวันที่"), help_text=_("ยอดหนี้คำนวณถึงสิ้นวันนี้"))

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreed_on"].initial = on


class SignatureForm(forms.Form):
    """Who signed the memorandum, on which day, with the scan."""

    signer = forms.TypedChoiceField(label=_("ผู้ลงนาม"), coerce=int)
    signed_on = ThaiDateField(label=_("ลงนามวันที่"))
    file = forms.FileField(label=_("ภาพหรือ PDF ของฉบับที่ลงนาม"), required=False)

    def __init__(self, *args: Any, signers: Sequence[Any], on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].choices = [(line.pk, line.party.name) for line in signers]
        self.fields["signed_on"].initial = on
