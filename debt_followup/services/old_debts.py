"""Taking old debts in: contracts of their own terms, parties, what was left of the instalments, the opening entries."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from areas.models import Office
from areas.rules import next_business_day
from areas.selectors import business_calendar
from debt_followup.imports.debts import Debt
from debt_followup.imports.lookups import members_by_hash
from debt_followup.imports.subsidies import Subsidy
from debt_followup.models import OldDebt, OldDebtor, OldRegister, OldSubsidy
from debt_followup.selectors.old_debts import FIRST_NUMBER
from documents.services import take_numbers
from loans.models import Contract, Instalment, Party
from loans.references import contract_key, make_ref1
from loans.selectors.terms import ALLOCATION_ORDER, CONTRACT_DAY_BASIS, EARLY_DAYS
from members import identity
from repayments.rules import DefaultBase
from repayments.rules.default_interest import DEFAULT_DAY_BASIS
from repayments.services.courses import refresh_courses
from thai.dates import be_year, format_short
from thai.refusals import Refusal
from thai.refusals import sentence as _
from treasury import chart
from treasury import services as treasury
from treasury.models import JournalEntry

NOTHING = Decimal("0.00")
MOST_NUMBER = 99_999
LENDER = "กองทุนพัฒนาบทบาทสตรี"  # stays Thai: kept with the contract


class TooManyOldContracts(Refusal):
    """The bank's references of a year are used up."""


def entry_source(contract_id: int) -> str:
    """The document behind the opening entry of an old debt, as the books name it."""
    return f"old_debt:{contract_id}"


@transaction.atomic
def take_in(*, register: OldRegister, debts: Sequence[Debt], by: Any, on: date) -> list[OldDebt]:
    """Write debts of a confirmed register: all of them with their opening entries, or none; a few dozen queries.

    Each becomes a contract in force, closed where nothing was left, with the terms that its register names and no
    policy row. What was received up to the day of the register is one sum of principal, taken off the oldest
    instalments. The books get what was left: debtors against the capital of the fund, valued on the day of the register
    and posted on it, or on the first open day since the province began its books here.

    :raises TooManyOldContracts: more than 49,999 old contracts of one year.
    :raises treasury.services.MonthClosed: never, since the day is an open one.
    Source: R-DEBT-01, R-DEBT-02, A-13, A-16, decisions "Imported old contracts carry their own terms".
    """
    if not debts:
        return []
    province = register.province_id
    treasury.lock_books(province=province)
    contracts = Contract.objects.bulk_create(_contracts(register, debts, by=by))
    parties = Party.objects.bulk_create(
        party for contract, debt in zip(contracts, debts, strict=True) for party in _parties(contract, debt)
    )
    _keep_card_numbers(contracts, debts, parties)
    is_business_day = business_calendar(province=province)
    Instalment.objects.bulk_create(
        line
        for contract, debt in zip(contracts, debts, strict=True)
        for line in _instalments(contract, debt, register.base_on, is_business_day)
    )
    kept = OldDebt.objects.bulk_create(
        _kept(register, contract, debt) for contract, debt in zip(contracts, debts, strict=True)
    )
    _book(register, contracts, debts, by=by)
    refresh_courses(on=on, contract_ids=[contract.pk for contract in contracts])
    return kept


@transaction.atomic
def take_in_subsidies(*, register: OldRegister, subsidies: Sequence[Subsidy]) -> list[OldSubsidy]:
    """Write subsidies of a confirmed register; they are shown and reported, and move no money. Source: R-REP-13."""
    return OldSubsidy.objects.bulk_create(
        OldSubsidy(
            register=register,
            row=one.row,
            province_id=register.province_id,
            amphoe_id=one.amphoe,
            fiscal_year_be=one.fiscal_year_be,
            number=one.number,
            organisation=one.organisation,
            title=one.title,
            approved=one.approved,
            paid=one.paid,
            paid_on=one.paid_on,
            used=one.used,
            returned=one.returned,
            has_report=one.has_report,
        )
        for one in subsidies
    )


@transaction.atomic
def link_old_debtors(*, province: str | None = None) -> int:
    """Give the parties of old debts that were no members the member whom their card numbers name now; return how many.

    Harmless when run again. Somebody who signed the same contract as a member already is left as she is.
    """
    waiting = OldDebtor.objects.filter(party__member__isnull=True).select_related("party")
    if province is not None:
        waiting = waiting.filter(party__contract__province=province)
    rows = list(waiting.select_for_update(of=("self",)).order_by("pk"))
    members = members_by_hash({row.national_id_hash for row in rows})
    signed = set(
        Party.objects.filter(contract__in={row.party.contract_id for row in rows}, member__isnull=False).values_list(
            "contract_id", "member_id"
        )
    )
    found = []
    for row in rows:
        member = members.get(row.national_id_hash)
        if member is not None and (row.party.contract_id, member.pk) not in signed:
            row.party.member = member
            signed.add((row.party.contract_id, member.pk))
            found.append(row.party)
    Party.objects.bulk_update(found, ["member"])
    return len(found)


# -- the inside --------------------------------------------------------------------------------------------------------
def _contracts(register: OldRegister, debts: Sequence[Debt], *, by: Any) -> list[Contract]:
    province, numbers = register.province_id, _numbers(register.province_id, debts)
    found = []
    for debt in debts:
        year = be_year(debt.contract_on)
        number = numbers[year].pop(0)
        is_paid = not debt.remaining
        found.append(
            Contract(
                origin=Contract.Origin.OLD_REGISTER,
                register_number=debt.number,
                register_title=debt.title,
                province_id=province,
                amphoe_id=debt.amphoe,
                tambon_id=debt.tambon,
                state=Contract.State.CLOSED if is_paid else Contract.State.IN_FORCE,
                closed_on=register.base_on if is_paid else None,
                number=number,
                year_be=year,
                ref1=make_ref1(contract_key=contract_key(province=province, year_be=year, number=number)),
                contract_on=debt.contract_on,
                signed_on=debt.contract_on,
                planned_transfer_on=debt.contract_on,
                sara_number=debt.sara,
                principal=debt.approved,
                annual_rate=debt.annual_rate,
                terms=_terms(register, debt),
                months_between=debt.months_between,
                instalment_count=debt.instalments,
                stamp_duty=NOTHING,
                lender_name=LENDER,
                prepared_by=by,
            )
        )
    return found


def _numbers(province: str, debts: Sequence[Debt]) -> dict[int, list[int]]:
    years = [be_year(debt.contract_on) for debt in debts]
    found: dict[int, list[int]] = {}
    for year in sorted(set(years)):
        taken = take_numbers(series=f"old_contract:{province}", year_be=year, count=years.count(year))
        if FIRST_NUMBER + taken[-1] > MOST_NUMBER:
            raise TooManyOldContracts(_("สัญญาเดิมของปี %(year)s เกินจำนวนที่ออกรหัสอ้างอิงได้"), year=year)
        found[year] = [FIRST_NUMBER + number for number in taken]
    return found


def _terms(register: OldRegister, debt: Debt) -> dict[str, Any]:
    """The contract's own terms; what is null nobody knows, and ``default_rate`` null is the rate of the law (A-16)."""
    return {
        "in_force_on": debt.contract_on.isoformat(),
        "annual_rate": str(debt.annual_rate),
        "contract_day_basis": CONTRACT_DAY_BASIS,
        "default_rate": None if debt.default_rate is None else str(debt.default_rate),
        "day_basis": DEFAULT_DAY_BASIS,
        "default_base": DefaultBase.OUTSTANDING.value if debt.clause else DefaultBase.INSTALMENT.value,
        "allocation_order": list(ALLOCATION_ORDER),
        "acceleration_clause": debt.clause,
        "acceleration_on": debt.called_in_on.isoformat() if debt.called_in_on else None,
        "early_days": EARLY_DAYS,
        "due_day": debt.given.get("due_day"),
        "policies": [],
        "register": {
            "id": register.pk,
            "row": debt.row,
            "base_on": register.base_on.isoformat(),
            "received": str(debt.received),
            "approval_year_be": debt.approval_year_be,
            "last_paid_on": debt.last_paid_on.isoformat() if debt.last_paid_on else None,
            "repayment": str(debt.repayment),
            "group": debt.group,
        },
    }


def _parties(contract: Contract, debt: Debt) -> list[Party]:
    return [
        Party(
            contract=contract,
            member_id=borrower.member_id,
            role=Party.Role.CO_BORROWER if position else Party.Role.REPRESENTATIVE,
            position=position,
            name=borrower.name,
            address=borrower.address,
        )
        for position, borrower in enumerate(debt.borrowers)
    ]


def _keep_card_numbers(contracts: Sequence[Contract], debts: Sequence[Debt], parties: Sequence[Party]) -> None:
    """Keep the card numbers of those who are no members, encrypted and hashed, so that they are found once they are."""
    by_place = {(party.contract_id, party.position): party for party in parties}
    OldDebtor.objects.bulk_create(
        OldDebtor(party=by_place[(contract.pk, position)], **identity.kept(borrower.national_id))
        for contract, debt in zip(contracts, debts, strict=True)
        for position, borrower in enumerate(debt.borrowers)
        if borrower.national_id and borrower.member_id is None
    )


def _instalments(contract: Contract, debt: Debt, base_on: date, is_business_day: Any) -> list[Instalment]:
    """What was left of each; of a debt that was paid off one line of nothing, so that its ledger can be read."""
    if not debt.left:
        return [
            Instalment(
                contract=contract,
                number=1,
                nominal_due_on=base_on,
                effective_due_on=base_on,
                days=0,
                opening_principal=NOTHING,
                principal=NOTHING,
                interest=NOTHING,
            )
        ]
    return [
        Instalment(
            contract=contract,
            number=line.number,
            nominal_due_on=line.due_on,
            effective_due_on=next_business_day(day=line.due_on, is_business_day=is_business_day),
            days=line.days,
            opening_principal=line.opening_principal,
            principal=line.principal,
            interest=line.interest,
        )
        for line in debt.left
    ]


def _kept(register: OldRegister, contract: Contract, debt: Debt) -> OldDebt:
    return OldDebt(
        register=register,
        row=debt.row,
        contract=contract,
        province_id=register.province_id,
        amphoe_id=debt.amphoe,
        tambon_id=debt.tambon,
        base_on=register.base_on,
        approval_year_be=debt.approval_year_be,
        approved=debt.approved,
        received=debt.received,
        last_paid_on=debt.last_paid_on,
        repayment=debt.repayment,
        given=dict(debt.given),
    )


def _book(register: OldRegister, contracts: Sequence[Contract], debts: Sequence[Debt], *, by: Any) -> None:
    province, day = register.province_id, posting_day(province=register.province_id, base_on=register.base_on)
    treasury.post_many(
        province=province,
        entries=[
            treasury.NewEntry(
                posting_on=day,
                value_on=register.base_on,
                kind=JournalEntry.Kind.OPENING,
                memo=_memo(contract, register.base_on),
                source=entry_source(contract.pk),
                lines=(
                    treasury.Line(chart.LOANS, debt.remaining, f"contract:{contract.pk}"),
                    treasury.Line(chart.FUND_CAPITAL, -debt.remaining),
                ),
            )
            for contract, debt in zip(contracts, debts, strict=True)
            if debt.remaining
        ],
        by=by,
    )


def posting_day(*, province: str, base_on: date) -> date:
    """The day on which old debts enter the books: their register's, not before the province's books begin here."""
    began = Office.objects.filter(province=province, amphoe=None).values_list("in_service_on", flat=True).first()
    return treasury.first_open_day(province=province, on=max(base_on, began or base_on))


def _memo(contract: Contract, base_on: date) -> str:
    return f"ลูกหนี้เดิม สัญญา {contract.label} คงเหลือ ณ {format_short(base_on)}"[:300]  # stays Thai: in the books
