"""The frozen contexts of the papers that this room issues: the contract with its annex, the payment voucher.

A context keeps the masked card numbers only; the whole numbers are put in for the moment of printing and are then on
the paper, not in the register.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from areas.models import Office
from areas.selectors import issuer_context
from loans import filing, rules
from loans.models import Contract, Grant, Party, Witness
from members import identity
from projects.letters.committees import names_on_papers
from projects.models import Decision, Proposal
from projects.rules import near_the_members

CONTRACT_TEMPLATE = "papers/contract.html"
VOUCHER_TEMPLATE = "papers/payment_voucher.html"
GUIDE_TEMPLATE = "papers/repayment_guide.html"
REGISTER_TEMPLATE = "papers/register.html"
ORIGINAL = "ต้นฉบับ"
# Which words a contract is printed with. What was signed keeps its own: they are frozen with the paper.
WORDING = 2
# stays Thai: printed on papers
_PARTS = {
    "COSTS": "ค่าใช้จ่าย",
    "DEFAULT_INTEREST": "เบี้ยปรับ",
    "CONTRACT_INTEREST": "ดอกเบี้ย",
    "PRINCIPAL": "เงินต้น",
}


def copies(province: str) -> tuple[str, str]:
    """For whom the two copies of a contract are (R-CONT-06, R-CONT-14)."""
    return "สำเนาชุดที่ 1 สำหรับสมาชิก", f"สำเนาชุดที่ 2 สำหรับ {near_the_members(province=province)}"


def voucher_copies(province: str) -> list[str]:
    """Where the two copies of a receipt voucher go (R-DISB-04, R-DISB-07)."""
    names = names_on_papers(province)
    return [
        f"ฉบับที่ 1 ส่งสำนักงานเลขานุการ {names['committee']}",
        f"ฉบับที่ 2 แนบทะเบียนคุมลูกหนี้รายตัวที่ {names['near_members']}",
    ]


def contract_context(
    *,
    contract: Contract,
    office: Office,
    place: Office,
    approval: Decision | None,
    parties: Sequence[Party],
    witnesses: Sequence[Witness],
    schedule: Iterable[rules.Instalment],
    terms: dict[str, Any],
    on: date,
    copy_label: str = ORIGINAL,
) -> dict[str, Any]:
    """The context of the contract with its annex; without a date until the money has left (R-CONT-06, R-CONT-13).

    :param place: the office where the contract is signed (R-CONT-10).
    :param on: the day at which ages are counted.
    """
    lines = tuple(schedule)
    organisation = organisation_name(contract.proposal)
    representative, *co_borrowers = [person(party, on=on) for party in parties]
    return {
        "copy_label": copy_label,
        "contract_on": _day(contract.contract_on),
        "place": place.name,
        "issuer": issuer_context(office=office),
        "kind": "organisation" if organisation else "group",
        **({"organisation": organisation} if organisation else {}),
        "lender": terms["lender"],
        "representative": representative,
        "co_borrowers": co_borrowers,
        "project": {
            "number": contract.proposal.reference,
            "title": contract.project_title,
            "approved_on": _day(approval.decided_on if approval else None),
            "meeting": f"{approval.meeting.number}/{approval.meeting.year_be}" if approval and approval.meeting else "",
        },
        "principal": str(contract.principal),
        "annual_rate": terms["annual_rate"],
        "default_rate": terms["default_rate"],
        "day_basis": terms["contract_day_basis"],
        "default_day_basis": terms["day_basis"],
        "wording": WORDING,
        **_set_off(terms),
        "instalments": [instalment(line) for line in lines],
        "totals": {
            "principal": str(sum((line.principal for line in lines), Decimal("0.00"))),
            "interest": str(sum((line.interest for line in lines), Decimal("0.00"))),
            "total": str(sum((line.total for line in lines), Decimal("0.00"))),
        },
        "account": {
            "bank": contract.account_bank,
            "branch": contract.account_branch,
            "number": contract.account_number,
            "name": contract.account_name,
        },
        "witnesses": [{"name": witness.name} for witness in witnesses],
        "stamp_duty": str(contract.stamp_duty),
    }


def organisation_name(proposal: Proposal | None) -> str:
    """The organisation that borrows, where no group of persons does."""
    return proposal.organisation.member.full_name if proposal and proposal.organisation else ""


def person(party: Party, *, on: date) -> dict[str, Any]:
    """A signer as a paper names her, with her card number masked."""
    member = party.member
    return {
        "name": party.name,
        "national_id": member.national_id_masked,
        "age": _age(born_on=member.birth_on, on=on),
        "address": party.address,
        "telephone": member.telephone,
    }


def instalment(line: rules.Instalment) -> dict[str, Any]:
    """One line of the annex as plain JSON."""
    return {
        "number": line.number,
        "nominal_due_on": line.nominal_due_on.isoformat(),
        "effective_due_on": line.effective_due_on.isoformat(),
        "days": line.days,
        "opening_principal": str(line.opening_principal),
        "principal": str(line.principal),
        "interest": str(line.interest),
        "total": str(line.total),
    }


def with_card_numbers(context: dict[str, Any], parties: Sequence[Party]) -> dict[str, Any]:
    """The context of a contract with the whole card numbers, for printing alone; the given one stays as it is."""
    shown = [identity.decrypt(party.member.national_id_encrypted) for party in parties]
    people = [context["representative"], *context["co_borrowers"]]
    whole = [{**one, "national_id": number} for one, number in zip(people, shown, strict=True)]
    return {**context, "representative": whole[0], "co_borrowers": whole[1:]}


def voucher_context(
    *,
    contract: Contract,
    office: Office,
    place: Office,
    representative: Party,
    on: date,
    lender: dict[str, Any],
    is_whole: bool,
) -> dict[str, Any]:
    """The context of the receipt voucher that the members sign when the money has come.

    It is printed and not kept; the member sends both copies to the amphoe (R-DISB-04, R-DISB-07).

    :param is_whole: with the whole card number, for signing; else masked.
    """
    receiver = person(representative, on=on)
    if is_whole:
        receiver["national_id"] = identity.decrypt(representative.member.national_id_encrypted)
    return {
        "issued_on": _day(on),
        "place": place.name,
        "receiver": receiver,
        "issuer": issuer_context(office=office),
        "lines": [
            {
                "text": f"เงินกู้ประเภทเงินทุนหมุนเวียน โครงการ{contract.project_title} ตามสัญญาเลขที่ {contract.label}",
                "amount": str(contract.principal),
            }
        ],
        "amount": str(contract.principal),
        "contract_number": contract.label,
        "account": {"bank": contract.account_bank, "number": contract.account_number},
        "copies": voucher_copies(contract.province_id),
        "payer_signature": lender,
    }


def papers_context(
    *, contract: Contract, office: Office, representative: str, there: Mapping[str, date], on: date
) -> dict[str, Any]:
    """The context of the list that says which paper of a contract lies where, with the day it came (T-10)."""
    groups = []
    for place in filing.Place:
        groups.append(
            {
                "heading": filing.place_name(place, province=contract.province_id),
                "rows": [
                    {
                        "number": number,
                        "text": filing.text_of(item, province=contract.province_id),
                        "is_there": item.is_kept_by_system or item.code in there,
                        "on": _day(there.get(item.code)),
                        "how": "ระบบจัดทำ" if item.is_kept_by_system else "",
                        "sign": "",
                    }
                    for number, item in enumerate(filing.at(place), start=1)
                ],
            }
        )
    return {
        "title": f"บัญชีเอกสารสัญญาเงินกู้เลขที่ {contract.label}",
        "subtitle": f"โครงการ{contract.project_title} ผู้กู้ {representative}",
        "issuer": issuer_context(office=office),
        "columns": [
            {"key": "number", "label": "ที่", "kind": "number", "width": "10mm"},
            {"key": "text", "label": "เอกสาร", "kind": "text"},
            {"key": "is_there", "label": "ครบ", "kind": "tick", "width": "14mm"},
            {"key": "on", "label": "วันที่", "kind": "date", "width": "24mm"},
            {"key": "how", "label": "หมายเหตุ", "kind": "text", "width": "24mm"},
            {"key": "sign", "label": "ลงชื่อผู้รับ", "kind": "text", "width": "34mm"},
        ],
        "groups": groups,
        "as_of": on.isoformat(),
        "known_at": on.isoformat(),
    }


def guide_context(
    *, contract: Contract, office: Office, representative: str, schedule: Iterable[rules.Instalment], on: date
) -> dict[str, Any]:
    """The context of the guide to repaying that the member takes home (R-CONT-15, R-REPAY-01..04)."""
    lines = tuple(schedule)
    return {
        "issuer": issuer_context(office=office),
        **names_on_papers(contract.province_id),
        "representative": representative,
        "contract_number": contract.label,
        "project": contract.project_title,
        "principal": str(contract.principal),
        "ref1": contract.ref1,
        "default_rate": contract.terms["default_rate"],
        "due_day": contract.terms.get("due_day", rules.DUE_DAY),
        **_set_off(contract.terms),
        "instalments": [instalment(line) for line in lines],
        "total": str(sum((line.total for line in lines), Decimal("0.00"))),
        "digits": "arabic",  # the reference is typed at a bank's machine
        "as_of": on.isoformat(),
        "known_at": on.isoformat(),
    }


def grant_voucher_context(
    *, grant: Grant, office: Office, receiver: dict[str, Any], payer: dict[str, Any]
) -> dict[str, Any]:
    """The context of the receipt voucher that an organisation signs for its subsidy (R-DISB-04)."""
    return {
        "issued_on": _day(grant.paid_on),
        "place": office.name,
        "receiver": receiver,
        "issuer": issuer_context(office=office),
        "lines": [
            {
                "text": f"เงินกองทุนประเภทเงินอุดหนุน โครงการ{grant.proposal.title} เลขที่ {grant.label}",
                "amount": str(grant.amount),
            }
        ],
        "amount": str(grant.amount),
        "account": {"bank": grant.account_bank, "number": grant.account_number},
        "copies": voucher_copies(grant.province_id),
        "payer_signature": payer,
    }


def _set_off(terms: Mapping[str, Any]) -> dict[str, Any]:
    """How payments are set off by some terms, as a paper says it (A-07, A-23)."""
    order = terms.get("allocation_order") or list(_PARTS)
    return {"early_days": int(terms.get("early_days", 0)), "allocation_order": [_PARTS[part] for part in order]}


def _age(*, born_on: date, on: date) -> int:
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
