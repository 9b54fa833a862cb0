"""Old registers, their debts and control totals, one of each kind and as many more as one wants."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from debt_followup.imports import files
from debt_followup.imports.controls import Control
from debt_followup.models import OldDebtControl, OldRegister, OldSubsidy
from debt_followup.services.old_controls import set_controls
from loans.models import Contract
from tests.debt_followup.old_registers import BASE_ON, checked, debt, taken_in

ON = date(2018, 9, 30)


class OldDebts:
    """A file that was written, one that waits with refused rows, one that is being written, totals, a subsidy."""

    def __init__(self, province: Any) -> None:
        users = province.users
        self.done = taken_in([debt("1"), debt("2", received="120,000")], users, on=ON)
        self.contract = Contract.objects.get(origin=Contract.Origin.OLD_REGISTER, state=Contract.State.IN_FORCE)
        waiting = [debt("3"), *(debt(str(number), tambon="999999") for number in range(10, 20))]
        self.checked = checked(waiting, users, on=ON, name="รอยืนยัน.csv")
        self.writing = checked([debt("4")], users, on=ON, name="กำลังบันทึก.csv")
        files.confirm(register=self.writing, by=users["secretary"], on=ON)
        subsidy = {
            "fiscal_year": "2556", "number": "1", "organisation": "กลุ่มสตรีบ้านใต้", "title": "อบรมอาชีพ",
            "amphoe": "5714", "approved": "50,000", "paid": "50,000", "used": "45,000", "returned": "5,000",
        }  # fmt: skip
        taken_in([subsidy], users, on=ON, kind=OldRegister.Kind.SUBSIDIES, name="เงินอุดหนุน.csv")
        set_controls(
            province="57",
            base_on=BASE_ON,
            controls=[Control(2556, "", "", 2, 1, Decimal(240_000), Decimal(120_000), Decimal(120_000))],
            source="รายงานฐานะการเงิน ณ 30 เม.ย. 2559",
            by=users["accountant"],
            on=ON,
        )

    def grow(self, numbers: range, alike: Callable) -> None:
        """Add so many files, control totals and subsidies."""
        alike(self.checked, numbers, sha256=lambda n: f"{n:064}", content=lambda n: None)
        alike(OldDebtControl.objects.order_by("pk").first(), numbers, register_number=lambda n: f"copy {n}")
        alike(OldSubsidy.objects.order_by("pk").first(), numbers, number=lambda n: f"copy {n}")
