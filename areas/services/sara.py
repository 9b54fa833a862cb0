"""Numbers in SARA, the national program that was there before: recorded beside what this system calls otherwise (A-22).

The rooms above keep such a number in a column ``sara_number`` of their own; how one is typed, whose it may be and that
many are recorded together stands here once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

from thai.refusals import Refusal
from thai.refusals import sentence as _

LONGEST = 40


class NumberRefused(Refusal):
    """A number in SARA cannot be recorded as it was typed, or somebody else has it."""


class NumbersRefused(Refusal):
    """Some of the numbers that were typed together cannot be recorded, so none was.

    ``by_row`` holds the refusal of each by the key of its row.
    """

    def __init__(self, by_row: Mapping[int, NumberRefused]) -> None:
        super().__init__(_("ยังไม่ได้บันทึกเลขที่ใด มี %(count)s เลขที่ที่ต้องแก้ไขก่อน"), count=len(by_row))
        self.by_row = dict(by_row)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.by_row,)


@dataclass(frozen=True, slots=True)
class Numbered:
    """What has a number in SARA.

    ``rows`` are all of it, ``holders`` those whose number nobody else of the province may have, both with what is read
    to name one; ``taken`` makes of a number and of the row that has it the refusal that names this row.
    """

    rows: models.QuerySet[Any]
    holders: models.QuerySet[Any]
    taken: Callable[[str, Any], NumberRefused]


def typed_number(text: str) -> str:
    """Return a number as it is kept: without blanks around it, and one between its words."""
    return " ".join(text.replace("\x00", " ").split())


def record_sara_number(*, of: Numbered, row: Any, number: str) -> bool:
    """Record the number of one row, whatever it was before, or take it away; tell whether it changed.

    :raises NumberRefused: it is too long, or another row of the province has it.
    """
    try:
        return bool(record_sara_numbers(of=of, province=row.province_id, numbers={row.pk: number}))
    except NumbersRefused as refused:
        raise refused.by_row[row.pk] from None


def record_sara_numbers(*, of: Numbered, province: str, numbers: Mapping[int, str], only_missing: bool = False) -> int:
    """Record the numbers of some rows of a province, all or none; return how many changed. A few queries.

    :param numbers: as they were typed, by the key of the row.
    :param only_missing: for a page of rows without a number: what is blank there is left alone, and a row that got
        another number meanwhile is refused.
    :raises NumbersRefused: with the fault of each row.
    Source: A-22.
    """
    typed = {key: number for key, text in numbers.items() if (number := typed_number(text)) or not only_missing}
    with transaction.atomic():
        locked = of.rows.filter(province=province, pk__in=typed).select_for_update(of=("self",), no_key=True)
        rows = list(locked.order_by("pk"))
        faults = _taken(of, province, rows, typed) | _misread(rows, typed, only_missing=only_missing)
        if faults:
            raise NumbersRefused(faults)
        changed = [row for row in rows if row.sara_number != typed[row.pk]]
        for row in changed:
            row.sara_number = typed[row.pk]
        try:
            with transaction.atomic():
                of.rows.model.objects.bulk_update(changed, ["sara_number"])
        except IntegrityError:  # somebody else recorded one of them at the same moment
            faults = _taken(of, province, rows, typed)
            if not faults:
                raise
            raise NumbersRefused(faults) from None
    return len(changed)


def require_free(*, of: Numbered, province: str, number: str, key: int | None) -> None:
    """Refuse a number that another row of the province has; ``key`` is of the row that is to have it, if it is there.

    :raises NumberRefused: naming that row.
    """
    other = of.holders.filter(province=province, sara_number=number).exclude(pk=key).first() if number else None
    if other is not None:
        raise of.taken(number, other)


def _misread(rows: Iterable[Any], typed: Mapping[int, str], *, only_missing: bool) -> dict[int, NumberRefused]:
    times = Counter(number for number in typed.values() if number)
    faults: dict[int, NumberRefused] = {}
    for row in rows:
        number = typed[row.pk]
        if len(number) > LONGEST:
            faults[row.pk] = NumberRefused(_("เลขที่ในระบบ SARA ยาวได้ไม่เกิน %(most)s ตัวอักษร"), most=LONGEST)
        elif times[number] > 1:
            faults[row.pk] = NumberRefused(_("พิมพ์เลขที่ “%(number)s” ซ้ำกันในหน้านี้"), number=number)
        elif only_missing and row.sara_number not in ("", number):
            faults[row.pk] = NumberRefused(
                _("มีผู้บันทึกเลขที่ “%(number)s” ไว้แล้ว ถ้าไม่ถูกต้องให้แก้ที่หน้าของรายการนี้"), number=row.sara_number
            )
    return faults


def _taken(of: Numbered, province: str, rows: Iterable[Any], typed: Mapping[int, str]) -> dict[int, NumberRefused]:
    """The rows whose number somebody else has, who keeps it: those that are recorded now give theirs up."""
    wanted = {typed[row.pk]: row.pk for row in rows if typed[row.pk]}
    others = of.holders.filter(province=province, sara_number__in=wanted).exclude(pk__in=wanted.values())
    return {wanted[other.sara_number]: of.taken(other.sara_number, other) for other in others}
