"""Issuing the papers of a restructuring: each frozen with what was known when it was made."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from areas.models import Signatory
from areas.selectors import office_of, signature_context
from debt_followup.letters import restructurings as letters
from debt_followup.models import HouseholdLine, Restructuring
from debt_followup.rules import restructuring as rules
from debt_followup.rules.restructuring import Simulated
from debt_followup.selectors import restructurings as selectors
from documents import services as documents
from documents.models import Document
from loans.models import Contract, Party
from thai.dates import be_year

Kind = Document.Kind


def request(row: Restructuring, *, by: Any, on: date) -> Document:
    """Issue the application, for the member's signature."""
    contract = row.contract
    year = be_year(on)
    number = documents.take_number(series=f"restructure_request:{contract.province_id}", year_be=year)
    context = letters.request(
        row=row, contract=contract, owed=selectors.owed_of(contract, on=on), office=_office(contract), on=on
    )
    return _issue(
        contract,
        Kind.RESTRUCTURE_REQUEST,
        number=f"{number}/{year}",
        title=f"คำขอปรับโครงสร้างหนี้ สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.REQUEST_TEMPLATE,
        context=context,
        by=by,
        on=on,
    )


def review(row: Restructuring, contract: Contract, *, by: Any, on: date) -> Document:
    """Issue the form of the debt group's assessment; made again, it is another paper of the same number."""
    household = list(row.household.all())
    means = rules.ability(
        incomes=[line.amount for line in household if line.kind == HouseholdLine.Kind.INCOME],
        expenses=[line.amount for line in household if line.kind == HouseholdLine.Kind.EXPENSE],
    )
    context = letters.review(
        row=row,
        contract=contract,
        owed=selectors.owed_of(contract, on=on),
        household=household,
        means=means,
        office=_office(contract),
        on=on,
    )
    return _issue(
        contract,
        Kind.RESTRUCTURE_REVIEW,
        number=row.request_paper.number if row.request_paper else str(row.pk),
        title=f"แบบประเมินความสามารถในการชำระหนี้ สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.REVIEW_TEMPLATE,
        context=context,
        by=by,
        on=on,
    )


def deed(
    row: Restructuring, contract: Contract, simulated: Simulated, signers: Sequence[Party], *, by: Any, on: date
) -> Document:
    """Issue the memorandum with its annex; prepared anew, it is another paper of the same number."""
    office = _office(contract)
    context = letters.deed(
        row=row,
        contract=contract,
        simulated=simulated,
        signers=signers,
        lender=signature_context(office=office, purpose=Signatory.Purpose.CONTRACT, on=on),
        office=office,
        on=on,
    )
    return _issue(
        contract,
        Kind.RESTRUCTURE_DEED,
        number=row.label,
        title=f"บันทึกข้อตกลงปรับโครงสร้างหนี้ สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.DEED_TEMPLATE,
        context=context,
        by=by,
        on=on,
        as_of=simulated.plan.agreed_on,
    )


def refusal(row: Restructuring, contract: Contract, *, by: Any, on: date) -> Document:
    """Issue the letter of refusal to whoever applied."""
    office = _office(contract)
    number = documents.take_number(series=f"letter:{contract.province_id}", year_be=be_year(on))
    context = letters.refusal(
        row=row,
        contract=contract,
        office=office,
        signature=signature_context(office=office, purpose=Signatory.Purpose.CONFIRMATION, on=on),
        on=on,
    )
    return _issue(
        contract,
        Kind.RESTRUCTURE_REFUSAL,
        number=f"{office.letter_code}/{number}",
        addressee=row.applicant.name,
        title=f"หนังสือแจ้งไม่อนุมัติปรับโครงสร้างหนี้ สัญญา {contract.label}",  # stays Thai: names a paper
        template=letters.REFUSAL_TEMPLATE,
        context=context,
        by=by,
        on=on,
    )


def _office(contract: Contract) -> Any:
    return office_of(province=contract.province_id)


def _issue(
    contract: Contract,
    kind: str,
    *,
    number: str,
    title: str,
    template: str,
    context: dict[str, Any],
    by: Any,
    on: date,
    addressee: str = "",
    as_of: date | None = None,
) -> Document:
    if not addressee:  # a paper made again bears the number of the first
        times = Document.objects.filter(province=contract.province_id, kind=kind, number=number).count()
        addressee = f"จัดทำครั้งที่ {times + 1}" if times else ""  # stays Thai: names a paper
    return documents.issue(
        kind=kind,
        number=number,
        addressee=addressee,
        subject=f"contract:{contract.pk}",
        title=title,
        template=template,
        context=context,
        province=contract.province_id,
        amphoe=contract.amphoe_id,
        as_of=as_of or on,
        issued_on=on,
        by=by,
    )
