"""Lists and sentences made of figures, for the screen."""

from .calendar import WEEKDAYS, month_name, months, weeks
from .cells import claim_words, document_url, last_day_words, short
from .confirmations import confirmations
from .debtors import AGE_TONES, ageing_bars, bars, debtors, instalments, of_all, sums, working
from .fraud import FRAUD_TONES, fraud_facts, fraud_papers, fraud_rows, fraud_table, moves_seen
from .limitation import (
    STATUS_TONES,
    because_words,
    days_left_words,
    limitation_words,
    limits_table,
    move_words,
    next_words,
    picture,
    rule_in_words,
)
from .register import expiring, expiring_by_amphoe, following, moved, register, summaries
from .replies import batches

__all__ = [
    "WEEKDAYS",
    "month_name",
    "months",
    "weeks",
    "claim_words",
    "last_day_words",
    "FRAUD_TONES",
    "fraud_facts",
    "fraud_papers",
    "fraud_rows",
    "fraud_table",
    "moves_seen",
    "STATUS_TONES",
    "because_words",
    "days_left_words",
    "limits_table",
    "move_words",
    "next_words",
    "picture",
    "rule_in_words",
    "expiring",
    "expiring_by_amphoe",
    "following",
    "moved",
    "register",
    "summaries",
    "AGE_TONES",
    "ageing_bars",
    "bars",
    "batches",
    "confirmations",
    "debtors",
    "document_url",
    "instalments",
    "limitation_words",
    "of_all",
    "short",
    "sums",
    "working",
]
