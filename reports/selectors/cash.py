"""The fund's receipts and payments, and the repayments by amphoe: read from the ledger, so that they agree with it."""

# stays Thai throughout: the lines of the report of receipts and payments

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from thai.dates import fiscal_year_be, fiscal_year_bounds
from treasury import chart
from treasury import selectors as treasury
from treasury.models import JournalEntry, LedgerAccount, Posting

NOTHING = Decimal("0.00")
CASH = (chart.TREASURY_DEPOSIT, chart.BANK)
_PAYMENTS = (chart.SUBSIDY, chart.ADMINISTRATION)
# What the report calls the movement of an account; of the loans, what was lent and what came back.
_TEXTS = {
    chart.FUND_CAPITAL: "รับจัดสรรเงินทุนหมุนเวียน",
    chart.LOANS: "รับชำระคืนเงินต้น",
    chart.CONTRACT_INTEREST: "รับดอกเบี้ยเงินกู้",
    chart.DEFAULT_INTEREST: "รับเบี้ยปรับ/ดอกเบี้ยผิดนัด",
    chart.BORROWER_CREDIT: "รับล่วงหน้าจากลูกหนี้",
    chart.SUSPENSE: "เงินรับรอตรวจสอบ (เพิ่มขึ้นหรือลดลงสุทธิ)",
    chart.SUBSIDY: "จ่ายเงินอุดหนุน",
    chart.ADMINISTRATION: "จ่ายค่าบริหารกองทุน",
}
_LENT = "จ่ายเงินกู้ให้สมาชิก"


@dataclass(frozen=True, slots=True)
class CashLine:
    """One line of the report: of the period, and from the first day of the fiscal year to the period's last."""

    text: str
    amount: Decimal
    year_to_date: Decimal


@dataclass(frozen=True, slots=True)
class CashReport:
    """Receipts and payments of a period. Opening + receipts - payments = closing, to the satang (R-REP-11).

    Money moved between the treasury deposit and the bank is neither: it is on both registers and in no total here.
    ``from_borrowers`` is what receipts were issued for: principal, interest, penalty and what was paid in advance.
    """

    from_on: date
    to_on: date
    opening: tuple[tuple[str, Decimal], ...]
    receipts: tuple[CashLine, ...]
    payments: tuple[CashLine, ...]
    closing: tuple[tuple[str, Decimal], ...]
    from_borrowers: Decimal

    @property
    def opening_total(self) -> Decimal:
        return sum((amount for _name, amount in self.opening), NOTHING)

    @property
    def closing_total(self) -> Decimal:
        return sum((amount for _name, amount in self.closing), NOTHING)

    @property
    def receipts_total(self) -> Decimal:
        return sum((line.amount for line in self.receipts), NOTHING)

    @property
    def payments_total(self) -> Decimal:
        return sum((line.amount for line in self.payments), NOTHING)


def receipts_and_payments(*, province: str, from_on: date, to_on: date) -> CashReport:
    """Return receipts and payments by kind, by posting date; few queries, whatever the number of entries.

    Every entry balances, so the movement of all other accounts is that of the money. A reversal counts against what it
    reverses.

    Source: R-REP-11, R-REP-12, C-07.
    """
    year_from, _year_to = fiscal_year_bounds(fiscal_year_be(from_on))
    rows = (
        Posting.objects.filter(entry__province_id=province, entry__posting_on__range=(year_from, to_on))
        .exclude(account_id__in=CASH)
        .annotate(cause=Coalesce("entry__reverses__kind", "entry__kind"))
        .values("account_id", "cause")
        .annotate(year=Sum("amount"), month=Sum("amount", filter=Q(entry__posting_on__gte=from_on), default=NOTHING))
    )
    received: dict[str, list[Decimal]] = {}
    paid: dict[str, list[Decimal]] = {}
    for row in rows:
        account = row["account_id"]
        if account in _PAYMENTS or (account == chart.LOANS and row["cause"] == JournalEntry.Kind.DISBURSEMENT):
            side, sign, text = paid, 1, _LENT if account == chart.LOANS else _TEXTS[account]
        else:
            side, sign, text = received, -1, _TEXTS.get(account, account)
        sums = side.setdefault(text, [NOTHING, NOTHING])
        sums[0] += sign * row["month"]
        sums[1] += sign * row["year"]
    names = dict(LedgerAccount.objects.filter(code__in=CASH).values_list("code", "name"))
    borrowers = (chart.LOANS, chart.CONTRACT_INTEREST, chart.DEFAULT_INTEREST, chart.BORROWER_CREDIT)
    before = treasury.balances(province=province, as_of=from_on - date.resolution)
    after = treasury.balances(province=province, as_of=to_on)
    return CashReport(
        from_on=from_on,
        to_on=to_on,
        opening=tuple((names.get(code, code), before.get(code, NOTHING)) for code in CASH),
        receipts=_in_order(received),
        payments=_in_order(paid),
        closing=tuple((names.get(code, code), after.get(code, NOTHING)) for code in CASH),
        from_borrowers=sum((received[_TEXTS[code]][0] for code in borrowers if _TEXTS[code] in received), NOTHING),
    )


def _in_order(sums: dict[str, list[Decimal]]) -> tuple[CashLine, ...]:
    order = [*_TEXTS.values(), _LENT]
    return tuple(
        CashLine(text, *sums[text]) for text in sorted(sums, key=lambda text: order.index(text)) if any(sums[text])
    )


@dataclass(frozen=True, slots=True)
class AmphoeRepayment:
    """The repayments of one amphoe in a period, by posting date, and what its contracts still owe of principal.

    ``contracts`` are those in force at its end; ``due`` is what the schedules made due in it.
    """

    amphoe: str
    contracts: int
    due: Decimal
    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    outstanding: Decimal

    @property
    def received(self) -> Decimal:
        return self.principal + self.contract_interest + self.default_interest


_SUMMARY = """
WITH money AS (
    SELECT substring(p.party FROM 10)::bigint AS contract_id,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s AND e.cause <> %(lent)s AND e.is_in), 0)
            AS principal,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(interest)s AND e.is_in), 0) AS contract_interest,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(penalty)s AND e.is_in), 0) AS default_interest,
        COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s), 0) AS outstanding
    FROM treasury_posting p
    JOIN (
        SELECT entry.id, COALESCE(reversed.kind, entry.kind) AS cause, entry.posting_on >= %(from_on)s AS is_in
        FROM treasury_journalentry entry LEFT JOIN treasury_journalentry reversed ON reversed.id = entry.reverses_id
        WHERE entry.province_id = %(province)s AND entry.posting_on <= %(to_on)s
    ) e ON e.id = p.entry_id
    WHERE p.party LIKE 'contract:%%' AND p.account_id IN (%(loans)s, %(interest)s, %(penalty)s)
    GROUP BY 1
), newest AS (
    SELECT contract_id, MAX(version) AS version FROM loans_instalment
    WHERE contract_id IN (SELECT id FROM loans_contract WHERE province_id = %(province)s) GROUP BY contract_id
), due AS (
    SELECT i.contract_id, SUM(i.principal + i.interest) AS amount
    FROM loans_instalment i JOIN newest ON newest.contract_id = i.contract_id AND newest.version = i.version
    WHERE i.effective_due_on BETWEEN %(from_on)s AND %(to_on)s GROUP BY i.contract_id
)
SELECT a.name_th, COUNT(*) FILTER (WHERE c.closed_on IS NULL OR c.closed_on > %(to_on)s),
    COALESCE(SUM(due.amount), 0), COALESCE(SUM(money.principal), 0), COALESCE(SUM(money.contract_interest), 0),
    COALESCE(SUM(money.default_interest), 0), COALESCE(SUM(money.outstanding), 0)
FROM loans_contract c
JOIN areas_amphoe a ON a.code = c.amphoe_id
LEFT JOIN money ON money.contract_id = c.id
LEFT JOIN due ON due.contract_id = c.id
WHERE c.province_id = %(province)s AND c.contract_on <= %(to_on)s
  AND (c.closed_on IS NULL OR c.closed_on >= %(from_on)s OR money.outstanding <> 0
       OR money.principal <> 0 OR money.contract_interest <> 0 OR money.default_interest <> 0)
GROUP BY a.code, a.name_th ORDER BY a.code
"""


def repayments_by_amphoe(*, province: str, from_on: date, to_on: date) -> list[AmphoeRepayment]:
    """Return the repayments of a period amphoe by amphoe; one query.

    The columns add up to the ledger's: what was received to the receipts of the cash report, outstanding to the loans
    in the trial balance.

    Source: R-REG-06, R-REPAY-12.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _SUMMARY,
            {
                "province": province,
                "from_on": from_on,
                "to_on": to_on,
                "loans": chart.LOANS,
                "interest": chart.CONTRACT_INTEREST,
                "penalty": chart.DEFAULT_INTEREST,
                "lent": JournalEntry.Kind.DISBURSEMENT.value,
            },
        )
        return [AmphoeRepayment(*row) for row in cursor.fetchall()]
