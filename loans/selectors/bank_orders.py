"""What the bank's text file pays and what has to reach the bank another way."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from loans import transfer_file
from loans.models import Contract, Grant
from loans.transfer_file import CannotWrite, Payment


def payment_of(paid: Contract | Grant, *, amount: Decimal) -> Payment:
    """Return the payment that a contract or a grant is to the bank."""
    return Payment(
        bank=paid.account_bank,
        account_number=paid.account_number,
        name=paid.account_name,
        amount=amount,
        reference=paid.label,
    )


def why_not_by_text(paid: Contract | Grant) -> CannotWrite | None:
    """Return why the text file cannot pay a contract or a grant; None where it can."""
    try:
        transfer_file.require_line(payment_of(paid, amount=Decimal("0.00")))
    except CannotWrite as why:
        return why
    return None


def payments_by_text(lines: Iterable[Any]) -> list[Payment]:
    """Return the payments of a batch that stand in its text file: what is live, without what it cannot pay."""
    rows = [(line.contract or line.grant, line) for line in lines if line.is_live]
    return [payment_of(paid, amount=line.amount) for paid, line in rows if why_not_by_text(paid) is None]
