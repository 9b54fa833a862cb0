"""Writing the courses of debts: the cache out of which very many contracts are read at once.

A replay hands over the course that it found; what of it is in the tables already stays untouched. The same function
rebuilds a course from nothing, so that a cache can always be held against the rules, and be thrown away.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection, transaction

from jobs.copying import array_of
from loans.models import Contract
from repayments import rules, selectors
from repayments.models import DebtSpan, DueSpan, StaleCourse
from repayments.rules import Course

CHUNK = 500
_MILLION = 10**6
Row = tuple[Any, ...]
Rows = dict[type[DebtSpan] | type[DueSpan], set[Row]]
Kept = dict[type[DebtSpan] | type[DueSpan], dict[Row, int]]

Follower = Callable[[Sequence[int]], None]
_followers: list[Follower] = []


def register_follower(follower: Follower) -> Follower:
    """Have a function of contracts called whenever their courses were written, in the same transaction.

    So a room above keeps what it makes of the courses as fresh as they are.
    """
    if follower not in _followers:
        _followers.append(follower)
    return follower


def write_courses(
    courses: Mapping[int, Course], *, since: Mapping[int, date] | None = None, kept: Kept | None = None
) -> int:
    """Make the spans of these contracts those of their courses, in the caller's transaction; return how many changed.

    The caller holds the contracts and worked the courses out under that lock. An empty course removes a contract.

    :param since: contracts of which nothing changed before a day, so that spans that ended before it are left alone.
    :param kept: what ``kept_spans`` read of these contracts, with the same ``since``; read here when left out.
    """
    if not courses:
        return 0
    keys, changed, since = sorted(courses), 0, since or {}
    kept = kept_spans(keys, since=since) if kept is None else kept
    with connection.cursor() as cursor:
        for model, wanted in course_rows(courses, since=since).items():
            there = kept[model]
            gone = [key for row, key in there.items() if row not in wanted]
            if gone:
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = ANY(%s::bigint[])", [array_of(gone)])
            new = sorted(row for row in wanted if row not in there)
            if new:
                columns = ", ".join(model.COPIED)
                with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                    copy.write("\n".join(map(as_text, new)) + "\n")
            changed += len(gone) + len(new)
        cursor.execute("DELETE FROM repayments_stalecourse WHERE contract_id = ANY(%s::bigint[])", [array_of(keys)])
    tell_followers(keys)
    return changed


def tell_followers(contract_ids: Iterable[int]) -> None:
    """Have every follower look at contracts of which something changed that is in no course, such as who paid.

    The caller holds the contracts.
    """
    keys = sorted(set(contract_ids))
    for follower in _followers if keys else ():
        follower(keys)


def refresh_courses(*, on: date, contract_ids: Iterable[int] | None = None) -> int:
    """Write anew the courses that are out of date, or those of some contracts; return of how many.

    A few hundred contracts a transaction, in the order of their keys. Harmless beside everything else that goes on: a
    contract is held while its course is written.
    """
    keys = StaleCourse.objects.values_list("contract_id", flat=True) if contract_ids is None else set(contract_ids)
    done = 0
    for some in _chunks(sorted(keys)):
        with transaction.atomic():
            contracts = list(Contract.objects.select_for_update(of=("self",)).filter(pk__in=some).order_by("pk"))
            write_courses(_courses(contracts, on=on))
        done += len(contracts)
    return done


def differing_courses(*, on: date, contract_ids: Iterable[int]) -> list[int]:
    """The contracts whose spans are not what a replay finds; those that wait to be written are left out."""
    found: list[int] = []
    for keys in _chunks(sorted(set(contract_ids))):
        waiting = set(StaleCourse.objects.filter(contract_id__in=keys).values_list("contract_id", flat=True))
        contracts = [one for one in Contract.objects.filter(pk__in=keys) if one.pk not in waiting]
        courses = _courses(contracts, on=on)
        kept = kept_spans(sorted(courses), since={})
        different: set[Row] = set()
        for model, wanted in course_rows(courses).items():
            different |= wanted ^ kept[model].keys()
        found += {row[0] for row in different}
    return sorted(found)


def course_rows(courses: Mapping[int, Course], *, since: Mapping[int, date] | None = None) -> Rows:
    """The rows of courses, in the columns that each model names as ``COPIED``; amounts in satang, rates in millionths.

    :param since: of these contracts only the spans that end on a day or after it: one ends where the change begins.
    """
    after = dict.fromkeys(courses, date.min) | dict(since or {})
    return {
        DebtSpan: {
            (
                key,
                span.from_on,
                span.until_on,
                _satang(span.principal),
                _satang(span.costs),
                _satang(span.credit),
                _satang(span.frozen),
            )
            for key, course in courses.items()
            for span in course.whole
            if span.until_on >= after[key]
        },
        DueSpan: {
            (
                key,
                span.number,
                span.from_on,
                span.until_on,
                span.since_on,
                span.due_on,
                int(span.annual_rate * _MILLION),
                span.day_basis,
                _satang(span.principal),
                _satang(span.contract_interest),
                _satang(span.default_interest),
                _satang(span.costs),
            )
            for key, course in courses.items()
            for span in course.due
            if span.until_on >= after[key]
        },
    }


def as_text(row: Row) -> str:
    """A row as COPY reads it."""
    return "\t".join(map(str, row))


def kept_spans(keys: Sequence[int], *, since: Mapping[int, date]) -> Kept:
    """The rows that are there, in the columns of ``course_rows``, each with its key; a query for either table.

    Contract by contract (OFFSET 0 sees to it): the planner takes the open end of the days for most of the table.

    :param since: of these contracts only the spans that end on a day or after it.
    """
    found: Kept = {}
    wanted = [array_of(keys), array_of(since.get(key, date.min) for key in keys)]
    with connection.cursor() as cursor:
        for model in (DebtSpan, DueSpan):
            cursor.execute(
                "SELECT kept.* FROM unnest(%s::bigint[], %s::date[]) AS wanted (contract_id, after_on) "
                f"CROSS JOIN LATERAL (SELECT id, {', '.join(model.COPIED)} FROM {model._meta.db_table} spans "
                "WHERE spans.contract_id = wanted.contract_id AND spans.until_on >= wanted.after_on OFFSET 0) kept",
                wanted,
            )
            found[model] = {row[1:]: row[0] for row in cursor.fetchall()}
    return found


def open_ends(kept: Kept, *, of: Container[int]) -> dict[int, tuple[list[rules.DebtSpan], list[rules.DueSpan]]]:
    """Spans that were read, as the rules know them: of some debts as a whole, and of their instalments."""
    found: dict[int, tuple[list[rules.DebtSpan], list[rules.DueSpan]]] = {}
    for key, from_on, until_on, *amounts in kept[DebtSpan]:
        if key in of:
            found.setdefault(key, ([], []))[0].append(rules.DebtSpan(from_on, until_on, *map(_baht, amounts)))
    for key, number, from_on, until_on, since_on, due_on, rate, basis, *amounts in kept[DueSpan]:
        if key not in found:
            continue
        principal, contract_interest, default_interest, costs = map(_baht, amounts)
        found[key][1].append(
            rules.DueSpan(
                number,
                from_on,
                until_on,
                since_on,
                due_on,
                principal,
                contract_interest,
                default_interest,
                costs,
                _yearly(rate),
                basis,
            )
        )
    return found


def leave_alone(kept: Kept, instalments: Container[tuple[int, int]]) -> None:
    """Take the spans of instalments, each by contract and number, out of what was read, so that they stay."""
    kept[DueSpan] = {row: key for row, key in kept[DueSpan].items() if row[:2] not in instalments}


def _courses(contracts: Sequence[Contract], *, on: date) -> dict[int, Course]:
    """The courses of contracts as they are known now; nothing of one whose money has not left, or came back."""
    in_force = [contract for contract in contracts if contract.state in selectors.OWING]
    courses = {contract.pk: Course() for contract in contracts}
    for key, history in selectors.histories(contracts=in_force).items():
        as_of = max([on, *(payment.value_on for payment in history.payments)])
        courses[key] = rules.allocate_with_course(as_of=as_of, **history.told())[1]
    return courses


def _chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield list(keys[start : start + CHUNK])


def _satang(amount: Decimal) -> int:
    return int(amount.scaleb(2)) if amount else 0


@lru_cache(maxsize=4096)
def _baht(satang: int) -> Decimal:
    """Instalments of one plan are alike, and most amounts are nothing: the same few sums come again and again."""
    return Decimal(satang).scaleb(-2)


@lru_cache(maxsize=64)
def _yearly(millionths: int) -> Decimal:
    return Decimal(millionths) / _MILLION
