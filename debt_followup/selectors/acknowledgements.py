"""What a debtor would acknowledge today, until when she can be sued before and after, and how her plan stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet

from areas.models import User
from areas.rules import IsBusinessDay, next_business_day
from areas.selectors import business_calendars
from debt_followup import rules
from debt_followup.models import AcknowledgedInstalment, Acknowledgement, AcknowledgementSigner
from debt_followup.rules import acknowledgements as stated
from debt_followup.rules import legal as law
from debt_followup.rules import periods
from debt_followup.rules.acknowledgements import AcknowledgedDebt, Death, PlanStanding, Promise, Receivership
from debt_followup.rules.acts import ActState
from debt_followup.rules.interruptions import Cause, Interruption
from debt_followup.selectors.interruptions import register_source
from debt_followup.selectors.legal import deaths, receiverships
from debt_followup.selectors.limitation import ContractLimits, DebtorLimits, limits_of, parties_in_order
from debt_followup.selectors.voids import signatures
from loans.models import Contract, Party
from loans.selectors import schedules_of
from loans.selectors.changes import events_of
from repayments import rules as money
from repayments.models import BankLine
from repayments.selectors import Standing
from repayments.selectors.terms import History, histories, history_of
from thai.dates import add_years
from thai.refusals import Refusal

NOTHING = Decimal("0.00")
Kind = Acknowledgement.Kind
_CAUSES = {Kind.ACKNOWLEDGEMENT: Cause.ACKNOWLEDGED, Kind.ACCEPTANCE: Cause.ACCEPTED}
STANDING_STATES = (ActState.IN_FORCE, ActState.DEFAULTED, ActState.KEPT)


@dataclass(frozen=True, slots=True)
class Balance:
    """What would be acknowledged of a contract on a day: the debt in arrears, with its working, and what is not due.

    ``terms`` are those by which it is worked out, ``terms_before`` those that hold while nobody has signed.
    """

    debt: AcknowledgedDebt
    principal_not_due: Decimal
    standing: Standing
    terms: money.Terms
    terms_before: money.Terms


@dataclass(frozen=True, slots=True)
class SignerLimit:
    """One debtor, until when she can be sued for each unpaid instalment, and until when if she signs on a day.

    ``before`` is the day that counts now, ``after`` the one if she signs and ``after_in_parts`` if she promises several
    instalments by it; ``barred`` are the due dates of which her signature revives nothing. After ``barred_after``
    nothing is left to sue for; None where nothing is due.
    ``death`` where she died, ``receivership`` where her bankruptcy file is open.
    """

    party: Party
    last_days: tuple[date, ...]
    before: date
    after: date
    barred: tuple[date, ...]
    barred_after: date | None
    after_in_parts: date | None = None
    death: Death | None = None
    receivership: Receivership | None = None

    @property
    def is_barred(self) -> bool:
        """Whether nothing could begin anew by her signature."""
        return bool(self.last_days) and len(self.barred) == len(self.last_days)

    def after_plan(self, parts: int) -> date:
        """Return until when she can be sued if she signs for so many instalments (CCC 193/30, 193/33)."""
        return self.after_in_parts if parts > 1 and self.after_in_parts else self.after

    def check(self, *, signed_on: date, is_acceptance: bool = False) -> None:
        """Refuse her signature where it would be none, or revive nothing.

        :raises Refusal: as ``stated.check_may_sign``.
        """
        stated.check_may_sign(
            name=self.party.name,
            signed_on=signed_on,
            last_day=self.barred_after,
            death=self.death,
            receivership=self.receivership,
            is_acceptance=is_acceptance,
        )

    def refusal(self, *, signed_on: date, is_acceptance: bool = False) -> Refusal | None:
        """Return why she cannot acknowledge the debt on a day, or accept liability; None where she can."""
        try:
            self.check(signed_on=signed_on, is_acceptance=is_acceptance)
        except Refusal as refused:
            return refused
        return None


@dataclass(frozen=True, slots=True)
class ToAcknowledge:
    """What would be acknowledged of a contract on a day, and what a signature of each debtor would change."""

    balance: Balance
    limits: tuple[SignerLimit, ...]


def to_acknowledge(contract: Contract, *, on: date) -> ToAcknowledge:
    """Return balance and debtors of a contract for a signature on a day; the debt is worked out once for both.

    :raises repayments.rules.BadInstalments: no money has left yet.
    Source: R-ACK-01, R-ACK-03, R-ACK-04.
    """
    balance = balance_of(contract, as_of=on)
    limits = signer_limits(contract, standing=balance.standing, on=on, terms=balance.terms_before)
    return ToAcknowledge(balance, tuple(limits))


def balance_of(contract: Contract, *, as_of: date, known_at: datetime | None = None) -> Balance:
    """Return what a debtor would acknowledge on a day, as it is known now (F-4).

    Where the contract lets default interest run on all that is outstanding, the acknowledgement makes the debt one from
    its day on, and the balance is worked out so (A-03).

    :raises repayments.rules.BadInstalments: no money has left yet.
    Source: R-ACK-01, R-ACK-04, A-03.
    """
    return _balance(contract.pk, history_of(contract, known_at=known_at), as_of)


def _balance(contract_id: int, history: History, as_of: date) -> Balance:
    terms = history.terms
    if terms.default_base == money.DefaultBase.OUTSTANDING:
        terms = replace(terms, acceleration_on=min(terms.acceleration_on or as_of, as_of))
    told = history.told() | {"terms": terms}
    standing = Standing(contract_id=contract_id, as_of=as_of, allocation=money.allocate(as_of=as_of, **told))
    debt = stated.acknowledged_debt(
        principal=standing.principal_due,
        contract_interest=standing.contract_interest,
        default_interest=standing.default_interest,
        costs=standing.costs,
    )
    not_due = standing.principal - standing.principal_due
    return Balance(debt, not_due, standing, terms, terms_before=history.terms)


def signer_limits(
    contract: Contract,
    *,
    standing: Standing,
    on: date,
    terms: money.Terms | None = None,
    events: Sequence[Interruption] | None = None,
) -> list[SignerLimit]:
    """Return each debtor of a contract with her limitation before and after a signature on a day (A-12, R-ACK-03).

    A fixed number of queries. Where one default is default on all, or something made the debt one before, the earliest
    last day holds for all of it; where nobody knows, each instalment has its own.

    :param terms: the contract's terms as ``repayments.selectors.terms_of`` gives them; read here when left out.
    :param events: what interrupted the periods up to the day, as ``interruptions`` tells it; read here when left out.
    """
    dead, bankrupt = deaths([contract.pk]), receiverships([contract.pk])
    limits = limits_of(contract, standing=standing, terms=terms, events=events)
    found = {one.party.pk: _limit(one, limits, on=on) for one in limits.debtors}
    return [
        replace(
            found.get(party.pk) or SignerLimit(party, (), rules.NEVER, rules.NEVER, (), None),
            death=dead.get(party.pk),
            receivership=bankrupt.get(party.pk),
        )
        for party in parties_in_order(contract)
    ]


def _limit(one: DebtorLimits, limits: ContractLimits, *, on: date) -> SignerLimit:
    def signed(*, in_parts: bool) -> date:
        signature = Interruption(
            one.party.contract_id, on, Cause.ACKNOWLEDGED, party_id=one.party.pk, in_parts=in_parts
        )
        events = periods.events_in_order([*one.events, signature])
        ends = (
            periods.period_of_claim(
                rules.Claim(end.due_on, years=end.schedule_years), events=events, years=limits.years, on=on
            )
            for end in one.ends
        )
        return min((day for end in ends if (day := end.next_day(on=on))), default=first)

    first = min(end.last_day_on for end in one.ends)
    barred_after = one.readings.barred_after
    if barred_after < on:
        return SignerLimit(
            party=one.party,
            last_days=tuple(end.last_day_on for end in one.ends),
            before=barred_after,
            after=barred_after,
            barred=tuple(end.due_on for end in one.ends),
            barred_after=barred_after,
        )
    return SignerLimit(
        party=one.party,
        last_days=tuple(end.last_day_on for end in one.ends),
        before=min((day for end in one.ends if (day := end.next_day(on=on))), default=first),
        after=signed(in_parts=False),
        barred=tuple(end.due_on for end in one.ends if end.is_barred(on=on)),
        barred_after=barred_after,
        after_in_parts=signed(in_parts=True),
    )


def standing_kinds(contract: Contract) -> set[str]:
    """Return the kinds of the events of a contract that stand."""
    return {row.kind for row in events_of([contract.pk]).get(contract.pk, ())}


# -- what was acknowledged ---------------------------------------------------------------------------------------------
def acknowledgements(*, user: User, state: str = "", differs: str = "") -> QuerySet[Acknowledgement]:
    """Return the acknowledgements and acceptances that a user may see; to be ordered by the page.

    :param differs: "1" for those whose balance is known to have been another one.
    """
    rows = Acknowledgement.objects.visible_to(user, "debt.view")
    rows = rows.select_related("contract__proposal", "contract__amphoe")
    if state:
        rows = rows.filter(state=state)
    return rows.filter(balance_now__isnull=False) if differs == "1" else rows


def acknowledgements_of(contract: Contract) -> QuerySet[Acknowledgement]:
    """Return the acknowledgements of a contract, the newest first, with their papers and signers."""
    signers = Prefetch("signers", queryset=AcknowledgementSigner.objects.select_related("party"))
    return contract.acknowledgements.select_related("document").prefetch_related(signers, "instalments")


def to_watch(*, on: date) -> QuerySet[Acknowledgement]:
    """Return the acknowledgements in force, kept or in default, whose contract is not closed or whose plan ran."""
    return Acknowledgement.objects.filter(state__in=STANDING_STATES, kind=Kind.ACKNOWLEDGEMENT, as_of__lte=on)


def bank_known_to(provinces: Iterable[str], *, on: date) -> dict[str, date]:
    """Return up to which day the bank's money of each province is known: the newest line, and at the latest a week ago.

    A day of which no line has come yet is not judged before a week is over, for a file may be late.
    """
    found = dict(
        BankLine.objects.filter(province_id__in=list(provinces), value_on__lte=on)
        .order_by()
        .values_list("province_id")
        .annotate(newest=Max("value_on"))
    )
    a_week_ago = date.fromordinal(on.toordinal() - 7)
    return {
        code: max(found[code] - date.resolution, a_week_ago) if code in found else a_week_ago for code in set(provinces)
    }


def plan_standings(
    acknowledgements: Sequence[Acknowledgement], *, on: date, known_to: Mapping[str, date] | None = None
) -> dict[int, PlanStanding]:
    """Return how the plan of each acknowledgement stands on a day; a fixed number of queries.

    :param known_to: up to which day the bank's money of a province is known; read here when left out.
    Source: R-ACK-06.
    """
    told = histories(contracts=[one.contract for one in acknowledgements])
    # a restructuring replaces what was acknowledged before it, so the newest schedule is the one of each paper
    schedules = schedules_of([one.contract_id for one in acknowledgements])
    provinces = {row.contract.province_id for row in acknowledgements}
    known = known_to or bank_known_to(provinces, on=on)
    calendars = business_calendars(provinces=provinces)
    found = {}
    for row in acknowledgements:
        history = told.get(row.contract_id)
        if history is None:
            continue
        is_business_day = calendars[row.contract.province_id]
        promises = [
            Promise(part.number, _payable_until(part, is_business_day), part.amount) for part in row.instalments.all()
        ]
        last = max((promise.due_on for promise in promises), default=row.as_of)
        if row.principal_not_due:
            promises += [
                Promise(None, own.effective_due_on, own.total)
                for own in schedules.get(row.contract_id, ())
                if row.as_of < own.nominal_due_on <= last
            ]
        found[row.pk] = stated.plan_standing(
            promises=promises,
            received=[(payment.value_on, payment.amount) for payment in history.payments],
            since=row.as_of,
            on=on,
            known_to=known[row.contract.province_id],
        )
    return found


def _payable_until(part: AcknowledgedInstalment, is_business_day: IsBusinessDay) -> date:
    """The last day for a promised part: as signed, or later for a holiday that was announced since."""
    return max(part.effective_due_on, next_business_day(day=part.due_on, is_business_day=is_business_day))


def balances_now(acknowledgements: Sequence[Acknowledgement]) -> dict[int, Decimal]:
    """Return what the balance of each acknowledgement's own day is known to have been now; a fixed number of queries.

    It differs from what was stated where a receipt was reversed, or an earlier payment was found, since.
    """
    told = histories(contracts=[one.contract for one in acknowledgements])
    return {
        row.pk: _balance(row.contract_id, _as_before(told[row.contract_id], row), row.as_of).debt.total
        for row in acknowledgements
        if row.contract_id in told
    }


def _as_before(history: History, row: Acknowledgement) -> History:
    """The history without what came of the acknowledgement itself: it must not change the balance it states."""
    terms = history.terms
    if terms.acceleration_on is not None and terms.acceleration_on > row.as_of:
        terms = replace(terms, acceleration_on=None)
    return replace(history, terms=terms)


def acceptance_last_day(row: Acknowledgement) -> date | None:
    """Return the last day to sue on an acceptance of liability: two years from the first signature (CCC 193/35)."""
    signed = [signer.counts_on for signer in row.signers.all() if signer.counts_on]
    return add_years(min(signed), law.ACCEPTANCE_YEARS) if row.kind == Kind.ACCEPTANCE and signed else None


@register_source
def acknowledged(contract_ids: Iterable[int], *, on: date, known_at: datetime | None = None) -> list[Interruption]:
    """Return the signatures under acknowledgements and acceptances, each for its signer alone (A-12, CCC 193/14, 295).

    With each acknowledgement whether the debt was promised in several instalments (CCC 193/33). An acceptance gives
    two years of its own where the claim was barred (A-15, CCC 193/28, 193/35).
    """
    several = AcknowledgedInstalment.objects.filter(acknowledgement=OuterRef("acknowledgement"), number__gt=1)
    rows = (
        signatures(AcknowledgementSigner.objects.all(), on=on, known_at=known_at)
        .filter(acknowledgement__contract__in=list(contract_ids))
        .annotate(in_parts=Exists(several))
    )
    return [
        Interruption(
            contract_id=row.acknowledgement.contract_id,
            on=row.stands_on,
            cause=_CAUSES[Kind(row.acknowledgement.kind)],
            party_id=row.party_id,
            recorded_at=row.stands_since,
            reference=row.acknowledgement.label,
            in_parts=row.in_parts and row.acknowledgement.kind == Kind.ACKNOWLEDGEMENT,
        )
        for row in rows.select_related("acknowledgement").order_by()
    ]
