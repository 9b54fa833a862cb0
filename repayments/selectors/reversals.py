"""Receipts that were taken back, and requests to take them back."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from areas.models import User
from repayments.models import BankLine, Receipt, ReceiptReversal
from repayments.repeats import NO_TIME
from repayments.selectors.lists import WAITING

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


def was_there(paid: BankLine, reversal: BankLine) -> bool:
    """Tell whether money had come in when a reversal took it; the day alone tells where a file has no times."""
    if NO_TIME in (paid.time, reversal.time):
        return paid.value_on <= reversal.value_on
    return (paid.value_on, paid.time) <= (reversal.value_on, reversal.time)


def _there_at(reversal: BankLine, line: str = "") -> Q:
    """``was_there``, of the payments that a query reads."""
    earlier, same_day = Q(**{f"{line}value_on__lt": reversal.value_on}), Q(**{f"{line}value_on": reversal.value_on})
    if reversal.time == NO_TIME:
        return earlier | same_day
    return earlier | (same_day & (Q(**{f"{line}time__lte": reversal.time}) | Q(**{f"{line}time": NO_TIME})))


def takes_back(reversal: BankLine, paid: BankLine) -> bool:
    """Tell whether a bank's line of kind D takes back the money of another: account, amount, day, not used before.

    One that is settled is used. One payment is taken back by one line, whatever number of receipts it has.
    """
    return (
        reversal.state == BankLine.State.TAKEN_BACK
        and paid.kind == "C"
        and reversal.bank_account_id == paid.bank_account_id
        and reversal.amount == paid.amount
        and was_there(paid, reversal)
        and not ReceiptReversal.objects.filter(taken_back_by=reversal, state__in=[State.ASKED, State.APPROVED])
        .exclude(receipt__bank_line=paid)
        .exists()
        and _named_for(paid) <= {reversal.pk}
    )


def taking_back(paid: BankLine) -> QuerySet[BankLine]:
    """The bank's lines of kind D that may have taken back the money of a line: those of its references first."""
    used = ReceiptReversal.objects.filter(
        taken_back_by=OuterRef("pk"), state__in=[State.ASKED, State.APPROVED]
    ).exclude(receipt__bank_line=paid)
    later, same_day = Q(value_on__gt=paid.value_on), Q(value_on=paid.value_on)
    if paid.time != NO_TIME:
        same_day &= Q(time__gte=paid.time) | Q(time=NO_TIME)
    found = BankLine.objects.filter(
        later | same_day,
        ~Exists(used),
        state=BankLine.State.TAKEN_BACK,
        province=paid.province_id,
        bank_account=paid.bank_account_id,
        amount=paid.amount,
    )
    if named := _named_for(paid):
        found = found.filter(pk__in=named)
    return found.order_by("value_on", "time", "pk")


def _named_for(paid: BankLine) -> set[int]:
    """The keys of the bank's lines that requests for the receipts of a payment name already."""
    live = ReceiptReversal.objects.filter(receipt__bank_line=paid, state__in=[State.ASKED, State.APPROVED])
    return set(live.filter(taken_back_by__isnull=False).values_list("taken_back_by", flat=True))


def open_reversal_of(paid: BankLine) -> BankLine | None:
    """The bank's line that took this money back while that is not settled; None where the money is there."""
    return BankLine.objects.filter(reverses=paid, state=BankLine.State.TAKEN_BACK).first()


def undone_by(reversal: BankLine) -> QuerySet[BankLine]:
    """The payments without a receipt that an unsettled reversal may undo: account and amount are the same, the latest
    first. It is a person who says which.
    """
    found = BankLine.objects.filter(
        _there_at(reversal),
        ~Exists(Receipt.objects.in_force().filter(bank_line=OuterRef("pk"))),
        province=reversal.province_id,
        state__in=WAITING,
        bank_account=reversal.bank_account_id,
        amount=reversal.amount,
    )
    return found.order_by("-value_on", "-time", "-pk")


def receipts_undone_by(reversal: BankLine) -> QuerySet[Receipt]:
    """The receipts in force whose money an unsettled reversal took back, or may have: of the line that it names, else
    of any of its account and amount, the latest first.
    """
    found = Receipt.objects.in_force().select_related("contract__proposal", "bank_line")
    if reversal.reverses_id:
        return found.filter(bank_line=reversal.reverses_id).order_by("pk")
    return found.filter(
        _there_at(reversal, "bank_line__"),
        bank_line__province=reversal.province_id,
        bank_line__bank_account=reversal.bank_account_id,
        bank_line__amount=reversal.amount,
        bank_line__reversed_by__isnull=True,
    ).order_by("-value_on", "-pk")
