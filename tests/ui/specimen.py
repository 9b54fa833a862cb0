"""A page that uses every piece of the screen, with invented figures."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from django import forms
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.test import RequestFactory
from django.utils.translation import gettext_lazy as _

from thai.forms import BahtField, NationalIdField, ThaiDateField

SPECIMEN = Path(__file__).with_name("specimen.html")
NAV = [
    {"url": "/", "icon": "house", "label": "งานของฉัน", "active": False},
    {"url": "/members/", "icon": "people", "label": "สมาชิก", "active": False},
    {"url": "/projects/", "icon": "kanban", "label": "โครงการ", "active": False},
    {"url": "/loans/", "icon": "file-earmark-text", "label": "สัญญา", "active": True},
    {"url": "/treasury/", "icon": "journal-text", "label": "บัญชี", "active": False},
]


class Officer:
    """Stands for a logged-in officer where no database is wanted."""

    is_authenticated = True
    is_active = True
    is_staff = False
    pk = 1

    def __str__(self):
        return "สมมติ ตัวอย่าง"

    def assignments_on(self, on):
        return []

    def has_perm(self, *args):
        return False


class PaymentForm(forms.Form):
    """One field of each kind."""

    received_on = ThaiDateField(label=_("วันที่รับเงิน"), help_text=_("วันที่ธนาคารรับเงิน"))
    amount = BahtField(label=_("จำนวนเงิน"))
    national_id = NationalIdField(label=_("เลขประจำตัวประชาชน"), required=False)
    channel = forms.ChoiceField(label=_("ช่องทาง"), choices=[("bank", "ธนาคาร"), ("counter", "เคาน์เตอร์")])
    kind = forms.ChoiceField(label=_("ประเภท"), choices=[("a", "งวดปกติ"), ("b", "ปิดบัญชี")], widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label=_("เอกสารประกอบ"),
        choices=[("1", "สำเนาบัตร"), ("2", "สลิป")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    sure = forms.BooleanField(label=_("ตรวจยอดกับรายการธนาคารแล้ว"), required=False)
    slip = forms.FileField(label=_("ไฟล์สลิป"), required=False)
    note = forms.CharField(label=_("หมายเหตุ"), widget=forms.Textarea(attrs={"rows": 2}), required=False)


class FilterForm(forms.Form):
    """A line of filters."""

    q = forms.CharField(label=_("ค้นหา"), required=False)
    state = forms.ChoiceField(label=_("สถานะ"), choices=[("", "ทั้งหมด"), ("late", "เกินกำหนด")], required=False)


def money(value, **more):
    return {"value": value, "kind": "money", **more}


def context():
    """Return what the specimen shows."""
    rows = [
        {
            "url": f"/instalments/{number}/",
            "cells": [
                str(number),
                {"value": due, "kind": "date"},
                money(Decimal("50000")),
                money(Decimal("1500.5")),
                {"value": Decimal("0.03"), "kind": "rate"},
                {"value": state, "kind": "state", "tone": tone},
            ],
        }
        for number, due, state, tone in [
            (1, date(2018, 7, 5), "ชำระแล้ว", "good"),
            (2, date(2019, 1, 7), "ใกล้กำหนด", "warning"),
            (3, date(2019, 7, 5), "ยังไม่ถึงกำหนด", "neutral"),
            (4, date(2020, 1, 6), "เกินกำหนด", "bad"),
        ]
    ]
    heads = ["งวด", "กำหนด", "เงินต้น", "ดอกเบี้ย", "อัตรา", "สถานะ"]
    kinds = ["text", "date", "money", "money", "rate", "state"]
    columns = [{"label": head, "kind": kind, "sort_url": "?sort=x"} for head, kind in zip(heads, kinds, strict=True)]
    columns[1]["sorted"] = "asc"
    return {
        "stages": [
            {"label": "ร่าง", "state": "done", "on": date(2017, 12, 12)},
            {"label": "ตำบลให้ความเห็น", "state": "done"},
            {"label": "อำเภอพิจารณา", "state": "current", "note": "เหลือ 3 วัน"},
            {"label": "จังหวัดอนุมัติ", "state": "todo"},
            {"label": "ทำสัญญา", "state": "refused"},
        ],
        "figures": [
            {"label": "เงินต้นคงเหลือ", "value": Decimal("150000"), "kind": "money", "url": "/x/"},
            {
                "label": "ค้างชำระ",
                "value": Decimal("51500.50"),
                "kind": "money",
                "tone": "bad",
                "help": "เกินกำหนด 15 วัน",
            },
            {"label": "สัญญา", "value": 1234, "kind": "number"},
            {"label": "ร้อยละหนี้เกินกำหนด", "value": Decimal("12.5"), "kind": "percent", "tone": "warning"},
        ],
        "facts": [
            {"label": "ผู้แทนกลุ่ม", "value": "นางสมมติ ตัวอย่าง", "url": "/members/1/"},
            {"label": "เงินกู้", "value": Decimal("200000"), "kind": "money"},
            {"label": "อัตราดอกเบี้ย", "value": Decimal("0.03"), "kind": "rate"},
            {"label": "วันโอนเงิน", "value": date(2018, 2, 2), "kind": "date"},
            {"label": "โทรศัพท์", "value": None},
            {"label": "สถานะ", "value": "ปกติ", "kind": "state", "tone": "good"},
        ],
        "table": {
            "caption": "งวดทั้งหมดของสัญญา",
            "columns": columns,
            "rows": rows,
            "totals": ["รวม", "", money(Decimal("200000")), money(Decimal("6002")), "", ""],
            "next_url": "?after=4",
            "prev_url": "",
            "shown": "แสดง 4 จาก 4 งวด",
            "queue": True,
        },
        "empty_table": {
            "columns": columns,
            "rows": [],
            "empty": "ยังไม่มีใบเสร็จ",
            "empty_actions": [{"url": "/x/", "label": "นำเข้าไฟล์ธนาคาร", "icon": "upload"}],
        },
        "working": [
            {
                "label": "งวดที่ 1",
                "from_on": date(2018, 7, 6),
                "to_on": date(2018, 7, 20),
                "days": 15,
                "principal": Decimal("50000"),
                "rate": Decimal("0.075"),
                "basis": 360,
                "amount": Decimal("156.25"),
            }
        ],
        "working_total": Decimal("156.25"),
        "filter_form": FilterForm({"q": "ชร 12"}, auto_id="filter_%s"),
        "form": PaymentForm({"received_on": "31/2/2561", "amount": "1,000", "channel": "bank", "kind": ""}),
        "tasks": [
            {
                "title": "อนุมัติการโอนเงิน 3 รายการ",
                "detail": "รอผู้อนุมัติคนที่สอง",
                "due_on": date(2018, 2, 2),
                "tone": "bad",
                "count": 3,
                "url": "/x/",
            },
            {"title": "ปิดงวดเดือนกรกฎาคม", "tone": "warning", "url": "/x/"},
            {"title": "ตรวจรายการธนาคาร", "url": "/x/", "count": 12},
        ],
        "bars": [
            {"label": "พาน", "value": Decimal("900000"), "shown": "900,000.00", "tone": "bad"},
            {"label": "ขุนตาล", "value": Decimal("450000"), "shown": "450,000.00"},
            {"label": "เวียงป่าเป้า", "value": Decimal("120000.50"), "shown": "120,000.50", "tone": "good"},
        ],
        "points": [
            {"label": f"{month} 61", "value": value, "shown": f"{value}.00 %"}
            for month, value in [("ม.ค.", 80), ("ก.พ.", 62), ("มี.ค.", 66), ("เม.ย.", 41), ("พ.ค.", 33)]
        ],
        "run": {
            "label": "พิมพ์ใบเสร็จ",
            "state_label": "กำลังทำ",
            "done": 420,
            "total": 1000,
            "percent": 42,
            "finished": False,
            "failed": 3,
        },
        "events": [
            {
                "at": datetime(2018, 7, 5, 7, 5, tzinfo=UTC),
                "who": "สมมติ ตัวอย่าง",
                "what": "รับชำระงวดที่ 1",
                "tone": "good",
                "url": "/x/",
            },
            {
                "on": date(2018, 2, 2),
                "who": "สมศรี ตัวอย่าง",
                "what": "โอนเงิน",
                "why": "ตามคำสั่งที่ 4/2561",
                "icon": "cash-coin",
                "tone": "active",
            },
            {"on": date(2018, 1, 10), "what": "คณะอนุกรรมการอนุมัติ"},
        ],
        "papers": [
            {
                "title": "สัญญากู้ยืมเงิน",
                "number": "12/2561",
                "on": date(2018, 2, 2),
                "url": "/p/",
                "state": "ลงนามแล้ว",
                "tone": "good",
            }
        ],
        "files": [{"name": "สลิป.pdf", "size": 120345, "url": "/f/", "on": date(2018, 7, 5), "who": "สมมติ"}],
    }


def request(path="/loans/12/"):
    """Return a request of the invented officer with one message of each kind."""
    made = RequestFactory().get(path)
    made.user = Officer()
    made.resolver_match = None
    made.csp_nonce = "specimen"
    made._messages = [Message(25, "บันทึกแล้ว"), Message(40, "งวดนี้ปิดแล้ว จึงแก้ไขไม่ได้")]
    return made


def page(**more):
    """Return the specimen page as HTML."""
    made = engines["django"].from_string(SPECIMEN.read_text())
    return made.render(
        {**context(), "nav": NAV, "area_label": "จังหวัดเชียงราย", "role_labels": "เลขานุการ อกส.จ.", "demo": True, **more},
        request(),
    )
