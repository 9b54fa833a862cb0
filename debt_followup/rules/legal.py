"""The days of a legal file and what the law counts from them: until when a claim has to be brought. Pure.

Every last day is the nominal one, never moved for a holiday: the earlier day is the safe one for the fund.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from areas.rules import require_day
from thai.dates import add_months, add_years
from thai.refusals import Refusal
from thai.refusals import sentence as _

from .acts import FileStep

ESTATE_YEARS = 1  # CCC 1754: from the day on which the creditor learned of the death
ESTATE_YEARS_AT_MOST = 10  # CCC 1754: from the death
BANKRUPTCY_MONTHS = 2  # Bankruptcy Act, section 91: from the advertisement of the receivership order
JUDGMENT_YEARS = 10  # CCC 193/32, Civil Procedure Code, section 274
ACCEPTANCE_YEARS = 2  # CCC 193/35
ALERT_DAYS = (90, 30, 7)
SILENT_DAYS = 180  # a court that says nothing for so long is asked


class DayNotPossible(Refusal):
    """A day of a file that cannot be: of another kind of file, ahead, before what it follows, or told already."""


class FileKind(StrEnum):
    DEATH = "DEATH"
    BANKRUPTCY = "BANKRUPTCY"
    LITIGATION = "LITIGATION"
    JUDGMENT = "JUDGMENT"


class Day(StrEnum):
    DIED = "DIED"
    LEARNED = "LEARNED"
    ADMINISTRATOR = "ADMINISTRATOR"
    ESTATE_CLAIM = "ESTATE_CLAIM"
    RECEIVERSHIP = "RECEIVERSHIP"
    ADVERTISED = "ADVERTISED"
    BANKRUPTCY_CLAIM = "BANKRUPTCY_CLAIM"
    CREDITORS_MEETING = "CREDITORS_MEETING"
    CLAIM_DECIDED = "CLAIM_DECIDED"
    CLAIM_ENDED = "CLAIM_ENDED"
    SENT = "SENT"
    FILED = "FILED"
    HEARING = "HEARING"
    FILING_ENDED = "FILING_ENDED"
    JUDGED = "JUDGED"
    FINAL = "FINAL"
    WRIT = "WRIT"
    SEIZED = "SEIZED"
    AUCTION = "AUCTION"


DAY_LABELS: dict[Day, str] = {
    Day.DIED: _("วันที่เสียชีวิต"),
    Day.LEARNED: _("วันที่สำนักงานทราบการเสียชีวิต"),
    Day.ADMINISTRATOR: _("วันที่ศาลตั้งผู้จัดการมรดก"),
    Day.ESTATE_CLAIM: _("วันที่ฟ้องหรือยื่นคำขอรับชำระหนี้จากกองมรดก"),
    Day.RECEIVERSHIP: _("วันที่ศาลสั่งพิทักษ์ทรัพย์เด็ดขาด"),
    Day.ADVERTISED: _("วันที่โฆษณาคำสั่งพิทักษ์ทรัพย์"),
    Day.BANKRUPTCY_CLAIM: _("วันที่ยื่นคำขอรับชำระหนี้ในคดีล้มละลาย"),
    Day.CREDITORS_MEETING: _("วันประชุมเจ้าหนี้"),
    Day.CLAIM_DECIDED: _("วันที่มีคำสั่งเรื่องคำขอรับชำระหนี้"),
    Day.CLAIM_ENDED: _("วันที่ถอนคำขอหรือฟ้อง ศาลยกหรือจำหน่าย หรือสิ้นสุดโดยไม่ได้รับคำสั่งให้ได้รับชำระหนี้"),
    Day.SENT: _("วันที่ส่งเรื่องให้พนักงานอัยการ"),
    Day.FILED: _("วันที่ยื่นฟ้อง"),
    Day.HEARING: _("วันนัดพิจารณา"),
    Day.FILING_ENDED: _("วันที่ถอนฟ้อง จำหน่ายคดี หรือศาลยกฟ้อง"),
    Day.JUDGED: _("วันที่ศาลมีคำพิพากษา"),
    Day.FINAL: _("วันที่คดีถึงที่สุด"),
    Day.WRIT: _("วันที่ออกหมายบังคับคดี"),
    Day.SEIZED: _("วันที่ยึดหรืออายัดทรัพย์"),
    Day.AUCTION: _("วันขายทอดตลาด"),
}
DAYS_OF: dict[FileKind, tuple[Day, ...]] = {
    FileKind.DEATH: (
        Day.DIED,
        Day.LEARNED,
        Day.ADMINISTRATOR,
        Day.ESTATE_CLAIM,
        Day.CLAIM_DECIDED,
        Day.CLAIM_ENDED,
    ),
    FileKind.BANKRUPTCY: (
        Day.RECEIVERSHIP,
        Day.ADVERTISED,
        Day.BANKRUPTCY_CLAIM,
        Day.CREDITORS_MEETING,
        Day.CLAIM_DECIDED,
        Day.CLAIM_ENDED,
    ),
    FileKind.LITIGATION: (Day.SENT, Day.FILED, Day.HEARING, Day.JUDGED, Day.FILING_ENDED),
    FileKind.JUDGMENT: (Day.JUDGED, Day.FINAL, Day.WRIT, Day.SEIZED, Day.AUCTION),
}
# Appointments: told beforehand, several in one file, over when they have come.
APPOINTMENTS = frozenset({Day.HEARING, Day.CREDITORS_MEETING, Day.AUCTION})
# Facts from which the law counts and of which there is one: another is a correction, and of several the first counts.
ONCE = frozenset({Day.LEARNED, Day.ADVERTISED, Day.JUDGED})
# What is brought to court by a file, the day on which it is decided, and that on which it ends without a decision on
# the claim: then it has interrupted nothing (CCC 193/17).
PROCEEDINGS: dict[FileKind, tuple[Day, Day, Day]] = {
    FileKind.DEATH: (Day.ESTATE_CLAIM, Day.CLAIM_DECIDED, Day.CLAIM_ENDED),
    FileKind.BANKRUPTCY: (Day.BANKRUPTCY_CLAIM, Day.CLAIM_DECIDED, Day.CLAIM_ENDED),
    FileKind.LITIGATION: (Day.FILED, Day.JUDGED, Day.FILING_ENDED),
}
# The step of the file that a day takes when it is recorded.
STEP_OF: dict[tuple[FileKind, Day], FileStep] = {
    (FileKind.DEATH, Day.ESTATE_CLAIM): FileStep.ACT,
    (FileKind.DEATH, Day.CLAIM_DECIDED): FileStep.DECIDE,
    (FileKind.DEATH, Day.CLAIM_ENDED): FileStep.TAKE_BACK,
    (FileKind.BANKRUPTCY, Day.BANKRUPTCY_CLAIM): FileStep.ACT,
    (FileKind.BANKRUPTCY, Day.CLAIM_DECIDED): FileStep.DECIDE,
    (FileKind.BANKRUPTCY, Day.CLAIM_ENDED): FileStep.TAKE_BACK,
    (FileKind.LITIGATION, Day.FILED): FileStep.ACT,
    (FileKind.LITIGATION, Day.FILING_ENDED): FileStep.TAKE_BACK,
    (FileKind.LITIGATION, Day.JUDGED): FileStep.DECIDE,
    (FileKind.JUDGMENT, Day.WRIT): FileStep.ACT,
}
# A day does not come before those it follows.
FOLLOWS: dict[Day, tuple[Day, ...]] = {
    Day.LEARNED: (Day.DIED,),
    Day.ADMINISTRATOR: (Day.DIED,),
    Day.ESTATE_CLAIM: (Day.DIED,),
    Day.ADVERTISED: (Day.RECEIVERSHIP,),
    Day.BANKRUPTCY_CLAIM: (Day.RECEIVERSHIP,),
    Day.CLAIM_ENDED: (Day.ESTATE_CLAIM, Day.BANKRUPTCY_CLAIM),
    Day.FILING_ENDED: (Day.FILED,),
    Day.FINAL: (Day.JUDGED,),
    Day.WRIT: (Day.JUDGED,),
    Day.SEIZED: (Day.WRIT,),
}


@dataclass(frozen=True, slots=True)
class LegalDeadline:
    """A day by which something has to be done, or an appointment: what, when, counted from which day by which law.

    ``is_provisional`` while the day from which the law counts is not known: an alert, by which no period ends.
    """

    what: str
    on: date
    law: str
    counted_from: date | None = None
    is_provisional: bool = False


def acceptance_last_day(*, signed_on: date) -> date:
    """The last day to sue on an acceptance of liability that was given after the claim was barred.

    :raises areas.rules.NotADay: when it is none.
    Source: A-15, CCC 193/28, 193/35.
    """
    return add_years(require_day(signed_on), ACCEPTANCE_YEARS)


def estate_claim_by(*, learned_on: date, died_on: date | None = None) -> date:
    """The last day to claim against an estate: a year from learning of the death, ten from the death at the most.

    Source: CCC 1754.
    """
    last = add_years(require_day(learned_on), ESTATE_YEARS)
    return last if died_on is None else min(last, add_years(require_day(died_on), ESTATE_YEARS_AT_MOST))


def bankruptcy_claim_by(*, advertised_on: date) -> date:
    """The last day to claim in a bankruptcy: two months from the advertisement of the receivership order.

    Source: Bankruptcy Act, section 91.
    """
    return add_months(require_day(advertised_on), BANKRUPTCY_MONTHS)


def execute_by(*, judged_on: date) -> date:
    """The last day to have a judgment executed: ten years from it.

    Source: CCC 193/32, Civil Procedure Code, section 274.
    """
    return add_years(require_day(judged_on), JUDGMENT_YEARS)


def check_day(*, kind: str, day: str, on: date, known: Mapping[str, Sequence[date]], today: date) -> Day:
    """Refuse a day that cannot stand in a file; appointments alone may lie ahead.

    :param known: the days that the file has, by their code, without the one that is corrected.
    :raises DayNotPossible: of another kind of file, ahead, before the day that it follows, or a second one of its kind.
    """
    chosen = Day(day)
    if chosen not in DAYS_OF[FileKind(kind)]:
        raise DayNotPossible(_("แฟ้มนี้ไม่มี “%(day)s”"), day=DAY_LABELS[chosen])
    if require_day(on) > today and chosen not in APPOINTMENTS:
        raise DayNotPossible(_("%(day)s ต้องไม่หลังวันนี้"), day=DAY_LABELS[chosen])
    for earlier in FOLLOWS.get(chosen, ()):
        if known.get(earlier) and on < max(known[earlier]):
            raise DayNotPossible(
                _("%(day)s ต้องไม่ก่อน%(earlier)s (%(on)s)"),
                day=DAY_LABELS[chosen],
                earlier=DAY_LABELS[earlier],
                on=max(known[earlier]),
            )
    if chosen in ONCE and known.get(chosen):
        raise DayNotPossible(
            _("แฟ้มนี้มี%(day)s (%(on)s) แล้ว หากวันนั้นผิดให้เลือกแก้ไขรายการเดิม"),
            day=DAY_LABELS[chosen],
            on=min(known[chosen]),
        )
    return chosen


def deadlines(
    *,
    kind: str,
    known: Mapping[str, Sequence[date]],
    on: date,
    sue_by: date | None = None,
    opened_on: date | None = None,
) -> tuple[LegalDeadline, ...]:
    """What a file still has to be done by, and its appointments from a day on, by date.

    A claim that was brought has no deadline any more, unless it ended without a decision; a judgment has one until its
    file is closed.

    :param known: the days of the file by their code; of a day that was corrected the newest only.
    :param sue_by: of a litigation file the last day to sue, as the limitation periods say.
    :param opened_on: when the file was opened, for what counts from it while nothing better is known.
    Source: docs/decisions.md, CCC 193/32, 1754, Bankruptcy Act section 91.
    """
    found: list[LegalDeadline] = []
    claim = claim_by(kind=kind, known=known, opened_on=opened_on)
    match FileKind(kind):
        case FileKind.DEATH | FileKind.BANKRUPTCY if claim and brought_on(kind=kind, known=known) is None:
            found.append(claim)
        case FileKind.LITIGATION if sue_by is not None and brought_on(kind=kind, known=known) is None:
            found.append(LegalDeadline(_("วันสุดท้ายที่ฟ้องได้"), sue_by, _("ป.พ.พ. มาตรา 193/33")))
        case FileKind.JUDGMENT if known.get(Day.JUDGED):
            since = min(known[Day.JUDGED])
            last = execute_by(judged_on=since)
            found.append(LegalDeadline(_("วันสุดท้ายที่บังคับคดีได้"), last, _("ป.วิ.พ. มาตรา 274"), since))
    for appointment in sorted(APPOINTMENTS):
        found += [LegalDeadline(DAY_LABELS[appointment], day, "") for day in known.get(appointment, ()) if day >= on]
    return tuple(sorted(found, key=lambda deadline: deadline.on))


def claim_by(*, kind: str, known: Mapping[str, Sequence[date]], opened_on: date | None = None) -> LegalDeadline | None:
    """By when the claim against an estate or in a bankruptcy has to be brought; None where no day is known at all.

    While nobody said when the office learned of the death, or when the order was advertised, it counts provisionally
    from the death, from the order, or from the day on which the file was opened.

    Source: CCC 1754, Bankruptcy Act section 91.
    """
    match FileKind(kind):
        case FileKind.DEATH:
            died = min(known.get(Day.DIED, ()), default=None)
            since = min(known.get(Day.LEARNED, ()), default=None)
            what = _("วันสุดท้ายที่เรียกร้องจากกองมรดกได้")
            if counted := since or died or opened_on:
                last = estate_claim_by(learned_on=counted, died_on=died)
                what = what if since else _("วันสุดท้ายที่เรียกร้องจากกองมรดกได้ (นับชั่วคราว ยังไม่บันทึกวันที่ทราบ)")
                return LegalDeadline(what, last, _("ป.พ.พ. มาตรา 1754"), counted, is_provisional=since is None)
        case FileKind.BANKRUPTCY:
            since = min(known.get(Day.ADVERTISED, ()), default=None)
            what = _("วันสุดท้ายที่ยื่นคำขอรับชำระหนี้ได้")
            if counted := since or min(known.get(Day.RECEIVERSHIP, ()), default=opened_on):
                last = bankruptcy_claim_by(advertised_on=counted)
                what = what if since else _("วันสุดท้ายที่ยื่นคำขอรับชำระหนี้ได้ (นับชั่วคราว ยังไม่บันทึกวันโฆษณา)")
                return LegalDeadline(what, last, _("พ.ร.บ. ล้มละลาย มาตรา 91"), counted, is_provisional=since is None)
    return None


def brought_on(*, kind: str, known: Mapping[str, Sequence[date]]) -> date | None:
    """When the suit or the claim that stands was brought; None where none was, or the last one came to nothing.

    What was withdrawn, struck out or dismissed has not interrupted the limitation (CCC 193/17).
    """
    days = PROCEEDINGS.get(FileKind(kind))
    if days is None:
        return None
    brought, _decided, ended = days
    last, over = max(known.get(brought, ()), default=None), max(known.get(ended, ()), default=None)
    return None if last is None or (over is not None and over >= last) else last


def decided_on(*, kind: str, known: Mapping[str, Sequence[date]]) -> date | None:
    """When what was brought was decided; None while it is not."""
    days = PROCEEDINGS.get(FileKind(kind))
    return None if days is None else min(known.get(days[1], ()), default=None)


def is_in_court(*, kind: str, known: Mapping[str, Sequence[date]]) -> bool:
    """Whether something was brought that neither was decided nor ended."""
    return brought_on(kind=kind, known=known) is not None and decided_on(kind=kind, known=known) is None


def steps_gone(*, kind: str, known: Mapping[str, Sequence[date]]) -> tuple[FileStep, ...]:
    """The steps that lead a file that is opened again to where its days say that it stands."""
    if brought_on(kind=kind, known=known) is not None:
        return (FileStep.ACT,) if is_in_court(kind=kind, known=known) else (FileStep.ACT, FileStep.DECIDE)
    return (FileStep.ACT,) if FileKind(kind) is FileKind.JUDGMENT and known.get(Day.WRIT) else ()


def alert_of(*, on: date, today: date) -> int | None:
    """The alert that a day is under: the fewest of 90, 30 and 7 days that hold it; 0 once it has passed, None before.

    :raises areas.rules.NotADay: when one is none.
    """
    left = (require_day(on) - require_day(today)).days
    if left < 0:
        return 0
    return min((days for days in ALERT_DAYS if left <= days), default=None)


def standing_days(*, entries: Iterable[tuple[int, str, date, int | None]]) -> dict[str, list[date]]:
    """The days of a file that stand: each entry is its key, its code, its day, and the entry that it corrects."""
    rows = list(entries)
    corrected = {corrects for _key, _code, _on, corrects in rows if corrects is not None}
    found: dict[str, list[date]] = {}
    for key, code, on, _corrects in rows:
        if key not in corrected:
            found.setdefault(code, []).append(on)
    return found
