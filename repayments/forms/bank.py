"""What the pages of bank files and their lines ask."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from loans.models import Contract
from repayments.bank_files import MOST_BYTES


class UploadForm(forms.Form):
    """A bank's file, as the bank gave it."""

    file = forms.FileField(
        label=_("ไฟล์รับชำระจากธนาคาร"),
        help_text=_("ไฟล์ Bill Payment กว้าง 256 ตัวอักษรต่อบรรทัด ตามที่ดาวน์โหลดจากธนาคาร"),
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too big before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(_("ไฟล์ใหญ่เกินไป ให้แบ่งเป็นหลายไฟล์"))
        return file


class ConfirmForm(forms.Form):
    """The file that was shown, sent once more to be imported."""

    name = forms.CharField(max_length=200, widget=forms.HiddenInput)
    content = forms.CharField(widget=forms.HiddenInput)

    def clean_content(self) -> bytes:
        """The bytes of the file."""
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError):
            raise ValidationError(_("ข้อมูลไฟล์ไม่ครบ ให้เลือกไฟล์ใหม่")) from None

    @staticmethod
    def of(*, name: str, content: bytes) -> "ConfirmForm":
        """A form that holds a file."""
        return ConfirmForm(initial={"name": name, "content": base64.b64encode(content).decode()})


class ContractChoice(forms.ModelChoiceField):
    """A choice among contracts, each with its number, its representative and its project."""

    def label_from_instance(self, obj: Contract) -> str:
        """The line that a person chooses by."""
        names = ", ".join(party.name for party in obj.parties.all()[:1])
        return f"{obj.label} · {names} · {obj.proposal.title}"


class MatchForm(forms.Form):
    """Which contract a line belongs to, and why."""

    contract = ContractChoice(
        label=_("สัญญา"), queryset=Contract.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(label=_("เหตุผลและหลักฐาน"), max_length=200)

    def __init__(self, *args: Any, contracts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contract"].queryset = contracts  # type: ignore[attr-defined]


class SearchForm(forms.Form):
    """A search within the page."""

    find = forms.CharField(
        label=_("ค้นหาสัญญา"),
        help_text=_("เลขที่สัญญา ชื่อผู้กู้ หรือเลขอ้างอิง 1"),
        required=False,
        max_length=100,
    )
