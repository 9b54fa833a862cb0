"""What the pages of legal files ask."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from debt_followup.models import LegalAddressee, LegalEntry, LegalFile
from debt_followup.rules.legal import ALERT_DAYS, DAY_LABELS, DAYS_OF, Day, FileKind
from debt_followup.selectors.legal import current_addressees
from debt_followup.selectors.voids import not_voided
from documents.forms import UploadField
from loans.models import Contract
from thai.forms import BahtField, ThaiDateField

Kind = LegalFile.Kind


class LegalFilter(forms.Form):
    """Which files to list: of a kind, open or closed, with a day that comes soon."""

    kind = forms.ChoiceField(label=_("ประเภท"), required=False, choices=[("", _("ทั้งหมด")), *Kind.choices])
    state = forms.ChoiceField(
        label=_("สถานะ"),
        required=False,
        choices=[
            ("", _("ที่ยังเปิดอยู่")),
            ("SILENT", _("อยู่ในศาล ไม่ทราบความคืบหน้า")),
            ("CLOSED", _("ที่ปิดแล้ว")),
            ("ALL", _("ทั้งหมด")),
        ],
    )
    within = forms.ChoiceField(label=_("วันสำคัญภายใน"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = [(str(days), _("%(days)s วัน") % {"days": days}) for days in reversed(ALERT_DAYS)]
        self.fields["within"].choices = [("", _("ทุกวัน")), *days]

    def asked(self) -> dict[str, str]:
        """Return what was chosen as ``selectors.legal.legal_files`` takes it."""
        return dict(self.cleaned_data) if self.is_bound and self.is_valid() else {}


class OpenFileForm(forms.Form):
    """About whom a file is opened, why, and before which court.

    Whom an open suit is against is not offered for another one (``sued``).
    """

    party = forms.ChoiceField(label=_("ลูกหนี้"))
    defendants = forms.MultipleChoiceField(label=_("ลูกหนี้ที่จะฟ้องหรือตามคำพิพากษา"), widget=forms.CheckboxSelectMultiple)
    learned_on = ThaiDateField(
        label=_(DAY_LABELS[Day.LEARNED]),
        help_text=_("อายุความหนึ่งปีต่อกองมรดกนับจากวันนี้ (ป.พ.พ. มาตรา 1754) เสนอวันที่มีผู้แจ้งครั้งแรก"),
    )
    reason = forms.CharField(label=_("เหตุที่เปิดแฟ้ม"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    court = forms.CharField(label=_("ศาล"), max_length=150, required=False)
    case_number = forms.CharField(label=_("หมายเลขคดี"), max_length=60, required=False)

    def __init__(self, *args: Any, contract: Contract, kind: str, sued: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = [
            (str(one.pk), f"{one.name} ({one.get_role_display()})")
            for one in contract.parties.all()
            if one.pk not in sued
        ]
        if kind in (Kind.DEATH, Kind.BANKRUPTCY):
            del self.fields["defendants"]
            self.fields["party"].choices = parties
        else:
            del self.fields["party"]
            self.fields["defendants"].choices = parties
            self.fields["defendants"].initial = [key for key, _name in parties]
            if sued:
                self.fields["defendants"].help_text = _("ผู้ที่อยู่ในแฟ้มฟ้องคดีซึ่งยังเปิดอยู่ไม่แสดงที่นี่")
        if kind == Kind.DEATH:
            del self.fields["court"], self.fields["case_number"]
        else:
            del self.fields["learned_on"]

    def clean_party(self) -> int:
        return int(self.cleaned_data["party"])

    def clean_defendants(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["defendants"]]


class LegalDayForm(forms.Form):
    """One day of the law, with what belongs to it."""

    day = forms.ChoiceField(label=_("เรื่อง"))
    happened_on = ThaiDateField(label=_("วันที่"))
    amount = BahtField(label=_("จำนวนเงินตามคำฟ้อง คำขอ หรือคำพิพากษา"), required=False, max_digits=14)
    court = forms.CharField(label=_("ศาล"), max_length=150, required=False)
    case_number = forms.CharField(label=_("หมายเลขคดี"), max_length=60, required=False)
    text = forms.CharField(
        label=_("รายละเอียด"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    corrects = forms.ModelChoiceField(
        label=_("แก้ไขวันที่บันทึกผิด"), queryset=None, required=False, empty_label=_("ไม่ใช่การแก้ไข")
    )

    def __init__(self, *args: Any, file: LegalFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].choices = [(str(day), _(DAY_LABELS[day])) for day in DAYS_OF[FileKind(file.kind)]]
        rows = not_voided(LegalEntry.objects.filter(file=file, kind=LegalEntry.Kind.DAY, corrected_by__isnull=True))
        self.fields["corrects"].queryset = rows.order_by("-pk")
        self.fields["corrects"].label_from_instance = _entry_label
        self.fields["court"].initial, self.fields["case_number"].initial = file.court, file.case_number


class LegalPaperForm(forms.Form):
    """A paper that is put into the file."""

    title = forms.CharField(label=_("เป็นเอกสารอะไร"), max_length=300)
    dated_on = ThaiDateField(label=_("เอกสารลงวันที่"))
    upload = UploadField(label=_("ไฟล์"))


class AddresseeForm(forms.Form):
    """Who is written to in the debtor's place."""

    role = forms.ChoiceField(label=_("ฐานะ"))
    name = forms.CharField(label=_("ชื่อ"), max_length=200)
    address = forms.CharField(label=_("ที่อยู่"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    standing = forms.CharField(
        label=_("ความเกี่ยวพันหรือเลขที่คำสั่งศาล"), max_length=200, help_text=_("เช่น บุตร คู่สมรส คำสั่งศาลตั้งผู้จัดการมรดกเลขที่ …")
    )

    def __init__(self, *args: Any, file: LegalFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = LegalAddressee.Role
        fits = (role.RECEIVER,) if file.kind == Kind.BANKRUPTCY else (role.HEIR, role.ADMINISTRATOR)
        self.fields["role"].choices = [(one.value, one.label) for one in fits]


class LegalLetterForm(forms.Form):
    """To whom the letter of a file goes."""

    addressee = forms.ChoiceField(label=_("ส่งถึง"))
    to = forms.CharField(label=_("ส่งถึงหน่วยงาน"), max_length=200)
    address = forms.CharField(label=_("ที่อยู่"), max_length=400, required=False)

    def __init__(self, *args: Any, file: LegalFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(one.pk): one for one in current_addressees(file)}
        if file.kind in (Kind.DEATH, Kind.BANKRUPTCY):
            del self.fields["to"], self.fields["address"]
            self.fields["addressee"].choices = [(key, str(one)) for key, one in self.known.items()]
        else:
            del self.fields["addressee"]

    def clean_addressee(self) -> LegalAddressee:
        return self.known[self.cleaned_data["addressee"]]


def _entry_label(entry: LegalEntry) -> str:
    from debt_followup.tables.cells import short

    return f"{entry.get_day_display()} {short(entry.on)}"
