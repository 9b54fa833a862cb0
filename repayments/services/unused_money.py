"""Lines of the bank that bring back an unused loan or the rest of a subsidy: no repayment, and never a receipt.

The room of the loans asks through its hook: it books such money itself, from the money under examination.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from loans.bank_lines import Freed, Line, NoSuchLine, Returned
from loans.models import MoneyReturn
from repayments import selectors
from repayments.models import BankLine, Refund, RefundBounce
from repayments.reasons import said
from repayments.services.lines import LineSettled, lock_waiting
from repayments.services.taken_back import join
from thai.refusals import sentence as _

MOST = 200
State = BankLine.State


def candidates(*, province: str, contract_id: int | None) -> Sequence[Line]:
    """The undivided payments of a province that have no receipt yet, the newest first.

    A line that is matched to another contract is that one's payment; one that is asked about already is kept.
    """
    asked = MoneyReturn.objects.filter(state=MoneyReturn.State.ASKED, line_key__isnull=False).values("line_key")
    rows = (
        BankLine.objects.filter(
            ~Q(state=State.MATCHED) | Q(contract=contract_id),
            province_id=province,
            kind="C",
            is_split=False,
            state__in=selectors.WAITING,
        )
        .exclude(refunds__state=Refund.State.MADE)
        .exclude(bounces__state=RefundBounce.State.ASKED)
        .exclude(pk__in=asked)
    )
    return [_as_line(row) for row in rows.order_by("-value_on", "-pk")[:MOST]]


@transaction.atomic
def hold(*, key: int, province: str, contract_id: int | None, label: str, by: Any) -> Line:
    """Hold a line while its return waits for approval: it is nobody's payment meanwhile, and nothing else takes it.

    :raises loans.bank_lines.NoSuchLine: it is another province's or another contract's, is divided, or does not wait.
    """
    line = BankLine.objects.filter(pk=key, province_id=province, kind="C").first()
    try:
        locked = lock_waiting(line) if line is not None else None
    except LineSettled as settled:
        raise NoSuchLine(settled.sentence, **settled.values) from None
    if locked is None or locked.is_split:
        raise NoSuchLine(_("รายการธนาคารนี้ไม่ได้รอเจ้าของแล้ว เลือกรายการอื่น"))
    if locked.state == State.MATCHED and locked.contract_id != contract_id:
        raise NoSuchLine(_("รายการธนาคารนี้จับคู่กับสัญญาอื่นแล้ว ถอนการจับคู่ก่อนจึงเลือกได้"))
    locked.state, locked.contract, locked.matched_by = State.UNKNOWN, None, by
    locked.reason = said("RETURN_ASKED", label=label)
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return _as_line(locked)


@transaction.atomic
def take(*, key: int, province: str, returned: Returned, label: str, by: Any) -> Line:
    """Mark a line that was held as money that came back, in the transaction that books it.

    :raises loans.bank_lines.NoSuchLine: the bank has taken the money back meanwhile.
    """
    locked = BankLine.objects.select_for_update(of=("self",)).filter(pk=key, province_id=province, kind="C").first()
    if locked is None or locked.state != State.UNKNOWN or locked.is_split:
        raise NoSuchLine(_("รายการธนาคารนี้ไม่ได้รอเจ้าของแล้ว เลือกรายการอื่น"))
    locked.state, locked.contract, locked.matched_by = State.MONEY_BACK, None, by
    locked.reason = said(f"{returned.value}_RETURNED", label=label)
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    return _as_line(locked)


@transaction.atomic
def free(*, key: int, freed: Freed, reason: str) -> None:
    """Let a line wait for an owner again, held by nobody; what the bank took back of it since is set against it."""
    was = State.UNKNOWN if freed is Freed.REFUSED else State.MONEY_BACK
    locked = BankLine.objects.select_for_update(of=("self",)).get(pk=key)
    if locked.state != was:  # the bank took the money back while the request waited
        return
    locked.state, locked.contract, locked.matched_by = State.UNKNOWN, None, None
    locked.reason = said(f"RETURN_{freed.value}", reason=reason)
    locked.save(update_fields=["state", "contract", "matched_by", "reason"])
    join([locked])


def _as_line(row: BankLine) -> Line:
    text = " ".join(part for part in (row.customer_name, row.ref1) if part)
    return Line(key=row.pk, value_on=row.value_on, amount=row.amount, text=text, party=f"bank_line:{row.pk}")
