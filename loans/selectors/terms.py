"""The terms in force on a day, with the policy each came from, and the schedule that follows from them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from areas import rules as area_rules
from areas.models import Holiday, Policy
from loans import rules

CONTRACT_DAY_BASIS = 365  # a parameter of the contract, no policy row
ALLOCATION_ORDER = ("COSTS", "DEFAULT_INTEREST", "CONTRACT_INTEREST", "PRINCIPAL")  # A-07, CCC 329
# A payment in the month before a due date is that instalment's, not a credit (A-23, docs/decisions.md).
EARLY_DAYS = 31
KEYS = (
    "account_min_holders",
    "contract_interest_rate",
    "term_max_months",
    "instalments_min_per_year",
    "due_day_of_month",
    "default_rate",
    "default_day_basis",
    "default_base",
    "contract_return_days",
    "transfer_limit",
    "stamp_duty",
)


@dataclass(frozen=True, slots=True)
class TermsInForce:
    """What the policies of a province say about a contract on a day; ``policies`` tells which row said it."""

    on: date
    annual_rate: Decimal
    default_rate: Decimal
    default_day_basis: int
    default_base: str
    term_max_months: int
    min_per_year: int
    due_day: int
    min_holders: int
    stamp_per: Decimal
    stamp_cap: Decimal
    contract_return: dict[str, Any]
    transfer_limit: dict[str, Any]
    policies: tuple[dict[str, Any], ...]

    def snapshot(self, **more: Any) -> dict[str, Any]:
        """The terms as plain JSON, to be frozen into a contract; rates are texts of yearly fractions.

        ``day_basis`` counts default interest, ``contract_day_basis`` the contract's interest.
        """
        return {
            "in_force_on": self.on.isoformat(),
            "annual_rate": str(self.annual_rate),
            "contract_day_basis": CONTRACT_DAY_BASIS,
            "default_rate": str(self.default_rate),
            "day_basis": self.default_day_basis,
            "default_base": self.default_base,
            "allocation_order": list(ALLOCATION_ORDER),
            "acceleration_on": None,
            "early_days": EARLY_DAYS,
            "term_max_months": self.term_max_months,
            "instalments_min_per_year": self.min_per_year,
            "due_day": self.due_day,
            "account_min_holders": self.min_holders,
            "policies": list(self.policies),
            **more,
        }

    def stamp_duty(self, *, principal: Decimal) -> Decimal:
        """The stamp duty of a loan under these policies (R-STMP-01)."""
        return rules.stamp_duty(principal=principal, per=self.stamp_per, cap=self.stamp_cap)

    def schedule(
        self,
        *,
        principal: Decimal,
        transfer_on: date,
        instalment_count: int,
        months_between: int,
        is_business_day: Callable[[date], bool],
        due_dates: Sequence[date] | None = None,
    ) -> tuple[rules.Instalment, ...]:
        """The schedule of a loan whose money leaves on a day: due dates as proposed, or as the secretariat fixed them.

        :raises loans.rules.BadDueDates: when P-05, P-06 or P-07 does not allow the due dates.
        Source: R-CONT-08, R-CONT-09, A-08, P-05..P-07.
        """
        due = tuple(due_dates) if due_dates else None
        if due is None:
            due = rules.propose_due_dates(
                disbursed_on=transfer_on,
                instalments=instalment_count,
                months_between=months_between,
                due_day=self.due_day,
                term_max_months=self.term_max_months,
            )
        rules.check_schedule(
            disbursed_on=transfer_on,
            due_dates=due,
            term_max_months=self.term_max_months,
            min_per_year=self.min_per_year,
            due_day=self.due_day,
        )
        return rules.schedule(
            principal=principal,
            annual_rate=self.annual_rate,
            disbursed_on=transfer_on,
            due_dates=due,
            is_business_day=is_business_day,
            day_basis=CONTRACT_DAY_BASIS,
        )


def terms_in_force(*, province: str, on: date) -> TermsInForce:
    """Return the terms that a contract of the province gets on a day. One query.

    :raises areas.rules.NoPolicy: a policy has no row in force on the day.
    Source: requirements 1.3, P-02..P-14, P-24.
    """
    numbers: dict[area_rules.PolicyRow, str] = {}
    rows = []
    for policy in Policy.objects.filter(Q(province=None) | Q(province=province), key__in=KEYS, effective_from__lte=on):
        row = area_rules.PolicyRow(
            key=policy.key,
            value=_frozen(policy.value),
            effective_from=policy.effective_from,
            province=policy.province_id,
            source=policy.source,
        )
        rows.append(row)
        numbers[row] = policy.policy_no
    found = {key: area_rules.policy_in_force(rows=rows, key=key, province=province, on=on) for key in KEYS}
    value = {key: dict(row.value) for key, row in found.items()}
    return TermsInForce(
        on=on,
        annual_rate=Decimal(value["contract_interest_rate"]["number"]),
        default_rate=Decimal(value["default_rate"]["number"]),
        default_day_basis=int(value["default_day_basis"]["number"]),
        default_base=rules.default_base_of_contract(policy=value["default_base"]["text"]),
        term_max_months=int(value["term_max_months"]["number"]),
        min_per_year=int(value["instalments_min_per_year"]["number"]),
        due_day=int(value["due_day_of_month"]["number"]),
        min_holders=int(value["account_min_holders"]["number"]),
        stamp_per=Decimal(value["stamp_duty"]["per"]),
        stamp_cap=Decimal(value["stamp_duty"]["cap"]),
        contract_return=value["contract_return_days"],
        transfer_limit=value["transfer_limit"],
        policies=tuple(
            {
                "no": numbers[row],
                "key": key,
                "value": dict(row.value),
                "effective_from": row.effective_from.isoformat(),
                "province": row.province,
                "source": row.source,
            }
            for key, row in found.items()
        ),
    )


def transfer_limits(
    *, provinces: Iterable[str], on: date
) -> dict[str, tuple[dict[str, Any], area_rules.IsBusinessDay]]:
    """Return the due rule of the transfer (P-14) and the office calendar of each province. Two queries for all of them.

    :raises areas.rules.NoPolicy: no rule is in force on the day.
    """
    wanted = set(provinces)
    if not wanted:
        return {}
    rows = [
        area_rules.PolicyRow(key="transfer_limit", value=value, effective_from=since, province=scope)
        for value, since, scope in Policy.objects.filter(key="transfer_limit").values_list(
            "value", "effective_from", "province_id"
        )
    ]
    closed = list(Holiday.objects.filter(closes_government=True).values_list("on", "province_id"))
    return {
        province: (
            area_rules.policy_in_force(rows=rows, key="transfer_limit", province=province, on=on).value,
            area_rules.calendar_of(holidays=[day for day, scope in closed if scope in (None, province)]),
        )
        for province in wanted
    }


def _frozen(value: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """A policy's value as something that can be a key."""
    return tuple((key, tuple(part) if isinstance(part, list) else part) for key, part in sorted(value.items()))
