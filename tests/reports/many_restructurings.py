"""What the pages of restructurings show: one request whose memorandum waits for its signatures, and many before it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from debt_followup.rules.restructuring import Method
from debt_followup.selectors import restructurings as selectors
from debt_followup.services import memoranda
from debt_followup.services import restructurings as services

ON = date(2018, 9, 30)


class Restructurings:
    """A request of a debtor, as far as the memorandum."""

    def __init__(self, province) -> None:
        by, debtor = province.users["secretary"], province.debtor
        row = services.apply(
            contract=debtor,
            applicant=debtor.parties.first().pk,
            applied_on=ON,
            reason="น้ำท่วมนา",
            wish=Method.LONGER,
            by=by,
            on=ON,
        )
        row = services.assess(
            restructuring=row,
            incomes=[("ขายผัก", Decimal("9000.00"))],
            expenses=[("อาหาร", Decimal("4000.00"))],
            assessment="ผ่อนได้เดือนละ 5,000 บาท",
            assessed_on=ON,
            by=by,
            on=ON,
        )
        rates, _is_silent = selectors.rates_of(debtor)
        limits = selectors.limits_of(province=debtor.province_id, on=ON)
        plan = selectors.plan_of(Method.LONGER, selectors.Asked(agreed_on=ON, count=12), limits, rates=rates)
        row = services.propose(
            restructuring=row, plan=plan, met_on=ON, meeting="5/2561", proposal="เห็นควร", by=by, on=ON
        )
        row = services.opine(restructuring=row, supports=True, opinion="เห็นพ้อง", opined_on=ON, by=by, on=ON)
        row = services.decide(
            restructuring=row,
            approve=True,
            decision_number="9/2561",
            decided_on=ON,
            reason="",
            by=province.users["chief"],
            on=ON,
        )
        self.row = memoranda.prepare_memorandum(restructuring=row, agreed_on=ON, by=by, on=ON)

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many requests of the same debtor that were withdrawn."""
        alike(
            self.row,
            numbers,
            state=lambda n: "WITHDRAWN",
            ended_on=lambda n: ON,
            ended_reason=lambda n: "ถอนคำขอ",
        )
