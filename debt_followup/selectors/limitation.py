"""Limitation periods: of every instalment that is due and unpaid, for every debtor of a contract (A-12)."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from areas.models import Policy
from areas.rules import NoPolicy, PolicyRow, policy_in_force
from debt_followup import rules
from debt_followup.rules import Interruption, LimitationEnd, Readings
from debt_followup.selectors.claims import claims_of
from debt_followup.selectors.interruptions import interruptions
from loans.models import Contract, Party
from repayments.rules import Terms
from repayments.selectors import Standing, terms_of

YEARS_KEYS = ("limitation_years_instalments", "limitation_years_single")
CLAUSE = "acceleration_clause"


@dataclass(frozen=True, slots=True)
class DebtorLimits:
    """The periods of one debtor of a contract: one for each instalment that is due and unpaid, by due date.

    ``interest_until`` is the last day to sue for interest in arrears where the principal has longer (CCC 193/33).
    """

    party: Party
    ends: tuple[LimitationEnd, ...]
    readings: Readings
    events: tuple[Interruption, ...]
    interest_until: date | None = None

    @property
    def is_representative(self) -> bool:
        return self.party.role == Party.Role.REPRESENTATIVE


@dataclass(frozen=True, slots=True)
class ContractLimits:
    """The periods of all debtors of a contract on a day, the representative first; empty where nothing is unpaid.

    ``has_clause`` is whether one default is default on all by the contract, None where nobody knows (A-13);
    ``unknown_payers`` are the payments of which nobody knows who made them.
    """

    on: date
    years: int
    has_clause: bool | None
    debtors: tuple[DebtorLimits, ...]
    unknown_payers: tuple[Interruption, ...]

    @property
    def earliest_on(self) -> date | None:
        """The first last day to sue of any debtor: the day that alerts go by (A-12)."""
        return min((one.readings.drives_on for one in self.debtors), default=None)

    @property
    def barred_after(self) -> date | None:
        """The day after which nobody can be sued any more for anything due."""
        return max((one.readings.barred_after for one in self.debtors), default=None)

    @property
    def next_on(self) -> date | None:
        """The next last day of any debtor and instalment, the day of this included; None where all is barred."""
        days = (day for one in self.debtors for day in one.readings.days)
        return min((day for day in days if day >= self.on), default=None)

    @property
    def status(self) -> rules.LimitationStatus:
        """How the debt stands to its periods on the day."""
        after = self.barred_after
        barred_from = None if after is None else after if after == rules.NEVER else after + date.resolution
        return rules.limitation_status(earliest_until=self.earliest_on, barred_from=barred_from, on=self.on)


def limits_of(
    contract: Contract,
    *,
    standing: Standing,
    known_at: datetime | None = None,
    terms: Terms | None = None,
    events: Sequence[Interruption] | None = None,
) -> ContractLimits:
    """Return the periods of every debtor of a contract as of the day of a standing; a fixed number of queries.

    What nobody is named for counts for the representative alone, so that the period of the others is the safe one.

    :param terms: the contract's terms as ``repayments.selectors.terms_of`` gives them; read here when left out.
    :param events: what interrupted them up to that day, as ``interruptions`` tells it; read here when left out.
    Source: R-LIM-01..R-LIM-06, A-09, A-11, A-12, A-13, CCC 193/33.
    """
    on = standing.as_of
    terms = terms or terms_of(contract)
    called_in_on = terms.called_in_by(on)
    claims = claims_of(contract, instalments=standing.instalments, terms=terms, on=on)
    unpaid = [
        claims.get(owed.number, rules.Claim(owed.nominal_due_on))
        for owed in standing.instalments
        if owed.total and (owed.nominal_due_on <= on or called_in_on is not None)
    ]
    if events is None:
        events = interruptions([contract.pk], on=on, known_at=known_at).get(contract.pk, ())
    years = limitation_years(contract)
    clause = clause_of(contract)
    found = []
    if unpaid:
        for party in parties_in_order(contract):
            own = events_of_party(events, party_id=party.pk, role=party.role)
            ends = rules.limitation_ends(
                unpaid_due_dates=unpaid, interruptions=own, years=years, called_in_on=called_in_on, on=on
            )
            both = rules.readings(ends=ends, has_clause=clause, interruptions=own)
            interest = None
            if years > rules.YEARS_OF_INSTALMENTS:
                interest = rules.last_day_to_sue(
                    unpaid_due_dates=unpaid, interruptions=own, called_in_on=called_in_on, on=on
                )
            found.append(DebtorLimits(party=party, ends=ends, readings=both, events=own, interest_until=interest))
    return ContractLimits(
        on=on,
        years=years,
        has_clause=clause,
        debtors=tuple(found),
        unknown_payers=tuple(event for event in events if event.party_id is None),
    )


def parties_in_order(contract: Contract) -> list[Party]:
    """Return the debtors of a contract, the representative first."""
    return sorted(contract.parties.all(), key=lambda one: (one.role != Party.Role.REPRESENTATIVE, one.position))


def events_of_party(events: Sequence[Interruption], *, party_id: int, role: str) -> tuple[Interruption, ...]:
    """Return the interruptions that count for one debtor; those without a name count for the representative (A-12)."""
    return tuple(
        event
        for event in events
        if event.party_id == party_id or (event.party_id is None and role == Party.Role.REPRESENTATIVE)
    )


def clause_of(contract: Contract) -> bool | None:
    """Return whether a contract says that one default is default on all; None where that is not known (A-13)."""
    known = contract.terms.get(CLAUSE, False)
    return None if known is None else bool(known)


def limitation_years(contract: Contract) -> int:
    """Return the years of the period that counts for a contract: of instalments, or of a single sum."""
    return years_of()(contract)


def years_of() -> Callable[[Contract], int]:
    """Give a function that tells the years of a contract by the policies in force on its day (P-23); one query.

    A policy that changes later changes no contract made before.
    """
    rows = [
        PolicyRow(key=key, value=value, province=scope, effective_from=since)
        for key, value, scope, since in Policy.objects.filter(key__in=YEARS_KEYS).values_list(
            "key", "value", "province_id", "effective_from"
        )
    ]

    def years(contract: Contract) -> int:
        is_single = contract.instalment_count == 1
        on = contract.contract_on or contract.planned_transfer_on
        try:
            row = policy_in_force(rows=rows, key=YEARS_KEYS[is_single], province=contract.province_id, on=on)
        except NoPolicy:
            return rules.YEARS_OF_A_SINGLE_SUM if is_single else rules.YEARS_OF_INSTALMENTS
        return int(row.value["number"])

    return years


def ends_of_representative(limits: Iterable[DebtorLimits]) -> tuple[LimitationEnd, ...]:
    """Return the periods of the representative; empty where nothing is unpaid."""
    return next((one.ends for one in limits if one.is_representative), ())
