"""What a bank's file holds, however it was written: lines, the faults of a file, and which line is which. Pure."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from thai.refusals import Refusal
from thai.refusals import sentence as _

MOST_BYTES = 40_000_000
SHOWN_FAULTS = 10
NOTHING = Decimal("0.00")


class BankFileRefused(Refusal):
    """The file cannot be read as a whole; ``faults`` are the sentences, each with its line."""

    def __init__(self, said: str, /, *, faults: "Faults") -> None:
        super().__init__(said, faults=faults)

    @property
    def faults(self) -> "Faults":
        """The single faults."""
        return self.values["faults"]  # type: ignore[no-any-return]


class LineFault(Refusal):
    """One fault of one line."""


class Faults(tuple[LineFault, ...]):
    """Faults as one text: the first few, then how many more there are."""

    def __str__(self) -> str:
        text = " · ".join(str(fault) for fault in self[:SHOWN_FAULTS])
        more = len(self) - SHOWN_FAULTS
        return f"{text} · +{more}" if more > 0 else text


def refuse_if(faults: Iterable[LineFault]) -> None:
    """Refuse a file that has faults, all of them named.

    :raises BankFileRefused: there are any.
    """
    found = Faults(faults)
    if found:
        raise BankFileRefused(_("นำเข้าไฟล์ไม่ได้ ไม่มีรายการใดถูกบันทึก: %(faults)s"), faults=found)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of an account: a payment (C) or its reversal (D). ``line_number`` counts the lines of the file from 1.

    ``identity`` tells it from every other line, except from one that is truly equal.
    """

    line_number: int
    sequence: int
    bank_code: str
    account: str
    value_on: date
    time: time
    customer_name: str
    ref1: str
    ref2: str
    ref3: str
    branch: str
    teller: str
    kind: str
    transaction_code: str
    cheque_number: str
    amount: Decimal
    biller_id: str
    sending_bank: str
    identity: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        parts = (
            self.bank_code,
            self.account,
            self.value_on.isoformat(),
            self.time.isoformat(),
            self.kind,
            str(self.amount),
            self.ref1,
            self.ref2,
            self.ref3,
            self.customer_name,
        )
        object.__setattr__(self, "identity", hashlib.sha256("\x1f".join(parts).encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class Block:
    """One account's part of a file: what its header says, and its lines in order."""

    bank_code: str
    account: str
    company_name: str
    effective_on: date | None
    service_code: str
    lines: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class BankFileContent:
    """A file that was read without fault."""

    blocks: tuple[Block, ...]

    @property
    def lines(self) -> tuple[FileLine, ...]:
        """The lines of all accounts, in the order of the file."""
        return tuple(line for block in self.blocks for line in block.lines)


def numbered_by_occurrence(lines: Iterable[FileLine]) -> list[tuple[FileLine, int]]:
    """Each line with its occurrence: 1 for the first of its identity in the file, 2 for a truly equal second."""
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        seen[line.identity] += 1
        found.append((line, seen[line.identity]))
    return found
