"""The spans of arrears of an invented loan, as the room of the debts works them out."""

from datetime import date

from bench.money.loans import Loan
from debt_followup.rules import ArrearsSpan, Cause, Interruption, UnpaidSpan, arrears_spans


def spans_of(loan: Loan) -> tuple[ArrearsSpan, ...]:
    """What the rules say of one loan: nobody knows who of the group paid, so it counts for the representative."""
    nominal = {one.number: one.nominal_due_on for one in loan.instalments}
    unpaid = [UnpaidSpan(span.from_on, span.until_on, nominal[span.number], span.due_on) for span in loan.course.due]
    paid = [Interruption(contract_id=0, on=one.value_on, cause=Cause.PAYMENT) for one in loan.paid]
    return arrears_spans(
        unpaid=unpaid,
        debtors=[paid, []],
        years=5,
        has_clause=False,
        principal=[(span.from_on, span.principal) for span in loan.course.whole],
        last_due=[(date.min, loan.instalments[-1].nominal_due_on)],
    )
