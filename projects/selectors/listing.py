"""Which proposals a filter asks for: the stages, the filter, and the list page by page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from areas.models import User
from projects.models import Proposal
from projects.models.proposals import ProposalQuerySet
from projects.rules import BANGKOK, State
from projects.selectors import rounds
from projects.selectors.deadlines import Deadlines
from thai.refusals import sentence as _

PAGE = 50


@dataclass(frozen=True, slots=True)
class Stage:
    """A column of the board."""

    key: str
    label: str
    states: tuple[State, ...]
    bangkok_label: str = ""  # where Bangkok does otherwise


STAGES: tuple[Stage, ...] = (
    Stage("draft", _("ร่าง"), (State.DRAFT,)),
    Stage("tambon", _("รอความเห็นตำบล"), (State.SUBMITTED,), _("รอความเห็นเขต")),
    Stage("amphoe", _("รอ อกส.อ."), (State.TAMBON_CHECKED, State.AMPHOE_MEETING), _("รอ อกส.กทม. บันทึกรับ")),
    Stage("returned", _("ส่งกลับให้ปรับปรุง"), (State.RETURNED_FOR_REVISION,)),
    Stage("agreed", _("รอจังหวัดบันทึกรับ"), (State.AMPHOE_AGREED,)),
    Stage("recorded", _("รอคณะทำงานกลั่นกรอง"), (State.RECORDED,)),
    Stage("screened", _("รอ อกส.จ. อนุมัติ"), (State.PROVINCE_SCREENED,), _("รอ อกส.กทม. อนุมัติ")),
    Stage("approved", _("รอแจ้งผล"), (State.APPROVED,)),
    Stage("contract", _("ทำสัญญา"), (State.NOTIFIED, State.ACCOUNT_OPENED, State.CONTRACT_SIGNED)),
)
BEHIND: tuple[Stage, ...] = (
    Stage("running", _("โอนเงินและผ่อนชำระ"), (State.TRANSFERRED, State.STARTED, State.REPAYING)),
    Stage("closed", _("ปิดโครงการแล้ว"), (State.CLOSED,)),
    Stage("ended", _("ไม่อนุมัติ พ้นกำหนด หรือยกเลิก"), (State.REJECTED, State.LAPSED, State.CANCELLED_MEMBER_CHANGE)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filter above the board and the list asks for; empty values ask for everything."""

    q: str = ""
    state: str = ""
    stage: str = ""
    category: int | None = None
    amphoe: str | None = None
    support: str = ""
    round: date | None = None
    sort: str = ""


def listed(*, user: User, on: date, wanted: Wanted) -> ProposalQuerySet:
    """Return the proposals of the user's area that fit the filter, the newest reference first.

    With a round asked for, those that are in it on that day.
    """
    rows = Proposal.objects.visible_to(user, "projects.view")
    if text := wanted.q.strip():
        rows = rows.filter(Q(title__icontains=text) | Q(reference__startswith=text) | Q(sara_number__iexact=text))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    elif wanted.stage:
        rows = rows.filter(state__in=[s for one in (*STAGES, *BEHIND) if one.key == wanted.stage for s in one.states])
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.amphoe:
        rows = rows.filter(amphoe=wanted.amphoe)
    if wanted.support:
        rows = rows.filter(support=wanted.support)
    if wanted.round:
        deadlines = round_deadlines(user=user, on=on)
        inside = rounds.in_round(month_on=wanted.round, provinces=deadlines.provinces, deadlines=deadlines, on=on)
        rows = rounds.with_days(rows).filter(inside)
    return rows.order_by("-pk")


def to_record(*, user: User) -> ProposalQuerySet:
    """Return what waits for the record at the province: what อกส.อ. agreed to, in Bangkok what its khet looked at.

    Source: R-APPR-03, R-APPR-06, R-ACT-13.
    """
    rows = Proposal.objects.visible_to(user, "projects.record")
    return rows.filter(Q(state=State.AMPHOE_AGREED) | Q(state=State.TAMBON_CHECKED, province=BANGKOK))


def page(rows: ProposalQuerySet, *, sort: str, after: str, size: int = PAGE) -> tuple[list[Proposal], str]:
    """Return one page of the list in the order asked for, and the key after which the next begins ("" on the last one).

    The key names the value and the proposal that the page ends with, so no page is counted through.
    """
    descends = sort.startswith("-") or not sort
    column, read = _COLUMNS.get(sort.lstrip("-"), _COLUMNS["reference"])
    if sort.lstrip("-") not in _COLUMNS:
        descends = True
    side, sign = ("lt", "-") if descends else ("gt", "")
    text, _tilde, key = after.rpartition("~")
    if key.isascii() and key.isdigit() and len(key) < 19:
        try:
            value = read(text)
        except (ValueError, ArithmeticError):
            value = None
        if value is not None:
            same = Q(**{column: value, f"pk__{side}": int(key)})
            rows = rows.filter(Q(**{f"{column}__{side}": value}) | same)
    found = list(rows.order_by(f"{sign}{column}", f"{sign}pk")[: size + 1])
    shown = found[:size]
    last = f"{getattr(shown[-1], column)}~{shown[-1].pk}" if len(found) > size else ""
    return shown, last


def _amount(text: str) -> Decimal | None:
    value = Decimal(text)
    return value if value.is_finite() else None


# What the list may be sorted by: the column, and how its value is read from an address.
_COLUMNS: dict[str, tuple[str, Callable[[str], object]]] = {
    "reference": ("pk", int),
    "amount": ("amount", _amount),
    "since": ("state_on", date.fromisoformat),
}


def round_deadlines(*, user: User, on: date) -> Deadlines:
    """Return the deadlines of the provinces whose projects the user sees."""
    return Deadlines(provinces=[one.code for one in rounds.calendar_provinces(user=user, on=on)])
