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
from .transfers import BATCH_TONES, bank_list, batch_lines_table, batches_table, receiver_of

__all__ = [
    "BATCH_TONES",
    "GRANT_TONES",
    "STATE_TONES",
    "bank_list",
    "batch_lines_table",
    "batches_table",
    "counted",
    "day",
    "grants_table",
    "interest_working",
    "money",
    "receiver_of",
    "records_table",
    "register_table",
    "schedule_table",
    "shift",
    "stamp_working",
    "state_cell",
    "subsidies_table",
    "to_prepare_table",
]
