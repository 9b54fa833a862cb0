"""What the pages of the books show, one of each kind and as many more as one wants."""

from datetime import date, timedelta
from decimal import Decimal

from repayments.services import ask_write_off
from treasury import services, sheets
from treasury.models import (
    BankAccount,
    BudgetLine,
    JournalEntry,
    LedgerSeal,
    OpeningBalances,
    Statement,
    StatementDifference,
    StatementLine,
)

AUGUST = (date(2018, 8, 1), date(2018, 8, 31))
ON = date(2018, 9, 30)


class Books:
    """A statement with a difference, opening balances that wait, a budget, a seal."""

    def __init__(self, province) -> None:
        self.by = province.users["accountant"]
        given = {"province": "57", "by": self.by, "on": ON}
        services.allocate_budget(plan="ADMINISTRATION", amount=Decimal("5000.00"), reference="มท 77", **given)
        services.spend_administration(amount=Decimal("1200.50"), text="ค่าวัสดุสำนักงาน", reference="ฎ 77", **given)
        services.allocate_capital(amount=Decimal("2.00"), reference="มท 78", **given)
        self.drawn = services.draw(amount=Decimal("2.00"), reference="ฎ 78", **given)
        services.ask_drawing_undo(entry=self.drawn, reason="เบิกซ้ำ", by=self.by, on=ON)
        self.account = BankAccount.objects.get(province="57", kind=BankAccount.Kind.SAVINGS)
        keyed = "2/8/2561 | 1 | รับโอน | 300.00 |\n31/8/2561 | 2 | ดอกเบี้ย | 12.50 |"
        self.statement = services.record_statement(
            bank_account=self.account,
            from_on=AUGUST[0],
            as_of=AUGUST[1],
            opening=Decimal("0.00"),
            balance=Decimal("312.50"),
            lines=sheets.read_keyed(text=keyed).lines,
            by=self.by,
            on=ON,
        )
        services.explain_difference(
            statement=self.statement, amount=Decimal("12.50"), reason="ดอกเบี้ยรอลงบัญชี", by=self.by, on=ON
        )
        rows = [("1101", "", "900.00"), ("1201", "สัญญาเก่า 5/2559", "100.00"), ("3101", "", "-1000.00")]
        self.opening = OpeningBalances.objects.create(  # read in before the months after them were closed
            province_id="57",
            as_of=date(2016, 9, 30),
            reference="งบทดลองของระบบเดิม",
            file_name="ยอดยกมา.csv",
            sha256="f" * 64,
            rows=[{"account": account, "party": party, "amount": amount} for account, party, amount in rows],
            total=Decimal("1000.00"),
            made_by=self.by,
            made_on=ON,
        )
        services.seal_ledger(province="57", day=ON)
        self.write_off = ask_write_off(
            contract=province.debtor,
            ground="NO_ESTATE",
            decision_number="อกส.จ. 4/2561",
            decided_on=ON,
            reason="เสียชีวิต ไม่มีทรัพย์มรดก",
            by=self.by,
            on=ON,
        )

    def grow(self, numbers: range, entries: list[JournalEntry]) -> None:
        """Add so many of each beside those that are there."""
        BudgetLine.objects.bulk_create(
            BudgetLine(
                province_id="57", fiscal_year_be=2561, plan="ADMINISTRATION", kind="DRAWN", amount=1, entry=entry
            )
            for entry in entries
        )
        last = LedgerSeal.objects.filter(province="57").order_by("-sequence").first()
        LedgerSeal.objects.bulk_create(
            LedgerSeal(
                province_id="57",
                sequence=last.sequence + at,
                day=ON,
                after_entry=last.last_entry + at - 1,
                last_entry=last.last_entry + at,
                count=1,
                debit=1,
                sha256="f" * 64,
            )
            for at in range(1, len(numbers) + 1)
        )
        OpeningBalances.objects.bulk_create(
            OpeningBalances(
                province_id="57",
                as_of=date(2016, 9, 30),
                reference="-",
                file_name=f"{n}.csv",
                sha256=f"{n:064}",
                rows=[],
                total=1,
                made_by=self.by,
                made_on=ON,
            )
            for n in numbers
        )
        Statement.objects.bulk_create(
            Statement(
                bank_account=self.account,
                province_id="57",
                from_on=AUGUST[0] - timedelta(days=n + 1),
                as_of=AUGUST[0] - timedelta(days=n + 1),
                opening=0,
                balance=n,
                recorded_by=self.by,
                recorded_on=ON,
            )
            for n in numbers
        )
        first = StatementLine.objects.filter(statement=self.statement).count() + numbers.start
        StatementLine.objects.bulk_create(
            StatementLine(statement=self.statement, number=first + at, on=AUGUST[0], amount=at)
            for at in range(1, len(numbers) + 1)
        )
        StatementDifference.objects.bulk_create(
            StatementDifference(statement=self.statement, amount=1, reason="-", recorded_by=self.by, recorded_on=ON)
            for _n in numbers
        )
