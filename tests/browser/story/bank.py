"""The bank of the story: writes the file that it sends after the first instalment, from what the bills asked for."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from pathlib import Path

from loans.models import Contract, Party
from repayments.selectors import instalments_of
from reports.demo import people
from reports.demo.bank_file import Account, Paid, write
from reports.demo.repayments import IMPORTED_ON, IN_TIME, LATE_AT, LATE_ON
from treasury.models import BankAccount

LATE_NUMBER, UNPAID_NUMBER, TYPED_WRONG = 12, 13, 11
LATE_INTEREST = Decimal("156.25")  # 50,000 x 7.5 % x 15 days / 360
STRANGE = Decimal("500.00")
FILE_NAME = "billpayment-2561-07.txt"


@dataclass(frozen=True)
class Sent:
    """The file as sent, and the same one spoiled in two ways."""

    right: Path
    narrow: Path
    wrong_total: Path
    total: Decimal


def send(folder: Path) -> Sent:
    """Write the file: eleven pay in time (one with a reference typed wrong), one late, one not at all, one stranger."""
    contracts = list(Contract.objects.filter(province=people.PROVINCE, number__isnull=False).order_by("number"))
    names = dict(Party.objects.filter(role=Party.Role.REPRESENTATIVE).values_list("contract_id", "name"))
    rows = [
        _paid(contract, names[contract.pk], instalments_of(contract)[0].total, on, at)
        for contract, (on, at) in zip(contracts, IN_TIME, strict=False)
    ]
    late = contracts[LATE_NUMBER - 1]
    rows.append(_paid(late, names[late.pk], instalments_of(late)[0].total + LATE_INTEREST, LATE_ON, LATE_AT))
    stranger = Paid(date(2018, 7, 9), time(10, 20, 30), "ผู้ไม่ประสงค์ออกนาม", "57610009999", "01", STRANGE)
    rows.append(stranger)
    content = _file(rows)
    total = sum((row.amount for row in rows), Decimal(0))
    right, narrow, wrong_total = (folder / name for name in (FILE_NAME, "narrow.txt", "wrong-total.txt"))
    right.write_bytes(content)
    narrow.write_bytes(content.replace(b"\r\n", b" \r\n", 1))
    wrong_total.write_bytes(_with_other_total(content, total))
    return Sent(right, narrow, wrong_total, total)


def _paid(contract: Contract, name: str, amount: Decimal, on: date, at: time) -> Paid:
    ref1 = contract.ref1
    if contract.number == TYPED_WRONG:
        ref1 = ref1[:-1] + str((int(ref1[-1]) + 1) % 10)
    return Paid(value_on=on, time=at, name=name, ref1=ref1, ref2="01", amount=amount)


def _file(rows: list[Paid]) -> bytes:
    account = BankAccount.objects.get(province=people.PROVINCE, kind=BankAccount.Kind.SAVINGS)
    return write(
        [
            Account(
                number=account.account_number,
                company="กองทุนพัฒนาบทบาทสตรี จ.เชียงราย",
                paid=tuple(rows),
                effective_on=IMPORTED_ON,
                bank_code=account.bank_code,
                biller_id=account.biller_id,
            )
        ]
    )


def _with_other_total(content: bytes, total: Decimal) -> bytes:
    satang = f"{int(total * 100):013}".encode()
    other = f"{int(total * 100) + 100:013}".encode()
    head, trailer = content.rsplit(b"T", 1)
    assert satang in trailer, trailer
    return head + b"T" + trailer.replace(satang, other)
