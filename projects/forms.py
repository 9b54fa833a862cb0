"""The shapes of what is typed in this room."""

from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from areas.models import Amphoe, Tambon
from documents.forms import UploadField
from projects.models import CommitteeMember, Decision, Proposal
from projects.models.meetings import Organ
from projects.rules import LABELS, State
from projects.selectors.group import Chosen
from projects.selectors.tokens import member_in
from thai.digits import to_arabic
from thai.forms import BahtField, ThaiDateField
from thai.refusals import Refusal


class NotTyped(Refusal):
    """What stands in a cell of the grid is no number."""


# What may be asked for and by whom, as one choice: a subsidy goes to organisations only (R-PROJ-02).
KINDS = {
    "LOAN-GROUP": _("เงินทุนหมุนเวียน (เงินกู้) ของกลุ่มบุคคลธรรมดา"),
    "LOAN-ORGANISATION": _("เงินทุนหมุนเวียน (เงินกู้) ขององค์กรสตรี"),
    "SUBSIDY-ORGANISATION": _("เงินอุดหนุนขององค์กรสตรี"),
}
FIRST_KIND = "LOAN-GROUP"


class ProposalForm(forms.Form):
    """A proposal; only its title and a tambon are asked for in a draft.

    :param place: the tambon where the group's representative lives, or where the organisation has its office.
    """

    kind = forms.ChoiceField(
        label=_("คำขอและผู้เสนอ"), choices=list(KINDS.items()), widget=forms.RadioSelect, required=False
    )
    title = forms.CharField(label=_("ชื่อโครงการ"), max_length=200)
    category = forms.TypedChoiceField(
        label=_("ประเภทโครงการ"),
        choices=[("", "—"), *Proposal.Category.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    amount = BahtField(label=_("วงเงินที่ขอสนับสนุน"), required=False)
    tambon = forms.ModelChoiceField(
        Tambon.objects.none(),
        label=_("ยื่นที่ตำบล (ภูมิลำเนาของผู้แทนกลุ่ม)"),
        help_text=_("เว้นว่างได้เมื่อเลือกผู้แทนกลุ่มแล้ว ระบบใช้ตำบลของผู้แทนกลุ่ม"),
        required=False,
    )
    place = forms.CharField(label=_("สถานที่ดำเนินการ"), max_length=200, required=False)
    purpose = forms.CharField(
        label=_("วัตถุประสงค์และแผนงาน"), widget=forms.Textarea(attrs={"rows": 5}), required=False, max_length=20_000
    )
    edit_number = forms.IntegerField(widget=forms.HiddenInput, required=False)
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(
        self,
        *args,
        tambon: QuerySet[Tambon],
        place: Tambon | None = None,
        of_organisation: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tambon"].queryset = tambon
        self.fields["tambon"].label_from_instance = lambda row: f"{row} · {row.amphoe}"
        self.place_of_proposer, self.of_organisation = place, of_organisation
        if of_organisation:
            self.fields["tambon"].label = _("ยื่นที่ตำบล (ที่ตั้งสำนักงานขององค์กร)")
            self.fields["tambon"].help_text = _("เว้นว่างได้เมื่อเลือกองค์กรแล้ว ระบบใช้ตำบลของสำนักงาน")

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or FIRST_KIND

    def clean_amount(self) -> Decimal:
        return self.cleaned_data["amount"] or Decimal("0.00")

    def clean_tambon(self) -> Tambon:
        chosen = self.cleaned_data["tambon"] or self.place_of_proposer
        if chosen is None:
            raise ValidationError(
                _("เลือกตำบลที่ยื่น หรือเลือกองค์กรก่อน") if self.of_organisation else _("เลือกตำบลที่ยื่น หรือเลือกผู้แทนกลุ่มก่อน")
            )
        if not self.fields["tambon"].queryset.filter(pk=chosen.pk).exists():
            said = _("ผู้แทนกลุ่มอยู่ตำบล%(tambon)s นอกพื้นที่ของคุณ ต้องยื่นที่พื้นที่นั้น")
            if self.of_organisation:
                said = _("สำนักงานขององค์กรอยู่ตำบล%(tambon)s นอกพื้นที่ของคุณ ต้องยื่นที่พื้นที่นั้น")
            raise ValidationError(said, params={"tambon": chosen})
        return chosen


def kind_in(data: QueryDict) -> tuple[str, str]:
    """Return the kind of support and the kind of proposer that the form holds; anything else is the first kind."""
    typed = data.get("kind", FIRST_KIND)
    support, _dash, proposer = (typed if typed in KINDS else FIRST_KIND).partition("-")
    return support, proposer


def chosen_in(data: QueryDict) -> list[Chosen]:
    """Return the group as the form holds it: the members in their order with their present addresses."""
    members = [pk for token in data.getlist("member") if (pk := member_in(token)) is not None]
    return [Chosen(member_id=pk, current_address=data.get(f"address-{pk}", "").strip()) for pk in members]


class OpinionForm(forms.Form):
    """The opinion of the tambon group."""

    outcome = forms.ChoiceField(
        label=_("ความเห็นของคณะทำงานตำบล"),
        choices=[(Decision.Outcome.PASSED, _("เห็นควรสนับสนุน")), (Decision.Outcome.NOT_PASSED, _("ไม่เห็นควรสนับสนุน"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("ความเห็น / เหตุผล"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=4_000
    )
    has_signed_paper = forms.BooleanField(label=_("มีเอกสารความเห็นที่คณะทำงานตำบลลงนามแล้ว"), required=False)
    signed_paper = UploadField(label=_("แนบเอกสารความเห็นที่ลงนามแล้ว"), required=False)

    def __init__(self, *args, speaks_for_tambon: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if speaks_for_tambon:
            del self.fields["has_signed_paper"]


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


class NoticeForm(forms.Form):
    """When the proposer received the notice to revise."""

    received_on = ThaiDateField(label=_("วันที่ผู้เสนอได้รับแจ้ง"))


class BoardFilter(forms.Form):
    """The filter above the board: round, amphoe, kind and support, and what comes first."""

    round = forms.ChoiceField(label=_("รอบ"), required=False)
    amphoe = forms.ModelChoiceField(Amphoe.objects.none(), label=_("อำเภอ"), required=False, empty_label="—")
    category = forms.TypedChoiceField(
        label=_("ประเภท"), required=False, coerce=int, empty_value=None, choices=[("", "—"), *Proposal.Category.choices]
    )
    support = forms.ChoiceField(label=_("ประเภทเงิน"), required=False, choices=[("", "—"), *Proposal.Support.choices])
    sort = forms.ChoiceField(
        label=_("เรียงตาม"),
        required=False,
        choices=[("", _("ใกล้กำหนดก่อน")), ("amount", _("วงเงินมากก่อน")), ("newest", _("ใหม่ก่อน"))],
    )

    def __init__(self, *args, amphoe: QuerySet[Amphoe], rounds: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amphoe"].queryset = amphoe
        self.fields["round"].choices = [("", "—"), *rounds]
        if not rounds:  # meetings by appointment: there is nothing to choose
            del self.fields["round"]

    def clean_round(self) -> date | None:
        found = self.cleaned_data["round"]
        return date.fromisoformat(f"{found}-01") if found else None

    def clean_amphoe(self) -> str | None:
        found = self.cleaned_data["amphoe"]
        return found.pk if found else None


class ListFilter(BoardFilter):
    """The filter above the list of proposals; its order is set by the heads of the columns."""

    q = forms.CharField(label=_("ชื่อหรือเลขที่"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("สถานะ"), required=False)
    stage = forms.CharField(widget=forms.HiddenInput, required=False)
    sort = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)
    field_order = ["q", "state"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "—"), *((state.value, _(LABELS[state])) for state in State)]


class MeetingFilter(forms.Form):
    """The filter above the list of meetings."""

    organ = forms.ChoiceField(label=_("องค์คณะ"), required=False, choices=[("", "—"), *Organ.choices])


def scores_in(
    data: QueryDict, *, items: list[int], members: list[int]
) -> tuple[dict[tuple[int, int], Decimal | None], dict[tuple[int, int], str]]:
    """Return the scores typed into the grid, by (item, member), and the cells that hold no number, as typed.

    A cell that the form does not carry is left alone; an empty one takes the score back.
    """
    scores: dict[tuple[int, int], Decimal | None] = {}
    unreadable: dict[tuple[int, int], str] = {}
    for item in items:
        for member in members:
            typed = data.get(f"s-{item}-{member}")
            if typed is None:
                continue
            text = to_arabic(typed.strip())
            try:
                scores[item, member] = Decimal(text) if text else None
            except InvalidOperation:
                unreadable[item, member] = typed
    return scores, unreadable


def refuse_unreadable(unreadable: dict[tuple[int, int], str]) -> None:
    """Refuse a grid with a cell that holds no number.

    :raises NotTyped: naming the first one.
    """
    for typed in unreadable.values():
        raise NotTyped(gettext_noop("อ่านคะแนน “%(typed)s” ไม่ได้ กรุณากรอกตัวเลข 0 ถึง 10"), typed=typed[:20])


def outcomes_in(data: QueryDict, *, items: list[int]) -> dict[int, tuple[str, str]]:
    """Return the resolutions of the form by item; an unknown outcome counts as none."""
    outcomes = {}
    for item in items:
        if f"outcome-{item}" in data or f"reason-{item}" in data:
            typed = data.get(f"outcome-{item}", "")
            outcomes[item] = (typed if typed in Decision.Outcome.values else "", data.get(f"reason-{item}", ""))
    return outcomes


def pks_in(data: QueryDict, name: str) -> list[int]:
    """Return the ticked primary keys of a field."""
    return [int(pk) for pk in data.getlist(name) if pk.isascii() and pk.isdigit() and len(pk) < 19]


def new_key() -> UUID:
    """Return a key for a form whose sending must count once."""
    return uuid4()
