"""Receipts that were taken back, and requests to take them back."""

from django.db.models import Exists, OuterRef, QuerySet

from areas.models import User
from repayments.models import BankLine, Receipt, ReceiptReversal

State = ReceiptReversal.State


def reversals(*, user: User, permission: str = "repayments.view", state: str = "") -> QuerySet[ReceiptReversal]:
    """The requests that the user may see, with what a list shows of each."""
    found = ReceiptReversal.objects.visible_to(user, permission).select_related(
        "receipt__contract", "receipt__amphoe", "asked_by", "decided_by", "entry"
    )
    return found.filter(state=state) if state else found


def reversals_to_decide(*, user: User) -> QuerySet[ReceiptReversal]:
    """The requests of others that wait for the user's approval."""
    return reversals(user=user, permission="repayments.approve", state=State.ASKED).exclude(asked_by=user)


def reversal_of(receipt: Receipt) -> ReceiptReversal | None:
    """The reversal of a receipt that was made, or is asked for; None while it stands unquestioned."""
    live = receipt.reversals.filter(state__in=[State.ASKED, State.APPROVED])
    return live.select_related("asked_by", "decided_by", "entry", "taken_back_by").first()


def takes_back(reversal: BankLine, paid: BankLine) -> bool:
    """Tell whether a bank's line of kind D takes back the money of another: account, amount, day, not used before.

    One that was set against a payment without a receipt is used: the two are nothing together.
    """
    return (
        reversal.kind == "D"
        and paid.kind == "C"
        and reversal.bank_account_id == paid.bank_account_id
        and reversal.amount == paid.amount
        and (reversal.value_on, reversal.time) >= (paid.value_on, paid.time)
        and (reversal.reverses is None or reversal.reverses.state != BankLine.State.NOT_A_RECEIPT)
        and not ReceiptReversal.objects.filter(taken_back_by=reversal, state__in=[State.ASKED, State.APPROVED])
        .exclude(receipt__bank_line=paid)
        .exists()
    )


def taking_back(paid: BankLine) -> QuerySet[BankLine]:
    """The bank's lines of kind D that may have taken back the money of a line: those of its references first."""
    used = ReceiptReversal.objects.filter(
        taken_back_by=OuterRef("pk"), state__in=[State.ASKED, State.APPROVED]
    ).exclude(receipt__bank_line=paid)
    found = BankLine.objects.filter(
        ~Exists(used), kind="D", bank_account=paid.bank_account_id, amount=paid.amount, value_on__gte=paid.value_on
    )
    # one that was set against a payment without a receipt is used up
    return found.exclude(reverses__state=BankLine.State.NOT_A_RECEIPT).order_by("value_on", "time", "pk")[:20]
