"""What the pages of limitation and of fraud show: files in two states, announced days of which some have moved."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from debt_followup import services
from debt_followup.models import AnnouncedLimit, ArrearsSpan, FraudCase
from debt_followup.rules import FraudState, FraudStep

ON = date(2018, 9, 30)


class Limits:
    """A file that waits for its finding, one that was found to be fraud; every debtor's last day, announced."""

    def __init__(self, province: Any) -> None:
        by, chief = province.users["secretary"], province.users["chief"]
        given: dict[str, Any] = {"opened_on": ON, "reasons": "ผู้แทนกลุ่มนำเงินไปใช้ส่วนตัว", "on": ON}
        self.case = services.open_fraud(contract=province.debtor, by=by, **given)
        other = services.open_fraud(contract=province.payer, by=by, **given)
        self.found = services.decide_fraud(
            case=other,
            step=FraudStep.CONFIRM,
            decision_number="มติ อกส.จ. 9/2561",
            decided_on=ON,
            decision="พบว่าทุจริต",
            by=chief,
            on=ON,
        )

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many files that were dismissed, and announce the day of every debtor as one that has moved since."""
        FraudCase.objects.bulk_create(
            FraudCase(
                contract=self.found.contract,
                opened_on=ON,
                reasons="สงสัยว่าทุจริต",
                state=FraudState.DISMISSED,
                decision_number=f"{number}/2561",
                decided_on=ON,
                decision="ไม่พบการทุจริต",
                opened_by=self.found.opened_by,
                decision_recorded_by=self.found.decision_recorded_by,
            )
            for number in numbers
        )
        services.refresh_arrears()
        AnnouncedLimit.objects.bulk_create(
            (
                AnnouncedLimit(
                    contract_id=span.contract_id,
                    announced_on=ON,
                    last_day_on=span.earliest_until - timedelta(days=30),
                    nominal_on=span.nominal_on,
                    since_on=span.since_on,
                )
                for span in ArrearsSpan.objects.filter(from_on__lte=ON, until_on__gt=ON)
            ),
            ignore_conflicts=True,
        )
