"""The columns of a file of members, by the headings that people write over them."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy

from thai.refusals import Refusal
from thai.refusals import sentence as _

# A field, its heading in the template file, and other headings that are read too.
_HEADINGS = """
kind | ประเภทสมาชิก | ประเภท
national_id | เลขประจำตัวประชาชน | เลขบัตรประชาชน | เลขประจำตัวประชาชน 13 หลัก | เลขบัตรประจำตัวประชาชน
title | คำนำหน้า | คำนำหน้าชื่อ | คำนำหน้านาม
first_name | ชื่อ | ชื่อหรือชื่อองค์กร | ชื่อตัว
last_name | นามสกุล | ชื่อสกุล | สกุล
birth_on | วันเกิด | วันเดือนปีเกิด | วัน/เดือน/ปีเกิด
tambon | รหัสตำบล | รหัสตำบล 6 หลัก
address | ที่อยู่ | บ้านเลขที่ หมู่ ถนน | บ้านเลขที่
residence_since_on | อยู่ในพื้นที่ตั้งแต่ | วันที่เริ่มอยู่ในพื้นที่
occupation | อาชีพ
telephone | โทรศัพท์ | เบอร์โทรศัพท์ | โทร
registered_on | วันที่ขึ้นทะเบียน | วันที่เป็นสมาชิก
registration_number | เลขทะเบียนนิติบุคคล
founded_on | วันที่ก่อตั้ง
"""  # stays Thai: what people write over their columns
COLUMNS = tuple(
    (field, heading, tuple(others))
    for field, heading, *others in (line.split(" | ") for line in _HEADINGS.strip().splitlines())
)
FIELDS = tuple(name for name, _heading, _others in COLUMNS)
HEADINGS = {name: heading for name, heading, _others in COLUMNS}
OPTIONAL = frozenset({"kind", "occupation", "telephone", "registered_on", "registration_number", "founded_on"})
REFUSED_HEADINGS = ("แถวในไฟล์", "เหตุผลที่ไม่รับ")  # stays Thai: read back from the file of refused rows
HELP = {
    "kind": gettext_lazy("บุคคลธรรมดา หรือ องค์กรสตรี ว่างไว้คือบุคคลธรรมดา"),
    "national_id": gettext_lazy("13 หลัก กำหนดคอลัมน์เป็นข้อความ องค์กรว่างไว้"),
    "title": gettext_lazy("นาง นางสาว หรือยศ องค์กรว่างไว้"),
    "first_name": gettext_lazy("ชื่อ หรือชื่อเต็มขององค์กร"),
    "last_name": gettext_lazy("องค์กรว่างไว้"),
    "birth_on": gettext_lazy("วัน/เดือน/ปี พ.ศ. เช่น 5/7/2520"),
    "tambon": gettext_lazy("6 หลัก ตามรหัสของกรมการปกครอง"),
    "address": gettext_lazy("บ้านเลขที่ หมู่ ถนน"),
    "residence_since_on": gettext_lazy("วัน/เดือน/ปี พ.ศ."),
    "occupation": gettext_lazy("ไม่บังคับ"),
    "telephone": gettext_lazy("ไม่บังคับ กำหนดคอลัมน์เป็นข้อความ"),
    "registered_on": gettext_lazy("ไม่บังคับ ว่างไว้คือวันที่นำเข้า"),
    "registration_number": gettext_lazy("เฉพาะองค์กรที่เป็นนิติบุคคล 13 หลัก"),
    "founded_on": gettext_lazy("เฉพาะองค์กร ไม่บังคับ"),
}
_BY_HEADING = {text.replace(" ", ""): name for name, heading, others in COLUMNS for text in (name, heading, *others)}


class WrongHeadings(Refusal):
    """The headings are not those of a file of members."""


def places(headings: Sequence[str]) -> dict[str, int]:
    """Return where each field stands in the file. The columns of a file of refused rows are passed over.

    :raises WrongHeadings: a column that is needed is missing, is there twice, or one is not known.
    """
    found: dict[str, int] = {}
    unknown = []
    for place, heading in enumerate(headings):
        text = heading.strip().lstrip("\ufeff")
        if text in REFUSED_HEADINGS:
            continue
        field = _BY_HEADING.get(text.replace(" ", ""))
        if field is None:
            if text:
                unknown.append(text)
        elif field in found:
            raise WrongHeadings(_("หัวคอลัมน์ซ้ำกัน: %(names)s"), names=HEADINGS[field])
        else:
            found[field] = place
    missing = [HEADINGS[name] for name in FIELDS if name not in found and name not in OPTIONAL]
    if missing:
        raise WrongHeadings(_("ไม่พบคอลัมน์ %(names)s แถวแรกของไฟล์ต้องเป็นหัวคอลัมน์ตามแบบไฟล์"), names=", ".join(missing))
    if unknown:
        raise WrongHeadings(_("ไม่รู้จักคอลัมน์ %(names)s กรุณาลบออกหรือแก้หัวคอลัมน์ตามแบบไฟล์"), names=", ".join(unknown[:10]))
    return found
