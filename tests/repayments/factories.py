"""Contracts in force, and bank files about them, as the bank would send them."""

from datetime import date, time
from decimal import Decimal

import pgtrigger

from loans.models import Contract
from repayments import services
from repayments.models import BankLine
from reports.demo.bank_file import Account, Paid, write
from tests.loans import factories as loans
from tests.papers import blank_papers as quick_papers

ACCOUNT = "5390000571"
DUE_ON = date(2018, 7, 5)
RECEIPT_DAY = date(2018, 7, 23)
FIRST_INSTALMENT = Decimal("52515.07")


def contracts_in_force(people, groups=(1, 2)):
    """Give contracts paid out on 2 February 2018: 200,000 baht, four instalments from 5 July (requirements 3.5)."""
    patch = quick_papers()
    try:
        made = [loans.a_complete_contract(people, group=group) for group in groups]
        loans.capital(people)
        batch = loans.a_batch(people, made)
        loans.services.approve_transfer(batch=batch, by=people.users["chief"], on=loans.TRANSFER_ON)
    finally:
        patch.undo()
    return list(Contract.objects.filter(pk__in=[one.pk for one in made]).order_by("number"))


def as_if_of(amphoe, contracts):
    """Make contracts in force those of one amphoe: as though they had always been so, for none may move later."""
    with pgtrigger.ignore("loans.Contract:area_stays"):
        Contract.objects.filter(pk__in=[one.pk for one in contracts]).update(amphoe=amphoe)


def paid(contract, amount=FIRST_INSTALMENT, *, on=date(2018, 7, 4), at=time(10, 30), **changed):
    given = {
        "value_on": on,
        "time": at,
        "name": contract.parties.first().name if contract else "ไม่ทราบชื่อ",
        "ref1": contract.ref1 if contract else "99999999999",
        "ref2": "01",
        "amount": Decimal(amount),
    }
    return Paid(**(given | changed))


def bank_file(*rows, account=ACCOUNT):
    return write([Account(number=account, company="กองทุนพัฒนาบทบาทสตรี", paid=rows, effective_on=RECEIPT_DAY)])


def imported(people, *rows, on=RECEIPT_DAY, name="july.txt"):
    """Give the lines that a file of these rows brought."""
    found = services.import_bank_file(name=name, content=bank_file(*rows), by=people.users["accountant"], on=on)
    return list(BankLine.objects.filter(file=found.file).order_by("sequence"))


def receipted(people, *rows, on=RECEIPT_DAY):
    """Give the receipts for a file of these rows, all of whose references are right."""
    imported(people, *rows, on=on)
    return services.issue_receipts(province="57", by=people.users["accountant"], on=on)
