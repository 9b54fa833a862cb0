"""Incoming files of banks in their profiles: records of fixed width, and tables whose columns a person named. Pure."""

from .content import (
    MOST_BYTES,
    BankFileContent,
    BankFileRefused,
    Block,
    Faults,
    FileLine,
    LineFault,
    numbered_by_occurrence,
    refuse_if,
)
from .fixed_width import PROFILE, is_fixed_width, parse, records_by_account
from .headings import Field, guess, signature
from .tables import PROFILE as TABLE_PROFILE
from .tables import Layout, LayoutWrong, read_table, require_columns

__all__ = [
    "MOST_BYTES",
    "PROFILE",
    "TABLE_PROFILE",
    "BankFileContent",
    "BankFileRefused",
    "Block",
    "Faults",
    "Field",
    "FileLine",
    "Layout",
    "LayoutWrong",
    "LineFault",
    "guess",
    "is_fixed_width",
    "numbered_by_occurrence",
    "parse",
    "read_table",
    "records_by_account",
    "refuse_if",
    "require_columns",
    "signature",
]
