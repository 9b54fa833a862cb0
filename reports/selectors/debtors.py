"""Debtors and receipts of a province over a period, read from the books: what agrees with the trial balance."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from treasury import chart
from treasury.models import JournalEntry

NOTHING = Decimal("0.00")
_Kind = JournalEntry.Kind


@dataclass(frozen=True, slots=True)
class DebtorRow:
    """What one contract, or all those of an amphoe, owed before a period, what came in it, and what is owed after it.

    ``others`` is what changed the principal without money from the debtor, such as a write-off. ``credit`` is money
    received that waits for a later instalment. Baht, by posting date.
    """

    label: str
    amphoe: str
    name: str
    contract_on: date | None
    contracts: int
    opening: Decimal
    lent: Decimal
    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    others: Decimal
    closing: Decimal
    credit: Decimal
    pk: int | None = None

    @property
    def received(self) -> Decimal:
        return self.principal + self.contract_interest + self.default_interest


SUMS = (
    "contracts",
    "opening",
    "lent",
    "principal",
    "contract_interest",
    "default_interest",
    "received",
    "others",
    "closing",
    "credit",
)

_MONEY = """
WITH money AS (
    SELECT substring(p.party FROM 10)::bigint AS contract_id,
        COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s AND NOT e.is_in), 0) AS opening,
        COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s AND e.is_in AND e.cause = ANY(%(lent)s)), 0)
            AS lent,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s AND e.is_in AND e.cause = ANY(%(repaid)s)), 0)
            AS principal,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(interest)s AND e.is_in), 0) AS contract_interest,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(penalty)s AND e.is_in), 0) AS default_interest,
        COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s), 0) AS closing,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(credit)s), 0) AS credit,
        BOOL_OR(e.is_in) AS moved
    FROM treasury_posting p
    JOIN (
        SELECT entry.id, COALESCE(reversed.kind, entry.kind) AS cause, entry.posting_on >= %(from_on)s AS is_in
        FROM treasury_journalentry entry LEFT JOIN treasury_journalentry reversed ON reversed.id = entry.reverses_id
        WHERE entry.province_id = %(province)s AND entry.posting_on <= %(to_on)s
    ) e ON e.id = p.entry_id
    WHERE p.party LIKE 'contract:%%' AND p.account_id IN (%(loans)s, %(interest)s, %(penalty)s, %(credit)s)
    GROUP BY 1
), shown AS (
    SELECT money.*, c.amphoe_id, c.contract_on, c.number, c.year_be, c.id, c.register_number
    FROM money JOIN loans_contract c ON c.id = money.contract_id
    WHERE moved OR opening <> 0 OR closing <> 0 OR credit <> 0
)
"""
_EACH = """
SELECT COALESCE(NULLIF(shown.register_number, ''), shown.number || '/' || shown.year_be, '-'), a.name_th,
    COALESCE(party.name, ''), shown.contract_on, 1,
    opening, lent, principal, contract_interest, default_interest, closing - opening - lent + principal, closing,
    credit, shown.id
FROM shown JOIN areas_amphoe a ON a.code = shown.amphoe_id
LEFT JOIN loans_party party ON party.contract_id = shown.id AND party.role = 'REPRESENTATIVE'
ORDER BY shown.year_be, shown.number, shown.id
"""
_BY_AMPHOE = """
SELECT a.name_th, a.name_th, '', NULL, COUNT(*), SUM(opening), SUM(lent), SUM(principal), SUM(contract_interest),
    SUM(default_interest), SUM(closing - opening - lent + principal), SUM(closing), SUM(credit), NULL
FROM shown JOIN areas_amphoe a ON a.code = shown.amphoe_id GROUP BY a.code, a.name_th ORDER BY a.code
"""


def debtors(*, province: str, from_on: date, to_on: date, by_amphoe: bool = False) -> list[DebtorRow]:
    """Return every contract that owed or moved in a period, or their sums by amphoe; one query.

    ``opening`` + ``lent`` - ``principal`` + ``others`` = ``closing``, row by row; the closing sums add up to the loans
    of the trial balance.

    Source: R-REG-03, R-REG-06, C-07.
    """
    values = {
        "province": province,
        "from_on": from_on,
        "to_on": to_on,
        "loans": chart.LOANS,
        "interest": chart.CONTRACT_INTEREST,
        "penalty": chart.DEFAULT_INTEREST,
        "credit": chart.BORROWER_CREDIT,
        "lent": [_Kind.DISBURSEMENT.value, _Kind.OPENING.value],
        "repaid": [_Kind.RECEIPT.value, _Kind.REALLOCATION.value, _Kind.MONEY_BACK.value],
    }
    with connection.cursor() as cursor:
        cursor.execute(_MONEY + (_BY_AMPHOE if by_amphoe else _EACH), values)
        return [DebtorRow(*row) for row in cursor.fetchall()]


def sums_of(rows: list[DebtorRow]) -> dict[str, Any]:
    """Return the sums of the columns of some rows."""
    return {name: sum((getattr(row, name) for row in rows), 0 if name == "contracts" else NOTHING) for name in SUMS}


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One receipt with the split that was printed on it; ``reversed_on`` where it was taken back."""

    pk: int
    number: str
    value_on: date
    posting_on: date
    contract: str
    name: str
    amount: Decimal
    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    credit: Decimal
    reversed_on: date | None
    sara: str


_RECEIPTS = """
SELECT r.id, r.number || '/' || r.fiscal_year_be, r.value_on, r.posting_on,
    COALESCE(NULLIF(c.register_number, ''), c.number || '/' || c.year_be, '-'), COALESCE(party.name, ''), r.amount,
    COALESCE(split.principal, 0), COALESCE(split.contract_interest, 0), COALESCE(split.default_interest, 0),
    COALESCE(split.credit, 0), v.posting_on, r.sara_number
FROM repayments_receipt r
JOIN loans_contract c ON c.id = r.contract_id
LEFT JOIN loans_party party ON party.contract_id = c.id AND party.role = 'REPRESENTATIVE'
LEFT JOIN repayments_receiptreversal v ON v.receipt_id = r.id AND v.state = 'APPROVED'
LEFT JOIN LATERAL (
    SELECT SUM(a.amount) FILTER (WHERE a.component = 'PRINCIPAL') AS principal,
        SUM(a.amount) FILTER (WHERE a.component = 'CONTRACT_INTEREST') AS contract_interest,
        SUM(a.amount) FILTER (WHERE a.component IN ('DEFAULT_INTEREST', 'COSTS')) AS default_interest,
        SUM(a.amount) FILTER (WHERE a.component IN ('CREDIT', 'REFUND')) AS credit
    FROM repayments_allocation a
    WHERE a.receipt_id = r.id
      AND a.replay = (SELECT MIN(one.replay) FROM repayments_allocation one WHERE one.receipt_id = r.id)
) split ON TRUE
WHERE r.province_id = %(province)s AND r.posting_on BETWEEN %(from_on)s AND %(to_on)s
ORDER BY r.fiscal_year_be, r.number
"""


def receipts(*, province: str, from_on: date, to_on: date) -> list[ReceiptRow]:
    """Return the receipts that were booked in a period, by number, each with the split that it was printed with.

    One query. A receipt that was taken back stays in its place.

    Source: R-REPAY-09, R-REPAY-12, C-07.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPTS, {"province": province, "from_on": from_on, "to_on": to_on})
        return [ReceiptRow(*row) for row in cursor.fetchall()]
