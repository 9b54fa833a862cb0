"""What very many contracts owe as of a day, in one statement.

It reads the spans that every replay leaves behind (``DebtSpan``, ``DueSpan``): whole satang, so that default interest
is an exact division, rounded half up as the rules round it. Contracts about which something was written since are
worked out by the rules themselves. Equal to ``standings`` satang for satang; by value date, as known now.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from loans.models import Contract
from repayments.models import StaleCourse
from repayments.selectors.standing import Standing, standings

NOTHING = Decimal("0.00")
OWING = (Contract.State.IN_FORCE, Contract.State.CLOSED)  # whose money has left and did not come back from the bank
FETCHED_AT_ONCE = 10_000
# Above this product of satang and millionths a century of days, twice, would not fit into 64 bits.
_FITS = 10**14

# Principal × rate × days / basis in satang, half up: the double of it plus one half, divided and cut off.
_RUNNING = f"""
    CASE WHEN s.principal = 0 OR s.since_on >= %(as_of)s THEN 0
         WHEN s.principal * s.default_rate < {_FITS}
         THEN (s.principal * s.default_rate * (%(as_of)s - s.since_on) * 2 + s.day_basis * 1000000)
              / (s.day_basis * 2000000)
         ELSE DIV(s.principal::numeric * s.default_rate * (%(as_of)s - s.since_on) * 2 + s.day_basis * 1000000,
                  s.day_basis * 2000000)::bigint
    END"""
# Each in two parts, because the spans that are open for ever can be read from their index alone.
_BALANCES = """
    SELECT w.contract_id,
           w.principal,
           COALESCE(d.principal, 0) AS principal_due,
           COALESCE(d.contract_interest, 0) AS contract_interest,
           COALESCE(d.default_interest, 0) AS default_interest,
           w.costs + COALESCE(d.costs, 0) AS costs,
           w.credit,
           w.frozen,
           d.oldest_due_on
    FROM (
        SELECT {whole} FROM repayments_debtspan
        WHERE until_on = DATE '9999-12-31' AND from_on <= %(as_of)s {only}
        UNION ALL
        SELECT {whole} FROM repayments_debtspan
        WHERE until_on < DATE '9999-12-31' AND until_on > %(as_of)s AND from_on <= %(as_of)s {only}
    ) w
    LEFT JOIN (
        SELECT s.contract_id,
               repayments_sum_satang(s.principal) AS principal,
               repayments_sum_satang(s.contract_interest) AS contract_interest,
               repayments_sum_satang(s.default_interest + {running}) AS default_interest,
               repayments_sum_satang(s.costs) AS costs,
               MIN(CASE WHEN s.due_on < %(as_of)s THEN s.due_on END) AS oldest_due_on
        FROM (
            SELECT {due} FROM repayments_duespan
            WHERE until_on = DATE '9999-12-31' AND from_on <= %(as_of)s {only}
            UNION ALL
            SELECT {due} FROM repayments_duespan
            WHERE until_on < DATE '9999-12-31' AND until_on > %(as_of)s AND from_on <= %(as_of)s {only}
        ) s
        GROUP BY s.contract_id
    ) d ON d.contract_id = w.contract_id"""
# Of contracts that are named, one after the other. Asked as above for a page of fifty, the planner shares the reading
# among parallel workers, whose start takes longer than the rows. OFFSET 0 keeps it from making one join of both.
_BALANCES_OF = """
    SELECT EXISTS (SELECT FROM repayments_stalecourse z WHERE z.contract_id = named.id) AS is_stale,
           w.contract_id, w.principal, d.principal_due, d.contract_interest, d.default_interest, w.costs + d.costs,
           w.credit, w.frozen, d.oldest_due_on, named.id
    FROM unnest(%(keys)s::bigint[]) AS named (id)
    LEFT JOIN LATERAL (
        SELECT {whole} FROM repayments_debtspan
        WHERE contract_id = named.id AND until_on > %(as_of)s AND from_on <= %(as_of)s OFFSET 0
    ) w ON TRUE
    CROSS JOIN LATERAL (
        SELECT repayments_sum_satang(s.principal) AS principal_due,
               repayments_sum_satang(s.contract_interest) AS contract_interest,
               repayments_sum_satang(s.default_interest + {running}) AS default_interest,
               repayments_sum_satang(s.costs) AS costs,
               MIN(CASE WHEN s.due_on < %(as_of)s THEN s.due_on END) AS oldest_due_on
        FROM repayments_duespan s
        WHERE contract_id = named.id AND until_on > %(as_of)s AND from_on <= %(as_of)s
    ) d"""
_WHOLE = "contract_id, principal, costs, credit, frozen"
_DUE = "contract_id, since_on, due_on, default_rate, day_basis, principal, contract_interest, default_interest, costs"


@dataclass(frozen=True, slots=True)
class Balance:
    """What one contract owes as of a day, in baht; the names mean what they mean in ``Standing``.

    ``oldest_due_on`` is the oldest effective due date that is past with something unpaid, None where nothing is late.
    """

    contract_id: int
    principal: Decimal
    principal_due: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    costs: Decimal
    credit: Decimal
    frozen: Decimal
    oldest_due_on: date | None

    @property
    def total(self) -> Decimal:
        """All unpaid principal, what is due of the rest and what was frozen, the credit not taken off."""
        return self.principal + self.contract_interest + self.default_interest + self.costs + self.frozen

    def days_past_due(self, as_of: date) -> int:
        """Days since the oldest unpaid effective due date."""
        return (as_of - self.oldest_due_on).days if self.oldest_due_on else 0


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The sums of many contracts as of a day, in baht; ``late`` of the ``contracts`` are past due."""

    contracts: int
    principal: Decimal
    principal_due: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    costs: Decimal
    credit: Decimal
    late: int
    late_principal: Decimal


def balances(*, as_of: date, contracts: QuerySet[Contract] | None = None) -> Iterator[Balance]:
    """What every contract owes that was in force by a day, closed ones with nothing; one statement, by key.

    :param contracts: these only; the whole nation's when left out.
    """
    stale = _stale(contracts)
    sql, values = balances_sql(as_of=as_of, contracts=contracts, without=stale)
    cursor: Any
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY w.contract_id", values)
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            for row in rows:
                yield _balance(row)
    yield from _worked_out(stale, as_of=as_of)


def balances_of(contract_ids: Iterable[int], *, as_of: date) -> dict[int, Balance]:
    """What each of some contracts owes as of a day; those not in force by then are left out."""
    found, stale = [], []
    with connection.cursor() as cursor:  # few enough to come at once: a cursor on the server costs two questions more
        values = {"as_of": as_of, "keys": list(set(contract_ids))}
        cursor.execute(_BALANCES_OF.format(running=_RUNNING, whole=_WHOLE), values)
        for is_stale, *row, key in cursor.fetchall():
            if is_stale:
                stale.append(key)
            elif row[0] is not None:  # in force by then
                found.append(_balance(row))
    return {balance.contract_id: balance for balance in (*found, *_worked_out(stale, as_of=as_of))}


def portfolio(*, as_of: date, contracts: QuerySet[Contract] | None = None, by: str = "") -> dict[str, Portfolio]:
    """The sums of what contracts owe as of a day, by ``province``, ``amphoe`` or ``tambon``; all under "" without.

    One statement, however many contracts there are.
    """
    if by not in ("", "province", "amphoe", "tambon"):
        raise ValueError(f"sums by {by!r} are not known")
    stale = _stale(contracts)
    inner, values = balances_sql(as_of=as_of, contracts=contracts, without=stale)
    place = f"c.{by}_id" if by else "''"
    joined = "JOIN loans_contract c ON c.id = b.contract_id" if by else ""
    sums: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {place}, COUNT(*), SUM(b.principal), SUM(b.principal_due), SUM(b.contract_interest), "
            "SUM(b.default_interest), SUM(b.costs), SUM(b.credit), COUNT(b.oldest_due_on), "
            "SUM(CASE WHEN b.oldest_due_on IS NOT NULL THEN b.principal ELSE 0 END) "
            f"FROM ({inner}) b {joined} GROUP BY 1 ORDER BY 1",
            values,
        )
        for key, count, *amounts, late, late_principal in cursor.fetchall():
            if count:
                sums[key] = [count, *map(_baht, amounts), late, _baht(late_principal)]
    if stale:
        where = dict(Contract.objects.filter(pk__in=stale).values_list("pk", f"{by}_id")) if by else {}
        for one in _worked_out(stale, as_of=as_of):
            so_far = sums.setdefault(str(where.get(one.contract_id, "")), [0, *[NOTHING] * 6, 0, NOTHING])
            added = (
                1,
                one.principal,
                one.principal_due,
                one.contract_interest,
                one.default_interest,
                one.costs,
                one.credit,
                int(one.oldest_due_on is not None),
                one.principal if one.oldest_due_on else NOTHING,
            )
            so_far[:] = [before + more for before, more in zip(so_far, added, strict=True)]
    return {key: Portfolio(*amounts) for key, amounts in sorted(sums.items())}


def balances_sql(
    *, as_of: date, contracts: QuerySet[Contract] | None = None, without: Iterable[int] = ()
) -> tuple[str, dict[str, Any]]:
    """The statement behind ``balances`` and its values: one row a contract, amounts in satang, in no order.

    :param without: contracts to leave out, because their spans are out of date.
    """
    only, values = "", {"as_of": as_of}
    if contracts is not None:
        try:
            sql, given = contracts.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:
            sql, given = "SELECT 0::bigint WHERE FALSE", ()
        names = [f"only_{number}" for number in range(len(given))]
        values |= dict(zip(names, given, strict=True))
        only += " AND contract_id IN (" + sql % tuple(f"%({name})s" for name in names) + ")"
    left_out = list(without)
    if left_out:
        values["without"] = left_out
        only += " AND contract_id <> ALL(%(without)s)"
    return _BALANCES.format(running=_RUNNING, whole=_WHOLE, due=_DUE, only=only), values


# -- the inside --------------------------------------------------------------------------------------------------------
def _stale(contracts: QuerySet[Contract] | None) -> list[int]:
    rows = StaleCourse.objects.all()
    if contracts is not None:
        rows = rows.filter(contract__in=contracts.order_by())
    return list(rows.values_list("contract_id", flat=True))


def _worked_out(contract_ids: list[int], *, as_of: date) -> Iterator[Balance]:
    """The balances of contracts whose spans are out of date, by the rules."""
    if not contract_ids:
        return
    known = Contract.objects.filter(pk__in=contract_ids, contract_on__lte=as_of, state__in=OWING)
    for standing in standings(contracts=known, as_of=as_of).values():
        yield balance_of(standing)


def balance_of(standing: Standing) -> Balance:
    """The same figures out of a replay."""
    late = standing.days_past_due
    return Balance(
        contract_id=standing.contract_id,
        principal=standing.principal,
        principal_due=standing.principal_due,
        contract_interest=standing.contract_interest,
        default_interest=standing.default_interest,
        costs=standing.costs,
        credit=standing.credit,
        frozen=standing.frozen,
        oldest_due_on=standing.as_of - timedelta(days=late) if late else None,
    )


def _balance(row: Sequence[Any]) -> Balance:
    contract_id, *amounts, oldest_due_on = row
    return Balance(contract_id, *map(_baht, amounts), oldest_due_on)


def _baht(satang: Any) -> Decimal:
    return Decimal(int(satang or 0)).scaleb(-2)
