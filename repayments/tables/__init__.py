"""Tables and facts of this room's pages, as data for the components."""

from .bank import file_facts, files_table, line_facts, lines_table, preview_figures, preview_table
from .cells import NOTHING, TONES
from .ledgers import ledger_table, ledgers_table
from .receipts import receipts_table, split_table, working_of_receipt
from .standings import instalments_table, standing_figures, working_of_standing

__all__ = [
    "NOTHING",
    "TONES",
    "file_facts",
    "files_table",
    "instalments_table",
    "ledger_table",
    "ledgers_table",
    "line_facts",
    "lines_table",
    "preview_figures",
    "preview_table",
    "receipts_table",
    "split_table",
    "standing_figures",
    "working_of_receipt",
    "working_of_standing",
]
