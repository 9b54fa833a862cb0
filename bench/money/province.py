"""The rows of one province: its contracts, the bank's lines, receipts, what they paid, and the books of it all."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg

from bench.money.arrears import spans_of
from bench.money.days import OPEN_MONTH, TODAY
from bench.money.loans import TERMS, Loan, Paid, loans_of
from bench.money.tables import Table
from debt_followup.models import ArrearsSpan
from debt_followup.services.arrears import span_rows
from documents.models import NumberSeries
from loans.models import Contract, Instalment, Party
from projects.models import Proposal
from repayments.models import Allocation, BankFile, BankLine, DebtSpan, DueSpan, Receipt
from repayments.rules import AllocationLine, Component
from repayments.services.courses import as_text, course_rows
from thai.dates import add_months, fiscal_year_be, month_end, month_start
from treasury import chart
from treasury.models import JournalEntry, MonthClose, Posting

APART = 10_000_000  # the keys of each province begin where no other's can
HELD = 30  # lines of the open month that are nobody's, on hold
PARTIES = 5
ACCOUNT_OF = {
    Component.COSTS: chart.ADMINISTRATION,
    Component.DEFAULT_INTEREST: chart.DEFAULT_INTEREST,
    Component.CONTRACT_INTEREST: chart.CONTRACT_INTEREST,
    Component.PRINCIPAL: chart.LOANS,
}
TABLES = [
    model._meta.db_table
    for model in (
        Proposal,
        Contract,
        Party,
        Instalment,
        BankFile,
        BankLine,
        Receipt,
        Allocation,
        DebtSpan,
        DueSpan,
        ArrearsSpan,
    )  # fmt: skip
] + [model._meta.db_table for model in (JournalEntry, Posting, MonthClose, NumberSeries)]
KEPT_WITH_INDEXES = (BankFile._meta.db_table, MonthClose._meta.db_table, NumberSeries._meta.db_table)


@dataclass(frozen=True, slots=True)
class Place:
    """One province as the generator needs it: who works there, its account, tambon and members."""

    index: int
    code: str
    contracts: int
    tambon: tuple[str, ...]
    account: int
    by: int
    chief: int
    members: tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Receipted:
    """One receipt before it has its number."""

    loan: Loan
    paid: Paid
    number_in_loan: int
    key: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class _Entry:
    posting_on: date
    value_on: date
    kind: str
    memo: str
    source: str
    lines: tuple[tuple[str, Decimal, str], ...]


def write(place: Place, raw: psycopg.Connection[Any]) -> dict[str, int]:
    """Write all of a province; return how many rows of each table."""
    return _Writer(place).write(raw)


class _Writer:
    def __init__(self, place: Place) -> None:
        self.place, self.base = place, place.index * APART
        self.now = datetime.combine(TODAY, datetime.min.time(), UTC)
        self.entries: list[_Entry] = []
        self.proposals = Table(
            Proposal, "id", "reference", "province_id", "amphoe_id", "tambon_id", "title", "category", "place",
            "purpose",
            "amount", "applied_on", "state", "state_on", "entered_by_id", "request_key",
        )  # fmt: skip
        self.contracts = Table(
            Contract, "id", "proposal_id", "province_id", "amphoe_id", "tambon_id", "state", "number", "year_be",
            "contract_on", "ref1", "principal", "annual_rate", "terms", "months_between", "instalment_count",
            "planned_transfer_on", "stamp_duty", "lender_name", "lender_position", "account_bank", "account_number",
            "account_name", "signed_on", "prepared_by_id", "closed_on",
        )  # fmt: skip
        self.parties = Table(Party, "contract_id", "member_id", "role", "position", "name", "address", "holds_account")
        self.instalments = Table(
            Instalment, "contract_id", "number", "nominal_due_on", "effective_due_on", "days", "opening_principal",
            "principal", "interest",
        )  # fmt: skip
        self.files = Table(
            BankFile, "id", "province_id", "name", "sha256", "content", "imported_by_id", "imported_on", "line_count",
            "new_count", "total",
        )  # fmt: skip
        self.lines = Table(
            BankLine, "id", "file_id", "bank_account_id", "province_id", "identity", "occurrence", "sequence",
            "value_on",
            "time", "customer_name", "ref1", "ref2", "kind", "amount", "state", "contract_id", "reason",
            "matched_by_id",
        )  # fmt: skip
        self.receipts = Table(
            Receipt, "id", "province_id", "amphoe_id", "tambon_id", "number", "fiscal_year_be", "contract_id",
            "bank_line_id", "amount", "value_on", "posting_on", "issued_by_id",
        )  # fmt: skip
        self.allocations = Table(
            Allocation, "contract_id", "receipt_id", "replay", "line", "instalment_number", "component", "amount",
            "working"
        )  # fmt: skip
        self.spans = {model: Table(model, *model.COPIED) for model in (DebtSpan, DueSpan, ArrearsSpan)}
        self.journal = Table(
            JournalEntry, "id", "province_id", "number", "year_be", "posting_on", "value_on", "kind", "memo", "source",
            "created_by_id",
        )  # fmt: skip
        self.postings = Table(Posting, "entry_id", "account_id", "amount", "party")
        self.closes = Table(
            MonthClose, "province_id", "month_on", "state", "closed_by_id", "closed_on", "confirmed_by_id",
            "confirmed_on"
        )  # fmt: skip
        self.series = Table(NumberSeries, "series", "year_be", "last")

    def write(self, raw: psycopg.Connection[Any]) -> dict[str, int]:
        loans = list(loans_of(province=self.place.code, count=self.place.contracts))
        receipts = self._numbered(loans)
        by_loan: dict[int, list[_Receipted]] = {}
        for one in receipts:
            by_loan.setdefault(one.loan.place, []).append(one)
        for loan in loans:
            self._contract(loan)
            self._allocations(loan, sorted(by_loan.get(loan.place, ()), key=lambda one: one.number_in_loan))
        self._lines(receipts)
        self._money_between_accounts(loans, receipts)
        self._journal()
        self._closes(loans)
        self._series(loans, receipts)
        tables = [
            self.proposals, self.contracts, self.parties, self.instalments, self.files, self.lines, self.receipts,
            self.allocations, *self.spans.values(), self.journal, self.postings, self.closes, self.series,
        ]  # fmt: skip
        with raw.transaction():
            raw.execute("SET LOCAL session_replication_role = replica")  # no trigger looks at a row by itself
            return {table.name: table.write(raw) for table in tables}

    # -- contracts -----------------------------------------------------------------------------------------------------
    def _key(self, loan: Loan) -> int:
        return self.base + loan.place + 1

    def _contract(self, loan: Loan) -> None:
        place, key = self.place, self._key(loan)
        tambon = place.tambon[loan.place % len(place.tambon)]
        where = (place.code, tambon[:4], tambon)
        state = "CLOSED" if loan.is_closed else "REPAYING" if loan.paid else "STARTED"
        title = f"โครงการอาชีพเสริมที่ {loan.number}/{loan.year_be}"
        self.proposals.add(
            key, f"{place.code}-{loan.year_be}-{loan.place:06}", *where, title, 1, "หมู่ 1", "เพิ่มรายได้",
            loan.principal, loan.lent_on - timedelta(days=60), state, loan.lent_on, place.by, UUID(int=key),
        )  # fmt: skip
        self.contracts.add(
            key, key, *where, "CLOSED" if loan.is_closed else "IN_FORCE", loan.number, loan.year_be, loan.lent_on,
            loan.ref1, loan.principal, "0.03", _json(loan.terms), loan.months_between, len(loan.instalments),
            loan.lent_on,
            loan.principal // 2000, "พัฒนาการจังหวัด", "พัฒนาการจังหวัด", "ธนาคารกรุงไทย", f"{key:010}",
            f"กลุ่มที่ {key}",
            loan.lent_on - timedelta(days=3), place.by, loan.paid[-1].posting_on if loan.is_closed else None,
        )  # fmt: skip
        for position in range(1, PARTIES + 1):
            member, name = place.members[(loan.place * PARTIES + position) % len(place.members)]
            role = "REPRESENTATIVE" if position == 1 else "CO_BORROWER"
            self.parties.add(key, member, role, position, name, f"หมู่ 1 ตำบล {tambon}", position <= 3)
        for planned in loan.instalments:
            self.instalments.add(
                key, planned.number, planned.nominal_due_on, planned.effective_due_on, planned.days,
                planned.opening_principal, planned.principal, planned.interest,
            )  # fmt: skip
        for model, rows in course_rows({key: loan.course}).items():
            self.spans[model].rows += [as_text(row) + "\n" for row in rows]
        self.spans[ArrearsSpan].rows += [row + "\n" for row in span_rows({key: spans_of(loan)})]
        party = f"contract:{key}"
        self.entries.append(
            _Entry(
                loan.lent_on,
                loan.lent_on,
                "DISBURSEMENT",
                f"โอนเงินกู้ {title}",
                party,
                ((chart.LOANS, loan.principal, party), (chart.BANK, -loan.principal, party)),
            )  # fmt: skip
        )

    # -- receipts ------------------------------------------------------------------------------------------------------
    def _numbered(self, loans: list[Loan]) -> list[_Receipted]:
        """All receipts in the order of their issue, with their numbers: one series a fiscal year, without gaps."""
        found = [_Receipted(loan, paid, n) for loan in loans for n, paid in enumerate(loan.paid)]
        found.sort(key=lambda one: (one.paid.posting_on, one.paid.value_on, one.paid.at, one.paid.identity))
        last: dict[int, int] = {}
        for place, one in enumerate(found, start=1):
            year = fiscal_year_be(one.paid.posting_on)
            last[year] = last.get(year, 0) + 1
            one.key, one.number = self.base + place, last[year]
        return found

    def _allocations(self, loan: Loan, receipts: list[_Receipted]) -> None:
        key, party = self._key(loan), f"contract:{self._key(loan)}"
        for one, told in zip(receipts, loan.told.payments, strict=True):
            sums: dict[str, Decimal] = {}
            rows = [(part.instalment, str(part.component), part.amount, _working(part)) for part in told.lines]
            for part in told.lines:
                account = ACCOUNT_OF[part.component]
                sums[account] = sums.get(account, Decimal(0)) + part.amount
            if told.credit:
                rows.append((None, "CREDIT", told.credit, "{}"))
                sums[chart.BORROWER_CREDIT] = told.credit
            for line, (number, component, amount, working) in enumerate(rows, start=1):
                self.allocations.add(key, one.key, 1, line, number, component, amount, working)
            paid, year = one.paid, fiscal_year_be(one.paid.posting_on)
            self.entries.append(
                _Entry(
                    paid.posting_on,
                    paid.value_on,
                    "RECEIPT",
                    f"รับชำระคืน สัญญา {loan.number}/{loan.year_be} ใบเสร็จเลขที่ {one.number}/{year}",
                    f"receipt:{one.key}",
                    (
                        (chart.SUSPENSE, paid.amount, f"bank_line:{one.key}"),
                        *((account, -amount, party) for account, amount in sums.items()),
                    ),
                )  # fmt: skip
            )

    def _lines(self, receipts: list[_Receipted]) -> None:
        place = self.place
        months: dict[date, list[Decimal]] = {}
        for sequence, one in enumerate(receipts, start=1):
            loan, paid = one.loan, one.paid
            tambon = place.tambon[loan.place % len(place.tambon)]
            month = month_start(paid.value_on)
            months.setdefault(month, []).append(paid.amount)
            name = place.members[(loan.place * PARTIES + 1) % len(place.members)][1]
            contract = self._key(loan)
            self.lines.add(
                one.key, self._file(month), place.account, place.code, paid.identity, 1, sequence, paid.value_on,
                paid.at,
                name[:60], loan.ref1, f"{paid.instalment:02}", "C", paid.amount, "RECEIPTED", contract,
                "เลขอ้างอิงตรงกับสัญญา", None,
            )  # fmt: skip
            self.receipts.add(
                one.key, place.code, tambon[:4], tambon, one.number, fiscal_year_be(paid.posting_on), contract, one.key,
                paid.amount, paid.value_on, paid.posting_on, place.by,
            )  # fmt: skip
            self._came_in(one.key, name, paid.value_on, paid.amount)
        for number in range(HELD):
            key, value_on = self.base + len(receipts) + number + 1, OPEN_MONTH + timedelta(days=number % 28)
            amount = Decimal(500 + number)
            identity = hashlib.sha256(f"{place.code}:held:{number}".encode()).hexdigest()
            months.setdefault(OPEN_MONTH, []).append(amount)
            self.lines.add(
                key, self._file(OPEN_MONTH), place.account, place.code, identity, 1, number + 1, value_on, "09:00:00",
                "ไม่ทราบชื่อ", "", "", "C", amount, "UNKNOWN", None, "พักไว้: รอหลักฐาน", place.by,
            )  # fmt: skip
            self._came_in(key, "ไม่ทราบชื่อ", value_on, amount)
        for month, amounts in months.items():
            self.files.add(
                self._file(month), place.code, f"{month:%Y-%m}.txt",
                hashlib.sha256(f"{place.code}{month}".encode()).hexdigest(),
                b"", place.by, min(month_end(month), TODAY), len(amounts), len(amounts), sum(amounts),
            )  # fmt: skip

    def _file(self, month: date) -> int:
        return self.base + month.year * 12 + month.month

    def _came_in(self, key: int, name: str, value_on: date, amount: Decimal) -> None:
        party = f"bank_line:{key}"
        self.entries.append(
            _Entry(
                value_on,
                value_on,
                "UNMATCHED",
                f"รับเงินผ่านธนาคารจาก {name}",
                party,
                ((chart.BANK, amount, party), (chart.SUSPENSE, -amount, party)),
            )  # fmt: skip
        )

    # -- the books -----------------------------------------------------------------------------------------------------
    def _money_between_accounts(self, loans: list[Loan], receipts: list[_Receipted]) -> None:
        code, first = self.place.code, month_start(loans[0].lent_on)
        capital = sum((loan.principal for loan in loans), Decimal(0))
        begins = loans[0].lent_on
        self.entries += [
            _moved(begins, "ALLOCATION", f"allocation:{code}:1", capital, chart.TREASURY_DEPOSIT, chart.FUND_CAPITAL),
            _moved(begins, "DRAWING", f"drawing:{code}:1", capital, chart.BANK, chart.TREASURY_DEPOSIT),
        ]
        waiting, at = Decimal(0), 0
        for month in _months(first, OPEN_MONTH):
            last = month_end(month)
            last -= timedelta(days=max(last.weekday() - 4, 0))
            while at < len(receipts) and receipts[at].paid.posting_on <= last:
                waiting += receipts[at].paid.amount
                at += 1
            if waiting:
                source = f"remittance:{code}:{month:%Y-%m}"
                self.entries.append(_moved(last, "REMITTANCE", source, waiting, chart.TREASURY_DEPOSIT, chart.BANK))
                waiting = Decimal(0)

    def _journal(self) -> None:
        self.entries.sort(key=lambda entry: (entry.posting_on, entry.kind == "RECEIPT", entry.source))
        last: dict[int, int] = {}
        for place, entry in enumerate(self.entries, start=1):
            year = fiscal_year_be(entry.posting_on)
            last[year] = last.get(year, 0) + 1
            key = self.base + place
            self.journal.add(
                key, self.place.code, last[year], year, entry.posting_on, entry.value_on, entry.kind, entry.memo,
                entry.source, self.place.by,
            )  # fmt: skip
            for account, amount, party in entry.lines:
                self.postings.add(key, account, amount, party)
        for year, number in last.items():
            self.series.add(f"journal:{self.place.code}", year, number)

    def _closes(self, loans: list[Loan]) -> None:
        for month in _months(month_start(loans[0].lent_on), OPEN_MONTH):
            after = month_end(month) + timedelta(days=3)
            self.closes.add(self.place.code, month, "CONFIRMED", self.place.by, after, self.place.chief, after)

    def _series(self, loans: list[Loan], receipts: Iterable[_Receipted]) -> None:
        last: dict[tuple[str, int], int] = {}
        for loan in loans:
            last[f"contract:{self.place.code}", loan.year_be] = loan.number
        for one in receipts:
            last[f"receipt:{self.place.code}", fiscal_year_be(one.paid.posting_on)] = one.number
        for (series, year), number in last.items():
            self.series.add(series, year, number)


def _months(first: date, before: date) -> Iterator[date]:
    month = first
    while month < before:
        yield month
        month = add_months(month, 1)


def _moved(on: date, kind: str, source: str, amount: Decimal, debit: str, credit: str) -> _Entry:
    return _Entry(on, on, kind, source, source, ((debit, amount, ""), (credit, -amount, "")))


def _working(part: AllocationLine) -> str:
    lines = [
        {
            "from_on": str(line.since_on), "to_on": str(line.until_on), "days": line.days,
            "principal": str(line.principal),
            "annual_rate": str(line.annual_rate), "day_basis": line.day_basis, "amount": str(line.amount),
        }
        for line in part.working
    ]  # fmt: skip
    return (
        _json({"applied_on": str(part.applied_on), "lines": lines})
        if lines
        else f'{{"applied_on": "{part.applied_on}", "lines": []}}'
    )


_KNOWN = {id(TERMS): json.dumps(TERMS)}


def _json(value: dict[str, Any]) -> str:
    return _KNOWN.get(id(value)) or json.dumps(value, ensure_ascii=False)
