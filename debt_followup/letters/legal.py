"""The frozen contexts of the letters of legal files: to heirs, administrators, receivers, and who sues for the fund."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import override

from areas.models import Office
from areas.selectors import letter_context
from debt_followup.letters.acknowledgements import balance_lines, working
from debt_followup.models import LegalAddressee, LegalFile
from debt_followup.rules.legal import Day, deadlines
from loans.models import Contract
from repayments.selectors import Standing
from thai.dates import format_long

LEGAL_TEMPLATE = "papers/legal_letter.html"
Kind = LegalFile.Kind
LEGAL_SUBJECTS = {
    Kind.DEATH: "แจ้งหนี้ของผู้ตายและขอให้ชำระหนี้จากกองมรดก",
    Kind.BANKRUPTCY: "ขอรับชำระหนี้ในคดีล้มละลาย",
    Kind.LITIGATION: "ส่งเรื่องเพื่อดำเนินคดีเรียกให้ชำระหนี้เงินกู้",
    Kind.JUDGMENT: "ขอให้ดำเนินการบังคับคดีตามคำพิพากษา",
}


@override("th")
def legal(
    *,
    file: LegalFile,
    days: Mapping[str, Sequence[date]],
    to: str,
    address: str,
    addressee: LegalAddressee | None,
    standing: Standing,
    office: Office,
    signature: dict[str, Any],
    on: date,
) -> dict[str, Any]:
    """Return the context of the letter of a file with the debt as of its date.

    About a death or a bankruptcy the letter names that debtor only: who stands in her place sees nothing of the other
    signers. About a suit or a judgment it names the defendants, for the authority that acts for the fund.
    """
    contract, kind = file.contract, Kind(file.kind)
    role = str(addressee.get_role_display()) if addressee else ""
    # a provisional day is the office's own alert: no paper states it
    coming = [day for day in deadlines(kind=kind, known=days, on=on, sue_by=file.sue_by_on) if not day.is_provisional]
    return {
        **letter_context(office=office),
        "issued_on": on.isoformat(),
        "as_of": on.isoformat(),
        "to": to,
        "to_note": address,
        "subject": LEGAL_SUBJECTS[kind],
        "references": [f"สัญญาเงินกู้กองทุนพัฒนาบทบาทสตรี เลขที่ {contract.label}"],
        "paragraphs": _paragraphs(file, contract, kind, days, role),
        "defendants": _defendants(file) if kind in (Kind.LITIGATION, Kind.JUDGMENT) else [],
        "balance": balance_lines(standing),
        "working": working(standing.instalments),
        "last_day": {"what": coming[0].what, "on": coming[0].on.isoformat()} if coming else None,
        "request": _REQUESTS[kind],
        "signature": signature,
    }


_REQUESTS = {
    Kind.DEATH: "จึงขอให้ท่านในฐานะผู้มีสิทธิและหน้าที่เกี่ยวกับกองมรดกชำระหนี้ข้างต้นจากทรัพย์มรดก หรือติดต่อสำนักงานเพื่อตกลงวิธีชำระ "
    "ทายาทไม่ต้องรับผิดเกินกว่าทรัพย์มรดกที่ตกทอดได้แก่ตน",
    Kind.BANKRUPTCY: "จึงขอยื่นคำขอรับชำระหนี้ตามจำนวนข้างต้น พร้อมเอกสารประกอบหนี้ในแฟ้มนี้",
    Kind.LITIGATION: "จึงขอให้พิจารณาดำเนินคดีเรียกให้ชำระหนี้ข้างต้นพร้อมดอกเบี้ยและค่าฤชาธรรมเนียม เอกสารประกอบคดีส่งมาพร้อมหนังสือนี้",
    Kind.JUDGMENT: "จึงขอให้ดำเนินการบังคับคดีตามคำพิพากษาเพื่อชำระหนี้ที่ยังค้างข้างต้น",
}


def _paragraphs(
    file: LegalFile, contract: Contract, kind: LegalFile.Kind, days: Mapping[str, Sequence[date]], role: str
) -> list[str]:
    lent = f"ตามสัญญาเลขที่ {contract.label} ลงวันที่ {_long(contract.contract_on)} จำนวน {contract.principal:,.2f} บาท"
    match kind:
        case Kind.DEATH:
            died = _of(days, Day.DIED)
            when = f" เมื่อวันที่ {died}" if died else ""
            return [
                f"ด้วย {file.party} ได้กู้ยืมเงินกองทุนพัฒนาบทบาทสตรี{lent} และได้ถึงแก่ความตาย{when} "
                f"สำนักงานทราบว่าท่านเป็น{role}ของผู้ตาย จึงขอแจ้งยอดหนี้ที่ผู้ตายต้องรับผิด ดังนี้"
            ]
        case Kind.BANKRUPTCY:
            order, told = _of(days, Day.RECEIVERSHIP), _of(days, Day.ADVERTISED)
            when = f" เมื่อวันที่ {order}" if order else ""
            said = f" และได้โฆษณาคำสั่งเมื่อวันที่ {told}" if told else ""
            return [
                f"ด้วยศาลได้มีคำสั่งพิทักษ์ทรัพย์ของ {file.party}{_case(file)}{when}{said} "
                f"ลูกหนี้รายนี้ได้กู้ยืมเงินกองทุนพัฒนาบทบาทสตรี{lent} และยังคงค้างชำระ ดังนี้"
            ]
        case Kind.LITIGATION:
            return [f"ด้วยผู้มีรายชื่อท้ายหนังสือได้ร่วมกันกู้ยืมเงินกองทุนพัฒนาบทบาทสตรี{lent} และผิดนัด ({file.reason}) คงค้างชำระ ดังนี้"]
        case _:
            judged = _of(days, Day.JUDGED)
            when = f" เมื่อวันที่ {judged}" if judged else ""
            return [
                f"ด้วยศาลได้มีคำพิพากษา{_case(file)}{when} ให้ผู้มีรายชื่อท้ายหนังสือชำระหนี้เงินกู้กองทุนพัฒนาบทบาทสตรี{lent} "
                "แต่ยังชำระไม่ครบ คงค้างชำระ ดังนี้"
            ]


def _case(file: LegalFile) -> str:
    court = f" {file.court}" if file.court else ""
    return f"{court} คดีหมายเลข {file.case_number}" if file.case_number else court


def _defendants(file: LegalFile) -> list[dict[str, str]]:
    return [
        {"name": one.party.name, "address": one.party.address, "role": str(one.party.get_role_display())}
        for one in file.defendants.select_related("party")
    ]


def _of(days: Mapping[str, Sequence[date]], day: Day) -> str:
    return _long(max(days[day])) if days.get(day) else ""


def _long(day: date | None) -> str:
    return format_long(day, thai_digits=False) if day else ""
