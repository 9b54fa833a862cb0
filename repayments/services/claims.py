"""What is to be receipted of matched lines: each whole, or the shares of it that have no receipt yet."""

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

from repayments.models import LineShare, Receipt


class Line(NamedTuple):
    """A matched line of the bank, as far as a receipt asks; of many thousand no models are made."""

    pk: int
    contract_id: int | None
    value_on: date
    time: time
    identity: str
    occurrence: int
    amount: Decimal
    is_split: bool


class Claim(NamedTuple):
    """So much of a line, or all of it, for one contract."""

    line: Line
    share: int
    contract_id: int
    amount: Decimal


def first_days(claims: Iterable[Claim]) -> dict[int, date]:
    """The contracts of claims, each with the first day of which it gets money."""
    found: dict[int, date] = {}
    for claim in claims:
        day = claim.line.value_on
        if found.setdefault(claim.contract_id, day) > day:
            found[claim.contract_id] = day
    return found


def claims_of(lines: Sequence[Line]) -> list[Claim]:
    """What is to be receipted of the lines, in their order: each whole, or the shares that have no receipt yet."""
    split = [line.pk for line in lines if line.is_split]
    shares: dict[int, list[LineShare]] = {}
    if split:
        done = set(Receipt.objects.in_force().filter(bank_line__in=split).values_list("bank_line_id", "share"))
        for share in LineShare.objects.filter(line__in=split, is_live=True).order_by("line", "position"):
            if (share.line_id, share.position) not in done:
                shares.setdefault(share.line_id, []).append(share)
    claims = []
    for line in lines:
        if line.is_split:
            claims += [Claim(line, one.position, one.contract_id, one.amount) for one in shares.get(line.pk, ())]
        elif line.contract_id is not None:
            claims.append(Claim(line, 1, line.contract_id, line.amount))
    return claims
