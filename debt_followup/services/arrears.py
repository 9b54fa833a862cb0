"""Writing the spans of arrears: a cache that follows every replay, and is worked out anew whenever it is asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from debt_followup.models import ArrearsSpan, StaleArrears
from debt_followup.rules import ArrearsSpan as Span
from debt_followup.selectors.arrears import spans_of
from jobs.copying import array_of
from loans.models import Contract
from repayments.models import StaleCourse

CHUNK = 500
AT_ONCE = 10  # so many contracts are written with the replay itself: what a person does at once, not a batch


def follow_courses(contract_ids: Sequence[int]) -> None:
    """Write the spans of contracts whose courses were just written, or leave those of very many to a worker.

    Called in the transaction of the replay, which holds the contracts.
    """
    if len(contract_ids) <= AT_ONCE:
        write_arrears(contract_ids)
    else:
        mark_stale(contract_ids)


def mark_stale(contract_ids: Iterable[int]) -> None:
    """Note that the spans of contracts are to be worked out anew, because of something that no replay reads."""
    keys = sorted(set(contract_ids))
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO debt_followup_stalearrears (contract_id) SELECT unnest(%s::bigint[]) "
                "ON CONFLICT DO NOTHING",
                [array_of(keys)],
            )


def refresh_arrears(*, contract_ids: Iterable[int] | None = None) -> int:
    """Write anew the spans that are out of date, or those of some contracts; return of how many.

    A few hundred contracts a transaction, in the order of their keys, each held meanwhile. One whose course is out of
    date itself is left until that is written.
    """
    keys = StaleArrears.objects.values_list("contract_id", flat=True) if contract_ids is None else set(contract_ids)
    done = 0
    for some in _chunks(sorted(keys)):
        with transaction.atomic():
            held = Contract.objects.select_for_update(of=("self",)).filter(pk__in=some).order_by("pk")
            done += write_arrears(list(held.values_list("pk", flat=True)))
    return done


def write_arrears(contract_ids: Sequence[int]) -> int:
    """Make the spans of contracts those that the rules find, in the caller's transaction; return of how many.

    The caller holds the contracts. What of it is in the table already stays untouched.
    """
    waiting = set(StaleCourse.objects.filter(contract_id__in=contract_ids).values_list("contract_id", flat=True))
    keys = sorted(set(contract_ids) - waiting)
    if not keys:
        return 0
    wanted = span_rows(spans_of(keys))
    with connection.cursor() as cursor:
        there = _rows_there(cursor, keys)
        gone = [key for row, key in there.items() if row not in wanted]
        if gone:
            cursor.execute("DELETE FROM debt_followup_arrearsspan WHERE id = ANY(%s)", [gone])
        new = sorted(row for row in wanted if row not in there)
        if new:
            columns = ", ".join(ArrearsSpan.COPIED)
            with cursor.copy(f"COPY debt_followup_arrearsspan ({columns}) FROM STDIN") as copy:
                copy.write("\n".join(new) + "\n")
        cursor.execute("DELETE FROM debt_followup_stalearrears WHERE contract_id = ANY(%s)", [keys])
    return len(keys)


def differing_arrears(*, contract_ids: Iterable[int]) -> list[int]:
    """The contracts whose spans are not what the rules find; those that wait to be written are left out."""
    found: set[int] = set()
    for keys in _chunks(sorted(set(contract_ids))):
        waiting = set(StaleArrears.objects.filter(contract_id__in=keys).values_list("contract_id", flat=True))
        known = [key for key in keys if key not in waiting]
        with connection.cursor() as cursor:
            different = span_rows(spans_of(known)) ^ _rows_there(cursor, known).keys()
        found |= {int(row.partition("\t")[0]) for row in different}
    return sorted(found)


def span_rows(spans: Mapping[int, Sequence[Span]]) -> set[str]:
    """The rows of spans as COPY reads them, in the columns that the model names as ``COPIED``."""
    return {
        f"{key}\t{one.from_on}\t{one.until_on}\t{one.due_on}\t{one.nominal_on}\t{one.since_on}\t"
        f"{one.representative_until}\t{one.earliest_until}\t{one.barred_from}\t{one.last_due_on}\t"
        f"{int(one.principal.scaleb(2))}\t{{{','.join(map(str, one.further_until))}}}"
        for key, own in spans.items()
        for one in own
    }


def _rows_there(cursor: Any, keys: Sequence[int]) -> dict[str, int]:
    """The rows that are there, in the form in which COPY reads them, so that the two are compared as texts."""
    cursor.execute(
        f"SELECT id, concat_ws(E'\\t', {', '.join(ArrearsSpan.COPIED)}) FROM debt_followup_arrearsspan "
        "WHERE contract_id = ANY(%s)",
        [list(keys)],
    )
    return {row: key for key, row in cursor.fetchall()}


def _chunks(keys: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), CHUNK):
        yield list(keys[start : start + CHUNK])
