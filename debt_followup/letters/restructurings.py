"""The frozen contexts of the papers of a restructuring: application, assessment, memorandum, refusal. Plain JSON."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from areas.models import Office
from areas.selectors import issuer_context, letter_context
from debt_followup.models import HouseholdLine, Restructuring
from debt_followup.rules.restructuring import METHODS, Ability, Method, Owed, Simulated
from loans.models import Contract, Party
from thai.dates import format_long

REQUEST_TEMPLATE = "papers/restructuring_request.html"
REVIEW_TEMPLATE = "papers/restructuring_review.html"
DEED_TEMPLATE = "papers/restructuring_deed.html"
REFUSAL_TEMPLATE = "papers/restructuring_refusal.html"
COPIES = ["ต้นฉบับ", "คู่ฉบับ"]


def request(*, row: Restructuring, contract: Contract, owed: Owed, office: Office, on: date) -> dict[str, Any]:
    """Return the context of the application that the member signs. Source: R-RSTR-01, R-RSTR-06, R-FORM-07."""
    return {
        **_head(contract, office, on),
        "applied_on": row.applied_on.isoformat(),
        "applicant": {"name": row.applicant.name, "address": row.applicant.address},
        "reason": row.reason,
        "methods": [{"label": METHODS[method], "chosen": method == row.wish} for method in Method],
        "owed": _owed(owed),
    }


def review(
    *,
    row: Restructuring,
    contract: Contract,
    owed: Owed,
    household: Sequence[HouseholdLine],
    means: Ability,
    office: Office,
    on: date,
) -> dict[str, Any]:
    """Return the context of the debt group's form: arrears, income, expenses, what is left. Source: R-RSTR-06."""
    lines = {
        kind: [{"text": line.text, "amount": str(line.amount)} for line in household if line.kind == kind]
        for kind in HouseholdLine.Kind.values
    }
    return {
        **_head(contract, office, on),
        "applicant": {"name": row.applicant.name, "address": row.applicant.address},
        "reason": row.reason,
        "assessed_on": row.assessed_on.isoformat() if row.assessed_on else "",
        "assessment": row.assessment,
        "owed": _owed(owed),
        "incomes": lines["INCOME"],
        "expenses": lines["EXPENSE"],
        "income": str(means.income),
        "spent": str(means.expenses),
        "left": str(max(means.left, Decimal("0.00"))),
        "short": str(-means.left) if means.left < 0 else "",
    }


@override("th")
def deed(
    *,
    row: Restructuring,
    contract: Contract,
    simulated: Simulated,
    signers: Sequence[Party],
    lender: dict[str, Any],
    office: Office,
    on: date,
) -> dict[str, Any]:
    """Return the context of the memorandum and its annex, with a line for everybody who signs.

    Source: R-RSTR-09, R-FORM-07, A-14, CCC 655.
    """
    plan, schedule, owed = simulated.plan, simulated.schedule, simulated.owed
    due = dict(simulated.amounts)
    return {
        **_head(contract, office, on),
        "copies": COPIES,
        "agreed_on": plan.agreed_on.isoformat(),
        "contract_on": contract.contract_on.isoformat() if contract.contract_on else "",
        "principal_lent": str(contract.principal),
        "lender": lender,
        "decision_number": row.decision_number,
        "decided_on": row.decided_on.isoformat() if row.decided_on else "",
        "method": METHODS[plan.method],
        "owed": {**_owed(owed), "waived": str(simulated.waived) if simulated.waived else ""},
        "frozen_contract": str(schedule.contract_interest),
        "frozen_default": str(schedule.default_interest),
        "frozen": str(schedule.contract_interest + schedule.default_interest),
        "annual_rate": str(contract.annual_rate),
        "day_basis": int(contract.terms.get("contract_day_basis", 365)),
        "default_rate": str(plan.default_rate) if plan.default_rate is not None else "",
        "keeps_rate": plan.keeps_rate,
        "holiday": {"from_on": plan.holiday_from.isoformat(), "until_on": plan.holiday_until.isoformat()}
        if plan.holiday_from and plan.holiday_until
        else None,
        "exception_reason": row.exception_reason,
        "lines": [
            {
                "number": line.number,
                "nominal_due_on": line.nominal_due_on.isoformat(),
                "effective_due_on": line.effective_due_on.isoformat(),
                "days": line.days,
                "opening_principal": str(line.opening_principal),
                "principal": str(line.principal),
                "interest": str(line.interest),
                "frozen": str(kept.contract_interest + kept.default_interest),
                "total": str(due[line.nominal_due_on]),
            }
            for line in schedule.instalments
            for kept in (schedule.frozen_of(line.number),)
        ],
        "totals": {
            "principal": str(schedule.principal),
            "interest": str(simulated.new_interest),
            "frozen": str(schedule.contract_interest + schedule.default_interest),
            "total": str(schedule.total),
        },
        "signers": [
            {"name": party.name, "role": str(party.get_role_display()), "address": party.address} for party in signers
        ],
    }


def refusal(
    *, row: Restructuring, contract: Contract, office: Office, signature: dict[str, Any], on: date
) -> dict[str, Any]:
    """Return the context of the letter that tells the member of the refusal and its reasons. Source: R-RSTR-10."""
    applied, decided = (format_long(day, thai_digits=False) for day in (row.applied_on, row.decided_on or on))
    return {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "as_of": on.isoformat(),
        "subject": "แจ้งผลการพิจารณาคำขอปรับโครงสร้างหนี้",
        "to": row.applicant.name,
        "to_note": f"ผู้กู้ตามสัญญาเลขที่ {contract.label}",
        "references": [f"คำขอปรับโครงสร้างหนี้ ลงวันที่ {applied}"],
        "paragraphs": [
            f"ตามที่ท่านได้ยื่นคำขอปรับโครงสร้างหนี้ตามสัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label} "
            f"โครงการ{contract.project_title} นั้น",
            f"คณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีระดับจังหวัดได้พิจารณาแล้ว มีมติที่ {row.decision_number} "
            f"เมื่อวันที่ {decided} ไม่อนุมัติคำขอของท่าน ด้วยเหตุผลดังนี้ {row.decision_reason}",
            "หนี้ตามสัญญายังคงต้องชำระตามกำหนดเดิม ขอให้ท่านติดต่อคณะทำงานติดตามหนี้ของอำเภอเพื่อตกลงวิธีชำระหนี้ที่ค้าง "
            "หากเหตุที่ไม่อนุมัติเปลี่ยนไป ท่านยื่นคำขอใหม่ได้",
        ],
        "closing": "จึงเรียนมาเพื่อทราบ",
        "signature": signature,
    }


def _head(contract: Contract, office: Office, on: date) -> dict[str, Any]:
    return {
        "issuer": issuer_context(office=office),
        "issued_on": on.isoformat(),
        "as_of": on.isoformat(),
        "contract_number": contract.label,
        "project_title": contract.project_title,
        "amphoe": contract.amphoe.name_th,
    }


def _owed(owed: Owed) -> dict[str, str]:
    return {
        "principal": str(owed.principal),
        "contract_interest": str(owed.contract_interest),
        "default_interest": str(owed.default_interest),
        "costs": str(owed.costs) if owed.costs else "",
        "credit": str(owed.credit) if owed.credit else "",
        "total": str(owed.total),
    }
