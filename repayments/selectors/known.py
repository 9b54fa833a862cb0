"""Which lines of a file were imported before, and which may have been: by the same kind of file, and by others."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Q, QuerySet

from jobs.copying import array_of
from repayments.bank_files import FileLine
from repayments.matching import name_begins
from repayments.models import BankFile, BankLine
from repayments.repeats import Likeness, likeness
from treasury.models import BankAccount

_Sum = tuple[int, date, str, Decimal]  # account, day, kind, amount


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a file: which of its kind it is there, also where files of other profiles are looked at too."""

    line: FileLine
    occurrence: int
    alike: int
    account: BankAccount

    @property
    def key(self) -> tuple[str, int]:
        """What tells the line from every other that was ever imported."""
        return self.line.identity, self.occurrence

    @property
    def sum(self) -> _Sum:
        """What every profile writes alike."""
        return self.account.pk, self.line.value_on, self.line.kind, self.line.amount


class Other(NamedTuple):
    """A line that came by a file of another profile, or of the same table by other columns."""

    pk: int
    time: time
    customer_name: str
    ref1: str
    file_name: str


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What was imported of a table while its columns were named otherwise; nothing of a file of fixed width.

    :ivar table: how the profiles of all files of the table begin.
    :ivar lines: by what tells a line as the table is read now, what was booked of it then, and the line of then.
    :ivar unread: the keys of those files that cannot be read by the columns of now.
    """

    table: str = ""
    lines: Mapping[tuple[str, int], tuple[_Sum, Other]] = field(default_factory=dict)
    unread: tuple[int, ...] = ()


NOTHING_AGAIN = ReadAgain()


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of some lines: imported before, the same as one of another file, or perhaps the same."""

    before: set[tuple[str, int]]
    elsewhere: set[tuple[str, int]]
    perhaps: dict[tuple[str, int], Other]

    def is_new(self, row: ReadLine) -> bool:
        """Whether the line was never imported; perhaps it was."""
        return row.key not in self.before and row.key not in self.elsewhere


def alike(account: int, line: FileLine) -> tuple[Any, ...]:
    """What two profiles write alike of one line that has references; times and names they may cut differently."""
    return (account, line.value_on, line.kind, line.amount, line.ref1, line.ref2)


def known_of(
    *, profile: str, lines: Sequence[ReadLine], rows: Sequence[ReadLine], again: ReadAgain = NOTHING_AGAIN
) -> Known:
    """What is known of some rows of a file; two queries, and a few more where files of other profiles came in.

    A row of the same table that was imported by other columns is known; where it was booked with another day, amount
    or account then, a person says whether it is the same. What follows is asked of files that could not be read again,
    and of other profiles.

    With a reference a line is known where day, amount and references are the same and there are as many of them.
    Without one it is known where name and minute are the same (``repeats.likeness``), each line there only once; what
    else is alike there is perhaps the same. Which lines of the file these are does not depend on what rows are asked.

    :param lines: all lines of the file, in its order.
    """
    found = Known(_before(rows), set(), {})
    if again.lines:
        _tell_again(found, again, rows)
    there = _elsewhere(profile, rows, again)
    if there is None:
        return found
    counted = Counter(
        {
            tuple(row[:-1]): row[-1]
            for row in there.exclude(ref1="")
            .order_by()
            .values_list("bank_account_id", "value_on", "kind", "amount", "ref1", "ref2")
            .annotate(count=Count("pk"))
        }
    )
    for row in rows:
        if row.line.ref1 and counted[alike(row.account.pk, row.line)] >= row.alike:
            found.elsewhere.add(row.key)
    others = _others(there, rows)
    if others:
        _compare(found, others, lines=lines, rows=rows, again=again)
    return found


def _tell_again(found: Known, again: ReadAgain, rows: Iterable[ReadLine]) -> None:
    """Tell which rows were imported by other columns; money that was booked otherwise then may be the same."""
    for row in rows:
        if row.key not in again.lines or row.key in found.before:
            continue
        booked, line = again.lines[row.key]
        if booked == row.sum:
            found.elsewhere.add(row.key)
        else:
            found.perhaps[row.key] = line


def _before(rows: Iterable[ReadLine]) -> set[tuple[str, int]]:
    with connection.cursor() as cursor:  # one array instead of ten thousand parameters
        cursor.execute(
            "SELECT identity, occurrence FROM repayments_bankline WHERE identity = ANY(%s::text[])",
            [array_of({row.line.identity for row in rows})],
        )
        return set(cursor.fetchall())


def _elsewhere(profile: str, rows: Sequence[ReadLine], again: ReadAgain) -> QuerySet[BankLine] | None:
    """The lines that came by files of other profiles in the days of these; None where no such file came in."""
    provinces = {row.account.province_id for row in rows}
    own = Q(profile=profile)
    if again.table:  # what could be read again is told already
        older = Q(profile=again.table) | Q(profile__startswith=f"{again.table}:")
        own |= older & ~Q(pk__in=again.unread) if again.unread else older
    if not rows or not BankFile.objects.filter(province__in=provinces).exclude(own).exists():
        return None
    days = [row.line.value_on for row in rows]
    there = BankLine.objects.filter(
        bank_account__in={row.account.pk for row in rows},
        province__in=provinces,
        value_on__range=(min(days), max(days)),
    )
    if again.table:
        there = there.exclude(file__in=BankFile.objects.filter(own, province__in=provinces))
    else:
        there = there.exclude(file__profile=profile)
    return there.exclude(state=BankLine.State.SAME)  # counted as the one it is


def _others(there: QuerySet[BankLine], rows: Sequence[ReadLine]) -> dict[_Sum, list[Other]]:
    """The lines there with which these are compared: those without a reference, and all for a row without one."""
    unnamed = {row.line.amount for row in rows if not row.line.ref1}
    wanted = Q(ref1="") | Q(amount__in=unnamed) if unnamed else Q(ref1="")
    found: dict[_Sum, list[Other]] = defaultdict(list)
    columns = ("pk", "time", "customer_name", "ref1", "file__name")
    sums = ("bank_account_id", "value_on", "kind", "amount")
    for row in there.filter(wanted).order_by("time", "pk").values_list(*sums, *columns):
        found[row[:4]].append(Other(*row[4:]))
    return dict(found)


def _compare(
    found: Known,
    others: dict[_Sum, list[Other]],
    *,
    lines: Sequence[ReadLine],
    rows: Sequence[ReadLine],
    again: ReadAgain,
) -> None:
    """Tell which lines without a reference are the same as one there, and then which rows may be."""
    named: dict[tuple[_Sum, str], list[Other]] = defaultdict(list)
    for key, some in others.items():
        for one in some:
            named[key, name_begins(one.customer_name)].append(one)
    used: set[int] = set()
    unnamed = [row for row in lines if not row.line.ref1 and row.sum in others]
    before = _before(unnamed) if unnamed else set()
    for row in unnamed:
        if row.key in before or row.key in again.lines:
            continue
        near = named.get((row.sum, name_begins(row.line.customer_name)), [])
        same = next((one for one in near if likeness(row.line, one) == Likeness.SAME), None)
        if same is not None:
            near.remove(same)
            used.add(same.pk)
            found.elsewhere.add(row.key)
    for row in rows:
        if row.sum in others and found.is_new(row) and row.key not in found.perhaps:
            left = [one for one in others[row.sum] if one.pk not in used]
            compared = [(likeness(row.line, one), one) for one in left if not (row.line.ref1 and one.ref1)]
            best = max(compared, key=lambda pair: pair[0], default=None)
            if best is not None and best[0] != Likeness.OTHER:
                found.perhaps[row.key] = best[1]
