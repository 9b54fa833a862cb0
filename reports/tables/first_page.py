"""The first page: the first steps of a new province, and the figures of an area."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from areas.models import User
from areas.scope import holds
from reports.selectors.figures import Figures
from thai.dates import format_short
from thai.refusals import reader_is_english

# The order of a first day: permission, address, icon.
_FIRST_STEPS = (
    ("members.register", "members:register", "person-plus"),
    ("projects.enter", "projects:new", "file-text"),
    ("projects.amphoe_meeting", "projects:meetings", "calendar"),
    ("treasury.post", "treasury:allocate", "bank"),
    ("repayments.import", "repayments:import", "upload"),
    ("projects.record", "projects:record", "inbox"),
    ("treasury.close_month", "treasury:books", "book"),
    ("projects.tambon_opinion", "projects:list", "chat"),
    ("loans.approve_transfer", "loans:transfers", "cash-coin"),
    ("projects.view", "projects:board", "diagram"),
    ("members.view", "members:list", "people"),
    ("debt.view", "debt_followup:list", "flag"),
    ("jobs.view", "jobs:list", "gear"),
    ("audit.view", "audit", "eye"),
)


def first_steps(user: User) -> list[dict[str, str]]:
    """Return the first three things that a user of a new province can do."""
    labels = {
        "members:register": _("ขึ้นทะเบียนสมาชิก"),
        "projects:new": _("บันทึกแบบเสนอโครงการ"),
        "projects:meetings": _("นัดประชุม อกส.อ."),
        "treasury:allocate": _("บันทึกเงินทุนที่ได้รับจัดสรร"),
        "repayments:import": _("นำเข้าไฟล์ธนาคาร"),
        "projects:record": _("บันทึกรับโครงการจากอำเภอ"),
        "treasury:books": _("ดูบัญชีของจังหวัด"),
        "projects:list": _("ดูโครงการที่รอความเห็น"),
        "loans:transfers": _("ดูรายการโอนเงิน"),
        "projects:board": _("ดูกระดานโครงการ"),
        "members:list": _("ค้นหาสมาชิก"),
        "debt_followup:list": _("ดูลูกหนี้ค้างชำระ"),
        "jobs:list": _("ดูงานเบื้องหลัง"),
        "audit": _("ตรวจประวัติการใช้งาน"),
    }
    return [
        {"url": reverse(name), "label": labels[name], "icon": icon}
        for permission, name, icon in _FIRST_STEPS
        if holds(user, permission)
    ][:3]


def _short(day: date) -> str:
    return format_short(day, english=reader_is_english())


def _figures_page(found: Figures) -> str:
    """The list of contracts; of many provinces their figures side by side."""
    return reverse("reports:report", args=["provinces"]) if found.counted_on else reverse("loans:list")


def figures(found: Figures, *, user: User) -> list[dict[str, Any]]:
    """Return the figures of the area, each leading to where it comes from."""
    cards: list[dict[str, Any]] = [
        {
            "label": _("เงินต้นคงเหลือ"),
            "value": found.outstanding,
            "kind": "money",
            "help": _("สัญญาที่กำลังผ่อน %(contracts)s สัญญา") % {"contracts": f"{found.contracts:,}"},
            "url": _figures_page(found),
        }
    ]
    if holds(user, "repayments.view"):
        cards.append(
            {
                "label": _("รับชำระเดือนนี้"),
                "value": found.received,
                "kind": "money",
                "help": _("นับเมื่อสิ้นวันที่ %(day)s") % {"day": _short(found.counted_on)}
                if found.counted_on
                else _("ตามวันที่ธนาคารรับเงิน"),
                "url": reverse("repayments:receipts"),
            }
        )
    if found.ageing:
        cards.append(
            {
                "label": _("ค้างชำระ"),
                "value": found.arrears,
                "kind": "money",
                "help": _("%(contracts)s สัญญา ไม่รวมเบี้ยปรับ") % {"contracts": f"{found.contracts_behind:,}"},
                "url": reverse("debt_followup:list"),
                "tone": "bad" if found.contracts_behind else "",
            }
        )
    return cards
