"""The three committees as the pipeline sees them: what waits for each, what its yes and its no lead to. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from projects.rules.states import BANGKOK, State, Step
from thai.refusals import Refusal
from thai.refusals import sentence as _


class MeetingClosed(Refusal):
    """A closed meeting cannot change."""


class NotWaiting(Refusal):
    """The proposal does not wait for this committee."""


class OutcomeMissing(Refusal):
    """A project on the agenda has no resolution yet."""


class NothingToDecide(Refusal):
    """A meeting without a project, or without anybody present, decides nothing."""


class TooEarly(Refusal):
    """A meeting cannot be closed before the day it is held."""


class NoSuchOrgan(Refusal):
    """Bangkok has no อกส.อ.; its khet groups hand over to the secretariat of อกส.กทม. (R-ACT-07, R-ACT-13)."""


class NotScored(Refusal):
    """This committee decides without scores."""


@dataclass(frozen=True, slots=True)
class Organ:
    """A committee: its code, the stage of its decisions, its permission, and where its resolutions lead.

    ``waiting`` are the states from which a proposal comes onto its agenda; ``enters`` is the step taken then, None
    where the proposal stays as it is until the meeting closes.
    """

    code: str
    name: str
    bangkok_name: str | None
    permission: str
    scores: bool
    waiting: frozenset[State]
    enters: Step | None
    decided_in: State
    passed: Step
    not_passed: Step


ORGANS: dict[str, Organ] = {
    "AMPHOE": Organ(
        code="AMPHOE",
        name=_("อกส.อ."),
        bangkok_name=None,
        permission="projects.amphoe_meeting",
        scores=True,
        # A project that one meeting left undecided waits for the next one.
        waiting=frozenset({State.TAMBON_CHECKED, State.AMPHOE_MEETING}),
        enters=Step.PUT_ON_AMPHOE_AGENDA,
        decided_in=State.AMPHOE_MEETING,
        passed=Step.AGREE,
        not_passed=Step.RETURN,
    ),
    # What did not pass the screening goes on too, with its reason; the sub-committee decides (R-APPR-08).
    "WORKING_GROUP": Organ(
        code="WORKING_GROUP",
        name=_("คณะทำงานขับเคลื่อนฯ จังหวัด"),
        bangkok_name=_("คณะทำงานขับเคลื่อนฯ กรุงเทพมหานคร"),
        permission="projects.working_group",
        scores=True,
        waiting=frozenset({State.RECORDED}),
        enters=None,
        decided_in=State.RECORDED,
        passed=Step.SCREEN,
        not_passed=Step.SCREEN,
    ),
    "SUBCOMMITTEE": Organ(
        code="SUBCOMMITTEE",
        name=_("อกส.จ."),
        bangkok_name=_("อกส.กทม."),
        permission="projects.subcommittee",
        scores=False,
        waiting=frozenset({State.PROVINCE_SCREENED}),
        enters=None,
        decided_in=State.PROVINCE_SCREENED,
        passed=Step.APPROVE,
        not_passed=Step.REJECT,
    ),
}


def organ_name(*, organ: str, province: str) -> str:
    """What a committee is called in a province; to be translated by whoever shows it.

    Source: R-ACT-08, R-ACT-10, R-ACT-11, R-ACT-13.
    """
    found = ORGANS[organ]
    return (found.bangkok_name if province == BANGKOK else None) or found.name


def near_the_members(*, province: str) -> str:
    """What the committee is called whose secretariat the members go to: อกส.อ.; Bangkok, which has none, has อกส.กทม.

    To be translated by whoever shows it. Source: R-ACT-07, R-ACT-13.
    """
    return organ_name(organ="SUBCOMMITTEE" if province == BANGKOK else "AMPHOE", province=province)


# What the stages of deciding are called in Bangkok, where another committee stands in the place of the usual one.
BANGKOK_STAGES: dict[str, str] = {
    "TAMBON": _("ความเห็นคณะทำงานเขต"),
    "AMPHOE": _("สำนักงานเลขานุการ อกส.กทม."),
    "WORKING_GROUP": _("การกลั่นกรองของคณะทำงานกรุงเทพมหานคร"),
    "SUBCOMMITTEE": _("มติ อกส.กทม."),
}


def check_meets(*, organ: Organ, province: str) -> None:
    """Refuse a meeting of a committee that the province does not have.

    :raises NoSuchOrgan: อกส.อ. in Bangkok.
    Source: R-ACT-07, R-ACT-13.
    """
    if province == BANGKOK and organ.bangkok_name is None:
        raise NoSuchOrgan(
            _("กรุงเทพมหานครไม่มีการประชุม อกส.อ. สำนักงานเลขานุการ อกส.กทม. รับโครงการจากคณะทำงานขับเคลื่อนฯ เขตโดยตรง")
        )


def check_open(*, closed_on: date | None) -> None:
    """Refuse any change of a closed meeting.

    :raises MeetingClosed: it was closed.
    """
    if closed_on is not None:
        raise MeetingClosed(_("การประชุมนี้ปิดแล้วเมื่อ %(on)s แก้ไขไม่ได้"), on=closed_on)


def check_waiting(*, organ: Organ, reference: str, state: str, is_of_area: bool, is_on_open_agenda: bool) -> None:
    """Refuse a proposal that does not wait for this committee.

    :raises NotWaiting: of another area, in another state, or on the agenda of an open meeting already.
    """
    if not is_of_area:
        raise NotWaiting(_("โครงการ %(reference)s ไม่ได้อยู่ในพื้นที่ของการประชุมนี้"), reference=reference)
    if is_on_open_agenda:
        raise NotWaiting(_("โครงการ %(reference)s อยู่ในวาระของการประชุมที่ยังไม่ปิดแล้ว"), reference=reference)
    if State(state) not in organ.waiting:
        raise NotWaiting(_("โครงการ %(reference)s ยังไม่ถึงหรือพ้นขั้นตอนของการประชุมนี้แล้ว"), reference=reference)


def check_closing(*, held_on: date, on: date, titles_without_outcome: Iterable[str], items: int, present: int) -> None:
    """Refuse to close a meeting too early or with something undecided.

    :raises TooEarly: before the day of the meeting.
    :raises NothingToDecide: no project, or nobody present.
    :raises OutcomeMissing: naming the first project without a resolution.
    Source: R-APPR-02, R-APPR-07, A-40.
    """
    if on < held_on:
        raise TooEarly(_("ยังไม่ถึงวันประชุม %(held_on)s จึงปิดการประชุมไม่ได้"), held_on=held_on)
    if not items:
        raise NothingToDecide(_("ยังไม่มีโครงการในวาระ จึงปิดการประชุมไม่ได้"))
    if not present:
        raise NothingToDecide(_("ยังไม่ได้บันทึกผู้มาประชุม จึงปิดการประชุมไม่ได้"))
    for title in titles_without_outcome:
        raise OutcomeMissing(_("โครงการ “%(title)s” ยังไม่มีมติ"), title=title)
