"""What a proposal must be before it is sent, and who may do what with it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from members.rules import check_group
from projects.rules.checklist import Item, PaperMissing, Proposer, Support
from projects.rules.states import EDITABLE, LABELS, STEP_LABELS, TRANSITIONS, Edge, State, Step
from projects.rules.versions import whole
from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _


class WrongStep(Refusal):
    """The pipeline has no such step from the state in which the proposal is."""


class NotEditable(Refusal):
    """A proposal that was sent cannot be edited until it is returned."""


class AmountOverCeiling(Refusal):
    """The amount asked for is above the ceiling of one project (P-03)."""


class AmountNotPositive(Refusal):
    """The amount asked for is nought or less."""


class FieldMissing(Refusal):
    """A field that may stay empty in a draft is empty when the proposal is sent."""


class WrongTambon(Refusal):
    """The proposal is entered at another tambon than the one where the representative lives (R-PROJ-18)."""


class NotEligible(Refusal):
    """A member of the group may not borrow."""


class SubsidyForGroup(Refusal):
    """A subsidy goes to women's organisations only (R-PROJ-02)."""


class OrganisationMissing(Refusal):
    """No organisation, or nobody who acts for it, is named; or one is named where a group proposes."""


class WrongOffice(Refusal):
    """The proposal is entered elsewhere than where the organisation has its office (R-PROJ-19)."""


class MayNotSubmit(Refusal):
    """The organisation may not submit, or not through the person named (R-PROJ-15, R-PROJ-16)."""


class EditedMeanwhile(Refusal):
    """Somebody else saved the same proposal since this form was opened."""


class OwnApproval(Refusal):
    """Nobody approves what she entered herself."""


class SignedPaperNeeded(Refusal):
    """An opinion recorded for the tambon group needs the group's signed paper."""


class NothingRevised(Refusal):
    """A returned proposal is sent again as it was."""


class ReasonMissing(Refusal):
    """A refusal needs its reason."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the group as the rules see her; ``reasons`` says why she may not borrow, empty when she may."""

    name: str
    tambon: str
    tambon_name: str
    reasons: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """An organisation that proposes; ``reasons`` say why it, or who acts for it, may not submit on the day."""

    organisation: str
    tambon: str
    tambon_name: str
    reasons: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a proposal says, at the moment it is to be sent. The first of ``group`` is the representative."""

    title: str
    place: str
    purpose: str
    category: int | None
    amount: Decimal
    tambon: str
    tambon_name: str
    group: Sequence[Person]
    ticked: frozenset[str]
    checklist: Sequence[Item] = field(default_factory=tuple)
    support: str = Support.LOAN
    proposer: str = Proposer.GROUP
    acting: Acting | None = None


def edge_of(*, state: str, step: Step, province: str | None = None) -> Edge:
    """The edge that a step takes from a state.

    :param province: where given, the edge must be open there; Bangkok's way differs.
    :raises WrongStep: when the pipeline has none; the sentence names both.
    """
    edge = TRANSITIONS.get((State(state), step))
    if edge is None or (province is not None and not edge.is_open_in(province)):
        raise WrongStep(
            _("โครงการอยู่ในขั้น “%(state)s” จึงทำขั้นตอน “%(step)s” ไม่ได้"),
            state=_inside(LABELS[State(state)]),
            step=_inside(STEP_LABELS[step]),
        )
    return edge


def _inside(text: str, **values: object) -> Refusal:
    """A label inside a sentence; as a refusal of its own it is read in the reader's language too."""
    return Refusal(text, **values)


def check_editable(*, state: str) -> None:
    """Refuse to edit a proposal that was sent.

    :raises NotEditable: unless it is a draft or was returned for revision.
    """
    if State(state) not in EDITABLE:
        raise NotEditable(_("แก้ไขได้เฉพาะร่าง หรือโครงการที่ส่งกลับให้ปรับปรุง"))


def check_kind(*, support: str, proposer: str) -> None:
    """Refuse a subsidy for a group of persons.

    :raises SubsidyForGroup: subsidies go to organisations only.
    Source: R-PROJ-02.
    """
    if Support(support) is Support.SUBSIDY and Proposer(proposer) is not Proposer.ORGANISATION:
        raise SubsidyForGroup(_("เงินอุดหนุนให้ได้เฉพาะองค์กรสตรี กลุ่มบุคคลธรรมดาเสนอได้เฉพาะเงินทุนหมุนเวียน (เงินกู้)"))


def check_amount(*, amount: Decimal, ceiling: Decimal | None) -> None:
    """Refuse an amount above the ceiling of one project, or one that is no amount.

    :param ceiling: None where no policy sets one.
    :raises AmountOverCeiling: above P-03, or above the ceiling of a subsidy.
    :raises AmountNotPositive: nought or less.
    :raises thai.baht.NotMoney: for a float or parts of a satang.
    Source: R-PROJ-06, P-03.
    """
    money = require_money(amount)
    if money <= 0:
        raise AmountNotPositive(_("ต้องระบุวงเงินที่ขอมากกว่าศูนย์"))
    if ceiling is not None and money > ceiling:
        raise AmountOverCeiling(
            _("ขอ %(amount)s บาท เกินวงเงินสูงสุดโครงการละ %(ceiling)s บาท"),
            amount=money,
            ceiling=Decimal(ceiling).quantize(Decimal("0.01")),
        )


def problems(*, sheet: Sheet, ceiling: Decimal | None, least: int) -> Iterator[Refusal]:
    """Everything that stands between a draft and its sending, in the order of the form.

    :param ceiling: baht for one project (P-03, or of a subsidy where there is one); ``least``: persons in a group
        (P-01), both in force on the day.
    Source: C-01, C-02, R-PROJ-02, R-PROJ-06, R-PROJ-10, R-PROJ-14..19, R-MEM-01, R-MEM-02.
    """
    try:
        check_kind(support=sheet.support, proposer=sheet.proposer)
    except Refusal as refused:
        yield refused
    for value, sentence in (
        (sheet.title, _("ยังไม่ได้กรอกชื่อโครงการ")),
        (sheet.category, _("ยังไม่ได้เลือกประเภทโครงการ")),
        (sheet.place, _("ยังไม่ได้กรอกสถานที่ดำเนินการ")),
        (sheet.purpose, _("ยังไม่ได้กรอกวัตถุประสงค์และแผนงาน")),
    ):
        if not value:
            yield FieldMissing(sentence)
    try:
        check_amount(amount=sheet.amount, ceiling=ceiling)
    except Refusal as refused:
        yield refused
    if sheet.proposer == Proposer.ORGANISATION:
        yield from _organisation_problems(sheet)
    else:
        yield from _group_problems(sheet, least)
    for person in sheet.group:
        if person.reasons and sheet.proposer != Proposer.ORGANISATION:
            yield NotEligible(
                _("%(name)s ยังกู้ไม่ได้: %(reason)s"), name=person.name, reason=" ".join(map(str, person.reasons))
            )
    for item in sheet.checklist:
        if item.is_required and item.code not in sheet.ticked:
            yield PaperMissing(_("ยังไม่ได้ตรวจรายการ “%(item)s”"), item=_said(item.label, least))


def _group_problems(sheet: Sheet, least: int) -> Iterator[Refusal]:
    try:
        check_group(size=len(sheet.group), least=least)
    except Refusal as refused:
        yield refused
    if sheet.group and sheet.group[0].tambon != sheet.tambon:
        yield WrongTambon(
            _("ผู้แทนกลุ่มอยู่ตำบล%(lives)s ต้องยื่นที่ตำบลนั้น ไม่ใช่ตำบล%(entered)s"),
            lives=sheet.group[0].tambon_name,
            entered=sheet.tambon_name,
        )


def _organisation_problems(sheet: Sheet) -> Iterator[Refusal]:
    acting = sheet.acting
    if acting is None:
        yield OrganisationMissing(_("ยังไม่ได้เลือกองค์กรสตรีที่เสนอโครงการ"))
        return
    if acting.tambon != sheet.tambon:
        yield WrongOffice(
            _("สำนักงานของ%(organisation)sอยู่ตำบล%(office)s ต้องยื่นที่ตำบลนั้น ไม่ใช่ตำบล%(entered)s"),
            organisation=acting.organisation,
            office=acting.tambon_name,
            entered=sheet.tambon_name,
        )
    if len(sheet.group) != 1:
        yield OrganisationMissing(_("ต้องเลือกผู้กระทำการแทนองค์กรหนึ่งคน"))
    elif acting.reasons:
        yield MayNotSubmit(
            _("%(organisation)s ยังยื่นโครงการไม่ได้: %(reason)s"),
            organisation=acting.organisation,
            reason=" ".join(map(str, acting.reasons)),
        )


def _said(label: str, least: int) -> Refusal:
    return _inside(label, least=least) if "%(" in label else _inside(label)


def check_revised(*, before: Mapping[str, object], now: Mapping[str, object]) -> None:
    """Refuse to send a returned proposal again as it was.

    :raises NothingRevised: both versions say the same.
    Source: R-APPR-04.
    """
    if whole(before) == whole(now):
        raise NothingRevised(_("ยังไม่ได้แก้ไขโครงการตามที่ อกส.อ. ส่งกลับ กรุณาแก้ไขก่อนส่งอีกครั้ง"))


def check_tambon_opinion(*, is_own_entry: bool, speaks_for_tambon: bool, has_signed_paper: bool) -> None:
    """Refuse a tambon opinion by somebody who entered the proposal herself, or without the tambon's signed paper.

    Somebody of the tambon group gives the opinion herself, never on her own entry. An officer records it for the group,
    and then the group's signed paper must lie before her; the opinion is the group's, so her own entry is no obstacle.

    :raises OwnApproval: somebody of the group, on her own entry.
    :raises SignedPaperNeeded: recorded for the group without its signed paper.
    Source: R-APPR-01, R-APPR-16.
    """
    if is_own_entry and speaks_for_tambon:
        raise OwnApproval(_("ผู้บันทึกโครงการให้ความเห็นในโครงการของตนเองไม่ได้"))
    if not speaks_for_tambon and not has_signed_paper:
        raise SignedPaperNeeded(_("บันทึกแทนคณะทำงานตำบลได้เมื่อมีเอกสารความเห็นที่ตำบลลงนามแล้ว"))


def check_reason(*, passed: bool, reason: str) -> None:
    """Refuse a refusal without a reason.

    :raises ReasonMissing: not passed, and nothing said.
    Source: R-APPR-08.
    """
    if not passed and not reason.strip():
        raise ReasonMissing(_("มติไม่เห็นชอบหรือไม่ผ่านต้องมีเหตุผล"))
