"""The shapes of what is typed about a meeting: its call, who steps aside, its notes and signed papers."""

from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe
from documents.forms import UploadField
from projects.models import CommitteeMember, MeetingFile
from projects.models.meetings import Organ
from thai.forms import ThaiDateField


class MeetingFilter(forms.Form):
    """The filter above the list of meetings."""

    organ = forms.ChoiceField(label=_("องค์คณะ"), required=False, choices=[("", "—"), *Organ.choices])


class MeetingForm(forms.Form):
    """The call of a meeting; the proposals are ticked beside it."""

    held_on = ThaiDateField(label=_("วันที่ประชุม"))
    place = forms.CharField(label=_("สถานที่ประชุม"), max_length=200)
    guests = forms.CharField(
        label=_("ผู้ที่เชิญเข้าร่วม"),
        help_text=_("หนึ่งคนต่อบรรทัด ชื่อ, ตำแหน่ง"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        max_length=2_000,
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, amphoe: QuerySet[Amphoe] | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if amphoe is not None:
            self.fields["amphoe"] = forms.ModelChoiceField(amphoe, label=_("อำเภอ"), empty_label=None)
            self.order_fields(["amphoe"])


class RecusalForm(forms.Form):
    """A member with an interest in a project."""

    member = forms.ModelChoiceField(CommitteeMember.objects.none(), label=_("กรรมการ"))
    item = forms.ModelChoiceField(None, label=_("โครงการ"))
    reason = forms.CharField(label=_("ส่วนได้เสีย"), max_length=300)

    def __init__(self, *args, members: QuerySet[CommitteeMember], items: QuerySet, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members
        self.fields["item"].queryset = items
        self.fields["item"].label_from_instance = lambda row: f"{row.number}. {row.version.content['title']}"


class NoteForm(forms.Form):
    """A note that puts right something in a closed meeting."""

    text = forms.CharField(
        label=_("ข้อความแก้ไข"),
        help_text=_("ระบุว่าแก้ไขส่วนใด จากอะไรเป็นอะไร และเพราะเหตุใด"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
    )


class FileForm(forms.Form):
    """A signed paper of a meeting."""

    kind = forms.ChoiceField(label=_("ชนิดเอกสาร"), choices=MeetingFile.Kind.choices)
    file = UploadField(label=_("ไฟล์"), help_text=_("PDF, JPEG หรือ PNG แนบแล้วลบไม่ได้"))
