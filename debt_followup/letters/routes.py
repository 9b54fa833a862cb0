"""The way of a day as a paper: a cover that tells nobody's name or debt, then the visits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from debt_followup.selectors.weeks import Call

ROUTE = "papers/debt_route.html"


def route(*, calls: Sequence[Call], day: date, on: date) -> dict[str, Any]:
    """Return the context of the paper; of the cover only the day, the places and how many visits there are."""
    places: dict[str, int] = {}
    for call in calls:
        place = f"{call.visit.case.tambon.label} {call.visit.case.amphoe.label}"
        places[place] = places.get(place, 0) + 1
    return {
        "day": day.isoformat(),
        "places": [{"label": label, "count": count} for label, count in places.items()],
        "count": len(calls),
        "visitors": sorted({call.visit.visitor.name for call in calls}),
        "rows": [_row(call) for call in calls],
        "as_of": on.isoformat(),
        "known_at": on.isoformat(),
    }


def _row(call: Call) -> dict[str, Any]:
    case = call.visit.case
    return {
        "place": case.tambon.label,
        "village": f"หมู่ {call.village}" if call.village else "",
        "name": call.debtor.name if call.debtor else "",
        "address": call.debtor.address if call.debtor else "",
        "telephone": call.telephone,
        "contract": case.contract.label,
        "due": f"{call.due_total:.2f}",
        "visitor": call.visit.visitor.name,
        "helper": call.visit.helper.name if call.visit.helper else "",
    }
