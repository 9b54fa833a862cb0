"""The reads of this room. All set-wise."""

from . import old_debts, restructurings
from .acknowledgements import acknowledgements_of, balance_of, balances_now, plan_standings, signer_limits
from .ageing import Ageing, aged_debts, ageing
from .arrears import Arrears, arrears, arrears_of, arrears_sql
from .confirmations import confirmations, confirmations_of, is_owed, runs, unconfirmed, with_debtor
from .contracts import NOTHING, PAGE, after, first_contract_days, in_force_on, representatives
from .debtors import (
    Behind,
    Debtor,
    DebtorRow,
    Page,
    Wanted,
    behind,
    debtor,
    debtors,
    find_outdated,
    limitation_of,
    named,
)
from .fraud import fraud_among, fraud_cases, fraud_of, papers_of
from .interruptions import interruptions, register_source
from .legal import Addressee, addressees_of, dead_parties, files_of
from .limitation import ContractLimits, DebtorLimits, limitation_years, limits_of
from .limits import Expiring, Move, by_day, by_month, expiring, expiring_between, move_of, moved, moves, moves_seen
from .register import ClassedDebt, classed_debts
from .restructurings import refusals_to_tell, restructurings_of
from .waivers import waivable, waivers_of

__all__ = [
    "find_outdated",
    "refusals_to_tell",
    "restructurings",
    "restructurings_of",
    "by_day",
    "by_month",
    "ClassedDebt",
    "classed_debts",
    "Addressee",
    "Ageing",
    "Arrears",
    "Behind",
    "ContractLimits",
    "Debtor",
    "DebtorLimits",
    "DebtorRow",
    "Expiring",
    "Move",
    "NOTHING",
    "PAGE",
    "Page",
    "Wanted",
    "acknowledgements_of",
    "addressees_of",
    "after",
    "aged_debts",
    "ageing",
    "arrears",
    "arrears_of",
    "arrears_sql",
    "balance_of",
    "balances_now",
    "behind",
    "confirmations",
    "confirmations_of",
    "dead_parties",
    "debtor",
    "debtors",
    "expiring",
    "expiring_between",
    "files_of",
    "first_contract_days",
    "fraud_among",
    "fraud_cases",
    "fraud_of",
    "in_force_on",
    "interruptions",
    "is_owed",
    "limitation_of",
    "limitation_years",
    "limits_of",
    "move_of",
    "moved",
    "moves",
    "moves_seen",
    "named",
    "old_debts",
    "papers_of",
    "plan_standings",
    "register_source",
    "representatives",
    "runs",
    "signer_limits",
    "unconfirmed",
    "waivable",
    "waivers_of",
    "with_debtor",
]
