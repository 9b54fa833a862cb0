"""Last days to sue that come near, and those that were announced and have moved since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

from areas.models import User
from debt_followup import rules
from debt_followup.models import AnnouncedLimit, ArrearsSpan, LimitMove
from debt_followup.rules import Interruption
from debt_followup.selectors.interruptions import interruptions
from loans.models import Contract, Party

VIEW = "debt.view"


def expiring(*, user: User, on: date, least: int, most: int) -> QuerySet[ArrearsSpan]:
    """Return the contracts whose first claim expires in so many days, both ends included, as the spans say."""
    first, last = on + timedelta(days=least), on + timedelta(days=most)
    rows = ArrearsSpan.objects.visible_to(user, VIEW)
    return rows.filter(from_on__lte=on, until_on__gt=on, earliest_until__range=(first, last))


@dataclass(frozen=True, slots=True)
class Expiring:
    """One contract whose first claim expires on ``earliest_until``; principal in baht."""

    contract: Contract
    name: str
    span: ArrearsSpan

    @property
    def last_day_on(self) -> date:
        return self.span.earliest_until

    @property
    def principal(self) -> Decimal:
        """All principal that is unpaid, due or not, in baht."""
        return Decimal(self.span.principal).scaleb(-2)


def expiring_between(
    *,
    user: User,
    on: date,
    first: date,
    last: date,
    place: dict[str, Any] | None = None,
    after: tuple[date, int] | None = None,
    size: int | None = None,
) -> list[Expiring]:
    """Return the contracts whose first claim expires, or expired, between two days, as known on a day, by day.

    :param place: narrows to a province or an amphoe, as fields of the contract.
    :param after: the day and contract after which they begin; ``size`` how many at most.
    """
    rows = _lasting(user, on, place).filter(earliest_until__range=(first, last))
    if after is not None:
        day, key = after
        rows = rows.filter(Q(earliest_until__gt=day) | Q(earliest_until=day, contract_id__gt=key))
    rows = rows.select_related("contract__proposal", "contract__amphoe", "contract__tambon")
    found = list(rows.order_by("earliest_until", "contract_id")[:size])
    names = dict(
        Party.objects.filter(
            contract_id__in=[row.contract_id for row in found], role=Party.Role.REPRESENTATIVE
        ).values_list("contract_id", "name")
    )
    return [Expiring(row.contract, names.get(row.contract_id, ""), row) for row in found]


def by_month(*, user: User, on: date, first: date, last: date, place: dict[str, Any] | None = None) -> dict[date, int]:
    """Return how many contracts have their first claim expire in each month between two days; one query."""
    rows = _lasting(user, on, place).filter(earliest_until__range=(first, last))
    counted = rows.order_by().values(month=TruncMonth("earliest_until")).annotate(count=Count("pk"))
    return {row["month"]: row["count"] for row in counted}


def by_day(*, user: User, on: date, first: date, last: date, place: dict[str, Any] | None = None) -> dict[date, int]:
    """Return how many contracts have their first claim expire on each day between two days; one query."""
    rows = _lasting(user, on, place).filter(earliest_until__range=(first, last))
    counted = rows.order_by().values("earliest_until").annotate(count=Count("pk"))
    return {row["earliest_until"]: row["count"] for row in counted}


def _lasting(user: User, on: date, place: dict[str, Any] | None) -> QuerySet[ArrearsSpan]:
    rows = ArrearsSpan.objects.visible_to(user, VIEW).filter(from_on__lte=on, until_on__gt=on)
    return rows.filter(**{f"contract__{name}": value for name, value in (place or {}).items() if value})


# -- what was announced and moved --------------------------------------------------------------------------------------
def moved(*, user: User) -> QuerySet[AnnouncedLimit]:
    """Return what was announced and is known today to have been another day: something dated back moved it.

    ``now_on`` is the last day to sue as it should have been announced, None where nothing should have been.
    """
    return with_now(AnnouncedLimit.objects.visible_to(user, VIEW)).filter(~Q(now_on=F("last_day_on")) | Q(now_on=None))


def with_now(rows: QuerySet[AnnouncedLimit]) -> QuerySet[AnnouncedLimit]:
    """Add to announcements what is known today of the day on which they were made."""
    spans = ArrearsSpan.objects.filter(
        contract=OuterRef("contract"), from_on__lte=OuterRef("announced_on"), until_on__gt=OuterRef("announced_on")
    ).order_by()
    return rows.annotate(
        now_on=Subquery(spans.values("earliest_until")[:1]),
        now_since_on=Subquery(spans.values("since_on")[:1]),
        now_nominal_on=Subquery(spans.values("nominal_on")[:1]),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """An announced last day to sue that moved: from, to, and the event that did it where it is known.

    ``cause`` tells why: LATE_EVENT (``event`` came in after the announcement), EVENT_GONE (what began the period on
    ``gone_on`` counts no more), OTHER_INSTALMENT (another one is the oldest unpaid), NOTHING_DUE, or OTHER.
    """

    announced: AnnouncedLimit
    moved_to: date | None
    cause: str
    event: Interruption | None = None
    gone_on: date | None = None
    instalment_on: date | None = None


def moves(rows: Sequence[AnnouncedLimit]) -> list[Move]:
    """Return what moved each announcement of ``moved``; a few queries."""
    events = interruptions([row.contract_id for row in rows], on=rules.NEVER)
    return [_move(row, events.get(row.contract_id, ())) for row in rows]


def _move(row: AnnouncedLimit, events: Sequence[Interruption]) -> Move:
    since_on, nominal_on, now_on = row.now_since_on, row.now_nominal_on, row.now_on  # type: ignore[attr-defined]
    if now_on is None:
        late = [event for event in events if event.on <= row.announced_on and _is_later(event, row)]
        return Move(row, None, "NOTHING_DUE", event=late[-1] if late else None)
    counted = next((event for event in events if event.on == since_on and since_on != nominal_on), None)
    if counted is not None and since_on != row.since_on and _is_later(counted, row):
        return Move(row, now_on, "LATE_EVENT", event=counted)
    if row.since_on != row.nominal_on and row.since_on != since_on and all(e.on != row.since_on for e in events):
        return Move(row, now_on, "EVENT_GONE", gone_on=row.since_on)
    if nominal_on != row.nominal_on:
        late = [event for event in events if event.on <= row.announced_on and _is_later(event, row)]
        return Move(row, now_on, "OTHER_INSTALMENT", event=late[-1] if late else None, instalment_on=nominal_on)
    return Move(row, now_on, "OTHER")


def _is_later(event: Interruption, row: AnnouncedLimit) -> bool:
    return event.recorded_at is None or event.recorded_at > row.announced_at


def moves_seen(contract: Contract) -> list[LimitMove]:
    """Return the moves of a contract's last day to sue of which somebody took note, the newest first."""
    return list(contract.limit_moves.select_related("seen_by"))


def move_of(contract: Contract) -> Move | None:
    """Return the move of a contract's announced day of which nobody has taken note yet; None where there is none."""
    found = with_now(AnnouncedLimit.objects.filter(contract=contract))
    found = found.filter(~Q(now_on=F("last_day_on")) | Q(now_on=None))
    return next(iter(moves(list(found))), None)


def has_moved(contract: Contract) -> bool:
    """Tell whether a contract's announced day is known to have been another one; one query."""
    found = with_now(AnnouncedLimit.objects.filter(contract=contract))
    return found.filter(~Q(now_on=F("last_day_on")) | Q(now_on=None)).exists()
