"""Limitation periods in words, as a table with a row for every debtor, and as a picture."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from debt_followup import rules
from debt_followup.rules import CAUSES, STATUSES, Cause, Interruption, LimitationEnd, LimitationStatus
from debt_followup.rules.legal import ACCEPTANCE_YEARS, FileKind
from debt_followup.selectors import ContractLimits, DebtorLimits, Move
from debt_followup.tables.cells import claim_words, day_cell, last_day_cell, last_day_words, short
from debt_followup.tables.voids import voided_words
from thai.dates import be_year
from thai.refusals import reader_is_english

STATUS_TONES: dict[LimitationStatus, str] = {
    LimitationStatus.NOT_RUNNING: "neutral",
    LimitationStatus.RUNNING: "good",
    LimitationStatus.EXPIRING: "warning",
    LimitationStatus.PENDING: "active",
    LimitationStatus.PARTLY_BARRED: "bad",
    LimitationStatus.TIME_BARRED: "bad",
}


# -- in words ----------------------------------------------------------------------------------------------------------
def rule_in_words(limits: ContractLimits) -> list[str]:
    """Return the rule that the periods follow, in two or three sentences."""
    said = [
        _(
            "นับ %(years)s ปีจากวันถัดจากวันครบกำหนดตามสัญญาของแต่ละงวด วันสุดท้ายไม่เลื่อนแม้ตรงกับวันหยุด "
            "การชำระบางส่วนหรือการรับสภาพหนี้ก่อนขาดอายุความทำให้เริ่มนับใหม่ทั้งหมด"
        )
        % {"years": limits.years},
        _("อายุความนับแยกเป็นรายลูกหนี้ การชำระหรือการลงนามของคนหนึ่งไม่ทำให้อายุความของคนอื่นเริ่มนับใหม่"),
    ]
    if limits.years > rules.YEARS_OF_INSTALMENTS:
        said.append(
            _("ดอกเบี้ยที่ค้างชำระมีอายุความ %(years)s ปีเสมอ แม้เงินต้นมีอายุความนานกว่า") % {"years": rules.YEARS_OF_INSTALMENTS}
        )
    if limits.has_clause is None:
        said.append(_("ไม่ทราบว่าสัญญามีข้อ “ผิดนัดงวดหนึ่งถือว่าผิดนัดทั้งหมด” หรือไม่ จึงคำนวณไว้ทั้งสองทาง และเตือนตามวันที่มาถึงก่อน"))
    elif limits.has_clause:
        said.append(_("สัญญามีข้อ “ผิดนัดงวดหนึ่งถือว่าผิดนัดทั้งหมด” วันที่มาถึงก่อนจึงใช้กับหนี้ทั้งจำนวน"))
    else:
        said.append(_("สัญญาไม่มีข้อ “ผิดนัดงวดหนึ่งถือว่าผิดนัดทั้งหมด” จึงขาดอายุความเฉพาะงวดที่พ้นวันของตนแล้ว"))
    ends = [end for one in limits.debtors for end in one.ends]
    accepted = [end for end in ends if any(event.cause is Cause.ACCEPTED for event in end.interrupted_by)]
    if accepted:
        said.append(
            _(
                "ผู้ที่รับสภาพความรับผิดเป็นหนังสือหลังขาดอายุความ ฟ้องได้ภายใน %(years)s ปีนับแต่วันที่ลงนาม "
                "(ป.พ.พ. มาตรา 193/28, 193/35) การชำระหรือการปรับโครงสร้างหนี้หลังจากนั้นจะเริ่มนับใหม่หรือไม่"
                "ยังอ่านได้สองทาง จึงเตือนตามวันที่มาถึงก่อน"
            )
            % {"years": ACCEPTANCE_YEARS}
        )
    if any(end.at_latest_on for end in ends if end not in accepted):
        said.append(
            _(
                "ข้อกฎหมายยังอ่านได้สองทาง: หนี้ชำระครั้งเดียวที่รับสภาพหรือปรับโครงสร้างเป็นหลายงวดนับ 5 ปี "
                "(ป.พ.พ. มาตรา 193/33 (2)) หรือ 10 ปี (มาตรา 193/30) และคดีที่ปิดแฟ้มโดยไม่ทราบว่าสิ้นสุดอย่างไร"
                "อาจไม่ทำให้อายุความสะดุดหยุดลง (มาตรา 193/17) จึงเตือนตามวันที่มาถึงก่อน "
                "และถือว่าขาดอายุความเมื่อพ้นวันหลัง"
            )
        )
    if any(end.ended_early_by for end in ends):
        said.append(
            _(
                "เมื่อทราบว่าลูกหนี้เสียชีวิตต้องเรียกร้องจากกองมรดกภายใน 1 ปี (ป.พ.พ. มาตรา 1754) และในคดีล้มละลายต้องยื่นคำขอรับชำระหนี้ "
                "ภายใน 2 เดือนนับแต่วันโฆษณาคำสั่งพิทักษ์ทรัพย์ (พ.ร.บ. ล้มละลาย มาตรา 91) วันใดมาถึงก่อนวันนั้นเป็นวันสุดท้าย"
            )
        )
    return said


def limitation_words(ends: Sequence[LimitationEnd], *, years: int, on: date) -> list[dict[str, Any]]:
    """Return a sentence for each unpaid instalment: from when the period counts, what began it anew, when it ends.

    Where the law is open another one says when it ends at the latest.
    """
    return [
        {
            "text": " ".join(said for said in (_sentence(end, years=years), _latest_words(end)) if said),
            "is_barred": end.is_barred(on=on),
        }
        for end in ends
    ]


def _latest_words(end: LimitationEnd) -> str:
    if end.at_latest_on is None:
        return ""
    return _("อีกทางหนึ่ง: %(last)s") % {"last": last_day_words(end.at_latest_on)}


def _sentence(end: LimitationEnd, *, years: int) -> str:
    has_own_years = end.interrupted_by or end.schedule_years
    values = {"due": short(end.due_on), "years": end.years if has_own_years else years}
    last = end.interrupted_by[-1] if end.interrupted_by else None
    if end.is_pending:
        values["on"] = short(end.interrupted_on[-1])
        return _("งวดที่ครบกำหนด %(due)s: ฟ้องคดีเมื่อ %(on)s ระหว่างคดีอายุความไม่นับ") % values
    values |= {"since": short(end.counts_from_on), "last": short(end.last_day_on)}
    if end.ended_early_by is not None:
        values |= {"event": event_words(end.ended_early_by), "why": early_words(end.ended_early_by)}
        return _("งวดที่ครบกำหนด %(due)s: %(event)s ต้อง%(why)sภายใน %(last)s ซึ่งมาถึงก่อนอายุความของสัญญา") % values
    if not end.interrupted_on:
        return _("งวดที่ครบกำหนด %(due)s: อายุความเริ่มนับ %(since)s ครบ %(years)s ปี ฟ้องได้ถึง %(last)s") % values
    values |= {
        "cause": _(CAUSES[last.cause]) if last else _("ชำระหนี้บางส่วน"),
        "on": short(end.interrupted_on[-1]),
    }
    if last and last.cause is Cause.ACCEPTED:
        return (
            _(
                "งวดที่ครบกำหนด %(due)s: ขาดอายุความแล้ว แต่%(cause)sเมื่อ %(on)s จึงนับ %(years)s ปีตั้งแต่ %(since)s "
                "ฟ้องตามหนังสือนั้นได้ถึง %(last)s"
            )
            % values
        )
    return (
        _(
            "งวดที่ครบกำหนด %(due)s: %(cause)sเมื่อ %(on)s อายุความสะดุดหยุดลง จึงเริ่มนับใหม่ตั้งแต่ %(since)s "
            "ครบ %(years)s ปี ฟ้องได้ถึง %(last)s"
        )
        % values
    )


def early_words(event: Interruption) -> str:
    """Return what has to be brought by the day that ends a period early, and by which law."""
    return claim_words(FileKind.DEATH if event.cause is Cause.DIED else FileKind.BANKRUPTCY)


def event_words(event: Interruption) -> str:
    """Return what interrupted a period, with its day and its paper."""
    said = {"cause": _(CAUSES[event.cause]), "on": short(event.on), "reference": event.reference}
    if event.reference:
        return _("%(cause)sเมื่อ %(on)s (เลขที่ %(reference)s)") % said
    return _("%(cause)sเมื่อ %(on)s") % said


def move_words(move: Move) -> str:
    """Return from when to when an announced last day to sue moved, and why."""
    said = {
        "from": last_day_words(move.moved_from),
        "to": last_day_words(move.moved_to),
        "because": because_words(move),
    }
    if move.of_representative:
        return _("วันสุดท้ายที่ฟ้องผู้แทนกลุ่มได้เลื่อนจาก %(from)s เป็น %(to)s เพราะ%(because)s") % said
    if move.moved_to is None:
        return _("วันสุดท้ายที่ฟ้องได้ซึ่งแจ้งไว้เป็น %(from)s ไม่มีแล้ว เพราะ%(because)s") % said
    return _("วันสุดท้ายที่ฟ้องได้เลื่อนจาก %(from)s เป็น %(to)s เพราะ%(because)s") % said


def because_words(move: Move) -> str:
    """Return why an announced last day to sue moved."""
    if move.void is not None:
        return voided_words(move.void)
    late = event_words(move.event) if move.event else ""
    if move.cause == "LATE_EVENT":
        return _("%(event)s ซึ่งเพิ่งบันทึกหลังวันที่แจ้งไว้") % {"event": late}
    if move.cause == "PAYER_NAMED":
        return _("%(event)s ซึ่งเพิ่งทราบหลังวันที่แจ้งไว้ว่าลูกหนี้คนใดเป็นผู้ชำระ") % {"event": late}
    if move.cause == "ENDS_EARLY" and move.event:
        return _("%(event)s จึงต้อง%(why)sภายในวันนั้น") % {"event": late, "why": early_words(move.event)}
    if move.cause == "EVENT_GONE":
        if move.gone_on is None:
            return _("รายการที่ทำให้อายุความเริ่มนับใหม่ถูกยกเลิก")
        return _("รายการเมื่อ %(on)s ที่ทำให้อายุความเริ่มนับใหม่ถูกยกเลิก") % {"on": short(move.gone_on)}
    if move.cause == "OTHER_INSTALMENT" and move.instalment_on:
        said = {"due": short(move.instalment_on), "event": late}
        if late:
            return _("%(event)s เพิ่งบันทึก งวดที่ค้างเก่าที่สุดจึงเป็นงวดที่ครบกำหนด %(due)s") % said
        return _("งวดที่ค้างเก่าที่สุดเปลี่ยนเป็นงวดที่ครบกำหนด %(due)s") % said
    if move.cause == "NOTHING_DUE":
        return _("%(event)s เพิ่งบันทึก จึงไม่มีหนี้ค้างในวันที่แจ้งไว้") % {"event": late} if late else _("ไม่มีหนี้ค้างในวันที่แจ้งไว้")
    return _("ข้อมูลของสัญญาเปลี่ยนหลังวันที่แจ้งไว้")


# -- a row for every debtor --------------------------------------------------------------------------------------------
def limits_table(limits: ContractLimits) -> dict[str, Any]:
    """Return the table of the periods of every debtor: both readings where it is unknown which one holds."""
    labels = [
        (_("ลูกหนี้"), "text"),
        (_("เหตุล่าสุดที่ทำให้นับใหม่"), "text"),
        (_("นับตั้งแต่"), "date"),
        (_("ฟ้องได้ถึง"), "date"),
        (_("เหลือ"), "text"),
        (_("สถานะ"), "state"),
    ]
    both = limits.has_clause is None and any(one.readings.whole_on != one.readings.last_on for one in limits.debtors)
    if both:
        labels[3:4] = [(_("ถ้าผิดนัดทั้งหมด"), "date"), (_("ถ้านับรายงวด (งวดสุดท้าย)"), "date")]
    return {
        "caption": _("อายุความรายลูกหนี้"),
        "columns": [{"label": label, "kind": kind} for label, kind in labels],
        "rows": [{"cells": _debtor_cells(one, limits, both=both)} for one in limits.debtors],
    }


def _debtor_cells(one: DebtorLimits, limits: ContractLimits, *, both: bool) -> list[dict[str, Any]]:
    first = min(one.ends, key=lambda end: end.last_day_on)
    status = debtor_status(one, on=limits.on)
    early = first.ended_early_by
    event = early or (first.interrupted_by[-1] if first.interrupted_by else None)
    interest = _("ดอกเบี้ยค้าง ถึง %(day)s") % {"day": last_day_words(one.interest_until)} if one.interest_until else ""
    note = early_words(early) if early else _latest_words(first) or interest
    lasts = [last_day_cell(one.readings.whole_on, note=note)]
    if both:
        lasts.append(last_day_cell(one.readings.last_on))
    return [
        {"value": one.party.name, "kind": "text", "note": one.party.get_role_display()},
        {
            "value": event_words(event) if event else _("ไม่มี นับจากงวดที่ครบกำหนด %(due)s") % {"due": short(first.due_on)},
            "kind": "text",
        },
        day_cell(None if first.is_pending else early.on + timedelta(days=1) if early else first.counts_from_on),
        *lasts,
        {"value": days_left_words(one.readings.drives_on, on=limits.on), "kind": "text"},
        {"value": _(STATUSES[status]), "kind": "state", "tone": STATUS_TONES[status]},
    ]


def debtor_status(one: DebtorLimits, *, on: date) -> LimitationStatus:
    """Return how one debtor stands to her periods."""
    after = one.readings.barred_after
    barred_from = after if after == rules.NEVER else after + timedelta(days=1)
    return rules.limitation_status(earliest_until=one.readings.drives_on, barred_from=barred_from, on=on)


def next_words(limits: ContractLimits) -> str:
    """Return what is barred next where something is barred already; empty where nothing is, or all."""
    if limits.status != LimitationStatus.PARTLY_BARRED or limits.next_on is None:
        return ""
    return _("ขาดอายุความแล้วบางส่วน ส่วนถัดไปฟ้องได้ถึง %(day)s (%(left)s)") % {
        "day": last_day_words(limits.next_on),
        "left": days_left_words(limits.next_on, on=limits.on),
    }


def days_left_words(last_day_on: date, *, on: date) -> str:
    """Return how many days are left until a last day to sue, or since when it has passed."""
    if last_day_on == rules.NEVER:
        return _("ไม่นับระหว่างคดี")
    days = (last_day_on - on).days
    if days < 0:
        return _("พ้นมาแล้ว %(days)s วัน") % {"days": f"{-days:,}"}
    return _("วันนี้เป็นวันสุดท้าย") if days == 0 else _("อีก %(days)s วัน") % {"days": f"{days:,}"}


# -- the picture -------------------------------------------------------------------------------------------------------
WIDTH, LEFT, RIGHT, LANE, TOP, FOOT = 760, 16, 744, 74, 26, 30


@dataclass(frozen=True, slots=True)
class _Scale:
    """Days along the width of the picture."""

    first: date
    last: date

    def x(self, day: date) -> int:
        inside = min(max(day, self.first), self.last)
        return LEFT + round((RIGHT - LEFT) * (inside - self.first).days / max((self.last - self.first).days, 1))


def picture(limits: ContractLimits) -> dict[str, Any] | None:
    """Return the picture of the periods that end first: a lane for each group of debtors with the same days.

    A lane runs from the due date over the events that began the period anew to the last day to sue; what ran before an
    event is drawn as no longer counted. None where no period runs.
    """
    lanes = _lanes(limits.debtors)
    if not lanes:
        return None
    ends = [end for _names, end in lanes]
    last_days = [end.last_day_on for end in ends if not end.is_pending]
    first = min(end.due_on for end in ends) - timedelta(days=120)
    last = max([*last_days, limits.on, max(end.due_on for end in ends)]) + timedelta(days=240)
    scale = _Scale(first, last)
    height = TOP + LANE * len(lanes) + FOOT
    return {
        "width": WIDTH,
        "height": height,
        "foot": height - FOOT + 4,
        "foot_text": height - 8,
        "years": [
            {"x": scale.x(date(year, 1, 1)), "label": year if reader_is_english() else be_year(date(year, 1, 1))}
            for year in range(first.year + 1, last.year + 1)
        ],
        "today": {"x": scale.x(limits.on), "label": _("วันนี้"), **_anchored(scale.x(limits.on))},
        "lanes": [_lane(scale, TOP + LANE * place, names, end, limits.on) for place, (names, end) in enumerate(lanes)],
        "words": " ".join(_sentence(end, years=limits.years) for end in ends),
    }


def _lanes(debtors: Iterable[DebtorLimits]) -> list[tuple[list[str], LimitationEnd]]:
    found: dict[tuple[Any, ...], tuple[list[str], LimitationEnd]] = {}
    for one in debtors:
        end = min(one.ends, key=lambda each: each.last_day_on)
        names, _end = found.setdefault((end.due_on, end.interrupted_on, end.last_day_on), ([], end))
        names.append(one.party.name)
    return list(found.values())


def _lane(scale: _Scale, top: int, names: Sequence[str], end: LimitationEnd, on: date) -> dict[str, Any]:
    days = [end.due_on, *end.interrupted_on]
    last_on = scale.last if end.is_pending else end.last_day_on
    barred = end.is_barred(on=on)
    is_near = not barred and (last_on - on).days <= rules.ALERT_DAYS[0]
    who = (
        names[0] if len(names) == 1 else _("%(name)s และอีก %(count)s คน") % {"name": names[0], "count": len(names) - 1}
    )
    x, x_end = scale.x(days[-1]), scale.x(last_on)
    return {
        "who": who,
        "label_y": top + 14,
        "y": top + 26,
        "middle": top + 33,
        "text_y": top + 56,
        "gone": [
            {"x": scale.x(begins), "width": max(scale.x(ends) - scale.x(begins), 1)}
            for begins, ends in zip(days, days[1:], strict=False)
        ],
        "x": x,
        "width": max(x_end - x, 2),
        "tone": "bad" if barred else "warning" if is_near else "active" if end.is_pending else "good",
        "due": {"x": scale.x(end.due_on), "label": short(end.due_on), **_anchored(scale.x(end.due_on))},
        "events": [{"x": scale.x(day), "label": short(day)} for day in end.interrupted_on],
        "end": {"x": x_end, "label": last_day_words(end.last_day_on), **_anchored(x_end)},
    }


def _anchored(x: int) -> dict[str, str]:
    """On which side of a place its words stand, so that none is cut off."""
    return {"anchor": "start" if x < 110 else "end" if x > WIDTH - 110 else "middle"}
