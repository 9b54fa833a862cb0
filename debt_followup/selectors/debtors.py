"""Debtors as of a day: a page of those behind, or one contract, with what is owed and until when to sue."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from areas.models import User
from debt_followup import rules
from debt_followup.models import ArrearsSpan, StaleArrears
from debt_followup.rules import AgeClass, Interruption, LimitationEnd, LimitationStatus
from debt_followup.rules.legal import FileKind
from debt_followup.selectors import outdated
from debt_followup.selectors.ageing import age_sql
from debt_followup.selectors.arrears import (
    ARREARS_COLUMNS,
    Arrears,
    alone,
    arrears_sql,
    stale_arrears,
)
from debt_followup.selectors.contracts import NOTHING, PAGE, representatives
from debt_followup.selectors.fraud import fraud_among
from debt_followup.selectors.legal import claims_by_day
from debt_followup.selectors.limitation import ContractLimits, ends_of_representative, limits_of
from debt_followup.selectors.outdated import Late, Outdated
from debt_followup.selectors.wanted import Wanted
from loans.models import Contract, Party
from loans.selectors import next_due
from repayments.selectors import Balance, Standing, balances_of, standings

# What a row shows of a contract in force: its number, its place, its representative. One statement without a model of
# every party and place.
_SHOWN = """
    SELECT c.id, c.register_number, c.number, c.year_be, a.name_th AS amphoe_th, a.name_en AS amphoe_en,
           t.name_th AS tambon_th, t.name_en AS tambon_en, p.name AS representative
    FROM loans_contract c
    JOIN areas_amphoe a ON a.code = c.amphoe_id
    JOIN areas_tambon t ON t.code = c.tambon_id
    LEFT JOIN loans_party p ON p.contract_id = c.id AND p.role = %(role)s
    WHERE c.id = ANY(%(keys)s)"""


@dataclass(frozen=True, slots=True)
class DebtorRow:
    """One contract that is behind, as the list shows it; the amounts are those of the portfolio.

    Of the contract only the number has been read; the places are the two names of each, Thai and English. ``claim`` is
    the kind of the legal file by whose day the claim has to be brought, where that is the last day shown.
    """

    contract: Contract
    name: str
    amphoe: tuple[str, str]
    tambon: tuple[str, str]
    arrears: Arrears
    balance: Balance
    next_due_on: date | None
    is_fraud: bool
    as_of: date
    claim: FileKind | None = None

    @property
    def days_past_due(self) -> int:
        return self.arrears.days_past_due(self.as_of)

    @property
    def place(self) -> str:
        """Where it stands in the list, for the page that follows."""
        return f"{self.arrears.due_on:%Y-%m-%d}_{self.arrears.contract_id}"

    @property
    def age(self) -> AgeClass | None:
        return rules.age_class(days_past_due=self.days_past_due)

    @property
    def status(self) -> LimitationStatus:
        return self.arrears.status(self.as_of)

    @property
    def due_total(self) -> Decimal:
        """What is due and unpaid, the credit not taken off."""
        owed = self.balance
        return owed.principal_due + owed.contract_interest + owed.default_interest + owed.costs


@dataclass(frozen=True, slots=True)
class Page:
    """One page of debtors, the longest behind first, and the place where the next page begins ("" at the end)."""

    debtors: Sequence[DebtorRow]
    next_place: str


@dataclass(frozen=True, slots=True)
class Behind:
    """One class of arrears: how many contracts, and all principal that they still owe."""

    age: AgeClass
    contracts: int
    principal: Decimal


def find_outdated(contracts: QuerySet[Contract], *, as_of: date) -> Outdated:
    """Return which of some contracts have spans that are out of date; what holds of them is worked out when asked."""
    return outdated.find_outdated(_narrowed(contracts), as_of=as_of)


def sought(contracts: QuerySet[Contract], find: str) -> tuple[QuerySet[Contract], str]:
    """Narrow contracts to those with a number or a reference; return what was sought if it is a part of a name."""
    text = " ".join(find.split())
    if not text:
        return contracts, ""
    if (numbered := contracts.labelled(text)).exists():
        return numbered, ""
    if text.isdecimal():
        return contracts.filter(ref1=text), ""
    return contracts, text


def named(contracts: QuerySet[Contract], find: str) -> QuerySet[Contract]:
    """Narrow contracts to those with a number, a reference, or a part of a debtor's name."""
    contracts, name = sought(contracts, find)
    if not name:
        return contracts
    return contracts.filter(Exists(Party.objects.filter(contract=OuterRef("pk"), name__icontains=name)))


def debtors_sought(
    *, user: User, q: str = "", province: str = "", amphoe: str = "", **conditions: str
) -> tuple[QuerySet[Contract], Wanted]:
    """Return among which contracts of a user a list of debtors looks, and what it is narrowed to (``Wanted.of``)."""
    place = {name: code for name, code in (("province", province), ("amphoe", amphoe)) if code}
    contracts, name = sought(Contract.objects.visible_to(user, "debt.view").filter(**place), q)
    return contracts, Wanted.of(name=name, **conditions)


def debtors(
    contracts: QuerySet[Contract],
    *,
    as_of: date,
    age: AgeClass | None = None,
    wanted: Wanted | None = None,
    place: str = "",
    size: int = PAGE,
    stale: Outdated | None = None,
) -> Page:
    """Return a page of the contracts that are behind as of a day, the longest first, with what each owes.

    A dozen queries, however many contracts there are.

    :param age: leaves out the other classes; more conditions are told by ``wanted``.
    :param place: where the page begins, as an earlier page gave it.
    :param stale: what ``find_outdated`` found of the same contracts and day, where the caller asked before.
    """
    wanted = wanted or Wanted(age=age)
    chosen = _narrowed(contracts)
    stale = stale or find_outdated(contracts, as_of=as_of)
    said, values = wanted.conditions(as_of=as_of)
    start = _read_place(place)
    if start:
        said.append("(due_on, contract_id) > (%(place_on)s, %(place_key)s)")
        values |= {"place_on": start[0], "place_key": start[1]}
    in_order, first = "ORDER BY due_on, contract_id", "LIMIT %(size)s"
    sql, own = arrears_sql(
        as_of=as_of,
        contracts=chosen,
        without=stale.keys,
        conditions=said,
        columns="contract_id, from_on, due_on",  # what the index holds: the table is read for the rows of the page
        rest=f"{in_order} {'OFFSET 0' if wanted.name else first}",  # one by one until enough are of the name
    )
    with alone() if wanted.name else connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(ARREARS_COLUMNS)} "
            f"FROM (SELECT contract_id, from_on FROM ({sql}) s {wanted.named_sql} {in_order} {first}) page "
            f"JOIN debt_followup_arrearsspan USING (contract_id, from_on) {in_order}",
            own | values | {"size": size + 1},
        )
        rows: list[Arrears | Late] = [Arrears.of_row(row) for row in cursor.fetchall()]
    rows += _worked_out(stale, wanted, as_of=as_of, after=start)
    rows.sort(key=lambda row: (row.due_on, row.contract_id))
    more, rows = len(rows) > size, rows[:size]
    return Page(
        debtors=_rows(stale.told(rows), as_of=as_of),
        next_place=f"{rows[-1].due_on:%Y-%m-%d}_{rows[-1].contract_id}" if more else "",
    )


def behind(
    contracts: QuerySet[Contract],
    *,
    as_of: date,
    wanted: Wanted | None = None,
    stale: Outdated | None = None,
) -> list[Behind]:
    """Return how many contracts are behind in each class, and all principal that they owe; a few queries.

    :param wanted: leaves out the others; its class is not looked at.
    Source: A-35.
    """
    wanted = wanted or Wanted()
    wanted = replace(wanted, age=None)
    chosen = _narrowed(contracts)
    said, values = wanted.conditions(as_of=as_of)
    stale = stale or find_outdated(contracts, as_of=as_of)
    # By day first, each part in the order of its index: there are few days, and only they are asked for their class.
    # Of a name all of the area are asked before, last, when the place and the cheaper conditions have been looked at.
    sums, by_day = "due_on, COUNT(*) AS contracts, SUM(principal) AS principal", "GROUP BY due_on"
    sql, own = arrears_sql(
        as_of=as_of,
        contracts=chosen,
        without=stale.keys,
        conditions=said,
        columns="contract_id, due_on, principal" if wanted.name else sums,
        rest="" if wanted.name else by_day,
    )
    days = f"SELECT {sums} FROM ({sql}) s {wanted.named_sql} {by_day}" if wanted.name else sql
    found: dict[str, tuple[int, Decimal]] = {}
    with alone() as cursor:
        cursor.execute(
            f"SELECT {age_sql('due_on')}, SUM(contracts), SUM(principal) FROM ({days}) days GROUP BY 1", own | values
        )
        found = {code: (int(count), Decimal(int(satang)).scaleb(-2)) for code, count, satang in cursor.fetchall()}
    for row in _worked_out(stale, wanted, as_of=as_of, after=None):
        age = rules.age_class(days_past_due=row.days_past_due(as_of))
        if age is not None:
            count, principal = found.get(age.code, (0, NOTHING))
            found[age.code] = (count + 1, principal + row.principal)
    return [Behind(age, *found.get(age.code, (0, NOTHING))) for age in rules.AGE_CLASSES]


def _narrowed(contracts: QuerySet[Contract]) -> QuerySet[Contract] | None:
    """The contracts, or None for the whole nation, which needs no look at them."""
    return contracts if contracts.query.where else None


def _worked_out(
    stale: Outdated, wanted: Wanted, *, as_of: date, after: tuple[date, int] | None
) -> list[Arrears | Late]:
    """The rows of contracts whose spans are out of date that fit and come after a place, limitation where it counts."""
    if not stale.keys:
        return []
    frauds = fraud_among(stale.keys, as_of=as_of) if wanted.is_fraud is not None else set()
    named = _named_among(stale.keys, wanted.name) if wanted.name else set()
    rows: Sequence[Arrears | Late] = stale.rows if wanted.asks_limitation else stale.late
    return [
        row
        for row in rows
        if wanted.holds(row, as_of=as_of, frauds=frauds, named=named)
        and (after is None or (row.due_on, row.contract_id) > after)
    ]


def _named_among(contract_ids: Sequence[int], name: str) -> set[int]:
    parties = Party.objects.filter(contract__in=contract_ids, name__icontains=name)
    return set(parties.values_list("contract_id", flat=True))


def _rows(rows: Sequence[Arrears], *, as_of: date) -> list[DebtorRow]:
    keys = [row.contract_id for row in rows]
    if not keys:
        return []
    shown = Contract.objects.raw(_SHOWN, {"keys": keys, "role": Party.Role.REPRESENTATIVE})
    contracts: dict[int, Any] = {one.pk: one for one in shown}  # as the statement names what it has
    owed = balances_of(keys, as_of=as_of)
    frauds, following = fraud_among(keys, as_of=as_of), next_due(keys, after=as_of)
    claims = claims_by_day(keys)
    return [
        DebtorRow(
            contract=(contract := contracts[row.contract_id]),
            name=contract.representative or "",
            amphoe=(contract.amphoe_th, contract.amphoe_en),
            tambon=(contract.tambon_th, contract.tambon_en),
            arrears=row,
            balance=owed[row.contract_id],
            next_due_on=following.get(row.contract_id),
            is_fraud=row.contract_id in frauds,
            as_of=as_of,
            claim=claims.get((row.contract_id, row.told_until(as_of))),
        )
        for row in rows
    ]


def _read_place(place: str) -> tuple[date, int] | None:
    day, _mark, contract = place.partition("_")
    try:
        return date.fromisoformat(day), int(contract)
    except ValueError:
        return None


# -- one debtor --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Debtor:
    """One contract looked at by itself, behind or not: its standing by the rules, and the periods of every debtor."""

    contract: Contract
    name: str
    standing: Standing
    limits: ContractLimits

    @property
    def age(self) -> AgeClass | None:
        return rules.age_class(days_past_due=self.standing.days_past_due)

    @property
    def last_day_to_sue(self) -> date | None:
        """The first last day to sue the representative; None where nothing is due and unpaid."""
        return min((end.last_day_on for end in ends_of_representative(self.limits.debtors)), default=None)

    @property
    def next_due_on(self) -> date | None:
        """The next nominal due date with something to pay."""
        return min(
            (owed.nominal_due_on for owed in self.standing.instalments if not owed.is_due and owed.total), default=None
        )


def debtor(
    contract: Contract, *, as_of: date, with_limits: bool = True, events: Sequence[Interruption] | None = None
) -> Debtor:
    """Return what one contract in force owes as of a day, behind or not, with its working.

    :param with_limits: also works out the limitation periods of every debtor; without it there are none.
    :param events: what interrupted them up to that day, as ``interruptions`` tells it; read here when left out.
    """
    standing = standings(contracts=[contract], as_of=as_of)[contract.pk]
    if with_limits:
        limits = limits_of(contract, standing=standing, events=events)
    else:
        limits = ContractLimits(on=as_of, years=0, has_clause=None, debtors=(), unknown_payers=())
    name = next((one.party.name for one in limits.debtors if one.is_representative), "")
    if not name:
        name = getattr(contract, "representative", None) or ""
    if not name:
        name = next((party.name for party in representatives([contract.pk]).values()), "")
    return Debtor(contract=contract, name=name, standing=standing, limits=limits)


def limitation_of(found: Debtor) -> tuple[LimitationEnd, ...]:
    """Return the period of each instalment due and unpaid, by due date, of the representative; empty where none is.

    Source: rule LR, R-LIM-01..R-LIM-06, A-12.
    """
    return ends_of_representative(found.limits.debtors)


def arrears_of_one(contract: Contract, *, as_of: date) -> Arrears | None:
    """Return what the spans say of one contract on a day; None where nothing is due and unpaid. Mostly one query."""
    rows = ArrearsSpan.objects.filter(contract=contract, from_on__lte=as_of, until_on__gt=as_of)
    waits = StaleArrears.objects.filter(contract=OuterRef("contract"))
    found = rows.filter(~Exists(waits)).values_list(*ARREARS_COLUMNS).first()
    if found is not None:
        return Arrears.of_row(found)
    if StaleArrears.objects.filter(contract=contract).exists():
        return stale_arrears([contract.pk], as_of=as_of).get(contract.pk)
    return None
