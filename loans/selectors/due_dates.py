"""Which effective due dates are no longer what the calendar says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from areas.models import Holiday
from areas.selectors import business_calendars
from loans.models import DueDateMove
from loans.rules import moved_due_date

# What may have to move: a date that became a holiday, whenever it lies, and one ahead that was moved for a holiday.
_SUSPECTS = """
SELECT c.province_id, i.nominal_due_on, i.effective_due_on
FROM areas_holiday h
JOIN loans_instalment i ON i.effective_due_on = h."on"
JOIN loans_contract c ON c.id = i.contract_id
WHERE (h.province_id IS NULL OR h.province_id = c.province_id) AND i.opening_principal > 0
UNION
SELECT c.province_id, i.nominal_due_on, i.effective_due_on
FROM loans_instalment i
JOIN loans_contract c ON c.id = i.contract_id
WHERE i.effective_due_on > %(on)s AND i.effective_due_on > i.nominal_due_on AND i.opening_principal > 0
"""


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """The instalments of a province with these two dates fall due, in effect, on another day."""

    province: str
    nominal_due_on: date
    was_on: date
    is_on: date
    holidays: str


def due_date_moves(*, on: date) -> list[Move]:
    """Return the moves by which all effective due dates are what the calendar of today says.

    A later date holds whenever it is found, also for a holiday announced after its day. An earlier one only where it is
    not past: nobody is late in hindsight because a holiday was taken away. Three queries, however many instalments.

    Source: A-09, CCC 193/8, L-16.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SUSPECTS, {"on": on})
        suspects = cursor.fetchall()
    if not suspects:
        return []
    rows = list(Holiday.objects.order_by("on").values_list("on", "province_id", "name_th"))
    calendars = business_calendars(provinces={province for province, *_days in suspects})
    found = []
    for province, nominal, was in suspects:
        due = moved_due_date(nominal_due_on=nominal, effective_due_on=was, is_business_day=calendars[province], on=on)
        if due != was:
            names = dict.fromkeys(name for day, scope, name in rows if scope in (None, province) and was <= day < due)
            found.append(Move(province, nominal, was, due, ", ".join(names)[:300]))
    return sorted(found)


def due_dates_before(contract_ids: Iterable[int], *, known_at: Any) -> dict[tuple[int, int, int], date]:
    """Return the effective due dates that moved after a moment, as they were then, by contract, version and number."""
    rows = DueDateMove.objects.filter(instalment__contract__among=list(contract_ids), moved_at__gt=known_at)
    names = ("instalment__contract_id", "instalment__version", "instalment__number", "was_on")
    # the first move after the moment tells what was known before it, so it is written last
    return {
        (contract, version, number): was for contract, version, number, was in rows.order_by("-pk").values_list(*names)
    }
