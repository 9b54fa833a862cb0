"""The first instalment of the thirteen contracts: forms, the bank's file of July 2561, receipts, and the months' close.

Eleven groups pay in time, one fifteen days late with the exact default interest, one not at all. Every function may be
played again: what is done already is left as it is.
"""

from datetime import date, time
from decimal import Decimal

from documents.models import Document
from loans.models import Contract, Party
from repayments import selectors, services
from repayments.models import BankFile, BankLine, Receipt
from repayments.rules import default_interest
from reports.demo import papers, people
from reports.demo.bank_file import Account, Paid, write
from thai.dates import add_months, month_end
from treasury import selectors as books
from treasury import services as treasury
from treasury.models import BankAccount, JournalEntry, MonthClose

BILLS_ON = date(2018, 2, 5)
FIRST_DUE_ON = date(2018, 7, 5)
LATE_ON = date(2018, 7, 20)
IMPORTED_ON = date(2018, 7, 23)
REMITTED_ON = date(2018, 7, 31)
CLOSED_ON = date(2018, 8, 1)
JULY = date(2018, 7, 1)
FILE_NAME = "billpayment-2561-07.txt"
IN_TIME = (
    (date(2018, 7, 3), time(9, 12, 40)),
    (date(2018, 7, 3), time(10, 5, 3)),
    (date(2018, 7, 3), time(14, 44, 21)),
    (date(2018, 7, 4), time(8, 58, 10)),
    (date(2018, 7, 4), time(11, 30, 0)),
    (date(2018, 7, 4), time(13, 21, 55)),
    (date(2018, 7, 4), time(15, 2, 34)),
    (date(2018, 7, 5), time(9, 0, 7)),
    (date(2018, 7, 5), time(10, 41, 18)),
    (date(2018, 7, 5), time(12, 15, 29)),
    (date(2018, 7, 5), time(16, 27, 50)),
)
LATE_AT = time(11, 8, 16)


def play() -> None:
    """Play from the payment forms to the close of July."""
    issue_bills()
    import_july()
    issue_july_receipts()
    close_months_before_july()
    remit_july()
    close_july()
    papers.draw()


def issue_bills(*, on: date = BILLS_ON) -> list[Document]:
    """Issue the Bill Payment forms of every contract in force, all instalments on one paper each."""
    by = people.read().users["accountant"]
    return [services.issue_bills(contract=contract, by=by, on=on) for contract in in_force()]


def in_force() -> list[Contract]:
    """The contracts in force of the demo's province, by number."""
    found = Contract.objects.filter(province=people.PROVINCE, state=Contract.State.IN_FORCE, contract_on__lt=JULY)
    return list(found.select_related("proposal").order_by("year_be", "number"))


def july_bank_file() -> bytes:
    """The bank's file of July: eleven instalments in time, the twelfth late with its default interest.

    Made from the schedules of the contracts in force, so it is the same however often it is asked for.
    """
    contracts = list(
        Contract.objects.in_force()
        .filter(province=people.PROVINCE, contract_on__lt=JULY)
        .order_by("year_be", "number")[: len(IN_TIME) + 1]
    )
    payers = dict(
        Party.objects.filter(contract__in=contracts, role=Party.Role.REPRESENTATIVE).values_list("contract_id", "name")
    )
    rows = [
        _paid(contract, payers[contract.pk], _first(contract), on=on, at=at)
        for contract, (on, at) in zip(contracts, IN_TIME, strict=False)
    ]
    if len(contracts) > len(IN_TIME):
        late = contracts[len(IN_TIME)]
        rows.append(_paid(late, payers[late.pk], owed_when_late(late), on=LATE_ON, at=LATE_AT))
    account = BankAccount.objects.get(province=people.PROVINCE, kind=BankAccount.Kind.SAVINGS)
    return write(
        [
            Account(
                number=account.account_number,
                company="กองทุนพัฒนาบทบาทสตรี จ.เชียงราย",
                paid=tuple(rows),
                effective_on=IMPORTED_ON,
                bank_code=account.bank_code,
                biller_id=account.biller_id,
            )
        ]
    )


def owed_when_late(contract: Contract) -> Decimal:
    """The first instalment and the default interest of the fifteen days, to the satang."""
    first = selectors.instalments_of(contract)[0]
    terms = selectors.terms_of(contract)
    line = default_interest(
        principal=first.principal,
        due_on=first.effective_due_on,
        paid_on=LATE_ON,
        annual_rate=terms.rate_steps[0].annual_rate,
        day_basis=terms.day_basis,
    )
    return first.total + line.amount


def _first(contract: Contract) -> Decimal:
    return selectors.instalments_of(contract)[0].total


def _paid(contract: Contract, name: str, amount: Decimal, *, on: date, at: time) -> Paid:
    return Paid(value_on=on, time=at, name=name, ref1=contract.ref1 or "", ref2="01", amount=amount)


def import_july(*, on: date = IMPORTED_ON) -> BankFile:
    """Import the bank's file of July as the accountant does."""
    known = BankFile.objects.filter(province=people.PROVINCE, name=FILE_NAME).first()
    if known is not None:
        return known
    by = people.read().users["accountant"]
    return services.import_bank_file(name=FILE_NAME, content=july_bank_file(), by=by, on=on).file


def issue_july_receipts(*, on: date = IMPORTED_ON) -> list[Receipt]:
    """Issue the receipts of all matched lines."""
    by = people.read().users["accountant"]
    if BankLine.objects.filter(province=people.PROVINCE, state=BankLine.State.MATCHED).exists():
        services.issue_receipts(province=people.PROVINCE, by=by, on=on)
    return list(Receipt.objects.filter(province=people.PROVINCE).order_by("fiscal_year_be", "number"))


def close_months_before_july() -> list[MonthClose]:
    """Close every month before July that is still open, each on the day after its end, by accountant and chief."""
    return [
        _close(month, on=max(add_months(month, 1), IMPORTED_ON))
        for month in books.open_months(province=people.PROVINCE, until=month_end(add_months(JULY, -1)))
    ]


def remit_july(*, on: date = REMITTED_ON) -> JournalEntry | None:
    """Move July's receipts to the treasury deposit on the last business day of the month."""
    remitted = books.remittance_of(province=people.PROVINCE, month_on=JULY)
    if remitted is not None or not books.to_remit(province=people.PROVINCE, as_of=on):
        return remitted
    return treasury.remit_month(province=people.PROVINCE, on=on, by=people.read().users["accountant"])


def close_july(*, on: date = CLOSED_ON) -> MonthClose | None:
    """Close July by the accountant and have the chief confirm it."""
    if books.is_closed(province=people.PROVINCE, day=JULY):
        return books.close_of(province=people.PROVINCE, month_on=JULY)
    return _close(JULY, on=on)


def _close(month: date, *, on: date) -> MonthClose:
    users = people.read().users
    treasury.close_month(province=people.PROVINCE, month_on=month, by=users["accountant"], on=on)
    return treasury.confirm_close(province=people.PROVINCE, month_on=month, by=users["chief"], on=on)
