"""What the pages of cases, teams and weekly plans ask."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Tambon, User
from areas.selectors import amphoe_within, officers_within
from debt_followup.models import DebtCase, DebtTeam, TeamMember
from debt_followup.rules.cases import CASE, TEAMS, CaseState
from debt_followup.rules.teams import TEAMS as DUTIES
from debt_followup.rules.visits import CHANNELS
from debt_followup.selectors.visits import MADE, UNPAID
from thai.dates import format_short
from thai.forms import ThaiDateField
from thai.refusals import reader_is_english

VIEW = "debt.view"


def _amphoe_field(user: User) -> forms.ModelChoiceField:
    rows = amphoe_within(user=user, permission=VIEW).order_by("code")
    return forms.ModelChoiceField(label=_("อำเภอ/เขต"), queryset=rows, required=False, empty_label=_("ทุกอำเภอ/เขต"))


class CaseFilter(forms.Form):
    """Which cases the list shows."""

    find = forms.CharField(label=_("สัญญาหรือชื่อลูกหนี้"), required=False, max_length=100)
    team = forms.ChoiceField(label=_("ทีม"), required=False)
    state = forms.ChoiceField(label=_("สถานะ"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"] = _amphoe_field(user)
        self.fields["team"].choices = [("", _("ทุกทีม")), *((kind.value, _(one.label)) for kind, one in DUTIES.items())]
        self.fields["state"].choices = [
            ("", _("ทุกเรื่องที่ยังไม่ปิด")),
            *((state.value, _(CASE.labels[state])) for state in CaseState),
        ]

    def asked(self) -> dict[str, str]:
        """Return what was chosen, as ``selectors.cases.cases`` takes it."""
        if not self.is_valid():
            return {}
        amphoe = self.cleaned_data["amphoe"]
        chosen = {name: self.cleaned_data[name] for name in ("find", "team", "state")}
        return {**chosen, "amphoe": amphoe.pk if amphoe else ""}


class ContactFilter(forms.Form):
    """Which contacts the log shows."""

    channel = forms.ChoiceField(label=_("วิธีติดต่อ"), required=False)
    promise = forms.ChoiceField(
        label=_("คำมั่น"),
        required=False,
        choices=[("", _("ทุกรายการ")), (MADE, _("มีคำมั่น")), (UNPAID, _("ครบกำหนดแล้วไม่มีเงินเข้า"))],
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"] = _amphoe_field(user)
        self.fields["channel"].choices = [("", _("ทุกวิธี")), *((one.value, _(said)) for one, said in CHANNELS.items())]

    def asked(self) -> dict[str, Any]:
        """Return what was chosen, as ``selectors.visits.contacts`` takes it."""
        if not self.is_valid():
            return {}
        amphoe = self.cleaned_data["amphoe"]
        return {
            "channel": self.cleaned_data["channel"],
            "promise": self.cleaned_data["promise"],
            "amphoe": amphoe.pk if amphoe else "",
        }


class HandOverForm(forms.Form):
    """To which team a case goes, and why."""

    team = forms.ModelChoiceField(label=_("ส่งต่อให้ทีม"), queryset=DebtTeam.objects.none())
    reason = forms.CharField(label=_("เหตุผลที่ส่งต่อ"), max_length=300, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams


class MemberForm(forms.Form):
    """Who joins a team: a user, or somebody by her name."""

    user = forms.ModelChoiceField(
        label=_("ผู้ใช้ของระบบ"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("ไม่มีบัญชีผู้ใช้ (กรอกชื่อด้านล่าง)"),
    )
    name = forms.CharField(label=_("ชื่อ-สกุล"), required=False, max_length=150, help_text=_("เว้นว่างได้เมื่อเลือกผู้ใช้"))
    position = forms.CharField(label=_("ตำแหน่ง"), required=False, max_length=150)
    telephone = forms.CharField(
        label=_("โทรศัพท์"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "tel"})
    )
    from_on = ThaiDateField(label=_("ตั้งแต่วันที่"))
    is_lead = forms.BooleanField(label=_("เป็นหัวหน้าทีม"), required=False)

    def __init__(self, *args: Any, by: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("from_on", on)
        self.fields["user"].queryset = officers_within(user=by, permission=TEAMS, on=on)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("user") and not given.get("name"):
            self.add_error("name", _("กรอกชื่อ หรือเลือกผู้ใช้"))
        return given


class EndMemberForm(forms.Form):
    """The last day of somebody in a team."""

    until_on = ThaiDateField(label=_("วันสุดท้ายในทีม"))


class DutyForm(forms.Form):
    """The duty of a team in its province's own words."""

    duty = forms.CharField(label=_("หน้าที่ของทีม"), max_length=500, widget=forms.Textarea({"rows": 4}))


class TambonFilter(forms.Form):
    """Of which tambon the cases to plan are shown."""

    tambon = forms.ChoiceField(
        label=_("ตำบล/แขวง"), required=False, widget=forms.Select(attrs={"data-autosubmit": True})
    )

    def __init__(self, *args: Any, tambons: Sequence[tuple[Tambon, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(tambon.pk, f"{tambon.label} ({count:,})") for tambon, count in tambons]
        self.fields["tambon"].choices = [("", _("ทุกตำบล/แขวง")), *rows]

    def asked(self) -> str:
        """Return the code of the tambon; "" for all."""
        return self.cleaned_data["tambon"] if self.is_valid() else ""


class PlanForm(forms.Form):
    """Whom somebody visits on a day of the week, and who of the network is asked to help."""

    day = forms.TypedChoiceField(label=_("วันที่ลงพื้นที่"), coerce=date.fromisoformat)
    visitor = forms.ModelChoiceField(label=_("ผู้ลงพื้นที่"), queryset=TeamMember.objects.none())
    helper = forms.ModelChoiceField(
        label=_("เครือข่ายในพื้นที่ที่ขอให้ช่วย"), queryset=TeamMember.objects.none(), required=False, empty_label=_("ไม่ขอ")
    )
    cases = forms.ModelMultipleChoiceField(
        label=_("ลูกหนี้ที่จะเยี่ยม"),
        queryset=DebtCase.objects.none(),
        error_messages={"required": _("เลือกลูกหนี้อย่างน้อยหนึ่งราย")},
    )

    def __init__(
        self, *args: Any, days: Sequence[date], visitors: Any, helpers: Any, cases: Sequence[int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        english = reader_is_english()
        self.fields["day"].choices = [(day.isoformat(), format_short(day, english=english)) for day in days]
        self.fields["visitor"].queryset = visitors
        self.fields["helper"].queryset = helpers
        self.fields["cases"].queryset = DebtCase.objects.filter(pk__in=list(cases))


class RouteFilter(forms.Form):
    """Which day's way, in which amphoe, and whose."""

    on = ThaiDateField(label=_("วันที่"), required=False)

    def __init__(self, *args: Any, user: User, visitors: Sequence[TeamMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"] = _amphoe_field(user)
        self.fields["visitor"] = forms.TypedChoiceField(
            label=_("ผู้ลงพื้นที่"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("ทุกคน")), *((one.pk, one.name) for one in visitors)],
        )
