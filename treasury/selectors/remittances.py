"""Reads of the remittance: what waits to go back to the treasury deposit, what went, what is on its way."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum

from thai.dates import month_start
from treasury import chart
from treasury.models import JournalEntry, Posting

from .ledger import NOTHING, balances, code_of
from .totals import Brought, brought_by

_KIND = JournalEntry.Kind
# What came from people outside and does not stay at the bank, and what was paid back out of it.
_GOES_BACK = (_KIND.RECEIPT, _KIND.MONEY_BACK, _KIND.SUBSIDY_BACK, _KIND.RECOVERY, _KIND.REFUND)
_GOES_BACK += (_KIND.INTEREST, _KIND.BANK_FEE, _KIND.REFUND_DRAW)


def to_remit(*, province, as_of: date, without: JournalEntry | None = None) -> Decimal:
    """Money received from borrowers by a posting date that no remittance, whenever booked, moved to the treasury yet.

    Principal, interest, penalty, what was paid in advance, recovered or given back unused, and the bank's own interest,
    less its fees and what was refunded; what was drawn to be refunded goes back as far as it was not. Money whose owner
    is unknown stays at the bank. What was there when the books began came from borrowers, too, or was drawn and not
    lent: a transfer draws anew what it lends. One query.

    :param without: a remittance that is not counted, because it is to be booked anew.
    Source: R-REPAY-12, R-REPAY-13, A-31.
    """
    by_then, ever = brought_by(province=code_of(province), days=(as_of, date.max))
    debit, credit = ever.get((chart.BANK, _KIND.REMITTANCE), (NOTHING, NOTHING))
    remitted = debit - credit
    if without is not None:
        left_out = Posting.objects.filter(entry=without, account_id=chart.BANK)
        remitted -= left_out.aggregate(total=Sum("amount", default=NOTHING))["total"]
    # what was refunded after the day is not there any more
    return max(min(remitted - _received(by_then), remitted - _received(ever)), NOTHING)


def _received(brought: Brought) -> Decimal:
    """What came from outside and goes back, in the ledger's sign: negative is money at the bank."""
    received = sum(
        (
            debit - credit
            for (account, cause), (debit, credit) in brought.items()
            if cause in _GOES_BACK and account not in (chart.BANK, chart.SUSPENSE)
        ),
        NOTHING,
    )
    for account in (chart.BANK, chart.SUSPENSE):
        debit, credit = brought.get((account, _KIND.OPENING), (NOTHING, NOTHING))
        received -= debit - credit
    return received


def drawn_and_kept(*, province, as_of: date) -> Decimal:
    """What the savings account holds that was drawn to be lent or given and was not, in baht; three queries.

    Neither what waits to be remitted nor money whose owner is unknown. Source: R-DISB-01.
    """
    held = balances(province=province, as_of=as_of)
    unknown = -held.get(chart.SUSPENSE, NOTHING)
    return held.get(chart.BANK, NOTHING) - unknown - to_remit(province=province, as_of=as_of)


def remittance_of(*, province, month_on: date) -> JournalEntry | None:
    """The entry that remitted a month's receipts, if it was booked; one that was reversed does not count."""
    return _remittances(province, month_on).filter(reversed_by__isnull=True).order_by("-pk").first()


def later_remittance(*, province, month_on: date) -> date | None:
    """The first day of the newest month after this one that was remitted; None where none was. One query."""
    booked = JournalEntry.objects.filter(
        province_id=code_of(province),
        kind=_KIND.REMITTANCE,
        reversed_by__isnull=True,
        posting_on__gte=month_on,
        source__startswith=f"remittance:{code_of(province)}:",
    )
    months = [date.fromisoformat(f"{source.split(':')[2]}-01") for source in booked.values_list("source", flat=True)]
    return max((month for month in months if month > month_start(month_on)), default=None)


def next_remittance_source(*, province, month_on: date) -> str:
    """The source under which a month's remittance is booked: the month, and which time where it is booked again."""
    times = _remittances(province, month_on).count()
    return _source(province, month_on) + (f":{times + 1}" if times else "")


def arrival_of(*, remittance: JournalEntry) -> JournalEntry | None:
    """The entry by which money on its way reached the treasury deposit, if it was booked."""
    return JournalEntry.objects.filter(
        source=f"remitted:{remittance.pk}", kind=_KIND.ARRIVAL, reversed_by__isnull=True
    ).first()


def is_in_transit(*, remittance: JournalEntry) -> bool:
    """Tell whether a remittance was booked as being on its way, and has not been booked as arrived."""
    left = remittance.postings.filter(account_id=chart.IN_TRANSIT).exists()
    return left and arrival_of(remittance=remittance) is None


def _source(province, month_on: date) -> str:
    return f"remittance:{code_of(province)}:{month_on:%Y-%m}"


def _remittances(province, month_on: date):
    of_month = Q(source=_source(province, month_on)) | Q(source__startswith=f"{_source(province, month_on)}:")
    return JournalEntry.objects.filter(of_month, kind=_KIND.REMITTANCE)
