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
from thai.dates import be_year
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury.models import BankAccount


class NoBill(Refusal):
    """No form can be made: the money has not left, the instalment does not exist, or no account serves Bill Payment."""


@transaction.atomic
def issue_bills(*, contract: Contract, by: Any, on: date, numbers: Iterable[int] | None = None) -> Document:
    """Issue the forms of a contract's instalments as one paper, a page each; unchanged forms are not issued twice.

    :param numbers: the instalments; all of them when left out.
    :raises NoBill: as the name says.
    :raises repayments.bill_payment.BillerIdWrong: the account's biller id is missing or not 15 digits.
    """
    locked, schedule, account = _billable(contract)
    every = [line.number for line in schedule]
    wanted = sorted(set(numbers)) if numbers is not None else every
    if not wanted or not set(wanted) <= set(every):
        raise NoBill(_("สัญญา %(contract)s ไม่มีงวดที่เลือก"), contract=locked.label)
    context = letters.bill_context(
        contract=locked,
        schedule=schedule,
        account=account,
        office=office_of(province=locked.province_id),
        numbers=wanted,
    )
    named = "ทุกงวด" if wanted == every else "งวดที่ " + ", ".join(str(number) for number in wanted)  # stays Thai: a paper
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


@transaction.atomic
def issue_card(*, contract: Contract, by: Any, on: date) -> Document:
    """Issue the barcode card of a contract: one barcode for each instalment, to be kept; unchanged it stays the same.

    :raises NoBill: no money has left, or no account serves Bill Payment.
    :raises repayments.bill_payment.BillerIdWrong: the account's biller id is missing or not 15 digits.
    Source: R-REPAY-15.
    """
    locked, schedule, account = _billable(contract)
    context = letters.card_context(
        contract=locked, schedule=schedule, account=account, office=office_of(province=locked.province_id)
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
