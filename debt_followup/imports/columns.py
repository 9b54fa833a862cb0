"""The columns of the files of old registers, by the headings that people write over them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from thai.refusals import Refusal
from thai.refusals import sentence as _

REFUSED_HEADINGS = ("แถวในไฟล์", "เหตุผลที่ไม่รับ")  # stays Thai: read back from the file of refused rows

# A field, its heading in the template file, and other headings that are read too.
_DEBTS = """
approval_year | ปีงบประมาณที่อนุมัติ | ปีงบประมาณ | ปีที่อนุมัติ
number | เลขที่สัญญา | สัญญาเลขที่
contract_on | วันที่ในสัญญา | วันที่ทำสัญญา
title | ชื่อโครงการ | โครงการ
group | ชื่อกลุ่ม | กลุ่ม
tambon | รหัสตำบล | รหัสตำบล 6 หลัก
approved | เงินที่อนุมัติ | จำนวนเงินที่อนุมัติ | เงินต้น
received | รับชำระเงินต้นแล้ว | รับชำระแล้ว | จำนวนเงินที่รับชำระ
last_paid_on | วันที่ชำระครั้งสุดท้าย
repayment | วิธีชำระ
due_day | วันครบกำหนดของเดือน | ชำระทุกวันที่
count | จำนวนงวด
between | ห่างกัน (เดือน) | ระยะห่างงวด (เดือน)
first_due_on | งวดแรกหรือวันเดียวที่ครบกำหนด | วันครบกำหนดชำระ
annual_rate | ดอกเบี้ยร้อยละต่อปี
default_rate | ดอกเบี้ยผิดนัดร้อยละต่อปี
clause | ผิดนัดงวดหนึ่งถือว่าผิดนัดทั้งหมด
called_in_on | วันที่เรียกชำระทั้งหมด
sara | เลขที่ในระบบ SARA | เลข SARA
national_id | เลขประจำตัวประชาชนผู้กู้ | เลขประจำตัวประชาชน
borrower | ชื่อผู้กู้ | ผู้กู้
address | ที่อยู่ผู้กู้ | ที่อยู่
instalment | งวดที่
due_on | วันครบกำหนดงวด
principal | เงินต้นงวด
interest | ดอกเบี้ยงวด
"""  # stays Thai: what people write over their columns
_DEBTS_HELP = {
    "approval_year": gettext_lazy("พ.ศ. เช่น 2556"),
    "number": gettext_lazy("ตามที่เขียนในสัญญา แถวที่เลขเดียวกันเป็นสัญญาเดียวกัน"),
    "contract_on": gettext_lazy("วัน/เดือน/ปี พ.ศ. เช่น 5/7/2556"),
    "title": gettext_lazy("ไม่มีให้ใส่ชื่อกลุ่ม"),
    "group": gettext_lazy("ไม่บังคับ"),
    "tambon": gettext_lazy("6 หลัก ตามรหัสของกรมการปกครอง"),
    "approved": gettext_lazy("บาท"),
    "received": gettext_lazy("เงินต้นที่ได้รับแล้วถึงวันของทะเบียน บาท ไม่มีให้ใส่ 0"),
    "last_paid_on": gettext_lazy("ไม่บังคับ ทำให้อายุความเริ่มนับใหม่"),
    "repayment": gettext_lazy("ผ่อนเป็นงวด ชำระครั้งเดียว หรือว่างไว้ถ้าไม่ทราบ"),
    "due_day": gettext_lazy("1 หรือ 5 ว่างไว้ถ้าไม่ทราบ"),
    "count": gettext_lazy("ใช้เมื่อไม่มีตารางรายงวด ระบบแบ่งเงินต้นเท่ากัน"),
    "between": gettext_lazy("ใช้กับจำนวนงวด ว่างไว้คือ 1"),
    "first_due_on": gettext_lazy("งวดแรกของจำนวนงวด หรือวันเดียวเมื่อรู้แต่ยอดรวม"),
    "annual_rate": gettext_lazy("เช่น 3 ว่างไว้คือไม่คิดดอกเบี้ย"),
    "default_rate": gettext_lazy("เช่น 7.5 ว่างไว้คือสัญญาไม่ได้ระบุ ใช้อัตราตามกฎหมาย"),
    "clause": gettext_lazy("มี ไม่มี หรือว่างไว้ถ้าไม่ทราบ"),
    "called_in_on": gettext_lazy("ไม่บังคับ วันที่ในหนังสือเรียกชำระทั้งหมด"),
    "sara": gettext_lazy("ไม่บังคับ"),
    "national_id": gettext_lazy("13 หลัก ใช้หาในทะเบียนสมาชิก ว่างไว้ถ้าไม่ทราบ"),
    "borrower": gettext_lazy("คนแรกของสัญญาคือผู้แทนกลุ่ม คนต่อไปใส่แถวละคน"),
    "address": gettext_lazy("ไม่บังคับ ใช้ส่งหนังสือ"),
    "instalment": gettext_lazy("เลขงวดตามสัญญา แถวละงวด"),
    "due_on": gettext_lazy("วันครบกำหนดของงวดในแถวนี้"),
    "principal": gettext_lazy("เงินต้นของงวดในแถวนี้ บาท"),
    "interest": gettext_lazy("ว่างไว้ให้ระบบคิดจากอัตราดอกเบี้ย"),
}
_SUBSIDIES = """
fiscal_year | ปีงบประมาณ | ปีงบประมาณที่อนุมัติ
number | เลขที่โครงการ | เลขที่
organisation | องค์กรหรือกลุ่ม | องค์กร | กลุ่ม
title | ชื่อโครงการ | โครงการ
amphoe | รหัสอำเภอ | รหัสอำเภอ 4 หลัก
approved | เงินที่อนุมัติ | จำนวนเงินที่อนุมัติ
paid | เงินที่จ่าย | จำนวนเงินที่จ่าย
paid_on | วันที่จ่าย
used | เงินที่ใช้ | จำนวนเงินที่ใช้
returned | เงินที่ส่งคืน
has_report | มีรายงานผล
"""  # stays Thai: what people write over their columns
_SUBSIDIES_HELP = {
    "fiscal_year": gettext_lazy("พ.ศ. 2556 ถึง 2559"),
    "number": gettext_lazy("ตามทะเบียนเดิม ไม่ซ้ำในปีเดียวกัน"),
    "organisation": gettext_lazy("ผู้ได้รับเงินอุดหนุน"),
    "title": gettext_lazy("ชื่อโครงการตามทะเบียนเดิม"),
    "amphoe": gettext_lazy("4 หลัก"),
    "approved": gettext_lazy("บาท"),
    "paid": gettext_lazy("บาท ไม่เกินที่อนุมัติ"),
    "paid_on": gettext_lazy("วัน/เดือน/ปี พ.ศ. ว่างไว้ถ้าไม่ทราบ"),
    "used": gettext_lazy("บาท ว่างไว้คือ 0"),
    "returned": gettext_lazy("บาท ว่างไว้คือ 0"),
    "has_report": gettext_lazy("มี ไม่มี หรือว่างไว้ถ้าไม่ทราบ"),
}
_CONTROLS = """
approval_year | ปีงบประมาณที่อนุมัติ | ปีงบประมาณ
amphoe | รหัสอำเภอ | รหัสอำเภอ 4 หลัก
number | เลขที่สัญญา
contracts | สัญญาที่อนุมัติ | โครงการที่อนุมัติ | โครงการที่ได้รับอนุมัติ
open_contracts | สัญญาที่ยังเหลือหนี้ | ลูกหนี้คงเหลือ (โครงการ)
approved | เงินที่อนุมัติ | จำนวนเงินที่อนุมัติ
received | รับชำระแล้ว | จำนวนเงินที่รับชำระ
remaining | คงเหลือ | ลูกหนี้คงเหลือ (บาท)
"""  # stays Thai: what people write over their columns
_CONTROLS_HELP = {
    "approval_year": gettext_lazy("พ.ศ. เช่น 2556"),
    "amphoe": gettext_lazy("4 หลัก ว่างไว้คือทั้งจังหวัด"),
    "number": gettext_lazy("ใส่เมื่อยอดคุมเป็นรายสัญญา"),
    "contracts": gettext_lazy("จำนวน ว่างไว้ถ้าไม่ทราบ"),
    "open_contracts": gettext_lazy("จำนวน ว่างไว้ถ้าไม่ทราบ"),
    "approved": gettext_lazy("บาท ว่างไว้ถ้าไม่ทราบ"),
    "received": gettext_lazy("บาท ว่างไว้ถ้าไม่ทราบ"),
    "remaining": gettext_lazy("บาท ว่างไว้ถ้าไม่ทราบ"),
}


class WrongHeadings(Refusal):
    """The headings are not those of the file: one is missing, unknown, or there twice."""


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of file: headings by field, what is needed, what belongs there."""

    headings: Mapping[str, str]
    others: Mapping[str, str]
    needed: frozenset[str]
    help: Mapping[str, Any]

    def places(self, headings: Sequence[str]) -> dict[str, int]:
        """Where each field stands in a file. The columns of a file of refused rows are passed over.

        :raises WrongHeadings: a needed column is missing, one is there twice, or one is not known.
        """
        found: dict[str, int] = {}
        unknown = []
        for place, heading in enumerate(headings):
            text = heading.strip()
            if not text or text in REFUSED_HEADINGS:
                continue
            field = self.others.get(text.replace(" ", ""))
            if field is None:
                unknown.append(text)
            elif field in found:
                raise WrongHeadings(_("หัวคอลัมน์ซ้ำกัน: %(names)s"), names=self.headings[field])
            else:
                found[field] = place
        missing = [heading for field, heading in self.headings.items() if field in self.needed and field not in found]
        if missing:
            raise WrongHeadings(_("ไม่พบคอลัมน์ %(names)s แถวแรกของไฟล์ต้องเป็นหัวคอลัมน์ตามแบบไฟล์"), names=", ".join(missing))
        if unknown:
            raise WrongHeadings(_("ไม่รู้จักคอลัมน์ %(names)s กรุณาลบออกหรือแก้หัวคอลัมน์ตามแบบไฟล์"), names=", ".join(unknown[:10]))
        return found


def _columns(text: str, needed: str, helps: Mapping[str, Any]) -> Columns:
    rows = [line.split(" | ") for line in text.strip().splitlines()]
    return Columns(
        headings={field: heading for field, heading, *_others in rows},
        others={name.replace(" ", ""): field for field, *names in rows for name in (field, *names)},
        needed=frozenset(needed.split()),
        help=helps,
    )


DEBTS = _columns(_DEBTS, "approval_year number contract_on tambon approved received borrower", _DEBTS_HELP)
SUBSIDIES = _columns(_SUBSIDIES, "fiscal_year number organisation title amphoe approved paid", _SUBSIDIES_HELP)
CONTROLS = _columns(_CONTROLS, "approval_year", _CONTROLS_HELP)
