"""One example context for each paper, for tests and pictures. Every person here is invented."""

from decimal import Decimal
from typing import Any

from repayments.bill_payment import barcode_payload, make_ref1, make_ref2, qr_payload

LETTER: dict[str, Any] = {
    "number": "ชร 0019.5/ว 2651",
    "issued_on": "2018-01-31",
    "office_lines": ["ศาลากลางจังหวัดเชียงราย", "ถนนแม่ฟ้าหลวง ชร 57100"],
    "signature": {"name": "นายตัวอย่าง มั่นคงธรรม", "position": "ผู้ว่าราชการจังหวัดเชียงราย"},
    "owner": {
        "lines": ["สำนักงานเลขานุการ อกส.จ.", "สำนักงานพัฒนาชุมชนจังหวัด"],
        "telephone": "0-5317-7350",
    },
}
ORDERS = [
    "คำสั่งคณะกรรมการบริหารกองทุนพัฒนาบทบาทสตรี ที่ 2/2559 ลงวันที่ 3 สิงหาคม พ.ศ. 2559",
    "คำสั่งคณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีจังหวัดเชียงราย ที่ 4593/2559 ลงวันที่ 28 กันยายน พ.ศ. 2559",
]
RESULT_LETTER: dict[str, Any] = {
    **LETTER,
    "urgency": "ด่วนที่สุด",
    "to": "นายอำเภอเวียงป่าเป้า",
    "to_note": "(ประธานคณะอนุกรรมการกลั่นกรองและติดตามการดำเนินงานกองทุนพัฒนาบทบาทสตรีอำเภอ)",
    "references": ORDERS,
    "province": "เชียงราย",
    "amphoe": "เวียงป่าเป้า",
    "meeting": {"number": "1/2561", "on": "2018-01-10"},
    "total_count": 13,
    "total_amount": "2170000.00",
    "project_copies": 5,
}

ISSUER = {
    "office": "สำนักงานพัฒนาชุมชนจังหวัดเชียงราย",
    "province": "เชียงราย",
    "address": "ศาลากลางจังหวัดเชียงราย ถนนแม่ฟ้าหลวง อำเภอเมืองเชียงราย จังหวัดเชียงราย 57100",
    "telephone": "0-5317-7350",
    "tax_id": "0994000165501",
}
CHIEF = {"name": "นางตัวอย่าง พัฒนสุข", "position": "พัฒนาการจังหวัดเชียงราย"}
ACCOUNTANT = {"name": "นางสาวสมมุติ บัญชีงาม", "position": "นักวิชาการเงินและบัญชี", "role": "ผู้จัดทำ"}
ACTING = {
    **CHIEF,
    "acting": "ปฏิบัติราชการแทน",
    "acting_for": "ผู้ว่าราชการจังหวัดเชียงราย",
}
AMPHOE = {
    "ขุนตาล": [
        (5, "ขยายกิจการกลุ่มอาชีพเสริมหมู่บ้าน หมู่ 18", "200000.00", "9.16", "9.66"),
        (5, "ขยายกิจการกลุ่มอาชีพเสริมหมู่บ้าน หมู่ 19", "200000.00", "8.58", "8.58"),
        (1, "ขยายกิจการกลุ่มอาชีพเลี้ยงปลาในบ่อดิน", "200000.00", "8.55", "8.66"),
        (1, "ขยายกิจการกลุ่มอาชีพเลี้ยงปลาในกระชัง", "200000.00", "8.83", "8.91"),
        (1, "ขยายกิจการกลุ่มอาชีพเลี้ยงปลาดุก", "200000.00", "8.58", "8.58"),
        (5, "เย็บผ้า ถักโครเชต์", "200000.00", "9.08", "9.16"),
    ],
    "เวียงป่าเป้า": [
        (1, "ทำสวนกล้วย หมู่ 1", "150000.00", "9.08", "9.08"),
        (1, "ปลูกผักกาดเขียวปลอดสารพิษเพื่อส่งตลาดชุมชน", "150000.00", "9.08", "9.08"),
        (1, "เลี้ยงสุกรขุน หมู่ 9", "100000.00", "9.00", "9.00"),
        (1, "เพาะเห็ดฟาง", "150000.00", "9.00", "9.25"),
        (1, "เพาะเลี้ยงจิ้งหรีด", "120000.00", "9.00", "9.00"),
    ],
    "พาน": [
        (1, "ปลูกแก้วมังกร", "200000.00", "10.00", "9.33"),
        (5, "ถักทอถุงจากเส้นใยไนลอน", "100000.00", "10.00", "10.00"),
    ],
}


def _groups() -> list[dict[str, Any]]:
    groups, number = [], 0
    for amphoe, projects in AMPHOE.items():
        rows = []
        for category, title, asked, amphoe_score, province_score in projects:
            number += 1
            rows.append(
                {
                    "number": number,
                    "category": category,
                    "title": title,
                    "proposer": f"นางตัวอย่างที่{number} ใจงาม",
                    "place": f"ม.{number} ต.ตัวอย่าง อ.{amphoe} จ.เชียงราย",
                    "asked": asked,
                    "kind": "person",
                    "amphoe_score": amphoe_score,
                    "province_score": province_score,
                    "decision": "approved",
                }
            )
        groups.append(
            {
                "amphoe": amphoe,
                "rows": rows,
                "count": len(rows),
                "asked": str(sum(Decimal(row["asked"]) for row in rows)),
                "persons": len(rows),
                "organisations": 0,
                "approved": len(rows),
                "rejected": 0,
            }
        )
    return groups


COVER_SHEET: dict[str, Any] = {
    "number": "งบหน้า 1/2561",
    "issued_on": "2018-01-10",
    "as_of": "2018-01-10",
    "known_at": "2018-01-10T15:20:00+07:00",
    "issuer": ISSUER,
    "province": "เชียงราย",
    "meeting": {"number": "1/2561", "on": "2018-01-10"},
    "groups": _groups(),
    "total": {
        "count": 13,
        "asked": "2170000.00",
        "persons": 13,
        "organisations": 0,
        "approved": 13,
        "rejected": 0,
    },
    "signatures": [
        {"name": "นายสมมุติ เลขางาน", "position": "เลขานุการ อกส.จ.", "role": "ผู้ตรวจสอบ"},
        {"name": "นายตัวอย่าง มั่นคงธรรม", "position": "ประธาน อกส.จ.", "role": "ผู้รับรอง"},
    ],
}
REPRESENTATIVE = {
    "name": "นางตัวอย่างที่1 ใจงาม",
    "national_id": "1570100000018",
    "age": 46,
    "address": "บ้านเลขที่ 99 หมู่ 18 ตำบลตัวอย่าง อำเภอขุนตาล จังหวัดเชียงราย",
    "telephone": "08-1234-5678",
}
INSTALMENTS = [
    {
        "number": number,
        "nominal_due_on": nominal,
        "effective_due_on": effective,
        "days": days,
        "opening_principal": opening,
        "principal": "50000.00",
        "interest": interest,
        "total": total,
    }
    for number, nominal, effective, days, opening, interest, total in (
        (1, "2018-08-05", "2018-08-06", 187, "200000.00", "3073.97", "53073.97"),
        (2, "2019-02-05", "2019-02-06", 184, "150000.00", "2268.49", "52268.49"),
        (3, "2019-08-05", "2019-08-05", 180, "100000.00", "1479.45", "51479.45"),
        (4, "2020-01-05", "2020-01-06", 154, "50000.00", "632.88", "50632.88"),
    )
]
SET_OFF = {"early_days": 31, "allocation_order": ["ค่าใช้จ่าย", "เบี้ยปรับ", "ดอกเบี้ย", "เงินต้น"]}
CONTRACT: dict[str, Any] = {
    "number": "ชร 1/2561",
    "copy_label": "ต้นฉบับ",
    "contract_on": "2018-02-01",
    "issued_on": "2018-02-01",
    "known_at": "2018-02-01T10:05:00+07:00",
    "place": "สำนักงานพัฒนาชุมชนอำเภอขุนตาล",
    "issuer": ISSUER,
    "kind": "group",
    "lender": {"name": CHIEF["name"], "position": CHIEF["position"]},
    "representative": REPRESENTATIVE,
    "co_borrowers": [
        {
            "name": f"นางสาวผู้ร่วม คนที่{number}",
            "national_id": f"157010000{number}00{number}",
            "age": 30 + number,
            "address": f"บ้านเลขที่ {number} หมู่ 18 ตำบลตัวอย่าง อำเภอขุนตาล จังหวัดเชียงราย",
        }
        for number in (2, 3, 4, 5)
    ],
    "project": {
        "number": "5704-2561-0001",
        "title": "ขยายกิจการกลุ่มอาชีพเสริมหมู่บ้าน หมู่ 18",
        "approved_on": "2018-01-10",
        "meeting": "1/2561",
    },
    "principal": "200000.00",
    "annual_rate": "0.03",
    "default_rate": "0.075",
    "day_basis": 365,
    "default_day_basis": 360,
    "wording": 2,
    **SET_OFF,
    "instalments": INSTALMENTS,
    "totals": {"principal": "200000.00", "interest": "7454.79", "total": "207454.79"},
    "account": {
        "bank": "ธนาคารกรุงไทย",
        "branch": "เทิง",
        "number": "512-0-00001-1",
        "name": "นางตัวอย่างที่1 ใจงาม และนางสาวผู้ร่วม คนที่2 และนางสาวผู้ร่วม คนที่3",
    },
    "witnesses": [{"name": "นายพยาน หนึ่งใจ"}, None],
    "stamp_duty": "100.00",
}
REF1 = make_ref1(contract_key="576100001")
BILLER = "099400016550100"
BILL_PAYMENT: dict[str, Any] = {
    "number": "ชร 1/2561",
    "issued_on": "2018-02-01",
    "printed_on": "2018-02-01",
    "issuer": ISSUER,
    "biller": {
        "id": BILLER,
        "name": "กองทุนพัฒนาบทบาทสตรี จังหวัดเชียงราย",
        "banks": ["ธนาคารกรุงไทย", "ธนาคารออมสิน", "ธ.ก.ส."],
    },
    "contract_number": "ชร 1/2561",
    "debtor": {"name": REPRESENTATIVE["name"]},
    "project_title": CONTRACT["project"]["title"],
    "bills": [
        {
            "instalment": line["number"],
            "of": 4,
            "nominal_due_on": line["nominal_due_on"],
            "effective_due_on": line["effective_due_on"],
            "principal": line["principal"],
            "interest": line["interest"],
            "amount": line["total"],
            "ref1": REF1,
            "ref2": make_ref2(instalment_number=line["number"]),
            "barcode": barcode_payload(
                biller_id=BILLER,
                ref1=REF1,
                ref2=make_ref2(instalment_number=line["number"]),
                amount=Decimal(line["total"]),
            ),
            "qr": qr_payload(
                biller_id=BILLER,
                ref1=REF1,
                ref2=make_ref2(instalment_number=line["number"]),
                amount=Decimal(line["total"]),
            ),
        }
        for line in INSTALMENTS
    ],
}
RECEIPT: dict[str, Any] = {
    "number": "ชร 57/2561/00012",
    "issued_on": "2018-09-10",
    "known_at": "2018-09-10T09:30:00+07:00",
    "issuer": ISSUER,
    "received_on": "2018-09-05",
    "payer": {"name": REPRESENTATIVE["name"], "address": REPRESENTATIVE["address"]},
    "contract_number": "ชร 1/2561",
    "project_title": CONTRACT["project"]["title"],
    "channel": "Bill Payment ธนาคารกรุงไทย",
    "bank_reference": "2018090500001",
    "lines": [
        {"component": "DEFAULT_INTEREST", "instalment": 1, "amount": "312.50"},
        {"component": "CONTRACT_INTEREST", "instalment": 1, "amount": "3073.97"},
        {"component": "PRINCIPAL", "instalment": 1, "amount": "50000.00"},
    ],
    "amount": "53386.47",
    "default_working": [
        {
            "instalment": 1,
            "principal": "50000.00",
            "from_on": "2018-08-06",
            "to_on": "2018-09-05",
            "days": 30,
            "annual_rate": "0.075",
            "day_basis": 360,
            "amount": "312.50",
        }
    ],
    "balance": {"principal": "150000.00", "as_of": "2018-09-05"},
    "signature": {**ACCOUNTANT, "role": "ผู้รับเงิน"},
}
PERIOD = {"from_on": "2018-09-01", "to_on": "2018-09-30"}
PACK_COMMON: dict[str, Any] = {
    "issuer": ISSUER,
    "period": PERIOD,
    "as_of": "2018-09-30",
    "known_at": "2018-10-03T11:00:00+07:00",
    "issued_on": "2018-10-05",
    "signatures": [ACCOUNTANT, {**CHIEF, "role": "ผู้ตรวจสอบ"}],
}
PACK_LETTER: dict[str, Any] = {
    **LETTER,
    "number": "ชร 0019.5/1234",
    "issued_on": "2018-10-05",
    "month": "2018-09-01",
    "issuer": ISSUER,
    "province": "เชียงราย",
    "to": "อธิบดีกรมการพัฒนาชุมชน",
    "signature": ACTING,
    "figures": {"received": "53386.47", "remitted": "53386.47", "treasury_balance": "1883386.47"},
}
DEPOSIT_REGISTER: dict[str, Any] = {
    **PACK_COMMON,
    "account": {"name": "เงินฝากคลังกองทุนพัฒนาบทบาทสตรี", "code": "00933"},
    "opening": "1830000.00",
    "rows": [
        {
            "on": "2018-09-28",
            "document": "นส. 9/2561",
            "text": "รับคืนเงินทุนหมุนเวียนจากบัญชีเงินฝากธนาคาร",
            "in_amount": "53386.47",
            "out_amount": None,
            "balance": "1883386.47",
        }
    ],
    "total_in": "53386.47",
    "total_out": "0.00",
    "closing": "1883386.47",
}
BANK_REGISTER: dict[str, Any] = {
    **PACK_COMMON,
    "account": {
        "bank": "ธนาคารกรุงไทย",
        "branch": "ศาลากลางจังหวัดเชียงราย",
        "number": "504-6-00001-9",
        "name": "กองทุนพัฒนาบทบาทสตรี จังหวัดเชียงราย",
    },
    "opening": "0.00",
    "rows": [
        {
            "on": "2018-09-05",
            "document": "ชร 57/2561/00012",
            "text": "รับชำระคืน สัญญา ชร 1/2561",
            "in_amount": "53386.47",
            "balance": "53386.47",
        },
        {
            "on": "2018-09-28",
            "document": "นส. 9/2561",
            "text": "นำส่งคืนบัญชีเงินฝากคลัง",
            "out_amount": "53386.47",
            "balance": "0.00",
        },
    ],
    "total_in": "53386.47",
    "total_out": "53386.47",
    "closing": "0.00",
}
RECEIPTS_PAYMENTS: dict[str, Any] = {
    **PACK_COMMON,
    "opening": [
        {"text": "เงินฝากคลัง", "amount": "1830000.00"},
        {"text": "เงินฝากธนาคาร", "amount": "0.00"},
    ],
    "opening_total": "1830000.00",
    "receipts": [
        {"text": "รับคืนเงินต้น", "amount": "50000.00", "year_to_date": "50000.00"},
        {"text": "ดอกเบี้ยเงินกู้", "amount": "3073.97", "year_to_date": "3073.97"},
        {"text": "เบี้ยปรับ", "amount": "312.50", "year_to_date": "312.50"},
    ],
    "receipts_total": "53386.47",
    "receipts_year_total": "53386.47",
    "payments": [{"text": "จ่ายเงินให้กู้ยืม", "amount": "0.00", "year_to_date": "2170000.00"}],
    "payments_total": "0.00",
    "payments_year_total": "2170000.00",
    "closing": [
        {"text": "เงินฝากคลัง", "amount": "1883386.47"},
        {"text": "เงินฝากธนาคาร", "amount": "0.00"},
    ],
    "closing_total": "1883386.47",
}
_SUMMARY = {
    "contracts": 6,
    "due": "318443.82",
    "principal": "50000.00",
    "contract_interest": "3073.97",
    "default_interest": "312.50",
    "received": "53386.47",
    "outstanding": "1150000.00",
}
REPAYMENT_SUMMARY: dict[str, Any] = {
    **PACK_COMMON,
    "rows": [
        {"amphoe": "ขุนตาล", **_SUMMARY},
        {
            "amphoe": "พาน",
            "contracts": 2,
            "due": "0.00",
            "principal": "0.00",
            "contract_interest": "0.00",
            "default_interest": "0.00",
            "received": "0.00",
            "outstanding": "300000.00",
        },
    ],
    "totals": {**_SUMMARY, "contracts": 8, "outstanding": "1450000.00"},
}
TRIAL_BALANCE: dict[str, Any] = {
    **PACK_COMMON,
    "rows": [
        {
            "code": "1101",
            "name": "เงินฝากคลัง",
            "opening_debit": "1830000.00",
            "debit": "53386.47",
            "closing_debit": "1883386.47",
        },
        {"code": "1102", "name": "เงินฝากธนาคาร", "debit": "53386.47", "credit": "53386.47"},
        {
            "code": "1201",
            "name": "ลูกหนี้เงินทุนหมุนเวียน",
            "opening_debit": "2170000.00",
            "credit": "50000.00",
            "closing_debit": "2120000.00",
        },
        {"code": "3101", "name": "ทุนหมุนเวียน", "opening_credit": "4000000.00", "closing_credit": "4000000.00"},
        {"code": "4101", "name": "รายได้ดอกเบี้ยเงินกู้", "credit": "3073.97", "closing_credit": "3073.97"},
        {"code": "4102", "name": "รายได้เบี้ยปรับ", "credit": "312.50", "closing_credit": "312.50"},
    ],
    "totals": {
        "opening_debit": "4000000.00",
        "opening_credit": "4000000.00",
        "debit": "106772.94",
        "credit": "106772.94",
        "closing_debit": "4003386.47",
        "closing_credit": "4003386.47",
    },
}
MONTHLY_PACK: dict[str, Any] = {
    "number": "ชร 0019.5/1234",
    "issuer": ISSUER,
    "month": "2018-09-01",
    "known_at": "2018-10-03T11:00:00+07:00",
    "parts": [
        {"template": "papers/pack/cover_letter.html", "context": PACK_LETTER},
        {"template": "papers/pack/deposit_register.html", "context": DEPOSIT_REGISTER},
        {"template": "papers/pack/bank_register.html", "context": BANK_REGISTER},
        {"template": "papers/pack/receipts_payments.html", "context": RECEIPTS_PAYMENTS},
        {"template": "papers/pack/repayment_summary.html", "context": REPAYMENT_SUMMARY},
        {"template": "papers/pack/trial_balance.html", "context": TRIAL_BALANCE},
    ],
}
CONFIRMATION: dict[str, Any] = {
    **LETTER,
    "number": "ชร 0019.5/ว 3001",
    "issued_on": "2018-10-01",
    "to": REPRESENTATIVE["name"],
    "to_note": REPRESENTATIVE["address"],
    "signature": ACTING,
    "issuer": ISSUER,
    "debtor": {"name": REPRESENTATIVE["name"], "address": REPRESENTATIVE["address"]},
    "contract_number": "ชร 1/2561",
    "contract_on": "2018-02-01",
    "project_title": CONTRACT["project"]["title"],
    "principal_lent": "200000.00",
    "as_of": "2018-09-30",
    "balance": {
        "principal": "150000.00",
        "contract_interest": "308.22",
        "default_interest": "0.00",
        "total": "150308.22",
    },
    "next_due_on": "2019-01-05",
    "reply_by": "2018-10-31",
    "reply_to": ["สำนักงานพัฒนาชุมชนจังหวัดเชียงราย", "ศาลากลางจังหวัดเชียงราย", "57100"],
    "slip_code": "57610000154",
}
MEETING = {
    "name": "คณะอนุกรรมการบริหารกองทุนพัฒนาบทบาทสตรีระดับจังหวัด",
    "number": "1/2561",
    "on": "2018-01-10",
    "starts_at": "09.30",
    "ends_at": "12.15",
    "place": "ห้องประชุมศาลากลางจังหวัดเชียงราย",
}
PEOPLE = [
    {"name": "นายตัวอย่าง มั่นคงธรรม", "position": "ผู้ว่าราชการจังหวัดเชียงราย", "role": "ประธาน"},
    {"name": "นางตัวอย่าง พัฒนสุข", "position": "พัฒนาการจังหวัดเชียงราย", "role": "เลขานุการ"},
    {"name": "นางสาวสมมุติ บัญชีงาม", "position": "ผู้แทนองค์กรสตรี", "role": "อนุกรรมการ"},
]
ATTENDANCE: dict[str, Any] = {"issuer": ISSUER, "meeting": MEETING, "people": PEOPLE, "blank_rows": 5}
MINUTES: dict[str, Any] = {
    "number": "1/2561",
    "issued_on": "2018-01-10",
    "issuer": ISSUER,
    "meeting": MEETING,
    "present": PEOPLE,
    "absent": [{"name": "นายสมมุติ ติดราชการ", "position": "อนุกรรมการ", "reason": "ติดราชการ"}],
    "agenda": [
        {"title": "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "paragraphs": ["ประธานกล่าวเปิดการประชุม"], "resolution": "รับทราบ"},
        {
            "title": "เรื่องเพื่อพิจารณา",
            "paragraphs": ["ฝ่ายเลขานุการเสนอโครงการประเภทเงินทุนหมุนเวียนที่ผ่านการกลั่นกรอง จำนวน 13 โครงการ"],
            "resolution": "อนุมัติ 13 โครงการ เป็นเงิน 2,170,000 บาท",
        },
    ],
    "recusals": [{"name": "นางสาวสมมุติ บัญชีงาม", "project": "เพาะเห็ดฟาง"}],
    "decisions": [
        {
            "number": row["number"],
            "title": row["title"],
            "proposer": row["proposer"],
            "asked": row["asked"],
            "decision": "อนุมัติ",
            "votes_for": 3,
            "votes_against": 0,
            "score": row["province_score"],
        }
        for group in COVER_SHEET["groups"]
        for row in group["rows"]
    ],
    "recorder": {"name": "นางสาวสมมุติ บัญชีงาม", "position": "ผู้ช่วยเลขานุการ", "role": "ผู้จดรายงานการประชุม"},
    "checker": {"name": "นางตัวอย่าง พัฒนสุข", "position": "เลขานุการ", "role": "ผู้ตรวจรายงานการประชุม"},
}
VOUCHER: dict[str, Any] = {
    "contract_number": "ชร 1/2561",
    "place": "สำนักงานพัฒนาชุมชนอำเภอขุนตาล",
    "issued_on": "2018-02-01",
    "receiver": REPRESENTATIVE,
    "issuer": ISSUER,
    "lines": [{"text": "เงินกู้ตามสัญญาเลขที่ ชร 1/2561", "amount": "200000.00"}],
    "amount": "200000.00",
    "account": {"bank": "ธนาคารกรุงไทย", "number": "512-0-00001-1"},
    "copies": ["ฉบับที่ 1 สำหรับ อกส.จ.", "ฉบับที่ 2 สำหรับ อกส.อ."],
    "payer_signature": CHIEF,
}
REGISTER: dict[str, Any] = {
    "title": "ทะเบียนคุมสัญญาเงินกู้",
    "issuer": ISSUER,
    "period": PERIOD,
    "columns": [
        {"key": "on", "label": "วันที่", "kind": "date", "width": "24mm"},
        {"key": "number", "label": "เลขที่สัญญา", "kind": "text", "width": "30mm"},
        {"key": "name", "label": "ผู้กู้", "kind": "text"},
        {"key": "count", "label": "งวด", "kind": "number", "width": "14mm"},
        {"key": "amount", "label": "เงินต้น (บาท)", "kind": "money", "width": "34mm"},
        {"key": "stamped", "label": "อากร", "kind": "tick", "width": "14mm"},
    ],
    "groups": [
        {
            "heading": f"อำเภอ{amphoe}",
            "rows": [
                {
                    "on": "2018-02-01",
                    "number": f"ชร {number}/2561",
                    "name": f"นางตัวอย่างที่{number} ใจงาม",
                    "count": 4,
                    "amount": "200000.00",
                    "stamped": True,
                }
                for number in range(1, 25)
            ],
            "subtotal": {"label": "รวม 24 สัญญา", "count": 96, "amount": "4800000.00"},
        }
        for amphoe in ("ขุนตาล", "พาน")
    ],
    "totals": {"label": "รวมทั้งสิ้น", "count": 192, "amount": "9600000.00"},
    "number": "ทค 1/2561",
    "as_of": "2018-09-30",
    "known_at": "2018-10-03T11:00:00+07:00",
}

ALL: list[tuple[str, str, dict[str, Any]]] = [
    ("papers/result_letter.html", "result_letter", RESULT_LETTER),
    ("papers/cover_sheet.html", "cover_sheet", COVER_SHEET),
    ("papers/contract.html", "contract", CONTRACT),
    ("papers/contract.html", "contract_draft", {**CONTRACT, "contract_on": None, "copy_label": "สำเนา"}),
    ("papers/bill_payment.html", "bill_payment", BILL_PAYMENT),
    ("papers/receipt.html", "receipt", RECEIPT),
    ("papers/pack/cover_letter.html", "cover_letter", PACK_LETTER),
    ("papers/pack/deposit_register.html", "deposit_register", DEPOSIT_REGISTER),
    ("papers/pack/bank_register.html", "bank_register", BANK_REGISTER),
    ("papers/pack/receipts_payments.html", "receipts_payments", RECEIPTS_PAYMENTS),
    ("papers/pack/repayment_summary.html", "repayment_summary", REPAYMENT_SUMMARY),
    ("papers/pack/trial_balance.html", "trial_balance", TRIAL_BALANCE),
    ("papers/monthly_pack.html", "monthly_pack", MONTHLY_PACK),
    ("papers/confirmation.html", "confirmation", CONFIRMATION),
    ("papers/attendance.html", "attendance", ATTENDANCE),
    ("papers/minutes.html", "minutes", MINUTES),
    ("papers/payment_voucher.html", "payment_voucher", VOUCHER),
    ("papers/register.html", "register", REGISTER),
]
