"""The tables of this room: columns as data, rows from what the selectors found."""

from .contracts import (
    STATE_TONES,
    counted,
    day,
    interest_working,
    money,
    register_table,
    schedule_table,
    shift,
    stamp_working,
    state_cell,
    to_prepare_table,
)
from .grants import GRANT_TONES, grants_table, records_table, subsidies_table
from .papers import issued_papers
from .rejections import REJECTION_TONES, rejection_facts, rejections_table
from .returns import RETURN_TONES, return_facts, returns_table
from .transfers import BATCH_TONES, bank_list, batch_lines_table, batches_table, receiver_of, sums_of_lines

__all__ = [
    "BATCH_TONES",
    "GRANT_TONES",
    "RETURN_TONES",
    "REJECTION_TONES",
    "STATE_TONES",
    "bank_list",
    "batch_lines_table",
    "batches_table",
    "counted",
    "day",
    "grants_table",
    "interest_working",
    "issued_papers",
    "money",
    "receiver_of",
    "records_table",
    "register_table",
    "return_facts",
    "returns_table",
    "rejection_facts",
    "rejections_table",
    "schedule_table",
    "shift",
    "stamp_working",
    "state_cell",
    "subsidies_table",
    "sums_of_lines",
    "to_prepare_table",
]
