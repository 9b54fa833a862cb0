"""Entries that were taken back: which count no more, which wait for the second person, which are to be shown."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Prefetch, QuerySet, Subquery, When

from areas.models import User
from debt_followup.models import EntryVoid
from debt_followup.models.voids import SUBJECTS
from debt_followup.rules.acts import APPROVE_VOID
from debt_followup.rules.voids import VoidState

VIEW = "debt.view"
_SHOWN = (
    "contract__proposal",
    "contract__amphoe",
    "asked_by",
    "decided_by",
    "acknowledgement_signer__acknowledgement",
    "acknowledgement_signer__party",
    "restructuring_signer__restructuring",
    "restructuring_signer__party",
    "legal_entry__file",
    "contact__party",
)


def confirmed(*, known_at: datetime | None = None) -> QuerySet[EntryVoid]:
    """Return the requests that were confirmed, by a moment where one is given."""
    rows = EntryVoid.objects.filter(state=VoidState.CONFIRMED)
    return rows if known_at is None else rows.filter(decided_at__lte=known_at)


def is_voided(rows: QuerySet[Any], *, known_at: datetime | None = None) -> Exists:
    """Return the condition that entries of a kind were taken back, as it was known at a moment."""
    return Exists(confirmed(known_at=known_at).filter(right_on=None, **{SUBJECTS[rows.model]: OuterRef("pk")}))


def not_voided(rows: QuerySet[Any], *, known_at: datetime | None = None) -> QuerySet[Any]:
    """Narrow entries to those that nobody took back."""
    return rows.filter(~is_voided(rows, known_at=known_at))


def signatures(rows: QuerySet[Any], *, on: date, known_at: datetime | None = None) -> QuerySet[Any]:
    """Narrow signers to whose signature counts on a day or before it, as it was known at a moment.

    ``stands_on`` is the day that counts: as recorded, or as it was put right since; ``stands_since`` is when the fund
    came to know it.
    """
    last = confirmed(known_at=known_at).filter(**{SUBJECTS[rows.model]: OuterRef("pk")}).order_by("-pk")
    if known_at is not None:
        rows = rows.filter(recorded_at__lte=known_at)
    rows = rows.annotate(last_voiding=Subquery(last.values("pk")[:1]))
    return rows.annotate(
        stands_on=Case(When(last_voiding=None, then=F("signed_on")), default=Subquery(last.values("right_on")[:1])),
        stands_since=Case(
            When(last_voiding=None, then=F("recorded_at")), default=Subquery(last.values("decided_at")[:1])
        ),
    ).filter(stands_on__lte=on)


def voids(*, user: User, state: str = "") -> QuerySet[EntryVoid]:
    """Return the requests that a user may see, those alone that somebody made; to be ordered by the page."""
    rows = EntryVoid.objects.visible_to(user, VIEW).filter(part_of=None).select_related(*_SHOWN)
    return rows.filter(state=state) if state else rows


def void_of(rows: QuerySet[EntryVoid]) -> QuerySet[EntryVoid]:
    """Read requests with all that the page of one shows."""
    who = ("acknowledgement_signer", "restructuring_signer", "legal_entry", "contact")
    return rows.select_related(*_SHOWN, *(f"{name}__recorded_by" for name in who))


def along(void: EntryVoid) -> QuerySet[EntryVoid]:
    """Return the requests that were confirmed with one, because their entries hung on its own; one query."""
    return void.parts.select_related(*_SHOWN).order_by("pk")


def voids_to_confirm(user: User) -> QuerySet[EntryVoid]:
    """Return the requests of others that wait for a user."""
    asked = EntryVoid.objects.visible_to(user, APPROVE_VOID).filter(state=VoidState.ASKED)
    return asked.exclude(asked_by=user)


def with_voids(signers: QuerySet[Any]) -> QuerySet[Any]:
    """Read signers with their names and the requests to take signatures back, the newest first; one query more."""
    asked = EntryVoid.objects.select_related("asked_by", "decided_by").order_by("-pk")
    return signers.select_related("party").prefetch_related(Prefetch("voids", queryset=asked))


def voids_of(field: str, keys: Iterable[int]) -> dict[int, list[EntryVoid]]:
    """Return the requests about some entries of a kind, by entry, the newest first; one query.

    :param field: the kind, as ``EntryVoid`` calls it.
    """
    rows = EntryVoid.objects.filter(**{f"{field}__in": list(keys)}).select_related("asked_by", "decided_by")
    found: dict[int, list[EntryVoid]] = {}
    for row in rows.order_by("-pk"):
        found.setdefault(getattr(row, f"{field}_id"), []).append(row)
    return found


def last_voiding(contract: Any) -> QuerySet[Any]:
    """Return when something was last taken back by which a last day of a contract may have moved, as a subquery."""
    rows = confirmed().filter(contract=contract, contact=None, part_of=None)
    return rows.order_by("-decided_at").values("decided_at")[:1]


def that_moved(contract_ids: Iterable[int]) -> dict[int, list[EntryVoid]]:
    """Return by contract the confirmed requests by which a last day may have moved, the newest first; one query."""
    keys = list(contract_ids)
    if not keys:
        return {}
    rows = confirmed().filter(contract__in=keys, contact=None, part_of=None)
    found: dict[int, list[EntryVoid]] = {}
    for row in rows.select_related(*_SHOWN).order_by("-decided_at"):
        found.setdefault(row.contract_id, []).append(row)
    return found
