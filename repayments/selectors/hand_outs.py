"""Receipts on their way to the members: what waits to be bundled, the bundles, and how far each receipt has come."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from areas.models import Amphoe, User
from documents.models import Document
from projects.rules import BANGKOK
from repayments.models import BundledReceipt, HandOut, Receipt, ReceiptBundle

Step = HandOut.Step
IN_ORDER = (Step.AMPHOE, Step.TAMBON, Step.MEMBER)


def steps_in(province: str) -> tuple[HandOut.Step, ...]:
    """The steps of a receipt's way in a province; Bangkok gives it to the member directly (R-REPAY-14)."""
    return (Step.MEMBER,) if province == BANGKOK else IN_ORDER


def unbundled(*, user: User, permission: str = "repayments.view") -> QuerySet[Receipt]:
    """The printed receipts in force that are in no bundle yet."""
    paper = Document.objects.filter(kind=Document.Kind.RECEIPT, subject=OuterRef("named"))
    return (
        Receipt.objects.visible_to(user, permission)
        .in_force()
        .filter(bundled__isnull=True)
        .annotate(named=Concat(Value("receipt:"), Cast(F("pk"), CharField())))
        .filter(Exists(paper))
    )


def to_bundle(*, user: User) -> list[tuple[Amphoe, int, date]]:
    """The amphoe whose receipts wait to be bundled: how many, and since which day; two queries."""
    rows = unbundled(user=user, permission="repayments.hand_out").order_by()
    counted = rows.values("amphoe").annotate(number=Count("pk"), since=Min("posting_on")).order_by("amphoe")
    found = {row["amphoe"]: row for row in counted}
    amphoe = Amphoe.objects.select_related("province").in_bulk(list(found))
    return [(amphoe[code], row["number"], row["since"]) for code, row in found.items()]


def bundles(*, user: User, permission: str = "repayments.view") -> QuerySet[ReceiptBundle]:
    """The bundles that the user may see, with the number of receipts, and how many of them came how far."""
    reached = {
        f"{step.lower()}_count": Count("items", filter=Q(items__receipt__hand_outs__step=step), distinct=True)
        for step in IN_ORDER
    }
    return (
        ReceiptBundle.objects.visible_to(user, permission)
        .select_related("amphoe", "province", "made_by")
        .annotate(count=Count("items", distinct=True), **reached)
    )


def items_of(bundle: ReceiptBundle) -> QuerySet[BundledReceipt]:
    """The receipts of a bundle in the order of its pages, each with the days and recipients of its steps."""
    given = HandOut.objects.filter(receipt=OuterRef("receipt"))
    columns = {}
    for step in IN_ORDER:
        of_step = given.filter(step=step)
        columns[f"{step.lower()}_on"] = Subquery(of_step.values("given_on")[:1])
        columns[f"{step.lower()}_to"] = Subquery(of_step.values("recipient")[:1])
    return bundle.items.select_related("receipt__contract__proposal", "receipt__tambon").annotate(
        is_reversed=Exists(Receipt.objects.filter(pk=OuterRef("receipt"), reversals__state="APPROVED")),
        **columns,
    )


def not_with_member(*, user: User, permission: str = "repayments.hand_out") -> QuerySet[Receipt]:
    """The receipts in force that lie in a bundle and did not reach their member."""
    reached = HandOut.objects.filter(receipt=OuterRef("pk"), step=Step.MEMBER)
    return Receipt.objects.visible_to(user, permission).in_force().filter(~Exists(reached), bundled__isnull=False)


def hand_outs_of(receipt: Receipt) -> QuerySet[HandOut]:
    """The steps of a receipt's way, in order."""
    return receipt.hand_outs.select_related("recorded_by").order_by("given_on", "pk")


def earliest_of(receipt_ids: Iterable[int]) -> dict[int, list[HandOut]]:
    """The steps of some receipts; one query."""
    found: dict[int, list[HandOut]] = {}
    for row in HandOut.objects.filter(receipt_id__in=list(receipt_ids)):
        found.setdefault(row.receipt_id, []).append(row)
    return found
