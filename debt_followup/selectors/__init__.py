"""The reads of this room. All set-wise."""

from .ageing import Ageing, aged_debts, ageing
from .confirmations import confirmations, confirmations_of, is_owed, runs, unconfirmed, with_debtor
from .contracts import NOTHING, PAGE, after, first_contract_days, in_force_on, representatives
from .debtors import Debtor, Page, debtor, debtors, limitation_of
from .interruptions import interruptions, register_source
from .limitation import limitation_years

__all__ = [
    "NOTHING",
    "PAGE",
    "Ageing",
    "Debtor",
    "Page",
    "after",
    "aged_debts",
    "ageing",
    "confirmations",
    "confirmations_of",
    "debtor",
    "debtors",
    "first_contract_days",
    "in_force_on",
    "interruptions",
    "is_owed",
    "limitation_of",
    "limitation_years",
    "register_source",
    "representatives",
    "runs",
    "unconfirmed",
    "with_debtor",
]
