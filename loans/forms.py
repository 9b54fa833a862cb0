"""What is typed in this room: the preparation of a contract, its signing, a transfer, the filter of the register."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.forms import UploadField
from loans import account, checklist, rules
from loans.models import AttachedFile, Contract, Grant
from loans.selectors.lists import VOUCHER_DAYS
from thai import dates
from thai.forms import BahtField, ThaiDateField
from thai.refusals import Refusal

_SCHEDULE = {"data-schedule": ""}  # the preview is drawn anew when one of these changes


class DueDatesField(forms.CharField):
    """Due dates, one a line or divided by commas; a list of dates, empty where the proposed ones stand."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3, **_SCHEDULE}), max_length=2000, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return "\n".join(dates.format_numeric(day, padded=False) for day in value)
        return value

    def clean(self, value: Any) -> list[date]:
        typed = [part.strip() for part in re.split(r"[,;\n]", super().clean(value)) if part.strip()]
        try:
            return [dates.parse(part) for part in typed]
        except Refusal as refused:
            raise ValidationError(str(refused), code="invalid") from None


class ScheduleForm(forms.Form):
    """What the schedule follows from (R-CONT-08, R-CONT-09)."""

    instalment_count = forms.IntegerField(
        label=_("จำนวนงวด"),
        min_value=1,
        max_value=24,
        initial=4,
        widget=forms.NumberInput({"inputmode": "numeric", **_SCHEDULE}),
    )
    months_between = forms.TypedChoiceField(
        label=_("ระยะห่างงวด"),
        coerce=int,
        initial=rules.MOST_MONTHS_BETWEEN,
        widget=forms.Select(_SCHEDULE),
    )
    planned_transfer_on = ThaiDateField(label=_("วันที่คาดว่าจะโอนเงิน"))
    due_dates = DueDatesField(
        label=_("กำหนดวันครบกำหนดเอง"),
        help_text=_("เว้นว่างเพื่อใช้วันที่ระบบเสนอ หรือกรอกบรรทัดละวัน เช่น 5/8/2561 ต้องเป็นวันที่ 5 ของเดือน"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_transfer_on"].widget.attrs |= _SCHEDULE
        self.fields["months_between"].choices = [
            (number, gettext("ทุก %(number)s เดือน") % {"number": number} if number > 1 else gettext("ทุกเดือน"))
            for number in range(1, rules.MOST_MONTHS_BETWEEN + 1)
        ]


class PreparationForm(ScheduleForm):
    """What the secretariat fixes for a contract."""

    account_bank = forms.ChoiceField(label=_("ธนาคาร"), choices=[(name, name) for name in account.BANKS])
    account_branch = forms.CharField(label=_("สาขา"), required=False, max_length=100)
    account_kind = forms.ChoiceField(label=_("ประเภทบัญชี"), choices=Contract.AccountKind.choices)
    account_name = forms.CharField(label=_("ชื่อบัญชีขององค์กร"), max_length=400)
    account_number = forms.CharField(
        label=_("เลขที่บัญชี"), max_length=30, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    holder_ids = forms.TypedMultipleChoiceField(
        label=_("ผู้กู้ร่วมที่เป็นเจ้าของบัญชีกับผู้แทนกลุ่ม"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    withdrawal_persons = forms.IntegerField(
        label=_("ลงชื่อถอนเงินร่วมกัน (คน)"), min_value=1, max_value=30, initial=account.MIN_HOLDERS
    )
    witness_1 = forms.CharField(label=_("พยานคนที่ 1"), max_length=150)
    witness_2 = forms.CharField(label=_("พยานคนที่ 2"), max_length=150)
    appointment_on = ThaiDateField(label=_("วันนัดลงนาม"))
    sara_number = forms.CharField(label=_("เลขที่สัญญาในระบบ SARA"), required=False, max_length=40)

    def __init__(self, *args: Any, co_borrowers: list[tuple[int, str]], organisation: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisation:  # it uses the account that it has (R-CONT-05)
            del self.fields["holder_ids"]
            self.fields["account_name"].initial = organisation
            kinds = (Contract.AccountKind.SAVINGS, Contract.AccountKind.CURRENT)
            self.fields["account_kind"].choices = [(kind.value, kind.label) for kind in kinds]
            self.fields["withdrawal_persons"].initial = 2
        else:
            del self.fields["account_name"]
            self.fields["holder_ids"].choices = co_borrowers

    def preparation(self) -> dict[str, Any]:
        """Return the cleaned input as the service takes it."""
        given = dict(self.cleaned_data)
        given.setdefault("holder_ids", [])
        given["witness_names"] = [given.pop("witness_1"), given.pop("witness_2")]
        return given


class SigningForm(forms.Form):
    """What was seen on the day of signing (C-03)."""

    signed_on = ThaiDateField(label=_("วันที่ลงนาม"))
    present = forms.TypedMultipleChoiceField(
        label=_("ผู้กู้ที่มาลงนามด้วยตนเอง"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    witnesses = forms.MultipleChoiceField(label=_("พยานที่มาลงนาม"), widget=forms.CheckboxSelectMultiple)
    checks = forms.MultipleChoiceField(label=_("รายการตรวจวันลงนาม"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("เหตุผลหรือหมายเหตุ"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("ต้องระบุเหตุผล หากลงนามคนละเดือนกับที่อนุมัติโครงการ"),
    )
    passbook = UploadField(label=_("ไฟล์สำเนาสมุดบัญชีเงินฝาก (ถ้ามี)"), required=False)

    def __init__(
        self,
        *args: Any,
        borrowers: list[tuple[int, str]],
        witnesses: list[tuple[str, str]],
        province: str,
        is_organisation: bool = False,
        bears_stamps: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = borrowers
        self.fields["witnesses"].choices = witnesses
        self.fields["checks"].choices = [
            (item.code, _(checklist.text_of(item, province=province, is_organisation=is_organisation)))
            for item in checklist.signing_items(bears_stamps=bears_stamps)
        ]


class TransferForm(forms.Form):
    """Which contracts are paid out when."""

    transfer_on = ThaiDateField(label=_("วันที่โอนเงิน"))
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class RejectionForm(forms.Form):
    """Which line the bank could not pay, when it said so, why, and where that stands."""

    line = forms.TypedChoiceField(label=_("รายการที่ธนาคารโอนไม่สำเร็จ"), coerce=int)
    rejected_on = ThaiDateField(label=_("ธนาคารแจ้งเมื่อ"))
    reason = forms.CharField(label=_("เหตุผลที่ธนาคารแจ้ง"), max_length=300)
    file = UploadField(label=_("หลักฐานของธนาคาร (ถ้าไม่มีเลขที่รายการ)"), required=False)
    reference = forms.CharField(
        label=_("เลขที่รายการในไฟล์ผลการโอนของธนาคาร"),
        required=False,
        max_length=100,
        help_text=_("ต้องแนบหลักฐานของธนาคาร หรือระบุเลขที่รายการ อย่างใดอย่างหนึ่ง"),
    )

    def __init__(self, *args: Any, lines: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines


class AccountForm(forms.Form):
    """The account that the bank can pay, and why it is another."""

    bank = forms.ChoiceField(label=_("ธนาคาร"), choices=[(name, name) for name in account.BANKS])
    branch = forms.CharField(label=_("สาขา"), required=False, max_length=100)
    number = forms.CharField(
        label=_("เลขที่บัญชี"), max_length=30, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    name = forms.CharField(label=_("ชื่อบัญชีขององค์กร"), max_length=400)
    reason = forms.CharField(label=_("เหตุผลที่แก้เลขที่บัญชี"), max_length=300)
    passbook = UploadField(label=_("ไฟล์สำเนาสมุดบัญชีเงินฝาก (ถ้ามี)"), required=False)

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["name"]


class DueDatesForm(forms.Form):
    """Other due dates of a contract that the bank could not pay, and why."""

    planned_transfer_on = ThaiDateField(label=_("วันที่คาดว่าจะโอนเงิน"))
    due_dates = DueDatesField(
        label=_("กำหนดวันครบกำหนดเอง"),
        help_text=_("เว้นว่างเพื่อใช้วันที่ระบบเสนอ หรือกรอกบรรทัดละวัน เช่น 5/8/2561 ต้องเป็นวันที่ 5 ของเดือน"),
    )
    reason = forms.CharField(label=_("เหตุผลที่แก้วันครบกำหนด"), max_length=300)


class GrantForm(forms.Form):
    """The organisation's account that receives a subsidy."""

    account_bank = forms.ChoiceField(label=_("ธนาคาร"), choices=[(name, name) for name in account.BANKS])
    account_branch = forms.CharField(label=_("สาขา"), required=False, max_length=100)
    account_number = forms.CharField(
        label=_("เลขที่บัญชี"), max_length=30, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    account_name = forms.CharField(label=_("ชื่อบัญชีขององค์กร"), max_length=400)
    passbook = UploadField(label=_("ไฟล์สำเนาสมุดบัญชีเงินฝาก (ถ้ามี)"), required=False)


class UseForm(forms.Form):
    """One voucher of what a subsidy paid for."""

    spent_on = ThaiDateField(label=_("วันที่จ่าย"))
    text = forms.CharField(label=_("รายการที่ใช้จ่าย"), max_length=300)
    amount = BahtField(label=_("จำนวนเงิน"))
    reference = forms.CharField(label=_("เลขที่ใบสำคัญ"), required=False, max_length=100)
    file = UploadField(label=_("ไฟล์หลักฐานการใช้จ่าย (ต้องแนบเมื่อไม่มีเลขที่ใบสำคัญ)"), required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class MoneyBackForm(forms.Form):
    """Money that came back: the bank's line that brought it, or the slip of the treasury deposit."""

    line_key = forms.TypedChoiceField(label=_("รายการธนาคารที่รอเจ้าของ"), coerce=int, required=False, empty_value=None)
    deposited_on = ThaiDateField(label=_("หรือวันที่นำฝากเข้าเงินฝากคลัง"), required=False)
    reference = forms.CharField(label=_("เลขที่ใบนำฝาก"), required=False, max_length=100)
    reason = forms.CharField(label=_("เหตุผล"), max_length=300)
    file = UploadField(label=_("ไฟล์ใบนำฝากหรือหลักฐาน (ต้องแนบเมื่อไม่ได้เลือกรายการธนาคาร)"), required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, lines: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line_key"].choices = [
            ("", _("ไม่ใช้รายการธนาคาร")),
            *(
                (line.key, f"{dates.format_numeric(line.value_on, padded=False)} · {line.amount:,.2f} · {line.text}")
                for line in lines
            ),
        ]


class GrantBackForm(MoneyBackForm):
    """What an organisation sent back of its subsidy."""

    amount = BahtField(label=_("จำนวนเงินที่ส่งคืน"))


class AnnounceForm(forms.Form):
    """That a group cannot do its project and sends the money back."""

    announced_on = ThaiDateField(label=_("กลุ่มแจ้งเมื่อ"))
    reason = forms.CharField(label=_("เหตุผลที่ดำเนินโครงการไม่ได้"), max_length=300)
    file = UploadField(label=_("หนังสือแจ้งของกลุ่ม (ถ้ามี)"), required=False)


class FileForm(forms.Form):
    """A file of a contract or a subsidy."""

    code = forms.ChoiceField(label=_("ประเภทไฟล์"), choices=AttachedFile.Code.choices)
    file = UploadField(label=_("ไฟล์"))


class GrantFilter(forms.Form):
    """Which subsidies the list shows."""

    state = forms.ChoiceField(label=_("สถานะ"), required=False, choices=[("", _("ทั้งหมด")), *Grant.State.choices])


class AsOfFilter(forms.Form):
    """As of which day a register stands, and of which amphoe."""

    as_of = ThaiDateField(label=_("ข้อมูล ณ วันที่"), required=False)
    amphoe = forms.ChoiceField(label=_("อำเภอ"), required=False)

    waits = forms.ChoiceField(label=_("ใบสำคัญรับเงิน"), required=False)

    def __init__(self, *args: Any, amphoe: list[tuple[str, str]], of_papers: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].choices = [("", _("ทั้งหมด")), *amphoe]
        if of_papers:
            waiting = gettext("โอนเงินใน %(days)s วันที่ผ่านมา และยังรอใบสำคัญ") % {"days": VOUCHER_DAYS}
            self.fields["waits"].choices = [("", _("ทั้งหมด")), ("1", waiting)]
        else:
            del self.fields["waits"]


class RegisterFilter(forms.Form):
    """Which contracts the register shows."""

    q = forms.CharField(label=_("เลขที่ ชื่อ หรือโครงการ"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("สถานะ"), required=False, choices=[("", _("ทั้งหมด")), *Contract.State.choices])
    amphoe = forms.ChoiceField(label=_("อำเภอ"), required=False)

    def __init__(self, *args: Any, amphoe: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].choices = [("", _("ทั้งหมด")), *amphoe]
