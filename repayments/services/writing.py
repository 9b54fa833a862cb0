"""Writing the rows of very many replays at once, as the database takes them fastest."""

import gc
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, NamedTuple

from jobs.copying import NOTHING, copy_text, escaped
from repayments.models import Allocation

_ALLOCATION = ("contract_id", "receipt_id", "replay", "line", "instalment_number", "component", "amount", "working")


class Row(NamedTuple):
    """A row of ``Allocation`` before it is written, with the same names; of many thousand no models are made."""

    contract_id: int
    receipt_id: int
    replay: int
    line: int
    instalment_number: int | None
    component: str
    amount: Decimal
    working: dict[str, Any]

    def as_model(self) -> Allocation:
        """The row as a model, for what is shown of a few."""
        return Allocation(**self._asdict())


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for circles among objects meanwhile; also a decorator, for work whose size is bounded.

    Many thousand rows are many thousand objects that all stay until the end: looking through them again and again took
    more than a third of the time and never found anything.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def write_allocations(rows: Iterable[Row]) -> None:
    """Write rows of allocation; their keys stay unknown to the caller."""
    copy_text(
        Allocation,
        _ALLOCATION,
        (
            f"{row.contract_id}\t{row.receipt_id}\t{row.replay}\t{row.line}\t"
            f"{NOTHING if row.instalment_number is None else row.instalment_number}\t{row.component}\t{row.amount}\t"
            f"{_json(row.working)}"
            for row in rows
        ),
    )


def _json(working: dict[str, Any]) -> str:
    if not working.get("lines"):  # most pay no default interest: their days need no escapes
        return f'{{"applied_on": "{working["applied_on"]}", "lines": []}}' if working else "{}"
    return escaped(json.dumps(working, ensure_ascii=False))
