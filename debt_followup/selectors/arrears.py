"""Arrears and last days to sue of very many contracts as of any day: read from the spans, worked out where stale."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet

from debt_followup import rules
from debt_followup.models import ArrearsSpan as ArrearsSpanRow
from debt_followup.models import StaleArrears
from debt_followup.rules import ArrearsSpan, Claim, Interruption, LimitationStatus, UnpaidSpan
from debt_followup.selectors.claims import claims_among
from debt_followup.selectors.interruptions import interruptions
from debt_followup.selectors.limitation import clause_of, events_of_party, years_of
from loans.models import Contract, Instalment, Party
from loans.selectors.changes import events_of
from repayments.models import DebtSpan, DueSpan, StaleCourse
from repayments.rules import Course, allocate_with_course
from repayments.selectors import OWING, histories, terms_of

_DAYS = "due_on, nominal_on, since_on, representative_until, earliest_until, barred_from, last_due_on"
_ROW = f"contract_id, {_DAYS}, principal, further_until"
ARREARS_COLUMNS = tuple(_ROW.split(", "))
# Of a span whose first last day has passed while not all is barred: the next one (rules.next_last_day).
NEXT_AFTER_THE_FIRST = (
    "COALESCE((SELECT MIN(day) FROM unnest(further_until) day WHERE day >= %(as_of)s), "
    "CASE WHEN barred_from = DATE '9999-12-31' THEN barred_from ELSE barred_from - 1 END)"
)
# In two parts, because the spans that are open for ever can be read from their index alone.
_ON_DAY = """
    (SELECT {columns} FROM debt_followup_arrearsspan
    WHERE until_on = DATE '9999-12-31' AND from_on <= %(as_of)s {only} {rest})
    UNION ALL
    (SELECT {columns} FROM debt_followup_arrearsspan
    WHERE until_on < DATE '9999-12-31' AND until_on > %(as_of)s AND from_on <= %(as_of)s {only} {rest})"""


@dataclass(frozen=True, slots=True)
class Arrears:
    """What the spans of one contract say of a day; the principal in baht. The names are those of ``ArrearsSpan``."""

    contract_id: int
    due_on: date
    nominal_on: date
    since_on: date
    representative_until: date
    earliest_until: date
    barred_from: date
    last_due_on: date
    principal: Decimal
    further_until: Sequence[date] = ()

    @classmethod
    def of_row(cls, row: Sequence[Any]) -> "Arrears":
        """Read what ``ARREARS_COLUMNS`` holds, the principal in satang."""
        *days, principal, further = row
        return cls(*days, principal=_baht(principal), further_until=tuple(further))

    def days_past_due(self, on: date) -> int:
        """Days since the effective due date of the oldest unpaid instalment; 0 while that has not passed."""
        return max((on - self.due_on).days, 0)

    def next_until(self, on: date) -> date | None:
        """The next last day to sue anybody for anything due; None where all is barred."""
        return rules.next_last_day(
            earliest_until=self.earliest_until, further_until=self.further_until, barred_from=self.barred_from, on=on
        )

    def told_until(self, on: date) -> date:
        """The last day to sue that is shown: the next one, or the last of all where that has passed."""
        return self.next_until(on) or self.barred_from - date.resolution

    def status(self, on: date) -> LimitationStatus:
        """How the debt stands to its limitation periods."""
        return rules.limitation_status(earliest_until=self.earliest_until, barred_from=self.barred_from, on=on)


def arrears(*, as_of: date, contracts: QuerySet[Contract] | None = None) -> dict[int, Arrears]:
    """Return what the spans of every contract say that has something due and unpaid on a day. One statement.

    :param contracts: these only; the whole nation's when left out.
    Source: A-09, A-12, A-13, A-35.
    """
    waiting = stale(contracts)
    sql, values = arrears_sql(as_of=as_of, contracts=contracts, without=waiting)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = {row[0]: Arrears.of_row(row) for row in cursor.fetchall()}
    return found | stale_arrears(waiting, as_of=as_of)


def arrears_of(contract_ids: Iterable[int], *, as_of: date) -> dict[int, Arrears]:
    """Return the same of some contracts."""
    return arrears(as_of=as_of, contracts=Contract.objects.filter(pk__in=list(contract_ids)))


def arrears_sql(
    *,
    as_of: date,
    contracts: QuerySet[Contract] | None = None,
    without: Sequence[int] = (),
    columns: str = _ROW,
    conditions: Sequence[str] = (),
    rest: str = "",
) -> tuple[str, dict[str, Any]]:
    """Return the statement behind ``arrears`` and its values: one row a contract, principal in satang, in no order.

    :param without: contracts to leave out, because their spans are out of date.
    :param conditions: more of them on a row of the spans, as SQL; the caller adds their values.
    :param rest: the order and the number of rows, of either part; whoever needs them of the whole says it again.
    """
    values: dict[str, Any] = {"as_of": as_of}
    only = "".join(f" AND {said}" for said in conditions)
    if contracts is not None:
        sql, given = inner(contracts)
        values |= given
        only += f" AND contract_id IN ({sql})"
    if without:
        values["without"] = list(without)
        only += " AND contract_id NOT IN (SELECT unnest(%(without)s::bigint[]))"  # hashed; ALL would walk it
    return _ON_DAY.format(columns=columns, only=only, rest=rest), values


@contextmanager
def alone() -> Iterator[Any]:
    """Give a cursor whose statements the server answers by itself.

    For a page that reads all who are late from an index: parallel workers, once they are started, would be too late,
    and on a busy server they wait for each other.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        yield cursor
        cursor.execute("SET LOCAL max_parallel_workers_per_gather TO DEFAULT")  # the transaction may go on around it


def inner(contracts: QuerySet[Contract]) -> tuple[str, dict[str, Any]]:
    """Return the keys of some contracts as a statement with named values."""
    try:
        sql, given = contracts.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # nobody's area
        sql, given = "SELECT 0::bigint WHERE FALSE", ()
    names = [f"only_{number}" for number in range(len(given))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, given, strict=True))


def barred_among(contract_ids: Iterable[int], *, as_of: date) -> set[int]:
    """Return which of some contracts are barred on a day, every debtor's and everything due; mostly two queries.

    Source: A-15.
    """
    keys = list(contract_ids)
    rows = ArrearsSpanRow.objects.filter(contract__in=keys, from_on__lte=as_of, until_on__gt=as_of)
    barred = set(rows.filter(barred_from__lte=as_of).values_list("contract_id", flat=True))
    waiting = stale_among(barred)
    late = stale_arrears(sorted(waiting), as_of=as_of)
    return (barred - waiting) | {key for key, one in late.items() if one.status(as_of) == LimitationStatus.TIME_BARRED}


def stale_among(contract_ids: Iterable[int]) -> set[int]:
    """Return which of some contracts have spans that wait to be written; one query."""
    return set(StaleArrears.objects.filter(contract__in=list(contract_ids)).values_list("contract_id", flat=True))


# -- contracts whose spans are out of date -----------------------------------------------------------------------------
def stale(contracts: QuerySet[Contract] | None = None) -> list[int]:
    """Return the contracts whose spans wait to be written; one query."""
    rows = StaleArrears.objects.all()
    if contracts is not None:
        rows = rows.filter(contract__in=contracts.order_by())
    return sorted(rows.values_list("contract_id", flat=True))


def stale_arrears(contract_ids: Sequence[int], *, as_of: date) -> dict[int, Arrears]:
    """Return what the rules say of contracts whose spans are out of date."""
    found = {}
    for key, spans in spans_of(contract_ids).items():
        for span in spans:
            if span.from_on <= as_of < span.until_on:
                found[key] = Arrears(
                    key,
                    span.due_on,
                    span.nominal_on,
                    span.since_on,
                    span.representative_until,
                    span.earliest_until,
                    span.barred_from,
                    span.last_due_on,
                    span.principal,
                    span.further_until,
                )
    return found


def spans_of(contract_ids: Iterable[int]) -> dict[int, tuple[ArrearsSpan, ...]]:
    """Work out the spans of contracts from what they owe on every day and from what interrupted their periods.

    A dozen queries, however many contracts there are; of one that owes nothing the spans are empty.
    """
    keys = sorted(set(contract_ids))
    if not keys:
        return {}
    contracts = {one.pk: one for one in Contract.objects.filter(pk__in=keys)}
    courses = _courses([one for one in contracts.values() if one.state in OWING])
    schedules = _schedules(keys)
    happened, claims = events_of(keys), claims_among(keys)
    events = interruptions(keys, on=rules.NEVER)
    parties: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for key, party, role in (
        Party.objects.filter(contract_id__in=keys).order_by().values_list("contract_id", "pk", "role")
    ):
        parties[key].append((party, role))
    years = years_of()
    found: dict[int, tuple[ArrearsSpan, ...]] = dict.fromkeys(keys, ())
    for key, course in courses.items():
        if not course.due:
            continue
        called_in_on = terms_of(contracts[key], events=happened.get(key, ())).called_in_by(date.max)
        schedule = schedules.get(key, _Schedule())
        found[key] = rules.arrears_spans(
            unpaid=schedule.unpaid(course, called_in_on, claims.get(key, {})),
            debtors=_debtors(events.get(key, ()), parties[key]),
            years=years(contracts[key]),
            has_clause=clause_of(contracts[key]),
            principal=[(span.from_on, span.principal) for span in course.whole] or [(date.min, Decimal("0.00"))],
            last_due=schedule.last_due(called_in_on),
        )
    return found


def _debtors(events: Sequence[Interruption], parties: Sequence[tuple[int, str]]) -> list[tuple[Interruption, ...]]:
    first = sorted(parties, key=lambda party: party[1] != Party.Role.REPRESENTATIVE)
    if not first or first[0][1] != Party.Role.REPRESENTATIVE:  # an old register may name nobody as representative
        first = [(0, Party.Role.REPRESENTATIVE.value), *first]
    return [events_of_party(events, party_id=party, role=role) for party, role in first]


class _Schedule:
    """The due dates of a contract by number, and when the last of each version falls due."""

    def __init__(self) -> None:
        self.nominal: dict[int, date] = {}
        self.versions: dict[int, tuple[date | None, date]] = {}

    def add(self, version: int, agreed_on: date | None, number: int, nominal_on: date) -> None:
        if agreed_on is None and version not in self.versions:  # the schedule of another transfer counts no more
            self.nominal, self.versions = {}, {}
        self.nominal[number] = nominal_on
        last = self.versions.get(version, (agreed_on, nominal_on))[1]
        self.versions[version] = (agreed_on, max(last, nominal_on))

    def unpaid(self, course: Course, called_in_on: date | None, claims: Mapping[int, Claim]) -> list[UnpaidSpan]:
        latest = called_in_on or date.max
        return [
            UnpaidSpan(
                from_on=span.from_on,
                until_on=span.until_on,
                nominal_on=min(self.nominal.get(span.number, span.due_on), latest),
                due_on=span.due_on,
                claim=rules.called_in(claims[span.number], on=latest) if span.number in claims else None,
            )
            for span in course.due
        ]

    def last_due(self, called_in_on: date | None) -> list[tuple[date, date]]:
        steps = sorted((agreed_on or date.min, last) for agreed_on, last in self.versions.values())
        steps = steps or [(date.min, date.min)]
        if called_in_on is not None:
            steps = [step for step in steps if step[0] < called_in_on] + [(called_in_on, called_in_on)]
        return steps


def _schedules(keys: Sequence[int]) -> dict[int, _Schedule]:
    found: dict[int, _Schedule] = defaultdict(_Schedule)
    rows = Instalment.objects.filter(contract_id__in=keys).order_by("contract_id", "version", "number")
    for key, version, agreed_on, number, nominal_on in rows.values_list(
        "contract_id", "version", "agreed_on", "number", "nominal_due_on"
    ):
        found[key].add(version, agreed_on, number, nominal_on)
    return found


def _courses(contracts: Sequence[Contract]) -> Mapping[int, Course]:
    """What the contracts owe on every day: from the spans that are kept, by the rules where those are out of date."""
    keys = [one.pk for one in contracts]
    waiting = set(StaleCourse.objects.filter(contract_id__in=keys).values_list("contract_id", flat=True))
    found: dict[int, Any] = {}
    if waiting:
        for key, history in histories(contracts=[one for one in contracts if one.pk in waiting]).items():
            last = max((payment.value_on for payment in history.payments), default=date.min)
            first = history.instalments[0]
            begins_on = date.fromordinal(first.nominal_due_on.toordinal() - first.days)
            found[key] = allocate_with_course(as_of=max(last, begins_on), **history.told())[1]
    fresh = [key for key in keys if key not in waiting]
    if fresh:
        for key in fresh:
            found[key] = Course([], [])  # type: ignore[arg-type]
        for key, *columns in DueSpan.objects.filter(contract_id__in=fresh).values_list(
            "contract_id", "number", "from_on", "until_on", "due_on"
        ):
            found[key].due.append(_Due(*columns))
        rows = DebtSpan.objects.filter(contract_id__in=fresh).order_by("contract_id", "from_on")
        for key, from_on, principal in rows.values_list("contract_id", "from_on", "principal"):
            found[key].whole.append(_Whole(from_on, _baht(principal)))
    return found


@dataclass(frozen=True, slots=True)
class _Due:
    """The columns of a ``DueSpan`` that say when something is unpaid."""

    number: int
    from_on: date
    until_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class _Whole:
    """The columns of a ``DebtSpan`` that say how much is left."""

    from_on: date
    principal: Decimal


def _baht(satang: int) -> Decimal:
    return Decimal(satang).scaleb(-2)
