"""Whose money is it: the judgement on one bank line, with its reason. Pure.

Only a reference that is right in both parts matches by itself. Whatever is guessed from amount and name is a proposal
for a person to confirm, and never posts as a repayment unseen.
"""

# stays Thai throughout: the reasons are kept with the bank line, for whoever reads it later

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from loans.references import Ref1Wrong, check_ref1
from repayments.bill_payment import Ref2Wrong, read_ref2

SHORTEST_NAME = 6
_TITLES = re.compile(r"^(นางสาว|น\.ส\.|นาง|นาย|MISS|MRS\.?|MR\.?|MS\.?)\s*")
_NO_LETTERS = re.compile(r"[\s.\-]")


class Finding(StrEnum):
    """What a line is taken for; the values are those of ``BankLine.State``."""

    MATCHED = "MATCHED"
    DOUBTFUL = "DOUBTFUL"
    UNKNOWN = "UNKNOWN"
    NOT_A_RECEIPT = "NOT_A_RECEIPT"


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract as far as matching asks: ``instalments`` is number to total in baht, ``names`` are its parties'."""

    id: int
    label: str
    ref1: str
    province: str
    is_open: bool
    instalments: Mapping[int, Decimal]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is taken for, of which contract, and why."""

    finding: Finding
    reason: str
    contract_id: int | None = None


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
) -> Verdict:
    """Say whose a bank line is.

    :param by_ref1: contracts in force of any province, by reference.
    :param candidates: contracts in force of the province that have an instalment of this amount.
    Source: R-REPAY-06, R-REPAY-08; D-18.
    """
    if kind != "C":
        return Verdict(Finding.NOT_A_RECEIPT, "ธนาคารกลับรายการ (ชนิด D) ไม่ใช่การรับชำระ")
    try:
        check_ref1(ref1)
    except Ref1Wrong:
        why = f"เลขอ้างอิง 1 “{ref1}” เลขตรวจสอบไม่ถูกต้อง" if ref1 else "ไม่มีเลขอ้างอิง 1"
        return _guess(why, amount=amount, customer_name=customer_name, candidates=candidates)
    contract = by_ref1.get(ref1)
    if contract is None:
        why = f"เลขอ้างอิง 1 “{ref1}” ไม่มีในทะเบียนสัญญา"
        return _guess(why, amount=amount, customer_name=customer_name, candidates=candidates)
    if contract.province != province:
        return Verdict(Finding.UNKNOWN, f"เลขอ้างอิง 1 “{ref1}” เป็นของสัญญาต่างจังหวัด ต้องประสานจังหวัดเจ้าของสัญญา")
    if not contract.is_open:
        return Verdict(Finding.DOUBTFUL, f"สัญญา {contract.label} ชำระครบและปิดแล้ว", contract.id)
    try:
        instalment = read_ref2(ref2)
    except Ref2Wrong:
        return Verdict(
            Finding.DOUBTFUL, f"เลขอ้างอิง 1 ตรงกับสัญญา {contract.label} แต่เลขอ้างอิง 2 “{ref2}” ไม่ใช่เลขงวด", contract.id
        )
    if instalment not in contract.instalments:
        return Verdict(
            Finding.DOUBTFUL, f"เลขอ้างอิง 1 ตรงกับสัญญา {contract.label} แต่สัญญาไม่มีงวดที่ {instalment}", contract.id
        )
    planned = contract.instalments[instalment]
    fits = "ยอดตรงตามงวด" if amount == planned else f"ยอดตามงวด {planned:,.2f} บาท จึงตัดชำระตามลำดับ"
    return Verdict(Finding.MATCHED, f"เลขอ้างอิงตรงกับสัญญา {contract.label} งวดที่ {instalment} ({fits})", contract.id)


def _guess(why: str, *, amount: Decimal, customer_name: str, candidates: Iterable[KnownContract]) -> Verdict:
    alike = [
        contract
        for contract in candidates
        if contract.is_open
        and amount in contract.instalments.values()
        and any(is_same_name(customer_name, name) for name in contract.names)
    ]
    if len(alike) == 1:
        found = alike[0]
        return Verdict(Finding.DOUBTFUL, f"{why} แต่ยอดและชื่อผู้ชำระตรงกับสัญญา {found.label} ต้องให้เจ้าหน้าที่ยืนยัน", found.id)
    if alike:
        labels = ", ".join(contract.label for contract in alike[:5])
        return Verdict(Finding.UNKNOWN, f"{why} และยอดกับชื่อตรงกับหลายสัญญา ({labels})")
    return Verdict(Finding.UNKNOWN, f"{why} และไม่มีสัญญาที่ยอดและชื่อตรงกัน")


def is_same_name(one: str, other: str) -> bool:
    """Whether two names are the same person's as a bank writes them: without title and spaces, perhaps cut off."""
    first, second = plain_name(one), plain_name(other)
    shorter, longer = sorted((first, second), key=len)
    return len(shorter) >= SHORTEST_NAME and longer.startswith(shorter)


def plain_name(name: str) -> str:
    """A name without title, spaces, dots and dashes, in capitals."""
    return _NO_LETTERS.sub("", _TITLES.sub("", name.strip().upper()))
