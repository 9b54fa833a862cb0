"""The shapes of what is typed about who signs, and what a letter says."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.models import LetterSetting, Signatory
from thai.digits import to_arabic
from thai.forms import ThaiDateField


class SignatoryForm(forms.Form):
    """An appointment of somebody who signs, for one or more kinds of paper."""

    purposes = forms.MultipleChoiceField(
        label=_("ลงนามในเอกสาร"), choices=Signatory.Purpose.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(
        label=_("ฐานะ"), choices=Signatory.Kind.choices, widget=forms.RadioSelect, initial=Signatory.Kind.HOLDER
    )
    name = forms.CharField(label=_("ชื่อ-สกุล"), max_length=150)
    position = forms.CharField(label=_("ตำแหน่ง"), max_length=200)
    for_position = forms.CharField(
        label=_("แทนตำแหน่ง"), max_length=200, required=False, help_text=_("เฉพาะผู้รักษาราชการแทนหรือปฏิบัติราชการแทน")
    )
    order_number = forms.CharField(
        label=_("คำสั่งเลขที่"), max_length=60, required=False, help_text=_("เฉพาะผู้รักษาราชการแทนหรือปฏิบัติราชการแทน")
    )
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"))
    valid_to = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("เว้นว่างไว้เมื่อยังไม่มีกำหนด"))


class LinesField(forms.CharField):
    """One text a line."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, most: int = 12, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), required=False, max_length=4_000, **kwargs)
        self.most = most

    def clean(self, value: Any) -> list[str]:
        """Return the lines that say something."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > self.most:
            raise ValidationError(_("ไม่เกิน %(most)s บรรทัด"), params={"most": self.most})
        return lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class LetterForm(forms.Form):
    """What an office prints round the text of one kind of letter."""

    effective_from = ThaiDateField(label=_("มีผลตั้งแต่"))
    urgency = forms.ChoiceField(label=_("ชั้นความเร็ว"), choices=LetterSetting.Urgency.choices, required=False)
    references = LinesField(label=_("อ้างถึง"), help_text=_("หนึ่งรายการต่อบรรทัด เว้นว่างไว้ถ้าไม่มี"))
    enclosures = LinesField(
        label=_("สิ่งที่ส่งมาด้วย"),
        help_text=_("หนึ่งรายการต่อบรรทัด ตามด้วย | จำนวน | หน่วย เช่น งบหน้า | 1 | ชุด ใช้ * แทนจำนวนเท่ากับจำนวนโครงการ"),
    )
    instructions = LinesField(
        label=_("สิ่งที่ขอให้ดำเนินการ"), rows=6, help_text=_("หนึ่งข้อต่อบรรทัด เว้นว่างไว้เพื่อใช้ข้อความมาตรฐาน")
    )
    closing = forms.CharField(
        label=_("คำลงท้าย"), max_length=200, required=False, help_text=_("เว้นว่างไว้เพื่อใช้ข้อความมาตรฐาน")
    )
    source = forms.CharField(label=_("ที่มา"), max_length=300, help_text=_("เช่น เลขที่คำสั่งหรือหนังสือสั่งการ"))

    def clean_enclosures(self) -> list[dict[str, Any]]:
        """Return the enclosures as the letter takes them."""
        found = []
        for line in self.cleaned_data["enclosures"]:
            text, count, unit = (part.strip() for part in f"{line}||".split("|")[:3])
            typed = to_arabic(count)
            if not text:
                raise ValidationError(_("บรรทัด “%(line)s” ไม่มีชื่อเอกสาร"), params={"line": line[:40]})
            if typed not in ("", "*") and not (typed.isascii() and typed.isdigit() and 0 < int(typed) < 1000):
                raise ValidationError(_("จำนวนในบรรทัด “%(line)s” ต้องเป็นเลข 1 ถึง 999 หรือ *"), params={"line": line[:40]})
            number = None if typed == "*" else int(typed or 1)
            found.append({"text": text[:200], "count": number, **({"unit": unit[:30]} if unit else {})})
        return found


def enclosure_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Return enclosures as they are typed."""
    return [
        " | ".join(
            filter(None, (row["text"], "*" if row.get("count") is None else str(row["count"]), row.get("unit", "")))
        )
        for row in rows
    ]
