"""Tables and facts of this room's pages, as data for the components."""

from .bank import (
    file_facts,
    files_table,
    line_facts,
    lines_table,
    preview_figures,
    preview_table,
    repeat_table,
    shares_table,
)
from .cells import NOTHING, TONES
from .changes import change_events, quote_facts, quote_table, working_of_quote
from .hand_outs import bundle_table, bundles_table, hand_out_events, print_runs_table, to_bundle_table
from .incoming import (
    NOTICE_TONES,
    REFUND_TONES,
    bounces_table,
    notice_contract_facts,
    notice_contracts_table,
    notice_facts,
    notices_table,
    planned_table,
    refund_facts,
    refunds_table,
)
from .ledgers import ledger_table, ledgers_table
from .payers import payer_fact, payers_table
from .receipts import receipts_table, split_table, taken_back_table, working_of_receipt
from .reversals import REVERSAL_TONES, reversal_facts, reversals_table
from .standings import instalments_table, standing_figures, working_of_standing
from .undos import undos_table
from .uploads import layouts_table, sample_table, uploads_table
from .write_offs import WRITE_OFF_TONES, write_off_facts, write_offs_table

__all__ = [
    "WRITE_OFF_TONES",
    "write_off_facts",
    "write_offs_table",
    "NOTHING",
    "NOTICE_TONES",
    "REFUND_TONES",
    "REVERSAL_TONES",
    "TONES",
    "bounces_table",
    "bundle_table",
    "bundles_table",
    "change_events",
    "file_facts",
    "files_table",
    "hand_out_events",
    "instalments_table",
    "layouts_table",
    "ledger_table",
    "ledgers_table",
    "line_facts",
    "lines_table",
    "notice_contract_facts",
    "notice_contracts_table",
    "notice_facts",
    "notices_table",
    "payer_fact",
    "payers_table",
    "planned_table",
    "preview_figures",
    "preview_table",
    "print_runs_table",
    "quote_facts",
    "quote_table",
    "receipts_table",
    "refund_facts",
    "refunds_table",
    "reversal_facts",
    "reversals_table",
    "sample_table",
    "repeat_table",
    "shares_table",
    "split_table",
    "taken_back_table",
    "standing_figures",
    "to_bundle_table",
    "undos_table",
    "uploads_table",
    "working_of_quote",
    "working_of_receipt",
    "working_of_standing",
]
