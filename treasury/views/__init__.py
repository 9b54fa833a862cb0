"""Pages of the books."""

from .audit import allowance, book_allowance, explain_gap, numbers, seals
from .books import books, entry, journal, register, reverse_entry
from .budgets import allocate, budget, budgets, draw, draw_for_refund, fee, give_back, give_back_drawn, interest, spend
from .drawings import ask_drawing_undo, keep_drawing, undo_drawing
from .months import arrive, close, confirm, month, rebook, remit, reopen
from .openings import (
    ask_undo_opening,
    keep_opening,
    new_opening,
    opening,
    openings,
    post_opening,
    refuse_opening,
    undo_opening,
)
from .statements import explain, new_statement, statement, statement_file, statements
from .years import close_year, reopen_year, sign_year, year, years

__all__ = [
    "allocate",
    "allowance",
    "arrive",
    "ask_drawing_undo",
    "ask_undo_opening",
    "keep_drawing",
    "undo_drawing",
    "book_allowance",
    "books",
    "budget",
    "budgets",
    "close",
    "close_year",
    "confirm",
    "draw",
    "draw_for_refund",
    "entry",
    "explain",
    "explain_gap",
    "fee",
    "give_back",
    "give_back_drawn",
    "interest",
    "journal",
    "keep_opening",
    "month",
    "new_opening",
    "new_statement",
    "numbers",
    "opening",
    "openings",
    "post_opening",
    "rebook",
    "refuse_opening",
    "register",
    "remit",
    "reopen",
    "reopen_year",
    "reverse_entry",
    "seals",
    "sign_year",
    "spend",
    "statement",
    "statement_file",
    "statements",
    "undo_opening",
    "year",
    "years",
]
