"""The numbers of contracts in SARA."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from areas.services import sara
from loans.models import Contract
from thai.refusals import sentence as _


def record_sara_number(*, contract: Contract, number: str, by: Any, on: date) -> bool:
    """Record the number that the contract has in SARA, at any time (A-22); the history keeps an earlier one.

    :raises areas.services.sara.NumberRefused: another contract of the province has it, or it is too long.
    Source: R-CONT-07, A-22.
    """
    return sara.record_sara_number(of=numbered(), row=contract, number=number)


def record_sara_numbers(*, province: str, numbers: Mapping[int, str], by: Any, on: date) -> int:
    """Record the numbers of contracts that have none, by their keys, all or none; return how many.

    :raises areas.services.sara.NumbersRefused: with what is wrong with each.
    Source: R-CONT-07, A-22.
    """
    return sara.record_sara_numbers(of=numbered(), province=province, numbers=numbers, only_missing=True)


def require_free_in_sara(*, contract: Contract) -> None:
    """Refuse a contract's number in SARA that another one of the province has.

    :raises areas.services.sara.NumberRefused: naming that contract.
    """
    sara.require_free(of=numbered(), province=contract.province_id, number=contract.sara_number, key=contract.pk)


def numbered() -> sara.Numbered:
    """What ``areas.services.sara`` has to know of contracts; a cancelled one gives its number up."""
    rows = Contract.objects.select_related("proposal")
    return sara.Numbered(rows=rows, holders=rows.exclude(state=Contract.State.CANCELLED), taken=_taken)


def _taken(number: str, other: Contract) -> sara.NumberRefused:
    return sara.NumberRefused(
        _("เลขที่ในระบบ SARA “%(number)s” เป็นของสัญญา %(contract)s แล้ว"), number=number, contract=other.label
    )
