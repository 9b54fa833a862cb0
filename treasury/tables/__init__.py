"""Tables, facts and figures of the books' pages, as data for the components and for files."""

from .audit import allowance_figures, allowance_table, numbers_table, seals_table
from .budgets import budget_table, lines_table, provinces_table
from .ledger import (
    balances_figures,
    entry_facts,
    entry_table,
    journal_columns,
    journal_rows,
    journal_table,
    money,
    register_sheet,
    register_table,
    trial_table,
)
from .months import checks_table, months_table, state_of
from .openings import OPENING_TONES, balances_table, opening_of_year_table, openings_table, year_state, years_table
from .statements import (
    differences_table,
    faults_table,
    only_books_table,
    only_statement_table,
    reconciliation_figures,
    reconciliation_sheet,
    statement_facts,
    statements_table,
)
from .statements import state_of as reconciliation_state

__all__ = [
    "OPENING_TONES",
    "allowance_figures",
    "statement_facts",
    "reconciliation_state",
    "reconciliation_sheet",
    "reconciliation_figures",
    "allowance_table",
    "balances_figures",
    "balances_table",
    "budget_table",
    "checks_table",
    "differences_table",
    "entry_facts",
    "entry_table",
    "faults_table",
    "journal_columns",
    "journal_rows",
    "journal_table",
    "lines_table",
    "money",
    "months_table",
    "numbers_table",
    "only_books_table",
    "only_statement_table",
    "opening_of_year_table",
    "openings_table",
    "provinces_table",
    "register_sheet",
    "register_table",
    "seals_table",
    "state_of",
    "statements_table",
    "trial_table",
    "year_state",
    "years_table",
]
