"""Telling a debtor that receipts she holds are split otherwise now."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from documents import services as documents
from documents.models import Document
from loans.models import Contract
from repayments import letters
from repayments.services.replays import Change
from thai.dates import be_year


def print_correction(
    contract: Contract, changes: Sequence[Change], *, by: Any, on: date, cause: str = letters.Cause.EARLIER_MONEY
) -> Document:
    """Issue the letter that tells the debtor how earlier receipts are split now, and why."""
    office = office_of(province=contract.province_id)
    number = documents.take_number(series=f"letter:{contract.province_id}", year_be=be_year(on))
    context = letters.correction_context(
        contract=contract,
        changes=changes,
        office=office,
        signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
        on=on,
        cause=cause,
    )
    return documents.issue(
        kind=Document.Kind.CORRECTION_NOTICE,
        number=f"{office.letter_code}/{number}",
        addressee=context["to"],
        subject=f"contract:{contract.pk}",
        title=f"หนังสือแจ้งแก้ไขการตัดชำระ สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.LETTER_TEMPLATE,
        context=context,
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=on,
        issued_on=on,
        by=by,
    )
