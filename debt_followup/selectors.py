"""Reads of this room: who is behind and for how long, limitation periods, the confirmation letters. All set-wise."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from areas.models import Policy
from areas.rules import NoPolicy, PolicyRow, policy_in_force
from debt_followup import rules
from debt_followup.models import Confirmation
from jobs.models import JobRun
from loans.models import Contract, Party
from repayments.selectors import Standing, standings
from repayments.selectors.portfolio import balances

PAGE = 50
NOTHING = Decimal("0.00")
_JOB = "debt_followup.confirmations"


# -- contracts as of a day --------------------------------------------------------------------------------------------
def in_force_on(contracts: QuerySet[Contract], *, as_of: date) -> QuerySet[Contract]:
    """Narrow contracts to those whose money had left by a day and that were not closed by then, with their project."""
    open_then = Q(closed_on__isnull=True) | Q(closed_on__gt=as_of)
    return contracts.filter(open_then, contract_on__lte=as_of).select_related("proposal", "amphoe", "tambon")


def after(rows: QuerySet, *, fields: Sequence[str], place: Sequence[Any]) -> QuerySet:
    """Narrow rows to those that follow a place in the order of some fields (keyset, compared like a tuple)."""
    later = Q()
    for end, (field, value) in enumerate(zip(fields, place, strict=True)):
        same = dict(zip(fields[:end], place[:end], strict=True))
        later |= Q(**same, **{f"{field}__gt": value})
    return rows.filter(later)


def representatives(contract_ids: Iterable[int]) -> dict[int, Party]:
    """Return the representative of each contract, to whom its letters go; one query."""
    found = Party.objects.filter(contract_id__in=list(contract_ids), role=Party.Role.REPRESENTATIVE)
    return {party.contract_id: party for party in found}


def first_contract_days() -> dict[str, date]:
    """Return the day of the first loan of each province that has lent money; one query."""
    rows = Contract.objects.filter(contract_on__isnull=False).order_by().values("province_id")
    return dict(rows.annotate(first=Min("contract_on")).values_list("province_id", "first"))


# -- arrears ----------------------------------------------------------------------------------------------------------
# What is scheduled and late, or called in, less what the newest replay found paid of it by value date and less the
# credit, which the next replay applies. Default interest is not in it: it is worked out for one page only.
_UNPAID = """
WITH mine AS (SELECT id FROM loans_contract WHERE id IN ({mine})),
newest AS (
    SELECT contract_id, MAX(version) AS version FROM loans_instalment
    WHERE contract_id IN (SELECT id FROM mine) GROUP BY contract_id
), replays AS (
    SELECT contract_id, MAX(replay) AS replay FROM repayments_allocation
    WHERE contract_id IN (SELECT id FROM mine) GROUP BY contract_id
), paid AS (
    SELECT a.contract_id, a.instalment_number AS number, SUM(a.amount) AS amount
    FROM repayments_allocation a
    JOIN replays last ON last.contract_id = a.contract_id AND last.replay = a.replay
    JOIN repayments_receipt r ON r.id = a.receipt_id AND r.value_on <= %(as_of)s
    WHERE a.component IN ('PRINCIPAL', 'CONTRACT_INTEREST', 'CREDIT') AND NOT EXISTS (
        SELECT 1 FROM repayments_receiptreversal v WHERE v.receipt_id = r.id AND v.state = 'APPROVED'
    )
    GROUP BY a.contract_id, a.instalment_number
), called_in AS (
    SELECT k.contract_id, MIN(k.effective_on) AS called_in_on FROM loans_contractchange k
    WHERE k.contract_id IN (SELECT id FROM mine) AND k.kind = 'CALLED_IN' AND k.effective_on <= %(as_of)s
      AND NOT EXISTS (SELECT 1 FROM loans_contractchange w WHERE w.withdraws_id = k.id)
    GROUP BY k.contract_id
), late AS (
    SELECT i.contract_id, MIN(LEAST(i.effective_due_on, k.called_in_on)) AS oldest_due_on,
           SUM(i.principal + i.interest - COALESCE(p.amount, 0)) AS amount
    FROM loans_instalment i
    JOIN newest ON newest.contract_id = i.contract_id AND newest.version = i.version
    LEFT JOIN called_in k ON k.contract_id = i.contract_id
    LEFT JOIN paid p ON p.contract_id = i.contract_id AND p.number = i.number
    WHERE LEAST(i.effective_due_on, k.called_in_on) < %(as_of)s AND i.principal + i.interest > COALESCE(p.amount, 0)
    GROUP BY i.contract_id
), unpaid AS (
    SELECT late.contract_id, late.oldest_due_on, late.amount - COALESCE(credit.amount, 0) AS amount
    FROM late LEFT JOIN paid credit ON credit.contract_id = late.contract_id AND credit.number IS NULL
    WHERE late.amount > COALESCE(credit.amount, 0)
)
"""


@dataclass(frozen=True, slots=True)
class Ageing:
    """One class of arrears: how many contracts, and the scheduled principal and interest that they are behind."""

    age: rules.AgeClass
    contracts: int
    amount: Decimal


def aged_debts(contracts: QuerySet[Contract], *, as_of: date) -> list[tuple[int, int, Decimal]]:
    """Return key, days past due (0 where nothing is late) and unpaid principal of contracts in force.

    Only contracts that owe principal, the longest behind first. By value date, equal to the standing of each.
    """
    owed = (
        (row.contract_id, row.days_past_due(as_of), row.principal) for row in balances(as_of=as_of, contracts=contracts)
    )
    return sorted((row for row in owed if row[2]), key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True, slots=True)
class Debtor:
    """One contract that is behind as of a day, or a contract looked at by itself.

    ``last_day_to_sue`` is the earliest among what is due and unpaid; None where nothing is.
    """

    contract: Contract
    name: str
    standing: Standing
    last_day_to_sue: date | None

    @property
    def age(self) -> rules.AgeClass | None:
        return rules.age_class(days_past_due=self.standing.days_past_due)

    @property
    def next_due_on(self) -> date | None:
        """The next nominal due date with something to pay."""
        return min(
            (owed.nominal_due_on for owed in self.standing.instalments if not owed.is_due and owed.total), default=None
        )


@dataclass(frozen=True, slots=True)
class Page:
    """One page of debtors, the longest behind first, and the place where the next page begins ("" at the end)."""

    debtors: Sequence[Debtor]
    next_place: str


def ageing(contracts: QuerySet[Contract], *, as_of: date) -> list[Ageing]:
    """Return all classes of arrears of some contracts as of a day; one query, whatever their number. Source: A-35."""
    rows = _ask(contracts, f"SELECT {_CLASS}, COUNT(*), SUM(amount) FROM unpaid GROUP BY 1", {"as_of": as_of})
    found = {code: (count, amount) for code, count, amount in rows}
    return [Ageing(age, *found.get(age.code, (0, NOTHING))) for age in rules.AGE_CLASSES]


# The class of a contract by the days since its oldest unpaid due date.
_CLASS = "CASE {whens} ELSE '{last}' END".format(
    whens=" ".join(
        f"WHEN %(as_of)s::date - oldest_due_on <= {found.most} THEN '{found.code}'"
        for found in rules.AGE_CLASSES
        if found.most is not None
    ),
    last=rules.AGE_CLASSES[-1].code,
)


def debtors(
    contracts: QuerySet[Contract], *, as_of: date, age: rules.AgeClass | None = None, place: str = "", size: int = PAGE
) -> Page:
    """Return a page of the contracts that are behind as of a day, the longest first, with what each owes.

    Six queries, however many contracts there are.

    :param age: leaves out the other classes.
    :param place: where the page begins, as an earlier page gave it.
    """
    values: dict[str, Any] = {"as_of": as_of, "size": size + 1}
    conditions = ["TRUE"]
    if age is not None:
        conditions.append("oldest_due_on <= %(newest)s")
        values["newest"] = as_of - timedelta(days=age.least)
        if age.most is not None:
            conditions.append("oldest_due_on >= %(oldest)s")
            values["oldest"] = as_of - timedelta(days=age.most)
    if start := _read_place(place):
        conditions.append("(oldest_due_on, contract_id) > (%(due_on)s, %(contract)s)")
        values["due_on"], values["contract"] = start
    rows = _ask(
        contracts,
        f"SELECT contract_id, oldest_due_on FROM unpaid WHERE {' AND '.join(conditions)} "
        "ORDER BY oldest_due_on, contract_id LIMIT %(size)s",
        values,
    )
    more, rows = len(rows) > size, rows[:size]
    found = Contract.objects.select_related("proposal", "amphoe", "tambon").in_bulk([pk for pk, _due_on in rows])
    return Page(
        debtors=_as_debtors([found[pk] for pk, _due_on in rows], as_of=as_of),
        next_place=f"{rows[-1][1]:%Y-%m-%d}_{rows[-1][0]}" if more else "",
    )


def debtor(contract: Contract, *, as_of: date) -> Debtor:
    """Return what one contract in force owes as of a day, behind or not, with its working."""
    return _as_debtors([contract], as_of=as_of)[0]


def _as_debtors(contracts: Sequence[Contract], *, as_of: date) -> list[Debtor]:
    owed = standings(contracts=contracts, as_of=as_of)
    names = representatives([contract.pk for contract in contracts])
    years = _limitation_years(on=as_of) if contracts else None
    return [
        Debtor(
            contract=contract,
            name=names[contract.pk].name if contract.pk in names else "",
            standing=owed[contract.pk],
            last_day_to_sue=min((end.last_day_on for end in _ends(owed[contract.pk], years(contract))), default=None),
        )
        for contract in contracts
    ]


def _ask(contracts: QuerySet[Contract], select: str, values: dict[str, Any]) -> list[tuple]:
    try:
        mine, own_values = contracts.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # nobody's area
        return []
    named = {f"mine_{number}": value for number, value in enumerate(own_values)}
    mine = mine % tuple(f"%({name})s" for name in named)
    with connection.cursor() as cursor:
        cursor.execute(_UNPAID.format(mine=mine) + select, {**values, **named})
        return cursor.fetchall()


def _read_place(place: str) -> tuple[date, int] | None:
    day, _mark, contract = place.partition("_")
    try:
        return date.fromisoformat(day), int(contract)
    except ValueError:
        return None


# -- limitation -------------------------------------------------------------------------------------------------------
def limitation_of(found: Debtor) -> tuple[rules.LimitationEnd, ...]:
    """Return the limitation period of each instalment that is due and unpaid, by due date; empty where none is.

    It is that of the representative: the value dates of the contract's payments interrupt it.

    Source: rule LR, R-LIM-01..R-LIM-06, A-12.
    """
    years = _limitation_years(on=found.standing.as_of)
    return _ends(found.standing, years(found.contract))


def limitation_years(contract: Contract, *, on: date) -> int:
    """Return the years of the limitation period that counts for a contract: of instalments, or of a single sum."""
    return _limitation_years(on=on)(contract)


def _ends(standing: Standing, years: int) -> tuple[rules.LimitationEnd, ...]:
    unpaid = [
        owed.nominal_due_on for owed in standing.instalments if owed.total and owed.nominal_due_on <= standing.as_of
    ]
    if not unpaid:
        return ()
    return rules.limitation_ends(
        unpaid_due_dates=unpaid,
        interruptions=[paid.payment.value_on for paid in standing.allocation.payments],
        years=years,
    )


def _limitation_years(*, on: date) -> Any:
    """Give a function that tells the years of a contract, from the policies in force on a day (P-23); one query."""
    keys = ("limitation_years_instalments", "limitation_years_single")
    rows = [
        PolicyRow(key=key, value=value, province=scope, effective_from=since)
        for key, value, scope, since in Policy.objects.filter(key__in=keys).values_list(
            "key", "value", "province_id", "effective_from"
        )
    ]

    def years(contract: Contract) -> int:
        key = keys[1] if contract.instalment_count == 1 else keys[0]
        try:
            return int(policy_in_force(rows=rows, key=key, province=contract.province_id, on=on).value["number"])
        except NoPolicy:
            single = contract.instalment_count == 1
            return rules.YEARS_OF_A_SINGLE_SUM if single else rules.YEARS_OF_INSTALMENTS

    return years


# -- confirmation letters ---------------------------------------------------------------------------------------------
def runs(*, province: str | None = None, as_of: date | None = None) -> QuerySet[JobRun]:
    """Return the runs that wrote, or write, confirmation letters, the newest day first."""
    found = JobRun.objects.filter(job=_JOB).select_related("province")
    if province is not None:
        found = found.filter(province_id=province)
    if as_of is not None:
        found = found.filter(period=as_of.isoformat())
    return found.order_by("-period", "province_id", "-revision")


def confirmations(*, province: str, as_of: date) -> QuerySet[Confirmation]:
    """Return the letters of a province as of a day, in the order in which they are handed out."""
    return Confirmation.objects.filter(province_id=province, as_of=as_of).order_by(
        "amphoe_id", "tambon_id", "contract_id"
    )


def unconfirmed(*, province: str, as_of: date) -> list[Contract]:
    """Return the contracts of a province that owed something as of a day and have no letter about it."""
    found = in_force_on(Contract.objects.filter(province_id=province), as_of=as_of)
    missing = list(found.exclude(confirmations__as_of=as_of))
    owed = standings(contracts=missing, as_of=as_of)
    return [contract for contract in missing if contract.pk in owed and is_owed(owed[contract.pk])]


def is_owed(standing: Standing) -> bool:
    """Tell whether a debtor owes more than she paid in advance, so that there is a balance to confirm."""
    return standing.total > standing.credit


def confirmations_of(contract: Contract) -> QuerySet[Confirmation]:
    """Return the confirmation letters of a contract, the newest first."""
    return contract.confirmations.select_related("document").order_by("-as_of", "-pk")


def with_debtor(rows: QuerySet[Confirmation]) -> QuerySet[Confirmation]:
    """Add the contract, the letter and the name of the debtor to confirmations."""
    party = Party.objects.filter(contract=OuterRef("contract"), role=Party.Role.REPRESENTATIVE)
    return rows.select_related("contract", "amphoe", "tambon", "document").annotate(
        debtor=Subquery(party.values("name")[:1])
    )
