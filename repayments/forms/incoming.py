"""What the pages of refunds and of members' evidence ask."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.forms import UploadField
from loans.models import Contract, Party
from repayments.forms.bank import PaymentChoice
from repayments.models import BankLine, PaymentNotice, Refund
from thai.forms import BahtField, ThaiDateField


class RefundForm(forms.Form):
    """To whom money goes back, on which account, and why."""

    payee = forms.CharField(label=_("ผู้รับเงินคืน"), max_length=200)
    bank_name = forms.CharField(label=_("ธนาคารของผู้รับ"), max_length=100)
    account_number = forms.RegexField(
        label=_("เลขที่บัญชีของผู้รับ"),
        regex=r"^[0-9][0-9\- ]{6,18}[0-9]$",
        error_messages={"invalid": _("เลขที่บัญชีใช้ตัวเลขและขีด 8 ถึง 20 ตัว")},
    )
    reason = forms.CharField(label=_("เหตุผลที่คืนเงิน"), max_length=300)
    evidence = UploadField(label=_("หนังสือขอคืนเงินหรือหลักฐาน"), required=False)


class CreditRefundForm(RefundForm):
    """As of a line, and how much of the contract's credit."""

    amount = BahtField(label=_("จำนวนเงินที่คืน"), min_value=Decimal("0.01"))
    field_order = ("amount", "payee", "bank_name", "account_number", "reason", "evidence")


class BounceForm(forms.Form):
    """That the bank sent a refund back: the line that brought the money, or the bank's day and paper."""

    line = PaymentChoice(
        label=_("รายการธนาคารที่นำเงินกลับมา"),
        queryset=BankLine.objects.none(),
        required=False,
        empty_label=_("ไม่มีรายการในไฟล์ธนาคาร"),
    )
    bounced_on = ThaiDateField(label=_("หรือวันที่ธนาคารส่งเงินกลับ"), required=False)
    evidence = UploadField(label=_("หลักฐานของธนาคาร (ต้องแนบเมื่อไม่ได้เลือกรายการธนาคาร)"), required=False)
    reason = forms.CharField(label=_("เหตุผลที่ธนาคารแจ้ง"), max_length=300)

    def __init__(self, *args: Any, lines: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class RefundFilter(forms.Form):
    """Which refunds the list shows."""

    state = forms.ChoiceField(label=_("สถานะ"), required=False, choices=[("", _("ทุกสถานะ")), *Refund.State.choices])


class NoticeForm(forms.Form):
    """What the bank's slip says that a member handed in."""

    channel = forms.ChoiceField(label=_("ช่องทางที่ชำระ"), choices=PaymentNotice.Channel.choices, widget=forms.RadioSelect)
    paid_on = ThaiDateField(label=_("วันที่ชำระตามหลักฐาน"))
    amount = BahtField(label=_("จำนวนเงินตามหลักฐาน"), min_value=Decimal("0.01"))
    payer = forms.CharField(label=_("ชื่อผู้ชำระ"), required=False, max_length=100)
    party = forms.ModelChoiceField(
        label=_("ลูกหนี้ผู้ชำระ"),
        queryset=Party.objects.none(),
        required=False,
        empty_label=_("ไม่ทราบว่าใครเป็นผู้ชำระ"),
        help_text=_("เลือกเฉพาะเมื่อหลักฐานหรือผู้นำมาแสดงบอกได้ อายุความเริ่มนับใหม่เฉพาะผู้ชำระ"),
    )
    reference = forms.CharField(label=_("เลขที่รายการในหลักฐาน"), required=False, max_length=60)
    evidence = UploadField(label=_("ภาพถ่ายหรือสำเนาหลักฐานการชำระ"), camera=True)

    def __init__(self, *args: Any, on: date, contract: Contract, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = contract.parties.order_by("position")
        if len(signers) < 2:
            del self.fields["party"]
        else:
            self.fields["party"].queryset = signers  # type: ignore[attr-defined]
        self.initial.setdefault("paid_on", on)
        self.initial.setdefault("channel", PaymentNotice.Channel.BILL_PAYMENT)


class NoticeFilter(forms.Form):
    """Which notices the list shows."""

    state = forms.ChoiceField(
        label=_("สถานะ"), required=False, choices=[("", _("ทุกสถานะ")), *PaymentNotice.State.choices]
    )
    find = forms.CharField(label=_("เลขที่สัญญาหรือชื่อผู้ชำระ"), required=False, max_length=60)


class ContractSearch(forms.Form):
    """Whose slip it is."""

    find = forms.CharField(
        label=_("หลักฐานของสัญญาใด"),
        help_text=_("เลขที่สัญญา ชื่อผู้กู้ หรือเลขอ้างอิง 1 ในใบแจ้งชำระ"),
        required=False,
        max_length=100,
    )
