"""What an acknowledgement of a debt states (R-ACK-01, R-ACK-04)."""

from dataclasses import dataclass
from decimal import Decimal

from thai.baht import require_money
from thai.refusals import Refusal
from thai.refusals import sentence as _


class NegativeDebt(Refusal):
    """A part of a debt is less than nothing."""


@dataclass(frozen=True, slots=True)
class AcknowledgedDebt:
    """The debt that an acknowledgement states, part by part."""

    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    costs: Decimal

    @property
    def total(self) -> Decimal:
        """The outstanding amount in one sum."""
        return self.principal + self.contract_interest + self.default_interest + self.costs


def acknowledged_debt(
    *, principal: Decimal, contract_interest: Decimal, default_interest: Decimal, costs: Decimal = Decimal("0.00")
) -> AcknowledgedDebt:
    """The true outstanding amount on the day of an acknowledgement, formula F-4.

    Principal in arrears + contract interest + default interest or penalty, and costs where there are any.

    :raises thai.baht.NotMoney: for a float or parts of a satang.
    :raises NegativeDebt: when a part is less than nothing.
    Source: R-ACK-01, R-ACK-04, A-18.
    """
    return AcknowledgedDebt(
        principal=_require_part(principal),
        contract_interest=_require_part(contract_interest),
        default_interest=_require_part(default_interest),
        costs=_require_part(costs),
    )


def _require_part(part: Decimal) -> Decimal:
    money = require_money(part)
    if money < 0:
        raise NegativeDebt(_("ยอดหนี้ %(part)s บาทติดลบไม่ได้"), part=money)
    return money
