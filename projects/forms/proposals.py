"""The shapes of what is typed about a proposal: itself, its group, an opinion, a notice."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from areas.models import Tambon
from documents.forms import UploadField
from projects.models import Decision, Proposal
from projects.selectors.group import Chosen
from projects.selectors.tokens import member_in
from thai.forms import BahtField, ThaiDateField

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


class NoticeForm(forms.Form):
    """When the proposer received the notice to revise."""

    received_on = ThaiDateField(label=_("วันที่ผู้เสนอได้รับแจ้ง"))
