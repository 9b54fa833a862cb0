"""The shapes of what is typed after the money: a report, its sending on, a summary's check, a line of the plan."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import Tambon
from documents.forms import UploadField
from projects.models import FollowUpVisit, Proposal
from projects.rules.progress import COURSE_LABELS, Course
from projects.selectors.progress import RUNNING, Period, proposer_of
from projects.services.progress import PICTURES, Told
from projects.tables.places import area_word, gathered, sent_on
from thai.dates import month_long
from thai.forms import BahtField, ThaiDateField
from thai.refusals import reader_is_english

MOST_PEOPLE = 100_000
NOTHING = Decimal("0.00")
STATUSES = (
    ("", _("ทั้งหมด")),
    ("LATE", _("เลยกำหนด ยังไม่รายงาน")),
    ("MISSING", _("ยังไม่รายงาน")),
    ("REPORTED", _("ตำบลรับแล้ว รอส่งต่อ")),
    ("FORWARDED", _("ส่งต่อแล้ว")),
)


def period_label(period: Period) -> str:
    """Return what a period is called on the screen, in the reader's language."""
    if period.kind == "FIRST":
        return gettext("รายงานครั้งแรก โครงการที่ได้รับเงินปีงบประมาณ %(year)s") % {"year": period.year_be}
    return gettext("กส.3/2 งวดที่ %(half)s ปีงบประมาณ %(year)s (ถึงสิ้นเดือน%(month)s)") % {
        "half": period.half,
        "year": period.year_be,
        "month": month_in_words(period.last_on),
    }


def period_in_short(period: Period) -> str:
    """Return what a period is called in a choice of periods."""
    if period.kind == "FIRST":
        return gettext("รายงานครั้งแรก ปี %(year)s") % {"year": period.year_be}
    return gettext("กส.3/2 งวดที่ %(half)s/%(year)s") % {"half": period.half, "year": period.year_be}


def month_in_words(day: date) -> str:
    """Return the month and its year in the reader's language."""
    return month_long(day.year, day.month, thai_digits=False, english=reader_is_english())


class ReportFilter(forms.Form):
    """The filter above the board of reports."""

    period = forms.ChoiceField(label=_("งวดรายงาน"), required=False)
    amphoe = forms.ChoiceField(label=_("อำเภอ"), required=False)
    support = forms.ChoiceField(
        label=_("ประเภทเงิน"), required=False, choices=[("", _("ทั้งหมด")), *Proposal.Support.choices]
    )
    status = forms.ChoiceField(label=_("สถานะ"), required=False, choices=STATUSES)

    def __init__(
        self, *args: Any, periods: Sequence[Period], amphoe: Sequence[Any], place: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = {"REPORTED": gathered(place), "FORWARDED": sent_on(place)}
        self.fields["status"].choices = [(code, said.get(code, label)) for code, label in STATUSES]
        self.fields["amphoe"].label = area_word(place)
        self.fields["period"].choices = [(period.key, period_in_short(period)) for period in periods]
        self.fields["amphoe"].choices = [("", _("ทุกอำเภอในพื้นที่")), *((row.code, str(row)) for row in amphoe)]


class ReportForm(forms.Form):
    """A report as the members tell it."""

    reported_on = ThaiDateField(label=_("วันที่สมาชิกรายงาน"))
    course = forms.ChoiceField(
        label=_("ผลการดำเนินงาน"),
        choices=[(one.value, _(COURSE_LABELS[one])) for one in Course],
        widget=forms.RadioSelect,
    )
    activity = forms.CharField(label=_("ได้ทำอะไรไปแล้วบ้าง"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000)
    spent = BahtField(label=_("ใช้จ่ายเงินกองทุนแล้ว นับรวมตั้งแต่ได้รับเงิน"), required=False, max_digits=12)
    income = BahtField(label=_("รายได้จากโครงการ ตั้งแต่รายงานครั้งก่อน"), required=False, max_digits=12)
    people = forms.IntegerField(label=_("ผู้ได้รับประโยชน์ (คน)"), required=False, min_value=0, max_value=MOST_PEOPLE)
    jobs = forms.IntegerField(label=_("ผู้มีงานทำหรือมีรายได้เพิ่ม (คน)"), required=False, min_value=0, max_value=MOST_PEOPLE)
    problems = forms.CharField(
        label=_("ปัญหาและอุปสรรค"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2_000
    )
    help_wanted = forms.CharField(
        label=_("ความช่วยเหลือที่ต้องการ"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=2_000
    )
    relayed_by = forms.CharField(
        label=_("ผู้รวบรวมรายงานในพื้นที่"),
        help_text=_("อาสาสมัครผู้ประสานงานสตรีหรือกรรมการที่นำรายงานมาส่ง ถ้ามี"),
        required=False,
        max_length=150,
    )
    photos = UploadField(
        label=_("ภาพถ่ายกิจกรรม"),
        help_text=_("เลือกได้หลายภาพพร้อมกัน (JPEG หรือ PNG) จากโทรศัพท์ถ่ายหรือเลือกจากคลังภาพได้"),
        allow=PICTURES,
        several=True,
        required=False,
    )
    edit_number = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, needs_photo: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].required = needs_photo

    def told(self) -> Told:
        """Return what was typed; an amount or a number left empty is nought."""
        typed = self.cleaned_data
        return Told(
            activity=typed["activity"],
            course=typed["course"],
            spent=typed["spent"] or NOTHING,
            income=typed["income"] or NOTHING,
            people=typed["people"] or 0,
            jobs=typed["jobs"] or 0,
            problems=typed["problems"],
            help_wanted=typed["help_wanted"],
            relayed_by=typed["relayed_by"],
        )


class StartForm(forms.Form):
    """The day on which a group began its project."""

    started_on = ThaiDateField(label=_("วันที่เริ่มดำเนินโครงการ"))


class ForwardForm(forms.Form):
    """The day on which the tambon sends reports on."""

    forwarded_on = ThaiDateField(label=_("วันที่ส่งต่อ"))

    def __init__(self, *args: Any, organ: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organ:
            self.fields["forwarded_on"].label = gettext("วันที่ส่ง %(organ)s") % {"organ": organ}


class PlanFilter(forms.Form):
    """Whose plan, of which fiscal year."""

    amphoe = forms.ChoiceField(label=_("อำเภอ"), required=False)
    year = forms.TypedChoiceField(label=_("ปีงบประมาณ"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, amphoe: Sequence[Any], years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].choices = [(row.code, str(row)) for row in amphoe]
        self.fields["year"].choices = [(year, str(year)) for year in years]


class VisitForm(forms.Form):
    """A line of the plan: for a project, for all of a kind, or for none in particular."""

    phase = forms.ChoiceField(label=_("ระยะ"), choices=FollowUpVisit.Phase.choices)
    activity = forms.CharField(label=_("กิจกรรม"), max_length=300)
    planned_on = ThaiDateField(label=_("กำหนดวันที่"))
    about = forms.ChoiceField(label=_("โครงการ"), required=False)
    tambon = forms.ModelChoiceField(
        Tambon.objects.none(), label=_("ตำบล (เมื่อไม่เจาะจงโครงการ)"), required=False, empty_label=_("ทั้งอำเภอ")
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, projects: Sequence[Proposal], tambon: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.projects = {str(row.pk): row for row in projects}
        self.fields["tambon"].queryset = tambon
        self.fields["about"].choices = [
            ("", _("ไม่เจาะจงโครงการ")),
            ("LOAN", _("ทุกโครงการเงินทุนหมุนเวียนที่ได้รับเงินแล้ว")),
            ("SUBSIDY", _("ทุกโครงการเงินอุดหนุนที่ได้รับเงินแล้ว")),
            *((key, f"{row.reference} {row.title} · {proposer_of(row)}") for key, row in self.projects.items()),
        ]

    def chosen(self) -> list[Proposal]:
        """Return the projects that the line is about."""
        about = self.cleaned_data["about"]
        if about in Proposal.Support.values:
            return [row for row in self.projects.values() if row.support == about and row.state in RUNNING]
        return [self.projects[about]] if about else []

    def clean(self) -> dict[str, Any]:
        """Refuse "all projects of a kind" where there is none."""
        cleaned = super().clean()
        if cleaned and cleaned.get("about") in Proposal.Support.values and not self.chosen():
            self.add_error("about", _("อำเภอนี้ยังไม่มีโครงการประเภทนี้ที่ได้รับเงินแล้ว"))
        return cleaned


class ResultForm(forms.Form):
    """What came of a visit."""

    done_on = ThaiDateField(label=_("ดำเนินการเมื่อ"))
    result = forms.CharField(label=_("ผลการติดตาม"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000)
