"""The shapes of what is typed around files and requests for papers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from documents.forms import UploadField
from projects.models import PaperRequest
from projects.rules.attachments import OTHER
from thai.forms import ThaiDateField


class AttachForm(forms.Form):
    """Files for one paper: chosen from the device, or taken with the phone's camera."""

    code = forms.ChoiceField(label=_("เป็นเอกสารรายการใด"))
    label = forms.CharField(label=_("ชื่อเอกสาร"), help_text=_("กรอกเมื่อเลือก “เอกสารอื่น”"), max_length=200, required=False)
    files = UploadField(
        label=_("เลือกไฟล์"),
        several=True,
        required=False,
    )
    photo = UploadField(
        label=_("ถ่ายภาพเอกสารด้วยโทรศัพท์"),
        help_text=_("ภาพถูกย่อ และข้อมูลแฝงเช่นพิกัดถูกลบออก"),
        allow=frozenset({"JPEG", "PNG"}),
        camera=True,
        required=False,
    )

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [*papers, (OTHER, _("เอกสารอื่น"))]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one file, and for a name where the paper has none."""
        typed = super().clean() or {}
        if not self.errors and not self.handed():
            self.add_error("files", ValidationError(_("เลือกไฟล์หรือถ่ายภาพอย่างน้อยหนึ่งไฟล์")))
        if typed.get("code") == OTHER and not typed.get("label", "").strip():
            self.add_error("label", ValidationError(_("ระบุว่าไฟล์นี้คือเอกสารอะไร")))
        return typed

    def handed(self) -> list[Any]:
        """Return every file of the form, examined."""
        photo = self.cleaned_data.get("photo")
        return [*(self.cleaned_data.get("files") or []), *([photo] if photo else [])]


class AskForm(forms.Form):
    """What a committee still wants, and by when."""

    stage = forms.ChoiceField(label=_("ผู้ขอ"))
    kind = forms.ChoiceField(
        label=_("ขออะไร"), choices=PaperRequest.Kind.choices, widget=forms.RadioSelect, initial=PaperRequest.Kind.PAPERS
    )
    text = forms.CharField(
        label=_("เอกสารที่ขอ หรือเรื่องที่เชิญมาให้ข้อมูล"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000
    )
    due_on = ThaiDateField(label=_("ภายในวันที่"))

    def __init__(self, *args: Any, stages: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = list(stages)


class AnswerForm(forms.Form):
    """The answer to a committee's request: words, and files where they were asked for."""

    text = forms.CharField(label=_("คำตอบ"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000)
    files = UploadField(label=_("แนบไฟล์"), several=True, required=False)
