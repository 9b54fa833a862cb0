"""The fund's receipts and payments, and the repayments by amphoe: read from the ledger, so that they agree with it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from thai.dates import fiscal_year_be, fiscal_year_bounds
from thai.refusals import sentence as _
from treasury import chart
from treasury import selectors as treasury
from treasury.models import JournalEntry, LedgerAccount, Posting

NOTHING = Decimal("0.00")
CASH = chart.CASH
_Kind = JournalEntry.Kind
# Entries that move no money: what they do to income, expense and debtors is in the trial balance, not here.
_NO_MONEY = (_Kind.ALLOWANCE, _Kind.WRITE_OFF, _Kind.YEAR_CLOSE)
_LENT, _GIVEN_BACK = _("จ่ายเงินกู้ให้สมาชิก"), _("รับคืนเงินกู้ที่ไม่ได้ใช้")
_SUBSIDY_BACK, _RETURNED = _("รับคืนเงินอุดหนุนเหลือจ่าย"), _("ส่งคืนเงินงบประมาณให้กรม")
_REFUNDED, _OPENED = _("คืนเงินให้ผู้ชำระ"), _("ยอดยกมาเมื่อเริ่มใช้ระบบ")
# What the report calls the movement of an account, in the order of the report.
_RECEIVED = {
    chart.FUND_CAPITAL: _("รับจัดสรรเงินทุนหมุนเวียน"),
    chart.ADMINISTRATION_FUNDS: _("รับจัดสรรงบบริหาร"),
    chart.SUBSIDY_FUNDS: _("รับจัดสรรงบอุดหนุน"),
    chart.LOANS: _("รับชำระคืนเงินต้น"),
    chart.CONTRACT_INTEREST: _("รับดอกเบี้ยเงินกู้"),
    chart.DEFAULT_INTEREST: _("รับเบี้ยปรับ/ดอกเบี้ยผิดนัด"),
    chart.BORROWER_CREDIT: _("รับล่วงหน้าจากลูกหนี้"),
    chart.RECOVERIES: _("รับชำระหนี้ที่ตัดสูญแล้ว"),
    chart.LATE_RETURN_INTEREST: _("รับดอกเบี้ยจากการคืนเงินล่าช้า"),
    chart.BANK_INTEREST: _("รับดอกเบี้ยเงินฝากธนาคาร"),
    chart.SUSPENSE: _("เงินรับรอตรวจสอบ (เพิ่มขึ้นหรือลดลงสุทธิ)"),
    chart.REFUNDS_PAYABLE: _("เงินรอคืนผู้ชำระ (เพิ่มขึ้นหรือลดลงสุทธิ)"),
}
_PAID = {
    chart.SUBSIDY: _("จ่ายเงินอุดหนุน"),
    chart.ADMINISTRATION: _("จ่ายค่าบริหารกองทุน"),
    chart.BANK_FEES: _("จ่ายค่าธรรมเนียมธนาคาร"),
}
_BORROWERS = (chart.LOANS, chart.CONTRACT_INTEREST, chart.DEFAULT_INTEREST, chart.BORROWER_CREDIT)
_ORDER = [_OPENED, *_RECEIVED.values(), _GIVEN_BACK, _SUBSIDY_BACK, _LENT, *_PAID.values(), _REFUNDED, _RETURNED]


def _line_of(account: str, cause: str) -> tuple[bool, str]:
    """Whether the movement of an account by an entry of a kind is money received, and what the report calls it."""
    by_kind = {
        _Kind.OPENING: (True, _OPENED),
        _Kind.REFUND: (False, _REFUNDED),
        _Kind.RETURN: (False, _RETURNED),
    }
    if cause in by_kind:
        return by_kind[_Kind(cause)]
    if account == chart.LOANS and cause == _Kind.DISBURSEMENT:
        return False, _LENT
    if account == chart.LOANS and cause == _Kind.MONEY_BACK:
        return True, _GIVEN_BACK
    if account == chart.SUBSIDY and cause == _Kind.SUBSIDY_BACK:
        return True, _SUBSIDY_BACK
    if account in _PAID:
        return False, _PAID[account]
    return True, _RECEIVED.get(account, account)


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
    reverses. The year to date is that of the fiscal year in which the period ends.

    Source: R-REP-11, R-REP-12, C-07.
    """
    year_from, _year_to = fiscal_year_bounds(fiscal_year_be(to_on))
    rows = (
        Posting.objects.filter(entry__province_id=province, entry__posting_on__range=(min(year_from, from_on), to_on))
        .exclude(account_id__in=CASH)
        .annotate(cause=Coalesce("entry__reverses__kind", "entry__kind"))
        .exclude(cause__in=_NO_MONEY)
        .values("account_id", "cause")
        .annotate(
            year=Sum("amount", filter=Q(entry__posting_on__gte=year_from), default=NOTHING),
            month=Sum("amount", filter=Q(entry__posting_on__gte=from_on), default=NOTHING),
        )
    )
    received: dict[str, list[Decimal]] = {}
    paid: dict[str, list[Decimal]] = {}
    for row in rows:
        is_received, text = _line_of(row["account_id"], row["cause"])
        side, sign = (received, -1) if is_received else (paid, 1)
        sums = side.setdefault(text, [NOTHING, NOTHING])
        sums[0] += sign * row["month"]
        sums[1] += sign * row["year"]
    names = dict(LedgerAccount.objects.filter(code__in=CASH).values_list("code", "name"))
    before = treasury.balances(province=province, as_of=from_on - date.resolution)
    after = treasury.balances(province=province, as_of=to_on)
    shown = [code for code in CASH if code != chart.IN_TRANSIT or before.get(code) or after.get(code)]
    return CashReport(
        from_on=from_on,
        to_on=to_on,
        opening=tuple((names.get(code, code), before.get(code, NOTHING)) for code in shown),
        receipts=_in_order(received),
        payments=_in_order(paid),
        closing=tuple((names.get(code, code), after.get(code, NOTHING)) for code in shown),
        from_borrowers=sum(
            (received[text][0] for text in (_RECEIVED[code] for code in _BORROWERS) if text in received), NOTHING
        ),
    )


def _in_order(sums: dict[str, list[Decimal]]) -> tuple[CashLine, ...]:
    known = sorted(sums, key=lambda text: _ORDER.index(text) if text in _ORDER else len(_ORDER))
    return tuple(CashLine(text, *sums[text]) for text in known if any(sums[text]))


@dataclass(frozen=True, slots=True)
class AmphoeRepayment:
    """The repayments of one amphoe in a period, by posting date, and what its contracts still owe of principal.

    ``contracts`` are those in force at its end; ``due`` is what the schedules made due in it; ``recovered`` is what
    came in of debts that had been written off, which is no principal any more.
    """

    amphoe: str
    contracts: int
    due: Decimal
    principal: Decimal
    contract_interest: Decimal
    default_interest: Decimal
    recovered: Decimal
    outstanding: Decimal

    @property
    def received(self) -> Decimal:
        return self.principal + self.contract_interest + self.default_interest + self.recovered


_SUMMARY = """
WITH money AS (
    SELECT substring(p.party FROM 10)::bigint AS contract_id,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s AND e.cause = ANY(%(repaid)s) AND e.is_in), 0)
            AS principal,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(interest)s AND e.is_in), 0) AS contract_interest,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(penalty)s AND e.is_in), 0) AS default_interest,
        -COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(recoveries)s AND e.is_in), 0) AS recovered,
        COALESCE(SUM(p.amount) FILTER (WHERE p.account_id = %(loans)s), 0) AS outstanding
    FROM treasury_posting p
    JOIN (
        SELECT entry.id, COALESCE(reversed.kind, entry.kind) AS cause, entry.posting_on >= %(from_on)s AS is_in
        FROM treasury_journalentry entry LEFT JOIN treasury_journalentry reversed ON reversed.id = entry.reverses_id
        WHERE entry.province_id = %(province)s AND entry.posting_on <= %(to_on)s
    ) e ON e.id = p.entry_id
    WHERE p.party LIKE 'contract:%%' AND p.account_id IN (%(loans)s, %(interest)s, %(penalty)s, %(recoveries)s)
    GROUP BY 1
), newest AS (
    SELECT contract_id, MAX(version) AS version FROM loans_instalment
    WHERE contract_id IN (SELECT id FROM loans_contract WHERE province_id = %(province)s)
      AND (agreed_on IS NULL OR agreed_on <= %(to_on)s) GROUP BY contract_id
), due AS (
    SELECT i.contract_id, SUM(i.principal + i.interest + i.frozen_interest) AS amount
    FROM loans_instalment i JOIN newest ON newest.contract_id = i.contract_id AND newest.version = i.version
    WHERE i.effective_due_on BETWEEN %(from_on)s AND %(to_on)s GROUP BY i.contract_id
)
SELECT a.name_th, COUNT(*) FILTER (WHERE c.closed_on IS NULL OR c.closed_on > %(to_on)s),
    COALESCE(SUM(due.amount), 0), COALESCE(SUM(money.principal), 0), COALESCE(SUM(money.contract_interest), 0),
    COALESCE(SUM(money.default_interest), 0), COALESCE(SUM(money.recovered), 0), COALESCE(SUM(money.outstanding), 0)
FROM loans_contract c
JOIN areas_amphoe a ON a.code = c.amphoe_id
LEFT JOIN money ON money.contract_id = c.id
LEFT JOIN due ON due.contract_id = c.id
WHERE c.province_id = %(province)s AND c.contract_on <= %(to_on)s
  AND (c.closed_on IS NULL OR c.closed_on >= %(from_on)s OR money.outstanding <> 0
       OR money.principal <> 0 OR money.contract_interest <> 0 OR money.default_interest <> 0
       OR money.recovered <> 0)
GROUP BY a.code, a.name_th ORDER BY a.code
"""


def repayments_by_amphoe(*, province: str, from_on: date, to_on: date) -> list[AmphoeRepayment]:
    """Return the repayments of a period amphoe by amphoe; one query.

    The columns add up to the ledger's: principal with what came back unused, contract interest, default interest and
    recoveries each to its line of the cash report, outstanding to the loans in the trial balance.

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
                "recoveries": chart.RECOVERIES,
                # a recovery moves what a receipt took off a written-off debt from its principal to the income
                "repaid": [
                    kind.value for kind in (_Kind.RECEIPT, _Kind.REALLOCATION, _Kind.MONEY_BACK, _Kind.RECOVERY)
                ],
            },
        )
        return [AmphoeRepayment(*row) for row in cursor.fetchall()]
