"""The filters above the board and the list of proposals."""

from datetime import date

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import Amphoe
from projects.models import Proposal
from projects.rules import State, state_label, states_in


class BoardFilter(forms.Form):
    """The filter above the board: round, amphoe, kind and support, and what comes first.

    :param province: whose committees the names are of, where the user sees one province only.
    """

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

    def __init__(
        self, *args, amphoe: QuerySet[Amphoe], rounds: list[tuple[str, str]], province: str = "", **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.province = province
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
        self.fields["state"].choices = [
            ("", "—"),
            *((state.value, _(state_label(state=state, province=self.province))) for state in self._states()),
        ]

    def _states(self) -> list[State]:
        return states_in(province=self.province) if self.province else list(State)
