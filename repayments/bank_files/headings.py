"""What banks write over the columns of their tables, and in the column that tells money in from money out. Pure."""

# stays Thai throughout: words of the banks' own files

import hashlib
import re
from collections.abc import Sequence
from enum import StrEnum


class Field(StrEnum):
    """What a column may hold."""

    VALUE_ON = "value_on"
    TIME = "time"
    CUSTOMER_NAME = "customer_name"
    REF1 = "ref1"
    REF2 = "ref2"
    REF3 = "ref3"
    AMOUNT = "amount"
    CREDIT = "credit"
    DEBIT = "debit"
    KIND = "kind"
    ACCOUNT = "account"


CREDITS = frozenset({"C", "CR", "CREDIT", "เครดิต", "ฝาก", "เงินเข้า", "+"})
DEBITS = frozenset({"D", "DR", "DEBIT", "เดบิต", "ถอน", "เงินออก", "-"})
TOTAL = re.compile(r"รวม|total", re.IGNORECASE)
_HEADINGS: dict[Field, tuple[str, ...]] = {
    Field.VALUE_ON: ("วันที่", "date"),
    Field.TIME: ("เวลา", "time"),
    Field.CUSTOMER_NAME: ("ชื่อผู้ชำระ", "ชื่อลูกค้า", "ผู้ชำระ", "ชื่อ", "customer", "payer", "name"),
    Field.REF1: ("ref1", "refno1", "อ้างอิง1", "reference1", "referenceno1"),
    Field.REF2: ("ref2", "refno2", "อ้างอิง2", "reference2", "referenceno2"),
    Field.REF3: ("ref3", "refno3", "อ้างอิง3", "reference3", "referenceno3"),
    Field.CREDIT: ("เครดิต", "เงินเข้า", "ฝาก", "credit", "deposit"),
    Field.DEBIT: ("เดบิต", "เงินออก", "ถอน", "debit", "withdrawal"),
    Field.AMOUNT: ("จำนวนเงิน", "ยอดเงิน", "amount"),
    Field.KIND: ("ชนิด", "ประเภท", "type", "dr/cr", "c/d"),
    Field.ACCOUNT: ("เลขที่บัญชี", "account"),
}


def signature(headings: Sequence[str]) -> str:
    """What tells one table's headings from another's, spaces and capitals aside."""
    return hashlib.sha256("\x1f".join(_bare(heading) for heading in headings).encode()).hexdigest()


def guess(headings: Sequence[str]) -> dict[str, str]:
    """The columns that their headings seem to name, to be looked over by a person."""
    found: dict[str, str] = {}
    for one, words in _HEADINGS.items():
        for word in words:
            fitting = next((h for h in headings if _bare(word) in _bare(h) and h not in found.values()), None)
            if fitting:
                found[one.value] = fitting
                break
    if Field.CREDIT.value in found and Field.DEBIT.value in found:
        found.pop(Field.AMOUNT.value, None)
        return found
    found.pop(Field.DEBIT.value, None)
    if came := found.pop(Field.CREDIT.value, None):  # a table of payments alone
        found.setdefault(Field.AMOUNT.value, came)
    return found


def _bare(heading: str) -> str:
    return re.sub(r"[\s._()\-]", "", heading).casefold()
