"""Printing receipts: at once with the few that a person issues, or afterwards for the thousands of a whole file."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from areas.models import Office, Signatory
from areas.selectors import office_of, signature_context
from documents import services as documents
from documents.models import Document
from loans.models import Contract
from repayments import letters, selectors
from repayments.models import Allocation, Receipt

Printed = tuple[Receipt, Contract, Iterable[Allocation], Decimal]


def signature_of_receipts(*, office: Office, on: date) -> dict[str, Any]:
    """Who signs receipts, and the notes that one was taken back, on a day.

    :raises areas.selectors.SignatoryMissing: nobody is appointed to.
    """
    return signature_context(office=office, purpose=Signatory.Purpose.RECEIPT, on=on)


def require_signatory(*, province: str, on: date) -> None:
    """Refuse to issue receipts that nobody could sign.

    :raises areas.selectors.SignatoryMissing: nobody is appointed to sign receipts on the day.
    """
    signature_of_receipts(office=office_of(province=province), on=on)


def print_receipts(*, receipts: Iterable[Printed], province: str, by: Any, on: date) -> list[Document]:
    """Issue the papers of receipts in the caller's transaction.

    :param receipts: each with its contract, the rows it paid and the principal left after it.
    :raises areas.selectors.SignatoryMissing: nobody is appointed to sign receipts on the day.
    Source: R-REPAY-09.
    """
    office = office_of(province=province)
    signature = signature_of_receipts(office=office, on=on)
    return [
        documents.issue(
            kind=Document.Kind.RECEIPT,
            number=str(receipt),
            subject=f"receipt:{receipt.pk}",
            title=f"ใบเสร็จรับเงินเลขที่ {receipt} สัญญา {contract.label}",  # stays Thai: names a paper
            template=letters.RECEIPT_TEMPLATE,
            context=letters.receipt_context(
                receipt=receipt,
                contract=contract,
                rows=rows,
                principal_left=principal_left,
                office=office,
                signature=signature,
                on=on,
            ),
            province=contract.province_id,
            amphoe=contract.amphoe_id,
            as_of=receipt.value_on,
            issued_on=on,
            by=by,
        )
        for receipt, contract, rows, principal_left in receipts
    ]


def without_paper(*, province: str, after: int = 0) -> QuerySet[Receipt]:
    """The receipts of a province that were recorded and not printed yet, by key."""
    printed = Document.objects.filter(
        kind=Document.Kind.RECEIPT, subject=OuterRef("named"), province_id=OuterRef("province_id")
    )
    return (
        Receipt.objects.filter(province_id=province, pk__gt=after)
        .annotate(named=Concat(Value("receipt:"), Cast(F("pk"), CharField())))
        .filter(~Exists(printed))
        .order_by("pk")
    )


@transaction.atomic
def print_missing_papers(*, province: str, on: date, by: Any, after: int = 0, most: int = 20) -> list[Receipt]:
    """Print the next receipts that have no paper yet, as they would have been printed when they were issued.

    :param after: the key after which to begin.
    :returns: the receipts that were printed, in the order of their keys; none when nothing is left.
    """
    receipts = list(
        without_paper(province=province, after=after).select_related(
            "contract__proposal", "contract__province", "bank_line__bank_account"
        )[:most]
    )
    left: dict[int, Decimal] = {}
    for issued_at in {one.issued_at for one in receipts}:
        contracts = [one.contract for one in receipts if one.issued_at == issued_at]
        left |= selectors.principal_after(contracts=contracts, as_of=on, known_at=issued_at)
    print_receipts(
        receipts=[
            (
                receipt,
                receipt.contract,
                selectors.allocations_as_printed(receipt),
                left[receipt.pk],
            )
            for receipt in receipts
        ],
        province=province,
        by=by,
        on=on,
    )
    return receipts
