"""Lists and sentences made of figures, for the screen."""

from .cells import document_url, short
from .confirmations import confirmations
from .debtors import AGE_TONES, bars, debtors, instalments, working
from .limitation import limitation_words

__all__ = [
    "AGE_TONES",
    "bars",
    "confirmations",
    "debtors",
    "document_url",
    "instalments",
    "limitation_words",
    "short",
    "working",
]
