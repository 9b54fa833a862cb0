"""What the pages of a debtor and of receipts ask."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe, User
from areas.selectors import amphoe_within
from loans.models import Contract, Party
from repayments.models import BankLine, ReceiptReversal
from repayments.selectors import PAYER_ASKED
from thai.forms import ThaiDateField


class ReceiptFilter(forms.Form):
    """Which receipts the list shows."""

    number = forms.CharField(
        label=_("เลขที่ใบเสร็จหรือสัญญา"), required=False, max_length=40, widget=forms.TextInput({"placeholder": "12/2561"})
    )
    show = forms.ChoiceField(
        label=_("แสดง"), required=False, choices=[("", _("ทุกฉบับ")), (PAYER_ASKED, _("มีคำขอระบุผู้ชำระรออนุมัติ"))]
    )


class PayerForm(forms.Form):
    """Which signer made the payment of a receipt, and how that is known."""

    party = forms.ModelChoiceField(
        label=_("ลูกหนี้ผู้ชำระ"),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_("ไม่ทราบว่าใครเป็นผู้ชำระ"),
    )
    reason = forms.CharField(
        label=_("หลักฐานหรือเหตุผล"), max_length=300, help_text=_("เช่น สลิปในชื่อของใคร ใครยืนยันต่อเจ้าหน้าที่คนใด เมื่อใด")
    )

    def __init__(self, *args: Any, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = contract.parties.order_by("position")  # type: ignore[attr-defined]


class AsOfForm(forms.Form):
    """The day for which a contract's standing is worked out."""

    as_of = ThaiDateField(label=_("ข้อมูล ณ วันที่"), required=False)


class LedgerForm(forms.Form):
    """The period of a debtor's ledger, and until when what was entered counts."""

    from_on = ThaiDateField(label=_("ตั้งแต่วันที่"), required=False)
    to_on = ThaiDateField(label=_("ถึงวันที่"), required=False)
    known_on = ThaiDateField(label=_("ตามที่ทราบ ณ วันที่"), required=False, help_text=_("เว้นว่างไว้ให้ใช้ข้อมูลล่าสุด"))

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        found = super().clean() or {}
        if found.get("from_on") and found.get("to_on") and found["from_on"] > found["to_on"]:
            self.add_error("to_on", _("วันสิ้นสุดต้องไม่อยู่ก่อนวันเริ่มต้น"))
        return found


class LedgersFilter(forms.Form):
    """Which debtors the register of ledgers shows, as of which day."""

    as_of = ThaiDateField(label=_("ณ วันที่"), required=False)
    amphoe = forms.ModelChoiceField(
        label=_("อำเภอ"), queryset=Amphoe.objects.none(), required=False, empty_label=_("ทุกอำเภอ")
    )
    find = forms.CharField(label=_("เลขที่สัญญาหรือชื่อผู้กู้"), required=False, max_length=100)

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["amphoe"].queryset = amphoe_within(  # type: ignore[attr-defined]
            user=user, permission="repayments.view"
        ).order_by("code")

    def clean_as_of(self) -> date:
        """Take today where nothing is given; a day ahead is refused."""
        chosen = self.cleaned_data["as_of"] or self.on
        if chosen > self.on:
            raise ValidationError(_("เลือกวันที่ไม่เกินวันนี้"))
        return chosen


class TakingBackChoice(forms.ModelChoiceField):
    """A choice among the bank's own lines that took money back."""

    def label_from_instance(self, obj: BankLine) -> str:
        """The line that a person chooses by."""
        return _("ธนาคารเรียกคืน %(day)s %(amount)s บาท %(name)s") % {
            "day": obj.value_on.isoformat(),
            "amount": f"{obj.amount:,.2f}",
            "name": obj.customer_name,
        }


class AskReversalForm(forms.Form):
    """Why a receipt is to be taken back, and whether the bank took its money."""

    taken_back_by = TakingBackChoice(
        label=_("เงินตามใบเสร็จนี้"),
        queryset=BankLine.objects.none(),
        required=False,
        empty_label=_("ยังอยู่ในบัญชี ออกใบเสร็จผิดสัญญา"),
    )
    reason = forms.CharField(label=_("เหตุผลที่ขอยกเลิก"), max_length=300, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_back_by"].queryset = lines  # type: ignore[attr-defined]


class DecideReversalForm(forms.Form):
    """What the second person says to a request."""

    note = forms.CharField(label=_("หมายเหตุของผู้อนุมัติ"), max_length=300, required=False)


class ReversalFilter(forms.Form):
    """Which requests the list shows."""

    state = forms.ChoiceField(
        label=_("สถานะ"), required=False, choices=[("", _("ทั้งหมด")), *ReceiptReversal.State.choices]
    )


class SettlementForm(forms.Form):
    """The day on which a debtor wants to settle, and how she asked."""

    settle_on = ThaiDateField(label=_("วันที่จะชำระปิดบัญชี"))
    reason = forms.CharField(label=_("คำขอของลูกหนี้ (วันที่และวิธีที่แจ้ง)"), max_length=300)


class CallInForm(forms.Form):
    """Why the whole debt is called in."""

    reason = forms.CharField(label=_("เหตุผลที่เรียกชำระทั้งหมด"), max_length=300)
    decision_number = forms.CharField(label=_("เลขที่มติหรือบันทึกอนุมัติ"), max_length=100, required=False)


class BundleForm(forms.Form):
    """The amphoe whose receipts are put together."""

    amphoe = forms.ModelChoiceField(label=_("อำเภอ"), queryset=Amphoe.objects.none())

    def __init__(self, *args: Any, user: User, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].queryset = amphoe_within(  # type: ignore[attr-defined]
            user=user, permission=permission
        ).order_by("code")


class HandOutForm(forms.Form):
    """To whom receipts were given, and when."""

    given_on = ThaiDateField(label=_("วันที่ส่งมอบ"))
    recipient = forms.CharField(label=_("ผู้รับ"), max_length=150)


class BillsForm(BundleForm):
    """The amphoe and the day up to which forms are printed."""

    due_by = ThaiDateField(label=_("งวดที่ครบกำหนดถึงวันที่"))
