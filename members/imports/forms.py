"""The form of a file of members."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from documents.spreadsheets import MOST_BYTES


class UploadForm(forms.Form):
    """A file to be checked; it is refused by its size before it is read."""

    file = forms.FileField(
        label=_("ไฟล์ XLSX หรือ CSV"),
        help_text=_("ไม่เกิน 50,000 แถว แถวแรกเป็นหัวคอลัมน์ตามแบบไฟล์ ไม่มีช่องที่ผสานกัน"),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.csv"}),
        error_messages={"empty": _("ไฟล์ว่าง ไม่มีข้อมูล")},
    )

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            raise forms.ValidationError(
                _("ไฟล์ใหญ่ %(size)s MB เกินที่รับได้ %(most)s MB กรุณาแบ่งไฟล์"),
                params={"size": upload.size // 2**20, "most": MOST_BYTES // 2**20},
            )
        return upload
