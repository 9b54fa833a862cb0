"""Reads of the log of contacts: how often a debtor was asked on a day, and how her promises stand."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from areas.models import User
from debt_followup.models import DebtContact, Notice
from debt_followup.rules.cases import CaseState
from debt_followup.rules.visits import Judged, Paid, Promise, judge
from debt_followup.selectors.voids import is_voided, not_voided
from loans.models import Contract, Party
from repayments.models import Receipt

VIEW = "debt.view"
MADE, UNPAID = "MADE", "UNPAID"
REMEMBERED = 14  # days for which a promise that was not kept waits in somebody's work


def demands_on(contract: Contract, *, party: Party | None, day: date, handing: Notice | None = None) -> int:
    """Return how many demands a debtor had on a day: to herself on this contract or any other of hers, letters too.

    Of a debtor who is not known all demands of the contract count. A letter to whoever stands in her place is none to
    herself, and a letter is no second demand when it is handed over on its own day.

    :param handing: the letter that is being handed over.
    """
    hers = Q(contract=contract)
    if party is not None:
        hers = Q(party=party)
        if party.member_id is not None:
            hers |= Q(party__member=party.member_id)
    spoken = not_voided(DebtContact.objects.filter(hers, is_demand=True, on=day)).count()
    written = Notice.objects.filter(hers, issued_on=day, stand_in__isnull=True)
    if handing is not None:
        written = written.exclude(document__number=handing.document.number)
    return spoken + written.values("document__number").distinct().count()


def asked_on(parties: Iterable[Party], *, day: date) -> list[Party]:
    """Return those of some debtors who had a demand on a day, as ``demands_on`` counts them; two queries."""
    given = list(parties)
    members = {party.member_id for party in given if party.member_id is not None}
    theirs = Q(party__in=[party.pk for party in given]) | Q(party__member__in=members)
    found: set[tuple[int, int | None]] = set()
    for rows in (
        not_voided(DebtContact.objects.filter(theirs, is_demand=True, on=day)),
        Notice.objects.filter(theirs, issued_on=day, stand_in__isnull=True),
    ):
        found |= set(rows.order_by().values_list("party", "party__member"))
    keys = {key for key, _member in found}
    asked = {member for _key, member in found if member is not None}
    return [party for party in given if party.pk in keys or party.member_id in asked]


def contacts(*, user: User, amphoe: str = "", channel: str = "", promise: str = "", on: date) -> QuerySet[DebtContact]:
    """Return the contacts that a user may see, the newest first, each with ``was_voided``: it was taken back.

    :param promise: ``MADE``: those with a promise; ``UNPAID``: those whose promise fell due without any money.
    :param on: today, before which a promise fell due.
    """
    rows = _told(DebtContact.objects.visible_to(user, VIEW)).select_related(
        "contract__proposal", "party", "amphoe", "tambon", "recorded_by"
    )
    for name, value in (("amphoe", amphoe), ("channel", channel)):
        if value:
            rows = rows.filter(**{name: value})
    if promise:
        rows = not_voided(rows.filter(promise_on__isnull=False))
    if promise == UNPAID:
        rows = _without_money(rows.filter(promise_on__lt=on))
    return rows.order_by("-pk")


def promises_unpaid(*, user: User, permission: str, on: date) -> QuerySet[DebtContact]:
    """Return the contacts whose promise fell due in the last days without any money, but for closed cases.

    Source: R-DEBT-11.
    """
    rows = not_voided(DebtContact.objects.visible_to(user, permission)).exclude(case__state=CaseState.CLOSED)
    return _without_money(rows.filter(promise_on__lt=on, promise_on__gte=on - timedelta(days=REMEMBERED)))


def _without_money(rows: QuerySet[DebtContact]) -> QuerySet[DebtContact]:
    """Narrow to promises in whose time no receipt in force has its value date: broken whatever else was promised."""
    came = Receipt.objects.in_force().filter(
        contract=OuterRef("contract"), value_on__gte=OuterRef("on"), value_on__lte=OuterRef("promise_on")
    )
    return rows.filter(~Exists(came))


def contacts_of(contract: Contract) -> QuerySet[DebtContact]:
    """Return the contacts of a contract, the newest first, each with ``was_voided``: it was taken back."""
    rows = _told(contract.debt_contacts.select_related("party", "recorded_by", "photo", "payment_notice"))
    return rows.order_by("-on", "-at", "-pk")


def _told(rows: QuerySet[DebtContact]) -> QuerySet[DebtContact]:
    return rows.annotate(was_voided=is_voided(rows))


def promises_of(contract_ids: Iterable[int], *, on: date) -> dict[int, list[Judged]]:
    """Return how the promises of some contracts stand on a day, by the receipts in force; always two queries.

    ``Judged.promise.key`` is the contact in which it was made. Nothing of it is stored: a receipt that comes later or
    is taken back changes what this says.
    """
    keys = list(contract_ids)
    made: dict[int, list[Promise]] = defaultdict(list)
    rows = not_voided(DebtContact.objects.filter(contract_id__in=keys, promise_on__isnull=False, on__lte=on))
    for row in rows.order_by("pk"):
        if row.promise_on is not None and row.promise_amount is not None:
            made[row.contract_id].append(Promise(row.pk, row.on, row.promise_on, row.promise_amount))
    first = min((promise.made_on for own in made.values() for promise in own), default=on)
    paid: dict[int, list[Paid]] = defaultdict(list)
    received = Receipt.objects.in_force().filter(contract_id__in=keys, value_on__gte=first, value_on__lte=on)
    for key, value_on, amount in received.values_list("contract_id", "value_on", "amount"):
        paid[key].append(Paid(value_on, amount))
    return {key: judge(promises=own, paid=paid[key], on=on) for key, own in made.items()}


def judged_by_contact(contract_ids: Iterable[int], *, on: date) -> dict[int, Judged]:
    """Return the same by the contact in which each promise was made."""
    return {one.promise.key: one for own in promises_of(contract_ids, on=on).values() for one in own}
