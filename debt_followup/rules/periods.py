"""One limitation period: of one claim against one debtor, under what interrupted it (rule LR). Pure.

Where the law is open there are two readings of a period: the earlier day drives alerts, and nothing counts as barred
before the later one has passed, as with the clause that nobody knows (A-13).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from operator import attrgetter

from areas.rules import require_day
from thai.dates import add_years

from .interruptions import Cause, Interruption
from .legal import ACCEPTANCE_YEARS

YEARS_OF_INSTALMENTS = 5  # P-23, CCC 193/33; arrears of interest always
YEARS_OF_A_SINGLE_SUM = 10  # P-23, CCC 193/30
NEVER = date(9999, 12, 31)  # while a suit is pending no period runs (CCC 193/15)


@dataclass(frozen=True, slots=True)
class LimitationEnd:
    """The limitation period of one unpaid instalment, with its working.

    Counting starts on ``counts_from_on``, the day after the due date or after the last event that interrupted it;
    ``last_day_on`` is the last day to sue. ``interrupted_on`` are the events that counted, in order; of those after
    expiry only a judgment and an acceptance of liability are among them. ``ended_early_by`` is the death or the
    bankruptcy by whose day the claim has to be brought, where that comes before the period ends. While a suit is
    pending counting starts ``NEVER``, and nothing but a bankruptcy gives a last day.

    Where the law is open all this is the reading that ends first, and ``at_latest_on`` the last day by the other one.
    ``schedule_years`` are the years of the new schedule that the claim is of, None of the contract's own.
    """

    due_on: date
    interrupted_on: tuple[date, ...]
    counts_from_on: date
    last_day_on: date
    years: int = YEARS_OF_INSTALMENTS
    interrupted_by: tuple[Interruption, ...] = ()
    ended_early_by: Interruption | None = None
    at_latest_on: date | None = None
    schedule_years: int | None = None

    @property
    def anchor_on(self) -> date:
        """The day whose morrow is the first of the period: the due date, or the last event that counted."""
        return NEVER if self.counts_from_on == NEVER else self.counts_from_on - timedelta(days=1)

    @property
    def barred_after(self) -> date:
        """The day after which no reading of the law lets the fund sue any more."""
        return self.at_latest_on or self.last_day_on

    @property
    def is_pending(self) -> bool:
        """Whether nothing runs, because a court is dealing with it."""
        return self.last_day_on == NEVER

    def is_barred(self, *, on: date) -> bool:
        """Whether the claim is time-barred on a day, however the law is read."""
        return on > self.barred_after

    def next_day(self, *, on: date) -> date | None:
        """The next day after which some reading holds the claim for barred; None where all do."""
        return min((day for day in (self.last_day_on, self.barred_after) if day >= on), default=None)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is sued for by one instalment: its due date, and the claims in whose place a new schedule put it.

    Who signed the memorandum of that schedule, agreed upon on ``agreed_on``, while she could still be sued for all of
    ``stands_for`` owes it from the new due date; for anybody else the earliest of those that her signature did not
    begin anew goes on (A-12, A-14, A-15). ``years`` are those of the new schedule, by whether it has one instalment or
    several (CCC 193/30, 193/33); None of the contract's own.
    """

    due_on: date
    agreed_on: date | None = None
    stands_for: tuple["Claim", ...] = ()
    years: int | None = None


def events_in_order(interruptions: Iterable[date | Interruption]) -> tuple[date | Interruption, ...]:
    """The events by their day; on one day a suit before a judgment, then what shortens the period, then the rest."""
    return tuple(sorted(interruptions, key=_order))


def called_in(claim: Claim, *, on: date) -> Claim:
    """The claim of an instalment that falls due on a day at the latest, because the whole debt was called in."""
    return replace(claim, due_on=min(require_day(claim.due_on), on))


def period_of_claim(
    claim: Claim, *, events: Sequence[date | Interruption], years: int, on: date | None = None
) -> LimitationEnd:
    """The period of a claim under events that are in order; a new schedule gives no time to who did not sign in time.

    :param years: of the contract's own schedule.
    :param on: leaves out what happened after this day.
    Source: A-12, A-13, A-14, A-15, R-ACK-02.
    """
    end = _Reading(events, years, on, is_later=False).period(claim)
    if not _is_open(claim, events, years):
        return end
    later = _Reading(events, years, on, is_later=True).period(claim).last_day_on
    return replace(end, at_latest_on=later) if later > end.last_day_on else end


def _is_open(claim: Claim, events: Sequence[date | Interruption], years: int) -> bool:
    """Whether there is something that the law may read in two ways."""
    told = (event for event in events if isinstance(event, Interruption))
    if any(event.in_parts or event.is_doubtful or event.cause is Cause.ACCEPTED for event in told):
        return True
    return _has_other_years(claim, years)


def _has_other_years(claim: Claim, years: int) -> bool:
    return claim.years not in (None, years) or any(_has_other_years(old, years) for old in claim.stands_for)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One reading of the law over the events of one debtor: the one that ends first, or the later one.

    A debt payable in one sum that is promised, or put, into several instalments has five years by the first (193/33)
    and keeps its ten by the second, for an acknowledgement is no new debt (L-02); likewise the other way round. What is
    doubtful counts by the second alone.

    Who accepts her liability after the claim is barred can be sued for two years from her signature (193/28, 193/35).
    Whether a payment within them begins them anew is open, and whether a new schedule signed within them has years of
    its own: by the first reading they run from the signature of the acceptance, whatever follows out of court. An
    acceptance of what was not barred acknowledges it by the second reading alone.
    """

    events: Sequence[date | Interruption]
    years: int
    on: date | None
    is_later: bool

    def period(self, claim: Claim) -> LimitationEnd:
        kept = [self.period(old) for old in claim.stands_for if not self._is_renewed(old, claim.agreed_on or date.min)]
        if kept:
            return min(kept, key=attrgetter("last_day_on", "anchor_on"))
        either = (self.years, claim.years or self.years)
        end = self._of_due_date(claim.due_on, max(either) if self.is_later else min(either))
        return end if claim.years is None else replace(end, schedule_years=claim.years)

    def _is_renewed(self, old: Claim, agreed_on: date) -> bool:
        """Whether the debtor signed the new schedule while she could be sued for a claim of the old one."""
        for place, event in enumerate(self.events):
            if isinstance(event, Interruption) and event.cause is Cause.RESTRUCTURED and event.on >= agreed_on:
                if self.on is not None and event.on > self.on:
                    return False
                before = replace(self, events=self.events[:place], on=event.on).period(old)
                if not self.is_later and _lives_by_acceptance(before):
                    return False
                return not before.is_barred(on=event.on)
        return False

    def _of_due_date(self, due_on: date, years: int) -> LimitationEnd:
        on = self.on
        anchor, last, is_waiting = due_on, _years_after(due_on, years), False
        early: dict[Cause, Interruption] = {}
        is_judged = is_accepted = False
        counted: list[date] = []
        counted_by: list[Interruption] = []
        for event in self.events:
            day = event if isinstance(event, date) else event.on
            if on is not None and day > on:
                break
            told = None if isinstance(event, date) else event
            if told is not None and told.is_doubtful and not self.is_later:
                continue
            if told is not None and told.ends_by is not None:
                is_brought = told.ended_on is not None and (on is None or told.ended_on <= on)
                is_in_court = told.cause is Cause.DIED and (is_judged or (is_waiting and day <= anchor))
                held = early.get(told.cause)
                if not is_brought and not is_in_court and (held is None or told.ends_by < (held.ends_by or NEVER)):
                    early[told.cause] = told
                continue
            is_acceptance = told is not None and told.cause is Cause.ACCEPTED
            if day > _earliest(last, early):
                if told is None or told.cause not in _STAND_AFTER_EXPIRY:
                    continue  # it revives nothing
                if is_acceptance:
                    years, is_accepted, is_waiting = ACCEPTANCE_YEARS, True, False
            elif not self.is_later and (is_acceptance or (is_accepted and not _is_in_court(told))):
                continue
            if is_waiting and day <= anchor:
                if told is None or told.years is None:
                    continue  # nothing runs, so that nothing begins anew
                anchor = day if anchor == NEVER else anchor
            elif day <= anchor:
                continue
            else:
                anchor, is_waiting = day, False
            if told is not None:
                counted_by.append(told)
                years = told.years or years
                if told.in_parts and not self.is_later:
                    years = min(years, YEARS_OF_INSTALMENTS)
                is_waiting, is_judged = told.is_pending, is_judged or told.years is not None
                if is_waiting or is_judged:  # in time for the estate; a bankruptcy binds what is in court too
                    early.pop(Cause.DIED, None)
                if told.is_pending:
                    is_known = told.ended_on is not None and (on is None or told.ended_on <= on)
                    anchor = told.ended_on if is_known and told.ended_on else NEVER
                is_accepted = is_accepted and not _is_in_court(told)
            counted.append(day)
            last = _years_after(anchor, years)
        ended_by = next((event for event in early.values() if event.ends_by == _earliest(last, early) < last), None)
        return LimitationEnd(
            due_on=due_on,
            interrupted_on=tuple(counted),
            counts_from_on=NEVER if anchor == NEVER else anchor + timedelta(days=1),
            last_day_on=_earliest(last, early),
            years=years,
            interrupted_by=tuple(counted_by),
            ended_early_by=ended_by,
        )


# A judgment stands, whether expiry was pleaded or not (193/29, 193/32); an acceptance gives a claim of its own.
_STAND_AFTER_EXPIRY = frozenset({Cause.JUDGED, Cause.ACCEPTED})


def _lives_by_acceptance(end: LimitationEnd) -> bool:
    """Whether a period is that of an acceptance after expiry, with nothing in court since; of the first reading."""
    return bool(end.interrupted_by) and end.interrupted_by[-1].cause is Cause.ACCEPTED


def _is_in_court(event: Interruption | None) -> bool:
    return event is not None and (event.is_pending or event.years is not None)


def _earliest(last: date, early: Mapping[Cause, Interruption]) -> date:
    return min([last, *(event.ends_by for event in early.values() if event.ends_by)])


def _order(event: date | Interruption) -> tuple[date, int]:
    if isinstance(event, Interruption):
        return require_day(event.on), 0 if event.is_pending else 1 if event.years else 2 if event.in_parts else 3
    return require_day(event), 3


def _years_after(day: date, years: int) -> date:
    return NEVER if day == NEVER else add_years(day, years)
