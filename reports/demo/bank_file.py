"""Writes bill-payment files of 256 bytes a record as a bank would send them: for the demo and for tests. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

WIDTH = 256
ENCODING = "cp874"


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment (kind C) or reversal (kind D) to be written."""

    value_on: date
    time: time
    name: str
    ref1: str
    ref2: str
    amount: Decimal
    kind: str = "C"
    ref3: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """One account's part of a file."""

    number: str
    company: str
    paid: tuple[Paid, ...]
    effective_on: date
    bank_code: str = "006"
    biller_id: str = ""


def write(accounts: Iterable[Account], *, newline: bytes = b"\r\n", counts_on: bool = False) -> bytes:
    """The file of these accounts, each with its header and trailer.

    :param counts_on: the sequence goes on from one account to the next instead of beginning anew.
    """
    rows: list[bytes] = []
    sequence = 0
    for account in accounts:
        sequence = sequence + 1 if counts_on else 1
        rows.append(_header(account, sequence))
        for paid in account.paid:
            sequence += 1
            rows.append(_detail(account, paid, sequence))
        sequence += 1
        rows.append(_trailer(account, sequence))
    return b"".join(row + newline for row in rows)


def _header(account: Account, sequence: int) -> bytes:
    return _record(
        "H",
        sequence,
        account,
        (21, 60, account.company),
        (61, 68, f"{account.effective_on:%d%m%Y}"),
        (69, 76, "BILLPAY"),
    )


def _detail(account: Account, paid: Paid, sequence: int) -> bytes:
    return _record(
        "D",
        sequence,
        account,
        (21, 28, f"{paid.value_on:%d%m%Y}"),
        (29, 34, f"{paid.time:%H%M%S}"),
        (35, 84, paid.name),
        (85, 104, paid.ref1),
        (105, 124, paid.ref2),
        (125, 144, paid.ref3),
        (145, 148, "0539"),
        (149, 152, "0001"),
        (153, 153, paid.kind),
        (154, 156, "CSH"),
        (164, 176, f"{_satang(paid.amount):013}"),
        (197, 211, account.biller_id),
    )


def _trailer(account: Account, sequence: int) -> bytes:
    totals = {kind: [paid.amount for paid in account.paid if paid.kind == kind] for kind in "DC"}
    return _record(
        "T",
        sequence,
        account,
        (21, 33, f"{_satang(sum(totals['D'], Decimal(0))):013}"),
        (34, 39, f"{len(totals['D']):06}"),
        (40, 52, f"{_satang(sum(totals['C'], Decimal(0))):013}"),
        (53, 58, f"{len(totals['C']):06}"),
    )


def _record(kind: str, sequence: int, account: Account, *fields: tuple[int, int, str]) -> bytes:
    row = bytearray(b" " * WIDTH)
    head = ((1, 1, kind), (2, 7, f"{sequence:06}"), (8, 10, account.bank_code), (11, 20, account.number))
    for first, last, text in (*head, *fields):
        width = last - first + 1
        row[first - 1 : last] = text.encode(ENCODING)[:width].ljust(width)
    return bytes(row)


def _satang(amount: Decimal) -> int:
    return int(amount.scaleb(2))
