"""What a late debtor owes, what each payment paid, and what settles a loan.

Receipts are immutable; what they paid is worked out anew from all of them. ``allocate`` replays a contract,
``settlement_quote`` names the sum that ends it on a day, ``default_interest`` is the single line of both.
"""

from .agreements import Frozen, Restructuring, Waiver, counted_days, new_schedule
from .billing import Bill, bills_of
from .continued import Continued, continue_course, credit_waits
from .course import FOR_EVER, Course, DebtSpan, DueSpan, RateTooFine, allocate_with_course
from .default_interest import (
    STATUTORY_STEPS,
    InterestLine,
    NoRateThen,
    RateStep,
    default_interest,
)
from .refusals import BadInstalments, BadPayment, BadTerms, PaymentTwice
from .replay import allocate
from .result import AccruedInterest, Allocation, AllocationLine, InstalmentOwed, PaymentAllocation, principal_after
from .settlement import SettlementLine, SettlementQuote, settlement_quote
from .terms import (
    CODE_ORDER,
    OWN_DUE_DATE_FROM,
    Component,
    Cost,
    DefaultBase,
    Payment,
    Refund,
    Return,
    Terms,
)

__all__ = [
    "CODE_ORDER",
    "FOR_EVER",
    "OWN_DUE_DATE_FROM",
    "STATUTORY_STEPS",
    "AccruedInterest",
    "Allocation",
    "AllocationLine",
    "BadInstalments",
    "BadPayment",
    "BadTerms",
    "Bill",
    "Component",
    "Continued",
    "Cost",
    "Course",
    "DebtSpan",
    "DefaultBase",
    "DueSpan",
    "Frozen",
    "InstalmentOwed",
    "InterestLine",
    "NoRateThen",
    "Payment",
    "PaymentAllocation",
    "PaymentTwice",
    "RateStep",
    "RateTooFine",
    "Refund",
    "Restructuring",
    "Return",
    "SettlementLine",
    "SettlementQuote",
    "Terms",
    "Waiver",
    "allocate",
    "allocate_with_course",
    "bills_of",
    "continue_course",
    "credit_waits",
    "counted_days",
    "default_interest",
    "new_schedule",
    "principal_after",
    "settlement_quote",
]
