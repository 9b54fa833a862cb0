"""Lines of the bank that bring back an unused loan or the rest of a subsidy: no repayment, and never a receipt.

The room of the loans asks through its hook: it books such money itself, from the money under examination.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from loans.bank_lines import Line, NoSuchLine, Returned
from repayments import selectors
from repayments.models import BankLine, Refund
from repayments.reasons import said
from thai.refusals import sentence as _

MOST = 200


def waiting_lines(province: str) -> Sequence[Line]:
    """The undivided payments of a province that have no receipt yet, the newest first."""
    rows = BankLine.objects.filter(province_id=province, kind="C", is_split=False, state__in=selectors.WAITING).exclude(
        refunds__state=Refund.State.MADE
    )
    return [_as_line(row) for row in rows.order_by("-value_on", "-pk")[:MOST]]


@transaction.atomic
def take_line(*, key: int, province: str, returned: Returned, label: str, by: Any) -> Line:
    """Mark a line as money that came back, in the transaction that books it.

    :raises loans.bank_lines.NoSuchLine: it is another province's, is divided, or does not wait any more.
    """
    locked = BankLine.objects.select_for_update(of=("self",)).filter(pk=key, province_id=province, kind="C").first()
    if locked is None or locked.state not in selectors.WAITING or locked.is_split:
        raise NoSuchLine(_("รายการธนาคารนี้ไม่ได้รอเจ้าของแล้ว เลือกรายการอื่น"))
    if locked.refunds.filter(state=Refund.State.MADE).exists():
        raise NoSuchLine(_("รายการธนาคารนี้มีคำขอคืนเงินรออนุมัติ ถอนคำขอคืนเงินก่อน"))
    locked.state, locked.contract, locked.matched_by = BankLine.State.MONEY_BACK, None, by
    locked.reason = said(f"{returned.value}_RETURNED", label=label)
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return _as_line(locked)


def _as_line(row: BankLine) -> Line:
    text = " ".join(part for part in (row.customer_name, row.ref1) if part)
    return Line(key=row.pk, value_on=row.value_on, amount=row.amount, text=text, party=f"bank_line:{row.pk}")
