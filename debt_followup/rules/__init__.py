"""Limitation periods, classes of arrears, acknowledgements: the rules of this room. Pure."""

from .acknowledgements import AcknowledgedDebt, NegativeDebt, acknowledged_debt
from .ageing import AGE_CLASSES, AgeClass, age_class
from .interruptions import CAUSES, MAKES_ONE, Cause, Interruption
from .limitation import (
    LONGEST_YEARS,
    YEARS_OF_A_SINGLE_SUM,
    YEARS_OF_INSTALMENTS,
    LimitationEnd,
    NothingUnpaid,
    last_day_to_sue,
    latest_last_day_to_sue,
    limitation_ends,
)
from .old_debts import (
    BASE_ON,
    COUNTED_UNTIL,
    Collection,
    NoDueDate,
    Planned,
    ReceivedTooMuch,
    Remaining,
    YearOfArrears,
    collection,
    equal_parts,
    in_all,
    left_of,
)

__all__ = [
    "AGE_CLASSES",
    "CAUSES",
    "LONGEST_YEARS",
    "MAKES_ONE",
    "YEARS_OF_A_SINGLE_SUM",
    "YEARS_OF_INSTALMENTS",
    "AcknowledgedDebt",
    "AgeClass",
    "Cause",
    "Interruption",
    "LimitationEnd",
    "NegativeDebt",
    "NothingUnpaid",
    "acknowledged_debt",
    "age_class",
    "last_day_to_sue",
    "latest_last_day_to_sue",
    "limitation_ends",
    "BASE_ON",
    "COUNTED_UNTIL",
    "Collection",
    "NoDueDate",
    "Planned",
    "ReceivedTooMuch",
    "Remaining",
    "YearOfArrears",
    "collection",
    "equal_parts",
    "in_all",
    "left_of",
]
