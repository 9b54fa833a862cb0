"""Writing the courses of debts: the cache out of which very many contracts are read at once.

A replay hands over the course that it found; what of it is in the table already stays untouched. The same function
rebuilds a course from nothing, so that a cache can always be held against the rules, and be thrown away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import connection, transaction

from loans.models import Contract
from repayments import rules, selectors
from repayments.models import DebtSpan, StaleCourse
from repayments.rules import Span

CHUNK = 500
# What is there is read in the form in which COPY writes it, so that the two are compared as texts.
_COLUMNS = ", ".join(DebtSpan.COPIED)
_MILLION = 10**6


def write_courses(courses: Mapping[int, Sequence[Span]], *, since: date | None = None) -> int:
    """Make the spans of these contracts those of their courses, in the caller's transaction; return how many changed.

    The caller holds the contracts and worked the courses out under that lock. An empty course removes a contract.

    :param since: nothing changed before this day, so that spans which ended by then are not looked at.
    """
    if not courses:
        return 0
    keys = sorted(courses)
    wanted = {
        span_row(key, span)
        for key, course in courses.items()
        for span in course
        if since is None or span.until_on > since
    }
    later = "" if since is None else "AND until_on > %(since)s"
    given = {"keys": keys, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, concat_ws(E'\\t', {_COLUMNS}) FROM repayments_debtspan "
            f"WHERE contract_id = ANY(%(keys)s) {later}",
            given,
        )
        there = {row: key for key, row in cursor.fetchall()}
        gone = [key for row, key in there.items() if row not in wanted]
        if gone:
            cursor.execute("DELETE FROM repayments_debtspan WHERE id = ANY(%s)", [gone])
        new = [row for row in wanted if row not in there]
        if new:
            new.sort()
            with cursor.copy(f"COPY repayments_debtspan ({_COLUMNS}) FROM STDIN") as copy:
                copy.write("\n".join(new) + "\n")
        cursor.execute("DELETE FROM repayments_stalecourse WHERE contract_id = ANY(%s)", [keys])
    return len(gone) + len(new)


def refresh_courses(*, on: date, contract_ids: Iterable[int] | None = None) -> int:
    """Write anew the courses that are out of date, or those of some contracts; return of how many.

    A few hundred contracts a transaction, in the order of their keys. Harmless beside everything else that goes on: a
    contract is held while its course is written.
    """
    waiting = StaleCourse.objects.all() if contract_ids is None else None
    done = 0
    for keys in _chunks(
        sorted(waiting.values_list("contract_id", flat=True) if waiting is not None else set(contract_ids or ()))
    ):
        with transaction.atomic():
            contracts = list(Contract.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
            write_courses(_courses(contracts, on=on))
        done += len(contracts)
    return done


def differing_courses(*, on: date, contract_ids: Iterable[int]) -> list[int]:
    """The contracts whose spans are not what a replay finds; those that wait to be written are left out."""
    found = []
    for keys in _chunks(sorted(set(contract_ids))):
        waiting = set(StaleCourse.objects.filter(contract_id__in=keys).values_list("contract_id", flat=True))
        contracts = [one for one in Contract.objects.filter(pk__in=keys) if one.pk not in waiting]
        rows: dict[int, set[str]] = {contract.pk: set() for contract in contracts}
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT contract_id, concat_ws(E'\\t', {_COLUMNS}) FROM repayments_debtspan "
                "WHERE contract_id = ANY(%s)",
                [list(rows)],
            )
            for key, row in cursor.fetchall():
                rows[key].add(row)
        courses = _courses(contracts, on=on)
        found += [key for key, there in rows.items() if there != {span_row(key, span) for span in courses[key]}]
    return sorted(found)


def _courses(contracts: Sequence[Contract], *, on: date) -> dict[int, Sequence[Span]]:
    """The courses of contracts as they are known now; nothing of one whose money has not left, or came back."""
    in_force = [contract for contract in contracts if contract.state in selectors.OWING]
    courses: dict[int, Sequence[Span]] = {contract.pk: () for contract in contracts}
    for key, history in selectors.histories(contracts=in_force).items():
        as_of = max([on, *(payment.value_on for payment in history.payments)])
        courses[key] = rules.allocate_with_course(as_of=as_of, **history.told())[1]
    return courses


def _chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield list(keys[start : start + CHUNK])


def span_row(contract_id: int, span: Span) -> str:
    """One span of a contract as COPY reads it, in the columns of ``DebtSpan.COPIED``."""
    return (
        f"{contract_id}\t{span.from_on}\t{span.until_on}\t{span.since_on}\t{span.due_on}\t{span.due_from_on}\t"
        f"{int(span.annual_rate * _MILLION)}\t{span.day_basis}\t{span.number}\t{_satang(span.principal)}\t"
        f"{_satang(span.contract_interest)}\t{_satang(span.default_interest)}\t{_satang(span.costs)}\t"
        f"{_satang(span.credit)}"
    )


def _satang(amount: Decimal) -> int:
    return int(amount.scaleb(2))
