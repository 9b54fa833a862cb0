"""What differs between two versions of a proposal: fields, people, plan, budget and papers. Pure.

A content is the frozen JSON of a version. One that was frozen before a key existed reads as if it said the default.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from thai.refusals import sentence as _


class Part(StrEnum):
    """What a difference is about."""

    FIELDS = "FIELDS"
    PEOPLE = "PEOPLE"
    PLAN = "PLAN"
    BUDGET = "BUDGET"
    PAPERS = "PAPERS"


class Kind(StrEnum):
    """How the later version differs from the earlier one."""

    CHANGED = "CHANGED"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


PART_LABELS: dict[Part, str] = {
    Part.FIELDS: _("ข้อมูลโครงการ"),
    Part.PEOPLE: _("ผู้เสนอโครงการ"),
    Part.PLAN: _("แผนงาน"),
    Part.BUDGET: _("งบประมาณ"),
    Part.PAPERS: _("เอกสารและการตรวจสอบ"),
}
FIELD_LABELS: dict[str, str] = {
    "support": _("ประเภทเงิน"),
    "proposer": _("ผู้เสนอโครงการ"),
    "organisation": _("องค์กรสตรีที่เสนอ"),
    "title": _("ชื่อโครงการ"),
    "category": _("ประเภทโครงการ"),
    "place": _("สถานที่ดำเนินการ"),
    "purpose": _("วัตถุประสงค์และแผนงาน"),
    "amount": _("วงเงินที่ขอสนับสนุน"),
    "budget_total": _("งบประมาณทั้งโครงการ"),
    "tambon": _("ยื่นที่ตำบล"),
    "applied_on": _("วันที่ยื่น"),
    # a person of the group
    "role": _("ฐานะ"),
    "current_address": _("ที่อยู่ปัจจุบัน (ถ้าต่างจากบัตร)"),
    # a line of the plan or of the budget
    "activity": _("กิจกรรม"),
    "from_on": _("เริ่ม"),
    "until_on": _("สิ้นสุด"),
    "responsible": _("ผู้รับผิดชอบ"),
    "item": _("รายการ"),
    "quantity": _("จำนวน"),
    "unit": _("หน่วย"),
    "unit_price": _("ราคาต่อหน่วย"),
    "asked": _("ขอจากกองทุน"),
    "position": _("ลำดับ"),
    "file": _("ไฟล์แนบ"),
}
_FIELDS = (
    "support",
    "proposer",
    "organisation",
    "title",
    "category",
    "place",
    "purpose",
    "amount",
    "budget_total",
    "tambon",
    "applied_on",
)
MONEY = frozenset({"amount", "budget_total", "unit_price", "asked", "quantity"})
DATES = frozenset({"applied_on", "from_on", "until_on"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a text: kept, taken out or put in."""

    text: str
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: what is about (``name`` of a person or line, empty for a field), and both values as text.

    ``field`` is a key of ``FIELD_LABELS``, empty for something whole that came or went; amounts are text such as
    "200000.00", days ISO dates. ``pieces`` marks the changed phrases of a longer text.
    """

    part: Part
    kind: Kind
    field: str = ""
    name: str = ""
    before: str = ""
    after: str = ""
    pieces: tuple[Piece, ...] = ()


def whole(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with every key that a version has by now; what an older one does not say reads as the default."""
    budget = list(content.get("budget", ()))
    return {
        **content,
        "support": content.get("support", "LOAN"),
        "proposer": content.get("proposer", "GROUP"),
        "organisation": content.get("organisation"),
        "borrowers": list(content.get("borrowers", ())),
        "papers": list(content.get("papers", ())),
        "plan": list(content.get("plan", ())),
        "budget": budget,
        "budget_total": content.get("budget_total", content["amount"]),
        "attachments": list(content.get("attachments", ())),
    }


def differences(*, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Everything in which the later content differs from the earlier one, in the order of the form.

    The terms of the day are not compared: they are the policies' own, not the proposer's.

    Source: R-APPR-04.
    """
    was, now = whole(before), whole(after)
    return [
        *_fields(was, now),
        *_people(was["borrowers"], now["borrowers"]),
        *plan_differences(before=was, after=now),
        *_papers(was["papers"], now["papers"]),
        *_files(was["attachments"], now["attachments"]),
    ]


def plan_differences(*, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """How two work plans with their budgets differ, each given as ``{"plan": [...], "budget": [...]}``."""
    return [
        *_lines(Part.PLAN, before["plan"], after["plan"], key="activity"),
        *_lines(Part.BUDGET, before["budget"], after["budget"], key="item"),
    ]


def pieces_of(*, before: str, after: str) -> tuple[Piece, ...]:
    """The later text with what was taken out and put in, phrase by phrase as the spaces part them."""
    was, now = _phrases(before), _phrases(after)
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=was, b=now, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(now[j1:j2])))
            continue
        if i1 < i2:
            found.append(Piece("".join(was[i1:i2]), Kind.REMOVED))
        if j1 < j2:
            found.append(Piece("".join(now[j1:j2]), Kind.ADDED))
    return tuple(found)


def _phrases(text: str) -> list[str]:
    phrases, start = [], 0
    for at in range(1, len(text)):
        if text[at - 1].isspace() and not text[at].isspace():
            phrases.append(text[start:at])
            start = at
    return [*phrases, text[start:]] if text else []


def _fields(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[Difference]:
    for field in _FIELDS:
        before, after = _said(field, was.get(field)), _said(field, now.get(field))
        if before == after:
            continue
        pieces = pieces_of(before=before, after=after) if field == "purpose" else ()
        yield Difference(part=Part.FIELDS, kind=Kind.CHANGED, field=field, before=before, after=after, pieces=pieces)


def _said(field: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return str(value.get("name", ""))
    return "" if value is None else str(value)


def _people(was: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Iterable[Difference]:
    before, after = ({person.get("member", person["name"]): person for person in people} for people in (was, now))
    for member, person in before.items():
        if member not in after:
            yield Difference(
                part=Part.PEOPLE, kind=Kind.REMOVED, name=person["name"], before=str(person.get("role", ""))
            )
    for member, person in after.items():
        if member not in before:
            role = str(person.get("role", ""))
            yield Difference(part=Part.PEOPLE, kind=Kind.ADDED, name=person["name"], after=role)
            continue
        for field in ("role", "current_address"):
            said, says = str(before[member].get(field) or ""), str(person.get(field) or "")
            if said != says:
                yield Difference(
                    part=Part.PEOPLE, kind=Kind.CHANGED, field=field, name=person["name"], before=said, after=says
                )


def _lines(
    part: Part, was: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], *, key: str
) -> Iterable[Difference]:
    """Lines of the same name belong together, in their order; the rest went out or came in."""
    waiting: dict[str, list[Mapping[str, Any]]] = {}
    for line in was:
        waiting.setdefault(line[key], []).append(line)
    pairs = [(waiting[line[key]].pop(0) if waiting.get(line[key]) else None, line) for line in now]
    for left in waiting.values():
        for line in left:
            yield Difference(part=part, kind=Kind.REMOVED, name=line[key], before=_worth(line))
    for earlier, line in pairs:
        if earlier is None:
            yield Difference(part=part, kind=Kind.ADDED, name=line[key], after=_worth(line))
            continue
        for field in (field for field in line if field != key):
            said, says = str(earlier.get(field, "")), str(line[field])
            if said != says:
                yield Difference(part=part, kind=Kind.CHANGED, field=field, name=line[key], before=said, after=says)
    order = [line[key] for line in was]
    if order != [line[key] for line in now] and sorted(order) == sorted(line[key] for line in now):
        yield Difference(part=part, kind=Kind.CHANGED, field="position", before="", after="")


def _worth(line: Mapping[str, Any]) -> str:
    """What a whole line is told by: its amount, or its days as an ISO interval."""
    return str(line["amount"]) if "amount" in line else f"{line['from_on']}/{line['until_on']}"


def _papers(was: Iterable[str], now: Iterable[str]) -> Iterable[Difference]:
    before, after = set(was), set(now)
    for code in sorted(before - after):
        yield Difference(part=Part.PAPERS, kind=Kind.REMOVED, name=code)
    for code in sorted(after - before):
        yield Difference(part=Part.PAPERS, kind=Kind.ADDED, name=code)


def _files(was: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]]) -> Iterable[Difference]:
    before, after = ({(file["code"], file["sha256"]): file["name"] for file in files} for files in (was, now))
    for key in sorted(before.keys() - after.keys()):
        yield Difference(part=Part.PAPERS, kind=Kind.REMOVED, field="file", name=before[key])
    for key in sorted(after.keys() - before.keys()):
        yield Difference(part=Part.PAPERS, kind=Kind.ADDED, field="file", name=after[key])
