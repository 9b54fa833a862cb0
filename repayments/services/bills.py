"""Bill Payment forms with barcode and QR, one for each instalment (R-REPAY-01, R-REPAY-15)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from areas.selectors import office_of
from documents import services as documents
from documents.models import Document
from loans.models import Contract
from loans.rules import Instalment
from repayments import letters, selectors
from repayments.rules import Bill
from thai.dates import be_year, format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount


class NoBill(Refusal):
    """No form can be made: the money has not left, nothing is to be paid, or no account serves Bill Payment."""


@transaction.atomic
def issue_bills(
    *, contract: Contract, by: Any, on: date, numbers: Iterable[int] | None = None, due_by: date | None = None
) -> Document:
    """Issue the forms of what a contract has to pay as one paper, a page for each; unchanged ones are not issued twice.

    An instalment to come has a form of its own, less what waits for it as a credit; all that is late, and a debt that
    was called in, is one form with its default interest up to ``on``. What is paid or covered has none.

    :param numbers: the instalments; a late one stands for all that is late. All when left out.
    :param due_by: leaves out the instalments that are due later.
    :raises NoBill: as the name says.
    :raises repayments.bill_payment.BillerIdWrong: the account's biller id is missing or not 15 digits.
    Source: R-REPAY-01, R-REPAY-10, R-REPAY-15.
    """
    locked, schedule, account = _billable(contract)
    every = selectors.bills_due(contracts=[locked], on=on, due_by=due_by)[locked.pk]
    wanted = None if numbers is None else set(numbers)
    if wanted is not None and not (wanted and wanted <= {line.number for line in schedule}):
        raise NoBill(_("สัญญา %(contract)s ไม่มีงวดที่เลือก"), contract=locked.label)
    bills = [bill for bill in every if wanted is None or wanted & set(bill.numbers)]
    if not bills:
        raise NoBill(_("สัญญา %(contract)s ไม่มียอดที่ต้องชำระ ชำระแล้วหรือมีเงินรับล่วงหน้าครบ"), contract=locked.label)
    context = letters.bill_context(
        contract=locked,
        bills=bills,
        of=len(schedule),
        account=account,
        office=office_of(province=locked.province_id),
    )
    named = _named(bills, of=len(schedule))
    return _issued_once(
        locked,
        kind=Document.Kind.BILL_PAYMENT,
        series="bill",
        title=f"แบบฟอร์มชำระเงิน (Bill Payment) สัญญา {locked.label} {named}",  # stays Thai: names a paper
        template=letters.BILL_TEMPLATE,
        context=context,
        by=by,
        on=on,
    )


def _named(bills: Sequence[Bill], *, of: int) -> str:
    """What the forms of a paper are for, in the paper's title."""
    owed = [bill for bill in bills if bill.is_owed]
    to_come = [bill.numbers[0] for bill in bills if not bill.is_owed]
    if len(to_come) == of:
        return "ทุกงวด"  # stays Thai: names a paper
    named = [f"ยอดค้างชำระ ณ {format_short(bill.as_of)}" for bill in owed]  # stays Thai: names a paper
    if to_come:
        named.append(f"งวดที่ {letters.ranges(to_come)}")  # stays Thai: names a paper
    return " ".join(named)


@transaction.atomic
def issue_card(*, contract: Contract, by: Any, on: date) -> Document:
    """Issue the barcode card of a contract: a barcode for each payment to come, as ``issue_bills`` asks for them.

    Unchanged it stays the same.

    :raises NoBill: no money has left, nothing is to be paid, or no account serves Bill Payment.
    :raises repayments.bill_payment.BillerIdWrong: the account's biller id is missing or not 15 digits.
    Source: R-REPAY-15.
    """
    locked, schedule, account = _billable(contract)
    bills = selectors.bills_due(contracts=[locked], on=on)[locked.pk]
    if not bills:
        raise NoBill(_("สัญญา %(contract)s ไม่มียอดที่ต้องชำระ ชำระแล้วหรือมีเงินรับล่วงหน้าครบ"), contract=locked.label)
    context = letters.card_context(
        contract=locked,
        bills=bills,
        of=len(schedule),
        account=account,
        office=office_of(province=locked.province_id),
    )
    return _issued_once(
        locked,
        kind=Document.Kind.BARCODE_CARD,
        series="card",
        title=f"บัตรบาร์โค้ดชำระเงินกู้ สัญญา {locked.label}",  # stays Thai: names a paper
        template=letters.CARD_TEMPLATE,
        context=context,
        by=by,
        on=on,
    )


def _issued_once(
    contract: Contract, *, kind: str, series: str, title: str, template: str, context: dict[str, Any], by: Any, on: date
) -> Document:
    """Give the paper that says the same and was issued before, else issue it under the next number of its series."""
    subject = f"contract:{contract.pk}"
    for paper in Document.objects.about(subject).filter(kind=kind):
        if all(paper.context.get(key) == value for key, value in context.items()):
            return paper
    year = be_year(on)
    number = documents.take_number(series=f"{series}:{contract.province_id}", year_be=year)
    return documents.issue(
        kind=kind,
        number=f"{number}/{year}",
        subject=subject,
        title=title,
        template=template,
        context={**context, "printed_on": on.isoformat()},
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=on,
        issued_on=on,
        by=by,
    )


def _billable(contract: Contract) -> tuple[Contract, Sequence[Instalment], BankAccount]:
    locked = Contract.objects.select_for_update(of=("self",)).select_related("proposal").get(pk=contract.pk)
    schedule = selectors.instalments_of(locked)
    if locked.state != Contract.State.IN_FORCE or not schedule:
        raise NoBill(_("สัญญา %(contract)s ไม่ได้อยู่ระหว่างผ่อนชำระ จึงไม่มีแบบฟอร์มชำระเงิน"), contract=locked.label)
    account = BankAccount.objects.filter(province_id=locked.province_id, kind=BankAccount.Kind.SAVINGS).first()
    if account is None:
        raise NoBill(_("จังหวัดยังไม่มีบัญชีออมทรัพย์รับชำระ (Bill Payment)"))
    return locked, schedule, account
