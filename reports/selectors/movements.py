"""What moved in a province in a period, line by line: transfers to members, lines of the bank, the journal."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from loans.models import Party, TransferBatch, TransferLine
from repayments.models import BankLine
from treasury.models import Posting

CHUNK = 2_000


class JournalLine(NamedTuple):
    """One line of an entry."""

    on: date
    value_on: date
    number: str
    kind: str
    memo: str
    account: str
    account_name: str
    party: str
    amount: Decimal


def transfers(*, province: str, from_on: date, to_on: date) -> QuerySet[TransferLine]:
    """Return the lines of the transfers of a period, rejected ones too, in their order; one query."""
    first = Party.objects.filter(contract=OuterRef("contract"), role=Party.Role.REPRESENTATIVE)
    return (
        TransferLine.objects.filter(
            batch__province=province,
            batch__state=TransferBatch.State.APPROVED,
            batch__transfer_on__range=(from_on, to_on),
        )
        .select_related("batch", "contract__amphoe", "contract__proposal", "grant__amphoe", "grant__proposal")
        .annotate(payee=Coalesce(Subquery(first.values("name")[:1]), "grant__account_name"))
        .order_by("batch__transfer_on", "batch_id", "pk")
    )


def bank_lines(*, province: str, from_on: date, to_on: date) -> QuerySet[BankLine]:
    """Return the lines of the bank of a period by value date, whatever became of them; one query."""
    rows = BankLine.objects.filter(province=province, value_on__range=(from_on, to_on))
    return rows.select_related("contract").order_by("value_on", "time", "pk")


def journal(*, province: str, from_on: date, to_on: date) -> Iterator[JournalLine]:
    """Return every line of the journal of a period, in the order of the books; one query."""
    rows = (
        Posting.objects.filter(entry__province_id=province, entry__posting_on__range=(from_on, to_on))
        .select_related("entry", "account")
        .order_by("entry__posting_on", "entry_id", "pk")
    )
    for row in rows.iterator(chunk_size=CHUNK):
        entry = row.entry
        yield JournalLine(
            on=entry.posting_on,
            value_on=entry.value_on,
            number=f"{entry.number}/{entry.year_be}",
            kind=entry.kind_label,
            memo=entry.memo,
            account=row.account_id,
            account_name=row.account.name,
            party=row.party,
            amount=row.amount,
        )
