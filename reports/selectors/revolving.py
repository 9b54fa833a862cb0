"""The register of the revolving money: capital, what was lent of it, what came back, what may be lent (R-REG-05)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from treasury import chart
from treasury.models import JournalEntry, Posting

NOTHING = Decimal("0.00")
_Kind = JournalEntry.Kind
# They change debtors or the result on paper only: no revolving money moves.
_NO_MONEY = (_Kind.WRITE_OFF, _Kind.ALLOWANCE, _Kind.YEAR_CLOSE)
_ACCOUNTS = (chart.FUND_CAPITAL, chart.LOANS)


@dataclass(frozen=True, slots=True)
class RevolvingRow:
    """One entry: capital received (returned below nothing), lent, repaid; what is left to lend, what is owed."""

    entry_id: int
    number: str
    on: date
    text: str
    capital: Decimal
    lent: Decimal
    repaid: Decimal
    balance: Decimal
    loans: Decimal


@dataclass(frozen=True, slots=True)
class RevolvingRegister:
    """The register of a period, by posting date. ``opening`` + capital - lent + repaid = ``closing``."""

    from_on: date
    to_on: date
    opening: Decimal
    loans_opening: Decimal
    rows: tuple[RevolvingRow, ...]

    def total(self, column: str) -> Decimal:
        """The sum of a column of the period."""
        return sum((getattr(row, column) for row in self.rows), NOTHING)

    @property
    def closing(self) -> Decimal:
        return self.rows[-1].balance if self.rows else self.opening

    @property
    def loans_closing(self) -> Decimal:
        return self.rows[-1].loans if self.rows else self.loans_opening


def revolving(*, province: str, from_on: date, to_on: date) -> RevolvingRegister:
    """Return the register of the revolving money of a province over a period; two queries.

    What is left to lend is the capital less what is lent and not repaid. Interest and penalty are income of the fund
    and no part of it. A write-off takes a debtor off the books and brings no money to lend.

    Source: R-REG-05, R-BUD-01.
    """
    rows = Posting.objects.filter(
        entry__province_id=province, entry__posting_on__lte=to_on, account_id__in=_ACCOUNTS
    ).annotate(cause=Coalesce("entry__reverses__kind", "entry__kind"))
    loans, moved = Q(account_id=chart.LOANS), ~Q(cause__in=_NO_MONEY)
    before = rows.filter(entry__posting_on__lt=from_on).aggregate(
        money=Sum("amount", filter=moved, default=NOTHING), loans=Sum("amount", filter=loans, default=NOTHING)
    )
    lent = Q(cause__in=(_Kind.DISBURSEMENT, _Kind.OPENING))
    balance, owed = -before["money"], before["loans"]
    found = []
    entries = (
        rows.filter(entry__posting_on__gte=from_on)
        .order_by("entry__posting_on", "entry_id")
        .values_list("entry_id", "entry__number", "entry__year_be", "entry__posting_on", "entry__memo")
        .annotate(
            capital=Sum("amount", filter=Q(account_id=chart.FUND_CAPITAL) & moved, default=NOTHING),
            lent=Sum("amount", filter=loans & lent, default=NOTHING),
            repaid=Sum("amount", filter=loans & ~lent & moved, default=NOTHING),
            owed=Sum("amount", filter=loans, default=NOTHING),
        )
    )
    for entry_id, number, year, on, memo, capital, paid_out, came_back, change in entries:
        balance += -capital - paid_out - came_back
        owed += change
        found.append(
            RevolvingRow(entry_id, f"{number}/{year}", on, memo, -capital, paid_out, -came_back, balance, owed)
        )
    return RevolvingRegister(
        from_on=from_on, to_on=to_on, opening=-before["money"], loans_opening=before["loans"], rows=tuple(found)
    )
