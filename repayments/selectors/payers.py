"""Which signer made a payment, and requests to name one."""

from django.db.models import Case, QuerySet, When

from areas.models import User
from repayments.models import Receipt, ReceiptPayer

State = ReceiptPayer.State
PAYER_ASKED = "PAYER_ASKED"  # of the list of receipts: those of which a request waits


def payer_of(receipt: Receipt) -> ReceiptPayer | None:
    """What counts of who paid a receipt; None where nobody ever said it. One query."""
    rows = receipt.payers.filter(state=State.APPROVED).select_related("party", "notice")
    return rows.order_by("-known_at", "-pk").first()


def payers_of(receipt: Receipt) -> list[ReceiptPayer]:
    """What was said of who paid a receipt, what waits for a decision before all, then the newest; one query."""
    rows = receipt.payers.select_related("party", "notice", "asked_by", "decided_by")
    return list(rows.order_by(Case(When(state=State.ASKED, then=0), default=1), "-pk")[:20])


def payers_to_decide(*, user: User) -> QuerySet[ReceiptPayer]:
    """The requests of others that wait for the user's approval."""
    return ReceiptPayer.objects.visible_to(user, "repayments.approve").filter(state=State.ASKED).exclude(asked_by=user)
