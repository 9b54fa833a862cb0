"""Last days to sue that come near, and those that were announced and have moved since."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, TruncMonth

from areas.models import User
from debt_followup import rules
from debt_followup.models import AnnouncedLimit, ArrearsSpan, EntryVoid, LimitMove
from debt_followup.rules import Cause, Interruption
from debt_followup.rules.legal import FileKind
from debt_followup.selectors.interruptions import interruptions
from debt_followup.selectors.legal import claims_by_day
from debt_followup.selectors.voids import last_voiding, that_moved
from loans.models import Contract, Party
from repayments.models.courses import FOR_EVER

VIEW = "debt.view"
_SIGNED = frozenset({Cause.ACKNOWLEDGED, Cause.ACCEPTED, Cause.RESTRUCTURED})


class _FirstFrom(Func):
    """The first of the days in a column that is not before another day."""

    template = "(SELECT MIN(day) FROM unnest(%(expressions)s)"
    arg_joiner = ") day WHERE day >= "
    arity = 2
    output_field = DateField()


class _DayBefore(Func):
    template = "(%(expressions)s - 1)"
    arity = 1
    output_field = DateField()


def expiring(*, user: User, on: date, least: int, most: int) -> QuerySet[ArrearsSpan]:
    """Return the contracts whose next claim expires in so many days, both ends included, as the spans say.

    ``next_until`` is that day: the first last day of any debtor, or the one that follows where it has passed.
    """
    first, last = on + timedelta(days=least), on + timedelta(days=most)
    rows = _with_next(_lasting(user, on, None), on=on)
    return rows.filter(
        Q(earliest_until__range=(first, last)) | Q(_passed(on, first=first), next_until__range=(first, last)),
        earliest_until__lte=last,  # true of both, and what the index is asked for
    )


@dataclass(frozen=True, slots=True)
class Expiring:
    """One contract of which a claim expires on ``last_day_on``; principal in baht.

    ``is_first`` where that is its first last day; of others something is barred already. ``claim`` is the kind of the
    legal file whose claim has to be brought by that day, where that is why.
    """

    contract: Contract
    name: str
    span: ArrearsSpan
    last_day_on: date
    is_first: bool = True
    claim: FileKind | None = None

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
    """Return the contracts of which a claim expires, or expired, between two days, as known on a day, by day.

    That is the first last day of each, and the next one where the first has passed; a contract of which both lie
    between the two days is there twice. A handful of queries.

    :param place: narrows to a province or an amphoe, as fields of the contract.
    :param after: the day and contract after which they begin; ``size`` how many at most.
    """
    found: list[Expiring] = []
    for rows, field in _claims(user=user, on=on, first=first, last=last, place=place):
        if after is not None:
            day, key = after
            rows = rows.filter(Q(**{f"{field}__gt": day}) | Q(**{field: day}, contract_id__gt=key))
        rows = rows.select_related("contract__proposal", "contract__amphoe", "contract__tambon")
        found += [
            Expiring(row.contract, "", row, getattr(row, field), is_first=field == "earliest_until")
            for row in rows.order_by(field, "contract_id")[:size]
        ]
    found = sorted(found, key=lambda one: (one.last_day_on, one.contract.pk))[:size]
    names = dict(
        Party.objects.filter(
            contract_id__in=[one.contract.pk for one in found], role=Party.Role.REPRESENTATIVE
        ).values_list("contract_id", "name")
    )
    claims = claims_by_day([one.contract.pk for one in found])
    return [
        replace(one, name=names.get(one.contract.pk, ""), claim=claims.get((one.contract.pk, one.last_day_on)))
        for one in found
    ]


def by_month(*, user: User, on: date, first: date, last: date, place: dict[str, Any] | None = None) -> dict[date, int]:
    """Return how many contracts have a claim expire in each month between two days, as the lists have them."""
    return _counted(user=user, on=on, first=first, last=last, place=place, by=TruncMonth)


def by_day(*, user: User, on: date, first: date, last: date, place: dict[str, Any] | None = None) -> dict[date, int]:
    """Return how many contracts have a claim expire on each day between two days, as the lists have them."""
    return _counted(user=user, on=on, first=first, last=last, place=place, by=F)


def _counted(*, by: Any, **asked: Any) -> dict[date, int]:
    found: Counter[date] = Counter()
    for rows, field in _claims(**asked):
        counted = rows.order_by().values(told=by(field)).annotate(count=Count("pk"))
        found.update({row["told"]: row["count"] for row in counted})
    return dict(found)


def _claims(
    *, user: User, on: date, first: date, last: date, place: dict[str, Any] | None
) -> list[tuple[QuerySet[ArrearsSpan], str]]:
    """The spans with a claim that expires between two days, and the field that says when: the first, then the next."""
    rows = _lasting(user, on, place)
    found = [(rows.filter(earliest_until__range=(first, last)), "earliest_until")]
    if last >= on:
        later = _with_next(rows.filter(_passed(on, first=first)), on=on)
        found.append((later.filter(next_until__range=(max(first, on), last)), "next_until"))
    return found


def _passed(on: date, *, first: date) -> Q:
    """That the first last day has passed, and something can still be sued for on a day."""
    return Q(earliest_until__lt=on, barred_from__gt=max(first, on))


def _with_next(rows: QuerySet[ArrearsSpan], *, on: date) -> QuerySet[ArrearsSpan]:
    last = Case(When(barred_from=rules.NEVER, then=Value(rules.NEVER)), default=_DayBefore("barred_from"))
    later = Coalesce(_FirstFrom("further_until", Value(on, output_field=DateField())), last)
    return rows.annotate(next_until=Case(When(earliest_until__gte=on, then=F("earliest_until")), default=later))


def _lasting(user: User, on: date, place: dict[str, Any] | None) -> QuerySet[ArrearsSpan]:
    # in two parts, because those that are open for ever are the ones that the indexes of this room hold in order
    holds = Q(until_on=FOR_EVER) | Q(until_on__lt=FOR_EVER, until_on__gt=on)
    rows = ArrearsSpan.objects.visible_to(user, VIEW).filter(holds, from_on__lte=on)
    return rows.filter(**{f"contract__{name}": value for name, value in (place or {}).items() if value})


# -- what was announced and moved --------------------------------------------------------------------------------------
def moved(*, user: User) -> QuerySet[AnnouncedLimit]:
    """Return what was announced and is known today to have been another day: something dated back moved it.

    ``now_on`` is the last day to sue as it should have been announced, None where nothing should have been;
    ``now_representative_on`` the same of the representative alone.
    """
    return with_now(AnnouncedLimit.objects.visible_to(user, VIEW)).filter(_HAS_MOVED)


_HAS_MOVED = (
    ~Q(now_on=F("last_day_on"))
    | Q(now_on=None)
    | Q(representative_until__isnull=False) & ~Q(now_representative_on=F("representative_until"))
)


def with_now(rows: QuerySet[AnnouncedLimit]) -> QuerySet[AnnouncedLimit]:
    """Add to announcements what is known today of the day on which they were made, and when an entry was taken back."""
    spans = ArrearsSpan.objects.filter(
        contract=OuterRef("contract"), from_on__lte=OuterRef("announced_on"), until_on__gt=OuterRef("announced_on")
    ).order_by()
    return rows.annotate(
        now_on=Subquery(spans.values("earliest_until")[:1]),
        now_since_on=Subquery(spans.values("since_on")[:1]),
        now_nominal_on=Subquery(spans.values("nominal_on")[:1]),
        now_representative_on=Subquery(spans.values("representative_until")[:1]),
        voided_at=Subquery(last_voiding(OuterRef("contract"))),
    )


@dataclass(frozen=True, slots=True)
class Move:
    """An announced last day to sue that moved: from, to, and the event that did it where it is known.

    ``of_representative`` where it is her day alone, the first day of all debtors being as it was announced. ``cause``
    tells why: LATE_EVENT (``event`` came in after the announcement), PAYER_NAMED (only since then it is known who made
    the payment ``event``), ENDS_EARLY (the day is that of ``event``, a death or a bankruptcy known by then), EVENT_GONE
    (what began the period, on ``gone_on`` where that is known, counts no more), OTHER_INSTALMENT (another one is the
    oldest unpaid), NOTHING_DUE, or OTHER. ``void`` is the request by which an entry was taken back, or put right, that
    moved it.
    """

    announced: AnnouncedLimit
    moved_from: date
    moved_to: date | None
    cause: str
    event: Interruption | None = None
    gone_on: date | None = None
    instalment_on: date | None = None
    of_representative: bool = False
    void: EntryVoid | None = None


def moves(rows: Sequence[AnnouncedLimit]) -> list[Move]:
    """Return what moved each announcement of ``moved``; a few queries."""
    keys = [row.contract_id for row in rows]
    events = interruptions(keys, on=rules.NEVER)
    return _by_voids([_move(row, events.get(row.contract_id, ())) for row in rows])


def _by_voids(found: list[Move]) -> list[Move]:
    """Name what was taken back since each announcement, where nothing else is known to have moved the day."""
    voids = that_moved([one.announced.contract_id for one in found if _may_be_void(one)])
    return [_by_void(one, voids.get(one.announced.contract_id, ())) if _may_be_void(one) else one for one in found]


def _may_be_void(move: Move) -> bool:
    voided_at = move.announced.voided_at  # type: ignore[attr-defined]
    if voided_at is None or voided_at <= move.announced.announced_at:
        return False
    return move.cause in ("EVENT_GONE", "OTHER") or (move.event is not None and move.event.cause in _SIGNED)


def _by_void(move: Move, voids: Sequence[EntryVoid]) -> Move:
    last = next((one for one in voids if one.decided_at and one.decided_at > move.announced.announced_at), None)
    is_put_right = last is not None and move.event is not None and move.event.recorded_at == last.decided_at
    return replace(move, void=last) if is_put_right or move.cause in ("EVENT_GONE", "OTHER") else move


def _move(row: AnnouncedLimit, events: Sequence[Interruption]) -> Move:
    now_on = row.now_on  # type: ignore[attr-defined]
    late = [event for event in events if event.on <= row.announced_on and _is_later(event, row)]
    if now_on == row.last_day_on:
        return _move_of_representative(row, events, late)
    since_on, nominal_on = row.now_since_on, row.now_nominal_on  # type: ignore[attr-defined]
    moved_from = row.last_day_on
    if now_on is None:
        return Move(row, moved_from, None, "NOTHING_DUE", event=late[-1] if late else None)
    early = _ending(events, row, now_on)
    if early is not None and (_is_later(early, row) or now_on < moved_from):
        return Move(row, moved_from, now_on, _cause_of(early, row), event=early)
    counted = next((event for event in events if event.on == since_on and since_on != nominal_on), None)
    if counted is not None and since_on != row.since_on and _is_later(counted, row):
        return Move(row, moved_from, now_on, _cause_of_late(counted, row), event=counted)
    named = [event for event in late if _is_named_later(event, row)]
    own = next((event for event in named if event.on == row.since_on != since_on), None)
    if own is not None:
        return Move(row, moved_from, now_on, "PAYER_NAMED", event=own)
    if row.since_on != row.nominal_on and row.since_on != since_on and all(e.on != row.since_on for e in events):
        return Move(row, moved_from, now_on, "EVENT_GONE", gone_on=row.since_on)
    if nominal_on != row.nominal_on:
        event = late[-1] if late else None
        return Move(row, moved_from, now_on, "OTHER_INSTALMENT", event=event, instalment_on=nominal_on)
    if named:
        return Move(row, moved_from, now_on, "PAYER_NAMED", event=named[-1])
    return Move(row, moved_from, now_on, "OTHER")


def _move_of_representative(row: AnnouncedLimit, events: Sequence[Interruption], late: Sequence[Interruption]) -> Move:
    """Her day moves without the others' by a payment of which nobody knows who of the group made it (A-12).

    Or by one of which that became known: it was another's all along.
    """
    moved_from, now_on = row.representative_until, row.now_representative_on  # type: ignore[attr-defined]
    early = _ending(events, row, now_on)
    if early is not None and now_on < moved_from:
        return Move(row, moved_from, now_on, _cause_of(early, row), event=early, of_representative=True)
    named = [event for event in late if _is_named_later(event, row)]
    if now_on < moved_from:
        if named:
            return Move(row, moved_from, now_on, "PAYER_NAMED", event=named[-1], of_representative=True)
        return Move(row, moved_from, now_on, "EVENT_GONE", of_representative=True)
    event = late[-1] if late else None
    cause = _cause_of_late(event, row) if event else "OTHER"
    return Move(row, moved_from, now_on, cause, event=event, of_representative=True)


def _ending(events: Sequence[Interruption], row: AnnouncedLimit, now_on: date) -> Interruption | None:
    """The death or the bankruptcy by whose day the claim has to be brought, where that is the day now."""
    return next((event for event in events if event.on <= row.announced_on and event.ends_by == now_on), None)


def _cause_of(early: Interruption, row: AnnouncedLimit) -> str:
    return "LATE_EVENT" if _is_later(early, row) else "ENDS_EARLY"


def _cause_of_late(event: Interruption, row: AnnouncedLimit) -> str:
    return "PAYER_NAMED" if _is_named_later(event, row) else "LATE_EVENT"


def _is_later(event: Interruption, row: AnnouncedLimit) -> bool:
    return event.recorded_at is None or event.recorded_at > row.announced_at or _is_named_later(event, row)


def _is_named_later(event: Interruption, row: AnnouncedLimit) -> bool:
    """Whether an event was known when a day was announced, and only since then whose it was."""
    if event.named_at is None or event.recorded_at is None:
        return False
    return event.recorded_at <= row.announced_at < event.named_at


def moves_seen(contract: Contract) -> list[LimitMove]:
    """Return the moves of a contract's last day to sue of which somebody took note, the newest first."""
    return list(contract.limit_moves.select_related("seen_by"))


def move_of(contract: Contract, *, events: Sequence[Interruption] | None = None) -> Move | None:
    """Return the move of a contract's announced day of which nobody has taken note yet; None where there is none.

    :param events: what interrupted its periods up to today, as ``interruptions`` tells it; read here when left out.
    """
    row = with_now(AnnouncedLimit.objects.filter(contract=contract)).filter(_HAS_MOVED).first()
    if row is None:
        return None
    return moves([row])[0] if events is None else _by_voids([_move(row, events)])[0]


def has_moved(contract: Contract) -> bool:
    """Tell whether a contract's announced day is known to have been another one; one query."""
    found = with_now(AnnouncedLimit.objects.filter(contract=contract))
    return found.filter(_HAS_MOVED).exists()
