"""Effective due dates follow the calendar; nominal ones never move."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from jobs.copying import array_of
from loans.models import Contract
from loans.selectors.due_dates import due_date_moves

CHUNK = 2_000

_MOVES = """
unnest(%(provinces)s::text[], %(nominal)s::date[], %(was)s::date[], %(due)s::date[], %(holidays)s::text[])
    AS m (province_id, nominal_due_on, was_on, is_on, holidays)
"""
_WHOSE = f"""
SELECT DISTINCT c.id
FROM {_MOVES}
JOIN loans_instalment i ON i.effective_due_on = m.was_on AND i.nominal_due_on = m.nominal_due_on
JOIN loans_contract c ON c.id = i.contract_id AND c.province_id = m.province_id
WHERE i.opening_principal > 0
ORDER BY c.id LIMIT %(most)s
"""
_MOVE = f"""
WITH moved AS (
    UPDATE loans_instalment i SET effective_due_on = m.is_on
    FROM {_MOVES}, loans_contract c
    WHERE c.id = i.contract_id AND c.province_id = m.province_id AND i.effective_due_on = m.was_on
        AND i.nominal_due_on = m.nominal_due_on AND i.opening_principal > 0
        AND i.contract_id = ANY(%(contracts)s::bigint[])
    RETURNING i.id, m.was_on, m.is_on, m.holidays
)
INSERT INTO loans_duedatemove (instalment_id, was_on, is_on, holidays, moved_on, moved_by_id, moved_at)
SELECT id, was_on, is_on, holidays, %(on)s, %(by)s, statement_timestamp() FROM moved ORDER BY id
"""


@transaction.atomic
def move_due_dates(*, on: date, by: Any = None, most: int = CHUNK) -> int:
    """Have the effective due dates of the next contracts follow the calendar; return of how many contracts.

    Each move is kept (``DueDateMove``). The contracts are held in the order of their keys, so that no replay writes
    meanwhile what it read before. Whoever keeps something of a schedule is told by triggers. Run again it changes
    nothing.

    :param most: how many contracts at once; fewer returned means that nothing is left.
    Source: A-09, CCC 193/8, L-16.
    """
    moves = due_date_moves(on=on)
    if not moves:
        return 0
    told = {
        "provinces": [move.province for move in moves],
        "nominal": [move.nominal_due_on for move in moves],
        "was": [move.was_on for move in moves],
        "due": [move.is_on for move in moves],
        "holidays": [move.holidays for move in moves],
        "most": most,
        "on": on,
        "by": by.pk if by else None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE, told)
        keys = [key for (key,) in cursor.fetchall()]
        held = Contract.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
        told["contracts"] = array_of(held.values_list("pk", flat=True))
        cursor.execute(_MOVE, told)
    return len(keys)
