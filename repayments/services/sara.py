"""The numbers of receipts in SARA."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from areas.services import sara
from repayments.models import Receipt
from thai.refusals import sentence as _


def record_sara_number(*, receipt: Receipt, number: str, by: Any, on: date) -> bool:
    """Record the number that the receipt has in SARA, at any time (A-22); the history keeps an earlier one.

    One that was taken back keeps its number: there it is another receipt than the one that was issued in its place.

    :raises areas.services.sara.NumberRefused: another receipt of the province has it, or it is too long.
    Source: R-REPAY-08, A-22.
    """
    return sara.record_sara_number(of=_numbered(), row=receipt, number=number)


def record_sara_numbers(*, province: str, numbers: Mapping[int, str], by: Any, on: date) -> int:
    """Record the numbers of receipts that have none, by their keys, all or none; return how many.

    :raises areas.services.sara.NumbersRefused: with what is wrong with each.
    Source: R-REPAY-08, A-22.
    """
    return sara.record_sara_numbers(of=_numbered(), province=province, numbers=numbers, only_missing=True)


def _numbered() -> sara.Numbered:
    rows = Receipt.objects.all()
    return sara.Numbered(rows=rows, holders=rows, taken=_taken)


def _taken(number: str, other: Receipt) -> sara.NumberRefused:
    return sara.NumberRefused(
        _("เลขที่ในระบบ SARA “%(number)s” เป็นของใบเสร็จ %(receipt)s แล้ว"), number=number, receipt=str(other)
    )
