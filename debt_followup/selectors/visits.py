"""Reads of the log of contacts: how often a debtor was asked on a day, and how her promises stand."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from areas.models import User
from debt_followup.models import DebtContact, Notice
from debt_followup.rules.visits import Judged, Paid, Promise, judge
from loans.models import Contract, Party
from repayments.models import Receipt

VIEW = "debt.view"


def demands_on(contract: Contract, *, party: Party | None, day: date) -> int:
    """Return how many demands a debtor had on a day: to herself on this contract or any other of hers, letters too.

    Of a debtor who is not known all demands of the contract count.
    """
    hers = Q(contract=contract)
    if party is not None:
        hers = Q(party=party)
        if party.member_id is not None:
            hers |= Q(party__member=party.member_id)
    spoken = DebtContact.objects.filter(hers, is_demand=True, on=day).count()
    letters = Notice.objects.filter(hers, issued_on=day).values("document__number").distinct().count()
    return spoken + letters


def last_demand_on(contract_ids: Iterable[int]) -> dict[int, date]:
    """Return the day of the newest spoken demand of each contract; one query."""
    newest: dict[int, date] = {}
    rows = DebtContact.objects.filter(contract_id__in=list(contract_ids), is_demand=True)
    for key, day in rows.order_by("on").values_list("contract_id", "on"):
        newest[key] = day
    return newest


def contacts(*, user: User, amphoe: str = "", channel: str = "", promised: bool = False) -> QuerySet[DebtContact]:
    """Return the contacts that a user may see, the newest first."""
    rows = DebtContact.objects.visible_to(user, VIEW).select_related(
        "contract__proposal", "party", "amphoe", "tambon", "recorded_by"
    )
    for name, value in (("amphoe", amphoe), ("channel", channel)):
        if value:
            rows = rows.filter(**{name: value})
    if promised:
        rows = rows.filter(promise_on__isnull=False)
    return rows.order_by("-pk")


def contacts_of(contract: Contract) -> QuerySet[DebtContact]:
    """Return the contacts of a contract, the newest first."""
    return contract.debt_contacts.select_related("party", "recorded_by", "photo", "payment_notice").order_by(
        "-on", "-at", "-pk"
    )


def promises_of(contract_ids: Iterable[int], *, on: date) -> dict[int, list[Judged]]:
    """Return how the promises of some contracts stand on a day, by the receipts in force; two queries.

    ``Judged.promise.key`` is the contact in which it was made. Nothing of it is stored: a receipt that comes later or
    is taken back changes what this says.
    """
    made: dict[int, list[Promise]] = defaultdict(list)
    rows = DebtContact.objects.filter(contract_id__in=list(contract_ids), promise_on__isnull=False, on__lte=on)
    for row in rows.order_by("pk"):
        if row.promise_on is not None and row.promise_amount is not None:
            made[row.contract_id].append(Promise(row.pk, row.on, row.promise_on, row.promise_amount))
    if not made:
        return {}
    first = min(promise.made_on for own in made.values() for promise in own)
    paid: dict[int, list[Paid]] = defaultdict(list)
    received = Receipt.objects.in_force().filter(contract_id__in=list(made), value_on__gte=first, value_on__lte=on)
    for key, value_on, amount in received.values_list("contract_id", "value_on", "amount"):
        paid[key].append(Paid(value_on, amount))
    return {key: judge(promises=own, paid=paid[key], on=on) for key, own in made.items()}


def judged_by_contact(contract_ids: Iterable[int], *, on: date) -> dict[int, Judged]:
    """Return the same by the contact in which each promise was made."""
    return {one.promise.key: one for own in promises_of(contract_ids, on=on).values() for one in own}
