"""Whose money is it: the judgement on one bank line, with its reason. Pure.

Only a reference that is right in both parts matches by itself. Whatever is guessed from amount and name, or from the
evidence that a member handed in, is a proposal for a person to confirm, and never posts as a repayment unseen.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Protocol

from loans.references import Ref1Wrong, check_ref1
from repayments.bill_payment import Ref2Wrong, read_ref2
from repayments.reasons import in_words, said

SHORTEST_NAME = 6
NOTICE_DAYS = 3
_TITLES = re.compile(r"^(นางสาว|น\.ส\.|นาง|นาย|MISS|MRS\.?|MR\.?|MS\.?)\s*")  # stays Thai: names of the bank's file
_NO_LETTERS = re.compile(r"[\s.\-]")


class Finding(StrEnum):
    """What a line is taken for; the values are those of ``BankLine.State``."""

    MATCHED = "MATCHED"
    DOUBTFUL = "DOUBTFUL"
    UNKNOWN = "UNKNOWN"
    TAKEN_BACK = "TAKEN_BACK"
    PERHAPS_SAME = "PERHAPS_SAME"


class Score(IntEnum):
    """How sure a judgement is, from 0 to 100; only the first two match by themselves."""

    BOTH_REFERENCES_AND_AMOUNT = 100
    BOTH_REFERENCES = 90
    NOTICE_AND_NAME = 75
    FIRST_REFERENCE = 70
    NOTICE = 60
    AMOUNT_AND_NAME = 50
    CLOSED_CONTRACT = 30
    SEVERAL = 10
    NOTHING = 0


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract as far as matching asks: ``instalments`` is number to total in baht, ``names`` are its parties'.

    Of a contract that a line names it is enough to know the instalment that the line names with it.
    """

    id: int
    label: str
    ref1: str
    province: str
    is_open: bool
    instalments: Mapping[int, Decimal]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownNotice:
    """What a member said she paid for a contract, and nobody has found at the bank yet (D-18)."""

    contract_id: int
    label: str
    amount: Decimal
    paid_on: date
    payer: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is taken for, of which contract, why (as ``reasons.said`` keeps it), and how sure that is."""

    finding: Finding
    why: str
    contract_id: int | None = None
    score: int = Score.NOTHING

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        return in_words(self.why)


def judge(
    *,
    kind: str,
    ref1: str,
    ref2: str,
    amount: Decimal,
    customer_name: str,
    province: str,
    by_ref1: Mapping[str, KnownContract],
    candidates: Iterable[KnownContract] = (),
    value_on: date | None = None,
    notices: Iterable[KnownNotice] = (),
) -> Verdict:
    """Say whose a bank line is.

    :param by_ref1: contracts in force of any province, by reference.
    :param candidates: contracts in force of the province that have an instalment of this amount.
    :param notices: what members of the province said they paid, of this amount; they prove nothing, they point.
    Source: R-REPAY-05, R-REPAY-06, R-REPAY-08; D-18.
    """
    if kind != "C":
        return Verdict(Finding.TAKEN_BACK, said("TAKEN_BACK"))
    told = [notice for notice in notices if notice.amount == amount and _is_near(notice.paid_on, value_on)]
    try:
        check_ref1(ref1)
    except Ref1Wrong:
        why = said("REF1_WRONG", ref1=ref1) if ref1 else said("REF1_MISSING")
        return _guess(why, amount=amount, customer_name=customer_name, candidates=candidates, notices=told)
    contract = by_ref1.get(ref1)
    if contract is None:
        why = said("REF1_UNKNOWN", ref1=ref1)
        return _guess(why, amount=amount, customer_name=customer_name, candidates=candidates, notices=told)
    if contract.province != province:
        return Verdict(Finding.UNKNOWN, said("OTHER_PROVINCE", ref1=ref1))
    if not contract.is_open:
        return Verdict(Finding.DOUBTFUL, said("CLOSED", contract=contract.label), contract.id, Score.CLOSED_CONTRACT)
    try:
        instalment = read_ref2(ref2)
    except Ref2Wrong:
        why = said("REF2_WRONG", contract=contract.label, ref2=ref2)
        return Verdict(Finding.DOUBTFUL, why, contract.id, Score.FIRST_REFERENCE)
    if instalment not in contract.instalments:
        why = said("NO_INSTALMENT", contract=contract.label, number=instalment)
        return Verdict(Finding.DOUBTFUL, why, contract.id, Score.FIRST_REFERENCE)
    planned = contract.instalments[instalment]
    if amount == planned:
        why = said("BOTH_AND_AMOUNT", contract=contract.label, number=instalment)
        return Verdict(Finding.MATCHED, why, contract.id, Score.BOTH_REFERENCES_AND_AMOUNT)
    why = said("BOTH", contract=contract.label, number=instalment, planned=f"{planned:,.2f}")
    return Verdict(Finding.MATCHED, why, contract.id, Score.BOTH_REFERENCES)


class Earlier(Protocol):
    """A line that came by another file, as far as its likeness is told."""

    time: time
    customer_name: str
    file_name: str


def perhaps_same(other: Earlier) -> Verdict:
    """What a line is taken for that may be one that came in before: nothing else is said of it until a person did."""
    known = {"time": f"{other.time:%H:%M}", "file": other.file_name}
    if other.customer_name:
        return Verdict(Finding.PERHAPS_SAME, said("PERHAPS_SAME", payer=other.customer_name, **known))
    return Verdict(Finding.PERHAPS_SAME, said("PERHAPS_SAME_NAMELESS", **known))


def _guess(
    why: str,
    *,
    amount: Decimal,
    customer_name: str,
    candidates: Iterable[KnownContract],
    notices: Sequence[KnownNotice],
) -> Verdict:
    """A proposal for a person: what a member handed in evidence of first, then an instalment's amount with the name."""
    named = [notice for notice in notices if is_same_name(customer_name, notice.payer)]
    pointed = {notice.contract_id: notice for notice in named or notices}
    if len(pointed) == 1:
        (notice,) = pointed.values()
        code, score = ("NOTICE_AND_NAME", Score.NOTICE_AND_NAME) if named else ("NOTICE", Score.NOTICE)
        return Verdict(Finding.DOUBTFUL, why + said(code, contract=notice.label), notice.contract_id, score)
    alike = [
        contract
        for contract in candidates
        if contract.is_open
        and amount in contract.instalments.values()
        and any(is_same_name(customer_name, name) for name in contract.names)
    ]
    if len(alike) == 1:
        found = alike[0]
        why += said("AMOUNT_AND_NAME", contract=found.label)
        return Verdict(Finding.DOUBTFUL, why, found.id, Score.AMOUNT_AND_NAME)
    if alike:
        labels = ", ".join(contract.label for contract in alike[:5])
        return Verdict(Finding.UNKNOWN, why + said("SEVERAL", contracts=labels), None, Score.SEVERAL)
    return Verdict(Finding.UNKNOWN, why + said("NOBODY"))


def _is_near(told_on: date, value_on: date | None) -> bool:
    """A slip is dated by the payer's clock, the bank's line by its books: some days may lie between them."""
    return value_on is not None and abs((value_on - told_on).days) <= NOTICE_DAYS


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are the same person's as a bank writes them: without title and spaces, perhaps cut off."""
    first, second = plain_name(one), plain_name(other)
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= SHORTEST_NAME and longer.startswith(shorter)


def name_begins(name: str) -> str:
    """What two names begin with alike where they are one person's, so that only those need be compared."""
    return plain_name(plain_name(name))[:SHORTEST_NAME]


def plain_name(name: str) -> str:
    """A name without title, spaces, dots and dashes, in capitals."""
    return _NO_LETTERS.sub("", _TITLES.sub("", name.strip().upper()))
