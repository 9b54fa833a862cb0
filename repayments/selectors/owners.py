"""What matching has to know: contracts by their reference, those with an instalment of an amount, members' evidence."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.db import connection

from loans.models import Contract, Party
from repayments import matching
from repayments.bill_payment import Ref2Wrong, read_ref2
from repayments.matching import KnownContract, KnownNotice, Verdict
from repayments.models import PaymentNotice

_STATES = [Contract.State.IN_FORCE.value, Contract.State.CLOSED.value]
_NEWEST = "(SELECT MAX(n.version) FROM loans_instalment n WHERE n.contract_id = i.contract_id)"
# the schedule of the last transfer; what was agreed since goes on from its numbers, and old forms are still used
_OF_TRANSFER = (
    "(SELECT MAX(n.version) FROM loans_instalment n WHERE n.contract_id = i.contract_id AND n.agreed_on IS NULL)"
)
_KNOWN = """
SELECT c.id, COALESCE(NULLIF(c.register_number, ''), c.number || '/' || c.year_be), c.ref1, c.province_id, c.state
FROM loans_contract c
WHERE c.state = ANY(%(states)s) AND c.contract_on IS NOT NULL AND """
_BY_REF1, _BY_KEY = f"{_KNOWN} c.ref1 = ANY(%(wanted)s)", f"{_KNOWN} c.id = ANY(%(wanted)s)"
_PLANNED = f"""
SELECT i.contract_id, i.number, i.principal + i.interest + i.frozen_interest + i.frozen_default_interest
FROM loans_instalment i
WHERE i.contract_id = ANY(%(contracts)s) AND i.version >= {_OF_TRANSFER}
"""
_ASKED = f"""
SELECT i.contract_id, i.number, i.principal + i.interest + i.frozen_interest + i.frozen_default_interest
FROM unnest(%(contracts)s::bigint[], %(numbers)s::int[]) AS asked (contract_id, number)
JOIN loans_instalment i USING (contract_id, number)
WHERE i.version >= {_OF_TRANSFER}
"""
_FITTING = f"""
SELECT DISTINCT i.contract_id
FROM loans_contract c
JOIN loans_instalment i ON i.contract_id = c.id
WHERE c.province_id = ANY(%(provinces)s) AND c.state = 'IN_FORCE'
    AND i.principal + i.interest + i.frozen_interest + i.frozen_default_interest = ANY(%(amounts)s)
    AND i.version = {_NEWEST}
"""


class Incoming(Protocol):
    """A line as far as matching asks."""

    kind: str
    ref1: str
    ref2: str
    amount: Decimal
    customer_name: str
    value_on: date


@dataclass(frozen=True, slots=True)
class Owners:
    """All that is known about the possible owners of some lines, to be judged one after the other."""

    by_ref1: dict[str, KnownContract]
    candidates: dict[tuple[str, Decimal], list[KnownContract]]
    notices: dict[tuple[str, Decimal], list[KnownNotice]]

    def judge(self, line: Incoming, *, province: str) -> Verdict:
        """Say whose a line of the province is, and why."""
        return matching.judge(
            kind=line.kind,
            ref1=line.ref1,
            ref2=line.ref2,
            amount=line.amount,
            customer_name=line.customer_name,
            province=province,
            by_ref1=self.by_ref1,
            candidates=self.candidates.get((province, line.amount), ()),
            value_on=line.value_on,
            notices=self.notices.get((province, line.amount), ()),
        )


def owners_of(*, lines: Sequence[Incoming], provinces: Sequence[str]) -> Owners:
    """What there is to know for these lines, each of the province at its place; a handful of queries for all."""
    by_ref1 = _by_ref1(lines)
    unnamed = [(line, code) for line, code in zip(lines, provinces, strict=True) if line.ref1 not in by_ref1]
    amounts, codes = {line.amount for line, _code in unnamed}, {code for _line, code in unnamed}
    candidates: dict[tuple[str, Decimal], list[KnownContract]] = defaultdict(list)
    for known in _fitting(amounts=amounts, provinces=codes):
        for amount in set(known.instalments.values()) & amounts:
            candidates[(known.province, amount)].append(known)
    return Owners(by_ref1, dict(candidates), _notices(amounts=amounts, provinces=codes))


def verdicts(*, lines: Sequence[Incoming], provinces: Sequence[str]) -> list[Verdict]:
    """Whose each line is, with its reason and score; a handful of queries for all of them."""
    owners = owners_of(lines=lines, provinces=provinces)
    return [owners.judge(line, province=code) for line, code in zip(lines, provinces, strict=True)]


def _fitting(*, amounts: Iterable[Decimal], provinces: Iterable[str]) -> list[KnownContract]:
    """The contracts in force of the provinces that have an instalment of one of these amounts, with their parties."""
    wanted = list(amounts)
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FITTING, {"provinces": list(provinces), "amounts": wanted})
        keys = [key for (key,) in cursor.fetchall()]
    return _by_key(keys) if keys else []


def _by_ref1(lines: Sequence[Incoming]) -> dict[str, KnownContract]:
    """The contracts that lines name, each with those of its instalments that are named with it."""
    asked: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.ref1:
            asked[line.ref1] |= _named(line.ref2)
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_REF1, {"wanted": list(asked), "states": _STATES})
        rows = cursor.fetchall()
        pairs = [(key, number) for key, _label, ref1, *_rest in rows for number in asked[ref1]]
        cursor.execute(_ASKED, {"contracts": [key for key, _n in pairs], "numbers": [number for _k, number in pairs]})
        planned = _planned(cursor.fetchall())
    return {row[2]: _contract(row, planned) for row in rows}


def _named(ref2: str) -> set[int]:
    """The instalment that a second reference names; none where it is no number."""
    try:
        return {read_ref2(ref2)}
    except Ref2Wrong:
        return set()


def _by_key(contracts: list[int]) -> list[KnownContract]:
    """Contracts with all of their instalments and the names of their parties."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_KEY, {"wanted": contracts, "states": _STATES})
        rows = cursor.fetchall()
        cursor.execute(_PLANNED, {"contracts": [row[0] for row in rows]})
        planned = _planned(cursor.fetchall())
    names: dict[int, list[str]] = defaultdict(list)
    for key, name in Party.objects.filter(contract__in=contracts).order_by().values_list("contract_id", "name"):
        names[key].append(name)
    return [_contract(row, planned, names=tuple(names.get(row[0], ()))) for row in rows]


def _planned(rows: Iterable[tuple[int, int, Decimal]]) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for key, number, total in rows:
        found[key][number] = total
    return found


def _contract(
    row: tuple[int, str, str, str, str], planned: dict[int, dict[int, Decimal]], names: tuple[str, ...] = ()
) -> KnownContract:
    key, label, ref1, province, state = row
    return KnownContract(
        id=key,
        label=label or "",
        ref1=ref1 or "",
        province=province,
        is_open=state == Contract.State.IN_FORCE,
        instalments=planned.get(key, {}),
        names=names,
    )


def _notices(*, amounts: set[Decimal], provinces: set[str]) -> dict[tuple[str, Decimal], list[KnownNotice]]:
    found: dict[tuple[str, Decimal], list[KnownNotice]] = defaultdict(list)
    if not amounts:
        return {}
    rows = PaymentNotice.objects.filter(
        state=PaymentNotice.State.WAITING, province__in=provinces, amount__in=amounts
    ).select_related("contract__proposal")
    for row in rows.order_by("pk"):
        found[(row.province_id, row.amount)].append(
            KnownNotice(
                contract_id=row.contract_id,
                label=row.contract.label,
                amount=row.amount,
                paid_on=row.paid_on,
                payer=row.payer,
            )
        )
    return dict(found)
