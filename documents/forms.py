"""Fields for handed-in files."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from documents.uploads import ALL_KINDS, Examined, examine
from thai.refusals import Refusal


def _said(allow: frozenset[str], several: bool) -> str:
    kinds = " ".join(kind for kind in ("PDF", "JPEG", "PNG") if kind in allow)
    size = f"{settings.UPLOAD_MAX_BYTES / 1_048_576:g}"
    if several:
        return gettext("%(kinds)s เลือกได้หลายไฟล์ ไฟล์ละไม่เกิน %(size)s MB") % {"kinds": kinds, "size": size}
    return gettext("%(kinds)s ไม่เกิน %(size)s MB") % {"kinds": kinds, "size": size}


_what_is_taken = lazy(_said, str)
_TYPES = {"PDF": "application/pdf", "JPEG": "image/jpeg", "PNG": "image/png"}


class UploadInput(forms.FileInput):
    """The browser's own file button; works without script, and opens the camera on a phone where it is told to."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Return every file sent under this name."""
        if hasattr(files, "getlist"):
            return files.getlist(name)
        return [files[name]] if name in files else []


class UploadField(forms.FileField):
    """A handed-in file, examined while the form is cleaned; ``keep_file`` takes what it gives.

    :param allow: the kinds taken.
    :param several: many files at once; the field then gives a list.
    :param camera: on a phone, go straight to the camera.
    :param most: how many files at once.
    """

    widget = UploadInput

    def __init__(
        self,
        *,
        allow: frozenset[str] = ALL_KINDS,
        several: bool = False,
        camera: bool = False,
        most: int = 10,
        **kwargs: Any,
    ) -> None:
        self.allow, self.several, self.camera, self.most = allow, several, camera, most
        kwargs.setdefault("help_text", _what_is_taken(allow, several))
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Tell the browser which files to offer."""
        attrs = {"accept": ",".join(_TYPES[kind] for kind in ("JPEG", "PNG", "PDF") if kind in self.allow)}
        if self.several:
            attrs["multiple"] = True
        if self.camera:
            attrs["capture"] = "environment"
        return attrs

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the examined file, the list of them, or None (an empty list) where none was chosen."""
        handed = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        if not handed:
            if self.required:
                raise ValidationError(_("เลือกไฟล์ก่อน"), code="required")
            return [] if self.several else None
        if len(handed) > (self.most if self.several else 1):
            raise ValidationError(
                _("แนบได้ครั้งละไม่เกิน %(most)s ไฟล์"), code="many", params={"most": self.most if self.several else 1}
            )
        examined: list[Examined] = []
        refused: list[ValidationError] = []
        for one in handed:
            try:
                examined.append(one if isinstance(one, Examined) else examine(one, allow=self.allow))
            except Refusal as refusal:
                refused.append(ValidationError(str(refusal), code="refused"))
        if refused:
            raise ValidationError(refused)
        return examined if self.several else examined[0]


class RevealForm(forms.Form):
    """Why somebody needs a paper with whole card numbers."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=300, error_messages={"required": _("กรุณาระบุเหตุผล")})
