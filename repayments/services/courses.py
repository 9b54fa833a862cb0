"""Writing the courses of debts: the cache out of which very many contracts are read at once.

A replay hands over the course that it found; what of it is in the tables already stays untouched. The same function
rebuilds a course from nothing, so that a cache can always be held against the rules, and be thrown away.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from loans.models import Contract
from repayments import rules, selectors
from repayments.models import DebtSpan, DueSpan, StaleCourse
from repayments.rules import Course

CHUNK = 500
_MILLION = 10**6
_Rows = dict[type[DebtSpan] | type[DueSpan], set[str]]

Follower = Callable[[Sequence[int]], None]
_followers: list[Follower] = []


def register_follower(follower: Follower) -> Follower:
    """Have a function of contracts called whenever their courses were written, in the same transaction.

    So a room above keeps what it makes of the courses as fresh as they are.
    """
    if follower not in _followers:
        _followers.append(follower)
    return follower


def write_courses(courses: Mapping[int, Course], *, since: Mapping[int, date] | None = None) -> int:
    """Make the spans of these contracts those of their courses, in the caller's transaction; return how many changed.

    The caller holds the contracts and worked the courses out under that lock. An empty course removes a contract.

    :param since: contracts of which nothing changed before a day, so that spans that ended before it are left alone.
    """
    if not courses:
        return 0
    keys, changed, since = sorted(courses), 0, since or {}
    with connection.cursor() as cursor:
        for model, wanted in course_rows(courses, since=since).items():
            there = _rows_there(cursor, model, keys, since=since)
            gone = [key for row, key in there.items() if row not in wanted]
            if gone:
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = ANY(%s)", [gone])
            new = sorted(row for row in wanted if row not in there)
            if new:
                columns = ", ".join(model.COPIED)
                with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                    copy.write("\n".join(new) + "\n")
            changed += len(gone) + len(new)
        cursor.execute("DELETE FROM repayments_stalecourse WHERE contract_id = ANY(%s)", [keys])
    for follower in _followers:
        follower(keys)
    return changed


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
        different: set[str] = set()
        with connection.cursor() as cursor:
            for model, wanted in course_rows(courses).items():
                different |= wanted ^ _rows_there(cursor, model, sorted(courses), since={}).keys()
        found += {int(row.partition("\t")[0]) for row in different}
    return sorted(found)


def course_rows(courses: Mapping[int, Course], *, since: Mapping[int, date] | None = None) -> _Rows:
    """The rows of courses as COPY reads them, in the columns that each model names as ``COPIED``.

    :param since: of these contracts only the spans that end on a day or after it: one ends where the change begins.
    """
    after = dict.fromkeys(courses, date.min) | dict(since or {})
    return {
        DebtSpan: {
            f"{key}\t{span.from_on}\t{span.until_on}\t{_satang(span.principal)}\t{_satang(span.costs)}\t"
            f"{_satang(span.credit)}\t{_satang(span.frozen)}"
            for key, course in courses.items()
            for span in course.whole
            if span.until_on >= after[key]
        },
        DueSpan: {
            f"{key}\t{span.number}\t{span.from_on}\t{span.until_on}\t{span.since_on}\t{span.due_on}\t"
            f"{int(span.annual_rate * _MILLION)}\t{span.day_basis}\t{_satang(span.principal)}\t"
            f"{_satang(span.contract_interest)}\t{_satang(span.default_interest)}\t{_satang(span.costs)}"
            for key, course in courses.items()
            for span in course.due
            if span.until_on >= after[key]
        },
    }


def _rows_there(
    cursor: Any, model: type[DebtSpan] | type[DueSpan], keys: Sequence[int], *, since: Mapping[int, date]
) -> dict[str, int]:
    """The rows that are there, in the form in which COPY reads them, so that the two are compared as texts."""
    cursor.execute(
        f"SELECT id, concat_ws(E'\\t', {', '.join(model.COPIED)}) "
        "FROM unnest(%s::bigint[], %s::date[]) AS wanted (wanted_id, after_on) "
        f"JOIN {model._meta.db_table} ON contract_id = wanted_id AND until_on >= after_on",
        [list(keys), [since.get(key, date.min) for key in keys]],
    )
    return {row: key for key, row in cursor.fetchall()}


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
    return int(amount.scaleb(2))
