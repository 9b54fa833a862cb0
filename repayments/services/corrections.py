"""Telling debtors that receipts they hold are split otherwise now."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from documents import drawing
from documents.models import Document, PaperToDraw
from documents.services import take_numbers
from loans.models import Contract
from repayments import letters
from repayments.services.replays import Change
from thai.dates import be_year


def tell_corrections(
    *,
    corrected: Iterable[tuple[Contract, Sequence[Change]]],
    by: Any,
    on: date,
    cause: str = letters.Cause.EARLIER_MONEY,
) -> None:
    """Freeze and number the letters that tell debtors how earlier receipts are split now, and why.

    Joins the caller's transaction, which holds the books; a worker draws the letters after the commit. A contract
    without a change gets none.
    """
    of_province: dict[str, list[tuple[Contract, Sequence[Change]]]] = {}
    for contract, changes in corrected:
        if changes:
            of_province.setdefault(contract.province_id, []).append((contract, changes))
    for province, told in sorted(of_province.items()):
        office = office_of(province=province)
        signature = signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on)
        numbers = take_numbers(series=f"letter:{province}", year_be=be_year(on), count=len(told))
        papers = []
        for (contract, changes), number in zip(told, numbers, strict=True):
            context = letters.correction_context(
                contract=contract, changes=changes, office=office, signature=signature, on=on, cause=cause
            )
            papers.append(
                PaperToDraw(
                    kind=Document.Kind.CORRECTION_NOTICE,
                    number=f"{office.letter_code}/{number}",
                    addressee=context["to"],
                    subject=f"contract:{contract.pk}",
                    title=f"หนังสือแจ้งแก้ไขการตัดชำระ สัญญา {contract.label}",  # stays Thai: names a paper
                    template=letters.LETTER_TEMPLATE,
                    context=context,
                    province_id=province,
                    amphoe_id=contract.amphoe_id,
                    as_of=on,
                    issued_on=on,
                    issued_by=by,
                )
            )
        drawing.draw_later(papers=papers, province=province, period=f"letters {on.isoformat()}", on=on, by=by)


def corrections_in(changes: Iterable[Change]) -> list[Change]:
    """The changes of a replay by which something that was printed no longer holds."""
    return [change for change in changes if change.is_correction]
